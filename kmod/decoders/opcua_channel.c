// SPDX-License-Identifier: GPL-2.0
/*
 * Source: OPC 10000-6, 6.7 (OPC UA Secure Conversation).
 *
 * The opening of a channel names its SecurityPolicy but, unless that is None,
 * hides its SecurityMode; whether messages are only signed is seen by the first
 * one: a message begins with the id of its encoding.  So it is where the
 * opening was not seen at all.
 */
#include <linux/kernel.h>
#include <linux/string.h>
#include <linux/unaligned.h>

#include "opcua_channel.h"
#include "opcua_service.h"

/* Sequence numbers begin anew below this, from above its complement (6.7.2.4). */
#define UA_SEQUENCE_WRAP	1024
/* No clock is so wrong: the year 2300. */
#define UA_TIME_MAX		220600000000000000ULL

/**
 * struct ua_chunk - one chunk, taken apart
 * @body: part of the message, without the signature
 * @len: its octets
 * @channel: SecureChannelId
 * @sequence: SequenceNumber
 * @request: RequestId
 * @kind: 'C' for more to come, 'F' for the last, 'A' for no more
 * @cut: the end of it is not there
 */
struct ua_chunk {
	const u8 *body;
	u32 len;
	u32 channel;
	u32 sequence;
	u32 request;
	u8 kind;
	bool cut;
};

/**
 * struct ua_begin - how a message begins
 * @service: what it is of, NULL where that is not known
 * @type: encoding id
 * @response: it is a response
 */
struct ua_begin {
	const struct ua_service *service;
	u32 type;
	bool response;
};

static struct ua_assembly *ua_assembly(struct ft_ctx *ctx)
{
	struct ua_flow *flow = ctx->priv;

	return &flow->assembly[ctx->dir];
}

static bool ua_from_server(const struct ft_ctx *ctx)
{
	const struct ua_flow *flow = ctx->priv;

	return (ctx->dir == FT_TO_CLIENT) != flow->reversed;
}

/* Security */

/* 6.7.2.5; octets of the signature, by policy (OPC 10000-7). */
static u32 ua_signature(const char *policy)
{
	static const struct {
		const char *policy;
		u8 octets;
	} signatures[] = {
		{ "Basic128Rsa15", 20 },
		{ "Basic256", 20 },
		{ "Basic256Sha256", 32 },
		{ "Aes128_Sha256_RsaOaep", 32 },
		{ "Aes256_Sha256_RsaPss", 32 },
		{ "ECC_nistP256", 32 },
		{ "ECC_brainpoolP256r1", 32 },
		{ "ECC_nistP384", 48 },
		{ "ECC_brainpoolP384r1", 48 },
		{ "ECC_curve25519", 16 },
		{ "ECC_curve448", 16 },
	};
	size_t i;

	for (i = 0; i < ARRAY_SIZE(signatures); i++)
		if (!strcmp(signatures[i].policy, policy))
			return signatures[i].octets;
	return 0;
}

static void ua_label_security(struct ft_ctx *ctx, const char *mode)
{
	const struct ua_flow *flow = ctx->priv;
	char text[FIELDTAP_LABEL_VALUE_MAX];

	scnprintf(text, sizeof(text), "%s%s%s", mode,
		  *mode && *flow->security ? " " : "", flow->security);
	ft_label(ctx, ua_device(ctx), "security", text);
}

/* What stands behind '#' names the policy; without one all of it does. */
static void ua_read_policy(struct ua_cursor *c, char *name, size_t size)
{
	u8 uri[80];
	u32 len = ua_length(c);
	u32 n = min_t(u32, len, sizeof(uri));
	const u8 *at;

	ua_copy(c, uri, n);
	ua_skip(c, len - n);
	at = memchr(uri, '#', n);
	at = at ? at + 1 : uri;
	ua_print_text(at, uri + n - at, name, size);
}

