#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0
"""What tshark shows of OPC UA in captures, in fieldtap's words.

usage: opcua_tshark.py CAPTURE...

Prints a JSON object {"values": {address: value}, "status": {address: code}}: the
last that was read, written or reported of each node (opcua:IP:PORT/NODEID),
times as the tool prints them.
Elements of arrays whose elements differ in length have addresses of their own.
Values that have no type in fieldtap are the octets, in hexadecimal.

Which octets are a value, and of which type, is tshark's word; how responses
belong to requests, and handles to nodes, is worked out here.
"""

import base64
import datetime
import json
import struct
import subprocess
import sys
import tempfile
import uuid
import xml.etree.ElementTree

PORT = 4840
VALUE_ATTRIBUTE = "0x0000000d"
BAD = 0x80000000
FIXED = {1: "?", 2: "b", 3: "B", 4: "h", 5: "H", 6: "i", 7: "I", 8: "q",
         9: "Q", 10: "f", 11: "d", 13: "q", 19: "I"}
STRINGS = {12, 16}
TEXTS = {20: "opcua.qualname.Name", 21: "opcua.loctext.Text"}
DATETIME, BYTESTRING, VARIANT = 13, 15, 24


class Ticks(int):
    """A DateTime."""

    def text(self):
        """As the tool prints it."""
        seconds, fraction = divmod(self, 10**7)
        whole = datetime.datetime(1601, 1, 1) + \
            datetime.timedelta(seconds=seconds)
        return whole.isoformat() + \
            (f".{fraction:07}".rstrip("0") if fraction else "") + "Z"


def field(element, name):
    """The first field of that name, at any depth."""
    for each in element.iter("field"):
        if each.get("name") == name:
            return each
    return None


def show(element, name):
    found = field(element, name)
    return None if found is None else found.get("show")


def part(element, title):
    """The first part with that title, such as "NodesToRead: "."""
    for each in element.iter("field"):
        if each.get("show", "").startswith(title):
            return each
    return None


def elements(array):
    """[0], [1].. of an array."""
    return [each for each in array if each.get("show", "").startswith("[") or
            each.get("name") not in ("", "opcua.variant.ArraySize")]


def text(element):
    if "[OpcUa Null " in element.get("showname", ""):
        return ""
    return bytes.fromhex(element.get("value")).decode()


def node_id(element):
    """NodeId as OPC 10000-6, 5.3.1.10 writes it."""
    ns = int(show(element, "opcua.nodeid.nsindex") or 0)
    prefix = f"ns={ns};" if ns else ""
    for name, letter in (("numeric", "i"), ("string", "s"), ("guid", "g"),
                         ("bytestring", "b")):
        found = field(element, "opcua.nodeid." + name)
        if found is not None:
            break
    octets = bytes.fromhex(found.get("value"))
    if letter == "i":
        return f"{prefix}i={int.from_bytes(octets, 'little')}"
    if letter == "s":
        return f"{prefix}s={text(found)}"
    if letter == "g":
        return f"{prefix}g={uuid.UUID(bytes_le=octets)}"
    return f"{prefix}b={base64.b64encode(octets).decode()}"


def one(kind, element):
    """A value that is not an array."""
    octets = bytes.fromhex(element.get("value") or "")
    if kind == DATETIME:
        return Ticks(int.from_bytes(octets, "little", signed=True))
    if kind in FIXED:
        return struct.unpack("<" + FIXED[kind], octets)[0]
    if kind in STRINGS:
        return text(element)
    if kind in TEXTS:
        found = field(element, TEXTS[kind])
        return "" if found is None else text(found)
    if kind == BYTESTRING and "[OpcUa Null " in element.get("showname", ""):
        return ""
    return octets.hex()


def variant(name, element):
    """{name: value} of a Variant."""
    mask = int(show(element, "opcua.variant.has_value"), 16)
    kind = mask & 0x3f
    body = [each for each in element
            if each.get("name") != "opcua.variant.has_value"]
    if not kind:
        return {name: ""}
    if not mask & 0x80:
        return {name: one(kind, body[0])}
    values = elements(body[0])
    if kind in FIXED:
        array = [one(kind, each) for each in values]
        # An array of one is shown as what it has.
        return {name: array[0] if len(array) == 1 else array}
    if not values:
        return {name: ""}
    found = {}
    for number, each in enumerate(values):
        if kind == VARIANT:
            found.update(variant(f"{name}[{number}]", each))
        else:
            found[f"{name}[{number}]"] = one(kind, each)
    return found


def attribute(element):
    """Name of what a ReadValueId or WriteValue is about, else None."""
    if show(element, "opcua.AttributeId") != VALUE_ATTRIBUTE:
        return None
    span = text(field(element, "opcua.IndexRange"))
    return node_id(part(element, "NodeId: ")) + (f"[{span}]" if span else "")


