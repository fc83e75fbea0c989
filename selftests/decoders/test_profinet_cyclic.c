// SPDX-License-Identifier: GPL-2.0
/* Cyclic frames without a layout. */
#include <string.h>

#include "profinet_peer.h"

#define D40	"0102030405060708090a0b0c0d0e0f101112131415161718191a1b1c" \
		"1d1e1f202122232425262728"
#define E40	"ff02030405060708090a0b0c0d0e0f101112131415161718191a1b1c" \
		"1d1e1f202122232425262728"

static void raw(void)
{
	EXPECT(cycle(in, 0x8000, D40, 0x100) == 0);
	EXPECT(is(DEVICE, "0x8000", D40));
	EXPECT(image(DEVICE, "0x8000")->desc.layout == FIELDTAP_LAYOUT_ITEMS);
	EXPECT(image(DEVICE, "0x8000")->stale_after == 0);
	EXPECT(device(DEVICE)->publications == 1);
	EXPECT(!device(CONTROLLER)->addr.kind);
	EXPECT(cycle(out, 0xc000, E40, 0x100) == 0);
	EXPECT(is(CONTROLLER, "0xc000", E40));
}

static void unchanged(void)
{
	u16 counter;

	for (counter = 1; counter <= 20; counter++)
		EXPECT(cycle(in, 0x8001, D40, counter * 0x100) == 0);
	EXPECT(image(DEVICE, "0x8001")->updates == 20);
	EXPECT(image(DEVICE, "0x8001")->changes == 0);
	EXPECT(cycle(in, 0x8001, E40, counter * 0x100) == 0);
	EXPECT(image(DEVICE, "0x8001")->changes == 1);
	EXPECT(is(DEVICE, "0x8001", E40));
	EXPECT(fake_stats[FIELDTAP_STAT_CYCLES_LOST] == 0);
}

static bool status_is(const char *text)
{
	char buf[64];

	fake_decoder->status_name(image(DEVICE, "0x8000")->status, buf,
				  sizeof(buf));
	if (!strcmp(buf, text))
		return true;
	printf("# status is %s\n", buf);
	return false;
}

static void data_status(void)
{
	static const struct {
		const char *end;
		enum fieldtap_quality quality;
		const char *text;
	} cases[] = {
		{ "0100 3500", FIELDTAP_QUALITY_GOOD, "primary,valid,run,ok" },
		{ "0200 1500", FIELDTAP_QUALITY_GOOD,
		  "primary,valid,run,problem" },
		{ "0300 2500", FIELDTAP_QUALITY_BAD, "primary,valid,stop,ok" },
		{ "0400 3100", FIELDTAP_QUALITY_BAD, "primary,invalid,run,ok" },
		{ "0500 3700", FIELDTAP_QUALITY_GOOD,
		  "primary,valid,run,ok,redundancy" },
		{ "0600 3502", FIELDTAP_QUALITY_BAD,
		  "primary,valid,run,ok,transfer 0x02" },
	};
	char hex[256];
	u32 i;

	for (i = 0; i < ARRAY_SIZE(cases); i++) {
		snprintf(hex, sizeof(hex), "8000" D40 "%s", cases[i].end);
		fake_pass(in, MS);
		EXPECT(frame(in, hex) == 0);
		EXPECT(image(DEVICE, "0x8000")->quality == cases[i].quality);
		EXPECT(quality(DEVICE, "0x8000") == cases[i].quality);
		EXPECT(image(DEVICE, "0x8000")->changes == i);
		EXPECT(status_is(cases[i].text));
	}
}

/* Neither a backup's data nor what says that it is to be ignored. */
static void not_for_us(void)
{
	EXPECT(frame(in, "8000" D40 "0100 3500") == 0);
	EXPECT(frame(in, "8000" E40 "0200 3400") == 0);
	EXPECT(frame(in, "8000" E40 "0300 b500") == 0);
	EXPECT(is(DEVICE, "0x8000", D40));
	EXPECT(image(DEVICE, "0x8000")->updates == 1);
	EXPECT(device(DEVICE)->publications == 3);
}

static void cycle_is(u16 counter, u64 lost, u64 repeated)
{
	EXPECT(cycle(in, 0x8000, D40, counter) == 0);
	EXPECT(device(DEVICE)->lost == lost);
	EXPECT(device(DEVICE)->repeated == repeated);
}

static void counted(void)
{
	cycle_is(0xfd00, 0, 0);
	cycle_is(0xfe00, 0, 0);
	cycle_is(0xff00, 0, 0);
	cycle_is(0x0000, 0, 0);
	cycle_is(0x0000, 0, 1);
	cycle_is(0x0100, 0, 1);
	cycle_is(0x0400, 2, 1);
	cycle_is(0x0500, 2, 1);
	cycle_is(0x0700, 3, 1);
	EXPECT(image(DEVICE, "0x8000")->updates == 9);
}

/* Overtaken: not taken, but for a source that begins anew. */
static void late(void)
{
	cycle_is(0x1000, 0, 0);
	cycle_is(0x1100, 0, 0);
	cycle_is(0x1200, 0, 0);
	EXPECT(frame(in, "8000" E40 "1100 3500") == 0);
	EXPECT(device(DEVICE)->repeated == 1);
	EXPECT(is(DEVICE, "0x8000", D40));
	cycle_is(0x1300, 0, 1);
	EXPECT(cycle(in, 0x8000, E40, 0x0a00) == 0);
	EXPECT(cycle(in, 0x8000, E40, 0x0b00) == 0);
	EXPECT(cycle(in, 0x8000, E40, 0x0c00) == 0);
	EXPECT(is(DEVICE, "0x8000", D40));
	EXPECT(cycle(in, 0x8000, E40, 0x0d00) == 0);
	EXPECT(is(DEVICE, "0x8000", E40));
	EXPECT(device(DEVICE)->lost == 0);
}

