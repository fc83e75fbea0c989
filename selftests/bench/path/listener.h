/* SPDX-License-Identifier: GPL-2.0 */
/* Listens by a packet socket's mapped ring, and has the decoder look at it. */
#ifndef _BENCH_LISTENER_H
#define _BENCH_LISTENER_H

#include <linux/types.h>

/* Listen on a device of this network namespace; ends the program on failure. */
void listener_start(const char *dev);

/*
 * Take what is in the ring's finished blocks. Adds to frames and cycles, by
 * direction: towards servers, from servers.
 */
void listener_take(__u64 frames[2], __u64 cycles[2]);

/* Frames that found no room in the ring. */
__u64 listener_lost(void);

/* The time stamp counter. */
static inline __u64 ticks(void)
{
	__u32 lo, hi;

	__asm__ volatile("lfence; rdtsc" : "=a"(lo), "=d"(hi) :: "memory");
	return (__u64)hi << 32 | lo;
}

#endif /* _BENCH_LISTENER_H */
