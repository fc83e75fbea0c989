/* SPDX-License-Identifier: GPL-2.0 */
/* What HART devices say of themselves, as labels. */
#ifndef _FIELDTAP_HARTIP_LABEL_H
#define _FIELDTAP_HARTIP_LABEL_H

#include <fieldtap/decoder.h>

/* Octets of the data below; of an identity the part that all devices send. */
#define HIP_IDENTITY_LEN	12
#define HIP_MESSAGE_LEN		24
#define HIP_TAG_LEN		21
#define HIP_LONG_TAG_LEN	32

/**
 * hip_identity_address() - the long address in an identity
 * @data: data of command 0, 11 or 21, HIP_IDENTITY_LEN octets
 * @address: gets five octets
 */
void hip_identity_address(const u8 *data, u8 *address);

/**
 * hip_label_identity() - labels manufacturer, device_type, device_rev,
 *	software_rev and hart_rev
 * @ctx: context of the callback
 * @dev: the device
 * @data: data of command 0, 11 or 21
 * @len: octets of @data, at least HIP_IDENTITY_LEN
 */
void hip_label_identity(struct ft_ctx *ctx, struct ft_device *dev,
			const u8 *data, u32 len);

/**
 * hip_label_message() - label message
 * @ctx: context of the callback
 * @dev: the device
 * @data: data of command 12, HIP_MESSAGE_LEN octets
 */
void hip_label_message(struct ft_ctx *ctx, struct ft_device *dev,
		       const u8 *data);

/**
 * hip_label_tag() - labels tag, descriptor and date
 * @ctx: context of the callback
 * @dev: the device
 * @data: data of command 13, HIP_TAG_LEN octets
 */
void hip_label_tag(struct ft_ctx *ctx, struct ft_device *dev, const u8 *data);

/**
 * hip_label_long_tag() - label long_tag
 * @ctx: context of the callback
 * @dev: the device
 * @data: data of command 20, HIP_LONG_TAG_LEN octets
 */
void hip_label_long_tag(struct ft_ctx *ctx, struct ft_device *dev,
			const u8 *data);

#endif /* _FIELDTAP_HARTIP_LABEL_H */
