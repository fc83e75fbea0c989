#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0
"""
Sends what mosquitto's clients do not.

usage: mqtt_raw.py HOST SCENARIO

SCENARIO is one of
  aliases   MQTT 5 topic aliases
  octets    packets octet by octet, each in a segment of its own
  late      goes on after a line on standard input
  tls       the beginning of TLS
  both      a message of 3000000 octets and another right behind it
Prints "ready" when connected, and ends when the broker has taken all.
"""
import socket
import sys

CONNECT_5 = b"\x04MQTT\x05\x02\x00\x3c\x00\x00\x03raw"
CONNECT_311 = b"\x04MQTT\x04\x02\x00\x3c\x00\x03raw"


def varint(n):
    octets = b""
    while n > 127:
        octets += bytes([n & 127 | 128])
        n >>= 7
    return octets + bytes([n])


def packet(first, body):
    return bytes([first]) + varint(len(body)) + body


def text(topic):
    return len(topic).to_bytes(2, "big") + topic.encode()


def publish(topic, payload, properties=None, first=0x30):
    body = text(topic)
    if properties is not None:
        body += varint(len(properties)) + properties
    return packet(first, body + payload.encode())


def alias(number):
    return b"\x23" + number.to_bytes(2, "big")


class Client:
    """A connection to the broker."""

    def __init__(self, host, connect):
        self.sock = socket.create_connection((host, 1883))
        self.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.connect = packet(0x10, b"\x00" + connect)

    def __enter__(self):
        self.sock.sendall(self.connect)
        self.read(0x20)
        print("ready", flush=True)
        return self

    def __exit__(self, *_):
        self.sock.sendall(b"\xc0\x00")
        self.read(0xd0)
        self.sock.close()

    def read(self, first):
        """Whatever comes, up to a packet that begins so."""
        while self.sock.recv(1) != bytes([first]):
            pass
        self.sock.recv(self.sock.recv(1)[0])

    def octet_by_octet(self, octets):
        for i in range(len(octets)):
            self.sock.sendall(octets[i:i + 1])


def aliases(host):
    with Client(host, CONNECT_5) as c:
        c.sock.sendall(publish("raw/a", "1", alias(1)) +
                       publish("raw/b", "1", alias(2)) +
                       publish("", "2", alias(1)) +
                       publish("", "2", b"\x01\x01" + alias(2)) +
                       publish("raw/c", "1", alias(1)) +
                       publish("", "3", alias(1)) +
                       publish("raw/d", '{"t": 21.5}',
                               b"\x02\x00\x00\x0e\x10\x03" +
                               text("application/json") + b"\x26" +
                               text("key") + text("value")))


def octets(host):
    with Client(host, CONNECT_311) as c:
        c.octet_by_octet(publish("raw/octets", "one") +
                         publish("raw/long", "x" * 200) +
                         publish("raw/octets", "by one"))


def late(host):
    with Client(host, CONNECT_5) as c:
        sys.stdin.readline()
        for payload in ("19", "20", "a longer text", "21.5"):
            c.sock.sendall(publish("raw/late", payload, b""))


def tls(host):
    with socket.create_connection((host, 1883)) as sock:
        sock.sendall(bytes.fromhex("16030100c8010000c40303") + bytes(194))
        sock.recv(1)


def both(host):
    with Client(host, CONNECT_311) as c:
        c.sock.sendall(publish("raw/big", "y" * 3000000) +
                       publish("raw/small", "behind it"))


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__.split("\n\n")[1])
    try:
        {"aliases": aliases, "octets": octets, "late": late, "tls": tls,
         "both": both}[sys.argv[2]](sys.argv[1])
    except ConnectionResetError:
        pass
