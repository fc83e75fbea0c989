#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# errors.sh
#
# Whoever asks for what cannot be is told why, by a message and by the exit
# status, and nothing changes.
# shellcheck source-path=SCRIPTDIR source=../lib.sh
. "$(dirname "$0")/../lib.sh"

nobody=(-S 65534 -G 65534)
name63=$(printf 'a%.0s' {1..63})

# Ends with that status and says that, and nothing else.
says() { # exit status, message (pattern), command...
	local status=$1 pattern=$2 said is
	shift 2
	said=$("$@" 2>&1 >"$scratch/out")
	is=$?
	expect "exit status of '$*'" "$is" "$status"
	[[ $said =~ $pattern ]] || fail "'$*' said '$said', not '$pattern'"
	[ ! -s "$scratch/out" ] || fail "'$*' printed: $(head -n 3 "$scratch/out")"
}

works() { # command...
	"$@" >"$scratch/out" 2>"$scratch/err" || fail "'$*' failed: $(cat "$scratch/err")"
	[ -s "$scratch/out" ] || fail "'$*' printed nothing"
	[ ! -s "$scratch/err" ] || fail "'$*' said: $(cat "$scratch/err")"
}

usage() { # message, fieldtap's arguments...
	says 1 "$1" fieldtap "${@:2}"
}

wrong_usage() {
	usage "usage: fieldtap"
	usage "unknown option \"-x\"" -x
	usage "option \"-n\" needs an argument" -n
	usage "no network namespace \"$name63\"" -n "$name63" stats show
	usage "unknown object \"taps\"" taps
	usage "ambiguous object \"d\"" d show
	usage "unknown command \"frob\"" tap frob
	usage "unknown command \"set\"" stats set
	usage "\"tap add\" needs a network device" tap add
	usage "too long for a network device" tap add 0123456789abcdef
	usage "unknown argument \"frob\"" tap add lo frob on
	usage "\"decoder\" needs an argument" tap add lo decoder
	usage "too long for a decoder" tap add lo decoder "a$name63"
	usage "\"modbus\" is named twice" tap add lo decoder modbus decoder modbus
	usage "\"h\" is one too many, the limit is 8" tap add lo decoder z \
		decoder a decoder b decoder c decoder d decoder e decoder f decoder g decoder h
	usage "unknown promisc \"maybe\"" tap add lo promisc maybe
	usage "unknown direction \"up\"" tap add lo direction up
	usage "unknown argument \"now\"" tap del lo now
	usage "not a list of TCP ports" decoder set modbus tcp-port 502,0
	usage "not a list of TCP ports" decoder set modbus tcp-port 65536
	usage "the limit is 8 tcp-ports" decoder set modbus tcp-port 1,2,3,4,5,6,7,8,9
	usage "\"tcp-port\" needs" decoder set modbus tcp-port
	usage "\"x\" is not a generation" image show since x
	usage "\"since\" needs a generation" image show modbus since
	usage "needs a key and a value" config set
	usage "\"max-flows\" needs a value" config set max-flows
	usage "\"many\" is not a number" config set max-flows many
	usage "\"4294967296\" is not a number" config set max-flows 4294967296
	usage "unknown key \"frob\"" config set frob 1
	usage "\"max-flows\" is given twice" config set max-flows 1 max-flows 2
	usage "unknown argument \"x\"" stats show x
	usage "unknown group \"frob\"" monitor frob
	usage "too long for a map" map show "a$name63"
}

kernel_says() { # message, fieldtap's arguments...
	says 2 "$1" fieldtap -n "$plc" "${@:2}"
}

refused() {
	kernel_says "tap add: no such network device .*\"eth7\"" tap add eth7
	kernel_says "the device is tapped already" tap add eth0
	kernel_says "no such decoder.*\"frob\"" tap add lo decoder frob
	kernel_says "decoder names are of a-z.*\"Mod/bus\"" tap add lo decoder Mod/bus
	kernel_says "the device is not tapped" tap del lo
	kernel_says "tap del: no such network device .*\"eth7\"" tap del eth7
	kernel_says "the device is not tapped" tap show lo
	kernel_says "no such decoder was ever loaded.*\"frob\"" decoder set frob tcp-port 1502
	kernel_says "no such decoder was ever loaded.*\"frob\"" decoder show frob
	kernel_says "max-image-bytes 15" config set max-image-bytes 15
	kernel_says "max-image-bytes 2049" config set max-image-bytes 2049
	kernel_says "max-flows 0" config set max-flows 0
	kernel_says "idle-timeout 0" config set max-images 7 idle-timeout 0
	kernel_says "more than a growmap can hold .max-devices 4294967295" \
		config set max-devices 4294967295
	kernel_says "no such growmap; there are flows, devices, images.*\"frob\"" map show frob
}