static void ua_set_policy(struct ft_ctx *ctx, const char *name)
{
	struct ua_flow *flow = ctx->priv;

	if (flow->policy != UA_POLICY_UNKNOWN && !strcmp(flow->security, name))
		return;
	scnprintf(flow->security, sizeof(flow->security), "%s", name);
	flow->signature = ua_signature(name);
	if (strcmp(name, "None")) {
		flow->policy = UA_POLICY_OTHER;
		flow->mode = UA_MODE_UNKNOWN;
	} else {
		flow->policy = UA_POLICY_NONE;
		flow->mode = UA_MODE_READABLE;
	}
	ua_label_security(ctx, "");
}

/* Where messages end is known, or a signature of some length follows. */
static bool ua_slack(const struct ua_flow *flow)
{
	return flow->policy != UA_POLICY_NONE && !flow->signature;
}

/* Whole messages */

/* A request was seen; what it says is kept in so many notes. */
static void ua_count_request(struct ft_ctx *ctx, const struct ua_chunk *chunk,
			     u32 type, u8 pieces)
{
	struct ua_flow *flow = ctx->priv;

	switch (type) {
	case UA_CLOSE_CHANNEL:
		ua_forget_requests(ctx, true);
		break;
	case UA_PUBLISH:
		flow->publish[flow->published++ % UA_PUBLISH_MAX] =
			chunk->request;
		break;
	default:
		ft_request(ctx, ua_device(ctx));
		ua_open_request(ctx, chunk->channel, chunk->request, type,
				pieces);
	}
}

/* What its response needs is kept, the rest forgotten. */
static int ua_take_request(struct ft_ctx *ctx, const struct ua_chunk *chunk,
			   const struct ua_begin *begin, u32 pieces)
{
	struct ua_flow *flow = ctx->priv;
	struct ua_assembly *as = ua_assembly(ctx);
	const struct ua_service *service = begin->service;
	struct ua_cursor c;
	int why;

	ua_begin(&c, flow->piece[0], pieces);
	ua_read_type(&c);
	ua_skip_request_header(&c);
	why = -c.why;
	if (!why && service->check) {
		why = service->check(c, ua_slack(flow));
		if (!why && !ua_store(ctx, false, chunk->channel,
				      chunk->request, &as->pieces, chunk->body,
				      chunk->len))
			why = FIELDTAP_STAT_PDU_INCOMPLETE;
	}
	if (why) {
		ua_unstore(ctx, false, chunk->channel, chunk->request,
			   as->pieces);
		as->pieces = 0;
	}
	ua_count_request(ctx, chunk, begin->type, as->pieces);
	return why;
}

static bool ua_is_publish(const struct ua_flow *flow, u32 request)
{
	u32 i;

	for (i = 0; i < UA_PUBLISH_MAX && i < flow->published; i++)
		if (flow->publish[i] == request)
			return true;
	return false;
}

static int ua_take_notification(struct ft_ctx *ctx,
				const struct ua_service *service,
				const struct ua_cursor *c, u32 status)
{
	struct ua_flow *flow = ctx->priv;
	struct ua_exchange x = {
		.ctx = ctx,
		.dev = ua_device(ctx),
		.answer = *c,
		.scratch = flow->scratch,
		.slack = ua_slack(flow),
	};

	ft_publish(ctx, x.dev);
	return status & UA_STATUS_BAD ? 0 : service->take(&x);
}

/* The request, as it was kept. */
static bool ua_recall(struct ft_ctx *ctx, const struct ua_open *open,
		      struct ua_cursor *c)
{
	struct ua_flow *flow = ctx->priv;

	ua_begin(c, NULL, 0);
	if (!open->pieces)
		return false;
	if (!ua_load(ctx, false, open->channel, open->request, open->pieces))
		return false;
	ua_begin(c, flow->piece[0], open->pieces);
	ua_read_type(c);
	ua_skip_request_header(c);
	return !c->why;
}

static int ua_take_answer(struct ft_ctx *ctx, const struct ua_open *open,
			  const struct ua_service *service,
			  const struct ua_cursor *c, u32 status)
{
	struct ua_flow *flow = ctx->priv;
	struct ua_exchange x = {
		.ctx = ctx,
		.dev = ua_device(ctx),
		.answer = *c,
		.scratch = flow->scratch,
		.slack = ua_slack(flow),
	};

	if (!service->request || status & UA_STATUS_BAD)
		return 0;
	if (service->request != open->type)
		return FIELDTAP_STAT_PDU_MISMATCHED;
	if (!service->take)
		return 0;
	if (!ua_recall(ctx, open, &x.ask) && service->check)
		return FIELDTAP_STAT_PDU_UNMATCHED;
	return service->take(&x);
}

