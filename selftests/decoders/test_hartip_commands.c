// SPDX-License-Identifier: GPL-2.0
/* What each command tells: values, units, quality, labels. */
#include <string.h>

#include "hartip_peer.h"

#define TRUNCATED	FIELDTAP_STAT_PDU_TRUNCATED
#define MALFORMED	FIELDTAP_STAT_PDU_MALFORMED

/* Floats: 20.5, 1.25, -3.0, 100.0, 12.0, 50.0 and what stands for nothing. */
#define F20_5	"41a40000"
#define F1_25	"3fa00000"
#define F_3	"c0400000"
#define F100	"42c80000"
#define F12	"41400000"
#define F50	"42480000"
#define F_NAN	"7fa00000"

/* Response code and device status of an answer that has nothing to complain. */
#define OK	"0000 "

/* Identity of a HART 7 device whose long address is LONG. */
#define IDENTITY "fe264e050704010e0c0000d2 0502000202 6026 0026 01"

static enum fieldtap_quality quality(const char *name)
{
	char address[FIELDTAP_PATH_MAX];
	const struct ft_item *item;

	snprintf(address, sizeof(address), DEVICE "/%s", name);
	item = fake_item(address);
	return item ? item->quality : 99;
}

static bool status_is(const char *name, const char *text)
{
	char address[FIELDTAP_PATH_MAX], said[200];
	const struct ft_item *item;

	snprintf(address, sizeof(address), DEVICE "/%s", name);
	item = fake_item(address);
	if (!item)
		return false;
	fake_decoder->status_name(item->status, said, sizeof(said));
	if (strcmp(said, text))
		printf("# %s: %s\n", name, said);
	return !strcmp(said, text);
}

static void primary_variable(void)
{
	EXPECT(told(1, OK "20" F20_5) == 0);
	EXPECT(is("pv", "20.5") && unit_is("pv", "°C"));
	EXPECT(is("device_status", "0"));
	EXPECT(fake_image(peer_device(DEVICE), "cmd1"));
	EXPECT(peer_device(DEVICE)->requests == 1);
	EXPECT(peer_device(DEVICE)->answers == 1);
}

static void loop_current(void)
{
	EXPECT(told(2, OK F12 F50) == 0);
	EXPECT(is("loop_current", "12") && unit_is("loop_current", "mA"));
	EXPECT(is("percent_range", "50") && unit_is("percent_range", "%"));
}

static void dynamic_variables(void)
{
	EXPECT(told(3, OK F12 "07" F1_25) == 0);
	EXPECT(is("loop_current", "12") && is("pv", "1.25"));
	EXPECT(unit_is("pv", "bar") && none("sv"));
	EXPECT(told(3, OK F12 "07" F1_25 "20" F20_5) == 0);
	EXPECT(is("sv", "20.5") && none("tv"));
	EXPECT(told(3, OK F12 "07" F1_25 "20" F20_5 "39" F100) == 0);
	EXPECT(is("tv", "100") && unit_is("tv", "%") && none("qv"));
	EXPECT(told(3, OK F12 "07" F1_25 "20" F20_5 "39" F100 "fb" F_3) == 0);
	EXPECT(is("qv", "-3") && unit_is("qv", NULL));
	/* A later revision of the command may have more behind it. */
	EXPECT(told(3, OK F_NAN "07" F1_25 "20" F20_5 "39" F100 "fb" F_3
		    "0102030405") == 0);
	EXPECT(is("loop_current", "null") && is("qv", "-3"));
}

static void nine(void)
{
	EXPECT(told(9, OK "02"
		    "00 40 20" F20_5 "c0"
		    "01 41 ae" F1_25 "40"
		    "07 42 ae" F_3 "90"
		    "f6 00 ae" F100 "28"
		    "69117600") == 0);
	EXPECT(is("dv0", "20.5") && unit_is("dv0", "°C"));
	EXPECT(is("dv1", "1.25") && unit_is("dv1", "hPa"));
	EXPECT(is("dv7", "-3") && unit_is("dv7", "Nl/d"));
	EXPECT(is("pv", "100") && unit_is("pv", "unit 174"));
	EXPECT(is("extended_status", "2"));
	EXPECT(quality("dv0") == FIELDTAP_QUALITY_GOOD);
	EXPECT(quality("dv1") == FIELDTAP_QUALITY_UNCERTAIN);
	EXPECT(quality("dv7") == FIELDTAP_QUALITY_UNCERTAIN);
	EXPECT(quality("pv") == FIELDTAP_QUALITY_BAD);
	EXPECT(status_is("dv0", "good"));
	EXPECT(status_is("dv1", "poor accuracy"));
	EXPECT(status_is("dv7", "manual or fixed, low limited"));
	EXPECT(status_is("pv", "bad, high limited, more status"));
	EXPECT(fake_image(peer_device(DEVICE), "cmd9/0,1,7,246"));
}

