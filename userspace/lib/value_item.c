// SPDX-License-Identifier: GPL-2.0
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "value_walk.h"

struct ft_named_item {
	const struct ft_image *image;
	const struct ft_item *item;
};

static int item_cmp(const void *p, const void *q)
{
	const struct ft_named_item *a = p, *b = q;
	int c = 0;

	if (strcmp(a->image->device, b->image->device))
		c = ft_natural_cmp(a->image->device, b->image->device);
	if (!c)
		c = ft_natural_cmp(a->item->name, b->item->name);
	return c ? c : ft_image_newer(b->image, a->image) -
		       ft_image_newer(a->image, b->image);
}

static bool same_item(const struct ft_named_item *a,
		      const struct ft_named_item *b)
{
	return !strcmp(a->item->name, b->item->name) &&
	       !strcmp(a->image->device, b->image->device);
}

static size_t count(const struct ft_image *images, size_t n,
		    const struct ft_filter *f)
{
	size_t i, items = 0;

	for (i = 0; i < n; i++) {
		if (ft_filter_inside(f, images[i].device))
			items += images[i].n_items;
	}
	return items;
}

int ft_named_begin(struct ft_named *t, const struct ft_image *images,
		   size_t n, const struct ft_filter *f)
{
	size_t i, k, items = count(images, n, f);

	memset(t, 0, sizeof(*t));
	if (!items)
		return 0;
	t->items = calloc(items, sizeof(*t->items));
	if (!t->items)
		return -1;
	for (i = 0; i < n; i++) {
		const struct ft_image *im = &images[i];

		for (k = 0; k < im->n_items; k++) {
			if (!ft_filter_item(f, im->device, im->items[k].name))
				continue;
			t->items[t->n].image = im;
			t->items[t->n++].item = &im->items[k];
		}
	}
	if (t->n)
		qsort(t->items, t->n, sizeof(*t->items), item_cmp);
	return 0;
}

const char *ft_named_device(const struct ft_named *t)
{
	return t->next < t->n ? t->items[t->next].image->device : NULL;
}

/* Leaves one octet of the value, the filter's; false when it has none there. */
static bool take_octet(struct ft_value *v, const struct ft_filter *f)
{
	if (f->octet >= v->raw_len)
		return false;
	v->type = FIELDTAP_TYPE_U8;
	v->raw += f->octet;
	v->raw_len = 1;
	v->count = 1;
	return true;
}

static int show_item(const struct ft_named_item *i, const struct ft_walk *w)
{
	char address[FT_ADDRESS_MAX];
	struct ft_value v = { .address = address };
	int n;

	n = snprintf(address, sizeof(address), "%.*s/%.*s", FIELDTAP_PATH_MAX,
		     i->image->device, FIELDTAP_PATH_MAX, i->item->name);
	ft_value_take(&v, i->image, i->item);
	if (w->filter->has_octet) {
		if (!take_octet(&v, w->filter))
			return 0;
		snprintf(address + n, sizeof(address) - n, "+%u",
			 w->filter->octet);
	}
	return w->fn(&v, w->arg);
}

int ft_named_walk(struct ft_named *t, const struct ft_walk *w)
{
	const char *device = ft_named_device(t);
	int err = 0;

	while (!err && t->next < t->n) {
		const struct ft_named_item *i = &t->items[t->next];

		if (strcmp(i->image->device, device))
			break;
		/* The first of a name is the newest. */
		do {
			t->next++;
		} while (t->next < t->n && same_item(i, &t->items[t->next]));
		err = show_item(i, w);
	}
	return err;
}

void ft_named_end(struct ft_named *t)
{
	free(t->items);
}
