// SPDX-License-Identifier: GPL-2.0
/* Every call of the map, what it returns and what it refuses. One thread. */
#include <linux/bitrev.h>
#include <linux/err.h>
#include <linux/slab.h>
#include <linux/string.h>

#include "entry.h"
#include "force.h"
#include "shim.h"
#include "test.h"

#define LIMIT	100000

static u64 unit_events[GROWMAP_EV_RESEED + 1];
static u64 unit_moved;		/* by EVACUATE events */
static u64 unit_chains;		/* likewise */
static bool unit_in_lock;	/* a notify came under a lock */

static void unit_notify(struct growmap *map, const struct growmap_event *ev)
{
	(void)map;
	unit_events[ev->type]++;
	unit_in_lock |= shim_locked();
	if (ev->type == GROWMAP_EV_EVACUATE) {
		unit_moved += ev->moved;
		unit_chains += ev->chains;
	}
}

/* The key is the hash, so that a test can place it. */
static u32 unit_plain_hash(const void *key, const siphash_key_t *seed)
{
	(void)seed;
	return *(const u64 *)key;
}

static const struct growmap_params unit_params = {
	.name = "unit",
	.hash = entry_hash,
	.equal = entry_equal,
	.min_B = 2,
	.notify = unit_notify,
};

static const struct growmap_params unit_plain = {
	.name = "plain",
	.hash = unit_plain_hash,
	.equal = entry_equal,
	.min_B = 0,
};

static void unit_init(struct growmap *map, const struct growmap_params *params)
{
	memset(unit_events, 0, sizeof(unit_events));
	unit_moved = 0;
	unit_chains = 0;
	CHECK(!growmap_init(map, params, LIMIT));
}

static void unit_destroy(struct growmap *map, u64 left)
{
	u64 released = 0;

	growmap_destroy(map, entry_release, &released);
	CHECK(released == left);
	rcu_barrier();
}

static bool unit_has(struct growmap *map, u64 key)
{
	struct growmap_node *node;

	rcu_read_lock();
	node = growmap_lookup(map, &key, *map->params);
	CHECK(!node || entry_of(node)->key == key);
	rcu_read_unlock();
	return node;
}

/* Failing allocations: those of at least @unit_fail_from bytes. */
static size_t unit_fail_from;
static unsigned int unit_skip_atomic, unit_skip_kernel;	/* succeed first */
static unsigned int unit_failed;

static bool unit_fail(size_t size, gfp_t gfp)
{
	unsigned int *skip;

	if (size < unit_fail_from)
		return false;
	skip = gfp & GFP_ATOMIC ? &unit_skip_atomic : &unit_skip_kernel;
	if (*skip) {
		--*skip;
		return false;
	}
	unit_failed++;
	return true;
}

static void unit_fail_start(size_t from, unsigned int atomic,
			    unsigned int kernel)
{
	unit_fail_from = from;
	unit_skip_atomic = atomic;
	unit_skip_kernel = kernel;
	unit_failed = 0;
	shim_alloc_hook = unit_fail;
}

/* No growth: there is memory for overflow buckets only. */
static void unit_fail_growth(void)
{
	unit_fail_start(sizeof(struct growmap_table), 0, 0);
}

static void unit_fail_stop(void)
{
	shim_alloc_hook = NULL;
}

static void test_siphash(void)
{
	siphash_key_t key = { { 0x0706050403020100, 0x0f0e0d0c0b0a0908 } };
	u8 in[15];
	int i;

	for (i = 0; i < 15; i++)
		in[i] = i;
	CHECK(siphash(in, sizeof(in), &key) == 0xa129ca6149be45e5);
}

static void test_words(void)
{
	CHECK(growmap_zero_bytes(0) == GROWMAP_LANES << 7);
	CHECK(!growmap_zero_bytes(~0ULL));
	CHECK(growmap_zero_bytes(0xffffffffffff00ff) & 0x8000);
	CHECK(growmap_tophash(0x04123456) == 9);
	CHECK(growmap_tophash(0x05123456) == 5);
	CHECK(growmap_tophash(0xff000000) == 0xff);
	CHECK(!growmap_evacuated(0));
	CHECK(!growmap_evacuated(GROWMAP_EMPTY_ONE));
	CHECK(growmap_evacuated(GROWMAP_EVACUATED_X));
	CHECK(growmap_evacuated(GROWMAP_EVACUATED_EMPTY));
	CHECK(!growmap_evacuated(GROWMAP_MIN_TOPHASH));
	CHECK(bitrev32(1) == 0x80000000 && bitrev32(0x0000f00f) == 0xf00f0000);
	CHECK(sizeof(struct growmap_bucket) == 80);
	CHECK(sizeof(struct growmap_node) == 4);
}

