// SPDX-License-Identifier: GPL-2.0
/*
 * Looking for the points of an image costs a lookup for each of its items, so it
 * is done when the image is new, when other items stand in it, and when points
 * came or went; in between bindings follow their items.
 */
#include <linux/rculist.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/stringhash.h>

#include "anchor.h"
#include "binding.h"
#include "image.h"
#include "item.h"
#include "point.h"
#include "registry.h"
#include "stats.h"

/* Points that can be bound to one image; what is above that stays waiting. */
#define FT_BINDINGS_MAX		4096
/* Octets of the first and of the longest piece of a list of bindings. */
#define FT_BINDINGS_FIRST	64
#define FT_BINDINGS_LAST	2048

/**
 * struct ft_binder - what is known while the points of an image are looked for
 * @fn: the namespace
 * @img: the image
 * @watch: its watch, locked
 * @device: its device's name
 * @list: bindings so far
 * @end: the last piece of them
 * @old: the binding of the old list at which the next one may well be
 * @old_piece: its piece
 * @n: bindings so far
 * @kept: octets of the content
 * @shape: hash of the items so far
 * @ordinal: of the next item
 * @failed: there was no memory
 * @undecided: the image's decoder is not loaded
 * @dry: only whether there are any is of interest
 */
struct ft_binder {
	struct ft_net *fn;
	struct ft_image *img;
	struct ft_watch *watch;
	struct ft_address device;
	struct ft_bindings *list;
	struct ft_bindings *end;
	struct ft_binding *old;
	struct ft_bindings *old_piece;
	u32 n;
	u32 kept;
	u32 shape;
	u32 ordinal;
	bool failed;
	bool undecided;
	bool dry;
};

void ft_bindings_free(struct ft_bindings *list)
{
	struct ft_bindings *next;
	u32 i;

	for (; list; list = next) {
		next = list->next;
		for (i = 0; i < list->n; i++)
			ft_point_put(list->b[i].point);
		kfree(list);
	}
}

/* The octets of a piece are those of one slab, twice as many as of the last. */
static struct ft_binding *ft_binder_room(struct ft_binder *by)
{
	const struct ft_bindings *end = by->end;
	struct ft_bindings *piece;
	size_t size;

	if (end && end->n < end->room)
		return &by->end->b[by->end->n++];
	size = end ? 2 * struct_size(end, b, end->room) : FT_BINDINGS_FIRST;
	size = min_t(size_t, roundup_pow_of_two(size), FT_BINDINGS_LAST);
	piece = kmalloc(size, GFP_ATOMIC | __GFP_NOWARN);
	if (!piece)
		return NULL;
	piece->next = NULL;
	piece->n = 1;
	piece->room = (size - sizeof(*piece)) / sizeof(piece->b[0]);
	if (by->end)
		by->end->next = piece;
	else
		by->list = piece;
	by->end = piece;
	return piece->b;
}

/* The binding behind one, at the end the first. */
static void ft_binder_advance(struct ft_binder *by)
{
	if (++by->old < by->old_piece->b + by->old_piece->n)
		return;
	by->old_piece = by->old_piece->next ?: by->watch->first;
	by->old = by->old_piece->b;
}

/* The old list has them mostly in the same order. */
static struct ft_binding *ft_binder_old(struct ft_binder *by,
					const struct ft_point *point)
{
	struct ft_binding *begin = by->old, *b;

	if (!begin || !ft_point_bound(point))
		return NULL;
	do {
		b = by->old;
		ft_binder_advance(by);
		if (b->point == point && !b->kept)
			return b;
	} while (by->old != begin);
	return NULL;
}

static bool ft_binding_differs(const struct ft_binding *a,
			       const struct ft_binding *b)
{
	return a->quality != b->quality || a->status != b->status ||
	       a->reading.offset != b->reading.offset ||
	       a->reading.len != b->reading.len ||
	       a->reading.type != b->reading.type ||
	       a->reading.how != b->reading.how ||
	       a->reading.shift != b->reading.shift || a->fit != b->fit;
}

static void ft_binder_kept(struct ft_binding *is, struct ft_binding *old)
{
	old->kept = true;
	is->kept = true;
	is->known = old->known;
	is->value = old->value;
	is->each = old->each;
	is->raw = old->raw;
	is->dirty = ft_binding_differs(is, old);
}

static void ft_binder_bind(struct ft_binder *by, const struct ft_binding *is)
{
	struct ft_binding *b, *old;

	b = ft_binder_room(by);
	if (!b) {
		by->failed = true;
		ft_point_put(is->point);
		return;
	}
	by->n++;
	*b = *is;
	old = ft_binder_old(by, b->point);
	if (old && old->version == b->version)
		ft_binder_kept(b, old);
}

