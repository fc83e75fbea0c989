/* SPDX-License-Identifier: GPL-2.0 */
#ifndef SHIM_LINUX_SCHED_CLOCK_H
#define SHIM_LINUX_SCHED_CLOCK_H

#include <linux/timekeeping.h>

static inline u64 local_clock(void)
{
	return ktime_get_ns();
}

#endif