static void test_bad_params(void)
{
	struct growmap_params p = unit_params;
	struct growmap map;

	CHECK(growmap_init(&map, NULL, 1) == -EINVAL);
	CHECK(growmap_init(&map, &p, 0) == -EINVAL);
	CHECK(growmap_init(&map, &p, GROWMAP_LIMIT_MAX + 1) == -EINVAL);
	p.min_B = GROWMAP_MIN_B_MAX + 1;
	CHECK(growmap_init(&map, &p, 1) == -EINVAL);
	p = unit_params;
	p.name = NULL;
	CHECK(growmap_init(&map, &p, 1) == -EINVAL);
	p = unit_params;
	p.hash = NULL;
	CHECK(growmap_init(&map, &p, 1) == -EINVAL);
	p = unit_params;
	p.equal = NULL;
	CHECK(growmap_init(&map, &p, 1) == -EINVAL);

	p = unit_params;
	p.min_B = GROWMAP_MIN_B_MAX;
	p.notify = NULL;
	CHECK(!growmap_init(&map, &p, GROWMAP_LIMIT_MAX));
	growmap_destroy(&map, NULL, NULL);
}

static void test_init_nomem(void)
{
	struct growmap map;
	unsigned int i;

	for (i = 0; i < 3; i++) {	/* locks, array, table */
		unit_fail_start(0, 0, i);
		CHECK(growmap_init(&map, &unit_params, LIMIT) == -ENOMEM);
	}
	unit_fail_start(0, 0, i);
	CHECK(!growmap_init(&map, &unit_params, LIMIT));
	unit_fail_stop();
	unit_destroy(&map, 0);
}

static void test_basics(void)
{
	struct entry *e = entry_new(1), *other = entry_new(1);
	u64 key = 1;
	struct growmap map;

	unit_init(&map, &unit_params);
	CHECK(!unit_has(&map, 1));
	CHECK(growmap_remove(&map, &e->node) == -ENOENT);
	CHECK(growmap_replace(&map, &e->node, &other->node) == -ENOENT);
	CHECK(!unit_has(&map, 1));

	rcu_read_lock();
	CHECK(!growmap_insert(&map, &e->node, &key));
	CHECK(growmap_insert(&map, &other->node, &key) == &e->node);
	rcu_read_unlock();
	CHECK(growmap_count(&map) == 1);
	CHECK(unit_has(&map, 1) && !unit_has(&map, 2));
	CHECK(growmap_remove(&map, &other->node) == -ENOENT);
	CHECK(growmap_remove(&map, &e->node) == 0);
	CHECK(growmap_remove(&map, &e->node) == -ENOENT);
	CHECK(growmap_count(&map) == 0 && !unit_has(&map, 1));
	entry_free(e);
	entry_free(other);
	unit_destroy(&map, 0);
}

static void test_replace(void)
{
	struct entry *e, *new;
	struct growmap map;
	u64 key;

	unit_init(&map, &unit_params);
	entry_fill(&map, 0, 500);
	for (key = 0; key < 500; key++) {
		new = entry_new(key);
		rcu_read_lock();
		e = entry_of(growmap_lookup(&map, &key, unit_params));
		CHECK(!growmap_replace(&map, &e->node, &new->node));
		CHECK(growmap_lookup(&map, &key, unit_params) == &new->node);
		CHECK(growmap_replace(&map, &e->node, &new->node) == -ENOENT);
		CHECK(growmap_remove(&map, &e->node) == -ENOENT);
		rcu_read_unlock();
		entry_retire(e);
	}
	CHECK(growmap_count(&map) == 500);
	unit_destroy(&map, 500);
}

static void test_limit(void)
{
	struct growmap_stats st;
	struct growmap map;

	CHECK(!growmap_init(&map, &unit_params, 10));
	entry_fill(&map, 0, 10);
	CHECK(entry_insert(&map, 10) == -ENOSPC);
	CHECK(entry_insert(&map, 9) == -EEXIST);
	CHECK(growmap_count(&map) == 10);
	growmap_set_limit(&map, 5);
	CHECK(growmap_count(&map) == 10);
	CHECK(!entry_remove(&map, 0));
	CHECK(entry_insert(&map, 0) == -ENOSPC);
	growmap_set_limit(&map, 10);
	CHECK(!entry_insert(&map, 0));
	growmap_set_limit(&map, 0);
	CHECK(entry_insert(&map, 11) == -ENOSPC);
	growmap_set_limit(&map, U32_MAX);
	CHECK(!entry_insert(&map, 11));
	growmap_stats(&map, &st);
	CHECK(st.limit == GROWMAP_LIMIT_MAX && st.refused == 3);
	unit_destroy(&map, 11);
}

