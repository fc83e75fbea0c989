// SPDX-License-Identifier: GPL-2.0
#include <linux/kernel.h>
#include <linux/string.h>

#include "mqtt_flow.h"

/* Votes for MQTT 5 that are enough, and what a text without much in it has. */
#define MQTT_VOTES	8
#define MQTT_VOTE_SHORT	4

/* In flight */

static void mqtt_close(struct mqtt_ring *ring, u32 i)
{
	ring->n--;
	memmove(ring->open + i, ring->open + i + 1,
		(ring->n - i) * sizeof(ring->open[0]));
}

static int mqtt_find(const struct mqtt_ring *ring, u8 type, u16 id)
{
	u32 i;

	for (i = 0; i < ring->n; i++)
		if (ring->open[i].type == type && ring->open[i].id == id)
			return i;
	return -1;
}

/*
 * An identifier is free again when it is used anew.  Of packets without one
 * those that are overdue go, else each answer would be taken for that to the
 * one before.
 */
static void mqtt_give_up(struct mqtt_ring *ring, u8 type, u16 id)
{
	u32 i = 0;

	while (i < ring->n) {
		const struct mqtt_open *open = &ring->open[i];

		if (open->type == type && open->id == id && (id || open->late))
			mqtt_close(ring, i);
		else
			i++;
	}
}

void mqtt_asked(struct ft_ctx *ctx, u8 type, u16 id)
{
	struct mqtt_flow *flow = ctx->priv;
	struct mqtt_ring *ring = &flow->ring[ctx->dir];

	mqtt_give_up(ring, type, id);
	if (ring->n == MQTT_OPEN_MAX) {
		if (!ring->open[0].done)
			ft_count(ctx, FIELDTAP_STAT_REQUESTS_LOST);
		mqtt_close(ring, 0);
	}
	ring->open[ring->n++] = (struct mqtt_open) {
		.asked = ctx->mono,
		.id = id,
		.type = type,
		.done = ctx->dir == FT_TO_CLIENT,
	};
	if (ctx->dir == FT_TO_SERVER)
		ft_request(ctx, ft_station(ctx, NULL, 0));
}

bool mqtt_in_flight(const struct ft_ctx *ctx, u8 type, u16 id)
{
	const struct mqtt_flow *flow = ctx->priv;

	return mqtt_find(&flow->ring[ctx->dir], type, id) >= 0;
}

/* The device's health. */
static int mqtt_health(struct ft_ctx *ctx, struct mqtt_open *open, u8 refused)
{
	struct ft_device *dev = ft_station(ctx, NULL, 0);
	u64 asked = min(open->asked, ctx->mono);

	if (open->late)
		return FIELDTAP_STAT_PDU_UNMATCHED;
	if (open->done)
		return 0;
	open->done = true;
	if (refused)
		ft_exception(ctx, dev, asked, refused);
	else
		ft_answer(ctx, dev, asked);
	return 0;
}

int mqtt_answered(struct ft_ctx *ctx, u8 type, u16 id, u8 refused, bool last)
{
	struct mqtt_flow *flow = ctx->priv;
	struct mqtt_ring *ring = &flow->ring[!ctx->dir];
	int i = mqtt_find(ring, type, id), why = 0;

	if (i < 0)
		return ctx->dir == FT_TO_CLIENT ?
		       FIELDTAP_STAT_PDU_UNMATCHED : 0;
	if (ctx->dir == FT_TO_CLIENT)
		why = mqtt_health(ctx, &ring->open[i], refused);
	if (last)
		mqtt_close(ring, i);
	return why;
}

void mqtt_expire(struct ft_ctx *ctx)
{
	struct mqtt_flow *flow = ctx->priv;
	struct mqtt_ring *ring = &flow->ring[FT_TO_SERVER];
	u32 i;

	for (i = 0; i < ring->n; i++) {
		struct mqtt_open *open = &ring->open[i];

		if (open->done || ctx->mono < open->asked ||
		    ctx->mono - open->asked < ctx->request_timeout)
			continue;
		open->done = true;
		open->late = true;
		ft_timeout(ctx, ft_station(ctx, NULL, 0));
	}
}

/* Versions */

void mqtt_learn(struct mqtt_flow *flow, u8 version)
{
	if (!flow->told)
		flow->version = version;
}

/*
 * Who comes late does not know the version, and what MQTT 5 calls properties
 * may be the beginning of a payload.  A PUBLISH that only one version can read
 * decides at once.  One that both can read is a vote for MQTT 5, so strong as
 * that would be a strange beginning of a payload: by the octets of properties
 * that are all right, and where there are none, by how much text follows the 0
 * that says so.  Less than MQTT_VOTE_SHORT octets of text may be part of a
 * number, unless they are not always as many.
 */
static u32 mqtt_vote(struct mqtt_flow *flow, const struct mqtt_publish *pub)
{
	u32 used, seen = flow->text_len;

	if (pub->properties)
		return pub->properties;
	if (!pub->len ||
	    mqtt_text(pub->payload, pub->len, &used) > MQTT_TEXT_LINES)
		return 0;
	if (pub->len >= MQTT_VOTE_SHORT)
		return pub->len;
	flow->text_len = pub->len;
	return seen && seen != pub->len ? MQTT_VOTE_SHORT : 0;
}

static int mqtt_guess(struct mqtt_flow *flow, const struct mqtt_packet *pkt,
		      struct mqtt_publish *out)
{
	struct mqtt_publish old;
	int old_why = mqtt_publish(pkt, false, &old);
	int why = mqtt_publish(pkt, true, out);

	if (why && old_why)
		return old_why;
	if (why) {
		flow->version = MQTT_V311;
		*out = old;
		return 0;
	}
	if (!old_why) {
		flow->votes = min_t(u32, flow->votes + mqtt_vote(flow, out),
				    MQTT_VOTES);
		if (flow->votes < MQTT_VOTES)
			return FIELDTAP_STAT_PDU_UNSUPPORTED;
	}
	flow->version = MQTT_V5;
	return 0;
}

int mqtt_read_publish(struct mqtt_flow *flow, const struct mqtt_packet *pkt,
		      struct mqtt_publish *out)
{
	int why;

	if (!flow->version)
		return mqtt_guess(flow, pkt, out);
	why = mqtt_publish(pkt, flow->version == MQTT_V5, out);
	if (!why || flow->told)
		return why;
	/* The guess was wrong, or the packet is. */
	if (!mqtt_publish(pkt, flow->version != MQTT_V5, out)) {
		flow->version = flow->version == MQTT_V5 ? MQTT_V311 : MQTT_V5;
		return 0;
	}
	return why;
}
