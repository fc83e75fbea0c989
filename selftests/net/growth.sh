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
	for ((n = 0; n < 10; n++)); do
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

# What `map show` tells, and what its occupancy amounts to.
look() {
	read -r growing count limit B noverflow growths writers worker longest chains entries < <(
		ft -j map show images | jq -r '.[0] | [.growing, .count, .limit, .B, .noverflow,
			.growths, .moved_by_writers, .moved_by_worker, .longest_step,
			(.occupancy | add), (.occupancy | [to_entries[] | .key * .value] | add)] |
			join(" ")')
}

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

settled() {
	look
	[ "$growing" = false ]
}

grow() {
	local list lists=0
	inject <<<$'flow s=10.9.0.1\nsyn\nscan 0 '$((OLD - 1))
	look
	expect "images before" "$count" "$OLD"
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
	expect "images" "$count" $((OLD + NEW))
	expect_range "growths" "$growths" 5 16
	ft image show >"$scratch/all"
	expect "images in a list, different ones" "$(images_of "$scratch/all")" \
		"$((OLD + NEW)) $((OLD + NEW))"
	expect_gains images_created=$((OLD + NEW)) pdus=$((2 * (OLD + NEW)))
}

# Start and finish in turn, of arrays twice as large each time.
events() {
	stop_last
	expect "growths told of" "$(jq -rs '[.[] | select(.name == "images")] |
		[.[] | "\(.growth) \(.log2_buckets)"] | join(", ")' "$scratch/events")" \
		"$(jq -rn "[range($B - $growths; $B) + 1 | \"start \\(.), finish \\(.)\"] | join(\", \")")"
	expect "event numbers" "$(jq -cs 'map(.event_seq)' "$scratch/events")" \
		"$(jq -cn "[range(1; 2 * $growths + 1)]")"
}

# Begun, finished, moved with buckets, moved with growths, most of a bucket,
# lists during which growth began.
traced_growth() {
	awk '/list begins/ { began = 0 }
		/list ends/ && began { lists++; began = 0 }
		!/map=images/ { next }
		{ split($0, part, "moved="); moved = part[2] + 0 }
		/grow_start:/ { starts++; began++ }
		/grow_finish:/ { finishes++; by_growth += moved }
		/grow_evacuate:/ { by_bucket += moved; if (moved > most) most = moved }
		END { print starts, finishes, by_bucket, by_growth, most, lists + 0 }' "$trace/trace"
}

tracepoints() {
	local starts finishes by_bucket by_growth most lists
	[ -d "$trace" ] || { skip "no tracefs"; return; }
	read -r starts finishes by_bucket by_growth most lists < <(traced_growth)
	expect "growths begun" "$starts" "$growths"
	expect "growths finished" "$finishes" "$growths"
	expect "entries moved with old buckets" "$by_bucket" $((writers + worker))
	expect "entries moved with growths" "$by_growth" $((writers + worker))
	# The bucket that the key lives in, and one more.
	expect_range "most entries moved by a call" "$longest" 1 $((2 * most))
	expect_some "lists during which the map grew" "$lists"
}

traced_pdus() { # direction
	grep -c "fieldtap_pdu: decoder=[0-9]* to=$1 len=1[12]\$" "$trace/trace"
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
	look
	expect "header" "$(awk '/^(count|B|noverflow|buckets|oldbuckets|limit|growths) / {
			printf "%s %s ", $1, $2 }' "$dir/header")" \
		"count $count B $B noverflow $noverflow buckets $((1 << B)) oldbuckets 0 limit $limit growths $growths "
	expect "chains, and entries in them" \
		"$(awk 'NR > 1 { chains += $2; n += $1 * $2 } END { print chains, n }' "$dir/occupancy")" \
		"$((1 << B)) $count"
	expect "the same, of map show" "$chains $entries" "$((1 << B)) $count"
	expect "growths, and entries moved" "$(awk '{
			split($0, part, "moved ")
			split(part[2], word, " ")
			writers += word[1]
			worker += word[4]
		} END { print NR, writers, worker }' "$dir/growths")" \
		"$growths $writers $worker"
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
