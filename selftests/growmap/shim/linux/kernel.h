/* SPDX-License-Identifier: GPL-2.0 */
#ifndef SHIM_LINUX_KERNEL_H
#define SHIM_LINUX_KERNEL_H

#include <linux/types.h>

static inline unsigned long int_sqrt(unsigned long x)
{
	unsigned long root = 0, bit;

	for (bit = 1UL << 31; bit; bit >>= 1)
		if ((root | bit) * (root | bit) <= x)
			root |= bit;
	return root;
}

#define container_of(ptr, type, member) \
	((type *)((char *)(ptr) - offsetof(type, member)))
#define ARRAY_SIZE(a)		(sizeof(a) / sizeof((a)[0]))
#define DIV_ROUND_UP(n, d)	(((n) + (d) - 1) / (d))

#define max(a, b) ({				\
	__typeof__(a) shim_a = (a);		\
	__typeof__(b) shim_b = (b);		\
	shim_a > shim_b ? shim_a : shim_b;	\
})

#define min(a, b) ({				\
	__typeof__(a) shim_a = (a);		\
	__typeof__(b) shim_b = (b);		\
	shim_a < shim_b ? shim_a : shim_b;	\
})

#define min_t(type, a, b) ({			\
	type shim_a = (a);			\
	type shim_b = (b);			\
	shim_a < shim_b ? shim_a : shim_b;	\
})

#endif
