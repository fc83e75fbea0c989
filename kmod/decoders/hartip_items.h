/* SPDX-License-Identifier: GPL-2.0 */
/* Values within the images of HART commands. */
#ifndef _FIELDTAP_HARTIP_ITEMS_H
#define _FIELDTAP_HARTIP_ITEMS_H

#include <fieldtap/decoder.h>

/* Commands whose data is understood. */
#define HIP_CMD_IDENTITY		0
#define HIP_CMD_PV			1
#define HIP_CMD_CURRENT			2
#define HIP_CMD_DYNAMIC			3
#define HIP_CMD_VARIABLES_STATUS	9
#define HIP_CMD_IDENTITY_TAG		11
#define HIP_CMD_MESSAGE			12
#define HIP_CMD_TAG			13
#define HIP_CMD_WRITE_MESSAGE		17
#define HIP_CMD_WRITE_TAG		18
#define HIP_CMD_LONG_TAG		20
#define HIP_CMD_IDENTITY_LONG_TAG	21
#define HIP_CMD_WRITE_LONG_TAG		22
#define HIP_CMD_EXTENDED		31
#define HIP_CMD_VARIABLES		33
#define HIP_CMD_STATUS			48
#define HIP_CMD_CHANNEL			60
#define HIP_CMD_CHANNEL_DYNAMIC		61
#define HIP_CMD_SUB_DEVICE		77
#define HIP_CMD_AGGREGATE		178

/* Octets of content before the command's data: response code, device status. */
#define HIP_CONTENT_HEAD		2
#define HIP_CONTENT_MAX			(HIP_CONTENT_HEAD + 255)

/* Octets of each variable in commands 9 and 33. */
#define HIP_VARIABLE_STATUS_LEN		8
#define HIP_VARIABLE_LEN		6

/* Bits of the device status. */
#define HIP_STATUS_PV_LIMITS		0x01
#define HIP_STATUS_OTHER_LIMITS		0x02
#define HIP_STATUS_CURRENT_SATURATED	0x04
#define HIP_STATUS_CURRENT_FIXED	0x08
#define HIP_STATUS_MORE			0x10
#define HIP_STATUS_COLD_START		0x20
#define HIP_STATUS_CHANGED		0x40
#define HIP_STATUS_MALFUNCTION		0x80

/*
 * Key of an image: the command's number, big-endian, and what tells apart
 * answers to the same command: the variable codes of 9 and 33, the channel of 60.
 */
#define HIP_KEY_HEAD			2

/**
 * hip_items() - &ft_decoder.items
 * @view: an image whose content begins with response code and device status
 * @item: called for each value
 * @arg: passed on to @item
 *
 * Source: Universal Command Specification HCF_SPEC-127, Common Practice Command
 * Specification HCF_SPEC-151, Common Tables Specification HCF_SPEC-183.
 */
void hip_items(const struct ft_view *view,
	       bool (*item)(void *arg, const struct ft_item *item), void *arg);

/**
 * hip_describe() - &ft_decoder.describe
 * @key: key of an image
 * @key_len: its octets
 * @desc: filled in
 */
void hip_describe(const void *key, u32 key_len, struct ft_image_desc *desc);

/**
 * hip_status_name() - &ft_decoder.status_name
 * @status: device status, or the status of one variable
 * @buf: where the text goes
 * @size: its room
 */
int hip_status_name(u32 status, char *buf, size_t size);

#endif /* _FIELDTAP_HARTIP_ITEMS_H */
