// SPDX-License-Identifier: GPL-2.0
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "value_walk.h"

/* An image as a run of numbers in a table: from image->first to before end. */
struct ft_span {
	const struct ft_image *image;
	size_t table_len;
	uint64_t end;
};

static int table_cmp(const struct ft_span *a, const struct ft_span *b)
{
	char x[FIELDTAP_PATH_MAX], y[FIELDTAP_PATH_MAX];

	if (a->table_len == b->table_len &&
	    !strncmp(a->image->image, b->image->image, a->table_len))
		return 0;
	snprintf(x, sizeof(x), "%.*s", (int)a->table_len, a->image->image);
	snprintf(y, sizeof(y), "%.*s", (int)b->table_len, b->image->image);
	return ft_natural_cmp(x, y);
}

static int span_cmp(const void *p, const void *q)
{
	const struct ft_span *a = p, *b = q;
	int c = 0;

	if (strcmp(a->image->device, b->image->device))
		c = ft_natural_cmp(a->image->device, b->image->device);
	if (!c)
		c = table_cmp(a, b);
	if (c)
		return c;
	return (a->image->first > b->image->first) -
	       (a->image->first < b->image->first);
}

static bool same_table(const struct ft_span *a, const struct ft_span *b)
{
	return !strcmp(a->image->device, b->image->device) && !table_cmp(a, b);
}

static size_t make_spans(const struct ft_image *images, size_t n,
			 const struct ft_filter *f, struct ft_span *spans)
{
	size_t i, used = 0;

	for (i = 0; i < n; i++) {
		uint32_t items = ft_image_numbers(&images[i]);

		if (!items || !ft_filter_inside(f, images[i].device))
			continue;
		spans[used].image = &images[i];
		spans[used].table_len = ft_table_len(images[i].image);
		spans[used].end = (uint64_t)images[i].first + items;
		used++;
	}
	return used;
}

static void take_number(struct ft_value *v, const struct ft_image *im,
			uint64_t i, uint8_t *bit)
{
	v->image = im;
	if (im->layout == FIELDTAP_LAYOUT_BITS) {
		*bit = im->data[i / 8] >> (i % 8) & 1;
		v->type = FIELDTAP_TYPE_BOOL;
		v->raw = bit;
		v->raw_len = 1;
	} else {
		v->type = FIELDTAP_TYPE_U16;
		v->raw = im->data + 2 * i;
		v->raw_len = 2;
	}
}

static bool wanted(const struct ft_filter *f, const char *address,
		   const struct ft_span *s, uint64_t number)
{
	if (f->exact)
		return number == f->number && s->table_len == strlen(f->table) &&
		       !strncmp(s->image->image, f->table, s->table_len);
	return !strncmp(address, f->text, strlen(f->text));
}

static int show_run(const struct ft_tables *t, const struct ft_walk *w,
		    const struct ft_span *s, uint64_t start, uint64_t end)
{
	char address[FT_ADDRESS_MAX];
	struct ft_value v = { .address = address, .count = 1 };
	uint8_t bit;
	uint64_t i;
	int n, err = 0;

	n = snprintf(address, sizeof(address), "%.*s/%.*s/",
		     FIELDTAP_PATH_MAX, s->image->device,
		     (int)s->table_len, s->image->image);
	for (i = start; !err && i < end; i++) {
		const struct ft_image *im = t->newest[i - start];

		snprintf(address + n, sizeof(address) - n, "%llu",
			 (unsigned long long)i);
		if (!wanted(w->filter, address, s, i))
			continue;
		take_number(&v, im, i - im->first, &bit);
		err = w->fn(&v, w->arg);
	}
	return err;
}

/* Shows the spans s[0..n), which overlap or touch, of the numbers up to end. */
static int walk_run(struct ft_tables *t, const struct ft_walk *w,
		    const struct ft_span *s, size_t n, uint64_t end)
{
	uint64_t start = s->image->first, i;
	size_t k;

	if (end - start > t->room) {
		const struct ft_image **more =
			reallocarray(t->newest, end - start, sizeof(*more));

		if (!more)
			return -1;
		t->newest = more;
		t->room = end - start;
	}
	memset(t->newest, 0, (end - start) * sizeof(*t->newest));
	for (k = 0; k < n; k++) {
		const struct ft_image *im = s[k].image;

		for (i = im->first; i < s[k].end; i++) {
			const struct ft_image **slot = &t->newest[i - start];

			if (!*slot || ft_image_newer(im, *slot))
				*slot = im;
		}
	}
	return show_run(t, w, s, start, end);
}

const char *ft_tables_device(const struct ft_tables *t)
{
	return t->next < t->n ? t->spans[t->next].image->device : NULL;
}

int ft_tables_walk(struct ft_tables *t, const struct ft_walk *w)
{
	const char *device = ft_tables_device(t);
	int err = 0;

	while (!err && t->next < t->n) {
		const struct ft_span *s = &t->spans[t->next];
		uint64_t end = s->end;
		size_t k;

		if (strcmp(s->image->device, device))
			break;
		for (k = 1; k < t->n - t->next; k++) {
			if (s[k].image->first > end || !same_table(s, &s[k]))
				break;
			if (s[k].end > end)
				end = s[k].end;
		}
		t->next += k;
		err = walk_run(t, w, s, k, end);
	}
	return err;
}

int ft_tables_begin(struct ft_tables *t, const struct ft_image *images,
		    size_t n, const struct ft_filter *f)
{
	memset(t, 0, sizeof(*t));
	t->spans = calloc(n, sizeof(*t->spans));
	if (!t->spans)
		return -1;
	t->n = make_spans(images, n, f, t->spans);
	if (t->n)
		qsort(t->spans, t->n, sizeof(*t->spans), span_cmp);
	return 0;
}

void ft_tables_end(struct ft_tables *t)
{
	free(t->newest);
	free(t->spans);
}
