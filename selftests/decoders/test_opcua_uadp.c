// SPDX-License-Identifier: GPL-2.0
/* PubSub: publishers, groups, writers, frames and their fields. */
#include <string.h>

#include "opcua_peer.h"

#define TRUNCATED	FIELDTAP_STAT_PDU_TRUNCATED
#define MALFORMED	FIELDTAP_STAT_PDU_MALFORMED
#define UNSUPPORTED	FIELDTAP_STAT_PDU_UNSUPPORTED
#define ENCRYPTED	FIELDTAP_STAT_PDU_ENCRYPTED
#define NONSENSE	FIELDTAP_STAT_PDU_NONSENSE

/* Publisher u16 2234, writer group 100, one writer 62541. */
#define HEAD		"f1 01 ba08 01 6400 01 4df4"

static const struct fake_image *field(const char *publisher, const char *name)
{
	static const struct fake_image nothing;
	const struct fake_image *img = fake_image(peer_device(publisher), name);

	return img ? img : &nothing;
}

static void key_and_delta(void)
{
	peer_udp();
	EXPECT(datagram(HEAD "01 0300 0101 07feffffff 0c0100000061") == 0);
	EXPECT(is("uadp:2234/100/62541/0", "true"));
	EXPECT(is("uadp:2234/100/62541/1", "4294967294"));
	EXPECT(is("uadp:2234/100/62541/2", "\"a\""));
	EXPECT(datagram(HEAD "81 01 0100 0100 0705000000") == 0);
	EXPECT(is("uadp:2234/100/62541/0", "true"));
	EXPECT(is("uadp:2234/100/62541/1", "5"));
	EXPECT(peer_device("uadp:2234")->publications == 2);

	/* A sign of life, an event, one that is not valid. */
	fake_emits = 0;
	EXPECT(datagram(HEAD "89 03 0700") == 0);
	EXPECT(datagram(HEAD "81 02 0100 0309") == 0);
	EXPECT(datagram(HEAD "00 ffff") == MALFORMED);
	EXPECT(datagram(HEAD "00") == 0);
	EXPECT(fake_emits == 0);
	EXPECT(peer_device("uadp:2234")->publications == 5);
}

static void publishers(void)
{
	peer_udp();
	EXPECT(datagram("11 07 01 0100 0309") == 0);
	EXPECT(is("uadp:7/0/0/0", "9"));
	EXPECT(datagram("91 02 ffffffff 01 0100 0308") == 0);
	EXPECT(is("uadp:4294967295/0/0/0", "8"));
	EXPECT(datagram("91 03 ffffffffffffffff 01 0100 0307") == 0);
	EXPECT(is("uadp:18446744073709551615/0/0/0", "7"));
	EXPECT(datagram("91 04 03000000 41 2f0a 01 0100 0306") == 0);
	EXPECT(is("uadp:A/%0A/0/0/0", "6"));
	EXPECT(datagram("91 04 1a000000 6161616161616161616161616161616161616161"
			"616161616161 01 0100 0306") == 0);
	EXPECT(fake_stats[FIELDTAP_STAT_NAMES_REFUSED] == 1);
	EXPECT(datagram("91 05 07 01 0100 0309") == MALFORMED);
	EXPECT(datagram("12 07 01 0100 0309") == NONSENSE);
	EXPECT(datagram("01 01 0100 0305") == 0);
	EXPECT(is("opcua:" PEER_CLIENT "/0/0/0", "5"));
	peer_ethernet();
	EXPECT(datagram("01 01 0100 0304") == 0);
	EXPECT(is("opcua:00:11:22:33:44:55/0/0/0", "4"));
}

