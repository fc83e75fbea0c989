// SPDX-License-Identifier: GPL-2.0
/*
 * Modbus TCP.
 *
 * MBAP header, big-endian: transaction u16, protocol u16 = 0, length u16 (what
 * follows it, 2 to 254), unit u8; then the PDU: function u8 and its data.  The
 * unit is the station, the PDU's functions read and write four tables of
 * items, and an answer to a read has no address: it means nothing without its
 * request.  So each flow keeps the PDUs of its open requests.
 *
 * Source: MODBUS Application Protocol Specification V1.1b3 (functions and
 * limits), MODBUS Messaging on TCP/IP Implementation Guide V1.0b (header).
 */
#include <linux/kernel.h>
#include <linux/module.h>
#include <linux/string.h>
#include <linux/unaligned.h>

#include "modbus_pdu.h"

/* From the transaction to the unit. */
#define MB_HEADER_LEN	7
/* What the length field does not count. */
#define MB_BEFORE_LEN	6
#define MB_LENGTH_MIN	2
#define MB_LENGTH_MAX	254

/* Open requests of one flow, and octets of their PDUs. */
#define MB_OPEN_MAX	16
#define MB_HELD_MAX	1536

/*
 * A request that could be taken for the newest one by its header, and is older
 * than four times the slowest answer so far (not below this), was given up by
 * the client: it is no pipelining.
 */
#define MB_SLOWEST_NS	(100ULL * 1000 * 1000)
#define MB_PATIENCE	4

/* How many timeouts an unanswered request is kept for the sake of its address. */
#define MB_LATE		8

/**
 * enum mb_tids - whether the server copies transactions into its answers
 * @MB_TIDS_UNKNOWN: no answer told yet
 * @MB_TIDS_COPIED: it does
 * @MB_TIDS_ZERO: it always says 0, so answers pair in order
 */
enum mb_tids {
	MB_TIDS_UNKNOWN,
	MB_TIDS_COPIED,
	MB_TIDS_ZERO,
};

/**
 * struct mb_request - a request that waits for its answer
 * @asked: monotonic time
 * @tid: transaction
 * @start: where its PDU begins in &mb_flow.held
 * @len: octets of its PDU kept there; 1 (the function) where no answer but an
 *	exception can be understood or where the answer needs no more
 * @unit: unit
 * @late: counted as unanswered; should an answer come after all, its values
 *	are true, but it is no answer for the device's health
 */
struct mb_request {
	u64 asked;
	u16 tid;
	u16 start;
	u8 len;
	u8 unit;
	bool late;
};

/**
 * struct mb_flow - state of a flow
 * @scratch: first, because functions know the state by it
 * @slowest: longest response time so far, nanoseconds
 * @open: open requests, oldest first, without holes
 * @open_count: how many
 * @held_len: octets of @held in use
 * @last_tid: transaction of the newest request
 * @tids: enum mb_tids
 * @counts: the client gives each request a transaction of its own
 * @held: their PDUs, in the same order, without holes
 */
struct mb_flow {
	struct mb_scratch scratch;
	u64 slowest;
	struct mb_request open[MB_OPEN_MAX];
	u16 open_count;
	u16 held_len;
	u16 last_tid;
	u8 tids;
	bool counts;
	u8 held[MB_HELD_MAX];
};

/**
 * struct mb_adu - one message, taken apart
 * @pdu: the function code and what follows
 * @len: octets of @pdu, at least 1
 * @tid: transaction
 * @unit: unit
 */
struct mb_adu {
	const u8 *pdu;
	u32 len;
	u16 tid;
	u8 unit;
};

/* Open requests */

static void mb_close(struct mb_flow *flow, u32 i)
{
	struct mb_request *open = flow->open;
	u16 start = open[i].start;
	u8 len = open[i].len;

	memmove(flow->held + start, flow->held + start + len,
		flow->held_len - start - len);
	flow->held_len -= len;
	flow->open_count--;
	for (; i < flow->open_count; i++) {
		open[i] = open[i + 1];
		open[i].start -= len;
	}
}

