// SPDX-License-Identifier: GPL-2.0
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "value.h"

/* An image as a run of numbers in a table: from image->first to before end. */
struct span {
	const struct ft_image *image;
	size_t table_len;
	uint64_t end;
};

struct walk {
	const struct ft_filter *filter;
	int (*fn)(const struct ft_value *v, void *arg);
	void *arg;
	/* Newest image of each number of a run. */
	const struct ft_image **newest;
	size_t room;
};

static int table_cmp(const struct span *a, const struct span *b)
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
	const struct span *a = p, *b = q;
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

static bool same_table(const struct span *a, const struct span *b)
{
	return !strcmp(a->image->device, b->image->device) && !table_cmp(a, b);
}

static size_t make_spans(const struct ft_image *images, size_t n,
			 const struct ft_filter *f, struct span *spans)
{
	size_t i, used = 0;

	for (i = 0; i < n; i++) {
		uint32_t items = ft_image_items(&images[i]);

		if (!items || !ft_filter_inside(f, images[i].device))
			continue;
		spans[used].image = &images[i];
		spans[used].table_len = ft_table_len(images[i].image);
		spans[used].end = (uint64_t)images[i].first + items;
		used++;
	}
	return used;
}

static void take_item(struct ft_value *v, const struct ft_image *im, uint64_t i)
{
	v->image = im;
	if (im->layout == FIELDTAP_LAYOUT_BITS) {
		v->type = "bool";
		v->raw[0] = im->data[i / 8] >> (i % 8) & 1;
		v->raw_len = 1;
		v->value = v->raw[0];
	} else {
		v->type = "u16";
		memcpy(v->raw, im->data + 2 * i, 2);
		v->raw_len = 2;
		v->value = v->raw[0] << 8 | v->raw[1];
	}
}

static bool wanted(const struct ft_filter *f, const char *address,
		   const struct span *s, uint64_t number)
{
	if (f->exact)
		return number == f->number && s->table_len == strlen(f->table) &&
		       !strncmp(s->image->image, f->table, s->table_len);
	return !strncmp(address, f->text, strlen(f->text));
}

static int show_run(struct walk *w, const struct span *s, uint64_t start,
		    uint64_t end)
{
	char address[FT_ADDRESS_MAX];
	struct ft_value v;
	uint64_t i;
	int n, err = 0;

	n = snprintf(address, sizeof(address), "%.*s/%.*s/",
		     FIELDTAP_PATH_MAX, s->image->device,
		     (int)s->table_len, s->image->image);
	v.address = address;
	for (i = start; !err && i < end; i++) {
		const struct ft_image *im = w->newest[i - start];

		snprintf(address + n, sizeof(address) - n, "%llu",
			 (unsigned long long)i);
		if (!wanted(w->filter, address, s, i))
			continue;
		take_item(&v, im, i - im->first);
		err = w->fn(&v, w->arg);
	}
	return err;
}

/* Shows the spans s[0..n), which overlap or touch, of the numbers up to end. */
static int walk_run(struct walk *w, const struct span *s, size_t n,
		    uint64_t end)
{
	uint64_t start = s->image->first, i;
	size_t k;

	if (end - start > w->room) {
		const struct ft_image **more =
			reallocarray(w->newest, end - start, sizeof(*more));

		if (!more)
			return -1;
		w->newest = more;
		w->room = end - start;
	}
	memset(w->newest, 0, (end - start) * sizeof(*w->newest));
	for (k = 0; k < n; k++) {
		const struct ft_image *im = s[k].image;

		for (i = im->first; i < s[k].end; i++) {
			const struct ft_image **slot = &w->newest[i - start];

			if (!*slot || ft_image_newer(im, *slot))
				*slot = im;
		}
	}
	return show_run(w, s, start, end);
}

static int walk_spans(struct walk *w, const struct span *s, size_t n)
{
	size_t i = 0, k;
	int err = 0;

	while (!err && i < n) {
		uint64_t end = s[i].end;

		for (k = i + 1; k < n; k++) {
			if (s[k].image->first > end || !same_table(&s[i], &s[k]))
				break;
			if (s[k].end > end)
				end = s[k].end;
		}
		err = walk_run(w, &s[i], k - i, end);
		i = k;
	}
	return err;
}

int ft_value_each(const struct ft_image *images, size_t n,
		  const struct ft_filter *f,
		  int (*fn)(const struct ft_value *v, void *arg), void *arg)
{
	struct walk w = { .filter = f, .fn = fn, .arg = arg };
	struct span *spans;
	size_t used;
	int err;

	if (!n)
		return 0;
	spans = calloc(n, sizeof(*spans));
	if (!spans)
		return -1;
	used = make_spans(images, n, f, spans);
	if (used)
		qsort(spans, used, sizeof(*spans), span_cmp);
	err = walk_spans(&w, spans, used);
	free(w.newest);
	free(spans);
	return err;
}
