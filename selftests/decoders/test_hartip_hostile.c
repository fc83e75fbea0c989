// SPDX-License-Identifier: GPL-2.0
/* Cut, lying and random bytes, and what a stream does with them. */
#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "../random.h"
#include "hartip_peer.h"

#define TRUNCATED	FIELDTAP_STAT_PDU_TRUNCATED
#define OVERSIZED	FIELDTAP_STAT_PDU_OVERSIZED
#define NONSENSE	FIELDTAP_STAT_PDU_NONSENSE

#define RANDOM_MESSAGES	300000
#define STREAM_MAX	4096

#define F	"41a40000"

/* Answers to everything that is understood, from the delimiter on. */
static const char *const frames[] = {
	"86" LONG "0018 00d0 fe264e050704010e0c0000d2050200020200260026 84",
	"06 80 00 0e 0000 fe264e050704010e0c0000d2",
	"86" LONG "0107 0000 20" F,
	"86" LONG "020a 0000 41400000 42480000",
	"86" LONG "031a 0000 41400000 20" F "20" F "20" F "20" F,
	"86" LONG "0917 0000 02 004020" F "c0 f600ae" F "40 69117600",
	"86" LONG "0c1a 0000 00108310518720928b30d38fbe086d8e49669e8a6aaecb6e",
	"86" LONG "0d17 0000 820820820820820820820820820820820820 1f0c7e",
	"86" LONG "1422 0000 7769686172746777000000000000000000000000000000"
	"000000000000000000",
	"86" LONG "1f09 0000 0001 20" F,
	"86" LONG "210e 0000 0020" F "f6ae" F,
	"86" LONG "300f 0010 10040700000002000000000000",
	"86" LONG "3c0c 0000 0027" F F,
	"86" LONG "3d1b 0000 27" F "20" F "20" F "20" F "20" F,
	"86" LONG "4d14 0000 0102 86b7b3000102 0107 0000 20" F "00",
	"86" LONG "b21d 0000 03 0001060020" F "00020900" F F "003002 0001",
	"86" LONG "c805 0000 010203",
	"81" LONG "0107 0000 20" F,
	"82" LONG "0100",
};

static u32 random32(void)
{
	static u64 state;

	return random_next(&state);
}

static u32 frame_message(u8 *out, u32 i)
{
	u8 type = (peer_hex(frames[i], out, MESSAGE_MAX), out[0] & 7) == 2 ?
		  REQUEST : RESPONSE;

	return peer_frame(out, type, 1, frames[i]);
}

static enum ft_dir way(const u8 *message)
{
	return message[1] == REQUEST ? FT_TO_SERVER : FT_TO_CLIENT;
}

static void check_again(u8 *message, u32 len)
{
	u8 check = 0;
	u32 i;

	for (i = HEADER; i < len - 1; i++)
		check ^= message[i];
	message[len - 1] = check;
}

static void whole(void)
{
	u8 message[MESSAGE_MAX];
	u32 i, len;
	int why;

	for (i = 0; i < ARRAY_SIZE(frames); i++) {
		len = frame_message(message, i);
		why = peer_send(message, len);
		EXPECT(why == 0 || why == FIELDTAP_STAT_PDU_UNMATCHED);
	}
}

/* The message ends early, whatever its header says. */
static void cut_everywhere(void)
{
	u8 message[MESSAGE_MAX];
	u32 i, len, cut;

	for (i = 0; i < ARRAY_SIZE(frames); i++) {
		len = frame_message(message, i);
		for (cut = 0; cut < len; cut++) {
			EXPECT(fake_decode(peer, way(message), message, cut) ==
			       TRUNCATED);
		}
	}
	EXPECT(fake_emits == 0);
	peer_udp(PEER_SERVER, PEER_CLIENT);
	for (i = 0; i < ARRAY_SIZE(frames); i++) {
		len = frame_message(message, i);
		for (cut = 0; cut < len; cut++) {
			EXPECT(fake_datagram(peer, way(message), message,
					     cut) == TRUNCATED);
		}
	}
	EXPECT(fake_emits == 0);
}

/* The data end early, and byte count, header and check octet agree. */
static void short_everywhere(void)
{
	u8 message[MESSAGE_MAX];
	u32 i, len, at, cut;

	for (i = 0; i < ARRAY_SIZE(frames); i++) {
		len = frame_message(message, i);
		at = HEADER + (message[HEADER] & 0x80 ? 7 : 3);
		for (cut = at + 1; cut < len; cut++) {
			frame_message(message, i);
			message[7] = cut + 1;
			message[at] = cut - at - 1;
			check_again(message, cut + 1);
			peer_send(message, cut + 1);
		}
	}
}

