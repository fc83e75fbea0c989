/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Decimal numbers as people and devices write them, and what comes of them:
 * numbers of &struct ft_number, from exact arithmetic that is cut only once.
 */
#ifndef _FT_DECIMAL_H
#define _FT_DECIMAL_H

#include "number.h"

/* Digits that a decimal number may have; zeros in front do not count. */
#define FT_DECIMAL_DIGITS	38
/* Greatest and least power of ten of the last digit in a configuration. */
#define FT_DECIMAL_POWER	40

/**
 * struct ft_decimal - a decimal number: m x 10^e
 * @hi: upper 64 bits of m
 * @lo: lower 64 bits of m
 * @e: power of ten of the last digit
 * @neg: it is less than zero; never of zero
 */
struct ft_decimal {
	u64 hi;
	u64 lo;
	s16 e;
	bool neg;
};

/**
 * ft_decimal_parse() - read a decimal number
 * @text: [+-] digits, perhaps with a point among them, perhaps with an
 *	exponent; nothing else
 * @len: octets of it
 * @d: filled in; the last digit is not 0 unless it is zero
 *
 * Return: 0, -EINVAL when it is no number, -ERANGE when it has more than
 * FT_DECIMAL_DIGITS digits or its exponent is beyond what f64 may have.
 */
int ft_decimal_parse(const char *text, u32 len, struct ft_decimal *d);

/**
 * ft_decimal_to_raw() - the raw value of a decimal number
 * @d: the number
 * @type: a numeric type
 * @raw: set to the value, extended to 64 bits
 *
 * As ft_number_to_raw(), exact.
 *
 * Return: whether there is one.
 */
bool ft_decimal_to_raw(const struct ft_decimal *d, u8 type, u64 *raw);

/**
 * ft_decimal_cmp() - compare decimal numbers
 * @a: a number, of a configuration
 * @plus: another one, added to it
 * @b: what the sum is compared with
 *
 * Return: less than, equal to or greater than 0 as @a + @plus is against @b.
 */
int ft_decimal_cmp(const struct ft_decimal *a, const struct ft_decimal *plus,
		   const struct ft_decimal *b);

/**
 * ft_decimal_solve() - where a value stands before scale and offset
 * @value: the value
 * @minus: taken away from it first; may be less than zero
 * @offset: of the point
 * @scale: of the point, not 0
 *
 * All of a configuration: |e| is at most FT_DECIMAL_POWER.
 *
 * Return: (@value - @minus - @offset) / @scale, cut.
 */
struct ft_number ft_decimal_solve(const struct ft_decimal *value,
				  const struct ft_decimal *minus,
				  const struct ft_decimal *offset,
				  const struct ft_decimal *scale);

/**
 * ft_decimal_part() - how far apart raw values are, of which the values are so
 * @percent: of it
 * @hi: one end of a range
 * @lo: the other end
 * @scale: of the point, not 0
 *
 * Return: |@hi - @lo| x @percent / 100 / |@scale|, cut.
 */
struct ft_number ft_decimal_part(const struct ft_decimal *percent,
				 const struct ft_decimal *hi,
				 const struct ft_decimal *lo,
				 const struct ft_decimal *scale);

/**
 * ft_decimal_ratio() - two whole numbers as far apart as two others
 * @a: a number
 * @b: another one, not 0
 * @power: @b is multiplied with ten so many times
 * @num: set
 * @den: set; |@a| / (|@b| x 10^@power) is @num / @den, exactly where both are
 *	below 2^64
 */
void ft_decimal_ratio(const struct ft_decimal *a, const struct ft_decimal *b,
		      u32 power, struct ft_number *num, struct ft_number *den);

#endif /* _FT_DECIMAL_H */
