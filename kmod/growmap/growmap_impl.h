/* SPDX-License-Identifier: GPL-2.0 */
/*
 * growmap: what its files share, and tests may look at. The algorithm, its
 * invariants and its barrier pairs stand at the top of growmap.c.
 */
#ifndef GROWMAP_IMPL_H
#define GROWMAP_IMPL_H

#include <linux/jiffies.h>
#include <linux/kernel.h>
#include <linux/slab.h>

#include "growmap.h"

#define GROWMAP_CLOSED		INT_MIN	/* in count: the secret is being renewed */
#define GROWMAP_BACKOFF_MIN	DIV_ROUND_UP(HZ, 100)
#define GROWMAP_RESEED_DELAY	HZ	/* from emptied to a new secret */

enum {	/* bits of growmap.state; BIT() of them is in growmap_stats.flags */
	GROWMAP_QUEUED = 1,
	GROWMAP_PUT_OFF = 2,
	GROWMAP_STARTING = 3,	/* a writer is about to publish a larger array */
};

/* What one call moved, and what is to be told once no lock is held. */
struct growmap_step {
	bool by_worker;
	u32 buckets;			/* old ones evacuated */
	u32 moved;			/* entries */
	u64 ns;
	bool last;			/* no old bucket is left */
	unsigned int events;
	struct growmap_event event[2];	/* of the own group and of one more */
	struct growmap_bucket *spare;	/* worker's overflow buckets in advance */
};

/* An overflow bucket of a map with change marks. */
struct growmap_bucket_marked {
	struct growmap_bucket b;
	u64 marks;
};

/* Where the parts of a bucket are, which is an array's or an overflow one. */
struct growmap_ref {
	u64 *tophash;
	struct growmap_node __rcu **slot;
	struct growmap_bucket __rcu **overflow;
	u64 *marks;			/* an octet per slot, or NULL */
};

static inline struct growmap_ref growmap_at(const struct growmap_array *array,
					    u32 i)
{
	return (struct growmap_ref){
		.tophash = &array->tophash[i],
		.slot = array->slots[i].slot,
		.overflow = &array->overflow[i],
		.marks = array->marks ? &array->marks[i] : NULL,
	};
}

static inline struct growmap_ref growmap_ref(struct growmap_bucket *b,
					     bool marks)
{
	return (struct growmap_ref){
		.tophash = &b->tophash,
		.slot = b->slots.slot,
		.overflow = &b->overflow,
		.marks = marks ? &container_of(b, struct growmap_bucket_marked,
					       b)->marks : NULL,
	};
}

/*
 * To the bucket that follows in the chain. Return: whether there is one. For
 * those in an RCU section, and those who have the array to themselves.
 */
static inline bool growmap_next(struct growmap_ref *ref)
{
	struct growmap_bucket *b = rcu_dereference_raw(*ref->overflow);

	if (!b)
		return false;
	*ref = growmap_ref(b, ref->marks);
	return true;
}

/* Bit 7 of every live byte of an unmarked word, exactly. */
static inline u64 growmap_live(u64 word)
{
	const u64 low = GROWMAP_LANES * 0x7e;

	return (((word & low) + low) | word) & (GROWMAP_LANES << 7);
}

static inline u64 growmap_empty(u64 word)
{
	return ~growmap_live(word) & (GROWMAP_LANES << 7);
}

static inline unsigned int growmap_first(u64 bits)
{
	return __ffs64(bits) / 8;
}

static inline u64 growmap_set_byte(u64 word, unsigned int i, u8 value)
{
	return (word & ~(0xffULL << (8 * i))) | (u64)value << (8 * i);
}

/* @word with everything behind its last live byte EMPTY_REST. */
static inline u64 growmap_trim(u64 word)
{
	int bits = fls64(growmap_live(word));

	return bits ? word & (~0ULL >> (64 - bits)) : 0;
}

static inline void growmap_set_mark(const struct growmap_ref *b,
				    unsigned int slot, u8 mark)
{
	WRITE_ONCE(*b->marks, growmap_set_byte(*b->marks, slot, mark));
}

static inline void growmap_raise(atomic_t *max, u32 value)
{
	int cur = atomic_read(max);

	while ((u32)cur < value && !atomic_try_cmpxchg(max, &cur, value))
		;
}

static inline void growmap_raise64(atomic64_t *max, u64 value)
{
	s64 cur = atomic64_read(max);

	while ((u64)cur < value && !atomic64_try_cmpxchg(max, &cur, value))
		;
}

/* Counters that one writer at a time advances, and anybody reads. */
static inline void growmap_add(u64 *counter, u64 n)
{
	WRITE_ONCE(*counter, *counter + n);
}

static inline void growmap_notify(struct growmap *map,
				  const struct growmap_event *ev)
{
	if (map->params->notify)
		map->params->notify(map, ev);
}

static inline struct growmap_stripe *growmap_stripe(struct growmap *map,
						    u32 hash)
{
	return &map->stripes[hash & map->stripe_mask];
}

/*
 * When the array changes. A growth of any kind leaves the load at a factor of
 * at least two from where the next one is due: doubling leaves 3.25 entries per
 * bucket, shrinking at most 1.625, and 4 times as many or a quarter of them
 * bring the next shrink or doubling. So each growth, whose work is in proportion
 * to the array, is paid for by as many inserts or removals, in proportion.
 */

