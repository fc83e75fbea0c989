#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0
"""
Reads the window of a point in pieces. When it has the first one it says so and
waits for a line on stdin.

usage: window_dump.py SPEC POINT

Prints a line for each message: FIRST NEXT OVERWRITTEN SAMPLES.
"""
import socket
import sys

from netlink import Family
from pyroute2.netlink import NETLINK_GENERIC, NLM_F_DUMP, NLM_F_REQUEST

PIECE = 8192


def main():
    """Both, the messages and the pause."""
    _, _, point = sys.argv
    family = Family("window-get")
    msg = family.message([("name", point)])
    msg["header"].update({"type": family.socket.prid, "flags": NLM_F_REQUEST | NLM_F_DUMP})
    msg.encode()
    reader = socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, NETLINK_GENERIC)
    reader.send(msg.data)
    paused = False
    while True:
        for part in family.socket.marshal.parse(reader.recv(PIECE)):
            if part["header"]["type"] != family.socket.prid:
                return
            w = family.plain(part)
            print(w["first"], w["next"], w.get("overwritten", 0), len(w.get("sample", [])))
        if not paused:
            print("paused", flush=True)
            sys.stdin.readline()
            paused = True


if __name__ == "__main__":
    main()
