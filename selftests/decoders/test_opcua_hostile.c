// SPDX-License-Identifier: GPL-2.0
/* Cut, lying and random octets. */
#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include <linux/unaligned.h>

#include "../random.h"
#include "opcua_peer.h"

#define TRUNCATED	FIELDTAP_STAT_PDU_TRUNCATED

#define RANDOM_PDUS	200000

static const struct {
	const char *request, *response;
} pairs[] = {
	{ READ "03000000 03 0200 01000000 54" VALUE "01 02 0500" VALUE
	  "04 0100 000102030405060708090a0b0c0d0e0f 0d000000 01000000 31"
	  "0000 ffffffff",
	  READ_SAID "03000000 01 0b 000000000000f83f 0f 15 03 01000000 61"
	  "01000000 62 00000040" TIME TIME
	  "01 d8 02000000 0307 17 01 0307 01000000 02000000"
	  "01000000 7f 01000000 01000000 01000000 01000000"
	  "01000000 61 00000080 00" },
	{ WRITE "01000000 01 02 0500 0d000000 ffffffff 3f 86 01000000 05000000"
	  "00000040" TIME "1027" TIME "1027",
	  WRITE_SAID "01000000 00000000" NONE },
	{ ASK("ef02") "03000000 02000000 01000000 01 02 0600" VALUE
	  "02000000 2a000000 0000000000000000 0100 d402 01 02000000 0102"
	  "01000000 01",
	  SAY("f202") "01000000 00000000 09000000 0000000000000000 01000000"
	  "000000" NONE },
	{ ASK("fb02") "03000000 02000000 01000000 09000000 2b000000"
	  "0000000000000000 000000 01000000 01",
	  SAY("fe02") "01000000 00000000 0000000000000000 01000000 000000"
	  NONE },
	{ REPUBLISH "03000000 01000000",
	  REPUBLISHED "01000000" TIME "01000000 0100 2b03 01 0f000000"
	  "01000000 2b000000 0103 12 ffffffff" },
	{ PUBLISH,
	  PUBLISHED "03000000 01000000 05000000 00 02000000" TIME
	  "02000000 0100 2b03 01 0f000000 01000000 2b000000 0103 11 ffffffff"
	  "0100 9403 01 02000000 abcd 01000000 00000000" NONE },
	{ DELETE_ITEMS "03000000 01000000 09000000",
	  DELETED_ITEMS "01000000 00000000" NONE },
	{ DELETE_SUBS "01000000 03000000",
	  DELETED_SUBS "01000000 00000000" NONE },
	{ ASK("cd01") "00",
	  SAY("d001") "01000100 01000200 0000000000000000" NONE NONE
	  "01000000 01000000 61 01000000 62 01000000 63 03 01000000 65"
	  "01000000 50" },
};

static const char *const datagrams[] = {
	"f1 01 ba08 01 6400 01 4df4 01 0300 0101 07feffffff 0c0100000061",
	"f1 01 ba08 01 6400 01 4df4 81 01 0100 0100 0705000000",
	"f1 e9 02 ba08 000102030405060708090a0b0c0d0e0f"
	"0f 6400 01000000 0200 0300 02 0100 0200" TIME "0000 0400 abcdef01"
	"0600 1c00 01 0100 0309 ff f9 30 0100" TIME "1027 0080 01000000"
	"02000000 0100 0308",
	"91 04 03000000 412f0a 05 0100 03 0309 00000040",
};

static u8 bytes[2][4000];
static u32 lens[2];

static void take(u32 i)
{
	lens[0] = peer_hex(pairs[i].request, bytes[0], sizeof(bytes[0]));
	lens[1] = peer_hex(pairs[i].response, bytes[1], sizeof(bytes[1]));
}

static u32 random32(void)
{
	static u64 state;

	return random_next(&state);
}

static void whole_pairs(void)
{
	u32 i;

	open_channel("None");
	for (i = 0; i < ARRAY_SIZE(pairs); i++)
		exchange(pairs[i].request, pairs[i].response);
	EXPECT(is("ns=2;s=T", "1.5"));
	EXPECT(is("ns=2;i=6", "17"));
	EXPECT(image("ns=2;i=6")->updates == 2);
}

