#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# guest.sh DIRECTORY RUNS [SCENARIO]...
#
# What run.sh runs in the user-mode kernel. JSON, one object per line and
# measurement. Scenarios: latency, load, and the names of the costs below with -
# for spaces; all, unless some are named.
set -euo pipefail

path=$1/path module=$1/module/bench_path.ko latency=$1/../points/latency runs=$2
shift 2

only=("$@")
here=$(dirname "$0")
# shellcheck source-path=SCRIPTDIR source=../path/scenario.sh
. "$here/../path/scenario.sh"

wanted() { # name
	[ ${#only[@]} -eq 0 ] || [[ " ${only[*]} " == *" ${1// /-} "* ]]
}

# The image that all clients read, and PLCs that nobody hears of.
image=modbus:10.1.0.1:502/1
elsewhere=modbus:10.1.99

# On the last registers, which are those that change when not all do.
points_at() { # unit, number, parameters
	awk -v at="$1" -v n="$2" -v params="$3" 'BEGIN {
		for (i = 0; i < n; i++)
			printf "  p%d: {address: \"%s/hr/%d\"%s}\n", i, at, 124 - i, params
	}'
}

many() { # number, parameters
	awk -v at="$elsewhere" -v n="$1" -v params="$2" 'BEGIN {
		for (i = 0; i < n; i++)
			printf "  m%d.p%d: {address: \"%s.%d:502/%d/hr/%d\"%s}\n", i / 100, i % 100,
				at, i / 20000, 1 + i / 100 % 200, i % 100, params
	}'
}

# A deadband that nothing leaves, so that nothing is told.
quiet=", deadband: 65536"

file() { # lines of points on stdin
	{ echo "points:"; cat; } >/tmp/points.yaml
}

with_points() { # IMPL
	case $1 in
	points-each) points_at $image 125 "$quiet, debounce_count: 2, hi: 65536" | file ;;
	points-told) points_at $image 1 "" | file ;;
	points-100k) { points_at $image 125 "$quiet"; many 99875 "$quiet"; } | file ;;
	points-*) points_at $image "${1#points-}" "$quiet" | file ;;
	*) return ;;
	esac
	fieldtap -n "path-$1" config set max-points 200000
	fieldtap -n "path-$1" point load /tmp/points.yaml >/dev/null
	[ "$1" != points-told ] || fieldtap -n "path-$1" -j monitor point >/dev/null &
}

cost() { # OP OPTION...
	local op=$1 impls="fieldtap points-1 points-10 points-125 points-100k points-each points-told" impl
	wanted "$op" || return 0
	shift
	for impl in stack $impls; do
		namespace "$impl"
		with_points "$impl"
	done
	# shellcheck disable=SC2086 # one word per implementation
	"$path" -P points -o "$op" -r "$runs" -f 3 -c 125 "$@" $impls
	for impl in stack $impls; do
		ip netns pids "path-$impl" | xargs -r kill
		ip netns del "path-$impl"
	done
}

say() { # OP N UNIT VALUE
	printf '{"part":"load","op":"%s","n":%d,"impl":"fieldtap","run":1,"unit":"%s","value":%s}\n' "$@"
}

memory() {
	echo 3 >/proc/sys/vm/drop_caches
	awk '$1 == "MemFree:" { print $2 * 1024 }' /proc/meminfo
}

timed() { # OP N command...
	local begun=${EPOCHREALTIME/./} op=$1 n=$2
	shift 2
	"$@" >/dev/null
	say "$op" "$n" ms $(((${EPOCHREALTIME/./} - begun) / 1000))
}

load() {
	local n ft=(fieldtap -n path-fieldtap) before
	wanted load || return 0
	for n in 1000 10000 100000; do
		namespace fieldtap
		"${ft[@]}" config set max-points 200000 max-samples 100000000
		many $n "$quiet" | file
		# What the allocator keeps for the next one is no point's.
		"${ft[@]}" point load /tmp/points.yaml >/dev/null
		"${ft[@]}" point del '*'
		before=$(memory)
		timed "load" $n "${ft[@]}" point load /tmp/points.yaml
		# Of a thousand it is less than what MemFree is rounded to.
		[ $n -eq 1000 ] || say "memory of a point" $n octets $(((before - $(memory)) / n))
		timed "load the same again" $n "${ft[@]}" point load /tmp/points.yaml
		sed -i 's/p7: {/p7: {unit: V, /' /tmp/points.yaml
		timed "load, 1 of 100 changed" $n "${ft[@]}" point load /tmp/points.yaml
		timed "list" $n "${ft[@]}" -j point show
		timed "take away" $n "${ft[@]}" point del '*'
		many $n "$quiet, window: 128" | file
		before=$(memory)
		"${ft[@]}" point load /tmp/points.yaml >/dev/null
		say "memory of one with a window of 128" $n octets $(((before - $(memory)) / n))
		ip netns del path-fieldtap
	done
}

# Two ends of a cable: frames are sent into the one, the other is tapped.
latencies() {
	local run
	wanted latency || return 0
	ip netns add path-sender
	ip netns add path-hook
	ip link add s0 netns path-sender type veth peer name h0 netns path-hook
	for end in "path-sender s0" "path-hook h0"; do
		ip netns exec "${end% *}" sysctl -qw "net.ipv6.conf.${end#* }.disable_ipv6=1"
		ip -n "${end% *}" link set "${end#* }" up
	done
	fieldtap -n path-hook tap add h0 direction ingress decoder modbus
	fieldtap -n path-hook point add number modbus:10.9.0.1:502/1/hr/0 type u32
	for ((run = 1; run <= runs; run++)); do
		"$latency" -r "$run" -e 10 -p 1
		"$latency" -r "$run" -e 3000 -p 1000
		"$latency" -r "$run" -e 30000 -p 10000
	done
	ip netns del path-sender
	ip netns del path-hook
}

modprobe fieldtap_modbus
insmod "$module"
cost "all registers changed" -A
cost "two registers changed" -C
cost "unchanged"
rmmod bench_path
load
latencies
