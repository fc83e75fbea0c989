// SPDX-License-Identifier: GPL-2.0
#include <errno.h>
#include <string.h>
#include <time.h>

#include "top_feed.h"

#define NS	1000000000ull

/* Everything is looked at so often, and for no more than a share of the time. */
#define LOAD_EVERY	(10 * NS)
#define LOAD_SHARE	20

uint64_t top_clock(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return (uint64_t)ts.tv_sec * NS + ts.tv_nsec;
}

/* Ends ft_monitor_read() without an error of its own. */
#define NO_MEMORY	1

static int take_event(const struct ft_event *e, void *arg)
{
	struct top_feed *f = arg;
	int err = 0;

	if (e->kind == FT_EVENT_LOST)
		f->lost++;
	else if (f->deaf)
		return 0;
	else if (e->kind == FT_EVENT_POINT || e->kind == FT_EVENT_ALERT)
		err = top_point_event(f, e);
	else if (e->kind == FT_EVENT_IMAGE)
		err = top_values_image(f, e->image);
	return err ? NO_MEMORY : 0;
}

/* What the monitor returned; a positive value is ours. */
static int result(struct top_feed *f, int ret, struct ft_error *err)
{
	if (ret == NO_MEMORY) {
		ft_no_memory(&f->requests);
		*err = f->requests.err;
		return -1;
	}
	return ret;
}

int top_feed_open(struct top_feed *f, struct ft_error *err)
{
	struct ft_monitor *m = &f->monitor;

	m->fn = take_event;
	m->arg = f;
	if (f->points && f->pattern) {
		const char **pattern = ft_vec_add(&m->filter.patterns,
						  sizeof(*pattern));

		if (!pattern)
			return result(f, NO_MEMORY, err);
		*pattern = f->pattern;
	}
	if (f->points) {
		m->groups[FT_GROUP_POINT] = true;
		m->groups[FT_GROUP_ALERT] = true;
	} else {
		m->groups[FT_GROUP_CHANGE] = true;
		m->filter.devices = &f->filter;
	}
	if (ft_monitor_open(m, err))
		return -1;
	return top_feed_load(f, err);
}

int top_feed_read(struct top_feed *f, struct ft_error *err)
{
	return result(f, ft_monitor_read(&f->monitor, err), err);
}

int top_feed_load(struct top_feed *f, struct ft_error *err)
{
	const uint64_t begun = top_clock();
	uint64_t now, took;
	int ret;

	top_table_begin(f->table);
	top_table_begin(&f->images);
	ret = f->points ? top_points_load(f) : top_values_load(f);
	if (ret) {
		*err = f->requests.err;
		return -1;
	}
	/* One that changed underway may have hidden from a dump. */
	if (!f->requests.inconsistent) {
		top_table_end(f->table);
		top_table_end(&f->images);
	}
	now = top_clock();
	took = (now - begun) * LOAD_SHARE;
	f->load_at = now + (took > LOAD_EVERY ? took : LOAD_EVERY);
	return 0;
}

int top_feed_look(struct top_feed *f, struct top_row *const *row, size_t n,
		  struct ft_error *err)
{
	int ret;

	if (top_clock() >= f->load_at)
		return top_feed_load(f, err);
	ret = f->points ? top_points_look(f, row, n) :
			  top_values_look(f, row, n);
	if (ret) {
		*err = f->requests.err;
		return -1;
	}
	return result(f, ft_monitor_resync(&f->monitor, err), err);
}

int top_feed_gone(struct top_feed *f, int err)
{
	if (!err || f->requests.err.code != ENOENT)
		return err;
	f->load_at = 0;
	return 0;
}

void top_feed_close(struct top_feed *f)
{
	ft_monitor_close(&f->monitor);
	ft_disconnect(&f->requests);
	top_table_free(&f->images);
}
