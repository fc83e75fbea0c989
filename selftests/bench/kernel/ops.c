// SPDX-License-Identifier: GPL-2.0
/* What is measured of one map in one run. */
#include <linux/math64.h>
#include <linux/sched.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/timekeeping.h>

#include "bench.h"

#define BENCH_INSERTS	200000	/* at least, in as many maps as that takes */
#define BENCH_SIZES	16	/* between two powers of two */

struct bench_run {
	const struct bench_map *map;
	const struct bench_set *set;
	struct bench_out *out;
};

void bench_emit(struct bench_out *out, const char *op, const char *impl,
		const char *unit, u64 thousandths)
{
	u32 rest;
	u64 value = div_u64_rem(thousandths, 1000, &rest);

	out->used += scnprintf(out->text + out->used, out->size - out->used,
			       "{\"part\":\"kernel\",\"op\":\"%s\",\"n\":%u,\"impl\":\"%s\",\"run\":%u,\"unit\":\"%s\",\"value\":%llu.%03u}\n",
			       op, out->n, impl, out->run, unit, value, rest);
}

static void bench_result(const struct bench_run *run, const char *op,
			 const char *unit, u64 thousandths)
{
	bench_emit(run->out, op, run->map->name, unit, thousandths);
}

static void bench_per(const struct bench_run *run, const char *op, u64 ns,
		      u32 ops)
{
	bench_result(run, op, "ns", div_u64(ns * 1000, ops));
}

/* From empty, with all growth that this causes, wherever it is done. */
static int bench_op_insert(const struct bench_run *run)
{
	const u32 n = run->set->n;
	const u32 maps = DIV_ROUND_UP(BENCH_INSERTS, n);
	u64 before, calls = 0, all = 0;
	int err = 0;
	u32 i;

	for (i = 0; i < maps && !err; i++) {
		err = run->map->open();
		if (err)
			return err;
		before = ktime_get_ns();
		err = run->map->insert(run->set, 0, n);
		calls += ktime_get_ns() - before;
		run->map->settle();
		all += ktime_get_ns() - before;
		run->map->close();
	}
	bench_per(run, "insert", all, n * maps);
	bench_per(run, "insert, the calls alone", calls, n * maps);
	return err;
}

static int bench_op_longest(const struct bench_run *run)
{
	const u32 maps = DIV_ROUND_UP(BENCH_INSERTS, run->set->n);
	u64 began = ktime_get_ns(), cycles = bench_cycles(), ns;
	struct bench_hist *hist;
	int err = 0;
	u32 i;

	hist = kzalloc(sizeof(*hist), GFP_KERNEL);
	if (!hist)
		return -ENOMEM;
	for (i = 0; i < maps && !err; i++) {
		err = run->map->open();
		if (err)
			break;
		err = run->map->insert_each(run->set, hist);
		run->map->close();
	}
	cycles = bench_cycles() - cycles;
	ns = ktime_get_ns() - began;
	bench_result(run, "insert, longest", "ns",
		     mul_u64_u64_div_u64(hist->longest * 1000, ns, cycles));
	bench_result(run, "insert, 99.99th percentile", "ns",
		     mul_u64_u64_div_u64(bench_hist_quantile(hist, 999900) * 1000,
					 ns, cycles));
	bench_result(run, "insert, median", "ns",
		     mul_u64_u64_div_u64(bench_hist_quantile(hist, 500000) * 1000,
					 ns, cycles));
	kfree(hist);
	return err;
}

/* The map that the rest is done on. */
static int bench_op_fill(const struct bench_run *run)
{
	int err;

	err = run->map->open();
	if (err)
		return err;
	err = run->map->insert(run->set, 0, run->set->n);
	run->map->settle();
	return err;
}

static int bench_lookups(const struct bench_run *run, const char *op,
			 u32 (*lookup)(const struct bench_key *keys, u32 n),
			 const struct bench_key *keys, bool there)
{
	const u32 n = run->set->queries;
	u64 before;
	u32 found;

	lookup(keys, min(n, 1U << 16));
	before = ktime_get_ns();
	found = lookup(keys, n);
	bench_per(run, op, ktime_get_ns() - before, n);
	return found == (there ? n : 0) ? 0 : -EIO;
}

static int bench_op_hit(const struct bench_run *run)
{
	return bench_lookups(run, "hit", run->map->lookup, run->set->hit, true);
}

