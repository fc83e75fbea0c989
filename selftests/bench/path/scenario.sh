# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
#
# What the guests of several benchmarks share: network namespaces in each of
# which a gateway stands. Frames come in on one device and are forwarded to
# another, which drops them.

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
	fieldtap | points-*)
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
