#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# run.sh [-r RUNS] [-g GUEST] [SCENARIO]...
#
# Measures the data path in the lean user-mode kernel, at the machine's own
# speed. JSON on stdout, one object per line and measurement.
#   -g   what runs in that kernel, instead of guest.sh
set -euo pipefail

here=$(dirname "$(realpath "$0")")
top=$(realpath "$here/../../..")
out=$top/build/bench/path

runs=5 guest=$here/guest.sh
while getopts r:g: opt; do
	case $opt in
	r) runs=$OPTARG ;;
	g) guest=$OPTARG ;;
	*) echo "Usage: run.sh [-r RUNS] [-g GUEST] [SCENARIO]..." >&2; exit 2 ;;
	esac
done
shift $((OPTIND - 1))

tree=$("$top/selftests/uml/kernel.sh" bench)
mkdir -p "$out/module"
make -C "$here" O="$out" all >&2
# Kbuild writes beside the sources, so it is given links to them.
ln -sf "$here/path.h" "$out/path.h"
ln -sf "$here"/module/* "$out/module/"
make -C "$tree" ARCH=um M="$out/module" KBUILD_MODPOST_WARN=1 modules >&2
# A kernel for x86-64 does without vector registers.
export KCFLAGS="-include $here/native.h -mno-sse -mno-mmx -mno-avx"
# Ahead of whatever else the machine does.
calm=(chrt -f 1)
"${calm[@]}" true 2>/dev/null || calm=()
exec "${calm[@]}" "$top/selftests/uml/run.sh" -k bench -m 1536 -t 1200 -- "$guest" "$out" "$runs" "$@"