/* Every octet of every message in turn says something else. */
static void lies_everywhere(void)
{
	u8 message[MESSAGE_MAX], was;
	u32 i, len, at, value;

	for (i = 0; i < ARRAY_SIZE(frames); i++) {
		len = frame_message(message, i);
		for (at = 0; at < len - 1; at++) {
			was = message[at];
			for (value = 0; value < 256; value++) {
				message[at] = value;
				check_again(message, len);
				fake_decode(peer, way(message), message, len);
				fake_decode(peer, FT_TO_CLIENT, message, len);
			}
			message[at] = was;
		}
		fake_gap(peer, FT_TO_SERVER);
	}
}

/* A frame's byte count that lies gives no value. */
static void byte_counts(void)
{
	u8 message[MESSAGE_MAX];
	u32 i, len, at, value;

	for (i = 0; i < ARRAY_SIZE(frames) - 1; i++) {
		len = frame_message(message, i);
		at = HEADER + (message[HEADER] & 0x80 ? 7 : 3);
		for (value = 0; value < 256; value++) {
			frame_message(message, i);
			if (message[at] >= value)
				continue;
			message[at] = value;
			check_again(message, len);
			EXPECT(peer_send(message, len) == TRUNCATED);
		}
	}
	EXPECT(fake_emits == 0);
}

/* An unlucky wire: each octet in turn is another one, check octet as it was. */
static void check_octet(void)
{
	u8 message[MESSAGE_MAX], was;
	u32 i, len, at;

	for (i = 0; i < ARRAY_SIZE(frames); i++) {
		len = frame_message(message, i);
		for (at = HEADER; at < len; at++) {
			was = message[at];
			message[at] ^= 1 + random32() % 255;
			EXPECT(peer_send(message, len) != 0);
			message[at] = was;
		}
	}
	EXPECT(fake_emits == 0);
}

static void random_messages(void)
{
	static const u8 types[] = { REQUEST, RESPONSE, PUBLISH, NAK };
	static const u8 commands[] = {
		0, 1, 2, 3, 9, 11, 12, 13, 20, 31, 33, 48, 60, 61, 77, 178,
	};
	u8 message[MESSAGE_MAX];
	u32 n, i, len, at;

	for (n = 0; n < RANDOM_MESSAGES; n++) {
		len = HEADER + random32() % 90;
		for (i = 0; i < len; i++)
			message[i] = random32();
		message[0] = 1;
		message[1] = types[random32() % ARRAY_SIZE(types)];
		message[2] = random32() % 6;
		message[6] = 0;
		message[7] = len;
		if (message[2] == TOKEN && len > HEADER + 12) {
			message[HEADER] = random32() % 2 ? 0x86 : 0x81;
			at = HEADER + 6;
			message[at] = commands[random32() %
					       ARRAY_SIZE(commands)];
			message[at + 1] = len - at - 3;
			message[at + 2] = 0;
			check_again(message, len);
		} else if (message[2] == DIRECT && len > HEADER + 6) {
			message[HEADER + 2] = 0;
			message[HEADER + 3] = commands[random32() %
						       ARRAY_SIZE(commands)];
			message[HEADER + 4] = len - HEADER - 5;
			message[HEADER + 5] = 0;
		}
		fake_decode(peer, way(message), message, len);
		fake_pass(peer, MS);
		if (n % 1000 == 0) {
			fake_tick(peer);
			fake_forget();
		}
		if (n % 20000 == 0)
			fake_core_reset();
	}
}

static bool item_fits(void *arg, const struct ft_item *item)
{
	const struct ft_view *view = arg;

	EXPECT(item->offset + item->len <= view->len);
	return true;
}

static bool one_item(void *arg, const struct ft_item *item)
{
	u32 *count = arg;

	(void)item;
	++*count;
	return false;
}

/* The core kept less of the content than was sent; or wants no more items. */
static void cut_image(const struct fake_image *img, void *arg)
{
	struct ft_view view = { .key_len = img->key_len, .total = img->len };
	u8 *key = malloc(img->key_len), *data;
	u32 count = 0;

	(void)arg;
	assert(key);
	memcpy(key, img->key, img->key_len);
	view.key = key;
	for (view.len = 0; view.len <= img->len; view.len++) {
		data = malloc(view.len);
		assert(data || !view.len);
		if (view.len)
			memcpy(data, img->data, view.len);
		view.data = data;
		fake_decoder->items(&view, item_fits, &view);
		if (view.len == img->len)
			fake_decoder->items(&view, one_item, &count);
		free(data);
	}
	EXPECT(count == 1);
	view.key_len = 1;
	fake_decoder->items(&view, item_fits, &view);
	free(key);
}

