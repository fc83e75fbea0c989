/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _SHIM_LINUX_SLAB_H
#define _SHIM_LINUX_SLAB_H

#include <stdlib.h>
#include <linux/types.h>

#define GFP_KERNEL	0

static inline void *kzalloc(size_t size, int flags)
{
	return calloc(1, size + flags);
}

static inline void *kvzalloc(size_t size, int flags)
{
	return kzalloc(size, flags);
}

static inline void kfree(const void *p)
{
	free((void *)p);
}

static inline void kvfree(const void *p)
{
	kfree(p);
}

#endif /* _SHIM_LINUX_SLAB_H */
