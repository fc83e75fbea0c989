// SPDX-License-Identifier: GPL-2.0
/*
 * growmap: a hash map for RCU readers whose array grows in small steps.
 *
 * The model is Go's runtime map before 1.24: buckets of eight slots, a byte of
 * hash ("tophash") per slot, overflow buckets chained behind, and an array that
 * doubles while every writer moves a little. What follows is what makes that
 * right with lockless readers and many writers.
 *
 * The table {cur, old, masks, seed} is one object behind one RCU pointer. A
 * growth is a sequence of three: T0 {cur = A}, T1 {cur = A', old = A},
 * T2 {cur = A'}. T0, T1 and A die a grace period after they were superseded.
 * Nobody waits for that: the next growth may begin at once.
 *
 * A small array is made by the writer that finds it due, there and then: a map
 * that fills quickly would else have chains of hundreds by the time a worker
 * runs. A larger one is made by the worker, which may wait for memory. Whoever
 * evacuates the last old bucket publishes T2.
 *
 * Writers hold the lock of the key's stripe, chosen by the low bits of the
 * hash. There are never more stripes than buckets in any array, so the same
 * lock guards the key's old bucket and both buckets that this one is split
 * into. The table's own lock guards changes of the pointer, for a few stores.
 * No lock of the map nests in another.
 *
 * Invariants (each is relied upon where it is named):
 *
 * [1] A chain's tophash words are written under its stripe's lock only, whole,
 *     and read whole. A slot's pointer is set before its tophash becomes live
 *     and is NULL, or about to be, once its tophash is empty.
 * [2] EMPTY_ONE stands only before a live slot, EMPTY_REST only behind the last
 *     one. So a reader stops at the first EMPTY_REST, and a chain whose head
 *     word is 0 is empty.
 * [3] A live entry never moves within an array.
 * [4] The marks of an evacuated bucket stand in its head, in all eight bytes.
 *     From the moment they do, nothing of the old chain is ever written again.
 * [5] A bucket of the new array is untouched (all zero) until the old bucket
 *     that it descends from is marked: everybody else finds the old one
 *     unmarked and stays there.
 * [6] Inserting needs a place in count, taken before and given back after the
 *     entry stands in a slot. So count is never above the limit, and while it
 *     is 0 no slot is live and none becomes so.
 *
 * Why a reader misses nothing. It reads a chain's head word once, and judges
 * both the mark and the tophashes by that one value. If it was unmarked, every
 * entry that was in the chain then stays there for the reader to find until it
 * is removed: by [3] it does not move, and by [4] evacuation copies pointers
 * and leaves the chain as it was. So there is nothing to check again after a
 * miss. If it was marked, (M) says that the new bucket is complete; and if that
 * one is marked in its turn, that a newer table is to be had.
 *
 * Barriers, by the letters used in the code:
 *
 * (W) A writer's release of a tophash word, after the slot's pointer (or of the
 *     pointer to an overflow bucket, after the bucket) pairs with a reader's
 *     acquire of the word (address dependency on the pointer): who sees the
 *     tophash finds the entry.
 * (M) The release of a head's marks, after the entries stand in the new array,
 *     pairs with the acquire of the head word by readers and by the worker: who
 *     sees the marks finds the entries in the new array, and loads a table that
 *     has this array, for the one who set them had seen it.
 * (T) rcu_assign_pointer() of the table pairs with rcu_dereference().
 * (F) The full barrier of counting an old bucket as evacuated pairs with that
 *     of counting the last one, and with the worker's acquire of the count: T2
 *     is published after all the marks.
 * (R) The release that reopens count after the secret was renewed pairs with
 *     the full barrier of taking a place in it: who takes one afterwards sees
 *     the new table.
 * (Q) The worker clears QUEUED before it looks at count; a writer changes that,
 *     by a fully ordered operation, before it tests QUEUED. Full barriers on
 *     both sides: the run that is about to begin sees what the writer wants, or
 *     the writer asks for another.
 */
#include <linux/bitrev.h>
#include <linux/err.h>
#include <linux/jiffies.h>
#include <linux/kernel.h>
#include <linux/random.h>
#include <linux/sched.h>
#include <linux/sizes.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/timekeeping.h>

#include "growmap.h"

#define GROWMAP_CLOSED		INT_MIN	/* in count: the secret is being renewed */
#define GROWMAP_ATOMIC_BYTES	SZ_32K	/* largest array that a writer makes */
#define GROWMAP_CLAIMS		8	/* evacuated buckets a writer skips at most */
#define GROWMAP_WALK_CHAINS	256	/* chains that one call of walk looks at */
#define GROWMAP_OCC_CHAINS	64	/* chains counted between reschedules */
#define GROWMAP_BACKOFF_MIN	DIV_ROUND_UP(HZ, 100)
#define GROWMAP_BACKOFF_MAX	HZ
#define GROWMAP_RESEED_DELAY	HZ	/* from emptied to a new secret */

enum {	/* bits of growmap.state; BIT() of them is in growmap_stats.flags */
	GROWMAP_QUEUED = 1,
	GROWMAP_PUT_OFF = 2,
	GROWMAP_STARTING = 3,	/* a writer is about to publish a larger array */
};

/* What one call moved, and what is to be told once no lock is held. */
struct growmap_step {
	bool by_worker;
	u32 moved;
	u64 ns;
	bool last;			/* no old bucket is left */
	unsigned int events;
	struct growmap_event event[2];	/* of the own bucket and of one more */
	struct growmap_bucket *spare;	/* worker's overflow buckets in advance */
};

/* A writer at work on the chain of one hash, the stripe's lock held. */
struct growmap_op {
	struct growmap_table *tbl;
	struct growmap_stripe *stripe;
	struct growmap_array *array;
	struct growmap_bucket *head;
	u32 hash;
	struct growmap_step step;
};

/* Bit 7 of every live byte of an unmarked word, exactly. */
static u64 growmap_live(u64 word)
{
	const u64 low = GROWMAP_LANES * 0x7e;

	return (((word & low) + low) | word) & (GROWMAP_LANES << 7);
}

static u64 growmap_empty(u64 word)
{
	return ~growmap_live(word) & (GROWMAP_LANES << 7);
}

static unsigned int growmap_first(u64 bits)
{
	return __ffs64(bits) / 8;
}

static u64 growmap_set_byte(u64 word, unsigned int i, u8 value)
{
	return (word & ~(0xffULL << (8 * i))) | (u64)value << (8 * i);
}

