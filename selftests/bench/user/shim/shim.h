/* SPDX-License-Identifier: GPL-2.0 */
/* What the work queue of the tests' shims asks of a thread's life. */
#ifndef SHIM_H
#define SHIM_H

#include <linux/slab.h>
#include <linux/types.h>

void shim_thread_begin(void);
void shim_thread_end(void);
void shim_exit(void);

/* The first thread to do so does it alone, before there are others. */
void shim_rcu_register(void);
void shim_rcu_unregister(void);

#endif
