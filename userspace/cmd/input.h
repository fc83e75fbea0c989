/* SPDX-License-Identifier: GPL-2.0 */
/* Files that are named on the command line. */
#ifndef _FIELDTAP_INPUT_H
#define _FIELDTAP_INPUT_H

#include <stdio.h>

#include "../lib/error.h"

/**
 * struct input - a file to read from
 * @f: the file
 * @name: what to call it in messages
 */
struct input {
	FILE *f;
	const char *name;
};

/**
 * input_open() - open a file
 * @in: the file; input_close() gives it back
 * @name: its path, "-" for stdin; has to stay
 * @err: why it cannot be read
 *
 * Return: 0, or -1 and @err; there is nothing to close then.
 */
int input_open(struct input *in, const char *name, struct ft_error *err);

/**
 * input_close() - close a file; stdin stays open
 * @in: the file
 */
void input_close(struct input *in);

#endif /* _FIELDTAP_INPUT_H */
