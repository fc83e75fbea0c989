// SPDX-License-Identifier: GPL-2.0
/* Rules, one at a time: what is told, and when, step by step. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <linux/kernel.h>
#include <linux/slab.h>

#include "rule.h"
#include "test.h"

#define MS	1000000ULL
/* All begins at this time, so that nothing is as long ago as the epoch. */
#define BEGIN	(3600000 * MS)

#define P	FT_TELL_POINT
#define L	FT_TELL_LIMIT
#define R	FT_TELL_RATE
#define S	FT_TELL_STALE
#define Q	FT_TELL_QUALITY
#define C	FT_TELL_CHANGED

static struct ft_rule *rule;
static struct ft_rule_state state;
static u64 last_seen;

static void begin(const struct ft_rule_conf *conf)
{
	struct ft_rule_error err;

	CHECK(!ft_rule_new(conf, &rule, &err));
	memset(&state, 0, sizeof(state));
	last_seen = 0;
}

static void end(void)
{
	kfree(rule);
	rule = NULL;
}

static u32 see_as(u8 type, u32 ms, u64 raw, u8 quality)
{
	struct ft_sighting s = {
		.type = type, .raw = raw, .quality = quality, .value = true,
		.mono = BEGIN + ms * MS, .time = ms * MS,
	};

	last_seen = s.mono;
	return ft_rule_sample(rule, &state, &s);
}

static u32 see(u32 ms, s64 raw)
{
	return see_as(FIELDTAP_TYPE_I32, ms, (u64)raw, FIELDTAP_QUALITY_GOOD);
}

static u32 tick(u32 ms)
{
	return ft_rule_tick(rule, &state, BEGIN + ms * MS, last_seen, 0);
}

/* When the next tick is due, in ms, or -1. */
static s64 due(void)
{
	u64 at = ft_rule_due(rule, &state, last_seen, 0);

	return at == FT_NEVER ? -1 : (s64)(at - BEGIN) / (s64)MS;
}

static void test_none(void)
{
	begin(&(struct ft_rule_conf) { .scale = "0.1", .offset = "3" });
	CHECK(!rule);
	CHECK(see(0, 5) == (P | C) && !state.previous_value);
	CHECK(see(1, 5) == 0);
	CHECK(see(2, 6) == (P | C));
	CHECK(state.previous_value && state.previous.raw == 5 &&
	      state.told.raw == 6 && state.told.time == 2 * MS);
	CHECK(see_as(FIELDTAP_TYPE_I32, 3, 6, FIELDTAP_QUALITY_BAD) ==
	      (P | Q | C));
	CHECK(state.now.time == 2 * MS);
	CHECK(see(4, 6) == (P | Q | C));
	CHECK(!tick(100000) && due() == -1 && !ft_rule_each(rule, &state));
	end();
}

/* 0.3 is 3 x 0.1, not more. */
static void test_exact(void)
{
	begin(&(struct ft_rule_conf) { .scale = "0.1", .hi = "0.3" });
	CHECK(see(0, 3) == (P | C) && !state.level);
	CHECK(see(1, 4) == (P | L | C) && state.level == FIELDTAP_LEVEL_HI);
	end();
	begin(&(struct ft_rule_conf) { .scale = "0.1", .deadband = "0.3" });
	see(0, 0);
	CHECK(see(1, 3) == C && see(2, 4) == (P | C));
	end();
	begin(&(struct ft_rule_conf) { .scale = "0.1", .rate = "3" });
	see(0, 0);
	CHECK(see(100, 3) == (P | C) && !state.rate);
	CHECK(see(200, 7) == (P | R | C) && state.rate);
	CHECK(see(300, 9) == (P | R | C) && !state.rate);
	end();
}

