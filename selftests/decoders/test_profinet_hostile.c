// SPDX-License-Identifier: GPL-2.0
/* Cut, lying and random octets. */
#include <stdlib.h>
#include <string.h>

#include <linux/unaligned.h>

#include "../random.h"
#include "profinet_peer.h"

#define RANDOM_FRAMES	200000

/* Of each kind that is understood, without padding. */
static const char *const frames[] = {
	"feff 05 01 01000001 0000 005e"
	"0205001c 0000 0101 0102 0201 0202 0203 0204 0205 033d 0501"
	"0502 0503 0504 ffff 02010005 0000 494e43 00"
	"0202000b 0000 583230382d424f5244 00 02030006 0000 002a 0a01"
	"02040004 0000 0100 0102000e 0001 c0a80006 ffffff00 c0a80001",
	"fefc 06 00 00000001 0000 001c 02020006 0000 696f2d31"
	"0102000e 0002 0a000001 ff000000 00000000",
	"fefd 04 00 00000007 0000 001c 02020005 0001 616263 00"
	"0102000e 0001 c0a8000a ffffff00 c0a80001",
	"fefd 04 01 00000007 0000 0010"
	"05040003 0202 00 00 05040003 0102 05 00",
	"fefe 05 00 01000001 0001 0004 ffff 0000",
	"fc01 0001 0001 11 11 0000 ffff 0024 0001 0020 0100 0001 00000000"
	"0001 8001 00000010 00000001 8801 800f 0001 0002 0003 0004",
	"fe01 0001 0001 11 01 0000 0000 0016 8002 0012 0100"
	"0001 00000000 0001 8001 8801 00000000",
	"8005 0102030405060708 0100 3500",
};

static const struct connect usual = { .input = 0x8001, .output = 0x8000 };

static u32 random32(void)
{
	static u64 state;

	return random_next(&state);
}

static void cut_frames(void)
{
	struct bytes b;
	u32 i, cut;
	int why;

	for (i = 0; i < ARRAY_SIZE(frames); i++) {
		b.len = 0;
		put(&b, frames[i]);
		for (cut = 0; cut < b.len; cut++) {
			why = fake_datagram(in, FT_TO_CLIENT, b.p, cut);
			/* The last octets of a shorter frame are its status. */
			EXPECT(why == FIELDTAP_STAT_PDU_TRUNCATED ||
			       (b.p[0] == 0x80 && cut > 6));
		}
	}
}

/* Frames that end early and agree with that. */
static void short_frames(void)
{
	struct bytes b;
	u32 i, at, cut;
	u16 claimed;

	for (i = 0; i + 1 < ARRAY_SIZE(frames); i++) {
		b.len = 0;
		put(&b, frames[i]);
		/* VarPartLen stands where DCPDataLength stands. */
		at = b.p[0] == 0xfe && b.p[1] >= 0xfc ? 10 : 12;
		claimed = get_unaligned_be16(b.p + at);
		for (cut = 1; cut <= claimed; cut++) {
			put_unaligned_be16(claimed - cut, b.p + at);
			fake_datagram(in, FT_TO_CLIENT, b.p, b.len - cut);
		}
	}
	EXPECT(fake_stats[FIELDTAP_STAT_PDU_TRUNCATED] == 0);
	EXPECT(fake_stats[FIELDTAP_STAT_PDU_MALFORMED] > 50);
}

static void make_pdu(struct bytes *b, const struct call *call, bool answer)
{
	struct bytes blocks = { .len = 0 }, body = { .len = 0 };

	if (answer) {
		connect_response(&blocks, &usual);
		ndr_response(&body, 0, &blocks, call->little);
	} else {
		connect_request(&blocks, &usual);
		ndr_request(&body, &blocks, call->little);
	}
	b->len = 0;
	rpc_put(b, call, body.p, body.len);
}

static int ask(u32 seq)
{
	struct call call = { .seq = seq };
	struct bytes b;

	make_pdu(&b, &call, false);
	return fake_datagram(rpc, FT_TO_SERVER, b.p, b.len);
}

static void cut_exchange(void)
{
	struct call call = { .little = true };
	struct bytes b;
	u32 cut;

	make_pdu(&b, &call, false);
	for (cut = 0; cut < b.len; cut++)
		EXPECT(fake_datagram(rpc, FT_TO_SERVER, b.p, cut) ==
		       FIELDTAP_STAT_PDU_TRUNCATED);
	EXPECT(ask(0) == 0);
	call.type = 2;
	make_pdu(&b, &call, true);
	for (cut = 0; cut < b.len; cut++)
		EXPECT(fake_datagram(rpc, FT_TO_CLIENT, b.p, cut) ==
		       FIELDTAP_STAT_PDU_TRUNCATED);
	EXPECT(fake_datagram(rpc, FT_TO_CLIENT, b.p, b.len) == 0);
}

