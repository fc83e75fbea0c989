// SPDX-License-Identifier: GPL-2.0
/*
 * ACME, a protocol that does not exist: what a decoder is made of, see
 * Documentation/decoder.rst.
 *
 * A server on TCP port 7700 sends the values of its stations: four octets, magic
 * 0xAC, station, length be16; then eight octets for each value: point be16, unit,
 * 0 if it is good, float be32.
 */
#include <linux/kernel.h>
#include <linux/module.h>
#include <linux/unaligned.h>

#include <fieldtap/decoder.h>

#define ACME_HEADER	4
#define ACME_VALUE	8
#define ACME_LEN_MAX	(32 * ACME_VALUE)

/* Framing */

static int acme_frame(const u8 *p, u32 len)
{
	const u32 body = get_unaligned_be16(p + 2);

	if (p[0] != 0xac || body % ACME_VALUE)
		return -FIELDTAP_STAT_PDU_NONSENSE;
	if (body > ACME_LEN_MAX)
		return -FIELDTAP_STAT_PDU_OVERSIZED;
	return ACME_HEADER + body;
}

/* A PDU that is whole, and another one behind it or nothing more. */
static u32 acme_sync(const u8 *p, u32 len)
{
	u32 at, end;
	int n;

	for (at = 0; at + ACME_HEADER <= len; at++) {
		n = acme_frame(p + at, len - at);
		end = at + n;
		if (n > 0 && (end == len || (end + ACME_HEADER <= len &&
					     acme_frame(p + end, len - end) > 0)))
			return at;
	}
	return len;
}

/* Meaning */

static int acme_decode(struct ft_ctx *ctx, const u8 *pdu, u32 len)
{
	const struct ft_emit emit = {
		.key = "values",
		.key_len = 6,
		.data = pdu + ACME_HEADER,
		.len = len - ACME_HEADER,
	};
	struct ft_device *dev;

	if (ctx->dir == FT_TO_SERVER)
		return FIELDTAP_STAT_PDU_MALFORMED;
	dev = ft_station(ctx, &pdu[1], 1);
	ft_publish(ctx, dev);
	ft_emit(ctx, dev, &emit);
	return 0;
}

/* Names */

static int acme_station_name(const void *id, u32 id_len, char *buf, size_t size)
{
	return scnprintf(buf, size, "%u", *(const u8 *)id);
}

static void acme_describe(const void *key, u32 key_len,
			  struct ft_image_desc *desc)
{
	desc->layout = FIELDTAP_LAYOUT_ITEMS;
	scnprintf(desc->name, sizeof(desc->name), "values");
}

static void acme_items(const struct ft_view *view,
		       bool (*item)(void *arg, const struct ft_item *item),
		       void *arg)
{
	static const char *const units[] = { NULL, "degC", "bar", "m3/h" };
	const u8 *p = view->data, *end = p + view->len;

	for (; end - p >= ACME_VALUE; p += ACME_VALUE) {
		char name[8];
		struct ft_item it = {
			.name = name,
			.unit = p[2] < ARRAY_SIZE(units) ? units[p[2]] : NULL,
			.offset = p + 4 - view->data,
			.len = 4,
			.count = 1,
			.type = FIELDTAP_TYPE_F32,
			.quality = p[3] ? FIELDTAP_QUALITY_BAD :
					  FIELDTAP_QUALITY_GOOD,
		};

		scnprintf(name, sizeof(name), "p%u", get_unaligned_be16(p));
		if (!item(arg, &it))
			break;
	}
}

/* Module */

static const struct ft_decoder acme_decoder = {
	.abi = FT_DECODER_ABI,
	.name = "acme",
	.tcp_ports = { 7700 },
	.header_len = ACME_HEADER,
	.max_pdu = ACME_HEADER + ACME_LEN_MAX,
	.frame = acme_frame,
	.sync = acme_sync,
	.decode = acme_decode,
	.station_name = acme_station_name,
	.describe = acme_describe,
	.items = acme_items,
};

ft_module_decoder(acme_decoder);

MODULE_DESCRIPTION("fieldtap decoder: ACME");
MODULE_LICENSE("GPL");
MODULE_ALIAS("fieldtap-decoder-acme");
