/* SPDX-License-Identifier: GPL-2.0 */
/* What the parts of the benchmark share: entries, keys, and a map under test. */
#ifndef BENCH_H
#define BENCH_H

#include <linux/cache.h>
#include <linux/rhashtable-types.h>
#include <linux/siphash.h>
#include <linux/types.h>

#include "growmap.h"

#define BENCH_RESCHED	64	/* operations between reschedules */
#define BENCH_AHEAD	16	/* entries touched before they are inserted */

struct bench_key {
	u64 a;
	u64 b;
};

/* One cache line: the key, what either map wants in it, and the user's data. */
struct bench_entry {
	struct bench_key key;
	union {
		struct growmap_node grow;
		struct rhash_head rhash;
	};
} __aligned(64);

static_assert(sizeof(struct bench_entry) == 64);

/* The hash of both maps, and how both compare keys. */
static __always_inline u32 bench_hash(const struct bench_key *key,
				      const siphash_key_t *seed)
{
	static_assert(sizeof(*seed) == sizeof(hsiphash_key_t));
	return hsiphash_4u32(key->a, key->a >> 32, key->b, key->b >> 32,
			     (const hsiphash_key_t *)seed);
}

static __always_inline bool bench_equal(const struct bench_key *x,
					const struct bench_key *y)
{
	return !((x->a ^ y->a) | (x->b ^ y->b));
}

/**
 * struct bench_set - entries and keys that every map is given alike
 * @n: entries
 * @entry: them, in the order of insertion and of removal, which has nothing to
 *	do with their addresses
 * @cache: where they are from
 * @queries: keys in each of the arrays that follow
 * @hit: keys that are there, in an order of their own
 * @miss: keys that are not
 */
struct bench_set {
	u32 n;
	struct bench_entry **entry;
	struct kmem_cache *cache;
	u32 queries;
	struct bench_key *hit;
	struct bench_key *miss;
};

int bench_set_init(struct bench_set *set, u32 n);
void bench_set_free(struct bench_set *set);

/*
 * The clock for single calls. A user-mode kernel's own one counts by 256 ns;
 * this one counts cycles, and is only ever compared with the other over long
 * times.
 */
static __always_inline u64 bench_cycles(void)
{
	return __builtin_ia32_rdtsc();
}

/* Durations, to a 32nd of their value. */
#define BENCH_HIST_SUB	5
#define BENCH_HIST_SIZE	((64 - BENCH_HIST_SUB) << BENCH_HIST_SUB)

struct bench_hist {
	u64 count;
	u64 longest;
	u32 bin[BENCH_HIST_SIZE];
};

void bench_hist_add(struct bench_hist *hist, u64 cycles);

/* The duration that @ppm of a million do not exceed. */
u64 bench_hist_quantile(const struct bench_hist *hist, u32 ppm);

/**
 * struct bench_memory - what a map of some entries takes
 * @asked: bytes of table, as its code asks for them
 * @taken: bytes of table, as the allocator had to give them
 */
struct bench_memory {
	u64 asked;
	u64 taken;
};

/* What the allocator took for a block of kvmalloc(). */
u64 bench_taken(const void *block, u64 asked);

/**
 * struct bench_map - a kind of map; there is one instance of each
 * @name: in the results
 * @node: bytes that it wants in an entry
 * @open: make it empty
 * @close: take it down; entries stay with the caller
 * @insert: insert entries [@from, @to); 0 or an error
 * @insert_each: insert all, each timed in cycles; 0 or an error
 * @settle: wait until no growth is due or under way
 * @lookup: how many of @n keys are there
 * @batch: the same, sixteen at a time; or NULL
 * @walk: how many entries a walk meets
 * @remove: remove all; 0 or an error
 * @memory: of the table
 */
struct bench_map {
	const char *name;
	size_t node;
	int (*open)(void);
	void (*close)(void);
	int (*insert)(const struct bench_set *set, u32 from, u32 to);
	int (*insert_each)(const struct bench_set *set, struct bench_hist *hist);
	void (*settle)(void);
	u32 (*lookup)(const struct bench_key *keys, u32 n);
	u32 (*batch)(const struct bench_key *keys, u32 n);
	u32 (*walk)(void);
	int (*remove)(const struct bench_set *set);
	void (*memory)(struct bench_memory *mem);
};

extern const struct bench_map bench_growmap;
extern const struct bench_map bench_rhashtable;

/* Where results go: JSON lines, in a buffer that one read() takes away. */
struct bench_out {
	char *text;
	size_t size;
	size_t used;
	u32 n;
	u32 run;
};

void bench_emit(struct bench_out *out, const char *op, const char *impl,
		const char *unit, u64 thousandths);

/**
 * bench_measure() - one run of one map
 * @map: which
 * @set: with what
 * @ops: names of operations, or NULL for all
 * @out: filled
 *
 * Return: 0, or -EIO when the map gave a wrong answer, or an error of its.
 */
int bench_measure(const struct bench_map *map, const struct bench_set *set,
		  const char *ops, struct bench_out *out);

/* What hashing a key costs, with either of the kernel's keyed hashes. */
void bench_hashes(const struct bench_set *set, struct bench_out *out);

#endif
