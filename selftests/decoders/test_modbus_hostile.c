// SPDX-License-Identifier: GPL-2.0
/* Cut, lying and random bytes, and what a stream does with them. */
#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "../random.h"
#include "modbus_peer.h"

#define TRUNCATED	FIELDTAP_STAT_PDU_TRUNCATED
#define MALFORMED	FIELDTAP_STAT_PDU_MALFORMED
#define NONSENSE	FIELDTAP_STAT_PDU_NONSENSE
#define OVERSIZED	FIELDTAP_STAT_PDU_OVERSIZED

#define RANDOM_PDUS	1000000
#define ADU_MAX		260

static const char *const pairs[][2] = {
	{ "01 0000 000a", "01 02 cd03" },
	{ "02 0000 0008", "02 01 cd" },
	{ "03 0000 0002", "03 04 0102 0304" },
	{ "04 0000 0002", "04 04 0102 0304" },
	{ "05 0000 ff00", "05 0000 ff00" },
	{ "06 0000 1234", "06 0000 1234" },
	{ "0f 0000 000a 02 cd03", "0f 0000 000a" },
	{ "10 0000 0002 04 0102 0304", "10 0000 0002" },
	{ "16 0000 00f2 0025", "16 0000 00f2 0025" },
	{ "17 0000 0002 0002 0001 02 5555", "17 04 0102 0304" },
	{ "18 0000", "18 0006 0002 0102 0304" },
};

static u32 random32(void)
{
	static u64 state;

	return random_next(&state);
}

static void cut_everywhere(void)
{
	u8 adu[300];
	u32 i, len, cut;

	exchange(1, "03 0000 0001", "03 02 0012");
	fake_emits = 0;
	for (i = 0; i < ARRAY_SIZE(pairs); i++) {
		len = peer_adu(adu, 1, 1, pairs[i][0]);
		for (cut = 0; cut < len; cut++)
			EXPECT(fake_decode(peer, FT_TO_SERVER, adu, cut) ==
			       TRUNCATED);
		len = peer_adu(adu, 1, 1, pairs[i][1]);
		for (cut = 0; cut < len; cut++) {
			fake_gap(peer, FT_TO_SERVER);
			EXPECT(ask(1, 1, pairs[i][0]) == 0);
			EXPECT(fake_decode(peer, FT_TO_CLIENT, adu, cut) ==
			       TRUNCATED);
		}
		fake_gap(peer, FT_TO_SERVER);
		EXPECT(fake_emits == 0);
	}
}

/* Every octet of every PDU in turn says something else. */
static void lies_everywhere(void)
{
	u8 adu[300];
	u32 i, len, at, value;
	u64 emits;

	for (i = 0; i < ARRAY_SIZE(pairs); i++) {
		len = peer_adu(adu, 1, 1, pairs[i][0]);
		for (at = 7; at < len; at++) {
			u8 was = adu[at];

			for (value = 0; value < 256; value++) {
				adu[at] = value;
				fake_gap(peer, FT_TO_SERVER);
				fake_decode(peer, FT_TO_SERVER, adu, len);
				answer(1, 1, pairs[i][1]);
			}
			adu[at] = was;
		}
		len = peer_adu(adu, 1, 1, pairs[i][1]);
		for (at = 7; at < len; at++) {
			u8 was = adu[at];

			for (value = 0; value < 256; value++) {
				adu[at] = value;
				fake_gap(peer, FT_TO_SERVER);
				ask(1, 1, pairs[i][0]);
				fake_decode(peer, FT_TO_CLIENT, adu, len);
			}
			adu[at] = was;
		}
	}

	/* A byte count that lies gives no value. */
	for (i = 0; i < 4; i++) {
		for (value = 0; value < 256; value++) {
			len = peer_adu(adu, 1, 1, pairs[i][1]);
			if (adu[8] == value)
				continue;
			adu[8] = value;
			fake_gap(peer, FT_TO_SERVER);
			ask(1, 1, pairs[i][0]);
			emits = fake_emits;
			EXPECT(fake_decode(peer, FT_TO_CLIENT, adu, len) != 0);
			EXPECT(fake_emits == emits);
		}
	}
}

