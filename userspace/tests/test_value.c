// SPDX-License-Identifier: GPL-2.0
/* Values: expansion of images, the newest wins, order, filters. */
#include <stdlib.h>
#include <time.h>

#include "../lib/value.h"
#include "ktap.h"

#define DEV	"modbus:10.0.0.5:502/1"

/* What the walk showed: "ADDRESS=VALUE ..." without the device. */
static char seen[4096];
static size_t calls;

static int note(const struct ft_value *v, void *arg)
{
	size_t n = strlen(seen), skip = arg ? strlen(arg) : 0;

	calls++;
	snprintf(seen + n, sizeof(seen) - n, "%s=%u ", v->address + skip,
		 v->raw_len == 1 ? v->raw[0] : v->raw[0] << 8 | v->raw[1]);
	return 0;
}

static int count(const struct ft_value *v, void *arg)
{
	(void)v;
	(void)arg;
	calls++;
	return 0;
}

static int stop_at_second(const struct ft_value *v, void *arg)
{
	(void)v;
	(void)arg;
	return ++calls == 2 ? 7 : 0;
}

static void walk(const struct ft_image *images, size_t n, const char *filter,
		 const char *skip)
{
	struct ft_error err = { 0 };
	struct ft_filter f;

	seen[0] = '\0';
	calls = 0;
	CHECK(!ft_filter_parse(&f, filter, &err));
	CHECK(!ft_value_each(images, n, &f, note, (void *)skip));
}

#define REGISTERS(dev, name, start, n, bytes, when, gen) {		\
	.device = (char *)(dev), .image = (char *)(name),		\
	.layout = FIELDTAP_LAYOUT_BE16, .first = (start), .count = (n),	\
	.data = (uint8_t *)(bytes), .data_len = sizeof(bytes) - 1,	\
	.len = sizeof(bytes) - 1, .last_seen = (when),			\
	.generation = (gen) }

#define BITS(dev, name, start, n, bytes, when, gen) {			\
	.device = (char *)(dev), .image = (char *)(name),		\
	.layout = FIELDTAP_LAYOUT_BITS, .first = (start), .count = (n),	\
	.data = (uint8_t *)(bytes), .data_len = sizeof(bytes) - 1,	\
	.len = sizeof(bytes) - 1, .last_seen = (when),			\
	.generation = (gen) }

static void test_registers(void)
{
	const struct ft_image im[] = {
		REGISTERS(DEV, "hr/100+3", 100, 3, "\x00\x01\xff\xff\x12\x34", 1, 1),
	};

	walk(im, 1, NULL, DEV);
	CHECK_STR(seen, "/hr/100=1 /hr/101=65535 /hr/102=4660 ");
}

static void test_bits(void)
{
	const struct ft_image im[] = {
		BITS(DEV, "coil/6+10", 6, 10, "\x05\x02", 1, 1),
	};

	walk(im, 1, NULL, DEV);
	CHECK_STR(seen,
		  "/coil/6=1 /coil/7=0 /coil/8=1 /coil/9=0 /coil/10=0 /coil/11=0 "
		  "/coil/12=0 /coil/13=0 /coil/14=0 /coil/15=1 ");
}

static void test_newest_wins(void)
{
	/* The one register was written later than the block was read. */
	const struct ft_image im[] = {
		REGISTERS(DEV, "hr/1+1", 1, 1, "\x00\x09", 20, 2),
		REGISTERS(DEV, "hr/0+3", 0, 3, "\x00\x01\x00\x02\x00\x03", 10, 9),
	};
	const struct ft_image swapped[] = { im[1], im[0] };

	walk(im, 2, NULL, DEV);
	CHECK_STR(seen, "/hr/0=1 /hr/1=9 /hr/2=3 ");
	walk(swapped, 2, NULL, DEV);
	CHECK_STR(seen, "/hr/0=1 /hr/1=9 /hr/2=3 ");
}

static void test_same_time(void)
{
	const struct ft_image im[] = {
		REGISTERS(DEV, "hr/0+2", 0, 2, "\x00\x01\x00\x02", 10, 5),
		REGISTERS(DEV, "hr/1+2", 1, 2, "\x00\x0a\x00\x0b", 10, 4),
	};

	walk(im, 2, NULL, DEV);
	CHECK_STR(seen, "/hr/0=1 /hr/1=2 /hr/2=11 ");
}

