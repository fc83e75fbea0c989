/* SPDX-License-Identifier: GPL-2.0 */
/* Differences, counted, and the newest of them kept as samples. */
#ifndef _FT_SAMPLE_H
#define _FT_SAMPLE_H

#include "shadow.h"

struct ft_said;
struct ft_saying;

/**
 * ft_room_differ() - two decoders do not say the same
 * @room: where they are compared
 * @kind: enum fieldtap_shadow_kind
 * @was: what the active one said, or NULL
 * @is: what the candidate says, or NULL
 *
 * While the candidate learns there is no sample, nor where somebody else is
 * about to write one.
 *
 * Context: as the callback of a decoder.
 */
void ft_room_differ(struct ft_room *room, u32 kind, const struct ft_said *was,
		    const struct ft_saying *is);

/**
 * ft_sample_numbers() - keep a sample of two results that are not the same
 * @sh: the shadow
 * @kind: enum fieldtap_shadow_kind
 * @peer: the conversation
 * @now: ns since the epoch
 * @p: what both got, or NULL
 * @len: octets of it
 * @result: the results, by enum ft_side_of
 *
 * Context: as the callback of a decoder.
 */
void ft_sample_numbers(struct ft_shadow *sh, u32 kind,
		       const struct ft_peer *peer, u64 now, const u8 *p,
		       u32 len, const s32 result[2]);

#endif /* _FT_SAMPLE_H */
