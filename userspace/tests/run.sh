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
	run "$@"
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
for o in tap decoder device image value point map stats config monitor top; do
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
long=$(printf 'x%.0s' {1..700})
bad_usage object '"frob"' frob
bad_usage object_ambiguous 'ambiguous object "d"' d
bad_usage object_help '"frob"' help frob
bad_usage object_empty '""' ''
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
bad_usage decoder_set_word '"sctp-port"' decoder set modbus sctp-port 1
bad_usage decoder_set_more '"frob"' decoder set modbus tcp-port 1 frob
bad_usage decoder_set_key_twice 'twice' decoder set modbus tcp-port 1 tcp-port 2
bad_usage decoder_set_udp 'UDP ports' decoder set modbus udp-port 0x10
for e in 0 1535 0x5ff 0x10000 0x 65536 x8892 '0x8892,' 0x88g2; do
	bad_usage "ethertype_$e" 'list of EtherTypes' decoder set p ethertype "$e"
done
bad_usage ethertype_twice 'twice' decoder set p ethertype 0x8892,34962
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
bad_usage layout_word '"frob"' device layout frob
bad_usage layout_more '"b"' device layout show a b
bad_usage layout_load 'needs a file' device layout load
bad_usage layout_load_more '"b"' device layout load a b
bad_usage layout_del 'a device and an image' device layout del a
bad_usage layout_del_more '"c"' device layout del a b c
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
bad_usage monitor_group '"alarm"' monitor alarm
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
top -b
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
for o in tap decoder device image value point; do
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
same abbreviated "$("$pretend" tap show)" "$pretend" ta s
same decoder_json '[{"name":"modbus","loaded":true,"tcp_port":[502,1502],"udp_port":[4840],"ethertype":[34962],"pdus":12,"errors":1,"abi":1}]' \
	"$pretend" -j decoder show
same decoder_one "$("$pretend" decoder show)" "$pretend" decoder show modbus
expect decoder_text 0 'modbus +yes +502,1502 +4840 +0x8892 +12 +1 +1$' '' "$pretend" decoder show
same device_json '[{"device":"'$P'","decoder":"modbus","requests":10,"answers":9,"exceptions":0,"last_exception":2,"timeouts":0,"response_min":50000,"response_avg":1500000,"response_max":2000000000,"response_bucket":[0,1,2,0,1,2,0,1],"retransmissions":0,"gaps":0,"images":2,"first_seen":1700000000000000000,"last_seen":1700000009000000000,"state":"fresh","labels":{},"publications":0,"lost":0,"repeated":0,"alarms":0},
{"device":"modbus:10.0.0.10:502/1","decoder":"modbus","requests":10,"answers":9,"exceptions":0,"last_exception":null,"timeouts":0,"response_min":50000,"response_avg":1500000,"response_max":2000000000,"response_bucket":[0,1,2,0,1,2,0,1],"retransmissions":0,"gaps":0,"images":2,"first_seen":1700000000000000000,"last_seen":1700000009000000000,"state":"fresh","labels":{},"publications":0,"lost":0,"repeated":0,"alarms":0}]' \
	"$pretend" -j device show
expect device_prefix 0 "^$P  decoder" '' "$pretend" device show $P
same device_none '[]' "$pretend" -j device show modbus:9
same device_none_text '' "$pretend" device show modbus:9
expect device_text 0 'response min 50.0us avg 1.5ms max 2.0s' '' "$pretend" device show
expect image_json 0 '^\[\{"device":"'$P'","image":"coil/0\+10","decoder":"modbus","layout":"bits","first":0,"count":10,"len":2,"data":"0102","frames":20,"changes":2,"generation":9,"last_seen":1700000004000000000,"last_change":1700000000000000000,"source_time":0,"state":"fresh","quality":"good"\},' \
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

# Items with names: of an image's own, of a layout.
rest='"last_seen":1700000004000000000,"last_change":1700000000000000000,"state":"fresh"'
O=opcua:10.0.0.8:4840 H=hartip:10.0.0.7:5094/2605010203
value() { # name, prefix, the value but for its device, times and state, device
	local body=${3/'"type"'/'"device":"'$4'","type"'}

	body=${body/@/$rest}
	same "value_$1" "[$body]" env PRETEND=items "$pretend" -j value show "$2"
}
value unit "$H/pv" \
	'{"address":"'$H'/pv","type":"f32","value":21.6,"raw":"41accccd",@,"unit":"degC","quality":"good"}' $H
