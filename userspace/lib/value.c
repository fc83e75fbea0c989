// SPDX-License-Identifier: GPL-2.0
#include <string.h>

#include "scalar.h"
#include "value_walk.h"

void ft_value_take(struct ft_value *v, const struct ft_image *im,
		   const struct ft_item *it)
{
	const unsigned int size = ft_scalar_size(it->type);
	const bool image_tells = im->quality > it->quality ||
		(im->quality && im->quality == it->quality && !it->status);

	v->image = im;
	v->item = it;
	v->type = it->type;
	if (size && it->len != (uint64_t)size * it->count)
		v->type = FIELDTAP_TYPE_BYTES;
	v->raw = im->data + it->offset;
	v->raw_len = it->len;
	v->count = it->count;
	v->little = it->little;
	v->quality = image_tells ? im->quality : it->quality;
	v->status = image_tells ? im->status : it->status;
	v->status_text = image_tells ? im->status_text : it->status_text;
}

static int walk(struct ft_tables *tables, struct ft_named *named,
		const struct ft_walk *w)
{
	const char *a, *b;
	int err = 0;

	while (!err) {
		int c;

		a = ft_tables_device(tables);
		b = ft_named_device(named);
		if (!a && !b)
			break;
		c = !a ? 1 : !b ? -1 : ft_natural_cmp(a, b);
		if (c <= 0)
			err = ft_tables_walk(tables, w);
		if (!err && c >= 0)
			err = ft_named_walk(named, w);
	}
	return err;
}

int ft_value_each(const struct ft_image *images, size_t n,
		  const struct ft_filter *f,
		  int (*fn)(const struct ft_value *v, void *arg), void *arg)
{
	const struct ft_walk w = { f, fn, arg };
	struct ft_named named = { 0 };
	struct ft_tables tables;
	int err;

	if (!n)
		return 0;
	err = ft_tables_begin(&tables, images, n, f);
	if (!err)
		err = ft_named_begin(&named, images, n, f);
	if (!err)
		err = walk(&tables, &named, &w);
	ft_named_end(&named);
	ft_tables_end(&tables);
	return err;
}
