#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0
"""The kernel's numbers, reading and rules against exact fractions.

What a rule does is said here a second time, of values in engineering units and
with fractions that are never rounded; peer.c does it as the kernel does.  Both
go through the same random days.  KTAP on stdout; O is where peer.asan is.
"""

import os
import random
import struct
import subprocess
import sys
from fractions import Fraction

import rule_model
from rule_model import BOOL, BYTES, DATETIME, F32, F64, STRING, U8, AUTO
from rule_model import INTEGERS, NONE, SIZE, bits_of, ieee, signed


class Peer:
    """peer.c, asked many things at once."""

    def __init__(self, path):
        self.path = path
        self.asked = []

    def ask(self, question, check):
        """@check gets the answer and returns whether it is right."""
        self.asked.append((question, check))

    def settle(self):
        """Asks, and returns the first few questions answered wrong."""
        text = "".join(question + "\n" for question, _ in self.asked)
        run = subprocess.run([self.path], input=text, capture_output=True,
                             text=True, check=False)
        answers = run.stdout.splitlines()
        wrong = []
        if run.returncode or len(answers) != len(self.asked):
            wrong.append(f"peer ended with {run.returncode} after "
                         f"{len(answers)} of {len(self.asked)} answers: "
                         f"{run.stderr[:2000]}")
        for (question, check), answer in zip(self.asked, answers):
            expected = check(answer)
            if expected is not None and len(wrong) < 10:
                wrong.append(f"{question}: {answer}, not {expected}")
        self.asked = []
        return wrong


def equal(expected):
    """A check: the answer is this text."""
    return lambda answer: None if answer == expected else expected


def parse(text):
    """What a decimal text is, or the errno that it gets."""
    mantissa, _, power = text.lower().partition("e")
    digits = mantissa.lstrip("+-").replace(".", "").strip("0")
    value = Fraction(mantissa + ("0" if mantissa.endswith(".") else ""))
    if not digits:
        return Fraction(0)
    if len(digits) > 38 or abs(int(power or 0)) > 9999:
        return 34
    value *= Fraction(10) ** int(power or 0)
    top = abs(value)
    if top >= Fraction(10) ** 310 or top < Fraction(10) ** -346:
        return 34
    return value


def raw_answer(text, kind):
    """The raw value of a decimal text as a type."""
    value = parse(text)
    if isinstance(value, int) and not isinstance(value, Fraction):
        return f"error {value}"
    if kind in (F32, F64):
        bits = ieee(value, kind)
        if bits is None:
            return "none"
        if value < 0 and text.lstrip().startswith("-"):
            bits |= 1 << (8 * SIZE[kind] - 1)
        return str(bits)
    size = 8 * SIZE[kind]
    low, high = (-(1 << size - 1), (1 << size - 1) - 1) if signed(kind) else \
        (0, (1 << size) - 1)
    if value.denominator != 1 or not low <= value <= high:
        return "none"
    return str(int(value) & (1 << 64) - 1)


def decimal_text(rng):
    """Something that looks like a decimal number."""
    kind = rng.randrange(6)
    if kind == 0:
        return str(rng.randrange(-300, 300))
    if kind == 1:
        return str((1 << rng.randrange(66)) + rng.randrange(-2, 3))
    if kind == 2:
        return str(rng.randrange(-2, 3) - (1 << rng.randrange(66)))
    if kind == 3:
        return repr(struct.unpack(">d", struct.pack(
            ">Q", rng.randrange(0x7ff << 52)))[0])
    digits = "".join(rng.choice("0123456789")
                     for _ in range(rng.randrange(1, 42)))
    at = rng.randrange(len(digits) + 1)
    text = rng.choice(["", "-", "+"]) + digits[:at] + "." + digits[at:]
    if kind == 4:
        text += rng.choice("eE") + str(rng.randrange(-360, 330))
    return text


