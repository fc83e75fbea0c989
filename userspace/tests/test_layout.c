// SPDX-License-Identifier: GPL-2.0
/* Layouts read from JSON, and what is said of those that are wrong. */
#include <stdlib.h>

#include "../lib/json.h"
#include "../lib/layout.h"
#include "ktap.h"

static int read_text(const char *text, struct ft_vec *layouts,
		     struct ft_error *err)
{
	FILE *f = fmemopen((void *)text, strlen(text), "r");
	int ret = ft_layouts_read(f, "f.json", layouts, err);

	fclose(f);
	return ret;
}

static const char good[] =
"[{\"device\":\"profinet:00:11:22:33:44:55\",\"image\":\"0x8001\",\"len\":40,"
"\"stale_after\":6000000,\"items\":["
"{\"name\":\"1/1\",\"offset\":0,\"len\":4,\"status\":4,\"type\":\"bytes\",\"little\":false},"
"{\"name\":\"2/1\",\"offset\":5,\"len\":4,\"status\":null,\"type\":\"f32\",\"little\":true}]},"
"{\"device\":\"profinet:00:11:22:33:44:55\",\"image\":\"0x8002\",\"len\":1,"
"\"stale_after\":0,\"items\":[]}]";

static void test_round_trip(void)
{
	struct ft_vec layouts = { 0 };
	struct ft_layout *l;
	struct ft_layout_item *it;
	struct ft_error err;
	json_t *o, *list = json_array();
	char *text;

	CHECK(!read_text(good, &layouts, &err));
	CHECK(layouts.n == 2);
	l = layouts.data;
	CHECK(l->len == 40 && l->stale_after == 6000000 && l->items.n == 2);
	it = l->items.data;
	CHECK(it[0].has_status && it[0].status == 4 && !it[0].little);
	CHECK(!it[1].has_status && it[1].little && it[1].offset == 5 &&
	      it[1].type == FIELDTAP_TYPE_F32);
	o = ft_json_layout(&l[0]);
	json_array_append_new(list, o);
	json_array_append_new(list, ft_json_layout(&l[1]));
	text = ft_json_text(list, false);
	CHECK_STR(text, good);
	free(text);
	json_decref(list);
	ft_layouts_free(&layouts);
}

static void test_defaults(void)
{
	struct ft_vec layouts = { 0 };
	struct ft_layout *l;
	struct ft_layout_item *it;
	struct ft_error err;

	CHECK(!read_text("[{\"device\":\"d\",\"image\":\"i\",\"len\":1,\"items\":["
			 "{\"name\":\"n\",\"offset\":0,\"len\":1,\"type\":\"u8\"}]}]",
			 &layouts, &err));
	l = layouts.data;
	it = l->items.data;
	CHECK(!l->stale_after && !it->has_status && !it->little);
	/* A submodule without data, in a frame of such. */
	ft_layouts_free(&layouts);
	CHECK(!read_text("[{\"device\":\"d\",\"image\":\"i\",\"len\":0,\"items\":["
			 "{\"name\":\"n\",\"offset\":0,\"len\":0,\"type\":\"bytes\"}]}]",
			 &layouts, &err));
	ft_layouts_free(&layouts);
	CHECK(!read_text("[]", &layouts, &err) && !layouts.n);
}

static void refuse(const char *text, const char *why)
{
	struct ft_vec layouts = { 0 };
	struct ft_error err = { 0 };

	CHECK(read_text(text, &layouts, &err) == -1);
	CHECK(err.kind == FT_USAGE);
	if (!strstr(err.text, why))
		CHECK_STR(err.text, why);
	ft_layouts_free(&layouts);
}

static void test_syntax(void)
{
	refuse("", "f.json:1:0: ");
	refuse("[\n {\"device\": \"d\",\n  !}]", "f.json:3:");
	refuse("[] x", "f.json:1:");
	refuse("[{\"device\":\"d\",\"device\":\"e\"}]", "duplicate");
	refuse("{}", "f.json: must be an array of layouts");
}

