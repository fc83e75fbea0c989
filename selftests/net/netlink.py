#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0
"""
A netlink client that owes nothing to the tool: pyroute2, and messages built
from the specification. Lists what the tool lists, and sends what the kernel
has to refuse.

usage: netlink.py SPEC

Prints one line for each check, "DESCRIPTION<TAB>WHAT IS WRONG", in a
namespace where nothing changes meanwhile.
"""
import errno
import json
import socket
import subprocess
import sys

import yaml
from pyroute2.netlink import (NETLINK_GENERIC, NLA_F_NESTED, NLM_F_ACK,
                              NLM_F_DUMP, NLM_F_REQUEST, genlmsg, nla)
from pyroute2.netlink.exceptions import NetlinkError
from pyroute2.netlink.generic import GenericNetlinkSocket

TYPES = {
    "u8": "uint8", "u16": "uint16", "u32": "uint32", "u64": "uint64",
    "string": "asciiz", "binary": "cdata", "pad": "none",
}
# Left out where there is nothing to tell.
OPTIONAL = {"last-exception", "old-log2-buckets", "decoder", "tcp-port",
            "udp-port", "ethertype", "label", "status", "status-text",
            "stale-after", "item", "items-cut", "abi", "protocol", "active",
            "shadow", "scale", "offset", "unit", "value-type", "raw", "data", "time",
            "previous-raw", "previous-time", "last-seen", "level", "rate-alert", "period",
            "quality", "overwritten", "type", "sample", "samples", "events", "alerts"}

with open(sys.argv[1], encoding="utf-8") as file:
    SPEC = yaml.safe_load(file)
SETS = {s["name"]: s["attributes"] for s in SPEC["attribute-sets"]}
ENUMS = {d["name"]: [e["name"] for e in d["entries"]]
         for d in SPEC["definitions"] if d["type"] == "enum"}
OPS = {o["name"]: dict(o, number=i)
       for i, o in enumerate(SPEC["operations"]["list"], 1)}


def nla_map(name, changed):
    """The attributes of a set; `changed` gives some another type, or adds."""
    result = [(0, "unspec", "none")]
    for i, attr in enumerate(SETS[name], 1):
        kind = TYPES.get(attr["type"], attr.get("nested-attributes"))
        result.append((i, attr["name"], changed.get(attr["name"], kind)))
    if "unknown" in changed:
        result.append((len(result) + 90, "unknown", changed["unknown"]))
    return tuple(result)


def message_class(name, **changed):
    """The message of an attribute set."""
    members = {"nla_map": nla_map(name, changed)}
    for attr in SETS[name]:
        inner = attr.get("nested-attributes")
        if inner:
            members[inner] = type(inner, (nla,), {"nla_map": nla_map(inner, {}),
                                                  "nla_flags": NLA_F_NESTED})
    return type(name, (genlmsg,), members)


class Family:
    """What a socket is to one set of attributes."""

    def __init__(self, op, **changed):
        self.op = OPS[op]
        self.cls = message_class(self.op["attribute-set"], **changed)
        self.socket = GenericNetlinkSocket(ext_ack=True)
        self.socket.bind(SPEC["name"], self.cls)

    def message(self, attrs):
        """A request."""
        msg = self.cls()
        msg["cmd"] = self.op["number"]
        msg["version"] = 1
        msg["attrs"] = list(attrs)
        return msg

    def ask(self, attrs=(), flags=0):
        """Sends a request and returns the answers."""
        return self.socket.nlm_request(self.message(attrs), self.socket.prid,
                                       NLM_F_REQUEST | flags)

    def dump(self, attrs=()):
        """Lists all objects, as the tool would show them."""
        return [self.plain(m) for m in self.ask(attrs, NLM_F_DUMP)]

    def get(self, attrs=()):
        """One object."""
        return self.plain(self.ask(attrs)[0])

    def dump_in_pieces(self, size):
        """The same as dump(), by a socket that never reads much; and how often."""
        msg = self.message(())
        msg["header"].update({"type": self.socket.prid,
                              "flags": NLM_F_REQUEST | NLM_F_DUMP})
        msg.encode()
        reader = socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, NETLINK_GENERIC)
        reader.send(msg.data)
        objects, pieces = [], 0
        while True:
            pieces += 1
            for part in self.socket.marshal.parse(reader.recv(size)):
                if part["header"]["type"] != self.socket.prid:
                    return objects, pieces
                objects.append(self.plain(part))

    def plain(self, msg, way="do"):
        """An answer as a dictionary; complains when something is missing."""
        result = {}
        by_name = {a["name"]: a for a in SETS[self.op["attribute-set"]]}
        attributes = self.op["do"]["reply"] if way == "do" else self.op["event"]
        for name in attributes["attributes"]:
            attr = by_name[name]
            values = [plain_value(attr, v) for v in msg.get_attrs(name)]
            if not values and name not in OPTIONAL:
                raise KeyError(f"{self.op['name']}: no {name}")
            if attr.get("multi-attr"):
                result[name.replace("-", "_")] = values
            elif values:
                result[name.replace("-", "_")] = values[0]
        return result


