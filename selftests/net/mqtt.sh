#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# mqtt.sh [CAPTURE]...
#
# mosquitto and its clients, a client that does what they do not, and captures:
# each topic has the payload that was published last.
# shellcheck source=../lib.sh
. "$(dirname "$0")/../lib.sh"
# shellcheck source=../replay_lib.sh
. "$here/../replay_lib.sh"

broker=mqtt:10.9.0.1:1883

pub() { # mosquitto_pub's arguments...
	in_ns "$hmi" mosquitto_pub -h 10.9.0.1 "$@" || fail "mosquitto_pub $* failed"
}

sub() { # messages, mosquitto_sub's arguments...
	in_ns "$hmi" timeout 30 mosquitto_sub -h 10.9.0.1 -C "$@" >"$scratch/heard" ||
		fail "mosquitto_sub $* failed"
}

raw() { # scenario
	in_ns "$hmi" /usr/bin/python3 "$here/mqtt_raw.py" 10.9.0.1 "$1" >/dev/null ||
		fail "mqtt_raw.py $1 failed"
}

topic() { # topic[, field of its value]
	ft -j value show "$broker/$1" | jq -r --arg a "$broker/$1" \
		".[] | select(.address == \$a) | .${2:-value}"
}

image() { # topic, field of its image
	ft -j image show "$broker" | jq -r --arg i "$1" ".[] | select(.image == \$i) | .$2"
}

has() { [ "$(topic "$1")" = "$2" ]; }
has_type() { [ "$(topic "$1" type)" = "$2" ]; }

expect_topic() { # topic, payload
	wait_for 10 has "$1" "$2" || fail "$1 is '$(topic "$1")'"
}

start_broker() {
	cat >"$scratch/mosquitto.conf" <<-CONF
		per_listener_settings true
		listener 1883
		allow_anonymous true
		listener 1884
		allow_anonymous false
		persistence false
		log_dest stderr
	CONF
	# mosquitto gives up root, and then cannot read what only root can.
	chmod 755 "$scratch"
	start ip netns exec "$plc" mosquitto -v -c "$scratch/mosquitto.conf" >"$scratch/log" 2>&1
	wait_for 20 listens
}

listens() { in_ns "$hmi" mosquitto_pub -h 10.9.0.1 -t up -n 2>/dev/null; }

# Three versions, three qualities of service, and back to a subscriber.
messages() {
	local v q
	mark
	for v in mqttv31 mqttv311 mqttv5; do
		for q in 0 1 2; do
			pub -V "$v" -q "$q" -t "plant/$v/$q" -m "$v with $q"
			expect_topic "plant/$v/$q" "$v with $q"
			expect "type" "$(topic "plant/$v/$q" type)" string
		done
	done
	expect_gains segments_retransmitted=any
	expect "device's answers" "$(device_field .answers "$broker")" \
		"$(device_field .requests "$broker")"
	expect "device's exceptions" "$(device_field .exceptions "$broker")" 0
	expect_some "device's slowest answer" "$(device_field .response_max "$broker")"
}

# A subscriber in the background; returns when the broker has it.
listen_to() { # messages, mosquitto_sub's arguments...
	local acked
	acked=$(subacks)
	: >"$scratch/heard"
	start ip netns exec "$hmi" mosquitto_sub -h 10.9.0.1 -C "$@" >"$scratch/heard"
	wait_for 10 more_subacks "$acked"
}

subacks() { grep -c "Sending SUBACK" "$scratch/log"; }
more_subacks() { [ "$(subacks)" -gt "$1" ]; }

subscribers() {
	local v q
	for v in mqttv311 mqttv5; do
		for q in 0 1 2; do
			listen_to 1 -V "$v" -q "$q" -t "news/$v/#"
			pub -V "$v" -q "$q" -t "news/$v/$q" -m "to $v with $q"
			wait_for 10 test -s "$scratch/heard"
			expect_topic "news/$v/$q" "to $v with $q"
			# From the publisher, and to the subscriber.
			expect "frames" "$(image "news/$v/$q" frames)" 2
			expect "changes" "$(image "news/$v/$q" changes)" 1
		done
	done
}

