#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0
"""MQTT captures through the user space decoder, compared with tshark.

usage: mqtt_replay.py REPLAY_PROGRAM DIRECTORY|CAPTURE...

One KTAP test per capture (of a directory: mqtt-*.pcap*): every topic that
mqtt_tshark.py knows must have the same last payload.
"""

import os
import subprocess
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
import captures  # noqa: E402
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


if __name__ == "__main__":
    captures.main("mqtt", compare, __doc__)
