// SPDX-License-Identifier: GPL-2.0
#include <math.h>
#include <string.h>

#include "top_history.h"

#define STEPS	8

void top_history_add(struct top_history *h, double number)
{
	h->sample[h->n++ % TOP_SAMPLES] = number;
}

/* The greatest and the smallest that can be drawn; false without any. */
static bool range(const struct top_history *h, size_t first, double *low,
		  double *high)
{
	bool any = false;
	size_t i;

	for (i = first; i < h->n; i++) {
		double x = h->sample[i % TOP_SAMPLES];

		if (!isfinite(x))
			continue;
		*low = any && *low < x ? *low : x;
		*high = any && *high > x ? *high : x;
		any = true;
	}
	return any;
}

/* Halves, because the difference of two doubles need not be one. */
static int step_of(double x, double low, double high)
{
	double span = high / 2 - low / 2;
	int step;

	if (isinf(x))
		return x > 0 ? STEPS - 1 : 0;
	if (!(span > 0))
		return 0;
	step = (x / 2 - low / 2) / span * STEPS;
	return step < STEPS ? step : STEPS - 1;
}

static char *draw(char *p, int step, bool utf8)
{
	static const char ascii[STEPS] = "_.:-=+*#";
	/* U+2581 LOWER ONE EIGHTH BLOCK to U+2588 FULL BLOCK */
	static const char block[] = "\xe2\x96\x81";

	if (!utf8) {
		*p++ = ascii[step];
		return p;
	}
	memcpy(p, block, 3);
	p[2] += step;
	return p + 3;
}

const char *top_history_curve(char *buf, const struct top_history *h,
			      unsigned int columns, bool utf8)
{
	double low = 0, high = 0;
	char *p = buf;
	size_t first, i;

	*p = '\0';
	if (!h)
		return buf;
	if (columns > TOP_SAMPLES)
		columns = TOP_SAMPLES;
	first = h->n > columns ? h->n - columns : 0;
	if (range(h, first, &low, &high) || first < h->n) {
		for (i = first; i < h->n; i++) {
			double x = h->sample[i % TOP_SAMPLES];

			if (isnan(x))
				*p++ = ' ';
			else
				p = draw(p, step_of(x, low, high), utf8);
		}
	}
	*p = '\0';
	return buf;
}
