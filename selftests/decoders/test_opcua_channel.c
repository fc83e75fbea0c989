// SPDX-License-Identifier: GPL-2.0
/* Chunks, security, connections met in the middle, streams. */
#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include <linux/unaligned.h>

#include "opcua_peer.h"

#define ENCRYPTED	FIELDTAP_STAT_PDU_ENCRYPTED
#define INCOMPLETE	FIELDTAP_STAT_PDU_INCOMPLETE
#define UNMATCHED	FIELDTAP_STAT_PDU_UNMATCHED
#define MALFORMED	FIELDTAP_STAT_PDU_MALFORMED

#define READ_T		READ "01000000" "03 0200 01000000 54" VALUE
#define SAID_T(byte)	READ_SAID "01000000 01 03" byte NONE
#define SIGNATURE	"000102030405060708090a0b0c0d0e0f" \
			"101112131415161718191a1b1c1d1e1f"

static u8 body[CHUNK_MAX];

/* The message in pieces of so many octets, with a signature behind each. */
static int pieces(enum ft_dir dir, u32 request, const u8 *p, u32 len, u32 size,
		  const char *signature)
{
	static u8 part[CHUNK_MAX];
	u32 n;
	int why;

	for (;; p += n, len -= n) {
		n = len < size ? len : size;
		memcpy(part, p, n);
		why = say_bytes(dir, n < len ? "MSGC" : "MSGF", request, part,
				n + peer_hex(signature, part + n,
					     CHUNK_MAX - n));
		if (why || n == len)
			return why;
	}
}

static u32 hex(const char *text)
{
	return peer_hex(text, body, sizeof(body));
}

/* Wherever a message is cut into chunks, it says the same. */
static void cut_everywhere(void)
{
	static const char request[] = READ "02000000"
		"03 0200 03000000 616263" VALUE "01 02 0500" VALUE;
	static const char response[] = READ_SAID "02000000"
		"05 0c 05000000 68656c6c6f" TIME "01 8b 02000000"
		"000000000000f03f 0000000000000040" NONE;
	u32 size, len;

	open_channel("None");
	for (size = 24; size < 100; size++) {
		len = hex(request);
		EXPECT(pieces(FT_TO_SERVER, size, body, len, size, "") == 0);
		len = hex(response);
		EXPECT(pieces(FT_TO_CLIENT, size, body, len, size - 4, "") ==
		       0);
		EXPECT(is("ns=2;s=abc", "\"hello\""));
		EXPECT(is("ns=2;i=5", "[1,2]"));
		EXPECT(image("ns=2;s=abc")->updates == size - 23);
		EXPECT(image("ns=2;i=5")->updates == size - 23);
	}
	EXPECT(image("ns=2;s=abc")->changes == 0);
	EXPECT(image("ns=2;i=5")->changes == 0);
}

/* A response with a ByteString of so many octets to a read of ns=2;s=T. */
static u32 long_response(u32 octets)
{
	u32 len = hex(READ_SAID "01000000 01 0f"), i;

	put_unaligned_le32(octets, body + len);
	len += 4;
	for (i = 0; i < octets; i++)
		body[len + i] = i;
	len += octets;
	return len + peer_hex(NONE, body + len, 4);
}

static void long_values(void)
{
	const struct fake_image *img;
	u32 len;

	open_channel("None");
	/* More than one note has room for; only the beginning is kept. */
	EXPECT(ask(1, READ_T) == 0);
	len = long_response(50000);
	EXPECT(pieces(FT_TO_CLIENT, 1, body, len, 20000, "") == 0);
	img = image("ns=2;s=T");
	EXPECT(img->total == 50005 && img->len >= 4096);
	EXPECT(img->data[0] == 0x0f && img->data[105] == 100);
	EXPECT(strlen(fake_value(DEVICE "/ns=2;s=T")) == 2 + 2 * (img->len - 5));

	/* Whole where it lies in one piece. */
	EXPECT(ask(2, READ_T) == 0);
	len = long_response(10000);
	EXPECT(pieces(FT_TO_CLIENT, 2, body, len, 20000, "") == 0);
	EXPECT(img->len == 10005 && img->total == 10005);
}

