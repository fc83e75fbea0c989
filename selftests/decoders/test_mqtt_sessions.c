// SPDX-License-Identifier: GPL-2.0
/* Everything but messages, and connections whose beginning nobody saw. */
#include <stdlib.h>
#include <string.h>

#include "mqtt_peer.h"

static void connects(void)
{
	EXPECT(to_broker(CONNECT_311) == 0);
	fake_pass(peer, MS);
	EXPECT(to_client("20[0000]") == 0);
	EXPECT(broker()->requests == 1 && broker()->answers == 1);
	EXPECT(broker()->last_response == MS && broker()->exceptions == 0);
	EXPECT(to_client("20[0000]") == UNMATCHED);
	/* Will, user, password; MQTT 3.1; session present. */
	EXPECT(to_broker("10[{MQTT}04 ee 003c {me}{will}{gone}{user}{secret}]")
	       == 0);
	EXPECT(to_client("20[0100]") == 0);
	EXPECT(to_broker("10[{MQIsdp}03 02 003c {me}]") == 0);
	EXPECT(to_client("20[0000]") == 0);
	EXPECT(to_broker("10[{MQTT}05 ee 003c [11 00000001 21 000a 26{k}{v}]"
			 "{me}[18 00000005]{will}{gone}{user}{secret}]") == 0);
	EXPECT(to_client("20[0000 [12{id}]]") == 0);
	EXPECT(broker()->requests == 4 && broker()->answers == 4);
	EXPECT(fake_emits == 0 && broker()->labels == 0);
}

static void connects_wrongly(void)
{
	static const char *const bad[] = {
		"10[{MQTX}04 02 003c {me}]", "10[{MQTT}04 03 003c {me}]",
		"10[{MQTT}04 1a 003c {me}]", "10[{MQTT}04 02 003c {me} 00]",
		"10[{MQTT}05 02 003c [23 0001] {me}]",
		"10[{MQTT}05 02 003c [11 00]{me}]",
	};
	size_t i;

	for (i = 0; i < ARRAY_SIZE(bad); i++)
		EXPECT(to_broker(bad[i]) == MALFORMED);
	EXPECT(to_broker("10[{MQTT}04 ee 003c {me}{will}]") == TRUNCATED);
	EXPECT(to_broker("10[{MQTT}06 02 003c {me}]") == UNSUPPORTED);
	EXPECT(to_broker("10[{MQIsdp}04 02 003c {me}]") == UNSUPPORTED);
}

static void refused(void)
{
	EXPECT(to_broker(CONNECT_311) == 0);
	EXPECT(to_client("20[0005]") == 0);
	EXPECT(broker()->exceptions == 1 && broker()->last_exception == 5);
	EXPECT(to_broker(CONNECT_5) == 0);
	EXPECT(to_client("20[0087 00]") == 0);
	EXPECT(broker()->exceptions == 2 && broker()->last_exception == 0x87);
	EXPECT(to_broker(CONNECT_5) == 0);
	EXPECT(to_client("20[0000 00]") == 0);
	EXPECT(to_broker("82[0001 00 {a} 00]") == 0);
	EXPECT(to_client("90[0001 00 87]") == 0);
	EXPECT(broker()->exceptions == 3 && broker()->last_exception == 0x87);
	EXPECT(to_broker("32[{t} 0002 00 'x']") == 0);
	EXPECT(to_client("40[0002 90]") == 0);
	EXPECT(broker()->exceptions == 4 && broker()->last_exception == 0x90);
	EXPECT(to_broker("34[{t} 0003 00 'x']") == 0);
	EXPECT(to_client("50[0003 97 [1f{too many}]]") == 0);
	EXPECT(broker()->exceptions == 5 && broker()->last_exception == 0x97);
	/* That was the end of it. */
	EXPECT(to_broker("3c[{t} 0003 00 'x']") == 0);
	EXPECT(broker()->repeated == 0);
	EXPECT(to_client("50[0003 10]") == 0);
	EXPECT(broker()->exceptions == 5);
	EXPECT(to_client("20[0200 00]") == MALFORMED);
	EXPECT(to_client("20[00]") == TRUNCATED);
}