/* Every length of every message, and of the chunks around them. */
static void cut_everywhere(void)
{
	u8 chunk[4100];
	u32 i, cut, len, last;

	open_channel("None");
	for (i = 0; i < ARRAY_SIZE(pairs); i++) {
		take(i);
		fake_emits = 0;
		for (cut = 0; cut < lens[0]; cut++)
			EXPECT(say_bytes(FT_TO_SERVER, "MSGF", 1, bytes[0],
					 cut) != 0 || !strncmp(pairs[i].request,
					 ASK("cd01"), 8) ||
			       !strncmp(pairs[i].request, PUBLISH, 8));
		/* Of a session it is told what was read. */
		last = i + 1 == ARRAY_SIZE(pairs) ? 40 : lens[1];
		for (cut = 0; cut < last; cut++) {
			say_bytes(FT_TO_SERVER, "MSGF", 2, bytes[0], lens[0]);
			EXPECT(say_bytes(FT_TO_CLIENT, "MSGF", 2, bytes[1],
					 cut) != 0);
		}
		EXPECT(fake_emits == 0);
		len = peer_chunk(chunk, FT_TO_SERVER, "MSGF", 3, bytes[0],
				 lens[0]);
		for (cut = 0; cut < 24; cut++)
			EXPECT(fake_decode(peer, FT_TO_SERVER, chunk, cut) ==
			       TRUNCATED);
		for (cut = 0; cut < len; cut++)
			fake_decoder->sync(chunk, cut);
	}
}

static void cut_connections(void)
{
	static const char *const texts[] = {
		"48454c46 2b000000 00000000 00000100 00000100 00000000"
		"00000000 0b000000 6f70632e7463703a2f2f61",
		"41434b46 1c000000 00000000 00000100 00000100 00000000"
		"00000000",
		"45525246 13000000 00008380 03000000 6e6f21",
		"52484546 1a000000 01000000 73 05000000 6f70633a61",
		"4f504e46 60000000 00000000 07000000 782379236e6f6e" NONE NONE
		"01000000 01000000" ASK("be01") "00000000 00000000 01000000"
		NONE "80ee3600",
		"434c4f46 40000000 07000000 01000000 01000000 02000000"
		ASK("c401"),
	};
	u8 pdu[300];
	u32 i, cut, len;

	for (i = 0; i < ARRAY_SIZE(texts); i++) {
		len = peer_hex(texts[i], pdu, sizeof(pdu));
		for (cut = 0; cut < len; cut++)
			EXPECT(fake_decode(peer, FT_TO_SERVER, pdu, cut) != 0);
		for (cut = 0; cut < len; cut++)
			EXPECT(fake_decode(peer, FT_TO_CLIENT, pdu, cut) != 0);
	}
}

static void cut_datagrams(void)
{
	u8 pdu[300];
	u32 i, cut, len;

	peer_udp();
	for (i = 0; i < ARRAY_SIZE(datagrams); i++) {
		len = peer_hex(datagrams[i], pdu, sizeof(pdu));
		fake_emits = 0;
		for (cut = 0; cut < len; cut++)
			EXPECT(fake_datagram(peer, FT_TO_SERVER, pdu, cut) !=
			       0);
		EXPECT(fake_emits == 0);
		EXPECT(fake_datagram(peer, FT_TO_SERVER, pdu, len) == 0);
		EXPECT(fake_emits != 0);
	}
}

/* Every octet of every message in turn says something else. */
static void lies_everywhere(void)
{
	static const u8 lies[] = { 0, 1, 0x1f, 0x40, 0x7f, 0x80, 0xfe, 0xff };
	u32 i, way, at, lie;
	u8 was;

	open_channel("None");
	for (i = 0; i < ARRAY_SIZE(pairs); i++) {
		take(i);
		for (way = 0; way < 2; way++) {
			for (at = 0; at < lens[way]; at++) {
				was = bytes[way][at];
				for (lie = 0; lie < ARRAY_SIZE(lies); lie++) {
					bytes[way][at] = lies[lie];
					say_bytes(FT_TO_SERVER, "MSGF", 1,
						  bytes[0], lens[0]);
					say_bytes(FT_TO_CLIENT, "MSGF", 1,
						  bytes[1], lens[1]);
				}
				bytes[way][at] = was;
			}
		}
	}
}

/* Lengths of all sizes, wherever four octets may be one. */
static void lengths_lie(void)
{
	static const u32 lies[] = {
		0x7fffffff, 0x80000000, 0xffffffff, 0xfffffffe, 0x10000,
		0x40000000, 0x55555556,
	};
	u32 i, way, at, lie, was;

	open_channel("None");
	for (i = 0; i < ARRAY_SIZE(pairs); i++) {
		take(i);
		for (way = 0; way < 2; way++) {
			for (at = 0; at + 4 <= lens[way]; at++) {
				was = get_unaligned_le32(bytes[way] + at);
				for (lie = 0; lie < ARRAY_SIZE(lies); lie++) {
					put_unaligned_le32(lies[lie],
							   bytes[way] + at);
					say_bytes(FT_TO_SERVER, "MSGF", 1,
						  bytes[0], lens[0]);
					say_bytes(FT_TO_CLIENT, "MSGF", 1,
						  bytes[1], lens[1]);
				}
				put_unaligned_le32(was, bytes[way] + at);
			}
		}
	}
}

