// SPDX-License-Identifier: GPL-2.0
/*
 * ACME, a protocol that does not exist: what a decoder is made of, see
 * Documentation/decoder.rst.
 *
 * TCP or UDP port 7700.  Six octets, then what they announce:
 *	magic 0xAC, kind, tag, station, length be16
 * A client asks (kind 1, no more octets) a station for its values and gets them
 * (kind 2) or a code that says why not (kind 3, one octet), with the tag it
 * asked with.  A value has eight octets: point be16, unit, state, float.
 */
#include <linux/kernel.h>
#include <linux/module.h>
#include <linux/string.h>
#include <linux/unaligned.h>

#include <fieldtap/decoder.h>

#define ACME_MAGIC	0xac
#define ACME_HEADER	6
#define ACME_VALUE	8
#define ACME_VALUES_MAX	32
#define ACME_LEN_MAX	(ACME_VALUES_MAX * ACME_VALUE)

enum acme_kind {
	ACME_READ = 1,
	ACME_VALUES,
	ACME_ERROR,
};

/* State */

/**
 * struct acme_flow - what a conversation remembers: its newest request
 * @asked: monotonic time of it
 * @tag: its tag
 * @station: whom it asks
 * @open: there is no answer yet
 */
struct acme_flow {
	u64 asked;
	u8 tag;
	u8 station;
	bool open;
};

/* Framing */

static int acme_frame(const u8 *p, u32 len)
{
	u32 body = get_unaligned_be16(p + 4);

	if (p[0] != ACME_MAGIC || p[1] < ACME_READ || p[1] > ACME_ERROR)
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
		if (n < 0 || end > len)
			continue;
		if (end == len || (len - end >= ACME_HEADER &&
				   acme_frame(p + end, len - end) > 0))
			return at;
	}
	return len;
}

/* Meaning */

static int acme_request(struct ft_ctx *ctx, const u8 *pdu)
{
	struct acme_flow *flow = ctx->priv;

	flow->asked = ctx->mono;
	flow->tag = pdu[2];
	flow->station = pdu[3];
	flow->open = true;
	ft_request(ctx, ft_station(ctx, &pdu[3], 1));
	return 0;
}

static int acme_answer(struct ft_ctx *ctx, const u8 *pdu, u32 len)
{
	const struct ft_emit emit = {
		.key = "values",
		.key_len = 6,
		.data = pdu + ACME_HEADER,
		.len = len - ACME_HEADER,
	};
	struct ft_device *dev = ft_station(ctx, &pdu[3], 1);
	struct acme_flow *flow = ctx->priv;

	if (pdu[1] == ACME_ERROR ? emit.len != 1 : emit.len % ACME_VALUE)
		return FIELDTAP_STAT_PDU_MALFORMED;
	if (pdu[1] == ACME_VALUES)
		ft_emit(ctx, dev, &emit);
	if (!flow->open || flow->tag != pdu[2] || flow->station != pdu[3])
		return FIELDTAP_STAT_PDU_UNMATCHED;
	flow->open = false;
	if (pdu[1] == ACME_VALUES)
		ft_answer(ctx, dev, flow->asked);
	else
		ft_exception(ctx, dev, flow->asked, pdu[ACME_HEADER]);
	return 0;
}

static int acme_decode(struct ft_ctx *ctx, const u8 *pdu, u32 len)
{
	if (len < ACME_HEADER)
		return FIELDTAP_STAT_PDU_TRUNCATED;
	if (ctx->dir == FT_TO_SERVER)
		return pdu[1] == ACME_READ ? acme_request(ctx, pdu) :
		       FIELDTAP_STAT_PDU_MALFORMED;
	return pdu[1] != ACME_READ ? acme_answer(ctx, pdu, len) :
	       FIELDTAP_STAT_PDU_MALFORMED;
}

/* One PDU to a datagram. */
static int acme_datagram(struct ft_ctx *ctx, const u8 *p, u32 len)
{
	if (len < ACME_HEADER || acme_frame(p, len) != len)
		return FIELDTAP_STAT_PDU_MALFORMED;
	return acme_decode(ctx, p, len);
}

static void acme_gap(struct ft_ctx *ctx)
{
	struct acme_flow *flow = ctx->priv;

	flow->open = false;
}

static void acme_tick(struct ft_ctx *ctx)
{
	struct acme_flow *flow = ctx->priv;

	if (!flow->open || ctx->mono < flow->asked + ctx->request_timeout)
		return;
	flow->open = false;
	ft_timeout(ctx, ft_station(ctx, &flow->station, 1));
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

static int acme_status_name(u32 status, char *buf, size_t size)
{
	static const char *const names[] = { "ok", "old", "broken wire" };

	if (status >= ARRAY_SIZE(names))
		return scnprintf(buf, size, "state %u", status);
	return scnprintf(buf, size, "%s", names[status]);
}

static void acme_items(const struct ft_view *view,
		       bool (*item)(void *arg, const struct ft_item *item),
		       void *arg)
{
	static const char *const units[] = { NULL, "degC", "bar", "m3/h" };
	u32 at;

	for (at = 0; at + ACME_VALUE <= view->len; at += ACME_VALUE) {
		const u8 *p = view->data + at;
		char name[8];
		struct ft_item it = {
			.name = name,
			.unit = p[2] < ARRAY_SIZE(units) ? units[p[2]] : NULL,
			.offset = at + 4,
			.len = 4,
			.count = 1,
			.type = FIELDTAP_TYPE_F32,
			.quality = p[3] < 3 ? p[3] : FIELDTAP_QUALITY_BAD,
			.status = p[3],
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
	.udp_ports = { 7700 },
	.header_len = ACME_HEADER,
	.max_pdu = ACME_HEADER + ACME_LEN_MAX,
	.priv_size = sizeof(struct acme_flow),
	.frame = acme_frame,
	.sync = acme_sync,
	.decode = acme_decode,
	.gap = acme_gap,
	.datagram = acme_datagram,
	.tick = acme_tick,
	.station_name = acme_station_name,
	.describe = acme_describe,
	.items = acme_items,
	.status_name = acme_status_name,
};

static int __init acme_init(void)
{
	return ft_decoder_register(&acme_decoder);
}

static void __exit acme_exit(void)
{
	ft_decoder_unregister(&acme_decoder);
}

module_init(acme_init);
module_exit(acme_exit);

MODULE_DESCRIPTION("fieldtap decoder: ACME");
MODULE_AUTHOR("fieldtap maintainers");
MODULE_LICENSE("GPL");
MODULE_ALIAS("fieldtap-decoder-acme");
