// SPDX-License-Identifier: GPL-2.0
/* What each function's request and answer mean. */
#include <stdlib.h>
#include <string.h>

#include "modbus_peer.h"

#define TRUNCATED	FIELDTAP_STAT_PDU_TRUNCATED
#define MALFORMED	FIELDTAP_STAT_PDU_MALFORMED
#define MISMATCHED	FIELDTAP_STAT_PDU_MISMATCHED
#define UNMATCHED	FIELDTAP_STAT_PDU_UNMATCHED
#define NO_BASE		FIELDTAP_STAT_PDU_NO_BASE

static void read_bits(void)
{
	const struct fake_image *img;

	exchange(1, "01 0000 000a", "01 02 cd03");
	EXPECT(has_image(1, "coil/0+10", "cd03"));
	exchange(1, "02 0064 0008", "02 01 5a");
	EXPECT(has_image(1, "di/100+8", "5a"));
	exchange(1, "01 ffff 0001", "01 01 01");
	EXPECT(has_image(1, "coil/65535+1", "01"));

	img = fake_image(peer_unit(1), "coil/0+10");
	EXPECT(img && img->desc.layout == FIELDTAP_LAYOUT_BITS);
	EXPECT(img && img->desc.first == 0 && img->desc.count == 10);
	img = fake_image(peer_unit(1), "di/100+8");
	EXPECT(img && img->desc.layout == FIELDTAP_LAYOUT_BITS);
	EXPECT(img && img->desc.first == 100 && img->desc.count == 8);
}

static void padding_is_no_change(void)
{
	const struct fake_image *img;

	exchange(1, "01 0000 000a", "01 02 cd03");
	exchange(1, "01 0000 000a", "01 02 cdff");
	EXPECT(has_image(1, "coil/0+10", "cd03"));
	img = fake_image(peer_unit(1), "coil/0+10");
	EXPECT(img && img->updates == 2 && img->changes == 0);
	exchange(1, "0f 0000 000a 02 cdfb", "0f 0000 000a");
	EXPECT(has_image(1, "coil/0+10", "cd03"));
	exchange(1, "01 0000 000a", "01 02 ccff");
	EXPECT(has_image(1, "coil/0+10", "cc03"));
	exchange(1, "02 0000 0010", "02 02 ffff");
	EXPECT(has_image(1, "di/0+16", "ffff"));
}

static void read_registers(void)
{
	const struct fake_image *img;

	exchange(1, "03 0000 0002", "03 04 0102 a0b0");
	EXPECT(has_image(1, "hr/0+2", "0102 a0b0"));
	exchange(1, "04 0064 0001", "04 02 ffff");
	EXPECT(has_image(1, "ir/100+1", "ffff"));

	img = fake_image(peer_unit(1), "ir/100+1");
	EXPECT(img && img->desc.layout == FIELDTAP_LAYOUT_BE16);
	EXPECT(img && img->desc.first == 100 && img->desc.count == 1);
	EXPECT(fake_emits == 2);
}

static void write_one(void)
{
	exchange(1, "05 0007 ff00", "05 0007 ff00");
	EXPECT(has_image(1, "coil/7+1", "01"));
	exchange(1, "05 0007 0000", "05 0007 0000");
	EXPECT(has_image(1, "coil/7+1", "00"));
	exchange(1, "06 0008 1234", "06 0008 1234");
	EXPECT(has_image(1, "hr/8+1", "1234"));

	/* A write and a read of the same place are one image. */
	exchange(1, "03 0008 0001", "03 02 4321");
	EXPECT(has_image(1, "hr/8+1", "4321"));

	EXPECT(ask(2, 1, "05 0009 0001") == MALFORMED);
	EXPECT(ask(3, 1, "06 0009 0001") == 0);
	EXPECT(answer(3, 1, "06 0009 0002") == MISMATCHED);
	EXPECT(ask(4, 1, "05 0009 ff00") == 0);
	EXPECT(answer(4, 1, "05 000a ff00") == MISMATCHED);
	EXPECT(no_image(1, "coil/9+1") && no_image(1, "coil/10+1"));
	EXPECT(no_image(1, "hr/9+1"));
}

