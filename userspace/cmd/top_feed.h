/* SPDX-License-Identifier: GPL-2.0 */
/* Where the rows of "top" come from: events, and looks at what they omit. */
#ifndef _FIELDTAP_TOP_FEED_H
#define _FIELDTAP_TOP_FEED_H

#include "../lib/address.h"
#include "../lib/event.h"
#include "top_table.h"

/**
 * struct top_feed - the kernel, as far as it fills a table
 * @table: the rows
 * @images: the images that values come from, by DEVICE/IMAGE; their text is
 *	the device, their number the frames
 * @points: the rows are points, not values
 * @pattern: glob that the points' names match, NULL for all
 * @filter: the values that are wanted
 * @deaf: events are dropped, top_feed_load() follows
 * @monitor: brings what changes
 * @requests: for what events do not tell
 * @lost: times that events were missed
 * @load_at: when everything is looked at again, nanoseconds of top_clock()
 */
struct top_feed {
	struct top_table *table;
	struct top_table images;
	bool points;
	const char *pattern;
	struct ft_filter filter;
	bool deaf;
	struct ft_monitor monitor;
	struct ft_conn requests;
	uint64_t lost;
	uint64_t load_at;
};

/**
 * top_clock() - a clock that nobody sets
 *
 * Return: nanoseconds.
 */
uint64_t top_clock(void);

/**
 * top_feed_open() - begin to listen, and load everything
 * @f: the feed: @table, @points, @pattern, @filter and, connected, @requests
 *	are set
 * @err: why it failed
 *
 * Return: 0, or -1 and @err.  top_feed_close() is needed in either case.
 */
int top_feed_open(struct top_feed *f, struct ft_error *err);

/**
 * top_feed_read() - take some of what came in
 * @f: the feed
 * @err: why it failed
 *
 * Return: 0, or -1 and @err.
 */
int top_feed_read(struct top_feed *f, struct ft_error *err);

/**
 * top_feed_load() - look at everything
 * @f: the feed
 * @err: why it failed
 *
 * Rows of what is gone go.
 *
 * Return: 0, or -1 and @err.
 */
int top_feed_load(struct top_feed *f, struct ft_error *err);

/**
 * top_feed_look() - an interval is over: look at what events do not tell
 * @f: the feed
 * @row: the rows that are to be seen
 * @n: how many
 * @err: why it failed
 *
 * That is what changed by less than anybody is told, and when each of @row was
 * seen last; now and then, everything.  Afterwards @row may be gone.
 *
 * Return: 0, or -1 and @err.
 */
int top_feed_look(struct top_feed *f, struct top_row *const *row, size_t n,
		  struct ft_error *err);

/**
 * top_feed_close() - stop listening
 * @f: the feed
 */
void top_feed_close(struct top_feed *f);

/**
 * top_feed_gone() - forgive that something to look at is gone
 * @f: the feed; if so, everything is looked at next time, to see what else is
 * @err: how the look at it went; if it failed, @f->requests.err tells why
 *
 * Return: @err, 0 where it is gone.
 */
int top_feed_gone(struct top_feed *f, int err);

/**
 * top_point_event() - what an event tells of a point
 * @f: the feed
 * @e: an event of a point or an alert
 *
 * Return: 0, or -1 without memory.
 */
int top_point_event(struct top_feed *f, const struct ft_event *e);

/**
 * top_points_load() - look at all points
 * @f: the feed
 *
 * Return: 0, or -1 and @f->requests.err.
 */
int top_points_load(struct top_feed *f);

/**
 * top_points_look() - look at some points
 * @f: the feed
 * @row: their rows
 * @n: how many
 *
 * Return: 0, or -1 and @f->requests.err.
 */
int top_points_look(struct top_feed *f, struct top_row *const *row, size_t n);

/**
 * top_values_image() - what an image tells of its values
 * @f: the feed
 * @im: the image
 *
 * Return: 0, or -1 without memory.
 */
int top_values_image(struct top_feed *f, const struct ft_image *im);

/**
 * top_values_load() - look at all values
 * @f: the feed
 *
 * Return: 0, or -1 and @f->requests.err.
 */
int top_values_load(struct top_feed *f);

/**
 * top_values_look() - look at some values
 * @f: the feed
 * @row: their rows
 * @n: how many
 *
 * Return: 0, or -1 and @f->requests.err.
 */
int top_values_look(struct top_feed *f, struct top_row *const *row, size_t n);

#endif /* _FIELDTAP_TOP_FEED_H */
