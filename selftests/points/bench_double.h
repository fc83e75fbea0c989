/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The rules once more, as a program would have them that may use floating
 * point: in engineering units, with double arithmetic and without exactness.
 */
#ifndef BENCH_DOUBLE_H
#define BENCH_DOUBLE_H

#include <math.h>
#include <string.h>

#include <linux/types.h>
#include <uapi/linux/fieldtap.h>

#define DOUBLE_LIMITS	4

struct double_conf {
	double scale;
	double offset;
	double deadband;
	double rate;
	double hysteresis;
	/* hi, hihi, lo, lolo */
	double limit[DOUBLE_LIMITS];
	bool limits;
	u32 debounce_count;
	u64 heartbeat;
	u64 min_interval;
};

struct double_state {
	double told;
	double last;
	u64 told_mono;
	u64 last_mono;
	u32 count[DOUBLE_LIMITS];
	bool over[DOUBLE_LIMITS];
	bool told_once;
	bool fast;
	int level;
};

static inline double double_raw(u8 type, u64 raw)
{
	u32 half = raw;
	double d;
	float f;

	switch (type) {
	case FIELDTAP_TYPE_F32:
		memcpy(&f, &half, sizeof(f));
		return f;
	case FIELDTAP_TYPE_F64:
		memcpy(&d, &raw, sizeof(d));
		return d;
	default:
		return (double)(s64)raw;
	}
}

static inline u32 double_levels(const struct double_conf *conf,
				struct double_state *st, double x)
{
	int i, level = 0;

	for (i = 0; i < DOUBLE_LIMITS; i++) {
		double back = st->over[i] ? conf->hysteresis : 0;
		bool shows = i < 2 ? x > conf->limit[i] - back :
				     x < conf->limit[i] + back;

		if (shows == st->over[i])
			st->count[i] = 0;
		else if (++st->count[i] >= conf->debounce_count)
			st->over[i] = shows;
		if (st->over[i])
			level = i + 1;
	}
	if (level == st->level)
		return 0;
	st->level = level;
	return 1;
}

static inline u32 double_sample(const struct double_conf *conf,
				struct double_state *st, double raw, u64 mono)
{
	double x = raw * conf->scale + conf->offset;
	u32 tell = 0;
	bool fast;

	if (isnan(x))
		return 0;
	if (conf->limits)
		tell |= double_levels(conf, st, x);
	if (conf->rate > 0 && st->last_mono) {
		fast = fabs(x - st->last) >
		       conf->rate * (double)(mono - st->last_mono) / 1e9;
		tell |= (u32)(fast != st->fast) << 1;
		st->fast = fast;
	}
	st->last = x;
	st->last_mono = mono;
	if (!st->told_once || (fabs(x - st->told) > conf->deadband &&
			       mono - st->told_mono >= conf->min_interval) ||
	    (conf->heartbeat && mono - st->told_mono >= conf->heartbeat)) {
		st->told = x;
		st->told_once = true;
		st->told_mono = mono;
		tell |= 4;
	}
	return tell;
}

#endif /* BENCH_DOUBLE_H */