value nan "$H/sv" \
	'{"address":"'$H'/sv","type":"f32","value":null,"raw":"7fa00000",@,"unit":"mA","quality":"bad","status":"fixed"}' $H
value array "$O/ns=2;s=Line 1/A" \
	'{"address":"'$O'/ns=2;s=Line 1/A","type":"f64","value":[0.1,0.30000000000000004],"raw":"9a9999999999b93f343333333333d33f",@,"quality":"uncertain","status":1083179008}' $O
value u64 "$O/ns=2;i=7" \
	'{"address":"'$O'/ns=2;i=7","type":"u64","value":18446744073709551615,"raw":"ffffffffffffffff",@,"quality":"good"}' $O
value string "$O/ns=2;i=8" \
	'{"address":"'$O'/ns=2;i=8","type":"string","value":"on\n'$'\xef\xbf\xbd''","raw":"6f6e0aff",@,"quality":"good"}' $O
value octet 'profinet:00:11:22:33:44:55/1/1+1' \
	'{"address":"profinet:00:11:22:33:44:55/1/1+1","type":"u8","value":254,"raw":"fe",@,"quality":"good","status":"good"}' \
	profinet:00:11:22:33:44:55
same value_exact_none '[]' env PRETEND=items "$pretend" -j value show "$O/ns=2;i=9"
run env PRETEND=items "$pretend" value show
why=
[ "$status" = 0 ] || why="exit status $status instead of 0"
[[ $out =~ ^'ADDRESS '.*'  TYPE '.*' VALUE '.*' RAW  LAST SEEN ' ]] || why=header
[[ $out =~ $H'/pv '\ +'f32 '\ +'21.6 degC '\ +'41accccd  ' ]] || why='unit'
[[ $out =~ 'i=7 '\ +'u64 '\ +'18446744073709551615  ' ]] || why='u64'
[[ $out == *'A  f64[2]  [0.1, 0.30000000000000004]  9a9999999999b93f...  '* ]] || why='array'
[[ $out =~ sv\ .*\ fresh\ \ bad\ \(fixed\)$'\n' ]] || why='no word of bad quality'
[[ $out =~ 'i=8 '\ +'string  "on?'$'\xef\xbf\xbd''" '\ +'6f6e0aff' ]] || why='string'
report value_items_text
expect image_items_json 0 '"image":"cmd3".*"state":"fresh","quality":"good","status":"more status available","stale_after":2000000000,"items_cut":3\}\]$' '' \
	env PRETEND=items "$pretend" -j image show "$H"
expect image_items_text 0 'fresh  good \(more status available\).*stale after 2.0s.*3 values are not shown' '' \
	env PRETEND=items "$pretend" image show "$H"
expect image_by_item 0 '^\[\{[^{]*"image":"cmd3"' '' \
	env PRETEND=items "$pretend" -j image show "$H/p"
expect device_labels_json 0 '"state":"fresh","labels":\{"tag":"TT-101","vendor":"\\""\},"publications":5,"lost":6,"repeated":7,"alarms":8\}\]$' '' \
	env PRETEND=items "$pretend" -j device show
expect device_labels_text 0 'tag "TT-101", vendor """.*publications 5 lost 6 repeated 7 alarms 8' '' \
	env PRETEND=items "$pretend" device show

# Layouts: what is shown can be loaded.
L='[{"device":"profinet:00:11:22:33:44:55","image":"0x8001","len":40,"stale_after":6000000,"items":[{"name":"1/1","offset":0,"len":4,"status":4,"type":"bytes","little":false},{"name":"2/1","offset":5,"len":4,"status":null,"type":"f32","little":true}]},
{"device":"profinet:00:11:22:33:44:55","image":"0x8002","len":1,"stale_after":0,"items":[]}]'
same layout_json "$L" "$pretend" -j device layout show
same layout_default "$L" "$pretend" -j device layout
expect layout_text 0 '^profinet:00:11:22:33:44:55/0x8001  40 octets  stale after 6.0ms
 +1/1  bytes       octet 0  len 4  status 4
 +2/1  f32 little  octet 5  len 4
profinet:00:11:22:33:44:55/0x8002  1 octets$' '' "$pretend" device layout show
expect layout_prefix 0 '^\[\{[^[]*"0x8002"[^{]*\]$' '' \
	"$pretend" -j device layout show profinet:00:11:22:33:44:55/0x8002