/* @word with everything behind its last live byte EMPTY_REST. */
static u64 growmap_trim(u64 word)
{
	int bits = fls64(growmap_live(word));

	return bits ? word & (~0ULL >> (64 - bits)) : 0;
}

static void growmap_raise(atomic_t *max, u32 value)
{
	int cur = atomic_read(max);

	while ((u32)cur < value && !atomic_try_cmpxchg(max, &cur, value))
		;
}

static void growmap_raise64(atomic64_t *max, u64 value)
{
	s64 cur = atomic64_read(max);

	while ((u64)cur < value && !atomic64_try_cmpxchg(max, &cur, value))
		;
}

/* Counters that one writer at a time advances, and anybody reads. */
static void growmap_add(u64 *counter, u64 n)
{
	WRITE_ONCE(*counter, *counter + n);
}

static void growmap_notify(struct growmap *map, const struct growmap_event *ev)
{
	if (map->params->notify)
		map->params->notify(map, ev);
}

static struct growmap_stripe *growmap_stripe(struct growmap *map, u32 hash)
{
	return &map->stripes[hash & map->stripe_mask];
}

/* More than 6.5 entries per bucket, and a larger array is possible. */
static bool growmap_overloaded(const struct growmap *map, u8 B)
{
	if (B >= GROWMAP_MAX_B)
		return false;
	return (s64)atomic_read(&map->count) * 2 > 13LL << B;
}

/* Ask the worker, unless it was asked or waits for better times. */
static void growmap_kick(struct growmap *map)
{
	if (test_bit(GROWMAP_PUT_OFF, &map->state) ||
	    test_bit(GROWMAP_QUEUED, &map->state) ||		/* (Q) */
	    test_and_set_bit(GROWMAP_QUEUED, &map->state))
		return;
	mod_delayed_work(system_unbound_wq, &map->work, 0);
}

/* Memory: arrays, tables, overflow buckets. */

static size_t growmap_array_bytes(u8 B)
{
	return sizeof(struct growmap_array) +
	       (sizeof(struct growmap_bucket) << B);
}

static struct growmap_array *growmap_array_alloc(u8 B, gfp_t gfp)
{
	const size_t bytes = growmap_array_bytes(B);
	struct growmap_array *array;

	if (gfp == GFP_ATOMIC)
		array = kzalloc(bytes, gfp | __GFP_NOWARN);
	else
		array = kvzalloc(bytes, gfp | __GFP_RETRY_MAYFAIL | __GFP_NOWARN);
	if (!array)
		return NULL;
	array->B = B;
	array->size = 1U << B;
	return array;
}

/* The overflow buckets behind @b, which nobody else can reach. */
static void growmap_chain_free(struct growmap_bucket *b)
{
	struct growmap_bucket *over, *next;

	for (over = rcu_dereference_protected(b->overflow, true); over;
	     over = next) {
		next = rcu_dereference_protected(over->overflow, true);
		kfree(over);
	}
}

static void growmap_array_free(struct growmap_array *array)
{
	u32 i;

	if (atomic_read(&array->noverflow)) {
		for (i = 0; i < array->size; i++) {
			growmap_chain_free(&array->bucket[i]);
			cond_resched();
		}
	}
	kvfree(array);
}

/* A table of array @cur, with the secret of @like if that is given. */
static struct growmap_table *
growmap_table_alloc(struct growmap *map, const struct growmap_table *like,
		    struct growmap_array *cur, gfp_t gfp)
{
	struct growmap_table *tbl;

	tbl = kzalloc(sizeof(*tbl), gfp | __GFP_NOWARN);
	if (!tbl)
		return NULL;
	atomic_set(&tbl->refs, 1);
	tbl->map = map;
	tbl->cur = cur;
	tbl->mask = cur->size - 1;
	tbl->B = cur->B;
	if (like) {
		tbl->seed = like->seed;
		tbl->epoch = like->epoch;
	}
	return tbl;
}

/* An empty table of the smallest array and with a secret of its own. */
static struct growmap_table *growmap_table_fresh(struct growmap *map, u32 epoch)
{
	struct growmap_array *array;
	struct growmap_table *tbl;

	array = growmap_array_alloc(map->params->min_B, GFP_KERNEL);
	if (!array)
		return NULL;
	tbl = growmap_table_alloc(map, NULL, array, GFP_KERNEL);
	if (!tbl) {
		growmap_array_free(array);
		return NULL;
	}
	get_random_bytes(&tbl->seed, sizeof(tbl->seed));
	tbl->epoch = epoch ? epoch : 1;
	return tbl;
}

static void growmap_reap(struct work_struct *work)
{
	struct growmap *map = container_of(work, struct growmap, reap);
	struct growmap_table *tbl, *next;
	struct llist_node *list;

	list = llist_del_all(&map->dead);
	llist_for_each_entry_safe(tbl, next, list, dead) {
		if (tbl->doomed)
			growmap_array_free(tbl->doomed);
		kfree(tbl);
	}
}

static void growmap_table_dead(struct rcu_head *rcu)
{
	struct growmap_table *tbl = container_of(rcu, struct growmap_table, rcu);
	struct growmap *map = tbl->map;

	llist_add(&tbl->dead, &map->dead);
	queue_work(system_unbound_wq, &map->reap);
}

static void growmap_table_put(struct growmap_table *tbl)
{
	if (atomic_dec_and_test(&tbl->refs))
		call_rcu(&tbl->rcu, growmap_table_dead);
}

/*
 * For the worker, which sleeps: the current table, to be put back. It keeps the
 * table and its old array; what the table says of the current one is to be
 * believed, but once the table is superseded that array may be gone.
 */
static struct growmap_table *growmap_table_get(struct growmap *map)
{
	struct growmap_table *tbl;

	spin_lock_bh(&map->table_lock);
	tbl = rcu_dereference_protected(map->table,
					lockdep_is_held(&map->table_lock));
	atomic_inc(&tbl->refs);
	spin_unlock_bh(&map->table_lock);
	return tbl;
}

/* table_lock held: publish @next in place of @tbl, which takes @doomed along. */
static void growmap_supersede(struct growmap *map, struct growmap_table *tbl,
			      struct growmap_table *next,
			      struct growmap_array *doomed)
{
	tbl->doomed = doomed;
	rcu_assign_pointer(map->table, next);	/* (T) */
	growmap_table_put(tbl);
}

/*
 * May be under a writer's lock, hence atomic (on PREEMPT_RT that lock sleeps,
 * and so may this).
 */