static int bench_op_miss(const struct bench_run *run)
{
	return bench_lookups(run, "miss", run->map->lookup, run->set->miss,
			     false);
}

static int bench_op_batch(const struct bench_run *run)
{
	int err;

	if (!run->map->batch)
		return 0;
	err = bench_lookups(run, "batch hit", run->map->batch, run->set->hit,
			    true);
	return err ?: bench_lookups(run, "batch miss", run->map->batch,
				    run->set->miss, false);
}

static int bench_op_walk(const struct bench_run *run)
{
	const u32 n = run->set->n;
	const u32 walks = DIV_ROUND_UP(BENCH_INSERTS, n);
	u64 before;
	u32 i;

	before = ktime_get_ns();
	for (i = 0; i < walks; i++) {
		if (run->map->walk() != n)
			return -EIO;
	}
	bench_per(run, "walk", ktime_get_ns() - before, n * walks);
	return 0;
}

static int bench_op_remove(const struct bench_run *run)
{
	u64 before;
	int err;

	before = ktime_get_ns();
	err = run->map->remove(run->set);
	bench_per(run, "remove", ktime_get_ns() - before, run->set->n);
	return err;
}

/* Bytes beside the user's own, at n entries and averaged over n/2..n. */
static int bench_op_memory(const struct bench_run *run)
{
	const u32 n = run->set->n;
	struct bench_memory mem;
	u64 asked = 0, taken = 0;
	u32 i, have = 0, want;
	int err;

	err = run->map->open();
	for (i = 1; i <= BENCH_SIZES && !err; i++) {
		want = n / 2 + div_u64((u64)(n / 2) * i, BENCH_SIZES);
		err = run->map->insert(run->set, have, want);
		run->map->settle();
		have = want;
		run->map->memory(&mem);
		mem.asked = div_u64(mem.asked * 1000, have);
		mem.taken = div_u64(mem.taken * 1000, have);
		asked += mem.asked;
		taken += mem.taken;
	}
	run->map->close();
	bench_result(run, "memory as asked for, averaged", "bytes",
		     asked / BENCH_SIZES + run->map->node * 1000);
	bench_result(run, "memory as allocated, averaged", "bytes",
		     taken / BENCH_SIZES + run->map->node * 1000);
	bench_result(run, "memory as asked for", "bytes",
		     mem.asked + run->map->node * 1000);
	bench_result(run, "memory as allocated", "bytes",
		     mem.taken + run->map->node * 1000);
	return err;
}

/* In this order: from fill to remove it is one map. */
static const struct {
	const char *name;
	bool always;
	int (*run)(const struct bench_run *run);
} bench_ops[] = {
	{ "memory", false, bench_op_memory },
	{ "insert", false, bench_op_insert },
	{ "longest", false, bench_op_longest },
	{ "fill", true, bench_op_fill },
	{ "hit", false, bench_op_hit },
	{ "miss", false, bench_op_miss },
	{ "batch", false, bench_op_batch },
	{ "walk", false, bench_op_walk },
	{ "remove", false, bench_op_remove },
};

int bench_measure(const struct bench_map *map, const struct bench_set *set,
		  const char *ops, struct bench_out *out)
{
	const struct bench_run run = { .map = map, .set = set, .out = out };
	int err = 0;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(bench_ops) && !err; i++) {
		if (!ops || bench_ops[i].always || strstr(ops, bench_ops[i].name))
			err = bench_ops[i].run(&run);
		cond_resched();
	}
	map->close();
	return err;
}

void bench_hashes(const struct bench_set *set, struct bench_out *out)
{
	const u32 n = min(set->queries, BENCH_INSERTS);
	siphash_key_t key = { .key = { 1, 2 } };
	u64 before;
	u32 i;

	/* The sum into the key: each waits for the one before. */
	before = ktime_get_ns();
	for (i = 0; i < n; i++)
		key.key[0] += bench_hash(&set->hit[i], &key);
	bench_emit(out, "hash", "hsiphash", "ns",
		   div_u64((ktime_get_ns() - before) * 1000, n));
	before = ktime_get_ns();
	for (i = 0; i < n; i++)
		key.key[0] += siphash_2u64(set->hit[i].a, set->hit[i].b, &key);
	bench_emit(out, "hash", "siphash", "ns",
		   div_u64((ktime_get_ns() - before) * 1000, n));
}
