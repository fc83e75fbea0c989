// SPDX-License-Identifier: GPL-2.0
/*
 * HART-IP.
 *
 * Header, big-endian: version u8, message type u8, message id u8, status u8,
 * sequence u16, byte count u16 (header included).  TCP carries one message
 * after the other, UDP one or more in a datagram.  Messages of id 3 and 4 carry
 * HART commands; requests and responses of one exchange have the same sequence
 * number.  Published messages come unasked.
 *
 * Since version 2 of the protocol a session may be secured by TLS or DTLS on the
 * same port; then nobody but its ends can read it.
 *
 * Source: Network Management Specification HCF_SPEC-085, clause "HART-IP", and
 * IEC 62591; RFC 8446, RFC 6347 (record headers).
 */
#include <linux/kernel.h>
#include <linux/module.h>
#include <linux/string.h>
#include <linux/unaligned.h>

#include "hartip_command.h"
#include "hartip_items.h"
#include "hartip_request.h"

#define HIP_HEADER_LEN		8
#define HIP_VERSION_MIN		1
#define HIP_VERSION_MAX		2

/* Longest message that is read whole, and that its byte count allows. */
#define HIP_PDU_MAX		4096
#define HIP_COUNT_MAX		65535

/* Longest TLS record, RFC 5246 clause 6.2.3. */
#define HIP_TLS_HEADER_LEN	5
#define HIP_TLS_MAX		(16384 + 2048)

/* TLS and DTLS content types, and the first octets of their versions. */
#define HIP_TLS_FIRST		20
#define HIP_TLS_LAST		23
#define HIP_DTLS_LAST		26
#define HIP_TLS_MAJOR		3
#define HIP_DTLS_MAJOR		0xfe
#define HIP_DTLS_HEADER_LEN	13

/* Body of a session initiation: who asks, inactivity timer. */
#define HIP_INITIATE_LEN	5

enum hip_type {
	HIP_TYPE_REQUEST = 0,
	HIP_TYPE_RESPONSE = 1,
	HIP_TYPE_PUBLISH = 2,
	HIP_TYPE_NAK = 15,
};

enum hip_id {
	HIP_ID_INITIATE,
	HIP_ID_CLOSE,
	HIP_ID_KEEP_ALIVE,
	HIP_ID_TOKEN_PASSING,
	HIP_ID_DIRECT,
	HIP_ID_AUDIT_LOG,
};

/**
 * struct hip_flow - state of a conversation
 * @requests: those without answer so far
 * @content: an image on its way to the core; too much for the stack
 */
struct hip_flow {
	struct hip_requests requests;
	u8 content[HIP_CONTENT_MAX];
};

/**
 * struct hip_message - one message, taken apart
 * @type: enum hip_type
 * @id: enum hip_id
 * @status: status of the server
 * @sequence: number that request and response share
 * @body: what follows the header
 * @len: octets of @body
 */
struct hip_message {
	u8 type;
	u8 id;
	u8 status;
	u16 sequence;
	const u8 *body;
	u32 len;
};

/* Token-passing PDUs */

static int hip_token_request(struct hip_turn *t, const struct hip_message *m,
			     const struct hip_frame *f)
{
	struct hip_flow *flow = t->ctx->priv;
	struct hip_request req = {
		.sequence = m->sequence,
		.command = f->command,
		.id = m->id,
		.station = f->station,
	};

	if (f->type != HIP_REQUEST)
		return FIELDTAP_STAT_PDU_MALFORMED;
	hip_station_resolve(t, &req.station);
	hip_request_open(t, &flow->requests, &req);
	return 0;
}

static void hip_publish(struct hip_turn *t, const struct hip_reply *r)
{
	struct ft_device *dev = hip_station_device(t, &r->station);

	if (dev)
		ft_publish(t->ctx, dev);
}

/* Counts an answer with the device that gave it; 0 or why it could not. */
static int hip_pair(struct hip_turn *t, const struct hip_message *m,
		    const struct hip_reply *r, u8 refused)
{
	struct hip_flow *flow = t->ctx->priv;
	const struct hip_request like = {
		.sequence = m->sequence,
		.command = r->command,
		.id = m->id,
		.station = r->station,
	};
	int i = hip_request_find(&flow->requests, &like);

	if (i < 0)
		return FIELDTAP_STAT_PDU_UNMATCHED;
	hip_request_close(t, &flow->requests, i,
			  hip_station_device(t, &r->station), refused);
	return 0;
}

