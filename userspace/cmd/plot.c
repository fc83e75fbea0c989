// SPDX-License-Identifier: GPL-2.0
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "out.h"
#include "plot.h"

/* Columns of the labels on the left, and of the axis beside them. */
#define LABEL	12
#define AXIS	2

/* Dots of a Braille pattern, which has bits of its own for them. */
#define DOTS_X	2
#define DOTS_Y	4
#define BRAILLE	0x2800

/* A canvas of dots, and what of time and value it shows. */
struct canvas {
	unsigned int columns, rows;
	unsigned int dots_x, dots_y;
	uint8_t *cells;
	char *marks;
	uint64_t begin, end;
	double low, high;
};

static void set_dot(struct canvas *c, int x, int y)
{
	static const uint8_t bits[DOTS_Y][DOTS_X] = {
		{ 0x01, 0x08 }, { 0x02, 0x10 }, { 0x04, 0x20 }, { 0x40, 0x80 },
	};
	const unsigned int fx = c->dots_x / c->columns;
	const unsigned int fy = c->dots_y / c->rows;

	c->cells[y / fy * c->columns + x / fx] |= bits[y % fy][x % fx];
}

static void draw_line(struct canvas *c, int x0, int y0, int x1, int y1)
{
	const int dx = x1 - x0, dy = y1 - y0;
	const int steps = abs(dx) > abs(dy) ? abs(dx) : abs(dy);
	int i;

	set_dot(c, x0, y0);
	for (i = 1; i <= steps; i++)
		set_dot(c, x0 + (int)lround((double)i * dx / steps),
			y0 + (int)lround((double)i * dy / steps));
}

static int x_of(const struct canvas *c, uint64_t time)
{
	if (time <= c->begin || c->end == c->begin)
		return 0;
	if (time >= c->end)
		return c->dots_x - 1;
	return lround((double)(time - c->begin) / (double)(c->end - c->begin) *
		      (c->dots_x - 1));
}

static int y_of(const struct canvas *c, double value)
{
	/* Halves, as the distance of the greatest doubles is none. */
	const double span = c->high / 2 - c->low / 2;

	return lround((c->high / 2 - value / 2) / span * (c->dots_y - 1));
}

static void draw(struct canvas *c, const struct plot *p)
{
	bool joined = false;
	int x, y, last_x = 0, last_y = 0;
	size_t i;

	for (i = 0; i < p->n; i++) {
		const struct plot_sample *s = &p->samples[i];
		char *mark;

		x = x_of(c, s->time);
		mark = &c->marks[x / (c->dots_x / c->columns)];
		if (s->gap)
			*mark = 'x';
		else if ((s->bad || !isfinite(s->value)) && *mark != 'x')
			*mark = '!';
		joined = joined && !s->gap;
		if (!isfinite(s->value)) {
			joined = false;
			continue;
		}
		y = y_of(c, s->value);
		if (joined)
			draw_line(c, last_x, last_y, x, y);
		else
			set_dot(c, x, y);
		joined = true;
		last_x = x;
		last_y = y;
	}
}

/* A line that does not move has its place in the middle. */
static void find_range(struct canvas *c, const struct plot *p)
{
	size_t i;

	c->low = INFINITY;
	c->high = -INFINITY;
	for (i = 0; i < p->n; i++) {
		const double v = p->samples[i].value;

		if (!isfinite(v))
			continue;
		c->low = fmin(c->low, v);
		c->high = fmax(c->high, v);
	}
	if (c->low > c->high)
		c->low = c->high = 0;
	if (c->low == c->high) {
		const double half = c->low ? fabs(c->low) / 10 : 1;

		c->low -= half;
		c->high += half;
	}
	c->begin = p->samples[0].time;
	c->end = p->samples[p->n - 1].time;
}

static void print_cell(const struct canvas *c, bool utf8, unsigned int row,
		       unsigned int column)
{
	const uint8_t cell = c->cells[row * c->columns + column];
	const unsigned int code = BRAILLE | cell;

	if (!cell)
		putchar(' ');
	else if (!utf8)
		putchar('*');
	else
		printf("%c%c%c", 0xe0 | code >> 12, 0x80 | (code >> 6 & 0x3f),
		       0x80 | (code & 0x3f));
}

static void print_rows(const struct canvas *c, const struct plot *p)
{
	unsigned int row, column, last;
	double value;

	for (row = 0; row < c->rows; row++) {
		value = c->high - (c->high / 2 - c->low / 2) * 2 * row /
			(c->rows - 1);
		/* Every fourth and the last. */
		if (row % 4 == 0 || row == c->rows - 1)
			printf("%*.6g %s", LABEL, value, p->utf8 ? "\u2524" : "|");
		else
			printf("%*s %s", LABEL, "", p->utf8 ? "\u2502" : "|");
		for (last = c->columns; last; last--) {
			if (c->cells[row * c->columns + last - 1])
				break;
		}
		for (column = 0; column < last; column++)
			print_cell(c, p->utf8, row, column);
		putchar('\n');
	}
}

static void print_axis(const struct canvas *c, const struct plot *p)
{
	unsigned int column;

	printf("%*s %s", LABEL, "", p->utf8 ? "\u2514" : "+");
	for (column = 0; column < c->columns; column++) {
		if (c->marks[column])
			putchar(c->marks[column]);
		else
			fputs(p->utf8 ? "\u2500" : "-", stdout);
	}
	putchar('\n');
}

/* The first time on the left, the last on the right, the middle if it fits. */
static void print_times(const struct canvas *c)
{
	char begin[OUT_TEXT], middle[OUT_TEXT], end[OUT_TEXT];
	const uint64_t half = c->begin + (c->end - c->begin) / 2;
	int used, room;

	used = printf("%*s%s", LABEL + AXIS, "", out_clock(begin, c->begin)) -
	       LABEL - AXIS;
	if (c->end == c->begin) {
		putchar('\n');
		return;
	}
	out_clock(middle, half);
	out_clock(end, c->end);
	room = (int)c->columns / 2 - used - (int)strlen(middle) / 2;
	if (room > 0 && room < (int)c->columns)
		used += printf("%*s%s", room, "", middle);
	room = (int)c->columns - used - (int)strlen(end);
	printf("%*s%s\n", room > 0 ? room : 1, "", end);
}

static void print_legend(const struct canvas *c)
{
	const bool gaps = memchr(c->marks, 'x', c->columns);
	const bool bad = memchr(c->marks, '!', c->columns);

	if (!gaps && !bad)
		return;
	printf("%*s%s%s%s\n", LABEL + AXIS, "", gaps ? "x samples are missing" : "",
	       gaps && bad ? ", " : "", bad ? "! bad, uncertain or no value" : "");
}

int plot_print(const struct plot *p)
{
	struct canvas c = { .columns = p->columns - LABEL - AXIS,
			    .rows = p->rows };

	c.dots_x = c.columns * (p->utf8 ? DOTS_X : 1);
	c.dots_y = c.rows * (p->utf8 ? DOTS_Y : 1);
	c.cells = calloc(c.rows, c.columns);
	c.marks = calloc(c.columns, 1);
	if (!c.cells || !c.marks) {
		free(c.cells);
		free(c.marks);
		return -1;
	}
	find_range(&c, p);
	draw(&c, p);
	if (*p->unit) {
		printf("%*s ", LABEL, "");
		out_safe(p->unit);
		putchar('\n');
	}
	print_rows(&c, p);
	print_axis(&c, p);
	print_times(&c);
	print_legend(&c);
	free(c.cells);
	free(c.marks);
	return 0;
}
