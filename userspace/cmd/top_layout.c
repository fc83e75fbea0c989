// SPDX-License-Identifier: GPL-2.0
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <wchar.h>

#include "../lib/decimal.h"
#include "../lib/names.h"
#include "../lib/utf8.h"
#include "out.h"
#include "top_layout.h"

/*
 * Room that a column needs, the most that it makes use of, and whether it is
 * for numbers.  The name has what the others leave.
 */
static const struct {
	const char *heading;
	unsigned int width;
	unsigned int most;
	bool right;
} columns_of[TOP_COLUMNS] = {
	[TOP_NAME] = { "NAME", 12, TOP_WIDEST, false },
	[TOP_VALUE] = { "VALUE", 14, 22, true },
	[TOP_UNIT] = { "UNIT", 6, 12, false },
	[TOP_STATE] = { "STATE", 10, 20, false },
	[TOP_LEVEL] = { "LEVEL", 6, 6, false },
	[TOP_AGE] = { "AGE", 6, 6, true },
	[TOP_CHANGE] = { "CHANGE/S", 9, 9, true },
	[TOP_UPDATES] = { "UPD/S", 6, 6, true },
	[TOP_HISTORY] = { "HISTORY", 8, TOP_SAMPLES, false },
};

/* Of a number that has no room a double can tell that many. */
#define FEW_DIGITS	15

/* With fewer columns there is no room for much but a value. */
#define LEAST_COLUMNS	30

/* What matters least comes first. */
static const enum top_column dispensable[] = {
	TOP_UPDATES, TOP_CHANGE, TOP_UNIT, TOP_HISTORY, TOP_AGE, TOP_LEVEL,
	TOP_STATE,
};

/* Who gets what is left, one after the other. */
static const enum top_column hungry[] = {
	TOP_NAME, TOP_HISTORY, TOP_VALUE, TOP_STATE, TOP_UNIT,
};

enum top_colour top_row_colour(const struct top_row *row)
{
	if (row->level == FIELDTAP_LEVEL_HIHI ||
	    row->level == FIELDTAP_LEVEL_LOLO)
		return TOP_ALARM;
	if (row->level != FIELDTAP_LEVEL_NORMAL || row->rate_alert)
		return TOP_WARNING;
	if (row->state != FIELDTAP_POINT_STATE_FRESH)
		return TOP_DIM;
	if (row->quality == FIELDTAP_QUALITY_GOOD)
		return TOP_PLAIN;
	return row->quality == FIELDTAP_QUALITY_UNCERTAIN ? TOP_UNSURE :
							    TOP_BAD;
}

/* Columns of a line, a blank between two of them. */
static unsigned int used(const struct top_layout *l)
{
	unsigned int i, n = 0;

	for (i = 0; i < TOP_COLUMNS; i++)
		n += l->width[i] ? l->width[i] + 1 : 0;
	return n - 1;
}

static unsigned int most_of(enum top_column column, unsigned int widest)
{
	return column == TOP_NAME ? widest : columns_of[column].most;
}

void top_layout_fit(struct top_layout *l, unsigned int columns,
		    unsigned int widest, bool points)
{
	unsigned int i, left;

	if (columns > TOP_WIDEST)
		columns = TOP_WIDEST;
	for (i = 0; i < TOP_COLUMNS; i++)
		l->width[i] = columns_of[i].width;
	if (!points)
		l->width[TOP_LEVEL] = 0;
	/* Half the line is for a name that needs it. */
	if (widest > l->width[TOP_NAME] && columns > LEAST_COLUMNS)
		l->width[TOP_NAME] = widest < columns / 2 ? widest :
							    columns / 2;
	for (i = 0; i < sizeof(dispensable) / sizeof(dispensable[0]); i++) {
		if (used(l) > columns)
			l->width[dispensable[i]] = 0;
	}
	left = used(l) < columns ? columns - used(l) : 0;
	for (i = 0; i < sizeof(hungry) / sizeof(hungry[0]); i++) {
		unsigned int *width = &l->width[hungry[i]];
		unsigned int most = most_of(hungry[i], widest), more;

		if (!*width || *width >= most)
			continue;
		more = most - *width < left ? most - *width : left;
		*width += more;
		left -= more;
	}
}

