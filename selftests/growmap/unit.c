// SPDX-License-Identifier: GPL-2.0
/* Every call of the map, what it returns and what it refuses. One thread. */
#include <linux/bitrev.h>
#include <linux/err.h>
#include <linux/slab.h>
#include <linux/string.h>

#include "fixture.h"
#include "shim.h"
#include "test.h"

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

	for (i = 0; i < 5; i++) {	/* locks, array of three, table */
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

/* Keys made to end in the same 24 bits: one chain in an array of any size. */
static void test_low_bits(void)
{
	struct growmap_cursor cur = {};
	struct growmap_stats st;
	struct growmap_node *node;
	struct growmap map;
	u8 seen[256] = {};
	u64 i, turns = 0;

	unit_init(&map, &unit_plain);
	for (i = 0; i < 256; i++) {
		CHECK(!entry_insert(&map, i << 24 | 0xabcdef));
		CHECK(entry_insert(&map, i << 24 | 0xabcdef) == -EEXIST);
	}
	while (shim_work_run())
		if (!CHECK(turns++ < 20))
			break;
	growmap_stats(&map, &st);
	CHECK(st.B == 6 && st.growths == 6 && !st.same && !st.oldbuckets);
	CHECK(st.noverflow == 31 && st.longest_buckets <= 2);
	for (i = 0; i < 256; i++)
		CHECK(unit_has(&map, i << 24 | 0xabcdef));
	CHECK(!unit_has(&map, 0xabcdee) && !unit_has(&map, 0x1abcdef0));
	rcu_read_lock();
	while (growmap_walk(&map, &cur, &node, 1) == 1)
		seen[entry_of(node)->key >> 24]++;
	rcu_read_unlock();
	for (i = 0; i < 256; i++)
		CHECK(seen[i] == 1);
	for (i = 0; i < 256; i += 2)
		CHECK(!entry_remove(&map, i << 24 | 0xabcdef));
	for (i = 0; i < 256; i++)
		CHECK(unit_has(&map, i << 24 | 0xabcdef) == (i & 1));
	unit_destroy(&map, 128);
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
		CHECK(!map.table->cur->tophash[0]);
		for (i = 0; i < 40; i++)
			CHECK(!entry_insert(&map, i << 32));
		CHECK(atomic_read(&map.table->cur->noverflow) == 4);
		unit_destroy(&map, 40);
	}
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
	{ "low_bits", test_low_bits },
	{ "empty_rest", test_empty_rest },
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
