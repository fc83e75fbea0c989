// SPDX-License-Identifier: GPL-2.0
/* DCP and alarms. */
#include <string.h>

#include "profinet_peer.h"

/* As a switch said it, from ServiceType on. */
#define SWITCH	"01 01000001 0000 005e" \
		"0205001c 0000 0101 0102 0201 0202 0203 0204 0205 033d 0501" \
		"0502 0503 0504 ffff" \
		"02010005 0000 494e43 00" \
		"0202000b 0000 583230382d424f5244 00" \
		"02030006 0000 002a 0a01" \
		"02040004 0000 0100" \
		"0102000e 0001 c0a80006 ffffff00 c0a80001"

static void check_switch(void)
{
	EXPECT(label_is(DEVICE, "name", "X208-BORD"));
	EXPECT(label_is(DEVICE, "type", "INC"));
	EXPECT(label_is(DEVICE, "vendor", "0x002a/0x0a01"));
	EXPECT(label_is(DEVICE, "role", "IO-Device"));
	EXPECT(label_is(DEVICE, "ip", "192.168.0.6"));
}

static void identify(void)
{
	struct fake_flow *all = fake_flow_on(FT_ETHER, 0x8892, CONTROLLER,
					     MULTICAST, SECOND);

	EXPECT(padded(all, "fefe 05 00 01000001 0001 0004 ffff 0000") == 0);
	EXPECT(!device(CONTROLLER)->labels);
	EXPECT(padded(in, "feff 05" SWITCH) == 0);
	check_switch();
	EXPECT(fake_emits == 0);
	fake_flow_free(all);
}

static void get(void)
{
	EXPECT(padded(out, "fefd 03 00 01000001 0000 0004 0202 0102") == 0);
	EXPECT(padded(in, "fefd 03" SWITCH) == 0);
	check_switch();
	/* Not supported. */
	EXPECT(padded(in, "fefd 03 05 01000001 0000 0000") == 0);
}

static void hello(void)
{
	EXPECT(padded(in, "fefc 06 00 00000001 0000 001c"
		      "02020006 0000 696f2d31"
		      "0102000e 0002 0a000001 ff000000 00000000") == 0);
	EXPECT(label_is(DEVICE, "name", "io-1"));
	EXPECT(label_is(DEVICE, "ip", "10.0.0.1"));
	/* Only there. */
	EXPECT(padded(out, "fefe 06 00 00000001 0000 000a"
		      "02020006 0000 61616161") ==
	       FIELDTAP_STAT_PDU_UNSUPPORTED);
}

#define SET_NAME	"02020005 0001 616263 00"
#define SET_IP		"0102000e 0001 c0a8000a ffffff00 c0a80001"

static void set(void)
{
	EXPECT(padded(out, "fefd 04 00 00000007 0000 001c" SET_NAME
		      SET_IP) == 0);
	EXPECT(label_is(DEVICE, "name", NULL));
	/* The name is taken, the address is not. */
	EXPECT(padded(in, "fefd 04 01 00000007 0000 0010"
		      "05040003 0202 00 00 05040003 0102 05 00") == 0);
	EXPECT(label_is(DEVICE, "name", "abc"));
	EXPECT(label_is(DEVICE, "ip", NULL));
	EXPECT(padded(in, "fefd 04 01 00000007 0000 0008 05040003 0102 00") ==
	       FIELDTAP_STAT_PDU_UNMATCHED);
	EXPECT(label_is(DEVICE, "ip", NULL));
	/* Another transaction. */
	EXPECT(padded(out, "fefd 04 00 00000008 0000 0012" SET_IP) == 0);
	EXPECT(padded(in, "fefd 04 01 00000009 0000 0008 05040003 0102 00") ==
	       FIELDTAP_STAT_PDU_UNMATCHED);
	EXPECT(padded(in, "fefd 04 01 00000008 0000 0008 05040003 0102 00") ==
	       0);
	EXPECT(label_is(DEVICE, "ip", "192.168.0.10"));
	/* Flash once, which is no setting that lasts. */
	EXPECT(padded(out, "fefd 04 00 0000000a 0000 0008 0503 0004 0000"
		      "0100") == 0);
	EXPECT(padded(in, "fefd 04 01 0000000a 0000 0008 05040003 0503 00") ==
	       0);
	EXPECT(!device(CONTROLLER)->labels);
}

static void set_too_long(void)
{
	struct bytes b = { .len = 0 };

	put(&b, "fefd 04 00 00000007 0000 0144 02020140");
	b.len += 0x140;
	EXPECT(fake_datagram(out, FT_TO_CLIENT, b.p, b.len) ==
	       FIELDTAP_STAT_PDU_OVERSIZED);
}