/* Names for codes, slots not used, no time stamp, other codes beside. */
static void nine_names(void)
{
	EXPECT(told(9, OK "00"
		    "f3 46 35" F100 "c0" "f4 51 39" F50 "c0"
		    "f5 54 27" F12 "c0" "f7 00 0c" F1_25 "c0"
		    "f8 00 0c" F1_25 "c0" "f9 00 0c" F_3 "c0"
		    "fa 00 fa" F_NAN "30") == 0);
	EXPECT(is("battery_life", "100") && unit_is("battery_life", "d"));
	EXPECT(is("percent_range", "50") && is("loop_current", "12"));
	EXPECT(is("sv", "1.25") && is("tv", "1.25") && is("qv", "-3"));
	EXPECT(none("dv250"));
	EXPECT(told(9, OK "00" "05 40 20" F20_5 "c0" "69117600") == 0);
	EXPECT(is("dv5", "20.5") && is("battery_life", "100"));
	/* As much as goes into a frame; the device says that it is cut. */
	EXPECT(told(9, "1e00 00" "06 40 20" F20_5 "c0") == 0);
	EXPECT(is("dv6", "20.5"));
}

/* The same code is another unit for each classification. */
static void classes(void)
{
	static const struct {
		u8 class;
		u8 code;
		const char *unit;
	} all[] = {
		{ 0, 32, "°C" }, { 0, 169, "ppb" }, { 0, 170, "unit 170" },
		{ 65, 170, "cmH2O@4°C" }, { 65, 180, "Mpsi" },
		{ 65, 181, "unit 181" }, { 66, 190, "Sm³/s" },
		{ 69, 170, "µm" }, { 99, 176, "Nl/s" }, { 102, 174, "Nl/d" },
		{ 103, 176, "ml/s" }, { 106, 192, "imp beer bbl/d" },
		{ 104, 177, "unit 177" }, { 107, 171, "1/°F" },
		{ 108, 170, "kJ/l" }, { 64, 219, "unit 219" },
		{ 64, 220, "unit 220" }, { 64, 237, "MPa" },
		{ 64, 240, "unit 240" }, { 64, 0, "unit 0" },
		{ 64, 157, "unit 157" }, { 64, 250, NULL }, { 64, 251, NULL },
		{ 64, 252, "unknown" }, { 64, 255, "unit 255" },
	};
	char data[64];
	u32 i;

	for (i = 0; i < ARRAY_SIZE(all); i++) {
		snprintf(data, sizeof(data), OK "00 00 %02x %02x" F12 "c0",
			 all[i].class, all[i].code);
		EXPECT(told(9, data) == 0);
		EXPECT(unit_is("dv0", all[i].unit));
	}
}

static void variables(void)
{
	EXPECT(told(33, OK "00 06" F1_25 "f6 0c" F100 "03 ff" F_3 "f5 27" F12)
	       == 0);
	EXPECT(is("dv0", "1.25") && unit_is("dv0", "psi"));
	EXPECT(is("pv", "100") && unit_is("pv", "kPa"));
	EXPECT(is("dv3", "-3") && unit_is("dv3", "unit 255"));
	EXPECT(is("loop_current", "12"));
	EXPECT(fake_image(peer_device(DEVICE), "cmd33/0,246,3,245"));
}

static void channels(void)
{
	EXPECT(told(60, OK "00 27" F12 F50) == 0);
	EXPECT(told(60, OK "02 3a" F1_25 F100) == 0);
	EXPECT(is("channel0", "12") && unit_is("channel0", "mA"));
	EXPECT(is("channel0_percent", "50"));
	EXPECT(is("channel2", "1.25") && unit_is("channel2", "V"));
	EXPECT(is("channel2_percent", "100"));
	EXPECT(told(61, OK "27" F12 "20" F20_5 "07" F1_25 "39" F50 "0c" F100)
	       == 0);
	EXPECT(is("loop_current", "12") && is("pv", "20.5"));
	EXPECT(is("sv", "1.25") && is("tv", "50") && is("qv", "100"));
	EXPECT(unit_is("qv", "kPa"));
}

