/* SPDX-License-Identifier: GPL-2.0 */
/* Telling listeners that another decoder has a protocol's place. */
#ifndef _FT_HANDOVER_H
#define _FT_HANDOVER_H

#include <uapi/linux/fieldtap.h>

/**
 * ft_handover_tell() - say who gets the frames of a protocol from now on
 * @slot: the protocol; who has the place is there already
 * @former: slot of the name of who had it before
 * @why: why it is another one
 *
 * Decoders are the machine's, so listeners in each namespace are told.
 *
 * Context: process, under the registry mutex.
 */
void ft_handover_tell(unsigned int slot, unsigned int former,
		      enum fieldtap_handover why);

/**
 * ft_handover_left() - ft_handover_tell() of a decoder that has gone
 * @slot: the protocol
 * @former: slot of the name of who has gone
 *
 * Context: process, under the registry mutex.
 */
void ft_handover_left(unsigned int slot, unsigned int former);

#endif /* _FT_HANDOVER_H */
