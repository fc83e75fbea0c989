/* SPDX-License-Identifier: GPL-2.0 */
/* The last samples of a row, and the small curve that is drawn of them. */
#ifndef _FIELDTAP_TOP_HISTORY_H
#define _FIELDTAP_TOP_HISTORY_H

#include <stdbool.h>
#include <stddef.h>

/* Most samples that are kept of a row. */
#define TOP_SAMPLES	32

/**
 * struct top_history - a ring of samples
 * @n: how many were taken
 * @sample: sample i is in place i % %TOP_SAMPLES; NAN where there was no number
 */
struct top_history {
	size_t n;
	double sample[TOP_SAMPLES];
};

/**
 * top_history_add() - take a sample
 * @h: the ring
 * @number: the sample, NAN for none
 */
void top_history_add(struct top_history *h, double number);

/* Room for a curve: each column has up to three octets. */
#define TOP_CURVE	(3 * TOP_SAMPLES + 1)

/**
 * top_history_curve() - draw the newest samples, the newest at the right
 * @buf: gets the curve, at least %TOP_CURVE octets; a blank for NAN
 * @h: the ring, NULL for an empty one
 * @columns: room, at most %TOP_SAMPLES
 * @utf8: in block characters, otherwise in ASCII
 *
 * What is drawn is scaled to itself; a flat curve lies at the bottom.
 *
 * Return: @buf.
 */
const char *top_history_curve(char *buf, const struct top_history *h,
			      unsigned int columns, bool utf8);

#endif /* _FIELDTAP_TOP_HISTORY_H */