def test_texts(peer):
    """Decimal texts as every type"""
    rng = random.Random(1)
    texts = ["0", "-0", "0.0", ".5", "5.", "1e23", "9007199254740993",
             "9007199254740992.5", "1.7976931348623157e308",
             "1.7976931348623159e308", "4.9e-324", "2.4703282292062327e-324",
             "2.4703282292062328e-324", "2.2250738585072011e-308", "1e309",
             "1e310", "3.4028235e38", "3.4028236e38", "1.401298464e-45",
             "0.1", "16777217", "16777219", "1e-400", "1e99999", "0e99999",
             "00000000000000000000000000000000000000000000000000000001.5",
             "1" + "0" * 60, "9" * 38, "9" * 39, "0." + "0" * 50 + "1"]
    texts += [decimal_text(rng) for _ in range(20000)]
    for text in texts:
        for kind in [rng.choice(INTEGERS), F32, F64, DATETIME]:
            peer.ask(f"raw {kind} {text}", equal(raw_answer(text, kind)))


def test_not_texts(peer):
    """Texts that are no decimal numbers"""
    for text in ["", "-", "+", ".", "-.", "e5", "1e", "1e+", "1e-", "1e5x",
                 "1..2", "1.2.3", "0x10", "1,5", "--1", "nan", "inf", "1e5.5",
                 "\v1", "1\v", "1_0", "e"]:
        peer.ask(f"raw {F64} {text}", equal("error 22"))


def cut(value):
    """A fraction as the kernel cuts it."""
    top = abs(value)
    if not top:
        return "0 0 0 0"
    e = top.numerator.bit_length() - top.denominator.bit_length() - 63
    while top >= Fraction(2) ** (e + 64):
        e += 1
    while top < Fraction(2) ** (e + 63):
        e -= 1
    m, rest = divmod(top / Fraction(2) ** e, 1)
    return f"{int(value < 0)} {m} {e} {int(rest > 0)}"


def config_text(rng):
    """A decimal number as configurations have them, of up to 31 characters."""
    digits = str(rng.randrange(10 ** rng.randrange(1, 28)))
    at = rng.randrange(len(digits) + 1)
    kind = rng.randrange(3)
    sign = rng.choice(["", "-"])
    if kind == 0:
        return sign + digits
    if kind == 1:
        return sign + "0" + digits[:at] + "." + digits[at:]
    return sign + digits[:24] + "e" + str(rng.randrange(-16, 17))


def test_solve(peer):
    """Where values stand before scale and offset"""
    rng = random.Random(2)
    cases = [("80", "0", "0", "0.1"), ("0.3", "0", "0", "0.1"),
             ("0.3", "0.1", "-0.1", "-0.1"), ("1", "0", "0", "3"),
             ("0", "0", "0", "7"), ("5", "3", "2", "9"),
             ("1e40", "1e-40", "1e40", "1e-40"),
             ("9" * 38, "-" + "9" * 38, "1e-40", "9" * 38 + "e-40"),
             ("1e40", "0", "0", "9" * 31), ("1e-40", "0", "0", "9" * 31)]
    cases += [tuple(config_text(rng) for _ in range(4)) for _ in range(20000)]
    for value, minus, offset, scale in cases:
        if not Fraction(scale):
            continue
        exact = (Fraction(value) - Fraction(minus) - Fraction(offset)) / \
            Fraction(scale)
        peer.ask(f"solve {value} {minus} {offset} {scale}", equal(cut(exact)))
        exact = abs(Fraction(minus) - Fraction(offset)) * \
            abs(Fraction(value)) / 100 / abs(Fraction(scale))
        peer.ask(f"part {value} {minus} {offset} {scale}", equal(cut(exact)))


def standing(octets, order):
    """The octets most significant first, from how they stand in an order."""
    words = [octets[i:i + 2] for i in range(0, len(octets), 2)]
    if order in (3, 4):
        words = [word[::-1] for word in words]
    if order in (2, 4):
        words = words[::-1]
    return b"".join(words)


def read_answer(kind, octets):
    """The raw value of octets that stand most significant first."""
    raw = int.from_bytes(octets, "big", signed=signed(kind))
    return f"{kind} {raw & (1 << 64) - 1}"