/* More than 6.5 entries per bucket, and a larger array is possible. */
static inline bool growmap_overloaded(const struct growmap *map, u8 B)
{
	if (B >= GROWMAP_MAX_B)
		return false;
	return (s64)atomic_read(&map->count) * 2 > 13LL << B;
}

/*
 * Less than an eighth of that, and a smaller array is possible. The empty map is
 * left alone: it gets its smallest array along with its new secret.
 */
static inline bool growmap_underloaded(const struct growmap *map, u8 B)
{
	int count = atomic_read(&map->count);

	if (count <= 0 || (s64)count * 16 >= 13LL << B)
		return false;
	return map->params->min_B < B;
}

/*
 * Overflow buckets as many as buckets, and at least half of them may be due to
 * entries that are gone. Keys that truly collide need theirs: @packed counts
 * those, so that moving them about is not repeated before they doubled. (The
 * model's other threshold, 2^15, is of a counter that from there on counts one
 * in so many; this one counts all.)
 */
static inline bool growmap_crowded(const struct growmap_array *array)
{
	u32 noverflow = atomic_read(&array->noverflow);

	return noverflow >= array->size &&
	       noverflow / 2 >= READ_ONCE(array->packed);
}

static inline enum growmap_growth_kind growmap_kind(u8 from_B, u8 to_B)
{
	if (from_B == to_B)
		return GROWMAP_GROW_SAME;
	return from_B < to_B ? GROWMAP_GROW_DOUBLE : GROWMAP_GROW_SHRINK;
}

/*
 * What is evacuated together is a group: the old buckets of one index modulo the
 * smaller of both sizes, which are one or, in a shrink, two.
 */
static inline u32 growmap_group_mask(const struct growmap_table *tbl)
{
	return min(tbl->mask, tbl->old->mask);
}

static inline u32 growmap_groups(const struct growmap_table *tbl)
{
	return growmap_group_mask(tbl) + 1;
}

static inline u32 growmap_group_buckets(const struct growmap_table *tbl)
{
	return tbl->mask < tbl->old->mask ? 2 : 1;
}

/* Ask the worker, unless it was asked or waits for better times. */
static inline void growmap_kick(struct growmap *map)
{
	if (test_bit(GROWMAP_PUT_OFF, &map->state) ||
	    test_bit(GROWMAP_QUEUED, &map->state) ||		/* (Q) */
	    test_and_set_bit(GROWMAP_QUEUED, &map->state))
		return;
	mod_delayed_work(system_unbound_wq, &map->work, 0);
}

static inline size_t growmap_bucket_bytes(bool marks)
{
	return marks ? sizeof(struct growmap_bucket_marked) :
		       sizeof(struct growmap_bucket);
}

static inline size_t growmap_array_bytes(u8 B, bool marks)
{
	return sizeof(struct growmap_array) +
	       (growmap_bucket_bytes(marks) << B);
}

/* growmap_table.c */
struct growmap_array *growmap_array_alloc(u8 B, bool marks, gfp_t gfp);
void growmap_array_free(struct growmap_array *array);
void growmap_chain_free(struct growmap_bucket *b);
struct growmap_table *
growmap_table_alloc(struct growmap *map, const struct growmap_table *like,
		    struct growmap_array *cur, gfp_t gfp);
struct growmap_table *growmap_table_fresh(struct growmap *map, u32 epoch);
struct growmap_table *growmap_table_get(struct growmap *map);
void growmap_table_put(struct growmap_table *tbl);
void growmap_supersede(struct growmap *map, struct growmap_table *tbl,
		       struct growmap_table *next,
		       struct growmap_array *doomed);
struct growmap_bucket *
growmap_overflow_alloc(struct growmap_array *array, struct growmap_step *step);
void growmap_overflow_free(struct growmap_array *array,
			   struct growmap_bucket *b);
void growmap_spare_fill(struct growmap_step *step, bool marks, u32 n);
void growmap_spare_free(struct growmap_step *step);
void growmap_reap(struct work_struct *work);

/* growmap_evacuate.c */
int growmap_evacuate(struct growmap_table *tbl, struct growmap_stripe *stripe,
		     u32 group, struct growmap_step *step);
int growmap_evacuate_one(struct growmap *map, struct growmap_table *tbl,
			 u32 group, struct growmap_step *step);
u32 growmap_claim(struct growmap_table *tbl, u32 n);
bool growmap_drained(const struct growmap_table *tbl);
void growmap_step_done(struct growmap *map, struct growmap_table *tbl,
		       const struct growmap_step *step);

/* growmap_grow.c */
bool growmap_start(struct growmap *map, struct growmap_table *tbl, u8 to_B,
		   gfp_t gfp);
bool growmap_drain(struct growmap *map, struct growmap_table *tbl);
void growmap_finish(struct growmap *map, struct growmap_table *tbl,
		    bool by_worker);
void growmap_grow(struct growmap *map, struct growmap_table *tbl);
void growmap_help(struct growmap *map, struct growmap_table *tbl,
		  struct growmap_step *step);
void growmap_work(struct work_struct *work);

/* growmap_stats.c */
void growmap_sum(const struct growmap *map, struct growmap_stats *st);

#endif /* GROWMAP_IMPL_H */
