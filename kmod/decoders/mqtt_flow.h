/* SPDX-License-Identifier: GPL-2.0 */
/* What an MQTT connection has in flight, and what is known of it. */
#ifndef _FIELDTAP_MQTT_FLOW_H
#define _FIELDTAP_MQTT_FLOW_H

#include "mqtt_packet.h"

/* Packets in flight of one direction. */
#define MQTT_OPEN_MAX	32

/**
 * struct mqtt_open - a packet that something is to be answered to
 * @asked: monotonic time
 * @id: packet identifier, 0 where the type has none
 * @type: enum mqtt_type
 * @done: it is no longer an open request: answered, or too late
 * @late: it was never answered in time
 */
struct mqtt_open {
	u64 asked;
	u16 id;
	u8 type;
	bool done;
	bool late;
};

/**
 * struct mqtt_ring - those of one direction, oldest first
 * @n: how many
 * @open: the packets
 */
struct mqtt_ring {
	u32 n;
	struct mqtt_open open[MQTT_OPEN_MAX];
};

/**
 * struct mqtt_flow - state of a connection
 * @ring: what is in flight, by direction
 * @era: by direction, rises when aliases are void
 * @version: protocol level, 0 where it is not known
 * @told: @version stood in the CONNECT
 * @as_published: RETAIN towards the client says what the publisher said, not
 *	that the message is an old one
 * @votes: for MQTT 5, see mqtt_guess()
 * @text_len: of the last short text among them
 */
struct mqtt_flow {
	struct mqtt_ring ring[2];
	u32 era[2];
	u8 version;
	bool told;
	bool as_published;
	u8 votes;
	u8 text_len;
};

/**
 * mqtt_asked() - a packet that wants an answer
 * @ctx: context of the callback
 * @type: its type
 * @id: its identifier or 0
 *
 * One towards the server is a request to it.  When there is no room the oldest
 * one is forgotten.
 */
void mqtt_asked(struct ft_ctx *ctx, u8 type, u16 id);

/**
 * mqtt_in_flight() - whether a packet of this direction is in flight
 * @ctx: context of the callback
 * @type: its type
 * @id: its identifier
 *
 * Return: whether it is.
 */
bool mqtt_in_flight(const struct ft_ctx *ctx, u8 type, u16 id);

/**
 * mqtt_answered() - an answer to a packet of the other direction
 * @ctx: context of the callback
 * @type: type of the packet that is answered
 * @id: its identifier or 0
 * @refused: the answer's code when it is a refusal, else 0
 * @last: it is no longer in flight
 *
 * Return: 0 or FIELDTAP_STAT_PDU_UNMATCHED.
 */
int mqtt_answered(struct ft_ctx *ctx, u8 type, u16 id, u8 refused, bool last);

/**
 * mqtt_expire() - &ft_decoder.tick
 * @ctx: context of the callback
 */
void mqtt_expire(struct ft_ctx *ctx);

/**
 * mqtt_learn() - a packet that only one version has
 * @flow: the connection
 * @version: that one
 *
 * Changes nothing when the CONNECT was seen.
 */
void mqtt_learn(struct mqtt_flow *flow, u8 version);

/**
 * mqtt_read_publish() - take a PUBLISH apart as the connection's version has it
 * @flow: the connection; learns where its version is not known
 * @pkt: the packet
 * @out: filled in
 *
 * Return: 0 or the enum fieldtap_stat that tells why it was not understood.
 */
int mqtt_read_publish(struct mqtt_flow *flow, const struct mqtt_packet *pkt,
		      struct mqtt_publish *out);

#endif /* _FIELDTAP_MQTT_FLOW_H */
