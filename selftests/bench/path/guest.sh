#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# guest.sh DIRECTORY RUNS [SCENARIO]...
#
# What run.sh runs in the user-mode kernel: the scenarios (all, unless some are
# named), each in network namespaces of its own. A gateway stands in each of
# them: frames come in on one device and are forwarded to another, which drops
# them. JSON, one object per line and measurement.
set -euo pipefail

dir=$1 runs=$2
shift 2

only=("$@")
# What the tap asks for: "decoder NAME"..., or nothing, which is all of them.
tap_decoders="decoder modbus"

namespace() { # IMPL
	local ns=path-$1 dev
	ip netns add "$ns"
	ip -n "$ns" link set lo up
	for dev in in out; do
		ip -n "$ns" link add "$dev" type dummy
		ip netns exec "$ns" sysctl -qw "net.ipv6.conf.$dev.disable_ipv6=1" \
			"net.ipv4.conf.$dev.rp_filter=0"
		ip -n "$ns" link set "$dev" up
	done
	ip netns exec "$ns" sysctl -qw net.ipv4.ip_forward=1 net.ipv4.conf.all.rp_filter=0
	ip -n "$ns" address add 192.0.2.1/30 dev out
	# One neighbour for all: so many would keep that table busy.
	ip -n "$ns" route add 10.0.0.0/8 via 192.0.2.2
	case $1 in
	fieldtap)
		# shellcheck disable=SC2086 # one word per argument
		fieldtap -n "$ns" tap add in direction ingress $tap_decoders ;;
	conntrack)
		# Asking for it anywhere turns it on; no frame meets the rule.
		ip netns exec "$ns" nft -f - <<-END
			table ip path {
				chain output {
					type filter hook output priority 0
					ct state established accept
				}
			}
		END
		;;
	esac
}

scenario() { # OP IMPLS OPTION...
	local op=$1 impls=$2 impl
	shift 2
	if [ ${#only[@]} -gt 0 ]; then
		[[ " ${only[*]} " == *" ${op// /-} "* ]] || return 0
	fi
	for impl in stack $impls; do
		namespace "$impl"
	done
	# shellcheck disable=SC2086 # one word per implementation
	"$dir/path" -o "$op" -r "$runs" "$@" $impls
	for impl in stack $impls; do
		ip netns del "path-$impl"
	done
}

modprobe fieldtap_modbus
insmod "$dir/module/bench_path.ko"

# 250 servers, each with one client, 4 units and 100 images a unit
plant="-s 250 -l 1 -u 4 -i 100 -b 100"
for images in one plant; do
	[ $images = one ] && shape='' || shape=$plant
	for count in 10 125; do
		for content in unchanged changed; do
			[ $content = changed ] && shape+=' -C'
			# shellcheck disable=SC2086 # options
			scenario "$count registers $content" "fieldtap packet conntrack" \
				-f 3 -c "$count" $shape
			shape=${shape% -C}
		done
	done
	# shellcheck disable=SC2086 # options
	scenario "1000 coils unchanged" "fieldtap packet conntrack" -f 1 -c 1000 ${shape/-i 100/-i 60}
done
scenario "acknowledgment" "fieldtap packet conntrack" -k ack

# In turn, so that what else the machine does meanwhile meets both.
foreign() { # suffix of the scenario's name
	local kind
	for kind in tcp udp arp; do
		scenario "foreign $kind$1" fieldtap -k "$kind"
	done
}
others=(fieldtap_hartip fieldtap_mqtt fieldtap_opcua fieldtap_profinet)
for _ in 1 2 3; do
	foreign ""
	modprobe -a "${others[@]}"
	tap_decoders='' foreign " all decoders"
	modprobe -r -a "${others[@]}"
done
rmmod bench_path
