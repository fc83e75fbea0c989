#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0
"""
Both ends of ACME, the protocol of selftests/decoders/example.

usage: acme.py server IP
       acme.py client IP tcp|udp STATION...

The server's stations 1 to 9 have three values: p1 is 21.5 degC and good, p2 is
4.25 bar and old, p3 has a broken wire.  Any other station is refused with 42.
The client asks each STATION once.
"""
import socket
import struct
import sys
import threading

PORT = 7700
HEADER = struct.Struct(">BBBBH")
VALUES = b"".join(struct.pack(">HBBf", *value) for value in (
    (1, 1, 0, 21.5), (2, 2, 1, 4.25), (3, 3, 2, 0)))


def answer(request):
    _, _, tag, station, _ = HEADER.unpack(request)
    if 1 <= station <= 9:
        return HEADER.pack(0xac, 2, tag, station, len(VALUES)) + VALUES
    return HEADER.pack(0xac, 3, tag, station, 1) + b"\x2a"


def talk(sock):
    with sock:
        while request := sock.recv(HEADER.size, socket.MSG_WAITALL):
            sock.sendall(answer(request))


def server(ip):
    tcp = socket.create_server((ip, PORT))
    udp = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    udp.bind((ip, PORT))
    print("ready", flush=True)

    def datagrams():
        while True:
            request, client = udp.recvfrom(HEADER.size)
            udp.sendto(answer(request), client)

    threading.Thread(target=datagrams, daemon=True).start()
    while True:
        threading.Thread(target=talk, args=(tcp.accept()[0],),
                         daemon=True).start()


def client(ip, transport, *stations):
    kind = socket.SOCK_STREAM if transport == "tcp" else socket.SOCK_DGRAM
    with socket.socket(socket.AF_INET, kind) as sock:
        sock.settimeout(10)
        sock.connect((ip, PORT))
        for tag, station in enumerate(stations):
            sock.sendall(HEADER.pack(0xac, 1, tag, int(station), 0))
            sock.recv(1024)


if __name__ == "__main__":
    if len(sys.argv) < 3 or sys.argv[1] not in ("server", "client"):
        sys.exit(__doc__.split("\n\n")[1])
    {"server": server, "client": client}[sys.argv[1]](*sys.argv[2:])
