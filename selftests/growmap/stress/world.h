/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The map under stress, what its keys are and what must be true of each.
 *
 * Keys are small numbers:
 *   stable      always there; every fourth is replaced all the time
 *   owned       come and go; each has one writer, who keeps its state
 *   contested   everybody's
 *
 * The state of a stable or owned key is its version and what its owner is doing
 * with it. Whoever looks a key up reads the state before and afterwards: the
 * two say what may have been found, exactly if they are equal. The version
 * rises with every entry that comes in, so that none is equal by accident.
 *
 * An owner writes the state before a change, with a full barrier, and releases
 * it afterwards; a looker acquires it before, and reads it behind a read
 * barrier afterwards.
 */
#ifndef STRESS_WORLD_H
#define STRESS_WORLD_H

#include <linux/atomic.h>
#include <linux/rcupdate.h>

#include "growmap.h"

#define STRESS_TWINS	4	/* no more keys are of the very same hash */

struct entry {
	union {
		struct growmap_node node;
		struct growmap_marked marked;
	};
	u32 key;
	u32 version;
	u32 content;		/* of a constant key: how often it was touched */
	u64 magic;
	struct rcu_head rcu;
};

#define entry_of(ptr)	container_of(ptr, struct entry, node)

enum key_phase {
	KEY_ABSENT,
	KEY_PRESENT,
	KEY_CHANGING,	/* comes or goes: may be there or not */
	KEY_REPLACING,	/* is there, in one version or the next */
};

#define KEY_STATE(version, state)	((version) << 2 | (state))

struct world {
	struct growmap map;
	u32 stable, owned, contested;	/* how many keys of each kind */
	u32 owners;
	u32 limit;
	u32 *state;			/* of stable and owned keys */
	u32 *touched;			/* of stable keys: what is in the map for certain */
	atomic_t *balance;		/* of contested ones: insertions - removals */
};

extern struct world world;
extern const struct growmap_params stress_params;

/* A random number of an actor's own, the same in every run. */
static inline u32 stress_random(u64 *state)
{
	*state = *state * 6364136223846793005ULL + 1442695040888963407ULL;
	return *state >> 33;
}

static inline bool key_is_stable(u32 key)
{
	return key < world.stable;
}

static inline bool key_is_replaced(u32 key)
{
	return key % 4 == 3;
}

/* The very same entry is there from the beginning to the end. */
static inline bool key_is_constant(u32 key)
{
	return key_is_stable(key) && !key_is_replaced(key);
}

static inline u32 key_owner(u32 key)
{
	return key % world.owners;
}

static inline u32 keys_kept(void)
{
	return world.stable + world.owned;
}

static inline u32 keys_all(void)
{
	return keys_kept() + world.contested;
}

__printf(1, 2) void violation(const char *format, ...);
u64 violations(void);

int world_create(u32 stable, u32 owned, u32 contested, u32 owners);
/* When all actors are gone: everything is as the states say. */
void world_check(void);
void world_destroy(void);

struct entry *entry_new(u32 key, u32 version, gfp_t gfp);
/* After it was removed or replaced. */
void entry_retire(struct entry *e);
/* One that nobody else ever saw. */
void entry_drop(struct entry *e);
/* Entries that wait for their grace period; many make process context wait. */
void entry_throttle(void);
/* Whether @e, met in an RCU section, is alive and one of a known key. */
bool entry_alive(const struct entry *e);

u32 stress_state(u32 key);
/* How often a stable key was touched, at least. */
u32 key_touched(u32 key);
/* What was found for @key between the two states is right. */
void stress_check(u32 key, const struct growmap_node *node, u32 before, u32 after);
/* Looks a key of any kind up and checks what is found. Return: whether it is. */
bool stress_lookup(u32 key);

#endif /* STRESS_WORLD_H */
