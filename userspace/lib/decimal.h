/* SPDX-License-Identifier: GPL-2.0 */
/* Decimal numbers as text, and exact arithmetic with them. */
#ifndef _LIBFIELDTAP_DECIMAL_H
#define _LIBFIELDTAP_DECIMAL_H

#include <stdint.h>

#include "scalar.h"

/* Room for a decimal number that ft_decimal_scale() writes, with its NUL. */
#define FT_DECIMAL_MAX	128

/**
 * ft_decimal_tidy() - bring a decimal number into one form
 * @dst: gets the number; at least FIELDTAP_NUMBER_MAX octets
 * @text: sign, digits, point, digits, exponent as people write them
 *
 * No needless zeros and signs, no exponent where there is room without one, so
 * that equal numbers are equal text, and always a number of JSON.
 *
 * Return: NULL, or what is wrong with it.
 */
const char *ft_decimal_tidy(char *dst, const char *text);

/**
 * ft_decimal_cmp() - compare two decimal numbers, exactly
 * @a: one
 * @b: the other
 *
 * Return: below, above or 0 as @a is below, above or equal to @b; 0 also where
 * one of them is no number.
 */
int ft_decimal_cmp(const char *a, const char *b);

/**
 * ft_decimal_scale() - a raw value as what it means
 * @dst: gets value x scale + offset; at least %FT_DECIMAL_MAX octets
 * @type: enum fieldtap_type of a number, a bool or a date and time
 * @raw: the value as points have it: integers extended to 64 bits, f32 and f64
 *	as IEEE 754 has them
 * @scale: decimal number, NULL or empty for 1
 * @offset: decimal number, NULL or empty for 0
 *
 * Of integers the result is exact.  Of f32 and f64 the shortest decimal that
 * reads back as the same number is scaled, and what is more than 9 or 17
 * digits rounded.  A bool, a date and time are not scaled.
 *
 * Return: what the text is.
 */
enum ft_scalar ft_decimal_scale(char *dst, uint32_t type, uint64_t raw,
				const char *scale, const char *offset);

/**
 * ft_decimal_double() - a raw value as what it means, for plots
 * @type: as of ft_decimal_scale()
 * @raw: likewise
 * @scale: likewise
 * @offset: likewise
 *
 * Return: the nearest double; NaN and infinities as they are.
 */
double ft_decimal_double(uint32_t type, uint64_t raw, const char *scale,
			 const char *offset);

#endif /* _LIBFIELDTAP_DECIMAL_H */
