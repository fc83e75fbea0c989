// SPDX-License-Identifier: GPL-2.0
/*
 * keys N FILE: the keys that every program gets. Four arrays of N keys of 16
 * bytes: in the order of insertion, of hits, of misses and of removal.
 */
#include <stdio.h>
#include <stdlib.h>

#include "bench.h"

static void write_keys(FILE *f, uint32_t n, unsigned int which, uint64_t order)
{
	uint32_t *shuffled = bench_shuffle(n, order), i;
	struct bench_key key;

	for (i = 0; i < n; i++) {
		key = bench_key(shuffled[i], which);
		if (!fwrite(&key, sizeof(key), 1, f))
			bench_die("fwrite");
	}
	free(shuffled);
}

int main(int argc, char **argv)
{
	uint32_t n = argc == 3 ? strtoul(argv[1], NULL, 0) : 0;
	FILE *f;

	if (!n) {
		fprintf(stderr, "Usage: keys N FILE\n");
		return 2;
	}
	f = fopen(argv[2], "w");
	if (!f)
		bench_die(argv[2]);
	write_keys(f, n, BENCH_HIT, 1);
	write_keys(f, n, BENCH_HIT, 2);
	write_keys(f, n, BENCH_MISS, 3);
	write_keys(f, n, BENCH_HIT, 4);
	if (fclose(f))
		bench_die(argv[2]);
	return 0;
}
