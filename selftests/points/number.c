// SPDX-License-Identifier: GPL-2.0
/*
 * Numbers against the processor's long double, which has 64 bits of mantissa
 * as they have, rounds towards zero when told to and says when it was inexact.
 */
#include <fenv.h>
#include <math.h>
#include <string.h>

#include <linux/kernel.h>

#include "../random.h"
#include "number.h"
#include "test.h"

static const u8 types[] = {
	FIELDTAP_TYPE_U8, FIELDTAP_TYPE_I8, FIELDTAP_TYPE_U16,
	FIELDTAP_TYPE_I16, FIELDTAP_TYPE_U32, FIELDTAP_TYPE_I32,
	FIELDTAP_TYPE_U64, FIELDTAP_TYPE_I64, FIELDTAP_TYPE_F32,
	FIELDTAP_TYPE_F64, FIELDTAP_TYPE_DATETIME,
};

/* Bits that are near the ends of every type. */
static const u64 edges[] = {
	0, 1, 2, 3, 0x7e, 0x7f, 0x80, 0x81, 0xfe, 0xff, 0x100, 0x7fff, 0x8000,
	0x8001, 0xffff, 0x10000, 0x7fffff, 0x800000, 0x800001, 0x7fffffff,
	0x80000000, 0x80000001, 0xffffffff, 0x100000000, 0x3f800000, 0x3f7fffff,
	0x7f7fffff, 0x7f800000, 0xff800000, 0xff7fffff, 0x7fc00000, 0x7f800001,
	0x3ff0000000000000, 0x3fefffffffffffff, 0x000fffffffffffff,
	0x0010000000000000, 0x7fefffffffffffff, 0x7ff0000000000000,
	0x7ff0000000000001, 0x7ff8000000000000, 0xfff0000000000000,
	0x8000000000000000, 0x8000000000000001, 0x7fffffffffffffff,
	0xfffffffffffffffe, 0xffffffffffffffff, 0x0020000000000000,
	0x43e0000000000000, 0x43f0000000000000, 0x4330000000000001,
};

static u64 extend(u8 type, u64 bits)
{
	switch (type) {
	case FIELDTAP_TYPE_U8:
		return (u8)bits;
	case FIELDTAP_TYPE_I8:
		return (s64)(__s8)bits;
	case FIELDTAP_TYPE_U16:
		return (u16)bits;
	case FIELDTAP_TYPE_I16:
		return (s64)(s16)bits;
	case FIELDTAP_TYPE_I32:
		return (s64)(s32)bits;
	case FIELDTAP_TYPE_U32:
	case FIELDTAP_TYPE_F32:
		return (u32)bits;
	default:
		return bits;
	}
}

static long double truth(u8 type, u64 raw)
{
	u32 half = raw;
	double d;
	float f;

	switch (type) {
	case FIELDTAP_TYPE_I8:
	case FIELDTAP_TYPE_I16:
	case FIELDTAP_TYPE_I32:
	case FIELDTAP_TYPE_I64:
		return (s64)raw;
	case FIELDTAP_TYPE_F32:
		memcpy(&f, &half, sizeof(f));
		return f;
	case FIELDTAP_TYPE_F64:
		memcpy(&d, &raw, sizeof(d));
		return d;
	default:
		return raw;
	}
}

/* The number as it stands, without what was cut. */
static long double value(const struct ft_number *n)
{
	long double v;

	if (n->m && n->e == FT_NUMBER_INF)
		v = INFINITY;
	else
		v = ldexpl(n->m, n->e);
	return n->neg ? -v : v;
}

static bool sound(const struct ft_number *n)
{
	return n->m ? n->m >> 63 : !n->e && !n->neg;
}

static int sign(long double a, long double b)
{
	return (a > b) - (a < b);
}

