// SPDX-License-Identifier: GPL-2.0
/*
 * The images' side of points.  Looking for the points of an image costs a
 * lookup for each of its items, so it is done when the image is new, when other
 * items stand in it, and when points came or went; in between each of its
 * points is a binding, which knows what octets to read and what they were last
 * time.
 */
#include <linux/rculist.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/stringhash.h>

#include "anchor.h"
#include "image.h"
#include "item.h"
#include "point.h"
#include "registry.h"
#include "stats.h"
#include "watch.h"

/* Points that can be bound to one image; what is above that stays waiting. */
#define FT_BINDINGS_MAX		4096
/* Octets of the first and of the longest piece of a list of bindings. */
#define FT_BINDINGS_FIRST	64
#define FT_BINDINGS_LAST	2048
/* Of what is no item: a register, a bit, the image itself. */
#define FT_NO_ORDINAL		0xffff
/* The period is averaged over so many sightings, as a power of two. */
#define FT_PERIOD_SHIFT		3

/**
 * struct ft_binding - a point and what it reads of an image
 * @point: the point, a reference
 * @raw: its value when it was read last
 * @reading: how it is read
 * @status: of the item
 * @ordinal: which of the items, or FT_NO_ORDINAL
 * @offset: octet of the content at which the item begins
 * @len: its octets
 * @version: of the point's configuration, see &ft_point.version
 * @quality: of the item
 * @fit: @reading can be used
 * @known: it was read before; then
 * @value: there was a value
 * @each: it is to be looked at with each sighting
 * @dirty: something but its octets changed
 * @kept: there is a binding of it in the new list, too
 */
struct ft_binding {
	struct ft_point *point;
	u64 raw;
	struct ft_reading reading;
	u32 status;
	u16 ordinal;
	u16 offset;
	u16 len;
	u16 version;
	u8 quality;
	u8 fit : 1;
	u8 known : 1;
	u8 value : 1;
	u8 each : 1;
	u8 dirty : 1;
	u8 kept : 1;
};

/* A point of a large image costs no more. */
static_assert(sizeof(struct ft_binding) == 48);

/**
 * struct ft_bindings - a piece of a list of bindings
 * @next: the next one or NULL
 * @n: bindings in it
 * @room: that it has room for
 * @b: the bindings, by their ordinals
 */
struct ft_bindings {
	struct ft_bindings *next;
	u32 n;
	u32 room;
	struct ft_binding b[];
};

/**
 * struct ft_binding_at - a place in a list of bindings
 * @piece: the piece
 * @i: which of its bindings comes next
 */
struct ft_binding_at {
	struct ft_bindings *piece;
	u32 i;
};

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

/* The binding that comes next, or NULL. */
static struct ft_binding *ft_binding_peek(struct ft_binding_at *at)
{
	while (at->piece && at->i == at->piece->n) {
		at->piece = at->piece->next;
		at->i = 0;
	}
	return at->piece ? &at->piece->b[at->i] : NULL;
}

static struct ft_binding *ft_binding_next(struct ft_binding_at *at)
{
	struct ft_binding *b = ft_binding_peek(at);

	at->i++;
	return b;
}

static void ft_bindings_free(struct ft_bindings *list)
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

