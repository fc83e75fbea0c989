#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# guest.sh DIRECTORY RUNS [SCENARIO]...
#
# What run.sh runs in the user-mode kernel: the scenarios (all, unless some are
# named), each in network namespaces of its own. JSON, one object per line and
# measurement.
set -euo pipefail

dir=$1 runs=$2
shift 2

only=("$@")
# shellcheck source-path=SCRIPTDIR source=scenario.sh
. "$(dirname "$0")/scenario.sh"

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

# A second decoder beside the first, which says the same: of all conversations, or
# of so few that none of these is among them.
shadowed() { # suffix
	scenario "10 registers$1" fieldtap -f 3 -c 10
	scenario "125 registers$1" fieldtap -f 3 -c 125
}
for _ in 1 2 3; do
	shadowed " no shadow"
	for share in 1 100; do
		fieldtap decoder shadow modbus with modbus-next share $share
		shadowed " shadow $share"
		# shellcheck disable=SC2016 # the variables are jq's
		fieldtap -j decoder compare modbus |
			gojq -e --argjson share $share '.[0] | .in_a_row == .pdus and
				(.pdus > 0 or $share < 100)' >/dev/null
		fieldtap decoder shadow modbus off
	done
done
rmmod bench_path
