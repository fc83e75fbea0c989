// SPDX-License-Identifier: GPL-2.0
/* Rules out of the texts of a configuration. */
#include <linux/errno.h>
#include <linux/kernel.h>
#include <linux/overflow.h>
#include <linux/slab.h>
#include <linux/string.h>

#include "decimal.h"
#include "rule.h"

#define FT_NSEC_PER_MSEC	1000000ULL

/* The limits, those of one side from normal on. */
static const struct {
	u32 attr;
	u8 level;
	bool above;
} ft_rule_limits[] = {
	{ FIELDTAP_A_POINT_CONF_HI, FIELDTAP_LEVEL_HI, true },
	{ FIELDTAP_A_POINT_CONF_HIHI, FIELDTAP_LEVEL_HIHI, true },
	{ FIELDTAP_A_POINT_CONF_LO, FIELDTAP_LEVEL_LO, false },
	{ FIELDTAP_A_POINT_CONF_LOLO, FIELDTAP_LEVEL_LOLO, false },
};

#define FT_RULE_LIMITS	ARRAY_SIZE(ft_rule_limits)

/**
 * struct ft_rule_given - the numbers of a configuration
 * @err: where to say what is wrong
 * @scale: as given or 1
 * @offset: as given or 0
 * @hysteresis: as given or 0
 * @limit: in the order of ft_rule_limits
 * @has: which of them are given
 */
struct ft_rule_given {
	struct ft_rule_error *err;
	struct ft_decimal scale;
	struct ft_decimal offset;
	struct ft_decimal hysteresis;
	struct ft_decimal limit[FT_RULE_LIMITS];
	bool has[FT_RULE_LIMITS];
};

static int ft_rule_wrong(struct ft_rule_error *err, u32 attr, const char *text,
			 int code)
{
	err->attr = attr;
	err->text = text;
	return code;
}

static int ft_rule_decimal(struct ft_rule_error *err, u32 attr,
			   const char *text, struct ft_decimal *d)
{
	int code = ft_decimal_parse(text, strlen(text), d);

	if (!code && (d->e > FT_DECIMAL_POWER || d->e < -FT_DECIMAL_POWER))
		code = -ERANGE;
	if (code == -ERANGE)
		return ft_rule_wrong(err, attr, "number out of range", code);
	if (code)
		return ft_rule_wrong(err, attr, "not a decimal number", code);
	return 0;
}

/* A number that must not be less than zero; 0 when it is not given. */
static int ft_rule_amount(struct ft_rule_error *err, u32 attr,
			  const char *text, struct ft_decimal *d)
{
	int code;

	*d = (struct ft_decimal) { .e = 0 };
	if (!text)
		return 0;
	code = ft_rule_decimal(err, attr, text, d);
	if (!code && d->neg)
		code = ft_rule_wrong(err, attr, "less than zero", -EINVAL);
	return code;
}

static int ft_rule_line(const struct ft_rule_conf *conf,
			struct ft_rule_given *g)
{
	int code;

	g->scale = (struct ft_decimal) { .lo = 1 };
	g->offset = (struct ft_decimal) { .lo = 0 };
	if (conf->scale) {
		code = ft_rule_decimal(g->err, FIELDTAP_A_POINT_CONF_SCALE,
				       conf->scale, &g->scale);
		if (code)
			return code;
		if (!g->scale.lo && !g->scale.hi)
			return ft_rule_wrong(g->err,
					     FIELDTAP_A_POINT_CONF_SCALE,
					     "scale is zero", -EINVAL);
	}
	if (!conf->offset)
		return 0;
	return ft_rule_decimal(g->err, FIELDTAP_A_POINT_CONF_OFFSET,
			       conf->offset, &g->offset);
}

static int ft_rule_limits_parse(const struct ft_rule_conf *conf,
				struct ft_rule_given *g)
{
	const char *text[FT_RULE_LIMITS] = {
		conf->hi, conf->hihi, conf->lo, conf->lolo,
	};
	unsigned int i;
	int code;

	for (i = 0; i < FT_RULE_LIMITS; i++) {
		g->has[i] = text[i];
		if (!text[i])
			continue;
		code = ft_rule_decimal(g->err, ft_rule_limits[i].attr, text[i],
				       &g->limit[i]);
		if (code)
			return code;
	}
	return ft_rule_amount(g->err, FIELDTAP_A_POINT_CONF_HYSTERESIS,
			      conf->hysteresis, &g->hysteresis);
}

/* lolo <= lo <= hi <= hihi, and normal can be reached from both sides. */
static int ft_rule_limits_order(const struct ft_rule_given *g)
{
	static const u8 rising[] = { 3, 2, 0, 1 };
	const struct ft_decimal zero = { .e = 0 };
	const struct ft_decimal *last = NULL, *lower = NULL, *upper = NULL;
	unsigned int i;

	for (i = 0; i < FT_RULE_LIMITS; i++) {
		unsigned int k = rising[i];

		if (!g->has[k])
			continue;
		if (last && ft_decimal_cmp(last, &zero, &g->limit[k]) > 0)
			return ft_rule_wrong(g->err, ft_rule_limits[k].attr,
					     "limits are not in order",
					     -EINVAL);
		last = &g->limit[k];
		if (!ft_rule_limits[k].above)
			lower = last;
		else if (!upper)
			upper = last;
	}
	if (lower && upper && ft_decimal_cmp(lower, &g->hysteresis, upper) > 0)
		return ft_rule_wrong(g->err, FIELDTAP_A_POINT_CONF_HYSTERESIS,
				     "hysteresis is wider than the band",
				     -EINVAL);
	return 0;
}