void ft_watch_free(struct ft_watch *watch)
{
	if (!watch)
		return;
	ft_bindings_free(watch->first);
	kfree(watch);
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

static void ft_watch_rebind(struct ft_net *fn, struct ft_image *img,
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

/* Looks at a point that may have changed, or that is to see each sighting. */
static void ft_binding_look(struct ft_net *fn, struct ft_watch *watch,
			    struct ft_binding *b, const struct ft_view *view,
			    const struct ft_seen *seen)
{
	struct ft_look look = {
		.watch = watch,
		.now = seen->now,
		.missed = seen->missed,
		.doubt = seen->doubt,
		.version = b->version,
		.type = b->reading.type,
		.quality = max_t(u8, b->quality, watch->quality),
		.status = b->quality > watch->quality || !watch->status ?
			  b->status : watch->status,
	};

	if (!b->fit)
		;
	else if (b->reading.how == FT_READ_DATA)
		look.data = ft_read_data(&b->reading, view->data, view->len,
					 &look.len);
	else
		look.value = ft_read_raw(&b->reading, view->data, view->len,
					 &look.raw);
	look.value |= !!look.data;
	if (b->known && !b->dirty && !b->each && !look.data &&
	    look.value == b->value && look.raw == b->raw)
		return;
	b->raw = look.raw;
	b->value = look.value;
	b->known = true;
	b->dirty = false;
	b->each = ft_point_see(fn, b->point, &look);
	if (b->each)
		watch->each = true;
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

/* Whether the bindings are still those of what stands in the image. */
static bool ft_watch_follow(struct ft_image *img, struct ft_watch *watch,
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

static void ft_watch_period(struct ft_watch *watch, const struct ft_seen *seen)
{
	s64 gone = seen->now.mono - watch->mono;
	s64 period = watch->period;

	/* A long silence is one of them, and says little of the others. */
	if (period)
		gone = min(gone, 2 * period);
	if (watch->mono && gone > 0)
		period += period ? (gone - period) >> FT_PERIOD_SHIFT : gone;
	/* Partner: whoever reads them under the lock of a point. */
	WRITE_ONCE(watch->period, max_t(s64, period, 0));
	WRITE_ONCE(watch->real, seen->now.real);
	WRITE_ONCE(watch->mono, seen->now.mono);
}

static void ft_watch_stale(struct ft_image *img, struct ft_watch *watch,
			   u64 after)
{
	const struct ft_layout_entry *entry =
		rcu_dereference(img->content.entry);

	if (!after && entry)
		after = entry->layout.stale_after;
	WRITE_ONCE(watch->stale_after, after);
}

/* Which of the bindings want each sighting is for their points to say. */
static void ft_watch_recheck(struct ft_watch *watch)
{
	struct ft_binding_at at = { .piece = watch->first };
	struct ft_binding *b;

	/* Partner: ft_watch_wants(). */
	if (!READ_ONCE(watch->recheck) || !xchg(&watch->recheck, 0))
		return;
	watch->each = false;
	while ((b = ft_binding_next(&at))) {
		b->each = ft_point_each(b->point);
		watch->each |= b->each;
	}
}

/* All points, or those that want each sighting. */
static void ft_watch_look(struct ft_net *fn, struct ft_watch *watch,
			  const struct ft_view *view,
			  const struct ft_seen *seen, bool all)
{
	struct ft_binding_at at = { .piece = watch->first };
	struct ft_binding *b;

	if (!all && !watch->each)
		return;
	if (all)
		watch->each = false;
	while ((b = ft_binding_next(&at))) {
		if (all || b->each)
			ft_binding_look(fn, watch, b, view, seen);
	}
}

/* Nobody stores into the image without the watch's lock. */
static struct ft_view ft_watch_view(const struct ft_image *img)
{
	const struct ft_content *c = &img->content;

	return (struct ft_view) {
		.key = img->key,
		.key_len = img->key_len,
		.data = rcu_dereference(img->bytes)->b,
		.len = c->kept,
		.total = c->len,
		.quality = c->quality,
		.status = c->status,
	};
}

/* Points that were not bound before, or are read elsewhere now. */
static void ft_watch_look_new(struct ft_net *fn, struct ft_watch *watch,
			      const struct ft_view *view,
			      const struct ft_seen *seen)
{
	struct ft_binding_at at = { .piece = watch->first };
	struct ft_binding *b;

	while ((b = ft_binding_next(&at))) {
		if (!b->known || b->dirty)
			ft_binding_look(fn, watch, b, view, seen);
	}
}

static void ft_watch_judge(struct ft_watch *watch, const struct ft_view *view)
{
	struct ft_binding_at at = { .piece = watch->first };
	struct ft_binding *b;

	if (watch->quality == view->quality && watch->status == view->status)
		return;
	watch->quality = view->quality;
	watch->status = view->status;
	while ((b = ft_binding_next(&at)))
		b->dirty = true;
}

void ft_watch_seen(struct ft_net *fn, struct ft_image *img,
		   struct ft_watch *watch, const struct ft_seen *seen,
		   bool changed)
{
	const struct ft_emit *emit = seen->emit;
	const struct ft_view view = {
		.key = emit->key,
		.key_len = emit->key_len,
		.data = emit->data,
		.len = seen->keep,
		.total = max(emit->len, emit->total),
		.quality = emit->quality,
		.status = emit->status,
	};

	ft_watch_period(watch, seen);
	ft_watch_stale(img, watch, emit->stale_after);
	changed |= watch->again;
	if (changed) {
		ft_watch_judge(watch, &view);
		if (!ft_watch_follow(img, watch, &view))
			ft_watch_rebind(fn, img, watch, &view);
	}
	ft_watch_recheck(watch);
	ft_watch_look(fn, watch, &view, seen, changed);
}

void ft_watch_doubt(struct ft_net *fn, struct ft_image *img,
		    struct ft_watch *watch, struct ft_clock now)
{
	const struct ft_view view = ft_watch_view(img);
	const struct ft_seen seen = { .now = now, .doubt = true };

	ft_watch_judge(watch, &view);
	if (!ft_watch_follow(img, watch, &view))
		ft_watch_rebind(fn, img, watch, &view);
	ft_watch_look(fn, watch, &view, &seen, true);
}

static struct ft_watch *ft_watch_alloc(void)
{
	struct ft_watch *watch = kzalloc(sizeof(*watch), GFP_ATOMIC);

	if (watch)
		spin_lock_init(&watch->lock);
	return watch;
}

/*
 * Whether the image is to have a watch: when it has points, and when it may
 * have some with other content.
 */
static bool ft_watch_wanted(struct ft_net *fn, struct ft_image *img)
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

static struct ft_watch *ft_watch_make(struct ft_net *fn, struct ft_image *img)
{
	struct ft_watch *watch, *made;

	watch = rcu_dereference(img->watch);
	if (watch || !ft_watch_wanted(fn, img))
		return watch;
	made = ft_watch_alloc();
	if (!made) {
		ft_stat_inc(fn, FIELDTAP_STAT_NO_MEMORY);
		return NULL;
	}
	/* Partner: ft_image_store(), which looks again under the lock. */
	spin_lock_bh(&img->lock);
	watch = rcu_dereference_protected(img->watch,
					  lockdep_is_held(&img->lock));
	if (!watch && !img->dead) {
		watch = made;
		made = NULL;
		rcu_assign_pointer(img->watch, watch);
	}
	spin_unlock_bh(&img->lock);
	kfree(made);
	return watch;
}

static void ft_watch_bind_locked(struct ft_net *fn, struct ft_image *img,
				 struct ft_watch *watch)
{
	const struct ft_content *c = &img->content;
	const struct ft_view view = ft_watch_view(img);
	const struct ft_seen seen = { .now = c->last_seen };

	if (watch->ended || !c->frames)
		return;
	if (!watch->mono) {
		WRITE_ONCE(watch->real, c->last_seen.real);
		WRITE_ONCE(watch->mono, c->last_seen.mono);
	}
	ft_watch_stale(img, watch, c->stale_after);
	ft_watch_judge(watch, &view);
	ft_watch_rebind(fn, img, watch, &view);
	ft_watch_look_new(fn, watch, &view, &seen);
}

void ft_watch_bind(struct ft_net *fn, struct ft_image *img)
{
	struct ft_watch *watch = ft_watch_make(fn, img);

	if (!watch)
		return;
	/* Partner: ft_points_bind(): it sees the watch, or this its points. */
	smp_mb();
	spin_lock_bh(&watch->lock);
	ft_watch_bind_locked(fn, img, watch);
	spin_unlock_bh(&watch->lock);
}

void ft_watch_end(struct ft_image *img)
{
	struct ft_watch *watch = rcu_dereference(img->watch);
	struct ft_binding_at at = {};
	struct ft_binding *b;

	if (!watch)
		return;
	spin_lock_bh(&watch->lock);
	watch->ended = true;
	at.piece = watch->first;
	while ((b = ft_binding_next(&at)))
		ft_point_leave(b->point, watch);
	ft_bindings_free(watch->first);
	watch->first = NULL;
	spin_unlock_bh(&watch->lock);
}
