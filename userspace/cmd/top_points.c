// SPDX-License-Identifier: GPL-2.0
/* Points as rows of "top". */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "../lib/decimal.h"
#include "out_point.h"
#include "top_feed.h"

#define NS	1e9

static int take_text(struct top_row *row, const struct ft_point *p)
{
	char text[OUT_VALUE];

	return top_row_set(&row->text, out_point_is_text(p) ?
			   out_point_data(text, p) : NULL);
}

static int take_value(struct top_row *row, const struct ft_point *p)
{
	double number = NAN;

	if (p->has_value && !p->data) {
		row->type = p->type;
		row->raw = p->raw;
		number = ft_decimal_double(p->type, p->raw, p->scale,
					   p->offset);
	}
	if (take_text(row, p) || top_row_set(&row->unit, p->unit) ||
	    top_row_set(&row->scale, p->scale) ||
	    top_row_set(&row->offset, p->offset))
		return -1;
	return top_row_sample(row, p->has_value ? p->time : 0, number);
}

/*
 * What an event has of a point; it may be older than what the row knows
 * already from a look in between.
 */
static int take_event(struct top_row *row, const struct ft_point *p)
{
	if (p->generation < row->generation)
		return 0;
	row->generation = p->generation;
	if (p->last_seen > row->seen)
		row->seen = p->last_seen;
	row->state = p->state;
	row->quality = p->quality;
	row->status = p->status;
	row->level = p->level;
	return take_value(row, p);
}

static int take_all(struct top_row *row, const struct ft_point *p)
{
	row->rate_alert = p->rate_alert;
	row->updates = NAN;
	if (p->period && p->state == FIELDTAP_POINT_STATE_FRESH)
		row->updates = NS / p->period;
	return take_event(row, p);
}

int top_point_event(struct top_feed *f, const struct ft_event *e)
{
	const bool is_alert = e->kind == FT_EVENT_ALERT;
	const struct ft_point *p = is_alert ? e->alert.point : e->point;
	struct top_row *row = top_table_add(f->table, p->name);

	if (!row)
		return -1;
	if (is_alert && e->alert.alert == FIELDTAP_ALERT_RATE)
		row->rate_alert = e->alert.raised;
	/* What a resync brings is complete. */
	return e->has_seq || is_alert ? take_event(row, p) : take_all(row, p);
}

int top_points_load(struct top_feed *f)
{
	struct ft_vec points = { 0 };
	const struct ft_point *p;
	int err = ft_point_list(&f->requests, f->pattern, 0, &points);
	size_t i;

	p = points.data;
	for (i = 0; !err && i < points.n; i++) {
		struct top_row *row = top_table_add(f->table, p[i].name);

		if (!row || take_all(row, &p[i]))
			err = ft_no_memory(&f->requests);
	}
	ft_points_free(&points);
	return err;
}

int top_points_look(struct top_feed *f, struct top_row *const *row, size_t n)
{
	size_t i;
	int err = 0;

	for (i = 0; !err && i < n; i++) {
		struct ft_point p;

		err = ft_point_get(&f->requests, row[i]->name, &p);
		if (!err && take_all(row[i], &p))
			err = ft_no_memory(&f->requests);
		err = top_feed_gone(f, err);
		ft_point_clean(&p);
	}
	return err;
}
