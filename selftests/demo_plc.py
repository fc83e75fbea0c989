#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0
"""A PLC for the demonstration: a pymodbus server whose process goes on.

demo_plc.py ADDRESS NAME

Holding register 0 is a temperature that follows the set point in register 1,
register 2 counts seconds; coil 0 is the heater.
"""
import sys
import threading
import time

from pymodbus.datastore import (ModbusSequentialDataBlock, ModbusServerContext,
                                ModbusSlaveContext)
from pymodbus.server import StartTcpServer

HOLDING = 3
COILS = 1


def process(slave):
    """One step of the process every fifth of a second, for ever."""
    begun = time.monotonic()
    while True:
        temperature, wanted = slave.getValues(HOLDING, 0, 2)
        heat = temperature < wanted
        temperature += 3 if heat else -2
        slave.setValues(HOLDING, 0, [temperature])
        slave.setValues(HOLDING, 2, [int(time.monotonic() - begun)])
        slave.setValues(COILS, 0, [heat])
        time.sleep(0.2)


def main():
    slave = ModbusSlaveContext(
        co=ModbusSequentialDataBlock(0, [0] * 32),
        di=ModbusSequentialDataBlock(0, [1, 0] * 16),
        hr=ModbusSequentialDataBlock(0, [200, 250] + [0] * 30),
        ir=ModbusSequentialDataBlock(0, list(range(100, 132))),
        zero_mode=True)
    threading.Thread(target=process, args=(slave,), daemon=True).start()
    print(f"{sys.argv[2]} serves", flush=True)
    StartTcpServer(context=ModbusServerContext(slaves=slave, single=True),
                   address=(sys.argv[1], 502))


if __name__ == "__main__":
    main()
