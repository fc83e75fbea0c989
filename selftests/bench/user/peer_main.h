/* SPDX-License-Identifier: GPL-2.0 */
/*
 * PROGRAM ops KEYS RUN: every operation of one map, one thread on CPU 0; what
 * helpers the map has may run on any. Times are CPU time of that thread ("insert"
 * is of all threads), so that what else the machine does matters little.
 *
 * PROGRAM grow KEYS RUN STABLE: a reader on CPU 0 that looks up STABLE keys
 * while a writer, which is alone on CPU 1 with the map's helpers, inserts all
 * others; then while the writer replaces entries at the same rate; then without
 * a writer.
 *
 * To be included once, behind what peer.h declares.
 */
#ifndef PEER_MAIN_H
#define PEER_MAIN_H

#include <errno.h>
#include <malloc.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define PART		"user"
#define QUERIES		1000000U	/* lookups measured at least */
#define MAPS		100U		/* maps filled at most, if small */
#define LOOKUPS		1024U		/* of a reader between looks at the clock */
#define QUIESCE		64U		/* operations between quiescent states */

static struct bench_set set;
static unsigned int run;

static void result(const char *op, const char *unit, double value)
{
	bench_result(PART, op, set.n, TABLE_NAME, run, unit, value);
}

static void check(bool ok, const char *what)
{
	if (ok)
		return;
	fprintf(stderr, "%s: %s: wrong result\n", TABLE_NAME, what);
	exit(1);
}

static struct entry *entries_new(uint32_t n)
{
	struct entry *entries = bench_alloc((size_t)n * sizeof(*entries), true);
	uint32_t i;

	for (i = 0; i < n; i++) {
		entries[i].key = set.insert[i];
		entries[i].value = 1;
	}
	return entries;
}

static void entries_free(struct entry *entries, uint32_t n)
{
	bench_free(entries, (size_t)n * sizeof(*entries));
}

static void fill(struct entry *entries, uint32_t from, uint32_t to)
{
	uint32_t i;

	for (i = from; i < to; i++) {
		check(table_insert(&entries[i]), "insert");
		if (i % QUIESCE == 0)
			table_quiesce();
	}
}

static void empty(void)
{
	uint32_t i;

	for (i = 0; i < set.n; i++) {
		check(table_remove(&set.remove[i]), "remove");
		if (i % QUIESCE == 0)
			table_quiesce();
	}
}

/*
 * From empty and back. Making the map is part of the whole, for one that cannot
 * grow pays there for what the others pay on their way.
 */
static void measure_fill(void)
{
	const uint32_t maps = set.n >= QUERIES ? 1 :
			      QUERIES / set.n < MAPS ? QUERIES / set.n : MAPS;
	uint64_t calls = 0, cpu = 0, removal = 0, before, cpu_before;
	const double ops = (double)maps * set.n;
	struct entry *entries;
	uint32_t i;

	for (i = 0; i < maps; i++) {
		entries = entries_new(set.n);
		cpu_before = bench_cpu();
		table_new(set.n);
		before = bench_mine();
		fill(entries, 0, set.n);
		calls += bench_mine() - before;
		table_settle();
		cpu += bench_cpu() - cpu_before;
		before = bench_mine();
		empty();
		removal += bench_mine() - before;
		table_settle();
		table_free();
		entries_free(entries, set.n);
	}
	result("insert", "ns", cpu / ops);
	result("insert, the calls alone", "ns", calls / ops);
	result("remove", "ns", removal / ops);
}

static int by_value(const void *a, const void *b)
{
	const uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;

	return (x > y) - (x < y);
}

/* Each insert by the clock, whose own system call is in it. */
static void fill_timed(struct entry *entries, uint32_t *took)
{
	uint64_t before = bench_mine(), after;
	uint32_t i;

	for (i = 0; i < set.n; i++) {
		check(table_insert(&entries[i]), "insert");
		after = bench_mine();
		took[i] = after - before;
		before = after;
		if (i % QUIESCE == 0) {
			table_quiesce();
			before = bench_mine();
		}
	}
}

