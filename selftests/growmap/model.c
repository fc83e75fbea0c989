// SPDX-License-Identifier: GPL-2.0
/*
 * Random operations against the simplest model there is: an array with the
 * entry of each key. One thread, but the worker's reschedule points run
 * operations, too, so that they meet every state that a growth goes through.
 *
 *   model [SEED [OPERATIONS]]
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <linux/err.h>
#include <linux/slab.h>

#include "../random.h"
#include "entry.h"
#include "force.h"
#include "shim.h"
#include "test.h"

#define KEYS	6000
#define WALKS	6
#define TAILS	3
#define NODES	64
#define BATCH_MAX	40

/* A walk and what it owes: exactly the keys that were there throughout. */
struct walk {
	struct growmap_cursor cur;
	unsigned int n;
	u8 seen[KEYS];
	u8 lives[KEYS];		/* times that the key was in the map meanwhile */
	bool left[KEYS];	/* was not in the map at some time meanwhile */
};

/*
 * Who has seen all entries, and catches up with what changed: owes those that
 * changed before it drew the mark for the next time, but for what left meanwhile.
 */
struct tail {
	struct walk walk;
	u32 mark, next;
	u64 from, to;		/* number of the changes that it owes */
	bool all;		/* all that are there */
};

struct kind {
	const char *name;
	struct growmap_params params;
	bool replace;
	unsigned int walk_min;	/* smallest n of a walk */
};

static const struct kind *kind;
static struct growmap map;
static struct entry *model[KEYS];
static u32 model_count, model_limit;
static struct walk walks[WALKS];
static struct tail tails[TAILS];
static u64 changes, changed[KEYS];	/* their number, and of each key's last */
static u64 rnd_state;
static u64 ops_left;
static unsigned int fail_rate;		/* of 256 allocations */
static unsigned int insert_rate;	/* of 256 changes */
static unsigned int depth;
static u64 chains;			/* evacuated by the current operation */
static u64 done_walks, done_tails, done_reseeds, done_growths[3], forced[3];

static u32 rnd(u32 below)
{
	return (u32)random_next(&rnd_state) % below;
}

static void model_notify(struct growmap *m, const struct growmap_event *ev)
{
	CHECK(m == &map && !shim_locked());
	if (ev->type == GROWMAP_EV_EVACUATE && !ev->by_worker)
		chains += ev->chains;
	if (ev->type == GROWMAP_EV_FINISH)
		done_growths[growmap_kind(ev->from_B, ev->to_B)]++;
	done_reseeds += ev->type == GROWMAP_EV_RESEED;
}

/* Few different chains and tophashes, so that overflow is the rule. */
static u32 hash_narrow(const void *key, const siphash_key_t *seed)
{
	return entry_hash(key, seed) & 0x07c003ff;
}

/* Groups of eight keys of the very same hash. */
static u32 hash_equal(const void *key, const siphash_key_t *seed)
{
	u64 group = *(const u64 *)key / 8;

	return entry_hash(&group, seed);
}

#define PARAMS(h, b) {							\
	.name = "model", .hash = h, .equal = entry_equal, .min_B = b,	\
	.marks = true, .notify = model_notify,				\
}

static const struct kind kinds[] = {
	{ "siphash", PARAMS(entry_hash, 0), true, 1 },
	{ "siphash, 16 locks", PARAMS(entry_hash, 4), true, 1 },
	{ "few hashes", PARAMS(hash_narrow, 2), true, 24 },
	{ "equal hashes", PARAMS(hash_equal, 1), true, 8 },
	{ "equal hashes, short calls", PARAMS(hash_equal, 1), false, 1 },
};

static const char *const kind_names[] = { "doublings", "same size", "shrinks" };

static bool model_fail(size_t size, gfp_t gfp)
{
	(void)size;
	(void)gfp;
	return fail_rate && rnd(256) < fail_rate;
}

static void walk_begin(struct walk *w)
{
	u64 key;

	growmap_cursor_init(&w->cur);
	w->n = kind->walk_min + rnd(rnd(2) ? 3 : NODES - kind->walk_min);
	for (key = 0; key < KEYS; key++) {
		w->seen[key] = 0;
		w->left[key] = !model[key];
		w->lives[key] = !!model[key];
	}
}