/* @c is behind the header, or has stuck within it. */
static int ua_take_response(struct ft_ctx *ctx, const struct ua_chunk *chunk,
			    const struct ua_service *service,
			    const struct ua_cursor *c, u32 status)
{
	struct ua_flow *flow = ctx->priv;
	int i, why;

	if (c->why)
		return -c->why;
	if (service->request == UA_PUBLISH)
		return ua_take_notification(ctx, service, c, status);
	if (!service->request && ua_is_publish(flow, chunk->request))
		return 0;
	i = ua_find_request(ctx, chunk->channel, chunk->request);
	if (i < 0)
		return FIELDTAP_STAT_PDU_UNMATCHED;
	why = ua_take_answer(ctx, &flow->open[i], service, c, status);
	ua_answered(ctx, i, status);
	ua_close_request(ctx, i);
	return why;
}

/* The chunks that were kept, and the last one. */
static int ua_take_message(struct ft_ctx *ctx, const struct ua_chunk *chunk,
			   const struct ua_begin *begin)
{
	struct ua_flow *flow = ctx->priv;
	struct ua_assembly *as = ua_assembly(ctx);
	struct ua_piece *piece = flow->piece[begin->response];
	struct ua_cursor c;
	u32 status;

	if (!ua_load(ctx, begin->response, chunk->channel, chunk->request,
		     as->pieces)) {
		ua_unstore(ctx, begin->response, chunk->channel,
			   chunk->request, as->pieces);
		return FIELDTAP_STAT_PDU_INCOMPLETE;
	}
	piece[as->pieces].p = chunk->body;
	piece[as->pieces].len = chunk->len;
	if (!begin->response)
		return ua_take_request(ctx, chunk, begin, as->pieces + 1);
	ua_begin(&c, piece, as->pieces + 1);
	ua_read_type(&c);
	status = ua_read_response_header(&c);
	/* Notes of the request are read, those of the response still are. */
	status = ua_take_response(ctx, chunk, begin->service, &c, status);
	ua_unstore(ctx, true, chunk->channel, chunk->request, as->pieces);
	return status;
}

/* A message that is not read has ended; its first chunk told what it is. */
static int ua_pass_message(struct ft_ctx *ctx, const struct ua_chunk *chunk,
			   const struct ua_begin *begin)
{
	int i;

	if (!begin->response) {
		ua_count_request(ctx, chunk, begin->type, 0);
		return 0;
	}
	i = ua_find_request(ctx, chunk->channel, chunk->request);
	if (i < 0)
		return FIELDTAP_STAT_PDU_UNMATCHED;
	ua_answered(ctx, i, ua_assembly(ctx)->status);
	ua_close_request(ctx, i);
	return 0;
}

/* How messages begin */

/* A time that a clock may well show stands in each header (7.33, 7.34). */
static bool ua_header_plausible(struct ua_cursor *c, bool response)
{
	if (!response)
		ua_skip_values(c, UA_NODEID, 1);
	return ua_u64(c) < UA_TIME_MAX && !c->why;
}

static bool ua_read_begin(struct ua_begin *begin, const u8 *body, u32 len)
{
	const struct ua_piece piece = { .p = body, .len = len };
	struct ua_cursor c;

	ua_begin(&c, &piece, 1);
	begin->type = ua_read_type(&c);
	begin->service = ua_service_of(begin->type);
	if (!begin->service)
		return false;
	begin->response = begin->service->response == begin->type;
	return ua_header_plausible(&c, begin->response);
}

static u32 ua_first_status(const struct ua_chunk *chunk)
{
	const struct ua_piece piece = { .p = chunk->body, .len = chunk->len };
	struct ua_cursor c;

	ua_begin(&c, &piece, 1);
	ua_read_type(&c);
	return ua_read_response_header(&c);
}

