#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# point_window.sh
#
# Windows of samples: as many as there were sightings, also of a thousand points
# at once; read while they are written; samples that are missed.
# shellcheck source=../lib.sh
. "$(dirname "$0")/../lib.sh"

unit=modbus:10.9.0.1:502/1
spec=$(realpath "$here/../../Documentation/netlink/specs/fieldtap.yaml")
IMAGES=8
REGISTERS=125
ROUNDS=200
PACE=3000

window() { # point, arguments...
	ft -j point window "$@"
}

# One line a sample, and the header: "SIZE FIRST NEXT OVERWRITTEN".
header() { # point
	window "$1" | jq -r '"\(.size) \(.first) \(.next) \(.overwritten)"'
}

# Number and value are one, no sample is missing or stands twice, and time goes on.
consistent() { # file
	jq -e '.first as $f | .samples | . as $s | all(range(length); . as $i |
		$s[$i].seq == $f + $i and $s[$i].value == $s[$i].seq % 65536 and
		($s[$i].missed // 0) == 0 and $s[$i].quality == "good" and
		($i == 0 or $s[$i].time >= $s[$i - 1].time))' "$1" >/dev/null
}

few() {
	local i
	point w.small "$unit/hr/9000" window 4
	expect "empty" "$(header w.small)" "4 0 0 0"
	for i in 0 1 2; do
		registers 9000 "$i"
	done | inject
	window w.small >"$scratch/w"
	expect "three" "$(header w.small)" "4 0 3 0"
	consistent "$scratch/w" || fail "$(cat "$scratch/w")"
	for i in 3 4 5 6 7 8; do
		registers 9000 "$i"
	done | inject
	window w.small >"$scratch/w"
	expect "the newest four" "$(jq -c '[.samples[].value]' "$scratch/w")" "[5,6,7,8]"
	expect "overwritten" "$(header w.small)" "4 5 9 5"
	consistent "$scratch/w" || fail "$(cat "$scratch/w")"
	expect "since" "$(window w.small since 7 | jq -c '[.samples[].seq]')" "[7,8]"
	expect "since what comes next" "$(window w.small since 9 | jq -c '[.samples[].seq]')" "[]"
	# Unchanged ones are samples, too.
	for i in 8 8 8; do
		registers 9000 "$i"
	done | inject
	expect "the same again" "$(window w.small | jq -c '[.samples[].value]')" "[8,8,8,8]"
}

as_text() {
	local lines
	lines=$(ft point window w.small --csv | tail -n +2 | wc -l)
	expect "lines of CSV" "$lines" 4
	ft point window w.small --plot >"$scratch/plot" || fail "no plot"
	[ -s "$scratch/plot" ] || fail "the plot is empty"
	ft point window nobody 2>/dev/null
	expect "exit status for nobody" $? 2
}

rounds() { # first, last
	awk -v first="$1" -v last="$2" -v images="$IMAGES" -v n="$REGISTERS" 'BEGIN {
		for (r = first; r <= last; r++) {
			value = sprintf("%04x", r % 65536)
			content = ""
			for (i = 0; i < n; i++)
				content = content value
			printf "c"
			for (i = 0; i < images; i++)
				printf " [%d 1 03%04x%04x]", i, 1000 * i, n
			printf "\ns"
			for (i = 0; i < images; i++)
				printf " [%d 1 03%02x%s]", i, 2 * n, content
			print ""
		}
	}'
}

memory() { awk '$1 == "MemAvailable:" { print $2 }' /proc/meminfo; }

