// SPDX-License-Identifier: GPL-2.0
/* Messages, addresses, which request an answer belongs to, health. */
#include <string.h>

#include "hartip_peer.h"

#define TRUNCATED	FIELDTAP_STAT_PDU_TRUNCATED
#define MALFORMED	FIELDTAP_STAT_PDU_MALFORMED
#define UNMATCHED	FIELDTAP_STAT_PDU_UNMATCHED
#define UNSUPPORTED	FIELDTAP_STAT_PDU_UNSUPPORTED
#define ENCRYPTED	FIELDTAP_STAT_PDU_ENCRYPTED
#define NONSENSE	FIELDTAP_STAT_PDU_NONSENSE

#define SERVER		"hartip:" PEER_SERVER
#define SHORT		SERVER "/short-0"

#define ASK_PV		"82 " LONG " 01 00"
#define PV		"86 " LONG " 01 07 0000 20 41a40000"
#define IDENTITY	"fe 264e 05 07 04 01 0e 0c 0000d2"

static void sessions(void)
{
	EXPECT(say(REQUEST, INITIATE, 1, "0100007530") == 0);
	EXPECT(say(RESPONSE, INITIATE, 1, "0100007530") == 0);
	EXPECT(say(REQUEST, INITIATE, 1, "01000075") == TRUNCATED);
	EXPECT(say(REQUEST, INITIATE, 1, "010000753000") == MALFORMED);
	EXPECT(say(REQUEST, KEEP_ALIVE, 2, "") == 0);
	EXPECT(say(RESPONSE, KEEP_ALIVE, 2, "") == 0);
	EXPECT(say(RESPONSE, KEEP_ALIVE, 2, "00") == MALFORMED);
	EXPECT(say(REQUEST, CLOSE, 3, "") == 0);
	EXPECT(say(RESPONSE, CLOSE, 3, "") == 0);
	EXPECT(say(NAK, KEEP_ALIVE, 4, "10") == 0);
	EXPECT(say(NAK, KEEP_ALIVE, 4, "") == TRUNCATED);
	EXPECT(say(REQUEST, AUDIT, 5, "00ff") == UNSUPPORTED);
	EXPECT(say(REQUEST, 77, 5, "00ff") == UNSUPPORTED);
	EXPECT(fake_emits == 0);
	EXPECT(fake_stats[FIELDTAP_STAT_PDUS] == 7);
}

static void response_time(void)
{
	EXPECT(ask(1, ASK_PV) == 0);
	fake_pass(peer, 40 * MS);
	EXPECT(answer(1, PV) == 0);
	EXPECT(peer_device(DEVICE)->requests == 1);
	EXPECT(peer_device(DEVICE)->answers == 1);
	EXPECT(peer_device(DEVICE)->last_response == 40 * MS);
}

/* An answer tells all by itself, but it answers only what was asked. */
static void unmatched(void)
{
	EXPECT(answer(1, PV) == UNMATCHED);
	EXPECT(is("pv", "20.5") && peer_device(DEVICE)->answers == 0);
	EXPECT(ask(1, ASK_PV) == 0);
	EXPECT(answer(2, PV) == UNMATCHED);
	EXPECT(answer(1, "86 " LONG " 02 0a 0000 0000000000000000") ==
	       UNMATCHED);
	EXPECT(answer(1, "86 264e0000d3 01 07 0000 20 41a40000") == UNMATCHED);
	EXPECT(answer(1, PV) == 0);
	EXPECT(answer(1, PV) == UNMATCHED);
	EXPECT(peer_device(DEVICE)->answers == 1);
}

static void out_of_order(void)
{
	EXPECT(ask(1, ASK_PV) == 0);
	EXPECT(ask(2, "82 " LONG " 02 00") == 0);
	EXPECT(ask(3, ASK_PV) == 0);
	EXPECT(answer(3, PV) == 0);
	EXPECT(answer(2, "86 " LONG " 02 0a 0000 0000000000000000") == 0);
	EXPECT(answer(1, PV) == 0);
	EXPECT(peer_device(DEVICE)->answers == 3);
	EXPECT(peer_device(DEVICE)->timeouts == 0);
}

