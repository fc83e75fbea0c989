#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# shadow.sh
#
# A candidate beside the active decoder: what is told of it, what comes of it
# when it is wrong, how it takes the other's place and how that goes back, while
# traffic goes on. fieldtap_modbus_next is the Modbus decoder's own source with
# a fault that its parameter names, in input registers alone.
# shellcheck source=../lib.sh
. "$(dirname "$0")/../lib.sh"
# shellcheck source=../shadow_lib.sh
. "$here/../shadow_lib.sh"

protocol=modbus

# Who took whose place, and why, as listeners were told; the newest is the last.
expect_told() { # line...
	wait_for 10 told_all "$#"
	expect "events" "$(told | tail -n $#)" "$(printf '%s\n' "$@")"
}

told() {
	jq -r 'select(.event == "handover") |
		"\(.decoder) \(.active) \(.former) \(.why)"' "$scratch/events"
}

# As many as these since the last time.
told_before=0
told_all() { # how many
	[ "$(told | wc -l)" = $((told_before + $1)) ] || return
	told_before=$((told_before + $1))
}

# A client that goes on.
talk() {
	start ip netns exec "$hmi" mb_client -s 600 10.9.0.1 read:ir:0:10 read:hr:0:10 count:50 \
		>/dev/null
}

says() { # message (pattern), fieldtap's arguments...
	local pattern=$1 said
	shift
	said=$(ft "$@" 2>&1) && fail "'$*' worked"
	[[ $said =~ $pattern ]] || fail "'$*' said '$said', not '$pattern'"
}

goes_on() { wait_for 10 counted_more pdus $(($(counter pdus) + 20)); }

refused() {
	leave fieldtap_modbus_next
	says "no such decoder was ever loaded" decoder shadow frob with modbus-next
	says "no module for it" decoder shadow modbus with frob
	says "has had no shadow" decoder compare modbus
	says "has no shadow" decoder shadow modbus off
	says "no decoder to go back to" decoder rollback modbus
	says "no candidate for another" decoder promote modbus
	says "does not run as a shadow" decoder promote modbus-next after 5
	loaded fieldtap_modbus_next || fail "the candidate was not loaded"
	says "not made for that protocol" decoder shadow modbus-next with modbus
	says "number from 1 to 100" decoder shadow modbus with modbus-next share 101
	says "number from 1 to 100" decoder shadow modbus with modbus-next share 0
	leave fieldtap_modbus
	says "not loaded" decoder shadow modbus with modbus-next
	modprobe fieldtap_modbus
	shadow
	says "has a shadow already" decoder shadow modbus with modbus-next
	off
	expect "the state" "$(compared .state)" ended
}

only_for_the_machine() {
	local said
	said=$(unshare -rn fieldtap decoder compare 2>&1)
	[[ $said =~ "not permitted" ]] || fail "one without rights: $said"
	said=$(unshare -rn fieldtap decoder rollback modbus 2>&1)
	[[ $said =~ "not permitted" ]] || fail "one without rights: $said"
}

equal() {
	local requests
	candidate none
	shadow
	expect "decoder show's shadow" "$(decoder .shadow)" modbus-next
	requests=$(counter pdus)
	mark
	ask "$hmi" -n 20 10.9.0.1 unit:1 read:ir:0:10 read:hr:0:10 writes:hr:5:1,2 read:di:0:9 \
		read:hr:40000:1 unit:7 read:coil:0:30 >/dev/null
	expect "PDUs" $(($(counter pdus) - requests)) 240
	expect_equal 240
	expect "images matched" "$(compared .matched)" 100
	# User-mode Linux has no clock between two ticks for it.
	if ! grep -q "User Mode Linux" /proc/cpuinfo; then
		expect_some "ns of the active one" "$(compared .ns_per_pdu.active)"
		expect_some "ns of the candidate" "$(compared .ns_per_pdu.candidate)"
	fi
	echo "# ns per PDU: $(compared '.ns_per_pdu | "\(.active) and \(.candidate)"')"
	# Nothing of the candidate's shows anywhere.
	expect_gains segments_retransmitted=any
	expect "requests to unit 1" "$(device_field .requests modbus:10.9.0.1:502/1)" 100
	expect "devices" "$(ft -j device show | jq length)" 2
	off
	ask "$hmi" -n 5 10.9.0.1 read:ir:0:10 >/dev/null
	expect "PDUs compared after the end" "$(compared .pdus)" 240
}

