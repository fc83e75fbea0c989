#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0
"""The last value of every Modbus address in a capture, as tshark shows it.

usage: tshark_values.py [-p PORT[,PORT]...] CAPTURE...

Prints a JSON object {address: value}, addresses as in `fieldtap value show`
(modbus:IP:PORT/UNIT/TABLE/ADDR), values as text: registers 0 to 65535, bits 0
or 1.  Several captures are one after the other in time.

What tshark shows is taken as it is where it is a fact of the protocol:

- An answer to a read (1, 2, 3, 4) counts when tshark names its request;
  without one tshark counts addresses from 0, which is a guess.  The byte count
  must be the one that the request asks for.
- Values of a write count when the server says that it took them, and at that
  moment: tshark shows those of 15 and 16 in the request, where they are a wish.
  The echoes of 5 and 6 tell address and value themselves, so they count even
  when the capture began after the request, but not when they differ from it.
- 22 changes the value that is known so far; without one there is none.
- 23 writes before it reads; tshark shows both parts as octets.
- tshark pairs an answer with the newest request alike (transaction, unit and
  function), and with one already answered too.  Where several are open and the
  quantity or the echo does not tell which one was meant, or where none is,
  what is known of these addresses is dropped until they are seen again.  The
  number of such answers goes to stderr.
"""

import argparse
import collections
import json
import subprocess
import sys
import tempfile
import xml.parsers.expat

READ_TABLES = {1: "coil", 2: "di", 3: "hr", 4: "ir"}
BIT_FUNCTIONS = {1, 2, 5, 15}
QUANTITY_MAX = {1: 2000, 2: 2000, 3: 125, 4: 125, 15: 1968, 16: 123}
WANTED = {
    "num", "ip.src", "ip.dst", "ipv6.src", "ipv6.dst", "tcp.srcport",
    "tcp.dstport", "tcp.stream",
}
NUMBERS = {
    "trans_id", "len", "unit_id", "func_code", "exception_code",
    "request_frame", "reference_num", "word_cnt", "bit_cnt", "byte_cnt",
    "and_mask", "or_mask", "read_reference_num", "read_word_cnt",
    "write_reference_num", "write_word_cnt",
}

Value = collections.namedtuple("Value", "text frame")


class Adu:
    """One Modbus message: tshark's fields by their short names."""

    def __init__(self, packet):
        self.packet = packet
        self.fields = {}
        self.items = []
        self.number = None

    def add(self, name, attrs):
        show = attrs.get("show", "")
        if name in ("regnum16", "bitnum"):
            self.number = int(show)
        elif name in ("regval_uint16", "bitval"):
            self.items.append((self.number, int(show in ("1", "True"))
                               if name == "bitval" else int(show)))
        elif name == "data":
            self.fields.setdefault("data", bytes.fromhex(attrs.get("value", "")))
        elif name in NUMBERS:
            self.fields.setdefault(name, int(show, 0))

    def get(self, name):
        return self.fields.get(name)


class PdmlReader:
    """Calls emit(Adu) for each Modbus message, packet by packet."""

    def __init__(self, emit):
        self.emit = emit
        self.packet = {}
        self.adus = []
        self.parser = xml.parsers.expat.ParserCreate()
        self.parser.StartElementHandler = self.start
        self.parser.EndElementHandler = self.end

    def start(self, tag, attrs):
        name = attrs.get("name", "")
        if tag == "packet":
            self.packet, self.adus = {}, []
        elif tag == "proto" and name == "mbtcp":
            self.adus.append(Adu(self.packet))
        elif tag == "field" and name in WANTED:
            # The innermost addresses are those of the TCP connection.
            self.packet[name] = attrs.get("show", "")
            if name.startswith("ip."):
                self.packet.pop("ipv6." + name[3:], None)
        elif tag == "field" and self.adus and name.startswith("modbus."):
            self.adus[-1].add(name[7:], attrs)
        elif tag == "field" and self.adus and name.startswith("mbtcp."):
            self.adus[-1].add(name[6:], attrs)

    def end(self, tag):
        if tag == "packet":
            for adu in self.adus:
                self.emit(adu)


