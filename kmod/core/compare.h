/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What two decoders say of the same octets, compared.
 *
 * The active one goes first; what it says is done, and written down in short.
 * The candidate's words are compared with that one by one, and nothing else
 * comes of them: it gets stand-ins for devices, which only the functions here
 * may look into.
 */
#ifndef _FT_COMPARE_H
#define _FT_COMPARE_H

#include <linux/sched/clock.h>

#include "device.h"
#include "shadow.h"

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
 * ft_rooms_alloc() - give each CPU room to compare
 *
 * Context: process, may sleep.
 * Return: the rooms, or NULL.
 */
struct ft_rooms __percpu *ft_rooms_alloc(void);

/**
 * ft_rooms_free() - take it back
 * @rooms: the rooms or NULL; nobody compares any more
 *
 * Context: process, may sleep.
 */
void ft_rooms_free(struct ft_rooms __percpu *rooms);

/**
 * ft_room_tally() - what was compared on one CPU
 * @room: its room
 */
const struct ft_tally *ft_room_tally(const struct ft_room *room);

/**
 * ft_compare() - call the active decoder, and its shadow after it
 * @sh: the shadow, see ft_shadow_of()
 * @c: context of the active decoder
 * @what: which callback
 * @p: PDU or datagram, or NULL
 * @len: octets at @p
 *
 * Context: as the callback.
 * Return: what the active decoder returned.
 */
int ft_compare(struct ft_shadow *sh, struct ft_context *c,
	       enum ft_callback what, const u8 *p, u32 len);

/**
 * ft_compare_frame() - compare how a PDU begins
 * @sh: the shadow
 * @peer: its conversation
 * @p: octets where the active decoder's frame() was asked
 * @len: how many
 * @said: the length that it told, or a negated reason
 *
 * Context: as frame().
 */
void ft_compare_frame(struct ft_shadow *sh, const struct ft_peer *peer,
		      const u8 *p, u32 len, int said);

/**
 * ft_compare_sync() - compare where a PDU may begin
 * @sh: the shadow
 * @peer: its conversation
 * @p: octets where the active decoder's sync() was asked
 * @len: how many
 * @said: the offset that it told
 *
 * Context: as sync().
 */
void ft_compare_sync(struct ft_shadow *sh, const struct ft_peer *peer,
		     const u8 *p, u32 len, u32 said);

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
 * ft_room_is_candidate() - who speaks
 * @room: the room
 */
bool ft_room_is_candidate(const struct ft_room *room);

/**
 * ft_room_station() - what the candidate gets for a device
 * @c: its context, with a room
 * @key: identity of the station
 * @known: only when it is a device already
 *
 * Context: decoder callbacks only.
 * Return: a stand-in, or NULL.
 */
struct ft_device *ft_room_station(struct ft_context *c,
				  const struct ft_device_key *key, bool known);

/**
 * ft_room_no_station() - the active decoder got no device
 * @c: its context, with a room
 * @key: identity of the station
 * @known: it asked for one that is a device already
 *
 * Context: decoder callbacks only.
 */
void ft_room_no_station(struct ft_context *c, const struct ft_device_key *key,
			bool known);

/**
 * ft_room_device() - the device that a decoder means
 * @c: its context
 * @dev: what it got for the device, or NULL
 *
 * Context: decoder callbacks only.
 * Return: the device, valid until the callback returns, or NULL.
 */
struct ft_device *ft_room_device(struct ft_context *c, struct ft_device *dev);

/**
 * ft_room_pause() - what follows is not the decoder's time
 * @c: its context
 *
 * Return: for ft_room_resume().
 */
static inline u64 ft_room_pause(const struct ft_context *c)
{
	return likely(!c->room) ? 0 : local_clock();
}

/**
 * ft_room_resume() - the decoder goes on
 * @c: its context
 * @paused: what ft_room_pause() returned
 */
void ft_room_resume(struct ft_context *c, u64 paused);

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

#endif /* _FT_COMPARE_H */
