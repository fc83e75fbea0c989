#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0
"""A capture of a loopback device as if it were one of Ethernet.

usage: ethernet_pcap.py CAPTURE >NEW

A capture of link type 0 (BSD loopback: the address family, then IP) becomes
one of link type 1, so that it can be replayed. Others are copied. What comes
out is a pcap file, whatever goes in.
"""

import struct
import subprocess
import sys

NULL, ETHERNET = 0, 1
ETHERTYPES = {2: 0x0800, 10: 0x86dd, 24: 0x86dd, 28: 0x86dd, 30: 0x86dd}
ADDRESSES = bytes.fromhex("020000000001020000000002")


def convert(data):
    order = "<" if data[:4] in (b"\xd4\xc3\xb2\xa1", b"\x4d\x3c\xb2\xa1") else ">"
    if struct.unpack_from(order + "I", data, 20)[0] != NULL:
        return data
    new = [data[:20], struct.pack(order + "I", ETHERNET)]
    at = 24
    while at + 16 <= len(data):
        seconds, fraction, kept, length = struct.unpack_from(order + "4I", data, at)
        frame = data[at + 16:at + 16 + kept]
        at += 16 + kept
        ethertype = ETHERTYPES.get(struct.unpack_from(order + "I", frame)[0])
        if ethertype is None:
            continue
        new += [struct.pack(order + "4I", seconds, fraction, kept + 10, length + 10),
                ADDRESSES, struct.pack(">H", ethertype), frame[4:]]
    return b"".join(new)


def main():
    if len(sys.argv) != 2:
        sys.exit(__doc__.split("\n\n")[1])
    pcap = subprocess.run(["editcap", "-F", "pcap", sys.argv[1], "-"], check=True,
                          stdout=subprocess.PIPE)
    sys.stdout.buffer.write(convert(pcap.stdout))


if __name__ == "__main__":
    main()