static void longest(uint32_t *took)
{
	qsort(took, set.n, sizeof(*took), by_value);
	result("insert, longest", "ns", took[set.n - 1]);
	result("insert, 99.99th percentile", "ns",
	       took[(uint64_t)(set.n - 1) * 9999 / 10000]);
}

/* Rounds over the first @n keys of @keys, to QUERIES in all. */
static void measure_lookup(const char *op, const struct bench_key *keys,
			   bool there)
{
	const uint32_t n = set.n < QUERIES ? set.n : QUERIES;
	const uint32_t rounds = (QUERIES + n - 1) / n;
	uint32_t found = 0, i, r;
	uint64_t before = bench_mine();
	struct entry *e;

	for (r = 0; r < rounds; r++) {
		for (i = 0; i < n; i++) {
			e = table_find(&keys[i]);
			if (e)
				found += e->value;
			if (i % QUIESCE == 0)
				table_quiesce();
		}
	}
	before = bench_mine() - before;
	check(found == (there ? n * rounds : 0), op);
	result(op, "ns", (double)before / rounds / n);
}

/* Which key is next depends on what was found: no two lookups overlap. */
static void measure_chain(void)
{
	const uint32_t n = set.n < QUERIES ? set.n : QUERIES;
	const uint32_t rounds = (QUERIES + n - 1) / n;
	uint64_t before = bench_mine();
	uint32_t one = 1, i, r;

	for (r = 0; r < rounds; r++) {
		for (i = 0; i < n; i++) {
			one = table_find(&set.hit[i + one - 1])->value;
			if (i % QUIESCE == 0)
				table_quiesce();
		}
	}
	result("hit, one after another", "ns",
	       (double)(bench_mine() - before) / rounds / n);
}

#ifdef table_batch
static void measure_batch(const char *op, const struct bench_key *keys,
			  bool there)
{
	const uint32_t n = (set.n < QUERIES ? set.n : QUERIES) &
			   ~(TABLE_BATCH - 1);
	const uint32_t rounds = (QUERIES + n - 1) / n;
	uint32_t found = 0, i, r;
	uint64_t before = bench_mine();

	for (r = 0; r < rounds; r++) {
		for (i = 0; i < n; i += TABLE_BATCH) {
			found += table_batch(&keys[i]);
			if (i % QUIESCE == 0)
				table_quiesce();
		}
	}
	before = bench_mine() - before;
	check(found == (there ? n * rounds : 0), op);
	result(op, "ns", (double)before / rounds / n);
}
#endif

static void measure_walk(void)
{
	const uint32_t rounds = (QUERIES + set.n - 1) / set.n;
	uint64_t before = bench_mine();
	uint32_t r;

	for (r = 0; r < rounds; r++) {
		check(table_walk() == set.n, "walk");
		table_quiesce();
	}
	result("walk", "ns", (double)(bench_mine() - before) / rounds / set.n);
}

static void measure_ops(void)
{
	uint32_t *took = bench_alloc(set.n * sizeof(*took), false);
	struct entry *entries;

	bench_pin(0);
	measure_fill();
	entries = entries_new(set.n);
	table_new(set.n);
	fill_timed(entries, took);
	table_settle();
	longest(took);
	result("memory", "bytes", table_bytes() / set.n + TABLE_NODE);
	measure_lookup("hit", set.hit, true);
	measure_chain();
	measure_lookup("miss", set.miss, false);
#ifdef table_batch
	measure_batch("batch hit", set.hit, true);
	measure_batch("batch miss", set.miss, false);
#endif
	measure_walk();
	table_free();
	entries_free(entries, set.n);
	bench_free(took, set.n * sizeof(*took));
}

/* What reader and writer share. */
static struct {
	uint32_t stable;		/* keys that are there throughout */
	struct entry *entries;
	struct entry *spare;		/* of the same keys */
	double pace;			/* ns from one write to the next */
	bool begun;
	bool ended;
} grow;

/* All but the stable ones: the map grows. */
static void *grow_insert(void *arg)
{
	uint64_t before;

	bench_pin(1);
	table_thread_begin();
	__atomic_store_n(&grow.begun, true, __ATOMIC_RELEASE);
	before = bench_now();
	fill(grow.entries, grow.stable, set.n);
	grow.pace = (double)(bench_now() - before) / (set.n - grow.stable);
	__atomic_store_n(&grow.ended, true, __ATOMIC_RELEASE);
	table_thread_end();
	return arg;
}