static void chunks_lost(void)
{
	u32 len;

	open_channel("None");
	EXPECT(ask(1, READ_T) == 0);
	len = hex(SAID_T("05"));
	EXPECT(say_bytes(FT_TO_CLIENT, "MSGC", 1, body, 30) == 0);
	skip_sequence(FT_TO_CLIENT, 1);
	EXPECT(say_bytes(FT_TO_CLIENT, "MSGF", 1, body + 30, len - 30) ==
	       INCOMPLETE);
	EXPECT(none("ns=2;s=T"));
	/* It was an answer all the same. */
	EXPECT(peer_device(DEVICE)->answers == 2);

	/* Another message begins before this one has ended. */
	EXPECT(ask(2, READ_T) == 0);
	EXPECT(ask(3, READ_T) == 0);
	EXPECT(say_bytes(FT_TO_CLIENT, "MSGC", 2, body, 30) == 0);
	EXPECT(say_bytes(FT_TO_CLIENT, "MSGF", 3, body, len) == 0);
	EXPECT(fake_stats[INCOMPLETE] == 2);
	EXPECT(is("ns=2;s=T", "5"));

	/* The sequence may begin anew. */
	EXPECT(ask(4, READ_T) == 0);
	hex(SAID_T("06"));
	skip_sequence(FT_TO_CLIENT, 0xfffffff0 - 0x10);
	EXPECT(say_bytes(FT_TO_CLIENT, "MSGC", 4, body, 30) == 0);
	skip_sequence(FT_TO_CLIENT, 0x20);
	EXPECT(say_bytes(FT_TO_CLIENT, "MSGF", 4, body + 30, len - 30) == 0);
	EXPECT(is("ns=2;s=T", "6"));

	/* Lost on the way to the tap: the rest is no message. */
	EXPECT(ask(5, READ_T) == 0);
	EXPECT(say_bytes(FT_TO_CLIENT, "MSGC", 5, body, 30) == 0);
	fake_gap(peer, FT_TO_CLIENT);
	EXPECT(fake_stats[INCOMPLETE] == 3);
	EXPECT(say_bytes(FT_TO_CLIENT, "MSGF", 5, body + 30, len - 30) ==
	       INCOMPLETE);
	EXPECT(ask(6, READ_T) == 0);
	EXPECT(answer(6, SAID_T("07")) == 0);
	EXPECT(is("ns=2;s=T", "7"));
}

static void aborted(void)
{
	open_channel("None");
	EXPECT(ask(1, READ_T) == 0);
	hex(SAID_T("05"));
	EXPECT(say_bytes(FT_TO_CLIENT, "MSGC", 1, body, 30) == 0);
	EXPECT(say(FT_TO_CLIENT, "MSGA", 1, "0000b980 01000000 78") == 0);
	EXPECT(peer_device(DEVICE)->last_exception == 0x80b90000);
	EXPECT(say(FT_TO_CLIENT, "MSGA", 1, "0000") ==
	       FIELDTAP_STAT_PDU_TRUNCATED);
	EXPECT(say(FT_TO_SERVER, "MSGA", 2, "0000b980 ffffffff") == 0);
	EXPECT(ask(2, READ_T) == 0);
	EXPECT(answer(2, SAID_T("06")) == 0);
	EXPECT(is("ns=2;s=T", "6"));
}

/* Nothing is kept of an endless message, nor of one that nobody reads. */
static void endless(void)
{
	u32 i;

	open_channel("None");
	EXPECT(ask(1, READ_T) == 0);
	hex(SAID_T("05"));
	memset(body + 40, 0xff, 16384);
	for (i = 0; i < 32; i++)
		EXPECT(say_bytes(FT_TO_CLIENT, "MSGC", 1, body, 16384) == 0);
	for (i = 0; i < 1000; i++)
		EXPECT(say_bytes(FT_TO_CLIENT, "MSGC", 1, body, 16384) ==
		       INCOMPLETE);
	fake_room.notes = 0;
	EXPECT(ask(2, ASK("0f02") "00") == 0);
	hex(SAY("1202"));
	for (i = 0; i < 100; i++)
		EXPECT(say_bytes(FT_TO_CLIENT, "MSGC", 2, body, 16384) == 0);
	EXPECT(say_bytes(FT_TO_CLIENT, "MSGF", 2, body, 16384) == 0);
	EXPECT(peer_device(DEVICE)->answers == 2);
	/* Nobody would be told what a read means. */
	EXPECT(ask(3, READ_T) == INCOMPLETE);
	for (i = 0; i < 5; i++)
		EXPECT(say_bytes(FT_TO_SERVER, "MSGC", 4, body, 3000) != 0 ||
		       true);
}

