#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0
"""PROFINET captures through the user space decoder, compared with tshark.

usage: profinet_replay.py REPLAY_PROGRAM DIRECTORY|CAPTURE...

One KTAP test per capture (of a directory: profinet-*.pcap*): every label, layout
and value that profinet_tshark.py knows must be the decoder's, too, and it must
have no layout besides.
"""

import os
import subprocess
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
import captures  # noqa: E402
import profinet_tshark  # noqa: E402

ETHERTYPE = "8892"
REQUEST_TIMEOUT_MS = 1000


def ether_payload(octets):
    """What follows the EtherType of a PROFINET frame, or None."""
    at = 12
    while octets[at:at + 2] in (b"\x81\x00", b"\x88\xa8"):
        at += 4
    return octets[at + 2:] if octets[at:at + 2].hex() == ETHERTYPE else None


def frames(capture):
    """(time ns, octets) of all frames."""
    raw = subprocess.run(["tshark", "-r", capture, "-F", "pcap", "-w", "-"],
                         stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
                         check=True).stdout
    order = "little" if raw[:4] in (b"\xd4\xc3\xb2\xa1", b"\x4d\x3c\xb2\xa1") \
        else "big"
    unit = 1 if raw[:4] in (b"\x4d\x3c\xb2\xa1", b"\xa1\xb2\x3c\x4d") else 1000
    at = 24
    while at < len(raw):
        seconds, fraction, length = (
            int.from_bytes(raw[at + 4 * i:at + 4 * i + 4], order)
            for i in range(3))
        yield seconds * 10**9 + fraction * unit, raw[at + 16:at + 16 + length]
        at += 16 + length


def datagram(flows, octets):
    """FLOW SERVER WAY BYTES of a UDP datagram over IPv4, or None."""
    if octets[12:14] != b"\x08\x00" or octets[23] != 17:
        return None
    udp = 14 + (octets[14] & 15) * 4
    ends = [(octets[26 + 4 * i:30 + 4 * i],
             int.from_bytes(octets[udp + 2 * i:udp + 2 * i + 2], "big"))
            for i in (0, 1)]
    body = octets[udp + 8:udp + int.from_bytes(octets[udp + 4:udp + 6], "big")]
    for way, client, server in (("C", 0, 1), ("S", 1, 0)):
        key = (ends[client], ends[server][0])
        if way == "C" and ends[server][1] in profinet_tshark.PORTS:
            flows.setdefault(key, len(flows))
        if key in flows:
            host = ".".join(map(str, ends[server][0]))
            return flows[key], f"{host}:34964", way, body
    return None


def lines(capture):
    flows = {}
    for time, octets in frames(capture):
        payload = ether_payload(octets)
        if payload is not None:
            source, destination = octets[6:12].hex(":"), octets[:6].hex(":")
            flow = flows.setdefault((source, destination), len(flows))
            yield (f"{flow} {time} {source}>{destination}>{ETHERTYPE} E "
                   f"{payload.hex()}\n")
            continue
        found = datagram(flows, octets)
        if found:
            flow, server, way, body = found
            yield f"{flow} {time} {server} {way} {body.hex()}\n"


def decode(program, capture):
    """What the decoder found, as profinet_tshark.look() has it, and counters."""
    out = subprocess.run([program, str(REQUEST_TIMEOUT_MS)], text=True,
                         input="".join(lines(capture)), check=True,
                         stdout=subprocess.PIPE).stdout
    found = {"labels": {}, "layouts": {}, "values": {}}
    stats = {}
    for line in out.splitlines():
        kind, name, rest = line.split(" ", 2)
        if kind == "value":
            found["values"][name] = {"value": rest.strip('"'), "good": True}
        elif kind == "quality":
            found["values"][name]["good"] = rest == "0"
        elif kind == "label":
            key, text = rest.split(" ", 1)
            found["labels"].setdefault(name, {})[key] = text
        elif kind == "layout":
            image, octets = rest.split()
            found["layouts"].setdefault(name, {})[image] = {
                "len": int(octets), "items": {}}
        elif kind == "item":
            image, item, offset, octets, status = rest.split()
            found["layouts"][name][image]["items"][item] = [
                int(offset), int(octets),
                None if status == "-1" else int(status)]
        elif kind == "stat":
            stats[int(name)] = int(rest)
    return found, stats


def differences(known, found):
    for device, labels in known["labels"].items():
        for name, text in labels.items():
            yield (f"label {name} of {device}", text,
                   found["labels"].get(device, {}).get(name))
    for device in known["layouts"].keys() | found["layouts"].keys():
        images = [side["layouts"].get(device, {}) for side in (known, found)]
        for image in images[0].keys() | images[1].keys():
            yield (f"layout of {device} {image}", images[0].get(image),
                   images[1].get(image))
    for address, value in known["values"].items():
        yield f"value {address}", value, found["values"].get(address)


def compare(program, capture):
    """Prints what differs; whether nothing does."""
    known = profinet_tshark.look([capture])
    found, stats = decode(program, capture)
    good = True
    for what, wanted, got in differences(known, found):
        if wanted != got:
            print(f"# {what}: tshark {wanted}, decoder {got}")
            good = False
    labels = sum(map(len, known["labels"].values()))
    images = [image for images in known["layouts"].values()
              for image in images.values()]
    print(f"# {labels} labels, {len(images)} layouts with "
          f"{sum(len(image['items']) for image in images)} submodules, "
          f"{len(known['values'])} values of tshark compared; counters {stats}")
    return good


if __name__ == "__main__":
    captures.main("profinet", compare, __doc__)
