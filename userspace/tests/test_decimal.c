// SPDX-License-Identifier: GPL-2.0
/* Decimal numbers: their one form, and exact arithmetic. */
#include <inttypes.h>
#include <math.h>
#include <stdlib.h>

#include <linux/fieldtap.h>

#include "../lib/decimal.h"
#include "ktap.h"

static void test_tidy(void)
{
	static const struct { const char *text, *tidy; } all[] = {
		{ "0", "0" }, { "-0", "0" }, { "+00.000", "0" }, { "0e5", "0" },
		{ "1", "1" }, { "+1.0", "1" }, { "-007", "-7" }, { ".5", "0.5" },
		{ "5.", "5" }, { "-.50", "-0.5" }, { "1e3", "1000" },
		{ "1E-3", "0.001" }, { "12.5e-1", "1.25" }, { "1.5e+2", "150" },
		{ "100", "100" }, { "0.000001", "0.000001" },
		{ "1234567890123456789012345678901", "1234567890123456789012345678901" },
		{ "-123456789012345678901234567890", "-123456789012345678901234567890" },
		{ "0.12345678901234567890123456789", "0.12345678901234567890123456789" },
		{ "1e30", "1000000000000000000000000000000" },
		{ "1e31", "1e+31" }, { "-2.5e40", "-2.5e+40" },
		{ "1e-29", "0.00000000000000000000000000001" },
		{ "1e-30", "1e-30" }, { "1e400", "1e+400" },
		{ "00000000000000000000000000000000000000000.1", "0.1" },
	};
	char buf[FIELDTAP_NUMBER_MAX], again[FIELDTAP_NUMBER_MAX];
	unsigned int i;

	for (i = 0; i < sizeof(all) / sizeof(all[0]); i++) {
		strcpy(buf, "?");
		CHECK(!ft_decimal_tidy(buf, all[i].text));
		CHECK_STR(buf, all[i].tidy);
		CHECK(!ft_decimal_tidy(again, buf));
		CHECK_STR(again, buf);
	}
}

static void test_no_number(void)
{
	static const char *const all[] = {
		"", "+", "-", ".", "-.", "e1", "1e", "1e+", "1.2.3", "1 ", " 1",
		"0x1", "nan", "inf", "1,5", "1e1.5", "--1", "1e401", "1e-401",
		"1e99999999999999999999",
		"12345678901234567890123456789012345",
		"1.2345678901234567890123456789012",
		"-0.0123456789012345678901234567891e-30",
	};
	char buf[FIELDTAP_NUMBER_MAX];
	unsigned int i;

	for (i = 0; i < sizeof(all) / sizeof(all[0]); i++) {
		if (!ft_decimal_tidy(buf, all[i]))
			CHECK_STR(all[i], "refused");
	}
}

#define I(v)	((uint64_t)(int64_t)(v))