/* Taps of several devices may hand over PDUs a little out of their time. */
static u64 mb_age(const struct ft_ctx *ctx, const struct mb_request *req)
{
	return ctx->mono > req->asked ? ctx->mono - req->asked : 0;
}

static void mb_miss(struct ft_ctx *ctx, struct mb_request *req)
{
	if (!req->late)
		ft_timeout(ctx, ft_station(ctx, &req->unit, sizeof(req->unit)));
	req->late = true;
}

static void mb_give_up(struct ft_ctx *ctx, struct mb_flow *flow, u32 i)
{
	mb_miss(ctx, &flow->open[i]);
	mb_close(flow, i);
}

static void mb_expire(struct ft_ctx *ctx)
{
	struct mb_flow *flow = ctx->priv;
	u32 i = 0;
	u64 age;

	while (i < flow->open_count) {
		age = mb_age(ctx, &flow->open[i]);
		if (age < ctx->request_timeout)
			break;
		mb_miss(ctx, &flow->open[i]);
		if (age >= MB_LATE * ctx->request_timeout)
			mb_close(flow, i);
		else
			i++;
	}
}

/* Same transaction, unit and function, as far as this server tells them. */
static bool mb_alike(const struct mb_flow *flow, u32 i,
		     const struct mb_adu *adu, bool any_tid)
{
	const struct mb_request *req = &flow->open[i];

	return (any_tid || req->tid == adu->tid) && req->unit == adu->unit &&
	       flow->held[req->start] == (adu->pdu[0] & ~MB_EXCEPTION);
}

static void mb_give_up_abandoned(struct ft_ctx *ctx, const struct mb_adu *adu)
{
	struct mb_flow *flow = ctx->priv;
	bool any_tid = flow->tids == MB_TIDS_ZERO;
	u64 patience = MB_PATIENCE * max(flow->slowest, MB_SLOWEST_NS);
	u32 i = 0;

	while (i < flow->open_count) {
		if (mb_alike(flow, i, adu, any_tid) &&
		    (flow->open[i].late ||
		     mb_age(ctx, &flow->open[i]) > patience))
			mb_give_up(ctx, flow, i);
		else
			i++;
	}
}

static void mb_open(struct ft_ctx *ctx, const struct mb_adu *adu, u32 keep)
{
	struct mb_flow *flow = ctx->priv;
	struct mb_request *req;

	flow->counts = adu->tid != flow->last_tid;
	flow->last_tid = adu->tid;
	mb_give_up_abandoned(ctx, adu);
	while (flow->open_count == MB_OPEN_MAX ||
	       flow->held_len + keep > MB_HELD_MAX) {
		if (!flow->open[0].late)
			ft_count(ctx, FIELDTAP_STAT_REQUESTS_LOST);
		mb_close(flow, 0);
	}

	req = &flow->open[flow->open_count++];
	req->asked = ctx->mono;
	req->tid = adu->tid;
	req->unit = adu->unit;
	req->start = flow->held_len;
	req->len = keep;
	req->late = false;
	memcpy(flow->held + req->start, adu->pdu, keep);
	flow->held_len += keep;
}

/* Requests */

