// SPDX-License-Identifier: GPL-2.0
/*
 * rhashtable as its users have it: constant parameters, so that hashing and
 * comparing are inlined; a lookup in the caller's RCU section; an insert that
 * refuses a key which is there already, as growmap's does.
 */
#include <linux/mm.h>
#include <linux/rhashtable.h>

#include "loops.h"

static struct rhashtable bench_table;

/* A secret of full size, as users with keys from outside have it; the table's
 * own is but 32 bits.
 */
static siphash_key_t bench_seed __read_mostly;

static __always_inline u32 bench_rht_hash(const void *key, u32 len, u32 seed)
{
	return bench_hash(key, &bench_seed);
}

static __always_inline u32 bench_rht_hash_entry(const void *entry, u32 len, u32 seed)
{
	const struct bench_entry *e = entry;

	return bench_hash(&e->key, &bench_seed);
}

static __always_inline int
bench_rht_compare(struct rhashtable_compare_arg *arg, const void *entry)
{
	const struct bench_entry *e = entry;

	return !bench_equal(&e->key, arg->key);
}

static const struct rhashtable_params bench_params = {
	.head_offset = offsetof(struct bench_entry, rhash),
	.key_offset = offsetof(struct bench_entry, key),
	.key_len = sizeof(struct bench_key),
	.hashfn = bench_rht_hash,
	.obj_hashfn = bench_rht_hash_entry,
	.obj_cmpfn = bench_rht_compare,
	.automatic_shrinking = true,
};

static int bench_insert_one(struct bench_entry *e)
{
	return rhashtable_lookup_insert_key(&bench_table, &e->key, &e->rhash,
					    bench_params);
}

static struct bench_entry *bench_find(const struct bench_key *key)
{
	return rhashtable_lookup(&bench_table, key, bench_params);
}

static int bench_remove_one(struct bench_entry *e)
{
	return rhashtable_remove_fast(&bench_table, &e->rhash, bench_params);
}

static int bench_rht_open(void)
{
	get_random_bytes(&bench_seed, sizeof(bench_seed));
	return rhashtable_init(&bench_table, &bench_params);
}

static void bench_rht_close(void)
{
	rhashtable_destroy(&bench_table);
	rcu_barrier();
}

/* The worker asks for another run of itself when it is not done. */
static void bench_rht_settle(void)
{
	while (flush_work(&bench_table.run_work))
		cond_resched();
}

static u32 bench_rht_walk(void)
{
	struct rhashtable_iter iter;
	struct bench_entry *e;
	u32 met = 0;

	rhashtable_walk_enter(&bench_table, &iter);
	rhashtable_walk_start(&iter);
	while ((e = rhashtable_walk_next(&iter)) && !IS_ERR(e)) {
		if (++met % BENCH_RESCHED)
			continue;
		rhashtable_walk_stop(&iter);
		cond_resched();
		rhashtable_walk_start(&iter);
	}
	rhashtable_walk_stop(&iter);
	rhashtable_walk_exit(&iter);
	return met;
}

static void bench_rht_memory(struct bench_memory *mem)
{
	const struct bucket_table *tbl;

	rcu_read_lock();
	tbl = rht_dereference_rcu(bench_table.tbl, &bench_table);
	mem->asked = struct_size(tbl, buckets, tbl->size);
	mem->taken = bench_taken(tbl, mem->asked);
	rcu_read_unlock();
}

const struct bench_map bench_rhashtable = {
	.name = "rhashtable",
	.node = sizeof(struct rhash_head),
	.open = bench_rht_open,
	.close = bench_rht_close,
	.insert = bench_insert,
	.insert_each = bench_insert_each,
	.settle = bench_rht_settle,
	.lookup = bench_lookup,
	.walk = bench_rht_walk,
	.remove = bench_remove,
	.memory = bench_rht_memory,
};
