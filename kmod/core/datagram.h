/* SPDX-License-Identifier: GPL-2.0 */
/* Datagrams of a conversation: UDP, and Ethernet frames without IP. */
#ifndef _FT_DATAGRAM_H
#define _FT_DATAGRAM_H

#include "context.h"
#include "frame.h"

/* Datagrams of each direction that are known again. */
#define FT_DATAGRAMS_KNOWN	8

/**
 * struct ft_datagram_met - a datagram that was decoded
 * @print: fingerprint of its octets
 * @source: where it was met, &ft_frame.source; 0: none yet
 * @when: jiffies
 */
struct ft_datagram_met {
	u32 print;
	u32 source;
	unsigned long when;
};

/**
 * struct ft_datagrams - both directions of a conversation
 * @peer: what the decoder sees of it
 * @pdus: datagrams understood
 * @met: the newest ones, by enum ft_dir
 * @next: where the next one goes in @met
 *
 * Guarded by the flow's lock.
 */
struct ft_datagrams {
	struct ft_peer peer;
	u64 pdus;
	struct ft_datagram_met met[2][FT_DATAGRAMS_KNOWN];
	u8 next[2];
};

/**
 * ft_datagrams_frame() - take a frame in
 * @d: the conversation
 * @dec: its decoder
 * @dir: direction of the frame
 * @f: the frame: one datagram, or several of one size that were merged
 *
 * A datagram that was just met at another tap or hook is counted and not
 * decoded again.
 *
 * Context: softirq or bottom halves off, RCU read-side section, the flow's
 * lock held.
 */
void ft_datagrams_frame(struct ft_datagrams *d, const struct ft_decoder *dec,
			enum ft_dir dir, const struct ft_frame *f);

/**
 * ft_datagrams_tick() - expire requests
 * @d: the conversation
 * @dec: its decoder
 * @clock: now
 *
 * Context: as ft_datagrams_frame().
 */
void ft_datagrams_tick(struct ft_datagrams *d, const struct ft_decoder *dec,
		       struct ft_clock clock);

#endif /* _FT_DATAGRAM_H */
