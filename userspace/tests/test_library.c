// SPDX-License-Identifier: GPL-2.0
/* The public library against the pretended kernel. */
#include <errno.h>
#include <math.h>
#include <poll.h>
#include <stdlib.h>

#include "../include/fieldtap.h"
#include "ktap.h"

static struct fieldtap *begin(const char *how)
{
	struct fieldtap *ft;

	setenv("PRETEND", how, 1);
	CHECK(!fieldtap_open(&ft, NULL));
	return ft;
}

static void test_open(void)
{
	struct fieldtap *ft;

	setenv("PRETEND", "absent", 1);
	CHECK(fieldtap_open(&ft, NULL) == -ENODEV);
	CHECK(strstr(fieldtap_error(ft), "not loaded"));
	fieldtap_close(ft);
	CHECK(fieldtap_open(&ft, "no-such-netns") == -ENOENT);
	CHECK_STR(fieldtap_error(ft),
		  "there is no network namespace \"no-such-netns\"");
	fieldtap_close(ft);
	fieldtap_close(NULL);
	CHECK_STR(fieldtap_error(NULL), "out of memory");
	CHECK_STR(fieldtap_version(), FIELDTAP_VERSION);
}

static int count_device(const struct fieldtap_device *d, void *arg)
{
	CHECK_STR(d->decoder, "modbus");
	CHECK(d->requests == 10 && d->answers == 9 && d->images == 2);
	return ++*(int *)arg == 2 ? 7 : 0;
}

static int count_image(const struct fieldtap_image *im, void *arg)
{
	CHECK(!strncmp(im->name, "hr/", 3) && im->len <= im->wire_len);
	CHECK_STR(im->state, "fresh");
	++*(int *)arg;
	return 0;
}

static int count_value(const struct fieldtap_value *v, void *arg)
{
	CHECK(v->number == strtod(v->text, NULL));
	CHECK_STR(v->type, "u16");
	CHECK(!v->unit && v->len == 2);
	++*(int *)arg;
	return 0;
}

static void test_lists(void)
{
	struct fieldtap *ft = begin("none");
	int n = 0;

	/* The walk ends where its function says so. */
	CHECK(fieldtap_devices(ft, NULL, count_device, &n) == 7 && n == 2);
	n = 0;
	CHECK(!fieldtap_devices(ft, "x", count_device, &n) && !n);
	CHECK(!fieldtap_images(ft, "modbus:10.0.0.5:502/1/hr", 0, count_image,
			       &n) && n == 2);
	n = 0;
	CHECK(!fieldtap_values(ft, "modbus:10.0.0.5:502/1/hr", count_value, &n)
	      && n == 3);
	CHECK(fieldtap_values(ft, "modbus:[x]:502", count_value, &n) == -EINVAL);
	CHECK(strstr(fieldtap_error(ft), "IPv6"));
	fieldtap_close(ft);
}

static void test_value(void)
{
	const struct fieldtap_value *v;
	struct fieldtap *ft = begin("none");

	CHECK(!fieldtap_get_value(ft, "modbus:10.0.0.5:502/1/400102", &v));
	CHECK_STR(v->address, "modbus:10.0.0.5:502/1/hr/101");
	CHECK_STR(v->text, "9");
	CHECK(fieldtap_get_value(ft, "modbus:10.0.0.5:502/1/hr/10", &v) == -ENOENT);
	CHECK_STR(fieldtap_error(ft),
		  "\"modbus:10.0.0.5:502/1/hr/10\" was not seen");
	CHECK(fieldtap_get_value(ft, "modbus:10.0.0.5", &v) == -EINVAL);
	fieldtap_close(ft);
	ft = begin("items");
	CHECK(!fieldtap_get_value(ft, "opcua:10.0.0.8:4840/ns=2;s=Line 1/A", &v));
	CHECK_STR(v->text, "[0.1, 0.30000000000000004]");
	CHECK(isnan(v->number));
	CHECK_STR(v->quality, "uncertain");
	CHECK(!fieldtap_get_value(ft, "opcua:10.0.0.8:4840/ns=2;i=8", &v));
	CHECK_STR(v->text, "on\n\xef\xbf\xbd");
	CHECK(!fieldtap_get_value(ft, "hartip:10.0.0.7:5094/2605010203/sv", &v));
	CHECK_STR(v->text, "nan");
	CHECK(isnan(v->number));
	CHECK_STR(v->unit, "mA");
	CHECK(!fieldtap_get_value(ft, "profinet:00:11:22:33:44:55/1/1+1", &v));
	CHECK_STR(v->text, "254");
	CHECK(!fieldtap_get_value(ft, "profinet:00:11:22:33:44:55/1/1", &v));
	CHECK_STR(v->text, "01fe03");
	fieldtap_close(ft);
}