/* As many writes, as fast, and the map does not grow. */
static void *grow_replace(void *arg)
{
	const uint32_t writes = set.n - grow.stable;
	uint64_t begun;
	uint32_t i, k;

	bench_pin(1);
	table_thread_begin();
	__atomic_store_n(&grow.begun, true, __ATOMIC_RELEASE);
	begun = bench_now();
	for (i = 0; i < writes; i++) {
		k = grow.stable + i / 2;
		if (i % 2)
			check(table_insert(&grow.spare[k]), "insert again");
		else
			check(table_remove(&set.insert[k]), "remove");
		if (i % QUIESCE == 0)
			table_quiesce();
		while (bench_now() - begun < i * grow.pace)
			;
	}
	__atomic_store_n(&grow.ended, true, __ATOMIC_RELEASE);
	table_thread_end();
	return arg;
}

/* ns of its own CPU time per lookup while @writer is at work, or for a while. */
static double grow_read(void *(*writer)(void *))
{
	const uint64_t half = 500000000;
	uint64_t state = 1, begun, took;
	uint32_t done = 0, i;
	pthread_t thread;

	grow.begun = false;
	grow.ended = false;
	if (writer) {
		if (pthread_create(&thread, NULL, writer, NULL))
			bench_die("pthread_create");
		while (!__atomic_load_n(&grow.begun, __ATOMIC_ACQUIRE))
			table_quiesce();
	}
	begun = bench_mine();
	do {
		for (i = 0; i < LOOKUPS; i++) {
			state = state * 6364136223846793005ULL + 1;
			check(table_find(&set.insert[((state >> 32) * grow.stable) >> 32]),
			      "a key that is there throughout");
			if (i % QUIESCE == 0)
				table_quiesce();
		}
		done += LOOKUPS;
		took = bench_mine() - begun;
	} while (writer ? !__atomic_load_n(&grow.ended, __ATOMIC_ACQUIRE) :
			  took < half);
	if (writer)
		pthread_join(thread, NULL);
	return (double)took / done;
}

static void measure_grow(uint32_t stable)
{
	double grows, writes, alone;
	char op[64];

	bench_pin(0);
	grow.stable = stable;
	grow.spare = entries_new(set.n);
	grow.entries = entries_new(set.n);
	/* As many more as may be removed and wait for a grace period. */
	table_new(set.n + set.n / 2);
	fill(grow.entries, 0, stable);
	table_settle();
	grows = grow_read(grow_insert);
	table_settle();
	writes = grow_read(grow_replace);
	alone = grow_read(NULL);
	snprintf(op, sizeof(op), "reader of %u keys, map grows", stable);
	result(op, "ns", grows);
	snprintf(op, sizeof(op), "reader of %u keys, as many writes", stable);
	result(op, "ns", writes);
	snprintf(op, sizeof(op), "reader of %u keys, no writer", stable);
	result(op, "ns", alone);
	snprintf(op, sizeof(op), "writer beside a reader of %u keys", stable);
	result(op, "ns", grow.pace);
	table_free();
	entries_free(grow.entries, set.n);
	entries_free(grow.spare, set.n);
}

int main(int argc, char **argv)
{
	const bool grows = argc == 5 && !strcmp(argv[1], "grow");

	if (!grows && !(argc == 4 && !strcmp(argv[1], "ops"))) {
		fprintf(stderr, "Usage: %s ops KEYS RUN\n       %s grow KEYS RUN STABLE\n",
			argv[0], argv[0]);
		return 2;
	}
	/* Large blocks go back to the system, for what takes them next. */
	mallopt(M_MMAP_THRESHOLD, 128 << 10);
	bench_load(&set, argv[2]);
	run = strtoul(argv[3], NULL, 0);
	if (grows) {
		bench_helper_cpu = 1;
		bench_pin(1);
	}
	table_setup(set.n);
	if (grows)
		measure_grow(strtoul(argv[4], NULL, 0));
	else
		measure_ops();
	return 0;
}

#endif
