#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0
"""What tshark shows of HART-IP in captures, in fieldtap's words.

usage: hartip_tshark.py CAPTURE...

Prints a JSON object {"values": {address: {"value", "unit"}}, "labels":
{device: {name: text}}}: the last of each.  Floats are numbers, or null where
they are none; a unit is there only where this file knows its code.

Known of tshark's dissector (4.0), so left out here or made up for:

- It takes expansion octets for the address, and does not look at the check
  octet: PDUs with either are ignored.
- It shows commands 60 and 61, direct PDUs, what is within 77, the data of 3
  with less than four variables and of most others as octets only.
- It gives polling addresses as such; here command 0 tells whose they are.
- It leaves the bits of master and burst mode in long addresses.
- It shows data of refused commands; those are no values.
"""

import collections
import json
import math
import struct
import subprocess
import sys
import tempfile
import xml.parsers.expat

PORT = 5094
UNITS = {6: "psi", 7: "bar", 12: "kPa", 32: "°C", 39: "mA", 57: "%",
         250: None, 251: None}
CODES = {243: "battery_life", 244: "percent_range", 245: "loop_current",
         246: "pv", 247: "sv", 248: "tv", 249: "qv"}
WARNINGS = {0, 8, 14, 24, 25, 26, 27, 30, 31} | set(range(96, 128))
ENDS = {"ip.src", "ip.dst", "ipv6.src", "ipv6.dst", "tcp.srcport",
        "tcp.dstport", "udp.srcport", "udp.dstport"}
LABELS = {12: {"message": "message"}, 20: {"tag": "long_tag"},
          13: {"tag": "tag", "descriptor": "descriptor"}}


class Message:
    """One message: fields in order, (name without hart_ip., show, octets)."""

    def __init__(self, ends):
        self.ends = ends
        self.fields = []

    def get(self, name, which=0):
        """show of a field, or None."""
        found = [show for each, show, _ in self.fields if each == name]
        return found[which] if found else None

    def octets(self, name):
        found = [value for each, _, value in self.fields if each == name]
        return bytes.fromhex(found[0]) if found else b""


class PdmlReader:
    """Calls emit(Message) for each HART-IP message."""

    def __init__(self, emit):
        self.emit = emit
        self.ends, self.messages = {}, []
        self.foreign = False
        self.parser = xml.parsers.expat.ParserCreate()
        self.parser.StartElementHandler = self.start
        self.parser.EndElementHandler = self.end

    def start(self, tag, attrs):
        name = attrs.get("name", "")
        if tag == "packet":
            self.ends, self.messages, self.foreign = {}, [], False
        elif tag == "proto" and name == "hart_ip":
            self.messages.append(Message(self.ends))
        elif tag == "proto" and name in ("icmp", "icmpv6"):
            # It quotes a message that was sent before.
            self.foreign = True
        elif tag == "field" and name in ENDS and not self.foreign:
            self.ends[name] = attrs.get("show", "")
        elif tag == "field" and self.messages and name.startswith("hart_ip."):
            self.messages[-1].fields.append(
                (name[8:], attrs.get("show", ""), attrs.get("value", "")))

    def end(self, tag):
        if tag == "packet" and not self.foreign:
            for message in self.messages:
                self.emit(message)


def good_check(message):
    """The delimiter is that of a frame without expansion, its check octet right."""
    frame = [octet for name, _, value in message.fields
             if name.startswith("pt.") and name != "pt.preambles" and value
             for octet in bytes.fromhex(value)]
    check = 0
    for octet in frame:
        check ^= octet
    return frame and not frame[0] & 0x60 and not check


