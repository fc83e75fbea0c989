// SPDX-License-Identifier: GPL-2.0
/* Values of all types, and the names of nodes. */
#include <string.h>

#include "opcua_peer.h"

#define UNSUPPORTED	FIELDTAP_STAT_PDU_UNSUPPORTED
#define MALFORMED	FIELDTAP_STAT_PDU_MALFORMED
#define NODE_I5		"0005"

/* A read of a node says this DataValue; what the decoder made of it. */
static int said(const char *node, const char *value)
{
	static char request[4000], response[60000];
	static u32 number;

	snprintf(request, sizeof(request), READ "01000000 %s" VALUE, node);
	snprintf(response, sizeof(response), READ_SAID "01000000 %s" NONE,
		 value);
	EXPECT(ask(++number, request) == 0);
	return answer(number, response);
}

static bool shows(const char *variant, const char *text)
{
	char value[4000];

	snprintf(value, sizeof(value), "01 %s", variant);
	EXPECT(said(NODE_I5, value) == 0);
	return is("i=5", text);
}

static void scalars(void)
{
	open_channel("None");
	EXPECT(shows("01 01", "true"));
	EXPECT(shows("01 00", "false"));
	EXPECT(shows("02 ff", "-1"));
	EXPECT(shows("03 ff", "255"));
	EXPECT(shows("04 feff", "-2"));
	EXPECT(shows("05 feff", "65534"));
	EXPECT(shows("06 feffffff", "-2"));
	EXPECT(shows("07 feffffff", "4294967294"));
	EXPECT(shows("08 feffffffffffffff", "-2"));
	EXPECT(shows("09 feffffffffffffff", "18446744073709551614"));
	EXPECT(shows("0a 0000c03f", "1.5"));
	EXPECT(shows("0b 000000000000f8bf", "-1.5"));
	EXPECT(shows("0c 02000000 c3bc", "\"\xc3\xbc\""));
	EXPECT(shows("0c ffffffff", "\"\""));
	EXPECT(shows("0d" TIME, "133452144000000000"));
	EXPECT(shows("0e 000102030405060708090a0b0c0d0e0f",
		     "\"000102030405060708090a0b0c0d0e0f\""));
	EXPECT(shows("0f 03000000 010203", "\"010203\""));
	EXPECT(shows("10 04000000 3c612f3e", "\"<a/>\""));
	EXPECT(shows("11 01 02 0500", "\"01020500\""));
	EXPECT(shows("12 81 02 0500 01000000 75", "\"810205000100000075\""));
	EXPECT(shows("13 00003480", "2150891520"));
	EXPECT(shows("14 0200 01000000 71", "\"q\""));
	EXPECT(shows("15 00", "\"\""));
	EXPECT(shows("15 01 02000000 6465", "\"\""));
	EXPECT(shows("15 03 02000000 6465 02000000 6a61", "\"ja\""));
	EXPECT(shows("16 0000 00", "\"000000\""));
	EXPECT(shows("16 0005 01 02000000 abcd", "\"00050102000000abcd\""));
	EXPECT(shows("19 01 07000000", "\"0107000000\""));
	EXPECT(shows("1a 01000000 aa", "\"01000000aa\""));
	EXPECT(shows("00", "\"\""));
	EXPECT(said(NODE_I5, "00") == 0);
	EXPECT(is("i=5", "\"\""));
	EXPECT(image("i=5")->len == 1);
}

static void arrays(void)
{
	open_channel("None");
	EXPECT(shows("81 02000000 0100", "[true,false]"));
	EXPECT(shows("84 03000000 0100 0200 ffff", "[1,2,-1]"));
	EXPECT(shows("8a 02000000 0000c03f 00000040", "[1.5,2]"));
	EXPECT(shows("86 00000000", "[]"));
	EXPECT(shows("86 ffffffff", "[]"));
	EXPECT(shows("8d 02000000" TIME TIME,
		     "[133452144000000000,133452144000000000]"));
	EXPECT(shows("93 02000000 00003480 00000000", "[2150891520,0]"));
	/* A matrix is flat. */
	EXPECT(shows("c3 04000000 01020304 02000000 02000000 02000000",
		     "[1,2,3,4]"));
	EXPECT(said(NODE_I5, "01 8c 02000000 01000000 61 ffffffff") == 0);
	EXPECT(none("i=5"));
	EXPECT(is("i=5[0]", "\"a\""));
	EXPECT(is("i=5[1]", "\"\""));
	EXPECT(said(NODE_I5, "01 8e 02000000 000102030405060708090a0b0c0d0e0f"
		    "ff0102030405060708090a0b0c0d0e0f") == 0);
	EXPECT(is("i=5[1]", "\"ff0102030405060708090a0b0c0d0e0f\""));
	EXPECT(said(NODE_I5, "01 98 04000000 0307 8c 01000000 00000000"
		    "0c 01000000 7a 00") == 0);
	EXPECT(is("i=5[0]", "7"));
	EXPECT(is("i=5[1]", "\"8c0100000000000000\""));
	EXPECT(is("i=5[2]", "\"z\""));
	EXPECT(is("i=5[3]", "\"\""));
	EXPECT(said(NODE_I5, "01 97 01000000 03 0307 00000000") == 0);
	EXPECT(is("i=5[0]", "\"03030700000000\""));
	EXPECT(said(NODE_I5, "01 8c 00000000") == 0);
	EXPECT(is("i=5", "\"\""));
}

