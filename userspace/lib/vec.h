/* SPDX-License-Identifier: GPL-2.0 */
/* A growing array of one type. */
#ifndef _LIBFIELDTAP_VEC_H
#define _LIBFIELDTAP_VEC_H

#include <stdbool.h>
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
 * ft_vec_unite() - put items in order, one of each
 * @v: the array
 * @size: size of an item
 * @order: as of qsort(); of those that are the same, the one to keep is first
 * @same: are two items the same
 * @clean: gives back what an item owns that is not kept; NULL if nothing
 */
void ft_vec_unite(struct ft_vec *v, size_t size,
		  int (*order)(const void *a, const void *b),
		  bool (*same)(const void *a, const void *b),
		  void (*clean)(void *item));

/**
 * ft_vec_free() - give the array back; it is empty then
 * @v: the array
 */
void ft_vec_free(struct ft_vec *v);

#endif /* _LIBFIELDTAP_VEC_H */
