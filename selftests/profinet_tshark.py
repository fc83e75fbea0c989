#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0
"""What tshark shows of PROFINET in captures, in fieldtap's words.

usage: profinet_tshark.py CAPTURE...

Prints a JSON object {"labels": {device: {name: text}}, "layouts": {device:
{image: {"len", "items": {name: [offset, len, status offset]}}}}, "values":
{address: {"value": hexadecimal, "good"}}}: the last of each.

Process data is shown by tshark's dissector (4.0) only where the Connect exchange
is in the same capture, and where it is not taken for PROFIsafe; a Set that was
not confirmed is left out here.
"""

import collections
import json
import re
import subprocess
import sys
import xml.etree.ElementTree

# The second one is where a device of a capture in ../shared is asked.
PORTS = {34964, 49344}
INPUT, OUTPUT = 1, 2
# Bits of SubmoduleProperties.
REDUCED = {INPUT: 0x08, OUTPUT: 0x10}
NO_STATUS = 0x20
ROLES = ["IO-Device", "IO-Controller", "IO-Multidevice", "PN-Supervisor"]
OBJECT = re.compile("IODataObject: Slot: 0x([0-9a-f]+) Subslot: 0x([0-9a-f]+)")
LABEL_MAX = 63


def packets(capture):
    """[(name, show, value, showname), ...] of each packet, in order."""
    command = ["tshark", "-n", "-r", capture, "-Y", "pn_rt || dcerpc",
               "-T", "pdml"]
    with subprocess.Popen(command, stdout=subprocess.PIPE,
                          stderr=subprocess.DEVNULL) as process:
        for _, node in xml.etree.ElementTree.iterparse(process.stdout):
            if node.tag != "packet":
                continue
            yield [tuple(field.get(key, "") for key in
                         ("name", "show", "value", "showname"))
                   for field in node.iter("field") if field.get("value")
                   or field.get("name") in ("pn_io.block", "pn_dcp.block",
                                            "pn_io.io_data_object")]
            node.clear()


def first(fields, name, what=1):
    for field in fields:
        if field[0] == name:
            return field[what]
    return ""


# DCP

def label(text, value):
    """A text as a label has it: up to a NUL, what is not printable as '?'."""
    octets = bytes.fromhex(value).split(b"\0")[0][:LABEL_MAX]
    return "".join(chr(octet) if 32 <= octet < 127 else "?"
                   for octet in octets) if text else ""


def dcp_labels(fields):
    """(option.suboption, name, text) of each block that is a label."""
    what, vendor = None, ""
    for name, show, value, _ in fields:
        short = name.removeprefix("pn_dcp.suboption_")
        if name == "pn_dcp.option":
            what = show
        elif short == "device_nameofstation":
            yield what, "name", label(show, value)
        elif short == "device_devicevendorvalue":
            yield what, "type", label(show, value)
        elif short == "device_aliasname":
            yield what, "alias", label(show, value)
        elif short == "vendor_id":
            vendor = show
        elif short == "device_id":
            yield what, "vendor", f"{vendor}/{show}"
        elif short == "device_role":
            yield what, "role", ",".join(
                role for bit, role in enumerate(ROLES) if int(show, 16) >> bit & 1)
        elif short == "ip_ip":
            yield what, "ip", show


