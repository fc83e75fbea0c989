// SPDX-License-Identifier: GPL-2.0
/*
 * Readers, walkers, writers, removers, a resizer and failing memory at once,
 * while the map grows from its smallest array and is emptied again.
 *
 *   race [CHURN]     entries that come and go in each round
 */
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include <linux/err.h>
#include <linux/slab.h>

#include "entry.h"
#include "force.h"
#include "shim.h"
#include "test.h"

#define STABLE		500	/* keys 0.. that are always there */
#define REPLACED	100	/* of those, the first are replaced all the time */
#define CONTESTED	2000	/* keys that two removers go for */
#define WRITERS		2
#define BATCH		16
#define RESEEDS		1000	/* secrets renewed under the flappers */
#define STUMBLE		200	/* a yield per so many ordered accesses */

static const struct growmap_params race_params = {
	.name = "race",
	.hash = entry_hash,
	.equal = entry_equal,
	.min_B = 2,
};

static struct growmap map;
static u64 churn = 140000;
static bool stop;
static bool failing;		/* allocations, now and then */
static u64 lookups, walks, replaced, forced[3];
static struct entry *contested[CONTESTED];
static pthread_barrier_t gate;
static u32 removed[CONTESTED];
static u32 race_limit;

static const enum growmap_growth_kind resizes[] = {
	GROWMAP_GROW_SHRINK, GROWMAP_GROW_SAME, GROWMAP_GROW_SHRINK,
	GROWMAP_GROW_DOUBLE, GROWMAP_GROW_SAME, GROWMAP_GROW_DOUBLE,
};

static bool stopped(void)
{
	return __atomic_load_n(&stop, __ATOMIC_ACQUIRE);
}

static bool has(u64 key)
{
	struct growmap_node *node;
	bool ok;

	rcu_read_lock();
	node = growmap_lookup(&map, &key, race_params);
	ok = node && entry_of(node)->key == key &&
	     READ_ONCE(entry_of(node)->magic) == ENTRY_ALIVE;
	rcu_read_unlock();
	return ok;
}

/* A stable key is never missed. */
static void *reader(void *arg)
{
	u64 key = (uintptr_t)arg, n = 0;

	shim_thread_begin();
	while (!stopped() || !n) {
		key = (key + 7) % STABLE;
		CHECK(has(key));
		n++;
	}
	__atomic_fetch_add(&lookups, n, __ATOMIC_RELAXED);
	shim_thread_end();
	return NULL;
}

/*
 * Each stable key exactly once, the others at most once (no key returns).
 * @whole: to the end, though the others have stopped.
 */
static bool walk_once(u8 *seen, unsigned int n, bool whole)
{
	struct growmap_node *nodes[BATCH];
	struct growmap_cursor cur = {};
	int got, i;
	u64 key;

	do {
		rcu_read_lock();
		got = growmap_walk(&map, &cur, nodes, n);
		for (i = 0; i < got; i++) {
			CHECK(READ_ONCE(entry_of(nodes[i])->magic) == ENTRY_ALIVE);
			CHECK(!seen[entry_of(nodes[i])->key]++);
		}
		rcu_read_unlock();
		if (stopped() && !whole)
			return false;
	} while (got > 0 || got == -EAGAIN);
	CHECK(!got);
	for (key = 0; key < STABLE; key++)
		CHECK(seen[key] == 1);
	CHECK(growmap_cursor_exact(&cur));
	return true;
}

static void *walker(void *arg)
{
	u64 keys = STABLE + churn + CONTESTED, n = 0;
	unsigned int size = 1;
	u8 *seen;

	shim_thread_begin();
	while (!stopped() || !n) {
		seen = calloc(keys, 1);
		n += walk_once(seen, size, !n);
		free(seen);
		size = size % BATCH + 1;
	}
	__atomic_fetch_add(&walks, n, __ATOMIC_RELAXED);
	shim_thread_end();
	return arg;
}

/* What replaces a stable key is the only one to do so. */
static void *replacer(void *arg)
{
	struct growmap_node *node;
	struct entry *new;
	u64 key = 0, n = 0;

	shim_thread_begin();
	while (!stopped() || !n) {
		key = (key + 1) % REPLACED;
		new = entry_new(key);
		rcu_read_lock();
		node = growmap_lookup(&map, &key, race_params);
		if (CHECK(node))
			CHECK(!growmap_replace(&map, node, &new->node));
		rcu_read_unlock();
		if (!node)
			break;
		entry_retire(entry_of(node));
		if (++n % 64 == 0)
			sched_yield();
	}
	__atomic_fetch_add(&replaced, n, __ATOMIC_RELAXED);
	shim_thread_end();
	return arg;
}