static struct growmap_bucket *
growmap_overflow_alloc(struct growmap_array *array, struct growmap_step *step)
{
	struct growmap_bucket *b = step->spare;

	if (b) {
		step->spare = rcu_dereference_protected(b->overflow, true);
		RCU_INIT_POINTER(b->overflow, NULL);
	} else {
		b = kzalloc(sizeof(*b), GFP_ATOMIC | __GFP_NOWARN);
	}
	if (b)
		atomic_inc(&array->noverflow);
	return b;
}

/* Up to @n overflow buckets in advance, from memory that may be waited for. */
static void growmap_spare_fill(struct growmap_step *step, u32 n)
{
	struct growmap_bucket *b;

	for (; n; n--) {
		cond_resched();
		b = kzalloc(sizeof(*b), GFP_KERNEL | __GFP_NOWARN);
		if (!b)
			return;
		RCU_INIT_POINTER(b->overflow, step->spare);
		step->spare = b;
	}
}

static void growmap_spare_free(struct growmap_step *step)
{
	struct growmap_bucket *b;

	while ((b = step->spare)) {
		step->spare = rcu_dereference_protected(b->overflow, true);
		kfree(b);
	}
}

static void growmap_overflow_free(struct growmap_array *array,
				  struct growmap_bucket *b)
{
	atomic_dec(&array->noverflow);
	kfree(b);
}

/* Evacuation. */

/* A bucket of the new array while one old chain is copied into it. */
struct growmap_dest {
	struct growmap_bucket *head;
	struct growmap_bucket *tail;
	unsigned int used;		/* slots of the tail */
};

static int growmap_dest_add(struct growmap_array *array,
			    struct growmap_dest *dest,
			    struct growmap_node *node, u8 top,
			    struct growmap_step *step)
{
	struct growmap_bucket *b = dest->tail;

	if (dest->used == GROWMAP_SLOTS) {
		b = growmap_overflow_alloc(array, step);
		if (!b)
			return -ENOMEM;
		RCU_INIT_POINTER(dest->tail->overflow, b);
		dest->tail = b;
		dest->used = 0;
	}
	RCU_INIT_POINTER(b->slot[dest->used], node);
	WRITE_ONCE(b->tophash, growmap_set_byte(b->tophash, dest->used, top));
	dest->used++;
	return 0;
}

/* Back to all zero, as [5] wants it; nobody has seen any of it. */
static void growmap_dest_undo(struct growmap_array *array,
			      struct growmap_dest *dest)
{
	struct growmap_bucket *b;
	unsigned int i;

	for (b = rcu_dereference_protected(dest->head->overflow, true); b;
	     b = rcu_dereference_protected(b->overflow, true))
		atomic_dec(&array->noverflow);
	growmap_chain_free(dest->head);
	RCU_INIT_POINTER(dest->head->overflow, NULL);
	WRITE_ONCE(dest->head->tophash, 0);
	for (i = 0; i < GROWMAP_SLOTS; i++)
		RCU_INIT_POINTER(dest->head->slot[i], NULL);
}

/*
 * Copy the chain of old bucket @i to @x and @y.
 * Return: how many entries, or -ENOMEM with nothing done. *@marks becomes the
 * evacuated head's word.
 */
static int growmap_copy(struct growmap_table *tbl, u32 i,
			struct growmap_dest *x, struct growmap_dest *y,
			u64 *marks, struct growmap_step *step)
{
	struct growmap_bucket *head = &tbl->old->bucket[i];
	const struct growmap_bucket *b;
	struct growmap_node *node;
	unsigned int slot;
	int moved = 0;
	u64 word, live;
	bool to_y;

	*marks = GROWMAP_LANES * GROWMAP_EVACUATED_EMPTY;
	for (b = head; b; b = rcu_dereference(b->overflow)) {
		word = READ_ONCE(b->tophash);
		for (live = growmap_live(word); live; live &= live - 1) {
			slot = growmap_first(live);
			node = rcu_dereference(b->slot[slot]);
			to_y = node->hash & tbl->old->size;
			if (growmap_dest_add(tbl->cur, to_y ? y : x, node,
					     word >> (8 * slot), step)) {
				growmap_dest_undo(tbl->cur, x);
				growmap_dest_undo(tbl->cur, y);
				return -ENOMEM;
			}
			if (b == head)
				*marks = growmap_set_byte(*marks, slot, to_y ?
							  GROWMAP_EVACUATED_Y :
							  GROWMAP_EVACUATED_X);
			moved++;
		}
		if (growmap_zero_bytes(word))
			break;
	}
	return moved;
}

/*
 * Evacuate old bucket @i, whose stripe's lock is held, unless that is done.
 * Return: 0, or -ENOMEM: then the chain stays where it is and lives on. No
 * writer tries again (copying a long chain for nothing is dear) until the
 * worker did, which can wait for memory.
 */
static int growmap_evacuate(struct growmap_table *tbl,
			    struct growmap_stripe *stripe, u32 i,
			    struct growmap_step *step)
{
	struct growmap_bucket *head = &tbl->old->bucket[i];
	struct growmap_dest x = { .head = &tbl->cur->bucket[i] };
	struct growmap_dest y = { .head = &tbl->cur->bucket[i + tbl->old->size] };
	struct growmap_event *ev = &step->event[step->events];
	u64 begun, marks;
	int moved;

	if (growmap_evacuated(READ_ONCE(head->tophash)))
		return 0;
	if (!step->by_worker && READ_ONCE(tbl->growth.starved))
		return -ENOMEM;
	begun = ktime_get_ns();
	x.tail = x.head;
	y.tail = y.head;
	moved = growmap_copy(tbl, i, &x, &y, &marks, step);
	*ev = (struct growmap_event){
		.type = moved < 0 ? GROWMAP_EV_PUT_OFF : GROWMAP_EV_EVACUATE,
		.from_B = tbl->old->B,
		.to_B = tbl->B,
		.by_worker = step->by_worker,
		.bucket = i,
	};
	step->events++;
	if (moved < 0) {
		growmap_add(&stripe->put_off, 1);
		WRITE_ONCE(tbl->growth.starved, true);
		return moved;
	}
	smp_store_release(&head->tophash, marks);	/* (M) */
	growmap_add(step->by_worker ? &stripe->moved_worker :
				      &stripe->moved_writers, moved);
	ev->moved = moved;
	ev->moved_worker = step->by_worker ? moved : 0;
	ev->ns = ktime_get_ns() - begun;
	step->moved += moved;
	step->ns += ev->ns;
	if ((u32)atomic_inc_return(&tbl->growth.evacuated) == tbl->old->size)
		step->last = true;			/* (F) */
	return 0;
}

