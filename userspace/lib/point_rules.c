// SPDX-License-Identifier: GPL-2.0
#include <errno.h>

#include "decimal.h"
#include "point_rules.h"

#define ATTR(name)	FIELDTAP_A_POINT_CONF_##name

static int wrong(const struct ft_param **param, unsigned int attr,
		 struct ft_error *err, const char *why, const char *than)
{
	*param = ft_param_of(attr);
	return ft_fail(err, FT_USAGE, EINVAL, "%s%s", why, than);
}

/* Of those that are set each has to be at least as high as the one before. */
static int check_order(const struct ft_point_conf *conf,
		       const struct ft_param **param, struct ft_error *err)
{
	static const unsigned int limits[] = {
		ATTR(LOLO), ATTR(LO), ATTR(HI), ATTR(HIHI),
	};
	static const char *const below[] = {
		"is below lolo, ", "is below lo, ", "is below hi, ",
	};
	const char *highest = NULL, *limit;
	unsigned int i, of = 0;

	for (i = 0; i < sizeof(limits) / sizeof(limits[0]); i++) {
		limit = ft_point_conf_text(conf, limits[i]);
		if (!limit)
			continue;
		if (highest && ft_decimal_cmp(limit, highest) < 0)
			return wrong(param, limits[i], err, below[of],
				     highest);
		highest = limit;
		of = i;
	}
	return 0;
}

static int check_span(const struct ft_point_conf *conf,
		      const struct ft_param **param, struct ft_error *err)
{
	const char *lo = ft_point_conf_text(conf, ATTR(SPAN_LO));
	const char *hi = ft_point_conf_text(conf, ATTR(SPAN_HI));

	if (lo && hi && ft_decimal_cmp(lo, hi) >= 0)
		return wrong(param, ATTR(SPAN_HI), err, "is not above span_lo, ",
			     lo);
	if (ft_point_conf_has(conf, ATTR(DEADBAND_PERCENT)) && !(lo && hi))
		return wrong(param, ATTR(DEADBAND_PERCENT), err,
			     "is of a span, and needs span_lo and span_hi", "");
	return 0;
}

static int check_signs(const struct ft_point_conf *conf,
		       const struct ft_param **param, struct ft_error *err)
{
	static const unsigned int amounts[] = {
		ATTR(DEADBAND), ATTR(DEADBAND_PERCENT), ATTR(HYSTERESIS),
		ATTR(RATE),
	};
	const char *scale = ft_point_conf_text(conf, ATTR(SCALE)), *amount;
	unsigned int i;

	if (scale && !ft_decimal_cmp(scale, "0"))
		return wrong(param, ATTR(SCALE), err, "must not be 0", "");
	for (i = 0; i < sizeof(amounts) / sizeof(amounts[0]); i++) {
		amount = ft_point_conf_text(conf, amounts[i]);
		if (amount && ft_decimal_cmp(amount, "0") < 0)
			return wrong(param, amounts[i], err,
				     "must not be below 0", "");
	}
	return 0;
}

int ft_point_rules_check(const struct ft_point_conf *conf,
			 const struct ft_param **param, struct ft_error *err)
{
	if (check_signs(conf, param, err) || check_order(conf, param, err))
		return -1;
	return check_span(conf, param, err);
}
