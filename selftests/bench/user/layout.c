// SPDX-License-Identifier: GPL-2.0
/*
 * layout N LOAD RUNS PAGES [NAME...]: the bucket layouts in question (those
 * named, or all) side by side, in static tables of N entries of which LOAD
 * percent of the slots are full. PAGES: 1 ordinary ones, 2 and with huge ones
 * for the table, 3 and for the entries too.
 *
 * One thread, one hash, the same entries and the same order for all. Each run
 * measures every layout in turn. What is printed: ns per lookup (hit, miss,
 * hit with the next key depending on this result, batches of 16), cache lines
 * touched, bytes per entry.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "layout_table.h"

#define BATCH		16
#define LOOKUPS_MIN	(1U << 20)	/* per measurement */
#define COUNTED		(1U << 16)	/* lookups whose lines are counted */

struct keys {
	const struct bench_key *hit;
	const struct bench_key *miss;
	uint32_t n;
};

struct layout {
	struct shape shape;
	double (*hit)(const struct table *t, const struct keys *keys);
	double (*miss)(const struct table *t, const struct keys *keys);
	double (*chain)(const struct table *t, const struct keys *keys);
	double (*batch_hit)(const struct table *t, const struct keys *keys);
	double (*batch_miss)(const struct table *t, const struct keys *keys);
	double (*lines)(const struct table *t, const struct bench_key *keys,
			uint32_t n);
};

static uint32_t rounds(uint32_t n)
{
	return n >= LOOKUPS_MIN ? 1 : LOOKUPS_MIN / n;
}

static inline __attribute__((always_inline)) double
pass(const struct table *t, const struct shape s, const struct bench_key *keys,
     uint32_t n, bool want)
{
	const uint32_t times = rounds(n);
	uint32_t found = 0, i, r;
	uint64_t begun = bench_mine();

	for (r = 0; r < times; r++)
		for (i = 0; i < n; i++)
			found += !!table_find(t, s, bench_hash(&keys[i], t->seed),
					      &keys[i], NULL);
	begun = bench_mine() - begun;
	if (found != (want ? n * times : 0))
		bench_die(s.name);
	return (double)begun / n / times;
}

static inline __attribute__((always_inline)) double
pass_chain(const struct table *t, const struct shape s,
	   const struct bench_key *keys, uint32_t n)
{
	const uint32_t times = rounds(n);
	uint64_t begun = bench_mine();
	const struct bench_key *key;
	uint32_t zero = 0, i, r;
	struct entry *e;

	for (r = 0; r < times; r++) {
		for (i = 0; i < n; i++) {
			key = &keys[i + zero];
			e = table_find(t, s, bench_hash(key, t->seed), key, NULL);
			zero = e->zero;
		}
	}
	return (double)(bench_mine() - begun) / n / times;
}

static inline __attribute__((always_inline)) double
pass_batch(const struct table *t, const struct shape s,
	   const struct bench_key *keys, uint32_t n, bool want)
{
	const uint32_t times = rounds(n);
	uint32_t hash[BATCH], found = 0, i, j, r;
	uint64_t begun = bench_mine();

	n -= n % BATCH;
	for (r = 0; r < times; r++) {
		for (i = 0; i < n; i += BATCH) {
			for (j = 0; j < BATCH; j++) {
				hash[j] = bench_hash(&keys[i + j], t->seed);
				table_fetch_bucket(t, s, hash[j]);
			}
			for (j = 0; j < BATCH; j++)
				table_fetch_entry(t, s, hash[j]);
			for (j = 0; j < BATCH; j++)
				found += !!table_find(t, s, hash[j],
						      &keys[i + j], NULL);
		}
	}
	begun = bench_mine() - begun;
	if (found != (want ? n * times : 0))
		bench_die(s.name);
	return (double)begun / n / times;
}

static inline __attribute__((always_inline)) double
pass_lines(const struct table *t, const struct shape s,
	   const struct bench_key *keys, uint32_t n)
{
	struct touched touched;
	uint64_t sum = 0;
	uint32_t i;

	n = n < COUNTED ? n : COUNTED;
	for (i = 0; i < n; i++) {
		touched.n = 0;
		table_find(t, s, bench_hash(&keys[i], t->seed), &keys[i],
			   &touched);
		sum += touched.n;
	}
	return (double)sum / n;
}