def plain_value(attr, value):
    """As it stands in JSON."""
    if attr["type"] == "nest":
        return plain_nest(attr["nested-attributes"], value)
    if "enum" in attr:
        return ENUMS[attr["enum"]][value]
    return value.hex() if isinstance(value, bytes) else value


def plain_nest(name, nest):
    """A set of attributes within another."""
    if name == "stat-entry":
        return plain_stat(nest)
    result = {}
    for attr in SETS[name]:
        value = nest.get_attr(attr["name"])
        if value is not None:
            result[attr["name"].replace("-", "_")] = plain_value(attr, value)
    return result


def plain_stat(entry):
    """A counter."""
    name = ENUMS["stat"][entry.get_attr("id")]
    return name.replace("-", "_"), entry.get_attr("value")


def tool(*args):
    """What the tool shows."""
    return json.loads(subprocess.check_output(["fieldtap", "-j", *args]))


def differences(ours, theirs, *key):
    """Where two lists of objects differ in what both have."""
    def index(objects):
        return {tuple(o[k] for k in key): o for o in objects}
    if len(ours) != len(theirs) or not ours:
        return f"{len(ours)} objects, the tool has {len(theirs)}"
    theirs = index(theirs)
    for name, mine in index(ours).items():
        other = theirs.get(name, {})
        for field, value in mine.items():
            if other.get(field) != value:
                return f"{name}: {field} is {value}, the tool has {other.get(field)}"
    return ""


def same_list(op, *key):
    """A dump against the tool's list."""
    name = op.removesuffix("-get")
    ours = Family(op).dump()
    for o in ours:
        # The tool tells these in other words.
        for field in ("flags", "item", "label"):
            o.pop(field, None)
    return differences(ours, tool(name, "show"), *key)


def same_stats():
    """Counters against the tool's."""
    ours = Family("stats-get").get()
    ours = dict(ours["stat"], generation=ours["generation"])
    theirs = {s["name"]: s["value"] for s in tool("stats", "show")}
    return "" if ours == theirs else f"{ours}, the tool has {theirs}"


def same_config():
    """Limits and timeouts against the tool's."""
    return differences([Family("config-get").get()], tool("config", "show"))


def one_image():
    """One image by its name is the one of the list."""
    family = Family("image-get")
    wanted = family.dump()[-1]
    got = family.get([("device", wanted["device"]), ("image", wanted["image"])])
    return "" if got == wanted else f"{got}, in the list {wanted}"


def in_pieces():
    """A list of many messages."""
    family = Family("image-get")
    objects, pieces = family.dump_in_pieces(4096)
    if pieces < 10:
        return f"{pieces} messages only"
    return differences(objects, family.dump(), "device", "image")


def since(generation, wanted):
    """How many images changed after a generation."""
    images = Family("image-get").dump([("since", generation)])
    bad = [i for i in images if i["generation"] <= generation]
    return "" if len(images) == wanted and not bad else \
        f"{len(images)} images since {generation}, {len(bad)} of them older"