# 200 Hz or as fast as this machine can: sample for sample, by their number.
thousand() {
	local before
	before=$(memory)
	awk -v unit="$unit" -v images="$IMAGES" -v n="$REGISTERS" 'BEGIN {
		print "points:"
		for (i = 0; i < images; i++)
			for (k = 0; k < n; k++)
				printf "  plc%d.%d: {address: \"%s/hr/%d\", window: 128}\n",
					i, k, unit, 1000 * i + k
	}' >"$scratch/plant.yaml"
	ft point load "$scratch/plant.yaml" >/dev/null || fail "not loaded"
	expect "points" "$(ft -j map show points | jq '.[0].count')" $((1 + IMAGES * REGISTERS))
	echo "# $(((before - $(memory)) * 1024 / (IMAGES * REGISTERS))) octets for each point and its window of 128"
	mark
	rounds 0 $((ROUNDS - 1)) | inject
	gain
	expect "samples" "${gains[samples]}" $((IMAGES * REGISTERS * ROUNDS))
	expect "points and samples of each" \
		"$(ft -j point show 'plc*' | jq -r '.[] | "\(.samples) \(.value)"' | sort | uniq -c | xargs)" \
		"$((IMAGES * REGISTERS)) $ROUNDS $((ROUNDS - 1))"
	local name
	for name in plc0.0 plc3.77 plc7.124; do
		expect "window of $name" "$(header "$name")" "128 $((ROUNDS - 128)) $ROUNDS $((ROUNDS - 128))"
		window "$name" >"$scratch/w"
		consistent "$scratch/w" || fail "$name: $(cut -c 1-300 "$scratch/w")"
	done
}

# One window that is read in several messages, and one that is written anew
# several times while it is read.
while_written() {
	local name n=0 last=$((PACE - 1))
	ft point del '*' || fail "not deleted"
	point w.long "$unit/hr/9001" window 4096
	point w.short "$unit/hr/9001" window 2
	{ echo flow cp=40002; echo syn; } | inject
	seq 0 "$last" | awk '{ printf "c [1 1 0323290001]\ns [1 1 0302%04x]\n", $1 }' >"$scratch/script"
	start cat "$scratch/script" >&"$wire_in"
	until [ "$(point_field w.long .samples)" -ge "$PACE" ]; do
		for name in w.long w.short; do
			window "$name" >"$scratch/w"
			consistent "$scratch/w" || fail "$name: $(cut -c 1-300 "$scratch/w")"
		done
		n=$((n + 1))
		[ -z "$failed" ] || break
	done
	echo "# both read $n times meanwhile"
	window w.long >"$scratch/w"
	consistent "$scratch/w" || fail "$(cut -c 1-300 "$scratch/w")"
	expect "samples" "$(jq '.samples | length' "$scratch/w")" "$PACE"
	expect "the last two" "$(window w.short | jq -c '[.samples[].value]')" "[$((PACE - 2)),$last]"
}

numbers() { # register, first, last
	seq "$2" "$3" | awk -v register="$1" '{
		printf "c [1 1 03%04x0001]\ns [1 1 0302%04x]\n", register, $1
	}'
}

paused() { grep -q paused "$scratch/dump"; }

# All of what there was when a dump began is in it or overwritten, and it tells
# where it ends, whatever comes between its messages.
dump_meanwhile() { # register, last number that comes
	local pid
	point w.dump "$unit/hr/$1" window 1000
	numbers "$1" 0 599 | inject
	rm -f "$scratch/go"
	mkfifo "$scratch/go"
	: >"$scratch/dump"
	in_ns "$near" /usr/bin/python3 "$here/window_dump.py" "$spec" w.dump <"$scratch/go" >"$scratch/dump" 2>&1 &
	pid=$!
	exec {go}>"$scratch/go"
	wait_for 60 paused
	numbers "$1" 600 "$2" | inject
	echo >&"$go"
	exec {go}>&-
	wait "$pid" || fail "$(cat "$scratch/dump")"
	grep -v paused "$scratch/dump" | awk '
		$2 != 600 || $1 != all + $3 { print "message " NR ": " $0; exit }
		{ all += $3 + $4; lost += $3 }
		END { print all, (NR > 2), (lost > 0) }' >"$scratch/all"
	ft point del w.dump
}

dump_in_step() {
	dump_meanwhile 9002 699
	expect "samples, several messages, some lost" "$(cat "$scratch/all")" "600 1 0"
}

dump_overtaken() {
	dump_meanwhile 9003 1999
	expect "samples, several messages, some lost" "$(cat "$scratch/all")" "600 1 1"
}

load
make_wire
ft config set stale-timeout 100000000
echo syn | inject
run "a small window" few
run "as text" as_text
run "a thousand points" thousand
run "read while it is written" while_written
if /usr/bin/python3 -c 'import pyroute2, yaml' 2>/dev/null; then
	run "a dump while samples come" dump_in_step
	run "a dump that is overtaken" dump_overtaken
else
	run "a dump in pieces" skip "python3-pyroute2 or python3-yaml is not installed"
fi
finish
