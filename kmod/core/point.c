// SPDX-License-Identifier: GPL-2.0
#include <linux/jiffies.h>
#include <linux/rcupdate.h>
#include <linux/slab.h>
#include <linux/string.h>

#include "anchor.h"
#include "device.h"
#include "event.h"
#include "key.h"
#include "point.h"
#include "point_conf.h"
#include "point_event.h"
#include "stats.h"
#include "walk.h"
#include "watch.h"
#include "window.h"

static u32 ft_point_hash(const void *key, const siphash_key_t *seed)
{
	const hsiphash_key_t secret = ft_key_seed(seed);

	return hsiphash(key, strlen(key), &secret);
}

static bool ft_point_equal(const struct growmap_node *node, const void *key)
{
	return !strcmp(container_of(node, struct ft_point, node)->name, key);
}

static void ft_point_growth(struct growmap *map, const struct growmap_event *ev)
{
	ft_event_growth(container_of(map, struct ft_net, points), map, ev);
}

static const struct growmap_params ft_point_params = {
	.name = "points",
	.hash = ft_point_hash,
	.equal = ft_point_equal,
	.min_B = 2,
	.notify = ft_point_growth,
};

int ft_points_init(struct ft_net *fn)
{
	return growmap_init(&fn->points, &ft_point_params,
			    fn->config.max_points);
}

static void ft_point_clean(struct growmap_node *node, void *arg)
{
	struct ft_point *point = container_of(node, struct ft_point, node);
	struct ft_anchor *anchor = point->anchor;
	struct ft_net *fn = arg;

	ft_point_remove(fn, point);
	ft_anchor_put(fn, anchor);
}

void ft_points_clean(struct ft_net *fn)
{
	mutex_lock(&fn->points_mutex);
	ft_walk(&fn->points, ft_point_clean, fn);
	mutex_unlock(&fn->points_mutex);
	growmap_destroy(&fn->points, NULL, NULL);
}

struct ft_point *ft_point_find(struct ft_net *fn, const char *name)
{
	struct growmap_node *node;

	node = growmap_lookup(&fn->points, name, ft_point_params);
	return node ? container_of(node, struct ft_point, node) : NULL;
}

struct ft_point *ft_point_make(const char *name)
{
	const size_t len = strlen(name) + 1;
	struct ft_point *point;

	/* The name begins before the end of the structure proper. */
	point = kzalloc(max(sizeof(*point),
			    offsetof(struct ft_point, name) + len), GFP_KERNEL);
	if (!point)
		return NULL;
	refcount_set(&point->refs, 1);
	spin_lock_init(&point->lock);
	memcpy(point->name, name, len);
	return point;
}

int ft_point_insert(struct ft_net *fn, struct ft_point *point)
{
	struct growmap_node *old;

	old = growmap_insert(&fn->points, &point->node, point->name);
	if (IS_ERR(old))
		return PTR_ERR(old);
	return old ? -EEXIST : 0;
}

void ft_point_remove(struct ft_net *fn, struct ft_point *point)
{
	spin_lock_bh(&point->lock);
	point->dead = true;
	spin_unlock_bh(&point->lock);
	/* Who has the lock after that does not set it again. */
	if (point->timer)
		del_timer_sync(&point->timer->timer);
	if (!hlist_unhashed(&point->link))
		hlist_del_init_rcu(&point->link);
	growmap_remove(&fn->points, &point->node);
	ft_point_put(point);
}

static void ft_point_free(struct rcu_head *rcu)
{
	struct ft_point *point = container_of(rcu, struct ft_point, rcu);

	ft_window_free(rcu_dereference_protected(point->window, true));
	kfree(point->timer);
	kfree(point->rule);
	kfree(point->conf);
	kfree(point->data);
	kfree(point->unit);
	kfree(point);
}

bool ft_point_get(struct ft_point *point)
{
	return refcount_inc_not_zero(&point->refs);
}

void ft_point_put(struct ft_point *point)
{
	if (point && refcount_dec_and_test(&point->refs))
		call_rcu(&point->rcu, ft_point_free);
}

int ft_point_plan(struct ft_point *point, const struct ft_anchor *anchor,
		  const struct ft_source *src, struct ft_reading *r,
		  u16 *version)
{
	int ret = -ENOENT;

	spin_lock(&point->lock);
	if (!point->dead && point->anchor == anchor) {
		*version = point->version;
		ret = ft_read_plan(&point->conf->read, src, r);
	}
	spin_unlock(&point->lock);
	return ret;
}

bool ft_point_replan(struct ft_point *point, u16 version,
		     const struct ft_source *src, struct ft_reading *r)
{
	bool fit;

	spin_lock(&point->lock);
	fit = point->version == version &&
	      ft_read_plan(&point->conf->read, src, r);
	spin_unlock(&point->lock);
	return fit;
}

