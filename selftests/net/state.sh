#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# state.sh
#
# What decoders say beside octets, from a decoder that does as it is told
# (module/statetest.c) to a netlink client of other make. The checks are in
# state.py.
# shellcheck source-path=SCRIPTDIR source=../lib.sh
. "$(dirname "$0")/../lib.sh"

spec=$here/../../Documentation/netlink/specs/fieldtap.yaml

told() { # what is wrong
	[ -z "$1" ] || fail "$1"
}

# Shared notes of a decoder that is gone might mean something else to the next.
unloads() {
	expect_some "notes before" "$(ft -j map show notes | jq .[0].count)"
	rmmod fieldtap_statetest || fail "cannot unload"
	expect "notes" "$(ft -j map show notes | jq .[0].count)" 0
	expect "images" "$(ft -j image show 2>/dev/null | jq 'length > 0')" true
	expect_some "layouts" "$(ft -j map show layouts | jq .[0].count)"
}

need /usr/bin/python3
/usr/bin/python3 -c 'import pyroute2, yaml' 2>/dev/null ||
	skip_all "python3-pyroute2 or python3-yaml is not installed"
load
modprobe fieldtap_statetest || skip_all "module fieldtap_statetest is not there"
trap 'cleanup; rmmod fieldtap_statetest 2>/dev/null' EXIT
new_netns plc plc
at=$plc
ft tap add lo decoder statetest || skip_all "cannot tap"
in_ns "$plc" /usr/bin/python3 "$here/state.py" "$spec" >"$scratch/results"
status=$?
while IFS=$'\t' read -r description problem; do
	run "$description" told "$problem"
done <"$scratch/results"
run "all was checked" expect "exit status of state.py" $status 0
run "a decoder that leaves takes its notes along" unloads
finish
