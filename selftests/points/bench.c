// SPDX-License-Identifier: GPL-2.0
/*
 * What reading and judging a value costs, in nanoseconds, beside what the same
 * costs with strtod() and in double arithmetic, which the kernel does not have
 * and which is not exact.  The fastest of several runs that take turns.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <linux/kernel.h>
#include <linux/slab.h>

#include "../random.h"
#include "bench_double.h"
#include "point_read.h"
#include "rule.h"
#include "window.h"

#define VALUES	4096
#define ROUNDS	4
#define RUNS	101

static u8 octets[VALUES + 8];
static u64 raws[VALUES];
/* What came of all of it, so that it has to be done. */
static volatile u64 sum;

static u64 now_ns(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec * 1000000000ULL + t.tv_nsec;
}

/* Nanoseconds for each of @n turns of something. */
#define TIME(n, what) ({						\
	u64 t_begin = now_ns(), t_sum = 0;				\
	u32 t_round, i;							\
									\
	for (t_round = 0; t_round < ROUNDS; t_round++)			\
		for (i = 0; i < (n); i++)				\
			t_sum += (what);				\
	sum += t_sum;							\
	(double)(now_ns() - t_begin) / ROUNDS / (n);			\
})

static void row(const char *name, double ours, double peer)
{
	printf("%-44s %10.1f", name, ours);
	if (peer > 0)
		printf(" %10.1f %9.2fx", peer, ours / peer);
	printf("\n");
}

static double best(double (*run)(const void *arg), const void *arg)
{
	double least = run(arg), t;
	int i;

	for (i = 1; i < RUNS; i++) {
		t = run(arg);
		least = t < least ? t : least;
	}
	return least;
}

static void both(const char *name, double (*ours)(const void *arg),
		 double (*peer)(const void *arg), const void *arg)
{
	row(name, best(ours, arg), peer ? best(peer, arg) : 0);
}

/* Reading */

static u64 read_one(const struct ft_reading *r, u32 at)
{
	u64 raw = 0;

	ft_read_raw(r, octets + at, 8, &raw);
	return raw;
}

static double run_read(const void *arg)
{
	const struct ft_reading *r = arg;

	return TIME(VALUES, read_one(r, i));
}

/* What a program would do that knows type and order when it is compiled. */
static u64 read_f32_cdab(u32 at)
{
	u32 v;

	memcpy(&v, octets + at, sizeof(v));
	v = __builtin_bswap32(v);
	return v << 16 | v >> 16;
}

static double run_read_peer(const void *arg)
{
	(void)arg;
	return TIME(VALUES, read_f32_cdab(i));
}

static const char *const texts[] = { "21.5", "-0.125", "1013.25", "230" };

static double run_text(const void *arg)
{
	struct ft_reading r = {
		.how = FT_READ_TEXT, .type = FIELDTAP_TYPE_F64,
	};
	u64 raw;

	(void)arg;
	return TIME(VALUES, (r.len = strlen(texts[i & 3]),
			     ft_read_raw(&r, (const u8 *)texts[i & 3], r.len,
					 &raw), raw));
}

static double run_strtod(const void *arg)
{
	(void)arg;
	return TIME(VALUES, (u64)strtod(texts[i & 3], NULL));
}

static void bench_read(void)
{
	static const struct {
		const char *name;
		struct ft_read_conf conf;
	} reads[] = {
		{ "read u16 abcd", { .type = FIELDTAP_TYPE_U16, .bit = 255 } },
		{ "read f32 cdab", { .type = FIELDTAP_TYPE_F32, .bit = 255,
				     .order = FIELDTAP_ORDER_CDAB } },
		{ "read f64 dcba", { .type = FIELDTAP_TYPE_F64, .bit = 255,
				     .order = FIELDTAP_ORDER_DCBA } },
		{ "read i64 badc", { .type = FIELDTAP_TYPE_I64, .bit = 255,
				     .order = FIELDTAP_ORDER_BADC } },
		{ "read bit 11 of a register", { .type = FT_TYPE_AUTO,
						 .bit = 11 } },
	};
	const struct ft_source src = {
		.len = 8, .own = 2, .type = FIELDTAP_TYPE_U16, .bit = 255,
	};
	struct ft_reading r;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(reads); i++) {
		if (!ft_read_plan(&reads[i].conf, &src, &r))
			abort();
		both(reads[i].name, run_read, i == 1 ? run_read_peer : NULL, &r);
	}
	both("read text as f64", run_text, run_strtod, NULL);
}

/* Rules */

struct judge {
	u8 type;
	struct ft_rule_conf conf;
	struct double_conf peer;
};

static double run_rule(const void *arg)
{
	const struct judge *j = arg;
	struct ft_rule_state st = { .told_once = false };
	struct ft_sighting s = { .type = j->type, .value = true };
	struct ft_rule_error err;
	struct ft_rule *rule;
	double t;

	if (ft_rule_new(&j->conf, &rule, &err))
		abort();
	t = TIME(VALUES, (s.raw = raws[i], s.mono += 10000000,
			  ft_rule_sample(rule, &st, &s)));
	kfree(rule);
	return t;
}

static double run_double(const void *arg)
{
	const struct judge *j = arg;
	struct double_state st = { .told_once = false };
	u64 mono = 0;

	return TIME(VALUES, (mono += 10000000,
			     double_sample(&j->peer, &st,
					   double_raw(j->type, raws[i]),
					   mono)));
}

