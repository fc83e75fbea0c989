// SPDX-License-Identifier: GPL-2.0
/* Readers, in whatever context. */
#include "actor.h"

#define READER_LOOKUPS	16
#define READER_BATCH	20	/* more than are under way at once */

static void reader_single(struct actor *a)
{
	unsigned int i;

	for (i = 0; i < READER_LOOKUPS; i++)
		a->tally.hits += stress_lookup(stress_random(&a->random) %
					       keys_all());
	a->tally.lookups += READER_LOOKUPS;
}

static void reader_batch(struct actor *a)
{
	const unsigned int n = stress_random(&a->random) % (READER_BATCH + 1);
	struct growmap_node *nodes[READER_BATCH];
	const void *ptrs[READER_BATCH];
	u32 before[READER_BATCH];
	u32 keys[READER_BATCH];
	unsigned int i, hits, found = 0;

	for (i = 0; i < n; i++) {
		keys[i] = stress_random(&a->random) % keys_kept();
		ptrs[i] = &keys[i];
		before[i] = stress_state(keys[i]);
	}
	rcu_read_lock();
	hits = growmap_lookup_batch(&world.map, ptrs, nodes, n, stress_params);
	smp_rmb(); /* pairs with the smp_mb() in key_begin() */
	for (i = 0; i < n; i++) {
		stress_check(keys[i], nodes[i], before[i],
			     READ_ONCE(world.state[keys[i]]));
		found += !!nodes[i];
	}
	rcu_read_unlock();
	if (hits != found)
		violation("batch of %u returned %u, found %u", n, hits, found);
	a->tally.batched += n;
}

void reader_step(struct actor *a)
{
	reader_single(a);
	reader_batch(a);
}

const struct actor_kind reader_kind = {
	.name = "reader",
	.step = reader_step,
	.nice = 15,	/* so many, and nobody waits for them */
};
