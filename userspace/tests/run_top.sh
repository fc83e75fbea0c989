# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash disable=SC2034,SC2154
#
# What "monitor" tells of points, and "top"; sourced by run.sh.

# Filters.
bad_usage monitor_device '"device" needs' monitor device
bad_usage monitor_device_twice 'twice' monitor device a device b
bad_usage monitor_point_group '"x"' monitor point 'a*' x
bad_usage monitor_ipv6 'IPv6' monitor device 'modbus:[::x]:502'

# told NAME WANT PRETEND ARGUMENTS...: kind and name or image of each event
told() {
	local name=$1 want=$2 how=$3

	shift 3
	run env PRETEND="$how" "$pretend" -j monitor "$@"
	got=$(printf '%s\n' "$out" | gojq -r '[.event, .name // .image // .device //
		.ifname // .group // .decoder // .generation, .alert // empty,
		if .resync then "again" else empty end] | join(" ")')
	why=
	[ "$status" = 0 ] || why="exit status $status instead of 0"
	[ "$got" = "$want" ] || why="events: $got"
	report "monitor_$name"
}
# The pretended kernel sends to every group.
begun='point boiler1.temperature
alert boiler1.temperature limit
alert boiler1.name stale
lost point'
told points "$begun
point boiler10.flow
lost 
point valve.open again
resync 11" points point
# Whoever hears of alerts alone gets to know how they stand.
told alerts "$begun
point boiler10.flow
lost 
alert valve.open quality again
resync 11" points alert
told point_glob "$begun
lost 
resync 11" points point 'boiler1.*'
told point_and_alert "$begun
lost 
resync 11" points alert point 'boiler1.*'
# Events do not tell whose point it is: that is asked for.
told point_of_device 'point boiler1.temperature
alert boiler1.temperature limit
lost point
lost 
point valve.open again
alert valve.open quality again
resync 11' points point alert device modbus:
told point_globs "$begun
point boiler10.flow
lost 
resync 11" points point 'boiler1.*' point 'boiler10*'
told device 'image_change coil/0+10
map images
map images
lost 
image_change fc74/response
image_change coil/0+10
image_change fc74/response
resync 11
lost change
tap_del eth0
handover modbus
resync 11' none device modbus:10.0.0.5
told device_alarms 'alarm profinet:00:11:22:33:44:55
lost alert
alarm profinet:00:11:22:33:44:55
resync 11' items device profinet
# Alerts of some points are no alarms of devices.
told no_alarms 'image_change cmd3
image_change cmd1
lost alert
resync 11' items alert point 'x*'

run env PRETEND=points "$pretend" monitor point alert
why=
[ "$(sed -E 's/^[0-9:.]{12}/TIME/' <<<"$out")" = 'TIME point boiler1.temperature 0.3 degC (was -0.7 degC)  hi
TIME alert boiler1.temperature hi: 0.3 degC, limit 0.2 (was lo)
TIME alert boiler1.name not stale: "Kessel?"1""
TIME point boiler10.flow 70.88 degF (was nan degF)
TIME resync point valve.open true (was false)
TIME resync alert valve.open quality good: true' ] || why='events'
[[ $out == 22:13:24.000* ]] || why='time of a point'
[[ $err == *' of group point were lost'*'at once'*'in step again at generation 11: 0 images and 1 points had changed' ]] ||
	why='stderr'
report monitor_points_text

# Tables into a file.
bad_usage top_option '"-x"' top -x
bad_usage top_rounds 'how often' top -b -n x
bad_usage top_rounds_0 'how often' top -b -n 0
bad_usage top_delay 'seconds' top -b -d 0.01
bad_usage top_delay_nan 'seconds' top -b -d nan
bad_usage top_argument '"b"' top -b points a b
bad_usage top_json 'no JSON' -j top
bad_usage top_no_terminal 'needs a terminal' top

# Values that rise, by one at each of four looks and once more after a loss;
# the first table cannot tell how fast.
run env PRETEND=live "$pretend" top -b -n 4 -d 0.1 points 'boiler1.*'
why=
[ "$status" = 0 ] || why="exit status $status instead of 0"
[ "$(grep -c '^..:..:.. 3/3 points: fresh 2 stale 1 waiting 0 unfit 0 bad 1 beyond 1\( lost 1\)\?$' <<<"$out")" = 4 ] ||
	why='summaries'
[ "$(grep -c '^NAME  *VALUE  *UNIT  *STATE  *LEVEL  *AGE  *CHANGE/S  *UPD/S  *HISTORY$' <<<"$out")" = 4 ] ||
	why='headings'
rows=$(grep '^boiler1.temperature ' <<<"$out")
[[ ${rows%%$'\n'*} =~ ^'boiler1.temperature '\ +'0.4 degC '\ +'fresh '\ +'hi '\ +'1'[0-9]+'d '\ +'-'\ +200$ ]] ||
	why='first row'
[[ ${rows##*$'\n'} =~ ^'boiler1.temperature '\ +'0.8 degC '\ +'fresh '\ +'hi '\ +'1'[0-9]+'d '\ +'+'[0-9.]+\ +'200 _.-+#'$ ]] ||
	why='last row'
[[ $out =~ 'boiler1.name  '\ +'"Kessel?"1"" '\ +'stale ' ]] || why='text'
[[ $out =~ 'boiler1.total '\ +'18446744073709551615 ' ]] || why='all digits'
report top_points
run env PRETEND=live LC_ALL=C.UTF-8 "$pretend" top -b -n 4 -d 0.1 boiler1.temperature
why=
[[ $out == *'▁▂▄▆█' ]] || why='curve'
report top_utf8
expect top_values 0 '^..:..:.. 6/6 values: fresh 6 stale 0 bad 2
ADDRESS .*hartip:10.0.0.7:5094/2605010203/pv +21.6 degC +fresh .*/sv +nan mA +bad 0x3 .*i=7 +7 .*i=8 +"on[?][?]".*Line 1/A \[0.1, 0.300000000000\.\. +uncertain' \
	'' env PRETEND=items "$pretend" top -b -n 1
expect top_prefix 0 ' 3/3 values: .*hr/100 +1 .*hr/101 +9 .*hr/102 +3 ' '' \
	env PRETEND=none "$pretend" top -b -n 1 modbus:10.0.0.5:502/1/hr
expect top_bits 0 ' 1/1 values: .*coil/9 +1 ' '' "$pretend" top -b -n 1 values "$P/000010"
expect top_lost 0 ' beyond 1 lost 1' '' env PRETEND=live "$pretend" top -b -d 0.2 -n 2
expect top_unloaded 3 ' values: ' 'module was unloaded' \
	env PRETEND=unload "$pretend" top -b values
expect top_refused 2 '' 'top: .*no such thing' env PRETEND=refuse "$pretend" top -b
expect top_unprivileged 2 '' 'Operation not permitted' \
	env PRETEND=unprivileged "$pretend" top -b values

# A terminal.
if /usr/bin/python3 -c 'import pyte' 2>/dev/null; then
	unit "${BASH_SOURCE[0]%/*}/top_screen.py" "$pretend"
else
	n=$((n + 1))
	echo "ok $n top_screen # SKIP no pyte"
fi