class Known:
    """The last value and label of each name."""

    def __init__(self):
        self.values = {}
        self.labels = collections.defaultdict(dict)
        self.servers = {}
        self.stations = {}

    def server(self, message, answers):
        """IP:PORT that was asked, though it may answer from elsewhere."""
        ends = message.ends
        transport = "tcp" if "tcp.srcport" in ends else "udp"
        here, there = ("src", "dst") if answers else ("dst", "src")
        host = ends.get("ip." + here) or f"[{ends['ipv6.' + here]}]"
        port = ends[f"{transport}.{here}port"]
        client = ends.get("ip." + there) or ends["ipv6." + there]
        key = (transport, host, client, ends[f"{transport}.{there}port"])
        if int(port) == PORT:
            self.servers[key] = f"{host}:{port}"
        return self.servers.get(key, f"{host}:{port}")

    def feed(self, message):
        answers = message.get("message_type") != "0"
        server = self.server(message, answers)
        if not answers or message.get("pt.response_code") is None or \
                not good_check(message):
            return
        command = int(message.get("pt.command"))
        if int(message.get("pt.response_code")) not in WARNINGS:
            return
        long = message.octets("pt.long_address")
        if not long:
            short = message.get("pt.short_addr")
            if command == 0:
                self.stations[server, short] = self.identity(message)
            long = self.stations.get((server, short))
        name = long and bytes((long[0] & 0x3f,)) + long[1:]
        device = f"hartip:{server}/" + (name.hex() if name else
                                        f"short-{message.get('pt.short_addr')}")
        self.take(device, command, message)

    @staticmethod
    def identity(message):
        return message.octets("pt.rsp.expanded_device_type") + \
            message.octets("pt.rsp.device_id")

    def put(self, device, name, value, unit=None):
        self.values[f"{device}/{name}"] = {"value": value}
        if unit in UNITS:
            self.values[f"{device}/{name}"]["unit"] = UNITS[unit]

    def take(self, device, command, message):
        for label, name in LABELS.get(command, {}).items():
            text = message.get("pt.rsp." + label)
            if text is not None:
                self.labels[device][name] = text.rstrip()
        if command == 0 and message.get("pt.rsp.expanded_device_type"):
            self.labels[device]["device_type"] = "0x" + \
                message.octets("pt.rsp.expanded_device_type").hex()
            self.labels[device]["device_rev"] = \
                message.get("pt.rsp.device_rev")
        if command in (1, 2, 3, 9, 33, 48, 178):
            self.put(device, "device_status",
                     message.octets("pt.device_status")[0])
            self.take_values(device, message)

    def take_values(self, device, message):
        """A unit stands before its value, a code before its slot's."""
        unit = code = None
        for name, show, value in message.fields:
            short = name.removeprefix("pt.rsp.")
            if short.endswith("_units"):
                unit = int(show, 0)
            elif short.startswith("slot") and short.endswith("_device_var"):
                code = int(show, 0)
            elif short.endswith("_device_var_value"):
                if code != 250:
                    self.put(device, CODES.get(code, f"dv{code}"),
                             number(value), unit)
            elif short in ("pv", "sv", "tv", "qv"):
                self.put(device, short, number(value), unit)
            elif short == "pv_loop_current":
                self.put(device, "loop_current", number(value), 39)
            elif short == "pv_percent_range":
                self.put(device, "percent_range", number(value), 57)
            elif short == "ext_device_status":
                self.put(device, "extended_status", int(show, 0))
            elif short == "device_op_mode":
                self.put(device, "operating_mode", int(show, 0))


def number(octets):
    value = struct.unpack(">f", bytes.fromhex(octets))[0]
    return value if math.isfinite(value) else None


def read(captures, tshark="tshark"):
    """What tshark shows of captures, one after the other, as Known."""
    known = Known()
    for capture in captures:
        known.servers.clear()
        known.stations.clear()
        reader = PdmlReader(known.feed)
        command = [tshark, "-n", "-r", capture, "-Y", "hart_ip", "-T", "pdml",
                   "-J", "ip ipv6 icmp tcp udp hart_ip"]
        with tempfile.TemporaryFile() as said, \
                subprocess.Popen(command, stdout=subprocess.PIPE,
                                 stderr=said) as process:
            reader.parser.ParseFile(process.stdout)
            if process.wait():
                said.seek(0)
                raise ValueError(said.read().decode(errors="replace"))
    return known


def main():
    if len(sys.argv) < 2:
        sys.exit(__doc__.split("\n\n")[1])
    try:
        known = read(sys.argv[1:])
    except (OSError, ValueError, xml.parsers.expat.ExpatError) as error:
        sys.exit(f"hartip_tshark: {error}")
    json.dump({"values": known.values, "labels": known.labels}, sys.stdout,
              indent=0, sort_keys=True, ensure_ascii=False)
    print()


if __name__ == "__main__":
    main()
