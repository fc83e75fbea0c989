// SPDX-License-Identifier: GPL-2.0
/* The map under stress, its entries, and what must be true of its keys. */
#include <linux/kernel.h>
#include <linux/mm.h>
#include <linux/sched.h>
#include <linux/slab.h>
#include <linux/siphash.h>
#include <linux/string.h>

#include "memory.h"
#include "world.h"

#define ENTRY_ALIVE	0x616c697665212121ULL
#define ENTRY_POISON	0x5a
#define ENTRY_MANY	20000	/* retired ones that are waited for */
#define VIOLATIONS_TOLD	50

struct world world;

static atomic64_t n_violations;
static atomic_t entries;	/* not yet freed */
static atomic_t retired;	/* of those, the ones that wait for RCU */
static atomic_t waiting;	/* somebody waits for them already */

/*
 * Most keys are spread well. Of every eight, one shares its hash with three
 * others, and one is equal to 31 others in all but the highest bits, so that
 * chains are long whatever the array.
 */
static u32 stress_hash(const void *key, const siphash_key_t *seed)
{
	const u32 k = *(const u32 *)key;

	switch (k % 8) {
	case 0:
		return siphash_2u32(k / (8 * STRESS_TWINS), 0, seed);
	case 1:
		return (siphash_2u32(k / 256, 1, seed) & 0x07ffffff) |
		       (k / 8 % 32) << 27;
	default:
		return siphash_1u32(k, seed);
	}
}

static bool stress_equal(const struct growmap_node *node, const void *key)
{
	return container_of(node, struct entry, node)->key == *(const u32 *)key;
}

const struct growmap_params stress_params = {
	.name = "stress",
	.hash = stress_hash,
	.equal = stress_equal,
	.min_B = 4,
	.marks = true,
};

void violation(const char *format, ...)
{
	struct va_format vaf;
	va_list args;

	if (atomic64_inc_return(&n_violations) > VIOLATIONS_TOLD)
		return;
	va_start(args, format);
	vaf.fmt = format;
	vaf.va = &args;
	pr_err("growmap_stress: wrong: %pV\n", &vaf);
	va_end(args);
}

u64 violations(void)
{
	return atomic64_read(&n_violations);
}

/* Entries. Their content is plain memory, for KCSAN and KASAN to watch over. */

struct entry *entry_new(u32 key, u32 version, gfp_t gfp)
{
	struct entry *e = kmalloc(sizeof(*e), gfp | __GFP_NOWARN);

	if (!e)
		return NULL;
	*e = (struct entry){
		.key = key,
		.version = version,
		.magic = ENTRY_ALIVE,
	};
	atomic_inc(&entries);
	return e;
}

void entry_drop(struct entry *e)
{
	memset(e, ENTRY_POISON, sizeof(*e));
	atomic_dec(&entries);
	kfree(e);
}

static void entry_free(struct rcu_head *rcu)
{
	atomic_dec(&retired);
	entry_drop(container_of(rcu, struct entry, rcu));
}

void entry_retire(struct entry *e)
{
	atomic_inc(&retired);
	call_rcu(&e->rcu, entry_free);
}

void entry_throttle(void)
{
	if (atomic_read(&retired) < ENTRY_MANY || atomic_xchg(&waiting, 1))
		return;
	rcu_barrier();
	atomic_set(&waiting, 0);
}

bool entry_alive(const struct entry *e)
{
	if (e->magic == ENTRY_ALIVE && e->key < keys_all())
		return true;
	violation("entry %p is met after its grace period: magic %llx key %u",
		  e, e->magic, e->key);
	return false;
}

/* Keys. */

u32 stress_state(u32 key)
{
	return smp_load_acquire(&world.state[key]); /* pairs with key_end() */
}

u32 key_touched(u32 key)
{
	return smp_load_acquire(&world.touched[key]); /* pairs with stable_touch() */
}

/* The key was there all the time. */
static bool key_must_hit(u32 before, u32 after)
{
	const u32 version = before >> 2;

	switch (before & 3) {
	case KEY_PRESENT:
		return after == before ||
		       after == KEY_STATE(version, KEY_REPLACING);
	case KEY_REPLACING:
		return after == before ||
		       after == KEY_STATE(version + 1, KEY_PRESENT);
	default:
		return false;
	}
}

static void key_check_hit(u32 key, const struct entry *e, u32 before, u32 after)
{
	u32 least = (before >> 2) + ((before & 3) == KEY_ABSENT);
	u32 most = after >> 2;

	if (!entry_alive(e))
		return;
	if ((after & 3) == KEY_CHANGING || (after & 3) == KEY_REPLACING)
		most++;
	if (e->key != key)
		violation("key %u looked for, %u found", key, e->key);
	else if (e->version < least || e->version > most)
		violation("key %u found in version %u, should be %u to %u (state %x, then %x)",
			  key, e->version, least, most, before, after);
}

