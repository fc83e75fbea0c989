#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0
"""
What decoders say beside octets: items, quality, notes, labels, layouts,
alarms. Datagrams tell the decoder of module/statetest.c what to do, and what
the kernel then knows is read by netlink.py's client.

usage: state.py SPEC

Prints one line for each check, "DESCRIPTION<TAB>WHAT IS WRONG", in a
namespace whose lo is tapped.
"""
import errno
import socket
import struct
import time

from pyroute2.netlink.exceptions import NetlinkError
from netlink import Family, NLM_F_ACK, check, refused

PORT = 5999
DEVICE = f"statetest:127.0.0.1:{PORT}"
SERVER = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
SERVER.bind(("127.0.0.1", PORT))
SERVER.settimeout(10)


class Peer:
    """A conversation with the decoder."""

    def __init__(self):
        self.socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.socket.connect(("127.0.0.1", PORT))

    def tell(self, op, *parts):
        """Has it done, and waits until it is."""
        data = b"".join(p if isinstance(p, bytes) else bytes([p]) for p in parts)
        self.socket.send(op.encode() + data)
        SERVER.recv(65536)

    def result(self, op, *parts):
        """The same, and what came of it: a number and octets."""
        self.tell(op, *parts)
        data = bytes.fromhex(image("result")["data"])
        return struct.unpack(">i", data[:4])[0], data[4:]

    def emit(self, number, content, quality=0, status=0, stale_ms=0):
        """An image."""
        self.tell("E", number, quality, struct.pack(">II", status, stale_ms), content)

    def note(self, op, scope, name, *rest):
        """Notes: scope 0 is the server's, 1 the conversation's, 2 everybody's."""
        return self.result(op, scope, struct.pack(">H", name), *rest)

    def note_set(self, scope, name, length, octet):
        """Remember."""
        return self.note("S", scope, name, struct.pack(">H", length), octet)[0]

    def note_get(self, scope, name):
        """The length of what was remembered and its first octet, or an error."""
        code, octets = self.note("G", scope, name)
        return (code, octets[0]) if octets else code

    def layout_set(self, number, n, stale_ms=0):
        """A layout of n values and an octet that judges them."""
        return self.result("Y", number, n, struct.pack(">I", stale_ms))[0]

    def label(self, name, value):
        """A label."""
        self.tell("L", name.encode() + b"\0" + value.encode() + b"\0")


FAMILIES = {}


def family(op):
    """A socket for each operation."""
    if op not in FAMILIES:
        FAMILIES[op] = Family(op)
    return FAMILIES[op]


def image(name):
    """What the kernel knows of an image."""
    return family("image-get").get([("device", DEVICE), ("image", name)])


def device():
    """What the kernel knows of the device."""
    return family("device-get").get([("device", DEVICE)])


def stats(*names):
    """Counters."""
    values = dict(family("stats-get").get()["stat"])
    return [values[name] for name in names]


def config(**values):
    """Changes limits."""
    family("config-set").ask([(k.replace("_", "-"), v) for k, v in values.items()],
                             NLM_F_ACK)


def differ(what, got, wanted):
    """Where two things differ."""
    return "" if got == wanted else f"{what}: {got}, wanted {wanted}"


def fields(obj, **wanted):
    """Where an object is not as wanted; None means that a field is absent."""
    for name, value in wanted.items():
        if obj.get(name) != value:
            return f"{name} is {obj.get(name)}, wanted {value}"
    return ""


def first(*problems):
    """The first problem."""
    return next(filter(None, problems), "")


def with_items(n, length, values=()):
    """Content of an image of n items, see statetest_items()."""
    values = list(values) or [0] * n
    return struct.pack(">HB", n, length) + b"".join(struct.pack(">H", v) for v in values)


def quality():
    """Quality and status of an image, and that they are changes."""
    peer = Peer()
    peer.emit(200, b"abcd")
    plain = image("image/200")
    peer.emit(200, b"abcd", 2, 0x80010000, 60000)
    bad = image("image/200")
    peer.emit(200, b"abcd", 2, 0x80010000, 60000)
    again = image("image/200")
    peer.emit(200, b"abcd", 0, 0x80010000)
    good = image("image/200")
    return first(
        fields(plain, quality="good", status=None, status_text=None,
               stale_after=None, state="fresh", layout="raw"),
        fields(bad, quality="bad", status=0x80010000,
               status_text=f"status {0x80010000}", stale_after=60 * 10**9,
               changes=2, data="61626364"),
        fields(again, generation=bad["generation"], frames=3, changes=2),
        fields(good, quality="good", status=0x80010000, stale_after=None, changes=3))


