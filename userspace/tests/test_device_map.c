// SPDX-License-Identifier: GPL-2.0
/*
 * Device maps: those in maps/bad are refused with the words in their first
 * line, those in maps/good are saved as the file beside them, and what is saved
 * loads to the same; what is too much of something is made here.
 */
#include <dirent.h>
#include <libgen.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#include "../lib/device_map.h"
#include "../lib/map_diff.h"
#include "../lib/map_save.h"
#include "ktap.h"

static int load_stream(struct ft_device_map *map, FILE *f, const char *name,
		       struct ft_error *err)
{
	int ret;

	memset(err, 0, sizeof(*err));
	ft_device_map_init(map);
	ret = ft_device_map_read(map, f, name, err);
	fclose(f);
	return ret ? ret : ft_device_map_finish(map, err);
}

static int load_file(struct ft_device_map *map, const char *name,
		     struct ft_error *err)
{
	return load_stream(map, fopen(name, "r"), name, err);
}

static int load_text(struct ft_device_map *map, const char *text, size_t len,
		     struct ft_error *err)
{
	return load_stream(map, fmemopen((void *)text, len, "r"), "t.yaml", err);
}

/* The names in a directory that end in .yaml, sorted. */
static int is_yaml(const struct dirent *d)
{
	const char *dot = strrchr(d->d_name, '.');

	return dot && !strcmp(dot, ".yaml");
}

static void each_file(const char *dir, void (*run)(const char *name))
{
	struct dirent **list;
	char name[400];
	int i, n = scandir(dir, &list, is_yaml, alphasort);

	CHECK(n > 0);
	for (i = 0; i < n; i++) {
		snprintf(name, sizeof(name), "%s/%s", dir, list[i]->d_name);
		run(name);
		free(list[i]);
	}
	free(list);
}

static void refuse_file(const char *name)
{
	static const char key[] = "# expect: ";
	struct ft_device_map map;
	struct ft_error err;
	char line[400] = "", want[800];
	FILE *f = fopen(name, "r");

	CHECK(fgets(line, sizeof(line), f));
	fclose(f);
	CHECK(!strncmp(line, key, strlen(key)));
	line[strcspn(line, "\n")] = '\0';
	/* In this file, where it does not say in which. */
	if (line[strlen(key)] >= '0' && line[strlen(key)] <= '9')
		snprintf(want, sizeof(want), "%s:%s", name, line + strlen(key));
	else
		snprintf(want, sizeof(want), "maps/bad/%s", line + strlen(key));
	CHECK(load_file(&map, name, &err) == -1);
	CHECK(err.kind == FT_USAGE);
	CHECK_STR(err.text, want);
	ft_device_map_free(&map);
}

static void test_bad(void)
{
	each_file("maps/bad", refuse_file);
}

/* Points as the kernel would list them; texts stay the map's. */
static void list_points(struct ft_vec *list, const struct ft_device_map *map)
{
	const struct ft_map_point *p = map->points.data;
	struct ft_point *copy;
	size_t i;

	memset(list, 0, sizeof(*list));
	for (i = 0; i < map->points.n; i++) {
		copy = ft_vec_add(list, sizeof(*copy));
		copy->conf = p[i].conf;
	}
}

static char *save(const struct ft_vec *points)
{
	struct ft_error err;
	char *text = NULL;
	size_t len;
	FILE *f = open_memstream(&text, &len);

	CHECK(!ft_map_save(f, points, &err));
	fclose(f);
	return text;
}

/* What is saved loads again, and nothing would be changed. */
static void load_again(const char *text, const struct ft_vec *points)
{
	struct ft_device_map map;
	struct ft_map_diff diff = { 0 };
	struct ft_error err;

	CHECK(!load_text(&map, text, strlen(text), &err));
	CHECK_STR(err.text, "");
	CHECK(!ft_map_diff_make(&diff, &map, points, &err));
	CHECK(!diff.changes.n && diff.unchanged == points->n);
	ft_vec_free(&diff.changes);
	ft_device_map_free(&map);
}

static void compare(const char *name, const char *text)
{
	char want[20000] = "", path[500];
	FILE *f;

	snprintf(path, sizeof(path), "%.*s.saved", (int)strlen(name) - 5, name);
	f = fopen(path, "r");
	CHECK(f);
	if (f) {
		want[fread(want, 1, sizeof(want) - 1, f)] = '\0';
		fclose(f);
	}
	CHECK_STR(text, want);
}

static void accept_file(const char *name)
{
	struct ft_device_map map;
	struct ft_vec points;
	struct ft_error err;
	char *text;

	CHECK(!load_file(&map, name, &err));
	CHECK_STR(err.text, "");
	list_points(&points, &map);
	text = save(&points);
	compare(name, text);
	load_again(text, &points);
	free(text);
	ft_vec_free(&points);
	ft_device_map_free(&map);
}

