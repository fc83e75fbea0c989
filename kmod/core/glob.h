/* SPDX-License-Identifier: GPL-2.0 */
/* Patterns of names. */
#ifndef _FT_GLOB_H
#define _FT_GLOB_H

#include <linux/types.h>

/**
 * ft_glob() - does a name match a pattern
 * @pattern: the pattern: * is any characters or none, ? is any one, [a-z] one
 *	of these, [!a-z] one of the others, and \ takes the next one as it stands
 * @name: the name, all of which has to match
 *
 * As glob_match(), which a kernel only has where something else selected it.
 * The time is bounded by the product of both lengths.
 *
 * Context: any.
 */
bool ft_glob(const char *pattern, const char *name);

#endif /* _FT_GLOB_H */
