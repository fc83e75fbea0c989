// SPDX-License-Identifier: GPL-2.0
/*
 * Change marks: who copies all entries and then, again and again, those that
 * changed, misses no change, whatever the array does meanwhile and however many
 * marks were drawn; and gets no more than what changed as long as marks can be
 * told apart.
 *
 *   marks [ROUNDS]     rounds of catching up, of each of those who do so at once
 */
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <linux/err.h>
#include <linux/slab.h>

#include "entry.h"
#include "force.h"
#include "shim.h"
#include "test.h"

#define KEYS		400
#define ROOM		16
#define WRITERS		2
#define CONSUMERS	2
#define STUMBLE		60	/* a yield per so many ordered accesses */

static u64 rounds = 3000;

/* A few hashes share a chain and a few are equal. */
static u32 marks_hash(const void *key, const siphash_key_t *seed)
{
	return entry_hash(key, seed) & 0x3f00007f;
}

static const struct growmap_params marks_params = {
	.name = "marks",
	.hash = marks_hash,
	.equal = entry_equal,
	.min_B = 1,
	.marks = true,
};

static const struct growmap_params marks_unmarked = {
	.name = "unmarked",
	.hash = marks_hash,
	.equal = entry_equal,
	.min_B = 1,
};

static struct growmap map;

static struct entry *find(u64 key)
{
	struct growmap_node *node;

	node = growmap_lookup(&map, &key, marks_params);
	return node ? entry_of(node) : NULL;
}

static void touch(u64 key)
{
	rcu_read_lock();
	growmap_touch(&map, &find(key)->marked);
	rcu_read_unlock();
}

static void replace(u64 key)
{
	struct entry *old, *new = entry_new(key);

	rcu_read_lock();
	old = find(key);
	CHECK(!growmap_replace(&map, &old->node, &new->node));
	rcu_read_unlock();
	entry_retire(old);
}

/* Counts what the walk delivers, @n at a time. */
static void walk_since(u32 mark, u8 seen[KEYS], unsigned int n)
{
	struct growmap_cursor cur = {};
	struct growmap_node *nodes[ROOM];
	int got, i;

	memset(seen, 0, KEYS);
	do {
		rcu_read_lock();
		got = growmap_walk_since(&map, &cur, mark, nodes, n);
		for (i = 0; i < got; i++)
			seen[entry_of(nodes[i])->key]++;
		rcu_read_unlock();
	} while (got > 0 || got == -EAGAIN);
	CHECK(!got);
}

/* Exactly the keys that are multiples of @step; of 0, none. */
static void check_multiples(u32 mark, u64 step)
{
	u8 seen[KEYS];
	u64 key;

	walk_since(mark, seen, 1 + mark % ROOM);
	for (key = 0; key < KEYS; key++)
		CHECK(seen[key] == (step && key % step == 0));
}

static void check_none(u32 mark)
{
	check_multiples(mark, 0);
}

static void marks_init(void)
{
	CHECK(!growmap_init(&map, &marks_params, 100000));
}

static void marks_destroy(u64 left)
{
	u64 released = 0;

	growmap_destroy(&map, entry_release, &released);
	CHECK(released == left);
	rcu_barrier();
}

static void test_calls(void)
{
	struct growmap_cursor cur = {};
	struct growmap_node *node;

	CHECK(!growmap_init(&map, &marks_unmarked, 10));
	rcu_read_lock();
	CHECK(growmap_walk_since(&map, &cur, 0, &node, 1) == -EINVAL);
	rcu_read_unlock();
	marks_destroy(0);

	marks_init();
	CHECK(growmap_mark_next(&map) == 1 && growmap_mark_next(&map) == 2);
	rcu_read_lock();
	CHECK(growmap_walk_since(&map, &cur, 0, &node, 0) == -EINVAL);
	CHECK(growmap_walk_since(&map, &cur, 0, &node, 1) == 0);
	CHECK(growmap_walk_since(&map, &cur, 0, &node, 1) == 0);
	rcu_read_unlock();
	marks_destroy(0);
}

