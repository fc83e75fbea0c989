// SPDX-License-Identifier: GPL-2.0
/* Growths of every kind: when, how much of it by whom, without memory. One thread. */
#include <linux/err.h>
#include <linux/slab.h>
#include <linux/string.h>

#include "fixture.h"
#include "force.h"
#include "shim.h"
#include "test.h"

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

	for (i = 0; i < 3; i++) {	/* slots, first table, second table */
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
	unit_fail_start(0, 0, 6);
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
	unit_fail_start(0, 0, 5);
	shim_work_run();
	unit_fail_stop();
	CHECK(map.table->old);
	unit_destroy(&map, 20);
}

static const struct test grow_tests[] = {
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
};

int main(void)
{
	int status;

	shim_thread_begin();
	shim_work_manual();
	status = test_main(grow_tests, ARRAY_SIZE(grow_tests));
	shim_thread_end();
	return status;
}
