// SPDX-License-Identifier: GPL-2.0
#include <linux/bitops.h>
#include <linux/math64.h>
#include <linux/minmax.h>

#include "bench.h"

static u32 bench_hist_bin(u64 cycles)
{
	const u32 one = 1U << BENCH_HIST_SUB;
	u32 shift;

	if (cycles < one)
		return cycles;
	shift = fls64(cycles) - 1 - BENCH_HIST_SUB;
	return (shift << BENCH_HIST_SUB) + (cycles >> shift);
}

/* The largest duration of a bin. */
static u64 bench_hist_top(u32 bin)
{
	const u32 one = 1U << BENCH_HIST_SUB;
	u32 shift;

	if (bin < one)
		return bin;
	shift = (bin >> BENCH_HIST_SUB) - 1;
	return (((u64)(bin & (one - 1)) + one + 1) << shift) - 1;
}

void bench_hist_add(struct bench_hist *hist, u64 cycles)
{
	hist->count++;
	hist->longest = max(hist->longest, cycles);
	hist->bin[bench_hist_bin(cycles)]++;
}

u64 bench_hist_quantile(const struct bench_hist *hist, u32 ppm)
{
	u64 left = hist->count - div_u64(hist->count * ppm, 1000000);
	u32 bin;

	for (bin = BENCH_HIST_SIZE - 1; bin; bin--) {
		if (hist->bin[bin] > left)
			break;
		left -= hist->bin[bin];
	}
	return min(bench_hist_top(bin), hist->longest);
}
