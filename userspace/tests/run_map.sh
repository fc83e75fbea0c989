# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
#
# Part of run.sh, which see: points in files.
# shellcheck disable=SC2154,SC2034,SC2016 # run.sh sets $P, $out, $tmp, reads $why; sh -c

here=${0%/*}

run "$here/schema.py"
why=
[ "$status" = 0 ] || why='the schema and the tool disagree'
printf '%s\n' "$out" | sed 's/^/    /'
report device_map_schema

bad_usage point_load 'needs a file' point load
bad_usage point_load_dry 'needs a file' point load --dry-run
expect point_load_no_file 2 '' '^fieldtap: point load: /nowhere: No such file or directory$' \
	"$ft" point load /nowhere
expect point_load_bad 1 '' '^fieldtap: .*/bad/unknown-key.yaml:3:46: unknown key "scal"; scale\?$' \
	"$ft" point load "$here/maps/good/plain.yaml" "$here/maps/bad/unknown-key.yaml"
expect point_load_absent 3 '' "$absent" env PRETEND=absent "$pretend" point load "$here/maps/good/plain.yaml"
run sh -c 'echo "points: 7" | "$1" point load -' sh "$ft"
why=
[ "$status" = 1 ] || why="exit status $status instead of 1"
match "$err" '^fieldtap: stdin:1:9: points must be a mapping' || why=stderr
report point_load_stdin

cat >"$tmp/plant.yaml" <<END
points:
  boiler1.temperature:
    {address: "$P/400101", type: i16, order: badc, scale: 0.1, unit: degC,
     desc: of the water, heartbeat: 5s, hi: 0.25}
  boiler2.temperature: {address: "$P/hr/110", scale: 0.1, hi: 80}
  spare: {address: "mqtt:10.0.0.9:1883/a/b", unit: kg}
END
same point_dry_run '~ boiler1.temperature  hi 0.2 -> 0.25, window 4 -> none
+ boiler2.temperature  address modbus:10.0.0.5:502/1/hr/110, scale 0.1, hi 80, source plant
~ spare  source none -> plant
1 added, 2 changed, 0 removed, 0 unchanged' "$pretend" point load --dry-run "$tmp/plant.yaml"
same point_dry_run_json '[{"action":"change","name":"boiler1.temperature","from":{"hi":0.2,"window":4},"to":{"hi":0.25,"window":null}},
{"action":"add","name":"boiler2.temperature","to":{"address":"modbus:10.0.0.5:502/1/hr/110","scale":0.1,"hi":80,"source":"plant"}},
{"action":"change","name":"spare","from":{"source":null},"to":{"source":"plant"}}]' \
	"$pretend" -j point load --dry-run "$tmp/plant.yaml"
sent point_dry_run 'cmd 25 dump' point load --dry-run "$tmp/plant.yaml"
T='address=modbus:10.0.0.5:502/1/hr/100'
applied load "set name=boiler1.temperature $T type=6 order=3 scale=0.1 unit=degC desc=of the water source=plant heartbeat=5000 hi=0.25
set name=spare address=mqtt:10.0.0.9:1883/a/b unit=kg source=plant
new name=boiler2.temperature address=modbus:10.0.0.5:502/1/hr/110 scale=0.1 source=plant hi=80" \
	point load "$tmp/plant.yaml"
same point_load '1 added, 2 changed, 0 removed, 0 unchanged' "$pretend" point load "$tmp/plant.yaml"
same point_load_json '{"added":1,"changed":2,"removed":0,"unchanged":0}' "$pretend" -j point load "$tmp/plant.yaml"
echo 'plant: plant' >"$tmp/none.yaml"
applied load_removes 'del name=boiler1.temperature' point load "$tmp/none.yaml"
same point_dry_run_removes '- boiler1.temperature
0 added, 0 changed, 1 removed, 0 unchanged' "$pretend" point load --dry-run "$tmp/none.yaml"
same point_dry_run_removes_json '[{"action":"remove","name":"boiler1.temperature","from":{"address":"modbus:10.0.0.5:502/1/hr/100","type":"i16","order":"badc","scale":0.1,"unit":"degC","desc":"of the water","heartbeat":5000,"hi":0.2,"window":4,"source":"plant"}}]' \
	"$pretend" -j point load --dry-run "$tmp/none.yaml"
echo 'plant: other' >"$tmp/other.yaml"
same point_load_nothing '0 added, 0 changed, 0 removed, 0 unchanged' "$pretend" point load "$tmp/other.yaml"
sent point_load_nothing 'cmd 25 dump' point load "$tmp/other.yaml"

# The kernel does not like a hi of 13.
cat >"$tmp/refused.yaml" <<END
models:
  m: {points: {v: {address: hr/0, lo: 1,
                   hi: 13}}}
devices:
  a: {model: m, address: "$P", points: {v: {hi: 12}}}
  b: {model: m, address: "$P"}
END
expect point_load_refused 2 '' '/refused.yaml:3:24: point "b.v", hi: limits are out of order$' \
	"$pretend" point load "$tmp/refused.yaml"
cat >"$tmp/foreign.yaml" <<END
points:
  a:
    address: frob:1/2
END
for dry in '' --dry-run; do
	# shellcheck disable=SC2086 # perhaps no word
	expect "point_load_protocol$dry" 1 '' '/foreign.yaml:3:14: point "a", address: unknown protocol "frob"; no decoder' \
		"$pretend" point load $dry "$tmp/foreign.yaml"
done
echo "points: {boiler1.temperature: {address: \"$P/hr/0\"}}" >"$tmp/thief.yaml"
expect point_load_theft 1 '' '/thief.yaml:1:10: point "boiler1.temperature" is there already, loaded from "plant"$' \
	"$pretend" point load "$tmp/thief.yaml"

same point_save '---
plant: plant
points:
  boiler1.temperature: {address: "modbus:10.0.0.5:502/1/hr/100", type: i16, order: badc, scale: 0.1, unit: degC, desc: "of the water", heartbeat: 5s, hi: 0.2, window: 4}' \
	"$pretend" point save 'boiler1.temp*'
same point_save_load '0 added, 0 changed, 0 removed, 1 unchanged' \
	sh -c '"$1" point save boiler1.temperature | "$1" point load -' sh "$pretend"
expect point_save_none 2 '' 'there is no point "x' "$pretend" point save 'x*'
expect point_save_full 2 '' '^fieldtap: .*No space left' sh -c '"$1" point save >/dev/full' sh "$pretend"
