#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# run_net.sh [-s K/N] [-t SECONDS] [TEST]...
#
# Runs kselftests (all of net/Makefile's TEST_PROGS if none is named) as the
# kernel's runner does, each for at most the timeout of net/settings, or the
# SECONDS of -t; with -s the K-th of N shares of them, every N-th test. KTAP on
# stdout, a test's own output indented below it.
set -uo pipefail

share=1 shares=1 seconds=
while getopts s:t: opt; do
	case $opt in
	s) share=${OPTARG%/*} shares=${OPTARG#*/} ;;
	t) seconds=$OPTARG ;;
	*) sed -n 's/^# \(run_net.sh\)/Usage: \1/p' "$0" >&2; exit 2 ;;
	esac
done
shift $((OPTIND - 1))

cd "$(dirname "$(realpath "$0")")/net" || exit 1
export OUTPUT=${OUTPUT:-$(realpath ../../build/net)}
[ $# -gt 0 ] || mapfile -t tests < <(make -s --no-print-directory list)
[ $# -eq 0 ] || tests=("$@")
mapfile -t tests < <(printf '%s\n' "${tests[@]}" | sed -n "$share~${shares}p")
seconds=${seconds:-$(sed -n 's/^timeout=//p' settings 2>/dev/null)}

echo "TAP version 13"
echo "1..${#tests[@]}"
output=$(mktemp)
trap 'rm -f "$output"' EXIT
number=0 failed=0
for test in "${tests[@]}"; do
	number=$((number + 1))
	echo "# selftests: net: $test"
	[[ $test = /* ]] || test=./$test
	begun=$SECONDS
	timeout -k 10 "${seconds:-300}" "$test" </dev/null 2>&1 | tee "$output" | sed -u 's/^/    /'
	status=${PIPESTATUS[0]}
	echo "# took $((SECONDS - begun)) s"
	test=$(basename "$test")
	case $status in
	0)	echo "ok $number selftests: net: $test" ;;
	4)	echo "ok $number selftests: net: $test # SKIP $(tail -n 1 "$output")" ;;
	124|137) echo "not ok $number selftests: net: $test # TIMEOUT ${seconds:-300} seconds" ;;
	*)	echo "not ok $number selftests: net: $test # exit=$status" ;;
	esac
	case $status in 0|4) ;; *) failed=1 ;; esac
done
exit $failed