static void write_many(void)
{
	EXPECT(ask(1, 1, "0f 0013 000a 02 cdff") == 0);
	EXPECT(fake_emits == 0);
	EXPECT(answer(1, 1, "0f 0013 000a") == 0);
	EXPECT(has_image(1, "coil/19+10", "cd03"));

	EXPECT(ask(1, 1, "10 0001 0002 04 000a0102") == 0);
	EXPECT(fake_emits == 1);
	EXPECT(answer(1, 1, "10 0001 0002") == 0);
	EXPECT(has_image(1, "hr/1+2", "000a0102"));

	EXPECT(ask(2, 1, "10 0010 0001 02 0bad") == 0);
	EXPECT(answer(2, 1, "10 0010 0002") == MISMATCHED);
	EXPECT(ask(3, 1, "10 0010 0001 02 0bad") == 0);
	EXPECT(answer(3, 1, "90 02") == 0);
	EXPECT(no_image(1, "hr/16+1"));
}

static void mask_write(void)
{
	/* The specification's own example: 0x12, and 0xf2, or 0x25. */
	EXPECT(ask(1, 1, "16 0004 00f2 0025") == 0);
	EXPECT(answer(1, 1, "16 0004 00f2 0025") == NO_BASE);
	EXPECT(no_image(1, "hr/4+1"));

	exchange(1, "03 0003 0003", "03 06 1111 0012 2222");
	exchange(2, "03 0004 0001", "03 02 ffff");
	exchange(1, "04 0004 0001", "04 02 ffff");
	exchange(1, "16 0004 00f2 0025", "16 0004 00f2 0025");
	EXPECT(has_image(1, "hr/4+1", "0017"));
	exchange(1, "16 0005 ff00 0034", "16 0005 ff00 0034");
	EXPECT(has_image(1, "hr/5+1", "2234"));

	/* The base is the newest of the images that cover the register. */
	exchange(1, "16 0004 fff0 0008", "16 0004 fff0 0008");
	EXPECT(has_image(1, "hr/4+1", "0018"));

	EXPECT(ask(2, 1, "16 0006 0000 0001") == 0);
	EXPECT(answer(2, 1, "16 0006 0000 0001") == NO_BASE);
	EXPECT(ask(3, 1, "16 0002 0000 0001") == 0);
	EXPECT(answer(3, 1, "16 0002 0000 0001") == NO_BASE);
	EXPECT(ask(4, 1, "16 0004 0000 0001") == 0);
	EXPECT(answer(4, 1, "16 0004 0000 0002") == MISMATCHED);
	EXPECT(has_image(1, "hr/4+1", "0018"));
}

static void read_write(void)
{
	EXPECT(ask(1, 1, "17 0003 0002 000e 0003 06 00ff 0100 0101") == 0);
	EXPECT(fake_emits == 0);
	EXPECT(answer(1, 1, "17 04 00fe 0acd") == 0);
	EXPECT(has_image(1, "hr/3+2", "00fe 0acd"));
	EXPECT(has_image(1, "hr/14+3", "00ff 0100 0101"));

	/* It writes first, so what it reads of the same place is newer. */
	exchange(1, "17 0020 0001 0020 0001 02 aaaa", "17 02 bbbb");
	EXPECT(has_image(1, "hr/32+1", "bbbb"));

	EXPECT(ask(2, 1, "17 0030 0001 0031 0001 02 aaaa") == 0);
	EXPECT(answer(2, 1, "97 02") == 0);
	EXPECT(ask(3, 1, "17 0030 0001 0031 0001 02 aaaa") == 0);
	EXPECT(answer(3, 1, "17 04 aaaa bbbb") == MISMATCHED);
	EXPECT(no_image(1, "hr/48+1") && no_image(1, "hr/49+1"));
}

static void read_fifo(void)
{
	const struct fake_image *img;

	exchange(1, "18 04de", "18 0006 0002 01b8 1284");
	EXPECT(has_image(1, "fifo/1246", "0002 01b8 1284"));
	img = fake_image(peer_unit(1), "fifo/1246");
	EXPECT(img && img->desc.layout == FIELDTAP_LAYOUT_RAW);
	exchange(1, "18 04de", "18 0002 0000");
	EXPECT(has_image(1, "fifo/1246", "0000"));

	EXPECT(ask(2, 1, "18 0001") == 0);
	EXPECT(answer(2, 1, "18 0004 0002 1111") == MALFORMED);
	EXPECT(ask(3, 1, "18 0001") == 0);
	EXPECT(answer(3, 1, "18 0104 0001 1111") == MALFORMED);
	EXPECT(ask(4, 1, "18 0001") == 0);
	EXPECT(answer(4, 1, "18 0000") == MALFORMED);
	EXPECT(ask(5, 1, "18 0001") == 0);
	EXPECT(answer(5, 1, "18 0004 0001 11") == TRUNCATED);
	EXPECT(no_image(1, "fifo/1"));
}

