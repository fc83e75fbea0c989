/* SPDX-License-Identifier: GPL-2.0 */
/*
 * MQTT control packets taken apart, whoever carries them.
 *
 * A packet may be longer than what was kept of it, so each length that it
 * claims is held against two: what there is, and what there was.
 */
#ifndef _FIELDTAP_MQTT_PACKET_H
#define _FIELDTAP_MQTT_PACKET_H

#include <fieldtap/decoder.h>

/* Type and flags, and a remaining length of 1 to 4 octets. */
#define MQTT_HEADER_MIN		2
#define MQTT_HEADER_MAX		5
/* The longest remaining length, MQTT 5.0, 1.5.5. */
#define MQTT_REMAINING_MAX	268435455

/* Protocol levels; 0 where nobody knows it. */
#define MQTT_V3			3
#define MQTT_V311		4
#define MQTT_V5			5

/* What a reason code at least has where it refuses, MQTT 5.0, 2.4. */
#define MQTT_REFUSED		0x80

/* Flags of a PUBLISH. */
#define MQTT_RETAIN		0x01
#define MQTT_DUP		0x08

enum mqtt_type {
	MQTT_CONNECT = 1,
	MQTT_CONNACK,
	MQTT_PUBLISH,
	MQTT_PUBACK,
	MQTT_PUBREC,
	MQTT_PUBREL,
	MQTT_PUBCOMP,
	MQTT_SUBSCRIBE,
	MQTT_SUBACK,
	MQTT_UNSUBSCRIBE,
	MQTT_UNSUBACK,
	MQTT_PINGREQ,
	MQTT_PINGRESP,
	MQTT_DISCONNECT,
	MQTT_AUTH,
};

/**
 * struct mqtt_packet - one control packet
 * @body: what follows the fixed header
 * @len: octets of @body that are there
 * @total: its remaining length
 * @type: enum mqtt_type
 * @flags: the lower half of the first octet
 */
struct mqtt_packet {
	const u8 *body;
	u32 len;
	u32 total;
	u8 type;
	u8 flags;
};

/**
 * struct mqtt_publish - what a PUBLISH says
 * @topic: its topic
 * @topic_len: octets of @topic; 0 where the alias stands for it
 * @properties: octets of its properties
 * @payload: the message
 * @len: octets of @payload that are there
 * @total: octets that it has
 * @id: packet identifier, 0 with QoS 0
 * @alias: topic alias or 0
 */
struct mqtt_publish {
	const u8 *topic;
	u32 topic_len;
	u32 properties;
	const u8 *payload;
	u32 len;
	u32 total;
	u16 id;
	u16 alias;
};

/**
 * struct mqtt_connect - what is of interest in a CONNECT
 * @version: protocol level, one of those known here
 * @bridge: from another broker, that wants RETAIN as it was published
 */
struct mqtt_connect {
	u8 version;
	bool bridge;
};

/**
 * enum mqtt_text - what octets are as text, from good to bad
 * @MQTT_TEXT: UTF-8 without control characters
 * @MQTT_TEXT_LINES: the same with tabs and ends of lines
 * @MQTT_TEXT_CONTROL: UTF-8 with other control characters
 * @MQTT_NO_TEXT: not UTF-8
 */
enum mqtt_text {
	MQTT_TEXT,
	MQTT_TEXT_LINES,
	MQTT_TEXT_CONTROL,
	MQTT_NO_TEXT,
};

static inline u8 mqtt_qos(const struct mqtt_packet *pkt)
{
	return pkt->flags >> 1 & 3;
}

/**
 * mqtt_header() - take a fixed header apart
 * @p: octets
 * @len: their number, at least 1
 * @pkt: filled in; its body may be cut
 *
 * Return: octets of the header, 0 when @len octets do not tell, or a negated
 * enum fieldtap_stat.
 */
int mqtt_header(const u8 *p, u32 len, struct mqtt_packet *pkt);

/**
 * mqtt_publish() - take a PUBLISH apart
 * @pkt: the packet
 * @v5: with properties
 * @out: filled in
 *
 * Does not look at the topic's characters.
 *
 * Return: 0 or the enum fieldtap_stat that tells what is wrong with it.
 */
int mqtt_publish(const struct mqtt_packet *pkt, bool v5,
		 struct mqtt_publish *out);

/**
 * mqtt_connect() - take a CONNECT apart
 * @pkt: the packet
 * @out: filled in
 *
 * Names and passwords are stepped over.
 *
 * Return: as mqtt_publish().
 */
int mqtt_connect(const struct mqtt_packet *pkt, struct mqtt_connect *out);

/**
 * mqtt_filters() - take a SUBSCRIBE or an UNSUBSCRIBE apart
 * @pkt: the packet
 * @v5: with properties
 * @options: gets all subscription options, or-ed
 *
 * Return: as mqtt_publish().
 */
int mqtt_filters(const struct mqtt_packet *pkt, bool v5, u8 *options);

/**
 * mqtt_ack() - take a packet apart that has an identifier and reason codes
 * @pkt: PUBACK to PUBCOMP, SUBACK or UNSUBACK
 * @v5: with properties
 * @id: gets the identifier
 * @reason: gets the worst reason code, 0 without any
 *
 * Return: as mqtt_publish().
 */
int mqtt_ack(const struct mqtt_packet *pkt, bool v5, u16 *id, u8 *reason);

/**
 * mqtt_text() - whether octets are text
 * @p: the octets
 * @len: their number
 * @used: gets the octets of whole characters: fewer than @len only when the
 *	last one is cut; NULL when it may not be cut
 *
 * UTF-8 is that of RFC 3629: shortest form, no surrogates.
 *
 * Return: the worst that it has.
 */
enum mqtt_text mqtt_text(const u8 *p, u32 len, u32 *used);

/**
 * mqtt_topic_wrong() - whether a topic must not be one
 * @p: the topic
 * @len: its octets
 *
 * No NUL and no wildcards, MQTT 5.0, 3.3.2.1 and 4.7.3.
 *
 * Return: whether it breaks these rules.
 */
bool mqtt_topic_wrong(const u8 *p, u32 len);

/**
 * mqtt_sync() - &ft_decoder.sync
 * @p: octets
 * @len: their number
 *
 * Return: where a packet seems to begin, else @len.
 */
u32 mqtt_sync(const u8 *p, u32 len);

#endif /* _FIELDTAP_MQTT_PACKET_H */
