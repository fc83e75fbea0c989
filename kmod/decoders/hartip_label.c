// SPDX-License-Identifier: GPL-2.0
/*
 * Labels of HART devices.
 *
 * Identity (command 0): 254, expanded device type u16 (before HART 7:
 * manufacturer u8, device type u8), preambles u8, revisions of HART, device and
 * software u8, hardware u8, flags u8, device identifier u24; since HART 6
 * preambles u8, number of device variables u8, configuration change counter
 * u16, extended status u8; since HART 7 manufacturer u16 and more.
 *
 * Texts are packed ASCII, four characters of six bits in three octets, or ISO
 * Latin-1 (long tag).  A date is day, month, and year since 1900.
 *
 * Source: Universal Command Specification HCF_SPEC-127, commands 0, 12, 13, 20.
 */
#include <linux/kernel.h>
#include <linux/string.h>
#include <linux/unaligned.h>

#include "hartip_label.h"

#define HIP_DEVICE_TYPE_AT	1
#define HIP_HART_REV_AT		4
#define HIP_DEVICE_REV_AT	5
#define HIP_SOFTWARE_REV_AT	6
#define HIP_DEVICE_ID_AT	9
#define HIP_MANUFACTURER_AT	17

#define HIP_PACKED_TAG_LEN	6
#define HIP_DESCRIPTOR_LEN	12
#define HIP_DATE_AT		(HIP_PACKED_TAG_LEN + HIP_DESCRIPTOR_LEN)

void hip_identity_address(const u8 *data, u8 *address)
{
	memcpy(address, data + HIP_DEVICE_TYPE_AT, 2);
	memcpy(address + 2, data + HIP_DEVICE_ID_AT, 3);
}

static void hip_label_code(struct ft_ctx *ctx, struct ft_device *dev,
			   const char *name, u32 value)
{
	char text[8];

	scnprintf(text, sizeof(text), "0x%04x", value);
	ft_label(ctx, dev, name, text);
}

static void hip_label_number(struct ft_ctx *ctx, struct ft_device *dev,
			     const char *name, u32 value)
{
	char text[8];

	scnprintf(text, sizeof(text), "%u", value);
	ft_label(ctx, dev, name, text);
}

void hip_label_identity(struct ft_ctx *ctx, struct ft_device *dev,
			const u8 *data, u32 len)
{
	u32 manufacturer = data[HIP_DEVICE_TYPE_AT];

	if (len >= HIP_MANUFACTURER_AT + 2)
		manufacturer = get_unaligned_be16(data + HIP_MANUFACTURER_AT);
	hip_label_code(ctx, dev, "manufacturer", manufacturer);
	hip_label_code(ctx, dev, "device_type",
		       get_unaligned_be16(data + HIP_DEVICE_TYPE_AT));
	hip_label_number(ctx, dev, "device_rev", data[HIP_DEVICE_REV_AT]);
	hip_label_number(ctx, dev, "software_rev", data[HIP_SOFTWARE_REV_AT]);
	hip_label_number(ctx, dev, "hart_rev", data[HIP_HART_REV_AT]);
}

/* Cuts off what fills up a text; devices do it with blanks. */
static void hip_trim(char *text, u32 len)
{
	while (len && text[len - 1] == ' ')
		len--;
	text[len] = '\0';
}

static void hip_label_packed(struct ft_ctx *ctx, struct ft_device *dev,
			     const char *name, const u8 *p, u32 len)
{
	char text[HIP_MESSAGE_LEN / 3 * 4 + 1];
	u32 n = 0, bits;
	int shift;

	for (; len >= 3; len -= 3, p += 3) {
		bits = p[0] << 16 | p[1] << 8 | p[2];
		for (shift = 18; shift >= 0; shift -= 6) {
			u8 c = bits >> shift & 0x3f;

			text[n++] = c & 0x20 ? c : c | 0x40;
		}
	}
	hip_trim(text, n);
	ft_label(ctx, dev, name, text);
}

void hip_label_message(struct ft_ctx *ctx, struct ft_device *dev,
		       const u8 *data)
{
	hip_label_packed(ctx, dev, "message", data, HIP_MESSAGE_LEN);
}

void hip_label_tag(struct ft_ctx *ctx, struct ft_device *dev, const u8 *data)
{
	const u8 *date = data + HIP_DATE_AT;
	char text[16] = "";

	hip_label_packed(ctx, dev, "tag", data, HIP_PACKED_TAG_LEN);
	hip_label_packed(ctx, dev, "descriptor", data + HIP_PACKED_TAG_LEN,
			 HIP_DESCRIPTOR_LEN);
	/* No date was ever set. */
	if (date[0] && date[1])
		scnprintf(text, sizeof(text), "%u-%02u-%02u", 1900 + date[2],
			  date[1], date[0]);
	ft_label(ctx, dev, "date", text);
}

/* Latin-1 as UTF-8; control characters become question marks. */
void hip_label_long_tag(struct ft_ctx *ctx, struct ft_device *dev,
			const u8 *data)
{
	char text[2 * HIP_LONG_TAG_LEN + 1];
	u32 n = 0, i;
	u8 c;

	for (i = 0; i < HIP_LONG_TAG_LEN && data[i]; i++) {
		c = data[i];
		if (c < ' ' || (c >= 0x7f && c < 0xa0))
			c = '?';
		if (n + 2 >= FIELDTAP_LABEL_VALUE_MAX)
			break;
		if (c >= 0x80) {
			text[n++] = 0xc0 | c >> 6;
			c = 0x80 | (c & 0x3f);
		}
		text[n++] = c;
	}
	hip_trim(text, n);
	ft_label(ctx, dev, "long_tag", text);
}