/* The counter has been round meanwhile. */
static void silence(void)
{
	cycle_is(0x1000, 0, 0);
	cycle_is(0x1100, 0, 0);
	cycle_is(0x1200, 0, 0);
	fake_pass(in, 2 * SECOND);
	cycle_is(0x1200, 0, 0);
	fake_pass(in, 2 * SECOND);
	cycle_is(0x9000, 0, 0);
	cycle_is(0x9100, 0, 0);
}

static void another_step(void)
{
	u16 counter;

	for (counter = 0; counter < 8; counter++)
		cycle_is(counter * 0x100, 0, 0);
	/* Faster. */
	for (counter = 0; counter < 8; counter++)
		cycle_is(0x0780 + counter * 0x80, 0, 0);
	/* Eight times in a row every other one is missing: it is slower. */
	EXPECT(cycle(in, 0x8000, D40, 0x1000) == 0);
	for (counter = 1; counter < 20; counter++)
		EXPECT(cycle(in, 0x8000, D40, 0x1000 + counter * 0x200) == 0);
	EXPECT(device(DEVICE)->lost == 9 + 7 * 3);
	EXPECT(device(DEVICE)->repeated == 0);
}

static void several(void)
{
	u16 counter, id;

	for (counter = 1; counter < 10; counter++)
		for (id = 0; id < 6; id++)
			EXPECT(cycle(in, 0x8000 + id, D40,
				     counter * 0x100 + id) == 0);
	EXPECT(cycle(in, 0x8003, D40, 11 * 0x100 + 3) == 0);
	EXPECT(device(DEVICE)->lost == 1);
	EXPECT(image(DEVICE, "0x8005")->updates == 9);
	/* More than are watched. */
	for (counter = 1; counter < 10; counter++)
		for (id = 0; id < 20; id++)
			EXPECT(cycle(in, 0x9000 + id, D40, counter) == 0);
	EXPECT(image(DEVICE, "0x9013")->updates == 9);
	EXPECT(device(DEVICE)->lost == 1);
}

static void classes(void)
{
	static const struct {
		u16 id;
		const char *name;
	} cyclic[] = {
		{ 0x0100, "0x0100" }, { 0x0fff, "0x0fff" },
		{ 0x8000, "0x8000" }, { 0xbfff, "0xbfff" },
		{ 0xc000, "0xc000" }, { 0xfbff, "0xfbff" },
	};
	static const u16 others[] = {
		0x0000, 0x0020, 0x0080, 0x00ff, 0x1000, 0x7fff, 0xfc00, 0xfdff,
		0xfe00, 0xff00, 0xff01, 0xff20, 0xff40, 0xff43, 0xff80, 0xff8f,
		0xffff,
	};
	u32 i;

	for (i = 0; i < ARRAY_SIZE(cyclic); i++) {
		EXPECT(cycle(in, cyclic[i].id, D40, 1) == 0);
		EXPECT(is(DEVICE, cyclic[i].name, D40));
	}
	for (i = 0; i < ARRAY_SIZE(others); i++)
		EXPECT(cycle(in, others[i], D40, 1) == 0);
	EXPECT(fake_emits == ARRAY_SIZE(cyclic));
	EXPECT(device(DEVICE)->publications == ARRAY_SIZE(cyclic));
}

static void too_short(void)
{
	EXPECT(frame(in, "") == FIELDTAP_STAT_PDU_TRUNCATED);
	EXPECT(frame(in, "80") == FIELDTAP_STAT_PDU_TRUNCATED);
	EXPECT(frame(in, "8000") == FIELDTAP_STAT_PDU_TRUNCATED);
	EXPECT(frame(in, "8000 0100 3500") == FIELDTAP_STAT_PDU_TRUNCATED);
	EXPECT(frame(in, "8000 aa 0100 3500") == 0);
	EXPECT(is(DEVICE, "0x8000", "aa"));
}

static void names(void)
{
	struct ft_image_desc desc;
	char buf[8];

	fake_decoder->describe("\x80\x0a", 2, &desc);
	EXPECT(!strcmp(desc.name, "0x800a"));
	fake_decoder->describe("\x80\x0a\x01", 3, &desc);
	EXPECT(!strcmp(desc.name, "0x800a/out"));
	fake_decoder->describe("\x80", 1, &desc);
	EXPECT(!strcmp(desc.name, "?"));
	EXPECT(fake_decoder->station_name("", 0, buf, sizeof(buf)) == 1);
	EXPECT(fake_decoder->status_name(0, buf, sizeof(buf)) == 7);
	EXPECT(fake_decoder->status_name(0x1ff, buf, 1) == 0);
}

static void no_room(void)
{
	fake_room.devices = 0;
	EXPECT(cycle(in, 0x8000, D40, 1) == 0);
	EXPECT(fake_emits == 0);
}

const struct ktap_test profinet_cyclic_tests[] = {
	{ "a frame without a layout", raw },
	{ "the cycle counter is no change", unchanged },
	{ "data status", data_status },
	{ "backups and what is to be ignored", not_for_us },
	{ "lost and repeated cycles", counted },
	{ "frames that come late", late },
	{ "silence", silence },
	{ "another cycle time", another_step },
	{ "several FrameIDs", several },
	{ "classes of FrameIDs", classes },
	{ "frames that are too short", too_short },
	{ "names", names },
	{ "no room for a device", no_room },
	{ }
};
