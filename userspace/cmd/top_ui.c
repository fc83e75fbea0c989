// SPDX-License-Identifier: GPL-2.0
#include <ctype.h>
#include <string.h>

#include "top_ui.h"

const char *const top_ui_help[] = {
	"q             quit",
	"/             filter: part of the name, or a glob with * ? [",
	"              Enter keeps it, Escape takes it away",
	"< > Left Right  sort by the column before or behind",
	"1 2 3 ...     sort by the first, second, third ... column",
	"r             turn the order round",
	"Space p       pause, go on",
	"+ -           look less or more often",
	"Up Down j k   scroll",
	"PgUp PgDn     a page",
	"Home End g G  to the beginning, to the end",
	"h ?           this; any key goes back",
	"",
	"LEVEL   where a point stands among its limits; rate or !: it changes too fast",
	"AGE     since it was seen",
	"CHANGE  in the last interval, per second",
	"UPD/S   sightings per second",
	"HISTORY the last values told, each scaled to itself",
	NULL,
};

void top_ui_scroll(struct top_ui *ui)
{
	const size_t n = ui->table->n_view;

	if (n <= ui->page)
		ui->first = 0;
	else if (ui->first > n - ui->page)
		ui->first = n - ui->page;
}

static void scroll_by(struct top_ui *ui, size_t rows, bool down)
{
	if (down)
		ui->first += rows;
	else
		ui->first -= rows < ui->first ? rows : ui->first;
	top_ui_scroll(ui);
}

/* What is greatest or worst is what people look for. */
static bool greatest_first(enum top_column column)
{
	return column != TOP_NAME && column != TOP_UNIT;
}

static bool has_column(const struct top_ui *ui, int column)
{
	return column >= TOP_NAME && column < TOP_HISTORY &&
	       (column != TOP_LEVEL || ui->points);
}

static void sort_by(struct top_ui *ui, int column)
{
	top_table_sort(ui->table, column, greatest_first(column));
}

static void sort_beside(struct top_ui *ui, int step)
{
	int column = ui->table->sort + step;

	if (!has_column(ui, column))
		column += step;
	if (has_column(ui, column))
		sort_by(ui, column);
}

/* By the number of a column, as it stands on a wide screen. */
static void sort_by_number(struct top_ui *ui, int number)
{
	int column;

	for (column = 0; column < TOP_COLUMNS; column++) {
		if (has_column(ui, column) && !--number)
			sort_by(ui, column);
	}
}

static void change_delay(struct top_ui *ui, bool longer)
{
	ui->delay = longer ? ui->delay * 2 : ui->delay / 2;
	if (ui->delay < TOP_DELAY_LEAST)
		ui->delay = TOP_DELAY_LEAST;
	if (ui->delay > TOP_DELAY_MOST)
		ui->delay = TOP_DELAY_MOST;
}

static bool type(struct top_ui *ui, int key)
{
	char filter[TOP_FILTER + 1];
	size_t n = strlen(ui->table->filter);

	memcpy(filter, ui->table->filter, n + 1);
	if (key == TOP_KEY_ENTER) {
		ui->typing = false;
		return true;
	}
	if (key == TOP_KEY_ESCAPE) {
		ui->typing = false;
		*filter = '\0';
	} else if (key == TOP_KEY_ERASE) {
		filter[n ? n - 1 : 0] = '\0';
	} else if (key == ('U' & 0x1f)) {
		*filter = '\0';
	} else if (key < 0x80 && isprint(key) && n + 1 < TOP_FILTER) {
		filter[n] = key;
		filter[n + 1] = '\0';
	} else {
		return false;
	}
	top_table_filter(ui->table, filter);
	ui->first = 0;
	return true;
}

static bool move(struct top_ui *ui, int key)
{
	switch (key) {
	case TOP_KEY_UP:
	case 'k':
		scroll_by(ui, 1, false);
		return true;
	case TOP_KEY_DOWN:
	case 'j':
		scroll_by(ui, 1, true);
		return true;
	case TOP_KEY_PAGE_UP:
		scroll_by(ui, ui->page, false);
		return true;
	case TOP_KEY_PAGE_DOWN:
		scroll_by(ui, ui->page, true);
		return true;
	case TOP_KEY_HOME:
	case 'g':
		ui->first = 0;
		return true;
	case TOP_KEY_END:
	case 'G':
		ui->first = ui->table->n_view;
		top_ui_scroll(ui);
		return true;
	}
	return false;
}

static bool sort(struct top_ui *ui, int key)
{
	if (key == '<' || key == TOP_KEY_LEFT)
		sort_beside(ui, -1);
	else if (key == '>' || key == TOP_KEY_RIGHT)
		sort_beside(ui, 1);
	else if (key == 'r')
		top_table_sort(ui->table, ui->table->sort,
			       !ui->table->reverse);
	else if (key >= '1' && key <= '9')
		sort_by_number(ui, key - '0');
	else
		return false;
	return true;
}

bool top_ui_key(struct top_ui *ui, int key)
{
	if (ui->help) {
		ui->help = false;
		return true;
	}
	if (ui->typing)
		return type(ui, key);
	if (move(ui, key) || sort(ui, key))
		return true;
	switch (key) {
	case 'q':
		ui->quit = true;
		return true;
	case '/':
		ui->typing = true;
		return true;
	case TOP_KEY_ESCAPE:
		top_table_filter(ui->table, "");
		return true;
	case ' ':
	case 'p':
		ui->paused = !ui->paused;
		return true;
	case 'h':
	case '?':
		ui->help = true;
		return true;
	case '+':
	case '-':
		change_delay(ui, key == '+');
		return true;
	}
	return false;
}
