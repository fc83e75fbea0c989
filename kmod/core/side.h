/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What decoders that come later know of a conversation: one that runs as the
 * shadow of its decoder, and one that took its decoder's place.
 */
#ifndef _FT_SIDE_H
#define _FT_SIDE_H

#include "context.h"
#include "device.h"

struct ft_shadow;

/**
 * struct ft_side - a decoder's state outside of the flow
 * @dec: the decoder
 * @of: the shadow whose candidate it is; NULL once it took the place
 * @joined: monotonic ns of the first PDU that it got
 * @seen: PDUs that it got while it learned
 * @learning: it came into the middle, and does not know what was asked before
 * @agreed: it said the same as the decoder once since
 * @home: slot of the name under which it registered
 * @named: the station that last had the same name from both decoders
 * @priv: its state
 *
 * Guarded by the flow's lock.
 */
struct ft_side {
	const struct ft_decoder *dec;
	struct ft_shadow *of;
	u64 joined;
	u32 seen;
	bool learning;
	bool agreed;
	u8 home;
	struct ft_device_key named;
	u64 priv[];
};

/**
 * ft_side_alloc() - begin to know a conversation
 * @peer: the conversation
 * @dec: who begins; its state is all zero
 *
 * Context: any, under the flow's lock.
 * Return: NULL without memory (counted).
 */
struct ft_side *ft_side_alloc(struct ft_peer *peer,
			      const struct ft_decoder *dec);

/**
 * ft_side_adopt() - have another decoder go on with a conversation
 * @peer: the conversation
 * @dec: the decoder
 *
 * What it knows as a shadow it keeps; otherwise it begins with nothing, as if
 * the tap had begun here.
 *
 * Context: softirq or bottom halves off, RCU read-side section, the flow's
 * lock held.
 * Return: false without memory (counted); nothing has changed then.
 */
bool ft_side_adopt(struct ft_peer *peer, const struct ft_decoder *dec);

/**
 * ft_side_settle() - forget what a shadow that does not run any more knew
 * @peer: the conversation
 *
 * Context: as ft_side_adopt().
 */
void ft_side_settle(struct ft_peer *peer);

/**
 * ft_side_restart() - the conversation begins anew
 * @peer: the conversation; a shadow begins with its first PDU
 *
 * Context: as ft_side_adopt().
 */
void ft_side_restart(struct ft_peer *peer);

/**
 * ft_side_clean() - forget all of it
 * @peer: the conversation, which ends
 *
 * Context: any.
 */
void ft_side_clean(struct ft_peer *peer);

#endif /* _FT_SIDE_H */
