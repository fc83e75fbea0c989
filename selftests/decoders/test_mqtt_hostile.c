// SPDX-License-Identifier: GPL-2.0
/* Cut, lying and random octets, and what a stream does with them. */
#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "../random.h"
#include "mqtt_peer.h"

#define RANDOM_PDUS	500000
#define PDU_MAX		1024

static const struct {
	enum ft_dir dir;
	const char *text;
} packets[] = {
	{ FT_TO_SERVER, CONNECT_311 },
	{ FT_TO_SERVER, "10[{MQTT}05 ee 003c [11 00000001 26{k}{v}]{me}"
			"[18 00000005]{will}{gone}{user}{secret}]" },
	{ FT_TO_CLIENT, "20[0000 [12{id}]]" },
	{ FT_TO_SERVER, "30[{plant/a}[01 01 02 00000e10 03{text} 08{y}"
			"09 0002 ff00 0b 8001 23 0001 26{k}{v}]'{\"a\":1}']" },
	{ FT_TO_SERVER, "3a[{plant/b} 0007 00 'x']" },
	{ FT_TO_CLIENT, "35[{plant/c} 0007 [23 0002] 'x']" },
	{ FT_TO_CLIENT, "40[0007 10 [1f{why}]]" },
	{ FT_TO_CLIENT, "50[0007 10 [1f{why}]]" },
	{ FT_TO_SERVER, "62[0007 92 [1f{why}]]" },
	{ FT_TO_CLIENT, "70[0007 92 [1f{why}]]" },
	{ FT_TO_SERVER, "82[0001 [0b 05 26{k}{v}] {a/#} 2d {b} 00]" },
	{ FT_TO_CLIENT, "90[0001 [1f{why}] 01 02]" },
	{ FT_TO_SERVER, "a2[0002 [26{k}{v}] {a/#}{b}]" },
	{ FT_TO_CLIENT, "b0[0002 [1f{why}] 11 00]" },
	{ FT_TO_SERVER, "c000" },
	{ FT_TO_CLIENT, "d000" },
	{ FT_TO_SERVER, "e0[04 [1f{why}]]" },
	{ FT_TO_SERVER, "f0[18 [15{SCRAM}]]" },
};

static u32 random32(void)
{
	static u64 state;

	return random_next(&state);
}

static int frame_of(const u8 *p, u32 len)
{
	u8 *copy = malloc(len);
	int n;

	assert(copy && len >= fake_decoder->header_len);
	memcpy(copy, p, len);
	n = fake_decoder->frame(copy, len);
	free(copy);
	return n;
}

static int frame(const char *text)
{
	u8 pdu[PDU_MAX];

	return frame_of(pdu, peer_octets(pdu, text));
}

/* By the stream's end, and by a remaining length that says so. */
static void cut_everywhere(void)
{
	u8 pdu[PDU_MAX];
	u32 i, len, cut;

	for (i = 0; i < ARRAY_SIZE(packets); i++) {
		session(CONNECT_5);
		len = peer_octets(pdu, packets[i].text);
		fake_emits = 0;
		for (cut = 0; cut < len; cut++)
			EXPECT(fake_decode(peer, packets[i].dir, pdu, cut) ==
			       TRUNCATED);
		EXPECT(fake_emits == 0);
		assert(len < 130);
		for (cut = 2; cut < len; cut++) {
			pdu[1] = cut - 2;
			fake_decode(peer, packets[i].dir, pdu, cut);
		}
	}
}

/* Every octet of every packet in turn says something else. */
static void lies_everywhere(void)
{
	u8 pdu[PDU_MAX];
	u32 i, len, at, value;

	for (i = 0; i < ARRAY_SIZE(packets); i++) {
		len = peer_octets(pdu, packets[i].text);
		for (at = 0; at < len; at++) {
			u8 was = pdu[at];

			for (value = 0; value < 256; value++) {
				pdu[at] = value;
				fake_decode(peer, packets[i].dir, pdu, len);
			}
			pdu[at] = was;
		}
		peer_close();
		peer_connect();
		if (i % 2)
			session(CONNECT_5);
	}
}