static int hip_token_reply(struct hip_turn *t, const struct hip_message *m,
			   const struct hip_frame *f)
{
	struct hip_reply r;
	int why, unmatched = 0;

	if (f->type == HIP_REQUEST)
		return FIELDTAP_STAT_PDU_MALFORMED;
	why = hip_frame_reply(f, &r);
	if (why)
		return why;
	hip_reply_identify(t, &r);
	if (m->type == HIP_TYPE_PUBLISH || f->type == HIP_BURST)
		hip_publish(t, &r);
	else
		unmatched = hip_pair(t, m, &r, hip_reply_refused(&r));
	why = hip_reply_take(t, &r, 0);
	return why ? why : unmatched;
}

static int hip_token(struct hip_turn *t, const struct hip_message *m)
{
	struct hip_frame f;
	int why = hip_frame_parse(m->body, m->len, &f);

	if (why)
		return why;
	if (m->type == HIP_TYPE_REQUEST)
		why = hip_token_request(t, m, &f);
	else
		why = hip_token_reply(t, m, &f);
	if (!why && m->len > f.size)
		why = FIELDTAP_STAT_PDU_MALFORMED;
	return why;
}

/* Direct PDUs: device status, extended status, list of commands */

static int hip_direct_request(struct hip_turn *t, const struct hip_message *m)
{
	struct hip_flow *flow = t->ctx->priv;
	struct hip_request req = { .sequence = m->sequence, .id = m->id };

	/* Requests in the list have no response code, but a byte count. */
	if (m->len < HIP_DIRECT_HEAD + 3 ||
	    m->len - HIP_DIRECT_HEAD - 3 < m->body[HIP_DIRECT_HEAD + 2])
		return FIELDTAP_STAT_PDU_TRUNCATED;
	req.command = get_unaligned_be16(m->body + HIP_DIRECT_HEAD);
	hip_station_resolve(t, &req.station);
	hip_request_open(t, &flow->requests, &req);
	return 0;
}

/* Whose the answer is, and the first command that was refused. */
static int hip_direct_head(struct hip_turn *t, const struct hip_message *m,
			   struct hip_reply *first, u8 *refused)
{
	const u8 *p = m->body + HIP_DIRECT_HEAD;
	u32 len = m->len - HIP_DIRECT_HEAD;
	struct hip_reply r = { .status = m->body[0] };
	int why = hip_list_next(&p, &len, first);

	if (why)
		return why;
	first->status = m->body[0];
	hip_reply_identify(t, first);
	*refused = hip_reply_refused(first);
	while (len && !*refused) {
		if (hip_list_next(&p, &len, &r))
			break;
		*refused = hip_reply_refused(&r);
	}
	return 0;
}

static int hip_direct_reply(struct hip_turn *t, const struct hip_message *m)
{
	struct hip_reply r = { .status = 0 };
	const u8 *p = m->body + HIP_DIRECT_HEAD;
	int why, one, unmatched = 0;
	u8 refused = 0;
	u32 len;

	if (m->len < HIP_DIRECT_HEAD)
		return FIELDTAP_STAT_PDU_TRUNCATED;
	why = hip_direct_head(t, m, &r, &refused);
	if (why)
		return why;
	if (m->type == HIP_TYPE_PUBLISH)
		hip_publish(t, &r);
	else
		unmatched = hip_pair(t, m, &r, refused);
	for (len = m->len - HIP_DIRECT_HEAD; len; ) {
		one = hip_list_next(&p, &len, &r);
		if (one)
			return one;
		one = hip_reply_take(t, &r, 0);
		if (!why)
			why = one;
	}
	return why ? why : unmatched;
}

static int hip_direct(struct hip_turn *t, const struct hip_message *m)
{
	if (m->type == HIP_TYPE_REQUEST)
		return hip_direct_request(t, m);
	return hip_direct_reply(t, m);
}

/* Messages */

/* The server did not hand the PDU on; what it says is one octet. */
static int hip_refuse(struct hip_turn *t, const struct hip_message *m, u8 code)
{
	struct hip_flow *flow = t->ctx->priv;
	const struct hip_request *req;
	struct hip_station station;
	int i;

	if (m->id != HIP_ID_TOKEN_PASSING && m->id != HIP_ID_DIRECT)
		return 0;
	i = hip_request_find_number(&flow->requests, m->sequence, m->id);
	if (i < 0)
		return FIELDTAP_STAT_PDU_UNMATCHED;
	req = &flow->requests.open[i];
	station = req->station;
	hip_request_close(t, &flow->requests, i,
			  hip_station_device(t, &station), code);
	return 0;
}

