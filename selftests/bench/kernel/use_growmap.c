// SPDX-License-Identifier: GPL-2.0
#include <linux/err.h>
#include <linux/mm.h>
#include <linux/slab.h>

#include "loops.h"

#define BENCH_BATCH	16
#define BENCH_WALK	64

static struct growmap bench_table;

static __always_inline u32 bench_grow_hash(const void *key, const siphash_key_t *seed)
{
	return bench_hash(key, seed);
}

static struct bench_entry *bench_entry_of(const struct growmap_node *node)
{
	return container_of(node, struct bench_entry, grow);
}

static __always_inline bool bench_grow_equal(const struct growmap_node *node, const void *key)
{
	return bench_equal(&bench_entry_of(node)->key, key);
}

/* As fieldtap's own maps. */
static const struct growmap_params bench_params = {
	.name = "bench",
	.hash = bench_grow_hash,
	.equal = bench_grow_equal,
	.min_B = 6,
};

static int bench_insert_one(struct bench_entry *e)
{
	struct growmap_node *there;

	there = growmap_insert(&bench_table, &e->grow, &e->key);
	if (likely(!there))
		return 0;
	return IS_ERR(there) ? PTR_ERR(there) : -EEXIST;
}

static struct bench_entry *bench_find(const struct bench_key *key)
{
	struct growmap_node *node;

	node = growmap_lookup(&bench_table, key, bench_params);
	return node ? bench_entry_of(node) : NULL;
}

static int bench_remove_one(struct bench_entry *e)
{
	return growmap_remove(&bench_table, &e->grow);
}

static int bench_grow_open(void)
{
	return growmap_init(&bench_table, &bench_params, GROWMAP_LIMIT_MAX);
}

static void bench_grow_close(void)
{
	growmap_destroy(&bench_table, NULL, NULL);
}

static void bench_grow_settle(void)
{
	struct growmap_stats st;

	for (;;) {
		growmap_stats(&bench_table, &st);
		if (!(st.flags & (GROWMAP_F_GROWING | GROWMAP_F_QUEUED)))
			return;
		flush_delayed_work(&bench_table.work);
	}
}

static u32 bench_grow_batch(const struct bench_key *keys, u32 n)
{
	struct growmap_node *nodes[BENCH_BATCH];
	const void *ptrs[BENCH_BATCH];
	u32 i, j, found = 0;

	for (i = 0; i < n; i += BENCH_BATCH) {
		for (j = 0; j < BENCH_BATCH; j++)
			ptrs[j] = &keys[i + j];
		rcu_read_lock();
		found += growmap_lookup_batch(&bench_table, ptrs, nodes,
					      BENCH_BATCH, bench_params);
		rcu_read_unlock();
		if (!(i % BENCH_RESCHED))
			cond_resched();
	}
	return found;
}

static u32 bench_grow_walk(void)
{
	struct growmap_node *nodes[BENCH_WALK];
	struct growmap_cursor cur = {};
	u32 met = 0;
	int got;

	do {
		rcu_read_lock();
		got = growmap_walk(&bench_table, &cur, nodes, BENCH_WALK);
		rcu_read_unlock();
		cond_resched();
		met += max(got, 0);
	} while (got > 0 || got == -EAGAIN);
	return met;
}

static void bench_grow_memory(struct bench_memory *mem)
{
	const struct growmap_array *array;
	struct growmap_stats st;
	u64 overflow;

	growmap_stats(&bench_table, &st);
	overflow = st.noverflow *
		   kmalloc_size_roundup(sizeof(struct growmap_bucket));
	mem->asked = st.bytes;
	rcu_read_lock();
	array = rcu_dereference(bench_table.table)->cur;
	mem->taken = overflow + bench_taken(array, sizeof(*array)) +
		     bench_taken(array->slots,
				 array->size * sizeof(*array->slots)) +
		     bench_taken(array->tophash, array->size *
				 (sizeof(*array->tophash) +
				  sizeof(*array->overflow)));
	rcu_read_unlock();
}

const struct bench_map bench_growmap = {
	.name = "growmap",
	.node = sizeof(struct growmap_node),
	.open = bench_grow_open,
	.close = bench_grow_close,
	.insert = bench_insert,
	.insert_each = bench_insert_each,
	.settle = bench_grow_settle,
	.lookup = bench_lookup,
	.batch = bench_grow_batch,
	.walk = bench_grow_walk,
	.remove = bench_remove,
	.memory = bench_grow_memory,
};