static void ft_rule_limits_set(struct ft_rule *r, const struct ft_rule_given *g)
{
	const struct ft_decimal zero = { .e = 0 };
	struct ft_limit *limit = r->limit;
	unsigned int i;

	for (i = 0; i < FT_RULE_LIMITS; i++) {
		bool above = ft_rule_limits[i].above;
		struct ft_decimal back = g->hysteresis;

		if (!g->has[i])
			continue;
		back.neg = !above && (back.hi || back.lo);
		limit->level = ft_rule_limits[i].level;
		limit->up = above != g->scale.neg;
		limit->beyond = ft_decimal_solve(&g->limit[i], &zero,
						 &g->offset, &g->scale);
		limit->back = ft_decimal_solve(&g->limit[i], &back,
					       &g->offset, &g->scale);
		limit++;
	}
	r->n = limit - r->limit;
}

/* A range whose ends are both there. */
static int ft_rule_span(const struct ft_rule_conf *conf,
			struct ft_rule_error *err, struct ft_decimal *lo,
			struct ft_decimal *hi)
{
	const struct ft_decimal zero = { .e = 0 };
	int code = 0;

	if (conf->span_lo)
		code = ft_rule_decimal(err, FIELDTAP_A_POINT_CONF_SPAN_LO,
				       conf->span_lo, lo);
	if (!code && conf->span_hi)
		code = ft_rule_decimal(err, FIELDTAP_A_POINT_CONF_SPAN_HI,
				       conf->span_hi, hi);
	if (code || !conf->span_lo || !conf->span_hi)
		return code;
	if (ft_decimal_cmp(lo, &zero, hi) >= 0)
		return ft_rule_wrong(err, FIELDTAP_A_POINT_CONF_SPAN_HI,
				     "span-hi is not above span-lo", -EINVAL);
	return 0;
}

static int ft_rule_deadband(const struct ft_rule_conf *conf,
			    const struct ft_rule_given *g,
			    struct ft_number *deadband)
{
	const struct ft_decimal zero = { .e = 0 };
	const u32 attr = FIELDTAP_A_POINT_CONF_DEADBAND_PERCENT;
	struct ft_decimal amount, lo, hi;
	int code;

	code = ft_rule_span(conf, g->err, &lo, &hi);
	if (code)
		return code;
	code = ft_rule_amount(g->err, FIELDTAP_A_POINT_CONF_DEADBAND,
			      conf->deadband, &amount);
	if (code)
		return code;
	*deadband = ft_decimal_solve(&amount, &zero, &zero, &g->scale);
	if (!conf->deadband_percent)
		return 0;
	if (conf->deadband)
		return ft_rule_wrong(g->err, attr, "deadband is there already",
				     -EINVAL);
	if (!conf->span_lo || !conf->span_hi)
		return ft_rule_wrong(g->err, attr, "needs span-lo and span-hi",
				     -EINVAL);
	code = ft_rule_amount(g->err, attr, conf->deadband_percent, &amount);
	if (!code)
		*deadband = ft_decimal_part(&amount, &hi, &lo, &g->scale);
	return code;
}

static int ft_rule_rate(const struct ft_rule_conf *conf,
			const struct ft_rule_given *g, struct ft_rule *r)
{
	struct ft_decimal rate;
	int code;

	code = ft_rule_amount(g->err, FIELDTAP_A_POINT_CONF_RATE, conf->rate,
			      &rate);
	if (code)
		return code;
	r->has_rate = conf->rate;
	/* 10^9 nanoseconds in a second */
	ft_decimal_ratio(&rate, &g->scale, 9, &r->rate, &r->unit);
	return 0;
}

static bool ft_rule_any(const struct ft_rule_conf *conf)
{
	return conf->deadband || conf->deadband_percent || conf->lolo ||
	       conf->lo || conf->hi || conf->hihi || conf->rate ||
	       conf->heartbeat || conf->min_interval || conf->stale_after ||
	       conf->stale_periods;
}

static void ft_rule_times(const struct ft_rule_conf *conf, struct ft_rule *r)
{
	r->heartbeat = conf->heartbeat * FT_NSEC_PER_MSEC;
	r->min_interval = conf->min_interval * FT_NSEC_PER_MSEC;
	r->debounce_time = conf->debounce_time * FT_NSEC_PER_MSEC;
	r->stale_after = conf->stale_after * FT_NSEC_PER_MSEC;
	r->stale_periods = conf->stale_periods;
	r->debounce_count = conf->debounce_count;
}

static int ft_rule_make(const struct ft_rule_conf *conf,
			struct ft_rule_given *g, struct ft_rule **rule)
{
	unsigned int i, n = 0;
	struct ft_rule *r;
	int code;

	code = ft_rule_line(conf, g) ?: ft_rule_limits_parse(conf, g) ?:
	       ft_rule_limits_order(g);
	if (code)
		return code;
	for (i = 0; i < FT_RULE_LIMITS; i++)
		n += g->has[i];
	r = kzalloc(struct_size(r, limit, n), GFP_KERNEL);
	if (!r)
		return -ENOMEM;
	code = ft_rule_deadband(conf, g, &r->deadband) ?:
	       ft_rule_rate(conf, g, r);
	if (code || !ft_rule_any(conf)) {
		kfree(r);
		return code;
	}
	ft_rule_limits_set(r, g);
	ft_rule_times(conf, r);
	*rule = r;
	return 0;
}

int ft_rule_new(const struct ft_rule_conf *conf, struct ft_rule **rule,
		struct ft_rule_error *err)
{
	struct ft_rule_given *g;
	int code;

	*rule = NULL;
	g = kzalloc(sizeof(*g), GFP_KERNEL);
	if (!g)
		return -ENOMEM;
	g->err = err;
	code = ft_rule_make(conf, g, rule);
	kfree(g);
	return code;
}