/* The same for somebody who holds no lock. */
static int growmap_evacuate_one(struct growmap *map, struct growmap_table *tbl,
				u32 i, struct growmap_step *step)
{
	struct growmap_stripe *stripe = growmap_stripe(map, i);
	int err;

	spin_lock_bh(&stripe->lock);
	err = growmap_evacuate(tbl, stripe, i, step);
	spin_unlock_bh(&stripe->lock);
	return err;
}

/* Take on the next old bucket; its size or more when none is left. */
static u32 growmap_claim(struct growmap_table *tbl)
{
	if ((u32)atomic_read(&tbl->growth.claimed) >= tbl->old->size)
		return tbl->old->size;
	return atomic_inc_return(&tbl->growth.claimed) - 1;
}

static bool growmap_drained(const struct growmap_table *tbl)
{
	return (u32)atomic_read_acquire(&tbl->growth.evacuated) ==
	       tbl->old->size;				/* (F) */
}

/* After a step, no lock held: tell about it and account for it. */
static void growmap_step_done(struct growmap *map, struct growmap_table *tbl,
			      const struct growmap_step *step)
{
	unsigned int i;

	for (i = 0; i < step->events; i++)
		growmap_notify(map, &step->event[i]);
	growmap_raise(&tbl->growth.longest_entries, step->moved);
	growmap_raise64(&tbl->growth.longest_ns, step->ns);
	growmap_raise(&map->longest_entries, step->moved);
	growmap_raise64(&map->longest_ns, step->ns);
}

/* From one table to the next, by writers or by the worker. */

static void growmap_sum(const struct growmap *map, struct growmap_stats *st)
{
	const struct growmap_stripe *stripe;
	u32 i;

	for (i = 0; i <= map->stripe_mask; i++) {
		stripe = &map->stripes[i];
		st->moved_writers += READ_ONCE(stripe->moved_writers);
		st->moved_worker += READ_ONCE(stripe->moved_worker);
		st->refused += READ_ONCE(stripe->refused);
		st->put_off_buckets += READ_ONCE(stripe->put_off);
	}
}

/* table_lock held: what the log will say of the growth to @B. */
static void growmap_log_start(struct growmap *map, u8 B)
{
	struct growmap_stats st = {};

	growmap_sum(map, &st);
	map->growing = (struct growmap_growth){
		.kind = GROWMAP_GROW_DOUBLE,
		.from_B = B - 1,
		.to_B = B,
		.started = ktime_get_ns(),
		.moved_writers = st.moved_writers,
		.moved_worker = st.moved_worker,
	};
}

/* Begin to grow @tbl, unless it was superseded. Return: false without memory. */
static bool growmap_start(struct growmap *map, struct growmap_table *tbl,
			  gfp_t gfp)
{
	struct growmap_event ev = {
		.type = GROWMAP_EV_START,
		.by_worker = gfp != GFP_ATOMIC,
		.from_B = tbl->B,
		.to_B = tbl->B + 1,
	};
	struct growmap_table *next = NULL, *after = NULL;
	struct growmap_array *array;
	bool won;

	array = growmap_array_alloc(ev.to_B, gfp);
	if (array) {
		next = growmap_table_alloc(map, tbl, array, gfp);
		after = growmap_table_alloc(map, tbl, array, gfp);
	}
	if (!next || !after) {
		kfree(next);
		kfree(after);
		kvfree(array);
		return false;
	}
	next->old = tbl->cur;
	next->old_mask = tbl->mask;
	next->next = after;

	spin_lock_bh(&map->table_lock);
	won = rcu_access_pointer(map->table) == tbl;
	if (won) {
		growmap_log_start(map, ev.to_B);
		growmap_supersede(map, tbl, next, NULL);
	}
	spin_unlock_bh(&map->table_lock);
	if (won) {
		growmap_notify(map, &ev);
	} else {
		kfree(next);
		kfree(after);
		kvfree(array);
	}
	return true;
}

/* The old array of @tbl is drained: publish what follows, unless that is done. */
static void growmap_finish(struct growmap *map, struct growmap_table *tbl,
			   bool by_worker)
{
	struct growmap_event ev = {
		.type = GROWMAP_EV_FINISH,
		.by_worker = by_worker,
		.from_B = tbl->old->B,
		.to_B = tbl->B,
	};
	struct growmap_growth *growth = &map->growing;
	struct growmap_stats st = {};
	bool won;

	spin_lock_bh(&map->table_lock);
	won = rcu_access_pointer(map->table) == tbl;
	if (won) {
		growmap_sum(map, &st);
		growth->duration = ktime_get_ns() - growth->started;
		growth->moved_writers = st.moved_writers - growth->moved_writers;
		growth->moved_worker = st.moved_worker - growth->moved_worker;
		growth->longest_entries =
			atomic_read(&tbl->growth.longest_entries);
		growth->longest_ns = atomic64_read(&tbl->growth.longest_ns);
		map->log[map->growths++ % GROWMAP_LOG_SIZE] = *growth;
		ev.moved = growth->moved_writers + growth->moved_worker;
	ev.moved_worker = growth->moved_worker;
		ev.ns = growth->duration;
		growmap_supersede(map, tbl, tbl->next, tbl->old);
	}
	spin_unlock_bh(&map->table_lock);
	if (won)
		growmap_notify(map, &ev);
}

/* A writer finds that @tbl is too small. */
static void growmap_grow(struct growmap *map, struct growmap_table *tbl)
{
	if (growmap_array_bytes(tbl->B + 1) <= GROWMAP_ATOMIC_BYTES &&
	    !test_bit(GROWMAP_PUT_OFF, &map->state)) {
		if (test_and_set_bit(GROWMAP_STARTING, &map->state))
			return;
		growmap_start(map, tbl, GFP_ATOMIC);
		clear_bit(GROWMAP_STARTING, &map->state);
	}
	/*
	 * To make the array; or to drain the old one if no writer comes, or
	 * what writers could not for lack of memory: while a growth is under
	 * way, the worker is asked for, at work or waiting to try again.
	 */
	growmap_kick(map);
}