# One that is changed, one that is new, one that stays; or the last is refused.
changed="${L%%$'\n'*}"$'\n'"${L#*$'\n'}"
changed=${changed/'"len":40'/'"len":41'}
changed=${changed/0x8002/0x9000}
changed="${changed%]},${L#*$'\n'}"
loads() { # name, how it is pretended, exit status, errors, requests
	rm -f "$tmp/log"
	printf '%s' "$changed" >"$tmp/layouts"
	run env PRETEND="$2" PRETEND_LOG="$tmp/log" \
		"$pretend" device layout load "$tmp/layouts"
	why=
	[ "$status" = "$3" ] || why="exit status $status instead of $3"
	match "$err" "$4" || why="stderr does not match: $4"
	# The command, the end of the image's name, the length.
	got=$(sed -E 's/^cmd ([0-9]+)( dump)?( 2=[0-9a-f]*)?( 3=[0-9a-f]*(....)00)?( 5=(..)0+)?.*/\1\2 \5 \7/' "$tmp/log")
	[ "$got" = "$5" ] || why="requests: $got"
	report "layout_$1"
}
loads load none 0 '' '16 dump  
17 3031 29
17 3030 01
17 3032 01'
loads undone third 2 '^fieldtap: device layout load: \[2\] profinet:00:11:22:33:44:55/0x8002: item does not fit .*; nothing was changed$' \
	'16 dump  
17 3031 29
17 3030 01
17 3032 01
18 3030 
17 3031 28'
why=
cmp -s <(sed -n '2s/5=29/5=28/p' "$tmp/log") <(sed -n 6p "$tmp/log") ||
	why='what was put back is not what was there'
report layout_put_back
run sh -c '"$1" -j device layout show | "$1" device layout load -' sh "$pretend"
why=
[ "$status" = 0 ] || why="exit status $status instead of 0"
report layout_stdin
expect layout_no_file 2 '' '/nowhere: No such file or directory' \
	"$pretend" device layout load /nowhere
run sh -c 'echo "[{]" | "$1" device layout load -' sh "$pretend"
why=
[ "$status" = 1 ] || why="exit status $status instead of 1"
[[ $err == *'stdin:1:'* ]] || why='stderr'
report layout_syntax

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
same config_json '[{"max_flows":1002,"max_devices":1003,"max_images":1004,"max_image_bytes":1005,"flow_timeout":1006,"request_timeout":1007,"stale_timeout":1008,"idle_timeout":1009,"max_notes":1010,"max_layouts":1011,"max_points":1012,"max_samples":1013}]' \
	"$pretend" -j config show
expect config_text 0 'max-image-bytes +1005  most octets kept' '' "$pretend" config show
expect pretty 0 '^\[\{'$'\n''    "name": "modbus"' '' "$pretend" -j -p decoder show

# Every -j is JSON for others too.
for o in tap decoder device image value point map stats config; do
	run sh -c '"$1" -j "$2" show | python3 -c "
import json, sys
assert isinstance(json.load(sys.stdin), list)"' sh "$pretend" "$o"
	why=
	[ "$status" = 0 ] || why='not JSON'
	report "parse_$o"
done

# Requests, as the kernel gets them.
# logged COMMAND...: runs it with a kernel that leaves them in $tmp/log
logged() {
	rm -f "$tmp/log"
	run env PRETEND_LOG="$tmp/log" "$pretend" "$@"
}

# carried NAME WANT GOT: what there was in them
carried() {
	why=
	[ "$status" = 0 ] || why="exit status $status instead of 0"
	[ "$3" = "$2" ] || why="sent $3, should be $2"
	report "$1"
}

sent() {
	local name=$1 want=$2

	shift 2
	logged "$@"
	carried "sent_$name" "$want" "$(cat "$tmp/log")"
}
sent tap_add_plain 'cmd 2 3=6c6f00' tap add lo
sent tap_add 'cmd 2 3=6c6f00 4=6d00 4=6e00 5=01 6=02000000' \
	tap add lo decoder m dec n promisc on direction egress
sent tap_del 'cmd 3 3=6c6f00' tap del lo
sent decoder_set 'cmd 6 2=6d00 4=f601 4=de05' decoder set m tcp-port 502,1502
sent decoder_set_all 'cmd 6 2=6d00 4=f601 5=e812 6=9288 6=9a88' \
	decoder set m ethertype 0x8892,34970 tcp 502 udp-port 4840
