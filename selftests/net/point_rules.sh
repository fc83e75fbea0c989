#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# point_rules.sh
#
# What points tell, and when they alert: many points, each with a rule of its
# own, look at one register that a hand-made conversation sets.
#
# Where a rule has a time in it, that is either longer than any test or so short
# that waiting is enough; never is something expected to have come in time.
# shellcheck source=../lib.sh
. "$(dirname "$0")/../lib.sh"

# Milliseconds that do not pass while the test runs.
long=100000000

# Another register, that nobody saw yet.
number=10
begin() {
	number=$((number + 1))
}

watch() { # point, parameters...
	point "$1" modbus:10.9.0.1:502/1/hr/"$number" "${@:2}"
}

# It is seen with each of these.
seen() { # value...
	local value
	for value; do
		registers "$number" "$value"
	done
}

expect_told() { # name, values
	expect "told of $1" "$(told "$1")" "$2 "
}

expect_alerts() { # name, alerts
	expect "alerts of $1" "$(alerts "$1")" "${2:+$2 }"
}

number_told() { # name
	jq -n --arg n "$1" '[inputs | select(.event == "point" and .name == $n)] | length' \
		"$scratch/told"
}

changes() {
	begin
	watch plain
	watch abs deadband 2
	watch percent deadband 5% span-lo -10 span-hi 30
	watch tenth scale 0.1 deadband 0.2
	watch negative scale -0.5 offset 7 deadband 1
	watch beat heartbeat "$long"
	watch slow min-interval "$long"
	watch wide deadband 65535
	seen 100 101 103 102 99 110 110 90 | tell
	expect_told plain "100 101 103 102 99 110 90"
	expect_told abs "100 103 99 110 90"
	expect_told percent "100 103 99 110 90"
	expect_told tenth "10 10.3 9.9 11 9"
	expect_told negative "-43 -44.5 -42.5 -48 -38"
	expect_told beat "100 101 103 102 99 110 90"
	expect_told slow "100"
	expect_told wide "100"
	expect "events of slow" "$(point_field slow .events)" 1
	expect "value of slow" "$(point_field slow .value)" 90
}

# The value told before stands in each event, whatever was seen between.
previous() {
	local name
	for name in plain abs tenth; do
		jq -s --arg n "$name" 'map(select(.event == "point" and .name == $n)) | . as $e |
			$e[0].previous == null and all(range(1; length); . as $i |
				$e[$i].previous == $e[$i - 1].value and
				$e[$i].previous_time == $e[$i - 1].time and
				$e[$i].time > $e[$i - 1].time and
				$e[$i].generation > $e[$i - 1].generation)' \
			"$scratch/told" >"$scratch/chain"
		expect "events of $name in a chain" "$(cat "$scratch/chain")" true
	done
	jq -s '[.[] | select(.event == "point").seq] |
		. as $s | all(range(1; length); $s[.] == $s[. - 1] + 1)' "$scratch/told" >"$scratch/rises"
	expect "sequence without a hole" "$(cat "$scratch/rises")" true
}

# An interval that ends: the newest value is told by itself.
interval() {
	local begun=${EPOCHREALTIME/./} n
	begin
	watch pause min-interval 100
	# shellcheck disable=SC2046 # words are wanted
	seen $(seq 1 200) | tell
	wait_for 20 tells pause 200
	n=$(number_told pause)
	expect_range "events in $(((${EPOCHREALTIME/./} - begun) / 1000)) ms" "$n" 2 \
		$((2 + (${EPOCHREALTIME/./} - begun) / 100000))
	expect "first told" "$(told pause | cut -d' ' -f1)" 1
	point_field pause '| "\(.value) \(.events)"' >"$scratch/is"
	expect "value and events" "$(cat "$scratch/is")" "200 $n"
}

tells() { [[ "$(told "$1") " = *" $2 "* ]]; } # name, value

# Told again while it is seen, and not when it is not.
heartbeat() {
	local begun=${EPOCHREALTIME/./} n
	begin
	watch pulse heartbeat 50
	watch still
	wait_for 20 pulses 4
	n=$(number_told pulse)
	expect_range "heartbeats" "$n" 4 $((2 + (${EPOCHREALTIME/./} - begun) / 50000))
	expect "values told" "$(told pulse | tr ' ' '\n' | sort -u | tr -d '\n')" 5
	expect_told still 5
	sleep 0.3
	# What was seen before may still have been told once.
	expect_range "heartbeats after the end" "$(number_told pulse)" "$n" $((n + 1))
}

pulses() { # number
	seen 5 | tell
	[ "$(number_told pulse)" -ge "$1" ]
}