/* A writer's due while the map grows, beyond its own bucket: one more. */
static void growmap_help(struct growmap *map, struct growmap_op *op)
{
	struct growmap_table *tbl = op->tbl;
	unsigned int tries;
	u32 i;

	for (tries = 0; tries < GROWMAP_CLAIMS; tries++) {
		if (READ_ONCE(tbl->growth.starved))
			break;
		i = growmap_claim(tbl);
		if (i >= tbl->old->size)
			break;
		if (growmap_evacuated(READ_ONCE(tbl->old->bucket[i].tophash)))
			continue;
		growmap_evacuate_one(map, tbl, i, &op->step);
		break;
	}
	if (op->step.events)
		growmap_step_done(map, tbl, &op->step);
	if (op->step.last)
		growmap_finish(map, tbl, false);
}

/* Writers. */

/* Lock @hash's stripe and find the chain where that hash lives now. */
static void growmap_begin(struct growmap *map, struct growmap_op *op, u32 hash)
	__acquires(&op->stripe->lock)
{
	struct growmap_table *tbl;
	u32 i;

	op->stripe = growmap_stripe(map, hash);
	op->hash = hash;
	op->step.by_worker = false;
	op->step.moved = 0;
	op->step.ns = 0;
	op->step.last = false;
	op->step.events = 0;
	op->step.spare = NULL;
	spin_lock_bh(&op->stripe->lock);

	/*
	 * Loaded under the lock: whoever evacuated under it before had seen a
	 * table that this load sees, too. So the chain found here is unmarked,
	 * and stays so until the lock is released.
	 */
	tbl = rcu_dereference(map->table);
	op->tbl = tbl;
	if (tbl->old) {
		i = hash & tbl->old_mask;
		if (growmap_evacuate(tbl, op->stripe, i, &op->step)) {
			op->array = tbl->old;
			op->head = &tbl->old->bucket[i];
			return;
		}
	}
	op->array = tbl->cur;
	op->head = &tbl->cur->bucket[hash & tbl->mask];
}

static void growmap_end(struct growmap *map, struct growmap_op *op)
	__releases(&op->stripe->lock)
{
	spin_unlock_bh(&op->stripe->lock);
	if (op->tbl->old)
		growmap_help(map, op);
	else if (growmap_overloaded(map, op->tbl->B))
		growmap_grow(map, op->tbl);
}

/*
 * Take a place in count. [6]
 * Return: 0, -ENOSPC, or -EAGAIN when the secret is being or was renewed: then
 * @tbl is not the one to insert into.
 */
static int growmap_reserve(struct growmap *map, const struct growmap_table *tbl)
{
	int count = atomic_read(&map->count);

	do {
		if (count < 0)
			return -EAGAIN;
		if ((u32)count >= READ_ONCE(map->limit))
			return -ENOSPC;
	} while (!atomic_try_cmpxchg(&map->count, &count, count + 1));	/* (R) */

	if (rcu_dereference(map->table)->epoch != tbl->epoch) {
		atomic_dec(&map->count);
		return -EAGAIN;
	}
	if (!READ_ONCE(map->seed_used))
		WRITE_ONCE(map->seed_used, true);
	return 0;
}

/* Where an insert finds its key, or else may put it. */
struct growmap_place {
	struct growmap_bucket *free;	/* has room, or NULL */
	unsigned int slot;		/* of @free */
	struct growmap_bucket *last;	/* end of the chain, if no room */
};

static struct growmap_node *growmap_find_key(struct growmap *map,
					     const struct growmap_op *op,
					     const void *key,
					     struct growmap_place *place)
{
	const u64 tops = GROWMAP_LANES * growmap_tophash(op->hash);
	struct growmap_bucket *b = op->head;
	struct growmap_node *node;
	u64 word, hits;

	for (;;) {
		word = READ_ONCE(b->tophash);
		for (hits = growmap_zero_bytes(word ^ tops); hits;
		     hits &= hits - 1) {
			node = rcu_dereference(b->slot[growmap_first(hits)]);
			if (node && node->hash == op->hash &&
			    map->params->equal(node, key))
				return node;
		}
		if (!place->free && growmap_empty(word)) {
			place->free = b;
			place->slot = growmap_first(growmap_empty(word));
		}
		place->last = b;
		if (growmap_zero_bytes(word))
			return NULL;
		b = rcu_dereference(b->overflow);
		if (!b)
			return NULL;
	}
}

static void growmap_put(const struct growmap_place *place,
			struct growmap_bucket *over, struct growmap_node *node)
{
	const u8 top = growmap_tophash(node->hash);
	struct growmap_bucket *b = place->free;
	u64 word;

	if (over) {
		RCU_INIT_POINTER(over->slot[0], node);
		over->tophash = top;
		rcu_assign_pointer(place->last->overflow, over);	/* (W) */
		return;
	}
	rcu_assign_pointer(b->slot[place->slot], node);
	word = growmap_set_byte(b->tophash, place->slot, top);
	smp_store_release(&b->tophash, word);	/* (W) */
}

static struct growmap_node *growmap_insert_locked(struct growmap *map,
						  struct growmap_op *op,
						  struct growmap_node *node,
						  const void *key)
{
	struct growmap_bucket *over = NULL;
	struct growmap_place place = {};
	struct growmap_node *there;
	int err;

	there = growmap_find_key(map, op, key, &place);
	if (there)
		return there;
	if (!place.free) {
		over = growmap_overflow_alloc(op->array, &op->step);
		if (!over)
			return ERR_PTR(-ENOMEM);
	}
	err = growmap_reserve(map, op->tbl);
	if (err) {
		if (over)
			growmap_overflow_free(op->array, over);
		if (err == -ENOSPC)
			growmap_add(&op->stripe->refused, 1);
		return ERR_PTR(err);
	}
	node->hash = op->hash;
	growmap_put(&place, over, node);
	return NULL;
}

struct growmap_node *growmap_insert(struct growmap *map,
				    struct growmap_node *node, const void *key)
{
	const struct growmap_table *tbl;
	struct growmap_node *ret;
	struct growmap_op op;

	rcu_read_lock();
	/* Again only when the secret was renewed: once in RESEED_DELAY. */
	for (;;) {
		tbl = rcu_dereference(map->table);
		growmap_begin(map, &op, map->params->hash(key, &tbl->seed));
		if (op.tbl->epoch == tbl->epoch)
			ret = growmap_insert_locked(map, &op, node, key);
		else
			ret = ERR_PTR(-EAGAIN);
		growmap_end(map, &op);
		if (ret != ERR_PTR(-EAGAIN))
			break;
		spin_lock_bh(&map->table_lock);
		spin_unlock_bh(&map->table_lock);
	}
	rcu_read_unlock();
	return ret;
}

