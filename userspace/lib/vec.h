/* SPDX-License-Identifier: GPL-2.0 */
/* A growing array of one type. */
#ifndef _LIBFIELDTAP_VEC_H
#define _LIBFIELDTAP_VEC_H

#include <stddef.h>

/**
 * struct ft_vec - a growing array
 * @data: the items
 * @n: how many
 * @cap: how many there is room for
 */
struct ft_vec {
	void *data;
	size_t n;
	size_t cap;
};

/**
 * ft_vec_add() - room for one more item
 * @v: the array; all zero in the beginning
 * @size: size of an item, the same for every call
 *
 * Return: the new item, zeroed, valid until the next call; NULL without memory.
 */
void *ft_vec_add(struct ft_vec *v, size_t size);

/**
 * ft_vec_free() - give the array back; it is empty then
 * @v: the array
 */
void ft_vec_free(struct ft_vec *v);

#endif /* _LIBFIELDTAP_VEC_H */