static void test_good(void)
{
	each_file("maps/good", accept_file);
}

static void test_save_nothing(void)
{
	struct ft_vec none = { 0 };
	char *text = save(&none);

	CHECK_STR(text, "---\npoints: {}\n");
	load_again(text, &none);
	free(text);
}

static const char *address_of(const struct ft_map_point *p)
{
	return ft_point_conf_text(&p->conf, FIELDTAP_A_POINT_CONF_ADDRESS);
}

/* The maps that are documentation. */
static void test_examples(void)
{
	static const char want[] = "modbus:10.0.0.20:502/2/ir/380";
	struct ft_device_map map;
	const struct ft_map_point *p;
	struct ft_error err;
	size_t i, n = 0;

	CHECK(!load_file(&map, "../../Documentation/maps/plant.yaml", &err));
	CHECK_STR(err.text, "");
	/* Twice the meter, but for two voltages; the transmitter; two by hand. */
	CHECK(map.points.n == 2 * 85 - 2 + 18 + 2);
	p = map.points.data;
	for (i = 0; i < map.points.n; i++)
		n += !strcmp(address_of(&p[i]), want);
	CHECK(n == 1);
	ft_device_map_free(&map);
}

/* A map and what is there. */
struct pair {
	struct ft_device_map now;
	struct ft_device_map then;
	struct ft_vec points;
	struct ft_map_diff diff;
	struct ft_error err;
	int ret;
};

static void diff_texts(struct pair *d, const char *then, const char *now)
{
	memset(d, 0, sizeof(*d));
	CHECK(!load_text(&d->then, then, strlen(then), &d->err));
	CHECK(!load_text(&d->now, now, strlen(now), &d->err));
	CHECK_STR(d->err.text, "");
	list_points(&d->points, &d->then);
	d->ret = ft_map_diff_make(&d->diff, &d->now, &d->points, &d->err);
}

static void drop(struct pair *d)
{
	ft_vec_free(&d->diff.changes);
	ft_vec_free(&d->points);
	ft_device_map_free(&d->now);
	ft_device_map_free(&d->then);
}

#define POINT(name, more) \
	"  " name ": {address: \"modbus:10.0.0.5:502/1/hr/0\"" more "}\n"

static void test_diff(void)
{
	const struct ft_map_change *c;
	struct pair d;

	diff_texts(&d, "plant: p\npoints:\n" POINT("a", "") POINT("b", ", hi: 3")
		   POINT("c9", "") POINT("c10", ", scale: 0.10"),
		   "plant: p\npoints:\n" POINT("b", ", hi: 3.5") POINT("c9", "")
		   POINT("c10", ", scale: 1e-1, offset: 0, order: auto")
		   POINT("d", ""));
	CHECK(!d.ret && d.diff.added == 1 && d.diff.changed == 1 &&
	      d.diff.removed == 1 && d.diff.unchanged == 2);
	CHECK(d.diff.changes.n == 3);
	c = d.diff.changes.data;
	CHECK(c[0].action == FIELDTAP_A_POINTS_DEL && !c[0].point);
	CHECK(c[1].action == FIELDTAP_A_POINTS_SET && c[1].point && c[1].old);
	CHECK(c[2].action == FIELDTAP_A_POINTS_NEW && !c[2].old);
	drop(&d);
}

/* Only what the same plant had goes, and nobody takes another's points. */
static void test_diff_sources(void)
{
	struct pair d;

	diff_texts(&d, "plant: p\npoints:\n" POINT("a", ""),
		   "plant: q\npoints:\n" POINT("b", ""));
	CHECK(!d.ret && d.diff.added == 1 && !d.diff.removed);
	drop(&d);
	diff_texts(&d, "plant: p\npoints:\n" POINT("a", ""),
		   "plant: q\npoints:\n" POINT("a", ""));
	CHECK(d.ret);
	CHECK_STR(d.err.text,
		  "t.yaml:3:3: point \"a\" is there already, loaded from \"p\"");
	drop(&d);
	/* A plant without points has had some. */
	diff_texts(&d, "plant: p\npoints:\n" POINT("a", ""), "plant: p\n");
	CHECK(!d.ret && d.diff.removed == 1);
	drop(&d);
}

/* A point that was added by hand has no source. */
static void test_diff_by_hand(void)
{
	struct ft_point *p;
	struct pair d;

	diff_texts(&d, "plant: p\npoints:\n" POINT("a", "") POINT("b", ""),
		   "plant: p\npoints:\n" POINT("a", ""));
	p = d.points.data;
	p[0].conf.set &= ~(1u << FIELDTAP_A_POINT_CONF_SOURCE);
	p[1].conf.set &= ~(1u << FIELDTAP_A_POINT_CONF_SOURCE);
	ft_vec_free(&d.diff.changes);
	CHECK(!ft_map_diff_make(&d.diff, &d.now, &d.points, &d.err));
	CHECK(d.diff.changed == 1 && !d.diff.removed && !d.diff.added);
	drop(&d);
}

