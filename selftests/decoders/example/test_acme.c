// SPDX-License-Identifier: GPL-2.0
/* The example's decoder in user space, against a core that keeps what it says. */
#include <string.h>

#include "fake_core.h"
#include "ktap.h"

#define MS	1000000ULL

static const u8 ask[] = { 0xac, 1, 7, 3, 0, 0 };
static const u8 values[] = {
	0xac, 2, 7, 3, 0, 16,
	0, 1, 1, 0, 0x41, 0xac, 0, 0,		/* 21.5 degC */
	0, 2, 2, 2, 0x7f, 0xc0, 0, 0,		/* broken wire */
};

static const u8 refusal[] = { 0xac, 3, 8, 3, 0, 1, 42 };

static struct fake_flow *flow;
bool ktap_failed;

static void exchange(void)
{
	const struct ft_device *dev;

	EXPECT(fake_decode(flow, FT_TO_SERVER, ask, sizeof(ask)) == 0);
	fake_pass(flow, 3 * MS);
	EXPECT(fake_decode(flow, FT_TO_CLIENT, values, sizeof(values)) == 0);
	EXPECT(!strcmp(fake_value("acme:10.0.0.1:7700/3/p1"), "21.5"));
	EXPECT(!strcmp(fake_item("acme:10.0.0.1:7700/3/p1")->unit, "degC"));
	EXPECT(fake_item("acme:10.0.0.1:7700/3/p2")->quality ==
	       FIELDTAP_QUALITY_BAD);
	dev = fake_device_named("acme:10.0.0.1:7700/3");
	EXPECT(dev && dev->answers == 1 && dev->last_response == 3 * MS);
}

static void refused(void)
{
	u8 again[sizeof(ask)];
	const struct ft_device *dev;

	memcpy(again, ask, sizeof(ask));
	again[2] = 8;
	EXPECT(fake_decode(flow, FT_TO_SERVER, again, sizeof(again)) == 0);
	EXPECT(fake_decode(flow, FT_TO_CLIENT, refusal, sizeof(refusal)) == 0);
	dev = fake_device_named("acme:10.0.0.1:7700/3");
	EXPECT(dev && dev->exceptions == 1 && dev->last_exception == 42);
	EXPECT(fake_decode(flow, FT_TO_CLIENT, refusal, sizeof(refusal)) ==
	       FIELDTAP_STAT_PDU_UNMATCHED);
}

static void no_answer(void)
{
	fake_decode(flow, FT_TO_SERVER, ask, sizeof(ask));
	fake_pass(flow, 1000 * MS);
	fake_tick(flow);
	EXPECT(fake_device_named("acme:10.0.0.1:7700/3")->timeouts == 1);
}

/* The fake core hands each PDU over in memory of just its size. */
static void cut(void)
{
	u32 len;

	for (len = 0; len < sizeof(values); len++) {
		fake_decode(flow, FT_TO_CLIENT, values, len);
		EXPECT(fake_datagram(flow, FT_TO_CLIENT, values, len) != 0);
	}
	EXPECT(fake_datagram(flow, FT_TO_CLIENT, values, sizeof(values)) ==
	       FIELDTAP_STAT_PDU_UNMATCHED);
}

static void in_pieces(void)
{
	u32 i;

	for (i = 0; i < sizeof(values); i++)
		fake_stream(flow, FT_TO_CLIENT, values + i, 1);
	EXPECT(fake_emits == 1);
	fake_gap(flow, FT_TO_CLIENT);
	fake_stream(flow, FT_TO_CLIENT, values + 3, sizeof(values) - 3);
	EXPECT(fake_emits == 1);
	fake_stream(flow, FT_TO_CLIENT, values, sizeof(values));
	EXPECT(fake_emits == 2);
}

static const struct ktap_test tests[] = {
	{ "values, units and quality", exchange },
	{ "a refusal", refused },
	{ "no answer", no_answer },
	{ "cut at every octet", cut },
	{ "in pieces, and after a gap", in_pieces },
};

int main(void)
{
	u32 i, failed = 0;

	printf("KTAP version 1\n1..%zu\n", ARRAY_SIZE(tests));
	fake_core_start();
	for (i = 0; i < ARRAY_SIZE(tests); i++) {
		ktap_failed = false;
		flow = fake_flow_new("10.0.0.1:7700", 1000 * MS);
		tests[i].run();
		fake_flow_free(flow);
		fake_core_reset();
		failed += ktap_failed;
		printf("%sok %u acme: %s\n", ktap_failed ? "not " : "", i + 1,
		       tests[i].name);
	}
	fake_core_stop();
	return failed != 0;
}