static void subscribes(void)
{
	session(CONNECT_311);
	EXPECT(to_broker("82[0001 {a/#} 00 {b} 01 {+/c} 02]") == 0);
	fake_pass(peer, MS);
	EXPECT(to_client("90[0001 00 01 02]") == 0);
	EXPECT(broker()->answers == 2 && broker()->last_response == MS);
	EXPECT(to_client("90[0001 00]") == UNMATCHED);
	EXPECT(to_broker("a2[0002 {a/#}{b}]") == 0);
	EXPECT(to_client("b0[0002]") == 0);
	EXPECT(to_broker("82[0003 {a} 00]") == 0);
	EXPECT(to_client("90[0003 80]") == 0);
	EXPECT(broker()->exceptions == 1 && broker()->last_exception == 0x80);
	EXPECT(to_broker("82[0003 {a} 03]") == MALFORMED);
	EXPECT(to_broker("82[0003 {a} 04]") == MALFORMED);
	EXPECT(to_broker("82[0000 {a} 00]") == MALFORMED);
	EXPECT(to_broker("82[0003 {a}]") == TRUNCATED);
	EXPECT(to_broker("82[0003]") == TRUNCATED);
	EXPECT(to_broker("82[0003 00 {a} 00]") != 0);
	EXPECT(to_client("90[0003]") == TRUNCATED);
	EXPECT(to_client("b0[0003 00]") == MALFORMED);
	EXPECT(broker()->requests == 4);

	session(CONNECT_5);
	EXPECT(to_broker("82[0001 [0b 05 26{k}{v}] {a/#} 2d]") == 0);
	EXPECT(to_client("90[0001 00 01]") == 0);
	EXPECT(to_broker("a2[0002 00 {a/#}]") == 0);
	EXPECT(to_client("b0[0002 00 11]") == 0);
	EXPECT(to_broker("82[0003 00 {a} 40]") == MALFORMED);
	EXPECT(to_broker("82[0003 00 {a} 30]") == MALFORMED);
	EXPECT(to_broker("82[0003 [23 0001] {a} 00]") == MALFORMED);
	EXPECT(broker()->requests == 7 && broker()->answers == 7);
}

static void pings(void)
{
	session(CONNECT_311);
	EXPECT(to_broker("c000") == 0);
	fake_pass(peer, 4 * MS);
	EXPECT(to_client("d000") == 0);
	EXPECT(broker()->last_response == 4 * MS);
	EXPECT(broker()->requests == 2 && broker()->answers == 2);
	EXPECT(to_client("d000") == UNMATCHED);
	EXPECT(to_client("c000") == MALFORMED);
	EXPECT(to_broker("d000") == MALFORMED);
	EXPECT(to_client("82[0001 {a} 00]") == MALFORMED);
	EXPECT(to_broker("90[0001 00]") == MALFORMED);
}

static void too_late(void)
{
	session(CONNECT_311);
	EXPECT(to_broker("c000") == 0);
	EXPECT(to_broker("32[{t} 0007 'a']") == 0);
	fake_pass(peer, PEER_TIMEOUT - 1);
	fake_tick(peer);
	EXPECT(broker()->timeouts == 0);
	fake_pass(peer, 1);
	fake_tick(peer);
	fake_tick(peer);
	EXPECT(broker()->timeouts == 2);
	EXPECT(to_client("40[0007]") == UNMATCHED);
	/* The second ping's answer is its own. */
	EXPECT(to_broker("c000") == 0);
	fake_pass(peer, MS);
	EXPECT(to_client("d000") == 0);
	EXPECT(broker()->answers == 2 && broker()->last_response == MS);
	EXPECT(to_client("d000") == UNMATCHED);
	/* Late, yet in flight: sent again is sent again. */
	EXPECT(to_broker("32[{t} 0008 'a']") == 0);
	fake_pass(peer, PEER_TIMEOUT);
	EXPECT(to_broker("3a[{t} 0008 'a']") == 0);
	EXPECT(broker()->repeated == 1 && broker()->timeouts == 3);
}

/* What was in flight says nothing after a gap. */
static void gaps(void)
{
	session(CONNECT_311);
	EXPECT(to_broker("c000") == 0);
	fake_gap(peer, FT_TO_CLIENT);
	fake_pass(peer, PEER_TIMEOUT);
	fake_tick(peer);
	EXPECT(broker()->timeouts == 0);
	EXPECT(to_broker("32[{t} 0007 'a']") == 0);
	fake_gap(peer, FT_TO_SERVER);
	EXPECT(to_client("40[0007]") == UNMATCHED);
	/* The version stays. */
	session(CONNECT_5);
	fake_gap(peer, FT_TO_SERVER);
	EXPECT(to_broker("30[{t} 00 'b']") == 0);
	EXPECT(topic_is("t", "\"b\""));
}

