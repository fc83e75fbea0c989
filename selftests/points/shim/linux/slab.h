/* SPDX-License-Identifier: GPL-2.0 */
/* Decoders never sleep, so theirs knows nothing of this. */
#ifndef _SHIM_POINTS_SLAB_H
#define _SHIM_POINTS_SLAB_H

#include_next <linux/slab.h>

#define GFP_KERNEL	0

static inline void *kvzalloc(size_t size, int flags)
{
	return kzalloc(size, flags);
}

static inline void kvfree(const void *p)
{
	kfree(p);
}

#endif /* _SHIM_POINTS_SLAB_H */
