/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The loops around the maps' own functions, the same for both: each includer
 * says first what inserting, finding and removing one entry is.
 */
#ifndef BENCH_LOOPS_H
#define BENCH_LOOPS_H

#include <linux/prefetch.h>
#include <linux/sched.h>

#include "bench.h"

static int bench_insert_one(struct bench_entry *e);
static struct bench_entry *bench_find(const struct bench_key *key);
static int bench_remove_one(struct bench_entry *e);

/* Who inserts an entry has just made it: it is in the cache. */
static __always_inline void bench_ahead(const struct bench_set *set, u32 i)
{
	if (i + BENCH_AHEAD < set->n)
		prefetchw(set->entry[i + BENCH_AHEAD]);
}

static int bench_insert(const struct bench_set *set, u32 from, u32 to)
{
	int err;
	u32 i;

	for (i = from; i < to; i++) {
		bench_ahead(set, i);
		err = bench_insert_one(set->entry[i]);
		if (err)
			return err;
		if (!(i % BENCH_RESCHED))
			cond_resched();
	}
	return 0;
}

static int bench_insert_each(const struct bench_set *set,
			     struct bench_hist *hist)
{
	u64 before;
	int err;
	u32 i;

	for (i = 0; i < set->n; i++) {
		bench_ahead(set, i);
		before = bench_cycles();
		err = bench_insert_one(set->entry[i]);
		bench_hist_add(hist, bench_cycles() - before);
		if (err)
			return err;
		if (!(i % BENCH_RESCHED))
			cond_resched();
	}
	return 0;
}

static u32 bench_lookup(const struct bench_key *keys, u32 n)
{
	u32 i, found = 0;

	for (i = 0; i < n; i++) {
		rcu_read_lock();
		if (bench_find(&keys[i]))
			found++;
		rcu_read_unlock();
		if (!(i % BENCH_RESCHED))
			cond_resched();
	}
	return found;
}

static int bench_remove(const struct bench_set *set)
{
	int err;
	u32 i;

	for (i = 0; i < set->n; i++) {
		err = bench_remove_one(set->entry[i]);
		if (err)
			return err;
		if (!(i % BENCH_RESCHED))
			cond_resched();
	}
	return 0;
}

#endif