static void custom_functions(void)
{
	const struct fake_image *img;

	EXPECT(ask(1, 1, "4a 0102 03") == 0);
	EXPECT(has_image(1, "fc74/request", "4a 0102 03"));
	EXPECT(answer(1, 1, "4a ff") == 0);
	EXPECT(has_image(1, "fc74/response", "4a ff"));
	img = fake_image(peer_unit(1), "fc74/response");
	EXPECT(img && img->desc.layout == FIELDTAP_LAYOUT_RAW);
	EXPECT(peer_unit(1)->requests == 1 && peer_unit(1)->answers == 1);

	exchange(1, "4a 0102 04", "4a");
	EXPECT(has_image(1, "fc74/request", "4a 0102 04"));
	EXPECT(has_image(1, "fc74/response", "4a"));
	exchange(2, "4a", "4a 00");
	EXPECT(has_image(2, "fc74/request", "4a"));
	EXPECT(has_image(1, "fc74/request", "4a 0102 04"));
	exchange(1, "7f", "7f 01");
	EXPECT(has_image(1, "fc127/response", "7f 01"));

	/* An exception is no image. */
	EXPECT(ask(2, 3, "4b 01") == 0);
	EXPECT(answer(2, 3, "cb 01") == 0);
	EXPECT(no_image(3, "fc75/response") && peer_unit(3)->exceptions == 1);
}

/* Standard functions without process values, and the length limit. */
static void other_functions(void)
{
	static const char *const pdus[][2] = {
		{ "07", "07 6d" },
		{ "08 0000 a537", "08 0000 a537" },
		{ "0b", "0b ffff 0108" },
		{ "0c", "0c 08 0000 0108 0121 2000" },
		{ "11", "11 03 01ff00" },
		{ "14 07 06 0004 0001 0002", "14 06 05 06 0dfe 0020" },
		{ "15 09 06 0004 0007 0001 06af",
		  "15 09 06 0004 0007 0001 06af" },
		{ "2b 0e 01 00", "2b 0e 01 01 00 00 01 00 01 41" },
	};
	char name[32], request[600] = "42", text[3] = "";
	u8 function;
	u32 i;

	for (i = 0; i < ARRAY_SIZE(pdus); i++) {
		exchange(5, pdus[i][0], pdus[i][1]);
		peer_hex(memcpy(text, pdus[i][0], 2), &function, 1);
		snprintf(name, sizeof(name), "fc%u/request", function);
		EXPECT(has_image(5, name, pdus[i][0]));
		snprintf(name, sizeof(name), "fc%u/response", function);
		EXPECT(has_image(5, name, pdus[i][1]));
	}
	EXPECT(fake_emits == 2 * ARRAY_SIZE(pdus));

	while (strlen(request) < 2 * 253)
		strcat(request, "5a");
	exchange(5, request, request);
	EXPECT(has_image(5, "fc66/request", request));
	EXPECT(has_image(5, "fc66/response", request));
}

static void exceptions(void)
{
	static const char *const requests[] = {
		"01 0000 0001", "02 0000 0001", "03 0000 0001", "04 0000 0001",
		"05 0000 ff00", "06 0000 0001", "0f 0000 0001 01 00",
		"10 0000 0001 02 0000", "16 0000 0000 0000",
		"17 0000 0001 0000 0001 02 0000", "18 0000",
	};
	char response[16];
	u8 function;
	u32 i;

	for (i = 0; i < ARRAY_SIZE(requests); i++) {
		memcpy(response, requests[i], 3);
		response[2] = 0;
		peer_hex(response, &function, 1);
		snprintf(response, sizeof(response), "%02x %02x",
			 function | 0x80, i + 1);
		fake_pass(peer, 3 * MS);
		EXPECT(ask(i, 9, requests[i]) == 0);
		fake_pass(peer, 2 * MS);
		EXPECT(answer(i, 9, response) == 0);
		EXPECT(peer_unit(9)->exceptions == i + 1);
		EXPECT(peer_unit(9)->last_exception == i + 1);
		EXPECT(peer_unit(9)->last_response == 2 * MS);
	}
	EXPECT(peer_unit(9)->answers == i && peer_unit(9)->requests == i);
	EXPECT(fake_emits == 0);

	EXPECT(answer(50, 9, "83 02") == UNMATCHED);
	EXPECT(ask(51, 9, "03 0000 0001") == 0);
	EXPECT(answer(51, 9, "83") == TRUNCATED);
	EXPECT(ask(52, 9, "03 0000 0001") == 0);
	EXPECT(answer(52, 9, "83 02 00") == MALFORMED);
	EXPECT(answer(53, 9, "80 01") == MALFORMED);
	EXPECT(answer(53, 9, "00 01") == MALFORMED);
	EXPECT(peer_unit(9)->exceptions == i + 1);
	EXPECT(peer_unit(9)->answers == i + 2);
}