def test_read(peer):
    """Every type in every order"""
    rng = random.Random(3)
    codes = {4: ">I", 8: ">Q"}
    for kind in INTEGERS + [F32, F64, DATETIME]:
        size = SIZE[kind]
        for order in range(5):
            for little in (0, 1):
                for offset in (0, 1, 5):
                    octets = rng.randbytes(size)
                    if not order:
                        right = octets[::-1] if little else octets
                    else:
                        right = octets if size == 1 else \
                            standing(octets, order)
                    if size in codes:
                        assert struct.unpack(codes[size], right)[0] == \
                            int.from_bytes(right, "big")
                    image = rng.randbytes(offset) + octets
                    peer.ask(f"read {kind} {order} {NONE} 0 0 {offset} {size} "
                             f"{size} {BYTES} {little} {NONE} {image.hex()}",
                             equal(read_answer(kind, right)))
                    # One octet less in the image, then in the value.
                    peer.ask(f"read {kind} {order} {NONE} 0 0 {offset} {size} "
                             f"{size} {BYTES} {little} {NONE} "
                             f"{image[:-1].hex()}", equal("unfit"))
                    peer.ask(f"read {kind} {order} {NONE} 0 0 {offset} "
                             f"{size - 1} 2 {BYTES} {little} {NONE} "
                             f"{image.hex()}", equal("unfit"))


def test_read_octet(peer):
    """Values somewhere within"""
    # of an image that says nothing, and of registers
    peer.ask(f"read 5 0 {NONE} 0 3 0 5 0 0 0 {NONE} 0001020304",
             equal(f"5 {0x0304}"))
    peer.ask(f"read 5 0 {NONE} 0 4 0 5 0 0 0 {NONE} 0001020304",
             equal("unfit"))
    peer.ask(f"read 5 0 {NONE} 0 4 0 5 0 0 0 {NONE} 0001020304050607",
             equal("unfit"))
    peer.ask(f"read 5 0 {NONE} 0 65535 0 5 0 0 0 {NONE} 0001020304",
             equal("unfit"))
    peer.ask(f"read 3 0 {NONE} 0 1 2 4 2 5 0 {NONE} 000102030405",
             equal("3 3"))
    peer.ask(f"read 11 2 {NONE} 0 0 2 4 2 5 0 {NONE} 0001020304054444",
             equal(f"11 {0x04050203}"))
    peer.ask(f"read {AUTO} 0 {NONE} 0 0 2 4 2 5 0 {NONE} 000102030405",
             equal(f"5 {0x0203}"))
    peer.ask(f"read {AUTO} 0 {NONE} 0 0 1 4 4 8 1 {NONE} 00feffffff05",
             equal(f"8 {(1 << 64) - 2}"))


def test_read_bits(peer):
    """Bits of integers, of registers and of coils"""
    image = bytes([0x01, 0x80, 0xa5, 0x5a, 0x0f, 0xf0, 0x33, 0xcc])
    for order in range(5):
        for little in (0, 1):
            for kind, size in ((AUTO, 1), (BOOL, 2), (AUTO, 2), (5, 2),
                               (9, 8), (AUTO, 4), (10, 8), (AUTO, 8),
                               (AUTO, 3), (AUTO, 6)):
                octets = image[:size]
                odd = size % 2 and size > 1 and order in (2, 3)
                right = octets
                if not order:
                    right = octets[::-1] if little else octets
                elif order == 4:
                    right = octets[::-1]
                elif size > 1 and not odd:
                    right = standing(octets, order)
                value = int.from_bytes(right, "big")
                for bit in range(64):
                    wanted = f"2 {value >> bit & 1}"
                    if bit >= 8 * size:
                        wanted = "error 6" if kind in (5,) else "unfit"
                    peer.ask(f"read {kind} {order} {bit} 0 0 0 8 {size} 0 "
                             f"{little} {NONE} {image.hex()}",
                             equal("unfit" if odd else wanted))
    for bit in range(8):
        peer.ask(f"read {AUTO} 0 {NONE} 0 0 2 1 1 2 0 {bit} {image.hex()}",
                 equal(f"2 {0xa5 >> bit & 1}"))
        peer.ask(f"read 5 0 {NONE} 0 0 2 1 1 2 0 {bit} {image.hex()}",
                 equal("unfit"))
        peer.ask(f"read {AUTO} 0 {bit} 0 0 0 8 0 0 0 {NONE} {image.hex()}",
                 equal(f"2 {1 >> bit & 1}"))
    # without a bit: whether it is not 0
    for own, wanted in ((2, 1), (1, 0), (0, 0)):
        peer.ask(f"read {BOOL} 0 {NONE} 0 0 0 2 {own} 5 0 {NONE} 0001",
                 equal(f"2 {wanted}"))
    peer.ask(f"read {BOOL} 0 {NONE} 0 0 0 9 9 0 0 {NONE} {'00' * 9}",
             equal("unfit"))


