// SPDX-License-Identifier: GPL-2.0
/*
 * A history of inserts, removals, growths of every kind and a new secret, in
 * which the n-th allocation fails: for every n, alone or with those that follow.
 * Nothing is lost, an insert fails only for want of its own overflow bucket, and
 * once there is memory every growth that is due comes to its end.
 */
#include <string.h>

#include <linux/err.h>
#include <linux/slab.h>

#include "fixture.h"
#include "force.h"
#include "shim.h"
#include "test.h"

#define KEYS	160
#define TURNS	50	/* of the worker, more than any growth can need */

static struct growmap map;
static bool model[KEYS];
static u32 model_count;

/* Allocations so far; those of [from, to) fail. */
static u64 allocs, fail_from, fail_to;
static u64 failed, failed_overflow;

static bool nomem_fail(size_t size, gfp_t gfp)
{
	(void)gfp;
	if (allocs++ - fail_from >= fail_to - fail_from)
		return false;
	failed++;
	failed_overflow += size < 2 * sizeof(struct growmap_bucket);
	return true;
}

/* Half of the keys collide in all bits that ever pick a bucket. */
static u32 nomem_hash(const void *key, const siphash_key_t *seed)
{
	u64 k = *(const u64 *)key;

	(void)seed;
	return k & 1 ? k << 16 | 3 : k * 0x9e3779b1;
}

static const struct growmap_params nomem_params = {
	.name = "nomem",
	.hash = nomem_hash,
	.equal = entry_equal,
	.min_B = 0,
};

static void check_keys(void)
{
	u64 key;

	for (key = 0; key < KEYS; key++)
		CHECK(unit_has(&map, key) == model[key]);
	CHECK(growmap_count(&map) == model_count);
	CHECK(entry_occupancy(&map) == model_count);
}

static void check_walk(void)
{
	struct growmap_cursor cur = {};
	struct growmap_node *nodes[7];
	u8 seen[KEYS] = {};
	int got, i;
	u64 key;

	rcu_read_lock();
	while ((got = growmap_walk(&map, &cur, nodes, ARRAY_SIZE(nodes))) > 0)
		for (i = 0; i < got; i++)
			seen[entry_of(nodes[i])->key]++;
	rcu_read_unlock();
	for (key = 0; key < KEYS; key++)
		CHECK(seen[key] == model[key]);
}

static void insert(u64 key)
{
	u64 before = failed_overflow, tries;
	int err;

	for (tries = 0; (err = entry_insert(&map, key)); tries++) {
		CHECK(err == -ENOMEM && failed_overflow > before);
		CHECK(!unit_has(&map, key));
		if (!CHECK(tries <= fail_to - fail_from))
			return;
		before = failed_overflow;
	}
	model[key] = true;
	model_count++;
}

static void insert_range(u64 from, u64 to)
{
	for (; from < to; from++) {
		insert(from);
		if (from % 16 == 0)
			shim_work_run();
	}
	check_keys();
}

static void remove_range(u64 from, u64 to)
{
	for (; from < to; from++) {
		CHECK(!entry_remove(&map, from));
		model[from] = false;
		model_count--;
		if (from % 16 == 0)
			shim_work_run();
	}
	check_keys();
}

static void force(enum growmap_growth_kind k)
{
	force_start(&map, k);
	check_keys();
	force_finish(&map);
	check_walk();
	check_keys();
}

static void history(void)
{
	insert_range(0, 100);
	force(GROWMAP_GROW_SAME);
	remove_range(0, 40);
	force(GROWMAP_GROW_DOUBLE);
	insert_range(100, KEYS);
	force(GROWMAP_GROW_SHRINK);
	force(GROWMAP_GROW_SHRINK);
	remove_range(40, KEYS - 5);
	insert_range(0, 10);
	force(GROWMAP_GROW_SAME);
	remove_range(0, 10);
	remove_range(KEYS - 5, KEYS);
	shim_work_run();
	insert_range(0, 60);
	check_walk();
}

static void check_settled(void)
{
	struct growmap_stats st;
	unsigned int i;

	for (i = 0; shim_work_run() && i < TURNS; i++)
		;
	CHECK(i < TURNS);
	growmap_stats(&map, &st);
	CHECK(!st.flags && !st.oldbuckets);
	CHECK(!growmap_overloaded(&map, st.B));
	CHECK(!growmap_underloaded(&map, st.B));
	check_keys();
	check_walk();
}

/* Returns whether there was an n-th allocation at all. */
static bool run(u64 n, u64 in_a_row)
{
	memset(model, 0, sizeof(model));
	model_count = 0;
	CHECK(!growmap_init(&map, &nomem_params, LIMIT));
	allocs = 0;
	failed = 0;
	failed_overflow = 0;
	fail_from = n;
	fail_to = n + in_a_row;
	shim_alloc_hook = nomem_fail;
	history();
	shim_alloc_hook = NULL;
	check_settled();
	unit_destroy(&map, model_count);
	return failed;
}

static void run_every(u64 in_a_row)
{
	u64 n = 0;

	while (run(n, in_a_row))
		n++;
	CHECK(n > 50);
}

static void test_one(void) { run_every(1); }
static void test_two(void) { run_every(2); }
static void test_ten(void) { run_every(10); }
static void test_forty(void) { run_every(40); }

static const struct test nomem_tests[] = {
	{ "one_fails", test_one },
	{ "two_fail", test_two },
	{ "ten_fail", test_ten },
	{ "forty_fail", test_forty },
};

int main(void)
{
	int status;

	shim_thread_begin();
	shim_work_manual();
	status = test_main(nomem_tests, ARRAY_SIZE(nomem_tests));
	shim_thread_end();
	return status;
}
