// SPDX-License-Identifier: GPL-2.0
/* growmap: from one table to the next, by writers and by the worker. */
#include <linux/cpumask.h>
#include <linux/jiffies.h>
#include <linux/kernel.h>
#include <linux/sched.h>
#include <linux/sizes.h>
#include <linux/slab.h>
#include <linux/timekeeping.h>

#include "growmap_impl.h"

#define GROWMAP_ATOMIC_BYTES	SZ_32K	/* largest array that a writer makes */
#define GROWMAP_CLAIMS		8	/* evacuated buckets a writer skips at most */
#define GROWMAP_BACKOFF_MAX	HZ
#define GROWMAP_PARALLEL	SZ_4K	/* groups that make helpers worth it */
#define GROWMAP_CHUNK		16	/* groups that one of several takes on */

/* table_lock held: what the log will say of the growth to come. */
static void growmap_log_start(struct growmap *map, u8 from_B, u8 to_B)
{
	struct growmap_stats st = {};

	growmap_sum(map, &st);
	map->growing = (struct growmap_growth){
		.kind = growmap_kind(from_B, to_B),
		.from_B = from_B,
		.to_B = to_B,
		.started = ktime_get_ns(),
		.moved_writers = st.moved_writers,
		.moved_worker = st.moved_worker,
	};
}

/*
 * Begin to grow @tbl, which is not growing, to 2^@to_B buckets (@to_B one more,
 * one less or the same, not below min_B), unless it was superseded.
 * Return: false without memory.
 */
bool growmap_start(struct growmap *map, struct growmap_table *tbl, u8 to_B,
		   gfp_t gfp)
{
	struct growmap_event ev = {
		.type = GROWMAP_EV_START,
		.by_worker = gfp != GFP_ATOMIC,
		.from_B = tbl->B,
		.to_B = to_B,
	};
	struct growmap_table *next = NULL, *after = NULL;
	struct growmap_array *array;
	bool won;

	array = growmap_array_alloc(to_B, map->params->marks, gfp);
	if (array) {
		next = growmap_table_alloc(map, tbl, array, gfp);
		after = growmap_table_alloc(map, tbl, array, gfp);
	}
	if (!next || !after) {
		kfree(next);
		kfree(after);
		growmap_array_free(array);
		return false;
	}
	next->old = tbl->cur;
	next->next = after;

	spin_lock_bh(&map->table_lock);
	won = rcu_access_pointer(map->table) == tbl;
	if (won) {
		growmap_log_start(map, tbl->B, to_B);
		growmap_supersede(map, tbl, next, NULL);
	}
	spin_unlock_bh(&map->table_lock);
	if (won) {
		growmap_notify(map, &ev);
	} else {
		kfree(next);
		kfree(after);
		growmap_array_free(array);
	}
	return true;
}

/*
 * The standard deviation of the drainers' shares, in permille of their mean. A
 * drainer counts a group just after moving it: if a writer's finish comes in
 * between, its share lacks that one.
 */
static u32 growmap_share_sd(const struct growmap_table *tbl, u32 drainers)
{
	u64 mean = 0, square = 0;
	s64 off;
	u32 i;

	for (i = 0; i < drainers; i++)
		mean += READ_ONCE(tbl->share[i]);
	mean /= max(drainers, 1U);
	if (!mean)
		return 0;
	for (i = 0; i < drainers; i++) {
		off = (s64)READ_ONCE(tbl->share[i]) - (s64)mean;
		square += off * off;
	}
	return int_sqrt(square / drainers) * 1000 / mean;
}

/* table_lock held: close the log's line and count the growth. */
static void growmap_log_finish(struct growmap *map, struct growmap_table *tbl)
{
	struct growmap_growth *growth = &map->growing;
	struct growmap_stats st = {};

	growmap_sum(map, &st);
	growth->duration = ktime_get_ns() - growth->started;
	growth->moved_writers = st.moved_writers - growth->moved_writers;
	growth->moved_worker = st.moved_worker - growth->moved_worker;
	growth->longest_buckets = atomic_read(&tbl->growth.longest_buckets);
	growth->longest_entries = atomic_read(&tbl->growth.longest_entries);
	growth->longest_ns = atomic64_read(&tbl->growth.longest_ns);
	growth->drainers = READ_ONCE(tbl->drainers);
	growth->share_sd = growmap_share_sd(tbl, growth->drainers);
	if (growth->drainers > 1) {
		map->drainers = growth->drainers;
		map->share_sd = growth->share_sd;
	}
	map->log[map->growths++ % GROWMAP_LOG_SIZE] = *growth;
	map->same += growth->kind == GROWMAP_GROW_SAME;
	map->shrinks += growth->kind == GROWMAP_GROW_SHRINK;
}