/* All keys in one chain, which the table cannot split. */
static void test_collisions(void)
{
	u32 hist[GROWMAP_OCC_MAX];
	struct growmap map;
	u64 i;

	unit_init(&map, &unit_plain);
	for (i = 0; i < 500; i++)
		CHECK(!entry_insert(&map, i << 32 | 0x77000001));
	shim_work_run();
	for (i = 0; i < 500; i++)
		CHECK(unit_has(&map, i << 32 | 0x77000001));
	CHECK(!unit_has(&map, 500ULL << 32 | 0x77000001));
	CHECK(entry_insert(&map, 7ULL << 32 | 0x77000001) == -EEXIST);
	growmap_occupancy(&map, hist);
	CHECK(hist[GROWMAP_OCC_MAX - 1] == 1);
	for (i = 0; i < 500; i += 2)
		CHECK(!entry_remove(&map, i << 32 | 0x77000001));
	for (i = 0; i < 500; i++)
		CHECK(unit_has(&map, i << 32 | 0x77000001) == (i & 1));
	unit_destroy(&map, 250);
}

/* Emptying from either end leaves no live slot behind EMPTY_REST. */
static void test_empty_rest(void)
{
	struct entry *e[40];
	struct growmap map;
	u64 i, j, order, key;

	for (order = 0; order < 3; order++) {
		unit_init(&map, &unit_plain);
		for (i = 0; i < 40; i++) {
			key = i << 32;
			e[i] = entry_new(key);
			CHECK(!growmap_insert(&map, &e[i]->node, &key));
		}
		for (i = 0; i < 40; i++) {
			j = order == 0 ? i : order == 1 ? 39 - i : i * 7 % 40;
			CHECK(!growmap_remove(&map, &e[j]->node));
			key = e[j]->key;
			CHECK(!unit_has(&map, key));
			entry_retire(e[j]);
			e[j] = NULL;
			for (j = 0; j < 40; j++)
				CHECK(!e[j] || unit_has(&map, e[j]->key));
		}
		CHECK(!map.table->cur->bucket[0].tophash);
		for (i = 0; i < 40; i++)
			CHECK(!entry_insert(&map, i << 32));
		CHECK(atomic_read(&map.table->cur->noverflow) == 4);
		unit_destroy(&map, 40);
	}
}

static void test_growth(void)
{
	struct growmap_growth log[GROWMAP_LOG_SIZE];
	struct growmap_stats st;
	unsigned int n, i;
	struct growmap map;
	u64 key, moved = 0;

	unit_init(&map, &unit_params);
	for (key = 0; key < 20000; key++) {
		CHECK(!entry_insert(&map, key));
		if (key % 16 == 0)
			shim_work_run();
	}
	while (shim_work_run())
		;
	for (key = 0; key < 20000; key++)
		CHECK(unit_has(&map, key));
	growmap_stats(&map, &st);
	CHECK(st.count == 20000 && st.B == 12 && st.buckets == 4096);
	CHECK(st.growths == 10 && !st.oldbuckets && !st.flags && st.hash0);
	CHECK(st.bytes >= 4096 * 80 && st.longest_entries && st.longest_ns);
	CHECK(st.moved_writers + st.moved_worker == unit_moved);
	CHECK(entry_occupancy(&map) == 20000);
	CHECK(unit_events[GROWMAP_EV_START] == 10);
	CHECK(unit_events[GROWMAP_EV_FINISH] == 10);
	CHECK(unit_events[GROWMAP_EV_EVACUATE] == 4096 - 4);
	CHECK(!unit_in_lock);

	n = growmap_log(&map, log, GROWMAP_LOG_SIZE);
	CHECK(n == 10);
	for (i = 0; i < n; i++) {
		CHECK(log[i].from_B == 2 + i && log[i].to_B == 3 + i);
		CHECK(log[i].longest_entries && log[i].duration);
		moved += log[i].moved_writers + log[i].moved_worker;
	}
	CHECK(moved == unit_moved);
	CHECK(growmap_log(&map, log, 3) == 3 && log[2].to_B == 12);
	CHECK(growmap_log(&map, log, 0) == 0);
	unit_destroy(&map, 20000);
}

/* Small arrays need no worker at all, and no insert moves more than two chains. */
static void test_writers_grow(void)
{
	struct growmap_stats st;
	struct growmap map;
	u64 key, before;

	unit_init(&map, &unit_params);
	for (key = 0; key < 13 << 7; key++) {
		before = unit_events[GROWMAP_EV_EVACUATE];
		CHECK(!entry_insert(&map, key));
		CHECK(unit_events[GROWMAP_EV_EVACUATE] - before <= 2);
		CHECK(entry_occupancy(&map) == growmap_count(&map));
	}
	growmap_stats(&map, &st);
	CHECK(st.B == 8 && st.growths == 6 && !st.oldbuckets);
	CHECK(st.moved_writers == unit_moved && !st.moved_worker);
	CHECK(st.longest_entries <= 64);
	unit_destroy(&map, 13 << 7);
}