def until(true, seconds=120):
    """Wait for something that is sure to come, but not for ever."""
    end = time.monotonic() + seconds
    while not true():
        if time.monotonic() > end:
            raise TimeoutError(f"not within {seconds} s")
        time.sleep(0.05)


def staleness():
    """stale-after decides, whichever way config stale-timeout has it."""
    peer = Peer()
    config(stale_timeout=1000000)
    peer.emit(201, b"x", 0, 0, 1)
    until(lambda: image("image/201")["state"] != "fresh")
    config(stale_timeout=1)
    peer.emit(201, b"x", 0, 0, 1000000)
    peer.emit(202, b"x")
    until(lambda: image("image/202")["state"] != "fresh")
    still = image("image/201")
    config(stale_timeout=1000000)
    return fields(still, state="fresh")


def items():
    """Items have what the decoder says, and only those that are there."""
    Peer().emit(1, with_items(5, 1, [1, 2, 3, 4, 5])[:-1])
    got = image("image/1")
    wanted = [
        {"name": "i0", "type": "u16", "offset": 3, "len": 2, "unit": "bar"},
        {"name": "i1", "type": "u16", "offset": 5, "len": 2, "little": 1},
        {"name": "i2", "type": "u16", "offset": 7, "len": 2,
         "quality": "uncertain", "status": 7, "status_text": "status 7"},
        {"name": "i3", "type": "u8", "offset": 9, "len": 2, "count": 2}]
    return first(fields(got, layout="items", items_cut=None),
                 differ("items", got["item"], wanted))


