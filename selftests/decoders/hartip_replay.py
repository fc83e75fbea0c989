#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0
"""HART-IP captures through the user space decoder, compared with tshark.

usage: hartip_replay.py REPLAY_PROGRAM DIRECTORY|CAPTURE...

One KTAP test per capture (of a directory: hartip-*.pcap*): every value, unit and
label that hartip_tshark.py knows must be the decoder's, too.
"""

import json
import os
import struct
import subprocess
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
import captures  # noqa: E402
import hartip_tshark  # noqa: E402
import replay  # noqa: E402

FIELDS = ["frame.time_epoch", "ip.src", "ip.dst", "ipv6.src", "ipv6.dst",
          "udp.srcport", "udp.dstport", "udp.payload"]
# Numbers of TCP connections are below.
UDP_FLOWS = 32768


def datagram_lines(capture):
    """Like the core: a server may answer from another port than was asked."""
    command = ["tshark", "-n", "-r", capture, "-Y",
               "hart_ip && udp && !icmp && !icmpv6", "-T", "fields"]
    for field in FIELDS:
        command += ["-e", field]
    flows = {}
    out = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True,
                         stderr=subprocess.DEVNULL).stdout
    for line in out.splitlines():
        row = dict(zip(FIELDS, line.split("\t")))
        ends = {end: (row[f"ip.{end}"] or f"[{row[f'ipv6.{end}']}]",
                      row[f"udp.{end}port"]) for end in ("src", "dst")}
        for way, client, server in (("C", "src", "dst"), ("S", "dst", "src")):
            key = (ends[client], ends[server][0])
            if way == "C" and ends[server][1] == str(hartip_tshark.PORT):
                flows.setdefault(key, UDP_FLOWS + len(flows))
            if key in flows:
                time = row["frame.time_epoch"].replace(".", "").ljust(19, "0")
                yield (f"{flows[key]} {time[:19]} {ends[server][0]}:"
                       f"{hartip_tshark.PORT} {way} "
                       f"{row['udp.payload'].replace(':', '')}\n")
                break


def decode(program, capture):
    """values, units, labels of the decoder."""
    replay.PORTS = {hartip_tshark.PORT}
    lines = sorted([*replay.stream_lines(capture), *datagram_lines(capture)],
                   key=lambda line: int(line.split(" ", 2)[1]))
    out = subprocess.run([program, str(replay.REQUEST_TIMEOUT_MS)],
                         input="".join(lines), text=True, check=True,
                         stdout=subprocess.PIPE).stdout
    found = {"value": {}, "unit": {}, "label": {}, "stat": {}}
    for line in out.splitlines():
        kind, name, text = line.split(" ", 2)
        if kind == "label":
            label, _, text = text.partition(" ")
            name = (name, label)
        found.setdefault(kind, {})[name] = text
    return found


def same(text, value):
    """Text of the decoder, value of tshark."""
    if text is None:
        return False
    if isinstance(value, float):
        return text != "null" and \
            struct.pack(">f", float(text)) == struct.pack(">f", value)
    return json.loads(text) == value


def compare(program, capture):
    """Prints what differs; whether nothing does."""
    found = decode(program, capture)
    known = hartip_tshark.read([capture])
    wrong = []
    for address, entry in sorted(known.values.items()):
        if not same(found["value"].get(address), entry["value"]):
            wrong.append((address, entry["value"], found["value"].get(address)))
        unit = found["unit"].get(address)
        if entry.get("unit", unit) != unit:
            wrong.append((address, entry["unit"], unit))
    for device, labels in known.labels.items():
        for name, text in labels.items():
            if found["label"].get((device, name)) != text:
                wrong.append((f"{device} {name}", text,
                              found["label"].get((device, name))))
    for what, wanted, text in wrong:
        print(f"# {what}: tshark {wanted}, decoder {text}")
    print(f"# {len(known.values)} values of tshark compared, "
          f"{len(found['value'].keys() - known.values.keys())} more of the "
          f"decoder, {sum(map(len, known.labels.values()))} labels")
    return not wrong


if __name__ == "__main__":
    captures.main("hartip", compare, __doc__)
