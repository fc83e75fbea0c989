#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# What links do to streams: merged and large segments (GRO, GSO, TSO), small
# MTUs, loss, reordering, doubling.
# shellcheck source=../lib.sh
. "$(dirname "$0")/../lib.sh"

# A packet may be lost several times in a row.
exchange=(-t 20000 -n 30 10.9.0.1 read:hr:0:125 read:coil:3:2000 flight:110:16 count:400 read:ir:7:100
	burst:5000:5)
requests=$((30 * 25))
values=(hr/0=1000 hr/124=1124 hr/125=1125 hr/400=30 hr/5000=5001 hr/5614=5615 ir/106=2106
	coil/3=1 coil/2002=0)

unit=1
# The client's count is fieldtap's count, and the values are right.
undisturbed() { # reasons that may be counted...
	local said device=modbus:10.9.0.1:502/$unit
	mark
	said=$(ask "$hmi" "${exchange[@]:0:5}" "unit:$unit" "${exchange[@]:5}")
	expect "what the client says" "$said" \
		"requests $requests answers $requests exceptions 0 timeouts 0"
	expect_health "$said" "$device"
	# A slow machine may send again what only took long.
	expect_gains segments_retransmitted=any "$@"
	expect "gain of pdus" "${gains[pdus]}" $((2 * requests))
	expect_values -d "$device" "${values[@]}"
	unit=$((unit + 1))
}

set_mtu() {
	ip -n "$hmi" link set eth0 mtu "$1"
	ip -n "$plc" link set eth0 mtu "$1"
}

set_offloads() { # on or off
	local ns
	for ns in "$plc" "$hmi"; do
		in_ns "$ns" ethtool -K eth0 gro "$1" gso "$1" tso "$1" tx "$1" rx "$1" \
			>/dev/null 2>&1 || fail "ethtool failed"
	done
}

# A burst is larger than a packet.
offloads() { # on or off
	set_mtu 576
	set_offloads "$1"
	undisturbed
	frames[$1]=${gains[frames]}
	set_mtu 1500
}

fewer_frames() {
	local off=${frames[off]} on=${frames[on]}
	echo "# offloads off: $off frames, on: $on"
	[ "$on" -lt $((off - 50)) ] || fail "no frames were larger than packets"
}

mtu() {
	set_mtu "$1"
	undisturbed
	set_mtu 1500
}

# At the client: what it sends gets into trouble before the tap, and what it
# gets, after.
disturbed() { # counter that proves it, netem options...
	local proof=$1 tries=0
	shift
	in_ns "$hmi" tc qdisc add dev eth0 root netem "$@" || fail "netem failed"
	# It is chance whether a disturbance hits what can show it; what must be
	# right whether or not it did is tested each time, and segments.sh tests
	# each case without chance.
	until [ $((tries++)) -eq 3 ]; do
		undisturbed segments_held=any
		[ "${gains[$proof]}" -eq 0 ] || break
	done
	echo "# $proof: ${gains[$proof]}"
	in_ns "$hmi" tc qdisc del dev eth0 root
}

modprobe sch_netem 2>/dev/null
need ethtool tc
load
make_pair
serve "$plc"
ft tap add eth0
ft config set request-timeout 60000
declare -A frames
run "offloads off" offloads off
run "offloads on" offloads on
run "segments were merged" fewer_frames
run "an MTU of 100" mtu 100
run "an MTU of 9000" mtu 9000
set_offloads off
set_mtu 200
run "loss" disturbed segments_retransmitted loss 10%
run "reordering" disturbed segments_held delay 3ms reorder 50% 50%
run "frames sent twice" disturbed segments_retransmitted duplicate 20%
finish