/* The old array of @tbl is drained: publish what follows, unless that is done. */
void growmap_finish(struct growmap *map, struct growmap_table *tbl,
		    bool by_worker)
{
	struct growmap_event ev = {
		.type = GROWMAP_EV_FINISH,
		.by_worker = by_worker,
		.from_B = tbl->old->B,
		.to_B = tbl->B,
	};
	const struct growmap_growth *growth = &map->growing;
	bool won;

	spin_lock_bh(&map->table_lock);
	won = rcu_access_pointer(map->table) == tbl;
	if (won) {
		growmap_log_finish(map, tbl);
		ev.moved = growth->moved_writers + growth->moved_worker;
		ev.moved_worker = growth->moved_worker;
		ev.ns = growth->duration;
		WRITE_ONCE(tbl->cur->packed,
			   atomic_read(&tbl->cur->noverflow));
		growmap_supersede(map, tbl, tbl->next, tbl->old);
	}
	spin_unlock_bh(&map->table_lock);
	if (won)
		growmap_notify(map, &ev);
}

/* A writer finds that the array of @tbl is not of the right size, or crowded. */
void growmap_grow(struct growmap *map, struct growmap_table *tbl)
{
	if (!tbl->old && growmap_overloaded(map, tbl->B) &&
	    growmap_array_bytes(tbl->B + 1, map->params->marks) <=
		    GROWMAP_ATOMIC_BYTES &&
	    !test_bit(GROWMAP_PUT_OFF, &map->state)) {
		if (test_and_set_bit(GROWMAP_STARTING, &map->state))
			return;
		growmap_start(map, tbl, tbl->B + 1, GFP_ATOMIC);
		clear_bit(GROWMAP_STARTING, &map->state);
	}
	/*
	 * To make the array; or to drain the old one if no writer comes, or
	 * what writers could not for lack of memory: while a growth is under
	 * way, the worker is asked for, at work or waiting to try again. When
	 * the next is due before this one is done, it will look again. (Q)
	 */
	growmap_kick(map);
}

/*
 * A writer's due while the map grows, beyond its own group: one more, but never
 * more than two old buckets in all.
 */
void growmap_help(struct growmap *map, struct growmap_table *tbl,
		  struct growmap_step *step)
{
	const u32 groups = growmap_groups(tbl);
	unsigned int tries;
	u32 i;

	for (tries = 0; tries < GROWMAP_CLAIMS; tries++) {
		if (READ_ONCE(tbl->growth.starved) ||
		    step->buckets + growmap_group_buckets(tbl) > 2)
			break;
		i = growmap_claim(tbl, 1);
		if (i >= groups)
			break;
		if (growmap_evacuated(READ_ONCE(tbl->old->tophash[i])))
			continue;
		growmap_evacuate_one(map, tbl, i, step);
		break;
	}
	if (step->events)
		growmap_step_done(map, tbl, step);
	if (step->last)
		growmap_finish(map, tbl, false);
}

/* Overflow buckets that evacuating a group may need, or 0 if that is done. */
static u32 growmap_overflow_need(const struct growmap_table *tbl, u32 group)
{
	struct growmap_ref b;
	u32 i, need = 0;

	for (i = group; i < tbl->old->size; i += growmap_groups(tbl)) {
		b = growmap_at(tbl->old, i);
		if (growmap_evacuated(READ_ONCE(*b.tophash)))
			return 0;
		do {
			need++;
		} while (growmap_next(&b));
	}
	return need;
}