joins_late() {
	candidate none
	ft config set request-timeout 200
	talk
	goes_on
	shadow
	wait_for 20 compared_more 40
	expect_some "learning" "$(compared .learning)"
	expect_differences
	off
	stop_last
	ft config set request-timeout 3000
}

# 20 times input registers, holding registers and an exception.
caught() { # fault, differences...
	local kind=${2%%=*}
	candidate "$1"
	shadow after 20
	ask "$hmi" -n 20 10.9.0.1 read:ir:0:10 read:hr:0:10 read:hr:40000:1 >/dev/null
	expect_differences "${@:2}"
	expect "the state, samples, and whether they are of that kind" "$(compared "| \"\(.state) \" +
		\"\(.samples | length) \(.samples | all(.kind == \"$kind\" or .kind == \"missing\"))\"")" \
		"running 8 true"
	off
}

sample_says() { # jq expression, should be
	expect "sample's $1" "$(compared ".samples[-1]$1")" "$2"
}

wrong() {
	caught swap different=20
	sample_says .image ir/0+10
	sample_says .device modbus:10.9.0.1:502/1
	sample_says .len.active 20
	sample_says .data.active "$(printf '%04x' {2000..2009})"
	sample_says .data.candidate "$(printf '%04x' {2000..2009} | sed 's/\(..\)\(..\)/\2\1/g')"
	sample_says '.pdu[12:]' "010414$(printf '%04x' {2000..2009})"
	expect "matched" "$(compared .matched)" 20
	caught address extra=20 missing=20
	expect "images" "$(compared '| [.samples[].image] | unique | join(" ")')" "ir/0+10 ir/1+10"
	caught drop missing=20
	sample_says .image ir/0+10
	sample_says .data.candidate null
	caught extra extra=20
	sample_says .image ir/1+10
	sample_says .data.active null
	caught meaning different=20
	sample_says .image ir/0+10
	caught request report=20
	sample_says .image request
	caught station report=20
	sample_says .device modbus:10.9.0.1:502/99
	caught result result=40
	sample_says .result.active 0
	expect "errors" "$(compared '.errors | "\(.active) \(.candidate)"')" "0 40"
	caught frame framing=40
	sample_says .result.active 29
	sample_says .result.candidate 28
	expect "devices" "$(ft -j device show | jq length)" 2
}

share() {
	local i
	candidate none
	shadow share 50
	for i in {1..40}; do
		ask "$hmi" 10.9.0.1 read:ir:0:10 >/dev/null
	done
	# Two PDUs of each conversation; the golden ratio spreads their numbers.
	expect_range "PDUs compared" "$(compared .pdus)" 34 46
	expect_differences
	off
	shadow share 1
	ask "$hmi" -n 3 10.9.0.1 read:ir:0:10 >/dev/null
	expect_range "PDUs compared at 1 %" "$(compared .pdus)" 0 6
	off
}

unmatched() { # most
	gain
	expect_range "answers without request" "${gains[pdu_unmatched]}" 0 "$1"
}