/* Where things are said of which the kernel complains. */
static void test_places(void)
{
	static const char text[] =
		"models:\n"
		"  m:\n"
		"    points:\n"
		"      v: {address: ir/0, hi: 5,\n"
		"          lo: 1}\n"
		"devices:\n"
		"  d: {model: m, address: \"modbus:10.0.0.5:502/1\",\n"
		"      points: {v: {hi: 6}}}\n"
		"  e: {model: m, address: \"modbus:10.0.0.5:502/2\"}\n";
	static const struct {
		int point;
		const char *param;
		unsigned int line, column;
	} cases[] = {
		{ 0, "hi", 8, 24 }, { 0, "lo", 5, 15 }, { 0, NULL, 8, 16 },
		{ 0, "rate", 8, 16 }, { 0, "address", 7, 26 },
		{ 1, "hi", 4, 30 }, { 1, NULL, 9, 3 },
	};
	struct ft_device_map map;
	const struct ft_map_point *p;
	struct ft_error err;
	struct ft_place at;
	size_t i;

	CHECK(!load_text(&map, text, strlen(text), &err));
	CHECK(map.points.n == 2);
	p = map.points.data;
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		at = ft_map_point_place(&p[cases[i].point], cases[i].param ?
					ft_param_find(cases[i].param) : NULL);
		CHECK_STR(at.file, "t.yaml");
		if (at.line != cases[i].line || at.column != cases[i].column) {
			printf("# %d %s: %u:%u\n", cases[i].point,
			       cases[i].param ? cases[i].param : "", at.line,
			       at.column);
			CHECK(0);
		}
	}
	ft_device_map_free(&map);
}

static void test_two_files(void)
{
	static const char one[] = "plant: p\npoints:\n" POINT("a", "");
	struct ft_device_map map;
	struct ft_error err;
	FILE *f = fmemopen((void *)one, strlen(one), "r");
	FILE *g = fmemopen((void *)one, strlen(one), "r");

	ft_device_map_init(&map);
	CHECK(!ft_device_map_read(&map, f, "one.yaml", &err));
	CHECK(!ft_device_map_read(&map, g, "two.yaml", &err));
	CHECK(ft_device_map_finish(&map, &err) == -1);
	CHECK_STR(err.text, "two.yaml:3:3: point \"a\" is in one.yaml:3, too");
	ft_device_map_free(&map);
	fclose(f);
	fclose(g);
}

#define MUCH	(50u << 20)

/* A head and so many pieces of text, and what is said of them at once. */
static const struct much {
	const char *head;
	const char *piece;
	size_t n;
	const char *want;
} much[] = {
	{ "", "a b c d e f g h ", MUCH / 16,
	  "t.yaml:1:65535: 65536 octets, and no document begins" },
	{ "", "- ", MUCH / 2, "t.yaml:1:1: a device map must be a mapping" },
	{ "", "[", MUCH, "t.yaml:1:1: a device map must be a mapping" },
	{ "a: ", "{a: ", MUCH / 4, "t.yaml:1:1: unknown key \"a\"" },
	{ "description: ", "word ", MUCH / 5,
	  "t.yaml:1:14: description is longer than 4096 octets" },
	{ "description: |\n", "  line\n", MUCH / 7,
	  "t.yaml:1:14: description is longer than 4096 octets" },
	{ "", "# nothing\n", MUCH / 10,
	  "t.yaml:6554:7: 65536 octets, and no document begins" },
	{ "", "%TAG !a! tag:x,2000:\n", MUCH / 21,
	  "t.yaml:2:1: found duplicate %TAG directive" },
	{ "points: {}\n...\n", "%TAG !a! x\n", MUCH / 11,
	  "t.yaml:4:1: found duplicate %TAG directive" },
	{ "", "--- {}\n", MUCH / 7, "t.yaml:257:5: more than 256 documents" },
	{ "", "\x80\x01\xff\xfe", MUCH / 4,
	  "t.yaml:1:1: this is no text: invalid leading UTF-8 octet" },
	{ "\xff\xfe", "\x01\x20", MUCH / 2,
	  "t.yaml:1:32767: 65536 octets, and no document begins" },
	{ "plant: ", "\x01\x02", MUCH / 2,
	  "t.yaml:1:8: this is no text: control characters" },
	{ "points:\n  a: {}\n  b\xff: ", "x", 100,
	  "t.yaml:3:4: this is no text: invalid" },
	{ "points:\n", "  \"\": {}\n", MUCH / 9,
	  "t.yaml:2:3: name \"\" is empty" },
	{ "points:\n", "  ? ", MUCH / 4, "t.yaml:2:7: a key must be" },
	{ "points:\n  a: {address: modbus:1.1.1.1:1/1/hr/", "9", MUCH,
	  "t.yaml:2:16: address is longer than 4096 octets" },
	{ "", "\n", MUCH, "t.yaml:65536:1: 65536 octets" },
	{ "include: ", "[", MUCH, "t.yaml:1:11: include must be" },
	{ "x", " ", 130u << 20, "t.yaml: too large" },
};

