// SPDX-License-Identifier: GPL-2.0
/*
 * What listening to Modbus TCP costs per frame. In each of several network
 * namespaces the same frames come in, a burst at a time in turn: one in which
 * nobody listens, and ones with a fieldtap (also one that has points), a packet
 * socket's ring that this program reads, conntrack. What one of them costs is what its frames take
 * longer than those of the first, and for the ring the program's own time.
 * JSON, one object per line and measurement.
 */
#define _GNU_SOURCE
#include <err.h>
#include <fcntl.h>
#include <sched.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "core.h"
#include "listener.h"
#include "path.h"

#define DEVICE		"in"
#define BURST		1024	/* exchanges */
#define WARM_UP		16	/* bursts */
#define RUNS_MAX	99
#define BURSTS_MAX	4096

enum impl {
	NOBODY,
	FIELDTAP,
	PACKET,
	CONNTRACK,
	POINTS_1,	/* fieldtap with so many points on each image */
	POINTS_10,
	POINTS_125,
	POINTS_100K,	/* 125, and the rest elsewhere */
	POINTS_EACH,	/* 125 that want to see every answer */
	POINTS_TOLD,	/* 1, each change of which somebody hears */
	IMPLS
};

enum place { KERNEL, USER };

static const char *const impl_name[IMPLS] = {
	"stack", "fieldtap", "packet", "conntrack", "points-1", "points-10",
	"points-125", "points-100k", "points-each", "points-told",
};

static const char *const direction[2] = { "request", "answer" };

struct options {
	const char *part;
	const char *op;
	unsigned int runs;
	unsigned int bursts;
	struct bench_setup setup;
	bool used[IMPLS];
};

static bool is_fieldtap(enum impl impl)
{
	return impl == FIELDTAP || impl >= POINTS_1;
}

static int file[IMPLS];
static __u64 delivered;			/* exchanges, in each namespace */
/* Cycles per frame of each burst of a run. */
static double sample[IMPLS][2][2][BURSTS_MAX];
static unsigned int samples[IMPLS][2][2];

static void enter(enum impl impl)
{
	char name[64];
	int fd;

	snprintf(name, sizeof(name), "/run/netns/path-%s", impl_name[impl]);
	fd = open(name, O_RDONLY | O_CLOEXEC);
	if (fd < 0 || setns(fd, CLONE_NEWNET))
		err(1, "%s", name);
	close(fd);
}

static void start(const struct options *opt, enum impl impl)
{
	enter(impl);
	if (impl == PACKET)
		listener_start(DEVICE);
	file[impl] = open("/sys/kernel/debug/" BENCH_FILE, O_RDWR | O_CLOEXEC);
	if (file[impl] < 0)
		err(1, "%s", BENCH_FILE);
	if (ioctl(file[impl], BENCH_SETUP, &opt->setup))
		err(1, "setup");
}

static void note(enum impl impl, enum place place, int dir, double cycles,
		 __u64 frames)
{
	unsigned int *n = &samples[impl][place][dir];

	if (frames && *n < BURSTS_MAX)
		sample[impl][place][dir][(*n)++] = cycles / frames;
}

static void burst(enum impl impl)
{
	struct bench_burst b = { .exchanges = BURST };
	__u64 frames[2] = {}, cycles[2] = {};
	int dir;

	if (ioctl(file[impl], BENCH_BURST, &b))
		err(1, "burst");
	if (impl == PACKET)
		listener_take(frames, cycles);
	for (dir = 0; dir < 2; dir++) {
		note(impl, KERNEL, dir, b.cycles[dir], BURST);
		note(impl, USER, dir, cycles[dir], frames[dir]);
	}
}

/* One burst of each in turn, so that all meet the same machine. */
static void bursts(const struct options *opt, unsigned int n)
{
	enum impl impl;

	memset(samples, 0, sizeof(samples));
	for (; n; n--) {
		for (impl = 0; impl < IMPLS; impl++)
			if (opt->used[impl])
				burst(impl);
		delivered += BURST;
	}
}

static int compare(const void *a, const void *b)
{
	const double *x = a, *y = b;

	return (*x > *y) - (*x < *y);
}

