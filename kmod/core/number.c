// SPDX-License-Identifier: GPL-2.0
#include "number.h"

/* 128 bits and an exponent. */
struct ft_wide {
	u64 hi;
	u64 lo;
	int e;
};

static struct ft_number ft_number_sum(const struct ft_number *a,
				      const struct ft_number *b)
{
	int shift = a->e - b->e;
	struct ft_number n = { .m = a->m, .e = a->e };
	u64 low = b->m;

	if (!b->m)
		return n;
	if (shift < 64) {
		low = shift ? b->m << (64 - shift) : 0;
		n.m += b->m >> shift;
	}
	n.more = low;
	if (shift < 64 && n.m < a->m) {
		n.more |= n.m & 1;
		n.m = n.m >> 1 | 1ULL << 63;
		n.e++;
	}
	return n;
}

/* |a| >= |b| */
static struct ft_number ft_number_rest(const struct ft_number *a,
				       const struct ft_number *b)
{
	int shift = a->e - b->e;
	struct ft_number n = { .m = a->m, .e = a->e };
	u64 whole = 0, part, lo;

	if (!b->m)
		return n;
	/*
	 * @b in units of @a's last bit, and the 64 bits behind it.  What is less
	 * than half of that bit moves the result by one place at most, so all of
	 * that is alike.
	 */
	if (shift < 64) {
		whole = b->m >> shift;
		part = shift ? b->m << (64 - shift) : 0;
	} else {
		part = shift == 64 ? b->m : 1;
	}
	lo = -part;
	n.m -= whole + !!part;
	if (!n.m) {
		n.m = lo;
		n.e -= 64;
		lo = 0;
	}
	if (!n.m)
		return ft_number_u64(0);
	shift = __builtin_clzll(n.m);
	if (shift) {
		n.m = n.m << shift | lo >> (64 - shift);
		n.e -= shift;
		lo <<= shift;
	}
	n.more = lo;
	return n;
}

struct ft_number ft_number_distance(const struct ft_number *a,
				    const struct ft_number *b)
{
	bool less = ft_number_cmp_abs(a, b) < 0;
	const struct ft_number *big = less ? b : a;
	const struct ft_number *small = less ? a : b;
	struct ft_number n;

	if (big->e == FT_NUMBER_INF) {
		bool same = small->e == FT_NUMBER_INF && a->neg == b->neg;

		n = same ? ft_number_u64(0) : *big;
		n.neg = false;
		return n;
	}
	return a->neg == b->neg ? ft_number_rest(big, small) :
				  ft_number_sum(big, small);
}

static struct ft_wide ft_number_product(const struct ft_number *a,
					const struct ft_number *b)
{
	const unsigned __int128 product = (unsigned __int128)a->m * b->m;
	struct ft_wide w = {
		.hi = product >> 64,
		.lo = product,
		.e = a->e + b->e,
	};

	if (w.hi && !(w.hi >> 63)) {
		w.hi = w.hi << 1 | w.lo >> 63;
		w.lo <<= 1;
		w.e--;
	}
	return w;
}

int ft_number_cmp_product(const struct ft_number *a, const struct ft_number *b,
			  const struct ft_number *c, const struct ft_number *d)
{
	struct ft_wide ab = ft_number_product(a, b);
	struct ft_wide cd = ft_number_product(c, d);

	if (!ab.hi || !cd.hi)
		return !!ab.hi - !!cd.hi;
	if (ab.e != cd.e)
		return ab.e < cd.e ? -1 : 1;
	if (ab.hi != cd.hi)
		return ab.hi < cd.hi ? -1 : 1;
	if (ab.lo != cd.lo)
		return ab.lo < cd.lo ? -1 : 1;
	return 0;
}

static bool ft_number_to_int(const struct ft_number *n, int bits, bool sign,
			     u64 *raw)
{
	u64 most = ~0ULL >> (64 - bits) >> sign;
	u64 v = 0;

	if (n->more || n->e > 0)
		return false;
	if (n->m) {
		if (n->e <= -64 || (n->e && n->m << (64 + n->e)))
			return false;
		v = n->m >> -n->e;
	}
	if (n->neg) {
		if (!sign || v > most + 1)
			return false;
		v = -v;
	} else if (v > most) {
		return false;
	}
	*raw = v;
	return true;
}

/* The nearest one that has @bits of fraction, of two the even one. */
static bool ft_number_to_ieee(const struct ft_number *n, int bits, int ebits,
			      u64 *raw)
{
	int least = 2 - (1 << (ebits - 1));
	int e = n->e + 63;
	int drop = 63 - bits;
	u64 inf = ((1ULL << ebits) - 1) << bits;
	u64 kept = 0, rest, half;

	if (n->e == FT_NUMBER_INF)
		return false;
	if (e < least) {
		drop += least - e;
		e = least;
	}
	/* Of zero there is nothing, of what is below half the least nothing. */
	if (n->m && drop <= 64) {
		kept = drop < 64 ? n->m >> drop : 0;
		rest = n->m << (64 - drop);
		half = 1ULL << 63;
		kept += rest > half ||
			(rest == half && (n->more || (kept & 1)));
		kept += (u64)(e - least) << bits;
	}
	if (kept >= inf)
		return false;
	*raw = kept | (u64)n->neg << (bits + ebits);
	return true;
}

bool ft_number_to_raw(const struct ft_number *n, u8 type, u64 *raw)
{
	switch (type) {
	case FIELDTAP_TYPE_U8:
		return ft_number_to_int(n, 8, false, raw);
	case FIELDTAP_TYPE_I8:
		return ft_number_to_int(n, 8, true, raw);
	case FIELDTAP_TYPE_U16:
		return ft_number_to_int(n, 16, false, raw);
	case FIELDTAP_TYPE_I16:
		return ft_number_to_int(n, 16, true, raw);
	case FIELDTAP_TYPE_U32:
		return ft_number_to_int(n, 32, false, raw);
	case FIELDTAP_TYPE_I32:
		return ft_number_to_int(n, 32, true, raw);
	case FIELDTAP_TYPE_U64:
	case FIELDTAP_TYPE_DATETIME:
		return ft_number_to_int(n, 64, false, raw);
	case FIELDTAP_TYPE_I64:
		return ft_number_to_int(n, 64, true, raw);
	case FIELDTAP_TYPE_F32:
		return ft_number_to_ieee(n, 23, 8, raw);
	case FIELDTAP_TYPE_F64:
		return ft_number_to_ieee(n, 52, 11, raw);
	default:
		return false;
	}
}