static void cut_content(void)
{
	u8 message[MESSAGE_MAX];
	u32 i;

	for (i = 0; i < ARRAY_SIZE(frames); i++)
		peer_send(message, frame_message(message, i));
	EXPECT(fake_emits > 12);
	fake_each_image(cut_image, NULL);
}

/* Nothing but containers: the work ends where the octets do. */
static void bomb(void)
{
	char frame[2 * 300] = "86" LONG "b2fe0000";
	u32 i;

	for (i = 0; i < 63; i++)
		strcat(frame, i ? "00b2fc00" : "ff00b2f8");
	EXPECT(answer(1, frame) != 0);
	strcpy(frame, "86" LONG "1ffe0000");
	for (i = 0; i < 126; i++)
		strcat(frame, "001f");
	EXPECT(answer(1, frame) == FIELDTAP_STAT_PDU_MALFORMED);
	EXPECT(fake_emits == 0);
}

/* A conversation as it is on the wire. */
static u32 conversation(u8 *out, enum ft_dir dir)
{
	u32 len = 0, i;
	char frame[64];

	for (i = 1; i < 20; i++) {
		if (dir == FT_TO_SERVER) {
			len += peer_frame(out + len, REQUEST, i,
					  "82" LONG "0100");
			continue;
		}
		snprintf(frame, sizeof(frame), "86" LONG "0107000020%08x",
			 0x41a40000 + i);
		len += peer_frame(out + len, RESPONSE, i, frame);
		if (i % 4 == 0)
			len += peer_frame(out + len, PUBLISH, i,
					  "81" LONG "020a 0000 41400000"
					  "42480000");
	}
	return len;
}

static void split_anywhere(void)
{
	u8 up[STREAM_MAX], down[STREAM_MAX];
	u32 up_len = conversation(up, FT_TO_SERVER);
	u32 down_len = conversation(down, FT_TO_CLIENT);
	u32 at, step;

	for (step = 1; step < 40; step++) {
		peer_close();
		peer_connect();
		/* No more than are kept open. */
		for (at = 0; at < up_len; at += step)
			fake_stream(peer, FT_TO_SERVER, up + at,
				    min_t(u32, step, up_len - at));
		for (at = 0; at < down_len; at += step)
			fake_stream(peer, FT_TO_CLIENT, down + at,
				    min_t(u32, step, down_len - at));
		EXPECT(fake_emits == 23);
		EXPECT(peer_device(DEVICE)->answers == 16);
		EXPECT(peer_device(DEVICE)->publications == 4);
		EXPECT(fake_stats[FIELDTAP_STAT_PDUS] == 19 + 16 + 4);
		EXPECT(fake_stats[FIELDTAP_STAT_RESYNCS] == 0);
		EXPECT(is("loop_current", "12"));
	}
}

/* Octets are lost at any place; the stream goes on with the next message. */
static void resync_anywhere(void)
{
	u8 down[STREAM_MAX];
	u32 len = conversation(down, FT_TO_CLIENT);
	u32 at;

	for (at = 0; at < len - 100; at++) {
		fake_core_reset();
		fake_gap(peer, FT_TO_CLIENT);
		fake_stream(peer, FT_TO_CLIENT, down + at, len - at);
		EXPECT(!peer->given_up && !peer->held_len[FT_TO_CLIENT]);
		EXPECT(fake_stats[NONSENSE] == 0);
		EXPECT(fake_stats[FIELDTAP_STAT_RESYNC_BYTES] < 40);
		EXPECT(fake_emits >= (len - at) / 40);
	}
}

#define MESSAGES	7

/* One message of each kind, and where each begins. */
static u32 all_kinds(u8 *out, u32 *begin)
{
	u32 len = 0, n = 0;

	begin[n++] = len;
	len += peer_frame(out + len, RESPONSE, 1, "86" LONG "0107000020" F);
	begin[n++] = len;
	len += peer_message(out + len, RESPONSE, INITIATE, 2, "0100007530");
	begin[n++] = len;
	len += peer_message(out + len, RESPONSE, KEEP_ALIVE, 3, "");
	begin[n++] = len;
	len += peer_message(out + len, NAK, KEEP_ALIVE, 4, "21");
	begin[n++] = len;
	len += peer_message(out + len, PUBLISH, DIRECT, 5,
			    "0000 0001 06 00 20" F);
	begin[n++] = len;
	len += peer_message(out + len, RESPONSE, CLOSE, 6, "");
	begin[n++] = len;
	len += peer_message(out + len, PUBLISH, DIRECT, 7,
			    "0000 0002 09 00 41400000 42480000");
	assert(n == MESSAGES);
	return len;
}

