// SPDX-License-Identifier: GPL-2.0
#include <errno.h>
#include <inttypes.h>
#include <langinfo.h>
#include <locale.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <time.h>
#include <unistd.h>

#include "../lib/json.h"
#include "../lib/utf8.h"
#include "out.h"

#define NS	1000000000ull

static bool no_memory;

static void dump(json_t *item, bool pretty)
{
	char *text = item ? ft_json_text(item, pretty) : NULL;

	if (text)
		fputs(text, stdout);
	else
		no_memory = true;
	free(text);
	json_decref(item);
}

void out_array_begin(struct out_array *a, const struct app *app)
{
	a->pretty = app->pretty;
	a->n = 0;
	putchar('[');
}

void out_array_item(struct out_array *a, json_t *item)
{
	if (a->n++)
		putchar(',');
	/* One object a line: as easy for grep as for a parser. */
	if (a->n > 1 && !a->pretty)
		putchar('\n');
	dump(item, a->pretty);
}

void out_array_end(void)
{
	puts("]");
}

void out_json_line(json_t *item)
{
	dump(item, false);
	putchar('\n');
}

void out_json(const struct app *app, json_t *item)
{
	dump(item, app->pretty);
	putchar('\n');
}

int out_no_memory(void)
{
	no_memory = true;
	return FT_DONE;
}

int out_flush(void)
{
	static bool told;

	if (fflush(stdout) || ferror(stdout)) {
		if (!told)
			fprintf(stderr, "fieldtap: write error: %s\n",
				strerror(errno));
		told = true;
		return FT_REFUSED;
	}
	if (no_memory) {
		fputs("fieldtap: out of memory; the output is not complete\n",
		      stderr);
		return FT_REFUSED;
	}
	return FT_DONE;
}

/* Splits a line at its tabs; what is missing is empty. */
static void split(char *line, int columns, char **cells)
{
	int i;

	for (i = 0; i < columns; i++)
		cells[i] = line ? strdup(strsep(&line, "\t")) : strdup("");
}

void out_row(struct out_table *t, const char *fmt, ...)
{
	char *line, **cells;
	va_list ap;
	int n;

	va_start(ap, fmt);
	n = vasprintf(&line, fmt, ap);
	va_end(ap);
	cells = reallocarray(t->cells, (t->rows + 1) * t->columns,
			     sizeof(*cells));
	if (cells)
		t->cells = cells;
	if (n < 0 || !cells)
		t->failed = true;
	else
		split(line, t->columns, &cells[t->rows++ * t->columns]);
	if (n >= 0)
		free(line);
}

static const char *cell(const struct out_table *t, size_t row, int column)
{
	const char *s = t->cells[row * t->columns + column];

	return s ? s : "?";
}

static void print_row(const struct out_table *t, size_t row, const int *width)
{
	int i, last = t->columns - 1;

	/* No blanks at the end of a line. */
	while (last > 0 && !*cell(t, row, last))
		last--;
	for (i = 0; i <= last; i++) {
		const char *s = cell(t, row, i);
		const int blanks = width[i] - (int)ft_utf8_columns(s);
		const bool right = t->right >> i & 1;

		printf("%*s%s", right ? blanks : 0, "", s);
		if (i < last)
			printf("%*s", (right ? 0 : blanks) + 2, "");
	}
	putchar('\n');
}

void out_table(struct out_table *t)
{
	int width[OUT_COLUMNS] = { 0 };
	size_t row;
	int i;

	for (row = 0; row < t->rows; row++) {
		for (i = 0; i < t->columns; i++) {
			int n = ft_utf8_columns(cell(t, row, i));

			width[i] = n > width[i] ? n : width[i];
		}
	}
	for (row = 0; row < t->rows; row++)
		print_row(t, row, width);
	for (row = 0; row < t->rows * t->columns; row++)
		free(t->cells[row]);
	free(t->cells);
	if (t->failed)
		no_memory = true;
}

/* Adds the milliseconds to what strftime() made. */
static const char *with_ms(char *buf, size_t n, uint64_t ns)
{
	snprintf(buf + n, OUT_TEXT - n, ".%03u",
		 (unsigned int)(ns % NS / 1000000));
	return buf;
}