/* Of the large ones the worker makes the array; writers drain it all the same. */
static struct growmap *unit_paused;
static u64 unit_key;

static void unit_write_while_growing(void)
{
	struct growmap *map = unit_paused;
	struct growmap_stats st;
	u64 before;

	shim_resched_hook = NULL;
	growmap_stats(map, &st);
	while (st.nevacuate < st.oldbuckets) {
		before = unit_events[GROWMAP_EV_EVACUATE];
		CHECK(!entry_insert(map, unit_key++));
		CHECK(unit_events[GROWMAP_EV_EVACUATE] - before <= 2);
		growmap_stats(map, &st);
	}
	shim_resched_hook = unit_write_while_growing;
}

static void test_writers_evacuate(void)
{
	struct growmap_stats st;
	struct growmap map;
	u64 key;

	unit_init(&map, &unit_params);
	unit_paused = &map;
	unit_key = 0;
	shim_resched_hook = unit_write_while_growing;
	do {
		CHECK(!entry_insert(&map, unit_key++));
		shim_work_run();
		growmap_stats(&map, &st);
	} while (st.B < 11);
	shim_resched_hook = NULL;
	CHECK(st.growths == 9 && st.moved_worker == 0);
	CHECK(st.moved_writers == unit_moved);
	for (key = 0; key < unit_key; key++)
		CHECK(unit_has(&map, key));
	unit_destroy(&map, unit_key);
}

/* The way back: half the array at a time, two old buckets into one. */
static void test_shrink(void)
{
	struct growmap_growth log[GROWMAP_LOG_SIZE];
	struct growmap_stats st;
	unsigned int n, i;
	struct growmap map;
	u64 key, before;

	unit_init(&map, &unit_params);
	entry_fill(&map, 0, 20000);
	while (shim_work_run())
		;
	unit_paused = &map;
	for (key = 0; key < 19990; key++) {
		before = unit_chains;
		CHECK(!entry_remove(&map, key));
		CHECK(unit_chains - before <= 2);
		CHECK(!unit_has(&map, key) && unit_has(&map, key + 1));
		if (key % 64 == 0)
			shim_work_run();
	}
	while (shim_work_run())
		;
	growmap_stats(&map, &st);
	CHECK(st.count == 10 && st.B == 3 && st.shrinks == 9 && !st.flags);
	CHECK(st.longest_buckets == 2 && st.bytes < 4096);
	for (key = 0; key < 20000; key++)
		CHECK(unit_has(&map, key) == (key >= 19990));
	n = growmap_log(&map, log, GROWMAP_LOG_SIZE);
	for (i = 0; i < 9; i++) {
		CHECK(log[n - 1 - i].kind == GROWMAP_GROW_SHRINK);
		CHECK(log[n - 1 - i].to_B == 3 + i && log[n - 1 - i].from_B == 4 + i);
		CHECK(log[n - 1 - i].longest_buckets == 2);
	}
	CHECK(!unit_in_lock);
	unit_destroy(&map, 10);
}

/* Writers alone drain a shrink, too, and each of them moves one pair at most. */
static void test_shrink_by_writers(void)
{
	struct growmap_stats st;
	struct growmap map;
	u64 key, before, left;

	unit_init(&map, &unit_params);
	entry_fill(&map, 0, 700);
	while (shim_work_run())
		;
	CHECK(map.table->B == 7 && force_start(&map, GROWMAP_GROW_SHRINK));
	unit_chains = 0;
	for (key = 0; map.table->old && key < 700; key++) {
		growmap_stats(&map, &st);
		CHECK(st.oldbuckets == 128 && st.nevacuate == unit_chains);
		before = unit_chains;
		CHECK(!entry_remove(&map, key));
		CHECK(unit_chains - before <= 2);
		CHECK(entry_occupancy(&map) == growmap_count(&map));
	}
	growmap_stats(&map, &st);
	CHECK(unit_chains == 128 && key <= 80 && st.B == 6 && st.shrinks == 1);
	for (left = 700 - key; key < 700; key++)
		CHECK(unit_has(&map, key));
	unit_destroy(&map, left);
}