static int mb_decode_request(struct ft_ctx *ctx, const struct mb_adu *adu)
{
	u8 function = adu->pdu[0];
	const struct mb_spec *spec = mb_spec_of(function);
	struct ft_device *dev;
	u32 claimed;

	if (!function || function & MB_EXCEPTION)
		return FIELDTAP_STAT_PDU_MALFORMED;

	dev = ft_station(ctx, &adu->unit, sizeof(adu->unit));
	ft_request(ctx, dev);
	if (!spec) {
		mb_emit_raw(ctx, dev, MB_REQUEST, adu->pdu, adu->len);
		mb_open(ctx, adu, 1);
		return 0;
	}

	/* A bad request will be answered too, if only by an exception. */
	claimed = mb_ask_claims(spec, adu->pdu, adu->len);
	if (adu->len < claimed) {
		mb_open(ctx, adu, 1);
		return FIELDTAP_STAT_PDU_TRUNCATED;
	}
	if (!spec->legal(spec, adu->pdu)) {
		mb_open(ctx, adu, 1);
		return FIELDTAP_STAT_PDU_MALFORMED;
	}
	mb_open(ctx, adu, claimed);
	return adu->len > claimed ? FIELDTAP_STAT_PDU_MALFORMED : 0;
}

/* Answers */

/* 0 or why the answer cannot be one to open request i. */
static int mb_fit(const struct mb_flow *flow, u32 i, const struct mb_adu *adu)
{
	const struct mb_request *req = &flow->open[i];
	const struct mb_spec *spec = mb_spec_of(adu->pdu[0] & ~MB_EXCEPTION);

	if (adu->pdu[0] & MB_EXCEPTION)
		return adu->len < 2 ? FIELDTAP_STAT_PDU_TRUNCATED : 0;
	if (!spec)
		return 0;
	if (adu->len < mb_answer_claims(spec, adu->pdu, adu->len))
		return FIELDTAP_STAT_PDU_TRUNCATED;
	if (req->len < spec->ask_len)
		return FIELDTAP_STAT_PDU_MISMATCHED;
	return spec->fit(spec, flow->held + req->start, adu->pdu);
}

/*
 * Oldest request alike that the answer fits, else the oldest alike, else -1.
 * Requests alike are answered in order: the ones passed over will never be.
 */
static int mb_find(struct ft_ctx *ctx, const struct mb_adu *adu, bool any_tid,
		   int *why)
{
	struct mb_flow *flow = ctx->priv;
	int oldest = -1;
	int i, j;

	for (i = 0; i < flow->open_count; i++) {
		if (!mb_alike(flow, i, adu, any_tid))
			continue;
		*why = mb_fit(flow, i, adu);
		if (!*why)
			break;
		if (oldest < 0)
			oldest = i;
	}
	if (i == flow->open_count) {
		if (oldest >= 0)
			*why = mb_fit(flow, oldest, adu);
		return oldest;
	}
	for (j = i - 1; j >= 0; j--) {
		if (!mb_alike(flow, j, adu, any_tid))
			continue;
		mb_give_up(ctx, flow, j);
		i--;
	}
	return i;
}

/*
 * The open request that is answered, or -1.  A server that copies transactions
 * is told from one that always says 0 by its first answers.
 */
static int mb_pair(struct ft_ctx *ctx, const struct mb_adu *adu, int *why)
{
	struct mb_flow *flow = ctx->priv;
	bool in_order = !adu->tid && flow->tids == MB_TIDS_ZERO;
	int i = mb_find(ctx, adu, in_order, why);

	if (i >= 0 && adu->tid)
		flow->tids = MB_TIDS_COPIED;
	if (i >= 0 || adu->tid || flow->tids != MB_TIDS_UNKNOWN)
		return i;

	i = mb_find(ctx, adu, true, why);
	if (i < 0 || *why)
		return -1;
	flow->tids = MB_TIDS_ZERO;
	return i;
}

static int mb_take(struct ft_ctx *ctx, struct ft_device *dev, const u8 *ask,
		   const struct mb_adu *adu)
{
	const struct mb_spec *spec = mb_spec_of(adu->pdu[0]);
	int why;

	if (!spec) {
		mb_emit_raw(ctx, dev, MB_RESPONSE, adu->pdu, adu->len);
		return 0;
	}
	why = spec->take(ctx, dev, spec, ask, adu->pdu);
	if (!why && adu->len > mb_answer_claims(spec, adu->pdu, adu->len))
		why = FIELDTAP_STAT_PDU_MALFORMED;
	return why;
}

