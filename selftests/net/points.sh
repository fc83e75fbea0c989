#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# points.sh
#
# Points: added, described anew and taken away, bound to what is there and to
# what comes later; every type and order against pymodbus' own encoders.
# shellcheck source=../lib.sh
. "$(dirname "$0")/../lib.sh"

unit=modbus:10.9.0.1:502/1

sees() { # point, TABLE/ADDR or image, parameters...
	point "$1" "$unit/$2" "${@:3}"
}

show() { # point: "VALUE STATE IMAGES"
	point_field "$1" '| "\(.value) \(.state) \(.images)"'
}

ask_server() { # mb_client's commands...
	ask "$hmi" 10.9.0.1 "$@" >/dev/null
}

refuses() { # status, arguments of fieldtap...
	local said status
	said=$(ft "${@:2}" 2>&1)
	status=$?
	expect "exit status of ${*:2}" "$status" "$1"
	expect_some "octets of why not ${*:2}" ${#said}
}

bound() {
	sees early.one hr/40 unit degC desc "known before it is seen"
	expect "before it is seen" "$(show early.one)" "null waiting 0"
	ask_server read:hr:40:3
	expect "when it is seen" "$(show early.one)" "1040 fresh 1"
	sees late.one hr/41
	expect "added later" "$(show late.one)" "1041 fresh 1"
	ask_server read:hr:41:1 write:hr:41:7
	expect "of two images" "$(show late.one)" "7 fresh 2"
	ask_server write:hr:41:8 read:hr:40:3 write:hr:41:9
	expect "of the newest" "$(show late.one)" "9 fresh 2"
	expect "what it is" "$(point_field early.one '| "\(.type) \(.unit) \(.desc) \(.quality)"')" \
		"u16 degC known before it is seen good"
}

listed() {
	expect "all" "$(names)" "early.one late.one"
	expect "of a pattern" "$(names '*rly*')" early.one
	expect "of two patterns" "$(names 'late*' 'ear?y.one')" "early.one late.one"
	expect "of none" "$(names 'late')" ""
	local generation
	generation=$(counter generation)
	expect "since now" "$(names since "$generation")" ""
	ask_server write:hr:41:10
	expect "since then" "$(names since "$generation")" late.one
}

names() { ft -j point show "$@" | jq -r '.[].name' | sort | xargs; }

described_anew() {
	sees kept hr/40 window 16
	ask_server read:hr:40:3 read:hr:40:3
	# What was seen last when it was added is the first one.
	expect "samples" "$(point_field kept .samples)" 3
	ft point set kept scale 0.5 offset -1 unit bar hi 2000 || fail "not set"
	expect "value, samples and unit" \
		"$(point_field kept '| "\(.value) \(.samples) \(.unit) \(.scale) \(.hi)"')" \
		"519 3 bar 0.5 2000"
	expect "samples kept" "$(window kept)" "519 519 519"
	ft point set kept scale none offset none || fail "not set"
	expect "scale that is gone" "$(point_field kept '| "\(.value) \(.scale) \(.unit)"')" \
		"1040 null bar"
	ft point set kept address "$unit/hr/42" || fail "not set"
	expect "another address" "$(show kept)" "1042 fresh 1"
}

window() { # point
	ft -j point window "$1" | jq -r '.samples[].value' | xargs
}

refused() {
	refuses 2 point add kept "$unit/hr/1"
	refuses 2 point set nobody unit V
	refuses 2 point del nobody
	refuses 1 point add a..b "$unit/hr/1"
	refuses 1 point add .a "$unit/hr/1"
	refuses 1 point add a. "$unit/hr/1"
	refuses 1 point add "$(printf 'x%.0s' {1..64})" "$unit/hr/1"
	refuses 1 point add a "$unit/hr/1" colour red
	refuses 1 point add a "$unit/hr/1" unit
	refuses 1 point add a "$unit/hr/1" window 1
	refuses 1 point add a "$unit/hr/1" scale 1.x
	expect "points" "$(names a 'a*' 'x*')" ""
}

taken_away() {
	ft point del late.one 'early*' || fail "not deleted"
	expect "points" "$(names)" kept
	ask_server read:hr:40:3
	ft point del '*' || fail "not deleted"
	expect "points" "$(names)" ""
	expect "anchors" "$(ft -j map show anchors | jq '.[0].count')" 0
}

told() { # what is wrong
	[ -z "$1" ] || fail "$1"
}

# Scaled by decimal fractions, shown without a binary one's rest.
exact() {
	sees x.tenth hr/50 scale 0.1
	sees x.offset hr/50 scale 0.01 offset -0.07
	sees x.negative hr/50 type i16 scale -0.001
	sees x.large hr/50 type u64 scale 1000
	ask_server writes:hr:50:3,0,0,7
	expect "exactly" "$(ft -j point show 'x.*' | grep -o '"value": *[^,]*' | tr -d ' ' | sort | xargs)" \
		"value:-0.003 value:-0.04 value:0.3 value:844424930131975000"
	ask_server writes:hr:50:65533,65535,65535,65535
	expect "of all ones" "$(ft -j point show 'x.*' | grep -o '"value": *[^,]*' | tr -d ' ' | sort | xargs)" \
		"value:0.003 value:18446181123756130303000 value:655.26 value:6553.3"
	ft point del 'x.*'
}

bits() {
	sees b.coil coil/3
	sees b.di di/101
	sees b.low hr/60 bit 0
	sees b.high hr/60 bit 15
	sees b.wide hr/60 type u32 order cdab bit 31
	ask_server read:coil:0:10 read:di:100:9 writes:hr:60:0x8000,0x8000
	expect "bits" "$(ft -j point show 'b.*' | jq -r 'sort_by(.name)[].value' | xargs)" \
		"true false true false true"
	ask_server write:coil:3:0 writes:hr:60:0x7fff,0x7fff
	expect "bits turned" "$(ft -j point show 'b.*' | jq -r 'sort_by(.name)[].value' | xargs)" \
		"false false false true false"
	expect "their type" "$(ft -j point show 'b.*' | jq -r '.[].type' | sort -u)" bool
	ft point del 'b.*'
}

# Octets of an image that has no values of its own.
raw_octets() {
	sees r.one fc74/request octet 1 type u8
	sees r.two fc74/request octet 1 type u16
	sees r.bit fc74/request octet 2 bit 1
	sees r.rest fc74/request octet 1
	sees r.few fc74/request octet 2 type bytes len 2
	sees r.short fc74/request octet 3 type u32
	ask_server raw:4a01020304
	expect "octets" "$(ft -j point show 'r.*' | jq -r 'sort_by(.name)[] | "\(.name)=\(.value)"' | xargs)" \
		"r.bit=true r.few=0203 r.one=1 r.rest=01020304 r.short=null r.two=258"
	expect "what is too short" "$(point_field r.short .state)" unfit
	ask_server raw:4a010200
	expect "octets of fewer" \
		"$(ft -j point show 'r.*' | jq -r 'sort_by(.name)[] | "\(.name)=\(.state)"' | xargs)" \
		"r.bit=fresh r.few=fresh r.one=fresh r.rest=fresh r.short=unfit r.two=fresh"
	ask_server raw:4a01
	expect "what is gone" "$(point_field r.two .state)" unfit
	ft point del 'r.*'
}

reloaded() {
	sees kept.one hr/370
	sees kept.two hr/371 window 8
	ask_server read:hr:370:2
	rmmod fieldtap_modbus || fail "cannot unload"
	expect "without its decoder" "$(point_field kept.one .value)" 1370
	modprobe fieldtap_modbus || fail "cannot load"
	ask_server write:hr:370:5 read:hr:370:2
	expect "with it again" "$(point_field kept.one '| "\(.value) \(.state)"')" "5 fresh"
	expect "samples" "$(window kept.two)" "1371 1371"
}

# A namespace takes its points along.
all_gone() {
	local before
	before=$(wc -l < <(ft -j point show | jq -c '.[]'))
	expect_some "points" "$before"
	ip netns del "$hmi"
	ip netns del "$plc"
}

need /usr/bin/python3
/usr/bin/python3 -c 'import pymodbus' 2>/dev/null || skip_all "python3-pymodbus is not installed"
load
make_pair
serve "$plc"
ft tap add eth0 || skip_all "cannot tap"
ft config set stale-timeout 100000000
run "before and after the first sight" bound
run "listed" listed
run "described anew" described_anew
run "what makes no sense is refused" refused
run "taken away" taken_away
in_ns "$hmi" /usr/bin/python3 "$here/points.py" 10.9.0.1 "$at" >"$scratch/results"
status=$?
while IFS=$'\t' read -r description problem; do
	run "$description" told "$problem"
done <"$scratch/results"
run "all was checked" expect "exit status of points.py" $status 0
ft point del '*'
run "scale and offset" exact
run "bits" bits
run "octets of an image" raw_octets
run "a decoder that goes and comes" quietly reloaded
run "a namespace that goes" quietly all_gone
finish