const char *out_time(char *buf, uint64_t ns)
{
	const time_t t = ns / NS;
	struct tm tm;

	if (!ns || !localtime_r(&t, &tm))
		return strcpy(buf, "never");
	return with_ms(buf, strftime(buf, OUT_TEXT, "%Y-%m-%d %H:%M:%S", &tm),
		       ns);
}

const char *out_clock(char *buf, uint64_t ns)
{
	const time_t t = ns / NS;
	struct tm tm;

	if (!localtime_r(&t, &tm))
		return strcpy(buf, "never");
	return with_ms(buf, strftime(buf, OUT_TEXT, "%H:%M:%S", &tm), ns);
}

const char *out_age(char *buf, uint64_t now, uint64_t then)
{
	/* Clocks are set back now and then. */
	uint64_t ns = now > then ? now - then : 0, s = ns / NS;

	if (!then)
		strcpy(buf, "never");
	else if (s < 10)
		snprintf(buf, OUT_TEXT, "%" PRIu64 ".%us", s,
			 (unsigned int)(ns % NS / (NS / 10)));
	else if (s < 60)
		snprintf(buf, OUT_TEXT, "%" PRIu64 "s", s);
	else if (s < 3600)
		snprintf(buf, OUT_TEXT, "%" PRIu64 "m%02us", s / 60,
			 (unsigned int)(s % 60));
	else if (s < 86400)
		snprintf(buf, OUT_TEXT, "%" PRIu64 "h%02um", s / 3600,
			 (unsigned int)(s % 3600 / 60));
	else
		snprintf(buf, OUT_TEXT, "%" PRIu64 "d%02uh", s / 86400,
			 (unsigned int)(s % 86400 / 3600));
	return buf;
}

const char *out_duration(char *buf, uint64_t ns)
{
	if (ns < 1000)
		snprintf(buf, OUT_TEXT, "%" PRIu64 "ns", ns);
	else if (ns < 1000000)
		snprintf(buf, OUT_TEXT, "%.1fus", ns / 1e3);
	else if (ns < NS)
		snprintf(buf, OUT_TEXT, "%.1fms", ns / 1e6);
	else
		snprintf(buf, OUT_TEXT, "%.1fs", ns / 1e9);
	return buf;
}

uint64_t out_now(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_REALTIME, &ts);
	return (uint64_t)ts.tv_sec * NS + ts.tv_nsec;
}

unsigned int out_width(void)
{
	struct winsize ws;

	if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &ws) || !ws.ws_col)
		return 80;
	return ws.ws_col;
}

unsigned int out_height(void)
{
	struct winsize ws;

	if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &ws) || !ws.ws_row)
		return 24;
	return ws.ws_row;
}

bool out_utf8(void)
{
	locale_t locale = newlocale(LC_CTYPE_MASK, "", (locale_t)0);
	bool utf8;

	if (!locale)
		return false;
	utf8 = !strcmp(nl_langinfo_l(CODESET, locale), "UTF-8");
	freelocale(locale);
	return utf8;
}

const char *out_word(char *buf, const struct ft_names *names, uint32_t value)
{
	const char *name = ft_name(names, value);

	if (name)
		return name;
	snprintf(buf, OUT_TEXT, "%u", value);
	return buf;
}

/* Of UTF-8, C0, DEL and the second octet of C1. */
static bool is_control(const char *s, bool after_c2)
{
	unsigned char c = *s;

	return c < ' ' || c == 0x7f || (after_c2 && c >= 0x80 && c < 0xa0);
}

void out_clean(char *s, size_t n)
{
	size_t i;

	for (i = 0; i < n; i++) {
		if (!is_control(&s[i], i && s[i - 1] == '\xc2'))
			continue;
		/* Both octets of C1, or what is left would be no UTF-8. */
		if (s[i] & 0x80)
			s[i - 1] = '?';
		s[i] = '?';
	}
}

void out_safe(const char *s)
{
	char *clean = strdup(s);

	if (!clean) {
		no_memory = true;
		return;
	}
	out_clean(clean, strlen(clean));
	fputs(clean, stdout);
	free(clean);
}