/* Text that is no text, roles, names that are longer than a label. */
static void odd_labels(void)
{
	struct bytes b = { .len = 0 };
	u32 i;

	EXPECT(padded(in, "feff 05 01 01000001 0000 0026"
		      "0202000a 0000 25 00 41414141 4242"
		      "02010006 0000 0a 80 22 7f"
		      "02040004 0000 0f00"
		      "02060002 0000") == 0);
	EXPECT(label_is(DEVICE, "name", "%"));
	EXPECT(label_is(DEVICE, "type", "??\"?"));
	EXPECT(label_is(DEVICE, "role",
			"IO-Device,IO-Controller,IO-Multidevice,PN-Supervisor"));
	put(&b, "feff 05 01 01000001 0000 00f6 020200f2 0000");
	for (i = 0; i < 240; i++)
		put(&b, "61");
	EXPECT(fake_datagram(in, FT_TO_CLIENT, b.p, b.len) == 0);
	EXPECT(strlen(fake_label(device(DEVICE), "name")) ==
	       FIELDTAP_LABEL_VALUE_MAX - 1);
}

static void bad_dcp(void)
{
	/* A block longer than the rest, one too short for what it tells. */
	EXPECT(padded(in, "feff 05 01 01000001 0000 0008 02020008 0000 6162") ==
	       FIELDTAP_STAT_PDU_MALFORMED);
	EXPECT(padded(in, "feff 05 01 01000001 0000 0008 02030004 0000 002a") ==
	       FIELDTAP_STAT_PDU_MALFORMED);
	EXPECT(padded(in, "feff 05 01 01000001 0000 0006 02020001 00 00") ==
	       FIELDTAP_STAT_PDU_MALFORMED);
	EXPECT(padded(in, "feff 05 01 01000001 0000 0008 0102 0004 0000 0a00")
	       == FIELDTAP_STAT_PDU_MALFORMED);
	EXPECT(padded(in, "feff 05 01 01000001 0000 0006 0204 0002 0000") ==
	       FIELDTAP_STAT_PDU_MALFORMED);
	EXPECT(padded(in, "feff 05 01 01000001 0000 0003 020200") ==
	       FIELDTAP_STAT_PDU_MALFORMED);
	EXPECT(padded(in, "feff 05 01 01000001 0000 0100") ==
	       FIELDTAP_STAT_PDU_TRUNCATED);
	EXPECT(padded(in, "feff 05 02 01000001 0000 0000") ==
	       FIELDTAP_STAT_PDU_MALFORMED);
	EXPECT(padded(in, "feff 09 01 01000001 0000 0000") ==
	       FIELDTAP_STAT_PDU_UNSUPPORTED);
	EXPECT(padded(in, "feff 09 00 01000001 0000 0000") ==
	       FIELDTAP_STAT_PDU_UNSUPPORTED);
	EXPECT(padded(out, "fefd 04 00 00000007 0000 0004 02020005") ==
	       FIELDTAP_STAT_PDU_MALFORMED);
	EXPECT(padded(in, "fefd 04 01 00000007 0000 0006 05040002 0202") ==
	       FIELDTAP_STAT_PDU_MALFORMED);
	EXPECT(!device(DEVICE)->labels);
}

/* Alarms */

/* Block of an alarm in slot 1, subslot 0x8001. */
#define ALARM(type)	"01 00" type "00000000 0001 8001 00000010 00000001" \
			"8801 800f 0001 0002 0003 0004"

static bool alarm_is(u64 count, const char *text)
{
	if (device(DEVICE)->alarms == count &&
	    !strcmp(device(DEVICE)->last_alarm, text))
		return true;
	printf("# alarm %llu: %s\n", device(DEVICE)->alarms,
	       device(DEVICE)->last_alarm);
	return false;
}

static void alarm(void)
{
	EXPECT(padded(in, "fc01 0001 0001 11 11 0000 ffff 0024"
		      "0001 0020" ALARM("0001")) == 0);
	EXPECT(alarm_is(1, "diagnosis appears|1/32769|1"));
	EXPECT(padded(in, "fe01 0001 0001 11 11 0001 ffff 0024"
		      "0002 0020" ALARM("000c")) == 0);
	EXPECT(alarm_is(2, "diagnosis disappears|1/32769|12"));
	EXPECT(fake_emits == 0);
}

static void alarm_again(void)
{
	static const char first[] = "fe01 0001 0001 11 11 ffff fffe 0024"
				    "0002 0020" ALARM("0002");

	EXPECT(padded(in, first) == 0);
	fake_pass(in, 100 * MS);
	EXPECT(padded(in, first) == 0);
	fake_pass(in, 100 * MS);
	EXPECT(padded(in, first) == 0);
	EXPECT(alarm_is(1, "process|1/32769|2"));
	EXPECT(device(DEVICE)->repeated == 2);
	/* Of another connection; another number; other data; much later. */
	EXPECT(padded(in, "fe01 0002 0001 11 11 ffff fffe 0024"
		      "0002 0020" ALARM("0002")) == 0);
	EXPECT(padded(in, "fe01 0001 0001 11 11 0000 ffff 0024"
		      "0002 0020" ALARM("0002")) == 0);
	EXPECT(padded(in, "fe01 0001 0001 11 11 0000 ffff 0024"
		      "0002 0020" ALARM("0003")) == 0);
	EXPECT(alarm_is(4, "pull|1/32769|3"));
	fake_pass(in, 11 * SECOND);
	EXPECT(padded(in, first) == 0);
	EXPECT(alarm_is(5, "process|1/32769|2"));
	EXPECT(device(DEVICE)->repeated == 2);
}