static bool has_quality(const char *name, enum fieldtap_quality quality,
			u32 status)
{
	const struct fake_image *img = fake_image(peer_unit(9), name);

	return img && img->quality == quality && img->status == status;
}

/* What cannot be read any more is bad until it can. */
static void doubts(void)
{
	static const struct {
		const char *request;
		const char *response;
		const char *name;
		const char *content;
	} reads[] = {
		{ "01 0000 0008", "01 01 a5", "coil/0+8", "a5" },
		{ "02 0000 0008", "02 01 5a", "di/0+8", "5a" },
		{ "03 0010 0001", "03 02 1234", "hr/16+1", "1234" },
		{ "04 0010 0001", "04 02 5678", "ir/16+1", "5678" },
		{ "17 0020 0001 0030 0001 02 0000", "17 02 9abc", "hr/32+1",
		  "9abc" },
		{ "18 0004", "18 0004 0001 0007", "fifo/4", "0001 0007" },
	};
	char exception[24];
	u32 i, j;

	for (i = 0; i < ARRAY_SIZE(reads); i++)
		exchange(9, reads[i].request, reads[i].response);
	for (i = 0; i < ARRAY_SIZE(reads); i++) {
		snprintf(exception, sizeof(exception), "%02lx 0b",
			 strtoul(reads[i].request, NULL, 16) | 0x80);
		exchange(9, reads[i].request, exception);
		EXPECT(has_image(9, reads[i].name, reads[i].content));
		for (j = 0; j < ARRAY_SIZE(reads); j++)
			EXPECT(has_quality(reads[j].name, i == j ?
					   FIELDTAP_QUALITY_BAD :
					   FIELDTAP_QUALITY_GOOD,
					   i == j ? 11 : 0));
		/* Another reason, and none any more. */
		exception[4] = '2';
		exchange(9, reads[i].request, exception);
		EXPECT(has_quality(reads[i].name, FIELDTAP_QUALITY_BAD, 2));
		exchange(9, reads[i].request, reads[i].response);
		EXPECT(has_quality(reads[i].name, FIELDTAP_QUALITY_GOOD, 0));
	}
}

/* Other images, writes and what nobody asked for are no reason. */
static void no_doubts(void)
{
	exchange(9, "03 0010 0002", "03 04 12345678");
	exchange(9, "03 0010 0001", "83 02");
	EXPECT(no_image(9, "hr/16+1"));
	exchange(9, "04 0010 0002", "84 02");
	exchange(9, "10 0010 0002 04 00000000", "90 04");
	exchange(9, "06 0010 0000", "86 04");
	EXPECT(answer(50, 9, "83 02") == UNMATCHED);
	EXPECT(ask(51, 8, "03 0010 0002") == 0);
	EXPECT(answer(51, 8, "83 02") == 0);
	/* An illegal request. */
	EXPECT(ask(52, 9, "03 0010 0000") == MALFORMED);
	EXPECT(answer(52, 9, "83 03") == 0);
	EXPECT(ask(53, 9, "03 0010") == TRUNCATED);
	EXPECT(answer(53, 9, "83 03") == 0);
	EXPECT(has_quality("hr/16+2", FIELDTAP_QUALITY_GOOD, 0));
	EXPECT(has_image(9, "hr/16+2", "12345678"));
}

static void exception_names(void)
{
	char buf[64];

	EXPECT(fake_decoder->status_name(2, buf, sizeof(buf)) == 20 &&
	       !strcmp(buf, "illegal data address"));
	EXPECT(fake_decoder->status_name(7, buf, sizeof(buf)) &&
	       !strcmp(buf, "exception 7"));
	EXPECT(fake_decoder->status_name(255, buf, sizeof(buf)) &&
	       !strcmp(buf, "exception 255"));
	EXPECT(fake_decoder->status_name(11, buf, 8) == 7 &&
	       !strcmp(buf, "gateway"));
}

