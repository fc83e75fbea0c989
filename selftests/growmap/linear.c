// SPDX-License-Identifier: GPL-2.0
/*
 * Linearizability: every lookup must return what the key's entry was at some
 * moment between the lookup's begin and its end, and no reader may see time run
 * backwards; while the array doubles, shrinks and is rebuilt all the time.
 *
 * Each key has one writer, who numbers the states that he takes it through:
 * state s is "absent" when s % 4 is 0, else "present with value s". He makes
 * known which state he is about to bring about, and which he has. So a reader
 * knows a range of states that its lookup may return.
 *
 *   linear [STATES]     states that each writer goes through
 */
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>

#include <linux/err.h>
#include <linux/slab.h>

#include "entry.h"
#include "force.h"
#include "shim.h"
#include "test.h"

#define WRITERS		2
#define READERS		2
#define KEYS		96		/* per writer */
#define BALLAST		150		/* keys that stay, and make chains longer */
#define BATCH		24
#define STUMBLE		40		/* a yield per so many ordered accesses */

static struct growmap map;
static u64 states = 100000;
static bool stop, failing;
static u32 begun[WRITERS * KEYS];	/* the state that is being brought about */
static u32 done[WRITERS * KEYS];	/* the one that is sure to be reached */
static struct entry *current[WRITERS * KEYS];
static u64 lookups, hits, overlapped, resized[3];

/* Chains of some length, and tophashes that are often equal. */
static u32 linear_hash(const void *key, const siphash_key_t *seed)
{
	return entry_hash(key, seed) & 0x0f0003ff;
}

static const struct growmap_params linear_params = {
	.name = "linear",
	.hash = linear_hash,
	.equal = entry_equal,
	.min_B = 1,
};

static bool stopped(void)
{
	return __atomic_load_n(&stop, __ATOMIC_ACQUIRE);
}

static void state_begin(u64 key, u32 state)
{
	__atomic_store_n(&begun[key], state, __ATOMIC_SEQ_CST);
}

static void state_done(u64 key, u32 state)
{
	__atomic_store_n(&done[key], state, __ATOMIC_SEQ_CST);
}

static struct entry *entry_in_state(u64 key, u32 state)
{
	struct entry *e = entry_new(key);

	e->value = state;
	return e;
}

/* Take @key to its next state. */
static void write_key(u64 key)
{
	const u32 state = begun[key] + 1;
	struct entry *old = current[key], *new = NULL;
	struct growmap_node *ret;

	state_begin(key, state);
	if (state % 4)
		new = entry_in_state(key, state);
	if (state % 4 == 1) {
		while ((ret = growmap_insert(&map, &new->node, &key)))
			if (!CHECK(ret == ERR_PTR(-ENOMEM)))
				break;
	} else if (state % 4) {
		CHECK(!growmap_replace(&map, &old->node, &new->node));
	} else {
		CHECK(!growmap_remove(&map, &old->node));
	}
	state_done(key, state);
	if (old)
		entry_retire(old);
	current[key] = new;
}

static void *writer(void *arg)
{
	u64 first = (uintptr_t)arg * KEYS, i, x = first + 1;

	shim_thread_begin();
	for (i = 0; i < states; i++) {
		x = x * 6364136223846793005 + 1442695040888963407;
		write_key(first + (x >> 33) % KEYS);
	}
	shim_thread_end();
	return NULL;
}

/* What a reader knows of a key: it was in this state, or has been since. */
struct reader {
	u32 seen[WRITERS * KEYS];
	u64 lookups, hits, overlapped;
};

/* The lookup found @node; the key went through the states from..to meanwhile. */
static void judge(struct reader *r, u64 key, const struct growmap_node *node,
		  u32 from, u32 to)
{
	u32 state = (from + 3) / 4 * 4;		/* the first absent one */

	r->lookups++;
	r->overlapped += from != to;
	if (node) {
		CHECK(READ_ONCE(entry_of(node)->magic) == ENTRY_ALIVE);
		state = entry_of(node)->value;
		CHECK(entry_of(node)->key == key && state >= from);
		r->hits++;
	}
	CHECK(state <= to);
	r->seen[key] = state;
}

static u32 state_from(const struct reader *r, u64 key)
{
	return max(r->seen[key], __atomic_load_n(&done[key], __ATOMIC_SEQ_CST));
}

static u32 state_to(u64 key)
{
	return __atomic_load_n(&begun[key], __ATOMIC_SEQ_CST);
}

static void read_key(struct reader *r, u64 key)
{
	struct growmap_node *node;
	u32 from = state_from(r, key);

	rcu_read_lock();
	node = growmap_lookup(&map, &key, linear_params);
	judge(r, key, node, from, state_to(key));
	rcu_read_unlock();
}

static void read_batch(struct reader *r, u64 first)
{
	struct growmap_node *nodes[BATCH];
	const void *keys[BATCH];
	u64 key[BATCH];
	u32 from[BATCH];
	unsigned int i;

	for (i = 0; i < BATCH; i++) {
		key[i] = (first + i * 5) % (WRITERS * KEYS);
		keys[i] = &key[i];
		from[i] = state_from(r, key[i]);
	}
	rcu_read_lock();
	growmap_lookup_batch(&map, keys, nodes, BATCH, linear_params);
	for (i = 0; i < BATCH; i++)
		judge(r, key[i], nodes[i], from[i], state_to(key[i]));
	rcu_read_unlock();
}

