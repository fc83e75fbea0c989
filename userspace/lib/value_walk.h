/* SPDX-License-Identifier: GPL-2.0 */
/* The two kinds of values, device by device; for value.c alone. */
#ifndef _LIBFIELDTAP_VALUE_WALK_H
#define _LIBFIELDTAP_VALUE_WALK_H

#include "value.h"

/**
 * struct ft_walk - who wants which values
 * @filter: which
 * @fn: called for each, as ft_value_each() says
 * @arg: passed to @fn
 */
struct ft_walk {
	const struct ft_filter *filter;
	int (*fn)(const struct ft_value *v, void *arg);
	void *arg;
};

struct ft_span;

/**
 * struct ft_tables - images that are part of a table of numbers
 * @spans: the images by device, table and first number
 * @n: how many
 * @next: those before are done
 * @newest: newest image of each number of a run
 * @room: entries of @newest
 */
struct ft_tables {
	struct ft_span *spans;
	size_t n;
	size_t next;
	const struct ft_image **newest;
	size_t room;
};

/**
 * ft_tables_begin() - look for tables
 * @t: the tables; ft_tables_end() them in any case
 * @images: the images
 * @n: how many
 * @f: which values are wanted
 *
 * Return: 0, or -1 without memory.
 */
int ft_tables_begin(struct ft_tables *t, const struct ft_image *images,
		    size_t n, const struct ft_filter *f);

/**
 * ft_tables_device() - whose tables are next
 * @t: the tables
 *
 * Return: the device's name, NULL at the end.
 */
const char *ft_tables_device(const struct ft_tables *t);

/**
 * ft_tables_walk() - look at every number of the next device
 * @t: the tables, not at the end
 * @w: who wants them
 *
 * Return: 0, the non-zero return of @w->fn, or -1 without memory.
 */
int ft_tables_walk(struct ft_tables *t, const struct ft_walk *w);

/**
 * ft_tables_end() - give back what ft_tables_begin() took
 * @t: the tables
 */
void ft_tables_end(struct ft_tables *t);

struct ft_named_item;

/**
 * struct ft_named - items that have names
 * @items: the items by device and name, the newest of one name first
 * @n: how many
 * @next: those before are done
 */
struct ft_named {
	struct ft_named_item *items;
	size_t n;
	size_t next;
};

/**
 * ft_named_begin() - look for items with names
 * @t: the items; ft_named_end() them in any case
 * @images: the images
 * @n: how many
 * @f: which values are wanted
 *
 * Return: 0, or -1 without memory.
 */
int ft_named_begin(struct ft_named *t, const struct ft_image *images,
		   size_t n, const struct ft_filter *f);

/**
 * ft_named_device() - whose items are next
 * @t: the items
 *
 * Return: the device's name, NULL at the end.
 */
const char *ft_named_device(const struct ft_named *t);

/**
 * ft_named_walk() - look at every item of the next device
 * @t: the items, not at the end
 * @w: who wants them
 *
 * Return: 0, or the non-zero return of @w->fn.
 */
int ft_named_walk(struct ft_named *t, const struct ft_walk *w);

/**
 * ft_named_end() - give back what ft_named_begin() took
 * @t: the items
 */
void ft_named_end(struct ft_named *t);

#endif /* _LIBFIELDTAP_VALUE_WALK_H */
