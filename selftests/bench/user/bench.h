/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What all the programs here share: keys, the hash, time, and a result's form.
 */
#ifndef BENCH_H
#define BENCH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define BENCH_LINE	64
#define BENCH_SEED0	0x736f6d6520736565ULL
#define BENCH_SEED1	0x642c20616e79206fULL

struct bench_key {
	uint64_t word[2];
};

static inline uint64_t bench_rol(uint64_t x, int n)
{
	return (x << n) | (x >> (64 - n));
}

#define BENCH_SIPROUND do {						\
	v0 += v1; v1 = bench_rol(v1, 13) ^ v0; v0 = bench_rol(v0, 32);	\
	v2 += v3; v3 = bench_rol(v3, 16) ^ v2;				\
	v0 += v3; v3 = bench_rol(v3, 21) ^ v0;				\
	v2 += v1; v1 = bench_rol(v1, 17) ^ v2; v2 = bench_rol(v2, 32);	\
} while (0)

/*
 * SipHash-1-3 of a key, which is what the kernel's hsiphash is on a machine of
 * 64 bits: the same for every map in C.
 */
static inline uint32_t bench_hash(const struct bench_key *key,
				  const uint64_t seed[2])
{
	const uint64_t len = (uint64_t)sizeof(*key) << 56;
	uint64_t v0 = seed[0] ^ 0x736f6d6570736575ULL;
	uint64_t v1 = seed[1] ^ 0x646f72616e646f6dULL;
	uint64_t v2 = seed[0] ^ 0x6c7967656e657261ULL;
	uint64_t v3 = seed[1] ^ 0x7465646279746573ULL;

	v3 ^= key->word[0];
	BENCH_SIPROUND;
	v0 ^= key->word[0];
	v3 ^= key->word[1];
	BENCH_SIPROUND;
	v0 ^= key->word[1];
	v3 ^= len;
	BENCH_SIPROUND;
	v0 ^= len;
	v2 ^= 0xff;
	BENCH_SIPROUND;
	BENCH_SIPROUND;
	BENCH_SIPROUND;
	return v0 ^ v1 ^ v2 ^ v3;
}

uint64_t bench_now(void);		/* CLOCK_MONOTONIC, ns */
uint64_t bench_mine(void);		/* CPU time of this thread, ns */
uint64_t bench_cpu(void);		/* CPU time of the whole process, ns */
uint64_t bench_random(uint64_t *state);

/* The calling thread to @cpu; threads that a map begins, to bench_helper_cpu. */
void bench_pin(int cpu);
void bench_helper(void);
extern int bench_helper_cpu;		/* -1, as it begins: any */

/* Key @i of a set that has no two alike; sets of other @which are disjoint. */
struct bench_key bench_key(uint64_t i, unsigned int which);
enum { BENCH_HIT = 1, BENCH_MISS = 2 };

/* 0..n-1 in random order, the same for the same @seed. To be freed. */
uint32_t *bench_shuffle(uint32_t n, uint64_t seed);

/* Map @file, made by the program keys, for reading. */
struct bench_set {
	uint32_t n;
	const struct bench_key *insert;	/* n of each */
	const struct bench_key *hit;
	const struct bench_key *miss;
	const struct bench_key *remove;
};
void bench_load(struct bench_set *set, const char *file);

/* Zeroed memory aligned to 2 MiB; @huge: of huge pages as far as there are. */
void *bench_alloc(size_t bytes, bool huge);
void bench_free(void *mem, size_t bytes);

/* Die with @what and errno. */
void bench_die(const char *what) __attribute__((noreturn));

/* One line of result. */
void bench_result(const char *part, const char *op, uint64_t n,
		  const char *impl, unsigned int run, const char *unit,
		  double value);

#endif