/* Where an entry stands. */
struct growmap_found {
	struct growmap_bucket *b;
	unsigned int slot;
	struct growmap_bucket *live;	/* last one before @b with a live slot */
};

static bool growmap_find_node(const struct growmap_op *op,
			      const struct growmap_node *node,
			      struct growmap_found *at)
{
	const u64 tops = GROWMAP_LANES * growmap_tophash(op->hash);
	struct growmap_bucket *b;
	u64 word, hits;

	at->live = op->head;
	for (b = op->head; b; b = rcu_dereference(b->overflow)) {
		word = READ_ONCE(b->tophash);
		for (hits = growmap_zero_bytes(word ^ tops); hits;
		     hits &= hits - 1) {
			at->slot = growmap_first(hits);
			if (rcu_access_pointer(b->slot[at->slot]) == node) {
				at->b = b;
				return true;
			}
		}
		if (growmap_live(word))
			at->live = b;
		if (growmap_zero_bytes(word))
			break;
	}
	return false;
}

/* Whether nothing lives behind the slot: by [2] its neighbour tells. */
static bool growmap_is_last(const struct growmap_found *at)
{
	const struct growmap_bucket *next;

	if (at->slot + 1 < GROWMAP_SLOTS)
		return !(READ_ONCE(at->b->tophash) >> (8 * (at->slot + 1)));
	next = rcu_dereference(at->b->overflow);
	return !next || !READ_ONCE(next->tophash);
}

/* Empty the slot; if it was the chain's last, what trails is EMPTY_REST. [2] */
static void growmap_clear(const struct growmap_found *at)
{
	struct growmap_bucket *b = at->b;
	bool last = growmap_is_last(at);
	u64 word;

	word = growmap_set_byte(b->tophash, at->slot, GROWMAP_EMPTY_ONE);
	WRITE_ONCE(b->tophash, last ? growmap_trim(word) : word);
	RCU_INIT_POINTER(b->slot[at->slot], NULL);
	if (!last || growmap_live(word))
		return;
	for (b = at->live; b != at->b; b = rcu_dereference(b->overflow))
		WRITE_ONCE(b->tophash, growmap_trim(b->tophash));
}

int growmap_remove(struct growmap *map, struct growmap_node *node)
{
	struct growmap_found at;
	struct growmap_op op;
	int err = -ENOENT;

	rcu_read_lock();
	growmap_begin(map, &op, READ_ONCE(node->hash));
	if (growmap_find_node(&op, node, &at)) {
		growmap_clear(&at);
		if (atomic_dec_and_test(&map->count))
			queue_delayed_work(system_unbound_wq, &map->work,
					   GROWMAP_RESEED_DELAY);
		err = 0;
	}
	growmap_end(map, &op);
	rcu_read_unlock();
	return err;
}

int growmap_replace(struct growmap *map, struct growmap_node *old,
		    struct growmap_node *new)
{
	struct growmap_found at;
	struct growmap_op op;
	int err = -ENOENT;

	rcu_read_lock();
	growmap_begin(map, &op, READ_ONCE(old->hash));
	if (growmap_find_node(&op, old, &at)) {
		new->hash = old->hash;
		rcu_assign_pointer(at.b->slot[at.slot], new);
		err = 0;
	}
	growmap_end(map, &op);
	rcu_read_unlock();
	return err;
}

/* The worker. */

/* Buckets that evacuating old bucket @i may need, or 0 if that is done. */
static u32 growmap_overflow_need(const struct growmap_table *tbl, u32 i)
{
	const struct growmap_bucket *b = &tbl->old->bucket[i];
	u32 need = 0;

	if (growmap_evacuated(READ_ONCE(b->tophash)))
		return 0;
	for (; b; b = rcu_dereference(b->overflow))
		need++;
	return need;
}

static void growmap_drain_one(struct growmap *map, struct growmap_table *tbl,
			      u32 i)
{
	struct growmap_step step = { .by_worker = true };
	u32 need = 0;

	cond_resched();
	if (growmap_evacuated(READ_ONCE(tbl->old->bucket[i].tophash)))
		return;
	rcu_read_lock();
	if (growmap_evacuate_one(map, tbl, i, &step))
		need = growmap_overflow_need(tbl, i);
	rcu_read_unlock();
	if (need) {
		growmap_spare_fill(&step, need);
		rcu_read_lock();
		growmap_evacuate_one(map, tbl, i, &step);
		rcu_read_unlock();
		growmap_spare_free(&step);
	}
	growmap_step_done(map, tbl, &step);
}

/* Evacuate what the writers leave. Return: whether everything is. */
static bool growmap_drain(struct growmap *map, struct growmap_table *tbl)
{
	u32 i;

	WRITE_ONCE(tbl->growth.starved, false);
	/* Claims first, in step with the writers; then what claims left out. */
	while ((i = growmap_claim(tbl)) < tbl->old->size)
		growmap_drain_one(map, tbl, i);
	for (i = 0; i < tbl->old->size && !growmap_drained(tbl); i++)
		growmap_drain_one(map, tbl, i);
	return growmap_drained(tbl);
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
		kvfree(next->cur);
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
				  const struct growmap_table *tbl)
{
	struct growmap_event ev = {
		.type = GROWMAP_EV_PUT_OFF,
		.by_worker = true,
		.from_B = tbl->B,
		.to_B = tbl->B + 1,
	};

	spin_lock_bh(&map->table_lock);
	map->put_off++;
	spin_unlock_bh(&map->table_lock);
	growmap_notify(map, &ev);
}

enum growmap_turn {
	GROWMAP_TURN_NONE,	/* nothing to be done */
	GROWMAP_TURN_DONE,	/* something was, there may be more */
	GROWMAP_TURN_NOMEM,
};

static enum growmap_turn growmap_turn(struct growmap *map,
				      struct growmap_table *tbl)
{
	if (tbl->old) {
		if (!growmap_drain(map, tbl))
			return GROWMAP_TURN_NOMEM;
		growmap_finish(map, tbl, true);
		return GROWMAP_TURN_DONE;
	}
	if (growmap_overloaded(map, tbl->B)) {
		if (growmap_start(map, tbl, GFP_KERNEL))
			return GROWMAP_TURN_DONE;
		growmap_start_put_off(map, tbl);
		return GROWMAP_TURN_NOMEM;
	}
	if (!atomic_read(&map->count) && READ_ONCE(map->seed_used) &&
	    !growmap_reseed(map, tbl))
		queue_delayed_work(system_unbound_wq, &map->work,
				   GROWMAP_RESEED_DELAY);
	return GROWMAP_TURN_NONE;
}