static void ft_binder_add(struct ft_binder *by, struct ft_point *point,
			  const struct ft_anchor *anchor,
			  const struct ft_source *src,
			  const struct ft_item *item)
{
	struct ft_binding is = {
		.point = point,
		.ordinal = item ? by->ordinal : FT_NO_ORDINAL,
		.offset = src->offset,
		.len = src->len,
		.quality = item ? item->quality : FIELDTAP_QUALITY_GOOD,
		.status = item ? item->status : 0,
	};
	int fit;

	if (by->n == FT_BINDINGS_MAX) {
		ft_stat_inc(by->fn, FIELDTAP_STAT_POINTS_UNFIT);
		return;
	}
	fit = ft_point_plan(point, anchor, src, &is.reading, &is.version);
	if (fit < 0 || !ft_point_get(point))
		return;
	is.fit = fit;
	if (item && item->unit)
		ft_point_unit(point, item->unit);
	ft_binder_bind(by, &is);
}

static void ft_binder_points(struct ft_binder *by,
			     const struct ft_anchor *anchor,
			     const struct ft_source *src,
			     const struct ft_item *item)
{
	struct ft_point *point;

	if (!anchor)
		return;
	if (by->dry) {
		by->n++;
		return;
	}
	hlist_for_each_entry_rcu(point, &anchor->points, link)
		ft_binder_add(by, point, anchor, src, item);
}

/* Octets of the image as such, under its own name. */
static void ft_binder_image(struct ft_binder *by)
{
	const struct ft_source src = {
		.len = by->kept,
		.type = FIELDTAP_TYPE_BYTES,
		.bit = FT_BIT_NONE,
	};
	const char *name = by->img->name;

	ft_binder_points(by, ft_anchor_find(by->fn, &by->device, name,
					    strlen(name), ""), &src, NULL);
}

/* Registers and bits: the image's name is TABLE/FIRST+COUNT. */
static void ft_binder_table(struct ft_binder *by, bool bits)
{
	const struct ft_image *img = by->img;
	const char *slash = strrchr(img->name, '/');
	const u32 table = slash ? slash + 1 - img->name : 0;
	const u32 n = min(img->count, bits ? by->kept * 8 : by->kept / 2);
	char tail[12];
	u32 i;

	for (i = 0; i < n && !(by->dry && by->n); i++) {
		const struct ft_source src = {
			.offset = bits ? i / 8 : i * 2,
			.len = bits ? 1 : by->kept - i * 2,
			.own = bits ? 1 : 2,
			.type = bits ? FIELDTAP_TYPE_BOOL : FIELDTAP_TYPE_U16,
			.bit = bits ? i % 8 : FT_BIT_NONE,
		};

		snprintf(tail, sizeof(tail), "%u", img->first + i);
		ft_binder_points(by, ft_anchor_find(by->fn, &by->device,
						    img->name, table, tail),
				 &src, NULL);
	}
}

static struct ft_source ft_item_source(const struct ft_item *item)
{
	return (struct ft_source) {
		.offset = item->offset,
		.len = item->len,
		.own = item->count > 1 ? item->len / item->count : item->len,
		.type = item->type,
		.little = item->little,
		.bit = FT_BIT_NONE,
	};
}

static u32 ft_item_shape(u32 shape, const struct ft_item *item)
{
	shape = full_name_hash((void *)(unsigned long)shape, item->name,
			       strlen(item->name));
	if (item->unit)
		shape = full_name_hash((void *)(unsigned long)shape, item->unit,
				       strlen(item->unit));
	return shape + (item->type << 1 | item->little);
}

static bool ft_binder_item(void *arg, const struct ft_item *item)
{
	struct ft_binder *by = arg;
	struct ft_source src;

	if (by->ordinal == FT_ITEMS_MAX)
		return false;
	if (ft_item_fits(item, by->kept)) {
		src = ft_item_source(item);
		by->shape = ft_item_shape(by->shape, item);
		ft_binder_points(by, ft_anchor_find(by->fn, &by->device,
						    item->name,
						    strlen(item->name), ""),
				 &src, item);
	}
	by->ordinal++;
	return true;
}

/* While its decoder is not loaded the items of an image are as they were. */
static void ft_binder_keep(struct ft_binder *by)
{
	struct ft_binding_at at = { .piece = by->watch->first };
	struct ft_binding *b, *to;

	while ((b = ft_binding_next(&at))) {
		if (b->kept || !ft_point_is(b->point, b->version) ||
		    !ft_point_get(b->point))
			continue;
		to = ft_binder_room(by);
		if (!to) {
			ft_point_put(b->point);
			continue;
		}
		b->kept = true;
		*to = *b;
	}
	by->shape = by->watch->shape;
	by->undecided = true;
}

static bool ft_image_walked(const struct ft_image *img,
			    const struct ft_layout_entry *entry)
{
	return entry || img->layout == FIELDTAP_LAYOUT_ITEMS;
}

/* Where only the image itself says how its values stand. */
static void ft_binder_static(struct ft_binder *by)
{
	const u8 layout = by->img->layout;

	ft_binder_image(by);
	if (layout == FIELDTAP_LAYOUT_BITS || layout == FIELDTAP_LAYOUT_BE16)
		ft_binder_table(by, layout == FIELDTAP_LAYOUT_BITS);
}

