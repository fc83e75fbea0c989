#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# Bad PDUs and frames: each is counted by its reason and costs nothing but
# itself; the next good one is understood.
# shellcheck source=../lib.sh
. "$(dirname "$0")/../lib.sh"

number=0
# The script in a new conversation, then good exchanges in it.
insult() { # reason=number... <script
	local device
	number=$((number + 1))
	device=modbus:10.9.2.$number:502/1
	mark
	{
		echo "flow s=10.9.2.$number cp=$((42000 + number))"
		echo syn
		cat
		echo "c [90 1 03 0063 0001]"
		echo "s [90 1 03 02 $(printf %04x "$number")]"
		echo "c [91 1 03 0064 0001]"
		echo "s [91 1 03 02 1234]"
		echo "c [92 1 03 0065 0001]"
		echo "s [92 1 03 02 4321]"
	} | inject
	expect_gains "$@"
	expect_values -d "$device" hr/101=17185
	[ -n "$lossy" ] || expect hr/99 "${value[hr/99]:-unknown}" "$number"
	[ -n "$lossy" ] || expect "registers known" "${#value[@]}" 3
}

frames() { # reason=number... <script
	mark
	inject
	expect_gains "$@"
}

any=()
for reason in $reasons; do
	any+=("$reason=any")
done

load
make_wire
ft config set request-timeout 60000
lossy=''
run "a request cut short" insult pdu_truncated=1 <<-EOF
	c [1 1 03 0000]
EOF
run "an answer cut short" insult pdu_truncated=1 <<-EOF
	c [1 1 03 0000 0002]
	s [1 1 03 04 0000]
EOF
run "a write with less data than it says" insult pdu_truncated=1 <<-EOF
	c [1 1 10 0000 0002 04 0001]
EOF
run "more than it says" insult pdu_malformed=1 <<-EOF
	c [1 1 03 0000 0002 ffff]
EOF
run "function 0" insult pdu_malformed=1 <<-EOF
	c [1 1 00]
EOF
run "a request that says it is an exception" insult pdu_malformed=1 <<-EOF
	c [1 1 8302]
EOF
run "too many registers" insult pdu_malformed=1 <<-EOF
	c [1 1 03 0000 007e]
EOF
run "no registers" insult pdu_malformed=1 <<-EOF
	c [1 1 03 0000 0000]
EOF
run "registers beyond the last" insult pdu_malformed=1 <<-EOF
	c [1 1 03 ffff 0002]
EOF
run "another byte count than asked for" insult pdu_mismatched=1 <<-EOF
	c [1 1 03 0000 0002]
	s [1 1 03 02 0001]
EOF
run "an echo of something else" insult pdu_mismatched=1 <<-EOF
	c [1 1 06 0000 0002]
	s [1 1 06 0000 0003]
EOF
run "an answer that nobody asked for" insult pdu_unmatched=1 <<-EOF
	s [1 1 03 02 0001]
EOF
run "an answer of another unit" insult pdu_unmatched=1 <<-EOF
	c [1 1 03 0000 0001]
	s [1 2 03 02 0001]
EOF
run "a mask over what was never seen" insult pdu_no_base=1 <<-EOF
	c [1 1 16 0007 00ff 0000]
	s [1 1 16 0007 00ff 0000]
EOF
run "a queue that contradicts itself" insult pdu_malformed=1 <<-EOF
	c [1 1 18 0000]
	s [1 1 18 0006 0005 0001 0002]
EOF
# From here on some of the next PDUs may be lost, too.
lossy=yes
run "a length above the largest" insult pdu_oversized=1 pdu_unmatched=any <<-EOF
	c 0001 0000 00ff 01 03 0000 0001
EOF
run "a length of nothing" insult pdu_nonsense=1 pdu_unmatched=any <<-EOF
	c 0001 0000 0001 01
EOF
run "another protocol" insult pdu_nonsense=1 pdu_unmatched=any <<-EOF
	c 0001 0007 0006 01 03 0000 0001
EOF
run "random octets of the client" insult "${any[@]}" <<-EOF
	random c 3
	c [88 1 03 0063 0001]
EOF
run "random octets of the server" insult "${any[@]}" <<-EOF
	random s 3
	s [88 1 03 02 0000]
EOF
run "many conversations of random octets" frames "${any[@]}" < <(
	for ((i = 0; i < 60; i++)); do
		echo "flow s=10.9.3.$i cp=$((43000 + i))"
		((i % 2)) || echo syn
		echo "random c 12"
		echo "random s 12"
	done
)

# Ethernet headers, then an IPv4 and a TCP header but for the octets in question.
eth4=0303030303030202020202020800
eth6=03030303030302020202020286dd
ip=00004000400600000a0900020a090001
tcp=9c4001f60000000100000001
run "an IPv4 header cut short" frames frames_malformed=1 <<-EOF
	frame $eth4 4500 0028 0000
EOF
run "an IPv4 header too small" frames frames_malformed=1 <<-EOF
	frame $eth4 4400 0028 $ip $tcp 5018 ffff 0000 0000
EOF
run "more IPv4 than there is" frames frames_malformed=1 <<-EOF
	frame $eth4 4500 0528 $ip $tcp 5018 ffff 0000 0000
EOF
run "a TCP header larger than the packet" frames frames_malformed=1 <<-EOF
	frame $eth4 4500 0028 $ip $tcp f018 ffff 0000 0000
EOF
run "a TCP header too small" frames frames_malformed=1 <<-EOF
	frame $eth4 4500 0028 $ip $tcp 4018 ffff 0000 0000
EOF
run "fragments" frames frames_fragment=2 <<-EOF
	frame $eth4 4500 0028 0000 2000 4006 0000 0a090002 0a090001 $tcp 5018 ffff 0000 0000
	frame $eth4 4500 0028 0000 0008 4006 0000 0a090002 0a090001 $tcp 5018 ffff 0000 0000
EOF
run "an IPv6 header cut short" frames frames_malformed=1 <<-EOF
	frame $eth6 6000 0000 0014 0640 0000
EOF
run "endless IPv6 headers" frames frames_malformed=any < <(
	printf 'frame %s 6000 0000 0140 0040 %064d ' $eth6 0
	for ((i = 0; i < 40; i++)); do
		printf 0000000000000000
	done
	echo
)
lossy=''
run "and all goes on" insult </dev/null
finish