as_nobody() { # command...
	nsenter --net="/run/netns/$plc" "${nobody[@]}" env HOME=/nonexistent "$@"
}

forbidden() { # fieldtap's arguments...
	says 2 "Operation not permitted.*CAP_NET_ADMIN" as_nobody fieldtap "$@"
}

unprivileged() {
	local object pid
	for object in stats map config; do
		works as_nobody fieldtap "$object" show
	done
	for object in tap decoder device image value; do
		forbidden "$object" show
	done
	forbidden tap show eth0
	forbidden tap add lo
	forbidden tap del eth0
	forbidden decoder set modbus tcp-port 1502
	forbidden config set max-flows 1
	forbidden monitor change
	forbidden monitor
	# Before anything else, so that nobody learns what is there.
	forbidden tap add eth7
	says 2 "cannot enter network namespace" nsenter "${nobody[@]}" fieldtap -n "$plc" stats show
	start nsenter --net="/run/netns/$plc" "${nobody[@]}" fieldtap monitor map >/dev/null
	pid=${background[-1]}
	wait_for 10 listening "$pid"
	kill -INT "$pid"
	wait "$pid"
	expect "exit status of 'monitor map'" $? 0
}

# Root of a user namespace: master of his own network namespaces only.
user_namespace() {
	as_nobody unshare -Ur true 2>/dev/null || { skip "no user namespaces for nobody"; return; }
	says 2 "Operation not permitted.*CAP_NET_ADMIN" as_nobody unshare -Ur fieldtap image show
	says 2 "Operation not permitted.*CAP_NET_ADMIN" as_nobody unshare -Ur fieldtap tap add lo
	says 2 "cannot enter network namespace" as_nobody unshare -Urn fieldtap -n "$plc" tap show
	as_nobody unshare -Urn bash -c '
		set -e
		fieldtap tap add lo
		fieldtap config set max-flows 7
		fieldtap -j tap show | gojq -r .[].ifname
		fieldtap -j config show | gojq .[0].max_flows
		fieldtap -j image show | gojq length' >"$scratch/inside" 2>&1
	expect "what he sees inside" "$(xargs <"$scratch/inside")" "lo 7 0"
}

state() {
	# No counters: what is refused may count.
	ft -j tap show | jq -c 'map(del(.frames, .bytes))'
	ft -j config show
	ft -j decoder show | jq -c 'map([.name, .loaded, .tcp_port])'
	ft -j image show | jq -c 'map([.device, .image, .data, .frames])'
}

unchanged() { # function
	state >"$scratch/before"
	"$1"
	state | diff "$scratch/before" - >"$scratch/changed" ||
		fail "changed: $(cat "$scratch/changed")"
}

not_loaded() { # fieldtap's arguments...
	says 3 "kernel module is not loaded; try: modprobe fieldtap" fieldtap "$@"
}

without_module() {
	{ unload_decoders && rmmod fieldtap; } || fail "cannot unload"
	not_loaded stats show
	not_loaded -n "$plc" tap add eth0
	not_loaded -j image show
	not_loaded monitor
	says 3 "kernel module is not loaded" as_nobody fieldtap map show
	[ ! -d /sys/module/fieldtap ] || fail "the module was loaded all the same"
	# What is wrong anyhow is wrong first.
	usage "unknown object \"taps\"" taps
	modprobe fieldtap
}

need nsenter unshare
load
make_pair
ft tap add eth0 || skip_all "cannot tap"
serve "$plc"
ask "$hmi" 10.9.0.1 read:hr:0:4 >/dev/null
run "wrong usage" wrong_usage
run "the kernel says no" unchanged refused
run "who has no privilege" unchanged unprivileged
run "root of a user namespace" unchanged user_namespace
run "the module is not loaded" without_module
finish
