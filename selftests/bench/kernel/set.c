// SPDX-License-Identifier: GPL-2.0
#include <linux/minmax.h>
#include <linux/mm.h>
#include <linux/random.h>
#include <linux/sched.h>
#include <linux/slab.h>
#include <linux/vmalloc.h>

#include "bench.h"

#define BENCH_QUERIES	1048576	/* at least, so that no order repeats soon */

/* Any 64 bits from a counter, each once; half of all are for keys that miss. */
static u64 bench_mix(u64 x)
{
	x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9ULL;
	x = (x ^ (x >> 27)) * 0x94d049bb133111ebULL;
	return x ^ (x >> 31);
}

static struct bench_key bench_key(u32 i, bool there)
{
	const u64 a = bench_mix(2 * (u64)i + there);

	return (struct bench_key){ .a = a, .b = bench_mix(~a) };
}

static u32 bench_below(u32 n)
{
	return ((u64)get_random_u32() * n) >> 32;
}

static int bench_entries_alloc(struct bench_set *set)
{
	u32 i, j;

	for (i = 0; i < set->n; i++) {
		struct bench_entry *e;

		e = kmem_cache_zalloc(set->cache, GFP_KERNEL);
		if (!e)
			return -ENOMEM;
		e->key = bench_key(i, true);
		j = bench_below(i + 1);
		set->entry[i] = set->entry[j];
		set->entry[j] = e;
		if (!(i % BENCH_RESCHED))
			cond_resched();
	}
	return 0;
}

/* Every key once per round of @n, each round in another order. */
static void bench_queries(struct bench_key *keys, u32 queries, u32 n, bool there)
{
	u32 i, j, round = 0;

	for (i = 0; i < queries; i++) {
		if (i - round == n)
			round = i;
		j = round + bench_below(i - round + 1);
		keys[i] = keys[j];
		keys[j] = bench_key(i - round, there);
		if (!(i % BENCH_RESCHED))
			cond_resched();
	}
}

int bench_set_init(struct bench_set *set, u32 n)
{
	*set = (struct bench_set){
		.n = n,
		.queries = rounddown(max(n, BENCH_QUERIES), 16),
	};
	set->cache = kmem_cache_create("bench_entry", sizeof(struct bench_entry),
				       0, SLAB_HWCACHE_ALIGN, NULL);
	set->entry = kvcalloc(n, sizeof(*set->entry), GFP_KERNEL);
	set->hit = kvcalloc(set->queries, sizeof(*set->hit), GFP_KERNEL);
	set->miss = kvcalloc(set->queries, sizeof(*set->miss), GFP_KERNEL);
	if (!set->cache || !set->entry || !set->hit || !set->miss ||
	    bench_entries_alloc(set)) {
		bench_set_free(set);
		return -ENOMEM;
	}
	bench_queries(set->hit, set->queries, n, true);
	bench_queries(set->miss, set->queries, n, false);
	return 0;
}

void bench_set_free(struct bench_set *set)
{
	u32 i;

	for (i = 0; set->entry && i < set->n; i++) {
		if (set->entry[i])
			kmem_cache_free(set->cache, set->entry[i]);
	}
	kvfree(set->entry);
	kvfree(set->hit);
	kvfree(set->miss);
	kmem_cache_destroy(set->cache);
	*set = (struct bench_set){};
}

u64 bench_taken(const void *block, u64 asked)
{
	return is_vmalloc_addr(block) ? PAGE_ALIGN(asked) : ksize(block);
}
