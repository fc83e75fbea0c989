// SPDX-License-Identifier: GPL-2.0
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "../lib/json.h"
#include "out_value.h"
#include "plot.h"
#include "point.h"

#define NS	1000000000ull

/* Most rows of a plot, and lines that are needed beside them. */
#define PLOT_ROWS	20
#define PLOT_BESIDE	5

enum form { TABLE, CSV, PLOT };

static const char *value_text(char *buf, const struct ft_window *w,
			      const struct ft_sample *s, const char *none)
{
	if (!s->has_value)
		return none;
	ft_decimal_scale(buf, w->type, s->raw, w->scale, w->offset);
	return buf;
}

static void print_overwritten(const struct ft_window *w)
{
	if (w->overwritten)
		fprintf(stderr, "fieldtap: point window: %" PRIu64 " samples are not kept any more\n",
			w->overwritten);
}

static void print_table(const struct ft_window *w)
{
	struct out_table t = { .columns = 5, .right = 1 << 0 | 1 << 2 };
	const struct ft_sample *s = w->samples.data;
	char value[FT_DECIMAL_MAX], when[OUT_TEXT], quality[OUT_TEXT];
	char unit[FIELDTAP_UNIT_MAX], missed[OUT_TEXT];
	size_t i;

	if (!w->samples.n)
		return;
	strcpy(unit, w->unit);
	out_clean(unit, strlen(unit));
	out_row(&t, "SAMPLE\tTIME\tVALUE\tQUALITY\t");
	for (i = 0; i < w->samples.n; i++) {
		*missed = '\0';
		if (s[i].missed)
			snprintf(missed, sizeof(missed), "%u missed before",
				 s[i].missed);
		out_row(&t, "%" PRIu64 "\t%s\t%s%s%s\t%s\t%s", s[i].seq,
			out_time(when, s[i].time),
			value_text(value, w, &s[i], "-"),
			*unit && s[i].has_value ? " " : "",
			s[i].has_value ? unit : "",
			out_word(quality, &ft_quality_names, s[i].quality),
			missed);
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

static void print_csv(const struct ft_window *w)
{
	const struct ft_sample *s = w->samples.data;
	char value[FT_DECIMAL_MAX], when[OUT_TEXT], quality[OUT_TEXT];
	size_t i;

	puts("seq,time,value,quality,missed");
	for (i = 0; i < w->samples.n; i++)
		printf("%" PRIu64 ",%s,%s,%s,%u\n", s[i].seq,
		       iso_time(when, s[i].time),
		       value_text(value, w, &s[i], ""),
		       out_word(quality, &ft_quality_names, s[i].quality),
		       s[i].missed);
}

static int print_plot(const struct ft_window *w)
{
	const unsigned int lines = out_height(), columns = out_width();
	const struct ft_sample *s = w->samples.data;
	struct plot_sample *samples;
	struct plot p = {
		.columns = columns > PLOT_COLUMNS_MIN ? columns : PLOT_COLUMNS_MIN,
		.rows = lines > PLOT_ROWS + PLOT_BESIDE ? PLOT_ROWS :
			lines > 2 + PLOT_BESIDE ? lines - PLOT_BESIDE : 2,
		.utf8 = out_utf8(), .unit = w->unit, .n = w->samples.n,
	};
	int failed;
	size_t i;

	if (!p.n)
		return 0;
	samples = calloc(p.n, sizeof(*samples));
	if (!samples)
		return -1;
	for (i = 0; i < p.n; i++) {
		samples[i].time = s[i].time;
		samples[i].value = s[i].has_value ?
			ft_decimal_double(w->type, s[i].raw, w->scale,
					  w->offset) : NAN;
		samples[i].gap = s[i].missed;
		samples[i].bad = s[i].quality != FIELDTAP_QUALITY_GOOD;
	}
	p.samples = samples;
	failed = plot_print(&p);
	free(samples);
	return failed;
}

static int print_window(const struct app *app, enum form form,
			const struct ft_window *w)
{
	if (app->json) {
		out_json(app, ft_json_window(w));
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
int point_window(const struct app *app, struct args *args)
{
	const char *name = args_next(args), *word;
	uint64_t since = FT_WINDOW_ALL;
	enum form form = TABLE;
	int status = FT_DONE, failed;
	struct ft_window w;
	struct ft_conn c;

	if (!name)
		return usage_error(app, "\"point window\" needs the name of a point");
	while (!status && (word = args_next(args))) {
		if (!strcmp(word, "since") && since == FT_WINDOW_ALL)
			status = args_u64(app, args, word, "number of a sample",
					  &since);
		else if (!strcmp(word, "--csv") || !strcmp(word, "--plot"))
			status = take_form(app, word, &form);
		else
			status = usage_error(app, "unknown argument \"%s\"",
					     word);
	}
	if (!status)
		status = start(app, &c);
	if (status)
		return status;
	failed = ft_window_read(&c, name, since, &w);
	if (!failed && print_window(app, form, &w))
		failed = ft_no_memory(&c);
	ft_window_clean(&w);
	return finish(app, &c, "point window", failed);
}
