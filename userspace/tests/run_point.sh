# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
#
# Part of run.sh, which see: the commands of "point".
# shellcheck disable=SC2154,SC2016 # run.sh sets $P, $out, $long...; sh -c

bad_usage point_command '"frob"' point frob
bad_usage point_add 'a name and an address' point add
bad_usage point_add_one 'a name and an address' point add a
for name in '' . .a a. a..b 'a b' $'a\n' ä "${long:0:64}"; do
	bad_usage "point_name_$name" 'name "' point add "$name" "$P/hr/1"
done
while read -r address why; do
	bad_usage "point_address_$address" "$why" point add a "$address"
done <<END
x does not begin with a protocol
:x does not begin with a protocol
modbus/x does not begin with a protocol
modbus:10.0.0.5 has no port
modbus:10.0.0:502/1/hr/1 has no IP address
modbus:2001:db8::1:502/1/hr/1 has no
modbus:10.0.0.5:65536/1/hr/1 has no port
modbus:10.0.0.5:502 nothing in it
modbus:10.0.0.5:502/ nothing in it
modbus:10.0.0.5:502/1 nothing in it
modbus:10.0.0.5:502/256/hr/1 has no unit
modbus:10.0.0.5:502/x/hr/1 has no unit
modbus:10.0.0.5:502/1/hr/ nothing in it
modbus:10.0.0.5:502/1/hr/x has no register number
modbus:10.0.0.5:502/1/hr/65536 has no register number
modbus:10.0.0.5:502/1/hr/1x goes on
modbus:10.0.0.5:502/1/hr/1+2x goes on
modbus:10.0.0.5:502/1/xr/1 has no table
modbus:10.0.0.5:502/1/900001 begins with 0, 1, 3 or 4
modbus:10.0.0.5:502/1/40001 has six digits
profinet:00:11:22:33:44/1/1 has no MAC address
profinet:00:11:22:33:44:55 nothing in it
profinet:00:11:22:33:44:55/+1 nothing in it
profinet:00:11:22:33:44:55/1/1+40000 has no octet
hartip:10.0.0.7:5094 nothing in it
opcua:10.0.0.8 has no port
uadp:7 nothing in it
mqtt:10.0.0.9:1883/ nothing in it
other: nothing in it
END
bad_usage point_address_long 'too long' point add a "mqtt:10.0.0.9:1883/$long"
bad_usage point_address_control 'control characters' point add a $'mqtt:10.0.0.9:1883/\e'
while read -r param value why; do
	bad_usage "point_${param}_$value" "$why" point add a "$P/hr/1" "$param" "$value"
done <<END
frob 1 unknown parameter
d 1 ambiguous parameter
type f16 none of bytes
order abdc none of auto
bit 64 not between 0 and 63
bit -1 is not a number
bit 1s is not a number
octet 32768 not between
len 0 not between 1 and 256
len 257 not between
scale x is not a number
scale 1e is not a number
scale 1.2.3 is not a number
scale 1e999 too large or too small
scale 0.12345678901234567890123456789012345 too many digits
scale 1% is not a number
deadband % is not a number
deadband 1%% is not a number
unit $long longer than 31
desc $long longer than 127
heartbeat 5m is not a time
heartbeat s is not a time
heartbeat 0 not between 1 and
heartbeat 50d is not a time
heartbeat 1200h not between 1 and 4294967295 ms
debounce-count 32768 not between
stale-periods 1 not between 2 and
window 1 not between 2 and 4096
window 4097 not between
hi none is not a number
END
bad_usage point_param_value '"hi" needs a value' point add a "$P/hr/1" hi
bad_usage point_param_twice '"hi" is given twice' point add a "$P/hr/1" hi 1 hi 2
bad_usage point_address_twice '"address" is given twice' point add a "$P/hr/1" address "$P/hr/2"
bad_usage point_unit_control 'control characters' point add a "$P/hr/1" unit $'\e[1m'
bad_usage point_set 'a name and a parameter' point set
bad_usage point_set_param 'a name and a parameter' point set a
bad_usage point_set_none 'begin with a protocol' point set a address none
bad_usage point_del 'a name or a glob' point del
bad_usage point_show_since 'needs a generation' point show a since
bad_usage point_show_generation '"x" is not a generation' point show since x
bad_usage point_show_more '"b"' point show a since 1 b
bad_usage point_window 'name of a point' point window
bad_usage point_window_since 'needs a number of a sample' point window a since
bad_usage point_window_word '"frob"' point window a frob
bad_usage point_window_two '"--plot"' point window a --csv --plot

hex() {
	printf '%s\0' "$1" | od -An -v -tx1 | tr -d ' \n'
}

