// SPDX-License-Identifier: GPL-2.0
#include <inttypes.h>
#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <linux/fieldtap.h>

#include "decimal.h"

/* Digits of a product of a 64-bit integer and a decimal, with room to align. */
#define DIGITS		100
/* Beyond any number that 31 characters or an f64 write. */
#define EXPONENT_MAX	400
/* Longest number that is written without an exponent. */
#define PLAIN_MAX	40

/* (-1)^minus x the digits, most significant first, x 10^exponent. */
struct decimal {
	bool minus;
	int n;
	int exponent;
	uint8_t digit[DIGITS];
};

static bool digit(char c)
{
	return c >= '0' && c <= '9';
}

/* No zeros at either end; zero has no digits, and no sign. */
static void trim(struct decimal *d)
{
	int zeros = 0;

	while (d->n && !d->digit[d->n - 1]) {
		d->n--;
		d->exponent++;
	}
	while (zeros < d->n && !d->digit[zeros])
		zeros++;
	d->n -= zeros;
	memmove(d->digit, d->digit + zeros, d->n);
	if (!d->n) {
		d->minus = false;
		d->exponent = 0;
	}
}

static const char *parse_exponent(struct decimal *d, const char *s)
{
	bool minus = *s == '-';
	int exponent = 0;

	if (*s == '+' || *s == '-')
		s++;
	if (!digit(*s))
		return "is not a number";
	for (; digit(*s); s++) {
		exponent = 10 * exponent + *s - '0';
		if (exponent > EXPONENT_MAX)
			return "is too large or too small a number";
	}
	d->exponent += minus ? -exponent : exponent;
	return *s ? "is not a number" : NULL;
}

static const char *parse(struct decimal *d, const char *s)
{
	bool point = false, any = false;

	memset(d, 0, sizeof(*d));
	d->minus = *s == '-';
	if (*s == '+' || *s == '-')
		s++;
	for (; digit(*s) || (*s == '.' && !point); s++) {
		if (*s == '.') {
			point = true;
			continue;
		}
		any = true;
		d->exponent -= point;
		/* A zero in front carries nothing. */
		if (!d->n && *s == '0')
			continue;
		if (d->n == FIELDTAP_NUMBER_MAX)
			return "has too many digits";
		d->digit[d->n++] = *s - '0';
	}
	if (!any || (*s && *s != 'e' && *s != 'E'))
		return "is not a number";
	if (*s) {
		const char *wrong = parse_exponent(d, s + 1);

		if (wrong)
			return wrong;
	}
	trim(d);
	return NULL;
}

static char *put_digits(char *p, const struct decimal *d, int from, int to)
{
	for (; from < to; from++)
		*p++ = '0' + (from < d->n ? d->digit[from] : 0);
	return p;
}

static void write_exponent(char *p, const struct decimal *d)
{
	p = put_digits(p, d, 0, 1);
	if (d->n > 1) {
		*p++ = '.';
		p = put_digits(p, d, 1, d->n);
	}
	sprintf(p, "e%+d", d->exponent + d->n - 1);
}

/* Writes a number, without an exponent where at most @plain octets do. */
static void write_decimal(char *p, const struct decimal *d, int plain)
{
	/* Digits before the point. */
	int before = d->n + d->exponent;

	if (d->minus)
		*p++ = '-';
	if (!d->n) {
		strcpy(p, "0");
	} else if (d->exponent >= 0 && before <= plain - d->minus) {
		*put_digits(p, d, 0, before) = '\0';
	} else if (before > 0 && d->exponent < 0 && d->n < plain - d->minus) {
		p = put_digits(p, d, 0, before);
		*p++ = '.';
		*put_digits(p, d, before, d->n) = '\0';
	} else if (before <= 0 && d->n - before + 2 <= plain - d->minus) {
		*p++ = '0';
		*p++ = '.';
		memset(p, '0', -before);
		*put_digits(p - before, d, 0, d->n) = '\0';
	} else {
		write_exponent(p, d);
	}
}

const char *ft_decimal_tidy(char *dst, const char *text)
{
	char buf[FT_DECIMAL_MAX];
	struct decimal d;
	const char *wrong = parse(&d, text);

	if (wrong)
		return wrong;
	write_decimal(buf, &d, FIELDTAP_NUMBER_MAX - 1);
	if (strlen(buf) >= FIELDTAP_NUMBER_MAX)
		return "has too many digits";
	strcpy(dst, buf);
	return NULL;
}

/* The digits of both are few enough for the product's. */
static void multiply(struct decimal *p, const struct decimal *a,
		     const struct decimal *b)
{
	int i, k;

	memset(p, 0, sizeof(*p));
	p->minus = a->minus != b->minus;
	p->n = a->n + b->n;
	p->exponent = a->exponent + b->exponent;
	for (i = a->n - 1; i >= 0; i--) {
		unsigned int carry = 0;

		for (k = b->n - 1; k >= 0; k--) {
			carry += p->digit[i + k + 1] + a->digit[i] * b->digit[k];
			p->digit[i + k + 1] = carry % 10;
			carry /= 10;
		}
		p->digit[i] = carry;
	}
	trim(p);
}

/* Rounds to at most @n digits, halves away from zero. */
static void round_to(struct decimal *d, int n)
{
	int i, cut = d->n - n;
	bool up;

	if (cut <= 0)
		return;
	up = n >= 0 && d->digit[n] >= 5;
	d->n = n > 0 ? n : 0;
	d->exponent += cut;
	for (i = d->n - 1; up && i >= 0; i--) {
		up = d->digit[i] == 9;
		d->digit[i] = up ? 0 : d->digit[i] + 1;
	}
	if (up) {
		/* All nines, and zeros now. */
		d->exponent += d->n;
		d->n = 1;
		d->digit[0] = 1;
	}
	trim(d);
}

