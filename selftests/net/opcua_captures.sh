#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# opcua_captures.sh
#
# The captures of ../shared: each value that tshark shows must be what fieldtap
# has.
# shellcheck source=../lib.sh
. "$(dirname "$0")/../lib.sh"
# shellcheck source=../opcua_lib.sh
. "$here/../opcua_lib.sh"

replayed() { # capture
	local said
	make_wire
	ft config set request-timeout 60000 max-image-bytes 2048
	# Some are pcapng.
	editcap -F pcap "$1" "$scratch/plain"
	/usr/bin/python3 "$here/../ethernet_pcap.py" "$scratch/plain" "$scratch/capture"
	said=$(in_ns "$far" tcpreplay -q --topspeed -i w0 "$scratch/capture" 2>&1) || fail "$said"
	wire_sent=$(awk '/Successful packets/ { n += $3 } END { print n }' <<<"$said")
	wait_for 30 wire_arrived
	if /usr/bin/python3 "$here/../opcua_tshark.py" "$1" >"$scratch/oracle"; then
		jq .values "$scratch/oracle" >"$scratch/wanted"
		agrees "$scratch/wanted"
	else
		fail "opcua_tshark.py failed"
	fi
	ip netns del "$far"
	ip netns del "$near"
}

need editcap jq tcpreplay tshark /usr/bin/python3
load
modprobe fieldtap_opcua || skip_all "module fieldtap_opcua is not there"
all=("$here"/../../../shared/captures/opcua-*.pcap*)
[ -e "${all[0]}" ] || skip_all "there is no ../shared/captures"
for capture in "${all[@]}"; do
	run "$(basename "$capture")" replayed "$capture"
done
finish
