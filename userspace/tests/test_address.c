// SPDX-License-Identifier: GPL-2.0
/* Addresses: filters, Modicon numbers, natural order. */
#include "../lib/address.h"
#include "ktap.h"

static const char device[] = "modbus:10.0.0.5:502/1";

static struct ft_filter parse(const char *text)
{
	struct ft_error err = { 0 };
	struct ft_filter f;

	CHECK(!ft_filter_parse(&f, text, &err));
	return f;
}

static void test_natural_order(void)
{
	CHECK(ft_natural_cmp("10.0.0.2", "10.0.0.10") < 0);
	CHECK(ft_natural_cmp("10.0.0.10", "10.0.0.2") > 0);
	CHECK(!ft_natural_cmp("a10b", "a10b"));
	CHECK(ft_natural_cmp("a", "a1") < 0);
	CHECK(ft_natural_cmp("a1", "a") > 0);
	CHECK(ft_natural_cmp("a01", "a1") != 0);
	CHECK(ft_natural_cmp("a01", "a1") == -ft_natural_cmp("a1", "a01"));
	CHECK(ft_natural_cmp("x0", "x00") != 0);
	CHECK(ft_natural_cmp("a99999999999999999999", "a100000000000000000000") < 0);
	CHECK(ft_natural_cmp("", "") == 0);
}

