/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _SHIM_LINUX_KERNEL_H
#define _SHIM_LINUX_KERNEL_H

#include <stdio.h>
#include <linux/types.h>

#define S16_MAX			0x7fff
#define S32_MAX			0x7fffffff
#define U32_MAX			0xffffffffU
#define __packed		__attribute__((packed))
#define ARRAY_SIZE(a)		(sizeof(a) / sizeof((a)[0]))
#define DIV_ROUND_UP(n, d)	(((n) + (d) - 1) / (d))

#define min_t(type, a, b) ({			\
	type __a = (a);				\
	type __b = (b);				\
	__a < __b ? __a : __b;			\
})

#define min(a, b) ({				\
	typeof(a) __a = (a);			\
	typeof(b) __b = (b);			\
	(void)(&__a == &__b);			\
	__a < __b ? __a : __b;			\
})

#define max(a, b) ({				\
	typeof(a) __a = (a);			\
	typeof(b) __b = (b);			\
	(void)(&__a == &__b);			\
	__a > __b ? __a : __b;			\
})

/* Unlike snprintf() it returns what was written. */
static inline __attribute__((format(printf, 3, 4)))
int scnprintf(char *buf, size_t size, const char *fmt, ...)
{
	__builtin_va_list args;
	int len;

	__builtin_va_start(args, fmt);
	len = vsnprintf(buf, size, fmt, args);
	__builtin_va_end(args);
	if (len >= 0 && (size_t)len >= size)
		len = size ? (int)size - 1 : 0;
	return len;
}

#endif /* _SHIM_LINUX_KERNEL_H */
