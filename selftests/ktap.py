#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0
"""Adds up test results. Usage: ktap.py DIRECTORY

DIRECTORY holds, per part of a test run, NAME.ktap with its output (one or
several KTAP documents) and NAME.status with its exit status. Prints what is
wrong and, as the last line, "N passed, N failed, N skipped"; exits 1 unless
something passed and nothing failed.

Only tests without subtests count; one with subtests adds a failure of its own
where it failed though none of them did. Lost results are failures: a plan that
does not fit, no plan, an exit status that the results do not explain. With CI
set, so is a skipped test, unless it lacks the captures of ../shared, or a kernel
in which allocations can be made to fail.
"""

import os
import pathlib
import re
import sys

VERSION = re.compile(r"(K?TAP) version \d+$")
PLAN = re.compile(r"1\.\.(\d+)")
RESULT = re.compile(r"(not )?ok\b\s*(\d+)?(?:\s+-)?\s*([^#]*)(?:#\s*(\w+)\s*(.*))?$")
EXPECTED_SKIP = re.compile(r"captures|shared|cannot be made to fail", re.IGNORECASE)


class Level:
    """The tests of one document, or the subtests of one test."""

    def __init__(self, indent):
        self.indent = indent
        self.plan = None
        self.seen = 0
        self.failed = 0

    def complete(self):
        return self.plan is not None and self.plan == self.seen


class Part:
    def __init__(self, name):
        self.name = name
        self.passed = 0
        self.failed = 0
        self.skipped = 0
        self.levels = []

    def fail(self, what):
        self.failed += 1
        for level in self.levels:
            level.failed += 1
        print(f"{self.name}: {what}")

    def close(self, indent):
        """Ends all levels deeper than indent; True if there was one."""
        closed = None
        while self.levels and self.levels[-1].indent > indent:
            closed = self.levels[-1]
            if not closed.complete():
                planned = "no" if closed.plan is None else closed.plan
                self.fail(f"{planned} tests planned, {closed.seen} seen")
            self.levels.pop()
        return closed

    def level(self, indent):
        if not self.levels or self.levels[-1].indent < indent:
            self.levels.append(Level(indent))
        return self.levels[-1]

    def line(self, text):
        stripped = text.strip()
        indent = len(text) - len(text.lstrip(" "))
        if stripped.startswith("Bail out!"):
            self.fail(stripped)
        elif VERSION.match(stripped):
            self.close(indent - 1)
            self.level(indent)
        elif plan := PLAN.match(stripped):
            self.close(indent)
            self.level(indent).plan = int(plan[1])
        elif result := RESULT.match(stripped):
            subtests = self.close(indent)
            self.level(indent).seen += 1
            self.result(result, subtests if subtests and subtests.seen else None)

    def result(self, result, subtests):
        bad, _, name, directive, reason = result.groups()
        if bad and not (subtests and subtests.failed):
            self.fail(f"not ok: {name.strip()} {reason or ''}".rstrip())
        elif subtests:
            pass
        elif directive and directive.upper() == "SKIP":
            self.skip(name.strip(), reason)
        elif not bad:
            self.passed += 1

    def skip(self, name, reason):
        if os.environ.get("CI") and not EXPECTED_SKIP.search(reason):
            self.fail(f"skipped: {name}: {reason}")
            return
        self.skipped += 1
        print(f"{self.name}: skipped: {name}: {reason}")

    def end(self, status):
        self.close(-1)
        if not self.passed + self.failed + self.skipped:
            self.fail("no results")
        elif status and not self.failed:
            self.fail(f"exit status {status}")


def main():
    if len(sys.argv) != 2:
        sys.exit("usage: ktap.py DIRECTORY")
    parts = []
    for file in sorted(pathlib.Path(sys.argv[1]).glob("*.ktap")):
        part = Part(file.stem)
        for line in file.read_text(errors="replace").splitlines():
            part.line(line.expandtabs())
        part.end(int(file.with_suffix(".status").read_text()))
        parts.append(part)
    passed, failed, skipped = (sum(getattr(part, what) for part in parts)
                               for what in ("passed", "failed", "skipped"))
    print(f"{passed} passed, {failed} failed, {skipped} skipped")
    sys.exit(not passed or failed != 0)


if __name__ == "__main__":
    main()
