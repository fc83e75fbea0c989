#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# Every decoder is taken away and put back while frames of all protocols come
# in: what was learned stays, grows stale, and is taken up again.
# shellcheck source=../lib.sh
. "$(dirname "$0")/../lib.sh"

ROUNDS=3

decoders=(modbus hartip profinet opcua mqtt)
devices=(modbus:10.2.0.1:502/1 hartip:10.9.1.1:5094/1a01020304 profinet:02:00:00:00:00:07 uadp:7
	mqtt:10.3.0.1:1883)

# Frames that say nothing new.
datagrams() {
	/usr/bin/python3 "$here/datagrams.py" frames <<-END
		publish 10.9.1.1 5094 10.9.1.2 4000 1.5
		ether 0x8892 02:00:00:00:00:07 02:00:00:00:00:08 8001$(printf '%080d' 7)01003500
		ether 0xb62c 02:00:00:00:00:09 02:00:00:00:00:08 11070101000309
	END
}

# Two connections, closed again; no two begin with the same numbers.
connections() { # number
	printf 'flow c=10.2.0.2 s=10.2.0.1 cp=%d sp=502 ci=%d si=%d\n' \
		$((1024 + $1 % 60000)) $((1000 * $1)) $((7000 * $1))
	printf 'syn\nc [1 1 0300000002]\ns [1 1 0304%08x]\nfin\n' "$1"
	printf 'flow c=10.3.0.2 s=10.3.0.1 sp=1883\n'
	printf 'syn\nc 100d00044d5154540402003c000161\ns 20020000\nc 30040001613%d\nfin\n' $(($1 % 10))
}

traffic() {
	local same n=1
	same=$(datagrams)
	while :; do
		connections "$n"
		echo "$same"
		n=$((n + 1))
	done >&"$wire_in"
}

modules() { printf 'fieldtap_%s\n' "${decoders[@]}"; }

heard_all() {
	local device
	for device in "${devices[@]}"; do
		ft -j image show "$device" | jq -e 'length > 0' >/dev/null || return 1
	done
}

# "NAME FRAMES" of each image.
frames_of() { ft -j image show | jq -r '.[] | "\(.device)/\(.image) \(.frames)"' | sort; }

leave() {
	local module pdus frames
	frames_of >"$scratch/before"
	ft config set stale-timeout 500
	for module in $(modules); do
		rmmod "$module" || fail "cannot unload $module"
	done
	expect "decoders that are loaded" "$(ft -j decoder show | jq 'map(select(.loaded)) | length')" 0
	pdus=$(counter pdus)
	frames=$(counter frames)
	wait_for 10 counted_more frames $((frames + 100))
	expect "pdus without decoders" "$(counter pdus)" "$pdus"
	expect "flows without decoders" "$(ft -j map show flows | jq .[0].count)" 0
	wait_for 10 all_are stale
	expect "names of the images" "$(image_names)" "$(cut -d' ' -f1 "$scratch/before")"
}

more_than_before() {
	frames_of | join "$scratch/before" - | awk '$3 <= $2 { less++ } END { exit less > 0 }'
}

come_back() {
	local module
	ft config set stale-timeout 10000
	for module in $(modules); do
		modprobe "$module" || fail "cannot load $module"
	done
	wait_for 20 all_are fresh
	wait_for 20 more_than_before
	expect "names of the images" "$(image_names)" "$(cut -d' ' -f1 "$scratch/before")"
}

# One after the other, so that most of them have frames all the time.
in_turn() {
	local round module
	for ((round = 0; round < ROUNDS; round++)); do
		for module in $(modules); do
			rmmod "$module" || fail "cannot unload $module"
			modprobe "$module" || fail "cannot load $module"
		done
	done
	frames_of >"$scratch/before"
	wait_for 20 more_than_before
	expect "names of the images" "$(image_names)" "$(cut -d' ' -f1 "$scratch/before")"
}

ports() { ft -j decoder show | jq -c 'map([.name, .tcp_port, .udp_port, .ethertype])'; }

ports_stay() {
	local was before module
	was=$(ports)
	ft decoder set hartip udp-port 6000,5094 tcp-port 6000
	ft decoder set mqtt tcp-port 1884,1883
	ft decoder set profinet ethertype 0x88b5,0x8892
	before=$(ports)
	[ "$before" != "$was" ] || fail "ports were not set: $before"
	for module in $(modules); do
		{ rmmod "$module" && modprobe "$module"; } || fail "cannot reload $module"
	done
	expect "ports after a reload" "$(ports)" "$before"
	frames_of >"$scratch/before"
	wait_for 20 more_than_before
}

load
for module in $(modules); do
	modprobe "$module" || skip_all "module $module is not there"
done
make_wire
start traffic
wait_for 60 heard_all
run "images stay and grow stale" quietly leave
run "and are taken up again" quietly come_back
run "each decoder in turn, $ROUNDS times" quietly in_turn
run "ports and EtherTypes stay" quietly ports_stay
finish