static void check_pair(u8 ta, u64 a, u8 tb, u64 b)
{
	struct ft_number x, y, distance;
	volatile long double ta_, tb_, apart;
	bool inexact;

	a = extend(ta, a);
	b = extend(tb, b);
	CHECK(ft_raw_nan(ta, a) == !!isnan(truth(ta, a)));
	if (ft_raw_nan(ta, a) || ft_raw_nan(tb, b))
		return;
	x = ft_number_raw(ta, a);
	y = ft_number_raw(tb, b);
	ta_ = truth(ta, a);
	tb_ = truth(tb, b);
	CHECK(sound(&x) && !x.more && value(&x) == ta_);
	CHECK(ft_number_cmp(&x, &y) == sign(ta_, tb_));
	if (ta == tb)
		CHECK(ft_raw_same(ta, a, b) == (ta_ == tb_));

	if (isinf(ta_) && ta_ == tb_) {
		distance = ft_number_distance(&x, &y);
		CHECK(!distance.m);
		return;
	}
	feclearexcept(FE_ALL_EXCEPT);
	fesetround(FE_TOWARDZERO);
	apart = ta_ > tb_ ? ta_ - tb_ : tb_ - ta_;
	inexact = fetestexcept(FE_INEXACT);
	fesetround(FE_TONEAREST);
	distance = ft_number_distance(&x, &y);
	CHECK(sound(&distance) && !distance.neg && value(&distance) == apart &&
	      distance.more == inexact);
	if (ta != tb)
		return;
	distance = ft_raw_distance(ta, a, b);
	CHECK(sound(&distance) && !distance.neg && value(&distance) == apart &&
	      distance.more == inexact);
}

static void test_small(void)
{
	unsigned int a, b;

	for (a = 0; a < 256; a++) {
		for (b = 0; b < 256; b++) {
			check_pair(FIELDTAP_TYPE_U8, a, FIELDTAP_TYPE_I8, b);
			check_pair(FIELDTAP_TYPE_I8, a, FIELDTAP_TYPE_I8, b);
		}
	}
}

static void test_edges(void)
{
	size_t i, j, k, l;

	for (i = 0; i < ARRAY_SIZE(types); i++)
		for (j = 0; j < ARRAY_SIZE(types); j++)
			for (k = 0; k < ARRAY_SIZE(edges); k++)
				for (l = 0; l < ARRAY_SIZE(edges); l++)
					check_pair(types[i], edges[k],
						   types[j], edges[l]);
}

static void test_random(void)
{
	u64 seed = 1;
	int i;

	for (i = 0; i < 1000000; i++) {
		u8 ta = types[random_next(&seed) % ARRAY_SIZE(types)];
		u8 tb = types[random_next(&seed) % ARRAY_SIZE(types)];
		u64 a = random_next(&seed);
		u64 b = random_next(&seed);

		/* As often near each other as not. */
		if (random_next(&seed) & 1) {
			tb = ta;
			b = a ^ 1ULL << (random_next(&seed) & 63);
		}
		if (random_next(&seed) & 1)
			a >>= random_next(&seed) & 63;
		check_pair(ta, a, tb, b);
	}
}

static int product_truth(u64 a, u64 b, u64 c, u64 d)
{
	unsigned __int128 ab = (unsigned __int128)a * b;
	unsigned __int128 cd = (unsigned __int128)c * d;

	return (ab > cd) - (ab < cd);
}

static void check_product(u64 a, u64 b, u64 c, u64 d)
{
	struct ft_number na = ft_number_u64(a), nb = ft_number_u64(b);
	struct ft_number nc = ft_number_u64(c), nd = ft_number_u64(d);

	CHECK(ft_number_cmp_product(&na, &nb, &nc, &nd) ==
	      product_truth(a, b, c, d));
}