static void signed_only(void)
{
	u32 len;

	EXPECT(hello() == 0);
	open_channel("Basic256Sha256");
	EXPECT(label_is("security", "Basic256Sha256"));
	len = hex(READ_T);
	EXPECT(pieces(FT_TO_SERVER, 1, body, len, 30, SIGNATURE) == 0);
	EXPECT(label_is("security", "Sign Basic256Sha256"));
	len = hex(SAID_T("05"));
	EXPECT(pieces(FT_TO_CLIENT, 1, body, len, 30, SIGNATURE) == 0);
	EXPECT(is("ns=2;s=T", "5"));

	/* A new token; the mode is what it was. */
	open_channel("Basic256Sha256");
	EXPECT(ask(2, READ_T SIGNATURE) == 0);
	EXPECT(answer(2, SAID_T("06") SIGNATURE) == 0);
	EXPECT(is("ns=2;s=T", "6"));
	EXPECT(answer(2, "00") == FIELDTAP_STAT_PDU_TRUNCATED);
}

static void encrypted(void)
{
	EXPECT(hello() == 0);
	open_channel("Basic256Sha256");
	EXPECT(ask(1, "1122334455667788" SIGNATURE SIGNATURE) == ENCRYPTED);
	EXPECT(label_is("security", "SignAndEncrypt Basic256Sha256"));
	EXPECT(answer(1, "1122334455667788" SIGNATURE SIGNATURE) == ENCRYPTED);
	EXPECT(peer_device(DEVICE)->publications == 1);
	EXPECT(peer_device(DEVICE)->requests == 0);

	/* The next connection is its own. */
	EXPECT(hello() == 0);
	open_channel("None");
	EXPECT(ask(2, READ_T) == 0);
	EXPECT(answer(2, SAID_T("05")) == 0);
	EXPECT(is("ns=2;s=T", "5"));
	EXPECT(label_is("security", "None"));
}

/* The tap came after the opening: what looks right is believed. */
static void met_in_the_middle(void)
{
	EXPECT(answer(1, "00 0000 00") == INCOMPLETE);
	EXPECT(ask(2, READ_T) == 0);
	EXPECT(answer(2, SAID_T("05")) == 0);
	EXPECT(is("ns=2;s=T", "5"));
	EXPECT(answer(3, "1122334455667788") == MALFORMED);
	EXPECT(answer(4, "0100 ffff" TIME) == FIELDTAP_STAT_PDU_UNSUPPORTED);
	EXPECT(answer(5, READ_T) == MALFORMED);

	/* Signed by somebody that nobody knows. */
	peer_reconnect();
	EXPECT(ask(1, READ_T SIGNATURE) == 0);
	EXPECT(answer(1, SAID_T("06") SIGNATURE) == 0);
	EXPECT(is("ns=2;s=T", "6"));
	EXPECT(ask(2, READ_T "0102") == MALFORMED);

	peer_reconnect();
	EXPECT(ask(1, "1122334455667788") == INCOMPLETE);
	EXPECT(ask(2, "1122334455667788") == ENCRYPTED);
	EXPECT(label_is("security", "encrypted"));
	EXPECT(answer(2, "1122334455667788") == INCOMPLETE);
	EXPECT(answer(3, "1122334455667788") == ENCRYPTED);
	EXPECT(ask(4, READ_T) == 0);
	EXPECT(label_is("security", ""));
	EXPECT(answer(4, SAID_T("07")) == 0);
	EXPECT(is("ns=2;s=T", "7"));
}

static void closes(void)
{
	open_channel("None");
	EXPECT(ask(1, READ_T) == 0);
	EXPECT(say(FT_TO_SERVER, "CLOF", 2, ASK("c401")) == 0);
	EXPECT(answer(1, SAID_T("05")) == UNMATCHED);
	fake_pass(peer, 100 * PEER_TIMEOUT);
	fake_tick(peer);
	EXPECT(peer_device(DEVICE)->timeouts == 0);
}

/* Octets of a chunk in a stream. */
static u32 chunk(u8 *out, enum ft_dir dir, u32 request, const char *text)
{
	u8 bytes[1000];

	return peer_chunk(out, dir, "MSGF", request, bytes,
			  peer_hex(text, bytes, sizeof(bytes)));
}

