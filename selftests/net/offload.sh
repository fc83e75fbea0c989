#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# What links do to streams: merged and large segments (GRO, GSO, TSO), small
# MTUs, loss, reordering, doubling.
# shellcheck source=../lib.sh
. "$(dirname "$0")/../lib.sh"

exchange=(-n 30 10.9.0.1 read:hr:0:125 read:coil:3:2000 flight:110:16 count:400 read:ir:7:100)
per_round=20

# The client's count is fieldtap's count, and the values are right.
undisturbed() { # reasons that may be counted...
	local said device=modbus:10.9.0.1:502/$unit
	mark
	said=$(ask "$hmi" "${exchange[@]:0:3}" "unit:$unit" "${exchange[@]:3}")
	expect "what the client says" "$said" \
		"requests $((30 * per_round)) answers $((30 * per_round)) exceptions 0 timeouts 0"
	expect_health "$said" "$device"
	# A slow machine may send again what only took long.
	expect_gains segments_retransmitted=any "$@"
	expect "gain of pdus" "${gains[pdus]}" $((60 * per_round))
	expect_values -d "$device" hr/0=1000 hr/124=1124 hr/125=1125 hr/400=30 ir/106=2106 coil/3=1 coil/2002=0
	unit=$((unit + 1))
}

offloads() { # on or off
	local ns
	for ns in "$plc" "$hmi"; do
		in_ns "$ns" ethtool -K eth0 gro "$1" gso "$1" tso "$1" tx "$1" rx "$1" \
			>/dev/null 2>&1 || fail "ethtool failed"
	done
	undisturbed
}

small_mtu() {
	ip -n "$hmi" link set eth0 mtu 100
	ip -n "$plc" link set eth0 mtu 100
	undisturbed
	ip -n "$hmi" link set eth0 mtu 1500
	ip -n "$plc" link set eth0 mtu 1500
}

large_mtu() {
	ip -n "$hmi" link set eth0 mtu 9000
	ip -n "$plc" link set eth0 mtu 9000
	undisturbed
	ip -n "$hmi" link set eth0 mtu 1500
	ip -n "$plc" link set eth0 mtu 1500
}

# On the client's side, so that the tap meets all of the client's trouble; the
# server's own frames are tapped before they can get lost.
disturbed() { # netem options...
	in_ns "$hmi" tc qdisc add dev eth0 root netem "$@" || fail "netem failed"
	undisturbed segments_held=any
	in_ns "$hmi" tc qdisc del dev eth0 root
}

modprobe sch_netem 2>/dev/null
need ethtool tc
load
make_pair
serve "$plc"
ft tap add eth0
ft config set request-timeout 60000
unit=1
run "offloads on" offloads on
run "offloads off" offloads off
run "an MTU of 100" small_mtu
run "an MTU of 9000" large_mtu
run "loss" disturbed loss 3%
run "reordering" disturbed delay 3ms reorder 70% 50%
run "frames sent twice" disturbed duplicate 20%
finish
