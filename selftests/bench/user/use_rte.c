// SPDX-License-Identifier: GPL-2.0
/*
 * DPDK's rte_hash: it cannot grow, so it is made for all its entries at once.
 * Its hash is the one of the others, by its callback.
 */
#include <stdio.h>

#include <rte_eal.h>
#include <rte_errno.h>
#include <rte_hash.h>
#include <rte_malloc.h>
#include <rte_rcu_qsbr.h>

#include "peer.h"

/* With RTE_HUGE: from huge pages that the administrator set aside. */
#ifdef RTE_HUGE
#define TABLE_NAME	"rte_hash+huge"
#define PAGES		"--in-memory"
#else
#define TABLE_NAME	"rte_hash"
#define PAGES		"--no-huge"
#endif
#define TABLE_THREADS	4

struct entry {
	struct bench_key key;
	uint32_t value;
} __attribute__((aligned(BENCH_LINE)));

#define TABLE_NODE	0	/* the map keeps a copy of the key, and a pointer */

static const uint64_t seed[2] = { BENCH_SEED0, BENCH_SEED1 };
static struct rte_hash *ht;
static struct rte_rcu_qsbr *qsbr;
static __thread unsigned int thread;
static unsigned int threads;
static double bytes_before;

static double bytes_now(void)
{
	struct rte_malloc_socket_stats st;

	rte_malloc_get_socket_stats(0, &st);
	return st.heap_allocsz_bytes;
}

static uint32_t entry_hash(const void *key, uint32_t len, uint32_t init)
{
	(void)len;
	(void)init;
	return bench_hash(key, seed);
}

static void table_thread_begin(void)
{
	thread = __atomic_fetch_add(&threads, 1, __ATOMIC_RELAXED);
	rte_rcu_qsbr_thread_register(qsbr, thread);
	rte_rcu_qsbr_thread_online(qsbr, thread);
}

static void table_thread_end(void)
{
	rte_rcu_qsbr_thread_offline(qsbr, thread);
	rte_rcu_qsbr_thread_unregister(qsbr, thread);
}

static void table_setup(uint32_t n)
{
	static char *argv[] = {
		"bench", "-m", "3072", "--no-pci", "--no-telemetry",
		"--log-level=4", "-l", "0", PAGES, NULL
	};

	(void)n;
	if (rte_eal_init(sizeof(argv) / sizeof(argv[0]) - 1, argv) < 0)
		bench_die("rte_eal_init");
	qsbr = rte_zmalloc(NULL, rte_rcu_qsbr_get_memsize(TABLE_THREADS),
			   RTE_CACHE_LINE_SIZE);
	if (!qsbr || rte_rcu_qsbr_init(qsbr, TABLE_THREADS))
		bench_die("rte_rcu_qsbr_init");
	table_thread_begin();
}

static void table_new(uint32_t n)
{
	const struct rte_hash_parameters params = {
		.name = "bench",
		.entries = n < 8 ? 8 : n,
		.key_len = sizeof(struct bench_key),
		.hash_func = entry_hash,
		.extra_flag = RTE_HASH_EXTRA_FLAGS_RW_CONCURRENCY_LF |
			      RTE_HASH_EXTRA_FLAGS_EXT_TABLE,
	};
	struct rte_hash_rcu_config rcu = {
		.v = qsbr,
		.mode = RTE_HASH_QSBR_MODE_DQ,
	};

	bytes_before = bytes_now();
	ht = rte_hash_create(&params);
	if (!ht) {
		fprintf(stderr, "rte_hash_create: %s\n", rte_strerror(rte_errno));
		bench_die("rte_hash_create");
	}
	if (rte_hash_rcu_qsbr_add(ht, &rcu))
		bench_die("rte_hash_rcu_qsbr_add");
}

static void table_free(void)
{
	rte_rcu_qsbr_quiescent(qsbr, thread);
	rte_hash_free(ht);
}

static inline bool table_insert(struct entry *e)
{
	return !rte_hash_add_key_data(ht, &e->key, e);
}

static inline struct entry *table_find(const struct bench_key *key)
{
	void *data;

	return rte_hash_lookup_data(ht, key, &data) >= 0 ? data : NULL;
}

static inline uint32_t table_batch(const struct bench_key *keys)
{
	const void *key[TABLE_BATCH];
	void *data[TABLE_BATCH];
	uint32_t i, sum = 0;
	uint64_t hits;

	for (i = 0; i < TABLE_BATCH; i++)
		key[i] = &keys[i];
	rte_hash_lookup_bulk_data(ht, key, TABLE_BATCH, &hits, data);
	for (i = 0; i < TABLE_BATCH; i++)
		if (hits & 1ULL << i)
			sum += ((struct entry *)data[i])->value;
	return sum;
}
#define table_batch	table_batch

static inline bool table_remove(const struct bench_key *key)
{
	return rte_hash_del_key(ht, key) >= 0;
}

static uint32_t table_walk(void)
{
	uint32_t next = 0, sum = 0;
	const void *key;
	void *data;

	while (rte_hash_iterate(ht, &key, &data, &next) >= 0)
		sum += ((struct entry *)data)->value;
	return sum;
}

static inline void table_quiesce(void)
{
	rte_rcu_qsbr_quiescent(qsbr, thread);
}

static void table_settle(void)
{
}

static double table_bytes(void)
{
	return bytes_now() - bytes_before;
}

#include "peer_main.h"