/* Says in what time, too. */
static void refuse_much(const struct much *m)
{
	const size_t each = strlen(m->piece), first = strlen(m->head);
	struct ft_device_map map;
	struct timespec a, b;
	struct ft_error err;
	char *text = malloc(first + m->n * each + 1);
	double s;
	size_t i;

	strcpy(text, m->head);
	for (i = 0; i < m->n; i++)
		memcpy(text + first + i * each, m->piece, each);
	clock_gettime(CLOCK_MONOTONIC, &a);
	CHECK(load_text(&map, text, first + m->n * each, &err) == -1);
	clock_gettime(CLOCK_MONOTONIC, &b);
	if (strncmp(err.text, m->want, strlen(m->want)))
		CHECK_STR(err.text, m->want);
	s = b.tv_sec - a.tv_sec + (b.tv_nsec - a.tv_nsec) / 1e9;
	printf("# %.30s: %.2f s\n", m->want, s);
	ft_device_map_free(&map);
	free(text);
}

static void test_much(void)
{
	size_t i;

	for (i = 0; i < sizeof(much) / sizeof(much[0]); i++)
		refuse_much(&much[i]);
}

/* A text that is printed here. */
struct made {
	FILE *f;
	char *text;
	size_t len;
};

static void make(struct made *m)
{
	m->f = open_memstream(&m->text, &m->len);
}

/* What is wrong with it is @want; with a good one of so many points nothing. */
static void load_made(struct made *m, const char *want, size_t points)
{
	struct ft_device_map map;
	struct ft_error err;

	fclose(m->f);
	CHECK(load_text(&map, m->text, m->len, &err) == (*want ? -1 : 0));
	CHECK_STR(err.text, want);
	CHECK(map.points.n == points);
	ft_device_map_free(&map);
	free(m->text);
}

/* Each directive is compared with all before it. */
static void test_directives(void)
{
	struct made m;
	int i;

	make(&m);
	for (i = 0; i < 3000000; i++)
		fprintf(m.f, "%%TAG !%x! x\n", i);
	load_made(&m, "t.yaml:4994:1: 65536 octets, and no document begins or ends",
		  0);
}

/* Models that extend each other in a long line, and in a very long one. */
static void test_many_models(void)
{
	struct made m;
	int i;

	make(&m);
	fputs("models:\n  m0: {points: {v: {address: hr/0}}}\n", m.f);
	for (i = 1; i < 100000; i++)
		fprintf(m.f, "  m%d: {extends: m%d}\n", i, i - 1);
	load_made(&m, "", 0);

	make(&m);
	fputs("models:\n", m.f);
	for (i = 0; i < 100000; i++)
		fprintf(m.f, "  m%d: {extends: m%d}\n", i, i + 1);
	load_made(&m, "t.yaml:2:17: more than 16 models that extend each other",
		  0);
}

/* Points that take each other's names the long way. */
static void test_many_points(void)
{
	struct made m;
	int i;

	make(&m);
	fputs("models:\n  m:\n    points:\n", m.f);
	for (i = 0; i < 100; i++)
		fprintf(m.f, "      v%d: {address: ir/%d, type: f32}\n", i,
			2 * i);
	fputs("devices:\n", m.f);
	for (i = 0; i < 300; i++)
		fprintf(m.f, "  d%d: {model: m, address: \"modbus:10.0.0.5:502/%d\", points: {v7: {hi: %d}}}\n",
			i, i % 255, i);
	load_made(&m, "", 30000);
}

int main(void)
{
	static const struct ktap_test tests[] = {
		{ "bad", test_bad },
		{ "good", test_good },
		{ "examples", test_examples },
		{ "save_nothing", test_save_nothing },
		{ "diff", test_diff },
		{ "diff_sources", test_diff_sources },
		{ "diff_by_hand", test_diff_by_hand },
		{ "places", test_places },
		{ "two_files", test_two_files },
		{ "much", test_much },
		{ "directives", test_directives },
		{ "many_models", test_many_models },
		{ "many_points", test_many_points },
		{ NULL, NULL },
	};
	char here[] = __FILE__;

	if (chdir(dirname(here))) {
		perror(here);
		return 1;
	}
	return ktap_run(tests);
}
