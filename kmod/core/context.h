/* SPDX-License-Identifier: GPL-2.0 */
/* The decoder's side of the core: its callbacks, and what it may call. */
#ifndef _FT_CONTEXT_H
#define _FT_CONTEXT_H

#include <fieldtap/decoder.h>

#include "clock.h"
#include "netns.h"

struct ft_scope;
struct ft_room;
struct ft_side;

/* Stations of a server that are found without a lookup; a power of two. */
#define FT_PEER_DEVICES	4

/**
 * struct ft_peer - the server end of a conversation, as its decoder knows it
 * @fn: namespace
 * @flow: number of the conversation
 * @server: the server's end
 * @client: the other end
 * @slot: protocol
 * @home: slot of the name under which its decoder registered: @slot, unless
 *	another one was promoted
 * @told: the decoder was told something since it began with this conversation
 * @transport: enum ft_transport
 * @ethertype: of Ethernet frames
 * @dev: the device spoken of last, one of @known, or NULL
 * @known: devices that were spoken of, a reference each, or NULL; see
 *	ft_station()
 * @scope: NULL until the conversation has a note, see note.h
 * @dec: the decoder that @priv is of
 * @priv: its state
 * @side: what @priv stands in, NULL: the flow itself
 * @shadow: a shadow's state, or NULL
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
	u8 home;
	bool told;
	struct ft_device *dev;
	struct ft_device *known[FT_PEER_DEVICES];
	const struct ft_decoder *dec;
	void *priv;
	struct ft_scope *scope;
	struct ft_side *side;
	struct ft_side *shadow;
	u64 emitted;
	u32 emits;
};

/**
 * struct ft_context - what a decoder gets as &struct ft_ctx
 * @pub: that
 * @peer: the conversation
 * @dec: the decoder that is called
 * @home: slot of the name under which it registered
 * @room: where what it says is written down or compared, see room.h; NULL
 *	without a shadow
 * @lost: PDUs that should have been before this one: so many samples of what
 *	it emits are missed
 */
struct ft_context {
	struct ft_ctx pub;
	struct ft_peer *peer;
	const struct ft_decoder *dec;
	u8 home;
	struct ft_room *room;
	u32 lost;
};

/**
 * ft_context() - what stands behind a decoder's context
 * @ctx: the context of its callback
 */
static inline struct ft_context *ft_context(struct ft_ctx *ctx)
{
	return container_of(ctx, struct ft_context, pub);
}

/**
 * enum ft_callback - why a decoder is called
 * @FT_CALL_PDU: decode()
 * @FT_CALL_DATAGRAM: datagram()
 * @FT_CALL_GAP: gap(), if it has one
 * @FT_CALL_TICK: tick(), if it has one
 */
enum ft_callback {
	FT_CALL_PDU,
	FT_CALL_DATAGRAM,
	FT_CALL_GAP,
	FT_CALL_TICK,
};

/**
 * ft_call() - call a decoder
 * @c: the context that it gets
 * @what: which callback
 * @p: PDU or datagram, or NULL
 * @len: octets at @p
 *
 * Context: softirq or bottom halves off, RCU read-side section, the flow's
 * lock held.
 * Return: as the callback, 0 where it returns nothing.
 */
static inline int ft_call(struct ft_context *c, enum ft_callback what,
			  const u8 *p, u32 len)
{
	switch (what) {
	case FT_CALL_PDU:
		return c->dec->decode(&c->pub, p, len);
	case FT_CALL_DATAGRAM:
		return c->dec->datagram(&c->pub, p, len);
	case FT_CALL_GAP:
		if (c->dec->gap)
			c->dec->gap(&c->pub);
		return 0;
	case FT_CALL_TICK:
		if (c->dec->tick)
			c->dec->tick(&c->pub);
		return 0;
	}
	return 0;
}

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
 * ft_context_misframed() - count bytes where no PDU begins
 * @peer: their conversation
 * @p: the octets
 * @len: how many
 * @why: enum fieldtap_stat that tells why
 *
 * Context: as ft_context_pdu().
 */
void ft_context_misframed(struct ft_peer *peer, const u8 *p, u32 len, u32 why);

/**
 * ft_context_sync() - look for the beginning of a PDU
 * @peer: the conversation
 * @dec: the decoder
 * @p: the octets
 * @len: how many
 *
 * Context: as ft_context_pdu().
 * Return: its offset, @len if there is none.
 */
u32 ft_context_sync(struct ft_peer *peer, const struct ft_decoder *dec,
		    const u8 *p, u32 len);

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
