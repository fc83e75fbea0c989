#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# kernel/run.sh [PARAMETER=VALUE]...
#
# Measures growmap against rhashtable in a user-mode kernel of its own, prints the
# results as JSON lines. Parameters are the module's: n=1000,64000 runs=5 ops=hit.
set -euo pipefail

here=$(dirname "$(realpath "$0")")
top=$(realpath "$here/../../..")

tree=$("$top/selftests/uml/kernel.sh" bench)
out=$top/build/bench/kernel
mkdir -p "$out/growmap"
cp -sf "$here"/*.[ch] "$here/Kbuild" "$out/"
cp -sf "$top"/kmod/growmap/*.[ch] "$out/growmap/"
find "$out" -xtype l -delete
make -C "$tree" ARCH=um M="$out" modules >"$out/build.txt" 2>&1 || {
	tail -n 20 "$out/build.txt" >&2
	exit 125
}
# Ahead of whatever else the machine does.
calm=(chrt -f 1)
"${calm[@]}" true 2>/dev/null || calm=()
# All memory is touched before: the host gives a page when it is first used, and
# that would be measured.
# shellcheck disable=SC2016 # for the guest's shell
"${calm[@]}" "$top/selftests/uml/run.sh" -k bench -m 3072 -- sh -c '
	mount -o remount,size=90% /dev/shm
	head -c 2600M /dev/zero >/dev/shm/touch
	rm /dev/shm/touch
	insmod "$@" && cat /sys/kernel/debug/growmap_bench' \
	sh "$out/growmap_bench.ko" "$@"