#define LAYOUT(id, ...)							\
	static const struct shape shape_##id = {			\
		.name = #id, __VA_ARGS__ };				\
	static double id##_hit(const struct table *t,			\
			       const struct keys *k)			\
	{ return pass(t, shape_##id, k->hit, k->n, true); }		\
	static double id##_miss(const struct table *t,			\
				const struct keys *k)			\
	{ return pass(t, shape_##id, k->miss, k->n, false); }		\
	static double id##_chain(const struct table *t,			\
				 const struct keys *k)			\
	{ return pass_chain(t, shape_##id, k->hit, k->n); }		\
	static double id##_batch_hit(const struct table *t,		\
				     const struct keys *k)		\
	{ return pass_batch(t, shape_##id, k->hit, k->n, true); }	\
	static double id##_batch_miss(const struct table *t,		\
				      const struct keys *k)		\
	{ return pass_batch(t, shape_##id, k->miss, k->n, false); }	\
	static double id##_lines(const struct table *t,			\
				 const struct bench_key *keys, uint32_t n) \
	{ return pass_lines(t, shape_##id, keys, n); }

#define W8	.words = 1, .lane = 8, .bits = 8

LAYOUT(b80x8, .slots = 8, .stride = 80, .kmalloc = 96, W8)
LAYOUT(b80x8_prefetch, .slots = 8, .stride = 80, .kmalloc = 96,
       .prefetch = true, W8)
LAYOUT(b80x8_bytes, .slots = 8, .stride = 80, .kmalloc = 96, .bytes = true, W8)
LAYOUT(b80x8_top7, .slots = 8, .stride = 80, .kmalloc = 96,
       .words = 1, .lane = 8, .bits = 7)
LAYOUT(b88x8_top16, .slots = 8, .stride = 88, .kmalloc = 96,
       .words = 2, .lane = 16, .bits = 16)
LAYOUT(b128x8, .slots = 8, .stride = 128, .kmalloc = 128, W8)
LAYOUT(b128x13, .slots = 13, .stride = 128, .kmalloc = 128,
       .words = 2, .lane = 8, .bits = 8)
LAYOUT(b128x14, .slots = 14, .stride = 128, .kmalloc = 128, .alias = true,
       .words = 2, .lane = 8, .bits = 8)
LAYOUT(b128x14_prefetch, .slots = 14, .stride = 128, .kmalloc = 128,
       .alias = true, .prefetch = true, .words = 2, .lane = 8, .bits = 8)
LAYOUT(b72x8, .slots = 8, .stride = 72, .kmalloc = 96, .alias = true, W8)
LAYOUT(b64x7, .slots = 7, .stride = 64, .kmalloc = 64, .alias = true, W8)
LAYOUT(b64x7_bytes, .slots = 7, .stride = 64, .kmalloc = 64, .alias = true,
       .bytes = true, W8)
LAYOUT(b64x8_tagged, .slots = 8, .stride = 64, .kmalloc = 64, .alias = true,
       .words = 0, .lane = 16, .bits = 16)
LAYOUT(split8_64x8, .slots = 8, .stride = 64, .kmalloc = 96, .alias = true,
       .split = true, .prefetch = true, W8)
LAYOUT(split8_64x8_lazy, .slots = 8, .stride = 64, .kmalloc = 96, .alias = true,
       .split = true, W8)

#define USE(id) {							\
	.shape = shape_##id, .hit = id##_hit, .miss = id##_miss,	\
	.chain = id##_chain, .batch_hit = id##_batch_hit,		\
	.batch_miss = id##_batch_miss, .lines = id##_lines }

static const struct layout layouts[] = {
	USE(b80x8), USE(b80x8_prefetch), USE(b80x8_bytes), USE(b80x8_top7),
	USE(b88x8_top16), USE(b128x8), USE(b128x13), USE(b128x14),
	USE(b128x14_prefetch), USE(b72x8), USE(b64x7), USE(b64x7_bytes),
	USE(b64x8_tagged), USE(split8_64x8), USE(split8_64x8_lazy),
};

#define LAYOUTS	(sizeof(layouts) / sizeof(layouts[0]))

/* Building a table: not measured, so the shape is a variable here. */

static uintptr_t *overflow_alloc(struct table *t, const struct shape *s)
{
	uintptr_t *b = (uintptr_t *)(t->pool + t->pool_used);

	t->pool_used += s->kmalloc;
	if (t->pool_used > t->pool_size)
		bench_die("overflow pool");
	t->noverflow++;
	return b;
}

/* Tag or tophash, whichever the shape has, and the slot itself. */
static void slot_set(const struct shape *s, uint64_t *word, uintptr_t *slot,
		     unsigned int i, uint64_t top, uintptr_t value)
{
	const unsigned int lanes = s->words ? 64 / s->lane : 0;

	if (!lanes) {
		slot[i] = value | top << TABLE_TAG;
		return;
	}
	word[i / lanes] &= ~(((1ULL << s->lane) - 1) << (i % lanes * s->lane));
	word[i / lanes] |= top << (i % lanes * s->lane);
	slot[i] = value;
}

static uint64_t top_get(const struct shape *s, const uint64_t *word,
			const uintptr_t *slot, unsigned int i)
{
	const unsigned int lanes = s->words ? 64 / s->lane : 0;

	if (!lanes)
		return slot[i] >> TABLE_TAG;
	return word[i / lanes] >> (i % lanes * s->lane) & ((1ULL << s->lane) - 1);
}

/* A full bucket gets one behind it. */
static uintptr_t *overflow_add(struct table *t, const struct shape *s,
			       uint64_t *word, uintptr_t *slot)
{
	const unsigned int last = s->slots - 1;
	uintptr_t *over = overflow_alloc(t, s);
	unsigned int i;

	if (s->alias) {
		slot_set(s, over, over + s->words, 0, top_get(s, word, slot, last),
			 s->words ? slot[last] : slot[last] & TABLE_PTR);
		slot_set(s, word, slot, last, 1, (uintptr_t)over | TABLE_OVER);
	} else {
		slot[s->slots] = (uintptr_t)over | TABLE_OVER;
	}
	for (i = s->slots; s->words && i < s->words * 64 / s->lane; i++)
		word[i / (64 / s->lane)] |= 1ULL << (i % (64 / s->lane) * s->lane);
	return over;
}

static void table_put(struct table *t, const struct shape *s, struct entry *e)
{
	const uint32_t b = table_index(t, e->hash);
	uintptr_t *slot = (uintptr_t *)(t->buckets + (size_t)b * s->stride);
	uint64_t *word = slot;
	uintptr_t over;
	unsigned int i;

	if (s->split)
		word = (uint64_t *)t->words + (size_t)b * s->words;
	else
		slot += s->words;
	for (;;) {
		for (i = 0; i < s->slots; i++) {
			if (top_get(s, word, slot, i))
				continue;
			slot_set(s, word, slot, i, table_top(*s, e->hash),
				 (uintptr_t)e);
			return;
		}
		over = slot[s->alias ? s->slots - 1 : s->slots];
		if (over & TABLE_OVER)
			word = (uint64_t *)(over & (s->words ? ~0UL : TABLE_PTR) &
					    ~TABLE_OVER);
		else
			word = overflow_add(t, s, word, slot);
		slot = word + s->words;
	}
}

static void table_build(struct table *t, const struct shape *s,
			struct entry *entries, uint32_t n, unsigned int load,
			bool huge)
{
	uint32_t i;

	t->nbuckets = (uint64_t)n * 100 / load / s->slots + 1;
	t->bytes_buckets = (size_t)t->nbuckets * s->stride;
	t->buckets = bench_alloc(t->bytes_buckets, huge);
	t->bytes_words = s->split ? (size_t)t->nbuckets * 8 * s->words : 0;
	if (s->split)
		t->words = bench_alloc(t->bytes_words, huge);
	t->pool_size = (size_t)(t->nbuckets / 2 + 64) * s->kmalloc;
	t->pool = bench_alloc(t->pool_size, huge);
	for (i = 0; i < n; i++)
		table_put(t, s, &entries[i]);
}

static void report(const char *what, unsigned int load, uint32_t n,
		   const char *suffix, const struct shape *s, unsigned int run,
		   const char *unit, double value)
{
	char op[64], impl[64];

	snprintf(op, sizeof(op), "%s %u%%", what, load);
	snprintf(impl, sizeof(impl), "%s%s", s->name, suffix);
	bench_result("layout", op, n, impl, run, unit, value);
}

static void measure(const struct layout *l, const struct table *t,
		    const struct keys *keys, unsigned int load,
		    const char *suffix, unsigned int run)
{
	const struct shape *s = &l->shape;
	const uint32_t n = keys->n;

	report("hit", load, n, suffix, s, run, "ns", l->hit(t, keys));
	report("hit, one after another", load, n, suffix, s, run, "ns",
	       l->chain(t, keys));
	report("miss", load, n, suffix, s, run, "ns", l->miss(t, keys));
	report("batch hit", load, n, suffix, s, run, "ns",
	       l->batch_hit(t, keys));
	report("batch miss", load, n, suffix, s, run, "ns",
	       l->batch_miss(t, keys));
	if (run > 1)
		return;
	report("lines of a hit", load, n, suffix, s, 1, "lines",
	       l->lines(t, keys->hit, n));
	report("lines of a miss", load, n, suffix, s, 1, "lines",
	       l->lines(t, keys->miss, n));
	report("table per entry", load, n, suffix, s, 1, "bytes",
	       ((double)t->bytes_buckets + t->bytes_words +
		(double)t->noverflow * s->kmalloc) / n);
}

static struct entry *entries_make(uint32_t n, const uint64_t seed[2], bool huge)
{
	struct entry *entries = bench_alloc((size_t)n * sizeof(*entries), huge);
	uint32_t i;

	for (i = 0; i < n; i++) {
		entries[i].key = bench_key(i, BENCH_HIT);
		entries[i].hash = bench_hash(&entries[i].key, seed);
	}
	return entries;
}

static struct bench_key *keys_make(uint32_t n, unsigned int which)
{
	uint32_t *order = bench_shuffle(n, which), i;
	struct bench_key *keys = bench_alloc(n * sizeof(*keys), false);

	for (i = 0; i < n; i++)
		keys[i] = bench_key(order[i], which);
	free(order);
	return keys;
}

/* Pages: of the table and of the entries. */
static const struct {
	const char *suffix;
	bool table, entries;
} pages[] = {
	{ "", false, false },
	{ "+table_huge", true, false },
	{ "+all_huge", true, true },
};

static bool wanted(size_t i, int argc, char **argv)
{
	int arg;

	for (arg = 5; arg < argc; arg++)
		if (!strcmp(argv[arg], layouts[i].shape.name))
			return true;
	return argc == 5;
}

int main(int argc, char **argv)
{
	const uint64_t seed[2] = { BENCH_SEED0, BENCH_SEED1 };
	static struct table tables[LAYOUTS][3];
	unsigned int load, runs, run, p, kinds;
	struct entry *entries[2];
	struct keys keys;
	size_t i;

	errno = 0;
	if (argc < 5) {
		fprintf(stderr, "Usage: layout N LOAD RUNS PAGES [NAME...]\n");
		return 2;
	}
	keys.n = strtoul(argv[1], NULL, 0);
	load = strtoul(argv[2], NULL, 0);
	runs = strtoul(argv[3], NULL, 0);
	kinds = strtoul(argv[4], NULL, 0);
	bench_pin(0);
	for (i = 0; i < 2; i++)
		entries[i] = i && kinds < 3 ? NULL :
			     entries_make(keys.n, seed, i);
	keys.hit = keys_make(keys.n, BENCH_HIT);
	keys.miss = keys_make(keys.n, BENCH_MISS);
	for (i = 0; i < LAYOUTS; i++) {
		for (p = 0; p < kinds && wanted(i, argc, argv); p++) {
			memcpy(tables[i][p].seed, seed, sizeof(seed));
			table_build(&tables[i][p], &layouts[i].shape,
				    entries[pages[p].entries], keys.n, load,
				    pages[p].table);
		}
	}
	for (run = 1; run <= runs; run++)
		for (i = 0; i < LAYOUTS; i++)
			for (p = 0; p < kinds && wanted(i, argc, argv); p++)
				measure(&layouts[i], &tables[i][p], &keys, load,
					pages[p].suffix, run);
	return 0;
}
