// SPDX-License-Identifier: GPL-2.0
/*
 * machine N RUN: what the machine takes for the memory that a lookup needs, so
 * that a lookup can be held against it: in a table of N entries of a line each
 * and buckets, also of a line, for six of them, one access to a random bucket
 * and then one to a random entry, whose number stands in the bucket.
 *
 * - one after another: the next pair begins when the last ended;
 * - in a stream: pairs do not depend on each other, so the machine overlaps
 *   what it can see;
 * - sixteen at once: first all bucket lines are asked for, then all entries.
 *
 * With and without the hash of a key before each pair, on ordinary and on huge
 * pages.
 */
#include <stdio.h>
#include <stdlib.h>

#include "bench.h"

#define ACCESSES	1000000U
#define BATCH		16
#define SLOTS		6		/* entries of a bucket */

struct line {
	uint64_t word[BENCH_LINE / 8];
};

struct memory {
	uint32_t n, nbuckets;
	struct line *entry, *bucket;
	const struct bench_key *keys;
};

static const uint64_t seed[2] = { BENCH_SEED0, BENCH_SEED1 };
static volatile uint64_t sink;

/* By the key's hash, or else by the key itself, which is as random. */
static inline uint32_t pick(const struct memory *m, uint32_t i, bool hash)
{
	return hash ? bench_hash(&m->keys[i], seed) :
		      (uint32_t)m->keys[i].word[0];
}

static inline const uint64_t *slot(const struct memory *m, uint32_t own)
{
	const struct line *b = &m->bucket[((uint64_t)own * m->nbuckets) >> 32];

	return &b->word[(own & 0xffff) * SLOTS >> 16];
}

static inline __attribute__((always_inline)) double
pairs(const struct memory *m, bool hash, bool wait)
{
	const uint32_t n = m->n < ACCESSES ? m->n : ACCESSES;
	const uint32_t rounds = (ACCESSES + n - 1) / n;
	uint64_t before = bench_mine(), sum = 0, zero = 0, e;
	uint32_t i, r;

	for (r = 0; r < rounds; r++) {
		for (i = 0; i < n; i++) {
			e = *slot(m, pick(m, i + zero, hash));
			e = m->entry[e].word[0];
			sum += e;
			if (wait)
				zero = e;
		}
	}
	sink = sum;
	return (double)(bench_mine() - before) / n / rounds;
}

static inline __attribute__((always_inline)) double
batches(const struct memory *m, bool hash)
{
	const uint32_t n = (m->n < ACCESSES ? m->n : ACCESSES) & ~(BATCH - 1);
	const uint32_t rounds = (ACCESSES + n - 1) / n;
	uint64_t before = bench_mine(), sum = 0, e[BATCH];
	const uint64_t *b[BATCH];
	uint32_t i, j, r;

	for (r = 0; r < rounds; r++) {
		for (i = 0; i < n; i += BATCH) {
			for (j = 0; j < BATCH; j++) {
				b[j] = slot(m, pick(m, i + j, hash));
				__builtin_prefetch(b[j]);
			}
			for (j = 0; j < BATCH; j++) {
				e[j] = *b[j];
				__builtin_prefetch(&m->entry[e[j]]);
			}
			for (j = 0; j < BATCH; j++)
				sum += m->entry[e[j]].word[0];
		}
	}
	sink = sum;
	return (double)(bench_mine() - before) / n / rounds;
}

static double hashes(const struct memory *m)
{
	const uint32_t n = m->n < ACCESSES ? m->n : ACCESSES;
	const uint32_t rounds = (ACCESSES + n - 1) / n;
	uint64_t before = bench_mine(), zero = 0;
	uint32_t i, r;

	for (r = 0; r < rounds; r++)
		for (i = 0; i < n; i++)
			zero = !bench_hash(&m->keys[i + zero], seed);
	sink = zero;
	return (double)(bench_mine() - before) / n / rounds;
}

static void memory_make(struct memory *m, uint32_t n, bool huge)
{
	uint32_t *order = bench_shuffle(n, 1), i;

	m->n = n;
	m->nbuckets = n / SLOTS;
	m->entry = bench_alloc((size_t)n * sizeof(*m->entry), huge);
	m->bucket = bench_alloc((size_t)m->nbuckets * sizeof(*m->bucket), huge);
	for (i = 0; i < m->nbuckets * SLOTS; i++)
		m->bucket[i / SLOTS].word[i % SLOTS] = order[i];
	free(order);
}

int main(int argc, char **argv)
{
	const char *const pages[] = { "ordinary pages", "huge pages" };
	struct memory m;
	char impl[64];
	struct bench_key *keys;
	unsigned int run, huge;
	uint32_t n, i;

	if (argc != 3) {
		fprintf(stderr, "Usage: machine N RUN\n");
		return 2;
	}
	n = strtoul(argv[1], NULL, 0);
	run = strtoul(argv[2], NULL, 0);
	bench_pin(0);
	/* One more than is asked for, should a hash be 0. */
	keys = bench_alloc(((size_t)n + 1) * sizeof(*keys), false);
	for (i = 0; i < n; i++)
		keys[i] = bench_key(i, BENCH_HIT);
	for (huge = 0; huge < 2; huge++) {
		memory_make(&m, n, huge);
		m.keys = keys;
		snprintf(impl, sizeof(impl), "%s", pages[huge]);
		bench_result("machine", "hash alone, one after another", n, impl,
			     run, "ns", hashes(&m));
		bench_result("machine", "pair, one after another", n, impl, run,
			     "ns", pairs(&m, false, true));
		bench_result("machine", "hash and pair, one after another", n,
			     impl, run, "ns", pairs(&m, true, true));
		bench_result("machine", "hash and pair, in a stream", n, impl,
			     run, "ns", pairs(&m, true, false));
		bench_result("machine", "hash and pair, sixteen at once", n,
			     impl, run, "ns", batches(&m, true));
	}
	return 0;
}