/* From each growth the way to the next, up or down, is long. */
static void test_hysteresis(void)
{
	struct growmap_stats st;
	struct growmap map;
	u64 key;

	unit_init(&map, &unit_params);
	entry_fill(&map, 0, 13 << 7);
	while (shim_work_run())
		;
	growmap_stats(&map, &st);
	CHECK(st.B == 8 && st.growths == 6);
	for (key = (13 << 7) - 1; key >= 13 << 4; key--) {
		CHECK(!entry_remove(&map, key));
		while (shim_work_run())
			;
	}
	growmap_stats(&map, &st);
	CHECK(st.count == 13 << 4 && st.B == 8 && st.growths == 6);
	CHECK(!entry_remove(&map, key));
	while (shim_work_run())
		;
	growmap_stats(&map, &st);
	CHECK(st.B == 7 && st.growths == 7 && st.shrinks == 1);
	for (; key < 13 << 6; key++)
		CHECK(!entry_insert(&map, key));
	while (shim_work_run())
		;
	growmap_stats(&map, &st);
	CHECK(st.count == 13 << 6 && st.B == 7 && st.growths == 7);
	CHECK(!entry_insert(&map, key));
	while (shim_work_run())
		;
	growmap_stats(&map, &st);
	CHECK(st.B == 8 && st.growths == 8);
	unit_destroy(&map, (13 << 6) + 1);
}

/* @n keys into the chain of @bucket, or out of it. */
static void unit_collide(struct growmap *map, u32 bucket, u64 n)
{
	u64 i;

	for (i = 0; i < n; i++)
		CHECK(!entry_insert(map, i << 32 | bucket));
}

static void unit_uncollide(struct growmap *map, u32 bucket, u64 n)
{
	u64 i;

	for (i = 0; i < n; i++)
		CHECK(!entry_remove(map, i << 32 | bucket));
}

/* As many drainers as CPUs: each time the worker may sleep, one goes on. */
static unsigned int unit_helpers;
static bool unit_in_helper;

static void unit_run_helpers(void)
{
	if (unit_in_helper || unit_helpers++ % 64)
		return;
	unit_in_helper = true;
	shim_work_run();
	unit_in_helper = false;
}

static void test_parallel_drain(void)
{
	struct growmap_growth log;
	struct growmap_stats st;
	struct growmap map;
	u64 key;

	unit_init(&map, &unit_params);
	entry_fill(&map, 0, 13 << 11);
	while (shim_work_run())
		;
	growmap_stats(&map, &st);
	CHECK(st.B == 12 && !st.drainers);
	CHECK(growmap_log(&map, &log, 1) == 1 && log.drainers == 1 && !log.share_sd);

	/* Three helpers come too late: sqrt(3) times the mean. */
	shim_cpus = 4;
	CHECK(force_start(&map, GROWMAP_GROW_DOUBLE));
	while (shim_work_run())
		;
	CHECK(growmap_log(&map, &log, 1) == 1 && log.drainers == 4);
	CHECK(log.share_sd == 1731 && log.moved_worker == 26624);
	growmap_stats(&map, &st);
	CHECK(st.drainers == 4 && st.share_sd == 1731);

	/* One helper takes all but a chunk. */
	unit_helpers = 0;
	shim_resched_hook = unit_run_helpers;
	CHECK(force_start(&map, GROWMAP_GROW_DOUBLE));
	while (shim_work_run())
		;
	shim_resched_hook = NULL;
	CHECK(growmap_log(&map, &log, 1) == 1 && log.drainers == 4);
	CHECK(log.share_sd > 1000 && log.moved_worker == 26624);

	/* More CPUs than drainers; the helpers have no memory at all. */
	shim_cpus = 100;
	CHECK(force_start(&map, GROWMAP_GROW_SHRINK));
	unit_helpers = 0;
	shim_resched_hook = unit_run_helpers;
	unit_fail_start(0, 0, 0);
	shim_work_run();
	growmap_stats(&map, &st);
	CHECK(st.flags == (GROWMAP_F_GROWING | GROWMAP_F_PUT_OFF));
	CHECK(st.put_off_buckets && st.nevacuate < st.oldbuckets);
	for (key = 0; key < 13 << 11; key++)
		CHECK(unit_has(&map, key));
	unit_fail_stop();
	while (shim_work_run())
		;
	shim_resched_hook = NULL;
	CHECK(growmap_log(&map, &log, 1) == 1 && log.drainers == 8);
	CHECK(log.kind == GROWMAP_GROW_SHRINK && log.moved_worker == 26624);
	for (key = 0; key < 13 << 11; key++)
		CHECK(unit_has(&map, key));
	shim_cpus = 1;
	unit_destroy(&map, 13 << 11);
}

/* 16 buckets and entries enough to keep them. */
static void unit_init_16(struct growmap *map)
{
	u8 B;

	unit_init(map, &unit_plain);
	unit_collide(map, 15, 14);
	shim_work_run();
	for (B = map->table->B; B < 4; B++)
		CHECK(force_start(map, GROWMAP_GROW_DOUBLE) && force_finish(map));
	shim_work_run();
	CHECK(map->table->B == 4 && map->table->cur->packed == 1);
}

