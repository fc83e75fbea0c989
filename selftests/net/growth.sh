#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# growth.sh
#
# The map of images grows several times under traffic, while others list it:
# no list misses an image that was there before, or has one twice. Everything
# that tells of growth tells the same.
# shellcheck source-path=SCRIPTDIR source=../lib.sh
. "$(dirname "$0")/../lib.sh"

# Images that stand in every list, and those that come meanwhile.
OLD=200
NEW=20000

old_device=modbus:10.9.0.1:502/1
trace=/sys/kernel/tracing/instances/fieldtap-$$

# Growth takes a few ms, too short for many lists to meet it: let each bucket
# cost some look at the stack. The filter is always true, and another each time.
make_growth_last() {
	local n
	for ((n = 0; n < 16; n++)); do
		echo "hist:keys=stacktrace if bucket>=0 || moved==$n" 2>/dev/null \
			>>"$trace/events/fieldtap/fieldtap_grow_evacuate/trigger" || return
	done
}

trace_begin() {
	mkdir "$trace" 2>/dev/null || return
	make_growth_last
	echo 4096 >"$trace/buffer_size_kb"
	echo 1 >"$trace/events/fieldtap/fieldtap_grow_start/enable"
	echo 1 >"$trace/events/fieldtap/fieldtap_grow_evacuate/enable"
	echo 1 >"$trace/events/fieldtap/fieldtap_grow_finish/enable"
}

trace_end() {
	[ ! -d "$trace" ] || rmdir "$trace"
	cleanup
}
trap trace_end EXIT

mark_trace() { # text
	echo "$1" >"$trace/trace_marker"
}

map() { ft -j map show images | jq -r ".[0]$1"; } # jq expression

# Lists the old images again and again.
list_again() {
	local n=0
	while [ -e "$scratch/growing" ]; do
		n=$((n + 1))
		mark_trace "list begins"
		fieldtap -n "$at" image show "$old_device" >"$scratch/list.$n"
		mark_trace "list ends"
	done
}

# Prints how many images a list has, and how many different ones.
images_of() { # file
	awk '/^modbus:/ { n++; if (!seen[$1]++) different++ }
		END { print n + 0, different + 0 }' "$1"
}

settled() { [ "$(map .growing)" = false ]; }

grow() {
	local list lists=0
	inject <<<$'flow s=10.9.0.1\nsyn\nscan 0 '$((OLD - 1))
	expect "images before" "$(map .count)" "$OLD"
	: >"$scratch/growing"
	start list_again
	inject <<<$'flow s=10.9.0.3\nsyn\nscan 0 '$((NEW - 1))
	rm "$scratch/growing"
	wait "${background[-1]}"
	for list in "$scratch"/list.*; do
		expect "images in list ${list##*.}, different ones" "$(images_of "$list")" "$OLD $OLD"
		lists=$((lists + 1))
	done
	echo "# $lists lists"
	wait_for 20 settled
	expect "images" "$(map .count)" $((OLD + NEW))
	expect_range "growths" "$(map .growths)" 5 16
	ft image show >"$scratch/all"
	expect "images in a list, different ones" "$(images_of "$scratch/all")" \
		"$((OLD + NEW)) $((OLD + NEW))"
	expect_gains images_created=$((OLD + NEW)) pdus=$((2 * (OLD + NEW)))
}

# Start and finish in turn, of arrays twice as large each time.
events() {
	local growths B
	stop_last
	growths=$(map .growths)
	B=$(map .B)
	expect "growths told of" "$(jq -rs '[.[] | select(.name == "images")] |
		[.[] | "\(.growth) \(.log2_buckets)"] | join(", ")' "$scratch/events")" \
		"$(jq -rn "[range($B - $growths; $B) + 1 | \"start \\(.), finish \\(.)\"] | join(\", \")")"
	expect "event numbers" "$(jq -cs 'map(.event_seq)' "$scratch/events")" \
		"$(jq -cn "[range(1; 2 * $growths + 1)]")"
}

# What each line of the trace says after NAME=.
traced() { # event, name
	sed -n "/fieldtap_grow_$1:.*map=images/s/.* $2=\([^ ]*\).*/\1/p" "$scratch/trace"
}

sum() { awk '{ n += $1 } END { print n + 0 }'; }

tracepoints() {
	local growths moved longest
	[ -d "$trace" ] || { skip "no tracefs"; return; }
	cat "$trace/trace" >"$scratch/trace"
	growths=$(map .growths)
	moved=$(map '| .moved_by_writers + .moved_by_worker')
	expect "growths begun" "$(traced start to_B | wc -l)" "$growths"
	expect "growths finished" "$(traced finish to_B | wc -l)" "$growths"
	expect "entries moved with old buckets" "$(traced evacuate moved | sum)" "$moved"
	expect "entries moved with growths" "$(traced finish moved | sum)" "$moved"
	longest=$(traced evacuate moved | sort -n | tail -n 1)
	expect_range "most entries moved by a call" "$(map .longest_step)" 1 $((2 * longest))
	expect_some "lists during which the map grew" "$(awk '
		/list begins/ { began = 0 }
		/fieldtap_grow_start/ { began++ }
		/list ends/ && began { n++; began = 0 }
		END { print n + 0 }' "$scratch/trace")"
}

traced_pdus() { # direction
	grep -c "fieldtap_pdu: decoder=0 to=$1 len=1[12]\$" "$trace/trace"
}

pdus() {
	[ -d "$trace" ] || { skip "no tracefs"; return; }
	echo 0 >"$trace/trace"
	echo 1 >"$trace/events/fieldtap/fieldtap_pdu/enable"
	inject <<<$'flow s=10.9.0.1 cp=40001\nsyn\nscan 0 9'
	echo 0 >"$trace/events/fieldtap/fieldtap_pdu/enable"
	expect "requests traced" "$(traced_pdus server)" 10
	expect "answers traced" "$(traced_pdus client)" 10
}

debugfs() {
	local dir
	dir=/sys/kernel/debug/fieldtap/$(stat -Lc %i "/run/netns/$at")/images
	[ -d "$dir" ] || { skip "no debugfs"; return; }
	expect "header" "$(awk '{ print $1, $2 }' "$dir/header" |
		grep -E '^(count|B|buckets|oldbuckets|limit|growths|noverflow) ')" \
		"$(map '| "count \(.count)\nB \(.B)\nnoverflow \(.noverflow)\nbuckets \(pow(2; .B))",
			"oldbuckets 0\nlimit \(.limit)\ngrowths \(.growths)"')"
	expect "chains, and entries in them" \
		"$(awk 'NR > 1 { chains += $2; n += $1 * $2 } END { print chains, n }' "$dir/occupancy")" \
		"$(map '| "\(pow(2; .B)) \(.count)"')"
	expect "the same, of map show" \
		"$(map '| .occupancy | "\(add) \([to_entries[] | .key * .value] | add)"')" \
		"$(map '| "\(pow(2; .B)) \(.count)"')"
	expect "growths, and entries moved" \
		"$(sed 's/.*moved \(.*\) by writers \(.*\) by worker.*/\1 \2/' "$dir/growths" |
			awk '{ writers += $1; worker += $2 } END { print NR, writers, worker }')" \
		"$(map '| "\(.growths) \(.moved_by_writers) \(.moved_by_worker)"')"
}

load
make_wire
trace_begin
mark
listen map "$scratch/events"
run "lists are exact while the map grows" grow
run "events" events
run "tracepoints of growth" tracepoints
run "tracepoints of PDUs" pdus
run "debugfs" debugfs
finish
