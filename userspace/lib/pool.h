/* SPDX-License-Identifier: GPL-2.0 */
/* Many small texts that live and go together. */
#ifndef _LIBFIELDTAP_POOL_H
#define _LIBFIELDTAP_POOL_H

#include <stddef.h>

struct ft_pool_block;

/**
 * struct ft_pool - texts
 * @block: where they stand, newest first
 * @left: octets left in the newest
 */
struct ft_pool {
	struct ft_pool_block *block;
	size_t left;
};

/**
 * ft_pool_text() - keep a text
 * @pool: the pool; all zero in the beginning
 * @text: the text
 * @len: its octets
 *
 * Return: the copy, ended by a NUL, valid until ft_pool_free(); NULL without
 * memory.
 */
char *ft_pool_text(struct ft_pool *pool, const char *text, size_t len);

/**
 * ft_pool_free() - give all texts back; the pool is empty then
 * @pool: the pool
 */
void ft_pool_free(struct ft_pool *pool);

#endif /* _LIBFIELDTAP_POOL_H */
