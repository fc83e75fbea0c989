#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0
"""Write a capture of Modbus traffic that never was.

usage: synthesize.py OUT.pcap SEED EXCHANGES

Servers on IPv4, IPv6 and behind a VLAN, clients that count transactions and
have several requests open, clients that do not; all functions, exceptions,
answers out of order, late or missing; messages split and merged into segments
anyhow, segments sent twice.  The same seed gives the same capture.
"""

import ipaddress
import random
import struct
import sys

PORT = 502
UNITS = (0, 1, 17)
SPAN = 200


class Capture:
    def __init__(self, file):
        self.file = file
        self.time = 1_700_000_000_000_000
        file.write(struct.pack("<IHHiIII", 0xa1b2c3d4, 2, 4, 0, 0, 65535, 1))

    def frame(self, data):
        self.time += 250
        self.file.write(struct.pack("<IIII", *divmod(self.time, 10**6),
                                    len(data), len(data)) + data)


class Connection:
    """Two directions of bytes on their way, and what they go through."""

    def __init__(self, capture, rng, client, server, port, vlan):
        self.capture, self.rng, self.vlan = capture, rng, vlan
        self.ends = {"c": (client, port), "s": (server, PORT)}
        self.seq = {"c": rng.getrandbits(32), "s": rng.getrandbits(32)}
        self.waiting = {"c": [], "s": []}
        self.segment("c", b"", 0x02)
        self.segment("s", b"", 0x12)
        for way in "cs":
            self.seq[way] = (self.seq[way] + 1) % 2**32

    def segment(self, way, data, flags=0x18):
        other = "s" if way == "c" else "c"
        (src, sport), (dst, dport) = self.ends[way], self.ends[other]
        tcp = struct.pack(">HHIIBBHHH", sport, dport, self.seq[way],
                          self.seq[other], 0x50, flags, 65535, 0, 0) + data
        if src.version == 4:
            ether = 0x0800
            packet = struct.pack(">BBHHHBBH4s4s", 0x45, 0, 20 + len(tcp), 0, 0,
                                 64, 6, 0, src.packed, dst.packed)
        else:
            ether = 0x86dd
            packet = struct.pack(">IHBB16s16s", 6 << 28, len(tcp), 6, 64,
                                 src.packed, dst.packed)
        tag = struct.pack(">HH", 0x8100, self.vlan) if self.vlan else b""
        self.capture.frame(bytes(12) + tag + struct.pack(">H", ether) +
                           packet + tcp)

    def send(self, way, data):
        self.waiting[way].append(data)
        if self.rng.random() < 0.8:
            self.flush(way)

    def flush(self, way):
        """Segments of several messages, or of pieces of one."""
        messages, self.waiting[way] = self.waiting[way], []
        while messages:
            count = self.rng.choice((1, 1, 2, 3))
            last = messages[:count].pop()
            # tshark does not wait for the rest of a header.
            cut = self.rng.choice((len(last), len(last),
                                   self.rng.randint(min(8, len(last)),
                                                    len(last))))
            data = b"".join(messages[:count][:-1]) + last[:cut]
            messages = ([last[cut:]] if cut < len(last) else []) + \
                messages[count:]
            self.segment(way, data)
            if self.rng.random() < 0.05:
                self.segment(way, data)
            self.seq[way] = (self.seq[way] + len(data)) % 2**32

