// SPDX-License-Identifier: GPL-2.0
/* What a PUBLISH makes of a topic. */
#include <stdlib.h>
#include <string.h>

#include "mqtt_peer.h"

static void plain(void)
{
	session(CONNECT_311);
	EXPECT(to_broker("30[{plant/line1/temp}'21.5']") == 0);
	EXPECT(topic_is("plant/line1/temp", "\"21.5\""));
	EXPECT(topic_image("plant/line1/temp")->len == 4);
	EXPECT(topic_image("plant/line1/temp")->total == 4);
	EXPECT(to_client("30[{plant/line1/temp}'22']") == 0);
	EXPECT(topic_is("plant/line1/temp", "\"22\""));
	EXPECT(topic_image("plant/line1/temp")->updates == 2);
	EXPECT(topic_image("plant/line1/temp")->changes == 1);
	EXPECT(broker()->requests == 1 && broker()->answers == 1);
	EXPECT(broker()->publications == 1);
}

/* Strings are text with tabs and ends of lines at most, all else is octets. */
static void payloads(void)
{
	static const struct {
		const char *octets;
		const char *value;
	} all[] = {
		{ "'{\"t\": 21.5}'", "\"{\"t\": 21.5}\"" },
		{ "", "\"\"" },
		{ "'a' 09 0d0a 'b'", "\"a\t\r\nb\"" },
		{ "c3a4 e282ac f09f9880", "\"\xc3\xa4\xe2\x82\xac\xf0\x9f\x98\x80\"" },
		{ "f48fbfbf ed9fbf ee8080", "\"\xf4\x8f\xbf\xbf\xed\x9f\xbf\xee\x80\x80\"" },
		{ "c2a0", "\"\xc2\xa0\"" },
		{ "00", "\"00\"" },
		{ "'a' 00", "\"6100\"" },
		{ "1b '[0m'", "\"1b5b306d\"" },
		{ "7f", "\"7f\"" },
		{ "c285", "\"c285\"" },
		{ "80", "\"80\"" },
		{ "c080", "\"c080\"" },
		{ "c1bf", "\"c1bf\"" },
		{ "e09f80", "\"e09f80\"" },
		{ "eda080", "\"eda080\"" },
		{ "f08f8080", "\"f08f8080\"" },
		{ "f4908080", "\"f4908080\"" },
		{ "f5808080", "\"f5808080\"" },
		{ "e282", "\"e282\"" },
		{ "e28228", "\"e28228\"" },
		{ "ff", "\"ff\"" },
	};
	char text[128];
	size_t i;

	session(CONNECT_311);
	for (i = 0; i < ARRAY_SIZE(all); i++) {
		snprintf(text, sizeof(text), "30[{t}%s]", all[i].octets);
		EXPECT(to_broker(text) == 0);
		EXPECT(topic_is("t", all[i].value));
	}
	EXPECT(topic_image("t")->updates == ARRAY_SIZE(all));
}

static void topics(void)
{
	static const char *const good[] = {
		"a", "/", "/a", "a/", "a//b", "$SYS/broker/uptime", "a b",
		"\xc3\xa4/\xe2\x82\xac",
	};
	static const char *const bad[] = {
		"30[0000 'x']", "30[0002 'a' 00 'x']", "30[{#}'x']",
		"30[{a/+}'x']", "30[0001 ff 'x']", "30[0002 c080 'x']",
		"30[0002 'a' c3 'x']",
	};
	static const char *const unnamed[] = {
		"30[0002 'a' 01 'x']", "30[0001 7f 'x']", "30[0002 c285 'x']",
		"30[0002 'a' 09 'x']",
	};
	char text[400], name[300] = "";
	size_t i;

	session(CONNECT_311);
	for (i = 0; i < ARRAY_SIZE(good); i++) {
		snprintf(text, sizeof(text), "30[{%s}'x']", good[i]);
		EXPECT(to_broker(text) == 0);
		EXPECT(topic_is(good[i], "\"x\""));
	}
	EXPECT(fake_emits == ARRAY_SIZE(good));
	for (i = 0; i < ARRAY_SIZE(bad); i++)
		EXPECT(to_broker(bad[i]) == MALFORMED);
	for (i = 0; i < ARRAY_SIZE(unnamed); i++)
		EXPECT(to_broker(unnamed[i]) == 0);
	memset(name, 'n', 256);
	snprintf(text, sizeof(text), "30[{%s}'x']", name);
	EXPECT(to_broker(text) == 0);
	EXPECT(fake_stats[FIELDTAP_STAT_NAMES_REFUSED] ==
	       ARRAY_SIZE(unnamed) + 1);
	EXPECT(fake_emits == ARRAY_SIZE(good));
	name[255] = '\0';
	snprintf(text, sizeof(text), "30[{%s}'x']", name);
	EXPECT(to_broker(text) == 0);
	EXPECT(topic_is(name, "\"x\""));
}