/* Length and quantity of requests: what is wrong, and whether it is kept. */
static void bad_requests(void)
{
	static const struct {
		const char *pdu;
		int why;
	} table[] = {
		{ "01 0000 0000", MALFORMED },
		{ "01 0000 07d0", 0 },
		{ "01 0000 07d1", MALFORMED },
		{ "02 0000 07d0", 0 },
		{ "02 0000 07d1", MALFORMED },
		{ "03 0000 007d", 0 },
		{ "03 0000 007e", MALFORMED },
		{ "03 0000 0000", MALFORMED },
		{ "04 0000 007d", 0 },
		{ "04 0000 007e", MALFORMED },
		{ "04 ffff 0001", 0 },
		{ "04 ffff 0002", MALFORMED },
		{ "03 0000 00", TRUNCATED },
		{ "03 0000 0001 00", MALFORMED },
		{ "05 0000 ff01", MALFORMED },
		{ "05 0000 00ff", MALFORMED },
		{ "06 0000 00ff 00", MALFORMED },
		{ "0f 0000 0000 00", MALFORMED },
		{ "0f 0000 0008 01 ff", 0 },
		{ "0f 0000 0009 01 ff", MALFORMED },
		{ "0f 0000 0008 02 ffff", MALFORMED },
		{ "0f 0000 0009 02 ff", TRUNCATED },
		{ "0f 0000 0008 01 ffff", MALFORMED },
		{ "10 0000 0000 00", MALFORMED },
		{ "10 0000 0001 02 ffff", 0 },
		{ "10 0000 0001 02 ff", TRUNCATED },
		{ "10 0000 0001 03 ffffff", MALFORMED },
		{ "10 0000 0001 02 ffffff", MALFORMED },
		{ "10 0000 0101 02 ffff", MALFORMED },
		{ "10 ffff 0002 04 ffffffff", MALFORMED },
		{ "16 0000 0000 00", TRUNCATED },
		{ "17 0000 0001 0000 0001 02 00", TRUNCATED },
		{ "17 0000 007d 0000 0001 02 0000", 0 },
		{ "17 0000 007e 0000 0001 02 0000", MALFORMED },
		{ "17 0000 0000 0000 0001 02 0000", MALFORMED },
		{ "17 0000 0001 0000 0001 04 00000000", MALFORMED },
		{ "17 0000 0001 0000 0000 00", MALFORMED },
		{ "18 00", TRUNCATED },
		{ "18 0000 00", MALFORMED },
		{ "00", MALFORMED },
		{ "83 02", MALFORMED },
		{ "ff", MALFORMED },
	};
	u32 i;

	for (i = 0; i < ARRAY_SIZE(table); i++) {
		int why = ask(i, 1, table[i].pdu);

		if (why != table[i].why)
			printf("# %s: %d\n", table[i].pdu, why);
		EXPECT(why == table[i].why);
	}
	EXPECT(fake_emits == 0);
}

/* The longest writes: 1968 coils, 123 and 121 registers. */
static void longest_writes(void)
{
	static const struct {
		const char *ask;
		const char *answer;
		u32 bytes;
		const char *image;
		int why;
	} table[] = {
		{ "0f 0000 07b0 f6", "0f 0000 07b0", 246, "coil/0+1968", 0 },
		{ "0f 0000 07b1 f7", "0f 0000 07b1", 247, "coil/0+1969",
		  MALFORMED },
		{ "10 0000 007b f6", "10 0000 007b", 246, "hr/0+123", 0 },
		{ "10 0000 007c f8", "10 0000 007c", 248, "hr/0+124",
		  MALFORMED },
		{ "17 0200 0001 0000 0079 f2", "17 02 0001", 242, "hr/0+121",
		  0 },
		{ "17 0200 0001 0000 007a f4", "17 02 0001", 244, "hr/0+122",
		  MALFORMED },
	};
	char request[600], data[600];
	u8 pdu[280], adu[300];
	u32 i, j, len;

	for (i = 0; i < ARRAY_SIZE(table); i++) {
		data[0] = 0;
		for (j = 0; j < table[i].bytes; j++)
			sprintf(data + 2 * j, "%02x", (j + 1) & 0xff);
		snprintf(request, sizeof(request), "%s%s", table[i].ask, data);
		len = peer_hex(request, pdu, sizeof(pdu));
		len = peer_adu_bytes(adu, i, 1, pdu, len);
		EXPECT(fake_decode(peer, FT_TO_SERVER, adu, len) ==
		       table[i].why);
		EXPECT(answer(i, 1, table[i].answer) ==
		       (table[i].why ? MISMATCHED : 0));
		EXPECT(table[i].why ? no_image(1, table[i].image) :
		       has_image(1, table[i].image, data));
	}
}