static void test_levels(void)
{
	begin(&(struct ft_rule_conf) {
		.lolo = "-20", .lo = "-10", .hi = "10", .hihi = "20",
		.hysteresis = "3",
	});
	CHECK(see(0, 20) == (P | L | C) && state.level == FIELDTAP_LEVEL_HI);
	CHECK(see(1, 21) == (P | L | C) && state.level == FIELDTAP_LEVEL_HIHI);
	CHECK(state.level_before == FIELDTAP_LEVEL_HI);
	CHECK(see(2, 18) == (P | C) && state.level == FIELDTAP_LEVEL_HIHI);
	CHECK(see(3, 17) == (P | L | C) && state.level == FIELDTAP_LEVEL_HI);
	CHECK(see(4, 8) == (P | C) && state.level == FIELDTAP_LEVEL_HI);
	CHECK(see(5, 7) == (P | L | C) && !state.level);
	CHECK(see(6, 10) == (P | C) && !state.level);
	CHECK(see(7, 11) == (P | L | C) && state.level == FIELDTAP_LEVEL_HI);
	CHECK(see(8, -21) == (P | L | C));
	CHECK(state.level == FIELDTAP_LEVEL_LOLO &&
	      state.level_before == FIELDTAP_LEVEL_HI);
	CHECK(see(9, -17) == (P | L | C) && state.level == FIELDTAP_LEVEL_LO);
	CHECK(see(10, -7) == (P | L | C) && !state.level);
	CHECK(see(11, -10) == (P | C) && see(12, -11) == (P | L | C));
	end();
}

/* A scale below zero turns limits round. */
static void test_turned(void)
{
	begin(&(struct ft_rule_conf) {
		.scale = "-0.5", .offset = "100", .lo = "90", .hi = "110",
		.hysteresis = "1",
	});
	CHECK(see(0, -20) == (P | C) && !state.level);
	CHECK(see(1, -21) == (P | L | C) && state.level == FIELDTAP_LEVEL_HI);
	CHECK(see(2, -19) == (P | C) && state.level == FIELDTAP_LEVEL_HI);
	CHECK(see(3, -18) == (P | L | C) && !state.level);
	CHECK(see(4, 21) == (P | L | C) && state.level == FIELDTAP_LEVEL_LO);
	end();
}

static void test_debounce_count(void)
{
	begin(&(struct ft_rule_conf) { .hi = "10", .debounce_count = 3 });
	CHECK(ft_rule_each(rule, &state));
	see(0, 0);
	CHECK(see(1, 11) == (P | C) && see(2, 12) == (P | C));
	CHECK(see(3, 10) == (P | C));
	CHECK(see(4, 11) == (P | C) && see(5, 11) == 0);
	CHECK(see(6, 11) == (L | C) && state.level == FIELDTAP_LEVEL_HI);
	CHECK(see(7, 9) == (P | C) && see(8, 9) == 0 && state.level);
	CHECK(see(9, 9) == (L | C) && !state.level);
	/* A bad sample ends the row. */
	CHECK(see(10, 11) == (P | C) && see(11, 11) == 0);
	see_as(FIELDTAP_TYPE_I32, 12, 11, FIELDTAP_QUALITY_BAD);
	CHECK(see(13, 11) == (P | Q | C) && see(14, 11) == 0);
	CHECK(see(15, 11) == (L | C));
	end();
}

static void test_debounce_time(void)
{
	begin(&(struct ft_rule_conf) { .hi = "10", .debounce_time = 50 });
	CHECK(!ft_rule_each(rule, &state));
	see(0, 0);
	CHECK(see(100, 11) == (P | C) && due() == 150);
	CHECK(tick(149) == 0 && tick(150) == (L | C) && tick(151) == 0);
	CHECK(due() == -1);
	CHECK(see(200, 9) == (P | C) && due() == 250);
	CHECK(see(240, 11) == (P | C) && due() == -1 && tick(250) == 0);
	CHECK(see(300, 9) == (P | C) && see(350, 8) == (P | L | C));
	end();
	begin(&(struct ft_rule_conf) {
		.hi = "10", .debounce_time = 50, .debounce_count = 2,
	});
	CHECK(see(0, 11) == (P | C) && due() == -1 && tick(90) == 0);
	CHECK(see(91, 11) == (L | C));
	end();
	begin(&(struct ft_rule_conf) {
		.hi = "10", .debounce_time = 50, .debounce_count = 2,
	});
	CHECK(see(0, 11) == (P | C) && see(10, 11) == 0 && due() == 50);
	CHECK(tick(50) == (L | C));
	end();
}

