#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# run.sh [-w] [PART]...
#
# Measures and prints tables: growmap in the kernel against rhashtable (kernel),
# in user space against other maps (user), fieldtap's data path (path), points
# (points); all of them unless some are named. The results stay in build/bench/PART.json.
#   -w   write the tables to Documentation/performance, too
set -euo pipefail

here=$(dirname "$(realpath "$0")")
top=$(realpath "$here/../..")

keep=
while getopts w opt; do
	case $opt in
	w) keep=1 ;;
	*) echo "Usage: run.sh [-w] [kernel|user|path|points]..." >&2; exit 2 ;;
	esac
done
shift $((OPTIND - 1))
parts=("$@")
if [ $# -eq 0 ]; then
	parts=(kernel user path points)
fi

mkdir -p "$top/build/bench"
for part in "${parts[@]}"; do
	[ -x "$here/$part/run.sh" ] || { echo "run.sh: no benchmark named $part" >&2; exit 2; }
	results=$top/build/bench/$part.json
	"$here/$part/run.sh" >"$results.new"
	mv "$results.new" "$results"
	"$here/table.py" "$results" >"$top/build/bench/$part.txt"
	cat "$top/build/bench/$part.txt"
	[ -z "$keep" ] || cp "$top/build/bench/$part.txt" "$top/Documentation/performance/$part.txt"
done
