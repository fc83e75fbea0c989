// SPDX-License-Identifier: GPL-2.0
/* growmap: walks, in an order that growing does not change. */
#include <linux/bitrev.h>
#include <linux/err.h>
#include <linux/kernel.h>
#include <linux/sched.h>
#include <linux/string.h>

#include "growmap_impl.h"

#define GROWMAP_WALK_CHAINS	256	/* chains that one call of walk looks at */
#define GROWMAP_OCC_CHAINS	64	/* chains counted between reschedules */

/*
 * The chain that holds the hashes whose reversed form is @rev, and the last
 * reversed hash it may hold. Reversed, the hashes of one bucket are one range,
 * in an array of any size; growing splits a range in two without moving it.
 */
static struct growmap_ref growmap_chain(const struct growmap_table *tbl,
					u32 rev, u32 *last)
{
	const u32 hash = bitrev32(rev);
	struct growmap_ref b;

	if (tbl->old) {
		b = growmap_at(tbl->old, hash & tbl->old->mask);
		if (!growmap_evacuated(smp_load_acquire(b.tophash))) { /* (M) */
			*last = rev | (U32_MAX >> tbl->old->B);
			return b;
		}
	}
	*last = rev | (U32_MAX >> tbl->B);
	return growmap_at(tbl->cur, hash & tbl->cur->mask);
}

/* The smallest entries of a chain beyond the cursor. */
struct growmap_pick {
	const struct growmap_cursor *cur;
	struct growmap_node **nodes;	/* sorted */
	unsigned int room;
	bool since;			/* only what changed, which is this long */
	u8 age;				/* ago at most, in marks */
	unsigned int got;
	bool more;			/* some found no room, and of those */
	u32 more_rev;			/* this is the smallest reversed hash */
};

/*
 * Whether @node comes behind the place of @hash and @addr, in the order of the
 * reversed hashes: there, the lowest bit in which two differ decides.
 */
static bool growmap_beyond(const struct growmap_node *node, u32 hash,
			   unsigned long addr)
{
	const u32 differ = node->hash ^ hash;

	if (!differ)
		return (unsigned long)node > addr;
	return node->hash & differ & -differ;
}

static void growmap_pick(struct growmap_pick *pick, struct growmap_node *node)
{
	struct growmap_node *out = node;
	unsigned int i;

	if (!growmap_beyond(node, bitrev32(pick->cur->rev), pick->cur->addr))
		return;
	i = pick->got;
	while (i && !growmap_beyond(node, pick->nodes[i - 1]->hash,
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

/* Those of the slots @live whose marks are not too old. */
static u64 growmap_young(u64 live, u64 marks, u8 now, u8 age)
{
	u64 young = 0;
	u8 own;

	for (; live; live &= live - 1) {
		own = marks >> (8 * growmap_first(live));
		if ((u8)(now - own) <= age)
			young |= live & -live;
	}
	return young;
}

static void growmap_pick_chain(struct growmap_pick *pick,
			       struct growmap_ref b, u8 now)
{
	u64 word, live;

	do {
		word = READ_ONCE(*b.tophash);
		live = growmap_live(word);
		if (pick->since)
			live = growmap_young(live, *b.marks, now, pick->age);
		for (; live; live &= live - 1)
			growmap_pick(pick, rcu_dereference(b.slot[growmap_first(live)]));
	} while (growmap_more(word) && growmap_next(&b));
}

/*
 * Ask for what the walk comes to next: the entries of the chain behind @last,
 * and the head of the one behind that.
 */
static void growmap_walk_ahead(const struct growmap_table *tbl, u32 last)
{
	struct growmap_ref b;
	u64 live;

	if (last == U32_MAX)
		return;
	b = growmap_chain(tbl, last + 1, &last);
	for (live = growmap_live(READ_ONCE(*b.tophash)); live; live &= live - 1)
		prefetch(rcu_access_pointer(b.slot[growmap_first(live)]));
	if (last == U32_MAX)
		return;
	b = growmap_chain(tbl, last + 1, &last);
	prefetch(b.tophash);
	prefetch(b.slot);
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

/* The mark tells nothing once 255 of them were drawn since. */
static void growmap_pick_since(struct growmap_pick *pick, u32 now, u32 mark)
{
	pick->since = now - mark < 255;
	pick->age = now - mark;
}

/*
 * One chain of a walk, or of one since @mark if that is given.
 * Return: whether there is room for another.
 */
static bool growmap_walk_chain(struct growmap *map, struct growmap_cursor *cur,
			       const u32 *mark, struct growmap_pick *pick,
			       bool first)
{
	const struct growmap_table *tbl = rcu_dereference(map->table);
	struct growmap_stripe *stripe;
	struct growmap_ref head;
	u32 last, now;

	/*
	 * No lock for an empty chain: what is there throughout would show. [2]
	 * With marks, that of an insert under way may be older than the one that
	 * the caller drew before: only the lock makes it wait or take the new. (K)
	 */
	head = growmap_chain(tbl, cur->rev, &last);
	if (!mark)
		growmap_walk_ahead(tbl, last);
	if (!map->params->marks && !READ_ONCE(*head.tophash)) {
		growmap_cursor_epoch(cur, tbl);
		growmap_cursor_next(cur, last);
		return true;
	}
	stripe = growmap_stripe(map, bitrev32(cur->rev));
	spin_lock_bh(&stripe->lock);
	tbl = rcu_dereference(map->table);
	growmap_cursor_epoch(cur, tbl);
	head = growmap_chain(tbl, cur->rev, &last);
	now = atomic_read(&map->mark);			/* (K) */
	if (mark)
		growmap_pick_since(pick, now, *mark);
	growmap_pick_chain(pick, head, now);
	spin_unlock_bh(&stripe->lock);
	if (pick->more) {
		growmap_cursor_cut(cur, pick, first);
		return false;
	}
	growmap_cursor_next(cur, last);
	return pick->got < pick->room;
}

static int growmap_walk_from(struct growmap *map, struct growmap_cursor *cur,
			     const u32 *mark, struct growmap_node **nodes,
			     unsigned int n)
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
		room = growmap_walk_chain(map, cur, mark, &pick, !got);
		got += pick.got;
	}
	if (!got && !cur->done)
		return -EAGAIN;
	return got;
}

int growmap_walk(struct growmap *map, struct growmap_cursor *cur,
		 struct growmap_node **nodes, unsigned int n)
{
	return growmap_walk_from(map, cur, NULL, nodes, n);
}

int growmap_walk_since(struct growmap *map, struct growmap_cursor *cur,
		       u32 mark, struct growmap_node **nodes, unsigned int n)
{
	if (!map->params->marks)
		return -EINVAL;
	return growmap_walk_from(map, cur, &mark, nodes, n);
}

static u32 growmap_chain_count(struct growmap_ref b)
{
	u32 count = 0;

	do {
		count += hweight64(growmap_live(READ_ONCE(*b.tophash)));
	} while (growmap_next(&b));
	return count;
}

void growmap_occupancy(struct growmap *map, u32 hist[GROWMAP_OCC_MAX])
{
	struct growmap_cursor cur = {};
	struct growmap_stripe *stripe;
	struct growmap_ref head;
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
