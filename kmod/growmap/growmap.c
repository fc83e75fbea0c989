// SPDX-License-Identifier: GPL-2.0
/*
 * growmap: a hash map for RCU readers whose array grows in small steps.
 *
 * The model is Go's runtime map before 1.24: buckets of eight slots, a byte of
 * hash ("tophash") per slot, overflow buckets chained behind, and an array that
 * doubles while every writer moves a little. What follows is what makes that
 * right with lockless readers and many writers, and adds the way back.
 *
 * The words of eight tophashes stand in an array of their own, apart from the
 * slots, so that who looks for what is not there stays in a tenth of the memory.
 *
 * The table {cur, old, seed} is one object behind one RCU pointer. A
 * growth is a sequence of three: T0 {cur = A}, T1 {cur = A', old = A},
 * T2 {cur = A'}. T0, T1 and A die a grace period after they were superseded.
 * Nobody waits for that: the next growth may begin at once. A' has twice the
 * buckets of A, as many (a growth of the same size, which leaves the holes
 * behind that removals have made in long chains), or half of them (a shrink).
 *
 * What is evacuated at once is a group: all the old buckets whose entries share
 * a new one. Old bucket i of a doubling goes to i and i + the old size; of a
 * growth of the same size, to i; in a shrink i and i + the new size go to i.
 * Every call of a writer evacuates its key's group and one more, but never more
 * than two old buckets. So a growth is over after as many calls as there are
 * groups, long before the next is due (growmap_impl.h says when it is).
 *
 * A small array is made by the writer that finds it due, there and then: a map
 * that fills quickly would else have chains of hundreds by the time a worker
 * runs. A larger one is made by the worker, which may wait for memory, as is
 * every one that is not larger than the old one. Whoever evacuates the last
 * group publishes T2.
 *
 * Writers hold the lock of the key's stripe, chosen by the low bits of the
 * hash. There are never more stripes than buckets in any array, so the same
 * lock guards all buckets of the key's group, old and new. The table's own lock
 * guards changes of the pointer, for a few stores. No lock of the map nests in
 * another.
 *
 * Invariants (each is relied upon where it is named):
 *
 * [1] A chain's tophash words are written under its stripe's lock only, whole,
 *     and read whole. A slot's pointer is set before its tophash becomes live
 *     and is NULL, or about to be, once that is EMPTY_ONE. What is in a slot
 *     that was never live is garbage.
 * [2] EMPTY_ONE stands only before a live slot, EMPTY_REST only behind the last
 *     one. So a reader stops at a bucket whose last slot is EMPTY_REST, and a
 *     chain whose head word is 0 is empty.
 * [3] A live entry never moves within an array.
 * [4] The marks of an evacuated bucket stand in its head word, all eight bytes.
 *     From the moment its group begins to be copied, nothing of an old chain is
 *     ever written again but for them.
 * [5] A bucket of the new array is untouched (its word 0, nothing behind it)
 *     until its group's old buckets are marked, which they are under one hold
 *     of the stripe's lock and after all of them are copied: until then
 *     everybody else finds them unmarked and stays there, and who finds the
 *     first one marked finds the new bucket complete, with what comes from the
 *     second.
 * [6] Inserting needs a place in count, taken before and given back after the
 *     entry stands in a slot. So count is never above the limit, and while it
 *     is 0 no slot is live and none becomes so.
 * [7] The change mark of a live slot is the map's when its entry was put there,
 *     replaced or touched last, its low octet, read under the stripe's lock. The
 *     entry's own is the same, but for the moment in which both are written.
 *
 * Why a reader misses nothing. It judges both the mark and the tophashes of a
 * chain by one value of its head word (an earlier look at the old one was but to
 * decide where to begin). If it was unmarked, every
 * entry that was in the chain then stays there for the reader to find until it
 * is removed: by [3] it does not move, and by [4] evacuation copies pointers
 * and leaves the chain as it was. So there is nothing to check again after a
 * miss. If it was marked, (M) says that the new bucket is complete; and if that
 * one is marked in its turn, that a newer table is to be had.
 *
 * None of that depends on which array is the larger one. In a shrink the heads
 * of a group are marked one after the other, and a reader of the second one may
 * meet it between the two: unmarked, its chain still holds all that was copied
 * from it, and no writer gets at the copies before the lock is released.
 *
 * Why a walk misses nothing and repeats nothing. Its cursor is a place in the
 * order of the reversed hash, then of the address; by it, each bucket of an
 * array of any size is one range, and the ranges of a group's old buckets and of
 * its new ones make up the same whole. A chain is looked through under its
 * stripe's lock, so no group is half evacuated then, and what lies before the
 * cursor is left out whatever it shares a bucket with: after a shrink, the lower
 * half of a range that was delivered already. An empty chain is skipped without
 * the lock, up to the end of the range of that one array whose head was read: an
 * unmarked and empty head says that of the old one's range, and (M) or (T) says
 * it of the new one's.
 *
 * Barriers, by the letters used in the code:
 *
 * (W) A writer's release of a tophash word, after the slot's pointer (or of the
 *     pointer to an overflow bucket, after the bucket) pairs with a reader's
 *     acquire of the word (address dependency on the pointer): who sees the
 *     tophash finds the entry. A word that only loses a tophash is released,
 *     too: of the others in it the reader must find the entries as well.
 * (M) The release of a head's marks, after the entries stand in the new array,
 *     pairs with the acquire of the head word by readers and by the worker: who
 *     sees the marks finds the entries in the new array, and loads a table that
 *     has this array, for the one who set them had seen it.
 * (T) rcu_assign_pointer() of the table pairs with rcu_dereference().
 * (F) The full barrier of counting a group as evacuated pairs with that of
 *     counting the last one, and with the worker's acquire of the count: T2
 *     is published after all the marks.
 * (R) The release that reopens count after the secret was renewed pairs with
 *     the full barrier of taking a place in it: who takes one afterwards sees
 *     the new table.
 * (K) Who draws a mark raises it, by a fully ordered operation, before he looks
 *     for changes; who changes an entry does so before a full barrier, and reads
 *     the mark behind it. So if he finds the old mark and that the entry has it
 *     already, who draws the next finds the entry by the mark and the change in
 *     it. If the entry has an older one, the mark is read and set under the
 *     stripe's lock, which each chain of a walk takes: the walk comes later and
 *     finds it, or it came before and the mark that is read is the one drawn.
 * (D) Dropping a reference to a table is fully ordered and pairs with itself:
 *     the grace period that the last one begins comes after the table was
 *     superseded, whoever did that.
 * (Q) The worker clears QUEUED before it looks at count; a writer changes that,
 *     by a fully ordered operation, before it tests QUEUED. Full barriers on
 *     both sides: the run that is about to begin sees what the writer wants, or
 *     the writer asks for another.
 */
