#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0
"""table.py [FILE]...: print the tables of benchmark results.

A result is a JSON object on a line of its own: part, op, n, impl, run, unit,
value. Of each op, size and implementation the table says the median of all runs
and, below it, smallest and largest; the ratio is that of the medians, the other
implementation's to ours, so that more than 1 means that ours is ahead.
Reads the standard input when no file is named. Other lines are passed over.
"""
import fileinput
import json
import statistics

# Whom the others are compared with, and who is no rival but a part of one.
OURS = {"kernel": "growmap", "user": "growmap", "path": "fieldtap", "latency": "fieldtap",
        "load": "fieldtap"}
PARTS = {"stack", "packet-kernel", "packet-user"}

# What the project set out to reach, by part, op, size and the other one's name.
TARGETS = {
    ("kernel", "hit", 1000, "rhashtable"): 1.3,
    ("kernel", "hit", 64000, "rhashtable"): 1.6,
    ("kernel", "hit", 1000000, "rhashtable"): 1.3,
    ("kernel", "miss", 1000, "rhashtable"): 1.4,
    ("kernel", "miss", 64000, "rhashtable"): 2.0,
    ("kernel", "miss", 1000000, "rhashtable"): 1.8,
    ("kernel", "insert", 1000, "rhashtable"): 1.2,
    ("kernel", "insert", 64000, "rhashtable"): 1.5,
    ("kernel", "insert", 1000000, "rhashtable"): 1.5,
    ("kernel", "batch hit", 1000, "hit"): 1.0,
    ("kernel", "batch hit", 64000, "hit"): 4.0,
    ("kernel", "batch hit", 1000000, "hit"): 5.0,
    ("latency", "median", 1, "packet"): 0.5,
    ("latency", "median", 1000, "packet"): 0.5,
    ("latency", "median", 10000, "packet"): 0.5,
}

# Ops of ours that are compared with another of ours.
AGAINST = {("kernel", "batch hit"): "hit", ("kernel", "batch miss"): "miss"}


def results(lines):
    """{part: {(op, n): {impl: [value]}}}, {(part, op): unit}, in order."""
    parts, units = {}, {}
    for line in lines:
        if not line.startswith("{"):
            continue
        r = json.loads(line)
        row = parts.setdefault(r["part"], {}).setdefault((r["op"], r["n"]), {})
        row.setdefault(r["impl"], []).append(r["value"])
        units[r["part"], r["op"]] = r["unit"]
    return parts, units


def short(n):
    for unit, one in (("M", 1000000), ("k", 1000)):
        if n >= one and n % one == 0:
            return f"{n // one}{unit}"
    return str(n)


def number(value):
    return f"{value:.1f}" if value < 1000 else f"{value:.0f}"


def middle(values):
    return statistics.median(values) if values else None


def compare(part, rows, op, n, others):
    """The last columns of a row: ratios, and what was wanted of them."""
    row = rows[op, n]
    ours = middle(row.get(OURS[part]))
    out, wanted = [], ""
    for other in others:
        theirs = middle(row.get(other))
        out.append(f"{theirs / ours:.2f}x" if ours and theirs else "-")
        wanted = TARGETS.get((part, op, n, other), wanted)
    base = AGAINST.get((part, op))
    single = middle(rows.get((base, n), {}).get(OURS[part])) if base else None
    out.append(f"{single / ours:.2f}x {base}" if ours and single else "")
    wanted = TARGETS.get((part, op, n, base), wanted)
    return out + [f"{wanted}x" if wanted else ""]


def table(part, rows, units):
    impls = list(dict.fromkeys(i for row in rows.values() for i in row))
    ours = OURS[part]
    others = [i for i in impls if i != ours and i not in PARTS] if ours in impls else []
    ops = list(dict.fromkeys(op for op, n in rows))
    out = [["", "n"] + impls + [f"{o}/{ours}" for o in others] + ["", "wanted"]]
    for op in ops:
        for _, n in sorted(key for key in rows if key[0] == op):
            line = [f"{op} [{units[part, op]}]", short(n)]
            spread = ["", ""]
            for i in impls:
                v = rows[op, n].get(i)
                line.append(number(middle(v)) if v else "-")
                spread.append(f"{number(min(v))}..{number(max(v))}" if v else "")
            out += [line + compare(part, rows, op, n, others), spread]
    columns = range(1, len(out[0]))
    width = [max(len(r[c]) for r in out if c < len(r)) for c in range(len(out[0]))]
    if not others:
        out[0][-1] = ""
    for r in out:
        text = r[0].ljust(width[0])
        yield (text + "".join("  " + r[c].rjust(width[c])
                              for c in columns if c < len(r))).rstrip()


def tables(part, rows, units):
    """Two, if there are rows without us, which are of other implementations."""
    for ours in (False, True):
        some = {k: row for k, row in rows.items() if (OURS[part] in row) == ours}
        if some:
            yield "\n".join(table(part, some, units))


def things(part, rows, units):
    """Of a part where nothing is ours: each thing a line, of medians alone."""
    names = list(dict.fromkeys(i for row in rows.values() for i in row))
    width = max(len(i) for i in names)
    for c, (op, n) in enumerate(rows, 1):
        yield f"({c}) {op} [{units[part, op]}], {short(n)}"
    yield " " * width + "".join(f"({c})".rjust(8) for c in range(1, len(rows) + 1))
    for i in names:
        cells = (number(middle(row[i])) if i in row else "-" for row in rows.values())
        yield i.ljust(width) + "".join(cell.rjust(8) for cell in cells)


def main():
    parts, units = results(fileinput.input())
    print("\n\n".join(t for part, rows in parts.items()
                      for t in (tables(part, rows, units) if part in OURS else
                                ["\n".join(things(part, rows, units))])))


if __name__ == "__main__":
    main()
