/* SPDX-License-Identifier: GPL-2.0 */
/* Room in which one CPU compares what two decoders say of the same octets. */
#ifndef _FT_ROOM_H
#define _FT_ROOM_H

#include <linux/sched/clock.h>
#include <linux/siphash.h>

#include "device.h"
#include "shadow.h"

/* Things said of one PDU that are compared; octets of them that are kept. */
#define FT_SAID_MAX	256
#define FT_SAID_OCTETS	SZ_16K
/* Stations that a candidate may speak of in one call. */
#define FT_STAND_INS	64

/**
 * struct ft_said - something that the active decoder said of a PDU
 * @key: hash of kind, station and key
 * @value: hash of what was said
 * @station: of which station, or NULL
 * @len: octets that were said
 * @key_at: where the key stands in the room's octets
 * @head_at: where the first octets stand that were said
 * @key_len: octets of the key
 * @head_len: octets that were kept
 * @kind: enum ft_said_kind
 * @met: the candidate said something of it
 */
struct ft_said {
	u64 key;
	u64 value;
	const struct ft_device_key *station;
	u32 len;
	u16 key_at;
	u16 head_at;
	u8 key_len;
	u8 head_len;
	u8 kind;
	bool met;
};

/**
 * struct ft_room - what one CPU compares
 * @tally: results so far
 * @sh: the shadow
 * @c: context of the active decoder
 * @pdu: PDU or datagram, or NULL
 * @pdu_len: octets of it
 * @core_ns: time within the core's functions
 * @differ: differences, by enum fieldtap_shadow_kind
 * @matched: images alike
 * @n_said: entries of @said
 * @next: where the next word is looked for in @said
 * @octets: octets of @octet in use
 * @n_stations: entries of @station
 * @candidate: it is the candidate's turn
 * @learning: it came into the middle of the conversation
 * @partial: not all that was said is known
 * @said: what the active decoder said
 * @station: stand-ins for devices, see stand_in.h
 * @desc: scratch, what both say of an image's meaning
 * @name: scratch, what both call a station
 * @octet: keys and first octets of @said
 *
 * Belongs to the CPU and to whoever compares there, with bottom halves off.
 * All but @tally is of one PDU only.
 */
struct ft_room {
	struct ft_tally tally;
	struct ft_shadow *sh;
	const struct ft_context *c;
	const u8 *pdu;
	u32 pdu_len;
	u64 core_ns;
	u32 differ[FIELDTAP_SHADOW_KIND_REPORT + 1];
	u32 matched;
	u32 n_said;
	u32 next;
	u32 octets;
	u32 n_stations;
	bool candidate;
	bool learning;
	bool partial;
	struct ft_said said[FT_SAID_MAX];
	struct ft_device_key station[FT_STAND_INS];
	struct ft_image_desc desc[2];
	char name[2][FIELDTAP_PATH_MAX];
	u8 octet[FT_SAID_OCTETS];
};

static_assert(FT_SAID_OCTETS <= U16_MAX);

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
 * ft_room_hash() - stand-in for octets
 * @room: the room
 * @p: the octets
 * @len: how many
 *
 * Return: a keyed hash of them, 0 where there are none.
 */
static inline u64 ft_room_hash(const struct ft_room *room, const void *p,
			       u32 len)
{
	return len ? siphash(p, len, &room->sh->secret) : 0;
}

#endif /* _FT_ROOM_H */
