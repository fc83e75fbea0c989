/* SPDX-License-Identifier: GPL-2.0 */
/* The rows of "top": found by name, sorted, filtered; knows no terminal. */
#ifndef _FIELDTAP_TOP_TABLE_H
#define _FIELDTAP_TOP_TABLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <linux/fieldtap.h>

#include "top_history.h"

/**
 * enum top_column - what is shown of a row
 * @TOP_NAME: name of a point or address of a value
 * @TOP_VALUE: newest value
 * @TOP_UNIT: engineering unit
 * @TOP_STATE: is it heard, and what the protocol says against it
 * @TOP_LEVEL: where it stands among its limits
 * @TOP_AGE: how long ago it was seen
 * @TOP_CHANGE: how much it changed in the last interval, per second
 * @TOP_UPDATES: how often it is seen, per second
 * @TOP_HISTORY: curve of the last samples; no order
 * @TOP_COLUMNS: how many there are
 */
enum top_column {
	TOP_NAME,
	TOP_VALUE,
	TOP_UNIT,
	TOP_STATE,
	TOP_LEVEL,
	TOP_AGE,
	TOP_CHANGE,
	TOP_UPDATES,
	TOP_HISTORY,
	TOP_COLUMNS,
};

/**
 * struct top_row - a point or a value; times in nanoseconds since the epoch
 * @name: its name, unique in the table
 * @columns: room that the name takes
 * @hash: of the name
 * @next: next row of the same bucket
 * @rank: place among all names
 * @round: the round of top_table_begin() in which it was met last
 * @unit: engineering unit, NULL where none is known
 * @text: the value where it is no single number, NULL otherwise
 * @number: the value as far as a double can tell; NAN where it is no number
 * @type: enum fieldtap_type of @raw
 * @raw: the value before scaling, in the low bits, as a point's raw is
 * @scale: decimal number, NULL for 1
 * @offset: decimal number, NULL for 0
 * @time: when the value was seen first, 0 while there is none
 * @seen: when it was seen last, 0 while it was not
 * @generation: of its last change, for those who fill the table
 * @state: enum fieldtap_point_state
 * @quality: enum fieldtap_quality
 * @status: the protocol's own code for that
 * @level: enum fieldtap_level
 * @rate_alert: it changes too fast
 * @before: @number at the last top_table_tick()
 * @change: units per second in the last interval, NAN while unknown
 * @updates: sightings per second, NAN while unknown
 * @history: the last samples, NULL while there is but one
 * @source: a row of another table that it comes from, for the same
 */
struct top_row {
	char *name;
	unsigned int columns;
	uint32_t hash;
	struct top_row *next;
	size_t rank;
	unsigned int round;
	char *unit;
	char *text;
	double number;
	uint32_t type;
	uint64_t raw;
	char *scale;
	char *offset;
	uint64_t time;
	uint64_t seen;
	uint64_t generation;
	uint32_t state;
	uint32_t quality;
	uint32_t status;
	uint32_t level;
	bool rate_alert;
	double before;
	double change;
	double updates;
	struct top_history *history;
	const struct top_row *source;
};

/* Longest filter, with its NUL. */
#define TOP_FILTER	64

/**
 * struct top_table - all rows, and those that are to be seen
 * @rows: all, by name once top_table_arrange() was called
 * @n: how many
 * @room: room in @rows and @view
 * @bucket: hash table of the names
 * @buckets: its size, a power of two
 * @round: the round of top_table_begin()
 * @view: rows that pass the filter, in order
 * @n_view: how many
 * @widest: columns of the longest name in @view
 * @sort: column that orders them
 * @reverse: greatest first
 * @filter: glob or part of the names, letters of either case; empty for all
 * @named: @rows is in order
 * @arranged: @view holds the rows that it should
 */
struct top_table {
	struct top_row **rows;
	size_t n;
	size_t room;
	struct top_row **bucket;
	size_t buckets;
	unsigned int round;
	struct top_row **view;
	size_t n_view;
	unsigned int widest;
	enum top_column sort;
	bool reverse;
	char filter[TOP_FILTER];
	bool named;
	bool arranged;
};

/**
 * top_table_find() - look for a row
 * @t: the table
 * @name: its name
 *
 * Return: the row, or NULL.
 */
struct top_row *top_table_find(const struct top_table *t, const char *name);

/**
 * top_table_add() - find a row or make it
 * @t: the table, all zero in the beginning
 * @name: its name
 *
 * A new row has no value.  The row is marked as met in this round.
 *
 * Return: the row, NULL without memory.
 */
struct top_row *top_table_add(struct top_table *t, const char *name);

/**
 * top_table_begin() - begin a round that meets every row that is left
 * @t: the table
 */
void top_table_begin(struct top_table *t);

/**
 * top_table_end() - take away the rows that were not met in the round
 * @t: the table
 */
void top_table_end(struct top_table *t);

/**
 * top_table_del() - take a row away
 * @t: the table
 * @row: the row
 */
void top_table_del(struct top_table *t, struct top_row *row);

/**
 * top_table_free() - give everything back; the table is empty then
 * @t: the table
 */
void top_table_free(struct top_table *t);

/**
 * top_row_set() - keep a text of a row
 * @text: &struct top_row's unit, text, scale or offset
 * @value: the new text, NULL or empty for none
 *
 * Return: 0, or -1 without memory.
 */
int top_row_set(char **text, const char *value);

/**
 * top_row_sample() - note the value of a row
 * @row: the row
 * @time: when the value was seen first; not a new sample where it is @row->time
 * @number: the value, NAN where it is no number
 *
 * Return: 0, or -1 without memory.
 */
int top_row_sample(struct top_row *row, uint64_t time, double number);

/**
 * top_table_tick() - an interval is over: note how much each row changed
 * @t: the table
 * @ns: how long it was
 */
void top_table_tick(struct top_table *t, uint64_t ns);

/**
 * top_table_filter() - choose which rows to see
 * @t: the table
 * @filter: see &struct top_table; cut where it is too long
 */
void top_table_filter(struct top_table *t, const char *filter);

/**
 * top_table_sort() - choose their order
 * @t: the table
 * @column: what orders them, not %TOP_HISTORY; rows that have nothing there
 *	come last in either direction
 * @reverse: the greatest first
 */
void top_table_sort(struct top_table *t, enum top_column column, bool reverse);

/**
 * top_table_arrange() - bring @t->view up to date
 * @t: the table
 *
 * Takes time n log n where names came or went or the order depends on what
 * changes, else almost none.
 *
 * Return: 0, or -1 without memory.
 */
int top_table_arrange(struct top_table *t);

/**
 * struct top_count - how many of the rows in sight are how
 * @state: of each enum fieldtap_point_state
 * @bad: neither of good quality nor waiting
 * @beyond: beyond a limit or changing too fast
 */
struct top_count {
	size_t state[FIELDTAP_POINT_STATE_STALE + 1];
	size_t bad;
	size_t beyond;
};

/**
 * top_table_count() - count the rows in sight
 * @t: the table
 * @c: gets the numbers
 */
void top_table_count(const struct top_table *t, struct top_count *c);

#endif /* _FIELDTAP_TOP_TABLE_H */
