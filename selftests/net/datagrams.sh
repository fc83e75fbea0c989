#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# The way of datagrams and Ethernet frames to their decoders: IPv4 and IPv6,
# tags, padding, merged ones, what is met twice, answers from another port,
# ports set at run time, and headers that lie.
# shellcheck source=../lib.sh
. "$(dirname "$0")/../lib.sh"

station=1a01020304
mac=02:00:00:00:00:07

# Sends frames as datagrams.py has them.
frames() { # lines on stdin
	inject < <(/usr/bin/python3 "$here/datagrams.py" frames)
}

expect_value() { # device, value
	local is
	is=$(ft -j value show "hartip:$1/$station/pv" | jq -r '.[0].value')
	expect "pv of $1" "$is" "$2"
}

# So many datagrams more, all of them understood.
expect_datagrams() { # number, other gains...
	expect_gains "${@:2}"
	expect "gain of datagrams" "${gains[datagrams]}" "$1"
	expect "gain of pdus" "${gains[pdus]}" "$1"
}

over_ip() {
	mark
	frames <<-END
		publish 10.9.1.1 5094 10.9.1.2 4000 1.5
		publish fd09::1 5094 fd09::2 4000 2.5
		publish fd09::3 5094 fd09::2 4000 3.5 extensions=2
	END
	expect_datagrams 3
	expect_value 10.9.1.1:5094 1.5
	expect_value '[fd09::1]:5094' 2.5
	expect_value '[fd09::3]:5094' 3.5
}

# The outermost tag is not in the frame any more when it is met.
tags_and_padding() {
	mark
	frames <<-END
		publish 10.9.1.1 5094 10.9.1.2 4000 4.5 vlan=5
		publish 10.9.1.3 5094 10.9.1.2 4000 5.5 vlan=5,6
		publish 10.9.1.4 5094 10.9.1.2 4000 6.5 pad=30
		publish 10.9.1.4 5094 10.9.1.2 4000 7.5 vlan=5,6,7,8
	END
	expect_datagrams 3
	expect_value 10.9.1.1:5094 4.5
	expect_value 10.9.1.3:5094 5.5
	expect_value 10.9.1.4:5094 6.5
	expect "gain of frames_foreign" "${gains[frames_foreign]}" 1
}

# The server's port is where it was asked.
from_another_port() {
	mark
	frames <<-END
		request 10.9.1.2 4001 10.9.1.5 5094
		answer 10.9.1.5 5099 10.9.1.2 4001 8.5
		answer 10.9.1.5 5099 10.9.1.2 4002 9.5
	END
	expect_datagrams 2
	expect_value 10.9.1.5:5094 8.5
	expect_health "requests 1 answers 1 exceptions 0 timeouts 0" \
		"hartip:10.9.1.5:5094/$station"
	expect "gain of frames_foreign" "${gains[frames_foreign]}" 1
}

# The very octets that were sent before are a datagram of their own, unless they
# were just met at another tap.
met_twice() {
	local line='publish 10.9.1.6 5094 10.9.1.2 4000 10.5' twice
	twice=$(/usr/bin/python3 "$here/datagrams.py" frames <<<"$line")
	mark
	inject <<<"$twice"$'\n'"$twice"
	expect_datagrams 2
	ip -n "$near" link add br0 type bridge
	ip -n "$near" link set br0 up
	ip -n "$near" link set w1 master br0
	ft tap add br0 direction ingress promisc on
	# Not before the bridge forwards: what it learns it also delivers.
	wait_for 10 forwards
	mark
	inject <<<"$twice"$'\n'"$twice"
	expect_datagrams 2 frames_repeated=2
	expect "frames of the image" \
		"$(ft -j image show "hartip:10.9.1.6:5094/$station" | jq '.[0].frames')" 4
	ft tap del br0
	ip -n "$near" link del br0
}

forwards() { [ "$(in_ns "$near" cat /sys/class/net/w1/brport/state)" = 3 ]; }

make_route() {
	local mac
	mac=$(in_ns "$near" cat /sys/class/net/w1/address)
	ip -n "$far" addr add 10.9.2.1/24 dev w0
	ip -n "$far" neigh replace 10.9.2.2 lladdr "$mac" dev w0
}

by_socket() { # how, values...
	in_ns "$far" /usr/bin/python3 "$here/datagrams.py" send 10.9.2.2 4000 "$@" ||
		fail "cannot send"
}

arrived() { # datagrams
	gain
	[ "${gains[datagrams]}" -ge "$1" ]
}

in_pieces() {
	mark
	by_socket more 11.5 12.5
	wait_for 10 arrived 2
	expect_datagrams 2
	expect_value 10.9.2.1:5094 12.5
}

