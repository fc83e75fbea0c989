#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# races.sh
#
# Everything at once: two wires say different things of the same stations in all
# protocols, while others look, change settings and layouts, and while decoders,
# shadows and taps come and go. That nothing is wrong with it is for the kernel
# to say, best one that looks for data races; here all has to be right again
# when it is over.
# shellcheck source-path=SCRIPTDIR source=../lib.sh
. "$(dirname "$0")/../lib.sh"

ROUNDS=3
WIRES=2

decoders=(modbus hartip profinet opcua mqtt statetest)
devices=(modbus:10.2.0.1:502/1 hartip:10.9.1.1:5094/1a01020304 profinet:02:00:00:00:00:07 uadp:7
	mqtt:10.3.0.1:1883 statetest:10.9.4.1:5999)

# Two connections, closed again.
connections() { # wire, number
	printf 'flow c=10.2.0.%d s=10.2.0.1 cp=%d sp=502 ci=%d si=%d\n' \
		$((2 + $1)) $((1024 + $2 % 60000)) $((1000 * $2)) $((7000 * $2))
	printf 'syn\nc [1 1 0300000002]\ns [1 1 0304%08x]\n' "$2"
	printf 'c [2 1 0400000002]\ns [2 1 0404%08x]\nfin\n' "$2"
	printf 'flow c=10.3.0.%d s=10.3.0.1 sp=1883\n' $((2 + $1))
	printf 'syn\nc 100d00044d5154540402003c000161\ns 20020000\nc 30040001613%d\nfin\n' $(($2 % 10))
}

traffic() { # wire
	local n=1
	while :; do
		connections "$1" "$n"
		cat "$scratch/frames.$1"
		n=$((n + 1))
		# The others want to get on, too.
		sleep 0.1
	done
}

wires() {
	local i near_end=(w1 w3) far_end=(w0 w2) captures
	captures=("$OUTPUT"/captures/pn-{discovery,connect,cyclic,alarm}.pcap)
	[ -e "${captures[1]}" ] || captures=()
	link "$far" "$near" w2 w3
	ft tap add w3 direction ingress || fail "cannot tap"
	for ((i = 0; i < WIRES; i++)); do
		/usr/bin/python3 "$here/races.py" "$i" "${captures[@]}" >"$scratch/frames.$i" ||
			fail "no frames"
		start ip netns exec "$far" wire "${far_end[i]}" < <(traffic "$i")
	done
	wait_for 60 heard_all "${near_end[@]}"
}

heard_all() {
	local device
	for device in "${devices[@]}"; do
		ft -j image show "$device" | jq -e 'length > 0' >/dev/null || return 1
	done
}

# Until it is stopped.
look() {
	while :; do
		ft -j image show
		ft -j device show
		ft device layout show
		ft -j value show statetest
		ft decoder compare
		ft map show
		ft -j stats show
	done >/dev/null 2>&1
}

lookers() {
	start look
	listen change /dev/null 2>/dev/null
	listen alert /dev/null 2>/dev/null
}

settings() { # round
	ft config set max-image-bytes $((1000 + $1)) stale-timeout $((500 + $1)) \
		request-timeout $((1000 + $1)) || fail "config"
	ft decoder set hartip udp-port "5094,$((6000 + $1))" || fail "UDP ports"
	ft decoder set profinet ethertype "0x8892,$((0x88b5 + $1))" || fail "EtherTypes"
}

layouts() {
	jq -n --arg device statetest:10.9.4.1:5999 '[{device: $device, image: "image/201", len: 5,
		items: [{name: "given", offset: 1, len: 1, type: "u8"}]}]' >"$scratch/layouts"
	ft device layout load "$scratch/layouts" || fail "no layout loaded"
	# The wires may have forgotten it meanwhile.
	ft device layout del statetest:10.9.4.1:5999 image/201 2>/dev/null
}

# Nothing is said of what comes of it, as the module may be told to leave.
shadows() { # round
	modprobe fieldtap_modbus_next || fail "no candidate"
	ft decoder shadow modbus with modbus-next after $((20 + 10000 * ($1 % 2))) || fail "no shadow"
	ft decoder compare modbus >/dev/null || fail "not compared"
	ft decoder promote modbus-next 2>/dev/null
	[ $(($1 % 3)) -ne 0 ] || ft decoder rollback modbus 2>/dev/null
	ft decoder shadow modbus with modbus-next 2>/dev/null
	rmmod fieldtap_modbus_next || fail "the candidate stays"
}

others() { # round
	local module
	for module in "fieldtap_${decoders[$1]}" "fieldtap_${decoders[-1 - $1]}"; do
		rmmod "$module" || fail "cannot unload $module"
		modprobe "$module" || fail "cannot load $module"
	done
}

taps() {
	ft tap del w3 || fail "cannot end a tap"
	ft tap add w3 direction ingress || fail "cannot tap"
}

rounds() {
	local i
	lookers
	for ((i = 0; i < ROUNDS; i++)); do
		settings "$i"
		layouts
		shadows "$i"
		others "$i"
		taps
	done
	for _ in {1..3}; do
		stop_last
	done
}

understands_more() { # decoder, than
	[ "$(ft -j decoder show "$1" | jq '.[0].pdus')" -gt "$2" ]
}

goes_on() {
	local decoder
	ft config set max-image-bytes 1024 stale-timeout 10000 request-timeout 3000
	for decoder in "${decoders[@]}"; do
		wait_for 60 understands_more "$decoder" \
			"$(ft -j decoder show "$decoder" | jq '.[0].pdus')"
	done
	expect "the active one" "$(ft -j decoder show modbus | jq -r '.[0].active')" null
	expect "labels" "$(ft -j device show statetest: | jq '.[0].labels | length')" 4
	heard_all || fail "not all stations are there"
}

load
for decoder in "${decoders[@]}"; do
	modprobe "fieldtap_$decoder" || skip_all "module fieldtap_$decoder is not there"
done
trap 'cleanup; rmmod fieldtap_statetest 2>/dev/null' EXIT
# Slower, but it meets more.
[ ! -d /sys/module/kcsan ] || echo 1000 >/sys/module/kcsan/parameters/skip_watch
make_wire
run "all are heard on two wires" wires
run "all at once, $ROUNDS times" rounds
run "and it goes on" goes_on
finish