def with_prefix(prefix, wanted):
    """How many images a prefix leaves."""
    n = len(Family("image-get").dump([("prefix", prefix)]))
    return "" if n == wanted else f"{n} images of {prefix}"


def point(name, address="modbus:10.9.0.1:502/1/hr/7", **more):
    """What a point is to be."""
    attrs = [("name", name), ("address", address)]
    return {"attrs": attrs + [(k.replace("_", "-"), v) for k, v in more.items()]}


def named(name):
    """A point to take away."""
    return {"attrs": [("name", name)]}


def apply(*changes):
    """Points added, described anew, taken away."""
    Family("point-apply").ask(changes, NLM_F_ACK)


def names():
    """The points that there are."""
    return sorted(p["name"] for p in Family("point-get").dump())


def points():
    """Points as they were given, with the value that is there."""
    apply(("new", point("a.one", unit="V", scale="0.1", hi="40", window=4)),
          ("new", point("a.two", "modbus:10.9.0.1:502/1/hr/60000", type=7)),
          ("new", point("b.one")))
    one = Family("point-get").get([("name", "a.one")])
    wanted = dict(point("a.one", unit="V", scale="0.1", hi="40", window=4)["attrs"])
    yield "" if one["conf"] == wanted else f"conf {one['conf']}, wanted {wanted}"
    yield "" if (one["raw"], one["state"], one["images"]) == (107, "fresh", 1) else f"{one}"
    two = Family("point-get").get([("name", "a.two")])
    yield "" if two["state"] == "waiting" and "raw" not in two else f"{two}"
    yield "" if names() == ["a.one", "a.two", "b.one"] else f"{names()}"
    some = [p["name"] for p in Family("point-get").dump([("pattern", "a.*")])]
    yield "" if sorted(some) == ["a.one", "a.two"] else f"a.*: {some}"
    window = Family("window-get").get([("name", "a.one")])
    yield "" if (window["size"], window["sample"]) == (4, []) else f"{window}"


def all_or_nothing():
    """One bad point among good ones, wherever it stands."""
    before = Family("point-get").dump()
    good = [("new", point(f"c.{i}", f"modbus:10.9.0.1:502/1/hr/{i}")) for i in range(200)]
    good += [("del", named("b.one")), ("set", point("a.two", "modbus:10.9.0.1:502/1/hr/8"))]
    bad = [(errno.EEXIST, ("new", point("a.one"))), (errno.EEXIST, ("new", point("c.7"))),
           (errno.ENOENT, ("set", point("x.y"))), (errno.ENOENT, ("del", named("x.y"))),
           (errno.EINVAL, ("new", point("c..d"))), (errno.EINVAL, ("new", point("c.x", scale="1.x"))),
           (errno.EINVAL, ("new", point("c.x", scale="0"))), (errno.EINVAL, ("new", point(""))),
           (errno.EINVAL, ("new", point("c.x", hi="1", lo="2"))),
           (errno.ERANGE, ("new", point("c.x", window=1))),
           (errno.EINVAL, ("new", {"attrs": [("name", "c.x")]}))]
    for code, change in bad:
        for at in (0, 100, len(good)):
            problem = refused(code, "", "point-apply", good[:at] + [change] + good[at:])
            yield problem and f"{change} at {at}: {problem}"
    after = Family("point-get").dump()
    yield "" if before == after else f"{len(after)} points, some of them changed: {names()}"


def many_at_once():
    """A message of thousands, and all of it away again."""
    apply(*(("new", point(f"m.{i}", f"modbus:10.9.0.1:502/1/hr/{i}")) for i in range(3000)))
    there = names()
    yield "" if len(there) == 3003 else f"{len(there)} points"
    bound = [p for p in Family("point-get").dump([("pattern", "m.*")]) if p["state"] == "fresh"]
    yield "" if len(bound) == 300 else f"{len(bound)} have a value"
    wrong = [p["name"] for p in bound
             if p["raw"] != int(p["name"][2:]) + (100 if int(p["name"][2:]) < 50 else 0)]
    yield "" if not wrong else f"wrong: {wrong}"
    apply(*(("del", named(n)) for n in there))
    yield "" if names() == [] else f"{len(names())} points are left"


