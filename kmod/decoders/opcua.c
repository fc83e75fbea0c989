// SPDX-License-Identifier: GPL-2.0
/*
 * OPC UA: TCP with UA Secure Conversation and binary encoding, and PubSub with
 * UADP over UDP and Ethernet.
 *
 * A chunk: type, three letters; 'F', 'C' or 'A'; size u32 with all of the
 * header; little-endian as everything.  Values are those of the Value
 * attribute that are read, written or reported by subscriptions.
 *
 * Source: OPC 10000-6 (OPC UA Part 6: Mappings), 7.1 (connection protocol).
 */
#include <linux/kernel.h>
#include <linux/module.h>
#include <linux/string.h>
#include <linux/unaligned.h>

#include "opcua_channel.h"
#include "opcua_uadp.h"

#define UA_PORT		4840
/* What a chunk may have is negotiated; none was ever heard of that is longer. */
#define UA_LONGEST	SZ_16M

/* Messages with a fixed part (7.1.2.3 to 7.1.2.6), with their header. */
#define UA_HELLO_LEN	32
#define UA_ACK_LEN	28
#define UA_ERROR_LEN	16
#define UA_REVERSE_LEN	16
/* OPN has three lengths between the channel and the sequence header. */
#define UA_OPEN_LEN	36

enum ua_message {
	UA_HELLO,
	UA_ACK,
	UA_ERR,
	UA_RHE,
	UA_OPN,
	UA_MSG,
	UA_CLO,
	UA_MESSAGES,
};

/* How they begin, and how long they are at least. */
static const struct {
	char letters[4];
	u8 least;
} ua_messages[] = {
	[UA_HELLO] = { "HELF", UA_HELLO_LEN },
	[UA_ACK] = { "ACKF", UA_ACK_LEN },
	[UA_ERR] = { "ERRF", UA_ERROR_LEN },
	[UA_RHE] = { "RHEF", UA_REVERSE_LEN },
	[UA_OPN] = { "OPNF", UA_OPEN_LEN },
	[UA_MSG] = { "MSGF", UA_CHUNK_LEN },
	[UA_CLO] = { "CLOF", UA_CHUNK_LEN },
};

/* Framing */

/* The message that these four octets begin, UA_MESSAGES for none. */
static u32 ua_message(const u8 *p)
{
	u32 i;

	for (i = 0; i < UA_MESSAGES; i++)
		if (!memcmp(p, ua_messages[i].letters, 3))
			break;
	if (p[3] == 'F' || (i == UA_MSG && (p[3] == 'C' || p[3] == 'A')))
		return i;
	return UA_MESSAGES;
}

static int ua_frame(const u8 *p, u32 len)
{
	u32 message = ua_message(p);
	u32 size = get_unaligned_le32(p + 4);

	if (message == UA_MESSAGES || size < ua_messages[message].least)
		return -FIELDTAP_STAT_PDU_NONSENSE;
	if (size > UA_LONGEST)
		return -FIELDTAP_STAT_PDU_OVERSIZED;
	return size;
}

/* Whether a chunk may begin here, as far as there are octets to tell. */
static bool ua_plausible(const u8 *p, u32 len)
{
	if (len < 4)
		return true;
	if (len < UA_HEADER_LEN)
		return ua_message(p) < UA_MESSAGES;
	return ua_frame(p, len) > 0;
}

/*
 * A chunk that is there whole and followed by another is the best that can be
 * found; the first that is not whole is it where there is none.
 */
static u32 ua_sync(const u8 *p, u32 len)
{
	u32 first = len, at, rest;
	int size;

	for (at = 0; at + 4 <= len; at++) {
		rest = len - at;
		if (!ua_plausible(p + at, rest))
			continue;
		size = rest < UA_HEADER_LEN ? UA_HEADER_LEN :
		       ua_frame(p + at, rest);
		if ((u32)size <= rest &&
		    ua_plausible(p + at + size, rest - size))
			return at;
		if ((u32)size > rest && first == len)
			first = at;
	}
	return first;
}