/* The character at @s, its octets at *n; -1 for one that cannot be shown. */
static int take_character(const char *s, unsigned int *n, bool utf8,
			  unsigned int *columns)
{
	const unsigned char c = *s;
	wchar_t wide = c;
	int w;

	*n = 1;
	*columns = 1;
	if (c < 0x80)
		return c < ' ' || c == 0x7f ? -1 : 0;
	/* What follows is well-formed, and has no NUL in it. */
	wide = c < 0xe0 ? c & 0x1f : c < 0xf0 ? c & 0xf : c & 7;
	while ((s[*n] & 0xc0) == 0x80)
		wide = wide << 6 | (s[(*n)++] & 0x3f);
	w = utf8 ? wcwidth(wide) : -1;
	if (w < 0)
		return -1;
	*columns = w;
	return 0;
}

/* Text as it is shown, whole: returns its columns. */
static unsigned int clean(char *dst, const char *src, bool utf8)
{
	unsigned int n, w, columns = 0;

	for (; *src; src += n) {
		if (take_character(src, &n, utf8, &w))
			*dst++ = '?';
		else if (w)
			dst = mempcpy(dst, src, n);
		columns += w;
	}
	*dst = '\0';
	return columns;
}

/* As many characters of @src as there is room for; returns their columns. */
static unsigned int copy_some(char *dst, const char *src, unsigned int room,
			      bool utf8)
{
	unsigned int n, w, columns = 0;

	for (; *src; src += n, columns += w) {
		take_character(src, &n, utf8, &w);
		if (columns + w > room)
			break;
		dst = mempcpy(dst, src, n);
	}
	*dst = '\0';
	return columns;
}

/* Leaves out characters until no more than @room columns are left. */
static const char *skip_some(const char *s, unsigned int columns,
			     unsigned int room, bool utf8)
{
	unsigned int n, w;

	while (columns > room) {
		take_character(s, &n, utf8, &w);
		s += n;
		columns -= w;
	}
	return s;
}

size_t top_fit(char *buf, const char *text, unsigned int columns,
	       unsigned int how)
{
	static const char dots[] = "..";
	const unsigned int mark = columns > 2 ? 2 : 0;
	const bool utf8 = how & TOP_UTF8;
	const size_t len = strlen(text);
	char *whole = malloc(2 * (FT_UTF8_REPAIR * len + 1));
	unsigned int n;
	char *shown, *p = buf;

	*buf = '\0';
	if (!whole)
		return 0;
	whole[ft_utf8_repair(whole, text, len)] = '\0';
	shown = whole + FT_UTF8_REPAIR * len + 1;
	n = clean(shown, whole, utf8);
	if (n <= columns) {
		p += sprintf(p, "%*s%s%*s", how & TOP_RIGHT ? columns - n : 0,
			     "", shown, how & TOP_RIGHT ? 0 : columns - n, "");
	} else if (how & TOP_KEEP_END) {
		const char *end = skip_some(shown, n, columns - mark, utf8);

		p += sprintf(p, "%.*s%s", mark, dots, end);
	} else {
		n = copy_some(p, shown, columns - mark, utf8);
		p += strlen(p);
		p += sprintf(p, "%.*s%*s", mark, dots, columns - mark - n, "");
	}
	free(whole);
	return p - buf;
}

/* The whole number, or as many digits of it as there is room for. */
static void value_text(char *buf, const struct top_row *row,
		       unsigned int width)
{
	int digits;

	if (row->text) {
		snprintf(buf, TOP_CELL, "%s", row->text);
		return;
	}
	if (!row->time) {
		strcpy(buf, "-");
		return;
	}
	ft_decimal_scale(buf, row->type, row->raw, row->scale, row->offset);
	for (digits = FEW_DIGITS; strlen(buf) > width && digits > 0 &&
	     isfinite(row->number); digits--)
		gcvt(row->number, digits, buf);
}

static void state_text(char *buf, const struct top_row *row)
{
	char word[OUT_TEXT];
	int n;

	if (row->state != FIELDTAP_POINT_STATE_FRESH ||
	    row->quality == FIELDTAP_QUALITY_GOOD) {
		strcpy(buf, out_word(word, &ft_point_state_names, row->state));
		return;
	}
	n = snprintf(buf, TOP_CELL, "%s",
		     out_word(word, &ft_quality_names, row->quality));
	if (row->status)
		snprintf(buf + n, TOP_CELL - n, " 0x%" PRIx32, row->status);
}

