/* SPDX-License-Identifier: GPL-2.0 */
#ifndef SHIM_LINUX_SLAB_H
#define SHIM_LINUX_SLAB_H

#include <linux/types.h>

#define GFP_KERNEL		1U	/* may sleep: not under a lock, not in RCU */
#define GFP_ATOMIC		2U
#define __GFP_RETRY_MAYFAIL	4U
#define __GFP_NOWARN		8U
#define __GFP_ZERO		16U
#define __GFP_DIRECT_RECLAIM	GFP_KERNEL

void *kvmalloc(size_t size, gfp_t gfp);
void kvfree(const void *p);

static inline void *kvzalloc(size_t size, gfp_t gfp)
{
	return kvmalloc(size, gfp | __GFP_ZERO);
}

static inline void *kmalloc(size_t size, gfp_t gfp)
{
	return kvmalloc(size, gfp);
}

static inline void *kzalloc(size_t size, gfp_t gfp)
{
	return kvzalloc(size, gfp);
}

static inline void *kvcalloc(size_t n, size_t size, gfp_t gfp)
{
	return kvzalloc(n * size, gfp);
}

static inline void kfree(const void *p)
{
	kvfree(p);
}

#endif