/* Each limit has a row of its own: an alarm is not put off by a worse one. */
static void test_debounce_both(void)
{
	begin(&(struct ft_rule_conf) {
		.hi = "10", .hihi = "20", .debounce_count = 2,
	});
	CHECK(see(0, 11) == (P | C));
	CHECK(see(1, 21) == (P | L | C) && state.level == FIELDTAP_LEVEL_HI);
	CHECK(see(2, 22) == (P | L | C) && state.level == FIELDTAP_LEVEL_HIHI);
	CHECK(see(3, 0) == (P | C) && see(4, 0) == (L | C) && !state.level);
	end();
}

static void test_min_interval(void)
{
	begin(&(struct ft_rule_conf) { .min_interval = 100 });
	CHECK(see(0, 1) == (P | C) && due() == -1);
	CHECK(see(50, 2) == C && due() == 100);
	CHECK(see(99, 3) == C && tick(99) == 0);
	CHECK(tick(100) == P && state.told.raw == 3 &&
	      state.previous.raw == 1 && state.told.time == 99 * MS);
	CHECK(tick(101) == 0 && due() == -1);
	/* What is as it was told again needs not be. */
	CHECK(see(150, 4) == C && see(160, 3) == C && due() == -1);
	CHECK(tick(300) == 0);
	CHECK(see(301, 5) == (P | C) && see(302, 6) == C);
	/* Quality does not wait, and takes the value along. */
	CHECK(see_as(FIELDTAP_TYPE_I32, 303, 6, FIELDTAP_QUALITY_UNCERTAIN) ==
	      (P | Q | C));
	CHECK(due() == -1 && state.told.raw == 6);
	end();
}

static void test_heartbeat(void)
{
	begin(&(struct ft_rule_conf) { .heartbeat = 100 });
	CHECK(see(0, 1) == (P | C) && due() == 100);
	CHECK(see(40, 1) == 0 && tick(99) == 0);
	CHECK(tick(100) == P && state.previous.raw == 1 && due() == 200);
	/* Not seen since: the next sighting is told. */
	CHECK(tick(200) == 0 && ft_rule_each(rule, &state) && due() == -1);
	CHECK(see(550, 1) == P && !ft_rule_each(rule, &state) && due() == 650);
	CHECK(see(600, 2) == (P | C) && due() == 700);
	end();
}

static void test_stale(void)
{
	begin(&(struct ft_rule_conf) { .stale_after = 100 });
	CHECK(tick(100000) == 0 && due() == -1);
	CHECK(see(0, 1) == (P | C) && due() == 100 && tick(99) == 0);
	CHECK(tick(100) == (S | C) && state.stale && due() == -1);
	CHECK(ft_rule_each(rule, &state) && tick(101) == 0);
	CHECK(see(500, 1) == (S | C) && !state.stale && due() == 600);
	CHECK(!ft_rule_each(rule, &state));
	end();
}

static void test_stale_periods(void)
{
	begin(&(struct ft_rule_conf) { .stale_periods = 3 });
	see(0, 1);
	CHECK(ft_rule_due(rule, &state, BEGIN, 0) == FT_NEVER);
	CHECK(ft_rule_due(rule, &state, BEGIN, 10 * MS) == BEGIN + 30 * MS);
	CHECK(!ft_rule_tick(rule, &state, BEGIN + 29 * MS, BEGIN, 10 * MS));
	CHECK(ft_rule_tick(rule, &state, BEGIN + 30 * MS, BEGIN, 10 * MS) ==
	      (S | C));
	end();
	begin(&(struct ft_rule_conf) { .stale_periods = 3, .stale_after = 20 });
	see(0, 1);
	CHECK(ft_rule_due(rule, &state, BEGIN, 10 * MS) == BEGIN + 20 * MS);
	CHECK(ft_rule_due(rule, &state, BEGIN, 5 * MS) == BEGIN + 15 * MS);
	/* A clock that somebody made absurd. */
	CHECK(ft_rule_due(rule, &state, BEGIN, FT_NEVER) == BEGIN + 20 * MS);
	end();
}

