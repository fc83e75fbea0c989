/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Two things that User-mode Linux does not know of the x86-64 it runs on, put
 * before every file of the modules that are measured: this_cpu_add() is one
 * instruction, where it turns interrupts off and on; and memcmp() compares
 * words, where it goes octet by octet.  A stock kernel has both.
 */
#ifndef _BENCH_NATIVE_H
#define _BENCH_NATIVE_H

#define this_cpu_add_8(pcp, val)					\
	asm volatile("addq %1, %0"					\
		     : "+m" (*raw_cpu_ptr(&(pcp)))			\
		     : "re" ((unsigned long)(val)))

/* lib/string.c under CONFIG_HAVE_EFFICIENT_UNALIGNED_ACCESS. */
static inline int bench_memcmp(const void *a, const void *b, __SIZE_TYPE__ n)
{
	struct word { unsigned long w; } __attribute__((packed));
	const unsigned char *x = a, *y = b;

	for (; n >= sizeof(struct word); n -= sizeof(struct word)) {
		if (((const struct word *)x)->w != ((const struct word *)y)->w)
			break;
		x += sizeof(struct word);
		y += sizeof(struct word);
	}
	for (; n; n--, x++, y++)
		if (*x != *y)
			return *x - *y;
	return 0;
}

#define memcmp bench_memcmp

#endif /* _BENCH_NATIVE_H */