sent device_show 'cmd 7 dump' device show
sent device_show_prefix 'cmd 7 dump 3=6d6f6400' device show mod
sent image_show 'cmd 8 dump 4=7800 5=0700000000000000' image show x since 7
sent value_show 'cmd 8 dump 4=6d6f646275733a6100' value show modbus:a
sent layout_show 'cmd 16 dump 4=7800' device layout show x
sent layout_del 'cmd 18 2=6100 3=6200' device layout del a b
sent config_set 'cmd 14 2=07000000 9=08000000' config set max-flows 7 idle 8

# Tables that change underway.
expect busy 0 '^\[\{.*\}\]$' '' env PRETEND=busy "$pretend" -j image show
expect always_busy 0 '^\[\{.*\}\]$' 'kept changing' \
	env PRETEND=always "$pretend" -j image show

# shellcheck source=userspace/tests/run_point.sh
. "${0%/*}/run_point.sh"
# shellcheck source=userspace/tests/run_map.sh
. "${0%/*}/run_map.sh"
# shellcheck source=userspace/tests/run_library.sh
. "${0%/*}/run_library.sh"

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
resync 11 3
lost change 2
tap_del 9 eth0
handover 10 modbus modbus-next modbus proven
resync 11 0'
got=$(printf '%s\n' "$out" | python3 -c '
import json, sys
for line in sys.stdin:
    e = json.loads(line)
    if e["event"] == "lost":
        print("lost", e["group"], e["count"])
    elif e["event"] == "resync":
        print("resync", e["generation"], e["images"])
    elif e["event"] == "handover":
        print("handover", e["event_seq"], e["decoder"], e["active"],
              e["former"], e["why"])
    elif e["event"] == "resync":
        print("resync", e["generation"], e["images"])
    else:
        print(e["event"], e["event_seq"],
              e.get("growth") or e.get("generation") or e.get("ifname"))')
[ "$got" = "$want" ] || why="events: $got"
[[ $err == *'too many at once'*'2 events of group change'* ]] || why='stderr'
report monitor_json
expect monitor_text 0 '^22:13:20.000 image '$P'/coil/0\+10 generation 9 0102.*map images growth start B 4.*tap eth0 gone.*decoder modbus active modbus-next instead of modbus \(proven\)$' \
	'events were lost' "$pretend" monitor
run env PRETEND=items "$pretend" -j monitor change alert
why=
[ "$status" = 0 ] || why="exit status $status instead of 0"
[[ $out == '{"event":"image_change",'*'"values":[{"address":"'$H'/pv","type":"f32","value":21.6,"raw":"41accccd","unit":"degC","quality":"good"},{"address":"'$H'/sv",'*'}]}
{"event":"alarm","event_seq":1,"device":"profinet:00:11:22:33:44:55","what":"diagnosis appears","item":null,"code":32769,"data":"","time":1700000005000000000}
{"event":"lost","group":"alert","count":1}
{"event":"alarm","event_seq":3,"device":"profinet:00:11:22:33:44:55","what":"diagnosis appears","item":"1/1","code":32769,"data":"cafe","time":1700000005000000000}
{"event":"resync","generation":11,"images":0,"points":0}' ]] ||
	why='events'
[[ $err == *'1 events of group alert'* ]] || why='stderr'
report monitor_items_json
run env PRETEND=items "$pretend" monitor
why=
[ "$out" = "22:13:20.000 image $H/cmd3 generation 9 pv: 21.6 degC, sv: nan mA  bad (fixed)
22:13:20.000 image $H/cmd1 generation 10  bad (cold start) pv: 21.6, status: 32  bad (status 0x1)
22:13:25.000 alarm profinet:00:11:22:33:44:55 diagnosis appears (code 0x8001)
22:13:25.000 alarm profinet:00:11:22:33:44:55/1/1 diagnosis appears (code 0x8001) cafe" ] ||
	why='events'
report monitor_items_text
expect monitor_unloaded 3 '"tap_del"' 'module was unloaded' \
	env PRETEND=unload "$pretend" -j monitor change

# shellcheck source=userspace/tests/run_top.sh
. "${0%/*}/run_top.sh"

# Output that cannot be written.
for c in 'value show' 'help' '-j value show' 'monitor' 'top -b -n 1'; do
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