static void walk_end(struct walk *w)
{
	u64 key;

	for (key = 0; key < KEYS; key++) {
		if (!w->left[key])
			CHECK(w->seen[key] == 1);
		else
			CHECK(w->seen[key] <= w->lives[key]);
	}
	done_walks++;
	walk_begin(w);
}

/* All that comes next or, if @mark is given, what changed since. At the end, 0. */
static int walk_on(struct walk *w, const u32 *mark)
{
	struct growmap_node *nodes[NODES];
	int got, i;

	rcu_read_lock();
	if (mark)
		got = growmap_walk_since(&map, &w->cur, *mark, nodes, w->n);
	else
		got = growmap_walk(&map, &w->cur, nodes, w->n);
	for (i = 0; i < got; i++) {
		CHECK(model[entry_of(nodes[i])->key] == entry_of(nodes[i]));
		w->seen[entry_of(nodes[i])->key]++;
	}
	rcu_read_unlock();
	CHECK(got <= (int)w->n && (got >= 0 || got == -EAGAIN));
	return got;
}

static void walk_step(struct walk *w)
{
	if (!walk_on(w, NULL))
		walk_end(w);
}

/* Draw a mark; what changed since the one before is due. */
static void tail_begin(struct tail *t)
{
	walk_begin(&t->walk);
	t->all = !t->next || !rnd(20);
	t->mark = t->all ? 0 : t->next;
	t->from = t->to;
	t->to = changes;
	t->next = growmap_mark_next(&map);
}

static void tail_end(struct tail *t)
{
	u64 key;

	for (key = 0; key < KEYS; key++) {
		if (!t->walk.left[key] && changed[key] <= t->to &&
		    (changed[key] > t->from || t->all))
			CHECK(t->walk.seen[key] == 1);
		else
			CHECK(t->walk.seen[key] <= t->walk.lives[key]);
	}
	done_tails++;
	tail_begin(t);
}

static void tail_step(struct tail *t)
{
	if (!walk_on(&t->walk, t->all ? NULL : &t->mark))
		tail_end(t);
}

static void model_came(u64 key, struct entry *e)
{
	int i;

	model[key] = e;
	model_count++;
	changed[key] = ++changes;
	for (i = 0; i < WALKS; i++)
		walks[i].lives[key]++;
	for (i = 0; i < TAILS; i++)
		tails[i].walk.lives[key]++;
}

static void model_went(u64 key)
{
	int i;

	entry_retire(model[key]);
	model[key] = NULL;
	model_count--;
	for (i = 0; i < WALKS; i++)
		walks[i].left[key] = true;
	for (i = 0; i < TAILS; i++)
		tails[i].walk.left[key] = true;
}

static void op_insert(u64 key)
{
	struct entry *e = entry_new(key);
	struct growmap_node *ret;

	rcu_read_lock();
	ret = growmap_insert(&map, &e->node, &key);
	rcu_read_unlock();
	if (!ret) {
		CHECK(!model[key] && model_count < model_limit);
		model_came(key, e);
		return;
	}
	if (ret == ERR_PTR(-ENOSPC))
		CHECK(!model[key] && model_count >= model_limit);
	else if (ret == ERR_PTR(-ENOMEM))
		CHECK(!model[key] && fail_rate);
	else
		CHECK(model[key] && ret == &model[key]->node);
	entry_free(e);
}

static void op_remove(u64 key)
{
	struct entry *stranger;

	if (model[key]) {
		CHECK(!growmap_remove(&map, &model[key]->node));
		model_went(key);
		return;
	}
	stranger = entry_new(key);
	stranger->node.hash = rnd(U32_MAX);
	CHECK(growmap_remove(&map, &stranger->node) == -ENOENT);
	entry_free(stranger);
}