/* The blocks end early, and header and NDR agree with that. */
static void short_exchange(bool answer)
{
	struct call call = { .type = answer ? 2 : 0 };
	struct bytes blocks = { .len = 0 }, body, cut;
	u32 kept = 0;
	int why;

	if (answer)
		connect_response(&blocks, &usual);
	else
		connect_request(&blocks, &usual);
	for (cut = blocks; cut.len; ) {
		cut.len--;
		call.seq++;
		if (answer)
			EXPECT(ask(call.seq) == 0);
		body.len = 0;
		if (answer)
			ndr_response(&body, 0, &cut, false);
		else
			ndr_request(&body, &cut, false);
		why = rpc_send(&call, body.p, body.len);
		EXPECT(!why || why == FIELDTAP_STAT_PDU_MALFORMED);
		kept += !why;
	}
	/* Where a block ends, behind the one that must be there. */
	EXPECT(kept == (answer ? 3 : 6));
}

static void short_requests(void)
{
	short_exchange(false);
}

static void short_answers(void)
{
	short_exchange(true);
}

/* Each u16 of the blocks, one after the other, is as large as can be. */
static void lying_lengths(void)
{
	struct call call = { .seq = 1 };
	struct bytes blocks = { .len = 0 }, body, lying;
	u32 at;

	connect_request(&blocks, &usual);
	for (at = 0; at + 2 <= blocks.len; at++) {
		lying = blocks;
		memset(lying.p + at, 0xff, 2);
		body.len = 0;
		ndr_request(&body, &lying, false);
		call.type = 0;
		if (rpc_send(&call, body.p, body.len))
			continue;
		lying.len = 0;
		body.len = 0;
		connect_response(&lying, &usual);
		ndr_response(&body, 0, &lying, false);
		call.type = 2;
		rpc_send(&call, body.p, body.len);
		cycle(in, 0x8001, "8012348000000000000000000000000000000000",
		      at);
	}
	EXPECT(fake_stats[FIELDTAP_STAT_PDU_MALFORMED] > 20);
	EXPECT(fake_stats[FIELDTAP_STAT_LAYOUTS_REFUSED] == 0);
}

static int ndr_says(const char *ndr)
{
	struct call call = { .seq = 1 };
	struct bytes b = { .len = 0 };

	put(&b, ndr);
	return rpc_send(&call, b.p, b.len);
}

static void lying_arrays(void)
{
	EXPECT(ndr_says("") == FIELDTAP_STAT_PDU_TRUNCATED);
	EXPECT(ndr_says("00001000 00000004 00001000 00000000 00000005"
			"01010002") == FIELDTAP_STAT_PDU_TRUNCATED);
	EXPECT(ndr_says("00001000 00000004 00001000 00000000 ffffffff"
			"01010002") == FIELDTAP_STAT_PDU_TRUNCATED);
	EXPECT(ndr_says("00001000 00000004 00001000 00000001 00000004"
			"01010002") == FIELDTAP_STAT_PDU_MALFORMED);
	EXPECT(ndr_says("00001000 00000004 00000003 00000000 00000004"
			"01010002") == FIELDTAP_STAT_PDU_MALFORMED);
	EXPECT(ndr_says("00001000 00000004 00001000 00000000 00000004"
			"01010000") == FIELDTAP_STAT_PDU_MALFORMED);
	/* No ARBlockReq. */
	EXPECT(ndr_says("00001000 00000000 00001000 00000000 00000000") ==
	       FIELDTAP_STAT_PDU_MALFORMED);
}

#define AR	"0001" AR_REQUEST "0000"

static int iocr_says(const char *iocr)
{
	struct call call = { .seq = 1 };
	struct bytes blocks = { .len = 0 }, body = { .len = 0 };

	put_block(&blocks, 0x0101, AR);
	put_block(&blocks, 0x0104, "0001 00000000 0001 00000010 0000"
		  "0001 0001 00000001 0001 0001 0004 01 01");
	put_block(&blocks, 0x0102, iocr);
	ndr_request(&body, &blocks, false);
	return rpc_send(&call, body.p, body.len);
}

#define IOCR(type, len)	type "0001 8892 00000002" len "8001 0020 0008 0001" \
			"0000 ffffffff 0003 0003 c000 000000000000"

static void lying_offsets(void)
{
	EXPECT(iocr_says(IOCR("0001", "0028") "0001 00000000"
			 "0001 00010001 0023 0000") == 0);
	EXPECT(iocr_says(IOCR("0001", "0028") "0001 00000000"
			 "0001 00010001 0024 0000") ==
	       FIELDTAP_STAT_PDU_MALFORMED);
	EXPECT(iocr_says(IOCR("0001", "0028") "0001 00000000"
			 "0001 00010001 ffff 0000") ==
	       FIELDTAP_STAT_PDU_MALFORMED);
	EXPECT(iocr_says(IOCR("0001", "05a1") "0000") ==
	       FIELDTAP_STAT_PDU_OVERSIZED);
	EXPECT(iocr_says(IOCR("0001", "0028") "ffff") ==
	       FIELDTAP_STAT_PDU_MALFORMED);
	EXPECT(iocr_says(IOCR("0001", "0028") "0001 00000000 0000 ffff") ==
	       FIELDTAP_STAT_PDU_MALFORMED);
	/* Neither what another one provides nor what nobody knows. */
	EXPECT(iocr_says(IOCR("0004", "0028") "0001 00000000"
			 "0001 00010001 ffff 0000") == 0);
	EXPECT(iocr_says(IOCR("0000", "0028") "ffff") == 0);
}