/* Return: how many entries. */
static u32 growmap_drain_one(struct growmap *map, struct growmap_table *tbl,
			     u32 i)
{
	struct growmap_step step = { .by_worker = true };
	u32 need = 0;

	cond_resched();
	if (growmap_evacuated(READ_ONCE(tbl->old->tophash[i])))
		return 0;
	rcu_read_lock();
	if (growmap_evacuate_one(map, tbl, i, &step))
		need = growmap_overflow_need(tbl, i);
	rcu_read_unlock();
	if (need) {
		growmap_spare_fill(&step, map->params->marks, need);
		rcu_read_lock();
		growmap_evacuate_one(map, tbl, i, &step);
		rcu_read_unlock();
		growmap_spare_free(&step);
	}
	growmap_step_done(map, tbl, &step);
	return step.moved;
}

/* Evacuate what nobody has taken on yet, @n groups at a time. */
static void growmap_drain_claims(struct growmap *map, struct growmap_table *tbl,
				 u32 n, u32 *share)
{
	const u32 groups = growmap_groups(tbl);
	u32 i, end;

	while ((i = growmap_claim(tbl, n)) < groups) {
		for (end = min(i + n, groups); i < end; i++)
			WRITE_ONCE(*share, *share +
				   growmap_drain_one(map, tbl, i));
	}
}

/* Evacuate whatever is left. Return: whether everything is evacuated. */
static bool growmap_drain_rest(struct growmap *map, struct growmap_table *tbl,
			       u32 *share)
{
	u32 i;

	for (i = 0; i < growmap_groups(tbl) && !growmap_drained(tbl); i++)
		WRITE_ONCE(*share, *share + growmap_drain_one(map, tbl, i));
	return growmap_drained(tbl);
}

static void growmap_drainer(struct work_struct *work)
{
	struct growmap_drainer *self = container_of(work,
						    struct growmap_drainer,
						    work);

	growmap_drain_claims(self->map, self->tbl, GROWMAP_CHUNK,
			     &self->tbl->share[self->nr]);
}

/*
 * The worker's: evacuate what the writers leave, with helpers where that is much.
 * Return: whether everything is evacuated.
 */
static bool growmap_drain_all(struct growmap *map, struct growmap_table *tbl)
{
	struct growmap_drainer *helper = map->drainer;
	unsigned int i, drainers = 1;

	if (growmap_groups(tbl) >= GROWMAP_PARALLEL)
		drainers = min_t(u32, num_online_cpus(), GROWMAP_DRAINERS);
	WRITE_ONCE(tbl->drainers, drainers);
	WRITE_ONCE(tbl->growth.starved, false);
	for (i = 1; i < drainers; i++, helper++) {
		helper->map = map;
		helper->tbl = tbl;	/* kept by this worker's reference */
		helper->nr = i;
		INIT_WORK(&helper->work, growmap_drainer);
		queue_work(system_unbound_wq, &helper->work);
	}
	/* Claims first, in step with the writers; then what claims left out. */
	growmap_drain_claims(map, tbl, drainers > 1 ? GROWMAP_CHUNK : 1,
			     &tbl->share[0]);
	while (--i)
		cancel_work_sync(&(--helper)->work);
	return growmap_drain_rest(map, tbl, &tbl->share[0]);
}

/* The same for anybody else who may sleep, alone. */
bool growmap_drain(struct growmap *map, struct growmap_table *tbl)
{
	u32 share = 0;

	WRITE_ONCE(tbl->growth.starved, false);
	growmap_drain_claims(map, tbl, 1, &share);
	return growmap_drain_rest(map, tbl, &share);
}

/*
 * Give the empty map, whose table is @tbl, a new secret and its smallest array.
 * While count is CLOSED, by [6] nothing is or comes into the old table, so
 * leaving it behind loses nothing; an insert that meets CLOSED waits for the
 * table's lock. Return: false without memory.
 */
