// SPDX-License-Identifier: GPL-2.0
/* Numbers and times as text, and text that is no UTF-8. */
#include <math.h>
#include <stdlib.h>

#include <linux/fieldtap.h>

#include "../lib/scalar.h"
#include "../lib/utf8.h"
#include "ktap.h"

static char buf[FT_SCALAR_MAX];

/* The text of @size octets, given most significant first. */
static const char *text(uint32_t type, uint64_t bits)
{
	const unsigned int size = ft_scalar_size(type);
	char other[FT_SCALAR_MAX];
	uint8_t big[8], little[8];
	unsigned int i;

	for (i = 0; i < size; i++) {
		little[i] = bits >> 8 * i;
		big[size - 1 - i] = bits >> 8 * i;
	}
	ft_scalar_text(other, type, little, true);
	ft_scalar_text(buf, type, big, false);
	CHECK_STR(buf, other);
	return buf;
}

static const char *f32(float v)
{
	uint32_t bits;

	memcpy(&bits, &v, sizeof(bits));
	return text(FIELDTAP_TYPE_F32, bits);
}

static const char *f64(double v)
{
	uint64_t bits;

	memcpy(&bits, &v, sizeof(bits));
	return text(FIELDTAP_TYPE_F64, bits);
}

static void test_integers(void)
{
	CHECK_STR(text(FIELDTAP_TYPE_BOOL, 0), "false");
	CHECK_STR(text(FIELDTAP_TYPE_BOOL, 2), "true");
	CHECK_STR(text(FIELDTAP_TYPE_U8, 255), "255");
	CHECK_STR(text(FIELDTAP_TYPE_I8, 0x80), "-128");
	CHECK_STR(text(FIELDTAP_TYPE_U16, 0xfffe), "65534");
	CHECK_STR(text(FIELDTAP_TYPE_I16, 0xfffe), "-2");
	CHECK_STR(text(FIELDTAP_TYPE_U32, UINT32_MAX), "4294967295");
	CHECK_STR(text(FIELDTAP_TYPE_I32, 0x80000000), "-2147483648");
	CHECK_STR(text(FIELDTAP_TYPE_U64, UINT64_MAX), "18446744073709551615");
	CHECK_STR(text(FIELDTAP_TYPE_I64, 1ull << 63), "-9223372036854775808");
	CHECK_STR(text(FIELDTAP_TYPE_I64, INT64_MAX), "9223372036854775807");
	CHECK(!ft_scalar_size(FIELDTAP_TYPE_BYTES));
	CHECK(!ft_scalar_size(FIELDTAP_TYPE_STRING));
	CHECK(!ft_scalar_size(1000));
}

static void test_f32(void)
{
	CHECK_STR(f32(21.5f), "21.5");
	CHECK_STR(f32(21.6f), "21.6");
	CHECK_STR(f32(0.1f), "0.1");
	CHECK_STR(f32(20.0f), "20.0");
	CHECK_STR(f32(0.0f), "0.0");
	CHECK_STR(f32(-0.0f), "-0.0");
	CHECK_STR(f32(16777216.0f), "16777216.0");
	CHECK_STR(f32(1e6f), "1000000.0");
	CHECK_STR(f32(123456792.0f), "123456792.0");
	CHECK_STR(f32(1.5e10f), "1.5e+10");
	CHECK_STR(f32(3.4028235e38f), "3.4028235e+38");
	CHECK_STR(f32(1.17549435e-38f), "1.1754944e-38");
	CHECK_STR(f32(1e-45f), "1e-45");
	CHECK_STR(f32(NAN), "nan");
	CHECK_STR(f32(INFINITY), "inf");
	CHECK_STR(f32(-INFINITY), "-inf");
}

static void test_f64(void)
{
	CHECK_STR(f64(0.1), "0.1");
	CHECK_STR(f64(0.1 + 0.2), "0.30000000000000004");
	CHECK_STR(f64(100.0), "100.0");
	CHECK_STR(f64(1e16), "10000000000000000.0");
	CHECK_STR(f64(1e-5), "1e-05");
	CHECK_STR(f64(1e300), "1e+300");
	CHECK_STR(f64(5e-324), "5e-324");
	CHECK_STR(f64(1.7976931348623157e308), "1.7976931348623157e+308");
	CHECK_STR(f64(9007199254740993.0), "9007199254740992.0");
	CHECK_STR(f64(NAN), "nan");
	CHECK(ft_scalar_text(buf, FIELDTAP_TYPE_F64,
			     (const uint8_t *)"\x7f\xf0\0\0\0\0\0\0", false) ==
	      FT_SCALAR_NONE);
}

