/* SPDX-License-Identifier: GPL-2.0 */
/* What the keys of "top" do; knows no terminal. */
#ifndef _FIELDTAP_TOP_UI_H
#define _FIELDTAP_TOP_UI_H

#include "top_table.h"

/* Keys that are no characters. */
enum top_key {
	TOP_KEY_NONE,
	TOP_KEY_ENTER = '\n',
	TOP_KEY_ESCAPE = 0x1b,
	TOP_KEY_ERASE = 0x7f,
	TOP_KEY_UP = 0x110000,
	TOP_KEY_DOWN,
	TOP_KEY_LEFT,
	TOP_KEY_RIGHT,
	TOP_KEY_PAGE_UP,
	TOP_KEY_PAGE_DOWN,
	TOP_KEY_HOME,
	TOP_KEY_END,
};

/* Shortest and longest time between two looks, milliseconds. */
#define TOP_DELAY_LEAST	100
#define TOP_DELAY_MOST	3600000

/**
 * struct top_ui - what somebody made of the screen
 * @table: the rows
 * @points: the rows are points, not values
 * @first: first row of @table's view on the screen
 * @page: rows that there is room for
 * @typing: the filter is being typed
 * @paused: nothing moves
 * @help: the keys are explained instead of the rows
 * @quit: somebody has seen enough
 * @delay: milliseconds between two looks
 */
struct top_ui {
	struct top_table *table;
	bool points;
	size_t first;
	size_t page;
	bool typing;
	bool paused;
	bool help;
	bool quit;
	unsigned int delay;
};

/**
 * top_ui_key() - do what a key means
 * @ui: the screen
 * @key: a character of ASCII, or one of enum top_key
 *
 * Return: true when it meant anything.
 */
bool top_ui_key(struct top_ui *ui, int key);

/**
 * top_ui_scroll() - keep the view within what there is
 * @ui: the screen, its view or its page perhaps another size than before
 */
void top_ui_scroll(struct top_ui *ui);

/* The keys explained, one line each, ended by NULL. */
extern const char *const top_ui_help[];

#endif /* _FIELDTAP_TOP_UI_H */