/* Chains that were long keep their overflow buckets, up to a point. */
static void test_same_size(void)
{
	struct growmap_growth log;
	struct growmap_stats st;
	struct growmap map;
	u64 growths, i;

	unit_init_16(&map);
	growths = map.growths;
	unit_collide(&map, 0, 80);
	unit_uncollide(&map, 0, 79);
	unit_collide(&map, 1, 41);
	shim_work_run();
	CHECK(atomic_read(&map.table->cur->noverflow) == 15);
	CHECK(map.growths == growths);
	unit_uncollide(&map, 1, 40);
	unit_collide(&map, 2, 9);
	shim_work_run();
	growmap_stats(&map, &st);
	CHECK(st.same == 1 && st.growths == growths + 1 && st.B == 4);
	CHECK(st.noverflow == 2 && map.table->cur->packed == 2);
	CHECK(growmap_log(&map, &log, 1) == 1);
	CHECK(log.kind == GROWMAP_GROW_SAME && log.from_B == 4 && log.to_B == 4);
	CHECK(log.moved_worker == 25 && log.longest_entries == 14);
	CHECK(unit_has(&map, 79ULL << 32) && unit_has(&map, 40ULL << 32 | 1));
	for (i = 0; i < 9; i++)
		CHECK(unit_has(&map, i << 32 | 2));
	CHECK(entry_occupancy(&map) == 25);
	unit_destroy(&map, 25);
}

/* What collides has its overflow buckets by right: no growth without waste. */
static void test_same_size_collisions(void)
{
	struct growmap_stats st;
	struct growmap map;
	u64 growths;

	unit_init_16(&map);
	unit_collide(&map, 0, 89);
	CHECK(force_start(&map, GROWMAP_GROW_SAME) && force_finish(&map));
	shim_work_run();
	CHECK(map.table->cur->packed == 12 && map.table->B == 4);
	growths = map.growths;
	unit_uncollide(&map, 0, 88);
	unit_collide(&map, 1, 88);
	shim_work_run();
	CHECK(atomic_read(&map.table->cur->noverflow) == 22);
	CHECK(map.growths == growths);
	unit_uncollide(&map, 1, 80);
	unit_collide(&map, 2, 17);
	shim_work_run();
	growmap_stats(&map, &st);
	CHECK(st.same == 2 && map.growths == growths + 1 && st.noverflow == 3);
	unit_destroy(&map, 40);
}

/*
 * An attacker who makes chains long and short again pays for each growth: it
 * takes overflow buckets, half as many as there are buckets at least, and each
 * takes an insert.
 */
static void test_same_size_attack(void)
{
	u64 inserts = 0, round;
	struct growmap map;

	unit_init_16(&map);
	for (round = 0; round < 2000; round++) {
		unit_collide(&map, round % 14, 80);
		unit_uncollide(&map, round % 14, 80);
		inserts += 80;
		shim_work_run();
	}
	CHECK(map.same > 100 && map.same <= inserts / 8);
	CHECK(map.growths == map.same + 4);
	unit_destroy(&map, 14);
}

static void test_growth_put_off(void)
{
	struct growmap_stats st;
	struct growmap map;
	unsigned int i;
	u64 key;

	for (i = 0; i < 3; i++) {	/* array, first table, second table */
		unit_init(&map, &unit_params);
		unit_fail_start(sizeof(struct growmap_table), 0, i);
		entry_fill(&map, 0, 27);
		CHECK(unit_failed >= 1);
		shim_work_run();
		growmap_stats(&map, &st);
		CHECK(st.put_off == 1 && st.B == 2 && !st.growths);
		CHECK(st.flags & GROWMAP_F_PUT_OFF);
		CHECK(unit_events[GROWMAP_EV_PUT_OFF] == 1);
		unit_fail_growth();
		for (key = 27; key < 1000; key++)
			CHECK(!entry_insert(&map, key));
		CHECK(!unit_failed);	/* who waits for memory does not ask */
		shim_work_run();
		growmap_stats(&map, &st);
		CHECK(st.put_off == 2 && st.count == 1000);
		unit_fail_stop();
		shim_work_run();
		growmap_stats(&map, &st);
		CHECK(st.B == 8 && !st.flags);
		for (key = 0; key < 1000; key++)
			CHECK(unit_has(&map, key));
		unit_destroy(&map, 1000);
	}
}

/* What a writer cannot have at once, the worker waits for. */
static void test_growth_handed_over(void)
{
	struct growmap_stats st;
	struct growmap map;
	unsigned int i;

	for (i = 0; i < 3; i++) {
		unit_init(&map, &unit_params);
		unit_fail_start(sizeof(struct growmap_table), i, 100);
		entry_fill(&map, 0, 27);
		CHECK(unit_failed >= 1);
		shim_work_run();
		unit_fail_stop();
		growmap_stats(&map, &st);
		CHECK(st.put_off == 0 && st.B == 3 && st.growths == 1);
		CHECK(st.moved_worker == 27);
		unit_destroy(&map, 27);
	}
}