static void random_packets(void)
{
	u8 pdu[PDU_MAX];
	u32 n, i, len;

	for (n = 0; n < RANDOM_PDUS; n++) {
		if (n % 10000 == 0) {
			peer_close();
			peer_connect();
		}
		i = random32() % ARRAY_SIZE(packets);
		len = peer_octets(pdu, packets[i].text);
		for (i = random32() % 4; i; i--)
			pdu[random32() % len] = random32() % 3 ?
						random32() % 8 : random32();
		if (random32() % 4 == 0)
			len -= random32() % len;
		fake_decode(peer, random32() % 2, pdu, len);
		fake_pass(peer, random32() % (100 * MS));
		if (random32() % 64 == 0)
			fake_tick(peer);
		if (random32() % 256 == 0)
			fake_gap(peer, random32() % 2);
	}
	EXPECT(fake_stats[FIELDTAP_STAT_PDUS] && fake_emits);
	session(CONNECT_5);
	EXPECT(to_broker("30[{t} 00 'x']") == 0);
	EXPECT(topic_is("t", "\"x\""));
}

static void framing(void)
{
	static const u8 legal[] = {
		0x10, 0x20, 0x30, 0x3d, 0x40, 0x50, 0x62, 0x70, 0x82, 0x90,
		0xa2, 0xb0, 0xe0, 0xf0,
	};
	u8 p[5] = { 0x30, 0xff, 0xff, 0xff, 0x7f };
	u32 i, n = 0;

	EXPECT(fake_decoder->header_len == 2);
	EXPECT(frame_of(p, 5) == 268435460);
	EXPECT(fake_decoder->longest == 268435460);
	for (i = 2; i < 5; i++)
		EXPECT(frame_of(p, i) == 0);
	p[4] = 0xff;
	EXPECT(frame_of(p, 5) == -NONSENSE);
	p[0] = 0x82;
	p[4] = 0x7f;
	EXPECT(frame_of(p, 5) == -OVERSIZED);
	EXPECT(frame("30 80 00") == 3);
	EXPECT(frame("30 80 80 80 00") == 5);
	EXPECT(frame("c0 00") == 2);
	EXPECT(frame("c0 01") == -NONSENSE);
	EXPECT(frame("16 03 01 00 f0") == -ENCRYPTED);
	EXPECT(frame("17 03 03 00 f0") == -ENCRYPTED);
	EXPECT(frame("'GET / HTTP/1.1'") == -NONSENSE);
	for (i = 0; i < 256; i++) {
		p[0] = i;
		p[1] = 0;
		n += frame_of(p, 5) == 2;
	}
	/* Twelve kinds of PUBLISH, and one of each other. */
	EXPECT(n == 12 + 14);
	for (i = 0; i < sizeof(legal); i++) {
		p[0] = legal[i];
		p[1] = 8;
		EXPECT(frame_of(p, 5) == 10);
	}
}

static u32 sync_of(const u8 *p, u32 len)
{
	u8 *copy = malloc(len);
	u32 at;

	assert(copy || !len);
	memcpy(copy, p, len);
	at = fake_decoder->sync(copy, len);
	free(copy);
	return at;
}

static u32 sync_text(const char *text)
{
	u8 p[PDU_MAX];

	return sync_of(p, peer_octets(p, text));
}

static void sync_finds(void)
{
	/* In front: everything that fills the octets, or goes on long enough. */
	EXPECT(sync_text("c000") == 0);
	EXPECT(sync_text("40[0007]") == 0);
	EXPECT(sync_text("d000 40[0007] 90[0001 00]") == 0);
	EXPECT(sync_text(CONNECT_311) == 0);
	EXPECT(sync_text(CONNECT_5) == 0);
	EXPECT(sync_text("30[{t}'x']") == 0);
	EXPECT(sync_text("30[{}[23 0001]'x']") == 0);
	EXPECT(sync_text("82[0001 {a} 00]") == 0);
	EXPECT(sync_text("82[0001 00 {a} 00]") == 0);
	/* Behind the rest of a payload. */
	EXPECT(sync_text("'the rest.' 30[{t}'x']") == 9);
	EXPECT(sync_text("'the rest.' 30[{t}'x'] 30[{u}'y']") == 9);
	EXPECT(sync_text("'the rest.' 32[{t} 0001 'x'] 40[0001]") == 9);
	EXPECT(sync_text("'the rest.' 40[0001] 30[{t}'x']") == 9);
	EXPECT(sync_text("'the rest.' 30[{t}'x'] 30") == 9);
	EXPECT(sync_text("0000000000 30[{t}[]'x']") == 5);
	/* One that is cut, its topic not. */
	EXPECT(sync_text("'the rest.' 30 ff7f {plant/line} 'xx'") == 9);
}