static void test_fields(void)
{
	refuse("[7]", "f.json: [0]: must be an object");
	refuse("[{}]", "[0].device: must be a string");
	refuse("[{\"frob\":1}]", "[0].frob: unknown field");
	refuse("[{\"device\":7}]", "[0].device: must be a string");
	refuse("[{\"device\":\"\"}]", "[0].device: must have 1 to 287 octets");
	refuse("[{\"device\":\"a\\n\"}]", "[0].device: must have no control characters");
	refuse("[{\"device\":\"d\",\"image\":null}]", "[0].image: must be a string");
#define L "[{\"device\":\"d\",\"image\":\"i\","
	refuse(L "\"items\":[]}]", "[0].len: must be a number from 0 to 65535");
	refuse(L "\"len\":1.5}]", "[0].len: must be a number");
	refuse(L "\"len\":65536}]", "[0].len: must be a number");
	refuse(L "\"len\":4,\"stale_after\":-1}]", "[0].stale_after: must be");
	refuse(L "\"len\":4}]", "[0].items: must be an array");
#define I L "\"len\":4,\"items\":["
	refuse(I "7]}]", "[0].items[0]: must be an object");
	refuse(I "{}]}]", "[0].items[0].name: must be a string");
	refuse(I "{\"name\":\"123456789012345678901234\"}]}]",
	       "[0].items[0].name: must have 1 to 23 octets");
#define N I "{\"name\":\"n\","
	refuse(N "\"offset\":5}]}]", "[0].items[0].offset: must be a number from 0 to 4");
	refuse(N "\"offset\":-1}]}]", "offset: must be");
	refuse(N "\"offset\":3,\"len\":2}]}]", "[0].items[0].len: must be a number from 0 to 1");
	refuse(N "\"offset\":3,\"len\":0,\"type\":\"u8\"}]}]", "[0].items[0].len: must be 1, the octets of u8");
#define O N "\"offset\":0,\"len\":3,"
	refuse(O "\"status\":4,\"type\":\"u8\"}]}]", "[0].items[0].status: must be a number from 0 to 3");
	refuse(O "\"little\":0,\"type\":\"u8\"}]}]", "[0].items[0].little: must be true or false");
	refuse(O "\"type\":4}]}]", "[0].items[0].type: must be a string");
	refuse(O "\"type\":\"u9\"}]}]", "[0].items[0].type: there is no type \"u9\"");
	refuse(O "\"type\":\"u16\"}]}]", "[0].items[0].len: must be 2, the octets of u16");
	refuse(O "\"type\":\"bytes\",\"x\":1}]}]", "[0].items[0].x: unknown field");
	refuse(O "\"type\":\"bytes\"},{\"name\":\"n\",\"offset\":3,\"len\":1,\"type\":\"u8\"}]}]",
	       "[0].items[1].name: \"n\" is items[0], too");
}

static void test_same_image(void)
{
#define M "{\"device\":\"d\",\"image\":\"i\",\"len\":1,\"items\":[]}"
	refuse("[" M ",{\"device\":\"d\",\"image\":\"j\",\"len\":1,\"items\":[]}," M "]",
	       "[2].image: [0] is the same image");
}

static void test_too_many(void)
{
	char *text = malloc(20000), *p = text;
	int i;

	p += sprintf(p, "%s", I);
	for (i = 0; i < FT_LAYOUT_ITEMS_MAX + 1; i++)
		p += sprintf(p, "%s{\"name\":\"%d\",\"offset\":0,\"len\":1,\"type\":\"u8\"}",
			     i ? "," : "", i);
	sprintf(p, "]}]");
	refuse(text, "[0].items: must be an array of at most 256 items");
	free(text);
}

int main(void)
{
	static const struct ktap_test tests[] = {
		{ "round_trip", test_round_trip },
		{ "defaults", test_defaults },
		{ "syntax", test_syntax },
		{ "fields", test_fields },
		{ "same_image", test_same_image },
		{ "too_many", test_too_many },
		{ NULL, NULL },
	};

	return ktap_run(tests);
}