# applied NAME WANT COMMAND...: what one point-apply carried
applied() {
	local name=$1 want=$2 got

	shift 2
	logged "$@"
	got=$(python3 - "$tmp/log" <<'END'
import struct, sys
NAMES = ('name address octet type order bit len scale offset unit desc source '
         'deadband deadband-percent span-lo span-hi heartbeat min-interval '
         'lolo lo hi hihi hysteresis debounce-count debounce-time rate '
         'stale-after stale-periods window').split()
TEXTS = set('name address scale offset unit desc source deadband deadband-percent '
            'span-lo span-hi lolo lo hi hihi hysteresis rate'.split())

def attrs(data):
    while len(data) >= 4:
        n, kind = struct.unpack('<HH', data[:4])
        yield NAMES[(kind & 0x3fff) - 1], data[4:n]
        data = data[(n + 3) & ~3:]

for line in open(sys.argv[1]):
    words = line.split()
    if words[1] != '26':
        continue
    for word in words[2:]:
        action, data = word.split('=')
        print({'1': 'new', '2': 'set', '3': 'del'}[action],
              *(f'{name}={value[:-1].decode() if name in TEXTS else struct.unpack("<I", value)[0]}'
                for name, value in attrs(bytes.fromhex(data))))
END
	)
	carried "applied_$name" "$want" "$got"
}
applied add "new name=a.b-c_1 address=$P/hr/100" point add a.b-c_1 "$P/400101"
applied add_all "new name=a address=$P/hr/1 octet=1 type=11 order=2 len=4 scale=0.1 offset=-40 unit=°C desc=of the water deadband=0.5 span-lo=0 span-hi=150 heartbeat=60000 min-interval=250 lolo=-5 lo=0.5 hi=100 hihi=1000000 hysteresis=2 debounce-count=3 debounce-time=100 rate=10 stale-after=3600000 stale-periods=4 window=128" \
	point add a "$P/hr/01" octet 1 type f32 order cdab len 4 scale .10 offset -40.0 \
	unit °C desc 'of the water' deadband +0.50 span-lo 0 span-hi 150 \
	heartbeat 1min min-interval 250 lolo -5 lo 5e-1 hi 100 hihi 1E6 hyst 2 \
	debounce-count 3 debounce-time 100ms rate 10 stale-after 1h stale-periods 4 window 128
applied add_default "new name=a address=$P/coil/9" \
	point add a "$P/000010" order auto octet 0 scale 1.0 offset -0
applied add_percent "new name=a address=$P/di/0 deadband-percent=2.5" point add a "$P/di/0" deadband 2.5%
applied add_bit "new name=a address=$P/ir/0+10 bit=0" point add a "$P/ir/0+10" bit 0
applied add_ipv6 'new name=a address=modbus:[2001:db8::1]:502/0/fc74/response' \
	point add a 'modbus:[2001:DB8:0::1]:0502/0/fc74/response'
applied add_octet 'new name=a address=profinet:00:11:22:aa:bb:cc/1/1 octet=17' \
	point add a profinet:00:11:22:AA:bb:CC/1/1+17
applied add_octets 'new name=a address=profinet:00:11:22:aa:bb:cc/0x8001 octet=2' \
	point add a profinet:00:11:22:AA:bb:CC/0x8001+17 octet 2
applied add_opcua 'new name=a address=opcua:10.0.0.8:4840/ns=2;s=Line 1/A+1' \
	point add a 'opcua:10.0.0.8:4840/ns=2;s=Line 1/A+1'
applied add_uadp 'new name=a address=uadp:7/1/2/3' point add a uadp:7/1/2/3
# The kernel has no decoder of this name; then one of another.
expect point_unknown_protocol 1 '' '^fieldtap: a: unknown protocol "frob"; no decoder' \
	"$pretend" point add a frob:x/y
T='address=modbus:10.0.0.5:502/1/hr/100'
applied set "set name=boiler1.temperature $T type=6 order=3 scale=0.1 unit=degC desc=of the water source=plant heartbeat=5000 hi=0.3 window=4" \
	point set boiler1.temperature hi 0.30
applied set_none "set name=boiler1.temperature $T type=6 order=3 source=plant hi=0.2 window=8" \
	point set boiler1.temperature heartbeat none desc none scale none unit none window 8
applied set_address 'set name=valve.open address=profinet:00:11:22:33:44:55/1/1 octet=3 type=5 bit=3' \
	point set valve.open address profinet:00:11:22:33:44:55/1/1+3
expect point_set_unknown 2 '' '^fieldtap: point set: no such point \(name "nobody"\)' \
	"$pretend" point set nobody hi 1
applied del 'del name=spare' point del spare
applied del_globs $'del name=boiler1.name\ndel name=boiler1.temperature\ndel name=boiler1.total\ndel name=spare' \
	point del 'boiler1.*' spare 'boiler1.t*'
expect point_del_none 2 '' '^fieldtap: point del: there is no point "x\*"$' "$pretend" point del spare 'x*'
expect point_wrong_param 2 '' '^fieldtap: point add: a: limits are out of order \(hi "13"\): Invalid argument$' \
	"$pretend" point add a "$P/hr/1" lo 14 hi 13.0
