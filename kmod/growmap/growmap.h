/* SPDX-License-Identifier: GPL-2.0 */
/*
 * growmap: a hash map for RCU readers whose array grows in small steps.
 *
 * The same files compile in the kernel and, over the shims of
 * selftests/growmap/shim, in user space. The algorithm, its invariants and its
 * barrier pairs stand at the top of growmap.c; this is what a user needs.
 *
 * An entry is any structure with a struct growmap_node in it; its key stands
 * in the entry and must not change while the entry is in the map. Entries
 * belong to the user: the map never frees one, and one that was removed or
 * replaced may be freed (or inserted again) only after an RCU grace period.
 *
 * Contexts. Readers: rcu_read_lock(), any context. Writers (insert, remove,
 * replace) and walks: process or softirq context, never hard interrupts; they
 * take one spinlock with bottom halves off for a bounded piece of work.
 * params.hash and params.equal are called with that lock held: they must not
 * sleep, take locks or call the map.
 */
#ifndef GROWMAP_H
#define GROWMAP_H

#include <linux/atomic.h>
#include <linux/bitops.h>
#include <linux/build_bug.h>
#include <linux/cache.h>
#include <linux/compiler.h>
#include <linux/llist.h>
#include <linux/prefetch.h>
#include <linux/rcupdate.h>
#include <linux/siphash.h>
#include <linux/spinlock.h>
#include <linux/types.h>
#include <linux/workqueue.h>

#define GROWMAP_SLOTS		8	/* entries per bucket */
#define GROWMAP_MIN_B_MAX	16	/* largest params.min_B */
#define GROWMAP_MAX_B		24	/* largest array: 2^24 buckets, 1.25 GiB */
#define GROWMAP_STRIPES_MAX_B	8	/* at most 2^8 writer locks per map */
#define GROWMAP_LIMIT_MAX	(13U << (GROWMAP_MAX_B - 1))
#define GROWMAP_LOG_SIZE	16	/* growths remembered */
#define GROWMAP_BATCH		16	/* keys that lookup_batch has under way at once */
#define GROWMAP_BATCH_MIN_B	10	/* smaller arrays are in the caches anyway */
#define GROWMAP_DRAINERS	8	/* workers that drain one array, at most */
#define GROWMAP_OCC_MAX		33	/* 0..31 entries, then "32 or more" */

struct growmap;

/**
 * struct growmap_node - what an entry carries to be in a map
 * @hash: hash of the entry's key, written by the map before it publishes the
 *	entry; of no use to anybody else
 */
struct growmap_node {
	u32 hash;
};

/**
 * struct growmap_marked - the same in a map with change marks
 * @node: what the map's functions want
 * @mark: the map's mark when the entry last changed, its low octet; the map's
 */
struct growmap_marked {
	struct growmap_node node;
	u8 mark;
};

/**
 * enum growmap_event_type - what params.notify is told
 * @GROWMAP_EV_START: a new array was published
 * @GROWMAP_EV_EVACUATE: one old bucket was evacuated; of a shrink, two
 * @GROWMAP_EV_FINISH: the old array is empty and unpublished
 * @GROWMAP_EV_PUT_OFF: no memory for a new array or for an evacuation's
 *	overflow buckets; it will be tried again
 * @GROWMAP_EV_RESEED: the emptied map got a new secret and its smallest array
 *
 * All may come in a writer's context (so, in softirq) or in the worker's, but
 * for RESEED, which is always the worker's.
 */
enum growmap_event_type {
	GROWMAP_EV_START,
	GROWMAP_EV_EVACUATE,
	GROWMAP_EV_FINISH,
	GROWMAP_EV_PUT_OFF,
	GROWMAP_EV_RESEED,
};

/**
 * struct growmap_event - argument of params.notify
 * @type: what happened
 * @from_B: log2 of the buckets before (of the old array)
 * @to_B: log2 of the buckets after (of the new array)
 * @by_worker: the worker did it, not a writer
 * @chains: EVACUATE: old buckets evacuated, 1 or 2
 * @bucket: EVACUATE and PUT_OFF of an evacuation: the old bucket, of two the
 *	lower; else 0
 * @moved: EVACUATE: entries in those chains; FINISH: all entries moved
 * @moved_worker: those of @moved that the worker moved
 * @ns: EVACUATE: what this took, waiting for the lock excluded;
 *	FINISH: from publishing to unpublishing, nanoseconds
 */