bool ft_point_is(struct ft_point *point, u16 version)
{
	bool is;

	spin_lock(&point->lock);
	is = !point->dead && point->version == version;
	spin_unlock(&point->lock);
	return is;
}

static void ft_watch_wants(struct ft_watch *watch)
{
	if (!watch)
		return;
	/* Partner: ft_watch_recheck(), which clears it and looks at the points. */
	smp_store_release(&watch->recheck, 1);
}

void ft_point_join(struct ft_point *point, struct ft_watch *watch)
{
	spin_lock(&point->lock);
	WRITE_ONCE(point->images, point->images + 1);
	if (point->images > 1)
		ft_watch_wants(point->source);
	if (!point->source)
		point->source = watch;
	spin_unlock(&point->lock);
}

void ft_point_leave(struct ft_point *point, struct ft_watch *watch)
{
	spin_lock(&point->lock);
	WRITE_ONCE(point->images, point->images - 1);
	if (point->source == watch) {
		point->real = watch->real;
		point->mono = watch->mono;
		point->source = NULL;
	}
	spin_unlock(&point->lock);
}

void ft_point_unit(struct ft_point *point, const char *unit)
{
	spin_lock(&point->lock);
	if (!point->unit)
		point->unit = kmalloc(FIELDTAP_UNIT_MAX,
				      GFP_ATOMIC | __GFP_NOWARN);
	if (point->unit)
		strscpy(point->unit, unit, FIELDTAP_UNIT_MAX);
	spin_unlock(&point->lock);
}

u64 ft_point_seen(const struct ft_point *point, u64 *real, u64 *period)
{
	const struct ft_watch *watch = point->source;

	/* Partner: ft_watch_period(). */
	if (period)
		*period = watch ? READ_ONCE(watch->period) : 0;
	if (real)
		*real = watch ? READ_ONCE(watch->real) : point->real;
	return watch ? READ_ONCE(watch->mono) : point->mono;
}

u32 ft_point_state(const struct ft_net *fn, const struct ft_point *point)
{
	const struct ft_watch *watch = point->source;
	struct ft_clock seen;

	seen.mono = ft_point_seen(point, &seen.real, NULL);
	if (point->unfit)
		return FIELDTAP_POINT_STATE_UNFIT;
	if (!point->state.value)
		return FIELDTAP_POINT_STATE_WAITING;
	if (point->state.stale)
		return FIELDTAP_POINT_STATE_STALE;
	if (point->conf->stale)
		return FIELDTAP_POINT_STATE_FRESH;
	return ft_stale(fn, seen, watch ? READ_ONCE(watch->stale_after) : 0) ==
	       FIELDTAP_STATE_STALE ? FIELDTAP_POINT_STATE_STALE :
				      FIELDTAP_POINT_STATE_FRESH;
}

static void ft_point_tell(struct ft_net *fn, struct ft_point *point, u32 tell)
{
	if (!tell)
		return;
	/* Under the lock: who read a greater one finds what came with it. */
	point->generation = atomic64_inc_return(&fn->generation);
	ft_point_event(fn, point, tell);
}

/* The timer may be late by what the wheel is coarse, but never early. */
static void ft_point_arm(struct ft_point *point)
{
	struct ft_point_timer *pt = point->timer;
	u64 due, now, seen, period;
	unsigned long expires;

	if (!pt)
		return;
	seen = ft_point_seen(point, NULL, &period);
	due = ft_rule_due(point->rule, &point->state, seen, period);
	if (due == FT_NEVER)
		return;
	now = ktime_get_ns();
	due = due > now ? due - now : 0;
	expires = jiffies + min_t(u64, nsecs_to_jiffies64(due) + 1,
				  MAX_JIFFY_OFFSET);
	/* What is due later is found out when it expires. */
	if (!timer_pending(&pt->timer) ||
	    time_before(expires, pt->timer.expires))
		mod_timer(&pt->timer, expires);
}

/* Without a period it is not known when that is. */
static bool ft_point_learns(const struct ft_point *point)
{
	u64 period;

	if (!point->rule || !point->rule->stale_periods)
		return false;
	ft_point_seen(point, NULL, &period);
	return !period;
}

/* Whether it wants each sighting may be another matter after any event. */
static void ft_point_settle(struct ft_point *point)
{
	bool each = ft_rule_each(point->rule, &point->state) ||
		    rcu_access_pointer(point->window) ||
		    ft_point_learns(point);

	/* Partner: ft_point_each(). */
	if (each != point->each)
		WRITE_ONCE(point->each, each);
	ft_point_arm(point);
}

