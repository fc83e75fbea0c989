/* SPDX-License-Identifier: GPL-2.0 */
/* What a line of "top" looks like: its columns, their texts and colours. */
#ifndef _FIELDTAP_TOP_LAYOUT_H
#define _FIELDTAP_TOP_LAYOUT_H

#include "top_table.h"

/**
 * enum top_colour - how much a row wants to be looked at
 * @TOP_PLAIN: nothing is wrong
 * @TOP_DIM: nothing is known: it waits, is stale or does not fit
 * @TOP_UNSURE: the protocol says that it may be wrong
 * @TOP_BAD: the protocol says that it is wrong
 * @TOP_WARNING: beyond lo or hi, or it changes too fast
 * @TOP_ALARM: beyond lolo or hihi
 * @TOP_COLOURS: how many there are
 */
enum top_colour {
	TOP_PLAIN,
	TOP_DIM,
	TOP_UNSURE,
	TOP_BAD,
	TOP_WARNING,
	TOP_ALARM,
	TOP_COLOURS,
};

/**
 * top_row_colour() - how much a row wants to be looked at
 * @row: the row
 *
 * Return: the worst that applies.
 */
enum top_colour top_row_colour(const struct top_row *row);

/**
 * struct top_layout - the columns of a line
 * @width: room of each column, 0 for one that is not there
 * @utf8: in UTF-8, otherwise in ASCII
 */
struct top_layout {
	unsigned int width[TOP_COLUMNS];
	bool utf8;
};

/**
 * top_layout_fit() - share out the room of a line
 * @l: the layout, @l->utf8 set
 * @columns: room, of which %TOP_WIDEST is used at most
 * @widest: room that the longest name takes
 * @points: with the columns that only points have
 *
 * What matters least goes first where there is not room for all.
 */
void top_layout_fit(struct top_layout *l, unsigned int columns,
		    unsigned int widest, bool points);

/* Widest line. */
#define TOP_WIDEST	500
/* Room for the text of a cell or a line. */
#define TOP_CELL	256
#define TOP_LINE	(4 * TOP_WIDEST + 1)

/**
 * top_cell() - the text of a cell
 * @buf: gets the text, at least %TOP_CELL octets
 * @row: the row
 * @column: the column; not %TOP_NAME, whose text is the name
 * @l: the layout
 * @now: nanoseconds since the epoch
 *
 * Return: @buf.
 */
const char *top_cell(char *buf, const struct top_row *row,
		     enum top_column column, const struct top_layout *l,
		     uint64_t now);

/**
 * top_line() - a row as a line
 * @buf: gets the line, at least %TOP_LINE octets
 * @row: the row
 * @l: the layout
 * @now: nanoseconds since the epoch
 *
 * Return: @buf.
 */
const char *top_line(char *buf, const struct top_row *row,
		     const struct top_layout *l, uint64_t now);

/**
 * top_heading() - the names of the columns as a line
 * @buf: gets the line, at least %TOP_LINE octets
 * @l: the layout
 * @t: the table, for its order; NULL to leave out the mark of it
 * @values: the rows are values, not points
 *
 * Return: @buf.
 */
const char *top_heading(char *buf, const struct top_layout *l,
			const struct top_table *t, bool values);

/**
 * enum top_fit - how text is brought into a room
 * @TOP_RIGHT: blanks come first
 * @TOP_KEEP_END: where it is too long its beginning is left out
 * @TOP_UTF8: it is shown in UTF-8, otherwise in ASCII
 */
enum top_fit {
	TOP_RIGHT = 1,
	TOP_KEEP_END = 2,
	TOP_UTF8 = 4,
};

/**
 * top_fit() - bring text into a room
 * @buf: gets the text, at least 4 * @columns + 1 octets
 * @text: UTF-8, perhaps ill-formed
 * @columns: the room
 * @how: enum top_fit
 *
 * Control characters, and in ASCII everything else, become '?'.
 *
 * Return: octets written, without the NUL.
 */
size_t top_fit(char *buf, const char *text, unsigned int columns,
	       unsigned int how);

#endif /* _FIELDTAP_TOP_LAYOUT_H */