def many_items():
    """As many as an image may have fit, by every way."""
    config(max_image_bytes=2048)
    listener = Family("image-change-ntf")
    listener.socket.add_membership("change")
    Peer().emit(2, with_items(300, 60) + bytes(1400))
    event = listener.plain(listener.socket.get()[0], "event")
    one = image("image/2")
    listed, = [i for i in family("image-get").dump() if i["image"] == "image/2"]
    problems = []
    for got in (event, one, listed):
        names = [i["name"] for i in got["item"]]
        problems.append(differ("names", names, [f"i{i:060}" for i in range(256)]))
        problems.append(fields(got, data=one["data"], items_cut=None))
    listener.socket.close()
    return first(*problems, differ("octets", len(one["data"]) // 2, 2003))


def too_many_items():
    """What exceeds a message is cut and counted."""
    Peer().emit(3, with_items(256, 240))
    cut = image("image/3")
    full = len(cut["item"]) + cut.get("items_cut", 0)
    family("layout-new").ask(long_layout(256), NLM_F_ACK)
    Peer().emit(210, bytes(600))
    return first(differ("items of a decoder", full, 256),
                 differ("cut", 50 < cut.get("items_cut", 0) < 100, True),
                 differ("items of a layout", len(image("image/210")["item"]), 256))


def long_layout(n, name="image/210"):
    """The attributes of a layout of octets."""
    return [("device", DEVICE), ("image", name), ("len", 600)] + [
        ("item", {"attrs": [("name", f"value-of-{i:014}"), ("offset", i), ("len", 1),
                            ("type", 3), ("status", 599)]}) for i in range(n)]


def notes():
    """Notes are found by whom they are for, and no longer than they may."""
    one, other = Peer(), Peer()
    return first(
        differ("server's", one.note_set(0, 1, 5, 10), 0),
        differ("own", one.note_set(1, 1, 6, 11), 0),
        differ("everybody's", one.note_set(2, 1, 7, 12), 0),
        differ("get", [one.note_get(s, 1) for s in range(3)], [(5, 10), (6, 11), (7, 12)]),
        differ("other's", [other.note_get(s, 1) for s in range(3)],
               [(5, 10), -errno.ENOENT, (7, 12)]),
        differ("replaced", (other.note_set(0, 1, 3, 13), one.note_get(0, 1)), (0, (3, 13))),
        differ("dropped", (other.tell("D", 0, b"\0\1"), one.note_get(0, 1)),
               (None, -errno.ENOENT)),
        differ("empty", (one.note_set(0, 2, 0, 0), one.note_get(0, 2)), (0, 0)),
        differ("too long", one.note_set(0, 3, 16385, 1), -errno.E2BIG),
        differ("longest", (one.note_set(0, 3, 16384, 1), one.note_get(0, 3)),
               (0, (16384, 1))))


def note_limits():
    """The limit of notes holds."""
    peer = Peer()
    count = family("map-get").get([("name", "notes")])["count"]
    refused_before, = stats("notes_refused")
    config(max_notes=count + 1)
    codes = [peer.note_set(0, 100 + i, 4, i) for i in range(3)]
    replaced = peer.note_set(0, 100, 5, 9)
    config(max_notes=65536)
    return first(
        differ("codes", codes, [0, -errno.ENOSPC, -errno.ENOSPC]),
        differ("replace at the limit", replaced, 0),
        differ("refused", stats("notes_refused")[0] - refused_before, 2))


def note_octets():
    """One conversation gets half of the octets, many get all."""
    def count():
        return family("map-get").get([("name", "notes")])["count"]

    def fill(peer, first_name, n):
        for i in range(n):
            peer.tell("S", 0, struct.pack(">HH", first_name + i, 16384), i % 256)
        return count()
    before = count()
    refused_before = stats("notes_refused", "notes_share")
    half = fill(Peer(), 1000, 1100) - before
    shared = stats("notes_refused", "notes_share")
    for i in range(110):
        full = fill(Peer(), 3000 + 10 * i, 10) - before
    refused_after = sum(stats("notes_refused", "notes_share"))
    end = Peer()
    for name in [*range(1000, 2100), *range(3000, 4100)]:
        end.tell("D", 0, struct.pack(">H", name))
    return first(
        differ("one's", 1000 < half < 1024, True),
        differ("refused one", shared, [refused_before[0], refused_before[1] + 1100 - half]),
        differ("everybody's", 2000 < full < 2048, True),
        differ("refused", refused_after - sum(refused_before), 2200 - full),
        differ("dropped", count(), before))


def note_share():
    """A conversation gets no more notes while it has as many as are left."""
    count = family("map-get").get([("name", "notes")])["count"]
    before = stats("notes_refused", "notes_share")
    config(max_notes=count + 9)
    one, two, three, four = Peer(), Peer(), Peer(), Peer()
    full = -errno.ENOSPC
    problem = first(
        # Of whatever scope they are.
        differ("one", [one.note_set(i % 3, 500 + i, 1, 1) for i in range(6)], [0] * 5 + [full]),
        differ("two", [two.note_set(0, 600 + i, 1, 1) for i in range(3)], [0, 0, full]),
        differ("replaced", one.note_set(0, 500, 2, 2), 0),
        differ("three", [three.note_set(0, 700 + i, 1, 1) for i in range(2)], [0, full]),
        differ("counted", stats("notes_refused", "notes_share"), [before[0], before[1] + 3]),
        differ("four", [four.note_set(0, 800 + i, 1, 1) for i in range(2)], [0, full]),
        differ("no more", stats("notes_refused", "notes_share"),
               [before[0] + 1, before[1] + 3]),
        # One has one then, and four are left.
        differ("drop", [one.tell("D", i % 3, struct.pack(">H", 500 + i)) for i in range(1, 5)],
               [None] * 4),
        differ("one again", [one.note_set(1, 510 + i, 1, 1) for i in range(3)], [0, 0, full]),
        # What another one replaces is that one's.
        differ("taken over", two.note_set(0, 500, 3, 3), 0),
        differ("one's room", one.note_set(1, 513, 1, 1), full),
        differ("three's", three.tell("D", 0, struct.pack(">H", 700)), None),
        differ("one once more", one.note_set(1, 513, 1, 1), 0))
    config(max_notes=65536)
    for name in [500, *range(600, 602), 800]:
        two.tell("D", 0, struct.pack(">H", name))
    for name in (510, 511, 513):
        one.tell("D", 1, struct.pack(">H", name))
    return first(problem, differ("left", family("map-get").get([("name", "notes")])["count"],
                                 count))


def notes_end():
    """The notes of a conversation go with it, those of a server stay."""
    def count():
        return family("map-get").get([("name", "notes")])["count"]
    before = count()
    peer = Peer()
    for i in range(100):
        peer.note_set(1, i, 16, i)
    there = count()
    config(flow_timeout=1)
    until(lambda: count() <= before)
    config(flow_timeout=300)
    return first(differ("notes", there, before + 100),
                 differ("server's", Peer().note_get(0, 3), (16384, 1)))


def labels():
    """Labels are kept in order, replaced, cut, taken away, and bounded."""
    peer = Peer()
    refused_before, = stats("labels_refused")
    peer.label("vendor", "somebody")
    peer.label("tag", "x" * 62 + "\u00e9y")
    peer.label("vendor", "else")
    two = device()["label"]
    for i in range(20):
        peer.label(f"label-{i}", str(i))
    all_of_them = device()["label"]
    for i in range(20):
        peer.label(f"label-{i}", "")
    peer.label("tag", "")
    return first(
        differ("two", two, [{"name": "vendor", "value": "else"},
                            {"name": "tag", "value": "x" * 62}]),
        differ("all", all_of_them[2:], [{"name": f"label-{i}", "value": str(i)}
                                        for i in range(14)]),
        differ("refused", stats("labels_refused")[0] - refused_before, 6),
        differ("last", device()["label"], [{"name": "vendor", "value": "else"}]))


def alarms():
    """Alarms are told, and counted at their device."""
    peer = Peer()
    before = stats("alarms", "cycles_lost", "cycles_repeated")
    was = device()
    listener = Family("alarm-ntf")
    listener.socket.add_membership("alert")
    peer.tell("A", struct.pack(">I", 77), b"1/2\0", bytes(range(100)))
    told = listener.plain(listener.socket.get()[0], "event")
    peer.tell("A", struct.pack(">I", 78), b"\0")
    again = listener.plain(listener.socket.get()[0], "event")
    listener.socket.close()
    for _ in range(3):
        peer.tell("P", 5)
    now = device()
    return first(
        fields(told, device=DEVICE, what="alarm of the test", item="1/2", code=77,
               data=bytes(range(64)).hex()),
        fields(again, item=None, code=78, data="", event_seq=told["event_seq"] + 1),
        differ("time", was["last_seen"] < told["time"] < again["time"] < now["last_seen"],
               True),
        fields(now, alarms=was["alarms"] + 2, publications=was["publications"] + 3,
               lost=was["lost"] + 15, repeated=was["repeated"] + 3),
        differ("stats", stats("alarms", "cycles_lost", "cycles_repeated"),
               [before[0] + 2, before[1] + 15, before[2] + 3]))


def learned_layout():
    """A layout from the decoder, before its image, with it, and gone again."""
    peer = Peer()
    problem = first(differ("set", peer.layout_set(220, 2, 7000), 0),
                    differ("get", peer.result("Q", 220)[0], 2))
    peer.emit(220, b"\0\1\0\2\x80")
    good = image("image/220")
    peer.emit(220, b"\0\1\0\2\x20")
    bad = image("image/220")
    same = peer.layout_set(220, 2, 7000), image("image/220")
    other = peer.layout_set(220, 1), image("image/220")
    gone = peer.layout_set(220, 0), image("image/220")
    slot = {"type": "u16", "len": 2}
    return first(
        problem,
        fields(good, layout="items", stale_after=7 * 10**9,
               item=[dict(slot, name="slot/0", offset=0), dict(slot, name="slot/1", offset=2)]),
        fields(bad, item=[dict(slot, name=f"slot/{i}", offset=2 * i, quality="bad", status=32)
                          for i in range(2)]),
        differ("same", same, (0, bad)),
        differ("other", other[0], 0),
        fields(other[1], stale_after=None, changes=2),
        differ("items", [i["name"] for i in other[1]["item"]], ["slot/0"]),
        differ("gone", gone[0], 0),
        fields(gone[1], layout="raw", item=[], changes=2),
        differ("generations", bad["generation"] < other[1]["generation"] <
               gone[1]["generation"], True),
        differ("no fit", peer.layout_set(220, 255), -errno.EINVAL),
        differ("none", peer.result("Q", 220)[0], -errno.ENOENT))


def given_layout():
    """A layout given through netlink, before and after its image is there."""
    name = [("device", DEVICE), ("image", "image/230")]
    attrs = name + [
        ("len", 4), ("stale-after", 5 * 10**9),
        ("item", {"attrs": [("name", "level"), ("offset", 0), ("len", 2), ("type", 6),
                            ("little", 1), ("status", 3)]}),
        ("item", {"attrs": [("name", "rest"), ("offset", 2), ("len", 1), ("type", 0)]})]
    wanted = {"device": DEVICE, "image": "image/230", "len": 4, "stale_after": 5 * 10**9,
              "item": [{"name": "level", "offset": 0, "len": 2, "type": "i16",
                        "little": 1, "status": 3},
                       {"name": "rest", "offset": 2, "len": 1, "type": "bytes"}]}
    family("layout-new").ask(attrs, NLM_F_ACK)
    peer = Peer()
    peer.emit(230, b"\1\0\0\x80")
    before = image("image/230")
    family("layout-del").ask(name, NLM_F_ACK)
    without = image("image/230")
    family("layout-new").ask(attrs, NLM_F_ACK)
    after = image("image/230")
    listed = [o for o in family("layout-get").dump([("prefix", DEVICE)])
              if o["image"] == "image/230"]
    elsewhere = Family("layout-get").dump([("prefix", "statetest:127.0.0.2")])
    by_decoder = peer.result("Q", 230)[0]
    return first(
        differ("items", before["item"], [
            {"name": "level", "type": "i16", "offset": 0, "len": 2, "little": 1},
            {"name": "rest", "type": "bytes", "offset": 2, "len": 1}]),
        fields(without, item=[], layout="raw", generation=before["generation"] + 1),
        fields(after, item=before["item"], generation=before["generation"] + 2),
        differ("get", family("layout-get").get(name), wanted),
        differ("list", listed, [wanted]), differ("elsewhere", elsewhere, []),
        differ("decoder sees", by_decoder, 2))


def layout_limits():
    """The limit of layouts holds."""
    count = family("map-get").get([("name", "layouts")])["count"]
    config(max_layouts=count)
    attrs = long_layout(1, "image/99")
    problem = refused(errno.ENOSPC, "max-layouts", "layout-new", attrs)
    code = Peer().layout_set(98, 1)
    config(max_layouts=4096)
    return first(problem, differ("decoder's", code, -errno.ENOSPC))


def layout_refusals():
    """What is no layout is refused, and why."""
    name = [("device", DEVICE), ("image", "image/240")]

    def no(code, text, *item_attrs, length=4):
        given = dict([("name", "a"), ("offset", 0), ("len", 1), ("type", 3)])
        given.update(item_attrs)
        item = ("item", {"attrs": [(k, v) for k, v in given.items() if v is not None]})
        return refused(code, text, "layout-new", name + [("len", length), item])

    twice = [("item", {"attrs": [("name", "a"), ("offset", 0), ("len", 1)]})] * 2
    return first(
        no(errno.EINVAL, "beyond len", ("offset", 4)),
        no(errno.EINVAL, "beyond len", ("offset", 0xffffffff)),
        no(errno.EINVAL, "beyond len", ("type", 0), ("len", 5)),
        no(errno.EINVAL, "beyond len", ("status", 4)),
        no(errno.EINVAL, "not that of its type", ("type", 7)),
        no(errno.EINVAL, "empty", ("name", "")),
        no(errno.EINVAL, "control", ("name", "a\n")),
        no(errno.EINVAL, "", ("name", "x" * 24)),
        no(errno.EINVAL, "has to have", ("offset", None)),
        no(errno.ERANGE, "range", ("type", 14)),
        no(errno.EINVAL, "longer than any", length=65536),
        refused(errno.EINVAL, "another item", "layout-new", name + [("len", 4)] + twice),
        refused(errno.EINVAL, "too many", "layout-new", long_layout(257)),
        refused(errno.EINVAL, "len is missing", "layout-new", name),
        refused(errno.EINVAL, "have to name", "layout-new", name[:1] + [("len", 1)]),
        refused(errno.ENOENT, "no such layout", "layout-del", name),
        refused(errno.ENOENT, "no such layout", "layout-get", name))


def main():
    """All checks."""
    for test in (quality, staleness, items, many_items, too_many_items, notes,
                 note_limits, note_octets, note_share, notes_end, labels, alarms,
                 learned_layout, given_layout, layout_limits, layout_refusals):
        try:
            problem = test()
        except (NetlinkError, KeyError, OSError) as e:
            problem = f"{type(e).__name__}: {e}"
        check(test.__doc__.rstrip("."), problem)


main()
