/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Numbers of any type on one scale: a sign, 64 bits and a power of two.
 *
 * Every integer, binary32 and binary64 is such a number exactly.  What is
 * computed is cut towards zero and says so, hence a comparison of it with what
 * was read is exact, too.  There is no floating point in here.
 */
#ifndef _FT_NUMBER_H
#define _FT_NUMBER_H

#include <linux/types.h>
#include <uapi/linux/fieldtap.h>

/* Exponent of an infinity, above that of all others. */
#define FT_NUMBER_INF	0x7fff

/**
 * struct ft_number - a number: m x 2^e, or a little farther from zero
 * @m: top bit set, or 0 of zero
 * @e: exponent, 0 of zero, FT_NUMBER_INF of infinities
 * @neg: it is less than zero; never of zero
 * @more: what was cut off is not zero: its magnitude is above m x 2^e, and
 *	below (m + 1) x 2^e
 */
struct ft_number {
	u64 m;
	s16 e;
	bool neg;
	bool more;
};

/**
 * ft_raw_nan() - whether a raw value is no number
 * @type: enum fieldtap_type
 * @raw: value of that type, extended to 64 bits
 *
 * Return: true of the NaNs of f32 and f64.
 */
static inline bool ft_raw_nan(u8 type, u64 raw)
{
	switch (type) {
	case FIELDTAP_TYPE_F32:
		return (raw & 0x7fffffff) > 0x7f800000;
	case FIELDTAP_TYPE_F64:
		return (raw & ~(1ULL << 63)) > 0x7ffULL << 52;
	default:
		return false;
	}
}

/**
 * ft_raw_same() - whether two raw values of a type are the same number
 * @type: enum fieldtap_type
 * @a: value of that type, extended to 64 bits
 * @b: likewise
 *
 * Return: whether they are; -0.0 is 0.0, and each NaN is like all others.
 */
static inline bool ft_raw_same(u8 type, u64 a, u64 b)
{
	if (a == b)
		return true;
	switch (type) {
	case FIELDTAP_TYPE_F32:
		if (!((a | b) & 0x7fffffff))
			return true;
		break;
	case FIELDTAP_TYPE_F64:
		if (!((a | b) << 1))
			return true;
		break;
	default:
		return false;
	}
	return ft_raw_nan(type, a) && ft_raw_nan(type, b);
}

/**
 * ft_number_u64() - a number from an unsigned integer
 * @v: the integer
 */
static inline struct ft_number ft_number_u64(u64 v)
{
	struct ft_number n = { .m = v };

	if (v) {
		n.e = -__builtin_clzll(v);
		n.m <<= -n.e;
	}
	return n;
}

/**
 * ft_number_s64() - a number from a signed integer
 * @v: the integer
 */
static inline struct ft_number ft_number_s64(s64 v)
{
	struct ft_number n = ft_number_u64(v < 0 ? -(u64)v : (u64)v);

	n.neg = v < 0;
	return n;
}

/**
 * ft_number_ieee() - a number from an IEEE 754 one
 * @raw: its bits
 * @bits: of its fraction
 * @ebits: of its exponent
 *
 * Return: the number; of a NaN an infinity, see ft_raw_nan().
 */
static inline struct ft_number ft_number_ieee(u64 raw, int bits, int ebits)
{
	int top = (1 << ebits) - 1;
	int e = raw >> bits & top;
	struct ft_number n = {
		.m = raw << (64 - bits) >> 1,
		.e = e - (top >> 1) - 63,
		.neg = raw >> (bits + ebits) & 1,
	};

	if (e == top) {
		n.m = 1ULL << 63;
		n.e = FT_NUMBER_INF;
	} else if (e) {
		n.m |= 1ULL << 63;
	} else if (n.m) {
		int shift = __builtin_clzll(n.m);

		n.m <<= shift;
		n.e -= shift - 1;
	} else {
		n.e = 0;
		n.neg = false;
	}
	return n;
}

/**
 * ft_number_raw() - a number from a raw value
 * @type: its type, a numeric one
 * @raw: the value, extended to 64 bits; no NaN
 *
 * Return: the number, exactly.
 */