/* Nothing but what changed; all of it, whichever way it changed. */
static void test_exact(void)
{
	u32 mark;
	u64 key;

	marks_init();
	mark = growmap_mark_next(&map);
	entry_fill(&map, 0, KEYS);
	check_multiples(mark, 1);
	check_multiples(0, 1);
	mark = growmap_mark_next(&map);

	check_none(mark);
	for (key = 0; key < KEYS; key += 10)
		touch(key);
	check_multiples(mark, 10);
	for (key = 0; key < KEYS; key += 5)
		touch(key);
	check_multiples(mark, 5);
	mark = growmap_mark_next(&map);
	for (key = 0; key < KEYS; key += 20)
		replace(key);
	check_multiples(mark, 20);
	check_multiples(mark - 1, 5);
	check_multiples(mark - 2, 1);
	mark = growmap_mark_next(&map);
	for (key = 0; key < KEYS; key += 7)
		CHECK(!entry_remove(&map, key));
	check_none(mark);
	for (key = 0; key < KEYS; key += 7)
		CHECK(!entry_insert(&map, key));
	check_multiples(mark, 7);
	marks_destroy(KEYS);
}

/* Touching what is not there does nothing. */
static void test_strangers(void)
{
	struct entry *e = entry_new(1), *gone;
	u32 mark;

	marks_init();
	entry_fill(&map, 0, 20);
	mark = growmap_mark_next(&map);
	growmap_touch(&map, &e->marked);
	check_none(mark);
	rcu_read_lock();
	gone = find(5);
	rcu_read_unlock();
	CHECK(!growmap_remove(&map, &gone->node));
	growmap_touch(&map, &gone->marked);
	check_none(mark);
	CHECK(growmap_count(&map) == 19);
	entry_free(e);
	entry_retire(gone);
	marks_destroy(19);
}

/* Marks go with the entries wherever a growth takes them. */
static void test_growths(void)
{
	static const enum growmap_growth_kind kinds[] = {
		GROWMAP_GROW_DOUBLE, GROWMAP_GROW_SAME, GROWMAP_GROW_SHRINK,
		GROWMAP_GROW_SHRINK, GROWMAP_GROW_SHRINK, GROWMAP_GROW_DOUBLE,
	};
	u32 first, mark;
	unsigned int i;
	u64 key;

	marks_init();
	entry_fill(&map, 0, KEYS);
	while (shim_work_run())
		;
	first = growmap_mark_next(&map);
	for (i = 0; i < ARRAY_SIZE(kinds); i++) {
		mark = growmap_mark_next(&map);
		for (key = 0; key < KEYS; key += 6)
			touch(key);
		CHECK(force_start(&map, kinds[i]));
		check_multiples(mark, 6);
		for (key = 0; key < KEYS; key += 9)	/* in the midst of it */
			touch(key);
		for (key = 0; key < KEYS; key += 3)
			touch(key);
		check_multiples(mark, 3);
		CHECK(force_finish(&map));
		check_multiples(mark, 3);
		check_multiples(first, 3);
		check_none(growmap_mark_next(&map));
	}
	while (shim_work_run())
		;
	check_multiples(first, 3);
	marks_destroy(KEYS);
}

/* A shrink half way through the catching up, and back. */
static void test_resized_walk(void)
{
	static const enum growmap_growth_kind kinds[] = {
		GROWMAP_GROW_SHRINK, GROWMAP_GROW_SHRINK, GROWMAP_GROW_DOUBLE,
		GROWMAP_GROW_DOUBLE, GROWMAP_GROW_SAME,
	};
	struct growmap_cursor cur = {};
	struct growmap_node *nodes[ROOM];
	u8 seen[KEYS] = {};
	int got, i, calls = 0;
	u32 mark;
	u64 key;

	marks_init();
	entry_fill(&map, 0, KEYS);
	while (shim_work_run())
		;
	mark = growmap_mark_next(&map);
	for (key = 0; key < KEYS; key += 2)
		touch(key);
	do {
		rcu_read_lock();
		got = growmap_walk_since(&map, &cur, mark, nodes, ROOM);
		for (i = 0; i < got; i++)
			seen[entry_of(nodes[i])->key]++;
		rcu_read_unlock();
		force_start(&map, kinds[calls % 5]);
		if (calls++ % 3)
			force_finish(&map);
	} while (got > 0 || got == -EAGAIN);
	CHECK(calls > KEYS / 2 / ROOM);
	for (key = 0; key < KEYS; key++)
		CHECK(seen[key] == (key % 2 == 0));
	marks_destroy(KEYS);
}

