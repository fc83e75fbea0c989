// SPDX-License-Identifier: GPL-2.0
#include <linux/string.h>

#include "room.h"
#include "sample.h"
#include "saying.h"
#include "side.h"
#include "stand_in.h"

bool ft_room_is_candidate(const struct ft_room *room)
{
	return room->candidate;
}

const struct ft_device_key *ft_room_key(const struct ft_room *room,
					const struct ft_device *dev)
{
	return room->candidate ? (const struct ft_device_key *)dev : &dev->key;
}

static void ft_room_other_name(struct ft_room *room,
			       const struct ft_device_key *key)
{
	const struct ft_saying saying = {
		.kind = FT_SAID_STATION,
		.station = key,
		.data = room->name[FT_CANDIDATE],
		.len = strnlen(room->name[FT_CANDIDATE], FIELDTAP_PATH_MAX),
	};

	ft_room_differ(room, FIELDTAP_SHADOW_KIND_REPORT, NULL, &saying);
}

/* To write a name takes longer than to decode a PDU, which says it each time. */
static void ft_room_compare_names(struct ft_context *c,
				  const struct ft_device_key *key)
{
	struct ft_side *side = c->peer->shadow;
	struct ft_room *room = c->room;
	int i;

	if (!memcmp(&side->named, key, sizeof(*key)))
		return;
	for (i = 0; i < 2; i++)
		ft_device_name(key, room->sh->decoder[i], room->name[i],
			       sizeof(room->name[i]));
	if (strcmp(room->name[FT_ACTIVE], room->name[FT_CANDIDATE]))
		ft_room_other_name(room, key);
	else
		side->named = *key;
}

static struct ft_device *ft_room_stand_in(struct ft_context *c,
					  const struct ft_device_key *key)
{
	struct ft_room *room = c->room;
	struct ft_device_key *station;
	u32 i;

	for (i = 0; i < room->n_stations; i++) {
		station = &room->station[i];
		if (!memcmp(station, key, sizeof(*key)))
			return (struct ft_device *)station;
	}
	if (room->n_stations == FT_STAND_INS) {
		room->partial = true;
		return NULL;
	}
	station = &room->station[room->n_stations++];
	*station = *key;
	ft_room_compare_names(c, station);
	return (struct ft_device *)station;
}

static bool ft_room_unknown(struct ft_room *room,
			    const struct ft_device_key *key)
{
	const struct ft_saying saying = {
		.kind = FT_SAID_UNKNOWN,
		.key = key,
		.key_len = sizeof(*key),
	};

	return ft_room_find(room, &saying);
}

struct ft_device *ft_room_station(struct ft_context *c,
				  const struct ft_device_key *key, bool known)
{
	if (known && (ft_room_unknown(c->room, key) ||
		      !ft_device_find(c->peer->fn, key)))
		return NULL;
	return ft_room_stand_in(c, key);
}

void ft_room_no_station(struct ft_context *c, const struct ft_device_key *key,
			bool known)
{
	const struct ft_saying saying = {
		.kind = FT_SAID_UNKNOWN,
		.key = key,
		.key_len = sizeof(*key),
	};

	/* What it would have said of that one is not known. */
	if (known)
		ft_room_write(c->room, &saying);
	else
		c->room->partial = true;
}

struct ft_device *ft_room_device(struct ft_context *c, struct ft_device *dev)
{
	if (!dev || !c->room || !c->room->candidate)
		return dev;
	return ft_device_find(c->peer->fn, ft_room_key(c->room, dev));
}
