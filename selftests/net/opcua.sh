#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# opcua.sh
#
# node-opcua's server and client: what the client read, wrote and was told by
# its subscription, fieldtap must have, too; then signed and encrypted channels;
# and PubSub.
# shellcheck source=../lib.sh
. "$(dirname "$0")/../lib.sh"
# shellcheck source=../opcua_lib.sh
. "$here/../opcua_lib.sh"

export NODE_OPCUA=${NODE_OPCUA:-$here/../../build/node-opcua}
server=opcua:10.9.0.1:4840
conversations=0

# In an emulated machine it takes less time to interpret than to compile.
node=(node --jitless)

serve_opcua() {
	start ip netns exec "$plc" "${node[@]}" "$here/opcua_server.js" 10.9.0.1 "$scratch/keys" \
		>"$scratch/served" 2>&1
	wait_for 240 grep -q '^ready' "$scratch/served"
}

# Both take long to start in a machine.
start_client() {
	mkfifo "$scratch/orders"
	exec {orders}<>"$scratch/orders"
	start ip netns exec "$hmi" "${node[@]}" "$here/opcua_client.js" 10.9.0.1 "$scratch/keys" \
		<&"$orders" >"$scratch/client" 2>&1
}

told() { [ "$(grep -c '^told ' "$scratch/client")" -ge "$1" ]; }

client() { # POLICY MODE
	echo "$*" >&"$orders"
	conversations=$((conversations + 1))
	wait_for 120 told "$conversations" || tail -n 5 "$scratch/client" | cut -c 1-200
	# The library says things, too.
	sed -n 's/^told //p' "$scratch/client" | tail -n 1 >"$scratch/told"
}

quality_of() { # address
	ft -j value show "$1" | jq -r '.[0] | "\(.quality) \(.status // "Good")"'
}

converses() {
	point ua.before "$server/ns=1;s=Float"
	client None None
	jq --arg server "$server/" 'with_entries(.key |= $server + .)' "$scratch/told" \
		>"$scratch/wanted"
	agrees "$scratch/wanted"
	expect_some "values" "$(jq length "$scratch/wanted")"
	expect "handles without a node" "$(ft -j value show "$server/subscription" | jq length)" 0
	expect "the security" "$(device_field .labels.security "$server")" None
	expect_some "publications" "$(device_field .publications "$server")"
	expect "timeouts" "$(device_field .timeouts "$server")" 0
	for name in pdu_truncated pdu_malformed pdu_unmatched pdu_mismatched pdu_nonsense \
		pdu_incomplete pdu_encrypted; do
		expect "$name" "$(counter "$name")" 0
	done
}

# What a node has, a point has that names it.
points() {
	point ua.after "$server/ns=1;s=Int64"
	point ua.broken "$server/ns=1;s=Broken"
	expect "points" "$(ft -j point show | jq -r 'sort_by(.name)[] |
		"\(.name) \(.value) \(.quality)"')" \
		"$(ft -j value show "$server/ns=1;s=" | jq -r --arg s "$server/ns=1;s=" '
			{"ua.after": "Int64", "ua.before": "Float", "ua.broken": "Broken"} as $nodes |
			(map({key: .address, value: .}) | from_entries) as $is |
			$nodes | to_entries[] | $is[$s + .value] as $v |
			"\(.key) \($v.value) \($v.quality)"')"
}

bad_values() {
	expect "the quality of Broken" "$(quality_of "$server/ns=1;s=Broken")" \
		"bad BadSensorFailure"
	expect "the quality of Missing" "$(quality_of "$server/ns=1;s=Missing")" \
		"bad BadNodeIdUnknown"
	expect "the quality of Bool" "$(quality_of "$server/ns=1;s=Bool")" "good Good"
}

frames_of() { # image
	ft -j image show "$server" | jq -r --arg name "$1" \
		'.[] | select(.image == $name) | .frames'
}

signed() {
	local before
	before=$(frames_of "ns=1;s=Bool")
	client Basic256Sha256 Sign
	expect "times that Bool was seen" "$(frames_of "ns=1;s=Bool")" $((before + 1))
	expect "the security" "$(device_field .labels.security "$server")" "Sign Basic256Sha256"
	agrees "$scratch/wanted"
}

encrypted() {
	local before known
	before=$(frames_of "ns=1;s=Bool")
	known=$(counter pdu_encrypted)
	client Basic256Sha256 SignAndEncrypt
	expect "times that Bool was seen" "$(frames_of "ns=1;s=Bool")" "$before"
	expect "the security" "$(device_field .labels.security "$server")" \
		"SignAndEncrypt Basic256Sha256"
	expect_range "pdu_encrypted" "$(($(counter pdu_encrypted) - known))" 10 1000
}

# Publisher 2234, group 100, writer 62541: true and 42 as UInt32.
pubsub() {
	in_ns "$hmi" /usr/bin/python3 - <<-'END' || fail "could not send"
		import socket
		message = bytes.fromhex("f1 01 ba08 01 6400 01 4df4 01 0200 0101 072a000000")
		with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as udp:
		    udp.sendto(message, ("10.9.0.1", 4840))
		with socket.socket(socket.AF_PACKET, socket.SOCK_RAW) as raw:
		    raw.bind(("eth0", 0))
		    message = message.replace(bytes.fromhex("6400"), bytes.fromhex("6500"))
		    raw.send(bytes.fromhex("ffffffffffff020000000009b62c") + message.ljust(46, bytes(1)))
	END
	wait_for 10 published
	echo '{"uadp:2234/100/62541/0": true, "uadp:2234/100/62541/1": 42,
		"uadp:2234/101/62541/0": true, "uadp:2234/101/62541/1": 42}' >"$scratch/wanted"
	ft -j value show uadp: | jq -c 'map({key: .address, value: .value}) | from_entries' >"$scratch/is"
	expect "values" "$(jq -c . "$scratch/is")" "$(jq -c . "$scratch/wanted")"
}

published() { [ "$(device_field .publications uadp:2234)" = 2 ]; }

need /usr/bin/python3
load
modprobe fieldtap_opcua || skip_all "module fieldtap_opcua is not there"
make_pair
ft tap add eth0 || skip_all "cannot tap"
ft config set request-timeout 60000 max-image-bytes 2048
run "PubSub by UDP and Ethernet" pubsub
if [ -d "$NODE_OPCUA/node_modules" ] && command -v node >/dev/null; then
	mkdir "$scratch/keys"
	cp -r "$NODE_OPCUA/pki" "$scratch/keys/"
	start_client
	serve_opcua
	run "a client reads, writes and subscribes" converses
	run "bad values" bad_values
	run "points" points
	run "a signed channel" signed
	run "an encrypted channel" encrypted
else
	run "node-opcua" skip "selftests/node.sh could not fetch node-opcua"
fi
finish
