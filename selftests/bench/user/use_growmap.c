// SPDX-License-Identifier: GPL-2.0
#include <errno.h>
#include <time.h>

#include <linux/kernel.h>

#include "growmap.h"
#include "peer.h"
#include "shim.h"

/*
 * With SHORT_HASH: by a hash of as few instructions as Go's AES takes, to tell
 * the map from the hash. Whoever sends the keys can make them collide.
 */
#ifdef SHORT_HASH
#define TABLE_NAME	"growmap+short hash"
#else
#define TABLE_NAME	"growmap"
#endif

struct entry {
	struct bench_key key;
	struct growmap_node node;
	uint32_t value;
} __attribute__((aligned(BENCH_LINE)));

#define TABLE_NODE	sizeof(struct growmap_node)

static u32 entry_hash(const void *key, const siphash_key_t *seed)
{
#ifdef SHORT_HASH
	const struct bench_key *k = key;
	const unsigned __int128 m = (unsigned __int128)
		(k->word[0] ^ seed->key[0]) * ((k->word[1] ^ seed->key[1]) | 1);

	return ((u64)m ^ (u64)(m >> 64)) * 0x9e3779b97f4a7c15ULL >> 32;
#else
	return bench_hash(key, seed->key);
#endif
}

static bool entry_equal(const struct growmap_node *node, const void *key)
{
	const struct entry *e = container_of(node, struct entry, node);
	const struct bench_key *k = key;

	return e->key.word[0] == k->word[0] && e->key.word[1] == k->word[1];
}

static const struct growmap_params params = {
	.name = "bench",
	.hash = entry_hash,
	.equal = entry_equal,
	.min_B = 6,
};

static struct growmap map;

static void table_setup(uint32_t n)
{
	(void)n;
	shim_rcu_register();
}

static void table_new(uint32_t n)
{
	if (growmap_init(&map, &params, n))
		bench_die("growmap_init");
}

static void table_free(void)
{
	growmap_destroy(&map, NULL, NULL);
}

static inline bool table_insert(struct entry *e)
{
	return !growmap_insert(&map, &e->node, &e->key);
}

static inline struct entry *table_find(const struct bench_key *key)
{
	struct growmap_node *node = growmap_lookup(&map, key, params);

	return node ? container_of(node, struct entry, node) : NULL;
}

static inline uint32_t table_batch(const struct bench_key *keys)
{
	struct growmap_node *nodes[TABLE_BATCH];
	const void *key[TABLE_BATCH];
	uint32_t i, sum = 0;

	for (i = 0; i < TABLE_BATCH; i++)
		key[i] = &keys[i];
	growmap_lookup_batch(&map, key, nodes, TABLE_BATCH, params);
	for (i = 0; i < TABLE_BATCH; i++)
		if (nodes[i])
			sum += container_of(nodes[i], struct entry, node)->value;
	return sum;
}
#define table_batch	table_batch

static inline bool table_remove(const struct bench_key *key)
{
	struct growmap_node *node = growmap_lookup(&map, key, params);

	return node && !growmap_remove(&map, node);
}

static uint32_t table_walk(void)
{
	struct growmap_cursor cur = {};
	struct growmap_node *nodes[64];
	uint32_t sum = 0;
	int got, i;

	do {
		got = growmap_walk(&map, &cur, nodes, ARRAY_SIZE(nodes));
		for (i = 0; i < got; i++)
			sum += container_of(nodes[i], struct entry, node)->value;
		urcu_qsbr_quiescent_state();
	} while (got > 0 || got == -EAGAIN);
	return sum;
}

static inline void table_quiesce(void)
{
	urcu_qsbr_quiescent_state();
}

static void table_settle(void)
{
	const struct timespec ms = { .tv_nsec = 1000000 };
	struct growmap_stats st;

	for (;;) {
		urcu_qsbr_quiescent_state();
		growmap_stats(&map, &st);
		if (!(st.flags & (GROWMAP_F_GROWING | GROWMAP_F_QUEUED)))
			break;
		urcu_qsbr_thread_offline();
		nanosleep(&ms, NULL);
		urcu_qsbr_thread_online();
	}
}

static double table_bytes(void)
{
	struct growmap_stats st;

	growmap_stats(&map, &st);
	return st.bytes;
}

static void table_thread_begin(void)
{
	shim_rcu_register();
}

static void table_thread_end(void)
{
	shim_rcu_unregister();
}

#include "peer_main.h"
