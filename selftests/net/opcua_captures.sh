#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# opcua_captures.sh
#
# The captures of ../shared: each value that tshark shows must be what fieldtap
# has.
# shellcheck source=../lib.sh
. "$(dirname "$0")/../lib.sh"
# shellcheck source=../replay_lib.sh
. "$here/../replay_lib.sh"
# shellcheck source=../opcua_lib.sh
. "$here/../opcua_lib.sh"

replayed() { # capture
	local name
	name=$(basename "$1")
	new_wire
	ft config set request-timeout 60000 max-image-bytes 2048
	made_of "$name.ethernet" ethernet_pcap.py "$1" >"$scratch/capture"
	replay "$scratch/capture"
	made_of "$name.json" opcua_tshark.py "$1" | jq .values >"$scratch/wanted"
	agrees "$scratch/wanted"
}

need editcap tcpreplay tshark /usr/bin/python3
load
modprobe fieldtap_opcua || skip_all "module fieldtap_opcua is not there"
all=("$here"/../../../shared/captures/opcua-*.pcap*)
[ -e "${all[0]}" ] || skip_all "there is no ../shared/captures"
for capture in "${all[@]}"; do
	run "$(basename "$capture")" replayed "$capture"
done
finish
