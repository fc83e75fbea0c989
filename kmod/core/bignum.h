/* SPDX-License-Identifier: GPL-2.0 */
/* Whole numbers of up to 1280 bits, for decimal ones to be turned exactly. */
#ifndef _FT_BIGNUM_H
#define _FT_BIGNUM_H

#include "number.h"

#define FT_BIGNUM_WORDS	40

/**
 * struct ft_bignum - a whole number, 0 or more
 * @n: words in use, of which the last is not 0
 * @w: its words, the least significant first
 *
 * Who uses them knows that what is computed has room.
 */
struct ft_bignum {
	u32 n;
	u32 w[FT_BIGNUM_WORDS];
};

/**
 * ft_bignum_set() - begin with 128 bits
 * @b: set
 * @hi: upper 64 bits
 * @lo: lower 64 bits
 */
void ft_bignum_set(struct ft_bignum *b, u64 hi, u64 lo);

/**
 * ft_bignum_mul() - multiply
 * @b: the number, set to the product
 * @by: with what
 */
void ft_bignum_mul(struct ft_bignum *b, const struct ft_bignum *by);

/**
 * ft_bignum_scale() - multiply with a power of ten
 * @b: the number, set to the product
 * @power: 0 or more
 */
void ft_bignum_scale(struct ft_bignum *b, u32 power);

/**
 * ft_bignum_cmp() - compare
 * @a: a number
 * @b: another one
 *
 * Return: less than, equal to or greater than 0 as @a is against @b.
 */
int ft_bignum_cmp(const struct ft_bignum *a, const struct ft_bignum *b);

/**
 * ft_bignum_add() - add
 * @a: a number, set to the sum
 * @b: another one
 */
void ft_bignum_add(struct ft_bignum *a, const struct ft_bignum *b);

/**
 * ft_bignum_sub() - subtract
 * @a: the greater number or an equal one
 * @b: the other one
 * @to: set to @a - @b; either of them
 */
void ft_bignum_sub(const struct ft_bignum *a, const struct ft_bignum *b,
		   struct ft_bignum *to);

/**
 * ft_bignum_number() - the first 64 bits
 * @b: the number
 *
 * Return: the number, cut.
 */
struct ft_number ft_bignum_number(const struct ft_bignum *b);

/**
 * ft_bignum_divide() - the first 64 bits of a quotient
 * @a: dividend; nothing afterwards
 * @b: divisor, not 0; nothing afterwards
 *
 * Return: @a / @b, cut.
 */
struct ft_number ft_bignum_divide(struct ft_bignum *a, struct ft_bignum *b);

#endif /* _FT_BIGNUM_H */
