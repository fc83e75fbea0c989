/* SPDX-License-Identifier: GPL-2.0 */
/* Stand-ins for devices: what a candidate gets, of which nothing comes. */
#ifndef _FT_STAND_IN_H
#define _FT_STAND_IN_H

#include "device.h"
#include "shadow.h"

/**
 * ft_room_key() - which station a decoder means
 * @room: where it is compared
 * @dev: what it got for the device: a candidate's is the key alone
 *
 * Context: decoder callbacks only.
 * Return: the station's identity.
 */
const struct ft_device_key *ft_room_key(const struct ft_room *room,
					const struct ft_device *dev);

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

#endif /* _FT_STAND_IN_H */
