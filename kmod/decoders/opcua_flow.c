// SPDX-License-Identifier: GPL-2.0
#include <linux/kernel.h>
#include <linux/string.h>

#include "opcua_flow.h"

/* How many timeouts an unanswered request is kept for what it asked. */
#define UA_LATE		8

struct ft_device *ua_device(struct ft_ctx *ctx)
{
	const struct ua_flow *flow = ctx->priv;

	if (flow->reversed)
		return ft_station_at(ctx, ctx->client, NULL, 0);
	return ft_station(ctx, NULL, 0);
}

void ua_label(struct ft_ctx *ctx, const char *name, struct ua_cursor c,
	      u32 len)
{
	char text[FIELDTAP_LABEL_VALUE_MAX];
	u8 octets[FIELDTAP_LABEL_VALUE_MAX];
	u32 n = min_t(u32, len, sizeof(octets));

	ua_copy(&c, octets, n);
	ua_print_text(octets, n, text, sizeof(text));
	if (!c.why && n)
		ft_label(ctx, ua_device(ctx), name, text);
}

/* Octets of messages */

static struct ft_note_id ua_note(const struct ft_ctx *ctx, bool response,
				 u32 channel, u32 request, u32 piece)
{
	return (struct ft_note_id) {
		.scope = ctx->flow,
		.a = (u64)response << 32 | request,
		.b = (u64)channel << 8 | piece,
	};
}

void ua_unstore(struct ft_ctx *ctx, bool response, u32 channel, u32 request,
		u8 pieces)
{
	struct ft_note_id id;
	u32 i;

	for (i = 0; i < pieces; i++) {
		id = ua_note(ctx, response, channel, request, i);
		ft_note_drop(ctx, &id);
	}
}

bool ua_store(struct ft_ctx *ctx, bool response, u32 channel, u32 request,
	      u8 *pieces, const u8 *p, u32 len)
{
	struct ft_note_id id;
	u32 n;

	for (; len; len -= n, p += n) {
		n = min_t(u32, len, FT_NOTE_MAX);
		id = ua_note(ctx, response, channel, request, *pieces);
		if (*pieces == UA_PIECES_MAX || ft_note_set(ctx, &id, p, n)) {
			ua_unstore(ctx, response, channel, request, *pieces);
			*pieces = 0;
			return false;
		}
		++*pieces;
	}
	return true;
}

bool ua_load(struct ft_ctx *ctx, bool response, u32 channel, u32 request,
	     u8 pieces)
{
	struct ua_flow *flow = ctx->priv;
	struct ua_piece *piece = flow->piece[response];
	struct ft_note_id id;
	u32 i;

	for (i = 0; i < pieces; i++) {
		id = ua_note(ctx, response, channel, request, i);
		piece[i].p = ft_note_get(ctx, &id, &piece[i].len);
		if (!piece[i].p)
			return false;
	}
	return true;
}

/* Open requests */

void ua_close_request(struct ft_ctx *ctx, u32 i)
{
	struct ua_flow *flow = ctx->priv;
	struct ua_open *open = flow->open;

	ua_unstore(ctx, false, open[i].channel, open[i].request,
		   open[i].pieces);
	flow->open_count--;
	memmove(open + i, open + i + 1,
		(flow->open_count - i) * sizeof(*open));
}

int ua_find_request(const struct ft_ctx *ctx, u32 channel, u32 request)
{
	const struct ua_flow *flow = ctx->priv;
	int i;

	for (i = 0; i < (int)flow->open_count; i++)
		if (flow->open[i].request == request &&
		    flow->open[i].channel == channel)
			return i;
	return -1;
}

void ua_missed(struct ft_ctx *ctx, u32 i)
{
	struct ua_flow *flow = ctx->priv;

	if (!flow->open[i].late)
		ft_timeout(ctx, ua_device(ctx));
	flow->open[i].late = true;
}

void ua_open_request(struct ft_ctx *ctx, u32 channel, u32 request, u16 type,
		     u8 pieces)
{
	struct ua_flow *flow = ctx->priv;

	if (flow->open_count == UA_OPEN_MAX) {
		if (!flow->open[0].late)
			ft_count(ctx, FIELDTAP_STAT_REQUESTS_LOST);
		ua_close_request(ctx, 0);
	}
	flow->open[flow->open_count++] = (struct ua_open) {
		.asked = ctx->mono,
		.request = request,
		.channel = channel,
		.type = type,
		.pieces = pieces,
	};
}

void ua_answered(struct ft_ctx *ctx, u32 i, u32 status)
{
	struct ua_flow *flow = ctx->priv;
	const struct ua_open *open = &flow->open[i];
	/* Taps of several devices may hand over PDUs a little out of their time. */
	u64 asked = open->asked < ctx->mono ? open->asked : ctx->mono;

	if (open->late)
		return;
	if (status & UA_STATUS_BAD)
		ft_exception(ctx, ua_device(ctx), asked, status);
	else
		ft_answer(ctx, ua_device(ctx), asked);
}

void ua_expire(struct ft_ctx *ctx)
{
	struct ua_flow *flow = ctx->priv;
	u32 i = 0;
	u64 age;

	while (i < flow->open_count) {
		if (flow->open[i].asked + ctx->request_timeout > ctx->mono)
			break;
		age = ctx->mono - flow->open[i].asked;
		ua_missed(ctx, i);
		if (age >= UA_LATE * ctx->request_timeout)
			ua_close_request(ctx, i);
		else
			i++;
	}
}

void ua_forget_requests(struct ft_ctx *ctx, bool all)
{
	struct ua_flow *flow = ctx->priv;
	u32 i;

	for (i = 0; i < flow->open_count; i++)
		flow->open[i].late = true;
	while (all && flow->open_count)
		ua_close_request(ctx, flow->open_count - 1);
}