static int count_point(const struct fieldtap_point *p, void *arg)
{
	CHECK(p->address && p->state);
	++*(int *)arg;
	return 0;
}

static void test_points(void)
{
	struct fieldtap *ft = begin("none");
	const struct fieldtap_point *p;
	int n = 0;

	CHECK(!fieldtap_points(ft, "boiler1*", 0, count_point, &n) && n == 4);
	CHECK(!fieldtap_get_point(ft, "boiler1.temperature", &p));
	CHECK_STR(p->text, "0.3");
	CHECK(p->number == 0.3);
	CHECK_STR(p->previous, "-0.7");
	CHECK_STR(p->unit, "degC");
	CHECK_STR(p->level, "hi");
	CHECK(!fieldtap_get_point(ft, "boiler1.total", &p));
	CHECK_STR(p->text, "18446744073709551615");
	CHECK(!p->unit && !p->previous);
	CHECK(!fieldtap_get_point(ft, "boiler1.name", &p));
	CHECK_STR(p->text, "Kessel\t\"1\"");
	CHECK(!fieldtap_get_point(ft, "spare", &p));
	CHECK(!p->text && !p->type && isnan(p->number));
	CHECK(fieldtap_get_point(ft, "nobody", &p) == -ENOENT);
	CHECK(strstr(fieldtap_error(ft), "no such point"));
	fieldtap_close(ft);
}

static void test_window(void)
{
	const struct fieldtap_window *w;
	struct fieldtap *ft = begin("none");

	CHECK(!fieldtap_get_window(ft, "t", 4, &w));
	CHECK(w->n_samples == 14 && w->first == 6 && w->next == 20 &&
	      w->overwritten == 2 && w->size == 14);
	CHECK_STR(w->type, "i16");
	CHECK_STR(w->samples[0]->text, "0.6");
	CHECK(w->samples[0]->number == 0.6);
	CHECK(!w->samples[2]->text && isnan(w->samples[2]->number));
	CHECK_STR(w->samples[2]->quality, "bad");
	CHECK(w->samples[5]->seq == 11 && w->samples[5]->missed == 2);
	CHECK(!fieldtap_get_window(ft, "t", w->next, &w) && !w->n_samples);
	fieldtap_close(ft);
}

/* What was told, a letter for each event, and by which reading. */
struct told {
	char kinds[8];
	unsigned int reading[8];
	unsigned int n;
	unsigned int most;
	unsigned int readings;
};

static int note(const struct fieldtap_event *e, void *arg)
{
	struct told *t = arg;

	if (t->n == t->most)
		return 7;
	t->reading[t->n] = t->readings;
	t->kinds[t->n++] = e->again ? "patix"[e->kind] - 32 : "patix"[e->kind];
	if (e->kind == FIELDTAP_EVENT_ALERT && e->raised) {
		CHECK_STR(e->alert, "limit");
		CHECK_STR(e->previous_level, "lo");
		CHECK_STR(e->limit, "0.2");
		CHECK_STR(e->point->level, "hi");
	}
	return t->n == t->most ? 7 : 0;
}

static void test_events(void)
{
	struct fieldtap *ft = begin("points");
	struct pollfd pfd = { .events = POLLIN };
	struct told told = { .most = 7 };
	int ret = 0;

	CHECK(fieldtap_fd(ft) == -EINVAL);
	CHECK(fieldtap_read(ft, note, &told) == -EINVAL);
	CHECK(fieldtap_subscribe(ft, 0) == -EINVAL);
	CHECK(fieldtap_subscribe(ft, 8) == -EINVAL);
	CHECK(!fieldtap_subscribe(ft, FIELDTAP_SUBSCRIBE_POINTS |
				      FIELDTAP_SUBSCRIBE_ALERTS));
	CHECK(fieldtap_subscribe(ft, FIELDTAP_SUBSCRIBE_POINTS) == -EINVAL);
	pfd.fd = fieldtap_fd(ft);
	while (!ret && poll(&pfd, 1, 1000) == 1) {
		told.readings++;
		ret = fieldtap_read(ft, note, &told);
	}
	/*
	 * A point, two alerts, one point lost and the next, then more than the
	 * socket had room for, and what changed meanwhile.
	 */
	CHECK(ret == 7);
	CHECK_STR(told.kinds, "paaxpxP");
	/* Nothing would wake who waits for what was lost. */
	CHECK(told.reading[6] == told.reading[5]);
	fieldtap_close(ft);
}

int main(void)
{
	static const struct ktap_test tests[] = {
		{ "open", test_open },
		{ "lists", test_lists },
		{ "value", test_value },
		{ "points", test_points },
		{ "window", test_window },
		{ "events", test_events },
		{ NULL, NULL },
	};

	return ktap_run(tests);
}