/* Whatever is lost, all that begins behind it is found. */
static void resync_all_kinds(void)
{
	u8 bytes[STREAM_MAX];
	u32 begin[MESSAGES], len = all_kinds(bytes, begin), at, i, whole;

	for (at = 0; at <= begin[MESSAGES - 1]; at++) {
		fake_core_reset();
		fake_gap(peer, FT_TO_CLIENT);
		fake_stream(peer, FT_TO_CLIENT, bytes + at, len - at);
		for (i = 0, whole = 0; i < MESSAGES; i++)
			whole += begin[i] >= at;
		EXPECT(fake_stats[FIELDTAP_STAT_PDUS] +
		       fake_stats[FIELDTAP_STAT_PDU_UNMATCHED] == whole);
		EXPECT(is("hartip:" PEER_SERVER "/percent_range", "50"));
	}
	/* The rest of a message that is cut comes later. */
	fake_core_reset();
	fake_gap(peer, FT_TO_CLIENT);
	fake_stream(peer, FT_TO_CLIENT, bytes, 20);
	fake_stream(peer, FT_TO_CLIENT, bytes + 20, len - 20);
	EXPECT(is("pv", "20.5"));
	EXPECT(fake_stats[FIELDTAP_STAT_RESYNC_BYTES] == 0);
}

/* Lengths that no message of that kind has begin no message. */
static void no_sync(void)
{
	static const char *const headers[] = {
		"0101 0000 0001 000c 0000 0000", "0101 0200 0001 0009 00",
		"010f 0300 0001 000a 0000", "0101 0300 0001 000c 00000000",
		"0101 4d00 0001 000c 00000000", "0101 0400 0001 2000 00",
	};
	u8 bytes[32];
	u32 i, len;

	for (i = 0; i < ARRAY_SIZE(headers); i++) {
		len = peer_hex(headers[i], bytes, sizeof(bytes));
		EXPECT(fake_decoder->sync(bytes, len) == len);
	}
}

static void lengths(void)
{
	static const struct {
		const char *header;
		int frame;
	} all[] = {
		{ "0100 0300 0001 0000", -NONSENSE },
		{ "0100 0300 0001 0007", -NONSENSE },
		{ "0100 0300 0001 0008", 8 },
		{ "0100 0300 0001 0127", 295 },
		{ "0100 0300 0001 0128", -OVERSIZED },
		{ "0100 0400 0001 ffff", 65535 },
		{ "0200 0400 0001 0010", 16 },
		{ "0000 0400 0001 0010", -NONSENSE },
		{ "0300 0400 0001 0010", -NONSENSE },
		{ "0103 0400 0001 0010", -NONSENSE },
		{ "010f 0400 0001 0010", 16 },
		{ "0110 0400 0001 0010", -NONSENSE },
		{ "474554202f204854", -NONSENSE },
		{ "1703 03 4800 000000", 18437 },
		{ "1703 03 4801 000000", -OVERSIZED },
	};
	u8 header[HEADER];
	u32 i;

	for (i = 0; i < ARRAY_SIZE(all); i++) {
		peer_hex(all[i].header, header, sizeof(header));
		EXPECT(fake_decoder->frame(header, sizeof(header)) ==
		       all[i].frame);
	}
	peer_hex("01000300", header, sizeof(header));
	EXPECT(fake_decoder->frame(header, 5) == 0);
}

static void foreign(void)
{
	static const char text[] =
		"GET / HTTP/1.1\r\nHost: example\r\nAccept: */*\r\n\r\n";
	u32 i;

	for (i = 0; i < 40 && !peer->given_up; i++)
		fake_stream(peer, FT_TO_SERVER, (const u8 *)text,
			    sizeof(text) - 1);
	EXPECT(fake_emits == 0);
	EXPECT(fake_stats[NONSENSE] >= 1);
}

const struct ktap_test hartip_hostile_tests[] = {
	{ "every message is right as it stands", whole },
	{ "messages cut at every octet", cut_everywhere },
	{ "data shortened octet by octet", short_everywhere },
	{ "lies at every octet", lies_everywhere },
	{ "byte counts that claim more", byte_counts },
	{ "the check octet tells", check_octet },
	{ "random messages", random_messages },
	{ "content that was kept in part", cut_content },
	{ "containers in containers", bomb },
	{ "streams split anywhere", split_anywhere },
	{ "streams that begin anywhere", resync_anywhere },
	{ "streams of all kinds that begin anywhere", resync_all_kinds },
	{ "where no stream goes on", no_sync },
	{ "lengths", lengths },
	{ "what is not HART-IP", foreign },
	{ }
};