static void additional_status(void)
{
	EXPECT(told(48, "0010 100407000000 0203 00000000") == 0);
	EXPECT(is("additional_status", "\"100407000000020300000000\""));
	EXPECT(is("extended_status", "2") && is("operating_mode", "3"));
	EXPECT(is("device_status", "16"));
	EXPECT(status_is("device_status", "more status available"));
	EXPECT(told(48, "0000 1004") == 0);
	EXPECT(is("additional_status", "\"1004\"") && none("operating_mode"));
}

static void identity(void)
{
	EXPECT(told(0, OK IDENTITY) == 0);
	EXPECT(label_is(DEVICE, "manufacturer", "0x6026"));
	EXPECT(label_is(DEVICE, "device_type", "0x264e"));
	EXPECT(label_is(DEVICE, "device_rev", "4"));
	EXPECT(label_is(DEVICE, "software_rev", "1"));
	EXPECT(label_is(DEVICE, "hart_rev", "7"));
	/* HART 5 has twelve octets. */
	EXPECT(told(0, OK "fe 26 4e 05 05 03 02 0e 0c 0000d2") == 0);
	EXPECT(label_is(DEVICE, "manufacturer", "0x0026"));
	EXPECT(label_is(DEVICE, "hart_rev", "5"));
	EXPECT(fake_image(peer_device(DEVICE), "cmd0"));
}

static void texts(void)
{
	EXPECT(told(12, OK "00108310518720928b30d38f"
		    "be086d8e49669e8a6aaecb6e") == 0);
	EXPECT(label_is(DEVICE, "message",
			"@ABCDEFGHIJKLMNO/ !-#$%&'()*+,-."));
	EXPECT(told(13, OK "5090edc70c60" "08f24c15283380f554305520" "1f0c7e")
	       == 0);
	EXPECT(label_is(DEVICE, "date", "2026-12-31"));
	EXPECT(label_is(DEVICE, "tag", "TIC-101"));
	EXPECT(label_is(DEVICE, "descriptor", "BOILER 3 OUTLET"));
	EXPECT(told(20, OK "54 49 43 2d 31 30 31 20 b0 43 e4 07"
		    "20202020202020202020 20202020202020202020") == 0);
	EXPECT(label_is(DEVICE, "long_tag", "TIC-101 °Cä?"));
	/* A date that was never set. */
	EXPECT(told(13, OK "820820820820" "820820820820820820820820" "000000")
	       == 0);
	EXPECT(label_is(DEVICE, "date", ""));
	EXPECT(label_is(DEVICE, "tag", ""));
	/* Writes are echoed. */
	EXPECT(told(22, OK "4e45570000000000000000000000000000000000"
		    "000000000000000000000000") == 0);
	EXPECT(label_is(DEVICE, "long_tag", "NEW"));
}

/* 32 Latin-1 characters are more than a label holds; no half character. */
static void long_text(void)
{
	const char *value;

	EXPECT(told(20, OK "e4e4e4e4e4e4e4e4e4e4e4e4e4e4e4e4"
		    "e4e4e4e4e4e4e4e4e4e4e4e4e4e4e4e4") == 0);
	value = fake_label(peer_device(DEVICE), "long_tag");
	EXPECT(value && strlen(value) == 62);
}

static void extended_command(void)
{
	EXPECT(told(31, OK "0400 0102") == 0);
	EXPECT(fake_image(peer_device(DEVICE), "cmd1024"));
	EXPECT(!fake_image(peer_device(DEVICE), "cmd31"));
	EXPECT(told(31, OK "0001 20" F20_5) == 0);
	EXPECT(is("pv", "20.5"));
	EXPECT(told(31, OK "00") == TRUNCATED);
}

static void unknown_command(void)
{
	const struct fake_image *img;

	EXPECT(told(200, OK "010203") == 0);
	img = fake_image(peer_device(DEVICE), "cmd200");
	EXPECT(img && img->len == 5 && !memcmp(img->data, "\0\0\1\2\3", 5));
	EXPECT(img && img->desc.layout == FIELDTAP_LAYOUT_RAW);
}

#define SUB	"hartip:" PEER_SERVER "/37b3000102"