/* What the broker had kept has a status, what is to be kept has none. */
static void retained(void)
{
	char text[32];

	session(CONNECT_311);
	EXPECT(to_client("31[{t}'old']") == 0);
	EXPECT(topic_is("t", "\"old\""));
	EXPECT(topic_image("t")->status == 1);
	EXPECT(fake_decoder->status_name(1, text, sizeof(text)) == 8);
	EXPECT(!strcmp(text, "retained"));
	EXPECT(fake_decoder->status_name(0, text, sizeof(text)) == 0);
	EXPECT(fake_item(PEER_BROKER "/t")->status == 1);
	EXPECT(to_broker("31[{t}'new']") == 0);
	EXPECT(topic_is("t", "\"new\""));
	EXPECT(topic_image("t")->status == 0);
	EXPECT(to_client("30[{t}'new']") == 0);
	EXPECT(topic_image("t")->status == 0);
	EXPECT(topic_image("t")->changes == 1);
}

/* Where RETAIN stays as it was published it does not tell an old message. */
static void retained_as_published(void)
{
	session(CONNECT_5);
	EXPECT(to_broker("82[0001 00 {t} 00]") == 0);
	EXPECT(to_client("31[{t} 00 'a']") == 0);
	EXPECT(topic_image("t")->status == 1);
	EXPECT(to_broker("82[0001 00 {a} 02 {t} 28]") == 0);
	EXPECT(to_client("31[{t} 00 'a']") == 0);
	EXPECT(topic_image("t")->status == 0);
	/* Only until the next session. */
	session(CONNECT_5);
	EXPECT(to_client("31[{t} 00 'a']") == 0);
	EXPECT(topic_image("t")->status == 1);
}

static void retained_over_a_bridge(void)
{
	session("10[{MQTT}84 02 003c {me}]");
	EXPECT(to_client("31[{t}'a']") == 0);
	EXPECT(topic_is("t", "\"a\""));
	EXPECT(topic_image("t")->status == 0);
}

static void qos1(void)
{
	session(CONNECT_311);
	EXPECT(to_broker("32[{t} 0007 'a']") == 0);
	EXPECT(broker()->requests == 2 && broker()->answers == 1);
	fake_pass(peer, 3 * MS);
	EXPECT(to_client("40[0007]") == 0);
	EXPECT(broker()->answers == 2 && broker()->last_response == 3 * MS);
	EXPECT(topic_is("t", "\"a\""));
	EXPECT(to_client("40[0007]") == UNMATCHED);
	/* The broker's messages are no requests to it. */
	EXPECT(to_client("32[{t} 0007 'b']") == 0);
	EXPECT(to_broker("40[0007]") == 0);
	EXPECT(to_broker("40[0008]") == 0);
	EXPECT(broker()->requests == 2 && broker()->answers == 2);
	EXPECT(broker()->publications == 1);
	EXPECT(topic_is("t", "\"b\""));
	EXPECT(to_broker("32[{t} 0000 'c']") == MALFORMED);
	EXPECT(to_client("40[0000]") == MALFORMED);
	EXPECT(to_broker("38[{t}'c']") == MALFORMED);
}

