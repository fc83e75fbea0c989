// SPDX-License-Identifier: GPL-2.0
#include <linux/string.h>

#include "fixture.h"
#include "shim.h"
#include "test.h"

u64 unit_events[GROWMAP_EV_RESEED + 1];
u64 unit_moved;		/* by EVACUATE events */
u64 unit_chains;		/* likewise */
bool unit_in_lock;	/* a notify came under a lock */

static void unit_notify(struct growmap *map, const struct growmap_event *ev)
{
	(void)map;
	unit_events[ev->type]++;
	unit_in_lock |= shim_locked();
	if (ev->type == GROWMAP_EV_EVACUATE) {
		unit_moved += ev->moved;
		unit_chains += ev->chains;
	}
}

/* The key is the hash, so that a test can place it. */
static u32 unit_plain_hash(const void *key, const siphash_key_t *seed)
{
	(void)seed;
	return *(const u64 *)key;
}

const struct growmap_params unit_params = {
	.name = "unit",
	.hash = entry_hash,
	.equal = entry_equal,
	.min_B = 2,
	.notify = unit_notify,
};

const struct growmap_params unit_plain = {
	.name = "plain",
	.hash = unit_plain_hash,
	.equal = entry_equal,
	.min_B = 0,
};

void unit_init(struct growmap *map, const struct growmap_params *params)
{
	memset(unit_events, 0, sizeof(unit_events));
	unit_moved = 0;
	unit_chains = 0;
	CHECK(!growmap_init(map, params, LIMIT));
}

void unit_destroy(struct growmap *map, u64 left)
{
	u64 released = 0;

	growmap_destroy(map, entry_release, &released);
	CHECK(released == left);
	rcu_barrier();
}

bool unit_has(struct growmap *map, u64 key)
{
	struct growmap_node *node;

	rcu_read_lock();
	node = growmap_lookup(map, &key, *map->params);
	CHECK(!node || entry_of(node)->key == key);
	rcu_read_unlock();
	return node;
}

/* Failing allocations: those of at least @unit_fail_from bytes. */
static size_t unit_fail_from;
static unsigned int unit_skip_atomic, unit_skip_kernel;	/* succeed first */
unsigned int unit_failed;

static bool unit_fail(size_t size, gfp_t gfp)
{
	unsigned int *skip;

	if (size < unit_fail_from)
		return false;
	skip = gfp & GFP_ATOMIC ? &unit_skip_atomic : &unit_skip_kernel;
	if (*skip) {
		--*skip;
		return false;
	}
	unit_failed++;
	return true;
}

void unit_fail_start(size_t from, unsigned int atomic,
		     unsigned int kernel)
{
	unit_fail_from = from;
	unit_skip_atomic = atomic;
	unit_skip_kernel = kernel;
	unit_failed = 0;
	shim_alloc_hook = unit_fail;
}

/* No growth: there is memory for overflow buckets only. */
void unit_fail_growth(void)
{
	unit_fail_start(sizeof(struct growmap_table), 0, 0);
}

void unit_fail_stop(void)
{
	shim_alloc_hook = NULL;
}
