#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# PROFINET: what a peer made with scapy sends into a tapped device, layouts that
# are exported and imported, a candidate for the decoder's place, and the captures
# of ../shared against tshark.
# shellcheck source=../lib.sh
. "$(dirname "$0")/../lib.sh"
# shellcheck source=../replay_lib.sh
. "$here/../replay_lib.sh"
# shellcheck source=../shadow_lib.sh
. "$here/../shadow_lib.sh"

protocol=profinet
device=profinet:02:00:00:00:00:02
controller=profinet:02:00:00:00:00:01

# Parts in one go: no pause between them that a cycle counter would not show.
peer() { # PART[+PART]...
	local capture=${OUTPUT:-}/captures/pn-$1.pcap
	if [ ! -r "$capture" ]; then
		capture=$scratch/pn-$1.pcap
		# shellcheck disable=SC2046 # words are wanted
		/usr/bin/python3 "$here/../profinet_peer.py" capture "$capture" \
			$(tr + ' ' <<<"$1") || fail "no capture"
	fi
	replay "$capture"
}

expect_label() { # name, text
	expect "label $1" "$(device_field ".labels.$1" "$device")" "$2"
}

expect_value() { # name, hexadecimal[, quality]
	local is
	is=$(ft -j value show "$device/$1" |
		jq -r --arg a "$device/$1" '.[] | select(.address == $a) | "\(.value) \(.quality)"')
	expect "$1" "$is" "$2 ${3:-good}"
}

names() {
	new_wire
	mark
	peer discovery
	expect_gains
	expect_label name valves-7
	expect_label type "IO 7"
	expect_label vendor 0x002a/0x0107
	expect_label role IO-Device
	expect_label ip 10.9.0.2
	expect "devices" "$(ft -j device show | jq length)" 1
}

unknown() {
	new_wire
	mark
	peer early
	expect_gains
	expect_value 0x8001 "$(printf %02x {0..39})"
	expect "image" "$(ft -j image show | jq -r '.[0] | "\(.image) \(.layout) \(.changes)"')" \
		"0x8001 items 1"
}

expect_values_of_cyclic() { # last value of 1/1, of 2/1/out
	expect_value 0/1 ""
	expect_value 0/32768 ""
	expect_value 1/1 "$1"
	expect_value 2/1 5a "$2"
	expect_value 2/1/out ca2f
	expect_value 3/1 77
	expect "values" "$(ft -j value show | jq length)" 6
}