def refused(code, text, op, attrs, flags=0, **changed):
    """The kernel says no, and why."""
    try:
        Family(op, **changed).ask(attrs, flags or NLM_F_ACK)
    except NetlinkError as e:
        if e.code == code and text in str(e):
            return ""
        return f"{op} {attrs!s:.200}: {e}, wanted {errno.errorcode[code]} {text}"
    return f"{op} {attrs!s:.200}: no error"


def refusals():
    """Everything that must be refused."""
    lo = ("ifname", "lo")
    yield refused(errno.EINVAL, "Unknown attribute type", "tap-del",
                  [lo, ("unknown", 1)], unknown="uint32")
    yield refused(errno.EINVAL, "Unknown attribute type", "tap-del", [lo, ("promisc", 1)])
    yield refused(errno.EINVAL, "Unknown attribute type", "image-get",
                  [("unknown", 1)], NLM_F_DUMP, unknown="uint32")
    yield refused(errno.EINVAL, "length", "tap-new", [("ifindex", 1)], ifindex="uint8")
    yield refused(errno.EINVAL, "length", "config-set", [("max-flows", 1)],
                  **{"max-flows": "uint64"})
    yield refused(errno.EINVAL, "policy", "tap-new", [("ifname", b"lo")], ifname="cdata")
    yield refused(errno.EINVAL, "policy", "tap-new", [("ifname", "x" * 16)])
    yield refused(errno.EINVAL, "policy", "decoder-set",
                  [("name", "x" * 64), ("tcp-port", 1)])
    yield refused(errno.ERANGE, "range", "tap-new", [lo, ("direction", 3)])
    yield refused(errno.ERANGE, "range", "tap-new", [lo, ("promisc", 2)])
    yield refused(errno.ERANGE, "range", "decoder-set", [("name", "modbus"), ("tcp-port", 0)])
    yield refused(errno.EINVAL, "ethertype is missing", "decoder-set", [("name", "modbus")])
    yield refused(errno.E2BIG, "too many ports", "decoder-set",
                  [("name", "modbus")] + [("tcp-port", p) for p in range(1, 10)])
    yield refused(errno.E2BIG, "too many decoders", "tap-new",
                  [lo] + [("decoder", "modbus")] * 9)
    yield refused(errno.EINVAL, "has to name a device", "tap-new", [])
    yield refused(errno.EINVAL, "have to name an image", "image-get", [("image", "hr/0+1")])
    yield refused(errno.ENOENT, "no such image", "image-get",
                  [("device", "modbus:10.9.0.1:502/1"), ("image", "hr/0+2")])
    yield refused(errno.ENOENT, "no such device", "device-get", [("device", "modbus")])
    yield refused(errno.EINVAL, "has to name a growmap", "map-get", [])
    yield refused(errno.EOPNOTSUPP, "", "tap-del-ntf", [lo])


def check(description, problem):
    """Reports."""
    print(description, problem, sep="\t", flush=True)


def main():
    """All checks; netlink.sh made 300 images, and changed 50 of them."""
    for op, *key in (("image-get", "device", "image"), ("device-get", "device"),
                     ("map-get", "name"), ("decoder-get", "name"), ("tap-get", "ifname")):
        check(f"{op} lists what the tool lists", same_list(op, *key))
    check("stats-get has what the tool has", same_stats())
    check("config-get has what the tool has", same_config())
    check("one image", one_image())
    check("a list in many messages", in_pieces())
    check("all since the beginning", since(0, 300))
    check("since a generation", since(300, 50))
    check("since the newest generation", since(350, 0))
    check("prefix of a device", with_prefix("modbus:10.9.0.1", 300))
    check("prefix of no device", with_prefix("modbus:10.9.0.2", 0))
    for test in (points, all_or_nothing, many_at_once):
        check(test.__doc__.rstrip("."), "; ".join(filter(None, test())))
    check("what makes no sense is refused", "; ".join(filter(None, refusals())))


if __name__ == "__main__":
    main()
