#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# Run the unit tests and try the tool, without any kernel module; KTAP output.
#
# usage: run.sh BUILDDIR

set -u

build=$(cd "${1:?usage: run.sh BUILDDIR}" && pwd) || exit 1
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT

export TZ=UTC LC_ALL=C
bad=0 n=0

# Runs a command; its output goes to $out and $err, its exit status to $status.
run() {
	timeout -k 5 120 "$@" >"$tmp/out" 2>"$tmp/err"
	status=$?
	out=$(cat "$tmp/out")
	err=$(cat "$tmp/err")
}

# Says what became of one test: the arguments after its name must hold.
report() {
	local name=$1 verdict=ok

	n=$((n + 1))
	if [ -n "$why" ]; then
		verdict='not ok'
		bad=1
		printf '# %s\n# status %s\n' "$why" "$status"
		printf '%s\n' "$out" "$err" | head -n 40 | sed 's/^/# /'
	fi
	echo "$verdict $n $name"
}

# expect NAME STATUS STDOUT-REGEX STDERR-REGEX COMMAND...
# An empty pattern means that nothing may be there.
expect() {
	local name=$1 want=$2 want_out=$3 want_err=$4

	shift 4
	run "$@"
	why=
	[ "$status" = "$want" ] || why="exit status $status instead of $want"
	match "$out" "$want_out" || why="stdout does not match: $want_out"
	match "$err" "$want_err" || why="stderr does not match: $want_err"
	report "$name"
}

match() {
	if [ -n "$2" ]; then
		[[ $1 =~ $2 ]]
	else
		[ -z "$1" ]
	fi
}

# same NAME STDOUT COMMAND...: exactly this on stdout, exit status 0
same() {
	local name=$1 want=$2

	shift 2
	run "$@"
	why=
	[ "$status" = 0 ] || why="exit status $status instead of 0"
	[ "$out" = "$want" ] || why="stdout should be: $want"
	report "$name"
}

# Each unit test program is a subtest.
unit() {
	local name=${1##*/}

	echo "# Subtest: $name"
	run "$1"
	why=
	[ "$status" = 0 ] || why="$name failed"
	printf '%s\n' "$out" | sed 's/^/    /'
	report "$name"
}

echo 'KTAP version 1'
for t in "$build"/test_*; do
	case $t in
	*.*) ;;
	*) unit "$t" ;;
	esac
done

# Without a kernel.
ft=$build/fieldtap
expect no_arguments 1 '' '^usage: fieldtap' "$ft"
expect version 0 '^fieldtap [0-9.]+$' '' "$ft" -V
expect help 0 '^usage: fieldtap' '' "$ft" --help
expect help_word 0 '^usage: fieldtap' '' "$ft" help
for o in tap decoder device image value map stats config monitor; do
	expect "help_$o" 0 "^usage: fieldtap $o" '' "$ft" help "$o"
	expect "${o}_help" 0 "^usage: fieldtap $o" '' "$ft" "$o" help
	expect "${o}_--help" 0 "^usage: fieldtap $o" '' "$ft" "$o" --help
done
expect command_help 0 '^usage: fieldtap tap' '' "$ft" tap add --help

bad_usage() {
	local name=$1 word=$2

	shift 2
	expect "usage_$name" 1 '' "^fieldtap: .*$word.*"$'\n'"Try 'fieldtap " "$ft" "$@"
}
long=$(printf 'x%.0s' {1..400})
bad_usage object '"frob"' frob
bad_usage object_ambiguous 'ambiguous object "d"' d
bad_usage object_help '"frob"' help frob
bad_usage object_empty '""' ''
bad_usage no_point '"point"' point
bad_usage option '"-x"' -x
bad_usage option_long '"--frob"' --frob
bad_usage option_argument '"-n"' -n
bad_usage command '"frob"' tap frob
bad_usage command_option '"-j"' tap -j
bad_usage tap_add 'network device' tap add
bad_usage tap_add_empty 'empty' tap add ''
bad_usage tap_add_long 'too long' tap add sixteencharacters
bad_usage tap_add_word '"frob"' tap add eth0 frob
bad_usage tap_add_decoder '"decoder"' tap add eth0 decoder
bad_usage tap_add_decoder_long 'too long' tap add eth0 decoder "$long"
bad_usage tap_add_decoder_twice 'twice' tap add eth0 decoder a decoder a
bad_usage tap_add_decoder_many '"i"' tap add eth0 decoder a decoder b decoder c \
	decoder d decoder e decoder f decoder g decoder h decoder i