/* Every turn finishes or starts a growth, or a writer did: MAX_B bounds them. */
static void growmap_work(struct work_struct *work)
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

/* Walks and snapshots. */

/*
 * The chain that holds the hashes whose reversed form is @rev, and the last
 * reversed hash it may hold. Reversed, the hashes of one bucket are one range,
 * in an array of any size; growing splits a range in two without moving it.
 */
static struct growmap_bucket *growmap_chain(const struct growmap_table *tbl,
					    u32 rev, u32 *last)
{
	const u32 hash = bitrev32(rev);
	struct growmap_bucket *b;

	if (tbl->old) {
		b = &tbl->old->bucket[hash & tbl->old_mask];
		if (!growmap_evacuated(smp_load_acquire(&b->tophash))) { /* (M) */
			*last = rev | (U32_MAX >> tbl->old->B);
			return b;
		}
	}
	*last = rev | (U32_MAX >> tbl->B);
	return &tbl->cur->bucket[hash & tbl->mask];
}

/* The smallest entries of a chain beyond the cursor. */
struct growmap_pick {
	const struct growmap_cursor *cur;
	struct growmap_node **nodes;	/* sorted */
	unsigned int room;
	unsigned int got;
	bool more;			/* some found no room, and of those */
	u32 more_rev;			/* this is the smallest reversed hash */
};

static bool growmap_beyond(const struct growmap_node *node, u32 rev,
			   unsigned long addr)
{
	const u32 own = bitrev32(node->hash);

	return own > rev || (own == rev && (unsigned long)node > addr);
}

static void growmap_pick(struct growmap_pick *pick, struct growmap_node *node)
{
	struct growmap_node *out = node;
	unsigned int i;

	if (!growmap_beyond(node, pick->cur->rev, pick->cur->addr))
		return;
	i = pick->got;
	while (i && !growmap_beyond(node, bitrev32(pick->nodes[i - 1]->hash),
				    (unsigned long)pick->nodes[i - 1]))
		i--;
	if (pick->got == pick->room) {
		if (i < pick->room) {
			out = pick->nodes[pick->room - 1];
			memmove(&pick->nodes[i + 1], &pick->nodes[i],
				(pick->room - 1 - i) * sizeof(*pick->nodes));
			pick->nodes[i] = node;
		}
		if (!pick->more || bitrev32(out->hash) < pick->more_rev)
			pick->more_rev = bitrev32(out->hash);
		pick->more = true;
		return;
	}
	memmove(&pick->nodes[i + 1], &pick->nodes[i],
		(pick->got - i) * sizeof(*pick->nodes));
	pick->nodes[i] = node;
	pick->got++;
}

static void growmap_pick_chain(struct growmap_pick *pick,
			       const struct growmap_bucket *b)
{
	u64 word, live;

	for (; b; b = rcu_dereference(b->overflow)) {
		word = READ_ONCE(b->tophash);
		for (live = growmap_live(word); live; live &= live - 1)
			growmap_pick(pick, rcu_dereference(b->slot[growmap_first(live)]));
		if (growmap_zero_bytes(word))
			return;
	}
}

/* To behind the chain that ends with @last. */
static void growmap_cursor_next(struct growmap_cursor *cur, u32 last)
{
	cur->done = last == U32_MAX;
	cur->rev = last + 1;
	cur->addr = 0;
}

/*
 * To behind what was picked. The keys of one hash are left together for the
 * next call if they are cut short, so that replacing one of them between the
 * calls does no harm; only a hash with more of them than a whole call can take
 * (@first: this chain's are the call's first) is cut, by address.
 */
static void growmap_cursor_cut(struct growmap_cursor *cur,
			       struct growmap_pick *pick, bool first)
{
	unsigned int keep = pick->got;

	while (keep && bitrev32(pick->nodes[keep - 1]->hash) == pick->more_rev)
		keep--;
	if (keep) {
		cur->rev = bitrev32(pick->nodes[keep - 1]->hash);
		cur->addr = ULONG_MAX;
		pick->got = keep;
	} else if (first) {
		cur->rev = pick->more_rev;
		cur->addr = (unsigned long)pick->nodes[pick->got - 1];
	} else {
		pick->got = 0;
	}
}

static void growmap_cursor_epoch(struct growmap_cursor *cur,
				 const struct growmap_table *tbl)
{
	if (cur->epoch && cur->epoch != tbl->epoch)
		cur->reseeded = true;
	cur->epoch = tbl->epoch;
}

/* One chain of a walk. Return: whether there is room for another. */
static bool growmap_walk_chain(struct growmap *map, struct growmap_cursor *cur,
			       struct growmap_pick *pick, bool first)
{
	const struct growmap_table *tbl = rcu_dereference(map->table);
	struct growmap_stripe *stripe;
	struct growmap_bucket *head;
	u32 last;

	/* No lock for an empty chain: what is there throughout would show. [2] */
	head = growmap_chain(tbl, cur->rev, &last);
	if (!READ_ONCE(head->tophash)) {
		growmap_cursor_epoch(cur, tbl);
		growmap_cursor_next(cur, last);
		return true;
	}
	stripe = growmap_stripe(map, bitrev32(cur->rev));
	spin_lock_bh(&stripe->lock);
	tbl = rcu_dereference(map->table);
	growmap_cursor_epoch(cur, tbl);
	head = growmap_chain(tbl, cur->rev, &last);
	growmap_pick_chain(pick, head);
	spin_unlock_bh(&stripe->lock);
	if (pick->more) {
		growmap_cursor_cut(cur, pick, first);
		return false;
	}
	growmap_cursor_next(cur, last);
	return pick->got < pick->room;
}

int growmap_walk(struct growmap *map, struct growmap_cursor *cur,
		 struct growmap_node **nodes, unsigned int n)
{
	unsigned int chains, got = 0;
	bool room = true;

	if (!n)
		return -EINVAL;
	n = min_t(unsigned int, n, INT_MAX);
	for (chains = 0; chains < GROWMAP_WALK_CHAINS; chains++) {
		struct growmap_pick pick = {
			.cur = cur, .nodes = nodes + got, .room = n - got,
		};

		if (cur->done || !room)
			return got;
		room = growmap_walk_chain(map, cur, &pick, !got);
		got += pick.got;
	}
	if (!got && !cur->done)
		return -EAGAIN;
	return got;
}