static void test_product(void)
{
	u64 seed = 2;
	u64 a, b, c, d;
	int i;

	for (a = 0; a < 12; a++)
		for (b = 0; b < 12; b++)
			for (c = 0; c < 12; c++)
				for (d = 0; d < 12; d++)
					check_product(a, b, c, d);
	for (i = 0; i < 1000000; i++) {
		a = random_next(&seed) >> (random_next(&seed) & 63);
		b = random_next(&seed) >> (random_next(&seed) & 63);
		c = random_next(&seed) >> (random_next(&seed) & 63);
		d = random_next(&seed) >> (random_next(&seed) & 63);
		check_product(a, b, c, d);
		/* The same, and the next but one to it. */
		check_product(a, b, b, a);
		check_product(a, b, b + 1, a);
		check_product(a * 6, b, a * 2, b * 3);
	}
}

/* A power of two between the factors must not matter. */
static void test_product_float(void)
{
	struct ft_number a = ft_number_raw(FIELDTAP_TYPE_F64,
					   0x3fb999999999999a);
	struct ft_number b = ft_number_u64(1000000000);
	struct ft_number c = a;
	struct ft_number inf = ft_number_raw(FIELDTAP_TYPE_F64,
					     0x7ff0000000000000);

	c.e += 7;
	CHECK(ft_number_cmp_product(&c, &b, &a, &b) > 0);
	b.e -= 7;
	CHECK(!ft_number_cmp_product(&c, &b, &a, &(struct ft_number) {
				     .m = b.m, .e = b.e + 7 }));
	CHECK(ft_number_cmp_product(&inf, &b, &c, &c) > 0);
}

/* What is cut stands between what it is cut to and the next. */
static void test_more(void)
{
	struct ft_number a = ft_number_u64(7), b = a;

	b.more = true;
	CHECK(ft_number_cmp(&a, &b) < 0 && ft_number_cmp(&b, &a) > 0);
	CHECK(!ft_number_cmp(&b, &b));
	a.neg = true;
	b.neg = true;
	CHECK(ft_number_cmp(&a, &b) > 0 && ft_number_cmp(&b, &a) < 0);
}

static void check_back(u8 type, u64 bits)
{
	u64 raw = extend(type, bits), back = ~raw;
	struct ft_number n;

	if (ft_raw_nan(type, raw))
		return;
	n = ft_number_raw(type, raw);
	if (n.e == FT_NUMBER_INF)
		CHECK(!ft_number_to_raw(&n, type, &back));
	else
		CHECK(ft_number_to_raw(&n, type, &back) &&
		      ft_raw_same(type, raw, back));
}

static void test_back(void)
{
	u64 seed = 3;
	size_t i, k;
	int n;

	for (i = 0; i < ARRAY_SIZE(types); i++)
		for (k = 0; k < ARRAY_SIZE(edges); k++)
			check_back(types[i], edges[k]);
	for (n = 0; n < 1000000; n++)
		check_back(types[n % ARRAY_SIZE(types)],
			   random_next(&seed) >> (random_next(&seed) & 63));
}

/* To f64 and f32 as the processor rounds. */
static void check_round(const struct ft_number *n)
{
	volatile long double v = value(n);
	volatile double d = v;
	volatile float f = v;
	u64 raw, want = 0;
	bool fits;

	fits = ft_number_to_raw(n, FIELDTAP_TYPE_F64, &raw);
	memcpy(&want, (void *)&d, sizeof(d));
	CHECK(fits == !isinf(d) && (!fits || raw == want));
	want = 0;
	fits = ft_number_to_raw(n, FIELDTAP_TYPE_F32, &raw);
	memcpy(&want, (void *)&f, sizeof(f));
	CHECK(fits == !isinf(f) && (!fits || raw == want));
}

static void test_round(void)
{
	static const u64 tails[] = {
		0, 1, 0x3ff, 0x400, 0x401, 0x7ff, 0x800, 0xc00, 0x8000000000,
		0x8000000001, 0x7fffffffff, 0x18000000000,
	};
	u64 seed = 4;
	int e;
	size_t i;

	for (e = -1200; e < 1100; e++) {
		for (i = 0; i < ARRAY_SIZE(tails); i++) {
			struct ft_number n = {
				.m = 1ULL << 63 | tails[i], .e = e,
			};

			check_round(&n);
			n.m |= random_next(&seed) << 12;
			n.neg = true;
			check_round(&n);
			n.m = ~0ULL - tails[i];
			check_round(&n);
			n.m = 1ULL << 63 | random_next(&seed);
			check_round(&n);
		}
	}
}

