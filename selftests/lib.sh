# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
#
# What the kselftests share: KTAP results, namespaces and links that go away by
# themselves, real peers, hand-made frames, and looks into fieldtap.
#
# A test sources this, makes its world, calls `run` for each thing it proves
# and ends with `finish`. Exit status: 0 passed, 1 failed, 4 skipped.
set -u
export LC_ALL=C PATH=$PATH:/usr/sbin:/sbin
# shellcheck disable=SC2034 # for the tests
here=$(dirname "$(realpath "$0")")
PATH=${OUTPUT:-$here/../../build/net}:$PATH

n_tests=0 n_failed=0 failed=
namespaces=()
background=()
scratch=$(mktemp -d /tmp/fieldtap.XXXXXX)
# The namespaces of make_pair and make_wire.
plc='' hmi='' far='' near=''
# The namespace that `ft` and what stands on it look into.
at=

cleanup() {
	local pid ns
	trap - EXIT
	for pid in "${background[@]}"; do
		kill "$pid" 2>/dev/null
	done
	wait 2>/dev/null
	for ns in "${namespaces[@]}"; do
		[ -e "/run/netns/$ns" ] || continue
		ip netns pids "$ns" | xargs -r kill 2>/dev/null
		ip netns del "$ns"
	done
	rm -rf "$scratch"
}
trap cleanup EXIT
trap 'exit 1' INT TERM HUP

# Results

skip_all() { # reason
	echo "1..0 # SKIP $*"
	echo "$*"
	exit 4
}

# What is as good takes a third of a second to begin in an emulated machine.
jq() { gojq "$@"; }

need() { # program...
	local program
	for program; do
		command -v "$program" >/dev/null || skip_all "$program is not installed"
	done
}

# What goes wrong in the test that is running; it goes on all the same.
fail() { # message
	failed=yes
	printf '%s\n' "$*" | sed 's/^/# /'
}

expect() { # what, is, should be
	[ "$2" = "$3" ] || fail "$1 is '$2', should be '$3'"
}

expect_some() { # what, number
	[ "$2" -gt 0 ] || fail "$1 is '$2', should be more than 0"
}

expect_range() { # what, is, least, most
	if [ "$2" -lt "$3" ] || [ "$2" -gt "$4" ]; then
		fail "$1 is '$2', should be $3 to $4"
	fi
}

run() { # description, function, arguments...
	local what=$1 begun=$SECONDS
	shift
	failed=
	skipped=
	"$@"
	n_tests=$((n_tests + 1))
	[ $SECONDS -le $begun ] || echo "# took $((SECONDS - begun)) s"
	if [ -n "$failed" ]; then
		n_failed=$((n_failed + 1))
		echo "not ok $n_tests $what"
	else
		echo "ok $n_tests $what${skipped:+ # SKIP $skipped}"
	fi
}

# Says from inside a test function that it cannot tell.
skip() { # reason
	skipped=$*
}

finish() {
	echo "1..$n_tests"
	[ "$n_failed" -eq 0 ]
	exit
}

wait_for() { # seconds, command...
	local end=$((SECONDS + $1 + 1))
	shift
	until "$@"; do
		if [ $SECONDS -ge $end ]; then
			fail "waited in vain for: $*"
			return 1
		fi
		sleep 0.02
	done
}

# The world

new_netns() { # variable that gets its name, nickname
	local name="ft-$2-$RANDOM$RANDOM"
	ip netns add "$name" || skip_all "cannot make network namespaces"
	namespaces+=("$name")
	ip -n "$name" link set lo up
	printf -v "$1" %s "$name"
}

in_ns() { ip netns exec "$@"; }

# One end is the device eth0 of each namespace, unless another name is given.
link() { # namespace, namespace[, device, device]
	local a=${3:-eth0} b=${4:-eth0} end
	ip link add "$a" netns "$1" type veth peer name "$b" netns "$2"
	for end in "$1 $a" "$2 $b"; do
		# No frames but the test's own.
		in_ns "${end% *}" sysctl -qw "net.ipv6.conf.${end#* }.accept_dad=0" \
			"net.ipv6.conf.${end#* }.accept_ra=0"
		ip -n "${end% *}" link set "${end#* }" up
	done
}

# plc (10.9.0.1, fd09::1) and hmi (10.9.0.2, fd09::2), joined by their eth0.
make_pair() {
	local n ns
	new_netns plc plc
	new_netns hmi hmi
	link "$plc" "$hmi"
	n=1
	for ns in "$plc" "$hmi"; do
		ip -n "$ns" addr add 10.9.0.$n/24 dev eth0
		ip -n "$ns" addr add fd09::$n/64 dev eth0 nodad
		n=2
	done
	at=$plc
}