static bool growmap_reseed(struct growmap *map, struct growmap_table *tbl)
{
	struct growmap_event ev = {
		.type = GROWMAP_EV_RESEED,
		.by_worker = true,
		.from_B = tbl->B,
		.to_B = map->params->min_B,
	};
	struct growmap_table *next;
	bool closed;

	next = growmap_table_fresh(map, tbl->epoch + 1);
	if (!next)
		return false;
	spin_lock_bh(&map->table_lock);
	closed = rcu_access_pointer(map->table) == tbl &&
		 !atomic_cmpxchg(&map->count, 0, GROWMAP_CLOSED);
	if (closed) {
		growmap_supersede(map, tbl, next, tbl->cur);
		WRITE_ONCE(map->seed_used, false);
		map->reseeds++;
		atomic_set_release(&map->count, 0);	/* (R) */
	}
	spin_unlock_bh(&map->table_lock);
	if (closed) {
		growmap_notify(map, &ev);
	} else {
		growmap_array_free(next->cur);
		kfree(next);
	}
	return true;
}

/* Memory is short: try again later, and later still. */
static void growmap_put_off(struct growmap *map)
{
	set_bit(GROWMAP_PUT_OFF, &map->state);
	mod_delayed_work(system_unbound_wq, &map->work, map->backoff);
	map->backoff = min_t(unsigned long, map->backoff * 2,
			     GROWMAP_BACKOFF_MAX);
}

static void growmap_start_put_off(struct growmap *map,
				  const struct growmap_table *tbl, u8 to_B)
{
	struct growmap_event ev = {
		.type = GROWMAP_EV_PUT_OFF,
		.by_worker = true,
		.from_B = tbl->B,
		.to_B = to_B,
	};

	spin_lock_bh(&map->table_lock);
	map->put_off++;
	spin_unlock_bh(&map->table_lock);
	growmap_notify(map, &ev);
}

/* Log2 of the buckets that @tbl, not growing, should have; -1: leave it. */
static int growmap_due(const struct growmap *map,
		       const struct growmap_table *tbl)
{
	bool crowded;

	if (growmap_overloaded(map, tbl->B))
		return tbl->B + 1;
	if (growmap_underloaded(map, tbl->B))
		return tbl->B - 1;
	/* The array of a table that is not the map's any more may be gone. */
	rcu_read_lock();
	crowded = rcu_access_pointer(map->table) == tbl &&
		  growmap_crowded(tbl->cur);
	rcu_read_unlock();
	return crowded ? tbl->B : -1;
}

enum growmap_turn {
	GROWMAP_TURN_NONE,	/* nothing to be done */
	GROWMAP_TURN_DONE,	/* something was, there may be more */
	GROWMAP_TURN_NOMEM,
};

static enum growmap_turn growmap_turn(struct growmap *map,
				      struct growmap_table *tbl)
{
	int to_B;

	if (tbl->old) {
		if (!growmap_drain_all(map, tbl))
			return GROWMAP_TURN_NOMEM;
		growmap_finish(map, tbl, true);
		return GROWMAP_TURN_DONE;
	}
	to_B = growmap_due(map, tbl);
	if (to_B >= 0) {
		if (growmap_start(map, tbl, to_B, GFP_KERNEL))
			return GROWMAP_TURN_DONE;
		growmap_start_put_off(map, tbl, to_B);
		return GROWMAP_TURN_NOMEM;
	}
	if (!atomic_read(&map->count) && READ_ONCE(map->seed_used) &&
	    !growmap_reseed(map, tbl))
		queue_delayed_work(system_unbound_wq, &map->work,
				   GROWMAP_RESEED_DELAY);
	return GROWMAP_TURN_NONE;
}

/*
 * Every turn finishes or starts a growth, or a writer did. As long as no writer
 * changes the map, all of them go the same way: MAX_B bounds them.
 */
void growmap_work(struct work_struct *work)
{
	struct growmap *map = container_of(to_delayed_work(work),
					   struct growmap, work);
	struct growmap_table *tbl;
	enum growmap_turn turn;

	clear_bit(GROWMAP_PUT_OFF, &map->state);
	clear_bit(GROWMAP_QUEUED, &map->state);
	smp_mb__after_atomic();				/* (Q) */
	do {
		tbl = growmap_table_get(map);
		turn = growmap_turn(map, tbl);
		growmap_table_put(tbl);
	} while (turn == GROWMAP_TURN_DONE);
	if (turn == GROWMAP_TURN_NOMEM)
		growmap_put_off(map);
	else
		map->backoff = GROWMAP_BACKOFF_MIN;
}
