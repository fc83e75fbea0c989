/* SPDX-License-Identifier: GPL-2.0 */
/* Watches: which points are read from which octets of an image. */
#ifndef _FT_WATCH_H
#define _FT_WATCH_H

#include <linux/spinlock.h>
#include <fieldtap/decoder.h>

#include "clock.h"
#include "point_read.h"

struct ft_bindings;
struct ft_image;
struct ft_layout_entry;
struct ft_net;

/**
 * struct ft_watch - the points of an image
 * @lock: whoever changes the image's content or the bindings; taken before the
 *	image's lock, and before those of points
 * @shape: hash of what the items are, their octets and places apart
 * @kept: octets of the content, for which the bindings were made
 * @status: of the content
 * @quality: likewise
 * @ended: the image is forgotten, and there are no bindings any more
 * @again: bindings could not be made, to be tried with the next sighting
 * @each: bindings that want to be looked at with each sighting, perhaps
 * @recheck: points want that of which the bindings do not know; set under a
 *	point's lock
 * @first: bindings, or NULL
 * @real: when the image was seen last, nanoseconds since the epoch
 * @mono: the same, monotonic time
 * @period: nanoseconds between two sightings, averaged; 0: unknown
 * @stale_after: nanoseconds after which the image is stale, 0: as configured
 *
 * Made when the image may have points, it stays as long as the image.  All is
 * written under @lock but @recheck; @real, @mono, @period and @stale_after are
 * read under a point's lock as well.
 */
struct ft_watch {
	spinlock_t lock;	/* before the image's */
	u32 shape;
	u32 kept;
	u32 status;
	u8 quality;
	bool ended;
	bool again;
	bool each;
	int recheck;
	struct ft_bindings *first;
	u64 real;
	u64 mono;
	u64 period;
	u64 stale_after;
};

/**
 * struct ft_seen - what a frame says of an image
 * @emit: key and content
 * @keep: octets of the content that are kept
 * @now: when
 * @missed: frames that should have been seen before it
 * @doubt: of @emit only quality and status are meant, of what was seen before
 */
struct ft_seen {
	const struct ft_emit *emit;
	u32 keep;
	struct ft_clock now;
	u32 missed;
	bool doubt;
};

/**
 * ft_watch_seen() - have an image's points see what came
 * @fn: the namespace
 * @img: the image
 * @watch: its watch, locked
 * @seen: what came and is in the image now
 * @changed: it is another content than before, or of another quality
 *
 * What is in doubt was not seen: neither the image's period nor when it was seen
 * last is another then.
 *
 * Context: softirq or bottom halves off, RCU read-side section.
 */
void ft_watch_seen(struct ft_net *fn, struct ft_image *img,
		   struct ft_watch *watch, const struct ft_seen *seen,
		   bool changed);

/**
 * ft_watch_bind() - find the points of an image
 * @fn: the namespace
 * @img: the image
 *
 * To be called when the image is new and has its first content, when another
 * layout stands under its names, and when points came, went or are read in
 * another way.  Points that were not bound before see its content.
 *
 * Whoever makes an image visible, and whoever links points, has a full barrier
 * behind that and before this, so that one of the two sees the other.
 *
 * Context: process or softirq, RCU read-side section, no lock of an image.
 */
void ft_watch_bind(struct ft_net *fn, struct ft_image *img);

/**
 * ft_watch_end() - the image is being forgotten
 * @img: the image, dead
 *
 * Its points stay with what they saw.
 *
 * Context: process or softirq, RCU read-side section.
 */
void ft_watch_end(struct ft_image *img);

/**
 * ft_watch_free() - free a watch with its bindings
 * @watch: the watch or NULL; nobody has its image any more
 *
 * Context: any.
 */
void ft_watch_free(struct ft_watch *watch);

#endif /* _FT_WATCH_H */
