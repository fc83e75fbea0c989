/* SPDX-License-Identifier: GPL-2.0 */
/* Events: what the kernel tells by itself, and what of it was missed. */
#ifndef _LIBFIELDTAP_EVENT_H
#define _LIBFIELDTAP_EVENT_H

#include "alarm.h"
#include "event_filter.h"
#include "decoder.h"
#include "image.h"
#include "map.h"
#include "nl.h"
#include "point.h"
#include "tap.h"

/**
 * enum ft_group - multicast groups of the family
 * @FT_GROUP_CHANGE: images that change, taps that go, decoders that take the
 *	place of others
 * @FT_GROUP_ALERT: alerts of points, alarms of devices
 * @FT_GROUP_MAP: growmaps that grow
 * @FT_GROUP_POINT: points that change
 * @FT_GROUPS: how many
 */
enum ft_group {
	FT_GROUP_CHANGE,
	FT_GROUP_ALERT,
	FT_GROUP_MAP,
	FT_GROUP_POINT,
	FT_GROUPS,
};

/**
 * ft_group_names - what each group is called, by the kernel, on the command
 *	line and in JSON
 */
extern const char *const ft_group_names[FT_GROUPS];

/**
 * enum ft_event_kind - what an event tells
 * @FT_EVENT_IMAGE: an image was seen for the first time or with other content
 * @FT_EVENT_TAP_DEL: a tap has gone
 * @FT_EVENT_ALARM: a device reports that something is wrong, or right again
 * @FT_EVENT_MAP: a growmap grows
 * @FT_EVENT_HANDOVER: another decoder gets the frames of a protocol
 * @FT_EVENT_POINT: a point changed by more than its deadband, or tells that it
 *	did not
 * @FT_EVENT_ALERT: a point went beyond a limit or came back, grew stale or
 *	resumed
 * @FT_EVENT_LOST: events were missed
 * @FT_EVENT_IN_STEP: what was missed is made good
 */
enum ft_event_kind {
	FT_EVENT_IMAGE,
	FT_EVENT_TAP_DEL,
	FT_EVENT_ALARM,
	FT_EVENT_MAP,
	FT_EVENT_HANDOVER,
	FT_EVENT_POINT,
	FT_EVENT_ALERT,
	FT_EVENT_LOST,
	FT_EVENT_IN_STEP,
};

/**
 * struct ft_in_step - how events that were missed were made good
 * @generation: everything up to this one was told
 * @images: images told again
 * @points: points looked at again
 */
struct ft_in_step {
	uint64_t generation;
	uint64_t images;
	uint64_t points;
};

/**
 * struct ft_event - one event
 * @kind: what it tells
 * @group: its multicast group; %FT_GROUPS in an %FT_EVENT_LOST for "any"
 * @has_seq: @seq is valid; an image or point that a resync brought has none
 * @seq: number of the event within its group and namespace
 * @lost: events missed, 0 where the kernel did not tell how many
 * @image: of %FT_EVENT_IMAGE
 * @tap: of %FT_EVENT_TAP_DEL
 * @alarm: of %FT_EVENT_ALARM
 * @map: of %FT_EVENT_MAP
 * @handover: of %FT_EVENT_HANDOVER
 * @point: of %FT_EVENT_POINT
 * @alert: of %FT_EVENT_ALERT; one that a resync brought tells how it stands,
 *	and knows no limit
 * @in_step: of %FT_EVENT_IN_STEP
 */
struct ft_event {
	enum ft_event_kind kind;
	enum ft_group group;
	bool has_seq;
	uint64_t seq;
	uint64_t lost;
	union {
		const struct ft_image *image;
		struct ft_tap tap;
		struct ft_alarm alarm;
		struct ft_map map;
		struct ft_handover handover;
		const struct ft_point *point;
		struct ft_point_alert alert;
		struct ft_in_step in_step;
	};
};

/**
 * struct ft_sequence - the event numbers of one group
 * @known: an event was seen
 * @last: its number
 */
struct ft_sequence {
	bool known;
	uint64_t last;
};

/**
 * ft_sequence_next() - note the number of an event
 * @s: numbers so far
 * @seq: the new number
 *
 * Return: how many were left out before it. A number that is not above the
 * last one means that numbering began again, and nothing is left out.
 */
uint64_t ft_sequence_next(struct ft_sequence *s, uint64_t seq);

/**
 * struct ft_monitor - somebody who listens
 * @events: where events come in
 * @requests: for the requests of a resync
 * @groups: which of enum ft_group are listened to
 * @sequence: numbers of each group
 * @filter: what of it is told
 * @generation: where the namespace stood when nothing of a group was missed
 * @missed: events of a group were missed, and not yet made good
 * @resync: that is so of one that can be made good
 * @fn: gets every event; what it points at is valid during the call only; a
 *	positive return ends ft_monitor_read() with that value
 * @arg: passed to @fn
 */
struct ft_monitor {
	struct ft_conn events;
	struct ft_conn requests;
	bool groups[FT_GROUPS];
	struct ft_sequence sequence[FT_GROUPS];
	struct ft_event_filter filter;
	uint64_t generation[FT_GROUPS];
	bool missed[FT_GROUPS];
	bool resync;
	int (*fn)(const struct ft_event *e, void *arg);
	void *arg;
};

/**
 * ft_monitor_open() - begin to listen
 * @m: the monitor, @groups, @filter, @fn and @arg set, everything else zero
 * @err: why it failed
 *
 * Return: 0, or -1 and @err.  ft_monitor_close() is needed in either case.
 */
int ft_monitor_open(struct ft_monitor *m, struct ft_error *err);

/**
 * ft_monitor_fd() - what to poll
 * @m: the monitor
 *
 * Return: a file descriptor that is readable when ft_monitor_read() has work.
 */
int ft_monitor_fd(const struct ft_monitor *m);

/**
 * ft_monitor_read() - hand over some of what came in, without waiting
 * @m: the monitor
 * @err: why it failed
 *
 * When events were missed it tells so, and in a call that finds no more
 * waiting it gets the images and points that changed since the last time that
 * it was in step, and tells that it is again: while @m->resync stands, call it
 * again without waiting for events.  An alert that was missed is made good by
 * how the point stands, for each kind of alert that it may have told.
 *
 * Return: 0, the positive return of @m->fn, or -1 and @err; %FT_NOT_LOADED
 * when the module was unloaded.
 */
int ft_monitor_read(struct ft_monitor *m, struct ft_error *err);

/**
 * ft_monitor_resync() - have what changed since it was in step told now
 * @m: the monitor
 * @err: why it failed
 *
 * For those who want to know even of what no event tells: points that changed
 * by less than their deadband.
 *
 * Return: as ft_monitor_read().
 */
int ft_monitor_resync(struct ft_monitor *m, struct ft_error *err);

/**
 * ft_monitor_close() - stop listening
 * @m: the monitor; its filter is given back, too
 */
void ft_monitor_close(struct ft_monitor *m);

#endif /* _LIBFIELDTAP_EVENT_H */
