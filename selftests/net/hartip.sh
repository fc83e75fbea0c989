#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# hartip.sh
#
# A HART-IP gateway with devices that publish, and its clients, by TCP and UDP:
# every value, unit and label that tshark shows of what they said, fieldtap must
# have, too. Then the captures of ../shared, sessions that are secured, and a
# candidate for the decoder's place.
# shellcheck source=../lib.sh
. "$(dirname "$0")/../lib.sh"
# shellcheck source=../shadow_lib.sh
. "$here/../shadow_lib.sh"
# shellcheck source=../replay_lib.sh
. "$here/../replay_lib.sh"

protocol=hartip
gateway=264e0000d2 asked=37b3000102 hidden=1199a0b0c0

serve_hart() { # address
	local said="$scratch/server.$RANDOM"
	: >"$said"
	start ip netns exec "$plc" /usr/bin/python3 "$here/../hartip_peer.py" server "$1" >"$said"
	wait_for 60 grep -q ready "$said"
}

ask_hart() { # transport, address, device's name for that address
	in_ns "$hmi" /usr/bin/python3 "$here/../hartip_peer.py" client "$1" "$2" ||
		fail "the client failed"
	# The last but session messages is a direct PDU.
	wait_for 10 published "hartip:$3:5094/$hidden"
}

published() { # device: as often as its gateway sent
	publications=$(device_field .publications "$1")
	[ "${publications:-0}" = "$((12 * ${rounds[${1%/*}]}))" ]
}

declare -A rounds
converse() { # transport, address, name
	local server=hartip:$3:5094 n
	rounds[$server]=$((${rounds[$server]:-0} + 1))
	n=${rounds[$server]}
	ask_hart "$@"
	expect_health "requests $((21 * n)) answers $((21 * n)) exceptions $n timeouts 0" \
		"$server/$gateway"
	expect "the refusal" "$(device_field .last_exception "$server/$gateway")" 64
	expect_health "requests $((19 * n)) answers $((19 * n)) exceptions $n timeouts 0" \
		"$server/$asked"
	expect_health "requests $((2 * n)) answers $((2 * n)) exceptions 0 timeouts 0" \
		"$server/$hidden"
	expect "command 31's image" "$(image_of "$server/$gateway" cmd1024)" 0000010203
}

image_of() { # device, image
	ft -j image show "$1" | jq -r --arg name "$2" '.[] | select(.image == $name) | .data'
}

# Prints what is not as it should be, and the totals.
compare() { # expected JSON
	ft -j value show hartip: >"$scratch/values"
	ft -j device show hartip: >"$scratch/devices"
	jq -rn --slurpfile wanted "$1" --slurpfile values "$scratch/values" \
		--slurpfile devices "$scratch/devices" '
		def same($a; $b): $a == $b or (($a | type) == "number" and
			($b | type) == "number" and
			(($a - $b) | fabs) <= 1e-6 * ($a | fabs));
		($values[0] | map({key: .address, value: .}) | from_entries) as $is |
		($devices[0] | map({key: .device, value: .labels}) | from_entries) as $labels |
		($wanted[0].values | to_entries[] |
			.key as $a | .value as $w |
			select(($is[$a] | not) or (same($w.value; $is[$a].value) | not) or
				(($w | has("unit")) and $w.unit != $is[$a].unit)) |
			"\($a) is \($is[$a] | {value, unit}), tshark says \($w)"),
		($wanted[0].labels | to_entries[] | .key as $d | .value | to_entries[] |
			select($labels[$d][.key] != .value) |
			"\($d) \(.key) is \($labels[$d][.key]), tshark says \(.value)"),
		"compared \($wanted[0].values | length) values and " +
		"\([$wanted[0].labels[] | length] | add // 0) labels"'
}

as_tshark() { # capture
	local said
	made_of "$(basename "$1").json" hartip_tshark.py "$1" >"$scratch/wanted"
	said=$(compare "$scratch/wanted")
	[[ $said = "compared "* ]] || fail "$said"
	echo "# ${said##*$'\n'}"
}