static void test_tables_apart(void)
{
	const struct ft_image im[] = {
		REGISTERS(DEV, "ir/0+1", 0, 1, "\x00\x01", 30, 1),
		REGISTERS(DEV, "hr/0+1", 0, 1, "\x00\x02", 10, 2),
		BITS(DEV, "coil/0+1", 0, 1, "\x01", 20, 3),
		REGISTERS("modbus:10.0.0.5:502/2", "hr/0+1", 0, 1, "\x00\x03", 40, 4),
	};

	walk(im, 4, NULL, "modbus:10.0.0.5:502");
	CHECK_STR(seen, "/1/coil/0=1 /1/hr/0=2 /1/ir/0=1 /2/hr/0=3 ");
}

static void test_order(void)
{
	const struct ft_image im[] = {
		REGISTERS("modbus:10.0.0.10:502/1", "hr/9+2", 9, 2, "\0\1\0\2", 1, 1),
		REGISTERS("modbus:10.0.0.9:502/1", "hr/100+1", 100, 1, "\0\3", 1, 1),
		REGISTERS("modbus:10.0.0.9:502/1", "hr/20+1", 20, 1, "\0\4", 1, 1),
	};

	walk(im, 3, NULL, "modbus:10.0.0.");
	CHECK_STR(seen, "9:502/1/hr/20=4 9:502/1/hr/100=3 10:502/1/hr/9=1 10:502/1/hr/10=2 ");
}

static void test_filters(void)
{
	const struct ft_image im[] = {
		REGISTERS(DEV, "hr/9+3", 9, 3, "\0\1\0\2\0\3", 1, 1),
		REGISTERS(DEV "7", "hr/10+1", 10, 1, "\0\4", 1, 1),
		BITS(DEV, "coil/10+1", 10, 1, "\1", 1, 1),
	};

	walk(im, 3, DEV "/hr/1", DEV);
	CHECK_STR(seen, "/hr/10=2 /hr/11=3 ");
	walk(im, 3, DEV "/400011", DEV);
	CHECK_STR(seen, "/hr/10=2 ");
	walk(im, 3, DEV "/000011", DEV);
	CHECK_STR(seen, "/coil/10=1 ");
	walk(im, 3, DEV "/300011", DEV);
	CHECK_STR(seen, "");
	walk(im, 3, DEV, DEV);
	CHECK(calls == 5);
	walk(im, 3, "profinet:", DEV);
	CHECK(calls == 0);
}

static void test_cut_and_raw(void)
{
	struct ft_image im[] = {
		REGISTERS(DEV, "hr/0+3", 0, 3, "\0\1\0", 1, 1),
		BITS(DEV, "di/0+20", 0, 20, "\xff", 1, 1),
		REGISTERS(DEV, "fc74/request", 0, 3, "\0\1\0\2\0\3", 1, 1),
		REGISTERS(DEV, "hr/50+0", 50, 0, "\0\1", 1, 1),
		REGISTERS(DEV, "ir/0+1", 0, 1, "", 1, 1),
	};

	im[2].layout = FIELDTAP_LAYOUT_RAW;
	walk(im, 5, NULL, DEV);
	CHECK_STR(seen,
		  "/di/0=1 /di/1=1 /di/2=1 /di/3=1 /di/4=1 /di/5=1 /di/6=1 /di/7=1 /hr/0=1 ");
	walk(im, 0, NULL, DEV);
	CHECK(calls == 0);
}

static void test_highest_numbers(void)
{
	const struct ft_image im[] = {
		REGISTERS(DEV, "hr/4294967295+2", 4294967295u, 2, "\0\1\0\2", 1, 1),
	};

	walk(im, 1, NULL, DEV);
	CHECK_STR(seen, "/hr/4294967295=1 /hr/4294967296=2 ");
}

static void test_stop(void)
{
	const struct ft_image im[] = {
		REGISTERS(DEV, "hr/0+3", 0, 3, "\0\1\0\2\0\3", 1, 1),
	};
	static const struct ft_filter all;

	calls = 0;
	CHECK(ft_value_each(im, 1, &all, stop_at_second, NULL) == 7);
	CHECK(calls == 2);
}