static void timeouts(void)
{
	EXPECT(ask(1, ASK_PV) == 0);
	fake_pass(peer, PEER_TIMEOUT - 1);
	fake_tick(peer);
	EXPECT(peer_device(DEVICE)->timeouts == 0);
	EXPECT(ask(2, ASK_PV) == 0);
	fake_pass(peer, 1);
	fake_tick(peer);
	EXPECT(peer_device(DEVICE)->timeouts == 1);
	EXPECT(answer(1, PV) == UNMATCHED);
	EXPECT(is("pv", "20.5"));
	EXPECT(answer(2, PV) == 0);
	fake_pass(peer, 2 * PEER_TIMEOUT);
	fake_tick(peer);
	EXPECT(peer_device(DEVICE)->timeouts == 1);
	EXPECT(peer_device(DEVICE)->answers == 1);
}

/* Asked again with the same number: the first one stays without answer. */
static void asked_again(void)
{
	EXPECT(ask(1, ASK_PV) == 0);
	fake_pass(peer, SECOND);
	EXPECT(ask(1, ASK_PV) == 0);
	EXPECT(answer(1, PV) == 0);
	EXPECT(peer_device(DEVICE)->requests == 2);
	EXPECT(peer_device(DEVICE)->answers == 1);
	EXPECT(peer_device(DEVICE)->timeouts == 1);
	EXPECT(peer_device(DEVICE)->last_response == 0);
	/* The same number for another device is another request. */
	EXPECT(ask(2, ASK_PV) == 0);
	EXPECT(ask(2, "82 264e0000d3 01 00") == 0);
	EXPECT(answer(2, PV) == 0);
	EXPECT(answer(2, "86 264e0000d3 01 07 0000 20 41a40000") == 0);
	EXPECT(peer_device(DEVICE)->timeouts == 1);
}

static void too_many(void)
{
	u32 i;

	for (i = 0; i < 20; i++)
		EXPECT(ask(i, ASK_PV) == 0);
	EXPECT(fake_stats[FIELDTAP_STAT_REQUESTS_LOST] == 4);
	for (i = 0; i < 4; i++)
		EXPECT(answer(i, PV) == UNMATCHED);
	for (; i < 20; i++)
		EXPECT(answer(i, PV) == 0);
	EXPECT(peer_device(DEVICE)->answers == 16);
}

static void gap(void)
{
	EXPECT(ask(1, ASK_PV) == 0);
	fake_gap(peer, FT_TO_CLIENT);
	fake_pass(peer, 2 * PEER_TIMEOUT);
	fake_tick(peer);
	EXPECT(peer_device(DEVICE)->timeouts == 0);
	EXPECT(answer(1, PV) == UNMATCHED);
	EXPECT(is("pv", "20.5"));
}

static void refused_by_server(void)
{
	u8 message[] = { 1, RESPONSE, TOKEN, 6, 0, 3, 0, HEADER };

	EXPECT(ask(1, ASK_PV) == 0);
	EXPECT(say(NAK, TOKEN, 1, "21") == 0);
	EXPECT(peer_device(DEVICE)->exceptions == 1);
	EXPECT(peer_device(DEVICE)->last_exception == 0x21);
	EXPECT(say(NAK, TOKEN, 1, "21") == UNMATCHED);
	EXPECT(ask(3, ASK_PV) == 0);
	EXPECT(peer_send(message, sizeof(message)) == 0);
	EXPECT(peer_device(DEVICE)->last_exception == 6);
}

static void published(void)
{
	EXPECT(publish(1, "81 " LONG " 03 0b 0000 41400000 07 3fa00000")
	       == 0);
	EXPECT(is("loop_current", "12") && is("pv", "1.25"));
	EXPECT(peer_device(DEVICE)->publications == 1);
	/* Bit 6 of the address: in burst mode; bit 7: of the master. */
	EXPECT(publish(2, "81 e64e0000d2 03 0b 0000 41400000 07 c0400000")
	       == 0);
	EXPECT(is("pv", "-3"));
	/* A burst that comes as a response, a response that is published. */
	EXPECT(answer(3, "81 " LONG " 01 07 0000 20 41a40000") == 0);
	EXPECT(publish(4, PV) == 0);
	EXPECT(is("pv", "20.5"));
	EXPECT(peer_device(DEVICE)->publications == 4);
	EXPECT(peer_device(DEVICE)->answers == 0);
	EXPECT(publish(5, "82 " LONG " 01 00") == MALFORMED);
	EXPECT(say(PUBLISH, DIRECT, 6, "0000 0001 06 00 07 3fa00000") == 0);
	EXPECT(is(SERVER "/pv", "1.25"));
	EXPECT(peer_device(SERVER)->publications == 1);
}

static void wrong_roles(void)
{
	EXPECT(ask(1, PV) == MALFORMED);
	EXPECT(answer(1, ASK_PV) == MALFORMED);
	EXPECT(answer(1, "83 " LONG " 01 07 0000 20 41a40000") == MALFORMED);
	EXPECT(fake_emits == 0);
}

