#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# point_load.sh
#
# Points from files: what changed is loaded and nothing else, all of it or
# nothing, while traffic goes on; a hundred thousand at once.
# shellcheck source=../lib.sh
. "$(dirname "$0")/../lib.sh"

unit=modbus:10.9.0.1:502/1
DEVICES=1000
EACH=100

# All that points are and have seen, but for times.
all_points() {
	ft -j point show | jq -c 'sort_by(.name)[] | del(.last_seen, .last_change, .period,
		.previous_time, .state)'
}

names() { ft -j point show "$@" | jq -r '.[].name' | sort | xargs; }

write_plant() {
	mkdir -p "$scratch/models"
	cat >"$scratch/models/meter.yaml" <<-END
		models:
		  base:
		    protocol: modbus
		    points:
		      frequency: {address: hr/4, scale: 0.01, unit: Hz}
		  meter:
		    extends: base
		    vendor: nobody
		    points:
		      voltage: {address: hr/0, unit: V, hi: 253, hysteresis: 2}
		      power: {address: hr/2, type: i32, order: cdab, unit: W}
	END
	cat >"$scratch/plant.yaml" <<-END
		plant: boilerhouse
		include: [models/meter.yaml]
		devices:
		  one: {model: meter, address: "$unit"}
		  two: {model: meter, address: "modbus:10.9.0.1:502/2", points: {voltage: {hi: 250}}}
		points:
		  boiler.level: {address: "$unit/hr/10", scale: 0.1, desc: "how full it is", window: 64}
		  boiler.valve: {address: "$unit/coil/3"}
	END
}

loads() {
	write_plant
	ft point load --dry-run "$scratch/plant.yaml" >"$scratch/said" || fail "no dry run"
	expect "points after a dry run" "$(names)" ""
	grep -q boiler.level "$scratch/said" || fail "it says: $(cat "$scratch/said")"
	ft point load "$scratch/plant.yaml" >"$scratch/said" || fail "not loaded"
	expect "points" "$(names)" "boiler.level boiler.valve one.frequency one.power one.voltage \
two.frequency two.power two.voltage"
	expect "what the model says" "$(point_field one.voltage '| "\(.address) \(.unit) \(.hi) \(.source)"')" \
		"$unit/hr/0 V 253 boilerhouse"
	expect "what the device says" "$(point_field two.voltage '| "\(.address) \(.hi)"')" \
		"modbus:10.9.0.1:502/2/hr/0 250"
	expect "what the base says" "$(point_field two.frequency .scale)" 0.01
	ask "$hmi" 10.9.0.1 read:hr:0:20 read:coil:0:8 >/dev/null
	expect "values" "$(ft -j point show | jq -r 'sort_by(.name)[] | .value' | xargs)" \
		"101 true 10.04 65733610 1000 null null null"
}

# A second time nothing changes, and a dry run says so.
same_again() {
	all_points >"$scratch/before"
	ft point load --dry-run "$scratch/plant.yaml" >"$scratch/said" || fail "no dry run"
	! grep -q 'boiler\|one\.\|two\.' "$scratch/said" || fail "it says: $(cat "$scratch/said")"
	ft point load "$scratch/plant.yaml" >/dev/null || fail "not loaded"
	all_points | diff "$scratch/before" - >"$scratch/diff" || fail "$(cat "$scratch/diff")"
}

# Of one source only, and what was added by hand stays.
changes_only() {
	point by.hand "$unit/hr/11"
	sed -e '/boiler.valve/d' -e 's/hi: 250/hi: 240/' "$scratch/plant.yaml" >"$scratch/new.yaml"
	echo "  boiler.new: {address: \"$unit/hr/12\"}" >>"$scratch/new.yaml"
	ft point load --dry-run "$scratch/new.yaml" >"$scratch/said" || fail "no dry run"
	expect "what a dry run names" \
		"$(grep -o 'boiler\.[a-z]*\|one\.[a-z]*\|two\.[a-z]*' "$scratch/said" | sort -u | xargs)" \
		"boiler.new boiler.valve two.voltage"
	expect "points after it" "$(names 'boiler*')" "boiler.level boiler.valve"
	ft point load "$scratch/new.yaml" >/dev/null || fail "not loaded"
	expect "points" "$(names)" "boiler.level boiler.new by.hand one.frequency one.power one.voltage \
two.frequency two.power two.voltage"
	expect "its limit" "$(point_field two.voltage .hi)" 240
	expect "samples of another" "$(point_field boiler.level .samples)" 1
}

