// SPDX-License-Identifier: GPL-2.0
/* Writers: owners of keys, and those who fight for the same ones. */
#include <linux/err.h>
#include <linux/gfp.h>
#include <linux/rcupdate.h>
#include <linux/minmax.h>
#include <linux/sched.h>
#include <linux/workqueue.h>

#include "actor.h"

bool stress_draining;

static u32 key_version(u32 key)
{
	return world.state[key] >> 2;
}

static void key_begin(u32 key, enum key_phase state)
{
	WRITE_ONCE(world.state[key], KEY_STATE(key_version(key), state));
	smp_mb(); /* pairs with the smp_rmb() in stress_lookup() */
}

static void key_end(u32 key, u32 version, enum key_phase state)
{
	/* pairs with stress_state() */
	smp_store_release(&world.state[key], KEY_STATE(version, state));
}

static void owned_insert_entry(struct actor *a, u32 key, struct entry *e)
{
	struct growmap_node *there;

	e->version = key_version(key) + 1;
	key_begin(key, KEY_CHANGING);
	there = growmap_insert(&world.map, &e->node, &key);
	if (!there) {
		key_end(key, e->version, KEY_PRESENT);
		a->tally.inserts++;
		return;
	}
	key_end(key, key_version(key), KEY_ABSENT);
	if (there == ERR_PTR(-ENOSPC))
		a->tally.refused++;
	else if (there == ERR_PTR(-ENOMEM))
		a->tally.nomem++;
	else
		violation("inserting absent key %u returned %ld", key,
			  IS_ERR(there) ? PTR_ERR(there) : -EEXIST);
	entry_drop(e);
}

static void owned_insert(struct actor *a, u32 key, gfp_t gfp)
{
	struct entry *e = entry_new(key, 0, gfp);

	if (!e)
		return;
	owned_insert_entry(a, key, e);
	if (growmap_count(&world.map) > world.limit)
		violation("%u entries, %u is the limit",
			  growmap_count(&world.map), world.limit);
}

/* What the owner of a key that is there finds. In an RCU section. */
static struct entry *owned_entry(u32 key)
{
	struct growmap_node *node;

	node = growmap_lookup(&world.map, &key, stress_params);
	if (!node) {
		violation("the owner of key %u misses it", key);
		return NULL;
	}
	stress_check(key, node, world.state[key], world.state[key]);
	return entry_of(node);
}

static struct entry *owned_take(struct actor *a, u32 key)
{
	struct entry *e;
	int err;

	rcu_read_lock();
	e = owned_entry(key);
	if (e) {
		key_begin(key, KEY_CHANGING);
		err = growmap_remove(&world.map, &e->node);
		key_end(key, key_version(key), KEY_ABSENT);
		if (err)
			violation("removing key %u returned %d", key, err);
		a->tally.removes++;
	}
	rcu_read_unlock();
	/* As if the delay until the secret is renewed were over. */
	if (!growmap_count(&world.map))
		mod_delayed_work(system_unbound_wq, &world.map.work, 0);
	return e;
}

static void owned_remove(struct actor *a, u32 key)
{
	struct entry *e = owned_take(a, key);

	if (!e)
		return;
	if (!growmap_remove(&world.map, &e->node))
		violation("key %u removed twice", key);
	entry_retire(e);
}

/* The same entry once more, after a grace period. */
static void owned_return(struct actor *a, u32 key)
{
	struct entry *e = owned_take(a, key);

	if (!e)
		return;
	synchronize_rcu();
	owned_insert_entry(a, key, e);
	a->tally.again++;
}

static void owned_replace(struct actor *a, u32 key, gfp_t gfp)
{
	const u32 version = key_version(key) + 1;
	struct entry *old, *new;
	int err;

	new = entry_new(key, version, gfp);
	if (!new)
		return;
	rcu_read_lock();
	old = owned_entry(key);
	if (!old) {
		entry_drop(new);
	} else {
		key_begin(key, KEY_REPLACING);
		err = growmap_replace(&world.map, &old->node, &new->node);
		key_end(key, version, KEY_PRESENT);
		if (err)
			violation("replacing key %u returned %d", key, err);
		entry_retire(old);
		a->tally.replaces++;
	}
	rcu_read_unlock();
}

