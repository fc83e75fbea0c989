# SPDX-License-Identifier: GPL-2.0
"""What rules are, of values in engineering units and in exact fractions."""

import math
import struct
from fractions import Fraction

BYTES, STRING, BOOL, U8 = 0, 1, 2, 3
INTEGERS = list(range(3, 11))
F32, F64, DATETIME = 11, 12, 13
AUTO = NONE = 255
SIZE = {3: 1, 4: 1, 5: 2, 6: 2, 7: 4, 8: 4, 9: 8, 10: 8, 11: 4, 12: 8, 13: 8}

POINT, LIMIT, RATE, STALE, QUALITY, CHANGED = 1, 2, 4, 8, 16, 32
NORMAL, LOLO, LO, HI, HIHI = range(5)
GOOD, BAD = 0, 2
NEVER = (1 << 64) - 1
MS = 1000000


def signed(kind):
    """Whether a type of integers is."""
    return kind in (4, 6, 8, 10)


def ieee(value, kind):
    """Bits of the nearest magnitude, of two the even one; None: too large."""
    fraction, ebits = (23, 8) if kind == F32 else (52, 11)
    least = 2 - (1 << ebits - 1)
    value = abs(value)
    if not value:
        return 0
    e = value.numerator.bit_length() - value.denominator.bit_length()
    if value < Fraction(2) ** e:
        e -= 1
    e = max(e, least)
    # Python rounds fractions to the even one of two.
    bits = round(value / Fraction(2) ** (e - fraction)) + \
        (e - least << fraction)
    return bits if bits < ((1 << ebits) - 1) << fraction else None


def bits_of(value, kind):
    """Bits of a float."""
    code = ">f" if kind == F32 else ">d"
    return int.from_bytes(struct.pack(code, value), "big")


def number_of(kind, raw):
    """A raw value as int, Fraction, infinity or None of a NaN."""
    if kind in (F32, F64):
        value = struct.unpack(">f" if kind == F32 else ">d",
                              raw.to_bytes(SIZE[kind], "big"))[0]
        if math.isnan(value):
            return None
        return value if math.isinf(value) else Fraction(value)
    if signed(kind) and raw >> 63:
        return raw - (1 << 64)
    return raw


def command(word, conf):
    """The line that gives the peer a rule."""
    return " ".join([word] + [f"{key} {value}" for key, value in conf.items()])


def distance(one, other):
    """How far apart two numbers are."""
    if one == other:
        return 0
    return math.inf if math.inf in (abs(one), abs(other)) else \
        abs(one - other)


