/* SPDX-License-Identifier: GPL-2.0 */
/* What the commands do that list objects of the kernel. */
#ifndef _FIELDTAP_LIST_H
#define _FIELDTAP_LIST_H

#include "../lib/vec.h"
#include "out.h"

/**
 * struct list - objects that a command lists
 * @command: the command, for error messages
 * @size: octets of an item
 * @get: gets the items; returns 0, or -1 and @c->err
 * @json: an item for programs
 * @print: an item for people, where there is no table
 * @row: an item as a row of the table
 * @free: gives the items back, %NULL where ft_vec_free() does
 * @head: heads of the table's columns
 * @columns: how many
 * @right: bit i: column i holds numbers
 */
struct list {
	const char *command;
	size_t size;
	int (*get)(struct ft_conn *c, const void *which, struct ft_vec *items);
	json_t *(*json)(const void *item);
	void (*print)(const void *item);
	void (*row)(struct out_table *t, const void *item);
	void (*free)(struct ft_vec *items);
	const char *head;
	int columns;
	unsigned int right;
};

/**
 * list_show() - get a list of objects and print it
 * @app: the run
 * @args: its arguments, of which none may be left
 * @list: which objects, and how they look
 * @which: passed to the list's get()
 *
 * Return: the exit status.
 */
int list_show(const struct app *app, struct args *args, const struct list *list,
	      const void *which);

#endif /* _FIELDTAP_LIST_H */