static void ft_binder_find(struct ft_binder *by, const struct ft_view *view)
{
	struct ft_image *img = by->img;
	const struct ft_layout_entry *entry =
		rcu_dereference(img->content.entry);

	if (!ft_image_walked(img, entry)) {
		ft_binder_static(by);
		return;
	}
	ft_binder_image(by);
	if (!ft_items_each(img, ft_registry_decoder(img->dev->key.slot), entry,
			   view, ft_binder_item, by))
		ft_binder_keep(by);
}

/* Points that are not bound any more hear of that before those that now are. */
static void ft_binder_swap(struct ft_binder *by)
{
	struct ft_watch *watch = by->watch;
	struct ft_binding_at at = { .piece = watch->first };
	struct ft_bindings *old = watch->first;
	struct ft_binding *b;

	while ((b = ft_binding_next(&at)))
		if (!b->kept)
			ft_point_leave(b->point, watch);
	watch->first = by->list;
	at = (struct ft_binding_at) { .piece = by->list };
	watch->shape = by->shape;
	watch->kept = by->kept;
	watch->again = by->failed || by->undecided;
	while ((b = ft_binding_next(&at))) {
		if (!b->kept)
			ft_point_join(b->point, watch);
		b->kept = false;
	}
	ft_bindings_free(old);
	/* Partner: ft_watch_wants(). */
	WRITE_ONCE(watch->recheck, 1);
}

void ft_bindings_find(struct ft_net *fn, struct ft_image *img,
		      struct ft_watch *watch, const struct ft_view *view)
{
	struct ft_binder by = {
		.fn = fn,
		.img = img,
		.watch = watch,
		.device = ft_address_device(img->dev->name),
		.old_piece = watch->first,
		.old = watch->first ? watch->first->b : NULL,
		.kept = view->len,
	};

	ft_binder_find(&by, view);
	if (by.failed)
		ft_stat_inc(fn, FIELDTAP_STAT_NO_MEMORY);
	ft_binder_swap(&by);
}

bool ft_bindings_wanted(struct ft_net *fn, struct ft_image *img)
{
	struct ft_binder by = {
		.fn = fn,
		.img = img,
		.device = ft_address_device(img->dev->name),
		.dry = true,
	};
	struct ft_content c;

	if (!ft_anchored(fn->anchored, &by.device))
		return false;
	ft_image_read(img, &c, NULL, 0);
	if (ft_image_walked(img, rcu_dereference(c.entry)))
		return true;
	by.kept = c.kept;
	ft_binder_static(&by);
	return by.n;
}

/**
 * struct ft_follower - what is known while bindings follow their items
 * @at: the next binding
 * @kept: octets of the content
 * @shape: hash of the items so far
 * @ordinal: of the next item
 */
struct ft_follower {
	struct ft_binding_at at;
	u32 kept;
	u32 shape;
	u32 ordinal;
};

static void ft_binding_move(struct ft_binding *b, const struct ft_source *src)
{
	if (b->len != src->len) {
		b->fit = ft_point_replan(b->point, b->version, src,
					 &b->reading);
		b->len = src->len;
	} else {
		b->reading.offset += src->offset - b->offset;
	}
	b->offset = src->offset;
}

static void ft_binding_follow(struct ft_binding *b, const struct ft_item *item)
{
	const struct ft_source src = ft_item_source(item);

	if (b->offset != src.offset || b->len != src.len)
		ft_binding_move(b, &src);
	if (b->quality != item->quality || b->status != item->status) {
		b->quality = item->quality;
		b->status = item->status;
		b->dirty = true;
	}
}

static bool ft_follow_item(void *arg, const struct ft_item *item)
{
	struct ft_follower *f = arg;
	struct ft_binding *b;

	if (f->ordinal == FT_ITEMS_MAX)
		return false;
	if (ft_item_fits(item, f->kept)) {
		f->shape = ft_item_shape(f->shape, item);
		while ((b = ft_binding_peek(&f->at)) &&
		       b->ordinal == f->ordinal) {
			ft_binding_follow(b, item);
			f->at.i++;
		}
	}
	f->ordinal++;
	return true;
}

/* What reads the image as such reads as much of it as there is. */
static void ft_follow_image(struct ft_follower *f)
{
	const struct ft_source src = {
		.len = f->kept,
		.type = FIELDTAP_TYPE_BYTES,
		.bit = FT_BIT_NONE,
	};
	struct ft_binding *b;

	while ((b = ft_binding_peek(&f->at)) && b->ordinal == FT_NO_ORDINAL) {
		if (b->len != src.len)
			ft_binding_move(b, &src);
		f->at.i++;
	}
}

bool ft_bindings_follow(struct ft_image *img, struct ft_watch *watch,
			const struct ft_view *view)
{
	const struct ft_layout_entry *entry =
		rcu_dereference(img->content.entry);
	struct ft_follower f = {
		.at.piece = watch->first,
		.kept = view->len,
	};

	if (watch->again)
		return false;
	if (!ft_image_walked(img, entry))
		return watch->kept == view->len && !watch->shape;
	ft_follow_image(&f);
	if (!ft_items_each(img, ft_registry_decoder(img->dev->key.slot), entry,
			   view, ft_follow_item, &f))
		return true;
	return f.shape == watch->shape;
}