static void test_rate(void)
{
	begin(&(struct ft_rule_conf) { .rate = "1000", .deadband = "100" });
	CHECK(ft_rule_each(rule, &state));
	see(0, 0);
	CHECK(see(10, 10) == C);
	CHECK(see(20, 21) == (R | C) && state.rate);
	/* Against the sample before, not against the told one. */
	CHECK(see(30, 21) == (R | C) && !state.rate);
	CHECK(see(40, 10) == (R | C));
	/* Two at once tell nothing. */
	CHECK(see(40, 90) == C && state.rate);
	CHECK(see(140, 90) == (R | C) && !state.rate);
	/* What is bad is no sample. */
	CHECK(see_as(FIELDTAP_TYPE_I32, 141, 5000, FIELDTAP_QUALITY_BAD) ==
	      (P | Q | C));
	CHECK(see(142, 91) == (P | Q | C) && !state.rate);
	end();
}

static void test_rate_thirds(void)
{
	/* 1/3 of a raw value in a second, exactly. */
	begin(&(struct ft_rule_conf) { .scale = "3", .rate = "1" });
	see(0, 0);
	see(3000, 1);
	CHECK(!state.rate);
	see(5999, 2);
	CHECK(state.rate);
	end();
}

static void test_nan(void)
{
	const u64 nan = 0x7fc00000, one = 0x3f800000, minus_zero = 0x80000000;
	const u8 f32 = FIELDTAP_TYPE_F32;

	begin(&(struct ft_rule_conf) { .hi = "0.5" });
	CHECK(see_as(f32, 0, nan, 0) == (P | Q | C) && !state.level);
	CHECK(state.quality == FIELDTAP_QUALITY_BAD);
	CHECK(see_as(f32, 1, nan + 1, 0) == 0);
	CHECK(see_as(f32, 2, one, 0) == (P | Q | L | C));
	CHECK(see_as(f32, 3, nan, 0) == (P | Q | C) && state.level);
	CHECK(see_as(f32, 4, 0, 0) == (P | Q | L | C) && !state.level);
	CHECK(see_as(f32, 5, minus_zero, 0) == 0);
	CHECK(see_as(f32, 6, 0x7f800000, 0) == (P | L | C));
	CHECK(see_as(f32, 7, 0xff800000, 0) == (P | L | C) && !state.level);
	end();
}

static void test_text(void)
{
	struct ft_sighting s = {
		.type = FIELDTAP_TYPE_STRING, .value = true, .mono = BEGIN,
	};

	begin(&(struct ft_rule_conf) {
		.hi = "-1", .rate = "0", .deadband = "5", .min_interval = 10,
	});
	CHECK(ft_rule_sample(rule, &state, &s) == (P | C) && !state.level);
	s.mono += MS;
	CHECK(ft_rule_sample(rule, &state, &s) == 0);
	s.other = true;
	CHECK(ft_rule_sample(rule, &state, &s) == C);
	s.other = false;
	s.mono += MS;
	CHECK(ft_rule_sample(rule, &state, &s) == 0 && due() == 10);
	last_seen = s.mono;
	CHECK(tick(10) == P);
	end();
	begin(&(struct ft_rule_conf) { .hi = "0", .deadband = "5" });
	CHECK(see_as(FIELDTAP_TYPE_BOOL, 0, 0, 0) == (P | C));
	CHECK(see_as(FIELDTAP_TYPE_BOOL, 1, 1, 0) == (P | C) && !state.level);
	end();
}

/* An exception instead of a value. */
static void test_doubt(void)
{
	struct ft_sighting s = {
		.type = FIELDTAP_TYPE_I32, .raw = 7, .value = true,
		.mono = BEGIN + 200 * MS, .quality = FIELDTAP_QUALITY_BAD,
		.doubt = true,
	};

	begin(&(struct ft_rule_conf) { .stale_after = 100, .rate = "0" });
	CHECK(see(0, 7) == (P | C) && tick(100) == (S | C));
	CHECK(ft_rule_sample(rule, &state, &s) == (P | Q | C));
	CHECK(state.stale && rule->last_mono == BEGIN);
	CHECK(ft_rule_sample(rule, &state, &s) == 0);
	s.quality = FIELDTAP_QUALITY_UNCERTAIN;
	CHECK(ft_rule_sample(rule, &state, &s) == (P | Q | C));
	CHECK(state.stale && rule->last_mono == BEGIN);
	CHECK(see(300, 7) == (P | Q | S | C) && !state.stale);
	end();
}

