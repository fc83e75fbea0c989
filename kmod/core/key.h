/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Keys of the core's maps: hashed with a secret, since they come from the wire,
 * and compared as words.
 */
#ifndef _FT_KEY_H
#define _FT_KEY_H

#include <linux/siphash.h>
#include <linux/types.h>
#include <linux/unaligned.h>

/* A key of at most so many octets is a word, see ft_key_word(). */
#define FT_KEY_WORD	8

/**
 * ft_key_seed() - a map's secret, as hsiphash() takes it
 * @seed: the secret
 *
 * A map wants 32 bits of keyed hash that never leave the kernel: what hsiphash()
 * is for. It is SipHash-1-3 here, as growmap is 64-bit only.
 */
static inline hsiphash_key_t ft_key_seed(const siphash_key_t *seed)
{
	return (hsiphash_key_t) { .key = { seed->key[0], seed->key[1] } };
}

/**
 * ft_key_same() - whether two keys are equal
 * @a: a key
 * @b: another one
 * @size: octets of each, constant, a multiple of 8
 *
 * Return: whether they are.
 */
static __always_inline bool ft_key_same(const void *a, const void *b,
					size_t size)
{
	const u64 *x = a, *y = b;
	u64 differ = 0;
	size_t i;

#pragma GCC unroll 8
	for (i = 0; i < size / sizeof(u64); i++)
		differ |= x[i] ^ y[i];
	return !differ;
}

/**
 * ft_key_word() - a short key as a word
 * @key: the key
 * @len: its octets, 1 to FT_KEY_WORD
 *
 * Return: a word that keys of equal length share only when they are equal.
 */
static inline u64 ft_key_word(const u8 *key, u32 len)
{
	if (len >= sizeof(u32))
		return get_unaligned_le32(key) |
		       (u64)get_unaligned_le32(key + len - sizeof(u32)) << 32;
	return key[0] | key[len / 2] << 8 | key[len - 1] << 16;
}

#endif /* _FT_KEY_H */
