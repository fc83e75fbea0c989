/* SPDX-License-Identifier: GPL-2.0 */
/* The entry that all tests keep in their maps. */
#ifndef ENTRY_H
#define ENTRY_H

#include "growmap.h"

#define ENTRY_ALIVE	0x600dU
#define ENTRY_DEAD	0xdeadU

struct entry {
	u64 key;
	u32 magic;		/* ALIVE until its grace period is over */
	u32 value;
	union {
		struct growmap_node node;
		struct growmap_marked marked;	/* where the map has marks */
	};
	struct rcu_head rcu;
};

static inline struct entry *entry_of(const struct growmap_node *node)
{
	return container_of(node, struct entry, node);
}

struct entry *entry_new(u64 key);
void entry_free(struct entry *e);	/* at once */
void entry_retire(struct entry *e);	/* after a grace period */
void entry_release(struct growmap_node *node, void *count);

u32 entry_hash(const void *key, const siphash_key_t *seed);
bool entry_equal(const struct growmap_node *node, const void *key);

/* Insert a new entry; frees it again if that fails. Returns 0 or the error. */
int entry_insert(struct growmap *map, u64 key);
int entry_remove(struct growmap *map, u64 key);

/* Insert first..first+n-1, all of which must succeed. */
void entry_fill(struct growmap *map, u64 first, u64 n);

/* What the map's chains add up to, if none is too long for the histogram. */
u64 entry_occupancy(struct growmap *map);

#endif
