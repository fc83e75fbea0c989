// SPDX-License-Identifier: GPL-2.0
#define _LGPL_SOURCE
#include <malloc.h>
#include <sched.h>
#include <time.h>

#include <urcu/urcu-qsbr.h>
#include <urcu/rculfhash.h>

#include "peer.h"

/*
 * Counting its entries: without, it goes by the length of chains, and takes tens
 * or hundreds of times the memory that its entries need.
 */
#define TABLE_NAME	"lfht"
#define TABLE_FLAGS	(CDS_LFHT_AUTO_RESIZE | CDS_LFHT_ACCOUNTING)

struct entry {
	struct bench_key key;
	struct cds_lfht_node node;
	uint32_t value;
} __attribute__((aligned(BENCH_LINE)));

#define TABLE_NODE	sizeof(struct cds_lfht_node)

static const uint64_t seed[2] = { BENCH_SEED0, BENCH_SEED1 };
static struct cds_lfht *ht;
static size_t bytes_before;

static size_t bytes_now(void)
{
	struct mallinfo2 info = mallinfo2();

	return info.uordblks + info.hblkhd;
}

static int entry_match(struct cds_lfht_node *node, const void *key)
{
	const struct entry *e = caa_container_of(node, struct entry, node);
	const struct bench_key *k = key;

	return e->key.word[0] == k->word[0] && e->key.word[1] == k->word[1];
}

/*
 * liburcu 0.13 forgets to grow: __cds_lfht_resize_lazy_launch() queues the work
 * and only then notes that it did. If the work is done by then, that note stays,
 * and nobody ever queues any again. So the work waits here, where it begins,
 * until the writer is through.
 */
static uint32_t writing;	/* odd within a call */

static void writing_step(void)
{
	__atomic_store_n(&writing, writing + 1, __ATOMIC_RELEASE);
}

static void patient_register_thread(void)
{
	const uint32_t call = __atomic_load_n(&writing, __ATOMIC_ACQUIRE);

	while (call % 2 && __atomic_load_n(&writing, __ATOMIC_ACQUIRE) == call)
		sched_yield();
	urcu_qsbr_register_thread();
}

static struct rcu_flavor_struct flavor;

static void table_new(uint32_t n)
{
	(void)n;
	bytes_before = bytes_now();
	ht = cds_lfht_new_flavor(64, 64, 0, TABLE_FLAGS, &flavor, NULL);
	if (!ht)
		bench_die("cds_lfht_new");
}

/* liburcu wants the map empty. */
static void table_free(void)
{
	struct cds_lfht_iter iter;
	struct entry *e;

	cds_lfht_for_each_entry(ht, &iter, e, node)
		cds_lfht_del(ht, &e->node);
	/* It waits for a shrink, which waits for this thread. */
	urcu_qsbr_thread_offline();
	cds_lfht_destroy(ht, NULL);
	urcu_qsbr_thread_online();
}

/* One map that stays, for it keeps the thread that resizes all others. */
static void table_setup(uint32_t n)
{
	flavor = urcu_qsbr_flavor;
	flavor.register_thread = patient_register_thread;
	urcu_qsbr_register_thread();
	table_new(n);
}

static inline bool table_insert(struct entry *e)
{
	struct cds_lfht_node *there;

	writing_step();
	there = cds_lfht_add_unique(ht, bench_hash(&e->key, seed), entry_match,
				    &e->key, &e->node);
	writing_step();
	return there == &e->node;
}

static inline struct entry *table_find(const struct bench_key *key)
{
	struct cds_lfht_iter iter;
	struct cds_lfht_node *node;

	cds_lfht_lookup(ht, bench_hash(key, seed), entry_match, key, &iter);
	node = cds_lfht_iter_get_node(&iter);
	return node ? caa_container_of(node, struct entry, node) : NULL;
}

static inline bool table_remove(const struct bench_key *key)
{
	struct entry *e = table_find(key);
	bool removed;

	writing_step();
	removed = e && !cds_lfht_del(ht, &e->node);
	writing_step();
	return removed;
}

static uint32_t table_walk(void)
{
	struct cds_lfht_iter iter;
	uint32_t sum = 0;
	struct entry *e;

	cds_lfht_for_each_entry(ht, &iter, e, node)
		sum += e->value;
	return sum;
}

static inline void table_quiesce(void)
{
	urcu_qsbr_quiescent_state();
}

/* Its resizing does not show from outside: it is done when nothing runs. */
static void table_settle(void)
{
	const struct timespec tick = { .tv_nsec = 2000000 };
	uint64_t before, idle = 0;

	urcu_qsbr_thread_offline();
	while (idle < 3) {
		before = bench_cpu();
		nanosleep(&tick, NULL);
		idle = bench_cpu() - before < 200000 ? idle + 1 : 0;
	}
	urcu_qsbr_thread_online();
}

static double table_bytes(void)
{
	return bytes_now() - bytes_before;
}

static void table_thread_begin(void)
{
	urcu_qsbr_register_thread();
}

static void table_thread_end(void)
{
	urcu_qsbr_unregister_thread();
}

#include "peer_main.h"