/* Whose request it answers is encrypted as well: health has nothing of it. */
static int ua_encrypted(struct ft_ctx *ctx, const struct ua_chunk *chunk)
{
	if (ua_from_server(ctx) && chunk->kind == 'F')
		ft_publish(ctx, ua_device(ctx));
	return FIELDTAP_STAT_PDU_ENCRYPTED;
}

/* A chunk that no message begins with, or none that can be read. */
static int ua_refuse(struct ft_ctx *ctx, const struct ua_chunk *chunk,
		     const struct ua_begin *begin)
{
	struct ua_flow *flow = ctx->priv;

	if (!ua_assembly(ctx)->whole)
		return FIELDTAP_STAT_PDU_INCOMPLETE;
	if (flow->mode == UA_MODE_READABLE)
		return begin->type && !begin->service ?
		       FIELDTAP_STAT_PDU_UNSUPPORTED :
		       FIELDTAP_STAT_PDU_MALFORMED;
	if (flow->policy == UA_POLICY_OTHER) {
		flow->mode = UA_MODE_ENCRYPTED;
		ua_label_security(ctx, "SignAndEncrypt");
	} else if (!*flow->security) {
		scnprintf(flow->security, sizeof(flow->security), "encrypted");
		ua_label_security(ctx, "");
	}
	return ua_encrypted(ctx, chunk);
}

/* The first message that can be read tells that all can. */
static void ua_readable(struct ft_ctx *ctx)
{
	struct ua_flow *flow = ctx->priv;

	if (flow->mode == UA_MODE_READABLE)
		return;
	flow->mode = UA_MODE_READABLE;
	if (flow->policy == UA_POLICY_OTHER) {
		ua_label_security(ctx, "Sign");
	} else if (*flow->security) {
		*flow->security = '\0';
		ua_label_security(ctx, "");
	}
}

/* Chunks */

/* The message that was being put together will never be whole. */
static void ua_break_off(struct ft_ctx *ctx, enum ua_assembling state)
{
	struct ua_assembly *as = ua_assembly(ctx);

	ua_unstore(ctx, ua_from_server(ctx), as->channel, as->request,
		   as->pieces);
	as->pieces = 0;
	as->state = state;
}

static void ua_keep(struct ft_ctx *ctx, const struct ua_chunk *chunk)
{
	struct ua_assembly *as = ua_assembly(ctx);

	if (chunk->cut ||
	    !ua_store(ctx, ua_from_server(ctx), chunk->channel, chunk->request,
		      &as->pieces, chunk->body, chunk->len))
		ua_break_off(ctx, UA_DROP);
}

static int ua_chunk_fate(const struct ua_assembly *as)
{
	return as->state == UA_DROP ? FIELDTAP_STAT_PDU_INCOMPLETE : 0;
}

/* The first of several chunks. */
static int ua_take_first(struct ft_ctx *ctx, const struct ua_chunk *chunk,
			 const struct ua_begin *begin)
{
	struct ua_assembly *as = ua_assembly(ctx);

	as->type = begin->type;
	if (begin->response)
		as->status = ua_first_status(chunk);
	if (begin->response ? !begin->service->take : !begin->service->check) {
		as->state = UA_PASS;
	} else {
		as->state = UA_KEEP;
		ua_keep(ctx, chunk);
	}
	return ua_chunk_fate(as);
}

/* A request of the same number was given up, or its response was not seen. */
static void ua_supersede(struct ft_ctx *ctx, const struct ua_chunk *chunk)
{
	int i = ua_find_request(ctx, chunk->channel, chunk->request);

	if (i < 0)
		return;
	ua_missed(ctx, i);
	ua_close_request(ctx, i);
}

