/* SPDX-License-Identifier: GPL-2.0 */
#ifndef SHIM_LINUX_COMPILER_H
#define SHIM_LINUX_COMPILER_H

#include <linux/compiler_types.h>

/*
 * Everything shared is accessed by the compiler's atomic builtins, which is
 * what TSan understands; it does not understand lone fences.
 */
void shim_stumble(void);	/* now and then, let others pass: see ../shim.h */

#define smp_load_acquire(p) \
	(shim_stumble(), __atomic_load_n((p), __ATOMIC_ACQUIRE))
#define smp_store_release(p, v) \
	(shim_stumble(), __atomic_store_n((p), (v), __ATOMIC_RELEASE))

/* A real one, which TSan knows nothing of: what it orders has to be atomic. */
#define smp_mb()	(shim_stumble(), __sync_synchronize())

#endif
