// SPDX-License-Identifier: GPL-2.0
/* growmap: memory. Arrays, tables, overflow buckets, and when they die. */
#include <linux/kernel.h>
#include <linux/random.h>
#include <linux/sched.h>
#include <linux/slab.h>

#include "growmap_impl.h"

static void *growmap_block_alloc(size_t size, u8 B, gfp_t gfp)
{
	if (gfp & __GFP_DIRECT_RECLAIM)
		return kvmalloc(size << B, gfp);
	return kmalloc(size << B, gfp);
}

/*
 * Two blocks of a power of two, which leave no room unused: the slots; then the
 * tophash words and what is behind the buckets (and, if wanted, the change
 * marks, at the cost of the power of two). The slots are not zeroed: nobody
 * looks at one before its tophash is live.
 */
struct growmap_array *growmap_array_alloc(u8 B, bool marks, gfp_t gfp)
{
	struct growmap_array *array;
	size_t behind;

	behind = sizeof(*array->tophash) + sizeof(*array->overflow);
	if (marks)
		behind += sizeof(*array->marks);
	gfp |= __GFP_NOWARN;
	if (gfp & __GFP_DIRECT_RECLAIM)
		gfp |= __GFP_RETRY_MAYFAIL;
	array = kzalloc(sizeof(*array), gfp);
	if (!array)
		return NULL;
	array->B = B;
	array->size = 1U << B;
	array->mask = array->size - 1;
	array->slots = growmap_block_alloc(sizeof(*array->slots), B, gfp);
	array->tophash = growmap_block_alloc(behind, B, gfp | __GFP_ZERO);
	if (!array->slots || !array->tophash) {
		growmap_array_free(array);
		return NULL;
	}
	array->overflow = (void *)(array->tophash + array->size);
	if (marks)
		array->marks = (void *)(array->overflow + array->size);
	return array;
}

/* Overflow buckets from @b on, which nobody else can reach. */
void growmap_chain_free(struct growmap_bucket *b)
{
	struct growmap_bucket *next;

	for (; b; b = next) {
		next = rcu_dereference_protected(b->overflow, true);
		kfree(b);
	}
}

void growmap_array_free(struct growmap_array *array)
{
	u32 i;

	if (!array)
		return;
	if (atomic_read(&array->noverflow)) {
		for (i = 0; i < array->size; i++) {
			growmap_chain_free(rcu_dereference_protected(array->overflow[i],
								     true));
			cond_resched();
		}
	}
	kvfree(array->tophash);
	kvfree(array->slots);
	kfree(array);
}

/* A table of array @cur, with the secret of @like if that is given. */
struct growmap_table *
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
	tbl->mask = cur->mask;
	tbl->B = cur->B;
	if (like) {
		tbl->seed = like->seed;
		tbl->epoch = like->epoch;
	}
	return tbl;
}

/* An empty table of the smallest array and with a secret of its own. */
struct growmap_table *growmap_table_fresh(struct growmap *map, u32 epoch)
{
	struct growmap_array *array;
	struct growmap_table *tbl;

	array = growmap_array_alloc(map->params->min_B, map->params->marks,
				    GFP_KERNEL);
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

void growmap_reap(struct work_struct *work)
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

void growmap_table_put(struct growmap_table *tbl)
{
	if (atomic_dec_and_test(&tbl->refs))			/* (D) */
		call_rcu(&tbl->rcu, growmap_table_dead);
}

/*
 * For the worker, which sleeps: the current table, to be put back. It keeps the
 * table and its old array; what the table says of the current one is to be
 * believed, but once the table is superseded that array may be gone.
 */
struct growmap_table *growmap_table_get(struct growmap *map)
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
void growmap_supersede(struct growmap *map, struct growmap_table *tbl,
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
struct growmap_bucket *
growmap_overflow_alloc(struct growmap_array *array, struct growmap_step *step)
{
	struct growmap_bucket *b = step->spare;

	if (b) {
		step->spare = rcu_dereference_protected(b->overflow, true);
		RCU_INIT_POINTER(b->overflow, NULL);
	} else {
		b = kzalloc(growmap_bucket_bytes(array->marks),
			    GFP_ATOMIC | __GFP_NOWARN);
	}
	if (b)
		atomic_inc(&array->noverflow);
	return b;
}

/* Up to @n overflow buckets in advance, from memory that may be waited for. */
void growmap_spare_fill(struct growmap_step *step, bool marks, u32 n)
{
	struct growmap_bucket *b;

	for (; n; n--) {
		cond_resched();
		b = kzalloc(growmap_bucket_bytes(marks),
			    GFP_KERNEL | __GFP_NOWARN);
		if (!b)
			return;
		RCU_INIT_POINTER(b->overflow, step->spare);
		step->spare = b;
	}
}

void growmap_spare_free(struct growmap_step *step)
{
	struct growmap_bucket *b;

	while ((b = step->spare)) {
		step->spare = rcu_dereference_protected(b->overflow, true);
		kfree(b);
	}
}

void growmap_overflow_free(struct growmap_array *array,
			   struct growmap_bucket *b)
{
	atomic_dec(&array->noverflow);
	kfree(b);
}
