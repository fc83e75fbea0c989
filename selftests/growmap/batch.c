// SPDX-License-Identifier: GPL-2.0
/*
 * growmap_lookup_batch(): what it finds is what growmap_lookup() finds, for any
 * number of keys, in whatever state the table is; and it never misses a key that
 * is there throughout while others write.
 */
#include <pthread.h>
#include <string.h>

#include <linux/err.h>
#include <linux/kernel.h>
#include <linux/slab.h>

#include "entry.h"
#include "shim.h"
#include "test.h"

#define LIMIT	200000
#define KEYS	100		/* most in one batch here */
#define THERE	3000		/* keys 0.. of the map that threads share */
#define GROW_TO	30000		/* entries that the writer grows that map to */
#define STUMBLE	200		/* a yield per so many ordered accesses */
#define POISON	((struct growmap_node *)1)

static const struct growmap_params batch_params = {
	.name = "batch",
	.hash = entry_hash,
	.equal = entry_equal,
	.min_B = 2,
};

/* One bucket, so long chains. */
static u32 batch_same_hash(const void *key, const siphash_key_t *seed)
{
	(void)key;
	(void)seed;
	return 0xabcd1234;
}

static const struct growmap_params batch_colliding = {
	.name = "colliding",
	.hash = batch_same_hash,
	.equal = entry_equal,
	.min_B = 2,
};

static void batch_destroy(struct growmap *map)
{
	u64 released = 0;

	growmap_destroy(map, entry_release, &released);
	rcu_barrier();
}

/* Fill with [@from, @to), and let the worker grow the map meanwhile. */
static void batch_fill(struct growmap *map, u64 from, u64 to)
{
	for (; from < to; from++) {
		entry_fill(map, from, 1);
		if (!(from % 500))
			shim_work_run();
	}
}

/* Keys first, first + step...; those below @there are to be found. */
static void batch_check(struct growmap *map, u64 first, u64 step,
			unsigned int n, u64 there,
			const struct growmap_params params)
{
	struct growmap_node *nodes[KEYS + 1], *one;
	const void *keys[KEYS];
	u64 key[KEYS];
	unsigned int i, hits, want = 0;

	for (i = 0; i < n; i++) {
		key[i] = first + i * step;
		keys[i] = &key[i];
	}
	for (i = 0; i <= n; i++)
		nodes[i] = POISON;
	rcu_read_lock();
	hits = growmap_lookup_batch(map, keys, nodes, n, params);
	for (i = 0; i < n; i++) {
		one = growmap_lookup(map, keys[i], params);
		CHECK(nodes[i] == one);
		CHECK(!one == (key[i] >= there));
		CHECK(!one || entry_of(one)->key == key[i]);
		want += !!one;
	}
	rcu_read_unlock();
	CHECK(hits == want);
	CHECK(nodes[n] == POISON);
}

static void batch_check_sizes(struct growmap *map, u64 there,
			      const struct growmap_params params)
{
	static const unsigned int sizes[] = { 0, 1, 2, 15, 16, 17, 31, 33, KEYS };
	size_t i;

	for (i = 0; i < ARRAY_SIZE(sizes); i++) {
		batch_check(map, 0, 1, sizes[i], there, params);	/* hits */
		batch_check(map, there, 1, sizes[i], there, params);	/* misses */
		batch_check(map, there - 8, 1, sizes[i], there, params);
		batch_check(map, 1, there / 70 + 1, sizes[i], there, params);
		batch_check(map, 5, 0, sizes[i], there, params);	/* equal */
	}
}

static void test_sizes(void)
{
	struct growmap map;

	CHECK(!growmap_init(&map, &batch_params, LIMIT));
	batch_check(&map, 0, 1, KEYS, 0, batch_params);
	entry_fill(&map, 0, 150);
	batch_check_sizes(&map, 150, batch_params);
	batch_fill(&map, 150, LIMIT / 2);
	batch_check_sizes(&map, LIMIT / 2, batch_params);
	batch_destroy(&map);
}

static void test_chains(void)
{
	struct growmap map;

	CHECK(!growmap_init(&map, &batch_colliding, LIMIT));
	entry_fill(&map, 0, 70);
	batch_check_sizes(&map, 70, batch_colliding);
	batch_destroy(&map);
}

