// SPDX-License-Identifier: GPL-2.0
/* Values as rows of "top". */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "../lib/decimal.h"
#include "../lib/scalar.h"
#include "../lib/value.h"
#include "out_value.h"
#include "top_feed.h"

/* An image's values on their way into the table. */
struct taking {
	struct top_feed *feed;
	const struct ft_image *image;
	struct top_row *source;
};

/* The number in the low bits, as points have it. */
static uint64_t raw_of(const struct ft_value *v)
{
	uint64_t raw = 0;
	uint32_t i;

	for (i = 0; i < v->raw_len; i++)
		raw = raw << 8 | v->raw[v->little ? v->raw_len - 1 - i : i];
	switch (v->type) {
	case FIELDTAP_TYPE_I8:
		return (int8_t)raw;
	case FIELDTAP_TYPE_I16:
		return (int16_t)raw;
	case FIELDTAP_TYPE_I32:
		return (int32_t)raw;
	default:
		return raw;
	}
}

static int take_number(struct top_row *row, const struct ft_value *v)
{
	/* A bit of a table is a number to people. */
	row->type = v->item || v->type != FIELDTAP_TYPE_BOOL ?
		v->type : FIELDTAP_TYPE_U8;
	row->raw = raw_of(v);
	return top_row_set(&row->text, NULL) ||
	       top_row_sample(row, v->image->last_change,
			      ft_decimal_double(row->type, row->raw, NULL,
						NULL));
}

static int take_text(struct top_row *row, const struct ft_value *v)
{
	char text[OUT_VALUE];
	struct ft_item without_unit = { 0 };
	struct ft_value bare = *v;

	if (v->item)
		bare.item = &without_unit;
	return top_row_set(&row->text, out_value(text, &bare)) ||
	       top_row_sample(row, v->image->last_change, NAN);
}

static int take_value(const struct ft_value *v, void *arg)
{
	const struct taking *t = arg;
	struct top_row *row = top_table_add(t->feed->table, v->address);
	const struct ft_image *im = t->image;

	if (!row)
		return -1;
	/* Where images overlap, the newest of those that are left wins. */
	if (row->seen > im->last_seen && row->source != t->source &&
	    row->source->round == t->feed->images.round)
		return 0;
	row->source = t->source;
	row->seen = im->last_seen;
	row->updates = t->source->updates;
	row->state = im->state == FIELDTAP_STATE_FRESH ?
		FIELDTAP_POINT_STATE_FRESH : FIELDTAP_POINT_STATE_STALE;
	row->quality = v->quality;
	row->status = v->status;
	if (top_row_set(&row->unit, v->item ? v->item->unit : NULL))
		return -1;
	if (ft_scalar_size(v->type) && v->count == 1)
		return take_number(row, v) ? -1 : 0;
	return take_text(row, v) ? -1 : 0;
}

/* How often it comes, from how often it came since the last look. */
static void take_frames(struct top_row *source, const struct ft_image *im)
{
	const double frames = im->frames - source->number;

	if (source->seen && im->last_seen > source->seen && frames > 0)
		source->updates = frames * 1e9 / (im->last_seen - source->seen);
	if (im->state != FIELDTAP_STATE_FRESH)
		source->updates = NAN;
	if (im->last_seen > source->seen) {
		source->number = im->frames;
		source->seen = im->last_seen;
	}
}

static struct top_row *source_of(struct top_feed *f, const struct ft_image *im)
{
	char name[FT_ADDRESS_MAX];
	struct top_row *source;

	snprintf(name, sizeof(name), "%s/%s", im->device, im->image);
	source = top_table_add(&f->images, name);
	return source && !top_row_set(&source->text, im->device) ? source :
								   NULL;
}

int top_values_image(struct top_feed *f, const struct ft_image *im)
{
	struct taking t = { .feed = f, .image = im };
	struct top_row *source;

	if (!ft_image_wanted(&f->filter, im))
		return 0;
	source = source_of(f, im);
	if (!source)
		return -1;
	/* An event may be older than the last look. */
	if (im->generation < source->generation)
		return 0;
	source->generation = im->generation;
	take_frames(source, im);
	t.source = source;
	return ft_value_each(im, 1, &f->filter, take_value, &t);
}

int top_values_load(struct top_feed *f)
{
	struct ft_vec images = { 0 };
	const struct ft_image *im;
	int err = ft_image_list(&f->requests, &f->filter, 0, &images);
	size_t i;

	im = images.data;
	/* First of all it has to be known which are left. */
	for (i = 0; !err && i < images.n; i++) {
		if (!source_of(f, &im[i]))
			err = ft_no_memory(&f->requests);
	}
	for (i = 0; !err && i < images.n; i++) {
		if (top_values_image(f, &im[i]))
			err = ft_no_memory(&f->requests);
	}
	ft_images_free(&images);
	return err;
}

static int look(struct top_feed *f, const struct top_row *source)
{
	struct ft_image im;
	int err = ft_image_get(&f->requests, source->text,
			       source->name + strlen(source->text) + 1, &im);

	if (!err && top_values_image(f, &im))
		err = ft_no_memory(&f->requests);
	ft_image_clean(&im);
	return top_feed_gone(f, err);
}

static int by_address(const void *a, const void *b)
{
	const uintptr_t *x = a, *y = b;

	return (*x > *y) - (*x < *y);
}

int top_values_look(struct top_feed *f, struct top_row *const *row, size_t n)
{
	const struct top_row **source = calloc(n + 1, sizeof(*source));
	size_t i;
	int err = 0;

	if (!source)
		return ft_no_memory(&f->requests);
	for (i = 0; i < n; i++)
		source[i] = row[i]->source;
	/* Many rows are of one image. */
	qsort(source, n, sizeof(*source), by_address);
	for (i = 0; !err && i < n; i++) {
		if (!i || source[i] != source[i - 1])
			err = look(f, source[i]);
	}
	free(source);
	return err;
}
