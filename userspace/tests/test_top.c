// SPDX-License-Identifier: GPL-2.0
/* What "top" makes of rows and keys, without a terminal and a kernel. */
#include <locale.h>
#include <math.h>
#include <stdlib.h>

#include "../cmd/top_history.h"
#include "../cmd/top_layout.h"
#include "../cmd/top_table.h"
#include "../cmd/top_ui.h"
#include "ktap.h"

#define SEC	1000000000ull
#define NOW	(1700000000 * SEC)

static struct top_row *add(struct top_table *t, const char *name, double number)
{
	struct top_row *row = top_table_add(t, name);

	row->type = FIELDTAP_TYPE_F64;
	memcpy(&row->raw, &number, sizeof(number));
	row->state = FIELDTAP_POINT_STATE_FRESH;
	row->seen = NOW;
	top_row_sample(row, NOW, number);
	return row;
}

/* The names in sight, with blanks between them. */
static const char *names(struct top_table *t)
{
	static char buf[256];
	char *p = buf;
	size_t i;

	CHECK(!top_table_arrange(t));
	*p = '\0';
	for (i = 0; i < t->n_view; i++)
		p += sprintf(p, "%s%s", i ? " " : "", t->view[i]->name);
	return buf;
}

static void test_names(void)
{
	struct top_table t = { 0 };

	CHECK(!top_table_find(&t, "a"));
	CHECK_STR(names(&t), "");
	add(&t, "p10", 1);
	add(&t, "p9", 2);
	add(&t, "q", 3);
	CHECK(top_table_add(&t, "q") == top_table_find(&t, "q"));
	CHECK(!top_table_find(&t, "r"));
	CHECK_STR(names(&t), "p9 p10 q");
	top_table_sort(&t, TOP_NAME, true);
	CHECK_STR(names(&t), "q p10 p9");
	add(&t, "a", 4);
	CHECK_STR(names(&t), "q p10 p9 a");
	top_table_del(&t, top_table_find(&t, "p10"));
	CHECK(t.n_view == 3 && !top_table_find(&t, "p10"));
	CHECK_STR(names(&t), "q p9 a");
	top_table_free(&t);
}

static void test_rounds(void)
{
	struct top_table t = { 0 };

	add(&t, "a", 1);
	add(&t, "b", 1);
	top_table_begin(&t);
	top_table_add(&t, "b");
	top_table_add(&t, "c");
	top_table_end(&t);
	CHECK_STR(names(&t), "b c");
	CHECK(!top_table_find(&t, "a") && top_table_find(&t, "b"));
	top_table_begin(&t);
	top_table_end(&t);
	CHECK_STR(names(&t), "");
	top_table_free(&t);
}

static void test_filter(void)
{
	struct top_table t = { 0 };

	add(&t, "boiler1.temp", 1);
	add(&t, "boiler2.temp", 1);
	add(&t, "pump1", 1);
	top_table_filter(&t, "LER");
	CHECK_STR(names(&t), "boiler1.temp boiler2.temp");
	CHECK(t.widest == 12);
	top_table_filter(&t, "*1");
	CHECK_STR(names(&t), "pump1");
	CHECK(t.widest == 5);
	top_table_filter(&t, "[bp]*1*");
	CHECK_STR(names(&t), "boiler1.temp pump1");
	top_table_filter(&t, "x");
	CHECK_STR(names(&t), "");
	top_table_filter(&t, "");
	CHECK(t.n == 3 && !strcmp(names(&t), "boiler1.temp boiler2.temp pump1"));
	top_table_free(&t);
}

static void test_order(void)
{
	struct top_table t = { 0 };
	struct top_row *row;

	add(&t, "a", 2);
	add(&t, "b", -7);
	add(&t, "c", 1e300);
	row = add(&t, "d", NAN);
	top_row_set(&row->text, "on");
	row = add(&t, "e", NAN);
	top_row_set(&row->text, "off");
	add(&t, "f", NAN);
	add(&t, "g", 2);
	top_table_sort(&t, TOP_VALUE, false);
	CHECK_STR(names(&t), "b a g c e d f");
	/* What has no value comes last in any case. */
	top_table_sort(&t, TOP_VALUE, true);
	CHECK_STR(names(&t), "c a g b d e f");
	/* It follows what changes without being told. */
	top_row_sample(top_table_find(&t, "b"), NOW + 1, 5);
	CHECK_STR(names(&t), "c b a g d e f");
	top_row_set(&top_table_find(&t, "f")->unit, "bar");
	top_row_set(&top_table_find(&t, "a")->unit, "degC");
	top_table_sort(&t, TOP_UNIT, false);
	CHECK_STR(names(&t), "f a b c d e g");
	top_table_find(&t, "c")->seen = NOW - 5 * SEC;
	top_table_find(&t, "e")->seen = NOW - 9 * SEC;
	top_table_find(&t, "g")->seen = 0;
	top_table_sort(&t, TOP_AGE, true);
	CHECK_STR(names(&t), "e c a b d f g");
	top_table_free(&t);
}

