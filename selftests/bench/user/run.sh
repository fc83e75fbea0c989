#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# run.sh [-r RUNS] [-n SIZES] [ops|grow|machine|layout|stripes]...
#
# growmap beside its peers in user space, on two CPUs: builds what it needs and
# prints one JSON object per result. Each run has every map in turn, in a
# process of its own. Five runs of all sizes and of all parts but the layouts, if
# nothing else is said.
set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd)
O=${O:-$here/../../../build/bench/user}
runs=5
sizes="1000 64000 1000000 4000000"

usage() {
	sed -n 's/^# \(run.sh .*\)/Usage: \1/p' "$0" >&2
	exit 2
}

while getopts r:n: opt; do
	case $opt in
	r)	runs=$OPTARG ;;
	n)	sizes=$OPTARG ;;
	*)	usage ;;
	esac
done
shift $((OPTIND - 1))
[ $# -gt 0 ] || set -- ops grow machine stripes

make -C "$here" O="$O" all >&2
keys=$(mktemp -d)
huge=/proc/sys/vm/nr_hugepages
huge_before=$(cat $huge)
trap 'rm -rf "$keys"; [ ! -w $huge ] || echo "$huge_before" >$huge' EXIT

# Entries and arrays in huge pages, as far as a map asks for its memory by
# malloc(): the kernel's own memory is mapped so, and Go's runtime asks for it.
export GLIBC_TUNABLES=glibc.malloc.hugetlb=1

# Ahead of everything else on the machine, where that may be asked for.
first() {
	if nice -n -20 true 2>/dev/null; then
		nice -n -20 "$@"
	else
		"$@"
	fi
}

maps="use_growmap use_lfht use_rte gomap use_growmap_short"
leaders=(b80x8 b80x8_prefetch b72x8 b64x7 b128x14 split8_64x8)
make_keys() { # n
	[ -e "$keys/$1" ] || "$O/keys" "$1" "$keys/$1"
}

# DPDK with huge pages, where there are as many to be had.
huge_begin() {
	[ -w $huge ] && echo 1700 >$huge && [ "$(cat $huge)" -ge 1700 ]
}

huge_end() {
	[ ! -w $huge ] || echo "$huge_before" >$huge
}

part_ops() {
	local n run map

	for n in $sizes; do
		make_keys "$n"
		for run in $(seq "$runs"); do
			for map in $maps; do
				first "$O/$map" ops "$keys/$n" "$run"
			done
			if huge_begin; then
				first "$O/use_rte_huge" ops "$keys/$n" "$run"
			fi
			huge_end
		done
	done
}

# Go's map is not to be read while it is written.
part_grow() {
	local run map stable

	make_keys 1000000
	for stable in 1000 64000; do
		for run in $(seq "$runs"); do
			for map in use_growmap use_lfht use_rte; do
				first "$O/$map" grow "$keys/1000000" "$run" $stable
			done
		done
	done
}

each_size() { # program
	local n run

	for n in $sizes; do
		for run in $(seq "$runs"); do
			first "$O/$1" "$n" "$run"
		done
	done
}

part_machine() { each_size machine; }
part_stripes() { each_size stripes; }

# All layouts at the middle load, and at others those that matter.
part_layout() {
	local n

	for n in $sizes; do
		[ "$n" -le 1000000 ] || continue
		first "$O/layout" "$n" 61 "$runs" 1
	done
	first "$O/layout" 1000000 41 "$runs" 1 "${leaders[@]}"
	first "$O/layout" 1000000 81 "$runs" 1 "${leaders[@]}"
	first "$O/layout" 1000000 61 "$runs" 3 "${leaders[@]}"
}

for part; do
	case $part in
	ops|grow|machine|layout|stripes) "part_$part" ;;
	*)	usage ;;
	esac
done