limits() {
	begin
	watch four lolo 10 lo 20 hi 80 hihi 90 hysteresis 5
	watch sharp hi 80
	watch tenths scale 0.1 hi 5.3
	watch turned scale -1 lo -80 lolo -90
	seen 50 80 81 79 76 74 91 86 84 53 54 95 74 20 19 9 14 16 24 26 5 95 50 | tell
	expect "levels of four" "$(alerts four '"\(.previous_level)>\(.level)"')" \
		"normal>hi hi>normal normal>hihi hihi>hi hi>normal normal>hihi hihi>normal \
normal>lo lo>lolo lolo>lo lo>normal normal>lolo lolo>hihi hihi>normal "
	expect "what four raises" "$(alerts four '.raised == (.level != "normal")' | tr ' ' '\n' |
		sort -u | xargs)" true
	expect "values of sharp" "$(alerts sharp .value)" "81 79 91 53 95 74 95 50 "
	expect "limits of sharp" "$(alerts sharp '.limit | tostring' | tr ' ' '\n' | sort -u | xargs)" 80
	expect "values of tenths" "$(alerts tenths .value)" "8 5.3 5.4 2 9.5 5 "
	expect "levels of turned" "$(alerts turned .level | cut -d' ' -f1-4)" "lo normal lolo lo"
	expect "level now" "$(point_field four .level)" normal
}

debounced() {
	begin
	watch third hi 80 debounce-count 3
	watch first hi 80
	watch later hi 80 debounce-time "$long"
	seen 50 81 82 79 81 81 | tell
	expect_alerts third ""
	seen 81 | tell
	expect_alerts third "limit=1"
	seen 79 79 90 79 79 | tell
	expect_alerts third "limit=1"
	seen 79 | tell
	expect_alerts third "limit=1 limit=0"
	expect_alerts first "limit=1 limit=0 limit=1 limit=0 limit=1 limit=0"
	expect_alerts later ""
}

# A time that ends, without any frame.
debounced_time() {
	begin
	watch soon hi 80 debounce-time 50
	seen 50 81 | tell
	wait_for 20 alerts_are soon "limit=1"
	expect "level" "$(point_field soon .level)" hi
	seen 50 | tell
	wait_for 20 alerts_are soon "limit=1 limit=0"
	# Back before the time is over.
	ft point set soon debounce-time "$long"
	seen 81 50 | tell
	ft point set soon debounce-time 1
	seen 50 | tell
	sleep 0.05
	expect_alerts soon "limit=1 limit=0"
}

alerts_are() { [ "$(alerts "$1")" = "$2 " ]; } # name, alerts

rates() {
	begin
	watch calm rate 1
	watch fast rate 1000000000000
	seen 0 0 60000 60000 0 | tell
	expect_alerts calm "rate=1 rate=0 rate=1"
	expect_alerts fast ""
	expect "rate alert" "$(point_field calm .rate_alert)" true
	seen 0 | tell
	expect_alerts calm "rate=1 rate=0 rate=1 rate=0"
}

stale() {
	begin
	watch gone stale-after 100
	watch kept stale-after "$long"
	point never modbus:10.9.0.1:502/1/hr/60000 stale-after 100
	seen 7 | tell
	wait_for 20 alerts_are gone "stale=1"
	expect "state" "$(point_field gone .state)" stale
	expect "state of kept" "$(point_field kept .state)" fresh
	seen 7 | tell
	expect_alerts kept ""
	expect_alerts never ""
	expect "state of never" "$(point_field never .state)" waiting
	expect "begin of the alerts" "$(alerts gone | cut -d' ' -f1,2)" "stale=1 stale=0"
	wait_for 20 alerts_are gone "stale=1 stale=0 stale=1"
	expect "value that is stale" "$(point_field gone .value)" 7
}

# Stale after some periods, which nobody said how long they are.
learned() {
	begin
	watch period stale-periods 3
	# shellcheck disable=SC2046 # words are wanted
	seen $(yes 7 | head -n 50) | tell
	wait_for 20 stale_last
	expect_some "period" "$(point_field period .period)"
	seen 7 | tell
	expect_some "times resumed" "$(alerts period | grep -o stale=0 | wc -l)"
}

stale_last() { [[ $(alerts period) = *"stale=1 " ]]; }

# A server that refuses to say a value: what was known of it is bad.
quality() {
	begin
	watch judged hi 80
	seen 50 60 | tell
	{ exception "$number" 1 4; exception "$number" 1 4; } | tell
	expect "events" "$(told judged '"\(.value)/\(.quality)"')" "50/good 60/good 60/bad "
	expect_alerts judged "quality=1"
	expect "quality" "$(point_field judged '| "\(.quality) \(.value)"')" "bad 60"
	expect "status" "$(told judged '.status // "" | tostring' | xargs)" \
		"$(point_field judged '.status | tostring')"
	seen 90 | tell
	expect_alerts judged "quality=1 limit=1 quality=0"
	expect "quality" "$(point_field judged .quality)" good
	# Of another range nobody knows anything.
	exception 60001 1 2 | tell
	expect_alerts judged "quality=1 limit=1 quality=0"
}

load
make_wire
ft config set stale-timeout "$long"
echo syn | inject
listen_to_points
run "deadbands, scaled and not" changes
run "the value before, times and numbers" previous
run "an interval that ends" interval
run "a heartbeat" heartbeat
run "limits with hysteresis" limits
run "debounced by number" debounced
run "debounced by time" debounced_time
run "rate of change" rates
run "stale and resumed" stale
run "stale by the period that was learned" learned
run "quality" quality
finish
