#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0
"""What "top" shows on a terminal, and that it gives it back as it was.

usage: top_screen.py PRETEND
"""
import fcntl
import os
import pty
import select
import signal
import struct
import sys
import termios
import time

import pyte

PATIENCE = 60


class Failed(Exception):
    pass


class Terminal:
    """A command on a terminal of its own."""

    def __init__(self, *args, how="live", size=(24, 100), **env):
        self.screen = pyte.Screen(size[1], size[0])
        self.stream = pyte.ByteStream(self.screen)
        self.raw = b""
        self.status = None
        self.master, self.slave = pty.openpty()
        self.resize(*size)
        self.before = termios.tcgetattr(self.slave)
        environ = {**os.environ, "PRETEND": how, "TERM": "xterm-256color",
                   "LC_ALL": "C.UTF-8", "TZ": "UTC", **env}
        self.pid = os.fork()
        if self.pid == 0:
            os.setsid()
            fcntl.ioctl(self.slave, termios.TIOCSCTTY, 0)
            for fd in range(3):
                os.dup2(self.slave, fd)
            os.closerange(3, 64)
            os.execve(sys.argv[1], [sys.argv[1], "top", *args], environ)

    def resize(self, lines, columns):
        fcntl.ioctl(self.master, termios.TIOCSWINSZ,
                    struct.pack("HHHH", lines, columns, 0, 0))
        self.screen.resize(lines, columns)

    def press(self, keys):
        os.write(self.master, keys.encode())

    def read(self, seconds=0.05):
        """Takes what is printed; False at the end of it."""
        if not select.select([self.master], [], [], seconds)[0]:
            return True
        try:
            data = os.read(self.master, 65536)
        except OSError:
            return False
        self.raw += data
        self.stream.feed(data)
        return bool(data)

    def lines(self):
        return [line.rstrip() for line in self.screen.display]

    def names(self):
        return [line.split()[0] for line in self.lines()[2:-1] if line]

    def until(self, what, condition):
        """Waits for something to be shown."""
        end = time.monotonic() + PATIENCE
        while not condition():
            if time.monotonic() > end:
                raise Failed(what + "\n" + "\n".join(self.lines()))
            self.read()

    def row(self, name):
        for y, line in enumerate(self.lines()):
            if line.startswith(name + " "):
                return y, line
        return None, ""

    def ready(self):
        self.until("no rows", lambda: self.row("valve.open")[1] and
                   "q quit" in self.lines()[-1])

    def wait(self, flags=0):
        """Waits for the command to end, or to stop; returns how."""
        end = time.monotonic() + PATIENCE
        while True:
            self.read()
            pid, status = os.waitpid(self.pid, os.WNOHANG | flags)
            if pid:
                break
            if time.monotonic() > end:
                os.kill(self.pid, signal.SIGKILL)
                raise Failed("it does not end")
        while self.read(0.05) and select.select([self.master], [], [], 0)[0]:
            pass
        return status

    def ended(self, status):
        """It has ended so, and the terminal is as it was."""
        got = self.wait()
        check(os.WIFEXITED(got) and os.WEXITSTATUS(got) == status,
              f"status {got}")
        self.given_back()

    def given_back(self):
        check(self.raw.rfind(b"\033[?1049l") > self.raw.rfind(b"\033[?1049h"),
              "still in the other screen")
        check(self.raw.rfind(b"\033[?25h") > self.raw.rfind(b"\033[?25l") or
              self.raw.rfind(b"\033[?12l\033[?25h") > self.raw.rfind(b"\033[?25l"),
              "cursor is hidden")
        check(termios.tcgetattr(self.slave) == self.before,
              "terminal has other modes")


def check(condition, what):
    if not condition:
        raise Failed(what)


def rises(t, low, high):
    curve = t.row("boiler1.temperature")[1].split()[-1]
    return curve[0] == low and curve[-1] == high


def a_table():
    t = Terminal()
    t.ready()
    lines = t.lines()
    check("6/6 points: fresh 4 stale 1 waiting 1" in lines[0], lines[0])
    check(lines[1].split()[:2] == ["NAME^", "VALUE"], lines[1])
    check(t.names() == ["boiler1.name", "boiler1.temperature", "boiler1.total",
                        "boiler10.flow", "spare", "valve.open"], t.names())
    # It lives: what rises is drawn.
    t.until("no curve", lambda: rises(t, "▁", "█"))
    t.until("no change", lambda: " +" in t.row("boiler1.temperature")[1])
    t.press("q")
    t.ended(0)


def colours():
    t = Terminal()
    t.ready()
    alert = t.screen.buffer[t.row("boiler1.temperature")[0]][0]
    check(alert.fg == "brown" and alert.bold, alert)
    check(t.screen.buffer[t.row("boiler1.name")[0]][0].fg == "cyan", "stale")
    check(t.screen.buffer[t.row("boiler1.total")[0]][0].fg == "default", "good")
    check(t.screen.buffer[1][0].reverse, "heading")
    t.press("q")
    t.ended(0)


def without_colours():
    t = Terminal(TERM="vt100", LC_ALL="C")
    t.ready()
    check(t.screen.buffer[t.row("boiler1.temperature")[0]][0].bold, "alert")
    t.until("no curve", lambda: rises(t, "_", "#"))
    t.press("q")
    check(os.WEXITSTATUS(t.wait()) == 0, "status")
    check(termios.tcgetattr(t.slave) == t.before, "modes")
    check(b"\xe2" not in t.raw, "more than ASCII")


