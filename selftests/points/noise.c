// SPDX-License-Identifier: GPL-2.0
/*
 * A noisy signal, an hour of it: a temperature in hundredths of a degree, ten
 * times a second, with a limit at 80 degrees.  Once a minute it rises: to a
 * known value above the limit, or to one just below.  Gaussian noise is on it,
 * half of it white and half of it slow, and now and then a spike.  What the
 * rules make of that is counted against the signal without noise, in integers
 * from a recorded seed: each run is the same.
 *
 * An alarm is true when it is the first during an excursion; all others are
 * false: those before, after, and those that flicker while it lasts.
 */
#include <stdio.h>
#include <stdlib.h>

#include <linux/kernel.h>
#include <linux/slab.h>

#include "../random.h"
#include "rule.h"
#include "test.h"

#define SEED		20261122
#define SECONDS		3600
#define RATE		10		/* samples in a second */
#define SAMPLES		(SECONDS * RATE)
#define PERIOD		(1000000000ULL / RATE)
#define BASE		7600		/* hundredths of a degree */
#define LIMIT		8000
#define WHITE		35
#define SLOW		35
#define SPIKE		900
#define SPIKES		500		/* one in so many samples */
#define MINUTE		(60 * RATE)
#define RAMP		(5 * RATE)

/* The targets. */
#define FALSE_LEFT_PERCENT	15
#define DELAY_MAX_MS		1500

static int clean[SAMPLES], noisy[SAMPLES];

/**
 * struct noise_result - what rules made of the signal
 * @excursions: how often it was beyond the limit
 * @missed: excursions without an alarm
 * @wrong: false alarms
 * @delay_sum: samples from the beginnings of excursions to their alarms
 * @delay_max: the longest of these
 */
struct noise_result {
	int excursions;
	int missed;
	int wrong;
	int delay_sum;
	int delay_max;
};

/* Gaussian enough: the sum of twelve even ones. */
static int white(u64 *seed, int sigma)
{
	s64 sum = 0;
	int i;

	for (i = 0; i < 12; i++)
		sum += random_next(seed) & 0xffff;
	sum -= 6 * 0xffff;
	return sum * sigma / 65536;
}

/* Noise that is nearly what it was a sample ago, of SLOW in the long run. */
static int slow(u64 *seed)
{
	static int wander;

	wander += white(seed, 16 * SLOW * 3 / 10) - wander / 20;
	return wander / 16;
}

/* From one value to another while @n samples pass. */
static int ramp(int from, int to, int at, int n)
{
	return at >= n ? to : from + (to - from) * at / n;
}

static void make_minute(int *to, u64 *seed)
{
	bool beyond = random_next(seed) % 5 < 2;
	int top = beyond ? LIMIT + 120 + (int)(random_next(seed) % 300) :
			   LIMIT - 20 - (int)(random_next(seed) % 100);
	int begin = 5 * RATE + (int)(random_next(seed) % (10 * RATE));
	int hold = (beyond ? 3 : 5) * RATE + (int)(random_next(seed) % (15 * RATE));
	int i;

	for (i = 0; i < MINUTE; i++) {
		if (i < begin)
			to[i] = BASE;
		else if (i < begin + RAMP + hold)
			to[i] = ramp(BASE, top, i - begin, RAMP);
		else
			to[i] = ramp(top, BASE, i - begin - RAMP - hold, RAMP);
	}
}

static void make_signal(void)
{
	u64 seed = SEED;
	int i;

	for (i = 0; i < SAMPLES; i += MINUTE)
		make_minute(clean + i, &seed);
	for (i = 0; i < SAMPLES; i++) {
		noisy[i] = clean[i] + white(&seed, WHITE) + slow(&seed);
		if (!(random_next(&seed) % SPIKES))
			noisy[i] += random_next(&seed) & 1 ? SPIKE : -SPIKE;
	}
}

static bool see(struct ft_rule *rule, struct ft_rule_state *st, int i)
{
	struct ft_sighting s = {
		.raw = (u64)(s64)noisy[i], .type = FIELDTAP_TYPE_I16,
		.value = true, .mono = (i + 1) * PERIOD, .time = i * PERIOD,
	};
	u32 tell = ft_rule_sample(rule, st, &s);

	return tell & FT_TELL_LIMIT && st->level != FIELDTAP_LEVEL_NORMAL;
}

static struct noise_result judge(const struct ft_rule_conf *conf)
{
	struct noise_result r = { .missed = 0 };
	struct ft_rule_state st = { .told_once = false };
	struct ft_rule_error err;
	struct ft_rule *rule;
	bool beyond = false, known = false;
	int begin = 0, i;

	if (ft_rule_new(conf, &rule, &err))
		abort();
	for (i = 0; i < SAMPLES; i++) {
		bool now = clean[i] > LIMIT;

		if (now && !beyond) {
			r.excursions++;
			begin = i;
			known = st.level != FIELDTAP_LEVEL_NORMAL;
		}
		if (see(rule, &st, i)) {
			if (now && !known) {
				r.delay_sum += i - begin;
				r.delay_max = max(r.delay_max, i - begin);
			} else {
				r.wrong++;
			}
			known |= now;
		}
		if (beyond && !now && !known)
			r.missed++;
		beyond = now;
	}
	kfree(rule);
	return r;
}

static struct noise_result row(const char *name, const char *hysteresis,
			       u32 count)
{
	struct ft_rule_conf conf = {
		.scale = "0.01", .hi = "80", .hysteresis = hysteresis,
		.debounce_count = count,
	};
	struct noise_result r = judge(&conf);
	int alarms = r.excursions - r.missed;

	printf("# %-38s %10d %6d %6d %9d %8d\n", name, r.excursions, r.missed,
	       r.wrong, alarms ? r.delay_sum * 1000 / RATE / alarms : 0,
	       r.delay_max * 1000 / RATE);
	return r;
}

static struct noise_result plain, both;

static void test_table(void)
{
	printf("# %-38s %10s %6s %6s %9s %8s\n", "", "excursions", "missed",
	       "false", "mean ms", "max ms");
	plain = row("hi 80", NULL, 0);
	row("hi 80 hysteresis 1.5", "1.5", 0);
	row("hi 80 debounce-count 4", NULL, 4);
	both = row("hi 80 hysteresis 1.5 debounce-count 4", "1.5", 4);
	CHECK(plain.excursions > 10 && plain.wrong > 100);
}

static void test_false(void)
{
	printf("# false alarms fall by %d.%d%%\n",
	       (plain.wrong - both.wrong) * 1000 / plain.wrong / 10,
	       (plain.wrong - both.wrong) * 1000 / plain.wrong % 10);
	CHECK(both.wrong * 100 <= plain.wrong * FALSE_LEFT_PERCENT);
}

static void test_missed(void)
{
	CHECK(!plain.missed && !both.missed);
	CHECK(both.excursions == plain.excursions);
}

static void test_delay(void)
{
	printf("# alarms come %d ms later in the mean, the last %d ms after its beginning\n",
	       (both.delay_sum - plain.delay_sum) * 1000 / RATE /
	       both.excursions,
	       both.delay_max * 1000 / RATE);
	CHECK(both.delay_max * 1000 / RATE <= DELAY_MAX_MS);
}

int main(void)
{
	static const struct test tests[] = {
		{ "an hour of noise", test_table },
		{ "false alarms fall by 85% at least", test_false },
		{ "no excursion is missed", test_missed },
		{ "each is told within 1.5 s", test_delay },
	};

	make_signal();
	return test_main(tests, ARRAY_SIZE(tests));
}