class Known:
    def __init__(self):
        self.labels = collections.defaultdict(dict)
        self.layouts = collections.defaultdict(dict)
        self.values = {}
        self.pending = {}
        self.sets = {}
        self.of_ar = {}

    def device(self, mac):
        return f"profinet:{mac}"

    def dcp(self, fields):
        source, destination = first(fields, "eth.src"), first(fields, "eth.dst")
        service = first(fields, "pn_dcp.service_id")
        kind = first(fields, "pn_dcp.service_type")
        xid = first(fields, "pn_dcp.xid")
        if service == "4" and kind == "0":
            self.sets[destination, xid] = list(dcp_labels(fields))
        elif service == "4" and kind == "1":
            options = [field[1] for field in fields
                       if field[0] == "pn_dcp.suboption_control_option"]
            errors = [field[1] for field in fields
                      if field[0] == "pn_dcp.block_error"]
            good = {option for option, error in zip(options, errors)
                    if int(error, 0) == 0}
            for option, name, text in self.sets.pop((source, xid), []):
                if option in good:
                    self.labels[self.device(source)][name] = text
        elif kind == "1" or service == "6":
            for _, name, text in dcp_labels(fields):
                self.labels[self.device(source)][name] = text

    # Connect

    def rpc(self, fields):
        key = (first(fields, "dcerpc.dg_act_id"), first(fields, "dcerpc.dg_seqnum"))
        if first(fields, "dcerpc.opnum") != "0":
            return
        kind = first(fields, "dcerpc.pkt_type")
        if kind == "0" and int(first(fields, "udp.dstport")) in PORTS:
            self.pending[key] = fields
        elif kind == "2" and key in self.pending:
            request = self.pending.pop(key)
            response = list(blocks(fields))
            macs = [first(body, "pn_io.cmresponder_macadd")
                    for name, body in response if name == "ARBlockRes"]
            if macs:
                self.connect(request, response, macs[0], first(fields, "ip.src"))

    def connect(self, request, response, mac, address):
        agreed = {(first(body, "pn_io.iocr_type"),
                   first(body, "pn_io.iocr_reference")):
                  first(body, "pn_io.frame_id")
                  for name, body in response if name == "IOCRBlockRes"}
        submodules = {}
        controller = ""
        for name, body in blocks(request):
            if name == "ExpectedSubmoduleBlockReq":
                submodules.update(expected(body))
            elif name == "ARBlockReq":
                controller = (first(body, "pn_io.cminitiator_mac_add"),
                              first(body, "pn_io.cminitiator_station_name"))
        device = self.device(mac)
        self.labels[device]["ip"] = address
        images = {}
        for name, body in blocks(request):
            if name == "IOCRBlockReq":
                images.update(layout(body, agreed, submodules))
        if not images:
            return
        self.labels[device]["controller"] = controller[1]
        for image in self.of_ar.get((mac, controller[0]), {}):
            self.layouts[device].pop(image, None)
        self.of_ar[mac, controller[0]] = images
        self.layouts[device].update(images)

    # Process data

    def cyclic(self, fields):
        status = int(first(fields, "pn_rt.ds"), 16)
        if not status & 1 or status & 0x80:
            return
        source, destination = first(fields, "eth.src"), first(fields, "eth.dst")
        frame = f"0x{int(first(fields, 'pn_rt.frame_id')):04x}"
        device = self.device(destination)
        image = self.layouts.get(device, {}).get(frame + "/out")
        suffix = "/out"
        if not image:
            device = self.device(source)
            image = self.layouts.get(device, {}).get(frame)
            suffix = ""
        name, value = None, ""
        for field, _, octets, shown in fields if image else []:
            match = OBJECT.match(shown)
            if match:
                name = "/".join(str(int(part, 16)) for part in match.groups())
                if name + suffix in image["items"]:
                    name += suffix
                value = ""
            elif field == "pn.user_data" and shown.startswith("IO Data"):
                value = octets
            elif field == "pn_io.ioxs" and shown.startswith("IOPS") and name:
                self.values[f"{device}/{name}"] = {
                    "value": value, "good": bool(int(octets, 16) & 0x80)}
                name = None


def blocks(fields):
    """(name, its fields) of each block of PNIO."""
    name, body = None, []
    for field in fields:
        if field[0] == "pn_io.block":
            if name:
                yield name, body
            name, body = field[3].split(":")[0], []
        else:
            body.append(field)
    if name:
        yield name, body


def expected(body):
    """{(slot, subslot): {direction: (octets, octets of status)}}"""
    found = collections.defaultdict(dict)
    slot = subslot = properties = direction = length = 0
    for name, show, value, _ in body:
        if name == "pn_io.slot_nr":
            slot = int(value, 16)
        elif name == "pn_io.subslot_nr":
            subslot = int(value, 16)
        elif name == "pn_io.submodule_properties":
            properties = int(value, 16)
        elif name == "pn_io.data_description":
            direction = int(value, 16)
        elif name == "pn_io.submodule_data_length":
            length = 0 if properties & REDUCED[direction] else int(show)
        elif name == "pn_io.length_iops":
            found[slot, subslot][direction] = (
                length, 0 if properties & NO_STATUS else int(show))
    return found


def layout(body, agreed, submodules):
    """{image: layout} of an IOCRBlockReq."""
    kind = first(body, "pn_io.iocr_type")
    direction = int(kind, 16)
    frame = agreed.get((kind, first(body, "pn_io.iocr_reference")),
                       first(body, "pn_io.frame_id"))
    items = {}
    slot = subslot = 0
    for name, show, value, _ in body:
        if name == "pn_io.slot_nr":
            slot = int(value, 16)
        elif name == "pn_io.subslot_nr":
            subslot = int(value, 16)
        elif name == "pn_io.io_data_object.frame_offset":
            lengths = submodules[slot, subslot]
            length, status = lengths[direction]
            if not length and not status:
                continue
            both = direction == OUTPUT and len(lengths) == 2
            items[f"{slot}/{subslot}{'/out' * both}"] = [
                int(show), length, int(show) + length if status else None]
    return {f"{frame}{'/out' * (direction == OUTPUT)}": {
        "len": int(first(body, "pn_io.data_length")), "items": items}}


def look(captures):
    known = Known()
    for capture in captures:
        for fields in packets(capture):
            if first(fields, "pn_dcp.service_id"):
                known.dcp(fields)
            elif first(fields, "dcerpc.pkt_type"):
                known.rpc(fields)
            elif first(fields, "pn_rt.ds"):
                known.cyclic(fields)
    return {"labels": known.labels, "values": known.values,
            "layouts": {device: images for device, images in
                        known.layouts.items() if images}}


if __name__ == "__main__":
    if len(sys.argv) < 2:
        sys.exit(__doc__.split("\n\n")[1])
    json.dump(look(sys.argv[1:]), sys.stdout, indent=1)
