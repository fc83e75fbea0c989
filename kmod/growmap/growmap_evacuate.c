// SPDX-License-Identifier: GPL-2.0
/* growmap: moving the chains of the old array to the new one. */
#include <linux/err.h>
#include <linux/kernel.h>
#include <linux/sched/clock.h>
#include <linux/slab.h>

#include "growmap_impl.h"

/* A bucket of the new array while old chains are copied into it. */
struct growmap_dest {
	struct growmap_ref head;
	struct growmap_ref tail;
	unsigned int used;		/* slots of the tail */
};

/* What is in @slot of @from goes to @dest, too: pointer, tophash, change mark. */
static int growmap_dest_add(struct growmap_array *array,
			    struct growmap_dest *dest,
			    const struct growmap_ref *from, unsigned int slot,
			    struct growmap_step *step)
{
	u64 top = *from->tophash >> (8 * slot) & 0xff;
	struct growmap_bucket *b;
	u64 *word;

	if (dest->used == GROWMAP_SLOTS) {
		b = growmap_overflow_alloc(array, step);
		if (!b)
			return -ENOMEM;
		RCU_INIT_POINTER(*dest->tail.overflow, b);
		dest->tail = growmap_ref(b, array->marks);
		dest->used = 0;
	}
	RCU_INIT_POINTER(dest->tail.slot[dest->used],
			 rcu_dereference(from->slot[slot]));
	word = dest->tail.tophash;
	WRITE_ONCE(*word, *word | top << (8 * dest->used));
	if (from->marks)
		growmap_set_mark(&dest->tail, dest->used,
				 *from->marks >> (8 * slot));
	dest->used++;
	return 0;
}

/* Back to nothing, as [5] wants it; nobody has seen any of it. */
static void growmap_dest_undo(struct growmap_array *array,
			      struct growmap_dest *dest)
{
	struct growmap_bucket *over;

	over = rcu_dereference_protected(*dest->head.overflow, true);
	for (dest->tail = dest->head; growmap_next(&dest->tail);)
		atomic_dec(&array->noverflow);
	growmap_chain_free(over);
	RCU_INIT_POINTER(*dest->head.overflow, NULL);
	WRITE_ONCE(*dest->head.tophash, 0);
}

/* A group on its way: one old chain to X, or to X and Y, or two to X. */
struct growmap_move {
	struct growmap_table *tbl;
	struct growmap_step *step;
	struct growmap_dest to[2];	/* X and Y */
	u32 y_bit;			/* of the hash: to Y; 0 but in a doubling */
	u64 gone[2];			/* what the old heads' words become */
	u32 moved;
};

static void growmap_move_init(struct growmap_move *move,
			      struct growmap_table *tbl, u32 group,
			      struct growmap_step *step)
{
	move->tbl = tbl;
	move->step = step;
	move->to[0].head = growmap_at(tbl->cur, group);
	move->to[0].tail = move->to[0].head;
	move->to[0].used = 0;
	move->y_bit = 0;
	move->moved = 0;
	if (tbl->cur->size <= tbl->old->size)
		return;
	move->y_bit = tbl->old->size;
	move->to[1].head = growmap_at(tbl->cur, group + tbl->old->size);
	move->to[1].tail = move->to[1].head;
	move->to[1].used = 0;
}

static noinline_for_stack void growmap_move_undo(struct growmap_move *move)
{
	growmap_dest_undo(move->tbl->cur, &move->to[0]);
	if (move->y_bit)
		growmap_dest_undo(move->tbl->cur, &move->to[1]);
}

/* Where the entries of a bucket go is known from their hashes: all at once. */
static void growmap_move_prefetch(const struct growmap_move *move,
				  const struct growmap_ref *b, u64 live)
{
	if (!move->y_bit)
		return;
	for (; live; live &= live - 1)
		prefetch(rcu_access_pointer(b->slot[growmap_first(live)]));
}

/*
 * Copy the chain of old bucket @i, which is left as it was.
 * Return: 0 or -ENOMEM. *@gone becomes the evacuated head's word.
 */
static noinline_for_stack int growmap_move_chain(struct growmap_move *move,
						 u32 i, u64 *gone)
{
	struct growmap_ref b = growmap_at(move->tbl->old, i);
	const u64 *head = b.tophash;
	struct growmap_node *node;
	unsigned int slot;
	u64 word, live;
	bool to_y;

	*gone = GROWMAP_LANES * GROWMAP_EVACUATED_EMPTY;
	do {
		word = READ_ONCE(*b.tophash);
		live = growmap_live(word);
		growmap_move_prefetch(move, &b, live);
		for (; live; live &= live - 1) {
			slot = growmap_first(live);
			node = rcu_dereference(b.slot[slot]);
			to_y = move->y_bit && (node->hash & move->y_bit);
			if (growmap_dest_add(move->tbl->cur, &move->to[to_y],
					     &b, slot, move->step))
				return -ENOMEM;
			if (b.tophash == head)
				*gone = growmap_set_byte(*gone, slot, to_y ?
							 GROWMAP_EVACUATED_Y :
							 GROWMAP_EVACUATED_X);
			move->moved++;
		}
	} while (growmap_more(word) && growmap_next(&b));
	return 0;
}

