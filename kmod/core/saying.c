// SPDX-License-Identifier: GPL-2.0
#include <linux/string.h>

#include "room.h"
#include "sample.h"
#include "saying.h"
#include "stand_in.h"

static u64 ft_saying_key(const struct ft_room *room, const struct ft_saying *is)
{
	return siphash_3u64(is->kind | (u64)is->key_len << 32,
			    ft_room_hash(room, is->station, is->station ?
					 sizeof(*is->station) : 0),
			    ft_room_hash(room, is->key, is->key_len),
			    &room->sh->secret);
}

static u64 ft_saying_value(const struct ft_room *room,
			   const struct ft_saying *is)
{
	return siphash_3u64(is->len, is->extra,
			    ft_room_hash(room, is->data, is->len),
			    &room->sh->secret);
}

static u16 ft_room_keep(struct ft_room *room, const void *p, u32 len)
{
	const u32 at = room->octets;

	memcpy(room->octet + at, p, len);
	room->octets += len;
	return at;
}

void ft_room_write(struct ft_room *room, const struct ft_saying *is)
{
	const u32 head = min_t(u32, is->len, FT_SAMPLE_OCTETS);
	struct ft_said *said;

	if (room->n_said == FT_SAID_MAX ||
	    room->octets + is->key_len + head > FT_SAID_OCTETS) {
		room->partial = true;
		return;
	}
	said = &room->said[room->n_said++];
	*said = (struct ft_said) {
		.key = ft_saying_key(room, is),
		.value = ft_saying_value(room, is),
		.station = is->station,
		.len = is->len,
		.key_len = is->key_len,
		.head_len = head,
		.kind = is->kind,
	};
	said->key_at = ft_room_keep(room, is->key, is->key_len);
	said->head_at = ft_room_keep(room, is->data, head);
}

struct ft_said *ft_room_find(struct ft_room *room, const struct ft_saying *is)
{
	const u64 key = ft_saying_key(room, is);
	u32 i, at = room->next;

	/* Mostly both say the same in the same order. */
	for (i = 0; i < room->n_said; i++, at++) {
		struct ft_said *said;

		if (at >= room->n_said)
			at = 0;
		said = &room->said[at];
		if (said->key == key && !said->met) {
			room->next = at + 1;
			return said;
		}
	}
	return NULL;
}

struct ft_items_sum {
	const struct ft_room *room;
	u64 sum;
};

static bool ft_items_add(void *arg, const struct ft_item *item)
{
	struct ft_items_sum *s = arg;
	const siphash_key_t *secret = &s->room->sh->secret;
	const char *unit = item->unit ?: "";

	s->sum = siphash_3u64(s->sum,
			      ft_room_hash(s->room, item->name,
					   strlen(item->name)),
			      ft_room_hash(s->room, unit, strlen(unit)),
			      secret);
	s->sum = siphash_4u64(s->sum, (u64)item->offset << 32 | item->len,
			      (u64)item->count << 32 | item->status,
			      (u64)item->type << 32 | item->quality << 1 |
			      item->little, secret);
	return true;
}

static u64 ft_items_sum(const struct ft_room *room,
			const struct ft_decoder *dec,
			const struct ft_emit *emit)
{
	const struct ft_view view = {
		.key = emit->key,
		.key_len = emit->key_len,
		.data = emit->data,
		.len = emit->len,
		.total = emit->total ?: emit->len,
		.quality = emit->quality,
		.status = emit->status,
	};
	struct ft_items_sum s = { .room = room };

	if (dec->items)
		dec->items(&view, ft_items_add, &s);
	return s.sum;
}

/* Whether both take equal octets for the same values. */
static bool ft_room_same_meaning(struct ft_room *room,
				 const struct ft_emit *emit)
{
	const struct ft_decoder *const *dec = room->sh->decoder;
	struct ft_image_desc *desc = room->desc;
	int i;

	memset(desc, 0, sizeof(room->desc));
	for (i = 0; i < 2; i++)
		dec[i]->describe(emit->key, emit->key_len, &desc[i]);
	if (desc[0].layout != desc[1].layout ||
	    desc[0].first != desc[1].first ||
	    desc[0].count != desc[1].count ||
	    strncmp(desc[0].name, desc[1].name, sizeof(desc[0].name)))
		return false;
	return desc[0].layout != FIELDTAP_LAYOUT_ITEMS ||
	       ft_items_sum(room, dec[0], emit) ==
	       ft_items_sum(room, dec[1], emit);
}

