#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# The main job, shown to a person: two PLCs, a gateway and an HMI talk Modbus,
# MQTT, HART-IP and PROFINET over a bridge, and fieldtap on the bridge's host
# knows every value. To be run as root in a machine of its own (make demo).
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
	for ns in plc1 plc2 gateway hmi; do
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

serves() { # namespace, port
	for ((i = 0; i < 600; i++)); do
		ip netns exec "$1" ss -Hltn | grep -q ":$2 " && return
		sleep 0.1
	done
	die "port $2 of $1 does not come up: $(cat "$scratch/$1" "$scratch/$1.$2" 2>/dev/null)"
}

gateway() { # address
	ip netns exec gateway "$here/hartip_peer.py" server "$1" \
		>"$scratch/gateway.5094" 2>&1 &
	printf 'listener 1883 %s\nallow_anonymous true\n' "$1" >"$scratch/mosquitto.conf"
	ip netns exec gateway mosquitto -c "$scratch/mosquitto.conf" \
		>"$scratch/gateway.1883" 2>&1 &
}

publish() { # topic, message
	ip netns exec hmi mosquitto_pub -h 10.0.0.13 -q 1 -t "$1" -m "$2"
}

# What happens, as it happens.
watch() { # file, what to monitor...
	local file=$1
	shift
	fieldtap monitor "$@" >"$file" &
	monitor=$!
	tail -s 0.1 -f "$file" | sed -u 's/^/    /' &
	sleep 0.3
}

unwatch() {
	sleep 0.3
	kill "$monitor"
	wait "$monitor"
}

# Asks once, like an HMI does again and again.
poll() { # mbpoll's options, address[, value to write]
	ip netns exec hmi mbpoll -q -0 -a 1 -1 "$@" >"$scratch/mbpoll" 2>&1
}

say "A plant: two PLCs, a gateway and an HMI, joined by a bridge of this host."
ip link add br0 type bridge || die "cannot make a bridge; are you root?"
ip link set br0 up
host plc1 10.0.0.11
host plc2 10.0.0.12
host gateway 10.0.0.13
host hmi 10.0.0.20
plc plc1 10.0.0.11
plc plc2 10.0.0.12
gateway 10.0.0.13
ip -br addr show br0
"$here/profinet_peer.py" capture "$scratch/pn.pcap" discovery connect cyclic alarm ||
	die "cannot make up PROFINET frames"
serves plc1 502
serves plc2 502
serves gateway 1883
serves gateway 5094
echo "plc1 10.0.0.11 and plc2 10.0.0.12 (pymodbus), hmi 10.0.0.20 (mbpoll),"
echo "gateway 10.0.0.13 (mosquitto, and HART devices behind HART-IP)"

say "Load fieldtap and tap their ports. The decoders come by themselves."
show modprobe fieldtap || die "cannot load the module"
show fieldtap tap add to-plc1
show fieldtap tap add to-plc2
show fieldtap tap add to-gateway
show fieldtap tap show
show fieldtap decoder show

say "The HMI polls, as it always did. fieldtap listens: every change, live."
watch "$scratch/events" change alert
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
say "Somebody publishes by MQTT, and a client asks the HART devices."
publish plant/tank1/level 71.4
publish plant/tank1/state '{"pump":true,"valve":"open"}'
ip netns exec hmi "$here/hartip_peer.py" client udp 10.0.0.13 >"$scratch/hart" 2>&1 ||
	die "the HART-IP client: $(cat "$scratch/hart")"
say "An IO device is connected, and sends its inputs from then on."
ip netns exec gateway tcpreplay -q -i eth0 "$scratch/pn.pcap" >"$scratch/tcpreplay" 2>&1 ||
	die "tcpreplay: $(cat "$scratch/tcpreplay")"
unwatch

say "Every value that was seen, by its address; nobody was asked for it."
show fieldtap value show
show fieldtap -j -p value show modbus:10.0.0.11:502/1/400002

say "With names and units where the protocol has them."
show fieldtap value show mqtt:
show fieldtap value show hartip:
show fieldtap value show profinet:
show fieldtap -j -p value show mqtt:10.0.0.13:1883/plant/tank1/level

say "People do not think in registers. Points have names, units, limits and a memory."
plc1=modbus:10.0.0.11:502/1
show fieldtap point add boiler1.temperature $plc1/400001 type i16 scale 0.1 unit degC \
	deadband 0.5 hi 28 hihi 60 hysteresis 1 stale-after 3s window 64
show fieldtap point add boiler1.wanted $plc1/400002 type i16 scale 0.1 unit degC
show fieldtap point add boiler1.heater $plc1/coil/0
show fieldtap point add tank1.level mqtt:10.0.0.13:1883/plant/tank1/level \
	type f32 order text unit % lo 20 hi 80
say "The operator wants 22 degrees now. Points tell what matters, not every flicker."
watch "$scratch/points" alert point
poll -t 4 -r 0 -c 3 10.0.0.11
poll -t 4 -r 1 10.0.0.11 220
for i in {1..24}; do
	poll -t 4 -r 0 -c 3 10.0.0.11
	poll -t 0 -r 0 -c 8 10.0.0.11
done
publish plant/tank1/level 12.5
say "The HMI falls silent: what is not heard any more is stale."
sleep 4
unwatch
show fieldtap point window boiler1.temperature --plot
say "The same live, sorted, filtered and coloured: fieldtap top. On paper:"
show fieldtap top -b -n 1

say "What was not understood, and why: a counter for each reason."
show fieldtap stats show | awk 'NR < 3 || $2 != 0'

say "How the stations are, and what the kernel keeps."
show fieldtap map show
show fieldtap device show

say "The table"
fieldtap -j device show | gojq -r '
	["STATION", "REQUESTS", "ANSWERS", "PUBLISHED", "EXCEPTIONS", "TIMEOUTS", "IMAGES", "STATE"],
	(.[] | [.device, .requests, .answers, .publications, .exceptions, .timeouts,
		.images, .state])
	| @tsv' | column -t
echo
values=$(fieldtap -j value show | gojq length)
changes=$(wc -l <"$scratch/events")
alerts=$(grep -c ' alert ' "$scratch/points")
echo "$values values cached, $changes changes and $alerts alerts told, no frame sent by fieldtap."
[ "$values" -gt 0 ] && [ "$changes" -gt 0 ] && [ "$alerts" -gt 2 ]