static bool named(const char *node, const char *name)
{
	EXPECT(said(node, "01 0307") == 0);
	return is(name, "7");
}

static void names(void)
{
	open_channel("None");
	EXPECT(named("0007", "i=7"));
	EXPECT(named("01 00 0700", "i=7"));
	EXPECT(named("02 0000 07000000", "i=7"));
	EXPECT(image("i=7")->updates == 3);
	EXPECT(named("02 ffff ffffffff", "ns=65535;i=4294967295"));
	EXPECT(named("03 0000 01000000 61", "s=a"));
	EXPECT(named("03 0200 00000000", "ns=2;s="));
	EXPECT(named("03 0200 ffffffff", "ns=2;s="));
	EXPECT(named("04 0100 efcdab89 6745 2301 0123456789abcdef",
		     "ns=1;g=89abcdef-4567-0123-0123-456789abcdef"));
	EXPECT(named("05 0100 01000000 4d", "ns=1;b=TQ=="));
	EXPECT(named("05 0100 02000000 4d61", "ns=1;b=TWE="));
	EXPECT(named("05 0100 03000000 4d616e", "ns=1;b=TWFu"));
	EXPECT(named("03 0200 05000000 c3bc 0a 80 7f", "ns=2;s=\xc3\xbc%0A%80%7F"));
	EXPECT(named("03 0200 03000000 eda080", "ns=2;s=%ED%A0%80"));
	EXPECT(named("03 0200 02000000 c280", "ns=2;s=%C2%80"));
	EXPECT(named("03 0200 02000000 c1bf", "ns=2;s=%C1%BF"));
	EXPECT(named("03 0200 04000000 f09f9883", "ns=2;s=\xf0\x9f\x98\x83"));
	EXPECT(named("03 0200 03000000 f09f98", "ns=2;s=%F0%9F%98"));
}

static void long_names(void)
{
	char node[2000];
	u32 octets;
	int n;

	open_channel("None");
	for (octets = 1; octets < 300; octets++) {
		n = snprintf(node, sizeof(node), "03 0200 %02x%02x0000",
			     octets & 0xff, octets >> 8);
		while ((u32)n < 16 + 2 * octets)
			n += snprintf(node + n, sizeof(node) - n, "61");
		fake_emits = 0;
		EXPECT(said(node, "01 0307") == 0);
		EXPECT(fake_emits == (octets <= 251));
	}
	EXPECT(fake_stats[FIELDTAP_STAT_NAMES_REFUSED] == 48);
	/* Short enough as octets, not as text. */
	n = snprintf(node, sizeof(node), "05 0200 f0000000");
	while (n < 16 + 2 * 0xf0)
		n += snprintf(node + n, sizeof(node) - n, "61");
	fake_emits = 0;
	EXPECT(said(node, "01 0307") == 0);
	EXPECT(fake_emits == 0);
	EXPECT(fake_stats[FIELDTAP_STAT_NAMES_REFUSED] == 49);
}

/* More elements than are listed. */
static void many_strings(void)
{
	static char value[60000];
	u32 i;
	int n;

	open_channel("None");
	n = snprintf(value, sizeof(value), "01 8c 00040000");
	for (i = 0; i < 1024; i++)
		n += snprintf(value + n, sizeof(value) - n, "01000000 61");
	EXPECT(said(NODE_I5, value) == 0);
	EXPECT(is("i=5[255]", "\"a\""));
	EXPECT(none("i=5[256]"));
}

struct kept {
	u32 items;
	u32 octets;
};

static bool keep(void *arg, const struct ft_item *item)
{
	struct kept *kept = arg;

	kept->items++;
	kept->octets += item->len;
	return true;
}

