#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# netlink.sh
#
# The netlink family as its specification describes it, to a client of other
# make. The checks are in netlink.py.
. "$(dirname "$0")/../lib.sh"

spec=$here/../../Documentation/netlink/specs/fieldtap.yaml

told() { # what is wrong
	[ -z "$1" ] || fail "$1"
}

need /usr/bin/python3
/usr/bin/python3 -c 'import pyroute2, yaml' 2>/dev/null ||
	skip_all "python3-pyroute2 or python3-yaml is not installed"
load
make_wire
ft config set stale-timeout 1000000
inject <<-EOF_SCRIPT
	syn
	scan 0 299
	flow cp=40001
	syn
	delta 100
	scan 0 49
EOF_SCRIPT
in_ns "$near" /usr/bin/python3 "$here/netlink.py" "$spec" >"$scratch/results"
status=$?
while IFS=$'\t' read -r description problem; do
	run "$description" told "$problem"
done <"$scratch/results"
run "all was checked" expect "exit status of netlink.py" $status 0
finish
