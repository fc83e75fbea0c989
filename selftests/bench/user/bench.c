// SPDX-License-Identifier: GPL-2.0
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "bench.h"

#define BENCH_HUGE	(2UL << 20)

int bench_helper_cpu = -1;

void bench_die(const char *what)
{
	fprintf(stderr, "bench: %s: %s\n", what, strerror(errno));
	exit(1);
}

static uint64_t bench_clock(clockid_t id)
{
	struct timespec ts;

	clock_gettime(id, &ts);
	return (uint64_t)ts.tv_sec * 1000000000 + ts.tv_nsec;
}

uint64_t bench_now(void)
{
	return bench_clock(CLOCK_MONOTONIC);
}

uint64_t bench_mine(void)
{
	return bench_clock(CLOCK_THREAD_CPUTIME_ID);
}

uint64_t bench_cpu(void)
{
	return bench_clock(CLOCK_PROCESS_CPUTIME_ID);
}

uint64_t bench_random(uint64_t *state)
{
	uint64_t x = *state += 0x9e3779b97f4a7c15ULL;

	x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9ULL;
	x = (x ^ (x >> 27)) * 0x94d049bb133111ebULL;
	return x ^ (x >> 31);
}

void bench_pin(int cpu)
{
	cpu_set_t set;

	if (cpu < 0) {
		memset(&set, 0xff, sizeof(set));
	} else {
		CPU_ZERO(&set);
		CPU_SET(cpu, &set);
	}
	if (sched_setaffinity(0, sizeof(set), &set))
		bench_die("sched_setaffinity");
}

void bench_helper(void)
{
	bench_pin(bench_helper_cpu);
}

struct bench_key bench_key(uint64_t i, unsigned int which)
{
	uint64_t state = i;

	/* The low word tells keys of one set apart, the high word sets. */
	return (struct bench_key){
		.word = { bench_random(&state), which },
	};
}

uint32_t *bench_shuffle(uint32_t n, uint64_t seed)
{
	uint32_t *order = malloc(n * sizeof(*order)), i, j, tmp;

	if (!order)
		bench_die("malloc");
	for (i = 0; i < n; i++)
		order[i] = i;
	for (i = n; i > 1; i--) {
		j = bench_random(&seed) % i;
		tmp = order[i - 1];
		order[i - 1] = order[j];
		order[j] = tmp;
	}
	return order;
}

void bench_load(struct bench_set *set, const char *file)
{
	const struct bench_key *keys;
	struct stat st;
	int fd;

	fd = open(file, O_RDONLY);
	if (fd < 0 || fstat(fd, &st))
		bench_die(file);
	keys = mmap(NULL, st.st_size, PROT_READ, MAP_PRIVATE | MAP_POPULATE, fd,
		    0);
	if (keys == MAP_FAILED)
		bench_die(file);
	close(fd);
	set->n = st.st_size / sizeof(*keys) / 4;
	set->insert = keys;
	set->hit = keys + set->n;
	set->miss = keys + 2 * (size_t)set->n;
	set->remove = keys + 3 * (size_t)set->n;
}

static size_t bench_round(size_t bytes)
{
	return (bytes + BENCH_HUGE - 1) & ~(BENCH_HUGE - 1);
}

void *bench_alloc(size_t bytes, bool huge)
{
	const size_t room = bench_round(bytes);
	char *mem, *aligned;

	mem = mmap(NULL, room + BENCH_HUGE, PROT_READ | PROT_WRITE,
		   MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	if (mem == MAP_FAILED)
		bench_die("mmap");
	aligned = (char *)bench_round((size_t)mem);
	if (aligned > mem)
		munmap(mem, aligned - mem);
	munmap(aligned + room, mem + BENCH_HUGE - aligned);
	madvise(aligned, room, huge ? MADV_HUGEPAGE : MADV_NOHUGEPAGE);
	memset(aligned, 0, bytes);
	return aligned;
}

void bench_free(void *mem, size_t bytes)
{
	munmap(mem, bench_round(bytes));
}

void bench_result(const char *part, const char *op, uint64_t n,
		  const char *impl, unsigned int run, const char *unit,
		  double value)
{
	printf("{\"part\":\"%s\",\"op\":\"%s\",\"n\":%llu,\"impl\":\"%s\",\"run\":%u,\"unit\":\"%s\",\"value\":%.6g}\n",
	       part, op, (unsigned long long)n, impl, run, unit, value);
	fflush(stdout);
}