static void short_address(void)
{
	EXPECT(ask(1, "02 80 01 00") == 0);
	EXPECT(answer(1, "06 80 01 07 0000 20 3fa00000") == 0);
	EXPECT(is(SHORT "/pv", "1.25"));
	EXPECT(peer_device(SHORT)->requests == 1);
	EXPECT(peer_device(SHORT)->answers == 1);
	/* It tells who it is; from now on it is known. */
	EXPECT(ask(2, "02 80 00 00") == 0);
	EXPECT(answer(2, "06 80 00 0e 0000" IDENTITY) == 0);
	EXPECT(peer_device(DEVICE)->requests == 1);
	EXPECT(peer_device(DEVICE)->answers == 1);
	EXPECT(label_is(DEVICE, "device_type", "0x264e"));
	EXPECT(ask(3, "02 00 01 00") == 0);
	EXPECT(peer_device(DEVICE)->requests == 2);
	EXPECT(answer(3, "06 00 01 07 0000 20 41a40000") == 0);
	EXPECT(is("pv", "20.5") && is(SHORT "/pv", "1.25"));
	EXPECT(peer_device(SHORT)->requests == 1);
	/* Another polling address is another device. */
	EXPECT(publish(4, "01 45 01 07 0000 20 3fa00000") == 0);
	EXPECT(is(SERVER "/short-5/pv", "1.25"));
}

static void short_timeout(void)
{
	EXPECT(ask(1, "02 80 00 00") == 0);
	fake_pass(peer, PEER_TIMEOUT);
	fake_tick(peer);
	EXPECT(peer_device(SHORT)->requests == 1);
	EXPECT(peer_device(SHORT)->timeouts == 1);
}

/* Notes and devices that there is no room for. */
static void no_room(void)
{
	fake_room.notes = 0;
	EXPECT(ask(1, "02 80 00 00") == 0);
	EXPECT(answer(1, "06 80 00 0e 0000" IDENTITY) == 0);
	EXPECT(label_is(DEVICE, "device_type", "0x264e"));
	EXPECT(ask(2, "02 80 01 00") == 0);
	EXPECT(answer(2, "06 80 01 07 0000 20 3fa00000") == 0);
	EXPECT(is(SHORT "/pv", "1.25"));
	fake_room.devices = 0;
	EXPECT(ask(3, "82 264e0000d4 01 00") == 0);
	EXPECT(answer(3, "86 264e0000d4 01 07 0000 20 3fa00000") == 0);
	EXPECT(ask(4, "82 264e0000d4 01 00") == 0);
	fake_pass(peer, PEER_TIMEOUT);
	fake_tick(peer);
	EXPECT(publish(5, "81 264e0000d4 01 07 0000 20 3fa00000") == 0);
}

static void everybody(void)
{
	/* Who has this tag? */
	EXPECT(ask(1, "82 8000000000 0b 06 010203040506") == 0);
	EXPECT(answer(1, "86 8000000000 0b 0e 0000" IDENTITY) == 0);
	EXPECT(peer_device(DEVICE)->requests == 1);
	EXPECT(peer_device(DEVICE)->answers == 1);
	EXPECT(label_is(DEVICE, "hart_rev", "7"));
	/* Nobody has it. */
	EXPECT(ask(2, "82 8000000000 0b 06 010203040506") == 0);
	fake_pass(peer, PEER_TIMEOUT);
	fake_tick(peer);
	EXPECT(peer_device(SERVER "/0000000000")->timeouts == 0);
	/* Everybody is no device, and no device is everybody. */
	EXPECT(publish(3, "81 0000000000 01 07 0000 20 3fa00000") == 0);
	EXPECT(!fake_device_named(SERVER "/0000000000"));
	EXPECT(answer(4, "06 80 00 0e 0000"
		      "fe 0000 05 07 04 01 0e 0c 000000") == UNMATCHED);
	EXPECT(fake_device_named(SHORT));
}