static void level_text(char *buf, const struct top_row *row)
{
	char word[OUT_TEXT];

	if (row->level != FIELDTAP_LEVEL_NORMAL)
		snprintf(buf, TOP_CELL, "%s%s",
			 out_word(word, &ft_level_names, row->level),
			 row->rate_alert ? "!" : "");
	else
		strcpy(buf, row->rate_alert ? "rate" : "");
}

/* Of many days nobody counts the hours. */
static void age_text(char *buf, const struct top_row *row, uint64_t now,
		     unsigned int width)
{
	char *days;

	out_age(buf, now, row->seen);
	days = strchr(buf, 'd');
	if (days && strlen(buf) > width)
		days[1] = '\0';
}

/* Three digits are enough to see how fast something is. */
static void number_text(char *buf, double x, const char *sign)
{
	if (isnan(x))
		strcpy(buf, "-");
	else
		snprintf(buf, TOP_CELL, "%s%.3g", x > 0 ? sign : "", x);
}

const char *top_cell(char *buf, const struct top_row *row,
		     enum top_column column, const struct top_layout *l,
		     uint64_t now)
{
	*buf = '\0';
	switch (column) {
	case TOP_VALUE:
		value_text(buf, row, l->width[TOP_VALUE]);
		break;
	case TOP_UNIT:
		snprintf(buf, TOP_CELL, "%s", row->unit ? row->unit : "");
		break;
	case TOP_STATE:
		state_text(buf, row);
		break;
	case TOP_LEVEL:
		level_text(buf, row);
		break;
	case TOP_AGE:
		age_text(buf, row, now, l->width[TOP_AGE]);
		break;
	case TOP_CHANGE:
		number_text(buf, row->change, "+");
		break;
	case TOP_UPDATES:
		number_text(buf, row->updates, "");
		break;
	case TOP_HISTORY:
		top_history_curve(buf, row->history, l->width[TOP_HISTORY],
				  l->utf8);
		break;
	default:
		break;
	}
	return buf;
}

static unsigned int how_of(enum top_column column, const struct top_row *row,
			   bool utf8)
{
	unsigned int how = utf8 ? TOP_UTF8 : 0;

	if (column == TOP_NAME)
		return how | TOP_KEEP_END;
	/* Text stands at the left of its column, as "value show" has it. */
	if (columns_of[column].right && !(column == TOP_VALUE && row->text))
		return how | TOP_RIGHT;
	return how;
}

static char *end_cell(char *p, bool last)
{
	if (!last)
		*p++ = ' ';
	*p = '\0';
	return p;
}

static bool is_last(const struct top_layout *l, unsigned int column)
{
	while (++column < TOP_COLUMNS) {
		if (l->width[column])
			return false;
	}
	return true;
}

const char *top_line(char *buf, const struct top_row *row,
		     const struct top_layout *l, uint64_t now)
{
	char cell[TOP_CELL], *p = buf;
	unsigned int i;

	for (i = 0; i < TOP_COLUMNS; i++) {
		const char *text = row->name;

		if (!l->width[i])
			continue;
		if (i != TOP_NAME)
			text = top_cell(cell, row, i, l, now);
		p += top_fit(p, text, l->width[i], how_of(i, row, l->utf8));
		p = end_cell(p, is_last(l, i));
	}
	return buf;
}

const char *top_heading(char *buf, const struct top_layout *l,
			const struct top_table *t, bool values)
{
	char cell[TOP_CELL], *p = buf;
	unsigned int i;

	for (i = 0; i < TOP_COLUMNS; i++) {
		const char *text = columns_of[i].heading, *mark = "";

		if (!l->width[i])
			continue;
		if (i == TOP_NAME && values)
			text = "ADDRESS";
		if (t && t->sort == i)
			mark = t->reverse ? "v" : "^";
		snprintf(cell, sizeof(cell), "%s%s", text, mark);
		p += top_fit(p, cell, l->width[i],
			     columns_of[i].right ? TOP_RIGHT : 0);
		p = end_cell(p, is_last(l, i));
	}
	return buf;
}
