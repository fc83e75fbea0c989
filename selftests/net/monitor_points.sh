#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# monitor_points.sh
#
# Events of points: none is lost where they are read in time, and where they are
# not, that is seen, counted and made good. Filters.
# shellcheck source=../lib.sh
. "$(dirname "$0")/../lib.sh"

unit=modbus:10.9.0.1:502/1
ROUNDS=20
EACH=100

# Each register another value, round by round.
rounds() { # unit, first register, registers, first round, last round
	awk -v u="$1" -v reg="$2" -v n="$3" -v first="$4" -v last="$5" 'BEGIN {
		for (r = first; r <= last; r++) {
			printf "c [1 %d 03%04x%04x]\ns [1 %d 03%02x", u, reg, n, u, 2 * n
			for (i = 0; i < n; i++)
				printf "%04x", r
			print "]"
		}
	}'
}

told_at_least() { [ "$(wc -l <"$1")" -ge "$2" ]; } # file, number

# Waits for the reader after each round, so that it keeps up with any machine.
none_lost() {
	local round n=0
	for ((round = 1; round <= ROUNDS; round++)); do
		rounds 1 0 "$EACH" "$round" "$round" | inject
		n=$((n + EACH))
		wait_for 20 told_at_least "$scratch/all" "$n" || return
	done
	expect "events" "$(wc -l <"$scratch/all")" $((ROUNDS * EACH))
	jq -s -c --argjson n "$EACH" --argjson rounds "$ROUNDS" '
		[all(range(1; length) as $i | .[$i].seq == .[$i - 1].seq + 1; .),
		 (group_by(.name) | length == $n and
			all(.[]; map(.value) == [range(1; $rounds + 1)] and
				(map(.previous) == [null, range(1; $rounds)])))]' \
		"$scratch/all" >"$scratch/is"
	expect "in order and complete" "$(cat "$scratch/is")" "[true,true]"
	expect "events lost" "$(counter events_lost)" 0
	expect "events counted" "$(counter point_events)" $((ROUNDS * EACH))
}

fill() { # first round, last round
	rounds 1 0 "$EACH" "$1" "$2" | inject
	in_ns "$at" cat /proc/net/netlink | awk 'NR > 1 { n += $9 } END { exit !n }'
}

# A reader that stands still, until the kernel has no more room for it.
loss_made_good() {
	local pid round=$((ROUNDS + 1)) before
	before=$(counter point_events)
	start fieldtap -n "$at" -j monitor point >"$scratch/slow" 2>"$scratch/complaints"
	pid=${background[-1]}
	wait_for 10 listening "$pid"
	kill -STOP "$pid"
	until fill "$round" $((round + 19)); do
		round=$((round + 20))
		[ "$round" -lt 5000 ] || break
	done
	# Only some of the points change after the loss, the others did before it.
	rounds 1 0 10 7777 7777 | inject
	kill -CONT "$pid"
	wait_for 60 grep -q '"lost"' "$scratch/slow"
	wait_for 20 in_step
	grep -q lost "$scratch/complaints" || fail "it says: $(cat "$scratch/complaints")"
	# The next event tells how many there were before it.
	rounds 1 0 1 8888 8888 | inject
	wait_for 20 grep -q '"value": *8888' "$scratch/slow"
	expect "events heard and lost" "$(jq -s '
		(map(select(.event == "point" and .seq)) | length) +
		(map(select(.event == "lost").count) | add)' "$scratch/slow")" \
		$(($(counter point_events) - before))
	stop_last
}

# The newest that was told of each is what it is now.
in_step() {
	ft -j point show 'all.*' | jq -r '.[] | "\(.name) \(.value)"' | sort >"$scratch/now"
	# The last line may be half written.
	jq -r 'select(.event == "point") | "\(.name) \(.generation) \(.value)"' "$scratch/slow" \
		2>/dev/null |
		sort -k1,1 -k2,2n | awk '{ last[$1] = $3 } END { for (n in last) print n, last[n] }' |
		sort | cmp -s - "$scratch/now"
}