static void sync_refuses(void)
{
	/* Packets that anything may look like, in the middle. */
	EXPECT(sync_text("ff c000") == 3);
	EXPECT(sync_text("ff 40[0007]") == 5);
	/* One octet too many or too few behind it. */
	EXPECT(sync_text("c000 ff") == 3);
	EXPECT(sync_text("ff 30[{t}'x'] ff") == 8);
	EXPECT(sync_text("ff 30 05 {t} 'x'") == 7);
	/* A topic that is none, or that is no proof. */
	EXPECT(sync_text("30[{#}'x']") == 6);
	EXPECT(sync_text("30[0001 01 'x']") == 6);
	EXPECT(sync_text("ff 30 ff7f {t} 'x'") == 8);
	EXPECT(sync_text("32[{t} 0000 'x']") == 8);
	EXPECT(sync_text("38[{t}'x']") == 6);
	/* Text and numbers. */
	EXPECT(sync_text("'{\"temperature\": 21.5, \"unit\": \"C\"}'") == 34);
	EXPECT(sync_text("0000000000000000") == 8);
	EXPECT(sync_of((const u8 *)"", 0) == 0);
}

static void sync_of_anything(void)
{
	u8 p[PDU_MAX], found = 0;
	u32 n, i, at;

	for (n = 0; n < 2000; n++) {
		for (i = 0; i < sizeof(p); i++)
			p[i] = random32();
		at = sync_of(p, sizeof(p));
		EXPECT(at <= sizeof(p));
		found += at < sizeof(p);
	}
	/* Of two million places. */
	EXPECT(found <= 4);
}

/* The same packets, cut into pieces of each length. */
static void in_pieces(void)
{
	u8 stream[PDU_MAX];
	u32 len = peer_octets(stream, CONNECT_5 "30[{a}[23 0001]'1'] c000"
			      "32[{b} 0001 00 '2'] 30[{}[23 0001]'3'] e000"
			      "30 8a00 {c} 00 '123456'");
	u32 piece, at;

	for (piece = 1; piece <= len; piece++) {
		peer_close();
		peer_connect();
		for (at = 0; at < len; at += piece)
			fake_stream(peer, FT_TO_SERVER, stream + at,
				    min(piece, len - at));
		EXPECT(fake_stats[FIELDTAP_STAT_PDUS] == 7);
		EXPECT(topic_is("a", "\"3\"") && topic_is("b", "\"2\""));
		EXPECT(topic_is("c", "\"123456\""));
	}
}

static void recovers(void)
{
	u8 junk[64], p[PDU_MAX];
	u32 len;

	memset(junk, 'x', sizeof(junk));
	session(CONNECT_311);
	fake_stream(peer, FT_TO_SERVER, junk, sizeof(junk));
	EXPECT(fake_stats[NONSENSE] == 1);
	len = peer_octets(p, "30[{a}'1']");
	fake_stream(peer, FT_TO_SERVER, p, len);
	EXPECT(topic_is("a", "\"1\""));
	/* In the middle of a packet. */
	len = peer_octets(p, "30[{a}'2'] 30[{a}'3']");
	fake_stream(peer, FT_TO_SERVER, p, 3);
	fake_gap(peer, FT_TO_SERVER);
	fake_stream(peer, FT_TO_SERVER, p + 5, len - 5);
	EXPECT(topic_is("a", "\"3\""));
	EXPECT(topic_image("a")->updates == 2);
}

/* Something else on the port; TLS is told. */
static void foreign(void)
{
	static const char hello[] = "\x16\x03\x01\x00\xc8\x01\x00\x00\xc4";
	char line[] = "GET /index.html HTTP/1.1\r\nHost: example\r\n\r\n";
	u32 i;

	for (i = 0; i < 100; i++)
		fake_stream(peer, FT_TO_SERVER, (const u8 *)line, strlen(line));
	EXPECT(fake_stats[FIELDTAP_STAT_PDUS] == 0 && fake_emits == 0);
	peer_close();
	peer_connect();
	fake_stream(peer, FT_TO_SERVER, (const u8 *)hello, sizeof(hello));
	EXPECT(fake_stats[ENCRYPTED] == 1);
	EXPECT(fake_emits == 0);
}

const struct ktap_test hostile_tests[] = {
	{ "packets cut at every octet", cut_everywhere },
	{ "packets that lie at every octet", lies_everywhere },
	{ "random packets", random_packets },
	{ "framing", framing },
	{ "sync finds the next packet", sync_finds },
	{ "sync is hard to please", sync_refuses },
	{ "sync of random octets", sync_of_anything },
	{ "packets in pieces", in_pieces },
	{ "a stream recovers from junk and gaps", recovers },
	{ "not MQTT", foreign },
	{ }
};
