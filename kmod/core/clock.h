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
 * Reads the hardware once: the two clocks differ by a constant, until somebody
 * sets one.
 *
 * Context: any.
 */
static inline struct ft_clock ft_clock_now(void)
{
	ktime_t mono = ktime_get();

	return (struct ft_clock) {
		.real = ktime_to_ns(ktime_mono_to_real(mono)),
		.mono = ktime_to_ns(mono),
	};
}

#endif /* _FT_CLOCK_H */