/* All functions, random contents; half of it is made to look right. */
static void random_pdus(void)
{
	u8 pdu[300], adu[300];
	u32 n, i, len;

	for (n = 0; n < RANDOM_PDUS; n++) {
		if (n % 50000 == 0)
			fake_core_reset();
		len = random32() % 16 ? 1 + random32() % 24 :
		      1 + random32() % 253;
		for (i = 0; i < len; i++)
			pdu[i] = random32();
		if (random32() % 2) {
			i = random32() % ARRAY_SIZE(pairs);
			len = peer_hex(pairs[i][random32() % 2], pdu,
				       sizeof(pdu));
			pdu[1 + random32() % len] = random32() % 8;
			len += random32() % 3;
		} else {
			pdu[0] = n;
		}
		len = peer_adu_bytes(adu, random32() % 4, random32() % 3, pdu,
				     len);
		fake_decode(peer, random32() % 2, adu, len);
		fake_pass(peer, random32() % (100 * MS));
		if (random32() % 64 == 0)
			fake_tick(peer);
	}
	for (i = FIELDTAP_STAT_PDUS; i <= FIELDTAP_STAT_PDU_MISMATCHED; i++)
		EXPECT(i == OVERSIZED || fake_stats[i]);
	/* It still works. */
	fake_gap(peer, FT_TO_SERVER);
	exchange(1, "03 0000 0001", "03 02 0012");
	EXPECT(has_image(1, "hr/0+1", "0012"));
}

static int frame(const char *text)
{
	u8 bytes[16], *copy;
	u32 len = peer_hex(text, bytes, sizeof(bytes));
	int n;

	assert(len >= fake_decoder->header_len);
	copy = malloc(len);
	assert(copy);
	memcpy(copy, bytes, len);
	n = fake_decoder->frame(copy, len);
	free(copy);
	return n;
}

static void framing(void)
{
	EXPECT(fake_decoder->header_len == 8);
	EXPECT(fake_decoder->max_pdu == ADU_MAX);
	EXPECT(frame("0001 0000 0006 0103") == 12);
	EXPECT(frame("ffff 0000 0002 ff07") == 8);
	EXPECT(frame("0001 0000 00fe 0103") == ADU_MAX);
	EXPECT(frame("0001 0000 00ff 0103") == -OVERSIZED);
	EXPECT(frame("0001 0000 ffff 0103") == -OVERSIZED);
	EXPECT(frame("0001 0000 0001 0103") == -NONSENSE);
	EXPECT(frame("0001 0000 0000 0103") == -NONSENSE);
	EXPECT(frame("0001 0001 0006 0103") == -NONSENSE);
	EXPECT(frame("0001 0100 0006 0103") == -NONSENSE);
	EXPECT(frame("474554202f204854") == -NONSENSE);
}

static u32 sync_of(const u8 *p, u32 len)
{
	u8 *copy = malloc(len);
	u32 at;

	assert(copy);
	memcpy(copy, p, len);
	at = fake_decoder->sync(copy, len);
	free(copy);
	return at;
}

static void sync_finds(void)
{
	u8 bytes[1024];
	u32 n, i, junk, len;

	for (n = 0; n < 20000; n++) {
		junk = random32() % 300;
		for (i = 0; i < junk; i++)
			bytes[i] = random32() | 1;
		i = random32() % ARRAY_SIZE(pairs);
		len = junk;
		len += peer_adu(bytes + len, random32(), 1,
				pairs[i][random32() % 2]);
		if (n % 2)
			len += peer_adu(bytes + len, 2, 1, "4a 0102");
		if (n % 3)
			len += peer_adu(bytes + len, 3, 1, "83 02");
		EXPECT(sync_of(bytes, len) == junk);
	}
	/* A long one whose end is not there yet. */
	len = peer_adu(bytes, 1, 1, "03 0000 0001");
	len += peer_adu(bytes + len, 2, 1, "10 0000 0002 04 0102 0304");
	EXPECT(sync_of(bytes + 1, len - 1 - 4) == 11);
}

static void sync_is_hard_to_please(void)
{
	static const char *const junk[] = {
		"0000000000000000 0000000000000000 0000000000000000",
		/* Too long, too short, no function, wrong length for it. */
		"0001 0000 00ff 01 03 0000 0001",
		"0001 0000 0001 01 03 0000 0001",
		"0001 0000 0006 01 00 0000 0001",
		"0001 0000 0007 01 03 0000 0001 00",
		"0001 0000 0004 01 83 0200",
		"0001 0000 0003 01 80 02",
		/* A custom function that is cut short. */
		"0001 0000 0009 01 4a 0000 0001",
		/* Something else behind it. */
		"0001 0000 0006 01 03 0000 0001 6162636465666768",
		/* Registers with small numbers. */
		"0001 0000 0005 0003 0000 0001 0005 0007 0009 0000 0002",
	};
	u8 bytes[64];
	u32 i, len;

	for (i = 0; i < ARRAY_SIZE(junk); i++) {
		len = peer_hex(junk[i], bytes, sizeof(bytes));
		if (sync_of(bytes, len) != len)
			printf("# %s: %u\n", junk[i], sync_of(bytes, len));
		EXPECT(sync_of(bytes, len) == len);
	}
	for (len = 0; len < 8; len++)
		EXPECT(sync_of(bytes, len) == len);
}

