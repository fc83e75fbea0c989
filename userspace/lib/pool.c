// SPDX-License-Identifier: GPL-2.0
#include <stdlib.h>
#include <string.h>

#include "pool.h"

#define BLOCK	65536

struct ft_pool_block {
	struct ft_pool_block *next;
	size_t size;
	char text[];
};

static int add_block(struct ft_pool *pool, size_t size)
{
	struct ft_pool_block *b;

	if (size < BLOCK)
		size = BLOCK;
	b = malloc(sizeof(*b) + size);
	if (!b)
		return -1;
	b->next = pool->block;
	b->size = size;
	pool->block = b;
	pool->left = size;
	return 0;
}

char *ft_pool_text(struct ft_pool *pool, const char *text, size_t len)
{
	char *copy;

	if (len >= pool->left && add_block(pool, len + 1))
		return NULL;
	copy = pool->block->text + pool->block->size - pool->left;
	memcpy(copy, text, len);
	copy[len] = '\0';
	pool->left -= len + 1;
	return copy;
}

void ft_pool_free(struct ft_pool *pool)
{
	struct ft_pool_block *b;

	while ((b = pool->block)) {
		pool->block = b->next;
		free(b);
	}
	pool->left = 0;
}