static void test_trouble_first(void)
{
	struct top_table t = { 0 };
	struct top_count c;

	add(&t, "good", 1);
	add(&t, "hi", 1)->level = FIELDTAP_LEVEL_HI;
	add(&t, "lolo", 1)->level = FIELDTAP_LEVEL_LOLO;
	add(&t, "rate", 1)->rate_alert = true;
	add(&t, "bad", 1)->quality = FIELDTAP_QUALITY_BAD;
	add(&t, "stale", 1)->state = FIELDTAP_POINT_STATE_STALE;
	top_table_add(&t, "waiting");
	top_table_sort(&t, TOP_LEVEL, true);
	CHECK_STR(names(&t), "lolo hi rate bad good stale waiting");
	top_table_sort(&t, TOP_STATE, true);
	CHECK_STR(names(&t), "waiting stale bad good hi lolo rate");
	top_table_count(&t, &c);
	CHECK(c.state[FIELDTAP_POINT_STATE_FRESH] == 5 && c.bad == 1 &&
	      c.state[FIELDTAP_POINT_STATE_STALE] == 1 && c.beyond == 3 &&
	      c.state[FIELDTAP_POINT_STATE_WAITING] == 1);
	CHECK(top_row_colour(top_table_find(&t, "good")) == TOP_PLAIN);
	CHECK(top_row_colour(top_table_find(&t, "hi")) == TOP_WARNING);
	CHECK(top_row_colour(top_table_find(&t, "lolo")) == TOP_ALARM);
	CHECK(top_row_colour(top_table_find(&t, "rate")) == TOP_WARNING);
	CHECK(top_row_colour(top_table_find(&t, "bad")) == TOP_BAD);
	CHECK(top_row_colour(top_table_find(&t, "stale")) == TOP_DIM);
	top_table_free(&t);
}

static void test_change(void)
{
	struct top_table t = { 0 };
	struct top_row *row = add(&t, "a", 1);

	top_table_tick(&t, SEC);
	CHECK(isnan(row->change));
	top_row_sample(row, NOW + 1, 4);
	top_table_tick(&t, SEC / 2);
	CHECK(row->change == 6);
	top_table_tick(&t, SEC);
	CHECK(row->change == 0);
	top_row_sample(row, NOW + 2, NAN);
	top_table_tick(&t, SEC);
	CHECK(isnan(row->change));
	top_table_free(&t);
}

/* Each sighting with another time is a sample, and no other is. */
static void test_samples(void)
{
	struct top_table t = { 0 };
	struct top_row *row = add(&t, "a", 1);
	unsigned int i;

	CHECK(!row->history);
	top_row_sample(row, NOW, 1);
	CHECK(!row->history);
	top_row_sample(row, NOW + 1, 2);
	CHECK(row->history && row->history->n == 2);
	for (i = 0; i < 100; i++)
		top_row_sample(row, NOW + 2 + i, i);
	CHECK(row->history->n == 102);
	CHECK(row->history->sample[101 % TOP_SAMPLES] == 99);
	top_table_free(&t);
}

static void test_curve(void)
{
	struct top_history h = { 0 };
	char buf[TOP_CURVE];
	int i;

	CHECK_STR(top_history_curve(buf, NULL, 8, true), "");
	CHECK_STR(top_history_curve(buf, &h, 8, true), "");
	for (i = 0; i < 8; i++)
		top_history_add(&h, i);
	CHECK_STR(top_history_curve(buf, &h, 8, true), "▁▂▃▄▅▆▇█");
	CHECK_STR(top_history_curve(buf, &h, 8, false), "_.:-=+*#");
	CHECK_STR(top_history_curve(buf, &h, 3, true), "▁▅█");
	CHECK_STR(top_history_curve(buf, &h, 99, false), "_.:-=+*#");
	top_history_add(&h, NAN);
	top_history_add(&h, 7);
	top_history_add(&h, INFINITY);
	top_history_add(&h, -INFINITY);
	CHECK_STR(top_history_curve(buf, &h, 6, false), "_# ##_");
	for (i = 0; i < 100; i++)
		top_history_add(&h, 5);
	CHECK_STR(top_history_curve(buf, &h, 4, false), "____");
	CHECK(strlen(top_history_curve(buf, &h, TOP_SAMPLES, true)) ==
	      3 * TOP_SAMPLES);
	top_history_add(&h, -1.7e308);
	top_history_add(&h, 1.7e308);
	CHECK_STR(top_history_curve(buf, &h, 3, false), "=_#");
	for (i = 0; i < 3; i++)
		top_history_add(&h, NAN);
	CHECK_STR(top_history_curve(buf, &h, 3, false), "   ");
}

