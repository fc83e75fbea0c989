/* SPDX-License-Identifier: GPL-2.0 */
/* What the benchmark's program asks of its module. */
#ifndef _BENCH_PATH_H
#define _BENCH_PATH_H

#include <linux/ioctl.h>
#include <linux/types.h>

#define BENCH_FILE	"fieldtap_bench_path"
/* Frames of one direction that are timed together. */
#define BENCH_GROUP	16

enum bench_kind {
	BENCH_MODBUS,
	BENCH_ACK,	/* segments without octets of the same conversations */
	BENCH_TCP,	/* the same segments, but of a port that nobody decodes */
	BENCH_UDP,
	BENCH_ARP,
};

enum bench_change {
	BENCH_SAME,	/* all answers about an image are alike */
	BENCH_LAST,	/* no two are, and the difference stands at the end */
	BENCH_ALL,	/* no octet is as in the answer before */
};

/**
 * struct bench_setup - the conversations of one open file
 * @dev: device of the opener's network namespace on which frames come in
 * @kind: enum bench_kind
 * @servers: servers, each with the units and images below
 * @clients: clients of each server; with @servers at least BENCH_GROUP
 *	conversations, so that a group has one frame of each
 * @units: units of a server
 * @images: images of a unit
 * @function: Modbus function, 1 or 3
 * @count: coils or registers of each image
 * @changed: enum bench_change
 */
struct bench_setup {
	char dev[16];
	__u32 kind;
	__u32 servers;
	__u32 clients;
	__u32 units;
	__u32 images;
	__u32 function;
	__u32 count;
	__u32 changed;
};

/**
 * struct bench_burst - a number of exchanges of request and answer
 * @exchanges: how many, a multiple of BENCH_GROUP
 * @cycles: time stamp counter, by direction: requests, answers
 */
struct bench_burst {
	__u64 exchanges;
	__u64 cycles[2];
};

/* Open the conversations; once per open file. */
#define BENCH_SETUP	_IOW('B', 1, struct bench_setup)
/* Have frames come in and say how long the stack had them. */
#define BENCH_BURST	_IOWR('B', 2, struct bench_burst)

#endif /* _BENCH_PATH_H */
