#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0
"""A script for `wire` in which everything is said that decoders can say.

usage: races.py N [CAPTURE]... > SCRIPT

Scripts of different N have the same stations, and say other things of them, in
conversations of their own. The frames of captures are sent as they are.
"""
import struct
import sys

import datagrams

STATES = "10.9.4.1"
PORT = "5999"       # of module/statetest.c
MILLISECONDS = 60000


def told(wire, client, op, *parts):
    """What the decoder of module/statetest.c is to do."""
    data = op.encode() + b"".join(p if isinstance(p, bytes) else bytes([p]) for p in parts)
    return datagrams.ip_frame([f"10.9.4.{10 + wire}", str(4000 + client), STATES, PORT], data, {})


def state(wire, i):
    """Images, notes, labels, layouts and alarms, the i-th of each."""
    image, layout, name = i % 7, 200 + i % 5, struct.pack(">H", i % 11)
    content = struct.pack(">HBHH", 2, 1, wire, i)
    yield told(wire, i % 3, "E", image, i % 3, struct.pack(">II", i, MILLISECONDS), content)
    yield told(wire, i % 3, "Y", layout, 1 + (i + wire) % 4, struct.pack(">I", MILLISECONDS))
    yield told(wire, i % 3, "E", layout, 0, bytes(8), bytes([i, wire, 1, 2, 0x80]))
    yield told(wire, i % 3, "S", i % 3, name, struct.pack(">H", 20 + i % 4), wire)
    yield told(wire, i % 3, "G", i % 3, name)
    yield told(wire, i % 3, "Q", layout)
    yield told(wire, i % 3, "L", f"label-{i % 4}\0text {wire} {i % 5}\0".encode())
    yield told(wire, i % 3, "A", struct.pack(">I", i), b"item\0", bytes(4))
    yield told(wire, i % 3, "P", i % 2)
    if i % 4 == 3:
        yield told(wire, i % 3, "D", i % 3, name)
        yield told(wire, i % 3, "Y", layout, 0, bytes(4))


def protocols(wire, i):
    """Frames of the protocols that have no connections."""
    value = f"publish 10.9.1.1 5094 10.9.1.{2 + wire} 4000 {i}.5"
    yield datagrams.frame(value)
    cycle = f"8001{7 + wire:080d}{i:04x}3500"
    yield datagrams.frame(f"ether 0x8892 02:00:00:00:00:07 02:00:00:00:00:0{8 + wire} {cycle}")
    uadp = f"11070101000{3 + wire}09"
    yield datagrams.frame(f"ether 0xb62c 02:00:00:00:00:09 02:00:00:00:00:0{8 + wire} {uadp}")


def captured(path):
    """The frames of a capture."""
    with open(path, "rb") as file:
        data = file.read()
    order = "<" if data[:4] == b"\xd4\xc3\xb2\xa1" else ">"
    at = 24
    while at + 16 <= len(data):
        size, = struct.unpack_from(order + "I", data, at + 8)
        yield data[at + 16:at + 16 + size]
        at += 16 + size


def main():
    """Prints the script."""
    wire = int(sys.argv[1])
    for i in range(24):
        for frame in (*state(wire, i), *protocols(wire, i)):
            print("frame", frame.hex())
    for path in sys.argv[2:]:
        for frame in captured(path):
            print("frame", frame.hex())


if __name__ == "__main__":
    main()
