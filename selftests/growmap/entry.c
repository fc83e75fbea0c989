// SPDX-License-Identifier: GPL-2.0
#include <stdlib.h>

#include <linux/err.h>

#include "entry.h"
#include "test.h"

struct entry *entry_new(u64 key)
{
	struct entry *e = calloc(1, sizeof(*e));

	e->key = key;
	e->magic = ENTRY_ALIVE;
	return e;
}

void entry_free(struct entry *e)
{
	WRITE_ONCE(e->magic, ENTRY_DEAD);
	free(e);
}

static void entry_grace_period_over(struct rcu_head *rcu)
{
	entry_free(container_of(rcu, struct entry, rcu));
}

void entry_retire(struct entry *e)
{
	call_rcu(&e->rcu, entry_grace_period_over);
}

void entry_release(struct growmap_node *node, void *count)
{
	++*(u64 *)count;
	entry_free(entry_of(node));
}

u32 entry_hash(const void *key, const siphash_key_t *seed)
{
	return siphash_1u64(*(const u64 *)key, seed);
}

bool entry_equal(const struct growmap_node *node, const void *key)
{
	CHECK(READ_ONCE(entry_of(node)->magic) == ENTRY_ALIVE);
	return entry_of(node)->key == *(const u64 *)key;
}

int entry_insert(struct growmap *map, u64 key)
{
	struct entry *e = entry_new(key);
	struct growmap_node *ret;

	rcu_read_lock();
	ret = growmap_insert(map, &e->node, &key);
	if (ret && !IS_ERR(ret))
		CHECK(entry_of(ret)->key == key);
	rcu_read_unlock();
	if (!ret)
		return 0;
	entry_free(e);
	return IS_ERR(ret) ? PTR_ERR(ret) : -EEXIST;
}

int entry_remove(struct growmap *map, u64 key)
{
	struct growmap_node *node;
	int err = -ENOENT;

	rcu_read_lock();
	node = growmap_lookup(map, &key, *map->params);
	if (node)
		err = growmap_remove(map, node);
	rcu_read_unlock();
	if (!err)
		entry_retire(entry_of(node));
	return err;
}

void entry_fill(struct growmap *map, u64 first, u64 n)
{
	u64 i;

	for (i = 0; i < n; i++)
		CHECK(!entry_insert(map, first + i));
}

u64 entry_occupancy(struct growmap *map)
{
	u32 hist[GROWMAP_OCC_MAX];
	u64 sum = 0;
	u32 i;

	growmap_occupancy(map, hist);
	for (i = 0; i < GROWMAP_OCC_MAX; i++)
		sum += (u64)i * hist[i];
	return hist[GROWMAP_OCC_MAX - 1] ? growmap_count(map) : sum;
}