static int hip_initiate(const struct hip_message *m)
{
	if (m->len == HIP_INITIATE_LEN || (m->status && !m->len))
		return 0;
	return m->len < HIP_INITIATE_LEN ? FIELDTAP_STAT_PDU_TRUNCATED :
					   FIELDTAP_STAT_PDU_MALFORMED;
}

static int hip_body(struct hip_turn *t, const struct hip_message *m)
{
	if (m->type == HIP_TYPE_NAK)
		return m->len ? hip_refuse(t, m, m->body[0]) :
				FIELDTAP_STAT_PDU_TRUNCATED;
	switch (m->id) {
	case HIP_ID_INITIATE:
		return hip_initiate(m);
	case HIP_ID_CLOSE:
	case HIP_ID_KEEP_ALIVE:
		return m->len ? FIELDTAP_STAT_PDU_MALFORMED : 0;
	case HIP_ID_TOKEN_PASSING:
	case HIP_ID_DIRECT:
		if (m->type == HIP_TYPE_RESPONSE && m->status && !m->len)
			return hip_refuse(t, m, m->status);
		if (m->id == HIP_ID_DIRECT)
			return hip_direct(t, m);
		return hip_token(t, m);
	default:
		return FIELDTAP_STAT_PDU_UNSUPPORTED;
	}
}

/*
 * The end that has the stations, or NULL when a TCP connection carries the
 * message the wrong way.  A UDP publisher may send from any port to one that
 * this decoder listens to, so there the message itself tells.
 */
static const struct ft_addr *hip_server(const struct ft_ctx *ctx, u8 type)
{
	enum ft_dir dir = type == HIP_TYPE_REQUEST ? FT_TO_SERVER :
						     FT_TO_CLIENT;

	if (dir == ctx->dir)
		return ctx->server;
	return ctx->transport == FT_UDP ? ctx->client : NULL;
}

static int hip_message(struct ft_ctx *ctx, const u8 *p, u32 len)
{
	struct hip_flow *flow = ctx->priv;
	const struct hip_message m = {
		.type = p[1],
		.id = p[2],
		.status = p[3],
		.sequence = get_unaligned_be16(p + 4),
		.body = p + HIP_HEADER_LEN,
		.len = len - HIP_HEADER_LEN,
	};
	struct hip_turn t = {
		.ctx = ctx,
		.server = hip_server(ctx, m.type),
		.content = flow->content,
	};

	if (!t.server)
		return FIELDTAP_STAT_PDU_MALFORMED;
	return hip_body(&t, &m);
}

/* Secured sessions */

static bool hip_is_tls(const u8 *p)
{
	return p[0] >= HIP_TLS_FIRST && p[0] <= HIP_TLS_LAST &&
	       p[1] == HIP_TLS_MAJOR && p[2] <= 4;
}

static bool hip_is_dtls(const u8 *p, u32 len)
{
	return len >= HIP_DTLS_HEADER_LEN && p[0] >= HIP_TLS_FIRST &&
	       p[0] <= HIP_DTLS_LAST && p[1] == HIP_DTLS_MAJOR && p[2] >= 0xfc;
}

static int hip_encrypted(struct ft_ctx *ctx, const char *security)
{
	struct ft_device *dev = ft_station(ctx, "", 0);

	if (dev)
		ft_label(ctx, dev, "security", security);
	return FIELDTAP_STAT_PDU_ENCRYPTED;
}

/* The decoder */

static bool hip_type_known(u8 type)
{
	return type <= HIP_TYPE_PUBLISH || type == HIP_TYPE_NAK;
}

static int hip_tls_frame(const u8 *p)
{
	u32 count = get_unaligned_be16(p + 3);

	if (!count)
		return -FIELDTAP_STAT_PDU_NONSENSE;
	if (count > HIP_TLS_MAX)
		return -FIELDTAP_STAT_PDU_OVERSIZED;
	return HIP_TLS_HEADER_LEN + count;
}

static int hip_frame(const u8 *p, u32 len)
{
	u32 count;

	if (hip_is_tls(p))
		return hip_tls_frame(p);
	if (p[0] < HIP_VERSION_MIN || p[0] > HIP_VERSION_MAX ||
	    !hip_type_known(p[1]))
		return -FIELDTAP_STAT_PDU_NONSENSE;
	if (len < HIP_HEADER_LEN)
		return 0;
	count = get_unaligned_be16(p + 6);
	if (count < HIP_HEADER_LEN)
		return -FIELDTAP_STAT_PDU_NONSENSE;
	if (p[2] == HIP_ID_TOKEN_PASSING &&
	    count > HIP_HEADER_LEN + HIP_FRAME_MAX)
		return -FIELDTAP_STAT_PDU_OVERSIZED;
	return count;
}

