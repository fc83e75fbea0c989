// SPDX-License-Identifier: GPL-2.0
#include <stdio.h>
#include <string.h>

#include "nearest.h"

static unsigned int least(unsigned int a, unsigned int b)
{
	return a < b ? a : b;
}

/* Optimal string alignment distance, row by row. */
static unsigned int distance(const char *a, size_t n, const char *b, size_t m)
{
	unsigned int rows[3][FT_NEAREST_MAX + 1];
	unsigned int *before = rows[0], *last = rows[1], *row = rows[2], *spare;
	size_t i, j;

	for (j = 0; j <= m; j++)
		last[j] = j;
	for (i = 1; i <= n; i++) {
		row[0] = i;
		for (j = 1; j <= m; j++) {
			row[j] = least(last[j - 1] + (a[i - 1] != b[j - 1]),
				       least(last[j], row[j - 1]) + 1);
			if (i > 1 && j > 1 && a[i - 1] == b[j - 2] &&
			    a[i - 2] == b[j - 1])
				row[j] = least(row[j], before[j - 2] + 1);
		}
		spare = before;
		before = last;
		last = row;
		row = spare;
	}
	return last[m];
}

void ft_nearest_begin(struct ft_nearest *n, const char *word)
{
	n->word = word;
	n->best = NULL;
	n->distance = 0;
}

void ft_nearest_try(struct ft_nearest *n, const char *candidate)
{
	size_t len = strlen(n->word), other = strlen(candidate);
	size_t longer = len > other ? len : other;
	unsigned int d;

	if (longer > FT_NEAREST_MAX)
		return;
	d = distance(n->word, len, candidate, other);
	if (d * 3 <= longer && (!n->best || d < n->distance)) {
		n->best = candidate;
		n->distance = d;
	}
}

const char *ft_nearest_hint(const struct ft_nearest *n, char *buf, size_t size)
{
	if (n->best)
		snprintf(buf, size, "; %s?", n->best);
	else
		*buf = '\0';
	return buf;
}
