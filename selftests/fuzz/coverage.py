#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0
"""Adds up line coverage. Usage: coverage.py TREE DIRECTORY...

Reads gcov's counters below the directories and prints a table: of each source
file in the tree's kmod/ (headers apart) its lines and how many of them were
run, and which were not. KTAP: a file with less than the goal does not pass.
"""

import collections
import json
import pathlib
import subprocess
import sys

GOAL = 95


def reports(directories):
    for directory in directories:
        for counters in sorted(pathlib.Path(directory).rglob("*.gcda")):
            out = subprocess.run(["gcov", "-j", "-t", counters.resolve()],
                                 check=True, stdout=subprocess.PIPE,
                                 stderr=subprocess.DEVNULL).stdout
            for line in out.splitlines():
                yield json.loads(line)


def add_up(tree, directories):
    """{file: {line: times}}"""
    files = collections.defaultdict(collections.Counter)
    for report in reports(directories):
        cwd = pathlib.Path(report["current_working_directory"])
        for file in report["files"]:
            path = (cwd / file["file"]).resolve()
            if path.suffix != ".c" or not path.is_relative_to(tree / "kmod"):
                continue
            for line in file["lines"]:
                number = line["line_number"]
                files[path.relative_to(tree)][number] += line["count"]
    return files


def ranges(numbers, known):
    """Lines as text; between two of a range are none that could be run."""
    known = sorted(known)
    texts, first, last = [], None, None
    for number in known + [None]:
        if number in numbers:
            first, last = first or number, number
        elif first:
            texts.append(str(first) if first == last else f"{first}-{last}")
            first = None
    return ", ".join(texts)


def main():
    if len(sys.argv) < 3:
        sys.exit(__doc__.split("\n\n")[0])
    tree = pathlib.Path(sys.argv[1]).resolve()
    files = add_up(tree, sys.argv[2:])
    print(f"KTAP version 1\n1..{len(files)}")
    print(f"# {'file':<40} {'lines':>6} {'run':>6} {'%':>6}")
    failed = 0
    for number, (file, lines) in enumerate(sorted(files.items()), 1):
        missed = {line for line, times in lines.items() if not times}
        share = 100 * (len(lines) - len(missed)) / len(lines)
        print(f"# {str(file):<40} {len(lines):>6} "
              f"{len(lines) - len(missed):>6} {share:>6.1f}")
        if missed:
            print(f"#   not run: {ranges(missed, lines)}")
        good = share >= GOAL
        failed += not good
        print(f"{'ok' if good else 'not ok'} {number} {file}: "
              f"{GOAL} % of its lines")
    sys.exit(failed != 0)


if __name__ == "__main__":
    main()