bad_usage tap_add_promisc '"maybe"' tap add eth0 promisc maybe
bad_usage tap_add_promisc_short 'ambiguous promisc "o"' tap add eth0 promisc o
bad_usage tap_add_promisc_twice 'twice' tap add eth0 promisc on promisc off
bad_usage tap_add_direction '"up"' tap add eth0 direction up
bad_usage tap_del 'network device' tap del
bad_usage tap_del_more '"eth1"' tap del eth0 eth1
bad_usage tap_show_more '"eth1"' tap show eth0 eth1
bad_usage decoder_set 'decoder' decoder set
bad_usage decoder_set_key 'tcp-port' decoder set modbus
bad_usage decoder_set_word '"udp-port"' decoder set modbus udp-port 1
bad_usage decoder_set_ports 'ports' decoder set modbus tcp-port
for p in 0 65536 99999999999 -1 '502,' ',502' 502,,503 x 502x '' 1,2,x; do
	bad_usage "ports_$p" 'list of TCP ports' decoder set modbus tcp-port "$p"
done
bad_usage ports_many 'limit' decoder set modbus tcp-port 1,2,3,4,5,6,7,8,9
bad_usage ports_twice 'twice' decoder set modbus tcp-port 502,502
bad_usage decoder_show_long 'too long' decoder show "$long"
bad_usage device_show_long 'too long' device show "$long"
bad_usage device_show_more '"b"' device show a b
bad_usage device_show_ipv6 'IPv6' device show 'modbus:[::x]:502'
bad_usage image_show_since '"since"' image show since
bad_usage image_show_generation '"x1"' image show since x1
bad_usage image_show_huge '"18446744073709551616"' image show since 18446744073709551616
bad_usage image_show_more '"b"' image show a b
bad_usage image_show_even_more '"b"' image show a since 1 b
bad_usage value_show_more '"b"' value show a b
bad_usage value_show_modicon 'Modicon' value show modbus:10.0.0.5:502/1/900001
bad_usage map_show_more '"b"' map show a b
bad_usage map_show_long 'too long' map show "$long"
bad_usage stats_show '"frob"' stats show frob
bad_usage config_set 'key' config set
bad_usage config_set_key '"max-cows"' config set max-cows 1
bad_usage config_set_ambiguous 'ambiguous key "max-"' config set max- 1
bad_usage config_set_value '"max-flows"' config set max-flows
bad_usage config_set_number '"many"' config set max-flows many
bad_usage config_set_huge '"4294967296"' config set max-flows 4294967296
bad_usage config_set_negative '"-1"' config set max-flows -1
bad_usage config_set_twice 'twice' config set max-flows 1 max-flows 2
bad_usage monitor_group '"alert"' monitor alert
bad_usage netns_absent '"no-such-netns"' -n no-such-netns tap show
bad_usage netns_path 'not the name' -n ../x tap show
bad_usage netns_long 'too long' -n "$long" tap show

# Without the module, pretended and real.
pretend=$build/pretend
absent='^fieldtap: kernel module is not loaded; try: modprobe fieldtap$'
while read -ra words; do
	expect "absent_${words[0]}" 3 '' "$absent" \
		env PRETEND=absent "$pretend" "${words[@]}"
