#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# Programs that others wrote: mbpoll and pymodbus, as client and as server.
# shellcheck source=../lib.sh
. "$(dirname "$0")/../lib.sh"

mbpoll_reads() {
	in_ns "$hmi" mbpoll -q -1 -0 -t 4 -r 10 -c 5 10.9.0.1 >/dev/null || fail "mbpoll failed"
	in_ns "$hmi" mbpoll -q -1 -0 -t 1 -r 100 -c 3 10.9.0.1 >/dev/null || fail "mbpoll failed"
	in_ns "$hmi" mbpoll -q -1 -0 -a 9 -t 4 -r 77 10.9.0.1 -- 1234 >/dev/null ||
		fail "mbpoll failed"
	expect_values hr/10=1010 hr/14=1014 di/100=1 di/101=0 di/102=0
	expect_values -d modbus:10.9.0.1:502/9 hr/77=1234
}

# What the client printed, all of it, is what fieldtap has.
pymodbus_asks() { # address of the server, as in a device's name
	local pair lines=0
	in_ns "$hmi" /usr/bin/python3 "$here/peers.py" client "$1" >"$scratch/said" ||
		fail "pymodbus failed"
	read_values "modbus:${2:-$1}:502/1"
	while read -r pair; do
		lines=$((lines + 1))
		expect "${pair%=*}" "${value[${pair%=*}]:-unknown}" "${pair#*=}"
	done <"$scratch/said"
	expect "values read" "$lines" 85
}

pymodbus_serves() {
	start ip netns exec "$plc" /usr/bin/python3 "$here/peers.py" server 10.9.0.3
	wait_for 60 listening
	pymodbus_asks 10.9.0.3
	ask "$hmi" 10.9.0.3 read:hr:998:2 read:hr:999:2 raw:4a01 >/dev/null
	expect_values -d modbus:10.9.0.3:502/1 hr/998=1098 hr/7=$((4711 & 0xff00 | 0x42)) \
		hr/33=4444 di/3=1
	expect "exceptions" "$(device_field .exceptions modbus:10.9.0.3:502/1)" 2
}

listening() { in_ns "$plc" ss -Htln src 10.9.0.3:502 | grep -q .; }

need mbpoll /usr/bin/python3 ss
/usr/bin/python3 -c 'import pymodbus' 2>/dev/null || skip_all "python3-pymodbus is not installed"
load
make_pair
ip -n "$plc" addr add 10.9.0.3/24 dev eth0
serve "$plc" -a 10.9.0.1
ft tap add eth0
run "mbpoll asks libmodbus" mbpoll_reads
run "pymodbus asks libmodbus" pymodbus_asks 10.9.0.1
run "pymodbus asks pymodbus, and libmodbus does" pymodbus_serves
finish
