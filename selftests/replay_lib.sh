# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
#
# For tests that replay captures, beside lib.sh.

# A wire on which nothing was sent yet.
new_wire() {
	[ -z "$far" ] || ip netns del "$far"
	[ -z "$near" ] || ip netns del "$near"
	make_wire
}

# Sends captures from far, and returns when near saw all of their frames.
replay() { # capture...
	local said sent
	said=$(in_ns "$far" tcpreplay -q --topspeed -i w0 "$@" 2>&1) || fail "$said"
	sent=$(awk '/Successful packets/ { n += $3 } END { print n }' <<<"$said")
	wire_sent=$((wire_sent + sent))
	wait_for 30 wire_arrived
}

# Prints what a program made of captures: the Makefile has let it work already,
# where nothing is emulated, or else it does here.
made_of() { # name of the Makefile's file, program, capture...
	local known=${OUTPUT:-}/captures/$1
	if [ -r "$known" ]; then
		cat "$known"
	else
		/usr/bin/python3 "$here/../$2" "${@:3}" || fail "$2 failed"
	fi
}