done <<END
tap add eth0 decoder modbus
decoder show
device show
image show
value show
map show
stats show
config set max-flows 1
monitor
END
if [ -e /sys/module/fieldtap ]; then
	n=$((n + 1))
	echo "ok $n absent_really # SKIP the module is loaded here"
else
	expect absent_really 3 '' "$absent" "$ft" stats show
fi

# A kernel that says no.
refuse() {
	local name=$1 want=$2

	shift 2
	expect "refuse_$name" 2 '' "$want" env PRETEND=refuse "$pretend" "$@"
}
refuse tap_add '^fieldtap: tap add: no such thing \(ifname "eth0"\): No such device$' \
	tap add eth0
refuse tap_show '^fieldtap: tap show: no such thing: No such device$' tap show
refuse decoder_set '\(name "frob"\)' decoder set frob tcp-port 502
refuse image_show 'no such thing' image show
refuse image_show_json 'no such thing' -j image show
refuse config_set '\(max-flows 1\)' config set max-flows 1
refuse monitor 'monitor: no such thing' monitor
for o in tap decoder device image value; do
	expect "unprivileged_$o" 2 '' 'Operation not permitted; CAP_NET_ADMIN' \
		env PRETEND=unprivileged "$pretend" "$o" show
done
expect unprivileged_monitor 2 '' 'group change: Operation not permitted' \
	env PRETEND=unprivileged "$pretend" monitor

# What is shown.
P=modbus:10.0.0.5:502/1
same tap_json '[{"ifindex":1,"ifname":"lo","decoder":[],"promisc":false,"direction":"ingress","frames":1000,"bytes":64000},
{"ifindex":7,"ifname":"eth0","decoder":["modbus"],"promisc":true,"direction":"ingress","frames":1000,"bytes":64000}]' \
	"$pretend" -j tap show
same tap_text 'DEVICE  DIRECTION  PROMISC  FRAMES  BYTES  DECODERS
lo      ingress    off        1000  64000  all
eth0    ingress    on         1000  64000  modbus' "$pretend" tap show
expect tap_one 0 '^\[\{"ifindex":7,"ifname":"x1",[^\[]*\[\][^\[]*\]$' '' "$pretend" -j tap show x1
same tap_default "$("$pretend" tap show)" "$pretend" tap
same abbreviated "$("$pretend" tap show)" "$pretend" t s
same decoder_json '[{"name":"modbus","loaded":true,"tcp_port":[502,1502],"pdus":12,"errors":1,"abi":1}]' \
	"$pretend" -j decoder show
same decoder_one "$("$pretend" decoder show)" "$pretend" decoder show modbus
expect decoder_text 0 'modbus +yes +502,1502 +12 +1 +1$' '' "$pretend" decoder show
same device_json '[{"device":"'$P'","decoder":"modbus","requests":10,"answers":9,"exceptions":0,"last_exception":2,"timeouts":0,"response_min":50000,"response_avg":1500000,"response_max":2000000000,"response_bucket":[0,1,2,0,1,2,0,1],"retransmissions":0,"gaps":0,"images":2,"first_seen":1700000000000000000,"last_seen":1700000009000000000,"state":"fresh"},
{"device":"modbus:10.0.0.10:502/1","decoder":"modbus","requests":10,"answers":9,"exceptions":0,"last_exception":null,"timeouts":0,"response_min":50000,"response_avg":1500000,"response_max":2000000000,"response_bucket":[0,1,2,0,1,2,0,1],"retransmissions":0,"gaps":0,"images":2,"first_seen":1700000000000000000,"last_seen":1700000009000000000,"state":"fresh"}]' \
	"$pretend" -j device show
