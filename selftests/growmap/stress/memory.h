/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The map's memory: what is freed is poisoned first, as is what is not asked for
 * as zeroes; allocations fail when told to; what was never freed is known.
 */
#ifndef STRESS_MEMORY_H
#define STRESS_MEMORY_H

#include <linux/types.h>

void *memory_alloc(size_t size, gfp_t gfp, bool large);
void memory_free(const void *p);

/* Of each @period allocations the last @burst fail; none if @burst is 0. */
void memory_set_failing(u32 period, u32 burst);
u64 memory_failed(void);
/* Pieces of memory that the map has. */
int memory_live(void);

#endif /* STRESS_MEMORY_H */
