// SPDX-License-Identifier: GPL-2.0
#include <linux/errno.h>
#include <linux/kernel.h>

#include "bignum.h"
#include "decimal.h"

/* Powers of ten of the first and the last digit of what f64 tells from 0. */
#define FT_DECIMAL_TOP		310
#define FT_DECIMAL_BOTTOM	(-345)
/* An exponent as it is written is taken as at most this. */
#define FT_DECIMAL_FAR		9999

static void ft_decimal_digit(struct ft_decimal *d, u32 digit)
{
	u64 low = (d->lo & 0xffffffff) * 10 + digit;
	u64 high = (d->lo >> 32) * 10 + (low >> 32);

	d->hi = d->hi * 10 + (high >> 32);
	d->lo = high << 32 | (low & 0xffffffff);
}

/* The digits with their point. Return: the octets of them, or an error. */
static int ft_decimal_digits(const char *text, u32 len, struct ft_decimal *d,
			     int *digits)
{
	bool point = false;
	int zeros = 0, seen = 0;
	u32 i;

	for (i = 0; i < len; i++) {
		u32 digit = (u8)text[i] - '0';

		if (text[i] == '.' && !point) {
			point = true;
			continue;
		}
		if (digit > 9)
			break;
		seen++;
		d->e -= point;
		/* Zeros count once another digit follows. */
		zeros += !digit && *digits;
		if (!digit)
			continue;
		*digits += zeros + 1;
		if (*digits > FT_DECIMAL_DIGITS)
			return -ERANGE;
		for (; zeros; zeros--)
			ft_decimal_digit(d, 0);
		ft_decimal_digit(d, digit);
	}
	d->e += zeros;
	return seen ? (int)i : -EINVAL;
}

static int ft_decimal_exponent(const char *text, u32 len, int *e)
{
	bool neg = len && text[0] == '-';
	u32 i = neg || (len && text[0] == '+');

	if (i >= len)
		return -EINVAL;
	for (; i < len; i++) {
		u32 digit = (u8)text[i] - '0';

		if (digit > 9)
			return -EINVAL;
		*e = min(*e * 10 + (int)digit, FT_DECIMAL_FAR);
	}
	if (neg)
		*e = -*e;
	return 0;
}

int ft_decimal_parse(const char *text, u32 len, struct ft_decimal *d)
{
	int digits = 0, e = 0;
	int n, err;

	if (len > S16_MAX)
		return -EINVAL;
	*d = (struct ft_decimal) { .neg = len && text[0] == '-' };
	if (d->neg || (len && text[0] == '+')) {
		text++;
		len--;
	}
	n = ft_decimal_digits(text, len, d, &digits);
	if (n < 0)
		return n;
	if (n < (int)len) {
		if ((text[n] | 0x20) != 'e')
			return -EINVAL;
		err = ft_decimal_exponent(text + n + 1, len - n - 1, &e);
		if (err)
			return err;
	}
	if (!digits) {
		*d = (struct ft_decimal) { .e = 0 };
		return 0;
	}
	e += d->e;
	if (e + digits > FT_DECIMAL_TOP || e + digits < FT_DECIMAL_BOTTOM)
		return -ERANGE;
	d->e = e;
	return 0;
}

/* |d| x 10^-e, where that is a whole number */
static void ft_decimal_whole(struct ft_bignum *b, const struct ft_decimal *d,
			     int e)
{
	ft_bignum_set(b, d->hi, d->lo);
	ft_bignum_scale(b, b->n ? d->e - e : 0);
}

bool ft_decimal_to_raw(const struct ft_decimal *d, u8 type, u64 *raw)
{
	struct ft_bignum num, den;
	struct ft_number n;

	ft_bignum_set(&num, d->hi, d->lo);
	ft_bignum_set(&den, 0, 1);
	ft_bignum_scale(d->e < 0 ? &den : &num, d->e < 0 ? -d->e : d->e);
	n = ft_bignum_divide(&num, &den);
	n.neg = d->neg;
	return ft_number_to_raw(&n, type, raw);
}

/* sum += d, or -= d. Return: whether the sum, of sign @neg before, is below 0. */
static bool ft_decimal_add(struct ft_bignum *sum, bool neg,
			   const struct ft_decimal *d, bool minus, int e)
{
	bool sign = d->neg != minus;
	struct ft_bignum b;

	ft_decimal_whole(&b, d, e);
	if (sign == neg) {
		ft_bignum_add(sum, &b);
	} else if (ft_bignum_cmp(sum, &b) >= 0) {
		ft_bignum_sub(sum, &b, sum);
	} else {
		ft_bignum_sub(&b, sum, sum);
		neg = sign;
	}
	return neg;
}

static int ft_decimal_least(const struct ft_decimal *a,
			    const struct ft_decimal *b)
{
	return min_t(int, a->e, b->e);
}

int ft_decimal_cmp(const struct ft_decimal *a, const struct ft_decimal *plus,
		   const struct ft_decimal *b)
{
	int e = min_t(int, a->e, ft_decimal_least(plus, b));
	struct ft_bignum sum;
	bool neg;

	ft_decimal_whole(&sum, a, e);
	neg = ft_decimal_add(&sum, a->neg, plus, false, e);
	neg = ft_decimal_add(&sum, neg, b, true, e);
	return !sum.n ? 0 : neg ? -1 : 1;
}

/* num x 10^e / |scale| */
static struct ft_number ft_decimal_over(struct ft_bignum *num, int e,
					const struct ft_decimal *scale)
{
	struct ft_bignum den;

	ft_bignum_set(&den, scale->hi, scale->lo);
	e -= scale->e;
	ft_bignum_scale(e < 0 ? &den : num, e < 0 ? -e : e);
	return ft_bignum_divide(num, &den);
}

struct ft_number ft_decimal_solve(const struct ft_decimal *value,
				  const struct ft_decimal *minus,
				  const struct ft_decimal *offset,
				  const struct ft_decimal *scale)
{
	int e = min_t(int, value->e, ft_decimal_least(minus, offset));
	struct ft_bignum num;
	struct ft_number n;
	bool neg;

	ft_decimal_whole(&num, value, e);
	neg = ft_decimal_add(&num, value->neg, minus, true, e);
	neg = ft_decimal_add(&num, neg, offset, true, e);
	n = ft_decimal_over(&num, e, scale);
	n.neg = n.m && neg != scale->neg;
	return n;
}

struct ft_number ft_decimal_part(const struct ft_decimal *percent,
				 const struct ft_decimal *hi,
				 const struct ft_decimal *lo,
				 const struct ft_decimal *scale)
{
	int e = ft_decimal_least(hi, lo);
	struct ft_bignum num, by;

	ft_decimal_whole(&num, hi, e);
	ft_decimal_add(&num, hi->neg, lo, true, e);
	ft_bignum_set(&by, percent->hi, percent->lo);
	ft_bignum_mul(&num, &by);
	return ft_decimal_over(&num, e + percent->e - 2, scale);
}

void ft_decimal_ratio(const struct ft_decimal *a, const struct ft_decimal *b,
		      u32 power, struct ft_number *num, struct ft_number *den)
{
	int e = a->e - b->e - (int)power;
	struct ft_bignum n, d;

	ft_bignum_set(&n, a->hi, a->lo);
	ft_bignum_set(&d, b->hi, b->lo);
	ft_bignum_scale(e < 0 ? &d : &n, e < 0 ? -e : e);
	*num = ft_bignum_number(&n);
	*den = ft_bignum_number(&d);
}
