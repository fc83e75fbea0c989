#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0
"""OPC UA captures through the user space decoder, compared with tshark.

usage: opcua_replay.py REPLAY_PROGRAM DIRECTORY|CAPTURE...

One KTAP test per capture (of a directory: opcua-*.pcap*): every value that
opcua_tshark.py knows must be the decoder's, too.
"""

import json
import os
import struct
import subprocess
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
import captures  # noqa: E402
import opcua_tshark  # noqa: E402
import replay  # noqa: E402


def decode(program, capture):
    """{address: value} of the decoder."""
    replay.PORTS = {opcua_tshark.PORT}
    out = subprocess.run([program, str(replay.REQUEST_TIMEOUT_MS)],
                         input="".join(replay.stream_lines(capture)),
                         text=True, check=True, stdout=subprocess.PIPE).stdout
    values = {}
    for line in out.splitlines():
        kind, _, rest = line.partition(" ")
        if kind == "value":
            # Names may have blanks, values begin where JSON does.
            address, value = split(rest)
            values[address] = value
    return values


def split(rest):
    """Address and value of a line."""
    at = rest.find(" ")
    while at >= 0:
        try:
            return rest[:at], json.loads(rest[at + 1:], strict=False)
        except ValueError:
            at = rest.find(" ", at + 1)
    raise ValueError(f"no value in: {rest}")


def same(is_, wanted):
    if isinstance(wanted, list):
        return isinstance(is_, list) and len(is_) == len(wanted) and \
            all(same(*pair) for pair in zip(is_, wanted))
    if isinstance(wanted, float) and isinstance(is_, (int, float)):
        return is_ == wanted or \
            struct.pack("<f", is_) == struct.pack("<f", wanted)
    return is_ == wanted


def compare(program, capture):
    """Prints what differs; whether nothing does."""
    values = decode(program, capture)
    known = opcua_tshark.read([capture]).values
    good = True
    for address, value in sorted(known.items()):
        if address not in values or not same(values[address], value):
            print(f"# {address}: tshark {value}, "
                  f"decoder {values.get(address)}")
            good = False
    print(f"# {len(known)} values of tshark compared, "
          f"{len(values.keys() - known.keys())} more of the decoder")
    return good


if __name__ == "__main__":
    captures.main("opcua", compare, __doc__)
