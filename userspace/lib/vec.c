// SPDX-License-Identifier: GPL-2.0
#include <stdlib.h>
#include <string.h>

#include "vec.h"

void *ft_vec_add(struct ft_vec *v, size_t size)
{
	void *item;

	if (v->n == v->cap) {
		size_t cap = v->cap ? v->cap * 2 : 8;
		void *data = reallocarray(v->data, cap, size);

		if (!data)
			return NULL;
		v->data = data;
		v->cap = cap;
	}
	item = (char *)v->data + v->n++ * size;
	return memset(item, 0, size);
}

void ft_vec_unite(struct ft_vec *v, size_t size,
		  int (*order)(const void *a, const void *b),
		  bool (*same)(const void *a, const void *b),
		  void (*clean)(void *item))
{
	char *kept = v->data, *item = v->data, *end;

	if (!v->n)
		return;
	end = item + v->n * size;
	qsort(v->data, v->n, size, order);
	for (item += size; item < end; item += size) {
		if (!same(kept, item)) {
			kept += size;
			memmove(kept, item, size);
		} else if (clean) {
			clean(item);
		}
	}
	v->n = (kept - (char *)v->data) / size + 1;
}

void ft_vec_free(struct ft_vec *v)
{
	free(v->data);
	memset(v, 0, sizeof(*v));
}