static void check_fit(const char *text, unsigned int columns, unsigned int how,
		      const char *want)
{
	char buf[64];
	size_t n = top_fit(buf, text, columns, how);

	CHECK_STR(buf, want);
	CHECK(n == strlen(want));
}

static void test_fit(void)
{
	check_fit("abc", 5, 0, "abc  ");
	check_fit("abc", 5, TOP_RIGHT, "  abc");
	check_fit("abcdef", 5, 0, "abc..");
	check_fit("abcdef", 5, TOP_KEEP_END, "..def");
	check_fit("abcdef", 2, 0, "ab");
	check_fit("abcdef", 0, 0, "");
	check_fit("", 2, 0, "  ");
	check_fit("a\033[2Jb", 6, TOP_UTF8, "a?[2Jb");
	check_fit("\xc2\x9b""31m", 4, TOP_UTF8, "?31m");
	check_fit("a\xff\xe2\x82", 3, TOP_UTF8, "a\xef\xbf\xbd\xef\xbf\xbd");
	check_fit("a\xff", 3, 0, "a? ");
	check_fit("grün", 5, TOP_UTF8, "grün ");
	check_fit("grün", 5, 0, "gr?n ");
	check_fit("grünlich", 5, TOP_UTF8, "grü..");
	/* Wide characters take two columns, and are never halved. */
	check_fit("温度計", 6, TOP_UTF8, "温度計");
	check_fit("温度計", 5, TOP_UTF8, "温.. ");
	check_fit("温度計測", 5, TOP_UTF8 | TOP_KEEP_END, "..測");
	/* A mark above a character takes none. */
	check_fit("e\xcc\x81x", 2, TOP_UTF8, "ex");
}

static void test_layout(void)
{
	struct top_layout l = { 0 };
	unsigned int columns, i;

	top_layout_fit(&l, 80, 19, true);
	CHECK(l.width[TOP_NAME] == 19 && l.width[TOP_VALUE] &&
	      l.width[TOP_LEVEL] && l.width[TOP_AGE] && l.width[TOP_HISTORY]);
	CHECK(!l.width[TOP_UPDATES]);
	top_layout_fit(&l, 200, 19, false);
	CHECK(!l.width[TOP_LEVEL] && l.width[TOP_UPDATES] &&
	      l.width[TOP_HISTORY] == TOP_SAMPLES);
	/* Whatever there is room for, no line is longer. */
	for (columns = 27; columns < 700; columns++) {
		unsigned int sum = 0;

		top_layout_fit(&l, columns, columns % 97 * 3, columns & 1);
		for (i = 0; i < TOP_COLUMNS; i++)
			sum += l.width[i] ? l.width[i] + 1 : 0;
		CHECK(sum <= columns + 1 && sum <= TOP_WIDEST + 1);
		CHECK(l.width[TOP_NAME] && l.width[TOP_VALUE]);
	}
}

static void test_line(void)
{
	struct top_table t = { 0 };
	struct top_layout l = { .utf8 = true };
	struct top_row *row = add(&t, "boiler1.temp", 0);
	char buf[TOP_LINE];

	row->type = FIELDTAP_TYPE_I16;
	row->raw = -3;
	top_row_set(&row->scale, "0.1");
	top_row_set(&row->unit, "degC");
	row->level = FIELDTAP_LEVEL_LO;
	row->rate_alert = true;
	row->updates = 200;
	row->change = -1234567;
	top_row_sample(row, NOW + 1, 1);
	top_layout_fit(&l, 85, 12, true);
	CHECK_STR(top_heading(buf, &l, &t, false),
		  "NAME^                 VALUE UNIT   STATE      LEVEL     AGE  CHANGE/S  UPD/S HISTORY ");
	CHECK_STR(top_line(buf, row, &l, NOW + 2 * SEC),
		  "boiler1.temp           -0.3 degC   fresh      lo!      2.0s -1.23e+06    200 ▁█      ");
	row->quality = FIELDTAP_QUALITY_BAD;
	row->status = 2;
	row->level = FIELDTAP_LEVEL_NORMAL;
	row->change = NAN;
	row->updates = NAN;
	row->raw = INT16_MAX;
	l.utf8 = false;
	CHECK_STR(top_line(buf, row, &l, NOW + 90 * SEC),
		  "boiler1.temp         3276.7 degC   bad 0x2    rate    1m30s         -      - _#      ");
	row = top_table_add(&t, "w");
	CHECK_STR(top_line(buf, row, &l, NOW),
		  "w                         -        waiting            never         -      -         ");
	top_row_set(&row->text, "\"on\"");
	row->time = NOW;
	CHECK_STR(top_line(buf, row, &l, NOW),
		  "w            \"on\"                  waiting            never         -      -         ");
	top_table_free(&t);
}