static struct growmap *batch_paused;
static u64 batch_there;
static u32 batch_partly;	/* checks of a table with some buckets evacuated */

/* Wherever the worker may sleep while it drains a large array, now and then. */
static void batch_while_draining(void)
{
	static unsigned int calls;
	struct growmap_stats st;

	if (calls++ % 16)
		return;
	shim_resched_hook = NULL;
	growmap_stats(batch_paused, &st);
	batch_partly += st.nevacuate > 0 && st.nevacuate < st.oldbuckets;
	batch_check(batch_paused, batch_there / 2, batch_there / 98 + 1, KEYS,
		    batch_there, batch_params);
	shim_resched_hook = batch_while_draining;
}

/* From the first old bucket evacuated to the last, in small and large arrays. */
static void test_growing(void)
{
	struct growmap_stats st;
	struct growmap map;
	u64 n;

	CHECK(!growmap_init(&map, &batch_params, LIMIT));
	batch_paused = &map;
	batch_partly = 0;
	for (n = 0; n < 3000; n++) {
		entry_fill(&map, n, 1);
		growmap_stats(&map, &st);
		if (!(st.flags & GROWMAP_F_GROWING) && n % 100)
			continue;
		batch_partly += st.nevacuate > 0 && st.nevacuate < st.oldbuckets;
		batch_check(&map, n / 2, n / 98 + 1, KEYS, n + 1, batch_params);
	}
	CHECK(batch_partly > 60);
	batch_partly = 0;
	for (; n < 30000; n++) {
		entry_fill(&map, n, 1);
		if (n % 500)
			continue;
		batch_there = n + 1;
		shim_resched_hook = batch_while_draining;
		shim_work_run();
		shim_resched_hook = NULL;
	}
	CHECK(map.table->B == 13 && batch_partly > 100);
	batch_destroy(&map);
}

static struct growmap shared;
static bool stop;

static void *batch_reader(void *arg)
{
	u64 from = (uintptr_t)arg;

	shim_thread_begin();
	while (!__atomic_load_n(&stop, __ATOMIC_ACQUIRE)) {
		struct growmap_node *nodes[KEYS];
		const void *keys[KEYS];
		u64 key[KEYS];
		unsigned int i;

		from = (from + KEYS) % THERE;
		for (i = 0; i < KEYS; i++) {
			key[i] = (from + i) % THERE;
			keys[i] = &key[i];
		}
		rcu_read_lock();
		CHECK(growmap_lookup_batch(&shared, keys, nodes, KEYS,
					   batch_params) == KEYS);
		for (i = 0; i < KEYS; i++)
			CHECK(entry_of(nodes[i])->key == key[i] &&
			      READ_ONCE(entry_of(nodes[i])->magic) == ENTRY_ALIVE);
		rcu_read_unlock();
	}
	shim_thread_end();
	return NULL;
}

/* Grow and empty again, round after round, around the keys that stay. */
static void test_race(void)
{
	pthread_t reader[2];
	u64 key;
	int i;

	CHECK(!growmap_init(&shared, &batch_params, LIMIT));
	batch_fill(&shared, 0, THERE);
	for (i = 0; i < 2; i++)
		pthread_create(&reader[i], NULL, batch_reader,
			       (void *)(uintptr_t)(i * THERE / 2));
	batch_fill(&shared, THERE, GROW_TO);
	for (key = THERE; key < GROW_TO; key++)
		CHECK(!entry_remove(&shared, key));
	batch_fill(&shared, THERE, 2 * THERE);
	__atomic_store_n(&stop, true, __ATOMIC_RELEASE);
	for (i = 0; i < 2; i++)
		pthread_join(reader[i], NULL);
	batch_destroy(&shared);
}

static const struct test batch_tests[] = {
	{ "sizes", test_sizes },
	{ "chains", test_chains },
	{ "growing", test_growing },
	{ "race", test_race },
};

int main(void)
{
	int status;

	shim_thread_begin();
	shim_stumble_every = STUMBLE;
	shim_work_manual();
	status = test_main(batch_tests, ARRAY_SIZE(batch_tests));
	rcu_barrier();
	shim_exit();
	shim_thread_end();
	return status;
}