/* Return: how many entries, or -ENOMEM with nothing done. */
static int growmap_move(struct growmap_move *move, struct growmap_table *tbl,
			u32 group, struct growmap_step *step)
{
	const u32 n = growmap_group_buckets(tbl);
	const u32 stride = tbl->cur->size;
	u64 *head;
	u32 k;

	growmap_move_init(move, tbl, group, step);
	for (k = 0; k < n; k++) {
		if (growmap_move_chain(move, group + k * stride,
				       &move->gone[k])) {
			growmap_move_undo(move);
			return -ENOMEM;
		}
	}
	/* Not before all of them are copied. [5] */
	for (k = 0; k < n; k++) {
		head = &tbl->old->tophash[group + k * stride];
		smp_store_release(head, move->gone[k]);	/* (M) */
	}
	step->buckets += n;
	return move->moved;
}

/*
 * Evacuate a group, whose stripe's lock is held, unless that is done.
 * Return: 0, or -ENOMEM: then its chains stay where they are and live on. No
 * writer tries again (copying a long chain for nothing is dear) until the
 * worker did, which can wait for memory.
 */
int growmap_evacuate(struct growmap_table *tbl, struct growmap_stripe *stripe,
		     u32 group, struct growmap_step *step)
{
	struct growmap_event *ev = &step->event[step->events];
	struct growmap_move move GROWMAP_UNINIT;
	u64 begun;
	int moved;

	if (growmap_evacuated(READ_ONCE(tbl->old->tophash[group])))
		return 0;
	if (!step->by_worker && READ_ONCE(tbl->growth.starved))
		return -ENOMEM;
	begun = local_clock();
	moved = growmap_move(&move, tbl, group, step);
	*ev = (struct growmap_event){
		.type = moved < 0 ? GROWMAP_EV_PUT_OFF : GROWMAP_EV_EVACUATE,
		.from_B = tbl->old->B,
		.to_B = tbl->B,
		.by_worker = step->by_worker,
		.bucket = group,
	};
	step->events++;
	if (moved < 0) {
		growmap_add(&stripe->put_off, 1);
		WRITE_ONCE(tbl->growth.starved, true);
		return moved;
	}
	growmap_add(step->by_worker ? &stripe->moved_worker :
				      &stripe->moved_writers, moved);
	ev->chains = growmap_group_buckets(tbl);
	ev->moved = moved;
	ev->moved_worker = step->by_worker ? moved : 0;
	ev->ns = local_clock() - begun;
	step->moved += moved;
	step->ns += ev->ns;
	if ((u32)atomic_inc_return(&tbl->growth.evacuated) ==
	    growmap_groups(tbl))
		step->last = true;			/* (F) */
	return 0;
}

/* The same for somebody who holds no lock. */
int growmap_evacuate_one(struct growmap *map, struct growmap_table *tbl,
			 u32 group, struct growmap_step *step)
{
	struct growmap_stripe *stripe = growmap_stripe(map, group);
	int err;

	spin_lock_bh(&stripe->lock);
	err = growmap_evacuate(tbl, stripe, group, step);
	spin_unlock_bh(&stripe->lock);
	return err;
}

/* Take on the next @n groups; the number of groups or more when none is left. */
u32 growmap_claim(struct growmap_table *tbl, u32 n)
{
	if ((u32)atomic_read(&tbl->growth.claimed) >= growmap_groups(tbl))
		return growmap_groups(tbl);
	return atomic_add_return(n, &tbl->growth.claimed) - n;
}

bool growmap_drained(const struct growmap_table *tbl)
{
	return (u32)atomic_read_acquire(&tbl->growth.evacuated) ==
	       growmap_groups(tbl);			/* (F) */
}

/* After a step, no lock held: tell about it and account for it. */
void growmap_step_done(struct growmap *map, struct growmap_table *tbl,
		       const struct growmap_step *step)
{
	unsigned int i;

	for (i = 0; i < step->events; i++)
		growmap_notify(map, &step->event[i]);
	growmap_raise(&tbl->growth.longest_buckets, step->buckets);
	growmap_raise(&tbl->growth.longest_entries, step->moved);
	growmap_raise64(&tbl->growth.longest_ns, step->ns);
	growmap_raise(&map->longest_buckets, step->buckets);
	growmap_raise(&map->longest_entries, step->moved);
	growmap_raise64(&map->longest_ns, step->ns);
}