class Values:
    """What is known after each message."""

    def __init__(self, ports):
        self.ports = ports
        self.server = None
        self.unit = 0
        self.frame = 0
        self.known = {}
        self.requests = {}
        self.alike = {}
        self.ambiguous = 0

    def address(self, unit, table, number):
        return f"modbus:{self.server}/{unit}/{table}/{number}"

    def put(self, table, items):
        for number, value in items:
            self.known[self.address(self.unit, table, number)] = \
                Value(str(int(value)), self.frame)

    def drop(self, table, first, count):
        for number in range(first, first + count):
            self.known.pop(self.address(self.unit, table, number), None)

    def feed(self, adu):
        if adu.get("func_code") is None or adu.get("unit_id") is None:
            return
        packet = adu.packet
        src, dst = int(packet["tcp.srcport"]), int(packet["tcp.dstport"])
        if (src in self.ports) == (dst in self.ports):
            return
        answers = src in self.ports
        self.server = self.endpoint(packet, "src" if answers else "dst")
        self.unit = adu.get("unit_id")
        self.frame = int(packet["num"])
        key = (packet["tcp.stream"], adu.get("trans_id"), self.unit,
               adu.get("func_code"))
        if answers:
            self.answer(adu, key)
        else:
            self.requests[key] = adu
            self.alike.setdefault(key, []).append(adu)

    @staticmethod
    def endpoint(packet, end):
        if "ipv6." + end in packet:
            return f"[{packet['ipv6.' + end]}]:{packet['tcp.' + end + 'port']}"
        return f"{packet['ip.' + end]}:{packet['tcp.' + end + 'port']}"

    def answer(self, adu, key):
        function = adu.get("func_code")
        request = self.requests.get(key)
        if adu.get("exception_code") is not None:
            self.alike.pop(key, None)
        elif request is None:
            if function in (5, 6):
                self.take_echo(adu)
        else:
            fitting = [each for each in self.alike.get(key, [])
                       if self.fits(each, adu, function)]
            self.settle(key, fitting, function)
            if len(fitting) == 1:
                self.take(fitting[0], adu, function)

    def settle(self, key, fitting, function):
        """The answer has come; what can it not tell any more?"""
        alike = self.alike.get(key, [])
        if len(alike) == 1 or not fitting:
            self.alike.pop(key, None)
            if not alike:
                self.ambiguous += 1
                self.forget(self.requests[key], function)
        elif len(fitting) == 1:
            alike.remove(fitting[0])
        else:
            self.ambiguous += 1
            for each in fitting:
                self.forget(each, function)
            alike.remove(fitting[0])

    def fits(self, request, adu, function):
        """Could this be an answer to that request?"""
        def same(*names):
            return all(request.get(name) == adu.get(name) for name in names)

        if function in READ_TABLES:
            span = self.span(request, function)
            return span is not None and \
                adu.get("byte_cnt") == self.octets(span[1], function)
        if function in (5, 6):
            return same("reference_num", "data")
        if function in (15, 16):
            return same("reference_num", "bit_cnt", "word_cnt")
        if function == 22:
            return same("reference_num", "and_mask", "or_mask")
        if function == 23:
            return adu.get("byte_cnt") == 2 * (request.get("read_word_cnt") or 0)
        return True

    def take(self, request, adu, function):
        if function in READ_TABLES and adu.get("request_frame") is not None:
            self.take_read(request, adu, function)
        elif function in (5, 6):
            self.take_echo(adu)
        elif function in (15, 16):
            self.take_write(request, adu, function)
        elif function == 22:
            self.take_mask(adu)
        elif function == 23:
            self.take_read_write(request, adu)

    @staticmethod
    def octets(count, function):
        return -(-count // 8) if function in BIT_FUNCTIONS else 2 * count

    @staticmethod
    def span(request, function):
        """First address and quantity of a legal request, else None."""
        first = request.get("reference_num")
        count = request.get("bit_cnt" if function in BIT_FUNCTIONS
                            else "word_cnt")
        if first is None or count is None or first + count > 65536 or \
                not 1 <= count <= QUANTITY_MAX[function]:
            return None
        return first, count

    def forget(self, request, function):
        first = request.get("reference_num")
        table = READ_TABLES.get(function,
                                "coil" if function in (5, 15) else "hr")
        if function in (5, 6, 22) and first is not None:
            self.drop(table, first, 1)
        elif function in QUANTITY_MAX and self.span(request, function):
            self.drop(table, *self.span(request, function))
        elif function == 23:
            for part in ("read", "write"):
                self.drop("hr", request.get(part + "_reference_num") or 0,
                          request.get(part + "_word_cnt") or 0)

    def take_read(self, request, adu, function):
        first, count = self.span(request, function)
        values = [value for _, value in adu.items]
        if len(values) == count:
            self.put(READ_TABLES[function],
                     zip(range(first, first + count), values))

    def take_echo(self, adu):
        first, data = adu.get("reference_num"), adu.get("data")
        if first is None or data is None or len(data) < 2:
            return
        if adu.get("func_code") == 6:
            self.put("hr", [(first, int.from_bytes(data[:2], "big"))])
        elif data[:2] in (b"\xff\x00", b"\x00\x00"):
            self.put("coil", [(first, data[0] == 0xff)])

    def take_write(self, request, adu, function):
        span = self.span(request, function)
        if span is None:
            return
        first, count = span
        octets = self.octets(count, function)
        if request.get("byte_cnt") != octets:
            return
        if function == 16 and len(request.items) == count:
            self.put("hr", request.items)
        data = request.get("data") or b""
        if function == 15 and len(data) >= octets:
            self.put("coil", [(first + i, data[i // 8] >> i % 8 & 1)
                              for i in range(count)])

    def take_mask(self, adu):
        first, ands, ors = (adu.get(name) for name in
                            ("reference_num", "and_mask", "or_mask"))
        base = self.known.get(self.address(self.unit, "hr", first))
        if base is not None:
            value = (int(base.text) & ands) | (ors & ~ands & 0xffff)
            self.put("hr", [(first, value)])

    def take_read_write(self, request, adu):
        names = ("read_reference_num", "read_word_cnt", "write_reference_num",
                 "write_word_cnt")
        numbers = [request.get(name) for name in names]
        if None in numbers:
            return
        from_, count, to, written = numbers
        read, wish = adu.get("data") or b"", request.get("data") or b""
        if not 1 <= count <= 125 or not 1 <= written <= 121 or \
                from_ + count > 65536 or to + written > 65536 or \
                request.get("byte_cnt") != 2 * written or \
                len(read) < 2 * count or len(wish) < 2 * written:
            return
        self.put("hr", self.registers(to, written, wish))
        self.put("hr", self.registers(from_, count, read))

    @staticmethod
    def registers(first, count, data):
        return [(first + i, int.from_bytes(data[2 * i:2 * i + 2], "big"))
                for i in range(count)]


def last_values(captures, ports=(502,), tshark="tshark"):
    """Read captures one after the other.

    Returns ({address: Value(text, frame)}, answers that were ambiguous).
    Raises OSError or ValueError, which say what is wrong.
    """
    values = Values(set(ports))
    for capture in captures:
        # Frame and stream numbers begin anew with each capture.
        values.requests.clear()
        values.alike.clear()
        read_capture(capture, ports, tshark, values)
    return values.known, values.ambiguous


def read_capture(capture, ports, tshark, values):
    command = [
        # openSAFETY recognizes itself in random registers.
        tshark, "-n", "-r", capture, "-Y", "mbtcp",
        "--disable-protocol", "opensafety",
        "-o", "mbtcp.tcp.port:" + ",".join(map(str, ports)),
        "-o", "mbtcp.desegment:TRUE", "-o", "tcp.desegment_tcp_streams:TRUE",
        "-T", "pdml", "-J", "ip ipv6 tcp mbtcp modbus",
    ]
    reader = PdmlReader(values.feed)
    failure = None
    with tempfile.TemporaryFile() as said, \
            subprocess.Popen(command, stdout=subprocess.PIPE,
                             stderr=said) as process:
        try:
            reader.parser.ParseFile(process.stdout)
        except xml.parsers.expat.ExpatError as error:
            failure = error
            process.stdout.close()
        if process.wait() or failure:
            said.seek(0)
            lines = said.read().decode(errors="replace").split("\n")
            raise ValueError("; ".join(
                [f"{capture}: tshark failed", *filter(None, lines)]))


def port_list(text):
    ports = text.split(",")
    for port in ports:
        if not port.isdigit() or not 0 < int(port) < 65536:
            raise argparse.ArgumentTypeError(f"not a TCP port: {port!r}")
    return [int(port) for port in ports]


def main():
    parser = argparse.ArgumentParser(
        description="Last value of every Modbus address in captures.")
    parser.add_argument("-p", "--ports", default=[502], type=port_list,
                        help="the servers' TCP ports, comma separated")
    parser.add_argument("capture", nargs="+")
    args = parser.parse_args()
    try:
        values, ambiguous = last_values(args.capture, args.ports)
    except (OSError, ValueError) as error:
        sys.exit(f"tshark_values: {error}")
    if ambiguous:
        print(f"tshark_values: {ambiguous} answers that may belong to "
              "several requests were left out", file=sys.stderr)
    json.dump({address: value.text for address, value in sorted(values.items())},
              sys.stdout, indent=0)
    print()


if __name__ == "__main__":
    main()