static void alarm_types(void)
{
	static const struct {
		const char *type;
		const char *text;
	} cases[] = {
		{ "0000", "reserved|1/32769|0" },
		{ "0004", "plug|1/32769|4" },
		{ "000a", "plug wrong submodule|1/32769|10" },
		{ "001e", "upload and retrieval|1/32769|30" },
		{ "001f", "pull module|1/32769|31" },
		{ "0017", "reserved|1/32769|23" },
		{ "0020", "manufacturer specific|1/32769|32" },
		{ "007f", "manufacturer specific|1/32769|127" },
		{ "0080", "profile specific|1/32769|128" },
		{ "0100", "reserved|1/32769|256" },
	};
	char hex[256];
	u32 i;

	for (i = 0; i < ARRAY_SIZE(cases); i++) {
		snprintf(hex, sizeof(hex), "fc01 0001 0001 11 11 %04x 0000 0024"
			 "0001 0020 0100 %s 00000000 0001 8001 00000010"
			 "00000001 8801 800f 0001 0002 0003 0004", i,
			 cases[i].type);
		EXPECT(padded(in, hex) == 0);
		EXPECT(alarm_is(i + 1, cases[i].text));
	}
}

/* Acknowledgements, errors, what is not known. */
static void no_alarm(void)
{
	EXPECT(padded(out, "fe01 0001 0001 11 01 0000 0000 0016 8002 0012 0100"
		      "0001 00000000 0001 8001 8801 00000000") == 0);
	EXPECT(padded(out, "fe01 0001 0001 12 01 0000 0000 0000") == 0);
	EXPECT(padded(out, "fe01 0001 0001 13 01 0000 0000 0000") == 0);
	EXPECT(padded(out, "fe01 0001 0001 14 01 0000 0000 0004 cf81fd05") ==
	       0);
	EXPECT(padded(out, "fe01 0001 0001 15 01 0000 0000 0000") ==
	       FIELDTAP_STAT_PDU_UNSUPPORTED);
	EXPECT(padded(out, "fe01 0001 0001 10 01 0000 0000 0000") ==
	       FIELDTAP_STAT_PDU_UNSUPPORTED);
	EXPECT(padded(out, "fe01 0001 0001 21 01 0000 0000 0000") ==
	       FIELDTAP_STAT_PDU_UNSUPPORTED);
	EXPECT(padded(in, "fe01 0001 0001 11 01 0000 0000 0006 0101 0002 0100")
	       == FIELDTAP_STAT_PDU_UNSUPPORTED);
	/* Of another version. */
	EXPECT(padded(in, "fe01 0001 0001 11 01 0000 0000 0006 0001 0002 0200")
	       == FIELDTAP_STAT_PDU_UNSUPPORTED);
	EXPECT(!device(DEVICE)->alarms && !device(CONTROLLER)->alarms);
}

static void bad_alarm(void)
{
	EXPECT(padded(in, "fe01 0001 0001 11 01 0000 0000 0100") ==
	       FIELDTAP_STAT_PDU_TRUNCATED);
	EXPECT(padded(in, "fe01 0001 0001 11 01 0000 0000 0000") ==
	       FIELDTAP_STAT_PDU_MALFORMED);
	EXPECT(padded(in, "fe01 0001 0001 11 01 0000 0000 0006 0001 0008 0100")
	       == FIELDTAP_STAT_PDU_MALFORMED);
	EXPECT(padded(in, "fe01 0001 0001 11 01 0000 0000 0005 0001 0001 01") ==
	       FIELDTAP_STAT_PDU_MALFORMED);
	EXPECT(padded(in, "fe01 0001 0001 11 01 0000 0000 0008 0001 0004 0100"
		      "0001") == FIELDTAP_STAT_PDU_MALFORMED);
	EXPECT(!device(DEVICE)->alarms);
}

const struct ktap_test profinet_acyclic_tests[] = {
	{ "DCP: Identify", identify },
	{ "DCP: Get", get },
	{ "DCP: Hello", hello },
	{ "DCP: Set", set },
	{ "DCP: a Set that is too long", set_too_long },
	{ "DCP: odd labels", odd_labels },
	{ "DCP: lengths that lie", bad_dcp },
	{ "an alarm", alarm },
	{ "alarms that are sent again", alarm_again },
	{ "types of alarms", alarm_types },
	{ "what is no alarm", no_alarm },
	{ "alarms with lengths that lie", bad_alarm },
	{ }
};
