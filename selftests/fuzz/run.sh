#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# run.sh [-t SECONDS] [TARGET]...
#
# Fuzzes each target (all, unless some are named) for so long, beginning with
# what the tests do and what was found before. KTAP on stdout: a target passes
# that stood it; else the path of a reproducer is printed. Run it by
# build/fuzz/bin/TARGET REPRODUCER.
set -euo pipefail

here=$(dirname "$(realpath "$0")")
top=$(realpath "$here/../..")
out=$top/build/fuzz

seconds=10
while getopts t: opt; do
	case $opt in
	t) seconds=$OPTARG ;;
	*) echo "Usage: run.sh [-t SECONDS] [TARGET]..." >&2; exit 2 ;;
	esac
done
shift $((OPTIND - 1))

# A script is as long as its records; longer ones are only slower.
declare -A length=([stream]=1600 [frames]=4096)
length_of_scripts=16384

# The address sanitizer wants its shadow where others may be put.
calm=(setarch -R)
"${calm[@]}" true 2>/dev/null || calm=()

"$here/seeds.sh" >&2
make -C "$here" O="$out" all >&2
targets=("$@")
[ $# -gt 0 ] || read -ra targets < <(make --no-print-directory -s -C "$here" list)

fuzz() { # target: prints what to tell
	local log=$out/$1.log status=0
	mkdir -p "$out/corpus/$1" "$out/seeds/$1"
	timeout $((seconds * 2 + 300)) "${calm[@]}" "$out/bin/$1" \
		-max_total_time="$seconds" -max_len="${length[$1]:-$length_of_scripts}" \
		-len_control=0 -timeout=20 -print_final_stats=1 \
		-artifact_prefix="$out/$1-" "$out/corpus/$1" "$out/seeds/$1" \
		>"$log" 2>&1 || status=$?
	sed -nE "s/^#([0-9]+)\s+DONE\s+cov: ([0-9]+) ft: ([0-9]+) corp: ([0-9]+).*/# $1: \1 executions, \2 edges, \3 features, \4 inputs/p" "$log"
	if [ $status -ne 0 ]; then
		grep -E 'ERROR:|SUMMARY:|runtime error|Assertion' "$log" | sed 's/^/# /' || :
		sed -n 's/^artifact_prefix=.*Test unit written to /# reproducer: /p' "$log"
	fi
	return $status
}

echo "KTAP version 1"
echo "1..${#targets[@]}"
number=0 failed=0
for target in "${targets[@]}"; do
	number=$((number + 1))
	if fuzz "$target"; then
		echo "ok $number $target"
	else
		echo "not ok $number $target"
		failed=1
	fi
done
exit $failed