struct growmap_event {
	enum growmap_event_type type;
	u8 from_B;
	u8 to_B;
	bool by_worker;
	u8 chains;
	u32 bucket;
	u32 moved;
	u32 moved_worker;
	u64 ns;
};

/**
 * struct growmap_params - what distinguishes one kind of map from another
 * @name: for logs and debugfs
 * @hash: keyed hash of @key, all 32 bits well mixed (the low ones pick the
 *	bucket, the high ones the tophash); siphash where keys come from outside
 * @equal: whether the entry around @node has this key
 * @min_B: the smallest array has 2^min_B buckets (at most GROWMAP_MIN_B_MAX)
 *	and there are never more writer locks than that
 * @marks: whether growmap_walk_since() is wanted: every node is one of a struct
 *	growmap_marked then, and a bucket takes 8 octets more
 * @notify: optional; called without any of the map's locks: it must not sleep,
 *	may not write to the same map, and for EVACUATE it should be no more
 *	than a tracepoint
 *
 * Const and static: growmap_lookup() takes it by value, so that the compiler
 * turns both callbacks into direct calls. It must outlive the map.
 */
struct growmap_params {
	const char *name;
	u32 (*hash)(const void *key, const siphash_key_t *seed);
	bool (*equal)(const struct growmap_node *node, const void *key);
	u8 min_B;
	bool marks;
	void (*notify)(struct growmap *map, const struct growmap_event *ev);
};

/* One byte per slot; the reserved values are those of the model. */
enum growmap_tophash {
	GROWMAP_EMPTY_REST = 0,		/* this slot and all behind it are empty */
	GROWMAP_EMPTY_ONE = 1,		/* this slot is empty */
	GROWMAP_EVACUATED_X = 2,	/* moved to the bucket of the same index, */
					/* modulo the new size */
	GROWMAP_EVACUATED_Y = 3,	/* moved to that index + old size */
	GROWMAP_EVACUATED_EMPTY = 4,	/* was empty, the bucket is evacuated */
	GROWMAP_MIN_TOPHASH = 5,	/* smallest tophash of a live slot */
};

/*
 * A bucket is eight slots and a word of eight tophash bytes, slot i's in bits
 * 8i..8i+7 whatever the machine's byte order, only ever read and written as that
 * word. The buckets of an array have their words, their slots (a cache line per
 * bucket) and what follows when these are full in three arrays: who looks for
 * what is not there sees but the first, which is small enough for the caches.
 */
struct growmap_slots {
	struct growmap_node __rcu *slot[GROWMAP_SLOTS];
};

/* An overflow bucket. */
struct growmap_bucket {
	u64 tophash;
	struct growmap_slots slots;
	struct growmap_bucket __rcu *overflow;
};

struct growmap_array {
	u64 *tophash;
	struct growmap_slots *slots;	/* garbage where no tophash is live */
	struct growmap_bucket __rcu **overflow;
	u64 *marks;			/* an octet per slot, or NULL */
	u32 mask;			/* size - 1 */
	u32 size;			/* buckets, a power of two */
	u8 B;				/* log2(size) */

	/* overflow buckets behind them */
	atomic_t noverflow ____cacheline_aligned_in_smp;
	u32 packed;			/* of those, needed when all had moved in */
};

/*
 * What the map's one pointer publishes. Constant once published, but for the
 * progress of the growth, which stands on a line of its own.
 */
struct growmap_table {
	struct growmap_array *cur;
	struct growmap_array *old;	/* NULL when not growing */
	siphash_key_t seed;
	u32 epoch;			/* of the seed, never 0 */
	u32 mask;			/* cur's, which may be gone before this is */
	u8 B;				/* the same */

	struct {
		atomic_t claimed;	/* next group nobody has taken on */
		atomic_t evacuated;	/* groups done */
		bool starved;		/* no memory: left to the worker */
		atomic_t longest_buckets;
		atomic_t longest_entries;
		atomic64_t longest_ns;
	} growth ____cacheline_aligned_in_smp;

