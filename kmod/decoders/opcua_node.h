/* SPDX-License-Identifier: GPL-2.0 */
/* Names of what has a value: keys of images, and their text. */
#ifndef _FIELDTAP_OPCUA_NODE_H
#define _FIELDTAP_OPCUA_NODE_H

#include "opcua_binary.h"

/* AttributeId of the Value attribute (OPC 10000-6, A.1). */
#define UA_ATTRIBUTE_VALUE	13

/* Longest publisher id that is text, in octets. */
#define UA_PUBLISHER_TEXT_MAX	(FT_STATION_MAX - 1)

/**
 * struct ua_key - key of an image
 * @len: octets of @octets; 0 where there is no value to be named
 * @refused: there would be, but its name is too long
 * @octets: for a node its kind, namespace index u16, length of its identifier
 *	u8, identifier, index range; for others see opcua_node.c
 */
struct ua_key {
	u32 len;
	bool refused;
	u8 octets[FT_KEY_MAX];
};

/**
 * struct ua_publisher - who sends PubSub messages
 * @len: octets of @id, 0 where the message does not say
 * @id: 0 and a number, u64, or 1 and text
 */
struct ua_publisher {
	u32 len;
	u8 id[FT_STATION_MAX];
};

/**
 * ua_read_node_key() - read a NodeId and make it the key of its value
 * @c: the cursor
 * @key: the key
 */
void ua_read_node_key(struct ua_cursor *c, struct ua_key *key);

/**
 * ua_read_attribute() - read NodeId, AttributeId and IndexRange (OPC 10000-4,
 * 7.29)
 * @c: the cursor
 * @key: the key of the value, or of the part of it that the range names;
 *	none where it is another attribute
 */
void ua_read_attribute(struct ua_cursor *c, struct ua_key *key);

/**
 * ua_handle_key() - the key of a monitored item whose node is not known
 * @key: the key
 * @subscription: SubscriptionId
 * @handle: ClientHandle
 */
void ua_handle_key(struct ua_key *key, u32 subscription, u32 handle);

/**
 * ua_field_key() - the key of a field of PubSub messages
 * @key: the key
 * @group: WriterGroupId
 * @writer: DataSetWriterId
 * @field: its index
 */
void ua_field_key(struct ua_key *key, u16 group, u16 writer, u16 field);

/**
 * ua_raw_key() - the key of all fields of PubSub messages, where only the
 * receivers know where one ends
 * @key: the key
 * @group: WriterGroupId
 * @writer: DataSetWriterId
 */
void ua_raw_key(struct ua_key *key, u16 group, u16 writer);

/**
 * ua_key_is_raw() - was the key made by ua_raw_key()?
 * @key: the octets of the key
 * @len: how many
 */
bool ua_key_is_raw(const u8 *key, u32 len);

/**
 * ua_key_name() - write what a key names, as scnprintf() would
 * @key: the octets of the key
 * @len: how many
 * @buf: where to
 * @size: octets of @buf
 */
int ua_key_name(const u8 *key, u32 len, char *buf, size_t size);

/**
 * ua_print_text() - write text, what is no printable character as %XX
 * @text: the octets
 * @len: how many
 * @buf: where to
 * @size: octets of @buf
 *
 * Return: octets written, as scnprintf() would.
 */
int ua_print_text(const u8 *text, u32 len, char *buf, size_t size);

/**
 * ua_station_name() - &ft_decoder.station_name: the publisher
 * @id: a &ua_publisher.id
 * @id_len: its octets
 * @buf: where to
 * @size: octets of @buf
 */
int ua_station_name(const void *id, u32 id_len, char *buf, size_t size);

#endif /* _FIELDTAP_OPCUA_NODE_H */
