// SPDX-License-Identifier: GPL-2.0
#include <linux/kernel.h>

#include "glob.h"

/*
 * Is @c one of the class that begins behind the bracket? Returns what stands
 * behind the class, NULL when it has no end: then the bracket is just one.
 */
static const char *ft_glob_class(const char *class, char c, bool *in)
{
	const bool others = *class == '!';
	const char *p = class + others;
	bool found = false;

	do {
		const char lo = *p++;
		char hi = lo;

		if (!lo)
			return NULL;
		if (p[0] == '-' && p[1] && p[1] != ']') {
			hi = p[1];
			p += 2;
		}
		found |= lo <= c && c <= hi;
	} while (*p != ']');
	*in = found != others;
	return p + 1;
}

/* Returns the rest of the pattern when its first part, no *, matches @c. */
static const char *ft_glob_one(const char *pattern, char c)
{
	const char *rest;
	bool in;

	switch (*pattern) {
	case '?':
		return pattern + 1;
	case '[':
		rest = ft_glob_class(pattern + 1, c, &in);
		if (rest)
			return in ? rest : NULL;
		break;
	case '\\':
		pattern++;
		break;
	}
	return *pattern && *pattern == c ? pattern + 1 : NULL;
}

bool ft_glob(const char *pattern, const char *name)
{
	const char *again = NULL, *from = NULL, *rest;

	for (;;) {
		if (*pattern == '*') {
			again = ++pattern;
			from = name;
			continue;
		}
		if (!*name && !*pattern)
			return true;
		rest = *name ? ft_glob_one(pattern, *name) : NULL;
		if (rest) {
			pattern = rest;
			name++;
			continue;
		}
		/* The last * takes one more. */
		if (!again || !*from)
			return false;
		pattern = again;
		name = ++from;
	}
}