class Rule:
    """A point's rules and what they have seen."""

    def __init__(self, conf):
        self.set_conf(conf)
        self.seen = self.period = 0
        self.kind = self.told_kind = None
        self.raw = self.told_raw = 0
        self.value = self.told_value = self.told_once = False
        self.previous = "-"
        self.told_at = 0
        self.quality = self.told_quality = GOOD
        self.level = self.before = NORMAL
        self.waiting = self.hungry = self.rate = self.stale = False

    def set_conf(self, conf):
        """Begins with limits that are not passed."""
        self.scale = Fraction(conf.get("scale", "1"))
        self.offset = Fraction(conf.get("offset", "0"))
        self.hysteresis = Fraction(conf.get("hysteresis", "0"))
        self.limits = [[level, Fraction(conf[key]), False, 0, 0]
                       for key, level in (("hi", HI), ("hihi", HIHI),
                                          ("lo", LO), ("lolo", LOLO))
                       if key in conf]
        self.deadband = Fraction(conf.get("deadband", "0"))
        if "deadband_percent" in conf:
            self.deadband = Fraction(conf["deadband_percent"]) / 100 * (
                Fraction(conf["span_hi"]) - Fraction(conf["span_lo"]))
        self.top_rate = Fraction(conf["rate"]) if "rate" in conf else None
        self.heartbeat = conf.get("heartbeat", 0) * MS
        self.min_interval = conf.get("min_interval", 0) * MS
        self.count = max(1, conf.get("debounce_count", 1))
        self.time = conf.get("debounce_time", 0) * MS
        self.stale_after = conf.get("stale_after", 0) * MS
        self.stale_periods = conf.get("stale_periods", 0)
        self.last = None

    def engineering(self, number):
        """A raw number with scale and offset."""
        if isinstance(number, float):
            return number if self.scale > 0 else -number
        return number * self.scale + self.offset

    def set_level(self):
        """What the limits say all together."""
        level = NORMAL
        for limit in self.limits:
            if limit[2]:
                level = limit[0]
        if level == self.level:
            return 0
        self.before, self.level = self.level, level
        return LIMIT | CHANGED

    def settle(self, limit, now):
        """Has a limit shown the other side for long enough?"""
        _, _, over, count, since = limit
        if count and count >= self.count and now - since >= self.time:
            limit[2], limit[3] = not over, 0

    def judge_limit(self, limit, value, now):
        """One limit, one sample."""
        level, mark, over, _, _ = limit
        if level in (HI, HIHI):
            beyond = value > mark - (self.hysteresis if over else 0)
        else:
            beyond = value < mark + (self.hysteresis if over else 0)
        if beyond == over:
            limit[3] = 0
            return
        if not limit[3]:
            limit[4] = now
        limit[3] += 1
        self.settle(limit, now)

    def judge_rate(self, kind, number, now):
        """Against the sample before."""
        if self.top_rate is None:
            return 0
        last = self.last
        if last and last[0] == kind and now <= last[2]:
            return 0
        self.last = (kind, number, now)
        if not last or last[0] != kind:
            return 0
        apart = distance(number, last[1])
        if not math.isinf(apart):
            apart *= abs(self.scale)
        fast = apart > self.top_rate * (now - last[2]) / 10 ** 9
        if fast == self.rate:
            return 0
        self.rate = fast
        return RATE | CHANGED

    def judge(self, kind, number, value, now, doubt):
        """Limits and rate."""
        if not value or doubt or self.quality == BAD or \
           kind in (BOOL, STRING, BYTES):
            for limit in self.limits:
                limit[3] = 0
            return 0
        for limit in self.limits:
            self.judge_limit(limit, self.engineering(number), now)
        return self.set_level() | self.judge_rate(kind, number, now)

    def tell(self, now):
        """An event."""
        self.previous = str(self.told_raw) if self.told_value else "-"
        self.told_kind, self.told_raw = self.kind, self.raw
        self.told_value, self.told_quality = self.value, self.quality
        self.told_once, self.told_at = True, now
        self.waiting = self.hungry = False
        return POINT

    def apart(self):
        """Is the newest value far enough from the told one?"""
        if self.kind != self.told_kind:
            return True
        one = number_of(self.kind, self.raw)
        other = number_of(self.kind, self.told_raw)
        if one is None or other is None:
            return one is not other
        if self.kind == BOOL or not self.deadband:
            return one != other
        return distance(one, other) * abs(self.scale) > self.deadband

    def event(self, now, changed, doubt):
        """Is there one, now?"""
        if not self.told_once:
            return self.tell(now) if self.value else 0
        if (self.value, self.quality) != (self.told_value, self.told_quality):
            return self.tell(now)
        if self.kind == STRING:
            other = changed or self.waiting or self.kind != self.told_kind
        else:
            other = self.apart()
        if self.value and other:
            if now - self.told_at >= self.min_interval:
                return self.tell(now)
            self.waiting = True
            return 0
        self.waiting = False
        if self.heartbeat and not doubt and \
           now - self.told_at >= max(self.heartbeat, self.min_interval):
            return self.tell(now)
        return 0

    def see(self, kind, raw, quality, value, other, now, doubt):
        """A sighting. What the peer is to answer."""
        if not doubt:
            self.seen = now
        changed = bool(value) != self.value
        number = None
        if value:
            if kind != STRING:
                number = number_of(kind, raw)
                if number is None:
                    quality = BAD
                same = self.kind == kind and \
                    number_of(kind, self.raw) == number
            else:
                same = self.kind == kind and not other
            changed |= not same
            if changed:
                self.kind, self.raw = kind, raw
        self.value = bool(value)
        told = CHANGED if changed else 0
        if quality != self.quality:
            self.quality = quality
            told |= QUALITY | CHANGED
        if self.stale and not doubt:
            self.stale = False
            told |= STALE | CHANGED
        told |= self.judge(kind, number, value, now, doubt)
        return self.answer(told | self.event(now, changed, doubt))

    def stale_at(self):
        """When the point is stale."""
        times = []
        if self.stale_after:
            times.append(self.stale_after)
        if self.stale_periods and self.period:
            times.append(self.stale_periods * self.period)
        if not times or not self.seen or self.stale:
            return NEVER
        return self.seen + min(times)

    def tick(self, now, seen, period):
        """Time went by. What the peer is to answer."""
        self.seen, self.period = seen, period
        told = 0
        for limit in self.limits:
            self.settle(limit, now)
        told |= self.set_level()
        if now >= self.stale_at():
            self.stale = True
            told |= STALE | CHANGED
        again = self.told_at + max(self.heartbeat, self.min_interval)
        if self.waiting:
            if now >= self.told_at + self.min_interval:
                told |= self.tell(now)
        elif self.told_once and self.heartbeat and now >= again:
            if seen > self.told_at:
                told |= self.tell(now)
            else:
                self.hungry = True
        return self.answer(told)

    def again(self, conf):
        """Other rules. What there is to tell."""
        self.set_conf(conf)
        for limit in self.limits:
            limit[2] = self.level == limit[0] or \
                (self.level, limit[0]) in ((HIHI, HI), (LOLO, LO))
        told = self.set_level()
        if self.rate and self.top_rate is None:
            self.rate = False
            told |= RATE | CHANGED
        if self.stale and not self.stale_after and not self.stale_periods:
            self.stale = False
            told |= STALE | CHANGED
        if self.waiting and not self.min_interval:
            told |= self.tell(self.told_at)
        self.hungry = self.hungry and bool(self.heartbeat)
        return told

    def due(self):
        """When a tick is needed."""
        times = [self.stale_at()]
        times += [since + self.time for _, _, _, count, since in self.limits
                  if count >= self.count]
        if self.waiting:
            times.append(self.told_at + self.min_interval)
        elif self.told_once and self.heartbeat and not self.hungry:
            times.append(self.told_at + max(self.heartbeat,
                                            self.min_interval))
        return min(times)

    def answer(self, told):
        """The line."""
        each = self.stale or self.hungry or self.top_rate is not None or \
            bool(self.limits and self.count > 1)
        value = str(self.told_raw) if self.told_once and self.told_value \
            else "-"
        return (f"{told} {self.level} {self.before} {int(self.rate)} "
                f"{int(self.stale)} {self.quality} {value} {self.previous} "
                f"{int(each)} {self.due()}")
