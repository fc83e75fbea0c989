/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A static table of any of the layouts in question. The shape is a constant
 * wherever a table is used, so that the compiler makes of each what it would of
 * one written for it.
 *
 * A bucket is one or more words of tophashes and then slots. A tophash of 0
 * says that nothing lives in that lane and behind it, and 1 that the lane holds
 * no entry; lanes beyond the slots are 0 until the bucket overflows, then 1.
 */
#ifndef LAYOUT_TABLE_H
#define LAYOUT_TABLE_H

#include "bench.h"

struct shape {
	const char *name;
	unsigned int slots;
	unsigned int words;	/* of tophashes; none: tags in the pointers */
	unsigned int lane;	/* bits of one */
	unsigned int bits;	/* of them that carry hash */
	unsigned int stride;	/* bytes from bucket to bucket */
	unsigned int kmalloc;	/* what an overflow bucket costs in the kernel */
	bool alias;		/* the last slot gives way to the overflow bucket */
	bool split;		/* tophash words in an array of their own */
	bool bytes;		/* compare lane by lane */
	bool prefetch;		/* the second line, with the first */
};

struct entry {
	struct bench_key key;
	uint32_t hash;
	uint32_t zero;		/* what a dependent chain of lookups goes by */
	char rest[BENCH_LINE - 24];
} __attribute__((aligned(BENCH_LINE)));

struct table {
	uint32_t nbuckets;
	uint32_t noverflow;
	uint64_t seed[2];
	char *buckets;
	char *words;		/* of split shapes */
	size_t bytes_buckets;
	size_t bytes_words;
	char *pool;		/* of overflow buckets */
	size_t pool_used;
	size_t pool_size;
};

/* Which lines a lookup touched, where it is counted. */
struct touched {
	uintptr_t line[64];
	unsigned int n;
};

#define TABLE_OVER	1UL		/* bit 0 of a slot: an overflow bucket */
#define TABLE_TAG	48		/* where a tagged pointer's tag begins */
#define TABLE_PTR	((1UL << TABLE_TAG) - 1)

static inline __attribute__((always_inline)) void
table_touch(struct touched *t, const void *p)
{
	const uintptr_t line = (uintptr_t)p / BENCH_LINE;
	unsigned int i;

	if (!t)
		return;
	for (i = 0; i < t->n; i++)
		if (t->line[i] == line)
			return;
	if (t->n < 64)
		t->line[t->n++] = line;
}

static inline __attribute__((always_inline)) uint64_t
table_lanes(const struct shape s)
{
	return s.lane == 8 ? 0x0101010101010101ULL : 0x0001000100010001ULL;
}

/* The low bits; the high ones pick the bucket. 0 and 1 are taken. */
static inline __attribute__((always_inline)) uint64_t
table_top(const struct shape s, uint32_t hash)
{
	const uint64_t top = hash & ((1U << s.bits) - 1);

	return top < 2 ? top + 2 : top;
}

static inline __attribute__((always_inline)) uint64_t
table_zero(const struct shape s, uint64_t word)
{
	const uint64_t lanes = table_lanes(s);

	return (word - lanes) & ~word & (lanes << (s.lane - 1));
}

static inline __attribute__((always_inline)) uint32_t
table_index(const struct table *t, uint32_t hash)
{
	return ((uint64_t)hash * t->nbuckets) >> 32;
}

static inline __attribute__((always_inline)) struct entry *
table_equal(uintptr_t slot, uint32_t hash, const struct bench_key *key,
	    struct touched *count)
{
	struct entry *e = (struct entry *)slot;

	table_touch(count, e);
	if (e->hash == hash && e->key.word[0] == key->word[0] &&
	    e->key.word[1] == key->word[1])
		return e;
	return NULL;
}

/* Tags in the upper bits of the pointers; the last slot may be a bucket's. */
static inline __attribute__((always_inline)) struct entry *
table_find_tagged(const struct table *t, const struct shape s, uint32_t hash,
		  const struct bench_key *key, struct touched *count)
{
	const uintptr_t *slot = (const uintptr_t *)
		(t->buckets + (size_t)table_index(t, hash) * s.stride);
	const uint64_t top = table_top(s, hash);
	struct entry *e;
	unsigned int i;

	for (;;) {
		table_touch(count, slot);
#pragma GCC unroll 8
		for (i = 0; i < s.slots; i++) {
			if (slot[i] >> TABLE_TAG == top) {
				e = table_equal(slot[i] & TABLE_PTR, hash, key,
						count);
				if (e)
					return e;
			}
			if (!slot[i])
				return NULL;
		}
		if (!(slot[s.slots - 1] & TABLE_OVER))
			return NULL;
		slot = (const uintptr_t *)(slot[s.slots - 1] & TABLE_PTR & ~TABLE_OVER);
	}
}

