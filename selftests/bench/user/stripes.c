// SPDX-License-Identifier: GPL-2.0
/*
 * stripes N RUN: what the number of writer locks is worth. One and two writers,
 * on CPUs of their own, change random buckets of a static table for N entries
 * (a lock, the tophash word, a slot); the locks are few, each on a line of its
 * own, or there is one in every bucket.
 */
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>

#include "bench.h"

#define WRITES		1000000U
#define WRITERS		2
#define PER_BUCKET	0		/* locks */

struct bucket {
	uint64_t tophash;
	uint64_t slot[8];
	uint32_t locked;
	uint32_t rest;
};

struct lock {
	uint32_t locked;
} __attribute__((aligned(BENCH_LINE)));

static struct {
	struct bucket *bucket;
	uint32_t mask;
	struct lock *lock;
	uint32_t locks;
	pthread_barrier_t barrier;
} table;

static void lock(uint32_t *locked)
{
	while (__atomic_exchange_n(locked, 1, __ATOMIC_ACQUIRE))
		while (__atomic_load_n(locked, __ATOMIC_RELAXED))
			__builtin_ia32_pause();
}

static void unlock(uint32_t *locked)
{
	__atomic_store_n(locked, 0, __ATOMIC_RELEASE);
}

struct writer {
	pthread_t thread;
	int cpu;
	uint64_t took;
};

static void *writer_run(void *arg)
{
	struct writer *w = arg;
	uint64_t state = w->cpu;
	struct bucket *b;
	uint32_t i, *l, hash;

	bench_pin(w->cpu);
	pthread_barrier_wait(&table.barrier);
	w->took = bench_now();
	for (i = 0; i < WRITES; i++) {
		hash = bench_random(&state);
		b = &table.bucket[hash & table.mask];
		l = table.locks == PER_BUCKET ? &b->locked :
		    &table.lock[hash & (table.locks - 1)].locked;
		lock(l);
		b->slot[hash >> 29] = state;
		__atomic_store_n(&b->tophash, b->tophash ^ (hash | 1),
				 __ATOMIC_RELEASE);
		unlock(l);
	}
	w->took = bench_now() - w->took;
	return NULL;
}

/* ns per write, of the slower one. */
static double writers_run(unsigned int n)
{
	struct writer w[WRITERS];
	uint64_t most = 0;
	unsigned int i;

	pthread_barrier_init(&table.barrier, NULL, n);
	for (i = 0; i < n; i++) {
		w[i].cpu = i;
		if (pthread_create(&w[i].thread, NULL, writer_run, &w[i]))
			bench_die("pthread_create");
	}
	for (i = 0; i < n; i++) {
		pthread_join(w[i].thread, NULL);
		if (w[i].took > most)
			most = w[i].took;
	}
	pthread_barrier_destroy(&table.barrier);
	return (double)most / WRITES;
}

int main(int argc, char **argv)
{
	static const uint32_t locks[] = { 1, 16, 64, 256, 4096, PER_BUCKET };
	uint32_t n, size = 64;
	unsigned int run, i;
	char impl[64];

	if (argc != 3) {
		fprintf(stderr, "Usage: stripes N RUN\n");
		return 2;
	}
	n = strtoul(argv[1], NULL, 0);
	run = strtoul(argv[2], NULL, 0);
	while (size * 6.5 < n)
		size *= 2;
	table.mask = size - 1;
	table.bucket = bench_alloc(size * sizeof(*table.bucket), false);
	table.lock = bench_alloc(4096 * sizeof(*table.lock), false);
	for (i = 0; i < sizeof(locks) / sizeof(locks[0]); i++) {
		table.locks = locks[i];
		if (locks[i] == PER_BUCKET)
			snprintf(impl, sizeof(impl), "lock per bucket");
		else
			snprintf(impl, sizeof(impl), "%u locks", locks[i]);
		bench_result("stripes", "one writer", n, impl, run, "ns",
			     writers_run(1));
		bench_result("stripes", "two writers, each", n, impl, run, "ns",
			     writers_run(2));
	}
	return 0;
}
