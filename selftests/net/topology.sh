#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# The same conversation met on the server's host, on the client's, on a bridge
# between them, on a VLAN device and on lo: each PDU counts once, wherever it
# was met and however often.
# shellcheck source=../lib.sh
. "$(dirname "$0")/../lib.sh"

device=modbus:10.9.0.1:502/1
hello=(read:hr:10:3 write:hr:20:4711 read:coil:0:10)
values=(hr/10=1010 hr/12=1012 hr/20=4711 coil/0=1 coil/1=0 coil/9=1)

# hmi and plc, joined by the bridge of sw; every host taps all that it has.
sw=
make_world() {
	new_netns plc plc
	new_netns hmi hmi
	new_netns sw sw
	link "$plc" "$sw" eth0 port1
	link "$hmi" "$sw" eth0 port2
	ip -n "$sw" link add br0 type bridge
	ip -n "$sw" link set br0 up
	ip -n "$sw" link set port1 master br0
	ip -n "$sw" link set port2 master br0
	number=1
	for ns in "$plc" "$hmi"; do
		ip -n "$ns" addr add 10.9.0.$number/24 dev eth0
		ip -n "$ns" addr add fd09::$number/64 dev eth0 nodad
		ip -n "$ns" link add eth0.10 link eth0 type vlan id 10
		ip -n "$ns" link set eth0.10 up
		ip -n "$ns" addr add 10.10.0.$number/24 dev eth0.10
		number=2
	done
	serve "$plc"
}

tap() { # namespace, device, options...
	at=$1
	ft tap add "${@:2}" || fail "cannot tap $2"
}

# What one place knows of a device: the client's count, and these values.
knows_once() { # namespace, device, client's count, values...
	at=$1
	expect_health "$3" "$2"
	expect_values -d "$2" "${@:4}"
}

on_both_hosts() {
	local count
	tap "$plc" eth0
	tap "$hmi" eth0
	count=$(ask "$hmi" -n 3 10.9.0.1 "${hello[@]}")
	knows_once "$plc" "$device" "$count" "${values[@]}"
	knows_once "$hmi" "$device" "$count" "${values[@]}"
}

over_ipv6() {
	local count
	count=$(ask "$hmi" -n 2 fd09::1 "${hello[@]}")
	knows_once "$plc" "modbus:[fd09::1]:502/1" "$count" "${values[@]}"
	knows_once "$hmi" "modbus:[fd09::1]:502/1" "$count" "${values[@]}"
}

on_a_bridge() {
	local count
	tap "$sw" port1
	tap "$sw" port2 promisc on
	tap "$sw" br0
	count=$(ask "$hmi" -n 3 10.9.0.1 unit:7 "${hello[@]}")
	knows_once "$sw" modbus:10.9.0.1:502/7 "$count" "${values[@]}"
	expect_some "frames_repeated" "$(counter frames_repeated)"
	expect "segments_retransmitted" "$(counter segments_retransmitted)" 0
	expect "frames of an image" \
		"$(ft -j image show modbus:10.9.0.1:502/7/hr/10 | jq '.[0].frames')" 3
}

# Where one of two taps misses a direction, the other has it.
by_two_halves() {
	local count
	ft tap del port1
	ft tap del port2
	ft tap del br0
	tap "$sw" port1 direction ingress
	tap "$sw" port2 direction ingress
	count=$(ask "$hmi" 10.9.0.1 unit:8 "${hello[@]}")
	knows_once "$sw" modbus:10.9.0.1:502/8 "$count" "${values[@]}"
	expect "gaps" "$(counter gaps)" 0
}

on_a_vlan_device_and_below() {
	local count before
	at=$plc
	before=$(counter frames_repeated)
	tap "$plc" eth0.10
	count=$(ask "$hmi" -n 2 10.10.0.1 "${hello[@]}")
	knows_once "$plc" modbus:10.10.0.1:502/1 "$count" "${values[@]}"
	expect_range "frames_repeated" "$(counter frames_repeated)" \
		$((before + 1)) 1000000
	ft tap del eth0.10
	# And by the tagged frames alone.
	count=$(ask "$hmi" 10.10.0.1 unit:2 "${hello[@]}")
	knows_once "$plc" modbus:10.10.0.1:502/2 "$count" "${values[@]}"
}

on_lo() {
	local count
	tap "$hmi" lo
	serve "$hmi" -p 1502
	ft decoder set modbus tcp-port 502,1502 || fail "cannot set ports"
	count=$(ask "$hmi" -n 3 -p 1502 127.0.0.1 "${hello[@]}")
	knows_once "$hmi" modbus:127.0.0.1:1502/1 "$count" "${values[@]}"
	expect "frames_repeated" "$(counter frames_repeated)" 0
}

half_heard() {
	at=$plc
	ft config set request-timeout 1000
	ft tap del eth0
	tap "$plc" eth0 direction ingress
	ask "$hmi" 10.9.0.1 unit:9 "${hello[@]}" >/dev/null
	wait_for 5 timed_out 3
	expect "answers" "$(device_field .answers modbus:10.9.0.1:502/9)" 0
	expect "images" "$(device_field .images modbus:10.9.0.1:502/9)" 0
}

timed_out() { # number
	[ "$(device_field .timeouts modbus:10.9.0.1:502/9)" = "$1" ]
}

promiscuity() {
	ip -n "$sw" -d -j link show port1 | jq '.[0].promiscuity'
}

promiscuous() {
	local before
	before=$(promiscuity)
	at=$sw
	ft tap del port1
	tap "$sw" port1 promisc on
	expect "promiscuity" "$(promiscuity)" $((before + 1))
	expect "tap show" "$(ft -j tap show port1 | jq -c '.[0].promisc')" true
	ft tap del port1
	expect "promiscuity after all" "$(promiscuity)" "$before"
}

# A mirror port: tagged frames of others, in one tag or in two.
tagged_by_hand() { # vlan ids, server
	inject <<-END
		flow s=$2 vlan=$1
		syn
		c [1 1 0300000001]
		s [1 1 0302 0011]
	END
	expect_values -d "modbus:$2:502/1" hr/0=17
}

fragmented() {
	local before
	before=$(counter frames_fragment)
	in_ns "$far" /usr/bin/python3 - <<-'END'
		from socket import *
		import struct
		s = socket(AF_PACKET, SOCK_RAW)
		s.bind(("w0", 0))
		ip = struct.pack(">BBHHHBBH4s4s", 0x45, 0, 40, 1, 0x2000, 64, 6, 0,
				 inet_aton("10.9.5.1"), inet_aton("10.9.5.2"))
		s.send(b"\xff" * 6 + b"\x02" * 6 + b"\x08\x00" + ip + b"\0" * 20)
	END
	wait_for 5 fragments $((before + 1))
}

fragments() { [ "$(counter frames_fragment)" = "$1" ]; }

load
make_world
run "on the server's host and on the client's" on_both_hosts
run "IPv6" over_ipv6
run "on a bridge and both of its ports" on_a_bridge
run "each direction at another tap" by_two_halves
run "on a VLAN device and on the one below" on_a_vlan_device_and_below
run "on lo, another port" on_lo
run "one direction only" half_heard
run "promiscuous mode, while asked for" promiscuous
make_wire
run "tagged frames" tagged_by_hand 10 10.9.5.10
run "frames tagged twice" tagged_by_hand 10,20 10.9.5.20
run "fragments are counted" fragmented
finish