/* A number is never cut: it loses digits that matter least. */
static void test_narrow_number(void)
{
	struct top_table t = { 0 };
	struct top_layout l = { .width = { [TOP_VALUE] = 9 } };
	struct top_row *row = add(&t, "a", 18446744073709551615.0);
	char buf[TOP_CELL];

	row->type = FIELDTAP_TYPE_U64;
	row->raw = UINT64_MAX;
	CHECK_STR(top_cell(buf, row, TOP_VALUE, &l, NOW), "1.845e+19");
	l.width[TOP_VALUE] = 20;
	CHECK_STR(top_cell(buf, row, TOP_VALUE, &l, NOW),
		  "18446744073709551615");
	top_table_free(&t);
}

/* A screen of three lines and ten rows. */
static void begin_ui(struct top_ui *ui, struct top_table *t)
{
	char name[16];
	int i;

	memset(ui, 0, sizeof(*ui));
	memset(t, 0, sizeof(*t));
	for (i = 0; i < 10; i++) {
		sprintf(name, "p%d", i);
		add(t, name, i % 3);
	}
	names(t);
	ui->table = t;
	ui->points = true;
	ui->page = 3;
	ui->delay = 1000;
}

static void press(struct top_ui *ui, const char *keys)
{
	for (; *keys; keys++)
		top_ui_key(ui, *keys);
	top_table_arrange(ui->table);
	top_ui_scroll(ui);
}

static void test_scroll(void)
{
	struct top_table t;
	struct top_ui ui;

	begin_ui(&ui, &t);
	press(&ui, "k");
	CHECK(ui.first == 0);
	press(&ui, "jj");
	CHECK(ui.first == 2);
	CHECK(top_ui_key(&ui, TOP_KEY_PAGE_DOWN) && ui.first == 5);
	top_ui_key(&ui, TOP_KEY_PAGE_DOWN);
	CHECK(ui.first == 7);
	top_ui_key(&ui, TOP_KEY_PAGE_UP);
	CHECK(ui.first == 4);
	top_ui_key(&ui, TOP_KEY_END);
	CHECK(ui.first == 7);
	/* A larger screen shows more, not emptiness. */
	ui.page = 8;
	top_ui_scroll(&ui);
	CHECK(ui.first == 2);
	ui.page = 20;
	top_ui_scroll(&ui);
	CHECK(ui.first == 0);
	press(&ui, "G");
	CHECK(ui.first == 0);
	top_table_free(&t);
}

static void test_typing(void)
{
	struct top_table t;
	struct top_ui ui;

	begin_ui(&ui, &t);
	press(&ui, "G/");
	CHECK(ui.typing);
	/* While a filter is typed the keys are letters. */
	press(&ui, "pq");
	CHECK(!ui.quit && t.n_view == 0);
	top_ui_key(&ui, TOP_KEY_ERASE);
	CHECK_STR(t.filter, "p");
	press(&ui, "7\n");
	CHECK(!ui.typing && ui.first == 0);
	CHECK_STR(names(&t), "p7");
	press(&ui, "/");
	CHECK_STR(t.filter, "p7");
	press(&ui, "\x15");
	CHECK(ui.typing && t.n_view == 10);
	top_ui_key(&ui, TOP_KEY_ERASE);
	press(&ui, "8");
	top_ui_key(&ui, TOP_KEY_ESCAPE);
	CHECK(!ui.typing && !*t.filter);
	press(&ui, "/9\n");
	CHECK_STR(names(&t), "p9");
	top_ui_key(&ui, TOP_KEY_ESCAPE);
	CHECK(!*t.filter);
	press(&ui, "/0123456789012345678901234567890123456789012345678901234567890123456789");
	CHECK(strlen(t.filter) == TOP_FILTER - 1);
	CHECK(!top_ui_key(&ui, TOP_KEY_UP) && !top_ui_key(&ui, 0xe4));
	top_table_free(&t);
}

