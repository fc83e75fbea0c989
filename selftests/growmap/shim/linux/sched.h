/* SPDX-License-Identifier: GPL-2.0 */
#ifndef SHIM_LINUX_SCHED_H
#define SHIM_LINUX_SCHED_H

/* Runs shim_resched_hook, where a test sets one: see ../shim.h. */
void cond_resched(void);

#endif
