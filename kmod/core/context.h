/* SPDX-License-Identifier: GPL-2.0 */
/* The decoder's side of the core: its callbacks, and what it may call. */
#ifndef _FT_CONTEXT_H
#define _FT_CONTEXT_H

#include <fieldtap/decoder.h>

#include "clock.h"
#include "netns.h"

struct ft_scope;

/* Stations of a server that are found without a lookup; a power of two. */
#define FT_PEER_DEVICES	4

/**
 * struct ft_peer - the server end of a conversation, as its decoder knows it
 * @fn: namespace
 * @flow: number of the conversation
 * @server: the server's end
 * @client: the other end
 * @slot: decoder
 * @transport: enum ft_transport
 * @ethertype: of Ethernet frames
 * @dev: the device spoken of last, one of @known, or NULL
 * @known: devices that were spoken of, a reference each, or NULL; see
 *	ft_station()
 * @priv: the decoder's state
 * @scope: NULL until the conversation has a note, see note.h
 * @emitted: monotonic time of the frame that emitted last
 * @emits: images that it emitted
 *
 * Guarded by the flow's lock.
 */
struct ft_peer {
	struct ft_net *fn;
	u64 flow;
	struct ft_addr server;
	struct ft_addr client;
	u8 slot;
	u8 transport;
	u16 ethertype;
	struct ft_device *dev;
	struct ft_device *known[FT_PEER_DEVICES];
	void *priv;
	struct ft_scope *scope;
	u64 emitted;
	u32 emits;
};

/**
 * struct ft_moment - when and which way
 * @clock: when
 * @dir: direction
 */
struct ft_moment {
	struct ft_clock clock;
	enum ft_dir dir;
};

/**
 * ft_context_clean() - forget what a conversation spoke of
 * @peer: the conversation, which is over
 *
 * Context: any.
 */
void ft_context_clean(struct ft_peer *peer);

/**
 * ft_context_renew() - another conversation between the same ends
 * @peer: the conversation; gets a new number, and the decoder new state
 * @dec: the decoder
 *
 * Context: softirq or bottom halves off, the flow's lock held.
 */
void ft_context_renew(struct ft_peer *peer, const struct ft_decoder *dec);

/**
 * ft_context_pdu() - have one whole PDU decoded
 * @peer: its conversation
 * @dec: the decoder
 * @at: when and which way
 * @pdu: the octets
 * @len: their number
 * @more: octets of it that the decoder does not get
 *
 * Counts and traces it.
 *
 * Context: softirq or bottom halves off, RCU read-side section, the flow's
 * lock held.
 * Return: whether the decoder understood it.
 */
bool ft_context_pdu(struct ft_peer *peer, const struct ft_decoder *dec,
		    const struct ft_moment *at, const u8 *pdu, u32 len,
		    u32 more);

/**
 * ft_context_datagram() - have one datagram decoded
 * @peer: its conversation
 * @dec: the decoder
 * @at: when and which way
 * @p: the octets
 * @len: their number
 *
 * Counts and traces it.
 *
 * Context: as ft_context_pdu().
 * Return: whether the decoder understood it.
 */
bool ft_context_datagram(struct ft_peer *peer, const struct ft_decoder *dec,
			 const struct ft_moment *at, const u8 *p, u32 len);

/**
 * ft_context_refuse() - count bytes that are no PDU
 * @peer: their conversation
 * @why: enum fieldtap_stat
 * @len: how many octets there were
 *
 * Context: as ft_context_pdu().
 */
void ft_context_refuse(struct ft_peer *peer, u32 why, u32 len);

/**
 * ft_context_gap() - tell the decoder that bytes were lost
 * @peer: their conversation
 * @dec: the decoder
 * @at: when and which way
 *
 * Context: as ft_context_pdu().
 */
void ft_context_gap(struct ft_peer *peer, const struct ft_decoder *dec,
		    const struct ft_moment *at);

/**
 * ft_context_tick() - let the decoder expire what it waits for
 * @peer: the conversation
 * @dec: the decoder
 * @at: when
 *
 * Context: as ft_context_pdu().
 */
void ft_context_tick(struct ft_peer *peer, const struct ft_decoder *dec,
		     const struct ft_moment *at);

#endif /* _FT_CONTEXT_H */