def order():
    t = Terminal()
    t.ready()
    t.press(">")
    t.until("by value", lambda: t.names()[:3] == ["boiler1.total",
                                                  "boiler10.flow",
                                                  "valve.open"])
    check("VALUEv" in t.lines()[1], t.lines()[1])
    t.press("r")
    t.until("turned round", lambda: t.names()[0] == "boiler1.temperature")
    t.press("1r")
    t.until("by name", lambda: t.names()[0] == "valve.open")
    # An arrow is several octets, which may come one by one.
    for octet in "\033[C", "\033", "[", "D":
        t.press(octet)
    t.until("arrows", lambda: "NAME" in t.lines()[1])
    t.press("q")
    t.ended(0)


def typed_filter():
    t = Terminal()
    t.ready()
    t.press("/")
    t.until("prompt", lambda: t.lines()[-1] == "/")
    t.press("b")
    t.until("first letter", lambda: len(t.names()) == 4)
    t.press("oiler10")
    t.until("the rest", lambda: t.names() == ["boiler10.flow"])
    check("1/6 points" in t.lines()[0], t.lines()[0])
    t.until("cursor", lambda: t.screen.cursor.y == 23 and
            t.screen.cursor.x == 9 and not t.screen.cursor.hidden)
    t.press("\x7f\x7f\x7f\x7f\x7f\x7f\x7f\x7f*open")
    t.until("a glob", lambda: t.names() == ["valve.open"])
    t.press("\r")
    t.until("kept", lambda: t.lines()[-1].startswith("filter: *open  "))
    t.press("\033")
    t.until("taken away", lambda: len(t.names()) == 6)
    t.press("q")
    t.ended(0)


def pause():
    t = Terminal("-d", "0.1")
    t.ready()
    t.press(" ")
    t.until("paused", lambda: "PAUSED" in t.lines()[0])
    # The last line is drawn last.
    t.press("/")
    t.until("prompt", lambda: t.lines()[-1] == "/")
    before = t.lines()
    for _ in range(20):
        t.read(0.02)
    check(t.lines() == before, "it moves")
    t.press("\n ")
    t.until("goes on", lambda: "PAUSED" not in t.lines()[0] and
            t.row("boiler1.temperature")[1] != before[3])
    t.press("q")
    t.ended(0)


def resize():
    t = Terminal()
    t.ready()
    check("UPD/S" in t.lines()[1], t.lines()[1])
    t.resize(6, 60)
    t.until("narrow", lambda: "UPD/S" not in t.lines()[1] and
            t.lines()[-1].startswith("q quit") and len(t.names()) == 3)
    t.press("G")
    t.until("the end", lambda: t.names() == ["boiler10.flow", "spare",
                                             "valve.open"])
    t.press("k")
    t.until("one up", lambda: t.names()[0] == "boiler1.total")
    # Even where there is room for nothing.
    for lines, columns in (1, 1), (2, 5), (3, 300), (40, 700):
        t.resize(lines, columns)
        t.until("wake", lambda: t.read(0.05) is not None)
    t.until("large", lambda: len(t.names()) == 6)
    t.press("q")
    t.ended(0)


def explain():
    t = Terminal()
    t.ready()
    t.press("?")
    t.until("keys", lambda: t.lines()[1] == "Keys" and
            any("turn the order round" in line for line in t.lines()))
    t.press("x")
    t.until("rows", lambda: t.row("valve.open")[1])
    t.press("q")
    t.ended(0)


def signals():
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP,
                   signal.SIGQUIT):
        t = Terminal()
        t.ready()
        os.kill(t.pid, number)
        t.ended(0)
    t = Terminal()
    t.ready()
    t.press("\x03")
    t.ended(0)


def stop_and_go():
    t = Terminal()
    t.ready()
    t.press("\x1a")
    check(os.WIFSTOPPED(t.wait(os.WUNTRACED)), "it does not stop")
    t.given_back()
    t.screen.reset()
    t.resize(30, 120)
    os.kill(t.pid, signal.SIGCONT)
    t.ready()
    t.press("q")
    t.ended(0)


def hang_up():
    t = Terminal()
    t.ready()
    os.close(t.slave)
    os.close(t.master)
    t.read = lambda seconds=0: time.sleep(0.01)
    end = time.monotonic() + PATIENCE
    while not os.waitpid(t.pid, os.WNOHANG)[0]:
        check(time.monotonic() < end, "it does not end")


def unloaded():
    t = Terminal("values", how="unload")
    t.ended(3)
    check(b"kernel module was unloaded" in
          t.raw[t.raw.rfind(b"\033[?1049l"):], "not said why")


def rounds():
    t = Terminal("-n", "2", "-d", "0.1", "values", how="items")
    t.ended(0)


def no_terminal_known():
    t = Terminal(TERM="no-such-terminal")
    status = t.wait()
    check(os.WEXITSTATUS(status) == 2, status)
    check(b'nothing is known of a terminal "no-such-terminal"' in t.raw, t.raw)
    check(termios.tcgetattr(t.slave) == t.before, "modes")


def main():
    tests = (a_table, colours, without_colours, order, typed_filter, pause,
             resize, explain, signals, stop_and_go, hang_up, unloaded, rounds,
             no_terminal_known)
    bad = 0
    print(f"KTAP version 1\n1..{len(tests)}")
    for n, test in enumerate(tests, 1):
        try:
            test()
            print("ok", n, test.__name__)
        except Failed as why:
            bad = 1
            print("# " + str(why).replace("\n", "\n# "))
            print("not ok", n, test.__name__)
    return bad


if __name__ == "__main__":
    sys.exit(main())
