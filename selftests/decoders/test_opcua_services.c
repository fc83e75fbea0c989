// SPDX-License-Identifier: GPL-2.0
/* Reads, writes and subscriptions, and what they say of the server's health. */
#include <string.h>

#include "opcua_peer.h"

#define UNMATCHED	FIELDTAP_STAT_PDU_UNMATCHED
#define MISMATCHED	FIELDTAP_STAT_PDU_MISMATCHED
#define MALFORMED	FIELDTAP_STAT_PDU_MALFORMED

#define DOUBLE_1_5	"0b 000000000000f83f"
#define GOOD		"00000000"
#define UNKNOWN		"00003480"		/* BadNodeIdUnknown */

/* Create an item for a node with this handle in subscription 3; item 9. */
#define ITEM(node, handle) CREATE_ITEMS "03000000 02000000 01000000" node \
			VALUE "02000000" handle "0000000000000000 000000" \
			"01000000 01"
#define ITEM_DONE(item)	CREATED_ITEMS "01000000 00000000" item \
			"0000000000000000 01000000 000000" NONE
/* A notification of subscription 3 with one value. */
#define NEWS(number)	PUBLISHED "03000000" NONE "00" number TIME
#define CHANGES(len, rest) "01000000 0100 2b03 01" len rest
#define CHANGE(handle, byte) CHANGES("0f000000", "01000000" handle "0103" \
			byte NONE)
#define END		NONE NONE

static void connected(void)
{
	EXPECT(hello() == 0);
	open_channel("None");
}

static void reads(void)
{
	connected();
	exchange(READ "03000000" NODE_T VALUE NODE_5 VALUE NODE_CLOCK VALUE,
		 READ_SAID "03000000 01" DOUBLE_1_5 "0d 06 feffffff" TIME TIME
		 "05 0d" TIME TIME NONE);
	EXPECT(is("ns=2;s=T", "1.5"));
	EXPECT(is("ns=2;i=5", "-2"));
	EXPECT(is("i=2258", "133452144000000000"));
	EXPECT(image("ns=2;s=T")->source_time == 0);
	EXPECT(image("ns=2;i=5")->source_time == TIME_NS);
	EXPECT(image("i=2258")->source_time == TIME_NS);
	EXPECT(image("ns=2;s=T")->quality == FIELDTAP_QUALITY_GOOD);
}

static void bad_reads(void)
{
	char text[64];

	connected();
	exchange(READ "02000000" NODE_T VALUE NODE_5 VALUE,
		 READ_SAID "02000000 02" UNKNOWN "03 03 07 0000 9240" NONE);
	EXPECT(is("ns=2;s=T", "\"\""));
	EXPECT(image("ns=2;s=T")->quality == FIELDTAP_QUALITY_BAD);
	EXPECT(image("ns=2;s=T")->status == 0x80340000);
	EXPECT(is("ns=2;i=5", "7"));
	EXPECT(image("ns=2;i=5")->quality == FIELDTAP_QUALITY_UNCERTAIN);
	fake_decoder->status_name(0x80340000, text, sizeof(text));
	EXPECT(!strcmp(text, "BadNodeIdUnknown"));
	fake_decoder->status_name(0x00000480, text, sizeof(text));
	EXPECT(!strcmp(text, "Good"));
	fake_decoder->status_name(0xdead0000, text, sizeof(text));
	EXPECT(!strcmp(text, "0xdead0000"));
}

/* Other attributes are no values; a part of a value is not the whole. */
static void parts(void)
{
	connected();
	exchange(READ "03000000" NODE_T "04000000 ffffffff 0000 ffffffff"
		 NODE_5 "0d000000 03000000 313a32 0000 ffffffff"
		 NODE_CLOCK "0d000000 01000000 78 0000 ffffffff",
		 READ_SAID "03000000 01 0305 01 83 02000000 0607 01 0305"
		 NONE);
	EXPECT(none("ns=2;s=T"));
	EXPECT(none("ns=2;i=5"));
	EXPECT(is("ns=2;i=5[1:2]", "[6,7]"));
	EXPECT(none("i=2258"));
	EXPECT(fake_stats[FIELDTAP_STAT_NAMES_REFUSED] == 1);
}

