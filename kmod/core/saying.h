/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What a decoder says of a PDU, while it is compared: the active one's words
 * are written down in short, the candidate's are looked for among them, and
 * nothing else comes of those.
 */
#ifndef _FT_SAYING_H
#define _FT_SAYING_H

#include "device.h"
#include "shadow.h"

struct ft_said;

/**
 * enum ft_said_kind - what a decoder can say
 * @FT_SAID_IMAGE: ft_emit()
 * @FT_SAID_REQUEST: ft_request()
 * @FT_SAID_ANSWER: ft_answer()
 * @FT_SAID_EXCEPTION: ft_exception()
 * @FT_SAID_TIMEOUT: ft_timeout()
 * @FT_SAID_PUBLISH: ft_publish()
 * @FT_SAID_LOST: ft_lost()
 * @FT_SAID_REPEATED: ft_repeated()
 * @FT_SAID_COUNT: ft_count()
 * @FT_SAID_LABEL: ft_label()
 * @FT_SAID_ALARM: ft_alarm()
 * @FT_SAID_LAYOUT: ft_layout_set()
 * @FT_SAID_DOUBT: ft_doubt()
 * @FT_SAID_STATION: the name of a station
 * @FT_SAID_UNKNOWN: ft_station_known() knew none; not compared
 */
enum ft_said_kind {
	FT_SAID_IMAGE,
	FT_SAID_REQUEST,
	FT_SAID_ANSWER,
	FT_SAID_EXCEPTION,
	FT_SAID_TIMEOUT,
	FT_SAID_PUBLISH,
	FT_SAID_LOST,
	FT_SAID_REPEATED,
	FT_SAID_COUNT,
	FT_SAID_LABEL,
	FT_SAID_ALARM,
	FT_SAID_LAYOUT,
	FT_SAID_DOUBT,
	FT_SAID_STATION,
	FT_SAID_UNKNOWN,
};

/**
 * struct ft_saying - something that a decoder says
 * @kind: enum ft_said_kind
 * @station: of which station, or NULL
 * @key: what of it; equal keys are compared with each other
 * @key_len: octets of @key, at most FT_KEY_MAX
 * @data: what it says of that
 * @len: octets of @data
 * @extra: what else it says of it, in short
 * @emit: of an image
 */
struct ft_saying {
	u32 kind;
	const struct ft_device_key *station;
	const void *key;
	u32 key_len;
	const void *data;
	u32 len;
	u64 extra;
	const struct ft_emit *emit;
};

/**
 * ft_room_write() - take down what the active decoder says
 * @room: the room
 * @is: what it says
 *
 * Context: decoder callbacks only.
 */
void ft_room_write(struct ft_room *room, const struct ft_saying *is);

/**
 * ft_room_find() - what the active decoder said of the same thing
 * @room: the room
 * @is: what the candidate says
 *
 * Context: decoder callbacks only.
 * Return: the first that the candidate said nothing of yet, or NULL.
 */
struct ft_said *ft_room_find(struct ft_room *room, const struct ft_saying *is);

/**
 * ft_room_say() - take down or compare what a decoder says
 * @c: its context, with a room
 * @saying: what it says
 *
 * Context: decoder callbacks only.
 * Return: whether that was the candidate, so that nothing is to come of it.
 */
bool ft_room_say(struct ft_context *c, const struct ft_saying *saying);

/**
 * ft_room_emit() - ft_room_say() of an image
 * @c: context of the decoder, with a room
 * @dev: the device or its stand-in, or NULL
 * @emit: the image
 *
 * Context: decoder callbacks only.
 * Return: as ft_room_say().
 */
bool ft_room_emit(struct ft_context *c, const struct ft_device *dev,
		  const struct ft_emit *emit);

/**
 * ft_room_report() - ft_room_say() of something short
 * @c: context of the decoder, with a room
 * @kind: enum ft_said_kind
 * @dev: the device or its stand-in, or NULL
 * @a: what it says
 * @b: what else
 *
 * Context: decoder callbacks only.
 * Return: as ft_room_say().
 */
bool ft_room_report(struct ft_context *c, u32 kind, const struct ft_device *dev,
		    u64 a, u64 b);

/**
 * ft_room_label() - ft_room_say() of a label
 * @c: context of the decoder, with a room
 * @dev: the device or its stand-in
 * @name: of the label
 * @value: its text
 *
 * Context: decoder callbacks only.
 * Return: as ft_room_say().
 */
bool ft_room_label(struct ft_context *c, const struct ft_device *dev,
		   const char *name, const char *value);

/**
 * ft_room_alarm() - ft_room_say() of an alarm
 * @c: context of the decoder, with a room
 * @dev: the device or its stand-in
 * @alarm: the alarm
 *
 * Context: decoder callbacks only.
 * Return: as ft_room_say().
 */
bool ft_room_alarm(struct ft_context *c, const struct ft_device *dev,
		   const struct ft_alarm *alarm);

/**
 * ft_room_layout() - ft_room_say() of a layout
 * @c: context of the decoder, with a room
 * @dev: the device or its stand-in
 * @key: the image's key
 * @key_len: octets of @key
 * @layout: its layout or NULL
 *
 * Context: decoder callbacks only.
 * Return: as ft_room_say().
 */
bool ft_room_layout(struct ft_context *c, const struct ft_device *dev,
		    const void *key, u32 key_len,
		    const struct ft_layout *layout);

/**
 * ft_room_doubt() - ft_room_say() of an image's quality
 * @c: context of the decoder, with a room
 * @dev: the device or its stand-in
 * @key: the image's key
 * @key_len: octets of @key
 * @quality: what it is
 * @status: the protocol's own code for that
 *
 * Context: decoder callbacks only.
 * Return: as ft_room_say().
 */
bool ft_room_doubt(struct ft_context *c, const struct ft_device *dev,
		   const void *key, u32 key_len, u32 quality, u32 status);

/**
 * ft_heard() - whether nothing is to come of what a decoder says
 * @ctx: context of its callback
 * @kind: enum ft_said_kind
 * @dev: the device or its stand-in, or NULL
 * @a: what it says
 * @b: what else
 *
 * Return: whether it is a candidate.
 */
static inline bool ft_heard(struct ft_ctx *ctx, u32 kind,
			    const struct ft_device *dev, u64 a, u64 b)
{
	struct ft_context *c = ft_context(ctx);

	return unlikely(c->room) && ft_room_report(c, kind, dev, a, b);
}

#endif /* _FT_SAYING_H */