static void test_scale(void)
{
	static const struct {
		uint32_t type;
		uint64_t raw;
		const char *scale, *offset, *want;
	} all[] = {
		{ FIELDTAP_TYPE_U16, 3, "0.1", NULL, "0.3" },
		{ FIELDTAP_TYPE_U16, 65535, NULL, NULL, "65535" },
		{ FIELDTAP_TYPE_I16, I(-7), "0.1", "", "-0.7" },
		{ FIELDTAP_TYPE_I16, I(-7), NULL, "0.5", "-6.5" },
		{ FIELDTAP_TYPE_I16, 0, "0.1", NULL, "0" },
		{ FIELDTAP_TYPE_I16, 5, "0.1", "-0.5", "0" },
		{ FIELDTAP_TYPE_I32, 1000000, "0.001", "-1000.001", "-0.001" },
		{ FIELDTAP_TYPE_U64, UINT64_MAX, NULL, NULL, "18446744073709551615" },
		{ FIELDTAP_TYPE_U64, UINT64_MAX, "0.000001", "0.000001",
		  "18446744073709.551616" },
		{ FIELDTAP_TYPE_U64, UINT64_MAX, "1e3", NULL,
		  "18446744073709551615000" },
		{ FIELDTAP_TYPE_I64, I(INT64_MIN), "-1", NULL,
		  "9223372036854775808" },
		{ FIELDTAP_TYPE_U64, UINT64_MAX, "1e300", NULL,
		  "1.8446744073709551615e+319" },
		{ FIELDTAP_TYPE_U8, 255, "3.14159265358979323846264338327", NULL,
		  "801.10612666539727580797406273385" },
		{ FIELDTAP_TYPE_U8, 1, "1e40", "1e-40",
		  "1.00000000000000000000000000000000000000000000000000000000000000000000000000000001e+40" },
		{ FIELDTAP_TYPE_U8, 1, "1e300", "1e-300", "1e+300" },
		{ FIELDTAP_TYPE_U8, 1, "1e-300", "-1e300", "-1e+300" },
		{ FIELDTAP_TYPE_U8, 9, "1", "0.99999999999999999999", "9.99999999999999999999" },
		{ FIELDTAP_TYPE_BOOL, 1, "2", "1", "true" },
		{ FIELDTAP_TYPE_F32, 0x41accccd, NULL, NULL, "21.6" },
		{ FIELDTAP_TYPE_F32, 0x41accccd, "0.1", NULL, "2.16" },
		{ FIELDTAP_TYPE_F32, 0x41accccd, "1.8", "32", "70.88" },
		{ FIELDTAP_TYPE_F32, 0x3f800000, "0.333333333333", NULL,
		  "0.333333333" },
		{ FIELDTAP_TYPE_F32, 0x3f800000, "9.999999996", NULL, "10.0" },
		{ FIELDTAP_TYPE_F32, 0x40000000, "2", NULL, "4.0" },
		{ FIELDTAP_TYPE_F32, 0x7fc00000, "2", NULL, "nan" },
		{ FIELDTAP_TYPE_F32, 0xff800000, "2", NULL, "-inf" },
		{ FIELDTAP_TYPE_F64, 0x3fb999999999999aull, NULL, NULL, "0.1" },
		{ FIELDTAP_TYPE_F64, 0x3fb999999999999aull, "3", NULL, "0.3" },
		{ FIELDTAP_TYPE_F64, 0x7fefffffffffffffull, "10", NULL,
		  "1.7976931348623157e+309" },
		{ FIELDTAP_TYPE_F64, 1, "1e-300", "0", "5e-624" },
		/* What makes no sense is left out. */
		{ FIELDTAP_TYPE_U8, 7, "x", "y", "7" },
	};
	char buf[FT_DECIMAL_MAX];
	unsigned int i;

	for (i = 0; i < sizeof(all) / sizeof(all[0]); i++) {
		ft_decimal_scale(buf, all[i].type, all[i].raw, all[i].scale,
				 all[i].offset);
		CHECK_STR(buf, all[i].want);
	}
}

/* Integers of 64 bits do what they do in 128 bits. */
static void test_random(void)
{
	char buf[FT_DECIMAL_MAX], want[FT_DECIMAL_MAX];
	char scale[24], offset[24];
	unsigned int i;

	srand(1);
	for (i = 0; i < 20000; i++) {
		const int64_t raw = (int32_t)((unsigned int)rand() << 1);
		const int64_t by = rand() % 2000001 - 1000000;
		const int64_t plus = ((int64_t)rand() << 20) -
				     ((int64_t)rand() << 20);
		const int64_t sum = raw * by + plus;

		/* All in millionths. */
		snprintf(scale, sizeof(scale), "%" PRId64 "e-6", by);
		snprintf(offset, sizeof(offset), "%" PRId64 "e-6", plus);
		ft_decimal_scale(buf, FIELDTAP_TYPE_I64, raw, scale, offset);
		snprintf(want, sizeof(want), "%" PRId64 "e-6", sum);
		CHECK(!ft_decimal_tidy(scale, want));
		if (strcmp(buf, scale))
			CHECK_STR(buf, scale);
	}
}

static void test_double(void)
{
	CHECK(ft_decimal_double(FIELDTAP_TYPE_U16, 3, "0.1", NULL) == 0.3);
	CHECK(ft_decimal_double(FIELDTAP_TYPE_BOOL, 1, NULL, NULL) == 1);
	CHECK(isnan(ft_decimal_double(FIELDTAP_TYPE_F32, 0x7fc00000, "2", NULL)));
	CHECK(isinf(ft_decimal_double(FIELDTAP_TYPE_F32, 0xff800000, "2", NULL)));
}

int main(void)
{
	static const struct ktap_test tests[] = {
		{ "tidy", test_tidy },
		{ "no_number", test_no_number },
		{ "scale", test_scale },
		{ "random", test_random },
		{ "double", test_double },
		{ NULL, NULL },
	};

	return ktap_run(tests);
}
