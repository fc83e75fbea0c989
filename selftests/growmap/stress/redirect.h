/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Included before all else by the map's own files: has them call memory.c for
 * what they allocate and free. The headers named here are those whose inline
 * functions free memory of somebody else's.
 */
#ifndef STRESS_REDIRECT_H
#define STRESS_REDIRECT_H

#include <linux/mm.h>
#include <linux/rcupdate.h>
#include <linux/slab.h>
#include <linux/workqueue.h>

#include "memory.h"

#undef kmalloc
#undef kzalloc
#undef kvmalloc
#undef kvzalloc
#undef kvcalloc
#undef kfree
#undef kvfree
#define kmalloc(size, gfp)	memory_alloc(size, gfp, false)
#define kzalloc(size, gfp)	memory_alloc(size, (gfp) | __GFP_ZERO, false)
#define kvmalloc(size, gfp)	memory_alloc(size, gfp, true)
#define kvzalloc(size, gfp)	memory_alloc(size, (gfp) | __GFP_ZERO, true)
#define kvcalloc(n, size, gfp)	kvzalloc(array_size(n, size), gfp)
#define kfree(p)		memory_free(p)
#define kvfree(p)		memory_free(p)

#endif /* STRESS_REDIRECT_H */