/* Whatever else the machine did hits few of many bursts. */
static double median(enum impl impl, enum place place, int dir)
{
	unsigned int n = samples[impl][place][dir];
	double *s = sample[impl][place][dir];

	if (!n)
		errx(1, "%s: nothing measured", impl_name[impl]);
	qsort(s, n, sizeof(*s), compare);
	return s[n / 2];
}

static void print(const struct options *opt, int dir, const char *impl,
		  unsigned int run, double cycles)
{
	const struct bench_setup *s = &opt->setup;
	const char *sep = s->kind == BENCH_MODBUS ? " " : "";
	const char *which = s->kind == BENCH_MODBUS ? direction[dir] : "";
	__u32 images = s->kind == BENCH_MODBUS ?
		       s->servers * s->units * s->images : 0;

	printf("{\"part\":\"%s\",\"op\":\"%s%s%s\",\"n\":%u,\"impl\":\"%s\",",
	       opt->part, opt->op, sep, which, images, impl);
	printf("\"run\":%u,\"unit\":\"cycles\",\"value\":%.1f}\n", run, cycles);
}

static void report_direction(const struct options *opt, unsigned int run,
			     int dir)
{
	double stack = median(NOBODY, KERNEL, dir), kernel, user;
	enum impl impl;

	print(opt, dir, impl_name[NOBODY], run, stack);
	for (impl = FIELDTAP; impl < IMPLS; impl++) {
		if (!opt->used[impl])
			continue;
		kernel = median(impl, KERNEL, dir) - stack;
		if (impl != PACKET) {
			print(opt, dir, impl_name[impl], run, kernel);
			continue;
		}
		user = median(impl, USER, dir);
		print(opt, dir, "packet-kernel", run, kernel);
		print(opt, dir, "packet-user", run, user);
		print(opt, dir, "packet", run, kernel + user);
	}
}

/* Frames that nobody decodes are alike in both directions. */
static void report(const struct options *opt, unsigned int run)
{
	report_direction(opt, run, 1);
	if (opt->setup.kind == BENCH_MODBUS)
		report_direction(opt, run, 0);
	fflush(stdout);
}

/* A listener that heard nothing would be fast. */
static void check_packet(const struct options *opt)
{
	const struct bench_setup *s = &opt->setup;
	const struct core_counters *c = &core_counters;
	__u64 lost = listener_lost();

	if (s->kind != BENCH_MODBUS) {
		if (lost || c->refused || c->pdus)
			errx(1, "packet: %llu frames lost, %llu PDUs",
			     lost, c->pdus);
		return;
	}
	if (lost || c->refused || c->images != s->servers * s->units * s->images)
		errx(1, "packet: %llu frames lost, %llu PDUs refused, %llu images",
		     lost, c->refused, c->images);
	if (c->pdus < delivered || c->pdus > 2 * delivered)
		errx(1, "packet: %llu PDUs of %llu", c->pdus, 2 * delivered);
	if (s->changed && c->changes != c->updates)
		errx(1, "packet: %llu changes of %llu", c->changes, c->updates);
}

static __u64 fieldtap_counter(const char *name)
{
	char command[128];
	__u64 value;
	FILE *p;

	snprintf(command, sizeof(command),
		 "fieldtap -j stats show | gojq '.[] | select(.name == \"%s\").value'",
		 name);
	p = popen(command, "r");
	if (!p || fscanf(p, "%llu", &value) != 1)
		errx(1, "fieldtap: no counter %s", name);
	pclose(p);
	return value;
}

static void check_fieldtap(const struct options *opt, enum impl impl)
{
	const struct bench_setup *s = &opt->setup;
	__u64 pdus, images, changes;

	enter(impl);
	pdus = fieldtap_counter("pdus");
	images = fieldtap_counter("images_created");
	changes = fieldtap_counter("image_changes");
	if (s->kind != BENCH_MODBUS) {
		if (pdus || fieldtap_counter("frames") < 2 * delivered)
			errx(1, "fieldtap: saw %llu PDUs", pdus);
		return;
	}
	if (pdus != 2 * delivered ||
	    images != s->servers * s->units * s->images ||
	    changes != (s->changed ? delivered : images))
		errx(1, "fieldtap: %llu PDUs of %llu, %llu images, %llu changes",
		     pdus, 2 * delivered, images, changes);
}

