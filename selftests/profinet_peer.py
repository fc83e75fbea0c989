#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0
"""A PROFINET controller and IO devices, by scapy.

usage: profinet_peer.py capture FILE [PART...]

Writes what they send into a capture, of these PARTs, or of all in this order:
discovery, early (cyclic frames before anybody knows what they mean), connect,
cyclic, lost, backup, alarm, reconnect.
"""

import sys
import uuid

from scapy.contrib.pnio import PNIORealTimeCyclicPDU, ProfinetIO
from scapy.contrib.pnio_dcp import ProfinetDCP
from scapy.contrib.pnio_rpc import (
    ARBlockReq, ARBlockRes, ExpectedSubmodule, ExpectedSubmoduleAPI,
    ExpectedSubmoduleBlockReq, ExpectedSubmoduleDataDescription, IOCRAPI,
    IOCRAPIObject, IOCRBlockReq, IOCRBlockRes, PNIOServiceReqPDU,
    PNIOServiceResPDU)
from scapy.layers.dcerpc import DceRpc4
from scapy.layers.inet import IP, UDP
from scapy.layers.l2 import Dot1Q, Ether
from scapy.packet import Raw
from scapy.utils import wrpcap

CONTROLLER = ("02:00:00:00:00:01", "10.9.0.1")
DEVICE = ("02:00:00:00:00:02", "10.9.0.2")
PORT = 34964
ANSWERS_FROM = 49152
INTERFACE = uuid.UUID("dea00001-6c97-11d1-8271-00a02442df7d")
OBJECT = uuid.UUID("dea00000-6c97-11d1-8271-000100010001")
INPUT, OUTPUT = 1, 2
# slot, subslot, octets of inputs, octets of outputs
SUBMODULES = [(0, 1, 0, None), (0, 0x8000, 0, None), (1, 1, 4, None),
              (2, 1, 1, 2), (3, 1, None, 1)]
DATA_LENGTH = 40


def ether(source, destination, tagged):
    frame = Ether(src=source[0], dst=destination[0])
    if tagged:
        return frame / Dot1Q(prio=6, vlan=0, type=0x8892)
    frame.type = 0x8892
    return frame


def pad(frame):
    """A frame of minimal length, as a network card would send it."""
    octets = bytes(frame)
    return Ether(octets + bytes(60 - len(octets)) if len(octets) < 60 else
                 octets)


# Discovery

def dcp_block(option, suboption, octets):
    length = (len(octets) + 2).to_bytes(2, "big")
    return bytes([option, suboption]) + length + bytes(2) + octets + \
        bytes(len(octets) % 2)


def discovery():
    """scapy takes blocks of DCP apart, but cannot put them together."""
    everybody = ("01:0e:cf:00:00:00", None)
    yield pad(ether(CONTROLLER, everybody, False) / ProfinetIO(frameID=0xfefe) /
              ProfinetDCP(service_id=5, service_type=0, xid=1, reserved=1,
                          option=0xff, sub_option=0xff, dcp_data_length=4))
    address = bytes(int(part) for part in DEVICE[1].split("."))
    body = dcp_block(2, 1, b"IO 7") + dcp_block(2, 2, b"valves-7") + \
        dcp_block(2, 3, b"\0\x2a\1\7") + dcp_block(2, 4, b"\1\0") + \
        dcp_block(1, 2, address + b"\xff\xff\xff\0" + bytes(4))
    header = bytes([5, 1]) + (1).to_bytes(4, "big") + bytes(2) + \
        len(body).to_bytes(2, "big")
    yield pad(ether(DEVICE, CONTROLLER, False) / ProfinetIO(frameID=0xfeff) /
              Raw(header + body))


# Connect

def places(direction):
    """Offset of each submodule's data, and of the other direction's status."""
    at = 0
    data, status = [], []
    for slot, subslot, *octets in SUBMODULES:
        if octets[direction - 1] is not None:
            data.append((slot, subslot, at, octets[direction - 1]))
            at += octets[direction - 1] + 1
        if octets[2 - direction] is not None:
            status.append((slot, subslot, at))
            at += 1
    return data, status


def iocr(direction, frame_id):
    data, status = places(direction)
    objects = [IOCRAPIObject(SlotNumber=slot, SubslotNumber=subslot,
                             FrameOffset=at) for slot, subslot, at, _ in data]
    consumers = [IOCRAPIObject(SlotNumber=slot, SubslotNumber=subslot,
                               FrameOffset=at) for slot, subslot, at in status]
    return IOCRBlockReq(IOCRType=direction, IOCRReference=direction,
                        IOCRProperties_RTClass=1, DataLength=DATA_LENGTH,
                        FrameID=frame_id, SendClockFactor=32, ReductionRatio=8,
                        WatchdogFactor=3, DataHoldFactor=3,
                        IOCRMulticastMACAdd="00:00:00:00:00:00",
                        APIs=[IOCRAPI(API=0, IODataObjects=objects,
                                      IOCSs=consumers)])


def expected(slot):
    submodules = []
    for number, subslot, inputs, outputs in SUBMODULES:
        if number != slot:
            continue
        descriptions = [
            ExpectedSubmoduleDataDescription(
                DataDescription=direction, SubmoduleDataLength=octets,
                LengthIOCS=1, LengthIOPS=1)
            for direction, octets in ((INPUT, inputs), (OUTPUT, outputs))
            if octets is not None]
        kind = (1 if inputs else 0) | (2 if outputs else 0)
        submodules.append(ExpectedSubmodule(
            SubslotNumber=subslot, SubmoduleIdentNumber=1,
            SubmoduleProperties_Type=kind, DataDescription=descriptions))
    return ExpectedSubmoduleBlockReq(APIs=[ExpectedSubmoduleAPI(
        API=0, SlotNumber=slot, ModuleIdentNumber=1, Submodules=submodules)])