static void *reader(void *arg)
{
	struct reader *r = calloc(1, sizeof(*r));
	u64 key = (uintptr_t)arg, n = 0;

	shim_thread_begin();
	while (!stopped() || !r->hits) {
		key = (key + 7) % (WRITERS * KEYS);
		if (++n % 16)
			read_key(r, key);
		else
			read_batch(r, key);
	}
	__atomic_fetch_add(&lookups, r->lookups, __ATOMIC_RELAXED);
	__atomic_fetch_add(&hits, r->hits, __ATOMIC_RELAXED);
	__atomic_fetch_add(&overlapped, r->overlapped, __ATOMIC_RELAXED);
	free(r);
	shim_thread_end();
	return NULL;
}

/* Walkers owe the keys that stay, once each, and no key's past. */
static void *walker(void *arg)
{
	struct growmap_node *nodes[BATCH];
	struct reader *r = calloc(1, sizeof(*r));
	u8 seen[BALLAST];
	int got, i;
	u64 key;

	shim_thread_begin();
	while (!stopped()) {
		struct growmap_cursor cur = {};

		for (i = 0; i < BALLAST; i++)
			seen[i] = 0;
		do {
			for (key = 0; key < WRITERS * KEYS; key++)
				r->seen[key] = state_from(r, key);
			rcu_read_lock();
			got = growmap_walk(&map, &cur, nodes, BATCH);
			for (i = 0; i < got; i++) {
				key = entry_of(nodes[i])->key;
				if (key >= WRITERS * KEYS)
					seen[key - WRITERS * KEYS]++;
				else
					judge(r, key, nodes[i], r->seen[key],
					      state_to(key));
			}
			rcu_read_unlock();
		} while ((got > 0 || got == -EAGAIN) && !stopped());
		for (i = 0; !got && i < BALLAST; i++)
			CHECK(seen[i] == 1);
	}
	free(r);
	shim_thread_end();
	return arg;
}

/* Up and down between 2 and 128 buckets, some growths left to the writers. */
static void *resizer(void *arg)
{
	enum growmap_growth_kind k;
	struct growmap_stats st;
	u32 x = 1;

	shim_thread_begin();
	while (!stopped() || !resized[0] || !resized[1] || !resized[2]) {
		x = x * 1664525 + 1013904223;
		k = (x >> 16) % 3;
		growmap_stats(&map, &st);
		if (st.B >= 7)
			k = GROWMAP_GROW_SHRINK;
		resized[k] += force_start(&map, k);
		if ((x >> 24) % 4)
			force_finish(&map);
	}
	shim_thread_end();
	return arg;
}

static bool linear_fail(size_t size, gfp_t gfp)
{
	static u64 n;

	(void)size;
	(void)gfp;
	return READ_ONCE(failing) &&
	       __atomic_fetch_add(&n, 1, __ATOMIC_RELAXED) % 5 == 0;
}

static void linear_run(bool fail)
{
	pthread_t watch[READERS + 2], write[WRITERS];
	u64 key, left = 0, released = 0;
	uintptr_t i;

	CHECK(!growmap_init(&map, &linear_params, 1000));
	entry_fill(&map, WRITERS * KEYS, BALLAST);
	stop = false;
	WRITE_ONCE(failing, fail);
	for (i = 0; i < READERS; i++)
		pthread_create(&watch[i], NULL, reader, (void *)i);
	pthread_create(&watch[READERS], NULL, walker, NULL);
	pthread_create(&watch[READERS + 1], NULL, resizer, NULL);
	for (i = 0; i < WRITERS; i++)
		pthread_create(&write[i], NULL, writer, (void *)i);
	for (i = 0; i < WRITERS; i++)
		pthread_join(write[i], NULL);
	__atomic_store_n(&stop, true, __ATOMIC_RELEASE);
	for (i = 0; i < READERS + 2; i++)
		pthread_join(watch[i], NULL);
	WRITE_ONCE(failing, false);

	printf("# %llu lookups, %llu found, %llu while the key changed\n",
	       (unsigned long long)lookups, (unsigned long long)hits,
	       (unsigned long long)overlapped);
	printf("# forced: %llu doublings, %llu same size, %llu shrinks\n",
	       (unsigned long long)resized[0], (unsigned long long)resized[1],
	       (unsigned long long)resized[2]);
	CHECK(lookups && hits && resized[0] && resized[1] && resized[2]);
	for (key = 0; key < WRITERS * KEYS; key++) {
		left += !!current[key];
		current[key] = NULL;
		begun[key] = 0;
		done[key] = 0;
	}
	growmap_destroy(&map, entry_release, &released);
	CHECK(released == left + BALLAST);
	rcu_barrier();
}

static void test_linear(void)
{
	linear_run(false);
}

static void test_linear_failing(void)
{
	linear_run(true);
}

static const struct test linear_tests[] = {
	{ "linear", test_linear },
	{ "linear_failing_memory", test_linear_failing },
};

int main(int argc, char **argv)
{
	int status;

	if (argc > 1)
		states = strtoull(argv[1], NULL, 0);
	shim_stumble_every = STUMBLE;
	shim_alloc_hook = linear_fail;
	shim_thread_begin();
	status = test_main(linear_tests, ARRAY_SIZE(linear_tests));
	rcu_barrier();
	shim_exit();
	shim_thread_end();
	return status;
}