#define ITEM(called, at) {						\
	.name = (called), .type = FIELDTAP_TYPE_U8, .offset = (at),	\
	.len = 1, .count = 1 }

#define ITEMS(dev, of, bytes, when) {					\
	.device = (char *)(dev), .image = (char *)"x",			\
	.layout = FIELDTAP_LAYOUT_ITEMS, .data = (uint8_t *)(bytes),	\
	.data_len = sizeof(bytes) - 1, .len = sizeof(bytes) - 1,	\
	.items = (of), .n_items = sizeof(of) / sizeof((of)[0]),		\
	.last_seen = (when) }

static void test_named_newest_wins(void)
{
	struct ft_item a[] = { ITEM("pv", 0), ITEM("sv", 1) };
	struct ft_item b[] = { ITEM("sv", 0), ITEM("tv", 1) };
	const struct ft_image im[] = {
		ITEMS("hartip:h/1", a, "\1\2", 10),
		ITEMS("hartip:h/1", b, "\3\4", 20),
		ITEMS("hartip:h/2", a, "\5\6", 30),
	};
	const struct ft_image swapped[] = { im[2], im[1], im[0] };

	walk(im, 3, NULL, "hartip:h");
	CHECK_STR(seen, "/1/pv=1 /1/sv=3 /1/tv=4 /2/pv=5 /2/sv=6 ");
	walk(swapped, 3, NULL, "hartip:h");
	CHECK_STR(seen, "/1/pv=1 /1/sv=3 /1/tv=4 /2/pv=5 /2/sv=6 ");
}

static void test_named_order(void)
{
	struct ft_item a[] = { ITEM("10/1", 0), ITEM("9/1", 1) };
	struct ft_item b[] = { ITEM("x", 0) };
	const struct ft_image im[] = {
		ITEMS("z:1", b, "\1", 10),
		ITEMS(DEV, a, "\2\3", 10),
		REGISTERS(DEV, "hr/5+1", 5, 1, "\0\4", 1, 1),
		ITEMS("a:1", b, "\5", 10),
	};

	walk(im, 4, NULL, "");
	CHECK_STR(seen, "a:1/x=5 " DEV "/hr/5=4 " DEV "/9/1=3 " DEV "/10/1=2 z:1/x=1 ");
}

static void test_named_filters(void)
{
	struct ft_item nodes[] = {
		ITEM("ns=2;s=Line 1/Speed", 0), ITEM("ns=2;s=Line 1/Speed 2", 1),
		ITEM("ns=2;i=7", 2),
	};
	struct ft_item topics[] = { ITEM("a:[x]/b;c=d", 0), ITEM("/lead", 1) };
	struct ft_item modules[] = { ITEM("1/1", 0), ITEM("1/10", 1) };
	const struct ft_image im[] = {
		ITEMS("opcua:10.0.0.8:4840", nodes, "\1\2\3", 1),
		ITEMS("mqtt:[2001:db8::1]:1883", topics, "\4\5", 1),
		ITEMS("profinet:00:11:22:33:44:55", modules, "\6\7", 1),
	};

	walk(im, 3, "opcua:10.0.0.8:4840/ns=2;s=Line 1/Speed", "opcua:10.0.0.8:4840");
	CHECK_STR(seen, "/ns=2;s=Line 1/Speed=1 /ns=2;s=Line 1/Speed 2=2 ");
	walk(im, 3, "opcua:10.0.0.8:4840/ns=2;i=7", "opcua:");
	CHECK_STR(seen, "10.0.0.8:4840/ns=2;i=7=3 ");
	walk(im, 3, "opcua:10.0.0.8:4840/ns=2;s=line", "");
	CHECK(calls == 0);
	walk(im, 3, "mqtt:[2001:DB8:0::1]:1883/a:[x]/b;c=d", "mqtt:[2001:db8::1]:1883");
	CHECK_STR(seen, "/a:[x]/b;c=d=4 ");
	walk(im, 3, "mqtt:[2001:db8::1]:1883//lead", "mqtt:[2001:db8::1]:1883");
	CHECK_STR(seen, "//lead=5 ");
	walk(im, 3, "mqtt:[2001:db8::1]:188", "mqtt:");
	CHECK(calls == 2);
	walk(im, 3, "mqtt:[2001:db8::1]:18833", "mqtt:");
	CHECK(calls == 0);
	walk(im, 3, "profinet:00:11:22:33:44:55/1/1", "profinet:00:11:22:33:44:55");
	CHECK_STR(seen, "/1/1=6 /1/10=7 ");
	walk(im, 3, "", "");
	CHECK(calls == 7);
}

