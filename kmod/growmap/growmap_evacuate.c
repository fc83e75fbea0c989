// SPDX-License-Identifier: GPL-2.0
/* growmap: moving the chains of the old array to the new one. */
#include <linux/err.h>
#include <linux/kernel.h>
#include <linux/slab.h>
#include <linux/timekeeping.h>

#include "growmap_impl.h"

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
int growmap_evacuate(struct growmap_table *tbl,
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
int growmap_evacuate_one(struct growmap *map, struct growmap_table *tbl,
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
u32 growmap_claim(struct growmap_table *tbl)
{
	if ((u32)atomic_read(&tbl->growth.claimed) >= tbl->old->size)
		return tbl->old->size;
	return atomic_inc_return(&tbl->growth.claimed) - 1;
}

bool growmap_drained(const struct growmap_table *tbl)
{
	return (u32)atomic_read_acquire(&tbl->growth.evacuated) ==
	       tbl->old->size;				/* (F) */
}

/* After a step, no lock held: tell about it and account for it. */
void growmap_step_done(struct growmap *map, struct growmap_table *tbl,
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
