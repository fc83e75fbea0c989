// SPDX-License-Identifier: GPL-2.0
/* Items of images as JSON. */
#include <stdlib.h>

#include "../lib/json.h"
#include "ktap.h"

static struct ft_item item = { .name = "a", .count = 1 };
static struct ft_image image = {
	.device = (char *)"p:1", .image = (char *)"i", .decoder = (char *)"p",
	.items = &item, .n_items = 1,
};

/* The member "value" of an item of these octets. */
static void check_value(uint32_t type, uint32_t count, const char *octets,
			size_t len, const char *want)
{
	struct ft_value v = { .address = "p:1/a" };
	json_t *o, *back;
	char *text, *found, *end;

	image.data = (uint8_t *)octets;
	image.data_len = len;
	item.type = type;
	item.count = count;
	item.len = len;
	ft_value_take(&v, &image, &item);
	o = ft_json_value(&v);
	text = ft_json_text(o, false);
	back = json_loads(text, JSON_ALLOW_NUL, NULL);
	/* jansson itself knows no number above INT64_MAX. */
	CHECK(back || type == FIELDTAP_TYPE_U64);
	found = strstr(text, "\"value\":") + strlen("\"value\":");
	end = strstr(found, ",\"raw\":");
	*end = '\0';
	CHECK_STR(found, want);
	free(text);
	json_decref(back);
	json_decref(o);
}

#define VALUE(type, count, octets, want)				\
	check_value(FIELDTAP_TYPE_##type, count, octets,		\
		    sizeof(octets) - 1, want)

static void test_numbers(void)
{
	VALUE(BOOL, 1, "\1", "true");
	VALUE(U64, 1, "\xff\xff\xff\xff\xff\xff\xff\xff", "18446744073709551615");
	VALUE(I64, 1, "\x80\0\0\0\0\0\0\0", "-9223372036854775808");
	VALUE(F32, 1, "\x41\xac\xcc\xcd", "21.6");
	VALUE(F32, 1, "\x7f\xc0\0\0", "null");
	VALUE(F64, 1, "\xff\xf0\0\0\0\0\0\0", "null");
	VALUE(F64, 1, "\x40\x34\0\0\0\0\0\0", "20.0");
	VALUE(DATETIME, 1, "\0\0\0\0\0\0\0\0", "\"1601-01-01T00:00:00Z\"");
}

static void test_arrays(void)
{
	VALUE(U16, 3, "\0\1\0\2\xff\xff", "[1,2,65535]");
	VALUE(U16, 0, "", "[]");
	VALUE(F32, 2, "\x3f\x80\0\0\x7f\x80\0\0", "[1.0,null]");
	/* Each as short as it can be, whatever stands beside it. */
	VALUE(F64, 2, "\x3f\xb9\x99\x99\x99\x99\x99\x9a\x3f\xd3\x33\x33\x33\x33\x33\x34",
	      "[0.1,0.30000000000000004]");
	VALUE(BOOL, 2, "\0\1", "[false,true]");
	/* Octets that are not what they are said to be. */
	VALUE(U16, 2, "\0\1\0", "\"000100\"");
	VALUE(U32, 1, "", "\"\"");
}

static void test_strings(void)
{
	VALUE(STRING, 1, "", "\"\"");
	VALUE(STRING, 1, "a\"b\\c", "\"a\\\"b\\\\c\"");
	VALUE(STRING, 1, "\x01\n\x1b[2J\x7f", "\"\\u0001\\n\\u001B[2J\x7f\"");
	VALUE(STRING, 1, "\xc2\xb0\xff", "\"\xc2\xb0\xef\xbf\xbd\"");
	/* A number in a string stays a string, NUL before it or not. */
	VALUE(STRING, 1, "12", "\"12\"");
	VALUE(STRING, 1, "\0" "12", "\"\\u000012\"");
	VALUE(STRING, 1, "\0\0" "12", "\"\\u0000\\u000012\"");
	VALUE(STRING, 1, "\\u000012", "\"\\\\u000012\"");
	VALUE(BYTES, 1, "\xde\xad", "\"dead\"");
	VALUE(BYTES, 1, "", "\"\"");
}

static char *whole(void)
{
	struct ft_value v = { .address = "p:1/a" };
	json_t *o;
	char *text;

	ft_value_take(&v, &image, &item);
	o = ft_json_value(&v);
	text = ft_json_text(o, false);
	json_decref(o);
	return text;
}

static void check_whole(const char *rest)
{
	char want[400], *got;

	snprintf(want, sizeof(want),
		 "{\"address\":\"p:1/a\",\"device\":\"p:1\",\"type\":\"u8\",\"value\":7,"
		 "\"raw\":\"07\",\"last_seen\":0,\"last_change\":0,\"state\":\"fresh\"%s}",
		 rest);
	got = whole();
	CHECK_STR(got, want);
	free(got);
}

static void test_judgement(void)
{
	image.data = (uint8_t *)"\7";
	image.data_len = 1;
	item = (struct ft_item){
		.name = "a", .type = FIELDTAP_TYPE_U8, .len = 1, .count = 1,
	};
	check_whole(",\"quality\":\"good\"");
	item.unit = "\xc2\xb0" "C";
	item.status = 5;
	check_whole(",\"unit\":\"\xc2\xb0" "C\",\"quality\":\"good\",\"status\":5");
	item.unit = NULL;
	item.status_text = "odd";
	item.quality = FIELDTAP_QUALITY_UNCERTAIN;
	check_whole(",\"quality\":\"uncertain\",\"status\":\"odd\"");
	/* The worse of item and image, and what is said about that. */
	image.quality = FIELDTAP_QUALITY_BAD;
	image.status = 9;
	check_whole(",\"quality\":\"bad\",\"status\":9");
	item.quality = FIELDTAP_QUALITY_BAD;
	check_whole(",\"quality\":\"bad\",\"status\":\"odd\"");
	item.status = 0;
	check_whole(",\"quality\":\"bad\",\"status\":9");
	image.quality = FIELDTAP_QUALITY_GOOD;
	item.quality = 7;
	item.status_text = NULL;
	check_whole(",\"quality\":7");
}

static void test_pretty(void)
{
	struct ft_value v = { .address = "p:1/a" };
	json_t *o;
	char *text;

	item = (struct ft_item){
		.name = "a", .type = FIELDTAP_TYPE_F32, .len = 4, .count = 1,
	};
	image.data = (uint8_t *)"\x3f\x80\0\0";
	image.data_len = 4;
	ft_value_take(&v, &image, &item);
	o = ft_json_value(&v);
	text = ft_json_text(o, true);
	CHECK(strstr(text, "\n    \"value\": 1.0,\n"));
	free(text);
	json_decref(o);
}

static void test_event(void)
{
	struct ft_event e = { .kind = FT_EVENT_IMAGE, .image = &image };
	json_t *o = ft_json_event(&e);
	char *text = ft_json_text(o, false);

	CHECK(strstr(text, "\"values\":[{\"address\":\"p:1/a\",\"type\":\"f32\",\"value\":1.0,"
			   "\"raw\":\"3f800000\",\"quality\":\"good\"}]}"));
	free(text);
	json_decref(o);
}

int main(void)
{
	static const struct ktap_test tests[] = {
		{ "numbers", test_numbers },
		{ "arrays", test_arrays },
		{ "strings", test_strings },
		{ "judgement", test_judgement },
		{ "pretty", test_pretty },
		{ "event", test_event },
		{ NULL, NULL },
	};

	return ktap_run(tests);
}