#include <linux/err.h>
#include <linux/kernel.h>
#include <linux/sched.h>
#include <linux/slab.h>
#include <linux/string.h>

#include "growmap_impl.h"

/* A writer at work on the chain of one hash, the stripe's lock held. */
struct growmap_op {
	struct growmap_table *tbl;
	struct growmap_stripe *stripe;
	struct growmap_array *array;
	struct growmap_ref head;
	u32 hash;
	bool crowded;
	struct growmap_step step;
};

/*
 * For a reader who was overtaken by a growth while it looked: by (M), the new
 * array or a newer table is to be had. Each round takes a growth under way.
 */
struct growmap_node *growmap_lookup_again(struct growmap *map, const void *key)
{
	const struct growmap_array *array;
	const struct growmap_table *tbl;
	u64 word;
	u32 hash;

	do {
		tbl = rcu_dereference(map->table);
		hash = map->params->hash(key, &tbl->seed);
		array = growmap_home(tbl, hash);
		/* pairs with (M), (W) */
		word = smp_load_acquire(&array->tophash[hash & array->mask]);
	} while (growmap_evacuated(word));
	return growmap_search(map, array, hash & array->mask, word, hash, key,
			      *map->params);
}

/*
 * Lock @hash's stripe and find the chain where that hash lives now. Inline, as
 * is growmap_end(), so that sparse looks for the balance of both in the callers:
 * to say __acquires() here would be wrong with PREEMPT_RT, whose locks have no
 * such annotation.
 */