static void framing(void)
{
	/* Preambles, expansion octets, other physical layers. */
	EXPECT(ask(1, "ffffffffff 82 " LONG " 01 00") == 0);
	EXPECT(answer(1, "ffff 86 " LONG " 01 07 0000 20 3fa00000") == 0);
	EXPECT(is("pv", "1.25"));
	EXPECT(answer(2, "e6 " LONG " aabbcc 01 07 0000 20 c0400000") ==
	       UNMATCHED);
	EXPECT(is("pv", "-3"));
	EXPECT(answer(2, "ae " LONG " aa 01 07 0000 20 41a40000") == UNMATCHED);
	EXPECT(is("pv", "20.5"));
	/* The check octet. */
	EXPECT(say(RESPONSE, TOKEN, 3, PV "10") == MALFORMED);
	EXPECT(say(RESPONSE, TOKEN, 3, PV) == TRUNCATED);
	EXPECT(say(RESPONSE, TOKEN, 3, "") == TRUNCATED);
	EXPECT(say(RESPONSE, TOKEN, 3, "ffffff") == TRUNCATED);
	EXPECT(answer(3, "86 " LONG " 01 01 00") == TRUNCATED);
	EXPECT(answer(3, "86 " LONG " 01 00") == TRUNCATED);
}

/* What follows the check octet makes the message odd, not the PDU. */
static void trailing(void)
{
	u8 message[MESSAGE_MAX];
	u32 len = peer_frame(message, PUBLISH, 1,
			     "81 " LONG " 01 07 0000 20 41a40000");

	message[len++] = 0;
	message[7]++;
	EXPECT(peer_send(message, len) == MALFORMED);
	EXPECT(is("pv", "20.5"));
}

static void direct(void)
{
	EXPECT(say(REQUEST, DIRECT, 1, "0000 0001 00") == 0);
	fake_pass(peer, 3 * MS);
	EXPECT(say(RESPONSE, DIRECT, 1,
		   "0100 0001 06 00 20 41a40000 0002 09 00 41400000 42480000")
	       == 0);
	EXPECT(is(SERVER "/pv", "20.5") && is(SERVER "/percent_range", "50"));
	EXPECT(is(SERVER "/device_status", "1"));
	EXPECT(peer_device(SERVER)->requests == 1);
	EXPECT(peer_device(SERVER)->last_response == 3 * MS);
	/* One of several is refused. */
	EXPECT(say(REQUEST, DIRECT, 2, "0000 0003 00 0001 00") == 0);
	EXPECT(say(RESPONSE, DIRECT, 2,
		   "0000 0003 01 40 0001 06 00 20 3fa00000") == 0);
	EXPECT(is(SERVER "/pv", "1.25"));
	EXPECT(peer_device(SERVER)->last_exception == 0x40);
	EXPECT(peer_device(SERVER)->exceptions == 1);
	/* An unknown command, as a gateway's. */
	EXPECT(say(REQUEST, DIRECT, 3, "0000 0336 01 00") == 0);
	EXPECT(say(RESPONSE, DIRECT, 3, "0000 0336 03 00 0102") == 0);
	EXPECT(fake_image(peer_device(SERVER), "cmd822"));
	/* It tells who it is. */
	EXPECT(say(REQUEST, DIRECT, 4, "0000 0000 00") == 0);
	EXPECT(say(RESPONSE, DIRECT, 4, "0000 0000 0d 00" IDENTITY
		   "0001 06 00 20 41a40000") == 0);
	EXPECT(is("pv", "20.5") && peer_device(DEVICE)->answers == 1);
	EXPECT(say(REQUEST, DIRECT, 5, "0000 0001 00") == 0);
	EXPECT(peer_device(DEVICE)->requests == 2);
}

static void direct_lies(void)
{
	EXPECT(say(REQUEST, DIRECT, 1, "0000 0001") == TRUNCATED);
	EXPECT(say(REQUEST, DIRECT, 1, "0000 0001 01") == TRUNCATED);
	EXPECT(say(RESPONSE, DIRECT, 1, "00") == TRUNCATED);
	EXPECT(say(RESPONSE, DIRECT, 1, "0000") == TRUNCATED);
	EXPECT(say(RESPONSE, DIRECT, 1, "0000 0001 00") == MALFORMED);
	EXPECT(say(RESPONSE, DIRECT, 1, "0000 0001 06 00 20 41a400") ==
	       TRUNCATED);
	EXPECT(fake_emits == 0);
	EXPECT(say(PUBLISH, DIRECT, 1, "0000 0001 06 00 20 41a40000 00") ==
	       TRUNCATED);
	EXPECT(is(SERVER "/pv", "20.5"));
}

