/* SPDX-License-Identifier: GPL-2.0 */
/* Points: values that somebody named, typed and has watched. */
#ifndef _FT_POINT_H
#define _FT_POINT_H

#include <linux/rculist.h>
#include <linux/refcount.h>
#include <linux/timer.h>

#include "clock.h"
#include "netns.h"
#include "point_read.h"
#include "rule.h"

struct ft_anchor;
struct ft_point_conf;
struct ft_watch;
struct ft_window;

/**
 * struct ft_point_data - the newest value of a string or octets
 * @size: octets that there is room for
 * @len: octets of the value
 * @b: the value
 */
struct ft_point_data {
	u16 size;
	u16 len;
	u8 b[];
};

/**
 * struct ft_point_timer - when time itself is what happens to a point
 * @timer: due when ft_rule_due() says
 * @fn: the point's namespace
 * @point: the point
 */
struct ft_point_timer {
	struct timer_list timer;
	struct ft_net *fn;
	struct ft_point *point;
};

/**
 * struct ft_point - a point
 * @node: link in &ft_net.points
 * @refs: the map's and the bindings'
 * @lock: guards what follows; taken after the watch's lock, before event_lock
 * @images: bindings of it
 * @link: in its anchor's list, RCU; written under the points mutex
 * @anchor: its address, under the points mutex and @lock
 * @conf: as it was given, see point_conf.h
 * @rule: its rules, or NULL
 * @window: its samples, or NULL; written under @lock, freed after a grace period
 * @timer: what @rule needs, or NULL
 * @source: watch of the image that it was seen in last, NULL: that is gone
 * @data: newest value of a string or octets, or NULL
 * @unit: unit that the image has, room for FIELDTAP_UNIT_MAX octets, or NULL
 * @state: what was seen and told
 * @rcu: for the end
 * @generation: of the last change
 * @real: without @source when it was seen last, nanoseconds since the epoch
 * @mono: likewise, monotonic time
 * @events: events told
 * @alerts: alerts told
 * @status: newest status
 * @version: rises when it is read in another way
 * @dead: taken out of the map
 * @live: what it was made for is done: it can be seen
 * @each: it wants to see each sighting
 * @unfit: there was no value where its address was seen last
 * @named: the request under way has it already; under the points mutex
 * @name: its name
 */
struct ft_point {
	struct growmap_node node;
	refcount_t refs;
	spinlock_t lock;	/* its state and configuration */
	u32 images;
	struct hlist_node link;
	struct ft_anchor *anchor;
	struct ft_point_conf *conf;
	struct ft_rule *rule;
	struct ft_window __rcu *window;
	struct ft_point_timer *timer;
	struct ft_watch *source;
	struct ft_point_data *data;
	char *unit;
	struct ft_rule_state state;
	struct rcu_head rcu;
	u64 generation;
	u64 real;
	u64 mono;
	u32 events;
	u32 alerts;
	u32 status;
	u16 version;
	bool dead;
	bool live;
	bool unfit;
	bool each;
	bool named;
	char name[];
};

/**
 * struct ft_look - what an image shows of a point
 * @watch: the image's watch
 * @now: when
 * @raw: the value, 0 of strings and octets
 * @data: the value of strings and octets, or NULL
 * @len: octets of @data
 * @status: the protocol's own code for @quality
 * @missed: sightings that should have been before it
 * @version: of the configuration by which it was read
 * @type: enum fieldtap_type
 * @quality: the worst of image and item
 * @value: there is a value
 * @doubt: it was not seen, what was seen of it in the image has another quality
 */
struct ft_look {
	struct ft_watch *watch;
	struct ft_clock now;
	u64 raw;
	const u8 *data;
	u32 len;
	u32 status;
	u32 missed;
	u16 version;
	u8 type;
	u8 quality;
	bool value;
	bool doubt;
};

/**
 * ft_points_init() - make a namespace's map of points
 * @fn: the namespace
 *
 * Context: process, may sleep.
 * Return: 0 or -ENOMEM.
 */
int ft_points_init(struct ft_net *fn);

/**
 * ft_points_clean() - forget all points
 * @fn: the namespace; no image is updated any more
 *
 * Context: process, may sleep.
 */
void ft_points_clean(struct ft_net *fn);

/**
 * ft_point_find() - a point by its name
 * @fn: the namespace
 * @name: the name
 *
 * Context: RCU read-side section, or under the points mutex.
 * Return: the point or NULL.
 */
struct ft_point *ft_point_find(struct ft_net *fn, const char *name);

/**
 * ft_point_make() - a point that nobody sees yet
 * @name: its name
 *
 * Context: process, may sleep.
 * Return: the point, with one reference, or NULL.
 */
struct ft_point *ft_point_make(const char *name);

/**
 * ft_point_insert() - put a point into the map
 * @fn: the namespace
 * @point: the point
 *
 * Context: process, under the points mutex.
 * Return: 0; -EEXIST when the name is taken; -ENOSPC at the limit; -ENOMEM.
 */
int ft_point_insert(struct ft_net *fn, struct ft_point *point);