static void unpaired(void)
{
	connected();
	EXPECT(ask(1, READ "01000000" NODE_T VALUE) == 0);
	EXPECT(answer(2, READ_SAID "01000000 01 0305" NONE) == UNMATCHED);
	EXPECT(answer(1, READ_SAID "02000000 01 0305 01 0306" NONE) ==
	       MISMATCHED);
	EXPECT(none("ns=2;s=T"));
	EXPECT(answer(1, READ_SAID "01000000 01 0305" NONE) == UNMATCHED);
	EXPECT(ask(3, READ "01000000" NODE_T VALUE) == 0);
	EXPECT(answer(3, WRITE_SAID "01000000" GOOD NONE) == MISMATCHED);
	EXPECT(ask(6, READ "01000000" NODE_T VALUE) == 0);
	EXPECT(answer(6, SAY("1202") NONE NONE) == MISMATCHED);
	EXPECT(fake_emits == 0);

	/* Pipelined, answered in another order. */
	EXPECT(ask(4, READ "01000000" NODE_T VALUE) == 0);
	EXPECT(ask(5, READ "01000000" NODE_5 VALUE) == 0);
	EXPECT(answer(5, READ_SAID "01000000 01 0305" NONE) == 0);
	EXPECT(answer(4, READ_SAID "01000000 01 0306" NONE) == 0);
	EXPECT(is("ns=2;s=T", "6"));
	EXPECT(is("ns=2;i=5", "5"));
}

static void writes(void)
{
	connected();
	exchange(WRITE "03000000" NODE_T "0d000000 ffffffff 01" DOUBLE_1_5
		 NODE_5 "0d000000 ffffffff 01 0305"
		 NODE_CLOCK "04000000 ffffffff 01 0305",
		 WRITE_SAID "03000000" GOOD "00003b80" GOOD NONE);
	EXPECT(is("ns=2;s=T", "1.5"));
	EXPECT(none("ns=2;i=5"));
	EXPECT(none("i=2258"));

	/* What was never taken is nothing. */
	EXPECT(ask(1, WRITE "01000000" NODE_T "0d000000 ffffffff 01 0306") == 0);
	EXPECT(answer(1, FAULT("00003b80")) == 0);
	EXPECT(is("ns=2;s=T", "1.5"));
}

static void subscription(void)
{
	connected();
	exchange(CREATE_SUB, CREATED_SUB("03000000"));
	exchange(ITEM(NODE_T, "2a000000"), ITEM_DONE("09000000"));
	EXPECT(ask(50, PUBLISH) == 0);
	EXPECT(answer(50, NEWS("01000000") CHANGE("2a000000", "11") END) == 0);
	EXPECT(is("ns=2;s=T", "17"));
	EXPECT(none("subscription=3;handle=42"));
	EXPECT(peer_device(DEVICE)->publications == 1);

	/* A sign of life has the number of what comes next. */
	EXPECT(answer(51, PUBLISHED "03000000" NONE "00 02000000" TIME NONE
		      END) == 0);
	EXPECT(answer(52, NEWS("02000000") CHANGE("2a000000", "12") END) == 0);
	EXPECT(is("ns=2;s=T", "18"));
	EXPECT(peer_device(DEVICE)->repeated == 0);

	/* Other notifications beside it are passed over. */
	EXPECT(answer(53, PUBLISHED "03000000" NONE "00 03000000" TIME
		      "03000000 0100 9403 01 02000000 abcd 0100 2b03 01"
		      "10000000 01000000 2a000000 0103 13 00 ffffffff"
		      "0000 00" END) == MALFORMED);
	EXPECT(answer(53, PUBLISHED "03000000" NONE "00 03000000" TIME
		      "03000000 0100 9403 01 02000000 abcd 0100 2b03 01"
		      "0f000000 01000000 2a000000 0103 13 ffffffff"
		      "0000 00" END) == 0);
	EXPECT(is("ns=2;s=T", "19"));

	/* A body that is longer than what is in it. */
	EXPECT(answer(54, NEWS("04000000") CHANGES("13000000", "01000000"
		      "2a000000 0103 14" NONE NONE) END) == MALFORMED);
	EXPECT(is("ns=2;s=T", "19"));
}

