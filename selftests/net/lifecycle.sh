#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# lifecycle.sh
#
# What comes and goes while traffic goes on: decoders, devices, namespaces and
# the module itself.
# shellcheck source-path=SCRIPTDIR source=../lib.sh
. "$(dirname "$0")/../lib.sh"

ROUNDS=50

# Where a device moves to.
other=

heard() { ft -j value show | jq -e 'length > 0' >/dev/null; }

# A client that goes on: reads the same, and writes something else each time.
talk() {
	start ip netns exec "$hmi" mb_client -s 600 10.9.0.1 read:hr:0:10 count:50 >/dev/null
}

# Loads fieldtap_modbus by what is asked of the core, which has no decoder yet.
tap_loads() { # tap add's arguments...
	unload_decoders || fail "cannot unload the decoders"
	ft tap add eth0 "$@" || fail "cannot tap"
	loaded fieldtap_modbus || fail "the decoder was not loaded"
	wait_for 10 heard
	ft tap del eth0
}

decoder_is_loaded() { ft -j decoder show modbus | jq .[0].loaded; }

decoder_leaves() {
	local pdus frames
	ft tap add eth0
	wait_for 10 heard
	ft config set stale-timeout 500
	image_names >"$scratch/before"
	rmmod fieldtap_modbus || fail "rmmod said no"
	expect "the decoder's being loaded" "$(decoder_is_loaded)" false
	pdus=$(counter pdus)
	frames=$(counter frames)
	wait_for 10 counted_more frames $((frames + 20))
	expect "pdus without a decoder" "$(counter pdus)" "$pdus"
	expect "flows without a decoder" "$(ft -j map show flows | jq .[0].count)" 0
	wait_for 10 all_are stale
	image_names | diff "$scratch/before" - >/dev/null || fail "images did not stay"
	expect_values hr/0=1000 hr/9=1009
}

decoder_returns() {
	local pdus
	pdus=$(counter pdus)
	modprobe fieldtap_modbus || fail "modprobe said no"
	expect "the decoder's being loaded" "$(decoder_is_loaded)" true
	wait_for 10 counted_more pdus $((pdus + 20))
	wait_for 10 all_are fresh
	image_names | diff "$scratch/before" - >/dev/null || fail "not the same images"
	expect "devices" "$(ft -j device show | jq length)" 1
	ft tap del eth0
	ft config set stale-timeout 10000
}

told_of_end() { # file, device
	jq -es --arg dev "$2" 'map(select(.event == "tap_del" and .ifname == $dev)) | length == 1' \
		"$1" >/dev/null
}

tap_goes() { # what happens to eth0: command...
	ft tap add eth0 || fail "cannot tap"
	listen change "$scratch/events"
	"$@" || fail "cannot $*"
	wait_for 10 told_of_end "$scratch/events" eth0
	stop_last
	expect "taps" "$(ft -j tap show)" "[]"
}

device_moves() {
	modprobe -a fieldtap fieldtap_modbus
	new_netns other other
	tap_goes ip -n "$plc" link set eth0 netns "$other"
	at=$other
	expect "taps in the other namespace" "$(ft -j tap show)" "[]"
}

namespace_dies() {
	local dir
	make_pair
	serve "$plc" -d 20
	talk
	ft tap add eth0 decoder modbus
	ft tap add lo
	wait_for 10 heard
	dir=/sys/kernel/debug/fieldtap/$(stat -Lc %i "/run/netns/$plc")
	[ -d "$dir" ] || fail "no $dir"
	stop_last
	stop_last
	ip netns del "$plc"
	wait_for 20 test ! -e "$dir"
}

gone() {
	{ unload_decoders && rmmod fieldtap; } 2>"$scratch/refused"
	! loaded fieldtap
}

# A dump in progress holds the module for as long as it takes.
unload() {
	local tries=0
	until gone; do
		tries=$((tries + 1))
		if [ "$tries" -ge 100 ]; then
			fail "still loaded: $(cat "$scratch/refused")"
			return
		fi
	done
	echo "# $tries more attempts"
}

again_and_again() { # fieldtap's arguments...
	while [ -e "$scratch/busy" ]; do
		fieldtap -n "$plc" "$@"
	done >/dev/null 2>&1
}

everything_busy() {
	ft tap add eth0
	ft tap add lo
	wait_for 10 heard
	: >"$scratch/busy"
	start again_and_again -j image show
	start again_and_again map show
	start fieldtap -n "$plc" monitor change >/dev/null 2>&1
	wait_for 10 listening "${background[-1]}"
	unload
	rm "$scratch/busy"
	# Who listened is told, and goes.
	wait "${background[-1]}"
	expect "exit status of the monitor" $? 3
	! loaded fieldtap || fail "the module came back by itself"
}

rounds() {
	local i
	for ((i = 0; i < ROUNDS; i++)); do
		modprobe fieldtap_modbus || fail "round $i: cannot load"
		ft tap add eth0 decoder modbus || fail "round $i: cannot tap"
		[ $((i % 10)) -ne 0 ] || wait_for 10 heard
		{ unload_decoders && rmmod fieldtap; } || fail "round $i: cannot unload"
		[ -z "$failed" ] || return
	done
}

load
make_pair
# Not so fast that nothing else gets on.
serve "$plc" -d 20
talk
run "tap add DEV decoder NAME loads it" quietly tap_loads decoder modbus
run "tap add DEV loads what there is" quietly tap_loads
run "a decoder leaves under traffic" quietly decoder_leaves
run "and comes back" quietly decoder_returns
run "the module leaves, everything busy" quietly everything_busy
run "$ROUNDS times loaded and unloaded under traffic" quietly rounds
run "a tapped device goes to another namespace" quietly device_moves
run "a tapped device is removed" quietly tap_goes ip -n "$other" link del eth0
run "a namespace dies with all that is in it" quietly namespace_dies
finish