def test_read_text(peer):
    """Numbers as text, strings and octets"""
    def ask(kind, order, length, text, wanted, src=STRING):
        octets = text if isinstance(text, bytes) else text.encode()
        peer.ask(f"read {kind} {order} {NONE} {length} 0 0 {len(octets)} "
                 f"{len(octets)} {src} 0 {NONE} {octets.hex()}",
                 equal(wanted))

    ask(F64, 0, 0, "21.5", f"{F64} {bits_of(21.5, F64)}")
    ask(F64, 0, 0, " 21.5\r\n\0\0", f"{F64} {bits_of(21.5, F64)}")
    ask(F32, 5, 0, "0.1", f"{F32} {bits_of(0.1, F32)}", BYTES)
    ask(AUTO, 5, 0, "-1e3", f"{F64} {bits_of(-1000.0, F64)}")
    ask(AUTO, 5, 3, "123456", f"{F64} {bits_of(123.0, F64)}", BYTES)
    ask(5, 0, 0, "65535", "5 65535")
    ask(5, 0, 0, "65535.0", "5 65535")
    ask(5, 0, 0, "65536", "unfit")
    ask(5, 0, 0, "-1", "unfit")
    ask(5, 0, 0, "1.5", "unfit")
    ask(6, 0, 0, "-1", f"6 {(1 << 64) - 1}")
    ask(BOOL, 0, 0, "0.0", "2 0")
    ask(BOOL, 0, 0, "2", "2 1")
    ask(F64, 0, 0, "21.5 C", "unfit")
    ask(F64, 0, 0, "", "unfit")
    ask(F64, 0, 0, "   ", "unfit")
    ask(F64, 0, 0, b"\0\0", "unfit")
    ask(F64, 0, 0, "nan", "unfit")
    ask(F64, 0, 0, "1e310", "unfit")
    ask(F64, 0, 0, " " * 64 + "1", "unfit")
    ask(F64, 0, 0, " " * 63 + "1", f"{F64} {bits_of(1.0, F64)}")
    ask(F64, 0, 0, "1" * 39, "unfit")
    ask(AUTO, 0, 0, "abc\0\0", f"{STRING} =616263")
    ask(BYTES, 0, 0, b"abc\0", f"{BYTES} =61626300")
    ask(STRING, 1, 2, "abc", f"{STRING} =6162", BYTES)
    ask(AUTO, 2, 0, "abc", "unfit")
    ask(STRING, 0, 4, "abc", "unfit")
    ask(F64, 1, 0, "12345678", f"{F64} {int.from_bytes(b'12345678', 'big')}")


def test_read_wrong(peer):
    """What no point can be read as"""
    for conf, attr in ((f"{F32} 0 3 0", 6), (f"{F64} 0 0 0", 6),
                       (f"{STRING} 0 0 0", 6), (f"{BYTES} 0 0 0", 6),
                       (f"{U8} 0 8 0", 6), ("5 0 16 0", 6), ("7 0 32 0", 6),
                       (f"{AUTO} 5 1 0", 6), (f"{STRING} 2 {NONE} 0", 5),
                       (f"{BYTES} 5 {NONE} 0", 5), (f"5 1 {NONE} 3", 7)):
        peer.ask(f"read {conf} 0 0 8 8 0 0 {NONE} {'00' * 8}",
                 equal(f"error {attr}"))


