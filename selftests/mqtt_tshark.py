#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0
"""Prints what tshark shows of MQTT messages in captures.

usage: mqtt_tshark.py CAPTURE...

JSON: the last payload, hexadecimal, of each topic's address.
"""

import json
import subprocess
import sys
import xml.etree.ElementTree as tree

PORT = 1883
# Longer ones are no names, see Documentation/decoders/mqtt.rst.
TOPIC_MAX = 255


def broker(packet):
    """IP:PORT of the side with the port."""
    shown = {field.get("name"): field.get("show")
             for proto in packet for field in proto.iter("field")
             if proto.get("name") in ("ip", "ipv6", "tcp")}
    end = "src" if shown["tcp.srcport"] == str(PORT) else "dst"
    host = shown.get(f"ip.{end}") or f"[{shown[f'ipv6.{end}']}]"
    return f"{host}:{PORT}"


def last_payloads(captures):
    """{address: payload in hexadecimal}"""
    found = {}
    for capture in captures:
        out = subprocess.run(
            ["tshark", "-n", "-r", capture, "-Y",
             f"mqtt.msgtype == 3 && tcp.port == {PORT}", "-T", "pdml"],
            stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
            check=True).stdout
        for packet in tree.fromstring(out).iter("packet"):
            server = broker(packet)
            for proto in packet.iter("proto"):
                if proto.get("name") != "mqtt":
                    continue
                fields = {field.get("name"): field
                          for field in proto.iter("field")}
                if fields["mqtt.msgtype"].get("show") != "3":
                    continue
                topic = fields["mqtt.topic"].get("show")
                if len(topic.encode()) <= TOPIC_MAX:
                    found[f"mqtt:{server}/{topic}"] = \
                        fields["mqtt.msg"].get("value") or ""
    return found


if __name__ == "__main__":
    if len(sys.argv) < 2:
        sys.exit(__doc__.split("\n\n")[1])
    json.dump(last_payloads(sys.argv[1:]), sys.stdout)
