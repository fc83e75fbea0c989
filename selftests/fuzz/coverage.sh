#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# coverage.sh
#
# Which lines of the decoders, and of the core's way from frames to PDUs, are
# run by the unit tests, the shared captures where there are any, and what the
# fuzzers found so far. KTAP on stdout.
set -euo pipefail

here=$(dirname "$(realpath "$0")")
top=$(realpath "$here/../..")
out=$top/build/fuzz
tests=$out/gcov-tests

"$here/seeds.sh" >&2
make -C "$here" O="$out" coverage >&2
find "$out/gcov" -name '*.gcda' -delete
rm -rf "$tests"
# Whether they pass is told elsewhere.
make --no-print-directory -k -C "$top/selftests/decoders" O="$tests" \
	CFLAGS='-std=gnu11 -O0 -g -w --coverage -MMD -MP' check >"$out/gcov-tests.log" 2>&1 || :
for target in $(make --no-print-directory -s -C "$here" list); do
	mkdir -p "$out/corpus/$target" "$out/seeds/$target"
	"$out/cov/$target" "$out/seeds/$target" "$out/corpus/$target" >&2
done
exec /usr/bin/python3 "$here/coverage.py" "$top" "$out/gcov" "$tests"