/* The digit that stands for 10^@place. */
static int digit_at(const struct decimal *d, int place)
{
	int i = d->n - 1 - (place - d->exponent);

	return i >= 0 && i < d->n ? d->digit[i] : 0;
}

static int top_of(const struct decimal *d)
{
	return d->exponent + d->n;
}

static int compare(const struct decimal *a, const struct decimal *b)
{
	int place, top = top_of(a) > top_of(b) ? top_of(a) : top_of(b);
	int least = a->exponent < b->exponent ? a->exponent : b->exponent;

	for (place = top - 1; place >= least; place--) {
		int diff = digit_at(a, place) - digit_at(b, place);

		if (diff)
			return diff;
	}
	return 0;
}

/* Adds the digits, or subtracts @b's from @a's, which is not smaller then. */
static void combine(struct decimal *s, const struct decimal *a,
		    const struct decimal *b, int least, int sign)
{
	int top = (top_of(a) > top_of(b) ? top_of(a) : top_of(b)) + 1;
	int i, carry = 0;

	s->n = top - least;
	s->exponent = least;
	for (i = s->n - 1; i >= 0; i--) {
		int place = least + s->n - 1 - i;

		carry += digit_at(a, place) + sign * digit_at(b, place);
		s->digit[i] = (carry + 10) % 10;
		carry = carry < 0 ? -1 : carry / 10;
	}
}

/* What is beyond the digits that a number has is rounded. */
static void add(struct decimal *s, struct decimal *a, struct decimal *b)
{
	int top, least;

	if (!a->n || !b->n) {
		*s = a->n ? *a : *b;
		return;
	}
	/* One more for a carry, one where rounding made the larger longer. */
	top = (top_of(a) > top_of(b) ? top_of(a) : top_of(b)) + 2;
	least = top - DIGITS;
	round_to(a, top_of(a) - least);
	round_to(b, top_of(b) - least);
	if (!a->n || !b->n) {
		*s = a->n ? *a : *b;
		return;
	}
	if (a->exponent > least && b->exponent > least)
		least = a->exponent < b->exponent ? a->exponent : b->exponent;
	if (a->minus == b->minus) {
		s->minus = a->minus;
		combine(s, a, b, least, 1);
	} else if (compare(a, b) >= 0) {
		s->minus = a->minus;
		combine(s, a, b, least, -1);
	} else {
		s->minus = b->minus;
		combine(s, b, a, least, -1);
	}
	trim(s);
}

int ft_decimal_cmp(const char *a, const char *b)
{
	struct decimal x, y;
	int c;

	if (parse(&x, a) || parse(&y, b))
		return 0;
	if (x.minus != y.minus)
		return x.minus ? -1 : 1;
	c = compare(&x, &y);
	return x.minus ? -c : c;
}

/* The raw value by itself. */
static enum ft_scalar plain(char *dst, uint32_t type, uint64_t raw)
{
	uint8_t octets[sizeof(raw)];
	unsigned int i;

	for (i = 0; i < sizeof(raw); i++)
		octets[i] = raw >> 8 * i;
	if (!ft_scalar_size(type)) {
		snprintf(dst, FT_SCALAR_MAX, "%" PRIu64, raw);
		return FT_SCALAR_LITERAL;
	}
	return ft_scalar_text(dst, type, octets, true);
}

static bool is_float(uint32_t type)
{
	return type == FIELDTAP_TYPE_F32 || type == FIELDTAP_TYPE_F64;
}

/* Sets @d to a parameter; one that makes no sense is left out. */
static bool given(struct decimal *d, const char *text)
{
	return text && *text && !parse(d, text);
}

enum ft_scalar ft_decimal_scale(char *dst, uint32_t type, uint64_t raw,
				const char *scale, const char *offset)
{
	struct decimal v, by, product, sum = { 0 };
	enum ft_scalar kind = plain(dst, type, raw);
	bool scaled, moved;

	if (kind != FT_SCALAR_LITERAL || type == FIELDTAP_TYPE_BOOL)
		return kind;
	scaled = given(&by, scale);
	moved = given(&sum, offset);
	if ((!scaled && !moved) || parse(&v, dst))
		return kind;
	if (scaled)
		multiply(&product, &v, &by);
	else
		product = v;
	if (moved) {
		by = sum;
		memset(&sum, 0, sizeof(sum));
		add(&sum, &product, &by);
	} else {
		sum = product;
	}
	if (is_float(type))
		round_to(&sum, type == FIELDTAP_TYPE_F32 ? 9 : 17);
	write_decimal(dst, &sum, PLAIN_MAX);
	if (is_float(type) && !strpbrk(dst, ".e"))
		strcat(dst, ".0");
	return FT_SCALAR_LITERAL;
}

double ft_decimal_double(uint32_t type, uint64_t raw, const char *scale,
			 const char *offset)
{
	char buf[FT_DECIMAL_MAX];

	if (type == FIELDTAP_TYPE_BOOL)
		return raw ? 1 : 0;
	if (type == FIELDTAP_TYPE_DATETIME)
		return (double)(int64_t)raw;
	/* strtod() reads nan and inf too. */
	ft_decimal_scale(buf, type, raw, scale, offset);
	return strtod(buf, NULL);
}