	u32 drainers;			/* workers that drained @old */
	u32 share[GROWMAP_DRAINERS];	/* entries that each of them moved */

	struct growmap_table *next;	/* what follows when @old is drained */
	struct growmap_array *doomed;	/* array that dies with this table */
	atomic_t refs;			/* the map's and the worker's */
	struct growmap *map;		/* for the RCU callback */
	struct rcu_head rcu;
	struct llist_node dead;
};

/* A writer lock, and what is counted under it. */
struct growmap_stripe {
	spinlock_t lock;	/* all chains whose hashes end in its index */
	u64 moved_writers;
	u64 moved_worker;
	u64 refused;
	u64 put_off;
} ____cacheline_aligned_in_smp;

/**
 * enum growmap_growth_kind - how the new array compares with the old one
 * @GROWMAP_GROW_DOUBLE: twice the buckets: more than 6.5 entries per bucket
 * @GROWMAP_GROW_SAME: as many buckets, for chains without holes: there were as
 *	many overflow buckets as buckets, and twice as many as were needed when
 *	the array was new
 * @GROWMAP_GROW_SHRINK: half the buckets: less than 13/16 entries per bucket
 */
enum growmap_growth_kind {
	GROWMAP_GROW_DOUBLE,
	GROWMAP_GROW_SAME,
	GROWMAP_GROW_SHRINK,
};

/**
 * struct growmap_growth - one line of the growth log
 * @kind: enum growmap_growth_kind
 * @from_B: log2 of the old array's buckets
 * @to_B: log2 of the new array's buckets
 * @started: when the new array was published, CLOCK_MONOTONIC ns
 * @duration: until the old array was unpublished, ns
 * @moved_writers: entries that writers moved
 * @moved_worker: entries that the worker moved
 * @longest_buckets: most old buckets that one call evacuated, never above 2
 * @longest_entries: most entries that one call moved
 * @longest_ns: longest that one call was kept by moving, ns (preemption and
 *	interrupts included)
 * @drainers: workers that drained the old array: one, or several where it is
 *	large; 0 when writers had moved all before a worker came
 * @share_sd: standard deviation of the shares of entries that these moved, in
 *	permille of the mean share
 */
struct growmap_growth {
	u8 kind;
	u8 from_B;
	u8 to_B;
	u64 started;
	u64 duration;
	u64 moved_writers;
	u64 moved_worker;
	u32 longest_buckets;
	u32 longest_entries;
	u64 longest_ns;
	u32 drainers;
	u32 share_sd;
};

/* growmap_stats.flags */
#define GROWMAP_F_GROWING	BIT(0)	/* there is an old array */
#define GROWMAP_F_QUEUED	BIT(1)	/* the worker was asked and has not begun */
#define GROWMAP_F_PUT_OFF	BIT(2)	/* memory was short, the worker will retry */

/**
 * struct growmap_stats - a snapshot; each field is right, together they may
 *	be of slightly different moments
 * @count: entries
 * @flags: GROWMAP_F_*
 * @B: log2 of the buckets
 * @hash0: whether the secret is set (the secret itself is nobody's business)
 * @noverflow: overflow buckets of both arrays
 * @buckets: buckets
 * @oldbuckets: buckets of the old array, 0 when not growing
 * @nevacuate: how many of those are evacuated
 * @limit: most entries there may be
 * @growths: growths finished, of every kind
 * @same: those of the same size
 * @shrinks: those to half the size
 * @put_off: times that a new array could not be had
 * @put_off_buckets: times that a bucket could not be evacuated for lack of an
 *	overflow bucket
 * @reseeds: times that the secret was renewed
 * @moved_writers: entries moved by writers, all growths
 * @moved_worker: entries moved by the worker, all growths
 * @longest_buckets: most old buckets that one call evacuated, never above 2
 * @longest_entries: most entries that one call moved
 * @longest_ns: longest that one call was kept by moving, ns
 * @drainers: of the last growth that several workers drained; 0 before
 * @share_sd: likewise, see struct growmap_growth
 * @refused: inserts refused at the limit
 * @bytes: memory of arrays and overflow buckets
 */