payloads() {
	pub -t json -m '{"temperature": 21.5, "unit": "°C"}'
	expect_topic json '{"temperature": 21.5, "unit": "°C"}'
	pub -t empty -n
	expect_topic empty ""
	expect "type of the empty one" "$(topic empty type)" string
	printf 'two\nlines\n' >"$scratch/file"
	pub -t lines -f "$scratch/file"
	expect "two lines" "$(topic lines type)" string
	printf '\000\001\377' >"$scratch/file"
	pub -t octets -f "$scratch/file"
	wait_for 10 has_type octets bytes
	expect "octets" "$(image octets data)" 0001ff
	mark
	pub -t "$(printf 'n%.0s' {1..256})" -m x
	pub -t after -m x
	expect_topic after x
	expect_gains names_refused=1 segments_retransmitted=any
}

# A payload is a number where a point says so, and where it is one.
points() {
	point mq.number "$broker/plant/level" type f64 scale 10
	point mq.auto "$broker/plant/level" type i32 order text
	point mq.text "$broker/plant/level"
	pub -t plant/level -m -21.5
	expect_topic plant/level -21.5
	expect "points" "$(shown)" "mq.auto=null/unfit mq.number=-215/fresh mq.text=-21.5/fresh"
	pub -t plant/level -m 42
	expect_topic plant/level 42
	expect "points" "$(shown)" "mq.auto=42/fresh mq.number=420/fresh mq.text=42/fresh"
	pub -t plant/level -m "4 2"
	expect_topic plant/level "4 2"
	expect "points" "$(shown)" "mq.auto=null/unfit mq.number=null/unfit mq.text=4 2/fresh"
}

shown() {
	ft -j point show | jq -r 'sort_by(.name)[] | "\(.name)=\(.value)/\(.state)"' | xargs
}

retained() {
	pub -r -t kept -m old
	expect_topic kept old
	expect "status from the publisher" "$(topic kept status)" null
	sub 1 -t kept
	expect "status to a new subscriber" "$(topic kept status)" retained
	pub -t kept -m new
	expect_topic kept new
	expect "status of what is new" "$(topic kept status)" null
}

# What is longer than an image, each way, and what comes behind it.
big() {
	mark
	head -c 3000000 /dev/zero | tr '\0' x >"$scratch/file"
	listen_to 2 -t 'big/#'
	pub -t big/one -f "$scratch/file"
	pub -t big/two -m behind
	expect_topic big/two behind
	wait_for 20 heard_bytes 3000008
	expect "length" "$(image big/one len)" 3000000
	expect "octets kept" "$(image big/one 'data | length')" 2048
	expect "text kept" "$(topic big/one 'value | length')" 1024
	raw both
	expect_topic raw/small "behind it"
	expect "length" "$(image raw/big len)" 3000000
	gain
	expect "gain of resyncs" "${gains[resyncs]}" 0
	expect "gain of flows_given_up" "${gains[flows_given_up]}" 0
	expect "gain of pdu_nonsense" "${gains[pdu_nonsense]}" 0
	# Twice from publishers, once to the subscriber.
	expect "gain of images_truncated" "${gains[images_truncated]}" 3
}

heard_bytes() { [ "$(stat -c %s "$scratch/heard")" -ge "$1" ]; }

aliases() {
	mark
	raw aliases
	expect_topic raw/a 2
	expect_topic raw/b 2
	expect_topic raw/c 3
	expect_topic raw/d '{"t": 21.5}'
	expect_gains segments_retransmitted=any
}

segments() {
	mark
	raw octets
	expect_topic raw/octets "by one"
	expect_topic raw/long "$(printf 'x%.0s' {1..200})"
	expect_gains segments_retransmitted=any
}

refused() {
	local before
	ft decoder set mqtt tcp-port 1883,1884
	in_ns "$hmi" mosquitto_pub -h 10.9.0.1 -p 1884 -t t -m x 2>/dev/null &&
		fail "the broker took it"
	before=$(device_field .exceptions mqtt:10.9.0.1:1884)
	expect "exceptions" "$before" 1
	expect "last exception" "$(device_field .last_exception mqtt:10.9.0.1:1884)" 5
	ft decoder set mqtt tcp-port 1883
}

