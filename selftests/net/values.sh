#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# Values by address, for every function and for all that servers and clients on
# libmodbus do.
# shellcheck source=../lib.sh
. "$(dirname "$0")/../lib.sh"

reads() {
	ask "$hmi" 10.9.0.1 read:coil:0:10 read:di:100:9 read:hr:40:3 read:ir:29998:2 >/dev/null
	expect_values coil/0=1 coil/1=0 coil/3=1 coil/9=1 di/100=1 di/101=0 di/105=1 di/108=0 \
		hr/40=1040 hr/41=1041 hr/42=1042 ir/29998=31998 ir/29999=31999
	expect "number of values" ${#value[@]} 24
}

largest_reads() {
	ask "$hmi" 10.9.0.1 read:coil:1000:2000 read:hr:1000:125 read:ir:2000:125 >/dev/null
	expect_values coil/1000=0 coil/2997=1 coil/2999=0 hr/1000=2000 hr/1124=2124 \
		ir/2000=4000 ir/2124=4124
}

writes() {
	ask "$hmi" 10.9.0.1 write:coil:1:1 write:coil:0:0 write:hr:41:65535 \
		writes:coil:2000:1,0,1,1,0,0,0,1,1,1 writes:hr:500:1,2,3,65534 >/dev/null
	expect_values coil/1=1 coil/0=0 hr/41=65535 hr/40=1040 coil/2000=1 coil/2001=0 \
		coil/2003=1 coil/2007=1 coil/2009=1 hr/500=1 hr/502=3 hr/503=65534
}

masked() {
	ask "$hmi" 10.9.0.1 writes:hr:600:0x1234,7 mask:600:0xf0f0:0x0505 >/dev/null
	expect_values hr/600=$((0x1234 & 0xf0f0 | 0x0505 & ~0xf0f0)) hr/601=7
}

# What a mask changes is what was seen last, among many images and in an old one.
masked_among_many() {
	local i commands=()
	for ((i = 10000; i < 10400; i += 16)); do
		commands+=("flight:$i:16")
	done
	ask "$hmi" 10.9.0.1 read:hr:650:4 write:hr:650:7 "${commands[@]}" writes:hr:650:9,9,9,9 \
		mask:650:0xff00:0x0011 mask:651:0xffff:0x0000 mask:653:0xfffe:0 >/dev/null
	expect_values hr/650=17 hr/651=9 hr/652=9 hr/653=8
	expect "pdu_no_base" "$(counter pdu_no_base)" 0
}

# The first mask has the device's images kept in order; then an old one is seen.
masked_again() {
	ask "$hmi" 10.9.0.1 writes:hr:660:1,2,3,4 mask:660:0xff00:0x0011 writes:hr:660:5,5,5,5 \
		mask:660:0xfff0:0x0002 >/dev/null
	expect_values hr/660=2 hr/661=5
}

read_and_written() {
	ask "$hmi" 10.9.0.1 rdwr:700:4:702:111,222 >/dev/null
	expect_values hr/700=1700 hr/701=1701 hr/702=111 hr/703=222
}

queue() {
	ask "$hmi" 10.9.0.1 raw:18000b >/dev/null
	expect "the queue at 11" "$(image_data fifo/11)" 000301ff01ff01ff
}

image_data() { # image
	ft -j image show | jq -r --arg i "$1" '.[] | select(.image == $i).data'
}

custom() {
	ask "$hmi" 10.9.0.1 raw:4a0102 raw:6e raw:41ff00ff >/dev/null
	expect "request of 0x4A" "$(image_data fc74/request)" 4a0102
	expect "answer of 0x4A" "$(image_data fc74/response)" 4afefd
	expect "request of 110" "$(image_data fc110/request)" 6e
	expect "answer of 65" "$(image_data fc65/response)" 4100ff00
}

units() {
	ask "$hmi" 10.9.0.1 unit:2 writes:hr:40:2222 unit:255 writes:hr:40:3333 \
		unit:0 read:hr:41:1 >/dev/null
	expect_values -d modbus:10.9.0.1:502/2 hr/40=2222
	expect_values -d modbus:10.9.0.1:502/255 hr/40=3333
	expect_values -d modbus:10.9.0.1:502/0 hr/41=65535
	expect_values hr/40=1040
}

# What a server refuses is counted, and changes nothing.
exceptions() {
	local said
	expect_values hr/40=1040
	said=$(ask "$hmi" 10.9.0.1 unit:77 read:hr:30000:1 write:hr:30001:5 read:ir:29999:2 \
		writes:hr:29999:1,2 raw:630000 raw:2b0e0100)
	expect "what the client says" "$said" "requests 6 answers 6 exceptions 5 timeouts 0"
	expect_health "$said" modbus:10.9.0.1:502/77
	expect "last exception" "$(device_field .last_exception modbus:10.9.0.1:502/77)" 1
	read_values modbus:10.9.0.1:502/77
	expect "number of values" ${#value[@]} 0
}

in_flight() {
	ask "$hmi" 10.9.0.1 flight:8000:16 >/dev/null
	expect_values hr/8000=9000 hr/8001=9001 hr/8015=9015
}

# More than a conversation keeps: the oldest are lost, their answers tell nothing.
too_many_in_flight() {
	mark
	ask "$hmi" 10.9.0.1 flight:8100:40 read:hr:8099:1 >/dev/null
	gain
	expect "gain of requests_lost" "${gains[requests_lost]}" 24
	expect "gain of pdu_unmatched" "${gains[pdu_unmatched]}" 24
	expect_values hr/8099=9099 hr/8124=9124 hr/8139=9139
	expect "a value whose request was lost" "${value[hr/8123]:-unknown}" unknown
}

# The newest wins, in whichever image it came.
overlapping() {
	ask "$hmi" 10.9.0.1 read:hr:900:10 write:hr:905:1 read:hr:904:1 >/dev/null
	expect_values hr/904=1904 hr/905=1 hr/906=1906
	ask "$hmi" 10.9.0.1 writes:hr:900:5,5,5,5,5,5,5,5 write:hr:903:9 >/dev/null
	expect_values hr/900=5 hr/903=9 hr/904=5 hr/905=5 hr/908=1908
	ask "$hmi" 10.9.0.1 read:hr:903:1 write:hr:903:8 read:hr:900:10 >/dev/null
	expect_values hr/900=5 hr/903=8 hr/908=1908
}

modicon() {
	expect "value of 400041" \
		"$(ft -j value show modbus:10.9.0.1:502/1/400041 | jq -c '[.[] | .address, .value]')" \
		"[\"modbus:10.9.0.1:502/1/hr/40\",1040]"
}

totals() {
	mark
	ask "$hmi" -n 50 10.9.0.1 read:hr:0:20 read:coil:0:20 write:hr:9000:1 read:hr:30000:1 \
		unit:5 read:hr:0:1 unit:1 >"$scratch/said"
	expect "what the client says" "$(cat "$scratch/said")" \
		"requests 250 answers 250 exceptions 50 timeouts 0"
	# A slow machine may send again what only took long.
	expect_gains segments_retransmitted=any
	expect "gain of pdus" "${gains[pdus]}" 500
	expect_health "requests 50 answers 50 exceptions 0 timeouts 0" modbus:10.9.0.1:502/5
}

no_transactions() {
	serve "$plc" -p 1502 -z
	ft decoder set modbus tcp-port 502,1502
	# libmodbus does not take such answers, so these are sent by hand.
	ask "$hmi" -p 1502 10.9.0.1 raw:0300000002 raw:0300050001 raw:0400070001 flight:20:4 \
		raw:038000ffff >/dev/null
	expect_values -d modbus:10.9.0.1:1502/1 hr/0=1000 hr/1=1001 hr/5=1005 ir/7=2007 \
		hr/20=1020 hr/23=1023
	expect_health "requests 8 answers 8 exceptions 1 timeouts 0" modbus:10.9.0.1:1502/1
}

other_port() {
	serve "$plc" -p 10502
	ask "$hmi" -p 10502 10.9.0.1 read:hr:0:1 >/dev/null
	read_values modbus:10.9.0.1:10502/1
	expect "values on a port that nobody named" ${#value[@]} 0
	ft decoder set modbus tcp-port 10502
	ask "$hmi" -p 10502 10.9.0.1 read:hr:0:1 >/dev/null
	mark
	ask "$hmi" 10.9.0.1 read:hr:3:1 >/dev/null
	gain
	expect "pdus on a port no longer named" "${gains[pdus]}" 0
	expect_values -d modbus:10.9.0.1:10502/1 hr/0=1000
	ft decoder set modbus tcp-port 502
}

# Something else speaks on a Modbus port while others go on.
foreign() {
	serve "$plc" -p 2502 -e
	ft decoder set modbus tcp-port 502,2502
	mark
	start in_ns "$hmi" bash -c 'exec 3<>/dev/tcp/10.9.0.1/2502
		while sleep 0.02; do
			echo "GET /index.html HTTP/1.1, this is no Modbus at all" >&3
		done'
	ask "$hmi" -n 20 10.9.0.1 read:hr:0:3 >/dev/null
	wait_for 20 given_up
	ask "$hmi" -n 20 10.9.0.1 read:hr:1:3 >/dev/null
	gain
	expect "gain of flows_given_up" "${gains[flows_given_up]}" 1
	expect_some "gain of pdu_nonsense" "${gains[pdu_nonsense]}"
	expect "gain of pdus" "${gains[pdus]}" 80
}

given_up() { [ "$(counter flows_given_up)" -gt "${counted[flows_given_up]}" ]; }

load
make_pair
serve "$plc"
ft tap add eth0
run "1, 2, 3 and 4" reads
run "reads as large as they may be" largest_reads
run "5, 6, 15 and 16" writes
run "22" masked
run "22 among many images" masked_among_many
run "22 of an image seen again" masked_again
run "23" read_and_written
run "24" queue
run "functions of one's own" custom
run "units" units
run "exceptions" exceptions
run "several requests in flight" in_flight
run "too many requests in flight" too_many_in_flight
run "overlapping images" overlapping
run "addresses as Modicon writes them" modicon
run "nothing is counted twice or lost" totals
run "a server that knows no transactions" no_transactions
run "other ports" other_port
run "something else on the port" foreign
finish