static void secured(void)
{
	static const u8 hello[] = { 22, 3, 1, 0, 3, 1, 2, 3 };
	static const u8 spec[] = { 20, 3, 3, 0, 1, 1 };
	static const u8 empty[] = { 23, 3, 3, 0, 0, 0, 0, 0 };
	static const u8 datagram[] = {
		22, 0xfe, 0xfd, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 7,
	};

	fake_stream(peer, FT_TO_SERVER, hello, sizeof(hello));
	fake_stream(peer, FT_TO_SERVER, spec, sizeof(spec));
	EXPECT(fake_stats[ENCRYPTED] == 2);
	EXPECT(label_is(SERVER, "security", "TLS"));
	EXPECT(fake_decoder->frame(empty, sizeof(empty)) == -NONSENSE);
	peer_udp(PEER_SERVER, PEER_CLIENT);
	EXPECT(fake_datagram(peer, FT_TO_SERVER, datagram, sizeof(datagram)) ==
	       ENCRYPTED);
	EXPECT(label_is(SERVER, "security", "DTLS"));
	EXPECT(fake_datagram(peer, FT_TO_SERVER, hello, sizeof(hello)) ==
	       NONSENSE);
}

static void datagrams(void)
{
	u8 message[MESSAGE_MAX];
	u32 len;

	peer_udp(PEER_SERVER, PEER_CLIENT);
	EXPECT(ask(1, ASK_PV) == 0);
	EXPECT(answer(1, PV) == 0);
	EXPECT(is("pv", "20.5") && peer_device(DEVICE)->answers == 1);
	/* Several messages in one. */
	len = peer_frame(message, PUBLISH, 1,
			 "81 " LONG " 01 07 0000 20 3fa00000");
	len += peer_frame(message + len, PUBLISH, 2,
			  "81 " LONG " 02 0a 0000 41400000 42480000");
	EXPECT(fake_datagram(peer, FT_TO_CLIENT, message, len) == 0);
	EXPECT(is("pv", "1.25") && is("percent_range", "50"));
	EXPECT(fake_datagram(peer, FT_TO_CLIENT, message, len - 1) ==
	       TRUNCATED);
	message[len] = 0;
	EXPECT(fake_datagram(peer, FT_TO_CLIENT, message, len + 1) ==
	       TRUNCATED);
	message[0] = 9;
	EXPECT(fake_datagram(peer, FT_TO_CLIENT, message, len) == NONSENSE);
	EXPECT(fake_datagram(peer, FT_TO_CLIENT, message, 0) == TRUNCATED);
}

/* To a port that this decoder listens to, from whichever the publisher has. */
static void published_to_port(void)
{
	u8 message[MESSAGE_MAX];
	u32 len = peer_frame(message, PUBLISH, 1,
			     "81 " LONG " 01 07 0000 20 3fa00000");

	EXPECT(fake_decode(peer, FT_TO_SERVER, message, len) == MALFORMED);
	peer_udp("239.0.0.1:5094", "10.0.0.7:5095");
	EXPECT(fake_datagram(peer, FT_TO_SERVER, message, len) == 0);
	EXPECT(is("hartip:10.0.0.7:5095/" LONG "/pv", "1.25"));
	EXPECT(!fake_device_named("hartip:239.0.0.1:5094/" LONG));
}

static void names(void)
{
	struct ft_image_desc desc;
	char text[64];

	EXPECT(fake_decoder->station_name("ab", 2, text, sizeof(text)) == 1);
	fake_decoder->describe("\0", 1, &desc);
	EXPECT(desc.layout == FIELDTAP_LAYOUT_RAW && !desc.count);
	fake_decoder->status_name(0, text, sizeof(text));
	EXPECT(!strcmp(text, "ok"));
	EXPECT(fake_decoder->status_name(0xff, text, 10) == 9);
}

const struct ktap_test hartip_session_tests[] = {
	{ "sessions", sessions },
	{ "response time", response_time },
	{ "answers that nobody asked for", unmatched },
	{ "answers out of order", out_of_order },
	{ "requests without answer", timeouts },
	{ "requests sent again", asked_again },
	{ "more open requests than are kept", too_many },
	{ "lost octets", gap },
	{ "PDUs that the server does not hand on", refused_by_server },
	{ "published values", published },
	{ "frames that do not fit their message", wrong_roles },
	{ "polling addresses", short_address },
	{ "polling addresses without answer", short_timeout },
	{ "no room", no_room },
	{ "the address that is everybody's", everybody },
	{ "preambles, expansion, check octet", framing },
	{ "octets behind the PDU", trailing },
	{ "direct PDUs", direct },
	{ "direct PDUs that lie", direct_lies },
	{ "secured sessions", secured },
	{ "datagrams", datagrams },
	{ "publishing to a port of ours", published_to_port },
	{ "names of what cannot be", names },
	{ }
};
