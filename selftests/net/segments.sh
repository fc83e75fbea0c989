#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# TCP streams of hand-made segments: split, merged, repeated, out of order, with
# holes. Each test is a conversation with a server of its own.
# shellcheck source=../lib.sh
. "$(dirname "$0")/../lib.sh"

ask4="[1 1 0300000004]"
answer4="[1 1 0308 0001 0002 0003 0004]"
values4=(hr/0=1 hr/1=2 hr/2=3 hr/3=4)

number=0
# Sends the script in a new conversation; what it gained is left to the caller.
talk() { # [keys of flow] <script
	number=$((number + 1))
	server=10.9.1.$number
	device=modbus:$server:502/1
	mark
	{
		echo "flow s=$server cp=$((40000 + number)) $*"
		cat
	} | inject
}

expect_device() { # values...
	expect_values -d "$device" "$@"
}

every_octet() {
	talk <<-EOF
		syn
		mss 1
		c $ask4
		s $answer4
		mss 0
	EOF
	expect_gains
	expect "gain of pdus" "${gains[pdus]}" 2
	expect "gain of resyncs" "${gains[resyncs]}" 0
	expect_device "${values4[@]}"
}

# In two pieces, at each octet, of the request and of the answer.
each_cut() {
	local cut
	talk < <(
		for ((cut = 1; cut < 17; cut++)); do
			echo "flow s=10.9.1.$((number + 1)) cp=$((41000 + cut))"
			echo syn
			((cut >= 12)) || echo "mss $cut"
			echo "c $ask4"
			echo "mss $cut"
			echo "s $answer4"
			echo "mss 0"
		done)
	expect_gains
	expect "gain of pdus" "${gains[pdus]}" 32
	expect_device "${values4[@]}"
	expect "requests" "$(device_field .requests "$device")" 16
	expect "answers" "$(device_field .answers "$device")" 16
}

several_in_one() {
	talk <<-EOF
		syn
		c [1 1 0300000001] [2 1 0300010001] [3 1 0400020001] [4 1 0100000008]
		s [1 1 0302 0011] [2 1 0302 0022] [3 1 0402 0033] [4 1 0101 81]
	EOF
	expect_gains
	expect "gain of pdus" "${gains[pdus]}" 8
	expect_device hr/0=17 hr/1=34 ir/2=51 coil/0=1 coil/1=0 coil/7=1
}

# Overlapping images in one segment, and two in one PDU: the last one wins, be
# it old or new, and whether its content changed or not.
newest_in_one() {
	talk <<-EOF
		syn
		c [1 1 0300000002] [2 1 0300010001]
		s [1 1 0304 0001 0002] [2 1 0302 0003]
		c [3 1 0300010001] [4 1 0300000002]
		s [3 1 0302 0004] [4 1 0304 0001 0002]
		c [5 1 17 0005 0002 0006 0001 02 0009]
		s [5 1 17 04 0007 0008]
		c [6 1 17 0005 0002 0006 0001 02 000a]
		s [6 1 17 04 0007 0008]
		c [7 1 0300140002] [8 1 06 0014 0100] [9 1 16 0014 ff00 0001]
		s [7 1 0304 0000 0000] [8 1 06 0014 0100] [9 1 16 0014 ff00 0001]
	EOF
	expect_gains
	expect_device hr/0=1 hr/1=2 hr/5=7 hr/6=8 hr/20=257
}

across_segments() {
	talk <<-EOF
		syn
		mss 7
		c [1 1 0300000001] [2 1 0300010001] [3 1 0400020001] [4 1 0100000008]
		s [1 1 0302 0011] [2 1 0302 0022] [3 1 0402 0033] [4 1 0101 81]
		mss 0
	EOF
	expect_gains
	expect "gain of pdus" "${gains[pdus]}" 8
	expect_device hr/0=17 hr/1=34 ir/2=51 coil/0=1 coil/1=0 coil/7=1
}

repeated() {
	talk <<-EOF
		syn
		c $ask4
		c @0 $ask4
		s $answer4
		s @0 $answer4
		s @5 0000
	EOF
	expect_gains segments_retransmitted=3
	expect "gain of pdus" "${gains[pdus]}" 2
	expect_device "${values4[@]}"
	expect "retransmissions" "$(device_field .retransmissions "$device")" 3
	expect "frames of the image" \
		"$(ft -j image show "$device/hr" | jq '.[0].frames')" 1
}

# What was taken in stays, whatever is sent again under its numbers.
overlapping() {
	talk <<-EOF
		syn
		c $ask4
		s 0001 0000 000b 01 03 08 0001 0002
		s @9 ffff ffff 0003 0004
	EOF
	expect_gains
	expect_device "${values4[@]}"
}

out_of_order() {
	talk <<-EOF
		syn
		c @6 01 03 0000 0004
		c @0 0001 0000 0006
		s @9 0001 0002 0003 0004
		s @0 0001 0000 000b 01 03 08
	EOF
	expect_gains segments_held=2
	expect "gain of pdus" "${gains[pdus]}" 2
	expect_device "${values4[@]}"
}

reversed() {
	talk <<-EOF
		syn
		c $ask4
		s @17 [2 1 8302]
		s @15 0004
		s @13 0003
		s @14 03 00
		s @11 0002
		s @9 0001
		s @11 0002
		s @3 00 00 0b 01 03 08
		s @0 00 01 00
	EOF
	expect_gains segments_held=7 segments_retransmitted=1 pdu_unmatched=1
	expect_device "${values4[@]}"
}