static inline struct ft_number ft_number_raw(u8 type, u64 raw)
{
	switch (type) {
	case FIELDTAP_TYPE_I8:
	case FIELDTAP_TYPE_I16:
	case FIELDTAP_TYPE_I32:
	case FIELDTAP_TYPE_I64:
		return ft_number_s64((s64)raw);
	case FIELDTAP_TYPE_F32:
		return ft_number_ieee(raw & 0xffffffff, 23, 8);
	case FIELDTAP_TYPE_F64:
		return ft_number_ieee(raw, 52, 11);
	default:
		return ft_number_u64(raw);
	}
}

/**
 * ft_number_cmp_abs() - compare magnitudes
 * @a: a number
 * @b: another one
 *
 * Return: less than, equal to or greater than 0 as |@a| is against |@b|.
 * Exact unless both were cut to the same bits, which are taken as equal.
 */
static inline int ft_number_cmp_abs(const struct ft_number *a,
				    const struct ft_number *b)
{
	if (!a->m || !b->m)
		return !!a->m - !!b->m;
	if (a->e != b->e)
		return a->e < b->e ? -1 : 1;
	if (a->m != b->m)
		return a->m < b->m ? -1 : 1;
	return (int)a->more - (int)b->more;
}

/**
 * ft_number_cmp() - compare numbers
 * @a: a number
 * @b: another one
 *
 * Return: less than, equal to or greater than 0 as @a is against @b, exact as
 * ft_number_cmp_abs().
 */
static inline int ft_number_cmp(const struct ft_number *a,
				const struct ft_number *b)
{
	if (a->neg != b->neg)
		return a->neg ? -1 : 1;
	return a->neg ? ft_number_cmp_abs(b, a) : ft_number_cmp_abs(a, b);
}

/**
 * ft_number_distance() - absolute difference
 * @a: a number that was not cut
 * @b: another one
 *
 * Return: |@a - @b|, cut; of equal infinities 0.
 */
struct ft_number ft_number_distance(const struct ft_number *a,
				    const struct ft_number *b);

/**
 * ft_raw_distance() - absolute difference of two raw values
 * @type: their type, a numeric one
 * @a: a value of that type, extended to 64 bits; no NaN
 * @b: another one
 *
 * Return: |@a - @b|, cut; of integers exact.
 */
static inline struct ft_number ft_raw_distance(u8 type, u64 a, u64 b)
{
	struct ft_number x, y;

	switch (type) {
	case FIELDTAP_TYPE_I8:
	case FIELDTAP_TYPE_I16:
	case FIELDTAP_TYPE_I32:
	case FIELDTAP_TYPE_I64:
		return ft_number_u64((s64)a < (s64)b ? b - a : a - b);
	case FIELDTAP_TYPE_F32:
	case FIELDTAP_TYPE_F64:
		x = ft_number_raw(type, a);
		y = ft_number_raw(type, b);
		return ft_number_distance(&x, &y);
	default:
		return ft_number_u64(a < b ? b - a : a - b);
	}
}

/**
 * ft_number_cmp_product() - compare two products of magnitudes
 * @a: a number
 * @b: another one
 * @c: another one
 * @d: another one
 *
 * Exact where none of the numbers was cut.
 *
 * Return: less than, equal to or greater than 0 as |@a x @b| is against
 * |@c x @d|.
 */
int ft_number_cmp_product(const struct ft_number *a, const struct ft_number *b,
			  const struct ft_number *c, const struct ft_number *d);

/**
 * ft_number_to_raw() - the raw value of a number
 * @n: the number
 * @type: a numeric type
 * @raw: set to the value, extended to 64 bits
 *
 * An integer type takes whole numbers in its range only, f32 and f64 the
 * nearest value, of two the even one; what is too large for them is refused.
 *
 * Return: whether there is one.
 */
bool ft_number_to_raw(const struct ft_number *n, u8 type, u64 *raw);

#endif /* _FT_NUMBER_H */