encrypted() {
	mark
	raw tls
	gain
	expect_some "gain of pdu_encrypted" "${gains[pdu_encrypted]}"
}

# No secrets and no names of people are kept.
secrets() {
	pub -u somebody -P secret -i myself --will-topic gone --will-payload lastwords -t t -m x
	expect_topic t x
	ft -j device show >"$scratch/all"
	ft -j image show >>"$scratch/all"
	ft -j value show >>"$scratch/all"
	grep -E 'somebody|secret|myself|lastwords' "$scratch/all" && fail "it was kept"
}

# The tap comes when the connection is there.
late() {
	local client
	ft tap del eth0
	coproc LATE { in_ns "$hmi" /usr/bin/python3 "$here/mqtt_raw.py" 10.9.0.1 late; }
	client=$LATE_PID
	read -r -t 30 -u "${LATE[0]}" || fail "no connection"
	ft tap add eth0 decoder mqtt
	echo >&"${LATE[1]}"
	wait "$client"
	expect_topic raw/late 21.5
}

# N octets of x.
octets() { printf '78%.0s' $(seq "$1"); }

# A message of 59995 octets of which 10000, far behind what is kept, are lost.
hole() {
	make_wire
	mark
	inject <<-SCRIPT
		flow s=10.9.5.1 sp=1883
		syn
		mss 1400
		c 100e00044d5154540402003c00026d65
		s 20020000
		c 30e0d4030003626967$(octets 20000)
		skip c 10000
		s-ack
		c $(octets 29995)300b0005736d616c6c676f6f64
	SCRIPT
	expect_gains gaps=1 images_truncated=1
	expect "gain of resyncs" "${gains[resyncs]}" 0
	broker=mqtt:10.9.5.1:1883
	expect "length" "$(image big len)" 59995
	expect "what is behind it" "$(topic small)" good
}

# A hole in what is kept: the search goes on behind it, payload or not.
hole_in_front() {
	mark
	inject <<-SCRIPT
		flow s=10.9.5.2 cp=40002 sp=1883
		syn
		mss 1400
		c 100e00044d5154540402003c00026d65
		s 20020000
		skip c 9
		s-ack
		c $(octets 30000)
		c 300b0005736d616c6c676f6f64
	SCRIPT
	expect_gains gaps=1
	expect "gain of resyncs" "${gains[resyncs]}" 1
	broker=mqtt:10.9.5.2:1883
	expect "what is behind it" "$(topic small)" good
}

capture() { # capture
	local -A images=()
	local address payload compared=0
	new_wire
	replay "$1"
	made_of "$(basename "$1").json" mqtt_tshark.py "$1" >"$scratch/wanted"
	while IFS=$'\t' read -r address payload; do
		images[$address]=$payload
	done < <(ft -j image show | jq -r '.[] | "\(.device)/\(.image)\t\(.data)"')
	while IFS=$'\t' read -r address payload; do
		compared=$((compared + 1))
		expect "$address" "${images[$address]-unknown}" "$payload"
	done < <(jq -r 'to_entries[] | "\(.key)\t\(.value)"' "$scratch/wanted")
	expect_some "topics compared" "$compared"
}

need mosquitto mosquitto_pub mosquitto_sub tcpreplay /usr/bin/python3
load
make_pair
start_broker
ft tap add eth0 decoder mqtt || skip_all "there is no decoder for MQTT"
if [ $# -eq 0 ]; then
	run "versions and qualities of service" messages
	run "subscribers" subscribers
	run "payloads and topics" payloads
	run "numbers as text" points
	run "retained messages" retained
	run "messages longer than an image" big
	run "topic aliases and properties" aliases
	run "packets in many segments" segments
	run "a broker that refuses" refused
	run "TLS" encrypted
	run "no secrets" secrets
	run "met late" late
	run "a hole in what nobody keeps" hole
	run "a hole in front of a long payload" hole_in_front
	set -- "$here"/../../../shared/captures/mqtt-*.pcap
fi
for file; do
	[ -e "$file" ] || continue
	run "$(basename "$file")" capture "$file"
done
finish
