#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# Events of changes, in order and without a hole, and "since generation".
# shellcheck source=../lib.sh
. "$(dirname "$0")/../lib.sh"

watch() { # file, groups...
	local file=$1
	shift
	start fieldtap -n "$plc" -j monitor "$@" >"$file"
	wait_for 10 heard "$file"
}

# It listens when it tells of something.
beat=0
heard() { # file
	beat=$((beat + 1))
	ask "$hmi" 10.9.0.1 "write:hr:1:$beat" >/dev/null
	[ -s "$1" ]
}

events() { jq -c "select(${1:-true})" "$scratch/events" 2>/dev/null; }

has_events() { [ "$(events "$1" | wc -l)" -ge "$2" ]; }

a_change() {
	ask "$hmi" 10.9.0.1 write:hr:100:4660 read:hr:100:1 write:hr:100:22136 >/dev/null
	wait_for 10 has_events '.image == "hr/100+1"' 2
	expect "what was told" "$(events '.image == "hr/100+1"' | jq -r .data | tr '\n' ' ')" \
		"1234 5678 "
	expect "device told" "$(events '.image == "hr/100+1"' | jq -r .device | uniq)" \
		modbus:10.9.0.1:502/1
}

in_order() {
	ask "$hmi" -n 100 10.9.0.1 count:200 read:coil:0:8 >/dev/null
	wait_for 20 has_events '.image == "hr/200+1"' 100
	expect "events of hr/200" "$(events '.image == "hr/200+1"' | wc -l)" 100
	events | jq -s '
		def rises: . as $a | all(range(1; length); $a[.] == $a[. - 1] + 1);
		(map(.event_seq) | rises) and (map(.generation) | rises)' >"$scratch/rises"
	expect "numbers rise by one" "$(cat "$scratch/rises")" true
	expect "events lost" "$(counter events_lost)" 0
}

since() {
	local generation
	generation=$(counter generation)
	expect "images since now" "$(ft -j image show since "$generation")" "[]"
	ask "$hmi" 10.9.0.1 read:coil:0:8 write:hr:300:1 read:hr:100:1 write:hr:200:9999 >/dev/null
	expect "images since" \
		"$(ft -j image show since "$generation" | jq -r '.[].image' | sort | tr '\n' ' ')" \
		"hr/200+1 hr/300+1 "
	expect "images of another device" \
		"$(ft -j image show modbus:10.9.0.7 since "$generation")" "[]"
}

# Later rounds need not look at images that did not change.
catch_up() {
	local generation round
	for round in 1 2 3 4 5 6 7 8; do
		generation=$(counter generation)
		ask "$hmi" 10.9.0.1 "write:hr:300:1$round" "write:hr:$((300 + round)):7" >/dev/null
		expect "images since, round $round" \
			"$(ft -j image show since "$generation" | jq -r '.[].image' | sort | tr '\n' ' ')" \
			"hr/300+1 hr/30$round+1 "
		expect "images since now, round $round" \
			"$(ft -j image show since "$(counter generation)")" "[]"
	done
}

tap_gone() {
	ip -n "$plc" link add dummy0 type dummy
	ft tap add dummy0
	ip -n "$plc" link del dummy0
	wait_for 10 has_events '.ifname == "dummy0"' 1
	ft tap del eth0
	wait_for 10 has_events '.ifname == "eth0"' 1
	expect "taps" "$(ft -j tap show)" "[]"
	ft tap add eth0
}

text() {
	start fieldtap -n "$plc" monitor change >"$scratch/text"
	wait_for 10 heard "$scratch/text"
	ask "$hmi" 10.9.0.1 write:hr:400:43981 >/dev/null
	wait_for 10 grep -q "modbus:10.9.0.1:502/1/hr/400.*abcd" "$scratch/text"
}

# Several watchers hear the same.
three_watchers() {
	local i
	for i in 1 2 3; do
		watch "$scratch/watcher.$i" change
	done
	ask "$hmi" 10.9.0.1 write:hr:500:1 write:hr:501:2 write:hr:502:3 >/dev/null
	for i in 1 2 3; do
		wait_for 10 grep -q 'hr/502+1' "$scratch/watcher.$i"
		expect "events of watcher $i" \
			"$(jq -r .image "$scratch/watcher.$i" | grep -c 'hr/50[012]+1')" 3
	done
}

load
make_pair
serve "$plc"
ft tap add eth0
watch "$scratch/events" change
run "a change is told" a_change
run "changes are told in order" in_order
run "what changed since a generation" since
run "catching up again and again" catch_up
run "taps that go are told" tap_gone
run "for people" text
run "three watchers" three_watchers
finish