static void sub_device(void)
{
	EXPECT(told(77, OK "01 02 86 b7b3000102 01 07 0000 20" F20_5) == 0);
	EXPECT(is(SUB "/pv", "20.5") && none("pv"));
	EXPECT(peer_device(SUB)->requests == 1 && peer_device(SUB)->answers == 1);
	EXPECT(peer_device(DEVICE)->answers == 1);
	EXPECT(told(77, OK "01 02 86 b7b3000102 01 02 4000") == 0);
	EXPECT(peer_device(SUB)->exceptions == 1);
	EXPECT(peer_device(SUB)->last_exception == 0x40);
	EXPECT(peer_device(DEVICE)->exceptions == 0);
	/* By its polling address, until it says who it is. */
	EXPECT(told(77, OK "01 02 06 83 01 07 0000 20" F1_25) == 0);
	EXPECT(is("hartip:" PEER_SERVER "/short-1.2.3/pv", "1.25"));
	EXPECT(told(77, OK "01 02 06 83 00 0e 0000"
		    "fe 77b3 05 07 04 01 0e 0c 000102") == 0);
	EXPECT(told(77, OK "01 02 06 83 01 07 0000 20" F1_25) == 0);
	EXPECT(is(SUB "/pv", "1.25"));
	/* Expansion octets, and a gateway that has not got the answer yet. */
	EXPECT(told(77, OK "01 02 e6 b7b3000102 aabbcc 01 07 0000 20" F_3)
	       == 0);
	EXPECT(is(SUB "/pv", "-3"));
	EXPECT(told(77, "2200") == 0);
	EXPECT(peer_device(DEVICE)->last_exception == 0x22);
	EXPECT(told(77, OK "01 02 82 b7b3000102 01 00") == MALFORMED);
	EXPECT(told(77, OK "01 02 86 b7b3000102 01 08 0000 20" F_3) ==
	       TRUNCATED);
	EXPECT(told(77, OK "01") == TRUNCATED);
}

static void aggregate(void)
{
	EXPECT(told(178, OK "03"
		    "0001 06 00 20" F20_5
		    "0002 09 00" F12 F50
		    "0030 07 00 010203040506") == 0);
	EXPECT(is("pv", "20.5") && is("loop_current", "12"));
	EXPECT(is("additional_status", "\"010203040506\""));
	EXPECT(fake_image(peer_device(DEVICE), "cmd1"));
	EXPECT(!fake_image(peer_device(DEVICE), "cmd178"));
	/* One of them is refused. */
	EXPECT(told(178, OK "02" "0003 01 40" "0001 06 00 20" F1_25) == 0);
	EXPECT(is("pv", "1.25"));
	EXPECT(peer_device(DEVICE)->exceptions == 1);
	EXPECT(peer_device(DEVICE)->last_exception == 0x40);
	/* It counts more than there are. */
	EXPECT(told(178, OK "03" "0001 06 00 20" F_3) == TRUNCATED);
	EXPECT(told(178, OK) == TRUNCATED);
	EXPECT(told(178, OK "01" "0001 00") == MALFORMED);
}

static void nested(void)
{
	EXPECT(told(178, OK "01" "00b2 0c 00 01"
		    "00b2 08 00 01" "0001 06 00 20") == TRUNCATED);
	EXPECT(told(178, OK "01 00b2 0f 00 01"
		    "001f 0a 00 0001 20" F20_5 "0000") == 0);
	EXPECT(is("pv", "20.5"));
	EXPECT(told(178, OK "01 00b2 15 00 01 00b2 10 00 01 00b2 0b 00 01"
		    "00b2 06 00 01 0001 01 00") == MALFORMED);
	EXPECT(told(31, OK "001f 001f 001f 001f 0001 20" F20_5) == MALFORMED);
	EXPECT(told(77, OK "01 02 86" LONG "4d 13 0000"
		    "01 02 86" LONG "01 07 0000 20" F1_25) == 0);
	EXPECT(is("pv", "1.25"));
}