/* Whatever is written reads back as it was, and nothing shorter does. */
static void test_shortest(void)
{
	char shorter[FT_SCALAR_MAX];
	unsigned int i;
	int n;

	srand(1);
	for (i = 0; i < 20000; i++) {
		uint64_t bits = (uint64_t)rand() << 42 ^ (uint64_t)rand() << 21 ^
				rand();
		uint32_t half = bits;
		double d;
		float f;

		memcpy(&d, &bits, sizeof(d));
		memcpy(&f, &half, sizeof(f));
		if (!isfinite(d) || !isfinite(f))
			continue;
		CHECK(strtof(f32(f), NULL) == f);
		CHECK(strtod(f64(d), NULL) == d);
		for (n = 1; n <= 17; n++) {
			snprintf(shorter, sizeof(shorter), "%.*g", n, d);
			if (strtod(shorter, NULL) == d)
				break;
		}
		/* But for those that need no exponent. */
		if (strchr(f64(d), 'e') || !strchr(shorter, 'e'))
			CHECK(!strncmp(buf, shorter, strlen(shorter)));
	}
}

#define TICKS		10000000ull
#define EPOCH		(11644473600ull * TICKS)

static void test_datetime(void)
{
	CHECK_STR(text(FIELDTAP_TYPE_DATETIME, 0), "1601-01-01T00:00:00Z");
	CHECK_STR(text(FIELDTAP_TYPE_DATETIME, EPOCH), "1970-01-01T00:00:00Z");
	CHECK_STR(text(FIELDTAP_TYPE_DATETIME, EPOCH - 1),
		  "1969-12-31T23:59:59.9999999Z");
	CHECK_STR(text(FIELDTAP_TYPE_DATETIME, EPOCH + 1714564800 * TICKS + 1234567),
		  "2024-05-01T12:00:00.1234567Z");
	CHECK_STR(text(FIELDTAP_TYPE_DATETIME, EPOCH + 1714564800 * TICKS + 5000000),
		  "2024-05-01T12:00:00.5Z");
	CHECK_STR(text(FIELDTAP_TYPE_DATETIME, EPOCH + 1714564800 * TICKS + 10),
		  "2024-05-01T12:00:00.000001Z");
	CHECK_STR(text(FIELDTAP_TYPE_DATETIME, UINT64_MAX),
		  "1600-12-31T23:59:59.9999999Z");
	CHECK_STR(text(FIELDTAP_TYPE_DATETIME, INT64_MAX),
		  "30828-09-14T02:48:05.4775807Z");
	/* Before the year 0, and without overflow. */
	CHECK(text(FIELDTAP_TYPE_DATETIME, 1ull << 63)[0] == '-');
}

static void repair(const char *src, size_t n, const char *want)
{
	char dst[100];
	size_t len = ft_utf8_repair(dst, src, n);

	CHECK(len <= FT_UTF8_REPAIR * n);
	dst[len] = '\0';
	CHECK_STR(dst, want);
}

#define REPAIR(src, want)	repair(src, sizeof(src) - 1, want)
#define FFFD			"\xef\xbf\xbd"

static void test_utf8(void)
{
	REPAIR("", "");
	REPAIR("a\xc2\xb0z", "a\xc2\xb0z");
	REPAIR("\xf0\x9f\x98\x80", "\xf0\x9f\x98\x80");
	REPAIR("\xff\xfe", FFFD FFFD);
	/* Ends too early: one for what there was. */
	REPAIR("\xe2\x82", FFFD);
	REPAIR("\xf0\x9f\x98z", FFFD "z");
	/* Overlong, a surrogate, beyond the last: nothing of it is a beginning. */
	REPAIR("\xc0\x80", FFFD FFFD);
	REPAIR("\xe0\x80\x80", FFFD FFFD FFFD);
	REPAIR("\xed\xa0\x80", FFFD FFFD FFFD);
	REPAIR("\xf4\x90\x80\x80", FFFD FFFD FFFD FFFD);
	CHECK(ft_utf8_columns("21.5 \xc2\xb0" "C") == 7);
	CHECK(ft_utf8_columns("") == 0);
}

int main(void)
{
	static const struct ktap_test tests[] = {
		{ "integers", test_integers },
		{ "f32", test_f32 },
		{ "f64", test_f64 },
		{ "shortest", test_shortest },
		{ "datetime", test_datetime },
		{ "utf8", test_utf8 },
		{ NULL, NULL },
	};

	return ktap_run(tests);
}