static void check_conntrack(const struct options *opt)
{
	const struct bench_setup *s = &opt->setup;
	unsigned int n = 0;
	FILE *f;

	enter(CONNTRACK);
	f = fopen("/proc/sys/net/netfilter/nf_conntrack_count", "r");
	if (!f || fscanf(f, "%u", &n) != 1 || n != s->servers * s->clients)
		errx(1, "conntrack: %u connections", n);
	fclose(f);
}

static void usage(void)
{
	fprintf(stderr,
		"Usage: path -o OP [-r RUNS] [-b BURSTS] [-k modbus|ack|tcp|udp|arp]\n"
		"            [-s SERVERS] [-l CLIENTS] [-u UNITS] [-i IMAGES]\n"
		"            [-f FUNCTION] [-c COUNT] [-C] [-A] [-P PART]\n"
		"            [fieldtap|packet|conntrack|points-...]...\n");
	exit(2);
}

static int index_of(const char *const *names, int n, const char *name)
{
	int i;

	for (i = 0; i < n; i++)
		if (!strcmp(names[i], name))
			return i;
	usage();
	return -1;
}

static void parse(int argc, char **argv, struct options *opt)
{
	static const char *const kinds[] = {
		"modbus", "ack", "tcp", "udp", "arp",
	};
	struct bench_setup *s = &opt->setup;
	int c;

	while ((c = getopt(argc, argv, "o:r:b:k:s:l:u:i:f:c:CAP:")) != -1) {
		switch (c) {
		case 'o':
			opt->op = optarg;
			break;
		case 'r':
			opt->runs = atoi(optarg);
			break;
		case 'b':
			opt->bursts = atoi(optarg);
			break;
		case 'k':
			s->kind = index_of(kinds, 5, optarg);
			break;
		case 's':
			s->servers = atoi(optarg);
			break;
		case 'l':
			s->clients = atoi(optarg);
			break;
		case 'u':
			s->units = atoi(optarg);
			break;
		case 'i':
			s->images = atoi(optarg);
			break;
		case 'f':
			s->function = atoi(optarg);
			break;
		case 'c':
			s->count = atoi(optarg);
			break;
		case 'C':
			s->changed = BENCH_LAST;
			break;
		case 'A':
			s->changed = BENCH_ALL;
			break;
		case 'P':
			opt->part = optarg;
			break;
		default:
			usage();
		}
	}
	opt->used[NOBODY] = true;
	for (; optind < argc; optind++)
		opt->used[index_of(impl_name, IMPLS, argv[optind])] = true;
	if (!opt->op || !opt->runs || opt->runs > RUNS_MAX || !opt->bursts ||
	    opt->bursts > BURSTS_MAX)
		usage();
}

int main(int argc, char **argv)
{
	struct options opt = {
		.part = "path",
		.runs = 5,
		.bursts = 40,
		.setup = {
			.dev = DEVICE,
			.kind = BENCH_MODBUS,
			.servers = 1,
			.clients = 16,
			.units = 1,
			.images = 1,
			.function = 3,
			.count = 10,
		},
	};
	const struct bench_setup *s = &opt.setup;
	unsigned int run;
	enum impl impl;

	parse(argc, argv, &opt);
	for (impl = 0; impl < IMPLS; impl++)
		if (opt.used[impl])
			start(&opt, impl);
	/* Until every image is there, and every block of the ring was in use. */
	bursts(&opt, WARM_UP + s->servers * s->clients * s->units * s->images /
			       BURST);
	sleep(1);
	for (run = 1; run <= opt.runs; run++) {
		bursts(&opt, opt.bursts);
		report(&opt, run);
	}
	if (opt.used[PACKET])
		check_packet(&opt);
	for (impl = 0; impl < IMPLS; impl++)
		if (opt.used[impl] && is_fieldtap(impl))
			check_fieldtap(&opt, impl);
	if (opt.used[CONNTRACK])
		check_conntrack(&opt);
	return 0;
}