expect device_prefix 0 "^$P  decoder" '' "$pretend" device show $P
same device_none '[]' "$pretend" -j device show modbus:9
same device_none_text '' "$pretend" device show modbus:9
expect device_text 0 'response min 50.0us avg 1.5ms max 2.0s' '' "$pretend" device show
expect image_json 0 '^\[\{"device":"'$P'","image":"coil/0\+10","decoder":"modbus","layout":"bits","first":0,"count":10,"len":2,"data":"0102","frames":20,"changes":2,"generation":9,"last_seen":1700000004000000000,"last_change":1700000000000000000,"source_time":0,"state":"fresh"\},' \
	'' "$pretend" -j image show
expect image_once 0 'hr/101\+1.*"data":"0009"' '' "$pretend" -j image show $P/hr/101
expect image_modicon 0 'hr/100\+3.*hr/101\+1' '' "$pretend" -j image show $P/400102
expect image_since 0 '^\[\{"device":"modbus:\[2001:db8::1\]:502/1"[^]]*\}\]$' '' \
	"$pretend" -j image show since 10
same image_since_prefix '[]' "$pretend" -j image show $P since 10
expect image_text 0 '0000: 4aca fe' '' "$pretend" image show $P/fc74
expect image_cut 0 '2 more octets were not kept' '' "$pretend" image show modbus:10.0.0.10

same value_json '[{"address":"'$P'/hr/100","device":"'$P'","type":"u16","value":1,"raw":"0001","last_seen":1700000001000000000,"last_change":1700000000000000000,"state":"fresh"},
{"address":"'$P'/hr/101","device":"'$P'","type":"u16","value":9,"raw":"0009","last_seen":1700000002000000000,"last_change":1700000000000000000,"state":"fresh"},
{"address":"'$P'/hr/102","device":"'$P'","type":"u16","value":3,"raw":"0003","last_seen":1700000001000000000,"last_change":1700000000000000000,"state":"fresh"}]' \
	"$pretend" -j value show $P/hr
same value_modicon '[{"address":"'$P'/coil/9","device":"'$P'","type":"bool","value":1,"raw":"01","last_seen":1700000004000000000,"last_change":1700000000000000000,"state":"fresh"}]' \
	"$pretend" -j value show $P/000010
same value_ipv6 '[{"address":"modbus:[2001:db8::1]:502/1/ir/0","device":"modbus:[2001:db8::1]:502/1","type":"u16","value":65535,"raw":"ffff","last_seen":1700000004000000000,"last_change":1700000000000000000,"state":"fresh"}]' \
	"$pretend" -j value show 'modbus:[2001:DB8:0::1]:502/1'
expect value_text 0 'hr/101 +u16 +9 +0009 +2023-11-14 22:13:22.000 ' '' "$pretend" value show
same value_none '' "$pretend" value show profinet:
same value_none_json '[]' "$pretend" -j value show profinet:

expect map_json 0 '"name":"images","count":60,"limit":65536,"B":4,"log2_buckets":4,"oldbuckets":8,"old_log2_buckets":3,' '' \
	"$pretend" -j map show
expect map_text 0 'images +count 60 limit 65536.*oldbuckets 8 nevacuate 2' '' "$pretend" map show
expect map_one 0 '^flows ' '' "$pretend" map show flows
expect stats_json 0 '^\[\{"name":"frames","value":100\},' '' "$pretend" -j stats show
expect stats_explain_json 0 '"name":"frames_foreign","value":102,"explain":"frames of no protocol' '' \
	"$pretend" -j stats show --explain
expect stats_text 0 'frames_fragment +104'$'\n' '' "$pretend" stats show
expect stats_explain 0 'gaps +110  holes given up' '' "$pretend" stats show --explain
expect stats_newer_kernel 0 'stat_[0-9]+ .*generation +8$' '' "$pretend" stats show
same config_json '[{"max_flows":1002,"max_devices":1003,"max_images":1004,"max_image_bytes":1005,"flow_timeout":1006,"request_timeout":1007,"stale_timeout":1008,"idle_timeout":1009}]' \
	"$pretend" -j config show