def test_wrong_rules(peer):
    """Rules that make no sense"""
    wrong = [("scale 0", 8), ("scale 0.000", 8), ("scale x", 8),
             ("scale 1e41", 8), ("offset --1", 9), ("offset 1e-41", 9),
             ("deadband -1", 13), ("deadband 1e", 13),
             ("deadband 1 deadband_percent 1 span_lo 0 span_hi 1", 14),
             ("deadband_percent 1", 14), ("deadband_percent 1 span_lo 0", 14),
             ("deadband_percent -1 span_lo 0 span_hi 1", 14),
             ("span_lo z", 15), ("span_hi z", 16), ("span_lo 1 span_hi 1", 16),
             ("span_lo 2 span_hi 1", 16), ("lolo z", 19), ("lo z", 20),
             ("hi z", 21), ("hihi z", 22), ("hi 2 hihi 1.999", 22),
             ("lolo 1 lo 0", 20), ("lo 1 hi 0.5", 21), ("lolo 1 hi 0.5", 21),
             ("lolo 3 hihi 2", 22), ("lo 3 hihi 2", 22),
             ("hi 1 hysteresis -1", 23), ("hi 1 hysteresis z", 23),
             ("lo 0 hi 1 hysteresis 1.0001", 23),
             ("lolo 0 hihi 1 hysteresis 1.0001", 23), ("rate -1", 26),
             ("rate z", 26)]
    for conf, attr in wrong:
        peer.ask(f"rule {conf}", lambda answer, attr=attr: None if
                 answer in (f"error {attr} 22", f"error {attr} 34") else attr)
    for conf in ("hi 1 hihi 1 lo 1 lolo 1", "lo 0 hi 1 hysteresis 1",
                 "scale -1 lo 0 hi 1", "hysteresis 5", "deadband 0",
                 "deadband_percent 0 span_lo -1 span_hi 1", "rate 0", "",
                 "scale 9e39 offset -1e40 hi 1e-40"):
        peer.ask(f"rule {conf}", equal("ok"))


def near(rng, conf, kind):
    """A raw value, more often than not near something that matters."""
    scale = Fraction(conf.get("scale", "1"))
    offset = Fraction(conf.get("offset", "0"))
    marks = [Fraction(conf[key]) for key in ("lolo", "lo", "hi", "hihi")
             if key in conf]
    back = Fraction(conf.get("hysteresis", "0"))
    mark = rng.choice(marks or [Fraction(rng.randrange(-20, 21))])
    mark += rng.choice([0, 0, -back, back, back / 2, -back / 2])
    mark = (mark - offset) / scale
    if kind in (F32, F64):
        special = rng.randrange(40)
        if special < 3:
            size = 8 * SIZE[kind]
            exponent = 0xff << 23 if kind == F32 else 0x7ff << 52
            return (exponent | 1 << size - 10 if not special else
                    exponent | (special - 1) << size - 1)
        bits = ieee(mark, kind)
        if mark < 0:
            bits |= 1 << (8 * SIZE[kind] - 1)
        return max(0, bits + rng.choice([0, 0, 1, -1, 1000, -1000]))
    size = 8 * SIZE[kind]
    value = int(mark) + rng.randrange(-2, 3)
    low, high = (-(1 << size - 1), (1 << size - 1) - 1) if signed(kind) else \
        (0, (1 << size) - 1)
    if not rng.randrange(30):
        value = rng.choice([low, high])
    return min(max(value, low), high) & (1 << 64) - 1