static void streams(void)
{
	u8 wire[2000];
	u32 len, i;

	open_channel("None");
	len = chunk(wire, FT_TO_SERVER, 1, READ_T);
	len += chunk(wire + len, FT_TO_SERVER, 2, READ "01000000 0005" VALUE);
	for (i = 0; i < len; i++)
		fake_stream(peer, FT_TO_SERVER, wire + i, 1);
	len = chunk(wire, FT_TO_CLIENT, 1, SAID_T("05"));
	len += chunk(wire + len, FT_TO_CLIENT, 2, SAID_T("06"));
	fake_stream(peer, FT_TO_CLIENT, wire, len);
	EXPECT(is("ns=2;s=T", "5"));
	EXPECT(is("i=5", "6"));

	/* After a gap: the rest of a chunk, then a whole one. */
	EXPECT(ask(3, READ_T) == 0);
	fake_gap(peer, FT_TO_CLIENT);
	len = chunk(wire, FT_TO_CLIENT, 9, SAID_T("05"));
	memmove(wire, wire + 9, len - 9);
	memcpy(wire + 2, "MSGF", 4);
	len = len - 9 + chunk(wire + len - 9, FT_TO_CLIENT, 3, SAID_T("07"));
	fake_stream(peer, FT_TO_CLIENT, wire, len);
	EXPECT(is("ns=2;s=T", "7"));
	EXPECT(fake_stats[FIELDTAP_STAT_PDU_NONSENSE] == 0);

	/* What is no OPC UA at all. */
	fake_stream(peer, FT_TO_SERVER, (const u8 *)"GET / HTTP/1.0\r\n", 16);
	EXPECT(fake_stats[FIELDTAP_STAT_PDU_NONSENSE] == 1);
	len = chunk(wire, FT_TO_SERVER, 4, READ_T);
	put_unaligned_le32(0x2000000, wire + 4);
	EXPECT(fake_decoder->frame(wire, len) ==
	       -FIELDTAP_STAT_PDU_OVERSIZED);
	put_unaligned_le32(23, wire + 4);
	EXPECT(fake_decoder->frame(wire, len) == -FIELDTAP_STAT_PDU_NONSENSE);
	memcpy(wire, "OPNC", 4);
	EXPECT(fake_decoder->frame(wire, len) == -FIELDTAP_STAT_PDU_NONSENSE);
}

/* A chunk of which only the beginning is there. */
static void too_long(void)
{
	static u8 wire[70000];
	u8 bytes[1000];
	u32 len;

	open_channel("None");
	EXPECT(ask(1, READ_T) == 0);
	len = peer_chunk(wire, FT_TO_CLIENT, "MSGC", 1, bytes,
			 peer_hex(SAID_T("05"), bytes, sizeof(bytes)));
	memset(wire + len, 0, sizeof(wire) - len);
	put_unaligned_le32(66000, wire + 4);
	EXPECT(fake_decode(peer, FT_TO_CLIENT, wire, 66000) == INCOMPLETE);
	EXPECT(say(FT_TO_CLIENT, "MSGF", 1, "00") == INCOMPLETE);
	EXPECT(none("ns=2;s=T"));
	EXPECT(peer_device(DEVICE)->answers == 2);
	memcpy(wire, "OPNF", 4);
	EXPECT(fake_decode(peer, FT_TO_CLIENT, wire, 66000) ==
	       FIELDTAP_STAT_PDU_OVERSIZED);
}

/* ERR; and a server that calls its client. */
static void connections(void)
{
	static const u8 refused[] = "ERRF\x13\0\0\0\0\0\x83\x80\x03\0\0\0no!";
	static const u8 reverse[] = "RHEF\x16\0\0\0\x01\0\0\0s\x05\0\0\0opc:a";
	u8 call[40] = "HELF\x20\0\0\0";

	EXPECT(fake_decode(peer, FT_TO_CLIENT, refused, 19) == 0);
	EXPECT(!strcmp(peer_device(DEVICE)->last_alarm,
		       "connection refused||2156068864"));
	EXPECT(fake_decode(peer, FT_TO_SERVER, reverse, 22) == 0);
	EXPECT(fake_label(peer_device("opcua:" PEER_CLIENT), "endpoint"));
	memset(call + 28, 0xff, 4);
	EXPECT(fake_decode(peer, FT_TO_CLIENT, call, 32) == 0);
	EXPECT(say(FT_TO_CLIENT, "MSGF", 1, READ_T) == 0);
	EXPECT(say(FT_TO_SERVER, "MSGF", 1, SAID_T("05")) == 0);
	EXPECT(is("opcua:" PEER_CLIENT "/ns=2;s=T", "5"));
	EXPECT(fake_decode(peer, FT_TO_CLIENT, call, 40) == MALFORMED);
}

const struct ktap_test opcua_channel_tests[] = {
	{ "chunks of any size", cut_everywhere },
	{ "values in several chunks", long_values },
	{ "chunks that are lost", chunks_lost },
	{ "messages that are aborted", aborted },
	{ "endless messages", endless },
	{ "signed channels", signed_only },
	{ "encrypted channels", encrypted },
	{ "met in the middle", met_in_the_middle },
	{ "a channel is closed", closes },
	{ "streams", streams },
	{ "chunks that are too long", too_long },
	{ "errors and reverse connections", connections },
	{}
};