static void ends(void)
{
	session(CONNECT_311);
	EXPECT(to_broker("e000") == 0);
	EXPECT(to_broker("e0[04]") == MALFORMED);
	EXPECT(to_client("e000") == MALFORMED);
	EXPECT(to_broker("f0[18 00]") == MALFORMED);
	session(CONNECT_5);
	EXPECT(to_broker("e000") == 0);
	EXPECT(to_broker("e0[04 00]") == 0);
	EXPECT(to_client("e0[8b 00]") == 0);
	EXPECT(to_broker("f0[18 [15{SCRAM}]]") == 0);
	EXPECT(to_client("f000") == 0);
}

/* Each of these tells the version of a connection met in the middle. */
static void late_but_told(void)
{
	static const struct {
		bool client;
		const char *packet;
		bool v5;
	} all[] = {
		{ false, "82[0001 {a} 00]", false },
		{ false, "82[0001 00 {a} 00]", true },
		{ false, "a2[0001 {a}]", false },
		{ false, "a2[0001 00 {a}]", true },
		{ true, "20[0000]", false },
		{ true, "20[0000 00]", true },
		{ false, "40[0001 00]", true },
		{ false, "40[0001 10 00]", true },
		{ false, "50[0001 10 [1f{why}]]", true },
		{ false, "e0[04]", true },
		{ true, "e0[8b]", true },
		{ true, "f0[18 00]", true },
		{ false, "30[{t}'text']", false },
		{ false, "30[{t}]", false },
		{ false, "30[{t} 01]", false },
		{ false, "30[{t} 02 01]", false },
		{ false, "30[{t}[23 0001 03{text/plain}]'x']", true },
		{ false, "30[{t} 00 'a longer text']", true },
		{ false, "30[{t} 00 '{\"j\": 1}' 0a]", true },
	};
	char why[16];
	size_t i;

	for (i = 0; i < ARRAY_SIZE(all); i++) {
		if (all[i].client)
			to_client(all[i].packet);
		else
			EXPECT(to_broker(all[i].packet) == 0);
		EXPECT(to_client("30[{v} 00 05]") == 0);
		snprintf(why, sizeof(why), "%zu", i);
		if (!topic_is("v", all[i].v5 ? "\"05\"" : "\"0005\""))
			EXPECT(!strcmp(why, "is read as the other version"));
		peer_close();
		peer_connect();
	}
}

/* What may be either is not guessed, but counted. */
static void late_and_not_told(void)
{
	char text[32];
	u32 i;

	/* A small number of two or four octets. */
	for (i = 0; i < 20; i++) {
		snprintf(text, sizeof(text), "30[{n} 00 %02x]", 0x30 + i);
		EXPECT(to_broker(text) == UNSUPPORTED);
		EXPECT(to_broker("30[{m} 00000102]") == UNSUPPORTED);
	}
	EXPECT(fake_emits == 0);
	/* Not text, so it can only be this. */
	EXPECT(to_broker("30[{x}'on']") == 0);
	EXPECT(to_broker("30[{n} 00 30]") == 0);
	EXPECT(topic_is("n", "\"0030\""));
}

static void late_and_short(void)
{
	EXPECT(to_broker("30[{n} 00 '9']") == UNSUPPORTED);
	EXPECT(to_broker("30[{n} 00 '10']") == UNSUPPORTED);
	EXPECT(to_broker("30[{n} 00 '9']") == 0);
	EXPECT(topic_is("n", "\"9\""));
	EXPECT(to_broker("30[{n} 00 05]") == 0);
	EXPECT(topic_is("n", "\"05\""));
}

/* A guess is given up for something better, what was told is not. */
static void late_and_wrong(void)
{
	EXPECT(to_broker("30[{t} 01 00]") == 0);
	EXPECT(topic_is("t", "\"0100\""));
	EXPECT(to_broker("30[{} [23 0001] 'x']") == UNMATCHED);
	EXPECT(to_broker("30[{t} 00 'x']") == 0);
	EXPECT(topic_is("t", "\"x\""));
	EXPECT(to_broker("30[{t}'text']") == 0);
	EXPECT(topic_is("t", "\"text\""));
	session(CONNECT_5);
	EXPECT(to_broker("30[{t}'text']") != 0);
	session(CONNECT_311);
	EXPECT(to_broker("30[{} [23 0001] 'x']") == MALFORMED);
}

const struct ktap_test session_tests[] = {
	{ "connections", connects },
	{ "connections that are no such", connects_wrongly },
	{ "what the broker refuses", refused },
	{ "subscriptions", subscribes },
	{ "pings, and who may send what", pings },
	{ "answers that are late", too_late },
	{ "gaps", gaps },
	{ "ends", ends },
	{ "met late, the version told by a packet", late_but_told },
	{ "met late, the version not told", late_and_not_told },
	{ "met late, short texts", late_and_short },
	{ "met late, guessed wrong", late_and_wrong },
	{ }
};