/* Growths of all kinds, one upon the other, due or not. */
static void *resizer(void *arg)
{
	u64 n = 0, begun[3] = {};

	shim_thread_begin();
	while (!stopped() || !begun[0] || !begun[1] || !begun[2]) {
		/* Twice one way, twice the other: to where the others want it. */
		begun[resizes[n % 6]] += force_start(&map, resizes[n % 6]);
		if (n++ % 4)
			force_finish(&map);
	}
	for (n = 0; n < 3; n++)
		__atomic_fetch_add(&forced[n], begun[n], __ATOMIC_RELAXED);
	shim_thread_end();
	return arg;
}

/* Inserts its share of the keys, every fourth of which it takes out again. */
static void *writer(void *arg)
{
	u64 first = STABLE + CONTESTED + (uintptr_t)arg * (churn / WRITERS);
	u64 i, key;
	int err;

	shim_thread_begin();
	for (i = 0; i < churn / WRITERS; i++) {
		key = first + i;
		while ((err = entry_insert(&map, key)) == -ENOMEM)
			sched_yield();
		CHECK(!err && has(key));
		CHECK(growmap_count(&map) <= race_limit);
		if (i % 4 == 3) {
			key = first + i - 2;
			CHECK(!entry_remove(&map, key) && !has(key));
		}
	}
	shim_thread_end();
	return NULL;
}

/* Takes out what is left of its share. */
static void *emptier(void *arg)
{
	u64 first = STABLE + CONTESTED + (uintptr_t)arg * (churn / WRITERS);
	u64 i;

	shim_thread_begin();
	for (i = 0; i < churn / WRITERS; i++)
		CHECK(entry_remove(&map, first + i) == (i % 4 == 1 ? -ENOENT : 0));
	shim_thread_end();
	return NULL;
}

/* Of those who remove an entry at once, one succeeds. */
static void *remover(void *arg)
{
	u64 i;

	shim_thread_begin();
	pthread_barrier_wait(&gate);
	for (i = 0; i < CONTESTED; i++) {
		rcu_read_lock();
		if (!growmap_remove(&map, &contested[i]->node))
			__atomic_fetch_add(&removed[i], 1, __ATOMIC_RELAXED);
		rcu_read_unlock();
	}
	shim_thread_end();
	return arg;
}

static bool race_fail(size_t size, gfp_t gfp)
{
	static u64 n;
	u64 i = __atomic_fetch_add(&n, 1, __ATOMIC_RELAXED);

	(void)size;
	if (!READ_ONCE(failing))
		return false;
	return gfp & GFP_ATOMIC ? i % 13 == 0 : i % 7 == 0;
}

/* Now and then the worker stops for long enough to lose what it looked at. */
static void race_resched(void)
{
	static u64 n;

	if (__atomic_fetch_add(&n, 1, __ATOMIC_RELAXED) % 500 == 0)
		usleep(20000);
}

struct crew {
	pthread_t threads[8];
	unsigned int n;
};

static void crew_add(struct crew *crew, void *(*run)(void *), uintptr_t arg)
{
	pthread_create(&crew->threads[crew->n++], NULL, run, (void *)arg);
}

static void crew_join(struct crew *crew)
{
	while (crew->n)
		pthread_join(crew->threads[--crew->n], NULL);
}

static void race_removers(void)
{
	struct crew crew = {};
	struct entry *e;
	u64 i, key;

	for (i = 0; i < CONTESTED; i++) {
		key = STABLE + i;
		e = entry_new(key);
		while (growmap_insert(&map, &e->node, &key))
			sched_yield();
		contested[i] = e;
		removed[i] = 0;
	}
	pthread_barrier_init(&gate, NULL, 2);
	crew_add(&crew, remover, 0);
	crew_add(&crew, remover, 1);
	crew_join(&crew);
	pthread_barrier_destroy(&gate);
	for (i = 0; i < CONTESTED; i++) {
		CHECK(removed[i] == 1);
		entry_retire(contested[i]);
	}
}

static void race_round(bool fail, bool storm, struct growmap_stats *st)
{
	struct crew watchers = {}, workers = {};
	u64 released = 0;
	uintptr_t i;

	race_limit = STABLE + CONTESTED + churn;
	CHECK(!growmap_init(&map, &race_params, race_limit));
	entry_fill(&map, 0, STABLE);
	stop = false;
	WRITE_ONCE(failing, fail);
	crew_add(&watchers, reader, 1);
	crew_add(&watchers, walker, 0);
	crew_add(&watchers, replacer, 0);
	if (storm)
		crew_add(&watchers, resizer, 0);
	for (i = 0; i < WRITERS; i++)
		crew_add(&workers, writer, i);
	race_removers();
	crew_join(&workers);
	for (i = 0; i < WRITERS; i++)
		crew_add(&workers, emptier, i);
	crew_join(&workers);
	__atomic_store_n(&stop, true, __ATOMIC_RELEASE);
	crew_join(&watchers);
	WRITE_ONCE(failing, false);

	CHECK(growmap_count(&map) == STABLE);
	growmap_stats(&map, st);
	growmap_destroy(&map, entry_release, &released);
	CHECK(released == STABLE);
}