/* Bits of the device status. */
static void qualities(void)
{
	EXPECT(told(3, "0001" F12 "07" F1_25 "20" F20_5) == 0);
	EXPECT(quality("pv") == FIELDTAP_QUALITY_UNCERTAIN);
	EXPECT(quality("sv") == FIELDTAP_QUALITY_GOOD);
	EXPECT(quality("loop_current") == FIELDTAP_QUALITY_GOOD);
	EXPECT(told(3, "0002" F12 "07" F1_25 "20" F20_5) == 0);
	EXPECT(quality("pv") == FIELDTAP_QUALITY_GOOD);
	EXPECT(quality("sv") == FIELDTAP_QUALITY_UNCERTAIN);
	EXPECT(told(3, "0004" F12 "07" F1_25 "20" F20_5) == 0);
	EXPECT(quality("pv") == FIELDTAP_QUALITY_GOOD);
	EXPECT(quality("loop_current") == FIELDTAP_QUALITY_UNCERTAIN);
	EXPECT(told(3, "0080" F12 "07" F1_25 "20" F20_5) == 0);
	EXPECT(quality("pv") == FIELDTAP_QUALITY_BAD);
	EXPECT(quality("loop_current") == FIELDTAP_QUALITY_BAD);
	EXPECT(status_is("pv", "device malfunction"));
	EXPECT(fake_image(peer_device(DEVICE), "cmd3")->quality ==
	       FIELDTAP_QUALITY_BAD);
	EXPECT(fake_image(peer_device(DEVICE), "cmd3")->status == 0x80);
	EXPECT(told(9, "0080 00" "00 40 20" F20_5 "c0") == 0);
	EXPECT(quality("dv0") == FIELDTAP_QUALITY_BAD);
	EXPECT(told(3, "0063" F12 "07" F1_25) == 0);
	EXPECT(status_is("pv", "PV out of limits, non-PV out of limits, "
			 "cold start, configuration changed"));
}

static void response_codes(void)
{
	static const u8 warnings[] = { 8, 14, 24, 25, 26, 27, 30, 31, 96, 111,
				       112, 127 };
	static const u8 errors[] = { 1, 2, 5, 6, 7, 9, 13, 15, 16, 23, 28, 29,
				     32, 33, 36, 64, 95, 0x80, 0x88, 0xff };
	char data[64];
	u32 i;

	for (i = 0; i < ARRAY_SIZE(errors); i++) {
		snprintf(data, sizeof(data), "%02x00 20" F20_5, errors[i]);
		EXPECT(told(1, data) == 0);
		EXPECT(peer_device(DEVICE)->last_exception == errors[i]);
		EXPECT(peer_device(DEVICE)->exceptions == i + 1);
	}
	EXPECT(fake_emits == 0);
	for (i = 0; i < ARRAY_SIZE(warnings); i++) {
		snprintf(data, sizeof(data), "%02x00 20" F20_5, warnings[i]);
		EXPECT(told(1, data) == 0);
	}
	EXPECT(fake_emits == i);
	EXPECT(peer_device(DEVICE)->exceptions == ARRAY_SIZE(errors));
}

static void too_short(void)
{
	static const struct {
		u8 command;
		u8 least;
	} all[] = {
		{ 0, 12 }, { 1, 5 }, { 2, 8 }, { 3, 9 }, { 9, 9 }, { 12, 24 },
		{ 13, 21 }, { 20, 32 }, { 31, 2 }, { 33, 6 }, { 48, 1 },
		{ 60, 10 }, { 61, 10 }, { 77, 10 }, { 178, 1 },
	};
	char data[128];
	u32 i, len;

	for (i = 0; i < ARRAY_SIZE(all); i++) {
		for (len = 0; len < all[i].least; len++) {
			snprintf(data, sizeof(data), "0000%.*s", 2 * len,
				 "010286" LONG "010000000000"
				 "00000000000000000000000000000000");
			EXPECT(told(all[i].command, data) == TRUNCATED);
		}
	}
	EXPECT(fake_emits == 0);
}

const struct ktap_test hartip_command_tests[] = {
	{ "1: primary variable", primary_variable },
	{ "2: loop current and percent of range", loop_current },
	{ "3: one to four dynamic variables", dynamic_variables },
	{ "9: variables with status, units by class", nine },
	{ "9: variables that have names", nine_names },
	{ "units and classifications", classes },
	{ "33: variables", variables },
	{ "60, 61: analog channels", channels },
	{ "48: additional status", additional_status },
	{ "0: identity", identity },
	{ "12, 13, 20: texts", texts },
	{ "20: more text than a label holds", long_text },
	{ "31: longer command numbers", extended_command },
	{ "unknown commands stay raw", unknown_command },
	{ "77: sub-devices", sub_device },
	{ "178: several commands", aggregate },
	{ "answers within answers end somewhere", nested },
	{ "device status gives quality", qualities },
	{ "response codes: errors and warnings", response_codes },
	{ "data shorter than the command's", too_short },
	{ }
};