/* No overflow bucket to be had: inserts fail, evacuations are put off. */
static void test_overflow_nomem(void)
{
	struct growmap_stats st;
	struct growmap map;
	u64 i;

	unit_init(&map, &unit_plain);
	unit_fail_growth();
	for (i = 0; i < 8; i++)
		CHECK(!entry_insert(&map, i << 32));
	unit_fail_start(0, 0, 0);
	CHECK(entry_insert(&map, 8ULL << 32) == -ENOMEM);
	CHECK(growmap_count(&map) == 8 && !unit_has(&map, 8ULL << 32));
	CHECK(entry_insert(&map, 7ULL << 32) == -EEXIST);
	unit_fail_growth();
	for (i = 8; i < 20; i++)
		CHECK(!entry_insert(&map, i << 32));

	/* The worker has the array, but X needs overflow buckets: the second fails. */
	unit_fail_start(0, 0, 4);
	shim_work_run();
	growmap_stats(&map, &st);
	CHECK(unit_failed > 1 && st.flags == (GROWMAP_F_GROWING | GROWMAP_F_PUT_OFF));
	CHECK(st.put_off_buckets && st.nevacuate == 0 && st.noverflow == 2);

	/* A writer cannot evacuate either, and works in the old chain. */
	CHECK(!entry_insert(&map, 20ULL << 32));
	CHECK(entry_insert(&map, 3ULL << 32) == -EEXIST);
	for (i = 0; i < 21; i++)
		CHECK(unit_has(&map, i << 32));
	CHECK(entry_occupancy(&map) == 21);
	unit_fail_stop();
	shim_work_run();
	growmap_stats(&map, &st);
	CHECK(st.growths >= 1 && !st.oldbuckets);
	for (i = 0; i < 21; i++)
		CHECK(unit_has(&map, i << 32));
	CHECK(entry_occupancy(&map) == 21);
	unit_destroy(&map, 21);
}

static void test_destroy_while_growing(void)
{
	struct growmap map;

	unit_init(&map, &unit_plain);
	unit_fail_growth();
	entry_fill(&map, 0, 20);
	unit_fail_start(0, 0, 3);
	shim_work_run();
	unit_fail_stop();
	CHECK(map.table->old);
	unit_destroy(&map, 20);
}

static void test_reseed(void)
{
	struct growmap_cursor cur = {};
	struct growmap_node *nodes[4];
	struct growmap_stats st;
	siphash_key_t seed;
	struct growmap map;
	u64 key;

	unit_init(&map, &unit_params);
	seed = map.table->seed;
	entry_fill(&map, 0, 1000);
	shim_work_run();
	rcu_read_lock();
	CHECK(growmap_walk(&map, &cur, nodes, 4) == 4);
	rcu_read_unlock();
	CHECK(growmap_cursor_exact(&cur));
	for (key = 0; key < 1000; key++)
		CHECK(!entry_remove(&map, key));

	unit_fail_start(0, 0, 0);
	shim_work_run();
	growmap_stats(&map, &st);
	CHECK(!st.reseeds && st.B > 2);
	unit_fail_stop();
	shim_work_run();
	growmap_stats(&map, &st);
	CHECK(st.reseeds == 1 && st.B == 2 && st.count == 0);
	CHECK(unit_events[GROWMAP_EV_RESEED] == 1);
	CHECK(memcmp(&seed, &map.table->seed, sizeof(seed)));
	shim_work_run();
	growmap_stats(&map, &st);
	CHECK(st.reseeds == 1);

	entry_fill(&map, 0, 100);
	for (key = 0; key < 100; key++)
		CHECK(unit_has(&map, key));
	rcu_read_lock();
	CHECK(growmap_walk(&map, &cur, nodes, 4) >= 0);
	rcu_read_unlock();
	CHECK(!growmap_cursor_exact(&cur));
	unit_destroy(&map, 100);
}

static void test_walk(void)
{
	struct growmap_cursor cur;
	struct growmap_node *nodes[64];
	static u8 seen[3000];
	struct growmap map;
	unsigned int n;
	int got, i;
	u64 key;

	unit_init(&map, &unit_params);
	growmap_cursor_init(&cur);
	rcu_read_lock();
	CHECK(growmap_walk(&map, &cur, nodes, 0) == -EINVAL);
	CHECK(growmap_walk(&map, &cur, nodes, 5) == 0);
	CHECK(growmap_walk(&map, &cur, nodes, 5) == 0);
	rcu_read_unlock();
	entry_fill(&map, 0, 3000);
	while (shim_work_run())
		;
	for (n = 1; n <= 64; n += 7) {
		growmap_cursor_init(&cur);
		memset(seen, 0, sizeof(seen));
		rcu_read_lock();
		while ((got = growmap_walk(&map, &cur, nodes, n)) > 0) {
			CHECK((unsigned int)got <= n);
			for (i = 0; i < got; i++)
				seen[entry_of(nodes[i])->key]++;
		}
		rcu_read_unlock();
		CHECK(got == 0);
		for (key = 0; key < 3000; key++)
			CHECK(seen[key] == 1);
	}
	unit_destroy(&map, 3000);
}