expect point_refused 2 '' '^fieldtap: point add: a: no such thing: No such device$' \
	env PRETEND=refuse "$pretend" point add a "$P/hr/1"
expect point_absent 3 '' "$absent" env PRETEND=absent "$pretend" point add a "$P/hr/1"

# What is shown.
run "$pretend" -j point show
printf '%s\n' "$out" >"$tmp/points"
why=$(python3 - "$tmp/points" 2>&1 <<'END'
import json, sys
points = json.load(open(sys.argv[1]))
names = [p['name'] for p in points]
assert names == ['boiler1.name', 'boiler1.temperature', 'boiler1.total',
                 'boiler10.flow', 'spare', 'valve.open'], names
p = {p['name']: p for p in points}
assert p['boiler1.name']['value'] == 'Kessel\t"1"', p
assert p['boiler1.name']['raw'] == '4b657373656c09223122', p
assert p['boiler1.name']['quality'] == 'uncertain', p
assert p['boiler1.total']['value'] == 18446744073709551615, p
assert p['boiler10.flow']['value'] == 70.88 and p['boiler10.flow']['raw'] == 21.6, p
assert p['boiler10.flow']['previous'] is None, p
assert p['valve.open']['value'] is True and p['valve.open']['bit'] == 3, p
assert p['spare']['value'] is None and p['spare']['state'] == 'waiting', p
END
)
[ "$status" = 0 ] || why="exit status $status instead of 0"
report point_json
same point_json_one '[{"name":"boiler1.temperature","address":"'"$P"'/hr/100","type":"i16","value":0.3,"raw":3,"unit":"degC","desc":"of the water","state":"fresh","quality":"good","status":null,"level":"hi","rate_alert":false,"last_seen":1700000004000000000,"last_change":1700000000000000000,"previous":-0.7,"previous_time":1699999999000000000,"period":5000000,"images":1,"samples":6,"events":2,"alerts":1,"generation":2,"source":"plant","order":"badc","scale":0.1,"heartbeat":5000,"hi":0.2,"window":4}]' \
	"$pretend" -j point show boiler1.temperature
same point_json_none '[]' "$pretend" -j point show 'x*'
same point_none '' "$pretend" point show 'x*'
expect point_globs 0 '^NAME +VALUE .*boiler1\.total +18446744073709551615 .*valve\.open +true .*hr/7$' '' \
	"$pretend" point show valve.open '*.total'
expect point_since 0 '^NAME [A-Z ]+'$'\n''boiler10.flow +70.88 degF .*valve.open .*hr/7$' '' "$pretend" point show since 5
expect point_text 0 'boiler1.temperature +0.3 degC .*  fresh  hi +'"$P"'/hr/100' '' "$pretend" point show
expect point_text_clean 0 '"Kessel\?"1""' '' "$pretend" point show boiler1.name
sent point_show 'cmd 25 dump' point show
sent point_show_glob "cmd 25 dump 26=$(hex 'a*') 25=0700000000000000" point show 'a*' since 7

# Windows.
expect window_text 0 '     8  2023-11-14 22:13:20.040         -  bad.*    11  2023-11-14 22:13:20.055  0.3 degC  good     2 missed before' \
	'' "$pretend" point window t
expect window_since 0 '^SAMPLE[^.]*'$'\n''    18  [^|]*    19  ' '' "$pretend" point window t since 18
expect window_overwritten 0 '     6  ' '6 samples are not kept any more' "$pretend" point window t since 0
same window_csv 'seq,time,value,quality,missed
8,2023-11-14T22:13:20.040000000Z,,bad,0
9,2023-11-14T22:13:20.045000000Z,0.1,good,0
10,2023-11-14T22:13:20.050000000Z,0.2,good,0
11,2023-11-14T22:13:20.055000000Z,0.3,good,2' sh -c '"$1" point window t --csv since 8 | head -n 5' sh "$pretend"
same window_json '{"name":"t","unit":"degC","type":"i16","size":14,"first":18,"next":20,"overwritten":0,"samples":[{"seq":18,"time":1700000000090000000,"value":0.2,"quality":"good","missed":0},{"seq":19,"time":1700000000095000000,"value":0.3,"quality":"good","missed":0}]}' \
	"$pretend" -j point window t since 18
sent window 'cmd 27 dump 2=7400 3=0700000000000000' point window t since 7
expect window_plot 0 'degC.* 0\.7 \|     \*.*    0 \|.*-!-+x-.*22:13:20.030 +22:13:20.062 +22:13:20.095.*x samples are missing, ! bad' \
	'' "$pretend" point window t --plot
expect window_plot_braille 0 ' 0\.7 ┤   ⢀⠔⠁.*└─.*─!─.*─x─' '' env LC_ALL=C.UTF-8 "$pretend" point window t --plot
expect window_plot_empty 0 '' '' "$pretend" point window t since 20 --plot