static void ft_point_expired(struct timer_list *timer)
{
	struct ft_point_timer *pt = from_timer(pt, timer, timer);
	struct ft_point *point = pt->point;
	u64 seen, period;

	spin_lock(&point->lock);
	if (!point->dead) {
		seen = ft_point_seen(point, NULL, &period);
		ft_point_tell(pt->fn, point,
			      ft_rule_tick(point->rule, &point->state,
					   ktime_get_ns(), seen, period));
		ft_point_settle(point);
		if (point->each)
			ft_watch_wants(point->source);
	}
	spin_unlock(&point->lock);
}

struct ft_point_timer *ft_point_timer_make(struct ft_net *fn,
					   struct ft_point *point)
{
	struct ft_point_timer *pt = kzalloc(sizeof(*pt), GFP_KERNEL);

	if (!pt)
		return NULL;
	timer_setup(&pt->timer, ft_point_expired, 0);
	pt->fn = fn;
	pt->point = point;
	return pt;
}

void ft_point_forget(struct ft_point *point)
{
	point->version++;
	point->state = (struct ft_rule_state) {};
	point->source = NULL;
	point->real = 0;
	point->mono = 0;
	point->status = 0;
	point->unfit = false;
	kfree(point->data);
	point->data = NULL;
	kfree(point->unit);
	point->unit = NULL;
}

void ft_point_start(struct ft_net *fn, struct ft_point *point)
{
	const u32 tell = ft_rule_start(point->rule, &point->state);

	ft_point_tell(fn, point, tell | FT_TELL_CHANGED);
	ft_point_settle(point);
	ft_watch_wants(point->source);
}

/* Returns whether the octets are others than before. */
static bool ft_point_data_set(struct ft_point *point, const u8 *data, u32 len)
{
	struct ft_point_data *have = point->data;
	size_t size;

	len = min_t(u32, len, FIELDTAP_POINT_DATA_MAX);
	if (have && have->len == len && !memcmp(have->b, data, len))
		return false;
	if (!have || have->size < len) {
		size = kmalloc_size_roundup(struct_size(have, b, len));
		have = kmalloc(size, GFP_ATOMIC | __GFP_NOWARN);
		if (!have)
			return true;
		have->size = size - sizeof(*have);
		kfree(point->data);
		point->data = have;
	}
	have->len = len;
	memcpy(have->b, data, len);
	return true;
}

static void ft_point_sample(struct ft_net *fn, struct ft_point *point,
			    const struct ft_look *look)
{
	struct ft_window *window =
		rcu_dereference_protected(point->window,
					  lockdep_is_held(&point->lock));
	const struct ft_sample sample = {
		.time = look->now.real,
		.raw = look->raw,
		.missed = look->missed,
		.type = look->type,
		.quality = point->state.quality,
		.value = look->value,
	};

	if (!window)
		return;
	ft_window_push(window, &sample);
	ft_stat_inc(fn, FIELDTAP_STAT_SAMPLES);
}

static void ft_point_take(struct ft_net *fn, struct ft_point *point,
			  const struct ft_look *look)
{
	struct ft_sighting s = {
		.raw = look->raw,
		.time = look->now.real,
		.mono = look->now.mono,
		.type = look->type,
		.quality = look->quality,
		.value = look->value,
		.doubt = look->doubt,
	};
	u32 tell;

	if (look->data)
		s.other = ft_point_data_set(point, look->data, look->len);
	tell = ft_rule_sample(point->rule, &point->state, &s);
	if (point->status != look->status || point->unfit == look->value)
		tell |= FT_TELL_CHANGED;
	point->status = look->status;
	point->unfit = !look->value;
	if (!look->doubt)
		ft_point_sample(fn, point, look);
	ft_point_tell(fn, point, tell);
}

/*
 * Of several images that have it the newest sighting wins, also when they are
 * looked at in another order.
 */
static bool ft_point_newest(const struct ft_point *point,
			    const struct ft_look *look)
{
	return point->source == look->watch ||
	       look->now.mono >= ft_point_seen(point, NULL, NULL);
}

bool ft_point_see(struct ft_net *fn, struct ft_point *point,
		  const struct ft_look *look)
{
	bool each;

	ft_stat_inc(fn, look->value ? FIELDTAP_STAT_POINT_UPDATES :
				      FIELDTAP_STAT_POINTS_UNFIT);
	spin_lock(&point->lock);
	if (!point->dead && point->version == look->version &&
	    ft_point_newest(point, look)) {
		/* What was seen in another image since is no matter of doubt. */
		if (!look->doubt)
			point->source = look->watch;
		if (point->source == look->watch)
			ft_point_take(fn, point, look);
		ft_point_settle(point);
	}
	each = ft_point_each(point);
	spin_unlock(&point->lock);
	return each;
}