static void test_octet(void)
{
	struct ft_item whole[] = {
		{ .name = "1/1", .offset = 1, .len = 3, .count = 1 },
		{ .name = "1/10", .offset = 0, .len = 4, .count = 1 },
	};
	const struct ft_image im[] = {
		ITEMS("profinet:00:11:22:33:44:55", whole, "\1\2\3\4", 1),
	};
#define PN	"profinet:00:11:22:33:44:55"

	walk(im, 1, PN "/1/1+0", PN);
	CHECK_STR(seen, "/1/1+0=2 ");
	walk(im, 1, PN "/1/1+2", PN);
	CHECK_STR(seen, "/1/1+2=4 ");
	walk(im, 1, PN "/1/1+3", PN);
	CHECK_STR(seen, "");
	walk(im, 1, PN "/1/1+99999", PN);
	CHECK_STR(seen, "");
	/* Not an offset: the beginning of a name that is not there. */
	walk(im, 1, PN "/1/1+x", PN);
	CHECK_STR(seen, "");
	walk(im, 1, PN "/1/1+123456", PN);
	CHECK_STR(seen, "");
}

/* Against the plainest possible way of doing it. */
static void test_random(void)
{
	enum { IMAGES = 200, RANGE = 300 };
	static struct ft_image im[IMAGES];
	static uint8_t data[IMAGES][40];
	static const struct ft_filter all;
	size_t i, k, want = 0;
	char expected[32];

	srand(1);
	for (i = 0; i < IMAGES; i++) {
		uint8_t *d = data[i];

		for (k = 0; k < sizeof(data[i]); k++)
			d[k] = rand();
		im[i] = (struct ft_image){
			.device = (char *)DEV, .image = (char *)"hr/x",
			.layout = FIELDTAP_LAYOUT_BE16,
			.first = rand() % RANGE, .count = rand() % 20 + 1,
			.data = d, .data_len = 40, .last_seen = rand() % 50,
			.generation = i,
		};
	}
	calls = 0;
	CHECK(!ft_value_each(im, IMAGES, &all, count, NULL));
	for (k = 0; k < RANGE + 20; k++) {
		const struct ft_image *best = NULL;
		struct ft_filter one = {
			.text = DEV, .exact = true, .table = "hr", .number = k,
		};
		size_t at;

		for (i = 0; i < IMAGES; i++) {
			if (k >= im[i].first && k - im[i].first < im[i].count &&
			    (!best || ft_image_newer(&im[i], best)))
				best = &im[i];
		}
		seen[0] = '\0';
		at = calls;
		CHECK(!ft_value_each(im, IMAGES, &one, note, (void *)DEV));
		calls = at;
		expected[0] = '\0';
		if (best) {
			const uint8_t *d = &best->data[2 * (k - best->first)];

			snprintf(expected, sizeof(expected), "/hr/%zu=%u ", k,
				 d[0] << 8 | d[1]);
			want++;
		}
		CHECK_STR(seen, expected);
	}
	CHECK(calls == want);
}

int main(void)
{
	static const struct ktap_test tests[] = {
		{ "registers", test_registers },
		{ "bits", test_bits },
		{ "newest_wins", test_newest_wins },
		{ "same_time", test_same_time },
		{ "tables_apart", test_tables_apart },
		{ "order", test_order },
		{ "filters", test_filters },
		{ "cut_and_raw", test_cut_and_raw },
		{ "highest_numbers", test_highest_numbers },
		{ "stop", test_stop },
		{ "named_newest_wins", test_named_newest_wins },
		{ "named_order", test_named_order },
		{ "named_filters", test_named_filters },
		{ "octet", test_octet },
		{ "random", test_random },
		{ NULL, NULL },
	};

	return ktap_run(tests);
}