filled_late() {
	talk <<-EOF
		syn
		hold c 0
		c $ask4
		s @9 0001 0002 0003 0004
		c-ack
	EOF
	sleep 1.5
	expect_gains segments_held=1
	inject <<<"s @0 0001 0000 000b 01 03 08"
	expect_gains segments_held=1
	expect_device "${values4[@]}"
}

# Octets that the client acknowledged and the tap never met.
never_filled() {
	talk <<-EOF
		syn
		c $ask4
		skip s 17
		c [2 1 0300000001]
		s [2 1 0302 0007]
		c-ack
		c [3 1 0300010001]
		s [3 1 0302 0008]
		c-ack
	EOF
	wait_for 5 gave_up
	inject <<-EOF
		c [4 1 0300020001]
		s [4 1 0302 0009]
	EOF
	expect_gains segments_held=any pdu_unmatched=any gaps=1
	expect "gain of resyncs" "${gains[resyncs]}" 1
	expect "gaps" "$(device_field .gaps "$device")" 1
	expect_device hr/2=9
}

gave_up() { [ "$(counter gaps)" -gt "${counted[gaps]}" ]; }

# More segments wait than the window holds: it goes on without the hole.
window_full() {
	local i
	talk < <(
		echo syn
		echo "hold c 0"
		echo "skip s 5"
		for ((i = 0; i < 40; i++)); do
			echo "c [$i 1 0300000001]"
			echo "s [$i 1 0302 $(printf %04x "$i")]"
		done
		echo "hold c"
	)
	expect_gains segments_held=any segments_refused=any gaps=any \
		pdu_unmatched=any requests_lost=any
	expect_range "gain of segments_held" "${gains[segments_held]}" 16 40
	expect_some "gain of segments_refused" "${gains[segments_refused]}"
	inject <<-EOF
		c [50 1 0300010001]
		s [50 1 0302 0bad]
		c-ack
	EOF
	wait_for 5 knows hr/1 2989
}

knows() { # address, value
	read_values "$device"
	[ "${value[$1]:-}" = "$2" ]
}

wraps() {
	talk ci=0xfffffffa si=0xfffffff0 <<-EOF
		syn
		mss 4
		c $ask4
		s @9 0001 0002 0003 0004
		s @0 0001 0000 000b 01 03 08
		mss 0
	EOF
	expect_gains segments_held=2
	expect_device "${values4[@]}"
}

begun_before() {
	talk <<-EOF
		c $ask4
		s $answer4
	EOF
	expect_gains
	expect_device "${values4[@]}"
}

begun_within() {
	talk <<-EOF
		c 00 04
		s 0002 0003 0004
		c $ask4
		s $answer4
	EOF
	expect_gains pdu_nonsense=any
	expect_some "gain of resync_bytes" "${gains[resync_bytes]}"
	expect_device "${values4[@]}"
}

# Headers and what follows them in segments of their own.
begun_in_pieces() {
	local i
	talk < <(
		echo "c 0004"
		for ((i = 1; i < 30; i++)); do
			printf 'c %04x 0000 0006 01\nc 03 0000 0002\n' "$i"
			printf 's %04x 0000 0007 01\ns 03 04 0001 0002\n' "$i"
		done
		printf 'mss 1\nc [40 1 0300020001]\ns [40 1 0302 0003]\nmss 0\n')
	expect_gains
	expect "gain of pdus" "${gains[pdus]}" 60
	expect_device hr/0=1 hr/1=2 hr/2=3
}

begun_anew() {
	talk <<-EOF
		syn
		c $ask4
		s $answer4
		fin
		flow ci=777777 si=888888
		syn
		c $ask4
		s [1 1 0308 0005 0002 0003 0004]
		rst
		flow ci=50 si=60
		syn
		c [1 1 0300000001]
		s [1 1 0302 0006]
	EOF
	expect_gains
	expect "gain of pdus" "${gains[pdus]}" 6
	expect "gain of resyncs" "${gains[resyncs]}" 0
	expect_device hr/0=6 hr/1=2
}

# A repeated octet without meaning keeps a connection alive: no retransmission.
kept_alive() {
	talk <<-EOF
		syn
		c $ask4
		s $answer4
		c @11 00
		s @16 00
	EOF
	expect_gains
}

far_away() {
	talk <<-EOF
		syn
		c $ask4
		s $answer4
		c @9000000 [2 1 0300000001]
		s @9000000 [2 1 0302 0062]
		c [3 1 0300000001]
		s [3 1 0302 0063]
	EOF
	expect_gains gaps=2 pdu_unmatched=1
	expect_device hr/0=99 hr/1=2
}

load
make_wire
# A slow machine is no reason to forget a request.
ft config set request-timeout 60000
run "a segment for every octet" every_octet
run "two segments, cut at each octet" each_cut
run "several PDUs in a segment" several_in_one
run "the newest of several in a segment" newest_in_one
run "several PDUs across segments" across_segments
run "retransmissions" repeated
run "segments that overlap" overlapping
run "segments out of order" out_of_order
run "segments in reverse, some twice" reversed
run "a hole filled late" filled_late
run "a hole never filled" never_filled
run "more behind a hole than the window holds" window_full
run "sequence numbers wrap" wraps
run "a conversation that began before the tap" begun_before
run "a conversation met within a PDU" begun_within
run "one met late, in small pieces" begun_in_pieces
run "ports used again" begun_anew
run "octets that keep a connection alive" kept_alive
run "numbers far away" far_away
finish
