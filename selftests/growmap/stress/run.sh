#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# run.sh 6.1|6.12|6.1-rt|kcsan|debug
#
# Builds growmap_stress.ko for a kernel and runs stress.sh on it: in a virtual
# machine with four CPUs or, for debug, on the user-mode kernel, which has one.
set -euo pipefail

[ $# -eq 1 ] || { echo "Usage: run.sh 6.1|6.12|6.1-rt|kcsan|debug" >&2; exit 2; }
here=$(dirname "$(realpath "$0")")
top=$(realpath "$here/../../..")
out=$top/build/stress/$1
uml=$top/selftests/uml
vm=$top/selftests/vm

build() { # arguments of make
	mkdir -p "$top/build/stress"
	make -C "$here" OUTPUT="$out" "$@" all >"$out.txt" 2>&1 || {
		tail -n 20 "$out.txt" >&2
		exit 1
	}
}

if [ "$1" = debug ]; then
	build KDIR="$("$uml/kernel.sh" debug)" ARCH=um KBUILD_FLAGS="CFLAGS_MODULE='--param asan-globals=0'"
	exec "$uml/run.sh" -m 1536 -t 900 -- env OUTPUT="$out" PERCENT=50 "$here/stress.sh"
else
	root=$("$vm/kernel.sh" "$1")
	build KDIR="${root#* }/headers"
	percent=100
	[ "$1" != kcsan ] || percent=15
	exec "$vm/run.sh" -k "$1" -c 4 -t 900 -- \
		env OUTPUT="$out" PERCENT=$percent "$here/stress.sh"
fi
