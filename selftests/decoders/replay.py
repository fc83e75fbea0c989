#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0
"""Captures through the user space decoder, compared with tshark.

usage: replay.py REPLAY_PROGRAM DIRECTORY|CAPTURE...

One KTAP test per capture (of a directory: modbus-*.pcap*): every address that
tshark_values.py knows must have the same last value.
"""

import os
import subprocess
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
import captures  # noqa: E402
import tshark_values  # noqa: E402

PORTS = {502}
# The core's default.
REQUEST_TIMEOUT_MS = 1000
# Segments that wait for a hole to be filled, per direction.
HELD_MAX = 32
FIELDS = ["frame.time_epoch", "tcp.stream", "ip.src", "ip.dst", "ipv6.src",
          "ipv6.dst", "tcp.srcport", "tcp.dstport", "tcp.seq_raw",
          "tcp.flags.syn", "tcp.payload"]


class Direction:
    """Bytes of one direction in order."""

    def __init__(self):
        self.next = None
        self.held = {}

    def segment(self, seq, data):
        """Yields bytes as they become ready, None for a gap."""
        if self.next is None:
            self.next = seq
        self.held[seq] = max(self.held.get(seq, b""), data, key=len)
        yield from self.ready()
        if len(self.held) > HELD_MAX:
            yield from self.skip()

    def ready(self):
        while self.held:
            seq = min(self.held, key=self.ahead)
            ahead = self.ahead(seq)
            if ahead > 0:
                return
            data = self.held.pop(seq)[-ahead:]
            self.next = (self.next + len(data)) % 2**32
            if data:
                yield data

    def skip(self):
        while self.held:
            self.next = min(self.held, key=self.ahead)
            yield None
            yield from self.ready()

    def ahead(self, seq):
        return (seq - self.next + 2**31) % 2**32 - 2**31


def segments(capture):
    """(time ns, stream, server, way, seq, syn, payload) of all segments."""
    command = ["tshark", "-n", "-r", capture, "-Y", "tcp", "-T", "fields",
               "-E", "occurrence=l"]
    for field in FIELDS:
        command += ["-e", field]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True,
                          stderr=subprocess.DEVNULL) as process:
        for line in process.stdout:
            row = dict(zip(FIELDS, line.rstrip("\n").split("\t")))
            src, dst = int(row["tcp.srcport"]), int(row["tcp.dstport"])
            if (src in PORTS) == (dst in PORTS):
                continue
            end, way = ("src", "s") if src in PORTS else ("dst", "c")
            host = row["ip." + end] or f"[{row['ipv6.' + end]}]"
            seconds, _, fraction = row["frame.time_epoch"].partition(".")
            yield (int(seconds) * 10**9 + int(fraction.ljust(9, "0")[:9]),
                   int(row["tcp.stream"]),
                   f"{host}:{row['tcp.' + end + 'port']}", way,
                   int(row["tcp.seq_raw"]), row["tcp.flags.syn"] == "1",
                   row["tcp.payload"])


def stream_lines(capture):
    directions = {}
    known = {}
    for time, stream, server, way, seq, syn, payload in segments(capture):
        known[stream] = (server, time)
        direction = directions.setdefault((stream, way), Direction())
        if syn:
            direction.next, direction.held = (seq + 1) % 2**32, {}
        elif payload:
            data = bytes.fromhex(payload.replace(":", ""))
            for part in direction.segment(seq, data):
                yield (f"{stream} {time} {server} {way} "
                       f"{'-' if part is None else part.hex()}\n")
    for (stream, way), direction in directions.items():
        server, time = known[stream]
        for part in direction.skip():
            yield (f"{stream} {time} {server} {way} "
                   f"{'-' if part is None else part.hex()}\n")


def decode(program, capture):
    """{address: text}, {stat number: count}"""
    lines = "".join(stream_lines(capture))
    out = subprocess.run([program, str(REQUEST_TIMEOUT_MS)], input=lines,
                         text=True, check=True, stdout=subprocess.PIPE).stdout
    values, stats = {}, {}
    for line in out.splitlines():
        kind, name, text = line.split()
        (values if kind == "value" else stats)[name] = text
    return values, stats


def compare(program, capture):
    """Prints what differs; whether nothing does."""
    values, _ = decode(program, capture)
    known, ambiguous = tshark_values.last_values([capture])
    good = True
    for address, value in sorted(known.items()):
        if values.get(address) != value.text:
            print(f"# {address}: tshark {value.text} (frame {value.frame}), "
                  f"decoder {values.get(address)}")
            good = False
    print(f"# {len(known)} values of tshark compared, "
          f"{len(values.keys() - known.keys())} more of the decoder, "
          f"{ambiguous} ambiguous answers")
    return good


if __name__ == "__main__":
    captures.main("modbus", compare, __doc__)