static u32 ft_saying_differs(const struct ft_saying *is, u32 image)
{
	return is->kind == FT_SAID_IMAGE ? image : FIELDTAP_SHADOW_KIND_REPORT;
}

/* The candidate's words are looked for among the active decoder's. */
static void ft_room_check(struct ft_room *room, const struct ft_saying *is)
{
	struct ft_said *was = ft_room_find(room, is);

	if (!was) {
		if (!room->partial)
			ft_room_differ(room,
				       ft_saying_differs(is, FIELDTAP_SHADOW_KIND_EXTRA),
				       NULL, is);
		return;
	}
	was->met = true;
	if (was->value != ft_saying_value(room, is) ||
	    (is->emit && !ft_room_same_meaning(room, is->emit)))
		ft_room_differ(room,
			       ft_saying_differs(is, FIELDTAP_SHADOW_KIND_DIFFERENT),
			       was, is);
	else if (is->emit)
		room->matched++;
}

bool ft_room_say(struct ft_context *c, const struct ft_saying *saying)
{
	const u64 paused = ft_room_pause(c);
	struct ft_room *room = c->room;

	if (room->candidate)
		ft_room_check(room, saying);
	else
		ft_room_write(room, saying);
	ft_room_resume(c, paused);
	return room->candidate;
}

bool ft_room_report(struct ft_context *c, u32 kind, const struct ft_device *dev,
		    u64 a, u64 b)
{
	const u64 what[2] = { a, b };
	const struct ft_saying saying = {
		.kind = kind,
		.station = dev ? ft_room_key(c->room, dev) : NULL,
		.data = what,
		.len = sizeof(what),
	};

	if (!dev && kind != FT_SAID_COUNT)
		return c->room->candidate;
	return ft_room_say(c, &saying);
}

bool ft_room_emit(struct ft_context *c, const struct ft_device *dev,
		  const struct ft_emit *emit)
{
	const siphash_key_t *secret = &c->room->sh->secret;
	struct ft_saying saying = {
		.kind = FT_SAID_IMAGE,
		.key = emit->key,
		.key_len = emit->key_len,
		.data = emit->data,
		.len = emit->len,
		.emit = emit,
	};

	if (!dev)
		return c->room->candidate;
	saying.station = ft_room_key(c->room, dev);
	saying.extra = siphash_4u64((u64)emit->quality << 32 | emit->status,
				    emit->source_time, emit->stale_after,
				    emit->total, secret);
	return ft_room_say(c, &saying);
}

bool ft_room_label(struct ft_context *c, const struct ft_device *dev,
		   const char *name, const char *value)
{
	const struct ft_saying saying = {
		.kind = FT_SAID_LABEL,
		.station = ft_room_key(c->room, dev),
		.key = name,
		.key_len = strlen(name),
		.data = value,
		.len = strlen(value),
	};

	return ft_room_say(c, &saying);
}

bool ft_room_alarm(struct ft_context *c, const struct ft_device *dev,
		   const struct ft_alarm *alarm)
{
	const struct ft_saying saying = {
		.kind = FT_SAID_ALARM,
		.station = ft_room_key(c->room, dev),
		.key = alarm->what,
		.key_len = strnlen(alarm->what, FT_KEY_MAX),
		.data = alarm->data,
		.len = alarm->len,
		.extra = ft_room_hash(c->room, alarm->item,
				      strlen(alarm->item)) + alarm->code,
	};

	return ft_room_say(c, &saying);
}

bool ft_room_layout(struct ft_context *c, const struct ft_device *dev,
		    const void *key, u32 key_len,
		    const struct ft_layout *layout)
{
	const struct ft_saying saying = {
		.kind = FT_SAID_LAYOUT,
		.station = ft_room_key(c->room, dev),
		.key = key,
		.key_len = key_len,
		.data = layout,
		.len = layout ? struct_size(layout, item, layout->n) : 0,
	};

	return ft_room_say(c, &saying);
}

bool ft_room_doubt(struct ft_context *c, const struct ft_device *dev,
		   const void *key, u32 key_len, u32 quality, u32 status)
{
	const u32 what[2] = { quality, status };
	const struct ft_saying saying = {
		.kind = FT_SAID_DOUBT,
		.station = ft_room_key(c->room, dev),
		.key = key,
		.key_len = key_len,
		.data = what,
		.len = sizeof(what),
	};

	return ft_room_say(c, &saying);
}