/* Of content that was cut only what is there. */
static void cut_content(void)
{
	static const struct {
		const char *variant;
		u32 items, octets;
	} tests[] = {
		{ "84 03000000 0100 0200 03", 1, 4 },
		{ "84 03", 0, 0 },
		{ "84", 0, 0 },
		{ "", 0, 0 },
		{ "06 010203", 0, 0 },
		{ "0c 05000000 616263", 1, 3 },
		{ "0c 05000000 6162c3", 1, 2 },
		{ "0f 05000000 6162c3", 1, 3 },
		{ "8c 02000000 01000000 61 05000000 62", 2, 2 },
		{ "8c 02000000 01000000 61 0500", 1, 1 },
		{ "96 02000000 0000 00 0000 01 05000000 01", 1, 3 },
		{ "15 03 05000000 61", 0, 0 },
	};
	u8 data[100];
	struct ft_view view = { .key = "\x00\x00\x00\x04\x05\x00\x00\x00",
				.key_len = 8, .data = data };
	struct kept kept;
	u32 i;

	for (i = 0; i < ARRAY_SIZE(tests); i++) {
		kept = (struct kept) {};
		view.len = peer_hex(tests[i].variant, data, sizeof(data));
		fake_decoder->items(&view, keep, &kept);
		if (kept.items != tests[i].items ||
		    kept.octets != tests[i].octets)
			printf("# %s: %u items, %u octets\n", tests[i].variant,
			       kept.items, kept.octets);
		EXPECT(kept.items == tests[i].items);
		EXPECT(kept.octets == tests[i].octets);
	}
}

static void times(void)
{
	open_channel("None");
	EXPECT(said(NODE_I5, "15 0307" TIME "1027") == 0);
	EXPECT(image("i=5")->source_time == TIME_NS);
	EXPECT(said(NODE_I5, "3d 0307" TIME "0f27" TIME "0000") == 0);
	EXPECT(image("i=5")->source_time == TIME_NS + 99);
	EXPECT(said(NODE_I5, "05 0307 0000000000000000") == 0);
	EXPECT(image("i=5")->source_time == 0);
	EXPECT(said(NODE_I5, "05 0307 ffffffffffffff7f") == 0);
	EXPECT(image("i=5")->source_time == 0);
	EXPECT(said(NODE_I5, "09 0307" TIME) == 0);
	EXPECT(image("i=5")->source_time == 0);
}

static void nested(void)
{
	static char value[60000];
	u32 i;
	int n = 0;

	open_channel("None");
	/* Variants in Variants: what an array of DataValues has room for, then more. */
	n = snprintf(value, sizeof(value), "01");
	for (i = 0; i < 29; i++)
		n += snprintf(value + n, sizeof(value) - n, "98 01000000");
	snprintf(value + n, sizeof(value) - n, "0307");
	EXPECT(said(NODE_I5, value) == 0);
	i++;
	n += snprintf(value + n, sizeof(value) - n, "98 01000000");
	snprintf(value + n, sizeof(value) - n, "0307");
	EXPECT(said(NODE_I5, value) == UNSUPPORTED);
	for (; i < 2000; i++)
		n += snprintf(value + n, sizeof(value) - n, "98 01000000");
	snprintf(value + n, sizeof(value) - n, "0307");
	EXPECT(said(NODE_I5, value) == UNSUPPORTED);

	/* DataValues in Variants in DataValues. */
	n = 0;
	for (i = 0; i < 2000; i++)
		n += snprintf(value + n, sizeof(value) - n, "01 17");
	EXPECT(said(NODE_I5, value) == UNSUPPORTED);

	/* DiagnosticInfos within each other: 100 are read. */
	n = snprintf(value, sizeof(value), "01 19");
	for (i = 0; i < 99; i++)
		n += snprintf(value + n, sizeof(value) - n, "40");
	snprintf(value + n, sizeof(value) - n, "00");
	EXPECT(said(NODE_I5, value) == 0);
	for (; i < 20000; i++)
		n += snprintf(value + n, sizeof(value) - n, "40");
	EXPECT(said(NODE_I5, value) == UNSUPPORTED);

	EXPECT(said(NODE_I5, "01 18 0307") == MALFORMED);
	EXPECT(said(NODE_I5, "01 43 07 01000000 01000000") == MALFORMED);
	EXPECT(said(NODE_I5, "01 80 00000000") == MALFORMED);
	EXPECT(said(NODE_I5, "41 0307") == MALFORMED);
	EXPECT(said(NODE_I5, "01 11 06 0000") == MALFORMED);
	EXPECT(said(NODE_I5, "01 15 04") == MALFORMED);
	EXPECT(said(NODE_I5, "01 16 0000 03 00000000") == MALFORMED);
	EXPECT(said(NODE_I5, "01 19 80") == MALFORMED);
}

const struct ktap_test opcua_value_tests[] = {
	{ "values of all types", scalars },
	{ "arrays", arrays },
	{ "names of nodes", names },
	{ "long names", long_names },
	{ "many elements", many_strings },
	{ "content that was cut", cut_content },
	{ "times", times },
	{ "values in values", nested },
	{}
};