static void sync_of_random(void)
{
	u8 bytes[600];
	u32 n, i, len;

	for (n = 0; n < 20000; n++) {
		len = random32() % sizeof(bytes);
		for (i = 0; i < len; i++)
			bytes[i] = random32() % 4 ? random32() % 7 : 0;
		sync_of(bytes, len);
	}
}

/* The same conversation in pieces of all sizes, two messages at a time. */
static void pieces(void)
{
	u8 requests[1024], responses[1024];
	u32 i, size, at, asked = 0, answered = 0;

	for (i = 0; i < ARRAY_SIZE(pairs); i++) {
		asked += peer_adu(requests + asked, i, 1, pairs[i][0]);
		answered += peer_adu(responses + answered, i, 1, pairs[i][1]);
	}
	for (size = 1; size <= asked; size++) {
		for (at = 0; at < asked; at += size)
			fake_stream(peer, FT_TO_SERVER, requests + at,
				    min_t(u32, size, asked - at));
		for (at = 0; at < answered; at += size)
			fake_stream(peer, FT_TO_CLIENT, responses + at,
				    min_t(u32, size, answered - at));
		EXPECT(has_image(1, "hr/0+2", "0102 0304"));
		EXPECT(has_image(1, "hr/2+1", "5555"));
		EXPECT(has_image(1, "coil/0+10", "cd03"));
		EXPECT(peer_unit(1)->answers == size * ARRAY_SIZE(pairs));
	}
	/* Function 22 finds the register that function 6 wrote. */
	for (i = FIELDTAP_STAT_PDU_TRUNCATED; i <= FIELDTAP_STAT_PDU_NO_BASE;
	     i++)
		EXPECT(!fake_stats[i]);
}

static void stream_recovers(void)
{
	u8 bytes[1024];
	u32 len;

	len = peer_adu(bytes, 1, 1, "03 0000 0001");
	len += peer_hex("deadbeefdeadbeefdeadbeef00", bytes + len, 64);
	len += peer_adu(bytes + len, 2, 1, "03 0001 0001");
	len += peer_adu(bytes + len, 3, 1, "03 0002 0001");
	fake_stream(peer, FT_TO_SERVER, bytes, len);
	EXPECT(fake_stats[NONSENSE] == 1);
	EXPECT(fake_stats[FIELDTAP_STAT_RESYNCS] == 1);
	EXPECT(peer_unit(1)->requests == 3);

	/* A gap in the middle of an answer. */
	len = peer_adu(bytes, 1, 1, "03 02 1111");
	fake_stream(peer, FT_TO_CLIENT, bytes, 5);
	fake_gap(peer, FT_TO_CLIENT);
	len = peer_adu(bytes, 4, 1, "03 0004 0001");
	fake_stream(peer, FT_TO_SERVER, bytes, len);
	len = peer_hex("22 22", bytes, 64);
	len += peer_adu(bytes + len, 4, 1, "03 02 4444");
	fake_stream(peer, FT_TO_CLIENT, bytes, len);
	EXPECT(has_image(1, "hr/4+1", "4444"));
	EXPECT(fake_emits == 1);
}

static void not_modbus(void)
{
	static const char http[] = "GET / HTTP/1.1\r\nHost: plc\r\n\r\n";
	u32 i;

	for (i = 0; i < 20; i++) {
		fake_stream(peer, FT_TO_SERVER, (const u8 *)http,
			    sizeof(http) - 1);
		fake_gap(peer, FT_TO_SERVER);
		peer->lost[FT_TO_SERVER] = false;
	}
	EXPECT(peer->given_up && fake_emits == 0);
	EXPECT(fake_stats[FIELDTAP_STAT_PDUS] == 0);
}

const struct ktap_test hostile_tests[] = {
	{ "cut at every octet", cut_everywhere },
	{ "every octet lies", lies_everywhere },
	{ "a million random PDUs of all functions", random_pdus },
	{ "framing", framing },
	{ "sync finds the next message", sync_finds },
	{ "sync is hard to please", sync_is_hard_to_please },
	{ "sync of random bytes", sync_of_random },
	{ "messages in pieces", pieces },
	{ "a stream recovers from junk and gaps", stream_recovers },
	{ "not Modbus", not_modbus },
	{ }
};
