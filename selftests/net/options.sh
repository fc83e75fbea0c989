#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# What `tap add` can be told: one direction, promiscuous mode.
# shellcheck source=../lib.sh
. "$(dirname "$0")/../lib.sh"

# Requests without answers: the station is there, and seems to be silent.
requests_only() {
	ft tap add eth0 direction ingress || fail "cannot tap"
	ask "$hmi" 10.9.0.1 read:hr:10:3 write:hr:20:4711 read:coil:0:10 >/dev/null
	wait_for 5 timed_out 3
	expect_health "requests 3 answers 0 exceptions 0 timeouts 3"
	expect "images" "$(device_field .images)" 0
	expect "direction" "$(ft -j tap show | jq -r '.[0].direction')" ingress
	ft tap del eth0
}

timed_out() { [ "$(device_field .timeouts)" = "$1" ]; }

promiscuity() { ip -n "$plc" -d -j link show eth0 | jq '.[0].promiscuity'; }

promiscuous() {
	expect "promiscuity before" "$(promiscuity)" 0
	ft tap add eth0 promisc on || fail "cannot tap"
	expect "promiscuity" "$(promiscuity)" 1
	expect "tap show" "$(ft -j tap show | jq -c '.[0].promisc')" true
	ft tap del eth0
	expect "promiscuity after" "$(promiscuity)" 0
}

load
make_pair
serve "$plc"
run "one direction only" requests_only
run "promiscuous mode, while asked for" promiscuous
finish
