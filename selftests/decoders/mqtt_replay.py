#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0
"""MQTT captures through the user space decoder, compared with tshark.

usage: mqtt_replay.py REPLAY_PROGRAM DIRECTORY|CAPTURE...

One KTAP test per capture (of a directory: mqtt-*.pcap*): every topic that
mqtt_tshark.py knows must have the same last payload.
"""

import glob
import os
import shutil
import subprocess
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
import mqtt_tshark  # noqa: E402
import replay  # noqa: E402

# Less than the decoder looks at.
KEPT = 16000


def decode(program, capture):
    """{address: text}"""
    replay.PORTS = {mqtt_tshark.PORT}
    out = subprocess.run([program, str(replay.REQUEST_TIMEOUT_MS)],
                         input="".join(replay.stream_lines(capture)),
                         text=True, check=True, stdout=subprocess.PIPE).stdout
    return {line.split(" ", 2)[1]: line.split(" ", 2)[2]
            for line in out.splitlines() if line.startswith("value ")}


def same(text, payload):
    """
    Text of the decoder, which is hexadecimal where the payload is no text and
    ends early where it is too long.
    """
    octets = bytes.fromhex(payload)
    if text and len(octets) > KEPT:
        return text[1:KEPT] == octets.decode()[:KEPT - 1]
    return text in ('"' + octets.decode(errors="replace") + '"',
                    '"' + octets.hex() + '"')


def compare(program, capture):
    """Prints what differs; whether nothing does."""
    values, known = decode(program, capture), mqtt_tshark.last_payloads([capture])
    wrong = {address: payload for address, payload in known.items()
             if not same(values.get(address), payload)}
    for address, payload in wrong.items():
        print(f"# {address}: tshark {payload}, decoder {values.get(address)}")
    print(f"# {len(known)} topics of tshark compared, "
          f"{len(values.keys() - known.keys())} more of the decoder")
    return not wrong and bool(known)


def find(arguments):
    for argument in arguments:
        if os.path.isdir(argument):
            yield from sorted(glob.glob(os.path.join(argument, "mqtt-*.pcap*")))
        elif os.path.exists(argument):
            yield argument


def main():
    if len(sys.argv) < 3:
        sys.exit(__doc__.split("\n\n")[1])
    program, captures = sys.argv[1], list(find(sys.argv[2:]))
    print("KTAP version 1")
    if not captures or not shutil.which("tshark"):
        why = "no captures" if not captures else "no tshark"
        print(f"1..1\nok 1 mqtt: captures against tshark # SKIP {why}")
        return
    print(f"1..{len(captures)}")
    failed = 0
    for number, capture in enumerate(captures, 1):
        good = compare(program, capture)
        failed += not good
        print(f"{'ok' if good else 'not ok'} {number} "
              f"mqtt: {os.path.basename(capture)}", flush=True)
    sys.exit(failed != 0)


if __name__ == "__main__":
    main()