static void qos2(void)
{
	session(CONNECT_311);
	EXPECT(to_broker("34[{t} 0007 'a']") == 0);
	fake_pass(peer, 2 * MS);
	EXPECT(to_client("50[0007]") == 0);
	EXPECT(broker()->answers == 2 && broker()->last_response == 2 * MS);
	fake_pass(peer, 2 * MS);
	EXPECT(to_broker("62[0007]") == 0);
	EXPECT(to_client("70[0007]") == 0);
	EXPECT(to_client("70[0007]") == UNMATCHED);
	EXPECT(broker()->requests == 2 && broker()->answers == 2);
	EXPECT(to_client("34[{t} 0007 'b']") == 0);
	EXPECT(to_broker("50[0007]") == 0);
	EXPECT(to_client("62[0007]") == 0);
	EXPECT(to_broker("70[0007]") == 0);
	EXPECT(broker()->requests == 2 && broker()->answers == 2);
	EXPECT(topic_image("t")->updates == 2);
}

/* A publish counts once, until it is acknowledged; each way for itself. */
static void sent_again(void)
{
	session(CONNECT_311);
	EXPECT(to_broker("32[{t} 0007 'a']") == 0);
	EXPECT(to_broker("3a[{t} 0007 'a']") == 0);
	EXPECT(broker()->repeated == 1 && broker()->requests == 2);
	EXPECT(topic_image("t")->updates == 1);
	EXPECT(to_client("3a[{t} 0007 'a']") == 0);
	EXPECT(topic_image("t")->updates == 2 && broker()->repeated == 1);
	EXPECT(to_client("3a[{t} 0007 'a']") == 0);
	EXPECT(topic_image("t")->updates == 2 && broker()->repeated == 2);
	EXPECT(to_client("40[0007]") == 0);
	EXPECT(to_broker("3a[{t} 0007 'b']") == 0);
	EXPECT(topic_image("t")->updates == 3 && broker()->repeated == 2);
	/* Not marked as sent again: the identifier was free. */
	EXPECT(to_broker("32[{t} 0007 'c']") == 0);
	EXPECT(topic_is("t", "\"c\""));
	/* QoS 2, also between PUBREC and PUBCOMP. */
	EXPECT(to_broker("34[{t} 0009 'd']") == 0);
	EXPECT(to_client("50[0009]") == 0);
	EXPECT(to_broker("3c[{t} 0009 'd']") == 0);
	EXPECT(broker()->repeated == 3);
	EXPECT(to_broker("62[0009]") == 0);
	EXPECT(to_client("70[0009]") == 0);
	EXPECT(to_broker("3c[{t} 0009 'e']") == 0);
	EXPECT(topic_is("t", "\"e\"") && broker()->repeated == 3);
	EXPECT(broker()->repeated == fake_stats[FIELDTAP_STAT_CYCLES_REPEATED]);
}

/* More in flight than is remembered: the oldest go. */
static void many_in_flight(void)
{
	char text[32];
	u32 i;

	session(CONNECT_311);
	for (i = 1; i <= 40; i++) {
		snprintf(text, sizeof(text), "32[{t} %04x 'a']", i);
		EXPECT(to_broker(text) == 0);
	}
	EXPECT(fake_stats[FIELDTAP_STAT_REQUESTS_LOST] == 8);
	EXPECT(to_client("40[0008]") == UNMATCHED);
	EXPECT(to_client("40[0009]") == 0);
	EXPECT(to_broker("3a[{t} 0008 'a']") == 0);
	EXPECT(broker()->repeated == 0);
	EXPECT(to_broker("3a[{t} 0028 'a']") == 0);
	EXPECT(broker()->repeated == 1);
}

