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
OURS = {"kernel": "growmap", "user": "growmap", "path": "fieldtap"}
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
}


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


def table(part, rows, units):
    impls = list(dict.fromkeys(i for row in rows.values() for i in row))
    ours = OURS[part]
    others = [i for i in impls if i != ours and i not in PARTS]
    ops = list(dict.fromkeys(op for op, n in rows))
    head = ["", "n"] + impls + [f"{o}/{ours}" for o in others] + ["wanted"]
    out = [head]
    for op in ops:
        for _, n in sorted(key for key in rows if key[0] == op):
            row = rows[op, n]
            line = [f"{op} [{units[part, op]}]", short(n)]
            spread = ["", ""]
            for i in impls:
                v = row.get(i)
                line.append(number(statistics.median(v)) if v else "-")
                spread.append(f"{number(min(v))}..{number(max(v))}" if v else "")
            for o in others:
                if o in row and ours in row and statistics.median(row[ours]):
                    ratio = statistics.median(row[o]) / statistics.median(row[ours])
                    line.append(f"{ratio:.2f}x")
                else:
                    line.append("-")
            wanted = [TARGETS[k] for o in others if (k := (part, op, n, o)) in TARGETS]
            line.append(f"{wanted[0]}x" if wanted else "")
            out += [line, spread]
    width = [max(len(r[c]) for r in out if c < len(r)) for c in range(len(head))]
    for r in out:
        text = r[0].ljust(width[0])
        yield (text + "".join("  " + r[c].rjust(width[c]) for c in range(1, len(r)))).rstrip()


def main():
    parts, units = results(fileinput.input())
    for i, (part, rows) in enumerate(parts.items()):
        if i:
            print()
        print("\n".join(table(part, rows, units)))


if __name__ == "__main__":
    main()