/* Another handle, an item that is gone, a subscription that is. */
static void items_change(void)
{
	connected();
	exchange(CREATE_SUB, CREATED_SUB("03000000"));
	exchange(ITEM(NODE_T, "2a000000"), ITEM_DONE("09000000"));
	exchange(MODIFY_ITEMS "03000000 02000000 01000000 09000000 2b000000"
		 "0000000000000000 000000 01000000 01",
		 MODIFIED_ITEMS "01000000 00000000 0000000000000000 01000000"
		 "000000" NONE);
	EXPECT(answer(50, NEWS("01000000") CHANGE("2b000000", "11") END) == 0);
	EXPECT(is("ns=2;s=T", "17"));
	EXPECT(answer(51, NEWS("02000000") CHANGE("2a000000", "12") END) == 0);
	EXPECT(is("ns=2;s=T", "17"));
	EXPECT(is("subscription=3;handle=42", "18"));

	exchange(DELETE_ITEMS "03000000 01000000 09000000",
		 DELETED_ITEMS "01000000 00000000" NONE);
	EXPECT(answer(52, NEWS("03000000") CHANGE("2b000000", "13") END) == 0);
	EXPECT(is("ns=2;s=T", "17"));
	EXPECT(is("subscription=3;handle=43", "19"));

	/* One that could not be made is none; other attributes are no values. */
	EXPECT(ask(60, ITEM(NODE_5, "2b000000")) == 0);
	EXPECT(answer(60, CREATED_ITEMS "01000000" UNKNOWN "00000000"
		      "0000000000000000 00000000 000000" NONE) == 0);
	EXPECT(answer(53, NEWS("04000000") CHANGE("2b000000", "14") END) == 0);
	EXPECT(none("ns=2;i=5"));
	exchange(CREATE_ITEMS "03000000 02000000 01000000" NODE_5
		 "0c000000 ffffffff 0000 ffffffff 02000000 07000000"
		 "0000000000000000 000000 01000000 01", ITEM_DONE("0a000000"));
	EXPECT(answer(54, NEWS("05000000") CHANGE("07000000", "15") END) == 0);
	EXPECT(none("ns=2;i=5"));
	EXPECT(none("subscription=3;handle=7"));

	/* The next subscription of that id has handles of its own. */
	exchange(ITEM(NODE_T, "2a000000"), ITEM_DONE("0b000000"));
	exchange(DELETE_SUBS "01000000 03000000",
		 DELETED_SUBS "01000000 00000000" NONE);
	fake_pass(peer, SECOND);
	exchange(CREATE_SUB, CREATED_SUB("03000000"));
	EXPECT(answer(55, NEWS("01000000") CHANGE("2a000000", "16") END) == 0);
	EXPECT(is("ns=2;s=T", "17"));
	EXPECT(is("subscription=3;handle=42", "22"));
}

/* Handles outlive the connection; what comes twice counts once. */
static void republished(void)
{
	connected();
	exchange(CREATE_SUB, CREATED_SUB("03000000"));
	exchange(ITEM(NODE_T, "2a000000"), ITEM_DONE("09000000"));
	exchange(ITEM(NODE_5, "2b000000"), ITEM_DONE("0a000000"));
	EXPECT(answer(50, NEWS("01000000") CHANGE("2a000000", "11") END) == 0);

	peer_reconnect();
	connected();
	exchange(REPUBLISH "03000000 01000000",
		 REPUBLISHED "01000000" TIME CHANGE("2a000000", "11"));
	EXPECT(image("ns=2;s=T")->updates == 1);
	EXPECT(peer_device(DEVICE)->repeated == 1);
	exchange(REPUBLISH "03000000 02000000",
		 REPUBLISHED "02000000" TIME CHANGE("2a000000", "12"));
	EXPECT(is("ns=2;s=T", "18"));

	/* A sign of life brings nothing that could come again. */
	EXPECT(answer(60, PUBLISHED "03000000" NONE "00 03000000" TIME NONE
		      END) == 0);
	exchange(REPUBLISH "03000000 03000000",
		 REPUBLISHED "03000000" TIME CHANGE("2b000000", "13"));
	EXPECT(is("ns=2;i=5", "19"));

	/* Later than what came after it: only what that did not bring. */
	EXPECT(answer(51, NEWS("05000000") CHANGE("2a000000", "15") END) == 0);
	exchange(REPUBLISH "03000000 04000000",
		 REPUBLISHED "04000000" TIME "01000000 0100 2b03 01 16000000"
		 "02000000 2a000000 0103 13 2b000000 0103 14" NONE);
	EXPECT(is("ns=2;s=T", "21"));
	EXPECT(is("ns=2;i=5", "20"));

	/* The server began anew, unseen. */
	EXPECT(answer(52, NEWS("01000000") CHANGE("2a000000", "01") END) == 0);
	EXPECT(is("ns=2;s=T", "1"));
	EXPECT(peer_device(DEVICE)->repeated == 1);

	/* Who could not say which is not believed. */
	EXPECT(answer(70, REPUBLISHED "04000000" TIME
		      CHANGE("2a000000", "77")) == UNMATCHED);
	EXPECT(is("ns=2;s=T", "1"));
}

static void never_created(void)
{
	EXPECT(answer(50, NEWS("09000000") CHANGE("2a000000", "11") END) == 0);
	EXPECT(is("subscription=3;handle=42", "17"));
	exchange(ITEM(NODE_T, "2a000000"), ITEM_DONE("09000000"));
	EXPECT(answer(51, NEWS("0a000000") CHANGE("2a000000", "12") END) == 0);
	EXPECT(is("ns=2;s=T", "18"));
	EXPECT(is("subscription=3;handle=42", "17"));
}

