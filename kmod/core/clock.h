/* SPDX-License-Identifier: GPL-2.0 */
/* When something happened, by the clock on the wall and by one never set. */
#ifndef _FT_CLOCK_H
#define _FT_CLOCK_H

#include <linux/ktime.h>
#include <linux/types.h>

/**
 * struct ft_clock - a moment
 * @real: ns since the epoch, for people and programs
 * @mono: ns of the monotonic clock, for ages and response times: no age is
 *	wrong because somebody set the clock
 */
struct ft_clock {
	u64 real;
	u64 mono;
};

/**
 * ft_clock_now() - this moment
 *
 * Context: any.
 */
static inline struct ft_clock ft_clock_now(void)
{
	return (struct ft_clock) {
		.real = ktime_get_real_ns(),
		.mono = ktime_get_ns(),
	};
}

#endif /* _FT_CLOCK_H */