static void owned_change(struct actor *a, u32 key, gfp_t gfp)
{
	const bool draining = READ_ONCE(stress_draining);
	const u32 dice = stress_random(&a->random) % 512;

	if ((world.state[key] & 3) == KEY_ABSENT) {
		if (!draining || dice < 32)
			owned_insert(a, key, gfp);
	} else if (dice == 511 && gfp == GFP_KERNEL) {
		owned_return(a, key);
	} else if (draining || dice < 32) {
		owned_remove(a, key);
	} else if (dice < 160) {
		owned_replace(a, key, gfp);
	}
}

static void stable_touch(struct actor *a, u32 key)
{
	const u32 touched = world.touched[key] + 1;
	struct entry *e;

	rcu_read_lock();
	e = owned_entry(key);
	if (e) {
		WRITE_ONCE(e->content, touched);
		growmap_touch(&world.map, &e->marked);
		/* pairs with key_touched() */
		smp_store_release(&world.touched[key], touched);
		a->tally.touches++;
	}
	rcu_read_unlock();
}

/* One of the @n keys from @first on that is its own. Return: whether any is. */
static bool owned_pick(struct actor *a, u32 first, u32 n, u32 *key)
{
	const u32 skip = (a->owner + world.owners - key_owner(first)) % world.owners;

	if (skip >= n)
		return false;
	*key = first + skip + stress_random(&a->random) %
	       DIV_ROUND_UP(n - skip, world.owners) * world.owners;
	return true;
}

void writer_step(struct actor *a, gfp_t gfp)
{
	u32 key;

	if (stress_random(&a->random) % 8) {
		if (owned_pick(a, world.stable, world.owned, &key))
			owned_change(a, key, gfp);
	} else if (owned_pick(a, 0, world.stable, &key)) {
		if (key_is_replaced(key))
			owned_replace(a, key, gfp);
		else
			stable_touch(a, key);
	}
}

static void writer_run(struct actor *a)
{
	writer_step(a, GFP_KERNEL);
	entry_throttle();
	/* Most of the first one's own keys come, or go, in so many steps. */
	if (!a->owner && !(a->tally.steps % max(3 * world.owned / world.owners, 200U)))
		WRITE_ONCE(stress_draining, !stress_draining);
}

const struct actor_kind writer_kind = {
	.name = "writer",
	.step = writer_run,
	.decides = true,
};

/* Everybody's keys: of those who change one at once, one succeeds. */

static void contest_insert(u32 key, atomic_t *balance)
{
	struct entry *e = entry_new(key, 0, GFP_ATOMIC);
	struct growmap_node *there;

	if (!e)
		return;
	there = growmap_insert(&world.map, &e->node, &key);
	if (!there) {
		atomic_inc(balance);
		return;
	}
	if (!IS_ERR(there) && entry_alive(entry_of(there)) &&
	    entry_of(there)->key != key)
		violation("key %u inserted, %u was there", key,
			  entry_of(there)->key);
	entry_drop(e);
}

static void contest_replace(struct entry *old)
{
	struct entry *new = entry_new(old->key, 0, GFP_ATOMIC);

	if (!new)
		return;
	if (growmap_replace(&world.map, &old->node, &new->node))
		entry_drop(new);
	else
		entry_retire(old);
}

static void contester_run(struct actor *a)
{
	const u32 i = stress_random(&a->random) % world.contested;
	const u32 key = keys_kept() + i;
	struct growmap_node *node;

	rcu_read_lock();
	node = growmap_lookup(&world.map, &key, stress_params);
	if (!node) {
		contest_insert(key, &world.balance[i]);
	} else if (!entry_alive(entry_of(node))) {
		;
	} else if (stress_random(&a->random) % 2) {
		contest_replace(entry_of(node));
	} else if (!growmap_remove(&world.map, node)) {
		atomic_dec(&world.balance[i]);
		entry_retire(entry_of(node));
	}
	rcu_read_unlock();
	a->tally.contested++;
	entry_throttle();
}

const struct actor_kind contester_kind = {
	.name = "contester",
	.step = contester_run,
};