static int ua_start(struct ft_ctx *ctx, const struct ua_chunk *chunk)
{
	struct ua_assembly *as = ua_assembly(ctx);
	struct ua_begin begin = { .service = NULL };
	int why;

	as->channel = chunk->channel;
	as->request = chunk->request;
	as->sequence = chunk->sequence;
	as->type = 0;
	if (!ua_read_begin(&begin, chunk->body, chunk->len) ||
	    begin.response != ua_from_server(ctx)) {
		why = ua_refuse(ctx, chunk, &begin);
		if (chunk->kind == 'C')
			as->state = UA_DROP;
		return why;
	}
	ua_readable(ctx);
	if (!begin.response)
		ua_supersede(ctx, chunk);
	if (chunk->kind == 'C')
		return ua_take_first(ctx, chunk, &begin);
	why = ua_take_message(ctx, chunk, &begin);
	as->pieces = 0;
	return why;
}

/* 6.7.2.4 */
static bool ua_follows(u32 before, u32 sequence)
{
	return sequence == before + 1 ||
	       (before >= ~(u32)UA_SEQUENCE_WRAP &&
		sequence < UA_SEQUENCE_WRAP);
}

static int ua_take_last(struct ft_ctx *ctx, const struct ua_chunk *chunk)
{
	struct ua_assembly *as = ua_assembly(ctx);
	const struct ua_begin begin = {
		.service = ua_service_of(as->type),
		.type = as->type,
		.response = ua_from_server(ctx),
	};
	int why = ua_chunk_fate(as);

	if (as->state == UA_KEEP)
		why = ua_take_message(ctx, chunk, &begin);
	else if (as->type && !why)
		why = ua_pass_message(ctx, chunk, &begin);
	else if (as->type)
		ua_pass_message(ctx, chunk, &begin);
	as->state = UA_IDLE;
	as->pieces = 0;
	return why;
}

static int ua_continue(struct ft_ctx *ctx, const struct ua_chunk *chunk)
{
	struct ua_assembly *as = ua_assembly(ctx);

	if (as->state == UA_KEEP &&
	    (chunk->cut || !ua_follows(as->sequence, chunk->sequence)))
		ua_break_off(ctx, UA_DROP);
	as->sequence = chunk->sequence;
	if (chunk->kind == 'F')
		return ua_take_last(ctx, chunk);
	if (as->state == UA_KEEP)
		ua_keep(ctx, chunk);
	return ua_chunk_fate(as);
}

/* 6.7.3: the sender gave it up; an error and a reason. */
static int ua_abort(struct ft_ctx *ctx, const struct ua_chunk *chunk)
{
	int i;

	ua_break_off(ctx, UA_IDLE);
	if (chunk->len < 4)
		return FIELDTAP_STAT_PDU_TRUNCATED;
	i = ua_find_request(ctx, chunk->channel, chunk->request);
	if (i >= 0 && ua_from_server(ctx)) {
		ua_answered(ctx, i, get_unaligned_le32(chunk->body));
		ua_close_request(ctx, i);
	}
	return 0;
}

static int ua_take_chunk(struct ft_ctx *ctx, const struct ua_chunk *chunk)
{
	struct ua_assembly *as = ua_assembly(ctx);
	int why;

	if (as->state != UA_IDLE && (as->request != chunk->request ||
				     as->channel != chunk->channel)) {
		ft_count(ctx, FIELDTAP_STAT_PDU_INCOMPLETE);
		ua_break_off(ctx, UA_IDLE);
	}
	if (chunk->kind == 'A')
		why = ua_abort(ctx, chunk);
	else if (as->state != UA_IDLE)
		why = ua_continue(ctx, chunk);
	else
		why = ua_start(ctx, chunk);
	if (chunk->kind != 'C')
		as->whole = true;
	return why;
}

int ua_decode_chunk(struct ft_ctx *ctx, const u8 *pdu, u32 len)
{
	struct ua_flow *flow = ctx->priv;
	const u32 around = UA_CHUNK_LEN + flow->signature;
	struct ua_chunk chunk = {
		.body = pdu + UA_CHUNK_LEN,
		.kind = pdu[3],
		.cut = ctx->pdu_len > len,
	};

	if (flow->mode == UA_MODE_ENCRYPTED)
		return ua_encrypted(ctx, &chunk);
	if (len < around)
		return FIELDTAP_STAT_PDU_TRUNCATED;
	chunk.len = len - around;
	chunk.channel = get_unaligned_le32(pdu + UA_HEADER_LEN);
	chunk.sequence = get_unaligned_le32(pdu + UA_CHANNEL_LEN);
	chunk.request = get_unaligned_le32(pdu + UA_CHANNEL_LEN + 4);
	return ua_take_chunk(ctx, &chunk);
}

