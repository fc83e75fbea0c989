// SPDX-License-Identifier: GPL-2.0
#include <errno.h>
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "../include/fieldtap.h"
#include "../lib/json_put.h"
#include "out.h"
#include "plot.h"
#include "point.h"

#define NS	1000000000ull

/* Most rows of a plot, and lines that are needed beside them. */
#define PLOT_ROWS	20
#define PLOT_BESIDE	5

enum form { TABLE, CSV, PLOT };

static void print_overwritten(const struct fieldtap_window *w)
{
	if (w->overwritten)
		fprintf(stderr, "fieldtap: point window: %" PRIu64 " samples are not kept any more\n",
			w->overwritten);
}

static void print_table(const struct fieldtap_window *w)
{
	struct out_table t = { .columns = 5, .right = 1 << 0 | 1 << 2 };
	char when[OUT_TEXT], unit[FIELDTAP_UNIT_MAX] = "", missed[OUT_TEXT];
	size_t i;

	if (!w->n_samples)
		return;
	if (w->unit)
		snprintf(unit, sizeof(unit), "%s", w->unit);
	out_clean(unit, strlen(unit));
	out_row(&t, "SAMPLE\tTIME\tVALUE\tQUALITY\t");
	for (i = 0; i < w->n_samples; i++) {
		const struct fieldtap_sample *s = w->samples[i];

		*missed = '\0';
		if (s->missed)
			snprintf(missed, sizeof(missed), "%u missed before",
				 s->missed);
		out_row(&t, "%" PRIu64 "\t%s\t%s%s%s\t%s\t%s", s->seq,
			out_time(when, s->time), s->text ? s->text : "-",
			*unit && s->text ? " " : "", s->text ? unit : "",
			s->quality ? s->quality : "?", missed);
	}
	out_table(&t);
}

/* ISO 8601 in UTC, with all that the kernel tells. */
static const char *iso_time(char *buf, uint64_t ns)
{
	const time_t t = ns / NS;
	struct tm tm;
	size_t n;

	gmtime_r(&t, &tm);
	n = strftime(buf, OUT_TEXT, "%Y-%m-%dT%H:%M:%S", &tm);
	snprintf(buf + n, OUT_TEXT - n, ".%09uZ", (unsigned int)(ns % NS));
	return buf;
}

static void print_csv(const struct fieldtap_window *w)
{
	char when[OUT_TEXT];
	size_t i;

	puts("seq,time,value,quality,missed");
	for (i = 0; i < w->n_samples; i++) {
		const struct fieldtap_sample *s = w->samples[i];

		printf("%" PRIu64 ",%s,%s,%s,%u\n", s->seq,
		       iso_time(when, s->time), s->text ? s->text : "",
		       s->quality ? s->quality : "", s->missed);
	}
}

static int print_plot(const struct fieldtap_window *w)
{
	const unsigned int lines = out_height(), columns = out_width();
	struct plot_sample *samples;
	struct plot p = {
		.columns = columns > PLOT_COLUMNS_MIN ? columns : PLOT_COLUMNS_MIN,
		.rows = lines > PLOT_ROWS + PLOT_BESIDE ? PLOT_ROWS :
			lines > 2 + PLOT_BESIDE ? lines - PLOT_BESIDE : 2,
		.utf8 = out_utf8(), .unit = w->unit ? w->unit : "",
		.n = w->n_samples,
	};
	int failed;
	size_t i;

	if (!p.n)
		return 0;
	samples = calloc(p.n, sizeof(*samples));
	if (!samples)
		return -1;
	for (i = 0; i < p.n; i++) {
		const struct fieldtap_sample *s = w->samples[i];

		samples[i].time = s->time;
		samples[i].value = s->number;
		samples[i].gap = s->missed;
		samples[i].bad = !s->quality || strcmp(s->quality, "good");
	}
	p.samples = samples;
	failed = plot_print(&p);
	free(samples);
	return failed;
}

static json_t *json_sample(const struct fieldtap_sample *s, bool text)
{
	json_t *o = json_object(), *value;

	if (!s->text || (!text && !isfinite(s->number)))
		value = json_null();
	else
		value = text ? ft_json_string(s->text) :
			       ft_json_literal(s->text);
	ft_put_uint(&o, "seq", s->seq);
	ft_put_uint(&o, "time", s->time);
	ft_put(&o, "value", value);
	ft_put_optional(&o, "quality", s->quality);
	ft_put_uint(&o, "missed", s->missed);
	return o;
}

static json_t *json_window(const struct fieldtap_window *w)
{
	const bool text = w->type && !strcmp(w->type, "datetime");
	json_t *o = json_object(), *samples = json_array();
	size_t i;

	for (i = 0; i < w->n_samples; i++)
		ft_put_item(&samples, json_sample(w->samples[i], text));
	ft_put_text(&o, "name", w->name);
	ft_put_optional(&o, "unit", w->unit);
	ft_put_optional(&o, "type", w->type);
	ft_put_uint(&o, "size", w->size);
	ft_put_uint(&o, "first", w->first);
	ft_put_uint(&o, "next", w->next);
	ft_put_uint(&o, "overwritten", w->overwritten);
	ft_put(&o, "samples", samples);
	return o;
}

static int print_window(const struct app *app, enum form form,
			const struct fieldtap_window *w)
{
	if (app->json) {
		out_json(app, json_window(w));
		return 0;
	}
	print_overwritten(w);
	if (form == PLOT)
		return print_plot(w);
	if (form == CSV)
		print_csv(w);
	else
		print_table(w);
	return 0;
}

static int take_form(const struct app *app, const char *word, enum form *form)
{
	if (*form != TABLE)
		return usage_error(app, "unknown argument \"%s\"", word);
	*form = !strcmp(word, "--csv") ? CSV : PLOT;
	return FT_DONE;
}

/* NAME [since N] [--csv | --plot] */
static int take_args(const struct app *app, struct args *args,
		     const char **name, uint64_t *since, enum form *form)
{
	int status = FT_DONE;
	const char *word;

	*name = args_next(args);
	if (!*name)
		return usage_error(app, "\"point window\" needs the name of a point");
	while (!status && (word = args_next(args))) {
		if (!strcmp(word, "since") && *since == FIELDTAP_ALL_SAMPLES)
			status = args_u64(app, args, word, "number of a sample",
					  since);
		else if (!strcmp(word, "--csv") || !strcmp(word, "--plot"))
			status = take_form(app, word, form);
		else
			status = usage_error(app, "unknown argument \"%s\"",
					     word);
	}
	return status;
}

/* Says why a call of the public library failed. */
static int fail(const struct app *app, const struct fieldtap *ft, int err)
{
	struct ft_error why;

	ft_fail(&why, err == -ENODEV ? FT_NOT_LOADED : FT_REFUSED, -err, "%s",
		fieldtap_error(ft));
	return report(app, "point window", &why);
}

int point_window(const struct app *app, struct args *args)
{
	uint64_t since = FIELDTAP_ALL_SAMPLES;
	const struct fieldtap_window *w;
	enum form form = TABLE;
	struct fieldtap *ft;
	const char *name;
	int err, status;

	status = take_args(app, args, &name, &since, &form);
	if (!status)
		status = enter(app);
	if (status)
		return status;
	err = fieldtap_open(&ft, NULL);
	if (!err)
		err = fieldtap_get_window(ft, name, since, &w);
	if (err)
		status = fail(app, ft, err);
	else if (print_window(app, form, w))
		status = out_no_memory();
	fieldtap_close(ft);
	return status;
}
