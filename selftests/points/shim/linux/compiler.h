/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _SHIM_LINUX_COMPILER_H
#define _SHIM_LINUX_COMPILER_H

#include "../../stumble.h"

/* What is shared goes by the compiler's atomics, which TSan understands. */
#define READ_ONCE(x) \
	(stumble(), __atomic_load_n(&(x), __ATOMIC_RELAXED))
#define WRITE_ONCE(x, v) \
	(stumble(), __atomic_store_n(&(x), (v), __ATOMIC_RELAXED))

#endif /* _SHIM_LINUX_COMPILER_H */