promoted_by_itself() {
	candidate none
	# An odd one is a request: its answer finds the candidate in place.
	shadow after 61
	mark
	talk
	wait_for 20 is_promoted
	expect "the state" "$(compared '| "\(.state) \(.promoted)"')" "promoted true"
	expect_range "PDUs compared" "$(compared .pdus)" 61 1000000
	expect "a shadow" "$(decoder .shadow)" null
	goes_on
	expect_told "modbus modbus-next modbus proven"
	# It knew what was asked before it took the place.
	expect_gains segments_retransmitted=any
	expect "devices" "$(ft -j device show modbus:10.9.0.1:502/1 | jq -r '.[].device')" \
		modbus:10.9.0.1:502/1
	expect_values ir/3=2003
	says "active already" decoder promote modbus-next
	says "active already" decoder shadow modbus with modbus-next
}

rolled_back() {
	mark
	ft decoder rollback modbus || fail "cannot roll back"
	expect "the active one" "$(decoder .active)" null
	expect "the state" "$(compared .state)" rolled_back
	goes_on
	unmatched 1
	expect_told "modbus modbus modbus-next rolled_back"
	says "no decoder to go back to" decoder rollback modbus
}

promoted_by_hand() {
	mark
	ft decoder promote modbus-next || fail "cannot promote"
	is_promoted || fail "not promoted"
	goes_on
	unmatched 1
	ft decoder rollback modbus
	shadow share 100
	ft decoder promote modbus-next --after 30 || fail "cannot promote later"
	wait_for 20 is_promoted
	goes_on
	expect_told "modbus modbus-next modbus promoted" "modbus modbus modbus-next rolled_back" \
		"modbus modbus-next modbus proven"
}

# Modules come and go in each part that they can have; traffic goes on.
modules_go() {
	is_promoted || fail "not promoted"
	leave fieldtap_modbus_next
	expect "the active one" "$(decoder .active)" null
	expect "the state" "$(compared .state)" rolled_back
	goes_on
	expect_told "modbus modbus modbus-next left"
	candidate none
	shadow
	wait_for 10 compared_more 10
	leave fieldtap_modbus_next
	expect "the state" "$(compared .state)" ended
	goes_on
	candidate none
	shadow
	leave fieldtap_modbus
	expect "the state" "$(compared .state)" ended
	expect "loaded" "$(decoder .loaded)" false
	modprobe fieldtap_modbus
	goes_on
	ft decoder promote modbus-next
	leave fieldtap_modbus
	expect "loaded" "$(decoder .loaded)" true
	goes_on
	says "no decoder to go back to" decoder rollback modbus
	modprobe fieldtap_modbus
	is_promoted || fail "the own decoder took the place by itself"
	ft decoder rollback modbus
	expect "the active one" "$(decoder .active)" null
	goes_on
	expect_told "modbus modbus-next modbus promoted" "modbus modbus modbus-next rolled_back"
}

# All of it at once, in no order that matters.
churn() {
	local i
	for i in {1..10}; do
		modprobe fieldtap_modbus_next
		ft decoder shadow modbus with modbus-next after 5
		ft decoder promote modbus-next 2>/dev/null
		[ $((i % 2)) = 0 ] || ft decoder rollback modbus 2>/dev/null
		[ $((i % 3)) = 0 ] || ft decoder shadow modbus off 2>/dev/null
		leave fieldtap_modbus_next
	done
	expect "the active one" "$(decoder .active)" null
	goes_on
	stop_last
}

# What decoders were, and how they compared, is remembered.
load_anew
modprobe fieldtap_modbus || skip_all "no decoder"
modprobe -n fieldtap_modbus_next 2>/dev/null || skip_all "the tests' modules are not built"
make_pair
serve "$plc" -d 20
ft tap add eth0 || skip_all "cannot tap"
listen change "$scratch/events"

run "what cannot be is refused" refused
run "decoders are the machine's" only_for_the_machine
run "an equal candidate" equal
run "one that comes into the middle" joins_late
run "wrong ones are caught" wrong
run "a share of the conversations" share
run "promoted by itself" promoted_by_itself
run "rolled back" rolled_back
run "promoted by hand" promoted_by_hand
run "modules go" modules_go
run "everything at once" churn
leave fieldtap_modbus_next
finish
