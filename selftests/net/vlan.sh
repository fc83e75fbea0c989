#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# VLANs in VLANs, with a tap on each device that a frame passes; frames whose
# tags no device takes off.
# shellcheck source=../lib.sh
. "$(dirname "$0")/../lib.sh"

# In both namespaces, with an address in network 10.N.0.0/24.
make_vlan() { # name, device below, id, protocol, N
	local ns n=1
	for ns in "$plc" "$hmi"; do
		ip -n "$ns" link add "$1" link "$2" type vlan id "$3" proto "$4" ||
			fail "no VLAN device"
		ip -n "$ns" link set "$1" up
		ip -n "$ns" addr add "10.$5.0.$n/24" dev "$1"
		n=2
	done
}

# Tapped at one device after the other, then at all of them: counted once.
vlan() { # N, device...
	local network=$1 device n=0
	shift
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
make_vlan s8 eth0 8 802.1ad 80
make_vlan s8.9 s8 9 802.1Q 8
run "a VLAN in a service VLAN" vlan 8 eth0 s8 s8.9
make_wire
run "one tag" tagged 5
run "two tags" tagged 6,7
run "priority tags" tagged 8
finish
