/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _SHIM_ASM_BARRIER_H
#define _SHIM_ASM_BARRIER_H

#include "../../stumble.h"

#define smp_load_acquire(p) \
	(stumble(), __atomic_load_n((p), __ATOMIC_ACQUIRE))
#define smp_store_release(p, v) \
	(stumble(), __atomic_store_n((p), (v), __ATOMIC_RELEASE))

/* Real ones; TSan does not know them, but what they order is atomic. */
#define smp_rmb()	__sync_synchronize()
#define smp_wmb()	__sync_synchronize()

#endif /* _SHIM_ASM_BARRIER_H */