# far (w0) and near (w1), joined; w1 is tapped and `inject` sends through w0.
make_wire() {
	new_netns far far
	new_netns near near
	link "$far" "$near" w0 w1
	ip -n "$far" link set w0 mtu 9000
	ip -n "$near" link set w1 mtu 9000
	in_ns "$near" sysctl -qw net.ipv6.conf.all.disable_ipv6=1
	in_ns "$far" sysctl -qw net.ipv6.conf.all.disable_ipv6=1
	at=$near
	ft tap add w1 direction ingress || skip_all "cannot tap"
	mkfifo "$scratch/script" "$scratch/count"
	# Both ways, so that no end waits for the other to open it.
	exec {wire_in}<>"$scratch/script" {wire_out}<>"$scratch/count"
	start ip netns exec "$far" wire w0 <&"$wire_in" >&"$wire_out"
	rm "$scratch/script" "$scratch/count"
	wire_sent=0
}

start() { # command...: in the background, until the test ends
	# Without this its input would be empty.
	"$@" <&0 &
	background+=($!)
}

stop_last() { # what `start` started last
	local pid=${background[-1]}
	unset 'background[-1]'
	kill "$pid" 2>/dev/null
	wait "$pid" 2>/dev/null
}

serve() { # namespace, mb_server's options...
	local ns=$1 said="$scratch/server.$RANDOM"
	shift
	: >"$said"
	start ip netns exec "$ns" mb_server "$@" >"$said"
	wait_for 10 grep -q ready "$said"
}

ask() { # namespace, mb_client's arguments...: prints what it counted
	in_ns "$1" mb_client "${@:2}" || fail "mb_client failed"
}

# Lets `wire` go on with a script, and waits until near saw all of its frames.
inject() { # script on stdin
	cat >&"$wire_in"
	echo count >&"$wire_in"
	if read -r -t 60 -u "$wire_out" wire_sent; then
		wait_for 10 wire_arrived
	else
		fail "wire failed"
	fi
}

wire_arrived() { [ "$(counter frames)" -ge "$wire_sent" ]; }

# Looks into fieldtap

ft() { fieldtap -n "$at" "$@"; }

# Events from now on, as lines of JSON; `stop_last` ends it.
listen() { # group, file
	start fieldtap -n "$at" -j monitor "$1" >"$2"
	wait_for 10 listening "${background[-1]}"
}

# It has its second socket when it is a member of all its groups.
listening() { # pid
	[ "$(find "/proc/$1/fd" -lname 'socket:*' 2>/dev/null | wc -l)" -ge 2 ]
}

load() {
	[ "$(id -u)" = 0 ] || skip_all "only root can do this"
	need fieldtap gojq ip
	modprobe fieldtap || skip_all "module fieldtap is not there"
	# All of them, whatever another test left loaded.
	modprobe fieldtap-decoder || skip_all "no decoder is there"
}

counter() { # name
	ft stats show | awk -v name="$1" '$1 == name { print $2 }'
}

# All counters, so that `gained` can tell what came to them since.
declare -A counted gains
mark() {
	local name value
	while read -r name value; do
		counted[$name]=$value
	done < <(ft stats show)
}

# Writes into `gains` what each counter gained since `mark`.
gain() {
	local name value
	while read -r name value; do
		gains[$name]=$((value - counted[$name]))
	done < <(ft stats show)
}

# Since `mark`, these counters gained so much, and of the listed reasons no other.
reasons="frames_malformed frames_fragment frames_repeated segments_retransmitted
	segments_held segments_refused gaps pdu_truncated pdu_malformed pdu_oversized
	pdu_unmatched pdu_mismatched pdu_nonsense pdu_no_base requests_lost flows_refused
	flows_given_up devices_refused images_refused images_truncated no_memory"
