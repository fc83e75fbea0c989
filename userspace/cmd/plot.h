/* SPDX-License-Identifier: GPL-2.0 */
/* A line over time, drawn with characters. */
#ifndef _FIELDTAP_PLOT_H
#define _FIELDTAP_PLOT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/**
 * struct plot_sample - one sample of a plot
 * @time: nanoseconds since the epoch
 * @value: the value; not a number where there is none
 * @gap: samples are missing before it
 * @bad: it may not be the process's value
 */
struct plot_sample {
	uint64_t time;
	double value;
	bool gap;
	bool bad;
};

/**
 * struct plot - what is drawn
 * @columns: room, at least %PLOT_COLUMNS_MIN
 * @rows: rows of the line, at least 2
 * @utf8: draw with Braille patterns, else with ASCII
 * @unit: of the values
 * @samples: the samples, oldest first
 * @n: how many, at least 1
 */
struct plot {
	unsigned int columns;
	unsigned int rows;
	bool utf8;
	const char *unit;
	const struct plot_sample *samples;
	size_t n;
};

/* Less room is too little for the axes. */
#define PLOT_COLUMNS_MIN	40

/**
 * plot_print() - draw on stdout
 * @p: what
 *
 * Below the line stands an axis with "x" where samples are missing and "!"
 * where they are bad or have no value, and below that the times.
 *
 * Return: 0, or -1 without memory.
 */
int plot_print(const struct plot *p);

#endif /* _FIELDTAP_PLOT_H */
