#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0
"""A HART-IP gateway, its devices, and a client.

usage: hartip_peer.py server ADDRESS
       hartip_peer.py client tcp|udp ADDRESS
       hartip_peer.py capture OUT.pcap

The server takes sessions by TCP and UDP on port 5094; by UDP it answers, as the
protocol allows, from another port.  Devices behind it publish to whoever sent
command 533.  The client says everything that the server understands, waits for
what is published, and ends.  A capture has the same conversations, by TCP and
UDP, without a network.
"""

import ipaddress
import select
import socket
import struct
import sys

PORT = 5094
UDP_PORT = 5099
REQUEST, RESPONSE, PUBLISH = range(3)
INITIATE, CLOSE, KEEP_ALIVE, TOKEN, DIRECT = range(5)
STX, ACK, BACK = 2, 6, 1
PUBLICATIONS = 12
# Commands that are asked by the long address, with the data of the request.
# What tshark does not show comes first, so that what it shows is newer.
ASKED = [(0, b""), (60, b"\0"), (61, b""), (77, b""), (31, b"\x04\0"),
         (31, b"\2\x15\1"), (178, b""), (200, b""), (1, b""), (2, b""),
         (3, b""), (9, b"\0\1\xf6\xf5"), (9, b"\2\3\4\5"), (12, b""),
         (13, b""), (20, b""), (33, b"\0\xf7\2"), (48, b""), (1, b"")]


def checked(pdu):
    check = 0
    for octet in pdu:
        check ^= octet
    return pdu + bytes((check,))


def frame(kind, address, command, data):
    """A token-passing PDU; address of one octet or five."""
    delimiter = kind | (0x80 if len(address) == 5 else 0)
    return checked(bytes((delimiter,)) + address +
                   bytes((command, len(data))) + data)


def message(kind, ident, sequence, body=b"", version=1):
    return struct.pack(">BBBBHH", version, kind, ident, 0, sequence,
                       8 + len(body)) + body