class Values:
    """What is known after each message."""

    def __init__(self):
        self.values = {}
        self.status = {}
        self.requests = {}
        self.handles = {}
        self.server = ""

    def put(self, name, data_value):
        if name is None:
            return
        address = f"{self.server}/{name}"
        for known in [*self.values]:
            if known == address or known.startswith(address + "["):
                del self.values[known]
        found = part(data_value, "Value: Variant")
        values = {name: ""} if found is None else variant(name, found)
        status = show(data_value, "opcua.StatusCode") \
            if self.has_status(data_value) else "0"
        for each, value in values.items():
            self.values[f"{self.server}/{each}"] = value
            self.status[f"{self.server}/{each}"] = int(status, 16)

    @staticmethod
    def has_status(data_value):
        """Its own: a Variant may have StatusCodes, too."""
        for each in data_value:
            if each.get("name") == "opcua.StatusCode":
                return True
        return False

    def message(self, packet, service, kind, message):
        ends = {name: show(packet, name) for name in
                ("tcp.srcport", "tcp.dstport", "tcp.stream")}
        end = "src" if ends["tcp.srcport"] == str(PORT) else "dst"
        host = show(packet, "ip." + end) or \
            f"[{show(packet, 'ipv6.' + end)}]"
        self.server = f"opcua:{host}:{PORT}"
        key = (ends["tcp.stream"], show(message, "opcua.transport.scid"),
               show(message, "opcua.security.rqid"))
        if end == "dst":
            self.requests[key] = service
            return
        result = show(service, "opcua.ServiceResult")
        if result and not int(result, 16) & BAD and hasattr(self, kind):
            getattr(self, kind)(self.requests.pop(key, None), service)

    def ReadResponse(self, request, service):  # pylint: disable=invalid-name
        if request is not None:
            for each, said in zip(elements(part(request, "NodesToRead: ")),
                                  elements(part(service, "Results: "))):
                self.put(attribute(each), said)

    def WriteResponse(self, request, service):  # pylint: disable=invalid-name
        if request is None:
            return
        for each, said in zip(elements(part(request, "NodesToWrite: ")),
                              elements(part(service, "Results: "))):
            if not int(said.get("show"), 16) & 0xc0000000:
                self.put(attribute(each), part(each, "Value: DataValue"))

    def CreateMonitoredItemsResponse(self, request, service):  # pylint: disable=invalid-name
        if request is None:
            return
        subscription = show(request, "opcua.SubscriptionId")
        for each, said in zip(elements(part(request, "ItemsToCreate: ")),
                              elements(part(service, "Results: "))):
            if int(show(said, "opcua.StatusCode"), 16) & 0xc0000000:
                continue
            handle = show(part(each, "RequestedParameters: "),
                          "opcua.ClientHandle")
            self.handles[self.server, subscription, handle] = \
                attribute(part(each, "ItemToMonitor: "))

    def PublishResponse(self, _request, service):  # pylint: disable=invalid-name
        subscription = show(service, "opcua.SubscriptionId")
        items = part(service, "MonitoredItems: ")
        for each in elements(items) if items is not None else []:
            handle = show(each, "opcua.ClientHandle")
            name = self.handles.get(
                (self.server, subscription, handle),
                f"subscription={subscription};handle={handle}")
            self.put(name, part(each, "Value: DataValue"))


def services(packet):
    """(part, name, message) of each message in a packet."""
    for message in packet.iter("proto"):
        if message.get("name") != "opcua":
            continue
        for each in message.iter("field"):
            title = each.get("show", "")
            if not each.get("name") and \
                    title.endswith(("Request", "Response")):
                yield each, title, message
                break


def read(captures, tshark="tshark"):
    """Read captures one after the other.

    Raises OSError or ValueError, which say what is wrong.
    """
    values = Values()
    for capture in captures:
        values.requests.clear()
        command = [tshark, "-n", "-r", capture, "-Y", "opcua", "-T", "pdml",
                   "-J", "ip ipv6 tcp opcua"]
        with tempfile.TemporaryFile() as said, \
                subprocess.Popen(command, stdout=subprocess.PIPE,
                                 stderr=said) as process:
            parser = xml.etree.ElementTree.iterparse(process.stdout)
            for _, element in parser:
                if element.tag == "packet":
                    for service, kind, message in services(element):
                        values.message(element, service, kind, message)
            if process.wait():
                said.seek(0)
                raise ValueError(said.read().decode(errors="replace"))
    return values


def printed(value):
    """As the tool prints it."""
    if isinstance(value, list):
        return [printed(each) for each in value]
    return value.text() if isinstance(value, Ticks) else value


def main():
    if len(sys.argv) < 2:
        sys.exit(__doc__.split("\n\n")[1])
    try:
        values = read(sys.argv[1:])
    except (OSError, ValueError) as error:
        sys.exit(f"opcua_tshark: {error}")
    known = {name: printed(value) for name, value in values.values.items()}
    json.dump({"values": known, "status": values.status}, sys.stdout,
              indent=0, sort_keys=True)
    print()


if __name__ == "__main__":
    main()