static void op_replace(u64 key)
{
	struct entry *old = model[key], *new;

	if (!old || !kind->replace)
		return;
	new = entry_new(key);
	CHECK(!growmap_replace(&map, &old->node, &new->node) && chains <= 2);
	chains = 0;
	CHECK(growmap_replace(&map, &old->node, &new->node) == -ENOENT);
	model[key] = new;
	changed[key] = ++changes;
	entry_retire(old);
}

static void op_touch(u64 key)
{
	struct entry *stranger;

	if (model[key]) {
		growmap_touch(&map, &model[key]->marked);
		changed[key] = ++changes;
		return;
	}
	stranger = entry_new(key);
	stranger->node.hash = rnd(U32_MAX);
	growmap_touch(&map, &stranger->marked);
	entry_free(stranger);
}

static void check_key(u64 key)
{
	struct growmap_node *node;

	rcu_read_lock();
	node = growmap_lookup(&map, &key, kind->params);
	CHECK(node == (model[key] ? &model[key]->node : NULL));
	rcu_read_unlock();
}

static void check_all(void)
{
	struct growmap_stats st;
	u64 key;

	for (key = 0; key < KEYS; key++)
		check_key(key);
	growmap_stats(&map, &st);
	CHECK(st.count == model_count && st.limit == model_limit);
	CHECK(st.nevacuate <= st.oldbuckets);
}

static void check_occupancy(void)
{
	void (*hook)(void) = shim_resched_hook;

	shim_resched_hook = NULL;
	CHECK(entry_occupancy(&map) == model_count);
	shim_resched_hook = hook;
}

static void op_limit(void)
{
	model_limit = rnd(4) ? KEYS : rnd(KEYS);
	growmap_set_limit(&map, model_limit);
}

/* Seldom: what the next thousands of operations are like. */
static void op_weather(void)
{
	static const unsigned int inserts[] = { 0, 60, 128, 200, 250 };
	static const unsigned int fails[] = { 0, 0, 0, 10, 128, 256 };

	insert_rate = inserts[rnd(ARRAY_SIZE(inserts))];
	fail_rate = fails[rnd(ARRAY_SIZE(fails))];
	op_limit();
}

static void op_work(void)
{
	if (depth < 2)
		shim_work_run();
}

/* Any growth at any time; whether it is finished at once or not. */
static void op_force(bool finish)
{
	enum growmap_growth_kind k = rnd(3);

	if (depth >= 2)
		return;
	if (finish)
		force_finish(&map);
	forced[k] += force_start(&map, k);
}

static void op_empty(void)
{
	u64 key;

	for (key = 0; key < KEYS; key++)
		if (model[key])
			op_remove(key);
	CHECK(!growmap_count(&map));
	if (rnd(2))
		op_work();
}

static void op_batch(void)
{
	struct growmap_node *nodes[BATCH_MAX];
	const void *keys[BATCH_MAX];
	u64 key[BATCH_MAX];
	unsigned int i, n = rnd(BATCH_MAX + 1), hits = 0;

	for (i = 0; i < n; i++) {
		key[i] = rnd(KEYS);
		keys[i] = &key[i];
		hits += !!model[key[i]];
	}
	rcu_read_lock();
	CHECK(growmap_lookup_batch(&map, keys, nodes, n, kind->params) == hits);
	for (i = 0; i < n; i++)
		CHECK(nodes[i] == (model[key[i]] ? &model[key[i]]->node : NULL));
	rcu_read_unlock();
}

static void op(void)
{
	u64 key = rnd(rnd(4) ? KEYS : KEYS / 20);
	u32 what = rnd(10000);

	chains = 0;
	if (what < 6000) {
		if (rnd(256) < insert_rate)
			op_insert(key);
		else
			op_remove(key);
	} else if (what < 6500) {
		op_replace(key);
	} else if (what < 7000) {
		op_touch(key);
	} else if (what < 8000) {
		check_key(key);
	} else if (what < 8500) {
		op_batch();
	} else if (what < 9200) {
		walk_step(&walks[rnd(WALKS)]);
	} else if (what < 9900) {
		tail_step(&tails[rnd(TAILS)]);
	} else if (what < 9930) {
		op_work();
	} else if (what < 9985) {
		op_force(what & 1);
	} else if (what < 9990) {
		check_all();
	} else if (what < 9992 && depth == 0) {
		check_occupancy();
	} else if (what < 9998) {
		op_weather();
	} else {
		op_empty();
	}
	CHECK(chains <= 2 || what >= 9900);
	check_key(key);
	CHECK(growmap_count(&map) == model_count);
}