/* Octets behind a whole PDU are wrong, but the server took the request. */
static void trailing_octets(void)
{
	EXPECT(ask(1, 1, "06 0001 1234 0000") == MALFORMED);
	EXPECT(answer(1, 1, "06 0001 1234") == 0);
	EXPECT(has_image(1, "hr/1+1", "1234"));
	EXPECT(ask(2, 1, "03 0002 0001") == 0);
	EXPECT(answer(2, 1, "03 02 5678 00") == MALFORMED);
	EXPECT(has_image(1, "hr/2+1", "5678"));
	EXPECT(peer_unit(1)->answers == 2);
}

/* An illegal request is answered by an exception, and by nothing else. */
static void bad_request_answered(void)
{
	EXPECT(ask(1, 1, "01 0000 0000") == MALFORMED);
	EXPECT(answer(1, 1, "81 03") == 0);
	EXPECT(ask(2, 1, "03 0000 00") == TRUNCATED);
	EXPECT(answer(2, 1, "83 03") == 0);
	EXPECT(ask(3, 1, "01 0000 0000") == MALFORMED);
	EXPECT(answer(3, 1, "01 00") == MISMATCHED);
	EXPECT(peer_unit(1)->requests == 3 && peer_unit(1)->exceptions == 2);
	EXPECT(peer_unit(1)->answers == 3);
	EXPECT(fake_emits == 0);
}

static void quantity_mismatch(void)
{
	static const char *const pairs[][2] = {
		{ "01 0000 0008", "01 02 0000" },
		{ "01 0000 0009", "01 01 00" },
		{ "02 0000 0001", "02 00" },
		{ "03 0000 0002", "03 02 0000" },
		{ "03 0000 0001", "03 03 000000" },
		{ "04 0000 0001", "04 04 00000000" },
		{ "04 0000 0001", "04 00" },
	};
	u32 i;

	for (i = 0; i < ARRAY_SIZE(pairs); i++) {
		EXPECT(ask(i, 1, pairs[i][0]) == 0);
		EXPECT(answer(i, 1, pairs[i][1]) == MISMATCHED);
		/* It was answered, if badly. */
		EXPECT(answer(i, 1, pairs[i][1]) == UNMATCHED);
	}
	EXPECT(peer_unit(1)->answers == i);
	EXPECT(fake_emits == 0);
}

static void names(void)
{
	char buf[16];
	u8 unit = 247;
	struct ft_image_desc desc;

	EXPECT(fake_decoder->station_name(&unit, 1, buf, sizeof(buf)) == 3);
	EXPECT(!strcmp(buf, "247"));
	unit = 0;
	EXPECT(fake_decoder->station_name(&unit, 1, buf, sizeof(buf)) == 1);
	EXPECT(!strcmp(buf, "0"));
	EXPECT(fake_decoder->station_name(&unit, 1, buf, 1) == 0 && !buf[0]);
	fake_decoder->describe("xyz", 3, &desc);
	EXPECT(desc.layout == FIELDTAP_LAYOUT_RAW && !desc.count);
	EXPECT(!strcmp(fake_decoder->name, "modbus"));
	EXPECT(fake_decoder->tcp_ports[0] == 502);
	EXPECT(!fake_decoder->tcp_ports[1]);
	EXPECT(fake_decoder->priv_size <= 2560);
}

const struct ktap_test function_tests[] = {
	{ "1 2 read bits", read_bits },
	{ "unused bits are no change", padding_is_no_change },
	{ "3 4 read registers", read_registers },
	{ "5 6 write one", write_one },
	{ "15 16 write many", write_many },
	{ "22 mask write", mask_write },
	{ "23 read and write", read_write },
	{ "24 read FIFO", read_fifo },
	{ "custom functions", custom_functions },
	{ "7 8 11 12 17 20 21 43 and longest", other_functions },
	{ "exceptions", exceptions },
	{ "exceptions to reads make what was read bad", doubts },
	{ "exceptions that say nothing of an image", no_doubts },
	{ "names of exceptions", exception_names },
	{ "bad requests", bad_requests },
	{ "longest writes", longest_writes },
	{ "trailing octets", trailing_octets },
	{ "bad request answered", bad_request_answered },
	{ "quantity mismatch", quantity_mismatch },
	{ "names and limits", names },
	{ }
};