/* A tie with something behind it is none. */
static void test_round_more(void)
{
	struct ft_number n = { .m = 1ULL << 63 | 0x400, .e = -63 };
	u64 raw;

	CHECK(ft_number_to_raw(&n, FIELDTAP_TYPE_F64, &raw) &&
	      raw == 0x3ff0000000000000);
	n.more = true;
	CHECK(ft_number_to_raw(&n, FIELDTAP_TYPE_F64, &raw) &&
	      raw == 0x3ff0000000000001);
	CHECK(!ft_number_to_raw(&n, FIELDTAP_TYPE_U64, &raw));
}

static void test_integers(void)
{
	static const struct {
		s64 v;
		u8 type;
		bool fits;
	} cases[] = {
		{ 255, FIELDTAP_TYPE_U8, true },
		{ 256, FIELDTAP_TYPE_U8, false },
		{ -1, FIELDTAP_TYPE_U8, false },
		{ 127, FIELDTAP_TYPE_I8, true },
		{ 128, FIELDTAP_TYPE_I8, false },
		{ -128, FIELDTAP_TYPE_I8, true },
		{ -129, FIELDTAP_TYPE_I8, false },
		{ 65536, FIELDTAP_TYPE_U16, false },
		{ -32768, FIELDTAP_TYPE_I16, true },
		{ -32769, FIELDTAP_TYPE_I16, false },
		{ 4294967296, FIELDTAP_TYPE_U32, false },
		{ -2147483648, FIELDTAP_TYPE_I32, true },
		{ 2147483648, FIELDTAP_TYPE_I32, false },
		{ -1, FIELDTAP_TYPE_U64, false },
		{ -__INT64_MAX__ - 1, FIELDTAP_TYPE_I64, true },
		{ __INT64_MAX__, FIELDTAP_TYPE_I64, true },
	};
	struct ft_number n;
	u64 raw;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(cases); i++) {
		n = ft_number_s64(cases[i].v);
		CHECK(ft_number_to_raw(&n, cases[i].type, &raw) ==
		      cases[i].fits);
		if (cases[i].fits)
			CHECK(raw == (u64)cases[i].v);
	}
	n = ft_number_u64(~0ULL);
	CHECK(ft_number_to_raw(&n, FIELDTAP_TYPE_U64, &raw) && raw == ~0ULL);
	CHECK(!ft_number_to_raw(&n, FIELDTAP_TYPE_I64, &raw));
	n.e = 1;
	CHECK(!ft_number_to_raw(&n, FIELDTAP_TYPE_U64, &raw));
	n = ft_number_u64(3);
	n.e--;
	CHECK(!ft_number_to_raw(&n, FIELDTAP_TYPE_U8, &raw));
	CHECK(!ft_number_to_raw(&n, FIELDTAP_TYPE_BOOL, &raw));
	CHECK(!ft_number_to_raw(&n, FIELDTAP_TYPE_STRING, &raw));
	n.e -= 62;
	CHECK(!ft_number_to_raw(&n, FIELDTAP_TYPE_U8, &raw));
}

int main(void)
{
	static const struct test tests[] = {
		{ "all pairs of octets", test_small },
		{ "the ends of all types", test_edges },
		{ "random values of all types", test_random },
		{ "products of integers", test_product },
		{ "products of others", test_product_float },
		{ "what was cut", test_more },
		{ "back to where it came from", test_back },
		{ "to the nearest f64 and f32", test_round },
		{ "to the nearest of what was cut", test_round_more },
		{ "integers that fit and others", test_integers },
	};

	return test_main(tests, ARRAY_SIZE(tests));
}