def rpc(kind, sequence, source, destination, ports, body):
    return (Ether(src=source[0], dst=destination[0]) /
            IP(src=source[1], dst=destination[1]) /
            UDP(sport=ports[0], dport=ports[1]) /
            DceRpc4(ptype=kind, flags1=0x20, endian=kind == "response",
                    object=OBJECT, if_id=INTERFACE,
                    act_id=uuid.UUID("01020304-0506-0708-090a-0b0c0d0e0f10"),
                    seqnum=sequence, opnum=0) / body)


def connect(sequence=0, frame_ids=(0x8001, 0x8000)):
    """The answer comes from another port, in the other byte order."""
    ar = uuid.UUID(int=0x1000 + sequence)
    slots = sorted({slot for slot, *_ in SUBMODULES})
    request = [ARBlockReq(ARUUID=ar, SessionKey=sequence + 1,
                          CMInitiatorMacAdd=CONTROLLER[0],
                          CMInitiatorObjectUUID=OBJECT,
                          StationNameLength=4, CMInitiatorStationName="plc1"),
               iocr(INPUT, frame_ids[0]), iocr(OUTPUT, 0xffff)]
    request += [expected(slot) for slot in slots]
    yield rpc("request", sequence, CONTROLLER, DEVICE, (49153, PORT),
              PNIOServiceReqPDU(args_max=4096, max_count=4096, blocks=request))
    response = [ARBlockRes(ARUUID=ar, SessionKey=sequence + 1,
                           CMResponderMacAdd=DEVICE[0]),
                IOCRBlockRes(IOCRType=1, IOCRReference=1, FrameID=frame_ids[0]),
                IOCRBlockRes(IOCRType=2, IOCRReference=2, FrameID=frame_ids[1])]
    yield rpc("response", sequence, DEVICE, CONTROLLER, (ANSWERS_FROM, 49153),
              PNIOServiceResPDU(max_count=4096, blocks=response))


# Process data

def content(direction, values, bad=()):
    """values: {(slot, subslot): octets}"""
    octets = bytearray(DATA_LENGTH)
    data, status = places(direction)
    for slot, subslot, at, length in data:
        octets[at:at + length] = values.get((slot, subslot), bytes(length))
        octets[at + length] = 0x60 if (slot, subslot) in bad else 0x80
    for *_, at in status:
        octets[at] = 0x80
    return bytes(octets)


def frame(direction, frame_id, octets, cycle, status=0x35, tagged=False):
    ends = (DEVICE, CONTROLLER) if direction == INPUT else (CONTROLLER, DEVICE)
    return pad(ether(*ends, tagged) / ProfinetIO(frameID=frame_id) /
               PNIORealTimeCyclicPDU(data=[Raw(octets)], cycleCounter=cycle,
                                     dataStatus=status))


def early():
    for cycle in range(3):
        yield frame(INPUT, 0x8001, bytes(range(40)), cycle * 256)


def cyclic():
    for cycle in range(16, 48):
        inputs = {(1, 1): bytes([1, 2, 3, cycle]), (2, 1): b"\x5a"}
        outputs = {(2, 1): bytes([0xca, cycle]), (3, 1): b"\x77"}
        yield frame(INPUT, 0x8001, content(INPUT, inputs, {(2, 1)}),
                    cycle * 256, tagged=cycle % 2)
        yield frame(OUTPUT, 0x8000, content(OUTPUT, outputs), cycle * 256,
                    tagged=True)


def lost():
    """The two frames after cycle 47, one twice."""
    octets = content(INPUT, {(1, 1): b"\1\2\3\x30", (2, 1): b"\x5a"})
    for cycle in (50, 51, 51, 52):
        yield frame(INPUT, 0x8001, octets, cycle * 256)


def backup():
    octets = content(INPUT, {(1, 1): b"\xff" * 4, (2, 1): b"\xff"})
    yield frame(INPUT, 0x8001, octets, 53 * 256, status=0x34)


def alarm():
    """Sent twice, as its acknowledgement is late."""
    octets = bytes.fromhex("000100011111ffff fffe0024 000100200100"
                           "000100000000 00010001 00000001 00000001 8801"
                           "800f 0001000200030004")
    for _ in range(2):
        yield pad(ether(DEVICE, CONTROLLER, True) / ProfinetIO(frameID=0xfc01) /
                  Raw(octets))


def reconnect():
    yield from connect(1, (0x8003, 0x8003))
    for cycle in range(4):
        inputs = {(1, 1): b"\4\3\2\1", (2, 1): b"\xa5"}
        outputs = {(2, 1): b"\xac\xdc", (3, 1): b"\x78"}
        yield frame(INPUT, 0x8003, content(INPUT, inputs), cycle * 256)
        yield frame(OUTPUT, 0x8003, content(OUTPUT, outputs), cycle * 256)


PARTS = {part.__name__: part for part in (
    discovery, early, connect, cyclic, lost, backup, alarm, reconnect)}


def main():
    if len(sys.argv) < 3 or sys.argv[1] != "capture" or \
            set(sys.argv[3:]) - PARTS.keys():
        sys.exit(__doc__.split("\n\n")[1])
    packets = []
    for name in sys.argv[3:] or PARTS:
        packets += PARTS[name]()
    # Of one capture the times are, too.
    for number, packet in enumerate(packets):
        packet.time = 1700000000 + number / 500
    wrpcap(sys.argv[2], packets)


if __name__ == "__main__":
    main()