static void health(void)
{
	const struct ft_device *dev;

	connected();
	dev = peer_device(DEVICE);
	EXPECT(dev->requests == 1 && dev->answers == 1);
	EXPECT(ask(1, READ "01000000" NODE_T VALUE) == 0);
	fake_pass(peer, 30 * MS);
	EXPECT(answer(1, READ_SAID "01000000 01 0305" NONE) == 0);
	EXPECT(dev->answers == 2 && dev->last_response == 30 * MS);

	EXPECT(ask(2, READ "01000000" NODE_T VALUE) == 0);
	EXPECT(answer(2, FAULT("00002580")) == 0);
	EXPECT(dev->exceptions == 1 && dev->last_exception == 0x80250000);
	EXPECT(answer(2, FAULT("00002580")) == UNMATCHED);

	/* Publish requests wait: they are no timeouts, nor do they fail. */
	EXPECT(ask(3, PUBLISH) == 0);
	EXPECT(ask(4, READ "01000000" NODE_T VALUE) == 0);
	fake_pass(peer, PEER_TIMEOUT);
	fake_tick(peer);
	EXPECT(dev->timeouts == 1);
	EXPECT(answer(3, FAULT("00007980")) == 0);
	EXPECT(dev->exceptions == 1);

	/* Too late for the health, not for the value. */
	EXPECT(answer(4, READ_SAID "01000000 01 0309" NONE) == 0);
	EXPECT(is("ns=2;s=T", "9"));
	EXPECT(dev->answers == 3);
	EXPECT(ask(5, READ "01000000" NODE_T VALUE) == 0);
	fake_pass(peer, 8 * PEER_TIMEOUT);
	fake_tick(peer);
	EXPECT(dev->timeouts == 2);
	EXPECT(answer(5, READ_SAID "01000000 01 030a" NONE) == UNMATCHED);
}

/* More requests than are remembered; the same number again. */
static void pushed_out(void)
{
	u32 i;

	connected();
	for (i = 0; i < 40; i++)
		EXPECT(ask(i, READ "01000000" NODE_T VALUE) == 0);
	EXPECT(fake_stats[FIELDTAP_STAT_REQUESTS_LOST] == 8);
	EXPECT(answer(7, READ_SAID "01000000 01 0305" NONE) == UNMATCHED);
	EXPECT(answer(8, READ_SAID "01000000 01 0306" NONE) == 0);
	EXPECT(is("ns=2;s=T", "6"));

	EXPECT(ask(9, READ "01000000" NODE_5 VALUE) == 0);
	EXPECT(peer_device(DEVICE)->timeouts == 1);
	EXPECT(answer(9, READ_SAID "01000000 01 0307" NONE) == 0);
	EXPECT(is("ns=2;i=5", "7"));
	EXPECT(is("ns=2;s=T", "6"));
}

static void names_the_server(void)
{
	connected();
	EXPECT(label_is("endpoint", "opc.tcp://a"));
	EXPECT(label_is("security", "None"));
	EXPECT(ask(1, ASK("cd01") "00") == 0);
	EXPECT(answer(1, SAY("d001") "01000100 01000200 0000000000000000" NONE
		      NONE "01000000 01000000 61 01000000 62 01000000 63"
		      "03 02000000 656e 04000000 506c616e") == 0);
	EXPECT(label_is("application", "Plan"));
}

static void no_room(void)
{
	connected();
	fake_room.notes = 0;
	EXPECT(ask(1, READ "01000000" NODE_T VALUE) ==
	       FIELDTAP_STAT_PDU_INCOMPLETE);
	EXPECT(answer(1, READ_SAID "01000000 01 0305" NONE) == UNMATCHED);
	EXPECT(peer_device(DEVICE)->answers == 2);
	EXPECT(answer(50, NEWS("01000000") CHANGE("2a000000", "11") END) == 0);
	EXPECT(is("subscription=3;handle=42", "17"));
	fake_room.notes = ~0U;
	fake_room.devices = 0;
	EXPECT(ask(2, READ "01000000" NODE_T VALUE) == 0);
	EXPECT(answer(2, READ_SAID "01000000 01 0305" NONE) == 0);
}

const struct ktap_test opcua_service_tests[] = {
	{ "reads", reads },
	{ "bad and uncertain reads", bad_reads },
	{ "other attributes, parts of values", parts },
	{ "answers without their request", unpaired },
	{ "writes", writes },
	{ "a subscription", subscription },
	{ "items and subscriptions change", items_change },
	{ "republished on another connection", republished },
	{ "items that were never seen created", never_created },
	{ "health", health },
	{ "many requests", pushed_out },
	{ "labels", names_the_server },
	{ "no room", no_room },
	{}
};
