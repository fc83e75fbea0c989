// SPDX-License-Identifier: GPL-2.0
/*
 * The images' side of points: which of them a content that came in concerns is
 * what the bindings know.
 */
#include <linux/slab.h>

#include "binding.h"
#include "image.h"
#include "item.h"
#include "point.h"
#include "stats.h"
#include "watch.h"

/* The period is averaged over so many sightings, as a power of two. */
#define FT_PERIOD_SHIFT		3

void ft_watch_free(struct ft_watch *watch)
{
	if (!watch)
		return;
	ft_bindings_free(watch->first);
	kfree(watch);
}

/* Looks at a point that may have changed, or that is to see each sighting. */
static void ft_binding_look(struct ft_net *fn, struct ft_watch *watch,
			    struct ft_binding *b, const struct ft_view *view,
			    const struct ft_seen *seen)
{
	const u8 *data = NULL;
	struct ft_look look;
	bool value = false;
	u64 raw = 0;
	u32 len = 0;

	if (!b->fit)
		;
	else if (b->reading.how == FT_READ_DATA)
		data = ft_read_data(&b->reading, view->data, view->len, &len);
	else
		value = ft_read_raw(&b->reading, view->data, view->len, &raw);
	value |= !!data;
	if (b->known && !b->dirty && !b->each && !data &&
	    value == b->value && raw == b->raw)
		return;
	b->raw = raw;
	b->value = value;
	b->known = true;
	b->dirty = false;
	look = (struct ft_look) {
		.watch = watch,
		.now = seen->now,
		.raw = raw,
		.data = data,
		.len = len,
		.status = b->quality > watch->quality || !watch->status ?
			  b->status : watch->status,
		.missed = seen->missed,
		.version = b->version,
		.type = b->reading.type,
		.quality = max_t(u8, b->quality, watch->quality),
		.value = value,
		.doubt = seen->doubt,
	};
	b->each = ft_point_see(fn, b->point, &look);
	if (b->each)
		watch->each = true;
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
	const struct ft_view view = ft_watch_view(img);

	if (!seen->doubt) {
		ft_watch_period(watch, seen);
		ft_watch_stale(img, watch, seen->emit->stale_after);
	}
	changed |= watch->again;
	if (changed) {
		ft_watch_judge(watch, &view);
		if (!ft_bindings_follow(img, watch, &view))
			ft_bindings_find(fn, img, watch, &view);
	}
	ft_watch_recheck(watch);
	ft_watch_look(fn, watch, &view, seen, changed);
}

static struct ft_watch *ft_watch_alloc(void)
{
	struct ft_watch *watch = kzalloc(sizeof(*watch), GFP_ATOMIC);

	if (watch)
		spin_lock_init(&watch->lock);
	return watch;
}

static struct ft_watch *ft_watch_make(struct ft_net *fn, struct ft_image *img)
{
	struct ft_watch *watch, *made;

	watch = rcu_dereference(img->watch);
	if (watch || !ft_bindings_wanted(fn, img))
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
	ft_bindings_find(fn, img, watch, &view);
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