# A point is the value that its address has, in its unit.
points() {
	local pv="hartip:10.9.0.1:5094/$asked/pv"
	point hart.pv "$pv"
	point hart.half "$pv" scale 0.5
	expect "points and the value" "$(ft -j point show | jq -r 'sort_by(.name)[] |
		"\(.value) \(.unit) \(.type)"' | xargs)" \
		"$(ft -j value show "$pv" | jq -r '.[0] |
			"\(.value / 2) \(.unit) \(.type) \(.value) \(.unit) \(.type)"')"
}

understood() {
	expect_gains
	expect "labels of the tag" "$(device_field .labels.tag "hartip:10.9.0.1:5094/$asked")" TIC-101
}

# A record of TLS where a session should begin.
secured() {
	in_ns "$hmi" bash -c 'printf "\x16\x03\x01\x00\x05hello" >/dev/tcp/10.9.0.1/5094' ||
		fail "no connection"
	wait_for 10 labelled
	expect "pdu_encrypted" "$(counter pdu_encrypted)" 1
}

labelled() {
	ft -j device show hartip: | jq -e --arg name hartip:10.9.0.1:5094 \
		'any(.[]; .device == $name and .labels.security == "TLS")' >/dev/null
}

by_udp() { converse udp 10.9.0.1 10.9.0.1; }

# Both begin with no notes: one that came later would not know who has a short address.
beside() { # fault
	candidate "$1"
	leave fieldtap_hartip
	modprobe fieldtap_hartip || fail "cannot load the decoder"
	shadow
}

# Datagrams, items and labels of a second decoder, and streams.
equal_candidate() {
	local before
	beside none
	before=$(counter pdus)
	by_udp
	converse tcp fd09::1 '[fd09::1]'
	expect_equal $(($(counter pdus) - before))
	off
}

caught() { # fault, difference...
	beside "$1"
	by_udp
	expect_differences "${@:2}"
	off
}

wrong_candidate() {
	caught quality different=some
	caught item different=some
	caught publish report=24
	caught label report=some
	caught result result=some
	# It does not know whose short address that is.
	caught note extra=some missing=some report=some
	expect "devices" "$(ft -j device show hartip:10.9.0.1 | jq length)" 4
}

# Whatever the time at which it takes the place, nobody waits for an answer in vain.
promoted_candidate() {
	candidate none
	shadow after 31
	mark
	by_udp
	wait_for 10 is_promoted
	expect_gains
	by_udp
	expect_gains
	ft decoder rollback hartip || fail "cannot roll back"
	by_udp
	expect_gains
	leave fieldtap_hartip_next
}

replayed() { # capture
	new_wire
	replay "$1"
	as_tshark "$1"
}

need tcpdump tshark /usr/bin/python3
load
modprobe fieldtap_hartip || skip_all "module fieldtap_hartip is not there"
make_pair
serve_hart 10.9.0.1
serve_hart fd09::1
ft tap add eth0 || skip_all "cannot tap"
start ip netns exec "$hmi" tcpdump -q -U -i eth0 -w "$scratch/own.pcap" tcp or udp
wait_for 10 test -s "$scratch/own.pcap"
mark
run "a conversation by TCP" converse tcp 10.9.0.1 10.9.0.1
run "by UDP, answered from another port" converse udp 10.9.0.1 10.9.0.1
run "by TCP over IPv6" converse tcp fd09::1 '[fd09::1]'
run "by UDP over IPv6" converse udp fd09::1 '[fd09::1]'
run "points" points
run "nothing was misunderstood" understood
stop_last
run "what tshark shows of it" as_tshark "$scratch/own.pcap"
run "a secured session" secured
if modprobe -n fieldtap_hartip_next 2>/dev/null; then
	run "an equal candidate" equal_candidate
	run "wrong candidates" wrong_candidate
	run "a candidate takes the place" promoted_candidate
else
	run "candidates" skip "the tests' modules are not built"
fi

all=("$here"/../../../shared/captures/hartip-*.pcap*)
if [ ! -e "${all[0]}" ]; then
	run "captures of ../shared" skip "there is no ../shared/captures"
elif ! command -v tcpreplay >/dev/null; then
	run "captures of ../shared" skip "tcpreplay is not installed"
else
	for capture in "${all[@]}"; do
		run "$(basename "$capture")" replayed "$capture"
	done
fi
finish
