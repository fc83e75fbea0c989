/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A core for the decoder in user space that does what a careful program would:
 * conversations, devices and images in hash tables (uthash), one thread, no
 * locks, nobody who reads the images meanwhile.
 */
#ifndef _BENCH_CORE_H
#define _BENCH_CORE_H

#include <linux/kernel.h>
#include <fieldtap/decoder.h>

#include <netinet/in.h>

/* A segment's payload and whose it is. */
struct segment {
	in_addr_t server;
	in_addr_t client;
	__u16 server_port;	/* host order, as all below */
	__u16 client_port;
	enum ft_dir dir;
	__u32 seq;
	bool syn;
	const __u8 *payload;
	__u32 len;
	__u64 time;		/* ns since the epoch */
};

/* What it has seen. */
struct core_counters {
	__u64 pdus;
	__u64 refused;
	__u64 images;
	__u64 updates;
	__u64 changes;
};

extern struct core_counters core_counters;

/* Start the decoder that the program is linked with. */
void core_start(void);

/* Take a segment in. */
void core_segment(const struct segment *seg);

#endif /* _BENCH_CORE_H */