struct growmap_stats {
	u32 count;
	u32 flags;
	u8 B;
	bool hash0;
	u32 noverflow;
	u32 buckets;
	u32 oldbuckets;
	u32 nevacuate;
	u32 limit;
	u64 growths;
	u64 same;
	u64 shrinks;
	u64 put_off;
	u64 put_off_buckets;
	u64 reseeds;
	u64 moved_writers;
	u64 moved_worker;
	u32 longest_buckets;
	u32 longest_entries;
	u64 longest_ns;
	u32 drainers;
	u32 share_sd;
	u64 refused;
	u64 bytes;
};

/**
 * struct growmap_cursor - where a walk stands; all zero is the beginning
 * @addr: entries of hash @rev up to this address are delivered
 * @rev: entries of smaller reversed hash are delivered
 * @epoch: of the secret that @rev belongs to, 0 before the first call
 * @done: the end was reached
 * @reseeded: see growmap_cursor_exact()
 *
 * Opaque to users, and small enough for a netlink_callback's ctx.
 */
struct growmap_cursor {
	unsigned long addr;
	u32 rev;
	u32 epoch;
	bool done;
	bool reseeded;
};

/* What has a worker of its own drain a large array with the map's worker. */
struct growmap_drainer {
	struct work_struct work;
	struct growmap *map;
	struct growmap_table *tbl;
	unsigned int nr;		/* of its share */
};

/**
 * struct growmap - a map; everything in it is private
 * @table: the current table
 * @params: as given to growmap_init()
 * @stripes: the writer locks
 * @stripe_mask: their number - 1
 * @limit: most entries there may be
 * @state: GROWMAP_F_QUEUED and _PUT_OFF, and one more
 * @mark: the change mark of the day
 * @seed_used: an entry was inserted under the current secret
 * @count: entries, or negative for the moment in which the secret is renewed
 * @work: grows, drains, finishes, renews the secret
 * @backoff: jiffies until the next try after memory was short; worker only
 * @drainer: the worker's helpers; only it starts and stops them
 * @reap: frees tables whose grace period is over
 * @dead: those tables
 * @longest_buckets: see struct growmap_stats
 * @longest_entries: see struct growmap_stats
 * @longest_ns: see struct growmap_stats
 * @table_lock: held to change @table, and guards all below
 * @growing: the growth under way
 * @log: the last growths, ring
 * @growths: growths finished; its low bits say where the ring goes on
 * @same: see struct growmap_stats
 * @shrinks: see struct growmap_stats
 * @drainers: see struct growmap_stats
 * @share_sd: see struct growmap_stats
 * @put_off: arrays that could not be had
 * @reseeds: secrets renewed
 */
struct growmap {
	struct growmap_table __rcu *table;
	const struct growmap_params *params;
	struct growmap_stripe *stripes;
	u32 stripe_mask;
	u32 limit;
	unsigned long state;
	atomic_t mark;
	bool seed_used;

	atomic_t count ____cacheline_aligned_in_smp;

	struct delayed_work work;
	unsigned long backoff;
	struct growmap_drainer drainer[GROWMAP_DRAINERS - 1];
	struct work_struct reap;
	struct llist_head dead;
	atomic_t longest_buckets;
	atomic_t longest_entries;
	atomic64_t longest_ns;

	spinlock_t table_lock;	/* changes of table, and what follows */
	struct growmap_growth growing;
	struct growmap_growth log[GROWMAP_LOG_SIZE];
	u64 growths;
	u64 same;
	u64 shrinks;
	u32 drainers;
	u32 share_sd;
	u64 put_off;
	u64 reseeds;
};

/**
 * growmap_init() - make an empty map
 * @map: the map, uninitialised memory
 * @params: its kind, must outlive it
 * @limit: most entries there may be, 1..GROWMAP_LIMIT_MAX
 *
 * Context: process, may sleep.
 * Return: 0; -EINVAL when @params lacks a name, a hash or an equal, min_B is
 * above GROWMAP_MIN_B_MAX or @limit is out of range; -ENOMEM. After an error
 * there is nothing to destroy.
 */
int growmap_init(struct growmap *map, const struct growmap_params *params,
		 u32 limit);

/**
 * growmap_destroy() - take the map down
 * @map: the map
 * @release: optional, called once for every entry still there; no RCU grace
 *	period is waited for on the entries' behalf
 * @arg: for @release
 *
 * The caller sees to it that no reader, writer or walk is in the map any more
 * and none can come. Stops the worker and waits for everything of the map that
 * is under way, RCU callbacks included.
 *
 * Context: process, may sleep.
 */
