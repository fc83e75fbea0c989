#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# The main job, shown to a person: two PLCs and an HMI talk Modbus over a
# bridge, and fieldtap on the bridge's host knows every value. To be run as root
# in a machine of its own (make demo).
set -u
export LC_ALL=C PATH=$PATH:/usr/sbin:/sbin
here=$(dirname "$(realpath "$0")")
scratch=$(mktemp -d)

say() { printf '\n\033[1m%s\033[0m\n' "$*"; }

show() { # command...: as a person would type it
	printf '\n$ %s\n' "$*"
	"$@"
}

die() {
	echo "demo.sh: $*" >&2
	exit 1
}

cleanup() {
	trap - EXIT
	jobs -p | xargs -r kill 2>/dev/null
	wait 2>/dev/null
	for ns in plc1 plc2 hmi; do
		ip netns del $ns 2>/dev/null
	done
	ip link del br0 2>/dev/null
	rm -rf "$scratch"
}
trap cleanup EXIT

host() { # namespace, address
	ip netns add "$1"
	ip link add "to-$1" type veth peer name eth0 netns "$1"
	ip link set "to-$1" master br0 up
	ip -n "$1" link set eth0 up
	ip -n "$1" addr add "$2/24" dev eth0
}

plc() { # namespace, address
	ip netns exec "$1" "$here/demo_plc.py" "$2" "$1" >"$scratch/$1" 2>&1 &
}

serves() { # namespace
	for ((i = 0; i < 600; i++)); do
		grep -q serves "$scratch/$1" && ip netns exec "$1" ss -Hltn | grep -q :502 &&
			return
		sleep 0.1
	done
	die "$1 does not come up: $(cat "$scratch/$1")"
}

# Asks once, like an HMI does again and again.
poll() { # mbpoll's options, address[, value to write]
	ip netns exec hmi mbpoll -q -0 -a 1 -1 "$@" >"$scratch/mbpoll" 2>&1
}

say "A plant: two PLCs and an HMI, joined by a bridge of this host."
ip link add br0 type bridge || die "cannot make a bridge; are you root?"
ip link set br0 up
host plc1 10.0.0.11
host plc2 10.0.0.12
host hmi 10.0.0.20
plc plc1 10.0.0.11
plc plc2 10.0.0.12
ip -br addr show br0
serves plc1
serves plc2
echo "plc1 10.0.0.11 and plc2 10.0.0.12 (pymodbus), hmi 10.0.0.20 (mbpoll)"

say "Load fieldtap and tap both PLCs' ports. The decoder comes by itself."
show modprobe fieldtap || die "cannot load the module"
show fieldtap tap add to-plc1
show fieldtap tap add to-plc2
show fieldtap tap show
show fieldtap decoder show

say "The HMI polls, as it always did. fieldtap listens: every change, live."
fieldtap monitor change >"$scratch/events" &
monitor=$!
tail -s 0.1 -f "$scratch/events" | sed -u 's/^/    /' &
sleep 0.3
for i in 1 2 3; do
	poll -t 4 -r 0 -c 3 10.0.0.11
	poll -t 4 -r 0 -c 3 10.0.0.12
	poll -t 0 -r 0 -c 8 10.0.0.11
done
sleep 0.3
say "An operator writes a new set point, 300, to register 1 of plc1."
poll -t 4 -r 1 10.0.0.11 300
for i in 1 2 3; do
	poll -t 4 -r 0 -c 3 10.0.0.11
done
sleep 0.3
say "And asks plc2 for a register that it does not have: an exception."
poll -t 4 -r 4000 -c 1 10.0.0.12
poll -t 3 -r 4 -c 2 10.0.0.12
sleep 0.3
kill $monitor
wait $monitor

say "Every value that was seen, by its address; nobody was asked for it."
show fieldtap value show
show fieldtap -j -p value show modbus:10.0.0.11:502/1/400002

say "What was not understood, and why: a counter for each reason."
show fieldtap stats show | awk 'NR < 3 || $2 != 0'

say "How the stations are, and what the kernel keeps."
show fieldtap map show
show fieldtap device show

say "The table"
fieldtap -j device show | jq -r '
	["STATION", "REQUESTS", "ANSWERS", "EXCEPTIONS", "TIMEOUTS", "IMAGES", "STATE"],
	(.[] | [.device, .requests, .answers, .exceptions, .timeouts, .images, .state])
	| @tsv' | column -t
echo
values=$(fieldtap -j value show | jq length)
changes=$(wc -l <"$scratch/events")
echo "$values values cached, $changes changes told, no frame sent by fieldtap."
[ "$values" -gt 0 ] && [ "$changes" -gt 0 ]
