#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# The same frame met at several places counts once.
# shellcheck source=../lib.sh
. "$(dirname "$0")/../lib.sh"

commands=(-n 20 10.9.0.1 read:hr:0:20 read:coil:0:20 count:300 read:hr:29999:2 flight:50:8)

# All that the client counted, once, wherever it was met.
once() { # namespace that looks, unit, is anything met twice
	local said
	at=$1
	mark
	said=$(ask "$hmi" "${commands[@]:0:3}" "unit:$2" "${commands[@]:3}")
	expect "what the client says" "$said" \
		"requests 240 answers 240 exceptions 20 timeouts 0"
	expect_health "$said" "modbus:10.9.0.1:502/$2"
	# A slow machine may send again what only took long.
	expect_gains frames_repeated=any segments_retransmitted=any
	expect "gain of pdus" "${gains[pdus]}" 480
	if [ "$3" = yes ]; then
		expect_some "gain of frames_repeated" "${gains[frames_repeated]}"
	else
		expect "gain of frames_repeated" "${gains[frames_repeated]}" 0
	fi
	expect "frames of an image" \
		"$(ft -j image show "modbus:10.9.0.1:502/$2/hr/0" | jq '.[0].frames')" 20
	expect "retransmissions" \
		"$(device_field .retransmissions "modbus:10.9.0.1:502/$2")" \
		"${gains[segments_retransmitted]}"
}

# plc - p0 [br0 in sw] p1 - hmi
make_switch() {
	local port n=1 ns
	new_netns plc plc
	new_netns hmi hmi
	new_netns sw sw
	ip -n "$sw" link add br0 type bridge || skip_all "no bridges"
	link "$plc" "$sw" eth0 p0
	link "$hmi" "$sw" eth0 p1
	for port in p0 p1; do
		ip -n "$sw" link set $port master br0
	done
	ip -n "$sw" link set br0 up
	for ns in "$plc" "$hmi"; do
		ip -n "$ns" addr add 10.9.0.$n/24 dev eth0
		n=2
	done
}

bridge_one() { at=$sw; ft tap add p0; once "$sw" 1 no; }
bridge_both() { at=$sw; ft tap add p1; once "$sw" 2 yes; }
bridge_all() { at=$sw; ft tap add br0 promisc on; once "$sw" 3 yes; }
ingress_only() {
	at=$sw
	ft tap del br0
	ft tap del p0
	ft tap del p1
	ft tap add p0 direction ingress
	ft tap add p1 direction ingress
	once "$sw" 4 no
}

# fieldtap where the client is: its requests leave.
host_as_client() { at=$hmi; ft tap add eth0; once "$hmi" 5 no; }
host_as_server() { at=$plc; ft tap add eth0; once "$plc" 6 no; }

loopback() {
	at=$plc
	ft tap add lo
	hmi=$plc once "$plc" 7 no
	ft tap del lo
}

# Both clients of one server, tapped at once.
two_devices() {
	at=$plc
	ft tap add lo
	start ip netns exec "$plc" mb_client -n 50 10.9.0.1 unit:8 read:hr:0:20 >/dev/null
	ask "$hmi" -n 50 10.9.0.1 unit:9 read:hr:0:20 >/dev/null
	wait "${background[-1]}"
	expect_health "requests 50 answers 50 exceptions 0 timeouts 0" modbus:10.9.0.1:502/8
	expect_health "requests 50 answers 50 exceptions 0 timeouts 0" modbus:10.9.0.1:502/9
}

modprobe bridge 2>/dev/null
load
sw=''
make_switch
serve "$plc"
run "one port of a bridge" bridge_one
run "both ports of a bridge" bridge_both
run "the bridge itself, too" bridge_all
run "both ports, ingress only" ingress_only
run "where the client is" host_as_client
run "where the server is" host_as_server
run "the loopback device" loopback
run "two devices" two_devices
finish
