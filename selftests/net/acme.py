#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0
"""
Both ends of ACME, the protocol of selftests/decoders/example.

usage: acme.py server IP
       acme.py client IP [say]

The server's stations 1 and 2 have three values: p1 is 20.5 degC and the
station's number, p2 is 4.25 bar, p3 has a broken wire. Whoever connects gets
them once; with "say" the client sends the same for station 9, which nobody is
to take for values of the server.
"""
import socket
import struct
import sys

PORT = 7700


def pdu(station):
    values = b"".join(struct.pack(">HBBf", *value) for value in (
        (1, 1, 0, 20.5 + station), (2, 2, 0, 4.25), (3, 3, 1, 0)))
    return struct.pack(">BBH", 0xac, station, len(values)) + values


ALL = pdu(1) + pdu(2)


def server(ip):
    with socket.create_server((ip, PORT)) as listener:
        print("ready", flush=True)
        while True:
            sock = listener.accept()[0]
            with sock:
                sock.sendall(ALL)
                # Until the client has gone, who may say something.
                while sock.recv(1024):
                    pass


def client(ip, say=None):
    with socket.create_connection((ip, PORT), 10) as sock:
        if sock.recv(len(ALL), socket.MSG_WAITALL) != ALL:
            sys.exit("not all came")
        if say:
            sock.sendall(pdu(9))


if __name__ == "__main__":
    if len(sys.argv) < 3 or sys.argv[1] not in ("server", "client"):
        sys.exit(__doc__.split("\n\n")[1])
    {"server": server, "client": client}[sys.argv[1]](*sys.argv[2:])
