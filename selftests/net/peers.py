#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0
"""pymodbus as a peer.

usage: peers.py server ADDRESS | client ADDRESS

The server holds 100 + N in each register N and true in each third bit. The
client reads, writes, masks and prints what it read as TABLE/ADDR=VALUE.
"""

import sys


def serve(address):
    from pymodbus.datastore import (ModbusSequentialDataBlock,
                                    ModbusServerContext, ModbusSlaveContext)
    from pymodbus.server import StartTcpServer

    registers = [100 + n for n in range(1000)]
    bits = [n % 3 == 0 for n in range(1000)]
    unit = ModbusSlaveContext(
        di=ModbusSequentialDataBlock(0, bits),
        co=ModbusSequentialDataBlock(0, list(bits)),
        hr=ModbusSequentialDataBlock(0, registers),
        ir=ModbusSequentialDataBlock(0, list(registers)),
        zero_mode=True)
    StartTcpServer(context=ModbusServerContext(slaves=unit, single=True),
                   address=(address, 502))


def show(table, first, values):
    for i, value in enumerate(values):
        print(f"{table}/{first + i}={int(value)}")


def ask(address):
    from pymodbus.client import ModbusTcpClient

    client = ModbusTcpClient(address)
    if not client.connect():
        sys.exit("no connection")
    client.write_register(7, 4711, slave=1)
    client.write_coils(20, [True, False, True, True], slave=1)
    client.write_registers(30, [1, 22, 333, 4444], slave=1)
    client.mask_write_register(address=7, and_mask=0xff00, or_mask=0x0042)
    show("hr", 0, client.read_holding_registers(0, 40, slave=1).registers)
    show("ir", 10, client.read_input_registers(10, 5, slave=1).registers)
    show("coil", 0, client.read_coils(0, 32, slave=1).bits)
    show("di", 3, client.read_discrete_inputs(3, 8, slave=1).bits)
    client.close()


if len(sys.argv) != 3 or sys.argv[1] not in ("server", "client"):
    sys.exit(__doc__)
if sys.argv[1] == "server":
    serve(sys.argv[2])
else:
    ask(sys.argv[2])