expect_gains() { # counter=number...
	local -A wanted=()
	local name pair
	for name in $reasons; do
		wanted[$name]=0
	done
	for pair; do
		wanted[${pair%=*}]=${pair#*=}
	done
	gain
	for name in "${!wanted[@]}"; do
		[ "${wanted[$name]}" = any ] ||
			expect "gain of $name" "${gains[$name]:-missing}" "${wanted[$name]}"
	done
}

# All values below a device, into the array `value`: TABLE/ADDR -> value.
declare -A value
read_values() { # [device]
	local device=${1:-modbus:10.9.0.1:502/1} address number
	value=()
	while read -r address number; do
		value[$address]=$number
	done < <(ft -j value show "$device/" |
		jq -r '.[] | "\(.address[($d | length) + 1:]) \(.value)"' --arg d "$device")
}

expect_values() { # [-d DEVICE] TABLE/ADDR=VALUE...
	local device=modbus:10.9.0.1:502/1 pair
	if [ "$1" = -d ]; then
		device=$2
		shift 2
	fi
	read_values "$device"
	for pair; do
		expect "$device/${pair%=*}" "${value[${pair%=*}]:-unknown}" "${pair#*=}"
	done
}

# Points

point() { # name, address, parameters...
	ft point add "$@" || fail "cannot add point $1"
}

point_field() { # name, jq expression
	ft -j point show "$1" | jq -r ".[0]$2"
}

# For `inject`: the client asks for some registers, and the server answers.
registers() { # first, value...
	printf 'c [1 1 03%04x%04x]\ns [1 1 03%02x' "$1" $(($# - 1)) $((2 * ($# - 1)))
	printf %04x "${@:2}"
	echo ']'
}

# Likewise, but the server refuses.
exception() { # first, count, code
	printf 'c [1 1 03%04x%04x]\ns [1 1 83%02x]\n' "$@"
}

# Events of points and their alerts from now on, into $scratch/told.
listen_to_points() {
	start fieldtap -n "$at" -j monitor point alert >>"$scratch/told"
	wait_for 10 listening "${background[-1]}"
	point mark modbus:10.9.0.1:502/1/hr/65000
	marks=0
}

# Sends what `inject` is given, and returns when all of it is told that needs no
# time: events come in order, and that of the mark is the last.
tell() { # script on stdin
	marks=$((marks + 1))
	{ cat; registers 65000 "$marks"; } | inject
	wait_for 20 mark_told
}

mark_told() { grep -q "\"mark\",\"value\":$marks," "$scratch/told"; }

# What stands in the events of a point, a word each.
told() { # name, jq expression
	jq -r --arg n "$1" 'select(.event == "point" and .name == $n) | '"${2:-.value}" \
		"$scratch/told" | tr '\n' ' '
}

alerts() { # name[, jq expression]
	jq -r --arg n "$1" 'select(.event == "alert" and .name == $n) | '"${2:-\"\(.alert)=\(if .raised then 1 else 0 end)\"}" \
		"$scratch/told" | tr '\n' ' '
}

# A field of the only device, or of the named one.
device_field() { # jq expression[, device]
	ft -j device show "${2:-}" | jq -r ".[0]$1"
}

# mb_client's count against the device's health.
expect_health() { # "requests N answers N exceptions N timeouts N"[, device]
	local is
	is=$(ft -j device show "${2:-}" | jq -r '.[0] |
		"requests \(.requests) answers \(.answers) exceptions \(.exceptions) timeouts \(.timeouts)"')
	expect "health of ${2:-the device}" "$is" "$1"
}

# What comes and goes

# As the machine that runs the tests judges. What is older than the mark may have
# left the log meanwhile, and the mark with it.
complaints_since() { # mark
	dmesg | awk -v mark="$1" '
		/BUG:|WARNING:|Oops|KASAN|KCSAN|UBSAN|suspicious RCU|ODEBUG|rcu: INFO|INFO: task/ { n++ }
		index($0, mark) { n = 0 }
		END { print n + 0 }'
}

quietly() { # command...
	local mark=quiet-$RANDOM$RANDOM
	echo "$mark" >/dev/kmsg
	"$@"
	expect "number of complaints in the kernel log" "$(complaints_since "$mark")" 0
}

loaded() { [ -d "/sys/module/$1" ]; } # module

unload_decoders() {
	local users
	mapfile -t users < <(ls /sys/module/fieldtap/holders)
	[ ${#users[@]} -eq 0 ] || rmmod "${users[@]}"
}

# Whether nothing of fieldtap is loaded any more; what stands in its way goes.
unloaded() {
	! loaded fieldtap || { unload_decoders && rmmod fieldtap; } 2>/dev/null
}

# As if nothing had been loaded before, whatever another test left behind.
load_anew() {
	[ "$(id -u)" = 0 ] || skip_all "only root can do this"
	wait_for 20 unloaded || skip_all "the modules of another test stay"
	load
}

counted_more() { [ "$(counter "$1")" -gt "$2" ]; } # counter, than

image_names() { ft -j image show | jq -r '.[] | "\(.device)/\(.image)"' | sort; }

all_are() { # state
	ft -j image show | jq -e --arg s "$1" 'length > 0 and all(.state == $s)' >/dev/null
}