/*
 * A value that wanders between 20 and 80, with a scale of 0.01, a little noisy:
 * what comes next is mostly what came last, for processors as for people.
 */
static void make_raws(u8 type)
{
	s64 at = 5000, step = 7;
	u64 seed = 5;
	u32 i, half;
	double d;
	float f;

	for (i = 0; i < VALUES; i++) {
		s64 v = at + (s64)(random_next(&seed) % 21) - 10;

		at += step;
		if (at > 8000 || at < 2000)
			step = -step;
		raws[i] = v;
		d = v;
		f = v;
		if (type == FIELDTAP_TYPE_F64)
			memcpy(&raws[i], &d, sizeof(d));
		if (type == FIELDTAP_TYPE_F32) {
			memcpy(&half, &f, sizeof(f));
			raws[i] = half;
		}
	}
}

#define SCALE	.scale = "0.01"
#define LIMITS	.lolo = "25", .lo = "30", .hi = "70", .hihi = "75", \
		.hysteresis = "2"
#define PEER_LIMITS .limit = { 70, 75, 30, 25 }, .hysteresis = 2, .limits = true

static void bench_rules(u8 type, const char *name)
{
	static const struct {
		const char *name;
		struct ft_rule_conf conf;
		struct double_conf peer;
	} rules[] = {
		{ "no rules", { SCALE }, { .scale = 0.01 } },
		{ "deadband", { SCALE, .deadband = "5" },
		  { .scale = 0.01, .deadband = 5 } },
		{ "hi", { SCALE, .hi = "70" },
		  { .scale = 0.01, .limits = true,
		    .limit = { 70, 1e300, -1e300, -1e300 } } },
		{ "four limits, hysteresis", { SCALE, LIMITS },
		  { .scale = 0.01, PEER_LIMITS } },
		{ "rate", { SCALE, .rate = "2000" },
		  { .scale = 0.01, .rate = 2000 } },
		{ "all of them, debounce",
		  { SCALE, LIMITS, .deadband = "5", .rate = "2000",
		    .debounce_count = 3, .heartbeat = 1000,
		    .min_interval = 50 },
		  { .scale = 0.01, PEER_LIMITS, .deadband = 5, .rate = 2000,
		    .debounce_count = 3, .heartbeat = 1000000000,
		    .min_interval = 50000000 } },
	};
	char text[64];
	size_t i;

	make_raws(type);
	for (i = 0; i < ARRAY_SIZE(rules); i++) {
		struct judge j = {
			.type = type, .conf = rules[i].conf,
			.peer = rules[i].peer,
		};

		snprintf(text, sizeof(text), "sample %s, %s", name,
			 rules[i].name);
		both(text, run_rule, run_double, &j);
	}
}

static u64 compile(const struct ft_rule_conf *conf)
{
	struct ft_rule_error err;
	struct ft_rule *rule;

	if (ft_rule_new(conf, &rule, &err))
		abort();
	kfree(rule);
	return 1;
}

static double run_compile(const void *arg)
{
	return TIME(VALUES / 16, compile(arg));
}

/* Windows */

static double run_push(const void *arg)
{
	struct ft_window *w = ft_window_alloc(128);
	struct ft_sample s = { .value = true };
	double t;

	(void)arg;
	t = TIME(VALUES, (s.time++, ft_window_push(w, &s), 0));
	ft_window_free(w);
	return t;
}

static double run_window(const void *arg)
{
	static struct ft_sample buf[128];
	struct ft_window *w = ft_window_alloc(128);
	struct ft_sample s = { .value = true };
	u64 from, head;
	double t;
	int n;

	(void)arg;
	for (n = 0; n < 200; n++)
		ft_window_push(w, &s);
	t = TIME(VALUES / 16, (from = 0,
			       ft_window_read(w, &from, buf, 128, &head)));
	ft_window_free(w);
	return t;
}

int main(void)
{
	static const struct ft_rule_conf one = { SCALE, .hi = "70" };
	static const struct ft_rule_conf all = {
		SCALE, LIMITS, .deadband = "5", .rate = "2000",
	};
	u64 seed = 6;
	size_t i;

	for (i = 0; i < sizeof(octets); i++)
		octets[i] = random_next(&seed);
	printf("%-44s %10s %10s %10s\n", "[ns]", "fieldtap", "double", "ratio");
	bench_read();
	bench_rules(FIELDTAP_TYPE_U16, "u16");
	bench_rules(FIELDTAP_TYPE_F32, "f32");
	bench_rules(FIELDTAP_TYPE_F64, "f64");
	both("compile: scale, hi", run_compile, NULL, &one);
	both("compile: scale, four limits, deadband, rate", run_compile, NULL,
	     &all);
	both("window of 128: push", run_push, NULL, NULL);
	both("window of 128: read all of it", run_window, NULL, NULL);
	printf("%-44s %10zu\n", "octets of a point's state",
	       sizeof(struct ft_rule_state));
	printf("%-44s %10zu\n", "octets of rules with one limit",
	       sizeof(struct ft_rule) + sizeof(struct ft_limit));
	printf("%-44s %10zu\n", "octets of rules with four limits",
	       sizeof(struct ft_rule) + 4 * sizeof(struct ft_limit));
	printf("%-44s %10zu\n", "octets of a window of 128",
	       ft_window_octets(128));
	return 0;
}
