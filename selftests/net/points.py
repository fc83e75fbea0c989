#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0
"""
Numbers of 32 and 64 bits in registers, in all four orders, as pymodbus encodes
them: it writes them into a server and reads them back, and points of a tapped
namespace have to show what it encoded.

usage: points.py ADDRESS NETNS

Prints one line for each check, "DESCRIPTION<TAB>WHAT IS WRONG".
"""
import json
import struct
import subprocess
import sys

from pymodbus.client import ModbusTcpClient
from pymodbus.constants import Endian
from pymodbus.payload import BinaryPayloadBuilder

AT_ONCE = 100
ORDERS = {"abcd": (Endian.Big, Endian.Big), "cdab": (Endian.Big, Endian.Little),
          "badc": (Endian.Little, Endian.Big), "dcba": (Endian.Little, Endian.Little)}
VALUES = {
    "u32": ("add_32bit_uint", 0x01020304, 0xfffefdfc),
    "i32": ("add_32bit_int", -2, 0x11223344),
    "f32": ("add_32bit_float", -118.625, 1e-3),
    "u64": ("add_64bit_uint", 0x0102030405060708, 0xfffefdfcfbfaf9f8),
    "i64": ("add_64bit_int", -3, 0x1122334455667788),
    "f64": ("add_64bit_float", 0.1, -6.02214076e23),
}


def encode():
    """The registers, and the points upon them: name, first register, value."""
    registers, points = [], []
    for kind, (add, *values) in VALUES.items():
        for order, (octets, words) in ORDERS.items():
            for i, value in enumerate(values):
                builder = BinaryPayloadBuilder(byteorder=octets, wordorder=words)
                getattr(builder, add)(value)
                points.append((f"{kind}.{order}.{i}", len(registers), value))
                registers += builder.to_registers()
    return registers, points


def converse(address, registers):
    """Writes and reads them, as anybody would."""
    client = ModbusTcpClient(address)
    if not client.connect():
        sys.exit("no connection")
    for i in range(0, len(registers), AT_ONCE):
        part = registers[i:i + AT_ONCE]
        client.write_registers(i, part, slave=1)
        if client.read_holding_registers(i, len(part), slave=1).registers != part:
            sys.exit("the server keeps other values")
    client.close()


def tool(*args):
    """What the tool says."""
    return subprocess.check_output(["fieldtap", "-j", "-n", sys.argv[2], *args])


def same(kind, shown, value):
    """A number as JSON has it, and the one that was encoded."""
    if kind == "f32":
        return isinstance(shown, float) and struct.pack("f", shown) == struct.pack("f", value)
    return shown == value


def main():
    """Points of two batches that are read, some before there is anything to read."""
    registers, points = encode()
    device = f"modbus:{sys.argv[1]}:502/1"
    for name, first, _ in points[::2]:
        kind, order, _ = name.split(".")
        tool("point", "add", name, f"{device}/hr/{first}", "type", kind, "order", order)
    converse(sys.argv[1], registers)
    for name, first, _ in points[1::2]:
        kind, order, _ = name.split(".")
        tool("point", "add", name, f"{device}/hr/{first}", "type", kind, "order", order)
    shown = {p["name"]: p for p in json.loads(tool("point", "show"))}
    for kind in VALUES:
        for order in ORDERS:
            wrong = [f"{name} is {shown[name]['value']}, pymodbus encoded {value}"
                     for name, _, value in points if name.startswith(f"{kind}.{order}.")
                     and not same(kind, shown[name]["value"], value)]
            print(f"{kind} {order}", "; ".join(wrong), sep="\t")
    values = {v["address"]: v["value"] for v in json.loads(tool("value", "show", device))}
    wrong = [f"hr/{i} is {values.get(f'{device}/hr/{i}')}, not {r}"
             for i, r in enumerate(registers) if values.get(f"{device}/hr/{i}") != r]
    print("the registers as values", "; ".join(wrong), sep="\t")


main()