/* Connections */

/* Hello (7.1.2.3) and ReverseHello (7.1.2.6) */
static int ua_decode_hello(struct ft_ctx *ctx, const u8 *pdu, u32 len,
			   bool reverse)
{
	const struct ua_piece piece = { .p = pdu, .len = len };
	struct ua_flow *flow = ctx->priv;
	struct ua_cursor c;
	u32 n;

	ua_begin(&c, &piece, 1);
	ua_skip(&c, UA_HEADER_LEN);
	if (reverse)
		ua_skip_values(&c, UA_STRING, 1);	/* ServerUri */
	else
		ua_skip(&c, UA_HELLO_LEN - UA_HEADER_LEN - 4);
	n = ua_length(&c);
	if (c.why)
		return -c.why;
	if (c.left != n)
		return FIELDTAP_STAT_PDU_MALFORMED;
	flow->reversed = (ctx->dir == FT_TO_SERVER) == reverse;
	ua_begin_anew(ctx);
	ua_label(ctx, "endpoint", c, n);
	return 0;
}

/* ERR (7.1.2.5): a StatusCode and a reason. */
static int ua_decode_error(struct ft_ctx *ctx, const u8 *pdu, u32 len)
{
	const struct ua_piece piece = { .p = pdu, .len = len };
	struct ft_alarm alarm = { .what = "connection refused", .item = "" };
	struct ua_cursor c;

	ua_begin(&c, &piece, 1);
	ua_skip(&c, UA_HEADER_LEN);
	alarm.code = ua_u32(&c);
	alarm.len = ua_length(&c);
	if (c.why)
		return -c.why;
	alarm.data = pdu + len - c.left;
	if (c.left != alarm.len)
		return FIELDTAP_STAT_PDU_MALFORMED;
	ft_alarm(ctx, ua_device(ctx), &alarm);
	return 0;
}

static int ua_decode(struct ft_ctx *ctx, const u8 *pdu, u32 len)
{
	if (len < UA_HEADER_LEN)
		return FIELDTAP_STAT_PDU_TRUNCATED;
	ua_expire(ctx);
	switch (ua_message(pdu)) {
	case UA_HELLO:
		return ua_decode_hello(ctx, pdu, len, false);
	case UA_RHE:
		return ua_decode_hello(ctx, pdu, len, true);
	case UA_ACK:
		return len < UA_ACK_LEN ? FIELDTAP_STAT_PDU_TRUNCATED :
		       len > UA_ACK_LEN ? FIELDTAP_STAT_PDU_MALFORMED : 0;
	case UA_ERR:
		return ua_decode_error(ctx, pdu, len);
	case UA_OPN:
		return ua_decode_opening(ctx, pdu, len);
	case UA_MSG:
	case UA_CLO:
		return ua_decode_chunk(ctx, pdu, len);
	default:
		return FIELDTAP_STAT_PDU_NONSENSE;
	}
}

static const struct ft_decoder ua_decoder = {
	.abi = FT_DECODER_ABI,
	.name = "opcua",
	.tcp_ports = { UA_PORT },
	.udp_ports = { UA_PORT },
	.ethertypes = { UA_UADP_ETHERTYPE },
	.header_len = UA_HEADER_LEN,
	.max_pdu = FT_PDU_MAX,
	.longest = UA_LONGEST,
	.priv_size = sizeof(struct ua_flow),
	.frame = ua_frame,
	.sync = ua_sync,
	.decode = ua_decode,
	.gap = ua_lost,
	.datagram = ua_datagram,
	.tick = ua_expire,
	.station_name = ua_station_name,
	.describe = ua_describe,
	.items = ua_items,
	.status_name = ua_status_name,
};

ft_module_decoder(ua_decoder);

MODULE_DESCRIPTION("fieldtap decoder: OPC UA");
MODULE_AUTHOR("fieldtap maintainers");
MODULE_LICENSE("GPL");
MODULE_ALIAS("fieldtap-decoder");
MODULE_ALIAS("fieldtap-decoder-opcua");
