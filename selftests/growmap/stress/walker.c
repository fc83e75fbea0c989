// SPDX-License-Identifier: GPL-2.0
/* Walkers: what is there throughout a walk comes exactly once. */
#include <linux/mm.h>
#include <linux/sched.h>
#include <linux/slab.h>
#include <linux/string.h>

#include "actor.h"

#define WALK_MOST	16	/* entries per call */

struct walk {
	struct growmap_cursor cur;
	unsigned int n;
	u8 *seen;		/* how often, by key */
	u32 *state;		/* of the keys when the walk began */
};

int walk_create(struct actor *a)
{
	struct walk *walk = kzalloc(sizeof(*walk), GFP_KERNEL);

	if (!walk)
		return -ENOMEM;
	a->walk = walk;
	walk->n = WALK_MOST;
	walk->cur.done = true;
	walk->seen = kvcalloc(keys_all(), sizeof(*walk->seen), GFP_KERNEL);
	walk->state = kvcalloc(keys_kept(), sizeof(*walk->state), GFP_KERNEL);
	if (walk->seen && walk->state)
		return 0;
	walk_destroy(a);
	return -ENOMEM;
}

void walk_destroy(struct actor *a)
{
	if (!a->walk)
		return;
	kvfree(a->walk->seen);
	kvfree(a->walk->state);
	kfree(a->walk);
	a->walk = NULL;
}

static void walk_begin(struct walk *walk)
{
	u32 key;

	growmap_cursor_init(&walk->cur);
	walk->n = walk->n % WALK_MOST + 1;
	memset(walk->seen, 0, keys_all());
	for (key = 0; key < keys_kept(); key++)
		walk->state[key] = stress_state(key);
}

/*
 * Among more keys of one hash than a call has room for, one that is replaced or
 * returns stands elsewhere than it did, and may be met twice or not at all.
 */
static bool walk_promises(const struct walk *walk, u32 key)
{
	return key_is_constant(key) || walk->n >= STRESS_TWINS;
}

/* It was there throughout. */
static bool walk_must_see(const struct walk *walk, u32 key, u32 after)
{
	if (!walk_promises(walk, key))
		return false;
	return key_is_stable(key) ||
	       (walk->state[key] == after && (after & 3) == KEY_PRESENT);
}

static void walk_end(struct walk *walk)
{
	u32 key, after;

	smp_rmb(); /* pairs with the smp_mb() in key_begin() */
	for (key = 0; key < keys_kept(); key++) {
		after = READ_ONCE(world.state[key]);
		if (!walk->seen[key] && walk_must_see(walk, key, after))
			violation("walk of %u missed key %u (state %x, then %x)",
				  walk->n, key, walk->state[key], after);
	}
}

static void walk_see(struct walk *walk, const struct entry *e)
{
	if (!entry_alive(e))
		return;
	if (walk->seen[e->key] < U8_MAX)
		walk->seen[e->key]++;
	if (walk->seen[e->key] > 1 && walk_promises(walk, e->key) &&
	    growmap_cursor_exact(&walk->cur))
		violation("walk of %u met key %u %u times", walk->n, e->key,
			  walk->seen[e->key]);
}

bool walk_step(struct actor *a)
{
	struct growmap_node *nodes[WALK_MOST];
	struct walk *walk = a->walk;
	int got, i;

	if (walk->cur.done)
		walk_begin(walk);
	rcu_read_lock();
	got = growmap_walk(&world.map, &walk->cur, nodes, walk->n);
	for (i = 0; i < got; i++)
		walk_see(walk, entry_of(nodes[i]));
	rcu_read_unlock();
	if (got > (int)walk->n || (got < 0 && got != -EAGAIN))
		violation("walk of %u returned %d", walk->n, got);
	if (got > 0)
		a->tally.walked += got;
	if (!walk->cur.done)
		return false;
	walk_end(walk);
	a->tally.walks++;
	return true;
}

static void walker_run(struct actor *a)
{
	while (!walk_step(a))
		cond_resched();
}

const struct actor_kind walker_kind = {
	.name = "walker",
	.step = walker_run,
};