static void race_report(const struct growmap_stats *st)
{
	printf("# B %u, %llu growths, longest step %u entries\n", st->B,
	       (unsigned long long)st->growths, st->longest_entries);
	printf("# put off: %llu growths, %llu buckets\n",
	       (unsigned long long)st->put_off,
	       (unsigned long long)st->put_off_buckets);
	printf("# moved: %llu by writers, %llu by the worker\n",
	       (unsigned long long)st->moved_writers,
	       (unsigned long long)st->moved_worker);
	printf("# %u drainers, shares within %u permille\n", st->drainers,
	       st->share_sd);
	printf("# %llu lookups, %llu walks, %llu replaced\n",
	       (unsigned long long)lookups, (unsigned long long)walks,
	       (unsigned long long)replaced);
}

static void test_grow(void)
{
	struct growmap_stats st;

	race_round(false, false, &st);
	race_report(&st);
	CHECK(lookups && walks && replaced);
}

static void test_grow_failing(void)
{
	struct growmap_stats st;

	race_round(true, false, &st);
	race_report(&st);
}

static void test_storm(void)
{
	const u64 keys = churn;
	struct growmap_stats st;

	churn = 16000;
	race_round(false, true, &st);
	churn = keys;
	race_report(&st);
	printf("# forced: %llu doublings, %llu same size, %llu shrinks\n",
	       (unsigned long long)forced[0], (unsigned long long)forced[1],
	       (unsigned long long)forced[2]);
	CHECK(forced[0] && forced[1] && forced[2]);
}

/* Again and again through the small arrays, whose growths follow closely. */
static void test_grow_often(void)
{
	const u64 keys = churn;
	struct growmap_stats st;
	int i;

	WRITE_ONCE(shim_stumble_every, 20);
	churn = 2000;
	for (i = 0; i < 50; i++)
		race_round(i & 1, i & 2, &st);
	churn = keys;
	WRITE_ONCE(shim_stumble_every, STUMBLE);
	race_report(&st);
}

/* The secret is renewed under writers that empty the map again and again. */
static void *flapper(void *arg)
{
	u64 key = (uintptr_t)arg, i;

	shim_thread_begin();
	for (i = 0; !stopped(); i++) {
		CHECK(!entry_insert(&map, key));
		CHECK(has(key));
		CHECK(entry_insert(&map, key) == -EEXIST);
		CHECK(!entry_remove(&map, key));
		CHECK(!has(key));
		if (i % 16 == 0)
			sched_yield();
	}
	shim_thread_end();
	return NULL;
}

static void test_reseed(void)
{
	struct crew crew = {};
	struct growmap_stats st;

	CHECK(!growmap_init(&map, &race_params, 2));
	stop = false;
	crew_add(&crew, flapper, 1);
	crew_add(&crew, flapper, 2);
	do {
		/* As if the delay were over. */
		if (!growmap_count(&map))
			mod_delayed_work(system_unbound_wq, &map.work, 0);
		sched_yield();
		growmap_stats(&map, &st);
	} while (st.reseeds < RESEEDS);
	__atomic_store_n(&stop, true, __ATOMIC_RELEASE);
	crew_join(&crew);
	growmap_stats(&map, &st);
	printf("# %llu renewals\n", (unsigned long long)st.reseeds);
	CHECK(!st.count);
	growmap_destroy(&map, NULL, NULL);
}

static const struct test race_tests[] = {
	{ "grow", test_grow },
	{ "grow_failing_memory", test_grow_failing },
	{ "storm", test_storm },
	{ "grow_often", test_grow_often },
	{ "reseed", test_reseed },
};

int main(int argc, char **argv)
{
	int status;

	if (argc > 1)
		churn = strtoull(argv[1], NULL, 0) / WRITERS * WRITERS;
	shim_stumble_every = STUMBLE;
	shim_cpus = 4;
	shim_alloc_hook = race_fail;
	shim_resched_hook = race_resched;
	shim_thread_begin();
	status = test_main(race_tests, ARRAY_SIZE(race_tests));
	rcu_barrier();
	shim_exit();
	shim_thread_end();
	return status;
}
