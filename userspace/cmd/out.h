/* SPDX-License-Identifier: GPL-2.0 */
/* Printing: JSON arrays, aligned columns, times and octets for people. */
#ifndef _FIELDTAP_OUT_H
#define _FIELDTAP_OUT_H

#include <jansson.h>
#include <stdint.h>

#include "cmd.h"

/**
 * struct out_array - a JSON array printed item by item
 * @pretty: for people
 * @n: items printed
 */
struct out_array {
	bool pretty;
	size_t n;
};

/**
 * out_array_begin() - begin an array
 * @a: the array
 * @app: the run
 */
void out_array_begin(struct out_array *a, const struct app *app);

/**
 * out_array_item() - print one item
 * @a: the array
 * @item: the item, freed here; NULL for "no memory"
 */
void out_array_item(struct out_array *a, json_t *item);

/**
 * out_array_end() - end an array
 */
void out_array_end(void);

/**
 * out_json_line() - print one object on a line of its own
 * @item: the object, freed here; NULL for "no memory"
 */
void out_json_line(json_t *item);

/**
 * out_json() - print one object that is all there is
 * @app: the run
 * @item: the object, freed here; NULL for "no memory"
 */
void out_json(const struct app *app, json_t *item);

/**
 * out_no_memory() - note that something was not printed for want of memory
 *
 * Return: %FT_DONE; out_flush() tells.
 */
int out_no_memory(void);

/**
 * out_flush() - make sure that everything was written
 *
 * Return: %FT_DONE, or %FT_REFUSED after saying what is wrong.
 */
int out_flush(void);

/* Most columns of a table. */
#define OUT_COLUMNS	8

/**
 * struct out_table - rows of aligned columns
 * @columns: how many
 * @right: bit i: column i holds numbers
 * @rows: how many
 * @cells: all cells, row by row
 * @failed: no memory
 */
struct out_table {
	int columns;
	unsigned int right;
	size_t rows;
	char **cells;
	bool failed;
};

/**
 * out_row() - add a row
 * @t: the table
 * @fmt: the cells, separated by tabs
 */
void out_row(struct out_table *t, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));

/**
 * out_table() - print and free a table
 * @t: the table
 */
void out_table(struct out_table *t);

/* Room for what the functions below write. */
#define OUT_TEXT	40

/**
 * out_time() - a time for people
 * @buf: gets the local time; at least %OUT_TEXT octets
 * @ns: nanoseconds since the epoch
 *
 * Return: @buf.
 */
const char *out_time(char *buf, uint64_t ns);

/**
 * out_clock() - the time of day for people
 * @buf: gets the local time without the date; at least %OUT_TEXT octets
 * @ns: nanoseconds since the epoch
 *
 * Return: @buf.
 */
const char *out_clock(char *buf, uint64_t ns);

/**
 * out_age() - how long ago something was
 * @buf: gets the text; at least %OUT_TEXT octets
 * @now: nanoseconds since the epoch
 * @then: nanoseconds since the epoch
 *
 * Return: @buf.
 */
const char *out_age(char *buf, uint64_t now, uint64_t then);

/**
 * out_duration() - a short time for people
 * @buf: gets the text; at least %OUT_TEXT octets
 * @ns: nanoseconds
 *
 * Return: @buf.
 */
const char *out_duration(char *buf, uint64_t ns);

/**
 * out_now() - what time it is
 *
 * Return: nanoseconds since the epoch.
 */
uint64_t out_now(void);

/**
 * out_width() - how long lines may be
 *
 * Return: columns of the terminal, 80 where stdout is none.
 */
unsigned int out_width(void);

/**
 * out_height() - how many lines there may be at once
 *
 * Return: lines of the terminal, 24 where stdout is none.
 */
unsigned int out_height(void);

/**
 * out_utf8() - may the output be more than ASCII
 *
 * Return: true where the locale's characters are UTF-8.
 */
bool out_utf8(void);

/**
 * out_word() - a number of the wire in words
 * @buf: used where there is no word for it; at least %OUT_TEXT octets
 * @names: the words
 * @value: the number
 *
 * Return: the word, or the number in @buf.
 */
const char *out_word(char *buf, const struct ft_names *names, uint32_t value);

/**
 * out_clean() - make text off the wire harmless for a terminal
 * @s: the text; control characters become '?'
 * @n: its octets
 */
void out_clean(char *s, size_t n);

/**
 * out_safe() - print text off the wire
 * @s: the text; control characters become '?'
 */
void out_safe(const char *s);

#endif /* _FIELDTAP_OUT_H */