def packed(text, size):
    """Six bits a character."""
    bits = 0
    for char in text.ljust(size * 4 // 3):
        bits = bits << 6 | ord(char) & 0x3f
    return bits.to_bytes(size, "big")


def number(unit, value):
    return struct.pack(">Bf", unit, value)


class Device:
    """What it measures, and what it answers."""

    def __init__(self, address, tag, status=0):
        self.address, self.tag, self.status = address, tag, status
        self.step = 0

    def value(self, which):
        return 10.0 * which + self.step / 4 - 1

    def identity(self):
        return b"\xfe" + self.address[:2] + bytes((5, 7, 4, 1, 0x0e, 0)) + \
            self.address[2:] + bytes.fromhex("0508000100") + \
            b"\0\x26\0\x26\x01"

    def variable(self, code):
        """Unit and value of a device variable."""
        if code == 245:
            return number(39, 4 + self.step / 8)
        if code >= 246:
            return number((12, 32, 57, 251)[code - 246],
                          self.value(code - 246))
        return number((32, 39, 6, 7)[code % 4], self.value(code) + 0.5)

    def dynamics(self, count=4):
        return b"".join(self.variable(246 + i) for i in range(count))

    def data(self, command, asked):
        """Data of an answer, or None."""
        self.step += 1
        current = struct.pack(">f", 4 + self.step / 8)
        if command in (0, 11, 21):
            return self.identity()
        if command == 1:
            return self.dynamics(1)
        if command == 2:
            return current + struct.pack(">f", 50 - self.step / 16)
        if command == 3:
            return current + self.dynamics()
        if command == 9:
            return b"\x02" + b"".join(
                bytes((code, 0)) + self.variable(code) +
                bytes(((0xc0, 0x40, 0x80, 0x10)[i % 4],))
                for i, code in enumerate(asked)) + bytes.fromhex("69117600")
        if command == 12:
            return packed("MESSAGE OF " + self.tag, 24)
        if command == 13:
            return packed(self.tag, 6) + packed("DESCRIPTOR", 12) + \
                bytes((22, 11, 126))
        if command == 20:
            return (self.tag + " in the boiler").encode().ljust(32, b"\0")
        if command == 33:
            return b"".join(bytes((code,)) + self.variable(code)
                            for code in asked)
        if command == 48:
            return bytes.fromhex("010203040506 02 01 00 00 00 00 00")
        if command == 60:
            return asked + b"\x27" + current + struct.pack(">f", 12.5)
        if command == 61:
            return b"\x27" + current + self.dynamics()
        if command == 31:
            return asked[:2] + b"\x01\x02\x03"
        if command == 178:
            parts = [(1, b""), (2, b""), (48, b"")]
            answers = [(part, b"\0" + self.data(part, data))
                       for part, data in parts]
            return bytes((len(answers),)) + b"".join(
                struct.pack(">HB", part, len(data)) + data
                for part, data in answers)
        return None

    def answer(self, command, asked):
        """Response code, device status and data."""
        data = self.data(command, asked)
        if data is None:
            return bytes((64, self.status))
        return bytes((0, self.status)) + data

    def publication(self):
        """Commands 3, 9 and 33 in turn."""
        turn = self.step % 3
        command, asked = ((3, b""), (9, b"\0\1\2"), (33, b"\7\x08"))[turn]
        data = self.answer(command, asked)
        address = bytes((self.address[0] | 0x40,)) + self.address[1:]
        return frame(BACK, address, command, data)


class Gateway:
    """Answers the messages of one session; `more` is sent without being asked."""

    def __init__(self):
        self.own = Device(bytes.fromhex("264e0000d2"), "GATEWAY")
        self.field = [Device(bytes.fromhex("37b3000102"), "TIC-101"),
                      Device(bytes.fromhex("1199a0b0c0"), "FIC-102", 0x02)]
        self.more = []

    def device(self, address):
        for device in [self.own] + self.field:
            if address[0] & 0x3f == device.address[0] and \
                    address[1:] == device.address[1:]:
                return device
        return None

    def embedded(self, asked):
        """Command 77: the second sub-device's command 3."""
        device = self.field[1]
        answer = device.answer(3, b"")
        return bytes((0, 0, 1, 1, 0x86)) + device.address + \
            bytes((3, len(answer))) + answer

    def token(self, pdu):
        size = 6 if pdu[0] & 0x80 else 2
        address, command = pdu[1:size], pdu[size]
        asked = pdu[size + 2:size + 2 + pdu[size + 1]]
        device = self.device(address) if len(address) == 5 else self.own
        if device is None:
            return None
        if command == 77:
            answer = self.embedded(asked)
        elif command == 31 and asked[:2] == b"\2\x15":
            answer = bytes((0, 0)) + asked
            self.publish()
        else:
            answer = device.answer(command, asked)
        return frame(ACK, address, command, answer)

    def publish(self):
        for turn in range(PUBLICATIONS):
            device = self.field[turn % len(self.field)]
            self.more.append(message(PUBLISH, TOKEN, turn,
                                     device.publication()))

    def direct(self, pdu):
        command = struct.unpack(">H", pdu[2:4])[0]
        answer = b"\0" + self.own.data(command, b"")
        return bytes((0, 0)) + struct.pack(">HB", command, len(answer)) + \
            answer

    def answer(self, data):
        """A message for a message."""
        _, kind, ident, _, sequence, count = struct.unpack(">BBBBHH", data[:8])
        body = data[8:count]
        if kind != REQUEST:
            return None
        if ident == TOKEN:
            body = self.token(body)
        elif ident == DIRECT:
            body = self.direct(body)
        return message(RESPONSE, ident, sequence, body)


def requests():
    """All that a client says, in order."""
    address = Gateway().own.address
    field = Gateway().field[0].address
    yield message(REQUEST, INITIATE, 1, bytes.fromhex("010000ea60"))
    sequence = 2
    for who, command, asked in \
            [(b"\x80", 0, b""), (b"\x80", 1, b"")] + \
            [(bytes((to[0] | 0x80,)) + to[1:], command, asked)
             for to in (address, field) for command, asked in ASKED]:
        yield message(REQUEST, TOKEN, sequence,
                      frame(STX, who, command, asked))
        sequence += 1
    yield message(REQUEST, DIRECT, sequence, bytes.fromhex("0000000300"))
    yield message(REQUEST, KEEP_ALIVE, sequence + 1)
    yield message(REQUEST, CLOSE, sequence + 2)


def unsolicited():
    """How many messages come without being asked for."""
    return PUBLICATIONS * 2


# By network

def split(data):
    """Whole messages, and the rest."""
    messages = []
    while len(data) >= 8:
        count = struct.unpack(">H", data[6:8])[0]
        if len(data) < count:
            break
        messages.append(data[:count])
        data = data[count:]
    return messages, data


def serve_tcp(listener, sessions):
    connection, _ = listener.accept()
    sessions[connection] = [Gateway(), b""]


def hear_tcp(connection, sessions):
    session = sessions[connection]
    data = connection.recv(4096)
    if not data:
        del sessions[connection]
        connection.close()
        return
    messages, session[1] = split(session[1] + data)
    for each in messages:
        connection.sendall(session[0].answer(each))
        for more in session[0].more:
            connection.sendall(more)
        session[0].more.clear()


def hear_udp(udp, other, gateways):
    data, client = udp.recvfrom(4096)
    gateway = gateways.setdefault(client, Gateway())
    other.sendto(gateway.answer(data), client)
    for more in gateway.more:
        other.sendto(more, client)
    gateway.more.clear()


def bound(kind, address, port):
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    sock = socket.socket(family, kind)
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    sock.bind((address, port))
    return sock


def serve(address):
    listener = bound(socket.SOCK_STREAM, address, PORT)
    listener.listen()
    asked = bound(socket.SOCK_DGRAM, address, PORT)
    other = bound(socket.SOCK_DGRAM, address, UDP_PORT)
    sessions, gateways = {}, {}
    print("ready", flush=True)
    while True:
        for sock in select.select([listener, asked, other, *sessions],
                                  [], [])[0]:
            if sock is listener:
                serve_tcp(listener, sessions)
            elif sock in (asked, other):
                hear_udp(sock, other, gateways)
            else:
                hear_tcp(sock, sessions)


class TcpClient:
    def __init__(self, address):
        self.sock = socket.create_connection((address, PORT), 30)
        self.data = b""

    def send(self, data):
        self.sock.sendall(data)

    def receive(self):
        while True:
            messages, _ = split(self.data)
            if messages:
                self.data = self.data[len(messages[0]):]
                return messages[0]
            self.data += self.sock.recv(4096)


class UdpClient:
    def __init__(self, address):
        family = socket.AF_INET6 if ":" in address else socket.AF_INET
        self.sock = socket.socket(family, socket.SOCK_DGRAM)
        self.sock.settimeout(30)
        self.server = (address, PORT)

    def send(self, data):
        self.sock.sendto(data, self.server)

    def receive(self):
        # From here on the server's port is the one that it answers from.
        data, self.server = self.sock.recvfrom(4096)
        return data


def ask(transport, address):
    client = {"tcp": TcpClient, "udp": UdpClient}[transport](address)
    published = 0
    for request in requests():
        client.send(request)
        while True:
            answer = client.receive()
            if answer[1] != PUBLISH:
                break
            published += 1
        if answer[2] == KEEP_ALIVE and published != unsolicited():
            sys.exit(f"{published} publications, not {unsolicited()}")


# By file

class Capture:
    """Frames of conversations between two ends."""

    def __init__(self, file):
        self.file = file
        self.time = 1_700_000_000_000_000
        self.seq = {}
        file.write(struct.pack("<IHHiIII", 0xa1b2c3d4, 2, 4, 0, 0, 65535, 1))

    def packet(self, src, dst, protocol, data):
        src, dst = (ipaddress.ip_address(end) for end in (src, dst))
        if src.version == 4:
            ether = 0x0800
            head = struct.pack(">BBHHHBBH4s4s", 0x45, 0, 20 + len(data), 0, 0,
                               64, protocol, 0, src.packed, dst.packed)
        else:
            ether = 0x86dd
            head = struct.pack(">IHBB16s16s", 6 << 28, len(data), protocol, 64,
                               src.packed, dst.packed)
        octets = bytes(12) + struct.pack(">H", ether) + head + data
        self.time += 250
        self.file.write(struct.pack("<IIII", *divmod(self.time, 10**6),
                                    len(octets), len(octets)) + octets)

    def udp(self, src, sport, dst, dport, data):
        self.packet(src, dst, 17, struct.pack(">HHHH", sport, dport,
                                              8 + len(data), 0) + data)

    def tcp(self, src, sport, dst, dport, data, flags=0x18):
        way, back = (src, sport, dst, dport), (dst, dport, src, sport)
        seq = self.seq.setdefault(way, 1000)
        self.packet(src, dst, 6, struct.pack(
            ">HHIIBBHHH", sport, dport, seq, self.seq.get(back, 0), 0x50,
            flags, 65535, 0, 0) + data)
        self.seq[way] = seq + len(data) + (flags >> 1 & 1)


def record_udp(capture, client, server, port):
    gateway = Gateway()
    to = PORT
    for request in requests():
        capture.udp(client, port, server, to, request)
        to = UDP_PORT
        for answer in [gateway.answer(request)] + gateway.more:
            capture.udp(server, UDP_PORT, client, port, answer)
        gateway.more.clear()


def pieces(messages, cut):
    """One segment for all, or several where each message is cut in two."""
    if not cut:
        return [b"".join(messages)]
    # tshark does not wait for the rest of a header.
    at = [8 + len(each) // 3 for each in messages]
    return [each[:n] for each, n in zip(messages[:1], at)] + \
        [each[n:] + after[:m] for each, n, after, m in
         zip(messages, at, messages[1:] + [b""], at[1:] + [0])]


def record_tcp(capture, client, server, port, cut):
    gateway = Gateway()
    capture.tcp(client, port, server, PORT, b"", 0x02)
    capture.tcp(server, PORT, client, port, b"", 0x12)
    for request in requests():
        capture.tcp(client, port, server, PORT, request)
        messages = [gateway.answer(request)] + gateway.more
        for data in pieces(messages, cut):
            capture.tcp(server, PORT, client, port, data)
        gateway.more.clear()


def record(path):
    with open(path, "wb") as file:
        capture = Capture(file)
        record_tcp(capture, "10.1.0.100", "10.1.0.1", 40000, False)
        record_tcp(capture, "fd00::100", "fd00::1", 40001, True)
        record_udp(capture, "10.1.0.101", "10.1.0.2", 40002)


def main():
    if sys.argv[1:2] == ["server"] and len(sys.argv) == 3:
        serve(sys.argv[2])
    elif sys.argv[1:2] == ["client"] and len(sys.argv) == 4:
        ask(sys.argv[2], sys.argv[3])
    elif sys.argv[1:2] == ["capture"] and len(sys.argv) == 3:
        record(sys.argv[2])
    else:
        sys.exit("usage: " + __doc__.split("usage: ")[1].split("\n\n")[0])


if __name__ == "__main__":
    main()
