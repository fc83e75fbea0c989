/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Two decoders called with the same octets.
 *
 * The active one goes first; what it says is done, and written down in short.
 * The candidate's words are compared with that one by one, and nothing else
 * comes of them: it gets stand-ins for devices.
 */
#ifndef _FT_COMPARE_H
#define _FT_COMPARE_H

#include "context.h"
#include "shadow.h"

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

#endif /* _FT_COMPARE_H */