/* Of two walkers with marks of their own, neither disturbs the other. */
static void test_wrap(void)
{
	u8 seen[KEYS];
	u32 mark[700], i, age;
	u64 key;

	marks_init();
	entry_fill(&map, 0, KEYS);
	/* In turn each key is touched, so that key k is 700 - 1 - k marks old. */
	for (i = 0; i < 700; i++) {
		mark[i] = growmap_mark_next(&map);
		if (i >= 700 - KEYS)
			touch(i - (700 - KEYS));
	}
	for (i = 0; i < 700; i += 3) {
		age = 699 - i;
		walk_since(mark[i], seen, ROOM);
		for (key = 0; key < KEYS; key++) {
			CHECK(seen[key] <= 1);
			if (KEYS - 1 - key <= age || age >= 255)
				CHECK(seen[key] == 1);
			else if (KEYS - 1 - key < 256)
				CHECK(!seen[key]);
		}
	}
	/* An entry as old as the octet is long is taken for a new one at most. */
	check_multiples(mark[0], 1);
	check_multiples(mark[699] + 5, 1);	/* not drawn yet: everything */
	marks_destroy(KEYS);
}

/* The counter itself comes round. */
static void test_counter_wraps(void)
{
	u32 mark, i;

	marks_init();
	atomic_set(&map.mark, -3);
	entry_fill(&map, 0, KEYS);
	mark = growmap_mark_next(&map);
	CHECK(mark == U32_MAX - 1);
	touch(0);
	for (i = 0; i < 10; i++)
		CHECK(growmap_mark_next(&map) == U32_MAX + i);
	check_multiples(mark, KEYS);
	check_multiples(mark - 1, 1);
	marks_destroy(KEYS);
}

/*
 * Threads. A key's value only rises. Its writer says which value is there for
 * certain, after touching; so who draws a mark after reading that must have the
 * value, or a higher one, when it has caught up with the mark before.
 */
static u32 done[KEYS];
static bool stop, failing;
static u64 delivered, resized;

static bool stopped(void)
{
	return __atomic_load_n(&stop, __ATOMIC_ACQUIRE);
}

/* Three in four in place, the others by another entry. */
static void raise_value(u64 key, u32 value)
{
	struct entry *e, *new;

	rcu_read_lock();
	e = find(key);
	if (!CHECK(e)) {
		rcu_read_unlock();
		return;
	}
	if (value % 4) {
		WRITE_ONCE(e->value, value);
		growmap_touch(&map, &e->marked);
		e = NULL;
	} else {
		new = entry_new(key);
		new->value = value;
		CHECK(!growmap_replace(&map, &e->node, &new->node));
	}
	rcu_read_unlock();
	__atomic_store_n(&done[key], value, __ATOMIC_SEQ_CST);
	if (e)
		entry_retire(e);
}

static void *writer(void *arg)
{
	u64 first = (uintptr_t)arg, x = first + 1, key;
	u32 value[KEYS] = {};

	shim_thread_begin();
	while (!stopped()) {
		x = x * 6364136223846793005 + 1442695040888963407;
		key = (x >> 33) % (KEYS / WRITERS) * WRITERS + first;
		if (x >> 62)		/* most of the time, a few keys */
			key = key % (4 * WRITERS) / WRITERS * WRITERS + first;
		raise_value(key, ++value[key]);
	}
	shim_thread_end();
	return NULL;
}

