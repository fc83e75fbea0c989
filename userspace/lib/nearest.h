/* SPDX-License-Identifier: GPL-2.0 */
/* Which known word was meant by one that is not known. */
#ifndef _LIBFIELDTAP_NEAREST_H
#define _LIBFIELDTAP_NEAREST_H

#include <stddef.h>

/* Longest word that is compared, in octets. */
#define FT_NEAREST_MAX	63

/**
 * struct ft_nearest - the word that comes nearest to another
 * @word: the other
 * @best: the nearest so far, NULL while none is near
 * @distance: how far that is
 */
struct ft_nearest {
	const char *word;
	const char *best;
	unsigned int distance;
};

/**
 * ft_nearest_begin() - begin to look for the word that was meant
 * @n: the search
 * @word: what was written; outlives the search
 *
 * A word is near that becomes @word by changing a third of its letters at
 * most: by adding, leaving out or replacing one, or by swapping neighbours.
 */
void ft_nearest_begin(struct ft_nearest *n, const char *word);

/**
 * ft_nearest_try() - compare one word
 * @n: the search
 * @candidate: a known word; outlives the search
 */
void ft_nearest_try(struct ft_nearest *n, const char *candidate);

/**
 * ft_nearest_hint() - the end of a message
 * @n: the search
 * @buf: gets "; WORD?", or the empty text where no word is near
 * @size: octets of @buf
 *
 * Return: @buf.
 */
const char *ft_nearest_hint(const struct ft_nearest *n, char *buf, size_t size);

#endif /* _LIBFIELDTAP_NEAREST_H */