void growmap_destroy(struct growmap *map,
		     void (*release)(struct growmap_node *node, void *arg),
		     void *arg);

/**
 * growmap_insert() - put an entry in unless its key is there already
 * @map: the map
 * @node: in the entry, not in any map
 * @key: its key
 *
 * Evacuates at most two old buckets while the map grows or shrinks.
 *
 * Context: process or softirq; in an RCU read-side section where the caller
 * goes on to use the entry that was returned.
 * Return: NULL when @node was inserted; the node that is there already under
 * this key; ERR_PTR(-ENOSPC) at the limit (an entry already there is returned
 * all the same); ERR_PTR(-ENOMEM) when the key's chain is full and no overflow
 * bucket could be had.
 */
struct growmap_node *growmap_insert(struct growmap *map,
				    struct growmap_node *node, const void *key);

/**
 * growmap_remove() - take an entry out
 * @map: the map
 * @node: in the entry, whose memory must still be valid
 *
 * Of several that remove the same entry at once exactly one is told 0; that
 * one may free it after a grace period. Evacuates at most two old buckets.
 *
 * Context: process or softirq.
 * Return: 0; -ENOENT when it was not (any more) in the map.
 */
int growmap_remove(struct growmap *map, struct growmap_node *node);

/**
 * growmap_replace() - put an entry in another one's place
 * @map: the map
 * @old: in the entry that is there; to be freed after a grace period
 * @new: in the entry to come, of the very same key, not in any map
 *
 * A reader finds one or the other, never neither. Needs no memory. Evacuates at
 * most two old buckets.
 *
 * Context: process or softirq.
 * Return: 0; -ENOENT when @old was not (any more) in the map: then @new is not
 * in it either.
 */
int growmap_replace(struct growmap *map, struct growmap_node *old,
		    struct growmap_node *new);

/**
 * growmap_mark_next() - draw a line between changes before and after
 * @map: the map, of params.marks
 *
 * For whom wants all entries once and afterwards only those that changed::
 *
 *	mark = growmap_mark_next(map);
 *	... growmap_walk(), all of it ...
 *	for (;;) {
 *		next = growmap_mark_next(map);
 *		... growmap_walk_since() with @mark, all of it ...
 *		mark = next;
 *	}
 *
 * Several may do so at once, each with marks of its own. That an entry was
 * removed is not told.
 *
 * Context: any.
 * Return: the mark to give to growmap_walk_since() next time.
 */
u32 growmap_mark_next(struct growmap *map);

/**
 * growmap_touch() - the user changed an entry's content
 * @map: the map, of params.marks
 * @entry: in the entry; when it is not in the map, nothing happens
 *
 * To be called after the change. What is inserted, or put in another entry's
 * place, counts as changed without this. Only the first change of an entry
 * after a growmap_mark_next() takes a lock, and evacuates two old buckets at
 * most; the others cost a full barrier.
 *
 * Context: process or softirq.
 */
void growmap_touch(struct growmap *map, struct growmap_marked *entry);

/**
 * growmap_touched() - whether growmap_touch() has nothing to do
 * @map: the map, of params.marks
 * @entry: in the entry
 *
 * For whom changes an entry under a lock that must not be held in the map's
 * functions, and touches it before.
 *
 * Context: any. A full barrier.
 * Return: whether the entry has the map's mark of the moment.
 */
bool growmap_touched(const struct growmap *map,
		     const struct growmap_marked *entry);

/**
 * growmap_set_limit() - change the limit
 * @map: the map
 * @limit: most entries from now on; 0 refuses every new entry, a value above
 *	GROWMAP_LIMIT_MAX means that one
 *
 * Entries above a lowered limit stay; new ones are refused until there are
 * fewer. Context: any.
 */
void growmap_set_limit(struct growmap *map, u32 limit);

/**
 * growmap_count() - how many entries there are
 * @map: the map
 *
 * Never more than the limit (unless that was lowered). Context: any.
 * Return: the number.
 */
u32 growmap_count(const struct growmap *map);