hear() { # file, arguments of monitor...
	: >"$1"
	start fieldtap -n "$at" -j monitor "${@:2}" >>"$1"
	wait_for 10 listening "${background[-1]}"
}

words() { # file, jq expression
	jq -r "$2" "$1" | sort | uniq | xargs
}

filters() {
	point boiler1.level "modbus:10.9.0.1:502/2/hr/0" hi 100
	point boiler2.level "modbus:10.9.0.1:502/3/hr/0" hi 100
	point pump.speed "modbus:10.9.0.1:502/2/hr/0" hi 100
	hear "$scratch/boilers" point 'boiler*'
	hear "$scratch/pump" alert point 'pump*'
	hear "$scratch/two" point 'boiler2*' point 'pump*'
	hear "$scratch/unit2" device modbus:10.9.0.1:502/2
	hear "$scratch/alerts" alert
	hear "$scratch/device" change device modbus:10.9.0.1:502/3
	hear "$scratch/end" point
	{ rounds 2 0 1 99 101; rounds 3 0 1 99 101; rounds 1 200 1 1 1; } | inject
	wait_for 20 grep -q '"boiler2.level","value": *101' "$scratch/end"
	# The others have heard all of it, too, when they have heard what comes last.
	{ rounds 2 0 1 102 102; rounds 3 0 1 102 102; } | inject
	wait_for 20 grep -q '"value": *102' "$scratch/pump"
	wait_for 20 grep -q '"boiler2.level","value": *102' "$scratch/boilers"
	wait_for 20 grep -q 0066 "$scratch/device"
	wait_for 20 grep -q '"boiler2.level","value": *102' "$scratch/two"
	wait_for 20 grep -q '"pump.speed","value": *102' "$scratch/unit2"
	wait_for 20 told_at_least "$scratch/alerts" 3
	expect "points of a pattern" "$(words "$scratch/boilers" '"\(.event)/\(.name)/\(.value)"')" \
		"point/boiler1.level/100 point/boiler1.level/101 point/boiler1.level/102 \
point/boiler1.level/99 point/boiler2.level/100 point/boiler2.level/101 point/boiler2.level/102 \
point/boiler2.level/99"
	expect "a point and its alerts" "$(words "$scratch/pump" '"\(.event)/\(.name)/\(.value)"')" \
		"alert/pump.speed/101 point/pump.speed/100 point/pump.speed/101 \
point/pump.speed/102 point/pump.speed/99"
	expect "alerts" "$(words "$scratch/alerts" '"\(.event)/\(.name)/\(.alert)/\(.raised)"')" \
		"alert/boiler1.level/limit/true alert/boiler2.level/limit/true alert/pump.speed/limit/true"
	expect "points of two patterns" "$(words "$scratch/two" .name)" "boiler2.level pump.speed"
	expect "points of a device" "$(words "$scratch/unit2" '.name // empty')" \
		"boiler1.level pump.speed"
	expect "devices of a device" "$(words "$scratch/unit2" '.device // empty')" \
		modbus:10.9.0.1:502/2
	expect "changes of a device" "$(words "$scratch/device" '"\(.event)/\(.device)"')" \
		"image_change/modbus:10.9.0.1:502/3"
}

text() {
	start fieldtap -n "$at" monitor point 'pump*' alert >"$scratch/text"
	wait_for 10 listening "${background[-1]}"
	rounds 2 0 1 7 7 | inject
	wait_for 20 told_at_least "$scratch/text" 2
	grep -q 'pump.speed.*7' "$scratch/text" || fail "$(cat "$scratch/text")"
	stop_last
}

load
make_wire
ft config set stale-timeout 100000000
awk -v unit=$unit -v n=$EACH 'BEGIN {
	print "points:"
	for (i = 0; i < n; i++)
		printf "  all.%d: {address: \"%s/hr/%d\"}\n", i, unit, i
}' >"$scratch/points.yaml"
ft point load "$scratch/points.yaml" >/dev/null
echo syn | inject
hear "$scratch/all" point
run "none is lost" none_lost
stop_last
run "a loss is made good" loss_made_good
run "filters" filters
run "for people" text
finish
