# SPDX-License-Identifier: GPL-2.0
"""One KTAP test for each capture that a decoder is compared with tshark on."""

import glob
import os
import shutil
import sys


def find(protocol, arguments):
    for argument in arguments:
        if os.path.isdir(argument):
            yield from sorted(glob.glob(os.path.join(argument,
                                                     f"{protocol}-*.pcap*")))
        elif os.path.exists(argument):
            yield argument


def main(protocol, compare, usage):
    """compare(program, capture) prints what differs; whether nothing does."""
    if len(sys.argv) < 3:
        sys.exit(usage.split("\n\n")[1])
    program, captures = sys.argv[1], list(find(protocol, sys.argv[2:]))
    print("KTAP version 1")
    if not captures or not shutil.which("tshark"):
        why = "no captures" if not captures else "no tshark"
        print(f"1..1\nok 1 {protocol}: captures against tshark # SKIP {why}")
        return
    print(f"1..{len(captures)}")
    failed = 0
    for number, capture in enumerate(captures, 1):
        good = compare(program, capture)
        failed += not good
        print(f"{'ok' if good else 'not ok'} {number} "
              f"{protocol}: {os.path.basename(capture)}", flush=True)
    sys.exit(failed != 0)