void stress_check(u32 key, const struct growmap_node *node, u32 before, u32 after)
{
	if (node)
		key_check_hit(key, entry_of(node), before, after);
	else if (key_is_stable(key) || key_must_hit(before, after))
		violation("key %u missed (state %x, then %x)", key, before, after);
}

bool stress_lookup(u32 key)
{
	struct growmap_node *node;
	u32 before = 0, after = 0;

	rcu_read_lock();
	if (key < keys_kept())
		before = stress_state(key);
	node = growmap_lookup(&world.map, &key, stress_params);
	if (key < keys_kept()) {
		smp_rmb(); /* pairs with the one in key_begin() */
		after = READ_ONCE(world.state[key]);
		stress_check(key, node, before, after);
	} else if (node && entry_alive(entry_of(node)) &&
		   entry_of(node)->key != key) {
		violation("key %u looked for, %u found", key, entry_of(node)->key);
	}
	rcu_read_unlock();
	return node;
}

/* The whole. */

static int world_fill(void)
{
	struct growmap_node *there;
	struct entry *e;
	u32 key;

	for (key = 0; key < world.stable; key++) {
		e = entry_new(key, 1, GFP_KERNEL);
		if (!e)
			return -ENOMEM;
		there = growmap_insert(&world.map, &e->node, &key);
		if (there) {
			entry_drop(e);
			return IS_ERR(there) ? PTR_ERR(there) : -EEXIST;
		}
		world.state[key] = KEY_STATE(1, KEY_PRESENT);
		cond_resched();
	}
	return 0;
}

int world_create(u32 stable, u32 owned, u32 contested, u32 owners)
{
	int err = -ENOMEM;

	world.stable = stable;
	world.owned = owned;
	world.contested = contested;
	world.owners = owners;
	/* So that owners get to it now and then, but not at every turn. */
	world.limit = stable + contested + owned - owned / 2;
	world.state = kvcalloc(stable + owned, sizeof(*world.state), GFP_KERNEL);
	world.touched = kvcalloc(stable, sizeof(*world.touched), GFP_KERNEL);
	world.balance = kvcalloc(contested, sizeof(*world.balance), GFP_KERNEL);
	if (!world.state || !world.touched || !world.balance)
		goto err_arrays;
	err = growmap_init(&world.map, &stress_params, world.limit);
	if (err)
		goto err_arrays;
	err = world_fill();
	if (!err)
		return 0;
	world_destroy();
	return err;

err_arrays:
	kvfree(world.state);
	kvfree(world.touched);
	kvfree(world.balance);
	return err;
}

static u32 world_expected(void)
{
	u32 key, n = 0;

	for (key = 0; key < keys_kept(); key++)
		n += (world.state[key] & 3) == KEY_PRESENT;
	for (key = 0; key < world.contested; key++)
		n += atomic_read(&world.balance[key]);
	return n;
}

static void world_check_contested(void)
{
	struct growmap_node *node;
	u32 i, key;

	for (i = 0; i < world.contested; i++) {
		key = keys_kept() + i;
		rcu_read_lock();
		node = growmap_lookup(&world.map, &key, stress_params);
		if (atomic_read(&world.balance[i]) != !!node)
			violation("contested key %u: %d more insertions than removals, %s",
				  key, atomic_read(&world.balance[i]),
				  node ? "present" : "absent");
		rcu_read_unlock();
	}
}

void world_check(void)
{
	const u32 expected = world_expected();
	u32 key;

	for (key = 0; key < keys_kept(); key++) {
		stress_lookup(key);
		cond_resched();
	}
	world_check_contested();
	if (growmap_count(&world.map) != expected)
		violation("%u entries counted, should be %u",
			  growmap_count(&world.map), expected);
}

static void world_release(struct growmap_node *node, void *arg)
{
	u32 *released = arg;

	if (!entry_alive(entry_of(node)))
		return;
	++*released;
	entry_drop(entry_of(node));
}

void world_destroy(void)
{
	const u32 expected = growmap_count(&world.map);
	u32 released = 0;

	growmap_destroy(&world.map, world_release, &released);
	rcu_barrier();
	if (released != expected)
		violation("%u entries released, should be %u", released, expected);
	if (atomic_read(&entries))
		violation("%d entries lost", atomic_read(&entries));
	if (memory_live())
		violation("%d pieces of the map's memory lost", memory_live());
	kvfree(world.state);
	kvfree(world.touched);
	kvfree(world.balance);
}
