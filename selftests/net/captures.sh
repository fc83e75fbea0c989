#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# captures.sh [CAPTURE]...
#
# Replays captures into a tapped device. For every address that tshark shows a
# value for, fieldtap must have the same last value. Without arguments: the
# captures of ../shared, one by one and as one, one recorded right here and one
# that was made up.
# shellcheck source=../lib.sh
. "$(dirname "$0")/../lib.sh"
# shellcheck source=../replay_lib.sh
. "$here/../replay_lib.sh"

# Prints each address whose value is not what it should be, and the total.
compare() { # expected JSON
	ft -j value show | jq -r --slurpfile wanted "$1" '
		(map({key: .address, value: .value}) | from_entries) as $is |
		$wanted[0] | to_entries |
		map(select((.value | tonumber) != $is[.key])) as $bad |
		($bad[] | "\(.key) is \($is[.key]), tshark says \(.value)"),
		"compared \(length)"'
}

replayed() { # name, capture...
	local said
	new_wire
	ft config set request-timeout 60000
	replay "${@:2}"
	made_of "$1.json" tshark_values.py "${@:2}" >"$scratch/wanted"
	said=$(compare "$scratch/wanted")
	[[ $said = "compared "* ]] || fail "$said"
	echo "# ${said##*$'\n'} addresses"
}

record() { # file
	local dump
	make_pair
	serve "$plc"
	start ip netns exec "$hmi" tcpdump -q -U -i eth0 -w "$1" tcp
	dump=${background[-1]}
	wait_for 10 test -s "$1"
	for server in 10.9.0.1 fd09::1; do
		ask "$hmi" -n 40 "$server" read:coil:0:2000 read:di:7:1999 read:hr:0:125 \
			read:ir:100:125 count:50 count:51 rdwr:48:5:52:7,8,9 >/dev/null
		ask "$hmi" "$server" unit:9 writes:hr:200:1,2,3,4 writes:coil:5:1,1,0,1,0,1,1,1,1,0 \
			write:coil:30:1 mask:200:0xf0f0:0x0505 read:hr:29999:2 raw:4a0011 \
			raw:18000b flight:300:16 >/dev/null
	done
	wait_for 10 recorded "$1"
	kill "$dump"
	wait "$dump"
	echo "# $(stat -c %s "$1") octets"
}

# The last answers, of the flight to the second server.
recorded() { # file
	[ "$(tcpdump -r "$1" ip6 2>/dev/null | grep -c 'fd09::1.502 >')" -ge 290 ]
}

need tcpreplay
load
if [ $# -gt 0 ]; then
	for capture; do
		run "$(basename "$capture")" replayed "$(basename "$capture")" "$capture"
	done
	finish
fi

need tcpdump tshark /usr/bin/python3
run "a capture is recorded" record "$scratch/own.pcap"
run "that capture" replayed own "$scratch/own.pcap"

synthetic=${OUTPUT:-}/captures/synthetic.pcap
if [ -r "$synthetic" ]; then
	run "one that was made up" replayed synthetic.pcap "$synthetic"
fi

shared=$here/../../../shared/captures
all=("$shared"/modbus-*.pcap)
if [ -e "${all[0]}" ]; then
	for capture in "${all[@]}"; do
		run "$(basename "$capture")" replayed "$(basename "$capture")" "$capture"
	done
	run "all of ../shared, one after the other" replayed all "${all[@]}"
else
	run "captures of ../shared" skip "there is no ../shared/captures"
fi
finish