/* A large and nearly empty array: a call comes to its bound, and says so. */
static void test_walk_sparse(void)
{
	struct growmap_params p = unit_params;
	struct growmap_cursor cur = {};
	unsigned int calls = 0, found = 0;
	struct growmap_node *node;
	struct growmap map;
	int got;

	p.min_B = 12;
	CHECK(!growmap_init(&map, &p, LIMIT));
	entry_fill(&map, 0, 1);
	rcu_read_lock();
	do {
		got = growmap_walk(&map, &cur, &node, 1);
		calls++;
		found += got > 0;
	} while (got > 0 || got == -EAGAIN);
	rcu_read_unlock();
	CHECK(got == 0 && found == 1 && calls >= 4096 / 256);
	unit_destroy(&map, 1);
}

/* More keys of one hash than a call can take: cut by address, still exact. */
static void test_walk_collisions(void)
{
	struct growmap_cursor cur;
	struct growmap_node *nodes[16];
	u8 seen[50];
	struct growmap map;
	int got, i, n;

	unit_init(&map, &unit_plain);
	for (i = 0; i < 50; i++)
		CHECK(!entry_insert(&map, (u64)i << 32 | 5));
	for (n = 1; n <= 16; n++) {
		memset(seen, 0, sizeof(seen));
		growmap_cursor_init(&cur);
		rcu_read_lock();
		while ((got = growmap_walk(&map, &cur, nodes, n)) > 0)
			for (i = 0; i < got; i++)
				seen[entry_of(nodes[i])->key >> 32]++;
		rcu_read_unlock();
		for (i = 0; i < 50; i++)
			CHECK(seen[i] == 1);
	}
	unit_destroy(&map, 50);
}

/* Replacing what was delivered last, or what comes next, changes nothing. */
static void test_walk_replace(void)
{
	struct growmap_cursor cur;
	struct growmap_node *nodes[3];
	struct entry *e, *new;
	u8 seen[300];
	struct growmap map;
	int got, i;
	u64 key;

	unit_init(&map, &unit_params);
	entry_fill(&map, 0, 300);
	memset(seen, 0, sizeof(seen));
	growmap_cursor_init(&cur);
	for (;;) {
		rcu_read_lock();
		got = growmap_walk(&map, &cur, nodes, 3);
		for (i = 0; i < got; i++)
			seen[entry_of(nodes[i])->key]++;
		rcu_read_unlock();
		if (got <= 0)
			break;
		for (key = 0; key < 300; key++) {
			new = entry_new(key);
			rcu_read_lock();
			e = entry_of(growmap_lookup(&map, &key, unit_params));
			CHECK(!growmap_replace(&map, &e->node, &new->node));
			rcu_read_unlock();
			entry_retire(e);
		}
		shim_work_run();
	}
	for (key = 0; key < 300; key++)
		CHECK(seen[key] == 1);
	unit_destroy(&map, 300);
}

static const struct test unit_tests[] = {
	{ "siphash", test_siphash },
	{ "words", test_words },
	{ "bad_params", test_bad_params },
	{ "init_nomem", test_init_nomem },
	{ "basics", test_basics },
	{ "replace", test_replace },
	{ "limit", test_limit },
	{ "collisions", test_collisions },
	{ "empty_rest", test_empty_rest },
	{ "growth", test_growth },
	{ "writers_grow", test_writers_grow },
	{ "writers_evacuate", test_writers_evacuate },
	{ "shrink", test_shrink },
	{ "shrink_by_writers", test_shrink_by_writers },
	{ "hysteresis", test_hysteresis },
	{ "parallel_drain", test_parallel_drain },
	{ "same_size", test_same_size },
	{ "same_size_collisions", test_same_size_collisions },
	{ "same_size_attack", test_same_size_attack },
	{ "growth_put_off", test_growth_put_off },
	{ "growth_handed_over", test_growth_handed_over },
	{ "overflow_nomem", test_overflow_nomem },
	{ "destroy_while_growing", test_destroy_while_growing },
	{ "reseed", test_reseed },
	{ "walk", test_walk },
	{ "walk_sparse", test_walk_sparse },
	{ "walk_collisions", test_walk_collisions },
	{ "walk_replace", test_walk_replace },
};

int main(void)
{
	int status;

	shim_thread_begin();
	shim_work_manual();
	status = test_main(unit_tests, ARRAY_SIZE(unit_tests));
	shim_thread_end();
	return status;
}