expect config_text 0 'max-image-bytes +1005  most octets kept' '' "$pretend" config show
expect pretty 0 '^\[\{'$'\n''    "name": "modbus"' '' "$pretend" -j -p decoder show

# Every -j is JSON for others too.
for o in tap decoder device image value map stats config; do
	run sh -c '"$1" -j "$2" show | python3 -c "
import json, sys
assert isinstance(json.load(sys.stdin), list)"' sh "$pretend" "$o"
	why=
	[ "$status" = 0 ] || why='not JSON'
	report "parse_$o"
done

# Requests, as the kernel gets them.
sent() {
	local name=$1 want=$2

	shift 2
	rm -f "$tmp/log"
	run env PRETEND_LOG="$tmp/log" "$pretend" "$@"
	why=
	[ "$(cat "$tmp/log")" = "$want" ] ||
		why="sent $(cat "$tmp/log"), should be $want"
	report "sent_$name"
}
sent tap_add_plain 'cmd 2 3=6c6f00' tap add lo
sent tap_add 'cmd 2 3=6c6f00 4=6d00 4=6e00 5=01 6=02000000' \
	tap add lo decoder m dec n promisc on direction egress
sent tap_del 'cmd 3 3=6c6f00' tap del lo
sent decoder_set 'cmd 6 2=6d00 4=f601 4=de05' decoder set m tcp-port 502,1502
sent device_show 'cmd 7 dump' device show
sent device_show_prefix 'cmd 7 dump 3=6d6f6400' device show mod
sent image_show 'cmd 8 dump 4=7800 5=0700000000000000' image show x since 7
sent value_show 'cmd 8 dump 4=6d6f646275733a6100' value show modbus:a
sent config_set 'cmd 14 2=07000000 9=08000000' config set max-flows 7 idle 8

# Tables that change underway.
expect busy 0 '^\[\{.*\}\]$' '' env PRETEND=busy "$pretend" -j image show
expect always_busy 0 '^\[\{.*\}\]$' 'kept changing' \
	env PRETEND=always "$pretend" -j image show

# Events: some lost, then the images that changed since it was in step.
run "$pretend" -j monitor
why=
[ "$status" = 0 ] || why="exit status $status instead of 0"
want='image_change 5 9
map 1 start
map 2 finish
lost None None
image_change 6 10
image_change None 9
image_change None 10
image_change None 11
lost change 2
tap_del 9 eth0'
got=$(printf '%s\n' "$out" | python3 -c '
import json, sys
for line in sys.stdin:
    e = json.loads(line)
    if e["event"] == "lost":
        print("lost", e["group"], e["count"])
    else:
        print(e["event"], e["event_seq"],
              e.get("growth") or e.get("generation") or e.get("ifname"))')
[ "$got" = "$want" ] || why="events: $got"
[[ $err == *'too many at once'*'2 events of group change'* ]] || why='stderr'
report monitor_json
expect monitor_text 0 '^22:13:20.000 image '$P'/coil/0\+10 generation 9 0102.*map images growth start B 4.*tap eth0 gone$' \
	'events were lost' "$pretend" monitor
expect monitor_unloaded 3 '"tap_del"' 'module was unloaded' \
	env PRETEND=unload "$pretend" -j monitor change

# Output that cannot be written.
for c in 'value show' 'help' '-j value show' 'monitor'; do
	read -ra words <<<"$c"
	run sh -c 'exec "$@" >/dev/full' sh "$pretend" "${words[@]}"
	why=
	[ "$status" = 2 ] || why="exit status $status instead of 2"
	[[ $err == *'write error: No space left on device'* ]] || why='stderr'
	report "full_${words[0]}"
done

# 100000 images, a million values; the sanitizers take their share.
run sh -c 'PRETEND=large "$1" -j value show >"$2" && wc -l <"$2"' sh \
	"$pretend" "$tmp/large"
why=
[ "$out" = 1000011 ] || why="$out values instead of 1000011"
report large

echo "1..$n"
exit $bad