u32 growmap_count(const struct growmap *map)
{
	return max(atomic_read(&map->count), 0);
}

void growmap_set_limit(struct growmap *map, u32 limit)
{
	WRITE_ONCE(map->limit, min_t(u32, limit, GROWMAP_LIMIT_MAX));
}

static void growmap_stats_array(struct growmap_stats *st,
				const struct growmap_array *array)
{
	u32 noverflow = atomic_read(&array->noverflow);

	st->noverflow += noverflow;
	st->bytes += growmap_array_bytes(array->B) +
		     (u64)noverflow * sizeof(struct growmap_bucket);
}

void growmap_stats(struct growmap *map, struct growmap_stats *st)
{
	const struct growmap_table *tbl;

	*st = (struct growmap_stats){
		.count = growmap_count(map),
		.flags = READ_ONCE(map->state) &
			 (GROWMAP_F_QUEUED | GROWMAP_F_PUT_OFF),
		.hash0 = true,
		.limit = READ_ONCE(map->limit),
		.longest_entries = atomic_read(&map->longest_entries),
		.longest_ns = atomic64_read(&map->longest_ns),
	};
	growmap_sum(map, st);

	rcu_read_lock();
	tbl = rcu_dereference(map->table);
	st->B = tbl->B;
	st->buckets = tbl->cur->size;
	growmap_stats_array(st, tbl->cur);
	if (tbl->old) {
		st->flags |= GROWMAP_F_GROWING;
		st->oldbuckets = tbl->old->size;
		st->nevacuate = atomic_read(&tbl->growth.evacuated);
		growmap_stats_array(st, tbl->old);
	}
	rcu_read_unlock();

	spin_lock_bh(&map->table_lock);
	st->growths = map->growths;
	st->put_off = map->put_off;
	st->reseeds = map->reseeds;
	spin_unlock_bh(&map->table_lock);
}

static u32 growmap_chain_count(const struct growmap_bucket *b)
{
	u32 count = 0;

	for (; b; b = rcu_dereference(b->overflow))
		count += hweight64(growmap_live(READ_ONCE(b->tophash)));
	return count;
}

void growmap_occupancy(struct growmap *map, u32 hist[GROWMAP_OCC_MAX])
{
	struct growmap_cursor cur = {};
	struct growmap_stripe *stripe;
	const struct growmap_bucket *head;
	u32 last, count, i;

	memset(hist, 0, GROWMAP_OCC_MAX * sizeof(*hist));
	while (!cur.done) {
		rcu_read_lock();
		for (i = 0; i < GROWMAP_OCC_CHAINS && !cur.done; i++) {
			stripe = growmap_stripe(map, bitrev32(cur.rev));
			spin_lock_bh(&stripe->lock);
			head = growmap_chain(rcu_dereference(map->table),
					     cur.rev, &last);
			count = growmap_chain_count(head);
			spin_unlock_bh(&stripe->lock);
			hist[min_t(u32, count, GROWMAP_OCC_MAX - 1)]++;
			growmap_cursor_next(&cur, last);
		}
		rcu_read_unlock();
		cond_resched();
	}
}

unsigned int growmap_log(struct growmap *map, struct growmap_growth *out,
			 unsigned int n)
{
	unsigned int i;

	spin_lock_bh(&map->table_lock);
	n = min_t(u64, n, min_t(u64, map->growths, GROWMAP_LOG_SIZE));
	for (i = 0; i < n; i++)
		out[i] = map->log[(map->growths - n + i) % GROWMAP_LOG_SIZE];
	spin_unlock_bh(&map->table_lock);
	return n;
}

/* Making and unmaking. */

int growmap_init(struct growmap *map, const struct growmap_params *params,
		 u32 limit)
{
	struct growmap_table *tbl;
	u32 i, stripes;

	if (!params || !params->name || !params->hash || !params->equal ||
	    params->min_B > GROWMAP_MIN_B_MAX ||
	    !limit || limit > GROWMAP_LIMIT_MAX)
		return -EINVAL;

	memset(map, 0, sizeof(*map));
	map->params = params;
	map->limit = limit;
	map->backoff = GROWMAP_BACKOFF_MIN;
	spin_lock_init(&map->table_lock);
	init_llist_head(&map->dead);
	INIT_DELAYED_WORK(&map->work, growmap_work);
	INIT_WORK(&map->reap, growmap_reap);

	stripes = 1U << min_t(u8, params->min_B, GROWMAP_STRIPES_MAX_B);
	map->stripe_mask = stripes - 1;
	map->stripes = kvcalloc(stripes, sizeof(*map->stripes), GFP_KERNEL);
	if (!map->stripes)
		return -ENOMEM;
	for (i = 0; i < stripes; i++)
		spin_lock_init(&map->stripes[i].lock);

	tbl = growmap_table_fresh(map, 1);
	if (!tbl) {
		kvfree(map->stripes);
		return -ENOMEM;
	}
	RCU_INIT_POINTER(map->table, tbl);
	return 0;
}

/* Hand over the entries of one chain, unless the next array has them. */
static void growmap_release_chain(const struct growmap_bucket *b,
				  void (*release)(struct growmap_node *, void *),
				  void *arg)
{
	u64 live;

	if (growmap_evacuated(READ_ONCE(b->tophash)))
		return;
	for (; b; b = rcu_dereference_protected(b->overflow, true)) {
		for (live = growmap_live(READ_ONCE(b->tophash)); live;
		     live &= live - 1)
			release(rcu_dereference_protected(b->slot[growmap_first(live)],
							  true), arg);
	}
}

static void growmap_array_release(const struct growmap_array *array,
				  void (*release)(struct growmap_node *, void *),
				  void *arg)
{
	u32 i;

	for (i = 0; i < array->size; i++) {
		growmap_release_chain(&array->bucket[i], release, arg);
		cond_resched();
	}
}

void growmap_destroy(struct growmap *map,
		     void (*release)(struct growmap_node *node, void *arg),
		     void *arg)
{
	struct growmap_table *tbl;

	cancel_delayed_work_sync(&map->work);
	rcu_barrier();
	flush_work(&map->reap);

	tbl = rcu_dereference_protected(map->table, true);
	if (release) {
		if (tbl->old)
			growmap_array_release(tbl->old, release, arg);
		growmap_array_release(tbl->cur, release, arg);
	}
	if (tbl->old)
		growmap_array_free(tbl->old);
	growmap_array_free(tbl->cur);
	kfree(tbl->next);
	kfree(tbl);
	kvfree(map->stripes);
}