/* Without its request an answer counts only where it tells all by itself. */
static int mb_decode_unmatched(struct ft_ctx *ctx, const struct mb_adu *adu)
{
	const struct mb_spec *spec = mb_spec_of(adu->pdu[0]);

	if (adu->pdu[0] & MB_EXCEPTION)
		return FIELDTAP_STAT_PDU_UNMATCHED;
	if (!spec || (spec->echo && adu->len >= spec->answer_len &&
		      spec->legal(spec, adu->pdu)))
		mb_take(ctx, ft_station(ctx, &adu->unit, sizeof(adu->unit)),
			adu->pdu, adu);
	return FIELDTAP_STAT_PDU_UNMATCHED;
}

/* The device's health. */
static void mb_note_answer(struct ft_ctx *ctx, struct ft_device *dev,
			   const struct mb_request *req,
			   const struct mb_adu *adu, bool fits)
{
	struct mb_flow *flow = ctx->priv;

	if (req->late)
		return;
	if (fits)
		flow->slowest = max(flow->slowest, mb_age(ctx, req));
	if (fits && adu->pdu[0] & MB_EXCEPTION)
		ft_exception(ctx, dev, req->asked, adu->pdu[1]);
	else
		ft_answer(ctx, dev, req->asked);
}

/* What an answer that fits open request i tells. */
static int mb_understand(struct ft_ctx *ctx, struct ft_device *dev, u32 i,
			 const struct mb_adu *adu)
{
	struct mb_flow *flow = ctx->priv;
	const struct mb_request *req = &flow->open[i];
	const u8 *ask = flow->held + req->start;
	const struct mb_spec *spec = mb_spec_of(*ask);
	int why;

	if (!(adu->pdu[0] & MB_EXCEPTION)) {
		why = mb_take(ctx, dev, ask, adu);
	} else {
		why = adu->len > 2 ? FIELDTAP_STAT_PDU_MALFORMED : 0;
		if (spec && req->len >= spec->ask_len)
			mb_doubt(ctx, dev, spec, ask, adu->pdu[1]);
	}
	return req->late ? FIELDTAP_STAT_PDU_UNMATCHED : why;
}

static int mb_decode_answer(struct ft_ctx *ctx, const struct mb_adu *adu)
{
	struct mb_flow *flow = ctx->priv;
	struct ft_device *dev;
	int why = 0;
	int i;

	if (!(adu->pdu[0] & ~MB_EXCEPTION))
		return FIELDTAP_STAT_PDU_MALFORMED;
	i = mb_pair(ctx, adu, &why);
	if (i < 0)
		return mb_decode_unmatched(ctx, adu);

	dev = ft_station(ctx, &adu->unit, sizeof(adu->unit));
	mb_note_answer(ctx, dev, &flow->open[i], adu, !why);
	if (!why)
		why = mb_understand(ctx, dev, i, adu);
	mb_close(flow, i);
	return why;
}

/* The decoder */

static int mb_frame(const u8 *p, u32 len)
{
	u32 length = get_unaligned_be16(p + 4);

	if (get_unaligned_be16(p + 2) || length < MB_LENGTH_MIN)
		return -FIELDTAP_STAT_PDU_NONSENSE;
	if (length > MB_LENGTH_MAX)
		return -FIELDTAP_STAT_PDU_OVERSIZED;
	return MB_BEFORE_LEN + length;
}

/* Could a PDU of this function be so long?  len octets of it are there. */
static bool mb_length_plausible(const u8 *pdu, u32 len, u32 pdu_len)
{
	const struct mb_spec *spec = mb_spec_of(pdu[0]);

	if (pdu[0] & MB_EXCEPTION)
		return (pdu[0] & ~MB_EXCEPTION) && pdu_len == 2;
	if (!spec)
		return pdu[0];
	return pdu_len == mb_ask_claims(spec, pdu, len) ||
	       pdu_len == mb_answer_claims(spec, pdu, len);
}