/* Counts that nothing could be so many of are told as soon as they are read. */
static void counts_lie(void)
{
	open_channel("None");
	EXPECT(ask(1, READ "ffffff7f" "0005" VALUE) == TRUNCATED);
	EXPECT(ask(2, READ "01000000 0005" VALUE) == 0);
	EXPECT(answer(2, READ_SAID "ffffff7f 01 0305" NONE) == TRUNCATED);
	EXPECT(ask(3, READ "01000000 0005" VALUE) == 0);
	EXPECT(answer(3, READ_SAID "01000000 01 86 ffffff7f 05000000" NONE) ==
	       TRUNCATED);
	EXPECT(ask(4, READ "01000000 0005" VALUE) == 0);
	EXPECT(answer(4, READ_SAID "01000000 01 89 03000000 0500000000000000"
		      NONE) == TRUNCATED);
	EXPECT(ask(5, READ "01000000 0005" VALUE) == 0);
	EXPECT(answer(5, READ_SAID "01000000 01 0c ffffff7f 61" NONE) ==
	       TRUNCATED);
	EXPECT(answer(6, PUBLISHED "03000000" NONE "00 01000000" TIME
		      "01000000 0100 2b03 01 10000000 01000000 2b000000 0103 11"
		      NONE) == TRUNCATED);
	EXPECT(fake_emits == 0);
}

/* Octets of a message changed, repeated and thrown away at random. */
static void spoil(u8 *p, u32 *len)
{
	u32 n = random32() % 4, at;

	while (n--) {
		at = random32() % *len;
		switch (random32() % 4) {
		case 0:
			p[at] = random32();
			break;
		case 1:
			p[at] ^= 1 << random32() % 8;
			break;
		case 2:
			memmove(p + at, p + at + 1, *len - at - 1);
			--*len;
			break;
		default:
			memmove(p + at + 1, p + at, *len - at);
			++*len;
		}
	}
}

static void random_messages(void)
{
	static const char *const types[] = { "MSGF", "MSGF", "MSGC", "MSGA" };
	u32 n, i, way, request = 0;

	open_channel("None");
	for (n = 0; n < RANDOM_PDUS; n++) {
		i = random32() % ARRAY_SIZE(pairs);
		take(i);
		way = random32() % 2;
		if (random32() % 4)
			spoil(bytes[way], &lens[way]);
		if (random32() % 8 == 0)
			request = random32() % 4;
		say_bytes(way ? FT_TO_CLIENT : FT_TO_SERVER,
			  types[random32() % ARRAY_SIZE(types)], request,
			  bytes[way], lens[way]);
		if (n % 1000 == 0)
			fake_gap(peer, n / 1000 % 2 ? FT_TO_CLIENT :
				 FT_TO_SERVER);
		if (n % 777 == 0) {
			fake_pass(peer, SECOND);
			fake_tick(peer);
		}
	}
}

static void random_datagrams(void)
{
	u8 pdu[400];
	u32 n, len;

	peer_udp();
	for (n = 0; n < RANDOM_PDUS; n++) {
		len = peer_hex(datagrams[random32() % ARRAY_SIZE(datagrams)],
			       pdu, sizeof(pdu));
		spoil(pdu, &len);
		fake_datagram(peer, FT_TO_SERVER, pdu, len);
	}
}

static void count_item(const char *address, const struct ft_item *item,
		       const u8 *octets, void *arg)
{
	u32 *n = arg;

	EXPECT(address && item && octets);
	++*n;
}

/* Content of any kind is listed without a word about what is not there. */
static void random_content(void)
{
	u32 n, items = 0;
	char text[300];
	int len;

	open_channel("None");
	for (n = 0; n < 20000; n++) {
		len = snprintf(text, sizeof(text), READ_SAID "01000000 01");
		while (len < 200)
			len += snprintf(text + len, sizeof(text) - len, "%02x",
					random32() % 4 ? random32() % 32 :
					random32() & 0xff);
		EXPECT(ask(n, READ "01000000 0005" VALUE) == 0);
		answer(n, text);
		fake_each_item(count_item, &items);
	}
}

const struct ktap_test opcua_hostile_tests[] = {
	{ "the messages that are spoiled next", whole_pairs },
	{ "messages cut at every octet", cut_everywhere },
	{ "connection messages cut at every octet", cut_connections },
	{ "datagrams cut at every octet", cut_datagrams },
	{ "octets that lie", lies_everywhere },
	{ "lengths that lie", lengths_lie },
	{ "counts that lie", counts_lie },
	{ "random messages", random_messages },
	{ "random datagrams", random_datagrams },
	{ "random content", random_content },
	{}
};
