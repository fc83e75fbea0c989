#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# The map under stress on all CPUs, in each of the ways it can be hard on it.
# OUTPUT is where the Makefile put growmap_stress.ko, PERCENT how much is to be
# done of what a machine of four emulated CPUs does in half a minute.
# shellcheck disable=SC2317 # functions are called by name
# shellcheck source-path=SCRIPTDIR source=../../lib.sh
. "$(dirname "$(realpath "$0")")/../../lib.sh"

module=${OUTPUT:?}/growmap_stress.ko
percent=${PERCENT:-100}
debugfs=/sys/kernel/debug/growmap_stress
declare -A did

prepare() {
	[ "$(id -u)" = 0 ] || skip_all "only root can do this"
	[ -e "$module" ] || skip_all "no $module"
}

working() { cat "$debugfs/working"; }
steps() { cat "$debugfs/steps"; }
at_rest() { [ "$(working)" = 0 ]; }
so_far() { [ "$(steps)" -ge "$1" ]; } # steps

load_stress() { # parameters...
	mark=stress-$RANDOM$RANDOM
	echo "$mark" >/dev/kmsg
	insmod "$module" "$@" || fail "insmod $* failed"
}

# Reads into `did` what the module says that was done.
unload_stress() {
	local said what number
	rmmod growmap_stress || fail "rmmod failed"
	said=$(dmesg | sed -n "/$mark/,\$s/.*growmap_stress: //p")
	printf '%s\n' "$said" | sed 's/^/# /'
	did=()
	while IFS='=' read -r what number; do
		did[$what]=$number
	done < <(grep -oE '[a-z_]+=[0-9]+' <<<"$said")
	grep -q '^PASS' <<<"$said" || fail "no PASS"
}

expect_did() { # what...
	local what
	for what; do
		expect_some "$what" "${did[$what]:-0}"
	done
}

stress() { # parameters...
	load_stress owned=$((30 * $(nproc) * percent)) "$@"
	wait_for 600 at_rest
	unload_stress
	expect_did lookups batched hits inserts removes walks interrupts growths
}

grows_and_shrinks() {
	stress steps=$((400 * percent))
	expect_did replaces again refused contested resizes same shrinks moved_writers
	expect_did touches catches caught
}

memory_fails() {
	stress steps=$((200 * percent)) fail_period=29 fail_burst=1
	expect_did failed
	stress steps=$((200 * percent)) fail_period=500 fail_burst=300
	expect_did failed
}

secret_is_renewed() {
	stress steps=$((200 * percent)) stable=0 owned=3 contested=0
	expect_did reseeds
}

ends_in_the_middle() {
	local steps
	for steps in 0 1000 4000; do
		load_stress steps=1000000000 fail_period=50 fail_burst=3
		wait_for 200 so_far "$steps"
		unload_stress
	done
}

prepare
run "all at once, while the table grows and shrinks" grows_and_shrinks
run "all at once, while allocations fail" memory_fails
run "all at once, while the secret is renewed" secret_is_renewed
run "unloading in the middle of it" ends_in_the_middle
finish