/* Could the body of a message be so long?  have octets of it are there. */
static bool hip_length_plausible(const u8 *p, u32 len, u32 have)
{
	struct hip_frame f;

	if (p[1] == HIP_TYPE_NAK)
		return len == 1;
	switch (p[2]) {
	case HIP_ID_INITIATE:
		return len == HIP_INITIATE_LEN || (p[3] && !len);
	case HIP_ID_CLOSE:
	case HIP_ID_KEEP_ALIVE:
		return !len;
	case HIP_ID_TOKEN_PASSING:
		return have < len ||
		       !hip_frame_parse(p + HIP_HEADER_LEN, len, &f);
	default:
		return p[2] <= HIP_ID_AUDIT_LOG && len < HIP_PDU_MAX;
	}
}

/* Octets of the message that seems to begin here, or 0. */
static u32 hip_plausible(const u8 *p, u32 len)
{
	int size;

	if (len < HIP_HEADER_LEN)
		return 0;
	size = hip_frame(p, len);
	if (size <= 0)
		return 0;
	if (!hip_is_tls(p) &&
	    !hip_length_plausible(p, size - HIP_HEADER_LEN,
				  len - HIP_HEADER_LEN))
		return 0;
	return size;
}

/*
 * Small numbers look like headers, so a message must have a length that its kind
 * allows and a right check octet, and must be followed by another one, as far as
 * there is any more.
 */
static u32 hip_sync(const u8 *p, u32 len)
{
	u32 at, size, rest;

	for (at = 0; at < len; at++) {
		size = hip_plausible(p + at, len - at);
		if (!size)
			continue;
		if (size >= len - at)
			return at;
		rest = len - at - size;
		if (rest < HIP_HEADER_LEN ||
		    hip_plausible(p + at + size, rest))
			return at;
	}
	return len;
}

static void hip_tick(struct ft_ctx *ctx)
{
	struct hip_flow *flow = ctx->priv;

	hip_request_expire(ctx, &flow->requests);
}

static int hip_decode(struct ft_ctx *ctx, const u8 *pdu, u32 len)
{
	if (len >= HIP_TLS_HEADER_LEN && hip_is_tls(pdu))
		return hip_encrypted(ctx, "TLS");
	if (len < HIP_HEADER_LEN)
		return FIELDTAP_STAT_PDU_TRUNCATED;
	hip_tick(ctx);
	return hip_message(ctx, pdu, len);
}

static int hip_datagram(struct ft_ctx *ctx, const u8 *p, u32 len)
{
	int why = 0, one, size;

	if (hip_is_dtls(p, len))
		return hip_encrypted(ctx, "DTLS");
	hip_tick(ctx);
	do {
		if (len < HIP_HEADER_LEN)
			return why ? why : FIELDTAP_STAT_PDU_TRUNCATED;
		if (hip_is_tls(p))
			return FIELDTAP_STAT_PDU_NONSENSE;
		size = hip_frame(p, len);
		if (size < 0)
			return why ? why : -size;
		if ((u32)size > len)
			return why ? why : FIELDTAP_STAT_PDU_TRUNCATED;
		one = hip_message(ctx, p, size);
		if (!why)
			why = one;
		p += size;
		len -= size;
	} while (len);
	return why;
}

/* Which of the open requests will be answered is unknown from here on. */
static void hip_gap(struct ft_ctx *ctx)
{
	struct hip_flow *flow = ctx->priv;

	flow->requests.count = 0;
}

static const struct ft_decoder hip_decoder = {
	.abi = FT_DECODER_ABI,
	.name = "hartip",
	.tcp_ports = { 5094 },
	.udp_ports = { 5094 },
	.header_len = HIP_TLS_HEADER_LEN,
	.max_pdu = HIP_PDU_MAX,
	.longest = HIP_COUNT_MAX,
	.priv_size = sizeof(struct hip_flow),
	.frame = hip_frame,
	.sync = hip_sync,
	.decode = hip_decode,
	.gap = hip_gap,
	.datagram = hip_datagram,
	.tick = hip_tick,
	.station_name = hip_station_name,
	.describe = hip_describe,
	.items = hip_items,
	.status_name = hip_status_name,
};

ft_module_decoder(hip_decoder);

MODULE_DESCRIPTION("fieldtap decoder: HART-IP");
MODULE_AUTHOR("fieldtap maintainers");
MODULE_LICENSE("GPL");
MODULE_ALIAS("fieldtap-decoder");
MODULE_ALIAS("fieldtap-decoder-hartip");