/* Take over what one walk delivers. */
static u64 catch_up(u32 known[KEYS], const u32 *mark)
{
	struct growmap_node *nodes[ROOM];
	struct growmap_cursor cur = {};
	struct entry *e;
	int got, i;
	u64 n = 0;

	do {
		rcu_read_lock();
		got = mark ? growmap_walk_since(&map, &cur, *mark, nodes, ROOM) :
			     growmap_walk(&map, &cur, nodes, ROOM);
		for (i = 0; i < got; i++) {
			e = entry_of(nodes[i]);
			CHECK(READ_ONCE(e->magic) == ENTRY_ALIVE);
			known[e->key] = max(known[e->key], READ_ONCE(e->value));
			n++;
		}
		rcu_read_unlock();
	} while (got > 0 || got == -EAGAIN);
	return n;
}

static void *consumer(void *arg)
{
	u32 known[KEYS] = {}, owed[KEYS], mark, next;
	u64 key, n, sum = 0;

	shim_thread_begin();
	mark = growmap_mark_next(&map);
	CHECK(catch_up(known, NULL) == KEYS);
	for (n = 0; n < rounds; n++) {
		for (key = 0; key < KEYS; key++)
			owed[key] = __atomic_load_n(&done[key], __ATOMIC_SEQ_CST);
		next = growmap_mark_next(&map);
		sum += catch_up(known, &mark);
		for (key = 0; key < KEYS; key++)
			CHECK(known[key] >= owed[key]);
		mark = next;
	}
	__atomic_fetch_add(&delivered, sum, __ATOMIC_RELAXED);
	shim_thread_end();
	return arg;
}

static void *resizer(void *arg)
{
	struct growmap_stats st;
	u64 n;

	shim_thread_begin();
	for (n = 0; !stopped() || !resized; n++) {
		growmap_stats(&map, &st);
		resized += force_start(&map, st.B >= 8 ? GROWMAP_GROW_SHRINK :
							 n * 7 % 3);
		if (n % 4)
			force_finish(&map);
	}
	shim_thread_end();
	return arg;
}

static bool marks_fail(size_t size, gfp_t gfp)
{
	static u64 n;

	(void)size;
	(void)gfp;
	return READ_ONCE(failing) &&
	       __atomic_fetch_add(&n, 1, __ATOMIC_RELAXED) % 7 == 0;
}

static void test_threads(void)
{
	pthread_t write[WRITERS], resize, consume[CONSUMERS];
	uintptr_t i;

	marks_init();
	entry_fill(&map, 0, KEYS);
	shim_stumble_every = STUMBLE;
	WRITE_ONCE(failing, true);
	for (i = 0; i < WRITERS; i++)
		pthread_create(&write[i], NULL, writer, (void *)i);
	pthread_create(&resize, NULL, resizer, NULL);
	for (i = 0; i < CONSUMERS; i++)
		pthread_create(&consume[i], NULL, consumer, NULL);
	for (i = 0; i < CONSUMERS; i++)
		pthread_join(consume[i], NULL);
	__atomic_store_n(&stop, true, __ATOMIC_RELEASE);
	for (i = 0; i < WRITERS; i++)
		pthread_join(write[i], NULL);
	pthread_join(resize, NULL);
	WRITE_ONCE(failing, false);
	shim_stumble_every = 0;
	printf("# %llu delivered in %llu rounds, %llu growths forced\n",
	       (unsigned long long)delivered,
	       (unsigned long long)(rounds * CONSUMERS),
	       (unsigned long long)resized);
	CHECK(resized && delivered < rounds * CONSUMERS * KEYS);
	marks_destroy(KEYS);
}

static const struct test marks_tests[] = {
	{ "calls", test_calls },
	{ "exact", test_exact },
	{ "strangers", test_strangers },
	{ "growths", test_growths },
	{ "resized_walk", test_resized_walk },
	{ "wrap", test_wrap },
	{ "counter_wraps", test_counter_wraps },
	{ "threads", test_threads },
};

int main(int argc, char **argv)
{
	int status;

	if (argc > 1)
		rounds = strtoull(argv[1], NULL, 0);
	shim_thread_begin();
	shim_work_manual();
	shim_alloc_hook = marks_fail;
	status = test_main(marks_tests, ARRAY_SIZE(marks_tests));
	rcu_barrier();
	shim_thread_end();
	return status;
}
