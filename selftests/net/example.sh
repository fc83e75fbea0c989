#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# The decoder of Documentation/decoder.rst, built outside of the tree: its values
# over TCP, and one that was built for another ABI.
# shellcheck source=../lib.sh
. "$(dirname "$0")/../lib.sh"

talk() { # acme.py's arguments
	in_ns "$hmi" /usr/bin/python3 "$here/acme.py" client 10.9.0.1 "$@" ||
		fail "acme.py failed"
}

# Of a value: what it is, unit and quality.
shown() { # station/point
	ft -j value show acme: | jq -r --arg a "acme:10.9.0.1:7700/$1" \
		'.[] | select(.address == $a) | "\(.value) \(.unit) \(.quality)"'
}

published() { # station, so often
	[ "$(device_field .publications "acme:10.9.0.1:7700/$1")" = "$2" ]
}

values() {
	mark
	talk
	wait_for 10 published 2 1
	expect "p1" "$(shown 1/p1)" "21.5 degC good"
	expect "p2" "$(shown 1/p2)" "4.25 bar good"
	expect "p3" "$(shown 1/p3)" "0 m3/h bad"
	expect "p1 of another station" "$(shown 2/p1)" "22.5 degC good"
	expect_gains pdus=2 segments_retransmitted=any
}

from_a_client() {
	mark
	talk say
	wait_for 10 published 2 2
	wait_for 10 counted_more pdu_malformed "${counted[pdu_malformed]}"
	expect_gains pdu_malformed=1 segments_retransmitted=any
	expect "devices" "$(ft -j device show acme: | jq length)" 2
}

wrong_abi() {
	local said
	said=$(modprobe fieldtap_acme_old 2>&1) && fail "it was taken"
	[[ $said = *"Protocol error"* ]] || fail "modprobe says: $said"
	dmesg | grep -q "fieldtap: decoder acme was built for ABI 1, this is ABI [2-9]" ||
		fail "the log does not say why"
	expect "decoders of that name" "$(ft -j decoder show |
		jq '[.[] | select(.name == "acme" and .loaded)] | length')" "$1"
}

# Values stay, and are known again.
again() {
	rmmod fieldtap_acme || fail "rmmod failed"
	expect "values without the decoder" "$(shown 1/p1)" ""
	expect "images without it" "$(ft -j image show acme: | jq length)" 2
	modprobe fieldtap_acme || fail "modprobe failed"
	expect "p1" "$(shown 1/p1)" "21.5 degC good"
}

need /usr/bin/python3
load
modprobe -n fieldtap_acme 2>/dev/null || skip_all "module fieldtap_acme is not there"
trap 'cleanup; rmmod fieldtap_acme 2>/dev/null' EXIT
make_pair
start ip netns exec "$plc" /usr/bin/python3 "$here/acme.py" server 10.9.0.1 >"$scratch/server"
wait_for 20 grep -q ready "$scratch/server"
run "another ABI is refused" wrong_abi 0
ft tap add eth0 decoder acme
run "values" values
run "what a client sends is no value" from_a_client
run "another ABI is refused while this one is there" wrong_abi 1
run "taken away and back" again
finish
