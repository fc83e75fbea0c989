#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0
"""Writes inputs for the fuzzer of frames. Usage: seeds.py DIRECTORY

One file per kind of frame: TCP and UDP over IPv4 and IPv6, behind VLAN tags and
extension headers, merged, in fragments, and frames that are not IP.
"""

import pathlib
import struct
import sys

MACS = bytes.fromhex("020000000001020000000002")
PDU = bytes.fromhex("7e00000601020304")


def record(frame, shape=0, when=0):
    return struct.pack("<BBH", shape, when, len(frame)) + frame


def tcp(seq, payload, flags=0x18, ports=(1000, 2000)):
    return struct.pack(">HHIIBBHHH", *ports, seq, 0, 0x50, flags, 1024, 0,
                       0) + payload


def udp(payload, ports=(1000, 2000)):
    return struct.pack(">HHHH", *ports, 8 + len(payload), 0) + payload


def ipv4(proto, payload, fragment=0):
    return struct.pack(">BBHHHBBH4s4s", 0x45, 0, 20 + len(payload), 0, fragment,
                       64, proto, 0, bytes(4), bytes(4)) + payload


def ipv6(proto, payload, extensions=()):
    for kind in reversed(extensions):
        payload = struct.pack(">BB6x", proto, 0) + payload
        proto = kind
    return struct.pack(">IHBB32x", 0x60000000, len(payload), proto, 64) + payload


def ethernet(ethertype, payload, tags=()):
    tagged = b"".join(struct.pack(">HH", tag, 5) for tag in tags)
    return MACS + tagged + struct.pack(">H", ethertype) + payload


def streams():
    """A connection: opened, in order, repeated, ahead, behind a hole, closed."""
    for shape in 0, 0x17:
        frames = [tcp(9, b"", 2), tcp(10, PDU), tcp(10, PDU), tcp(26, PDU),
                  tcp(18, PDU), tcp(100, PDU + PDU), tcp(116, PDU[:3]),
                  tcp(0, b"", 0x11, (2000, 1000)), tcp(119, PDU[3:], 0x19)]
        yield b"".join(record(ethernet(0x800, ipv4(6, f)), shape, 8)
                       for f in frames)


def single():
    yield ethernet(0x800, ipv4(17, udp(PDU)))
    yield ethernet(0x800, ipv4(17, udp(PDU), 0x2000))
    yield ethernet(0x800, ipv4(1, PDU))
    yield ethernet(0x800, ipv4(6, tcp(1, PDU)), (0x8100,))
    yield ethernet(0x86dd, ipv6(6, tcp(1, PDU)), (0x88a8, 0x8100))
    yield ethernet(0x86dd, ipv6(17, udp(PDU), (0, 43, 60)))
    yield ethernet(0x86dd, ipv6(17, udp(PDU), (44,)))
    yield ethernet(0x8892, PDU)


def main():
    if len(sys.argv) != 2:
        sys.exit(__doc__.split("\n\n")[0])
    inputs = list(streams())
    for shape in 0, 0x10, 0x18, 0x32:
        inputs += [record(frame, shape, when) for frame in single()
                   for when in (0, 2, 16)]
    for number, data in enumerate(inputs):
        (pathlib.Path(sys.argv[1]) / f"{number:02}").write_bytes(data)


if __name__ == "__main__":
    main()