/* Octets of the ADU that seems to begin here, or 0. */
static u32 mb_plausible(const u8 *p, u32 len)
{
	int adu_len;

	if (len <= MB_HEADER_LEN)
		return 0;
	adu_len = mb_frame(p, len);
	if (adu_len < 0 ||
	    !mb_length_plausible(p + MB_HEADER_LEN,
				 min_t(u32, len, adu_len) - MB_HEADER_LEN,
				 adu_len - MB_HEADER_LEN))
		return 0;
	return adu_len;
}

/*
 * Registers that hold small numbers look like headers, so an ADU must have a
 * length that its function allows, and must be followed by another one, as far
 * as there is any more.  Where it is cut short its function must be known too.
 */
static u32 mb_sync(const u8 *p, u32 len)
{
	u32 adu_len, at, rest;

	for (at = 0; at < len; at++) {
		adu_len = mb_plausible(p + at, len - at);
		if (!adu_len)
			continue;
		if (adu_len > len - at) {
			if (mb_spec_of(p[at + MB_HEADER_LEN]))
				return at;
			continue;
		}
		rest = len - at - adu_len;
		if (rest <= MB_HEADER_LEN ||
		    mb_plausible(p + at + adu_len, rest))
			return at;
	}
	return len;
}

static int mb_decode(struct ft_ctx *ctx, const u8 *pdu, u32 len)
{
	struct mb_adu adu;

	if (len <= MB_HEADER_LEN)
		return FIELDTAP_STAT_PDU_TRUNCATED;
	adu.tid = get_unaligned_be16(pdu);
	adu.unit = pdu[6];
	adu.pdu = pdu + MB_HEADER_LEN;
	adu.len = len - MB_HEADER_LEN;

	mb_expire(ctx);
	if (ctx->dir == FT_TO_SERVER)
		return mb_decode_request(ctx, &adu);
	return mb_decode_answer(ctx, &adu);
}

/*
 * Requests or answers were lost.  Where answers pair in order nobody knows any
 * more which request the next one belongs to.  Where transactions tell them
 * apart an answer is still the truth, but whether one was missed is unknown: what
 * is open says nothing about the device's health any more, and goes as soon as
 * its transaction is used again.
 */
static void mb_gap(struct ft_ctx *ctx)
{
	struct mb_flow *flow = ctx->priv;
	u32 i;

	for (i = 0; i < flow->open_count; i++)
		flow->open[i].late = true;
	if (flow->tids == MB_TIDS_COPIED && flow->counts)
		return;
	flow->open_count = 0;
	flow->held_len = 0;
}

static int mb_station_name(const void *id, u32 id_len, char *buf, size_t size)
{
	if (id_len != 1)
		return scnprintf(buf, size, "?");
	return scnprintf(buf, size, "%u", *(const u8 *)id);
}

static const struct ft_decoder mb_decoder = {
	.abi = FT_DECODER_ABI,
	.name = "modbus",
	.tcp_ports = { 502 },
	.header_len = MB_HEADER_LEN + 1,
	.max_pdu = MB_BEFORE_LEN + MB_LENGTH_MAX,
	.priv_size = sizeof(struct mb_flow),
	.frame = mb_frame,
	.sync = mb_sync,
	.decode = mb_decode,
	.gap = mb_gap,
	.tick = mb_expire,
	.station_name = mb_station_name,
	.describe = mb_describe,
	.status_name = mb_status_name,
};

ft_module_decoder(mb_decoder);

MODULE_DESCRIPTION("fieldtap decoder: Modbus TCP");
MODULE_AUTHOR("fieldtap maintainers");
MODULE_LICENSE("GPL");
MODULE_ALIAS("fieldtap-decoder");
MODULE_ALIAS("fieldtap-decoder-modbus");