/* One word's lanes. *@end: nothing lives behind it. */
static inline __attribute__((always_inline)) struct entry *
table_find_word(const struct shape s, uint64_t word, const uintptr_t *slot,
		uint32_t hash, const struct bench_key *key, bool *end,
		struct touched *count)
{
	const uint64_t lanes = table_lanes(s), top = table_top(s, hash);
	const unsigned int n = 64 / s.lane;
	struct entry *e;
	uint64_t hits;
	unsigned int i;

	if (s.bytes) {
		for (i = 0; i < n; i++, word >>= s.lane) {
			const uint64_t own = word & ((1ULL << s.lane) - 1);

			if (own == top) {
				table_touch(count, &slot[i]);
				e = table_equal(slot[i], hash, key, count);
				if (e)
					return e;
			}
			if (!own) {
				*end = true;
				return NULL;
			}
		}
		*end = false;
		return NULL;
	}
	for (hits = table_zero(s, word ^ lanes * top); hits; hits &= hits - 1) {
		i = __builtin_ctzll(hits) / s.lane;
		table_touch(count, &slot[i]);
		if (!slot[i])
			continue;
		e = table_equal(slot[i], hash, key, count);
		if (e)
			return e;
	}
	*end = table_zero(s, word);
	return NULL;
}

static inline __attribute__((always_inline)) struct entry *
table_find(const struct table *t, const struct shape s, uint32_t hash,
	   const struct bench_key *key, struct touched *count)
{
	const uint32_t i = table_index(t, hash);
	const char *b = t->buckets + (size_t)i * s.stride;
	const uint64_t *word = (const uint64_t *)b;
	const uintptr_t *slot = (const uintptr_t *)b + s.words;
	struct entry *e;
	unsigned int w;
	uintptr_t over;
	bool end;

	if (!s.words)
		return table_find_tagged(t, s, hash, key, count);
	if (s.split) {
		word = (const uint64_t *)t->words + (size_t)i * s.words;
		slot = (const uintptr_t *)b;
		if (s.prefetch)
			__builtin_prefetch(b);
	} else if (s.prefetch) {
		__builtin_prefetch(b + s.stride - 8);
	}
	for (;;) {
		for (w = 0; w < s.words; w++) {
			table_touch(count, &word[w]);
			e = table_find_word(s, word[w], slot + w * 64 / s.lane,
					    hash, key, &end, count);
			if (e)
				return e;
			if (end)
				return NULL;
		}
		over = slot[s.alias ? s.slots - 1 : s.slots];
		table_touch(count, &slot[s.alias ? s.slots - 1 : s.slots]);
		if (!(over & TABLE_OVER))
			return NULL;
		word = (const uint64_t *)(over & ~TABLE_OVER);
		slot = (const uintptr_t *)word + s.words;
	}
}

/* What a batch fetches before it looks: the bucket's lines. */
static inline __attribute__((always_inline)) void
table_fetch_bucket(const struct table *t, const struct shape s, uint32_t hash)
{
	const uint32_t i = table_index(t, hash);
	const char *b = t->buckets + (size_t)i * s.stride;

	__builtin_prefetch(b);
	if (s.split)
		__builtin_prefetch(t->words + (size_t)i * 8 * s.words);
	else if (s.stride % BENCH_LINE || s.stride > BENCH_LINE)
		__builtin_prefetch(b + s.stride - 8);
}

/* And then: the entries that the head's tophashes name. */
static inline __attribute__((always_inline)) void
table_fetch_entry(const struct table *t, const struct shape s, uint32_t hash)
{
	const uint32_t i = table_index(t, hash);
	const char *b = t->buckets + (size_t)i * s.stride;
	const uint64_t *word = (const uint64_t *)b;
	const uintptr_t *slot = (const uintptr_t *)b + s.words;
	const uint64_t top = table_top(s, hash);
	unsigned int w, lane;
	uint64_t hits;

	if (!s.words) {
#pragma GCC unroll 8
		for (w = 0; w < s.slots; w++)
			if (slot[w] >> TABLE_TAG == top)
				__builtin_prefetch((void *)(slot[w] & TABLE_PTR));
		return;
	}
	if (s.split) {
		word = (const uint64_t *)t->words + (size_t)i * s.words;
		slot = (const uintptr_t *)b;
	}
	for (w = 0; w < s.words; w++) {
		for (hits = table_zero(s, word[w] ^ table_lanes(s) * top); hits;
		     hits &= hits - 1) {
			lane = w * 64 / s.lane + __builtin_ctzll(hits) / s.lane;
			__builtin_prefetch((void *)slot[lane]);
		}
	}
}

#endif
