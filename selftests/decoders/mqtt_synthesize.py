#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0
"""Write a capture of MQTT traffic that never was.

usage: mqtt_synthesize.py OUT.pcap SEED MESSAGES

Clients of both versions on IPv4, IPv6 and behind a VLAN; every quality of
service, sent again, retained, with properties and topic aliases each way, long,
empty and binary; packets split and merged into segments anyhow, segments sent
twice.  The same seed gives the same capture.
"""

import ipaddress
import random
import sys

import synthesize

synthesize.PORT = 1883
TOPICS = [f"plant/line{line}/{what}" for line in range(6)
          for what in ("temp", "pressure", "état", "raw")]
ALIASES = 8


def varint(n):
    octets = b""
    while n > 127:
        octets += bytes((n & 127 | 128,))
        n >>= 7
    return octets + bytes((n,))


def packet(first, body):
    return bytes((first,)) + varint(len(body)) + body


def text(string):
    octets = string.encode()
    return len(octets).to_bytes(2, "big") + octets


class Client:
    """A connection to a broker, both ends of it."""

    def __init__(self, capture, rng, ends, v5):
        self.rng, self.v5 = rng, v5
        self.wire = synthesize.Connection(capture, rng, *ends)
        self.number = 0
        self.aliases = {"c": {}, "s": {}}
        self.say("c", 0x10, text("MQTT") + (b"\5" if v5 else b"\4") +
                 b"\2\0\x3c" + (b"\0" if v5 else b"") + text("me"))
        self.say("s", 0x20, b"\0\0\0" if v5 else b"\0\0")

    def say(self, way, first, body):
        self.wire.send(way, packet(first, body))

    def payload(self):
        kind = self.rng.randrange(8)
        if kind == 0:
            return b""
        if kind == 1:
            return self.rng.randbytes(self.rng.randrange(1, 40))
        if kind == 2:
            return b"x" * self.rng.randrange(3000)
        return f'{{"value": {self.rng.random()}, "unit": "°C"}}'.encode()

    def topic(self, way):
        """Of MQTT 5 the topic's name, perhaps, and its properties."""
        topic = self.rng.choice(TOPICS)
        properties = b""
        if self.rng.random() < 0.3:
            properties += b"\2" + self.rng.randbytes(4)
        if self.rng.random() < 0.3:
            properties += b"\x26" + text("key") + text("x" * self.rng.randrange(300))
        if self.rng.random() < 0.5:
            # tshark has one list of them for both directions.
            alias = self.rng.randrange(1, ALIASES) + (ALIASES if way == "s" else 0)
            properties += b"\x23" + alias.to_bytes(2, "big")
            if alias in self.aliases[way] and self.rng.random() < 0.7:
                topic = ""
            else:
                self.aliases[way][alias] = topic
        return topic, varint(len(properties)) + properties

    def publish(self):
        way, qos = self.rng.choice("cs"), self.rng.randrange(3)
        topic, properties = self.topic(way) if self.v5 else \
            (self.rng.choice(TOPICS), b"")
        self.number = self.number % 65535 + 1
        number = self.number.to_bytes(2, "big") if qos else b""
        body = text(topic) + number + properties + self.payload()
        first = 0x30 | qos << 1 | (self.rng.random() < 0.2)
        self.say(way, first, body)
        if qos and self.rng.random() < 0.1:
            self.say(way, first | 8, body)
        self.acknowledge(way, qos, number)

    def acknowledge(self, way, qos, number):
        other = "s" if way == "c" else "c"
        if qos == 1:
            self.say(other, 0x40, number)
        elif qos == 2:
            self.say(other, 0x50, number)
            self.say(way, 0x62, number)
            self.say(other, 0x70, number)

    def ping(self):
        self.say("c", 0xc0, b"")
        self.say("s", 0xd0, b"")


def main():
    if len(sys.argv) != 4:
        sys.exit(__doc__.split("\n\n")[1])
    rng = random.Random(int(sys.argv[2]))
    ends = [("10.1.0.9", "10.1.0.1", 40000, 0), ("10.1.0.9", "10.1.0.2", 40001, 7),
            ("fd00::9", "fd00::1", 40002, 0)]
    with open(sys.argv[1], "wb") as file:
        capture = synthesize.Capture(file)
        clients = []
        for client, server, port, vlan in ends:
            for v5 in (False, True):
                clients.append(Client(capture, rng, (
                    ipaddress.ip_address(client), ipaddress.ip_address(server),
                    port + 10 * v5, vlan), v5))
        for _ in range(int(sys.argv[3])):
            client = rng.choice(clients)
            client.publish()
            if rng.random() < 0.1:
                client.ping()
        for client in clients:
            client.wire.flush("c")
            client.wire.flush("s")


if __name__ == "__main__":
    main()