static void properties(void)
{
	static const char *const good[] = {
		"[]", "[01 01]", "[02 00000e10]", "[03 {text/plain}]",
		"[08 {answer}]", "[09 0002 ff00]", "[0b 8001]",
		"[26 {k}{v} 26 {k}{v}]", "[0b 01 0b 02]",
		"[01 01 02 00000e10 03 {x} 08 {y} 09 0000 0b 01 23 0005 26 {}{}]",
	};
	static const char *const bad[] = {
		"[01]", "[01 01 01 01]", "[02 000e10]", "[03 0005 'a']",
		"[04 00]", "[11 00000000]", "[2b 00]", "[80 00]", "[ff]",
		"[0b 80808080 01]", "[0b 80]", "[23 0000]", "[23 05]",
		"[26 {k}]", "[26 {k} 0001]", "05 01 01", "ff", "80808080 00",
	};
	char text[128];
	size_t i;

	session(CONNECT_5);
	for (i = 0; i < ARRAY_SIZE(good); i++) {
		snprintf(text, sizeof(text), "30[{t}%s '%zu']", good[i], i);
		EXPECT(to_broker(text) == 0);
		snprintf(text, sizeof(text), "\"%zu\"", i);
		EXPECT(topic_is("t", text));
	}
	fake_emits = 0;
	for (i = 0; i < ARRAY_SIZE(bad); i++) {
		snprintf(text, sizeof(text), "30[{t}%s]", bad[i]);
		EXPECT(to_broker(text) == MALFORMED ||
		       to_broker(text) == TRUNCATED);
	}
	EXPECT(to_broker("30[{t}]") == TRUNCATED);
	EXPECT(fake_emits == 0);
}

static void aliases(void)
{
	session(CONNECT_5);
	EXPECT(to_broker("30[{}[23 0001]'x']") == UNMATCHED);
	EXPECT(to_broker("30[{a/long/topic}[23 0001]'1']") == 0);
	EXPECT(to_broker("30[{}[23 0001]'2']") == 0);
	EXPECT(topic_is("a/long/topic", "\"2\""));
	EXPECT(to_broker("30[{b}[23 ffff]'3']") == 0);
	EXPECT(to_broker("30[{}[23 ffff 01 01]'4']") == 0);
	EXPECT(topic_is("b", "\"4\"") && topic_is("a/long/topic", "\"2\""));
	/* Given to another topic. */
	EXPECT(to_broker("30[{c}[23 0001]'5']") == 0);
	EXPECT(to_broker("30[{}[23 0001]'6']") == 0);
	EXPECT(topic_is("c", "\"6\"") && topic_is("a/long/topic", "\"2\""));
	/* The other direction has its own. */
	EXPECT(to_client("30[{}[23 0001]'x']") == UNMATCHED);
	EXPECT(to_client("30[{d}[23 0001]'7']") == 0);
	EXPECT(to_broker("30[{}[23 0001]'8']") == 0);
	EXPECT(topic_is("c", "\"8\"") && topic_is("d", "\"7\""));
	EXPECT(to_broker("30[{}[23 0000]'x']") == MALFORMED);
	EXPECT(to_broker("30[{e}[23 0000]'x']") == MALFORMED);
	EXPECT(to_broker("30[{} 00 'x']") == MALFORMED);
	EXPECT(topic_is("e", NULL));
}

static void aliases_end(void)
{
	struct fake_flow *first = peer;

	session(CONNECT_5);
	EXPECT(to_broker("30[{a}[23 0001]'1']") == 0);
	EXPECT(to_client("30[{b}[23 0001]'1']") == 0);
	/* Another connection. */
	peer_connect();
	session(CONNECT_5);
	EXPECT(to_broker("30[{}[23 0001]'x']") == UNMATCHED);
	fake_flow_free(peer);
	peer = first;
	EXPECT(to_broker("30[{}[23 0001]'2']") == 0);
	/* Octets of one direction were lost. */
	fake_gap(peer, FT_TO_SERVER);
	EXPECT(to_broker("30[{}[23 0001]'x']") == UNMATCHED);
	EXPECT(to_client("30[{}[23 0001]'2']") == 0);
	EXPECT(topic_is("a", "\"2\"") && topic_is("b", "\"2\""));
	/* Another session. */
	session(CONNECT_5);
	EXPECT(to_client("30[{}[23 0001]'x']") == UNMATCHED);
}