/**
 * ft_point_remove() - take a point out of the map, and give the map's reference
 * back
 * @fn: the namespace
 * @point: the point
 *
 * Images that still have it see that it is gone.
 *
 * Context: process, under the points mutex.
 */
void ft_point_remove(struct ft_net *fn, struct ft_point *point);

/**
 * ft_point_get() - hold a point
 * @point: the point
 *
 * Context: RCU read-side section.
 * Return: whether it is held; false when it is about to be freed.
 */
bool ft_point_get(struct ft_point *point);

/**
 * ft_point_put() - let go of a point
 * @point: the point or NULL
 *
 * Context: any.
 */
void ft_point_put(struct ft_point *point);

/**
 * ft_point_plan() - how a point is read of an image
 * @point: the point
 * @anchor: the address for which it is looked for
 * @src: what stands at its address there
 * @r: set
 * @version: set to the version of its configuration
 *
 * Context: bottom halves off.
 * Return: 1 when it can be read, 0 when it cannot, -ENOENT when it is gone or
 * has another address by now.
 */
int ft_point_plan(struct ft_point *point, const struct ft_anchor *anchor,
		  const struct ft_source *src, struct ft_reading *r,
		  u16 *version);

/**
 * ft_point_replan() - how a bound point is read of an image
 * @point: the point
 * @version: version of the configuration for which it was bound
 * @src: what stands at its address now
 * @r: set
 *
 * Context: bottom halves off.
 * Return: whether it can be read.
 */
bool ft_point_replan(struct ft_point *point, u16 version,
		     const struct ft_source *src, struct ft_reading *r);

/**
 * ft_point_is() - whether a binding of a point is still right
 * @point: the point
 * @version: version of the configuration for which it was made
 *
 * Context: bottom halves off.
 * Return: whether the point is there, and read in the same way.
 */
bool ft_point_is(struct ft_point *point, u16 version);

/**
 * ft_point_join() - an image has the point
 * @point: the point
 * @watch: the image's watch, locked
 *
 * Context: bottom halves off.
 */
void ft_point_join(struct ft_point *point, struct ft_watch *watch);

/**
 * ft_point_leave() - an image does not have the point any more
 * @point: the point
 * @watch: the image's watch, locked
 *
 * Context: bottom halves off.
 */
void ft_point_leave(struct ft_point *point, struct ft_watch *watch);

/**
 * ft_point_bound() - whether an image has the point
 * @point: the point
 *
 * Context: any; sure only for whom holds the lock of the only watch that counts.
 */
static inline bool ft_point_bound(const struct ft_point *point)
{
	/* Partner: ft_point_join(). */
	return READ_ONCE(point->images);
}

/**
 * ft_point_each() - whether a point is to see each sighting
 * @point: the point
 *
 * Context: any.  When that changes, its image's &ft_watch.recheck tells.
 */
static inline bool ft_point_each(const struct ft_point *point)
{
	/* Of several images the newest sighting wins, changed or not. */
	return READ_ONCE(point->each) || READ_ONCE(point->images) > 1;
}

/**
 * ft_point_unit() - the image has a unit for the point
 * @point: the point
 * @unit: the unit; cut to FIELDTAP_UNIT_MAX with its NUL
 *
 * Context: bottom halves off.
 */
void ft_point_unit(struct ft_point *point, const char *unit);

/**
 * ft_point_see() - a point was seen
 * @fn: the namespace
 * @point: the point
 * @look: what of it; its watch is locked
 *
 * Tells listeners what its rules want to be told.
 *
 * Context: bottom halves off.
 * Return: whether it is to see the next sighting though nothing changes.
 */
bool ft_point_see(struct ft_net *fn, struct ft_point *point,
		  const struct ft_look *look);

/**
 * ft_point_seen() - when a point was seen last
 * @point: the point, locked
 * @real: set to nanoseconds since the epoch, or NULL
 * @period: set to the nanoseconds between two sightings, 0 where unknown; or
 *	NULL
 *
 * Return: monotonic time, 0: never.
 */
u64 ft_point_seen(const struct ft_point *point, u64 *real, u64 *period);

/**
 * ft_point_timer_make() - what a point with rules needs
 * @fn: the namespace
 * @point: the point
 *
 * Context: process, may sleep.
 * Return: the timer, kfree() ends it while it is not the point's; or NULL.
 */
struct ft_point_timer *ft_point_timer_make(struct ft_net *fn,
					   struct ft_point *point);

/**
 * ft_point_forget() - a point is something else now: forget what it saw
 * @point: the point, locked
 */
void ft_point_forget(struct ft_point *point);

/**
 * ft_point_start() - other rules or another window are in use now
 * @fn: the namespace
 * @point: the point, locked
 *
 * Context: bottom halves off.
 */
void ft_point_start(struct ft_net *fn, struct ft_point *point);

/**
 * ft_point_state() - whether a point has a value
 * @fn: the namespace
 * @point: the point, locked
 *
 * Return: enum fieldtap_point_state.
 */
u32 ft_point_state(const struct ft_net *fn, const struct ft_point *point);

#endif /* _FT_POINT_H */