/* All that a header may have; several messages; padding. */
static void headers(void)
{
	peer_ethernet();
	EXPECT(datagram("f1 e9 02 ba08 000102030405060708090a0b0c0d0e0f"
			"0f 6400 01000000 0200 0300 02 0100 0200" TIME "0000"
			"0400 abcdef01"
			"0600 ff00"
			"01 0100 0309 ff"
			"f9 30 0100" TIME "1027 0080 01000000 02000000"
			"0100 0308"
			"0000000000000000") == TRUNCATED);
	EXPECT(datagram("f1 e9 02 ba08 000102030405060708090a0b0c0d0e0f"
			"0f 6400 01000000 0200 0300 02 0100 0200" TIME "0000"
			"0400 abcdef01"
			"0600 1c00"
			"01 0100 0309 ff"
			"f9 30 0100" TIME "1027 0080 01000000 02000000"
			"0100 0308"
			"0000000000000000") == 0);
	EXPECT(is("uadp:2234/100/1/0", "9"));
	EXPECT(is("uadp:2234/100/2/0", "8"));
	EXPECT(field("uadp:2234", "100/2/0")->source_time == TIME_NS);
	EXPECT(field("uadp:2234", "100/2/0")->status == 0x80000000);
	EXPECT(field("uadp:2234", "100/2/0")->quality == FIELDTAP_QUALITY_BAD);
	EXPECT(field("uadp:2234", "100/1/0")->source_time == TIME_NS);
	peer_udp();
	EXPECT(datagram(HEAD "01 0100 0309 00") == MALFORMED);
}

static void encodings(void)
{
	peer_udp();
	EXPECT(datagram(HEAD "05 0200 03 0309 00000040 05 0308" TIME) == 0);
	EXPECT(is("uadp:2234/100/62541/0", "9"));
	EXPECT(field("uadp:2234", "100/62541/0")->quality ==
	       FIELDTAP_QUALITY_UNCERTAIN);
	EXPECT(field("uadp:2234", "100/62541/1")->source_time == TIME_NS);
	EXPECT(datagram(HEAD "03 0102030405") == 0);
	EXPECT(is("uadp:2234/100/62541/raw", "\"0102030405\""));
	EXPECT(datagram(HEAD "83 01 0102030405") == UNSUPPORTED);
	EXPECT(datagram(HEAD "07 0100 0309") == MALFORMED);
	EXPECT(datagram(HEAD "81 04 0100 0309") == MALFORMED);
}

static void secured(void)
{
	peer_udp();
	EXPECT(datagram("f1 11 ba08 01 6400 01 4df4 01 01000000 02 aabb"
			"01 0100 0309 000102030405060708090a0b0c0d0e0f") == 0);
	EXPECT(is("uadp:2234/100/62541/0", "9"));
	EXPECT(datagram("f1 11 ba08 01 6400 01 4df4 03 01000000 02 aabb"
			"0102030405060708") == ENCRYPTED);
	EXPECT(datagram("f1 11 ba08 01 6400 01 4df4 05 01000000 00 0400"
			"01 0100 0308 01020304") == 0);
	EXPECT(is("uadp:2234/100/62541/0", "8"));
	EXPECT(datagram("f1 11 ba08 01 6400 01 4df4 05 01000000 00 ff00"
			"01 0100 0308 01020304") == TRUNCATED);
	EXPECT(datagram("f1 11 ba08 01 6400 01 4df4 01 01000000 00"
			"03 0102030405060708") == UNSUPPORTED);
}

/* Understood as what they are, without values. */
static void others(void)
{
	peer_udp();
	EXPECT(datagram("91 81 04 ba08 0102030405") == 0);
	EXPECT(datagram("91 81 08 ba08 0102030405") == 0);
	EXPECT(datagram("91 81 0c ba08 0102030405") == NONSENSE);
	EXPECT(datagram("91 81 20 ba08 0102030405") == NONSENSE);
	EXPECT(datagram("d1 81 01 ba08 0100 0100 00000000 05000000 01") ==
	       UNSUPPORTED);
	EXPECT(fake_emits == 0);
}

const struct ktap_test opcua_uadp_tests[] = {
	{ "uadp: key and delta frames", key_and_delta },
	{ "uadp: publishers", publishers },
	{ "uadp: headers", headers },
	{ "uadp: encodings of fields", encodings },
	{ "uadp: signed and encrypted", secured },
	{ "uadp: discovery and chunks", others },
	{}
};