/**
 * growmap_cursor_init() - to the beginning
 * @cur: the cursor; one of all zeroes needs no call of this
 */
static inline void growmap_cursor_init(struct growmap_cursor *cur)
{
	*cur = (struct growmap_cursor){};
}

/**
 * growmap_cursor_exact() - whether the walk so far kept its whole contract
 * @cur: the cursor
 *
 * Return: false when the map was emptied and its secret renewed between two
 * calls, so that entries which came after that may be delivered or not, and
 * ones which were removed and inserted anew, twice. (No entry was present
 * throughout such a walk, so the contract's main clause holds even then.)
 */
static inline bool growmap_cursor_exact(const struct growmap_cursor *cur)
{
	return !cur->reseeded;
}

/**
 * growmap_walk() - the next entries of a walk
 * @map: the map
 * @cur: where the walk stands; moved on
 * @nodes: filled with entries
 * @n: room in @nodes, at least 1
 *
 * An entry that is in the map from the first call to the last is delivered
 * exactly once, whatever the array does meanwhile and however many calls the
 * walk takes; one that comes or goes meanwhile, at most once. Replacing an
 * entry keeps its place, except among more than @n keys of the very same
 * 32-bit hash. The order is that of the reversed hash and means nothing.
 *
 * The work of one call is bounded: in a sparse array it may come to its bound
 * before it met an entry. Then -EAGAIN asks for another call, before which the
 * caller may leave its RCU section and reschedule::
 *
 *	do {
 *		rcu_read_lock();
 *		got = growmap_walk(map, &cur, nodes, ARRAY_SIZE(nodes));
 *		for (i = 0; i < got; i++)
 *			...
 *		rcu_read_unlock();
 *		cond_resched();
 *	} while (got > 0 || got == -EAGAIN);
 *
 * Context: process or softirq, in an RCU read-side section that lasts while
 * @nodes are used. Takes a writer lock for each chain that is not empty (in a
 * map with change marks, for each chain).
 * Return: how many entries, 0 at the end (and ever after), -EAGAIN for none
 * yet, -EINVAL when @n is 0.
 */
int growmap_walk(struct growmap *map, struct growmap_cursor *cur,
		 struct growmap_node **nodes, unsigned int n);

/**
 * growmap_walk_since() - the next entries that changed
 * @map: the map, of params.marks
 * @cur: where the walk stands; moved on
 * @mark: what growmap_mark_next() returned: what changed from then on
 * @nodes: filled with entries
 * @n: room in @nodes, at least 1
 *
 * As growmap_walk(), with the same contract, but for entries that changed last
 * before growmap_mark_next() returned @mark. A change that was complete when the
 * walk began is never missed, nor is one meanwhile: it is delivered by this walk
 * or by the one since the last mark that was drawn before this walk began. An
 * entry may be delivered though it did not change: marks are distinguished as
 * long as there are no more than 255 of them. Chains in which nothing changed are
 * passed over without a look at their entries.
 *
 * Context: as growmap_walk(); takes a writer lock for each chain.
 * Return: as growmap_walk(); -EINVAL, too, when the map has no marks.
 */
int growmap_walk_since(struct growmap *map, struct growmap_cursor *cur,
		       u32 mark, struct growmap_node **nodes, unsigned int n);

/**
 * growmap_stats() - snapshot of header and counters
 * @map: the map
 * @st: filled
 *
 * Context: process or softirq.
 */
void growmap_stats(struct growmap *map, struct growmap_stats *st);

/**
 * growmap_occupancy() - histogram of chain lengths
 * @map: the map
 * @hist: hist[i] becomes the number of chains (a bucket and its overflow
 *	buckets) with i entries, the last element those with as many or more
 *
 * Context: process, may sleep, not in an RCU read-side section.
 */
void growmap_occupancy(struct growmap *map, u32 hist[GROWMAP_OCC_MAX]);

/**
 * growmap_log() - the last growths
 * @map: the map
 * @out: filled, the oldest first
 * @n: room in @out; GROWMAP_LOG_SIZE is enough for all that is kept
 *
 * Context: process or softirq.
 * Return: how many.
 */
unsigned int growmap_log(struct growmap *map, struct growmap_growth *out,
			 unsigned int n);

#include "growmap_lookup.h"

#endif /* GROWMAP_H */