saved() {
	point s.all "$unit/hr/13" type u32 order badc scale -0.5 offset 1e3 unit '%' \
		desc 'a "quoted": text, #1' span-lo -10 span-hi 1e2 deadband 5% heartbeat 5s \
		min-interval 100ms lolo 1 lo 2.5 hi 3 hihi 4 hysteresis 0.25 debounce-count 2 \
		debounce-time 1s rate 100 stale-after 2min window 16
	point s.bit "$unit/hr/14" type u32 bit 7
	point s.text "$unit/fc74/request" octet 2 type string len 8 stale-periods 3
	all_points | jq -c 'del(.source, .generation, .samples, .events, .alerts, .images, .quality,
		.previous, .value, .raw, .level, .status, .rate_alert)' >"$scratch/before"
	ft point save >"$scratch/saved.yaml" || fail "not saved"
	ft point del '*' || fail "not deleted"
	ft point load "$scratch/saved.yaml" >/dev/null || fail "not loaded: $(cat "$scratch/saved.yaml")"
	all_points | jq -c 'del(.source, .generation, .samples, .events, .alerts, .images, .quality,
		.previous, .value, .raw, .level, .status, .rate_alert)' |
		diff "$scratch/before" - >"$scratch/diff" || fail "$(cat "$scratch/diff")"
	ft point save | sed -n '/^ /p' | sort >"$scratch/again"
	sed -n '/^ /p' "$scratch/saved.yaml" | sort | diff - "$scratch/again" >"$scratch/diff" ||
		fail "saved again: $(cat "$scratch/diff")"
	ft point save 's.*' >"$scratch/some.yaml" || fail "not saved"
	expect "points saved of a pattern" "$(grep -c '^  *s\.' "$scratch/some.yaml")" 3
}

# What is wrong is told by line and column, and nothing changes.
bad() { # what it has to say, LINE:COLUMN, file's lines...
	local said status
	printf '%s\n' "${@:3}" >"$scratch/bad.yaml"
	said=$(ft point load "$scratch/bad.yaml" 2>&1)
	status=$?
	[ "$status" -ne 0 ] || fail "loaded: ${*:3}"
	[[ $said = *"bad.yaml:$2: "*"$1"* ]] || fail "it says '$said', not $2 $1"
	expect "lines that it says" "$(wc -l <<<"$said")" 1
}

refused() {
	all_points >"$scratch/before"
	local good="  n.good: {address: \"$unit/hr/1\"}"
	bad colour 3:32 points: "$good" "  n.bad: {address: \"x:1/hr/1\", colour: red}"
	bad scale 3:57 points: "$good" "  n.bad: {address: \"$unit/hr/1\", scale: much}"
	bad n.good 3:3 points: "$good" "$good"
	bad modbus 4:26 models: '  m: {protocol: modbus, points: {a: {address: hr/1}}}' \
		devices: '  d: {model: m, address: "profinet:02:00:00:00:00:01"}'
	bad "extends itself" 3:16 models: '  a: {extends: b}' '  b: {extends: a}'
	bad "" 3:1 points: "$good" "	n.tab: {address: x}"
	bad n..bad 3:3 points: "$good" "  n..bad: {address: \"$unit/hr/1\"}"
	bad nobody 2:14 devices: "  d: {model: nobody, address: \"$unit\"}"
	! ft point load "$scratch/nowhere.yaml" 2>/dev/null || fail "a file that is not there was loaded"
	yes 'a: [b, {c' 2>/dev/null | head -c 1000000 >"$scratch/nonsense.yaml"
	! ft point load "$scratch/nonsense.yaml" >/dev/null 2>"$scratch/said" ||
		fail "nonsense was loaded"
	expect "lines about nonsense" "$(wc -l <"$scratch/said")" 1
	all_points | diff "$scratch/before" - >"$scratch/diff" || fail "$(cat "$scratch/diff")"
}

# What the kernel alone can see: another source has a point of that name.
taken() {
	all_points >"$scratch/before"
	printf '%s\n' 'plant: another' points: "  t.new: {address: \"$unit/hr/1\"}" \
		"  s.all: {address: \"$unit/hr/2\"}" >"$scratch/taken.yaml"
	ft point load "$scratch/taken.yaml" >/dev/null 2>"$scratch/said"
	expect "exit status" $? 1
	grep -q 'taken.yaml:4:' "$scratch/said" || fail "it says: $(cat "$scratch/said")"
	all_points | diff "$scratch/before" - >"$scratch/diff" || fail "$(cat "$scratch/diff")"
}

