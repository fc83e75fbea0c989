// SPDX-License-Identifier: GPL-2.0
#include <linux/kernel.h>
#include <linux/string.h>

#include "bignum.h"

static void ft_bignum_push(struct ft_bignum *b, u32 word)
{
	if (word && b->n < FT_BIGNUM_WORDS)
		b->w[b->n++] = word;
}

static void ft_bignum_trim(struct ft_bignum *b)
{
	while (b->n && !b->w[b->n - 1])
		b->n--;
}

static u32 ft_bignum_bits(const struct ft_bignum *b)
{
	return b->n ? b->n * 32 - __builtin_clz(b->w[b->n - 1]) : 0;
}

void ft_bignum_set(struct ft_bignum *b, u64 hi, u64 lo)
{
	b->n = 4;
	b->w[0] = (u32)lo;
	b->w[1] = lo >> 32;
	b->w[2] = (u32)hi;
	b->w[3] = hi >> 32;
	ft_bignum_trim(b);
}

static void ft_bignum_mul_word(struct ft_bignum *b, u32 by)
{
	u64 carry = 0;
	u32 i;

	for (i = 0; i < b->n; i++) {
		carry += (u64)b->w[i] * by;
		b->w[i] = (u32)carry;
		carry >>= 32;
	}
	ft_bignum_push(b, carry);
}

void ft_bignum_mul(struct ft_bignum *b, const struct ft_bignum *by)
{
	struct ft_bignum sum = { .n = min_t(u32, b->n + by->n, FT_BIGNUM_WORDS) };
	u32 i, j;

	for (i = 0; i < b->n; i++) {
		u64 carry = 0;

		for (j = 0; i + j < sum.n; j++) {
			carry += sum.w[i + j];
			if (j < by->n)
				carry += (u64)b->w[i] * by->w[j];
			sum.w[i + j] = (u32)carry;
			carry >>= 32;
		}
	}
	ft_bignum_trim(&sum);
	*b = sum;
}

void ft_bignum_scale(struct ft_bignum *b, u32 power)
{
	static const u32 ten[] = {
		1, 10, 100, 1000, 10000, 100000, 1000000, 10000000, 100000000,
	};

	for (; power >= 9; power -= 9)
		ft_bignum_mul_word(b, 1000000000);
	ft_bignum_mul_word(b, ten[power]);
}

int ft_bignum_cmp(const struct ft_bignum *a, const struct ft_bignum *b)
{
	u32 i;

	if (a->n != b->n)
		return a->n < b->n ? -1 : 1;
	for (i = a->n; i--;)
		if (a->w[i] != b->w[i])
			return a->w[i] < b->w[i] ? -1 : 1;
	return 0;
}

void ft_bignum_add(struct ft_bignum *a, const struct ft_bignum *b)
{
	u64 carry = 0;
	u32 i;

	for (; a->n < b->n; a->n++)
		a->w[a->n] = 0;
	for (i = 0; i < a->n; i++) {
		carry += (u64)a->w[i] + (i < b->n ? b->w[i] : 0);
		a->w[i] = (u32)carry;
		carry >>= 32;
	}
	ft_bignum_push(a, carry);
}

void ft_bignum_sub(const struct ft_bignum *a, const struct ft_bignum *b,
		   struct ft_bignum *to)
{
	u32 n = a->n, few = b->n;
	u64 borrow = 0;
	u32 i;

	for (i = 0; i < n; i++) {
		u64 d = (u64)a->w[i] - (i < few ? b->w[i] : 0) - borrow;

		to->w[i] = (u32)d;
		borrow = d >> 63;
	}
	to->n = n;
	ft_bignum_trim(to);
}

static void ft_bignum_double(struct ft_bignum *b)
{
	u32 carry = 0;
	u32 i;

	for (i = 0; i < b->n; i++) {
		u32 word = b->w[i];

		b->w[i] = word << 1 | carry;
		carry = word >> 31;
	}
	ft_bignum_push(b, carry);
}

static void ft_bignum_shift(struct ft_bignum *b, u32 bits)
{
	u32 words = bits / 32;

	if (!b->n)
		return;
	words = min_t(u32, words, FT_BIGNUM_WORDS - b->n);
	memmove(b->w + words, b->w, b->n * sizeof(b->w[0]));
	memset(b->w, 0, words * sizeof(b->w[0]));
	b->n += words;
	ft_bignum_mul_word(b, 1U << bits % 32);
}

struct ft_number ft_bignum_number(const struct ft_bignum *b)
{
	struct ft_number n = { .more = false };
	u32 bits = ft_bignum_bits(b);
	u32 i;

	for (i = 0; i < b->n; i++) {
		int at = 32 * (int)i + 64 - (int)bits;

		if (at >= 0)
			n.m |= (u64)b->w[i] << at;
		else if (at > -32)
			n.m |= b->w[i] >> -at;
		if (at < 0)
			n.more |= !!(at > -32 ? b->w[i] << (32 + at) : b->w[i]);
	}
	n.e = b->n ? (int)bits - 64 : 0;
	return n;
}

struct ft_number ft_bignum_divide(struct ft_bignum *a, struct ft_bignum *b)
{
	struct ft_number n = { .more = false };
	int shift = (int)ft_bignum_bits(a) - (int)ft_bignum_bits(b);
	int i;

	if (!a->n)
		return n;
	if (shift > 0)
		ft_bignum_shift(b, shift);
	else
		ft_bignum_shift(a, -shift);
	if (ft_bignum_cmp(a, b) < 0) {
		ft_bignum_double(a);
		shift--;
	}
	/* 1 <= a / b < 2 now, and a / b < 2 before each turn. */
	for (i = 0; i < 64; i++) {
		n.m <<= 1;
		if (ft_bignum_cmp(a, b) >= 0) {
			ft_bignum_sub(a, b, a);
			n.m |= 1;
			if (!a->n) {
				n.m <<= 63 - i;
				break;
			}
		}
		ft_bignum_double(a);
	}
	n.e = shift - 63;
	n.more = a->n;
	return n;
}