void ua_lost(struct ft_ctx *ctx)
{
	struct ua_assembly *as = ua_assembly(ctx);

	if (as->state != UA_IDLE)
		ft_count(ctx, FIELDTAP_STAT_PDU_INCOMPLETE);
	ua_break_off(ctx, UA_IDLE);
	as->whole = false;
	ua_forget_requests(ctx, false);
}

void ua_begin_anew(struct ft_ctx *ctx)
{
	struct ua_flow *flow = ctx->priv;
	enum ft_dir dir = ctx->dir;
	u32 i;

	ua_forget_requests(ctx, true);
	for (i = 0; i < ARRAY_SIZE(flow->assembly); i++) {
		ctx->dir = i ? FT_TO_CLIENT : FT_TO_SERVER;
		ua_break_off(ctx, UA_IDLE);
		flow->assembly[i].whole = true;
	}
	ctx->dir = dir;
	flow->published = 0;
	flow->policy = UA_POLICY_UNKNOWN;
	flow->mode = UA_MODE_UNKNOWN;
	flow->signature = 0;
	*flow->security = '\0';
}

/* Opening: only that of a channel without security can be read. */

/* OpenSecureChannel (OPC 10000-4, 5.6.2) */
static int ua_check_opening(struct ua_cursor *c, bool response)
{
	if (response) {
		ua_skip(c, 24);		/* version, token */
		ua_skip_values(c, UA_BYTESTRING, 1);
	} else {
		ua_skip(c, 12);		/* version, type, mode */
		ua_skip_values(c, UA_BYTESTRING, 1);
		ua_skip(c, 4);
	}
	return ua_end(c, false);
}

static int ua_take_opening(struct ft_ctx *ctx, struct ua_cursor *c,
			   u32 request)
{
	const bool response = ua_from_server(ctx);
	u32 type = ua_read_type(c), status;
	const struct ua_service *service = ua_service_of(type);
	int i, why;

	if (c->why)
		return -c->why;
	if (!service || (response ? service->response : service->request) != type)
		return FIELDTAP_STAT_PDU_MALFORMED;
	if (!response) {
		const struct ua_chunk chunk = { .request = request };

		ua_skip_request_header(c);
		why = ua_check_opening(c, false);
		ua_supersede(ctx, &chunk);
		ua_count_request(ctx, &chunk, UA_OPEN_CHANNEL, 0);
		return why;
	}
	status = ua_read_response_header(c);
	why = service->request ? ua_check_opening(c, true) : ua_end(c, false);
	i = ua_find_request(ctx, 0, request);
	if (why || i < 0)
		return why ? why : FIELDTAP_STAT_PDU_UNMATCHED;
	ua_answered(ctx, i, status);
	ua_close_request(ctx, i);
	return 0;
}

int ua_decode_opening(struct ft_ctx *ctx, const u8 *pdu, u32 len)
{
	const struct ua_piece piece = {
		.p = pdu + UA_HEADER_LEN,
		.len = len - UA_HEADER_LEN,
	};
	struct ua_flow *flow = ctx->priv;
	char name[sizeof(flow->security)];
	struct ua_cursor c;
	u32 request;

	if (ctx->pdu_len > len)
		return FIELDTAP_STAT_PDU_OVERSIZED;
	ua_begin(&c, &piece, 1);
	ua_skip(&c, 4);				/* SecureChannelId */
	ua_read_policy(&c, name, sizeof(name));
	ua_skip_values(&c, UA_BYTESTRING, 2);	/* certificate, thumbprint */
	ua_skip(&c, 4);				/* SequenceNumber */
	request = ua_u32(&c);
	if (c.why)
		return -c.why;
	ua_assembly(ctx)->whole = true;
	ua_set_policy(ctx, name);
	if (flow->policy == UA_POLICY_OTHER)
		return FIELDTAP_STAT_PDU_ENCRYPTED;
	return ua_take_opening(ctx, &c, request);
}