static void test_sorting(void)
{
	struct top_table t;
	struct top_ui ui;

	begin_ui(&ui, &t);
	press(&ui, "<");
	CHECK(t.sort == TOP_NAME);
	press(&ui, ">");
	CHECK(t.sort == TOP_VALUE && t.reverse);
	CHECK_STR(names(&t), "p2 p5 p8 p1 p4 p7 p0 p3 p6 p9");
	press(&ui, "r");
	CHECK_STR(names(&t), "p0 p3 p6 p9 p1 p4 p7 p2 p5 p8");
	press(&ui, ">");
	CHECK(t.sort == TOP_UNIT && !t.reverse);
	press(&ui, ">>");
	CHECK(t.sort == TOP_LEVEL);
	press(&ui, ">>>>>");
	CHECK(t.sort == TOP_UPDATES);
	press(&ui, "1");
	CHECK(t.sort == TOP_NAME && !t.reverse);
	press(&ui, "5");
	CHECK(t.sort == TOP_LEVEL);
	/* Values have no level. */
	ui.points = false;
	press(&ui, "5");
	CHECK(t.sort == TOP_AGE);
	top_ui_key(&ui, TOP_KEY_LEFT);
	CHECK(t.sort == TOP_STATE);
	top_ui_key(&ui, TOP_KEY_RIGHT);
	CHECK(t.sort == TOP_AGE);
	press(&ui, "9");
	CHECK(t.sort == TOP_AGE);
	top_table_free(&t);
}

static void test_keys(void)
{
	struct top_table t;
	struct top_ui ui;

	begin_ui(&ui, &t);
	press(&ui, " ");
	CHECK(ui.paused);
	press(&ui, "p");
	CHECK(!ui.paused);
	press(&ui, "+");
	CHECK(ui.delay == 2000);
	press(&ui, "-------");
	CHECK(ui.delay == TOP_DELAY_LEAST);
	press(&ui, "++++++++++++++++++++++++++++++++++++++++");
	CHECK(ui.delay == TOP_DELAY_MOST);
	press(&ui, "?");
	CHECK(ui.help);
	press(&ui, "q");
	CHECK(!ui.help && !ui.quit);
	CHECK(!top_ui_key(&ui, 'x') && !top_ui_key(&ui, TOP_KEY_NONE));
	press(&ui, "q");
	CHECK(ui.quit);
	top_table_free(&t);
}

/* 100000 rows, all of which change all the time. */
static void test_large(void)
{
	struct top_table t = { 0 };
	char name[32];
	int i, round;

	for (round = 0; round < 3; round++) {
		for (i = 0; i < 100000; i++) {
			struct top_row *row;

			sprintf(name, "plant.p%d", (i * 7919) % 100000);
			row = top_table_add(&t, name);
			top_row_sample(row, NOW + round, i ^ round);
		}
		top_table_tick(&t, SEC);
		top_table_sort(&t, round == 1 ? TOP_VALUE : TOP_NAME, round);
		CHECK(!top_table_arrange(&t));
		CHECK(t.n_view == 100000);
	}
	CHECK_STR(t.view[0]->name, "plant.p99999");
	top_table_filter(&t, "p9999");
	top_table_arrange(&t);
	CHECK(t.n_view == 11);
	top_table_begin(&t);
	top_table_add(&t, "plant.p5");
	top_table_end(&t);
	CHECK(t.n == 1 && top_table_find(&t, "plant.p5"));
	top_table_free(&t);
}

int main(void)
{
	static const struct ktap_test tests[] = {
		{ "names", test_names },
		{ "rounds", test_rounds },
		{ "filter", test_filter },
		{ "order", test_order },
		{ "trouble_first", test_trouble_first },
		{ "change", test_change },
		{ "samples", test_samples },
		{ "curve", test_curve },
		{ "fit", test_fit },
		{ "layout", test_layout },
		{ "line", test_line },
		{ "narrow_number", test_narrow_number },
		{ "scroll", test_scroll },
		{ "typing", test_typing },
		{ "sorting", test_sorting },
		{ "keys", test_keys },
		{ "large", test_large },
		{ NULL, NULL },
	};

	setlocale(LC_CTYPE, "C.UTF-8");
	return ktap_run(tests);
}