static inline void growmap_begin(struct growmap *map, struct growmap_op *op,
				 u32 hash)
{
	struct growmap_table *tbl;
	u32 group;

	op->stripe = growmap_stripe(map, hash);
	op->hash = hash;
	op->crowded = false;
	op->step.by_worker = false;
	op->step.buckets = 0;
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
		group = hash & growmap_group_mask(tbl);
		if (growmap_evacuate(tbl, op->stripe, group, &op->step)) {
			op->array = tbl->old;
			op->head = growmap_at(tbl->old, hash & tbl->old->mask);
			return;
		}
	}
	op->array = tbl->cur;
	op->head = growmap_at(tbl->cur, hash & tbl->cur->mask);
}

static inline void growmap_end(struct growmap *map, struct growmap_op *op)
{
	spin_unlock_bh(&op->stripe->lock);
	if (op->tbl->old)
		growmap_help(map, op->tbl, &op->step);
	if (op->crowded || growmap_overloaded(map, op->tbl->B) ||
	    growmap_underloaded(map, op->tbl->B))
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
	bool free;			/* there is room: */
	struct growmap_ref b;		/* in this; else, the end of the chain */
	unsigned int slot;
};

static struct growmap_node *growmap_find_key(struct growmap *map,
					     const struct growmap_op *op,
					     const void *key,
					     struct growmap_place *place)
{
	const u64 tops = GROWMAP_LANES * growmap_tophash(op->hash);
	struct growmap_ref b = op->head;
	struct growmap_node *node;
	u64 word, hits;

	do {
		word = READ_ONCE(*b.tophash);
		for (hits = growmap_zero_bytes(word ^ tops); hits;
		     hits &= hits - 1) {
			node = rcu_dereference(b.slot[growmap_first(hits)]);
			if (node && node->hash == op->hash &&
			    map->params->equal(node, key))
				return node;
		}
		if (!place->free) {
			place->b = b;
			place->free = growmap_empty(word);
			if (place->free)
				place->slot = growmap_first(growmap_empty(word));
		}
	} while (growmap_more(word) && growmap_next(&b));
	return NULL;
}

/* Stripe's lock held: the entry in @slot of @b changes, or comes. [7] (K) */
static void growmap_mark(struct growmap *map, const struct growmap_ref *b,
			 unsigned int slot, struct growmap_node *node)
{
	struct growmap_marked *entry;
	u8 mark;

	if (!b->marks)
		return;
	entry = container_of(node, struct growmap_marked, node);
	mark = atomic_read(&map->mark);
	growmap_set_mark(b, slot, mark);
	WRITE_ONCE(entry->mark, mark);
}

static void growmap_put(struct growmap *map, const struct growmap_place *place,
			struct growmap_bucket *over, struct growmap_node *node)
{
	const u8 top = growmap_tophash(node->hash);
	struct growmap_ref b;
	u64 word;

	if (over) {
		b = growmap_ref(over, place->b.marks);
		growmap_mark(map, &b, 0, node);
		RCU_INIT_POINTER(over->slots.slot[0], node);
		over->tophash = top;
		rcu_assign_pointer(*place->b.overflow, over);	/* (W) */
		return;
	}
	growmap_mark(map, &place->b, place->slot, node);
	rcu_assign_pointer(place->b.slot[place->slot], node);
	word = growmap_set_byte(*place->b.tophash, place->slot, top);
	smp_store_release(place->b.tophash, word);	/* (W) */
}

static noinline_for_stack struct growmap_node *
growmap_insert_locked(struct growmap *map, struct growmap_op *op,
		      struct growmap_node *node, const void *key)
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
	growmap_put(map, &place, over, node);
	op->crowded = over && growmap_crowded(op->array);
	return NULL;
}

struct growmap_node *growmap_insert(struct growmap *map,
				    struct growmap_node *node, const void *key)
{
	const struct growmap_table *tbl;
	struct growmap_node *ret;
	struct growmap_op op GROWMAP_UNINIT;

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
	struct growmap_ref b;
	unsigned int slot;
	struct growmap_ref live;	/* last one before @b with a live slot */
};

static bool growmap_find_node(const struct growmap_op *op,
			      const struct growmap_node *node,
			      struct growmap_found *at)
{
	const u64 tops = GROWMAP_LANES * growmap_tophash(op->hash);
	u64 word, hits;