static void test_modicon(void)
{
	static const struct {
		const char *digits, *table;
		uint32_t number;
	} good[] = {
		{ "000001", "coil", 0 }, { "100001", "di", 0 },
		{ "300010", "ir", 9 }, { "400101", "hr", 100 },
		{ "465536", "hr", 65535 }, { "065536", "coil", 65535 },
	};
	static const char *const bad[] = {
		"400000", "465537", "499999", "200001", "500001", "900001",
		"40001", "4000001", "", "40010a", "-40001", "+40001",
	};
	const char *table;
	uint32_t number;
	unsigned int i;

	for (i = 0; i < sizeof(good) / sizeof(good[0]); i++) {
		CHECK(!ft_modicon_parse(good[i].digits, &table, &number));
		CHECK_STR(table, good[i].table);
		CHECK(number == good[i].number);
	}
	for (i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		CHECK(ft_modicon_parse(bad[i], &table, &number));
}

static void test_everything(void)
{
	struct ft_filter f = parse(NULL), empty = parse("");
	char prefix[FIELDTAP_PATH_MAX];

	CHECK(ft_filter_device(&f, device));
	CHECK(ft_filter_inside(&f, device));
	CHECK(ft_filter_image(&f, device, "hr/0+1", 0, 1));
	CHECK(ft_filter_device(&empty, device));
	ft_filter_kernel(&f, prefix);
	CHECK_STR(prefix, "");
}

static void test_device_prefix(void)
{
	struct ft_filter f = parse("modbus:10.0.0.5");

	CHECK(ft_filter_device(&f, device));
	CHECK(ft_filter_device(&f, "modbus:10.0.0.50:502/1"));
	CHECK(!ft_filter_device(&f, "modbus:10.0.0.6:502/1"));
	f = parse("modbus:10.0.0.5:502/1");
	CHECK(ft_filter_device(&f, "modbus:10.0.0.5:502/17"));
}

static void test_image_prefix(void)
{
	struct ft_filter f = parse("modbus:10.0.0.5:502/1/hr/1");

	CHECK(ft_filter_inside(&f, device));
	CHECK(!ft_filter_inside(&f, "modbus:10.0.0.5:502/17"));
	CHECK(!ft_filter_device(&f, device));
	CHECK(ft_filter_image(&f, device, "hr/100+10", 100, 10));
	CHECK(!ft_filter_image(&f, device, "hr/200+10", 200, 10));
	CHECK(!ft_filter_image(&f, device, "ir/100+10", 100, 10));
	f = parse("modbus:10.0.0.5:502/1/");
	CHECK(ft_filter_image(&f, device, "ir/100+10", 100, 10));
	CHECK(!ft_filter_image(&f, "modbus:10.0.0.5:502/17", "ir/1+1", 1, 1));
}

static void test_modicon_filter(void)
{
	struct ft_filter f = parse("modbus:10.0.0.5:502/1/400101");
	char prefix[FIELDTAP_PATH_MAX];

	CHECK(f.exact);
	CHECK_STR(f.text, device);
	CHECK_STR(f.table, "hr");
	CHECK(f.number == 100);
	ft_filter_kernel(&f, prefix);
	CHECK_STR(prefix, device);
	CHECK(ft_filter_image(&f, device, "hr/91+10", 91, 10));
	CHECK(ft_filter_image(&f, device, "hr/100+1", 100, 1));
	CHECK(!ft_filter_image(&f, device, "hr/90+10", 90, 10));
	CHECK(!ft_filter_image(&f, device, "hr/101+10", 101, 10));
	CHECK(!ft_filter_image(&f, device, "ir/100+10", 100, 10));
	CHECK(!ft_filter_image(&f, device, "h/100+10", 100, 10));
	CHECK(!ft_filter_inside(&f, "modbus:10.0.0.5:502/17"));
}

static void test_ipv6(void)
{
	struct ft_filter f = parse("modbus:[2001:DB8:0:0::1]:502/1/hr/5");

	CHECK_STR(f.text, "modbus:[2001:db8::1]:502/1/hr/5");
	f = parse("modbus:[2001:db8::1]:502/1/400001");
	CHECK(f.exact);
	CHECK_STR(f.text, "modbus:[2001:db8::1]:502/1");
	/* The beginning of one stays what it is. */
	f = parse("modbus:[2001:DB8");
	CHECK_STR(f.text, "modbus:[2001:DB8");
	/* Brackets in a name are no address. */
	f = parse("mqtt:10.0.0.1:1883/a:[x]");
	CHECK_STR(f.text, "mqtt:10.0.0.1:1883/a:[x]");
}

static void refuse(const char *text, const char *why)
{
	struct ft_error err = { 0 };
	struct ft_filter f;

	CHECK(ft_filter_parse(&f, text, &err) == -1);
	CHECK(err.kind == FT_USAGE);
	if (!strstr(err.text, why))
		CHECK_STR(err.text, why);
}

static void test_bad_filters(void)
{
	char text[4096];

	refuse("modbus:[2001:db8::g]:502/1", "not an IPv6 address");
	refuse("modbus:[]:502/1", "not an IPv6 address");
	refuse("modbus:[1111:2222:3333:4444:5555:6666:7777:8888:9999:0:1]:1/1",
	       "not an IPv6 address");
	refuse("modbus:10.0.0.5:502/1/40010", "six digits");
	refuse("modbus:10.0.0.5:502/1/400000", "00001 to 65536");
	refuse("modbus:10.0.0.5:502/1/700001", "begins with");
	memset(text, 'x', sizeof(text) - 1);
	text[sizeof(text) - 1] = '\0';
	refuse(text, "too long");
}

static void test_long_filter(void)
{
	char text[301], prefix[FIELDTAP_PATH_MAX];
	struct ft_filter f;

	memset(text, 'x', 300);
	text[300] = '\0';
	f = parse(text);
	ft_filter_kernel(&f, prefix);
	CHECK(strlen(prefix) == FIELDTAP_PATH_MAX - 1);
}

static void test_table(void)
{
	CHECK(ft_table_len("hr/100+10") == 2);
	CHECK(ft_table_len("file/3/0+10") == 6);
	CHECK(ft_table_len("raw") == 3);
	CHECK(ft_table_len("") == 0);
}

int main(void)
{
	static const struct ktap_test tests[] = {
		{ "natural_order", test_natural_order },
		{ "modicon", test_modicon },
		{ "everything", test_everything },
		{ "device_prefix", test_device_prefix },
		{ "image_prefix", test_image_prefix },
		{ "modicon_filter", test_modicon_filter },
		{ "ipv6", test_ipv6 },
		{ "bad_filters", test_bad_filters },
		{ "long_filter", test_long_filter },
		{ "table", test_table },
		{ NULL, NULL },
	};

	return ktap_run(tests);
}
