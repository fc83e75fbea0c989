#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# point_nomem.sh
#
# Points are changed all or not at all, whichever allocation fails on the way.
# The failures are made in point_nomem.py.
. "$(dirname "$0")/../lib.sh"

spec=$here/../../Documentation/netlink/specs/fieldtap.yaml
failslab=/sys/kernel/debug/failslab

told() { # what is wrong
	[ -z "$1" ] || fail "$1"
}

# Nothing fails of itself: who wants that says which of its own allocations does.
set_failslab() { # ignore-gfp-wait, verbose
	echo "$1" >$failslab/ignore-gfp-wait
	echo "$2" >$failslab/verbose
}

goes_on() {
	inject < <(registers 7 4711 4712)
	expect "a point that stayed" "$(point_field stays '| "\(.value) \(.state)"')" "471.1 fresh"
	expect "one that did not move" "$(point_field moves '| "\(.value) \(.state)"')" "4712 fresh"
}

need /usr/bin/python3
/usr/bin/python3 -c 'import pyroute2, yaml' 2>/dev/null ||
	skip_all "python3-pyroute2 or python3-yaml is not installed"
if [ ! -d $failslab ] || [ ! -e /proc/self/fail-nth ]; then
	skip_all "this kernel's allocations cannot be made to fail"
fi
load
make_wire
ft config set stale-timeout 1000000
inject < <(echo syn; registers 7 10 20 30 40 50 60)
was=$(cat $failslab/ignore-gfp-wait $failslab/verbose | xargs)
set_failslab N 0
in_ns "$near" /usr/bin/python3 "$here/point_nomem.py" "$spec" >"$scratch/results"
status=$?
# shellcheck disable=SC2086 # two words
set_failslab $was
while IFS=$'\t' read -r description problem; do
	run "$description" told "$problem"
done <"$scratch/results"
run "all was checked" expect "exit status of point_nomem.py" $status 0
run "points go on" goes_on
finish