# Sample for sample what the image says it was seen, whatever goes on around.
under_traffic() {
	local i frames
	ft point del '*' || fail "not deleted"
	write_plant
	sed -i 's|hr/10"|hr/500"|' "$scratch/plant.yaml"
	sed -e '/boiler.valve/d' -e 's/hi: 250/hi: 240/' "$scratch/plant.yaml" >"$scratch/other.yaml"
	ft point load "$scratch/plant.yaml" >/dev/null || fail "not loaded"
	start ip netns exec "$hmi" mb_client -s 1000 10.9.0.1 read:hr:500:3 read:hr:0:20 write:hr:0:1 \
		write:hr:0:2 >/dev/null
	wait_for 20 sampled 10
	for ((i = 0; i < 5; i++)); do
		ft point load "$scratch/other.yaml" >/dev/null || fail "not loaded"
		ft point load "$scratch/plant.yaml" >/dev/null || fail "not loaded"
	done
	wait_for 20 sampled $(($(point_field boiler.level .samples) + 10))
	stop_last
	frames=$(ft -j image show "$unit" | jq '.[] | select(.image == "hr/500+3").frames')
	expect "samples" "$(point_field boiler.level .samples)" "$frames"
	ft -j point window boiler.level >"$scratch/w"
	expect "samples missed" "$(jq '[.samples[] | select((.missed // 0) > 0)] | length' "$scratch/w")" 0
	expect "samples kept" "$(jq '.samples | length' "$scratch/w")" \
		"$((frames < 64 ? frames : 64))"
}

sampled() { [ "$(point_field boiler.level .samples)" -ge "$1" ]; }

memory() { awk '$1 == "MemAvailable:" { print $2 }' /proc/meminfo; }

hundred_thousand() {
	local before begun=${EPOCHREALTIME/./} loaded i total=$((DEVICES * EACH))
	{
		echo "models:"
		echo "  large:"
		echo "    protocol: modbus"
		echo "    points:"
		for ((i = 0; i < EACH; i++)); do
			echo "      p$i: {address: hr/$i, deadband: 2, hi: 1000}"
		done
		echo "devices:"
		for ((i = 0; i < DEVICES; i++)); do
			echo "  d$i: {model: large, address: \"modbus:10.8.$((i / 250)).$((1 + i % 250)):502/1\"}"
		done
	} >"$scratch/large.yaml"
	ft config set max-points $((total + 1000)) || fail "limit not set"
	before=$(memory)
	begun=${EPOCHREALTIME/./}
	ft point load "$scratch/large.yaml" >/dev/null || fail "not loaded"
	loaded=${EPOCHREALTIME/./}
	echo "# $total points in $(((loaded - begun) / 1000)) ms, $(((before - $(memory)) * 1024 / total)) octets each"
	expect "points" "$(ft -j map show points | jq '.[0].count')" $((total + 2))
	begun=${EPOCHREALTIME/./}
	sed -i 's/p7: {address: hr\/7,/p7: {address: hr\/7, unit: V,/' "$scratch/large.yaml"
	ft point load "$scratch/large.yaml" >/dev/null || fail "not loaded"
	echo "# $DEVICES of them changed in $(((${EPOCHREALTIME/./} - begun) / 1000)) ms"
	expect "what changed" "$(point_field d999.p7 .unit)" V
	begun=${EPOCHREALTIME/./}
	ft point del 'd*' || fail "not deleted"
	echo "# deleted in $(((${EPOCHREALTIME/./} - begun) / 1000)) ms"
	expect "points" "$(ft -j map show points | jq '.[0].count')" 2
}

load
make_pair
serve "$plc"
ft tap add eth0 || skip_all "cannot tap"
run "a plant" loads
run "the same again" same_again
run "only what changed" changes_only
run "saved and loaded" saved
run "what is wrong is refused" refused
run "what another source has" taken
run "under traffic" under_traffic
ft point del '*'
point a.one "$unit/hr/0"
point a.two "$unit/hr/1"
run "a hundred thousand" quietly hundred_thousand
finish