# One packet of them, each datagram scattered over it anyhow.
merged() {
	local values n
	values=$(seq -s ' ' 20 59)
	mark
	# shellcheck disable=SC2086 # one word per value
	by_socket gso $values
	wait_for 10 arrived 40
	expect_datagrams 40
	expect_value 10.9.2.1:5094 59
	expect "gain of frames" "${gains[frames]}" 1
	n=$(ft -j image show "hartip:10.9.2.1:5094/$station" | jq '.[0].changes')
	expect_range "changes of the image" "$n" 40 42
}

images_of() { # device
	ft -j image show "$1" | jq -r '[.[] | "\(.frames)"] | join(" ")'
}

# Cyclic frames of a class 1 controller, who is not known.
ether() { # lines of options...
	local option
	for option; do
		echo "ether 0x8892 $mac 02:00:00:00:00:08 8001$(printf '%080d' 7)${cycle}3500 $option"
	done
}

by_ethertype() {
	mark
	cycle=0100 && ether '' vlan=7 | frames
	expect_gains cycles_repeated=any
	expect "gain of datagrams" "${gains[datagrams]}" 2
	expect "frames of the image" "$(images_of "profinet:$mac")" 2
}

# By a packet socket, which says nothing of where headers are.
outwards() {
	local script
	ft tap del w1
	ft tap add w1 direction egress
	cycle=0180
	script=$(ether '' vlan=9 | /usr/bin/python3 "$here/datagrams.py" frames
		/usr/bin/python3 "$here/datagrams.py" frames <<-END
			publish 10.9.1.7 5094 10.9.1.2 4000 13.5
			publish 10.9.1.7 5094 10.9.1.2 4000 14.5 vlan=3
		END
	)
	mark
	in_ns "$near" wire w1 <<<"$script" || fail "wire failed"
	expect_gains cycles_repeated=any
	expect "gain of datagrams" "${gains[datagrams]}" 4
	expect "frames of the image" "$(images_of "profinet:$mac")" 4
	expect_value 10.9.1.7:5094 14.5
	ft tap del w1
	ft tap add w1 direction ingress
}

ports_at_run_time() {
	ft decoder set hartip udp-port 6000,6001
	ft decoder set profinet ethertype 0x88b5
	mark
	frames <<-END
		publish 10.9.1.8 6001 10.9.1.2 4000 15.5
		publish 10.9.1.10 5094 10.9.1.2 4000 16.5
		ether 0x88b5 $mac 02:00:00:00:00:08 8002$(printf '%080d' 7)02003500
		ether 0x8892 $mac 02:00:00:00:00:08 8002$(printf '%080d' 7)02803500
	END
	expect_datagrams 2
	expect_value 10.9.1.8:6001 15.5
	expect "gain of frames_foreign" "${gains[frames_foreign]}" 2
	ft decoder set hartip udp-port 5094
	ft decoder set profinet ethertype 0x8892
}

lying_headers() {
	mark
	frames <<-END
		publish 10.9.1.9 5094 10.9.1.2 4000 1 udp-length=7
		publish 10.9.1.9 5094 10.9.1.2 4000 1 udp-length=0
		publish 10.9.1.9 5094 10.9.1.2 4000 1 udp-length=100
		publish 10.9.1.9 5094 10.9.1.2 4000 1 cut=1
		publish 10.9.1.9 5094 10.9.1.2 4000 1 cut=28
		publish 10.9.1.9 5094 10.9.1.2 4000 1 ip-cut=28
		publish fd09::9 5094 fd09::2 4000 1 udp-length=100
	END
	expect_gains frames_malformed=7
	expect "gain of datagrams" "${gains[datagrams]}" 0
}

fragments() {
	mark
	frames <<-END
		publish 10.9.1.9 5094 10.9.1.2 4000 1 fragment=8192
		publish 10.9.1.9 5094 10.9.1.2 4000 1 fragment=100
	END
	expect_gains frames_fragment=2
	expect "gain of datagrams" "${gains[datagrams]}" 0
}

# Less than a message, or none at all: refused by the decoder, not by the core.
short_payloads() {
	mark
	frames <<-END
		publish 10.9.1.9 5094 10.9.1.2 4000 1 ip-cut=5 udp-length=27
		publish 10.9.1.9 5094 10.9.1.2 4000 1 udp-length=8
	END
	expect_gains pdu_truncated=any pdu_malformed=any pdu_nonsense=any
	expect "gain of datagrams" "${gains[datagrams]}" 1
	expect "gain of pdus" "${gains[pdus]}" 0
}

load
for module in fieldtap_hartip fieldtap_profinet; do
	modprobe "$module" || skip_all "module $module is not there"
done
make_wire
run "UDP over IPv4 and IPv6" over_ip
run "VLAN tags and padding" tags_and_padding
run "answers from another port" from_another_port
run "met twice" met_twice
make_route
run "datagrams gathered from pieces" in_pieces
run "merged datagrams are cut" merged
run "Ethernet frames" by_ethertype
run "outwards, by a packet socket" outwards
run "ports and EtherTypes at run time" ports_at_run_time
run "headers that lie" lying_headers
run "fragments" fragments
run "short payloads" short_payloads
finish