learned() {
	local frame
	new_wire
	mark
	point io.word "$device/1/1+2" type u16 window 64
	point io.bit "$device/1/1+3" bit 4
	point io.little "$device/1/1" type u32 order dcba
	point io.frame "$device/0x8001" octet 3 type u8
	peer connect+cyclic+lost+backup
	expect_gains
	expect_values_of_cyclic 01020330 good
	frame=$((16#$(ft -j image show "$device/0x8001" | jq -r '.[0].data[6:8]')))
	expect "points" "$(ft -j point show | jq -r 'sort_by(.name)[] |
		"\(.name)=\(.value)/\(.quality)"' | xargs)" \
		"io.bit=true/good io.frame=$frame/good io.little=$((0x30030201))/good \
io.word=$((0x0330))/good"
	expect "samples missed" "$(ft -j point window io.word |
		jq '[.samples[].missed // 0] | add')" 2
	expect "cycles" "$(device_field ' | "\(.lost) \(.repeated)"' "$device")" "2 1"
	expect "requests" "$(device_field ' | "\(.requests) \(.answers)"' "$device")" "1 1"
	expect "stale after" "$(ft -j image show "$device/0x8001" | jq '.[0].stale_after')" 24000000
	expect "outputs" "$(ft -j image show "$controller" | jq length)" 0
	expect "status" "$(ft -j image show "$device/0x8001" | jq -r '.[0].status')" \
		"primary,valid,run,ok"
	expect_label controller plc1
	wait_for 10 stale
}

stale() {
	[ "$(ft -j value show "$device" | jq -r 'map(.state) | unique | join(" ")')" = stale ]
}

again() {
	peer reconnect
	expect_value 1/1 04030201
	expect_value 2/1 a5
	expect_value 2/1/out acdc
	expect_value 3/1 78
	expect "layouts" "$(ft -j device layout show | jq -r 'map(.image) | sort | join(" ")')" \
		"0x8003 0x8003/out"
}

alarm() {
	listen alert "$scratch/alerts"
	peer alarm
	wait_for 10 grep -q diagnosis "$scratch/alerts"
	stop_last
	expect "alarm" "$(jq -r 'select(.what) | "\(.device) \(.what) \(.item) \(.code)"' \
		"$scratch/alerts")" "$device diagnosis appears 1/1 1"
	expect "alarms" "$(device_field .alarms "$device")" 1
}

imported() {
	new_wire
	peer connect
	ft -j device layout show >"$scratch/layouts" || fail "not exported"
	new_wire
	ft device layout load "$scratch/layouts" || fail "not imported"
	expect "layouts" "$(ft -j device layout show | jq -c 'sort_by(.image)')" \
		"$(jq -c 'sort_by(.image)' "$scratch/layouts")"
	peer cyclic
	expect_values_of_cyclic 0102032f bad
}

# A second decoder's layouts, notes, labels, alarms and what it lost, in a world
# where it was from the beginning.
beside() { # fault, part...
	local part
	candidate "$1"
	new_wire
	shadow
	for part in "${@:2}"; do
		peer "$part"
	done
}

equal_candidate() {
	beside none discovery connect+cyclic+lost+backup alarm
	expect_equal "$(counter pdus)"
	off
}

caught() { # fault, part, difference...
	beside "$1" "$2"
	expect_differences "${@:3}"
	off
}

wrong_candidate() {
	caught quality cyclic different=some
	caught item early different=some
	caught lost connect+cyclic+lost+backup report=1
	caught label discovery report=some
	caught alarm alarm report=some
	caught layout connect report=some
	caught result alarm result=some
	# A Connect request that it forgot at once: the answer is nobody's.
	caught note connect result=1 report=some
}

# What it noted as a shadow, before it was promoted, and after it.
promoted_candidate() {
	candidate none
	new_wire
	shadow
	peer connect
	ft decoder promote profinet-next || fail "cannot promote"
	mark
	peer cyclic
	expect_gains
	expect_values_of_cyclic 0102032f bad
	again
	ft decoder rollback profinet || fail "cannot roll back"
	again
	expect_gains
	leave fieldtap_profinet_next
}

# Prints what fieldtap does not have as tshark shows it, and how much that is.
compare() { # expected JSON
	jq -nr --slurpfile wanted "$1" --slurpfile devices <(ft -j device show) \
		--slurpfile layouts <(ft -j device layout show) '
		$wanted[0] as $w |
		[$w.labels | to_entries[] | .key as $d | .value | to_entries[] |
			["label", $d, .key, .value]] as $labels |
		[$devices[0][] | .device as $d | .labels | to_entries[] |
			["label", $d, .key, .value]] as $known |
		[$w.layouts | to_entries[] | .key as $d | .value | to_entries[] |
			["layout", $d, .key, .value.len, (.value.items | to_entries |
				map([.key, .value[]]) | sort)]] as $images |
		[$layouts[0][] | ["layout", .device, .image, .len,
			(.items | map([.name, .offset, .len, .status]) | sort)]] as $has |
		(($labels - $known)[] | "missing \(.)"), (($images - $has)[] | "missing \(.)"),
		(($has - $images)[] | "too much: \(.)"),
		"compared \($labels | length) labels, \($images | length) layouts"'
}

replayed() { # capture
	local said
	made_of "$(basename "$1").json" profinet_tshark.py "$1" >"$scratch/wanted"
	new_wire
	ft decoder set profinet udp-port 34964,49344 || fail "port not set"
	mark
	replay "$1"
	expect_gains
	said=$(compare "$scratch/wanted")
	[[ $said = "compared "* ]] || fail "$said"
	echo "# ${said##*$'\n'}"
}

need tcpreplay
load
modprobe fieldtap_profinet || skip_all "module fieldtap_profinet is not there"
if [ ! -r "${OUTPUT:-}/captures/pn-connect.pcap" ]; then
	/usr/bin/python3 -c 'import scapy' 2>/dev/null || skip_all "scapy is not installed"
fi

run "names by DCP" names
run "frames that nobody explained" unknown
run "a layout by Connect" learned
run "a new connection" again
run "an alarm" alarm
run "layouts exported and imported" imported
if modprobe -n fieldtap_profinet_next 2>/dev/null; then
	run "an equal candidate" equal_candidate
	run "wrong candidates" wrong_candidate
	run "a candidate takes the place" promoted_candidate
else
	run "candidates" skip "the tests' modules are not built"
fi

shared=$here/../../../shared/captures
all=("$shared"/profinet-*)
if [ -e "${all[0]}" ]; then
	for capture in "${all[@]}"; do
		run "$(basename "$capture")" replayed "$capture"
	done
else
	run "captures of ../shared" skip "there is no ../shared/captures"
fi
finish
