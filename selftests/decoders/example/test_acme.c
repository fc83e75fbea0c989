// SPDX-License-Identifier: GPL-2.0
/* The example's decoder in user space, against a core that keeps what it says. */
#include <string.h>

#include "fake_core.h"
#include "ktap.h"

#define P1	"acme:10.0.0.1:7700/3/p1"
#define P2	"acme:10.0.0.1:7700/3/p2"

static const u8 values[] = {
	0xac, 3, 0, 16,
	0, 1, 1, 0, 0x41, 0xac, 0, 0,		/* 21.5 degC */
	0, 2, 9, 1, 0x7f, 0xc0, 0, 0,		/* broken wire */
};

static struct fake_flow *flow;

static void publication(void)
{
	const struct ft_device *dev;

	EXPECT(fake_decode(flow, FT_TO_CLIENT, values, sizeof(values)) == 0);
	EXPECT(!strcmp(fake_value(P1), "21.5"));
	EXPECT(!strcmp(fake_item(P1)->unit, "degC"));
	EXPECT(fake_item(P1)->quality == FIELDTAP_QUALITY_GOOD);
	EXPECT(fake_item(P2)->quality == FIELDTAP_QUALITY_BAD);
	EXPECT(!fake_item(P2)->unit);
	dev = fake_device_named("acme:10.0.0.1:7700/3");
	EXPECT(dev && dev->publications == 1);
}

static void wrong_direction(void)
{
	EXPECT(fake_decode(flow, FT_TO_SERVER, values, sizeof(values)) ==
	       FIELDTAP_STAT_PDU_MALFORMED);
	EXPECT(!fake_device_named("acme:10.0.0.1:7700/3"));
}

/* The fake core hands over memory of just the size that it says. */
static void lengths(void)
{
	static const u8 none[] = { 0xac, 3, 0, 0 };
	u8 header[] = { 0xac, 3, 0, 0 };
	u32 len;

	EXPECT(fake_decode(flow, FT_TO_CLIENT, none, sizeof(none)) == 0);
	for (len = 0; len <= 0xffff; len++) {
		const int told = len % 8 ? -FIELDTAP_STAT_PDU_NONSENSE :
				 len > 256 ? -FIELDTAP_STAT_PDU_OVERSIZED :
					     (int)len + 4;

		header[2] = len >> 8;
		header[3] = len;
		EXPECT(fake_decoder->frame(header, sizeof(header)) == told);
	}
	header[0] = 0;
	EXPECT(fake_decoder->frame(header, sizeof(header)) < 0);
}

static void in_pieces(void)
{
	u32 i;

	for (i = 0; i < sizeof(values); i++)
		fake_stream(flow, FT_TO_CLIENT, values + i, 1);
	EXPECT(fake_emits == 1);
}

/* After a gap the first whole PDU is found, wherever it begins. */
static void after_a_gap(void)
{
	u8 rest[2 * sizeof(values)];
	u32 i;

	for (i = 1; i < sizeof(values); i++) {
		const u64 emits = fake_emits;

		memcpy(rest, values + i, sizeof(values) - i);
		memcpy(rest + sizeof(values) - i, values, sizeof(values));
		fake_gap(flow, FT_TO_CLIENT);
		fake_stream(flow, FT_TO_CLIENT, rest, 2 * sizeof(values) - i);
		EXPECT(fake_emits == emits + 1);
	}
	EXPECT(!strcmp(fake_value(P1), "21.5"));
}

/* What looks like a header does not do: something else follows, or nothing. */
static void false_header(void)
{
	static const u8 cut[] = { 0xac, 3, 0, 8, 0 };
	u8 rest[4 + sizeof(values)] = { 0xac, 3, 0, 8 };

	EXPECT(fake_decoder->sync(cut, sizeof(cut)) == sizeof(cut));
	memcpy(rest + 4, values, sizeof(values));
	fake_gap(flow, FT_TO_CLIENT);
	fake_stream(flow, FT_TO_CLIENT, rest, sizeof(rest));
	EXPECT(fake_emits == 1 && !strcmp(fake_value(P1), "21.5"));
}

static void begin(void)
{
	flow = fake_flow_new("10.0.0.1:7700", 1000000000);
}

static void end(void)
{
	fake_flow_free(flow);
	fake_core_reset();
}

static const struct ktap_test tests[] = {
	{ "values, units and quality", publication },
	{ "the wrong direction", wrong_direction },
	{ "lengths that lie", lengths },
	{ "in pieces", in_pieces },
	{ "after a gap", after_a_gap },
	{ "a header that is none", false_header },
	{ NULL, NULL },
};

int main(void)
{
	static const struct ktap_peer peer = { "acme", begin, end };
	static const struct ktap_test *const groups[] = { tests };

	return ktap_run(&peer, groups, ARRAY_SIZE(groups));
}
