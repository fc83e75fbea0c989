#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# limits.sh
#
# Limits hold, refuse newcomers only, and say so; what nobody speaks of any
# more grows stale, and is forgotten.
# shellcheck source-path=SCRIPTDIR source=../lib.sh
. "$(dirname "$0")/../lib.sh"

entries() { ft -j map show "$1" | jq .[0].count; } # map

entries_are() { [ "$(entries "$1")" -eq "$2" ]; } # map, number

# Four PDUs each way: 48 octets of the client, 44 of the server.
begin() { # client's port, what is added to the registers' numbers
	printf '%s\n' "flow c=10.9.0.2 s=10.9.0.1 cp=$1" syn "delta $2" "scan 0 3"
}

go_on() { # client's port, conversations of four so far, what is added
	printf '%s\n' "flow c=10.9.0.2 s=10.9.0.1 cp=$1" "skip c $((48 * $2))" \
		"skip s $((44 * $2))" "delta $3" "scan 0 3"
}

images() {
	ft config set max-images 4
	mark
	inject <<<$'flow cp=40001\nsyn\nscan 0 9'
	expect_gains pdus=20 images_created=4 images_refused=6
	inject <<<$'flow cp=40002\nsyn\ndelta 100\nscan 0 9'
	expect_gains images_created=4 images_refused=12
	expect_values hr/0=100 hr/3=103
	expect "known values" ${#value[@]} 4
	expect "refused by the map" "$(ft -j map show images | jq .[0].refused)" 12
	ft config set max-images 100
	inject <<<$'flow cp=40003\nsyn\ndelta 200\nscan 0 9'
	expect_gains images_created=10 images_refused=12
	expect_values hr/0=200 hr/9=209
}

# A request and an answer of each of five units.
units() { # client's port, value
	local unit
	echo "flow cp=$1"
	echo syn
	for unit in 1 2 3 4 5; do
		printf 'c [%d %d 0300640001]\ns [%d %d 0302%04x]\n' \
			"$unit" "$unit" "$unit" "$unit" "$2"
	done
}

unit_values() { # value of register 100 of each unit that is known
	ft -j value show | jq -r '[.[] | select(.address | endswith("/hr/100")) |
		"\(.device[-1:])=\(.value)"] | sort | join(" ")'
}

devices() {
	ft config set max-devices 3
	mark
	units 40010 7 | inject
	expect "values" "$(unit_values)" "1=7 2=7 3=7"
	expect_gains devices_created=2 devices_refused=any
	expect_some "gain of devices_refused" "${gains[devices_refused]}"
	units 40011 8 | inject
	expect "values" "$(unit_values)" "1=8 2=8 3=8"
	ft config set max-devices 5
	units 40012 9 | inject
	expect "values" "$(unit_values)" "1=9 2=9 3=9 4=9 5=9"
	ft config set max-devices 1000
}

idle_flows() {
	expect "conversations" "$(entries flows)" 6
	ft config set flow-timeout 1
	wait_for 10 entries_are flows 0
	expect "conversations that expired" "$(counter flows_expired)" 6
	ft config set flow-timeout 300
	expect "devices" "$(entries devices)" 5
}

# The two that are there fill the map, but have carried PDUs: they may stay.
flows() {
	ft config set max-flows 2
	mark
	{ begin 41001 10; begin 41002 20; } | inject
	expect_gains flows_created=2
	begin 41003 30 | inject
	# What begins one: the SYN-ACK and the octets of either side.
	expect_gains flows_created=2 flows_refused=3
	expect_values hr/0=20
	go_on 41001 1 40 | inject
	expect_gains flows_created=2 flows_refused=3 pdus=24
	expect_values hr/0=40
	ft config set max-flows 256
	begin 41003 50 | inject
	expect_gains flows_created=3 flows_refused=3 pdus=32
	expect_values hr/0=50
}

# From seven eighths of the limit on, those without any PDU have to go.
not_crowded() { # limit
	[ "$(entries flows)" -lt $(($1 - $1 / 8)) ]
}

