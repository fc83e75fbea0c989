#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0
"""Frames for `wire`, and datagrams by a socket, that publish HART values.

usage: datagrams.py frames < LINES > SCRIPT
       datagrams.py send ADDRESS PORT more|gso VALUE...

Each line is one frame, by whom and to whom, then options:

  publish SRC SPORT DST DPORT VALUE [OPTION]...
  request SRC SPORT DST DPORT [OPTION]...
  answer  SRC SPORT DST DPORT VALUE [OPTION]...
  ether   TYPE SRC DST HEX [OPTION]...

  vlan=ID[,ID]...   tags, outermost first
  pad=N             octets behind the IP packet
  udp-length=N      what the UDP header says
  ip-cut=N          octets missing at the IP packet's end, which it admits
  cut=N             octets missing at the frame's end
  fragment=N        the IPv4 header's flags and fragment offset
  extensions=N      IPv6 extension headers

"send" says each value in a datagram of its own, from port 5094: "more" has each
of them gathered from two pieces, "gso" sends them all at once.
"""

import ipaddress
import pathlib
import socket
import struct
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent))
import hartip_peer as hart  # noqa: E402

PORT = 5094
STATION = bytes.fromhex("1a01020304")
MILLIAMPERE = 39
UDP_SEGMENT = 103
MACS = bytes.fromhex("020000000001020000000002")

sequence = 0


def message(kind, frame_kind, data):
    """A HART-IP message about command 1, the primary variable."""
    global sequence
    sequence += 1
    pdu = hart.frame(frame_kind, STATION, 1, data)
    return hart.message(kind, hart.TOKEN, sequence & 0xffff, pdu)


def said(value):
    return struct.pack(">BBBf", 0, 0, MILLIAMPERE, float(value))


def publication(value):
    return message(hart.PUBLISH, hart.BACK, said(value))


def request():
    return message(hart.REQUEST, hart.STX, b"")


def answer(value):
    global sequence
    sequence -= 1
    return message(hart.RESPONSE, hart.ACK, said(value))


def udp(words, payload, options):
    sport, dport = int(words[1]), int(words[3])
    length = int(options.get("udp-length", 8 + len(payload)))
    return struct.pack(">HHHH", sport, dport, length, 0) + payload


def ipv4(src, dst, payload, options):
    return struct.pack(">BBHHHBBH4s4s", 0x45, 0, 20 + len(payload), 1,
                       int(options.get("fragment", 0)), 64, 17, 0, src.packed,
                       dst.packed) + payload


def ipv6(src, dst, payload, options):
    proto = 17
    for _ in range(int(options.get("extensions", 0))):
        payload = struct.pack(">BB6x", proto, 0) + payload
        proto = 60
    return struct.pack(">IHBB16s16s", 0x60000000, len(payload), proto, 64,
                       src.packed, dst.packed) + payload


def ethernet(macs, ethertype, payload, options):
    tags = b"".join(struct.pack(">HH", 0x8100, int(vlan))
                    for vlan in filter(None, options.get("vlan", "").split(",")))
    whole = macs + tags + struct.pack(">H", ethertype) + payload
    whole += bytes(int(options.get("pad", 0)))
    return whole[:len(whole) - int(options.get("cut", 0))]


def ip_frame(words, payload, options):
    src, dst = ipaddress.ip_address(words[0]), ipaddress.ip_address(words[2])
    payload = udp(words, payload, options)
    payload = payload[:len(payload) - int(options.get("ip-cut", 0))]
    if src.version == 4:
        return ethernet(MACS, 0x0800, ipv4(src, dst, payload, options), options)
    return ethernet(MACS, 0x86dd, ipv6(src, dst, payload, options), options)


def frame(line):
    words = [w for w in line.split() if "=" not in w]
    options = dict(w.split("=") for w in line.split() if "=" in w)
    kind, words = words[0], words[1:]
    if kind == "ether":
        macs = bytes.fromhex((words[2] + words[1]).replace(":", ""))
        return ethernet(macs, int(words[0], 0), bytes.fromhex(words[3]), options)
    payload = {"publish": lambda: publication(words[4]), "request": request,
               "answer": lambda: answer(words[4])}[kind]()
    return ip_frame(words, payload, options)


def send(address, port, how, values):
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    with socket.socket(family, socket.SOCK_DGRAM) as sock:
        sock.bind(("", PORT))
        sock.connect((address, int(port)))
        payloads = [publication(value) for value in values]
        if how == "gso":
            sock.setsockopt(socket.IPPROTO_UDP, UDP_SEGMENT, len(payloads[0]))
            sock.send(b"".join(payloads))
            return
        for payload in payloads:
            sock.send(payload[:10], socket.MSG_MORE)
            sock.send(payload[10:])


def main():
    if sys.argv[1:] == ["frames"]:
        for line in sys.stdin:
            print("frame", frame(line).hex())
    elif sys.argv[1:2] == ["send"] and len(sys.argv) > 5:
        send(sys.argv[2], sys.argv[3], sys.argv[4], sys.argv[5:])
    else:
        sys.exit(__doc__.split("\n\n")[1])


if __name__ == "__main__":
    main()
