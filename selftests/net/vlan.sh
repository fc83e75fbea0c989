#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# IPv6, VLANs, VLANs in VLANs; taps on the device below and on the VLAN's own.
# shellcheck source=../lib.sh
. "$(dirname "$0")/../lib.sh"

ipv6() {
	ask "$hmi" fd09::1 read:hr:0:3 read:coil:0:3 write:hr:9:5 >/dev/null
	expect_values -d 'modbus:[fd09::1]:502/1' hr/0=1000 hr/2=1002 coil/0=1 coil/1=0 hr/9=5
	expect "values of a prefix" "$(ft -j value show 'modbus:[fd09::1]:502/1/hr/9' | jq length)" 1
}

# A device named eth0.7 in both namespaces, 10.7.0.x, on top of eth0.
make_vlan() { # name, below, id, protocol, network
	local ns n=1
	for ns in "$plc" "$hmi"; do
		ip -n "$ns" link add "$1" link "$2" type vlan id "$3" proto "$4" ||
			fail "no VLAN device"
		ip -n "$ns" link set "$1" up
		ip -n "$ns" addr add "10.$5.0.$n/24" dev "$1"
		n=2
	done
}

# Tapped at the device below, at the VLAN's own, and at both: counted once.
vlan() { # network, device...
	local device n=0
	shift 2
	for device; do
		ft tap add "$device"
		ask "$hmi" "10.$network.0.1" "unit:$((1 + n))" read:hr:0:3 "write:hr:5:$((70 + n))" \
			>/dev/null
		expect_values -d "modbus:10.$network.0.1:502/$((1 + n))" hr/0=1000 "hr/5=$((70 + n))"
		ft tap del "$device"
		n=$((n + 1))
	done
	for device; do
		ft tap add "$device"
	done
	mark
	ask "$hmi" "10.$network.0.1" unit:9 read:hr:0:3 write:hr:5:79 >/dev/null
	expect_health "requests 2 answers 2 exceptions 0 timeouts 0" "modbus:10.$network.0.1:502/9"
	gain
	expect "gain of pdus" "${gains[pdus]}" 4
	expect_some "gain of frames_repeated" "${gains[frames_repeated]}"
	for device; do
		ft tap del "$device"
	done
}

# Tags within the frame itself, as where no device takes them off.
tagged() { # vlan ids
	mark
	inject <<-EOF
		flow s=10.6.0.${1%%,*} cp=41000 vlan=$1
		syn
		c [1 1 0300000001]
		s [1 1 0302 0909]
		flow s=fd06::${1%%,*} c=fd06::2
		syn
		c [1 1 0300000001]
		s [1 1 0302 0a0a]
		flow c=10.6.0.250
	EOF
	expect_gains
	expect_values -d "modbus:10.6.0.${1%%,*}:502/1" hr/0=2313
	expect_values -d "modbus:[fd06::${1%%,*}]:502/1" hr/0=2570
}

load
make_pair
serve "$plc"
ft tap add eth0
run "IPv6" ipv6
ft tap del eth0
network=7
run "a VLAN" eval 'make_vlan eth0.7 eth0 7 802.1Q 7; vlan 7 - eth0 eth0.7'
network=8
run "a VLAN in a service VLAN" eval 'make_vlan s8 eth0 8 802.1ad 80
	make_vlan s8.8 s8 9 802.1Q 8; vlan 8 - eth0 s8 s8.8'
make_wire
run "one tag" tagged 5
run "two tags" tagged 6,7
run "priority tags" tagged 8
finish