static void aliases_of_what_has_no_name(void)
{
	char text[400], name[300] = "";

	memset(name, 'n', 256);
	session(CONNECT_5);
	EXPECT(to_broker("30[{a}[23 0001]'1']") == 0);
	snprintf(text, sizeof(text), "30[{%s}[23 0001]'x']", name);
	EXPECT(to_broker(text) == 0);
	EXPECT(to_broker("30[{}[23 0001]'x']") == 0);
	EXPECT(fake_stats[FIELDTAP_STAT_NAMES_REFUSED] == 2);
	EXPECT(topic_is("a", "\"1\""));
	/* No room to remember an alias in: it is unknown, not what it was. */
	EXPECT(to_broker("30[{a}[23 0002]'2']") == 0);
	fake_room.notes = 0;
	EXPECT(to_broker("30[{b}[23 0002]'3']") == 0);
	EXPECT(to_broker("30[{}[23 0002]'x']") == UNMATCHED);
	EXPECT(topic_is("a", "\"2\"") && topic_is("b", "\"3\""));
}

/* A message of which only the beginning is kept, in segments; then another. */
static void long_message(void)
{
	static u8 pdu[300000];
	u32 len = peer_octets(pdu, "30 a0ff09 {big}"), at, n;
	const u32 total = 0x20 | 0x7f << 7 | 0x09 << 14, whole = 4 + total;

	session(CONNECT_311);
	memset(pdu + len, 'x', sizeof(pdu) - len);
	EXPECT(fake_decoder->frame(pdu, 100) == (int)whole);
	len = whole + peer_octets(pdu + whole, "30[{t}'a']");
	for (at = 0; at < len; at += n) {
		n = min(1448u, len - at);
		fake_stream(peer, FT_TO_SERVER, pdu + at, n);
	}
	EXPECT(topic_image("big")->total == total - 5);
	EXPECT(topic_image("big")->len == fake_decoder->max_pdu - 4 - 5);
	EXPECT(topic_image("big")->updates == 1);
	EXPECT(fake_item(PEER_BROKER "/big")->type == FIELDTAP_TYPE_STRING);
	EXPECT(topic_is("t", "\"a\""));
	EXPECT(fake_stats[FIELDTAP_STAT_RESYNCS] == 0);
	EXPECT(fake_stats[FIELDTAP_STAT_PDUS] == 4);
}

static u32 text_seen;
static enum fieldtap_type type_seen;

static bool see(void *arg, const struct ft_item *item)
{
	(void)arg;
	text_seen = item->len;
	type_seen = item->type;
	return true;
}

/* Text that was cut has only whole characters; what was not cut must be whole. */
static void cut_text(void)
{
	struct ft_view view = {
		.key = "t", .key_len = 1, .data = (const u8 *)"a\xe2\x82\xac",
	};

	for (view.len = 0; view.len <= 4; view.len++) {
		view.total = 10;
		fake_decoder->items(&view, see, NULL);
		EXPECT(type_seen == FIELDTAP_TYPE_STRING);
		EXPECT(text_seen == (view.len < 4 ? min(view.len, 1u) : 4));
		view.total = view.len;
		fake_decoder->items(&view, see, NULL);
		EXPECT(text_seen == view.len);
		EXPECT((type_seen == FIELDTAP_TYPE_BYTES) ==
		       (view.len == 2 || view.len == 3));
	}
}

const struct ktap_test message_tests[] = {
	{ "a message", plain },
	{ "payloads that are text and that are not", payloads },
	{ "topics", topics },
	{ "retained messages", retained },
	{ "RETAIN as published", retained_as_published },
	{ "RETAIN over a bridge", retained_over_a_bridge },
	{ "QoS 1", qos1 },
	{ "QoS 2", qos2 },
	{ "sent again", sent_again },
	{ "more in flight than is remembered", many_in_flight },
	{ "properties", properties },
	{ "topic aliases", aliases },
	{ "how long topic aliases hold", aliases_end },
	{ "topic aliases without a name or room", aliases_of_what_has_no_name },
	{ "a message longer than what is kept", long_message },
	{ "text that was cut", cut_text },
	{ }
};