static bool take_op(void)
{
	if (!ops_left)
		return false;
	ops_left--;
	return true;
}

/* In the worker, between two buckets. */
static void model_resched(void)
{
	unsigned int i, n;

	if (depth >= 2)
		return;
	depth++;
	n = rnd(8) ? rnd(3) : rnd(60);
	for (i = 0; i < n && take_op(); i++)
		op();
	depth--;
}

/* Whether the history met everything that it is there for. */
static bool covered(void)
{
	int i;

	for (i = 0; i < 3; i++)
		if (forced[i] <= 10 || done_growths[i] <= 10)
			return false;
	return done_walks > 10 && done_tails > 10 && done_reseeds;
}

/*
 * When a grace period ends is up to the machine, and with it how the history
 * goes on: so it goes on until it is complete, within reason.
 */
static void run_history(u64 ops)
{
	int round;

	for (round = 0; round < 20 && (!round || !covered()); round++) {
		ops_left = ops;
		while (take_op())
			op();
	}
	CHECK(covered());
}

static void run_kind(const struct kind *k, u64 ops)
{
	u64 released = 0;
	int i;

	kind = k;
	model_limit = KEYS;
	fail_rate = 0;
	insert_rate = 200;
	done_walks = 0;
	done_tails = 0;
	memset(done_growths, 0, sizeof(done_growths));
	memset(forced, 0, sizeof(forced));
	done_reseeds = 0;
	CHECK(!growmap_init(&map, &k->params, model_limit));
	for (i = 0; i < WALKS; i++)
		walk_begin(&walks[i]);
	memset(tails, 0, sizeof(tails));
	for (i = 0; i < TAILS; i++)
		tail_begin(&tails[i]);
	shim_alloc_hook = model_fail;
	shim_resched_hook = model_resched;
	run_history(ops);
	fail_rate = 0;
	check_all();
	check_occupancy();
	shim_alloc_hook = NULL;
	shim_resched_hook = NULL;
	growmap_destroy(&map, entry_release, &released);
	CHECK(released == model_count);
	rcu_barrier();
	memset(model, 0, sizeof(model));
	model_count = 0;
	printf("# %s: %llu walks, %llu since a mark, %llu renewals\n", k->name,
	       (unsigned long long)done_walks, (unsigned long long)done_tails,
	       (unsigned long long)done_reseeds);
	for (i = 0; i < 3; i++)
		printf("# %s: %llu, %llu of them forced\n", kind_names[i],
		       (unsigned long long)done_growths[i],
		       (unsigned long long)forced[i]);
}

static u64 model_ops = 800000;

static void test_kind_0(void) { run_kind(&kinds[0], model_ops); }
static void test_kind_1(void) { run_kind(&kinds[1], model_ops); }
static void test_kind_2(void) { run_kind(&kinds[2], model_ops); }
static void test_kind_3(void) { run_kind(&kinds[3], model_ops); }
static void test_kind_4(void) { run_kind(&kinds[4], model_ops); }

static const struct test model_tests[] = {
	{ "siphash", test_kind_0 },
	{ "siphash_16_locks", test_kind_1 },
	{ "few_hashes", test_kind_2 },
	{ "equal_hashes", test_kind_3 },
	{ "equal_hashes_short_calls", test_kind_4 },
};

int main(int argc, char **argv)
{
	u64 seed = argc > 1 ? strtoull(argv[1], NULL, 0) : 1;
	int status;

	if (argc > 2)
		model_ops = strtoull(argv[2], NULL, 0);
	shim_random_state = seed;
	rnd_state = ~seed;	/* not the numbers that the shim draws */
	shim_thread_begin();
	shim_work_manual();
	status = test_main(model_tests, ARRAY_SIZE(model_tests));
	shim_thread_end();
	return status;
}