def some_conf(rng):
    """A configuration with rules of all kinds, some of the time."""
    conf = {}
    if rng.randrange(4):
        conf["scale"] = rng.choice(["0.1", "-0.1", "0.25", "3", "-2", "0.3",
                                    "1e-3", "7e2", "-1"])
    if rng.randrange(2):
        conf["offset"] = rng.choice(["-40", "0.05", "273.15", "1e3"])
    limits = sorted(Fraction(rng.randrange(-200, 200), 10) for _ in range(4))
    for key, limit in zip(("lolo", "lo", "hi", "hihi"), limits):
        if rng.randrange(2):
            conf[key] = str(float(limit))
    if rng.randrange(2):
        conf["hysteresis"] = rng.choice(["0.1", "0.5", "1", "2.05"])
        low = [Fraction(conf[k]) for k in ("lo", "lolo") if k in conf]
        high = [Fraction(conf[k]) for k in ("hi", "hihi") if k in conf]
        if low and high and low[0] + Fraction(conf["hysteresis"]) > high[0]:
            del conf["hysteresis"]
    some = rng.randrange(4)
    if some == 0:
        conf["deadband"] = rng.choice(["0", "0.1", "0.3", "1", "2.5"])
    elif some == 1:
        conf["deadband_percent"] = rng.choice(["0.5", "1", "3.3"])
        conf["span_lo"] = "-20"
        conf["span_hi"] = rng.choice(["20", "80.5"])
    if not rng.randrange(3):
        conf["rate"] = rng.choice(["0", "1", "2.5", "10", "0.3"])
    for key, values in (("heartbeat", (50, 200)), ("min_interval", (20, 100)),
                        ("debounce_count", (1, 2, 3)),
                        ("debounce_time", (10, 50)),
                        ("stale_after", (60, 300)), ("stale_periods", (2, 5))):
        if not rng.randrange(3):
            conf[key] = rng.choice(values)
    return conf


def day(peer, rng):
    """One point, from its first sighting on, for a while."""
    conf = some_conf(rng)
    kind = rng.choice(INTEGERS + [F32, F64, DATETIME, BOOL, STRING])
    model = rule_model.Rule(conf)
    period = rng.choice([0, 10, 20]) * 1000000
    now = 10 ** 9
    peer.ask(rule_model.command("rule", conf), equal("ok"))
    seen = 0
    for _ in range(60):
        now += rng.choice([0, 1, 5, 10, 10, 10, 20, 50, 100]) * 1000000
        what = rng.randrange(40)
        if what == 0:
            conf = some_conf(rng)
            tell = model.again(conf)
            peer.ask(rule_model.command("again", conf), equal(str(tell)))
        elif what < 8:
            peer.ask(f"tick {now} {seen} {period}",
                     equal(model.tick(now, seen, period)))
        else:
            doubt = int(seen and not rng.randrange(15))
            if not doubt:
                seen = now
            quality = rng.choice([0] * 12 + [1, 2])
            value = int(rng.randrange(15) != 0)
            if kind == BOOL:
                raw = rng.randrange(2)
            else:
                raw = 0 if kind == STRING else near(rng, conf, kind)
            other = rng.randrange(2)
            model.period = period
            peer.ask(f"see {kind} {raw} {quality} {value} {other} {now} "
                     f"{period} {doubt}", equal(model.see(
                         kind, raw, quality, value, other, now, doubt)))


def test_days(peer):
    """Random days of points with random rules"""
    rng = random.Random(4)
    for _ in range(4000):
        day(peer, rng)


TESTS = [test_texts, test_not_texts, test_solve, test_read, test_read_octet,
         test_read_bits, test_read_text, test_read_wrong, test_wrong_rules,
         test_days]


def main():
    """All tests; the exit status says whether they passed."""
    peer = Peer(os.path.join(os.environ.get("O", "../../build/points"),
                             "peer.asan"))
    failed = False
    print(f"KTAP version 1\n1..{len(TESTS)}")
    for number, test in enumerate(TESTS, 1):
        test(peer)
        wrong = peer.settle()
        for line in wrong:
            print("# " + line)
        print(f"{'not ok' if wrong else 'ok'} {number} {test.__doc__}",
              flush=True)
        failed |= bool(wrong)
    return failed


if __name__ == "__main__":
    sys.exit(main())
