// SPDX-License-Identifier: GPL-2.0
#include <linux/string.h>

#include "room.h"
#include "sample.h"
#include "saying.h"

static void ft_excerpt(struct ft_excerpt *e, const void *p, u32 kept, u32 len)
{
	e->there = true;
	e->len = len;
	e->kept = min_t(u32, kept, FT_SAMPLE_OCTETS);
	memcpy(e->octet, p, e->kept);
}

static const char *const ft_said_names[] = {
	[FT_SAID_REQUEST] = "request",
	[FT_SAID_ANSWER] = "answer",
	[FT_SAID_EXCEPTION] = "exception",
	[FT_SAID_TIMEOUT] = "timeout",
	[FT_SAID_PUBLISH] = "publish",
	[FT_SAID_LOST] = "lost",
	[FT_SAID_REPEATED] = "repeated",
	[FT_SAID_COUNT] = "count",
	[FT_SAID_LABEL] = "label",
	[FT_SAID_ALARM] = "alarm",
	[FT_SAID_LAYOUT] = "layout",
	[FT_SAID_DOUBT] = "doubt",
	[FT_SAID_STATION] = "station",
};

/* What is told of what was said: of images their name. */
static void ft_sample_name(struct ft_room *room, struct ft_difference *s,
			   const struct ft_decoder *dec,
			   const struct ft_saying *is)
{
	struct ft_image_desc *desc = &room->desc[0];

	if (is->kind == FT_SAID_IMAGE) {
		memset(desc, 0, sizeof(*desc));
		dec->describe(is->key, is->key_len, desc);
		strscpy(s->image, desc->name, sizeof(s->image));
	} else if (is->kind == FT_SAID_LABEL) {
		scnprintf(s->image, sizeof(s->image), "label %.*s",
			  (int)is->key_len, (const char *)is->key);
	} else {
		strscpy(s->image, ft_said_names[is->kind], sizeof(s->image));
	}
	if (is->station)
		ft_device_name(is->station, dec, s->device, sizeof(s->device));
}

static void ft_sample_fill(struct ft_room *room, struct ft_difference *s,
			   u32 kind, const struct ft_said *was,
			   const struct ft_saying *is)
{
	const struct ft_saying said = {
		.kind = was ? was->kind : 0,
		.station = was ? was->station : NULL,
		.key = was ? room->octet + was->key_at : NULL,
		.key_len = was ? was->key_len : 0,
	};

	s->time = room->c->pub.now;
	s->kind = kind;
	if (room->pdu)
		ft_excerpt(&s->pdu, room->pdu, room->pdu_len, room->pdu_len);
	if (was)
		ft_excerpt(&s->said[FT_ACTIVE], room->octet + was->head_at,
			   was->head_len, was->len);
	if (is)
		ft_excerpt(&s->said[FT_CANDIDATE], is->data, is->len, is->len);
	if (is)
		ft_sample_name(room, s, room->sh->decoder[FT_CANDIDATE], is);
	else if (was)
		ft_sample_name(room, s, room->sh->decoder[FT_ACTIVE], &said);
}

/* The oldest one makes room. */
static struct ft_difference *ft_sample_next(struct ft_shadow *sh)
{
	struct ft_difference *s = &sh->sample[sh->samples++ % FT_SAMPLES];

	memset(s, 0, sizeof(*s));
	return s;
}

void ft_room_differ(struct ft_room *room, u32 kind, const struct ft_said *was,
		    const struct ft_saying *is)
{
	struct ft_shadow *sh = room->sh;

	room->differ[kind]++;
	/* Whoever meets somebody else there goes without a sample. */
	if (room->learning || !spin_trylock(&sh->lock))
		return;
	ft_sample_fill(room, ft_sample_next(sh), kind, was, is);
	spin_unlock(&sh->lock);
}

void ft_sample_numbers(struct ft_shadow *sh, u32 kind,
		       const struct ft_peer *peer, u64 now, const u8 *p,
		       u32 len, const s32 result[2])
{
	struct ft_difference *s;

	if (!spin_trylock(&sh->lock))
		return;
	s = ft_sample_next(sh);
	s->time = now;
	s->kind = kind;
	if (p)
		ft_excerpt(&s->pdu, p, len, len);
	memcpy(s->result, result, sizeof(s->result));
	if (peer->dev)
		strscpy(s->device, peer->dev->name, sizeof(s->device));
	spin_unlock(&sh->lock);
}
