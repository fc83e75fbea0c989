/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Images: the content of each is one Variant as on the wire, from its first
 * octet (type, array or not) on, or all fields of a message that only its
 * receivers can take apart.
 */
#ifndef _FIELDTAP_OPCUA_ITEM_H
#define _FIELDTAP_OPCUA_ITEM_H

#include "opcua_node.h"

/* Octets that are handed over of a Variant. */
#define UA_CONTENT_MAX		SZ_16K
/* Of one that lies in several pieces. */
#define UA_SCRATCH		4096

/* Severity of a StatusCode (OPC 10000-4, 7.39). */
#define UA_STATUS_BAD		0x80000000U
#define UA_STATUS_UNCERTAIN	0x40000000U

/**
 * ua_quality() - what a StatusCode says of a value
 * @status: the StatusCode
 */
enum fieldtap_quality ua_quality(u32 status);

/**
 * ua_emit() - hand over a value
 * @ctx: context of the callback
 * @dev: the device or NULL
 * @key: what it is the value of; nothing is done where it is none
 * @value: the value
 * @scratch: UA_SCRATCH octets
 */
void ua_emit(struct ft_ctx *ctx, struct ft_device *dev,
	     const struct ua_key *key, const struct ua_value *value,
	     u8 *scratch);

/**
 * ua_describe() - &ft_decoder.describe
 * @key: octets of a &struct ua_key
 * @key_len: how many
 * @desc: filled in
 */
void ua_describe(const void *key, u32 key_len, struct ft_image_desc *desc);

/**
 * ua_items() - &ft_decoder.items
 * @view: the image
 * @item: called for each value
 * @arg: passed on to @item
 */
void ua_items(const struct ft_view *view,
	      bool (*item)(void *arg, const struct ft_item *item), void *arg);

/**
 * ua_status_name() - &ft_decoder.status_name
 * @status: a StatusCode
 * @buf: where to
 * @size: octets of @buf
 */
int ua_status_name(u32 status, char *buf, size_t size);

#endif /* _FIELDTAP_OPCUA_ITEM_H */
