// SPDX-License-Identifier: GPL-2.0
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <linux/fieldtap.h>

#include "scalar.h"

/* Seconds from 1601-01-01 to 1970-01-01. */
#define EPOCH_1601	11644473600ll
/* Units of a date and time in a second. */
#define TICKS		10000000ll

static const uint8_t sizes[] = {
	[FIELDTAP_TYPE_BOOL] = 1,
	[FIELDTAP_TYPE_U8] = 1,
	[FIELDTAP_TYPE_I8] = 1,
	[FIELDTAP_TYPE_U16] = 2,
	[FIELDTAP_TYPE_I16] = 2,
	[FIELDTAP_TYPE_U32] = 4,
	[FIELDTAP_TYPE_I32] = 4,
	[FIELDTAP_TYPE_U64] = 8,
	[FIELDTAP_TYPE_I64] = 8,
	[FIELDTAP_TYPE_F32] = 4,
	[FIELDTAP_TYPE_F64] = 8,
	[FIELDTAP_TYPE_DATETIME] = 8,
};

unsigned int ft_scalar_size(uint32_t type)
{
	return type < sizeof(sizes) ? sizes[type] : 0;
}

static uint64_t get(const uint8_t *p, unsigned int size, bool little)
{
	uint64_t v = 0;
	unsigned int i;

	for (i = 0; i < size; i++)
		v = v << 8 | p[little ? size - 1 - i : i];
	return v;
}

static int64_t sign_extend(uint64_t v, unsigned int size)
{
	unsigned int shift = 64 - 8 * size;

	return (int64_t)(v << shift) >> shift;
}

static bool same_float(const char *text, double v)
{
	return strtof(text, NULL) == (float)v;
}

static bool same_double(const char *text, double v)
{
	return strtod(text, NULL) == v;
}

/*
 * @digits are the most that every normal number survives: with them the
 * shortest text is found at once where it is not longer.  Subnormal numbers
 * have fewer.  @most are enough for every number; what needs no exponent with
 * them is easier to read without.
 */
static enum ft_scalar shortest(char *buf, double v, bool normal, int digits,
			       int most,
			       bool (*same)(const char *text, double v))
{
	char plain[FT_SCALAR_MAX];
	int n = normal ? digits : 1;

	if (!isfinite(v)) {
		strcpy(buf, isnan(v) ? "nan" : v < 0 ? "-inf" : "inf");
		return FT_SCALAR_NONE;
	}
	do {
		snprintf(buf, FT_SCALAR_MAX, "%.*g", n, v);
	} while (!same(buf, v) && n++ < most);
	snprintf(plain, sizeof(plain), "%.*g", most, v);
	if (strchr(buf, 'e') && !strchr(plain, 'e'))
		strcpy(buf, plain);
	if (!strpbrk(buf, ".e"))
		strcat(buf, ".0");
	return FT_SCALAR_LITERAL;
}

static enum ft_scalar f32(char *buf, uint32_t bits)
{
	float v;

	memcpy(&v, &bits, sizeof(v));
	return shortest(buf, v, isnormal(v), 6, 9, same_float);
}

static enum ft_scalar f64(char *buf, uint64_t bits)
{
	double v;

	memcpy(&v, &bits, sizeof(v));
	return shortest(buf, v, isnormal(v), 15, 17, same_double);
}

static enum ft_scalar datetime(char *buf, int64_t ticks)
{
	int64_t fraction = ticks % TICKS;
	time_t t = ticks / TICKS - EPOCH_1601;
	int n, digits = 7;
	struct tm tm;

	if (fraction < 0) {
		fraction += TICKS;
		t--;
	}
	/* The year of 64 bits of 100 ns fits by far. */
	gmtime_r(&t, &tm);
	n = snprintf(buf, FT_SCALAR_MAX, "%04ld-%02d-%02dT%02d:%02d:%02d",
		     tm.tm_year + 1900l, tm.tm_mon + 1, tm.tm_mday, tm.tm_hour,
		     tm.tm_min, tm.tm_sec);
	if (fraction) {
		while (fraction % 10 == 0) {
			fraction /= 10;
			digits--;
		}
		n += snprintf(buf + n, FT_SCALAR_MAX - n, ".%0*" PRId64, digits,
			      fraction);
	}
	strcpy(buf + n, "Z");
	return FT_SCALAR_TEXT;
}

enum ft_scalar ft_scalar_text(char *buf, uint32_t type, const uint8_t *p,
			      bool little)
{
	unsigned int size = ft_scalar_size(type);
	uint64_t v = get(p, size, little);

	switch (type) {
	case FIELDTAP_TYPE_F32:
		return f32(buf, v);
	case FIELDTAP_TYPE_F64:
		return f64(buf, v);
	case FIELDTAP_TYPE_DATETIME:
		return datetime(buf, v);
	case FIELDTAP_TYPE_BOOL:
		strcpy(buf, v ? "true" : "false");
		break;
	case FIELDTAP_TYPE_I8:
	case FIELDTAP_TYPE_I16:
	case FIELDTAP_TYPE_I32:
	case FIELDTAP_TYPE_I64:
		snprintf(buf, FT_SCALAR_MAX, "%" PRId64, sign_extend(v, size));
		break;
	default:
		snprintf(buf, FT_SCALAR_MAX, "%" PRIu64, v);
	}
	return FT_SCALAR_LITERAL;
}