/* More submodules, objects and CRs than there is room for. */
static void too_many(void)
{
	struct call call = { .seq = 1 };
	struct bytes blocks = { .len = 0 }, body = { .len = 0 };
	char iocr[256];
	u32 i;

	put_block(&blocks, 0x0101, AR);
	for (i = 0; i < 40; i++) {
		snprintf(iocr, sizeof(iocr), "0001 %04x 8892 00000002 0028"
			 "%04x 0020 0008 0001 0000 ffffffff 0003 0003 c000"
			 "000000000000 0000", i, 0x8001 + i);
		put_block(&blocks, 0x0102, iocr);
	}
	ndr_request(&body, &blocks, false);
	EXPECT(rpc_send(&call, body.p, body.len) == 0);
	blocks.len = 0;
	body.len = 0;
	connect_response(&blocks, &usual);
	for (i = 0; i < 40; i++)
		put_block(&blocks, 0x8102, "0001 0001 8001");
	ndr_response(&body, 0, &blocks, false);
	call.type = 2;
	EXPECT(rpc_send(&call, body.p, body.len) == 0);
}

static void too_many_objects(void)
{
	struct call call = { .seq = 1 };
	struct bytes b = { .len = 0 }, body = { .len = 0 };
	u32 i, at;

	put_block(&b, 0x0101, AR);
	at = b.len;
	put_block(&b, 0x0102, IOCR("0001", "05a0") "0001 00000000 012c");
	for (i = 0; i < 300; i++) {
		put(&b, "0001 0001");
		put16(&b, i);
	}
	put(&b, "0000");
	put_unaligned_be16(b.len - at - 4, b.p + at + 2);
	at = b.len;
	put_block(&b, 0x0104, "0001 00000000 0001 00000010 0000 0064");
	for (i = 1; i <= 100; i++) {
		put16(&b, i);
		put(&b, "00000001 0001 0001 0000 01 01");
	}
	put_unaligned_be16(b.len - at - 4, b.p + at + 2);
	ndr_request(&body, &b, false);
	EXPECT(rpc_send(&call, body.p, body.len) == 0);
	EXPECT(fake_stats[FIELDTAP_STAT_LAYOUTS_REFUSED] == 300 - FT_ITEMS_MAX);
}

static void too_many_submodules(void)
{
	struct call call = { .seq = 1 };
	struct bytes b = { .len = 0 }, body = { .len = 0 };
	u32 i, at;

	put_block(&b, 0x0101, AR);
	at = b.len;
	put_block(&b, 0x0104, "0001 00000000 0001 00000010 0000 0104");
	for (i = 1; i <= 260; i++) {
		put16(&b, i);
		put(&b, "00000001 0001 0001 0000 01 01");
	}
	put_unaligned_be16(b.len - at - 4, b.p + at + 2);
	ndr_request(&body, &b, false);
	EXPECT(rpc_send(&call, body.p, body.len) == 0);
	EXPECT(fake_stats[FIELDTAP_STAT_LAYOUTS_REFUSED] == 4);
}

/* Random changes of what is understood, and nothing but random octets. */
static void random_frames(void)
{
	struct call ask_call = { .seq = 1 }, answer_call = { .type = 2 };
	struct bytes good[ARRAY_SIZE(frames) + 2], b;
	u32 i, n, kinds = ARRAY_SIZE(good);

	for (i = 0; i < ARRAY_SIZE(frames); i++) {
		good[i].len = 0;
		put(&good[i], frames[i]);
	}
	answer_call.seq = 1;
	make_pdu(&good[i], &ask_call, false);
	make_pdu(&good[i + 1], &answer_call, true);
	for (n = 0; n < RANDOM_FRAMES; n++) {
		u32 kind = random32() % kinds;
		u32 changes = random32() % 6;

		b = good[kind];
		while (changes--)
			b.p[random32() % b.len] = random32();
		if (random32() % 4 == 0)
			b.len = random32() % (b.len + 1);
		if (kind < ARRAY_SIZE(frames))
			fake_datagram(in, FT_TO_CLIENT, b.p, b.len);
		else
			fake_datagram(rpc, FT_TO_SERVER, b.p, b.len);
		if (n % 64 == 0)
			fake_forget();
	}
}

const struct ktap_test profinet_hostile_tests[] = {
	{ "frames cut at every octet", cut_frames },
	{ "frames that are shorter than they should be", short_frames },
	{ "an exchange cut at every octet", cut_exchange },
	{ "requests that are shorter than they should be", short_requests },
	{ "answers that are shorter than they should be", short_answers },
	{ "lengths of blocks that lie", lying_lengths },
	{ "lengths of arrays that lie", lying_arrays },
	{ "offsets that lie", lying_offsets },
	{ "too many frames", too_many },
	{ "too many objects in a frame", too_many_objects },
	{ "too many submodules", too_many_submodules },
	{ "random octets", random_frames },
	{ }
};