	at->b = op->head;
	at->live = op->head;
	do {
		word = READ_ONCE(*at->b.tophash);
		for (hits = growmap_zero_bytes(word ^ tops); hits;
		     hits &= hits - 1) {
			at->slot = growmap_first(hits);
			if (rcu_access_pointer(at->b.slot[at->slot]) == node)
				return true;
		}
		if (growmap_live(word))
			at->live = at->b;
	} while (growmap_more(word) && growmap_next(&at->b));
	return false;
}

/* Whether nothing lives behind the slot: by [2] its neighbour tells. */
static bool growmap_is_last(const struct growmap_found *at)
{
	struct growmap_ref next = at->b;

	if (at->slot + 1 < GROWMAP_SLOTS)
		return !(READ_ONCE(*at->b.tophash) >> (8 * (at->slot + 1)));
	return !growmap_next(&next) || !READ_ONCE(*next.tophash);
}

/* Empty the slot; if it was the chain's last, what trails is EMPTY_REST. [2] */
static noinline_for_stack void growmap_clear(const struct growmap_found *at)
{
	u64 *tophash = at->b.tophash;
	bool last = growmap_is_last(at);
	struct growmap_ref b;
	u64 word;

	word = growmap_set_byte(*tophash, at->slot, GROWMAP_EMPTY_ONE);
	word = last ? growmap_trim(word) : word;
	smp_store_release(tophash, word);			/* (W) */
	RCU_INIT_POINTER(at->b.slot[at->slot], NULL);
	if (!last || growmap_live(word))
		return;
	for (b = at->live; b.tophash != tophash; growmap_next(&b)) {
		word = growmap_trim(*b.tophash);
		smp_store_release(b.tophash, word);		/* (W) */
	}
}

int growmap_remove(struct growmap *map, struct growmap_node *node)
{
	struct growmap_found at;
	struct growmap_op op GROWMAP_UNINIT;
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
	struct growmap_op op GROWMAP_UNINIT;
	int err = -ENOENT;

	rcu_read_lock();
	growmap_begin(map, &op, READ_ONCE(old->hash));
	if (growmap_find_node(&op, old, &at)) {
		new->hash = old->hash;
		growmap_mark(map, &at.b, at.slot, new);
		rcu_assign_pointer(at.b.slot[at.slot], new);
		err = 0;
	}
	growmap_end(map, &op);
	rcu_read_unlock();
	return err;
}

u32 growmap_mark_next(struct growmap *map)
{
	return atomic_inc_return(&map->mark);		/* (K) */
}

bool growmap_touched(const struct growmap *map,
		     const struct growmap_marked *entry)
{
	smp_mb();					/* (K) */
	return READ_ONCE(entry->mark) == (u8)atomic_read(&map->mark);
}

void growmap_touch(struct growmap *map, struct growmap_marked *entry)
{
	struct growmap_found at;
	struct growmap_op op;

	if (growmap_touched(map, entry))
		return;
	rcu_read_lock();
	growmap_begin(map, &op, READ_ONCE(entry->node.hash));
	if (growmap_find_node(&op, &entry->node, &at))
		growmap_mark(map, &at.b, at.slot, &entry->node);
	growmap_end(map, &op);
	rcu_read_unlock();
}

void growmap_set_limit(struct growmap *map, u32 limit)
{
	WRITE_ONCE(map->limit, min_t(u32, limit, GROWMAP_LIMIT_MAX));
}

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
static void growmap_release_chain(struct growmap_ref b,
				  void (*release)(struct growmap_node *, void *),
				  void *arg)
{
	u64 live;

	if (growmap_evacuated(READ_ONCE(*b.tophash)))
		return;
	do {
		for (live = growmap_live(READ_ONCE(*b.tophash)); live;
		     live &= live - 1)
			release(rcu_dereference_protected(b.slot[growmap_first(live)],
							  true), arg);
	} while (growmap_next(&b));
}

static void growmap_array_release(const struct growmap_array *array,
				  void (*release)(struct growmap_node *, void *),
				  void *arg)
{
	u32 i;

	for (i = 0; i < array->size; i++) {
		growmap_release_chain(growmap_at(array, i), release, arg);
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