# Conversations that nobody has: half a header, each from another end.
flood() {
	local n=2000 created refused
	mark
	{
		seq -f 'flow c=10.66.0.1 cp=%.0f' 1024 $((1023 + n)) |
			sed 'a c 000100000006'
		go_on 41001 2 60
	} | inject
	expect_range "conversations" "$(entries flows)" 3 256
	expect_values hr/0=60
	gain
	created=${gains[flows_created]} refused=${gains[flows_refused]}
	expect "conversations created and refused" $((created + refused)) "$n"
	expect_range "conversations refused" "$refused" 1 $((n - 253))
	expect "conversations that were heard at once" "${gains[pdus]}" 8
	wait_for 10 not_crowded 256
	gain
	expect "conversations left and evicted" \
		$(($(entries flows) + gains[flows_evicted])) $((3 + created))
	{ go_on 41002 1 70; begin 41004 80; } | inject
	expect_gains flows_refused="$refused" pdus=24 devices_created=0
	expect_values hr/0=80
}

state_is() { # image, state
	ft -j image show | jq -e --arg i "$1" --arg s "$2" \
		'.[] | select(.image == $i and (.device | endswith("/1"))) | .state == $s' \
		>/dev/null
}

device_is() { [ "$(device_field .state "$1")" = "$2" ]; } # device, state

stale() {
	# Longer than a busy machine takes to look four times.
	ft config set stale-timeout 20000
	wait_for 40 state_is hr/9+1 stale
	wait_for 40 device_is modbus:10.9.0.1:502/5 stale
	go_on 41001 3 90 | inject
	state_is hr/0+1 fresh || fail "the image just seen is stale"
	state_is hr/9+1 stale || fail "the image not seen is fresh"
	expect "state of the device" "$(device_field .state modbus:10.9.0.1:502/1)" fresh
	expect "state of another" "$(device_field .state modbus:10.9.0.1:502/5)" stale
}

health_is() { # device, requests, answers, timeouts
	device_field '| "\(.requests) \(.answers) \(.timeouts)"' "$1" | grep -qx "$2 $3 $4"
}

timeouts() {
	local said
	make_pair
	ft tap add eth0
	ft config set request-timeout 1000
	serve "$plc" -s 9 -d 5
	said=$(ask "$hmi" -t 1500 -n 3 10.9.0.1 unit:9 read:hr:0:1 unit:1 read:hr:0:1 \
		write:hr:1:1 read:hr:29999:2)
	expect "what the client saw" "$said" "requests 12 answers 9 exceptions 3 timeouts 3"
	wait_for 10 health_is modbus:10.9.0.1:502/9 3 0 3
	expect_health "requests 9 answers 9 exceptions 3 timeouts 0" modbus:10.9.0.1:502/1
}

# The server took 5 ms at least: no answer below 4.096 ms, in buckets 0 to 6.
response_times() {
	local is
	is=$(ft -j device show modbus:10.9.0.1:502/1 | jq '.[0] | .response_min >= 5e6 and
		.response_min <= .response_avg and .response_avg <= .response_max and
		.response_max < 60e9 and (.response_bucket | add) == .answers and
		(.response_bucket[:7] | add) == 0')
	expect "response times being plausible" "$is" true
}

cut() {
	mark
	ft config set max-image-bytes 16
	ask "$hmi" 10.9.0.1 read:hr:0:100 >/dev/null
	expect_gains images_truncated=1
	expect "length and octets kept" "$(ft -j image show | jq -r '.[] |
		select(.image == "hr/0+100") | "\(.len) \(.data | length / 2)"')" "200 16"
	expect_values hr/2=1002 hr/7=1007
	expect "value of hr/8" "${value[hr/8]:-unknown}" unknown
	ft config set max-image-bytes 1024
	ask "$hmi" 10.9.0.1 read:hr:0:100 >/dev/null
	expect_gains images_truncated=1
	expect_values hr/2=1002 hr/99=1099
}

# Asked for long before, since images are looked at every 16 seconds only.
forgotten() {
	at=$near
	wait_for 40 entries_are images 0
	expect "devices" "$(entries devices)" 0
	expect "images expired" "$(counter images_expired)" "$(counter images_created)"
	expect "devices expired" "$(counter devices_expired)" "$(counter devices_created)"
	go_on 41001 4 5 | inject
	expect_values hr/0=5 hr/3=8
}

load
make_wire
run "max-images" images
run "max-devices" devices
run "an idle conversation is forgotten" idle_flows
run "max-flows" flows
run "a flood of conversations" flood
run "what is not seen grows stale" stale
ft config set idle-timeout 1
run "requests without answer" timeouts
run "response times" response_times
run "max-image-bytes" cut
run "images and devices are forgotten, and come again" forgotten
finish
