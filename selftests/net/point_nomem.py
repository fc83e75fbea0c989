#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0
"""
One request that adds, changes and takes away points, again and again: the first
time its first allocation fails, then its second, until there are no more of
them. Whatever it answers, all of it was done or none.

usage: point_nomem.py SPEC

Prints one line for each check, "DESCRIPTION<TAB>WHAT IS WRONG", in a namespace
where registers 7 to 12 were seen and nothing changes meanwhile, on a kernel whose
failslab has also those fail that may wait.
"""
import errno
import gc
import os
import socket
import struct

from pyroute2.netlink import NETLINK_GENERIC, NLM_F_ACK, NLM_F_REQUEST
from netlink import Family, apply, check, named, point, refused

FAILURES_MAX = 2000
DEVICE = "modbus:10.9.0.1:502/1/hr"
WINDOWS = {"stays": 4, "moves": 4, "grows": 4, "goes": 2}
WANTED = {"moves": 8, "grows": 16, "comes": 8}
# While the request is done, before the last point of it, windows are largest.
SAMPLES = WINDOWS["stays"] + sum(WANTED.values())


def at(register):
    """A register's address."""
    return f"{DEVICE}/{register}"


BEFORE = {
    "stays": point("stays", at(7), scale="0.1", window=WINDOWS["stays"]),
    "moves": point("moves", at(8), window=WINDOWS["moves"]),
    "grows": point("grows", at(7), hi="40", window=WINDOWS["grows"]),
    "goes": point("goes", at(10), window=WINDOWS["goes"]),
}
# What comes last fails after all else was prepared.
REQUEST = [
    ("del", named("goes")),
    ("set", point("moves", at(9), hi="70", rate="5", window=WANTED["moves"])),
    ("set", point("grows", at(7), lo="1", unit="V", window=WANTED["grows"])),
    ("new", point("comes", at(11), hi="80", deadband="2", window=WANTED["comes"])),
    ("new", point("too", at(12), heartbeat=1000000)),
]


class Look:
    """Has the sockets for it."""

    def __init__(self):
        self.points, self.windows, self.maps = map(Family, ("point-get", "window-get", "map-get"))

    def take(self):
        """All that is known of points, what they keep, and what stands for them."""
        points = sorted(self.points.dump(), key=lambda p: p["name"])
        windows = [self.windows.dump([("name", p["name"])])
                   for p in points if "window" in p["conf"]]
        maps = {m["name"]: m["count"] for m in self.maps.dump()}
        return points, windows, maps["points"], maps["anchors"]


def done(state):
    """Whether the request was done: None when it was so in part."""
    points, _, n_points, n_anchors = state
    windows = {p["name"]: p["conf"].get("window") for p in points}
    wanted = {"stays": WINDOWS["stays"], **WANTED, "too": None}
    return True if (windows, n_points, n_anchors) == (wanted, 5, 4) else None


def restore():
    """As it was before the request."""
    apply(("del", named("comes")), ("del", named("too")), ("new", BEFORE["goes"]),
          ("set", BEFORE["moves"]), ("set", BEFORE["grows"]))


def encode():
    """The request, as it is sent."""
    family = Family("point-apply")
    msg = family.message(REQUEST)
    msg["header"].update({"type": family.socket.prid,
                          "flags": NLM_F_REQUEST | NLM_F_ACK})
    msg.encode()
    return bytes(msg.data)


class Failure:
    """Has allocations of this process fail."""

    def __init__(self):
        self.nth = os.open("/proc/thread-self/fail-nth", os.O_RDWR)

    def send(self, request, nth):
        """
        Sends it while one allocation fails, the first is 1. Returns whether
        there was one, and what the kernel says: 0, an error, or None.
        """
        with socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, NETLINK_GENERIC) as client:
            client.setblocking(False)
            sent = True
            count = str(nth).encode()
            gc.disable()
            os.write(self.nth, count)
            try:
                client.send(request)
            except OSError:
                sent = False
            left = os.pread(self.nth, 16, 0)
            os.write(self.nth, b"0")
            gc.enable()
            return int(left) == 0, self.answer(client) if sent else errno.ENOBUFS

    @staticmethod
    def answer(client):
        """The answer is there by now, unless it was what found no memory."""
        try:
            return -struct.unpack_from("=i", client.recv(65536), 16)[0]
        except OSError as e:
            return None if e.errno == errno.ENOBUFS else e.errno


def one(failure, request, nth, look, before):
    """
    One failure: whether there was an allocation to fail, whether the request was
    done, and what is wrong.
    """
    failed, code = failure.send(request, nth)
    after = look.take()
    was_done = False if after == before else done(after)
    if was_done is None:
        return failed, was_done, f"in part: before {before}, after {after}"
    if code == 0 and not was_done:
        return failed, was_done, "nothing was done, it says it was"
    if code and was_done:
        return failed, was_done, f"it was done, it says {errno.errorcode[code]}"
    if code not in (None, 0, errno.ENOMEM, errno.ENOBUFS):
        return failed, was_done, errno.errorcode[code]
    return failed, was_done, ""


def all_or_nothing(failure, request):
    """Each allocation fails once; what is wrong, and how often nothing was done."""
    undone = 0
    look = Look()
    before = look.take()
    for nth in range(1, FAILURES_MAX):
        failed, was_done, problem = one(failure, request, nth, look, before)
        if problem:
            return f"allocation {nth}: {problem}", undone
        if was_done:
            restore()
            before = look.take()
        undone += not was_done
        if not failed:
            return "" if was_done else "it is refused without a failure", undone
    return "its allocations have no end", undone


def room():
    """As many samples are free as if there had been no failure."""
    free = SAMPLES - sum(WINDOWS.values())
    yield refused(errno.ENOSPC, "max-samples", "point-apply",
                  [("new", point("more", at(7), window=free + 1))])
    apply(("new", point("more", at(7), window=free)))
    apply(("del", named("more")))


def main():
    """All checks."""
    apply(*(("new", p) for p in BEFORE.values()))
    Family("config-set").ask([("max-samples", SAMPLES)], NLM_F_ACK)
    request = encode()
    problem, undone = all_or_nothing(Failure(), request)
    check("all is done or nothing", problem)
    # Each of the new points alone takes four: itself, address, rules, what was said.
    check("there were failures", "" if undone > 8 else f"only {undone}")
    check("windows that were not made take no room", "; ".join(filter(None, room())))


if __name__ == "__main__":
    main()