class Server:
    """Its process data; what it answers to a request."""

    def __init__(self, rng):
        self.rng = rng
        self.tables = {(unit, table): [rng.getrandbits(16) & mask
                                       for _ in range(65536)]
                       for unit in UNITS
                       for table, mask in ((1, 1), (2, 1), (3, 0xffff),
                                           (4, 0xffff))}

    def live(self):
        for (_, table), items in self.tables.items():
            if table in (2, 4):
                at = self.rng.randrange(SPAN)
                items[at] = (items[at] + 1) & (1 if table == 2 else 0xffff)

    @staticmethod
    def bits(items):
        value = sum(bit << i for i, bit in enumerate(items))
        return value.to_bytes(-(-len(items) // 8), "little")

    @staticmethod
    def registers(items):
        return struct.pack(f">{len(items)}H", *items)

    def answer(self, unit, pdu):
        function = pdu[0]
        if self.rng.random() < 0.03:
            return bytes((function | 0x80, self.rng.randrange(1, 12)))
        if function in (1, 2, 3, 4):
            first, count = struct.unpack(">HH", pdu[1:])
            items = self.tables[unit, function][first:first + count]
            data = self.bits(items) if function < 3 else self.registers(items)
            return bytes((function, len(data))) + data
        if function == 5:
            self.tables[unit, 1][struct.unpack(">H", pdu[1:3])[0]] = pdu[3] & 1
            return pdu
        if function in (0x4a, 7):
            return pdu[:1] + self.rng.randbytes(self.rng.randrange(20))
        return self.write(unit, function, pdu)

    def write(self, unit, function, pdu):
        holding = self.tables[unit, 3]
        first = struct.unpack(">H", pdu[1:3])[0]
        if function == 6:
            holding[first] = struct.unpack(">H", pdu[3:])[0]
        elif function == 15:
            count = struct.unpack(">H", pdu[3:5])[0]
            for i in range(count):
                self.tables[unit, 1][first + i] = pdu[6 + i // 8] >> i % 8 & 1
            return pdu[:5]
        elif function == 16:
            items = struct.unpack(f">{pdu[5] // 2}H", pdu[6:])
            holding[first:first + len(items)] = items
            return pdu[:5]
        elif function == 22:
            ands, ors = struct.unpack(">HH", pdu[3:])
            holding[first] = (holding[first] & ands) | (ors & ~ands & 0xffff)
        elif function == 23:
            count, to = struct.unpack(">HH", pdu[3:7])
            items = struct.unpack(f">{pdu[9] // 2}H", pdu[10:])
            holding[to:to + len(items)] = items
            data = self.registers(holding[first:first + count])
            return bytes((function, len(data))) + data
        elif function == 24:
            return bytes.fromhex("18 0006 0002 0102 0304")
        return pdu


def request(rng):
    """A PDU of any function, unit apart."""
    function = rng.choice((1, 2, 3, 4, 3, 4, 5, 6, 15, 16, 22, 23, 24, 0x4a, 7))
    first = rng.choice((rng.randrange(SPAN), rng.randrange(65000)))
    count = rng.choice((1, 2, 8, 10, rng.randrange(1, 120)))
    head = struct.pack(">BH", function, first)
    if function in (1, 2, 3, 4):
        return head + struct.pack(">H", count)
    if function == 5:
        return head + rng.choice((b"\xff\x00", b"\x00\x00"))
    if function == 6:
        return head + rng.randbytes(2)
    if function == 15:
        data = rng.randbytes(-(-count // 8))
        return head + struct.pack(">HB", count, len(data)) + data
    if function == 16:
        return head + struct.pack(">HB", count, 2 * count) + \
            rng.randbytes(2 * count)
    if function == 22:
        return head + rng.randbytes(4)
    if function == 23:
        return head + struct.pack(">HHHB", count, rng.randrange(SPAN), 3, 6) + \
            rng.randbytes(6)
    if function == 24:
        return head
    return bytes((function,)) + rng.randbytes(rng.randrange(10))


class Client:
    def __init__(self, rng, connection, server, counts):
        self.rng, self.connection, self.server = rng, connection, server
        self.counts = counts
        self.tid = 0
        self.open = []

    def step(self):
        rng = self.rng
        if not self.open or (self.counts and len(self.open) < 5 and
                             rng.random() < 0.5):
            self.tid = (self.tid + 1) % 65536 if self.counts else 0
            unit, pdu = rng.choice(UNITS), request(rng)
            self.send("c", self.tid, unit, pdu)
            self.open.append((self.tid, unit, pdu))
            return
        tid, unit, pdu = self.open.pop(rng.randrange(len(self.open)))
        # A request is on the wire before its answer.
        self.connection.flush("c")
        if self.counts and rng.random() < 0.02:
            return
        self.send("s", tid, unit, self.server.answer(unit, pdu))
        if not self.counts:
            self.connection.flush("s")

    def send(self, way, tid, unit, pdu):
        self.connection.send(way, struct.pack(">HHHB", tid, 0, len(pdu) + 1,
                                              unit) + pdu)


def main():
    if len(sys.argv) != 4:
        sys.exit(__doc__.split("\n\n")[1])
    path, seed, exchanges = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
    rng = random.Random(seed)
    hosts = [("10.1.0.1", "10.1.0.100", 0), ("10.1.0.2", "10.1.0.101", 7),
             ("fd00::1", "fd00::2:100", 0), ("10.1.0.2", "10.1.0.102", 7)]
    with open(path, "wb") as file:
        capture = Capture(file)
        servers, clients = {}, []
        for number, (server, client, vlan) in enumerate(hosts):
            connection = Connection(capture, rng, ipaddress.ip_address(client),
                                    ipaddress.ip_address(server),
                                    40000 + number, vlan)
            servers.setdefault(server, Server(rng))
            clients.append(Client(rng, connection, servers[server],
                                  number % 2 == 0))
        for _ in range(2 * exchanges):
            rng.choice(clients).step()
            rng.choice(list(servers.values())).live()
        for client in clients:
            client.connection.flush("c")
            client.connection.flush("s")


if __name__ == "__main__":
    main()