/* A point that has no value any more, and has one again. */
static void test_unfit(void)
{
	struct ft_sighting s = { .mono = BEGIN };

	begin(&(struct ft_rule_conf) { .deadband = "5" });
	CHECK(ft_rule_sample(rule, &state, &s) == 0);
	CHECK(see(1, 7) == (P | C));
	s.mono += 2 * MS;
	CHECK(ft_rule_sample(rule, &state, &s) == (P | C) && !state.value);
	CHECK(state.previous.raw == 7 && state.previous_value);
	CHECK(ft_rule_sample(rule, &state, &s) == 0);
	CHECK(see(3, 7) == (P | C) && !state.previous_value);
	end();
}

static u32 again(const struct ft_rule_conf *conf)
{
	struct ft_rule_error err;

	kfree(rule);
	CHECK(!ft_rule_new(conf, &rule, &err));
	return ft_rule_start(rule, &state);
}

static void test_start(void)
{
	begin(&(struct ft_rule_conf) {
		.hi = "10", .hihi = "20", .rate = "1", .stale_after = 50,
		.min_interval = 1000, .hysteresis = "5",
	});
	see(0, 0);
	see(1, 21);
	tick(100);
	CHECK(state.level == FIELDTAP_LEVEL_HIHI && state.rate &&
	      state.stale && state.waiting);
	/* The same again: nothing to tell, and hysteresis still holds. */
	CHECK(again(&(struct ft_rule_conf) {
		.hi = "10", .hihi = "20", .rate = "1", .stale_after = 50,
		.min_interval = 1000, .hysteresis = "5",
	}) == 0);
	CHECK(see(101, 16) == (S | C) && state.level == FIELDTAP_LEVEL_HIHI);
	CHECK(again(&(struct ft_rule_conf) {
		.hi = "18", .rate = "1", .min_interval = 1000,
		.hysteresis = "5",
	}) == (L | C) && state.level == FIELDTAP_LEVEL_HI);
	CHECK(again(&(struct ft_rule_conf) { .deadband = "1" }) ==
	      (P | L | R | C));
	CHECK(!state.level && !state.rate && state.told.raw == 16);
	tick(1000);
	state.stale = true;
	CHECK(again(&(struct ft_rule_conf) { .scale = NULL }) == (S | C));
	CHECK(!rule);
	end();
}

static void test_memory(void)
{
	CHECK(sizeof(struct ft_rule_state) <= 72);
	CHECK(sizeof(struct ft_rule) + sizeof(struct ft_limit) <= 192);
	CHECK(sizeof(struct ft_rule) + 2 * sizeof(struct ft_limit) <= 256);
}

int main(void)
{
	static const struct test tests[] = {
		{ "no rules", test_none },
		{ "tenths are tenths", test_exact },
		{ "levels and hysteresis", test_levels },
		{ "a scale below zero", test_turned },
		{ "debounce by samples", test_debounce_count },
		{ "debounce by time", test_debounce_time },
		{ "debounce of two limits", test_debounce_both },
		{ "minimum interval", test_min_interval },
		{ "heartbeat", test_heartbeat },
		{ "stale and resumed", test_stale },
		{ "stale after periods", test_stale_periods },
		{ "rate of change", test_rate },
		{ "a rate of thirds", test_rate_thirds },
		{ "no numbers and no bounds", test_nan },
		{ "strings and bools", test_text },
		{ "an exception instead of a value", test_doubt },
		{ "a value that goes and comes", test_unfit },
		{ "other rules for a point", test_start },
		{ "memory", test_memory },
	};

	return test_main(tests, ARRAY_SIZE(tests));
}
