// SPDX-License-Identifier: GPL-2.0
/*
 * A candidate for the place of the Modbus decoder, for the tests of shadows:
 * the same source, with one fault if the module's parameter says so.  A fault
 * shows with read input registers (function 4) alone, so that all else has to
 * match.
 */
#include <linux/module.h>
#include <linux/string.h>

#include <fieldtap/decoder.h>

static int next_register(const struct ft_decoder *dec);
static void next_unregister(const struct ft_decoder *dec);
static void next_emit(struct ft_ctx *ctx, struct ft_device *dev,
		      const struct ft_emit *emit);

/* It offers itself by its own name and only when it is asked for. */
#undef MODULE_ALIAS
#define MODULE_ALIAS(name)
#define ft_decoder_register	next_register
#define ft_decoder_unregister	next_unregister
#define ft_emit(ctx, dev, emit)	next_emit(ctx, dev, emit)

#include "../decoders/modbus_pdu.c"
#include "../decoders/modbus.c"

#undef ft_decoder_register
#undef ft_decoder_unregister
#undef ft_emit

MODULE_INFO(alias, "fieldtap-decoder-modbus-next");

static char *fault = "none";
module_param(fault, charp, 0444);
MODULE_PARM_DESC(fault,
		 "none, swap, address, drop, extra, meaning, station, request, result or frame");

static struct ft_decoder next;

static bool next_has(const char *name)
{
	return !strcmp(fault, name);
}

static const struct mb_key *next_key(const struct ft_emit *emit)
{
	return emit->key;
}

/* What a little-endian register would be. */
static void next_emit_swapped(struct ft_ctx *ctx, struct ft_device *dev,
			      const struct ft_emit *emit)
{
	struct ft_emit swapped = *emit;
	const u8 *data = emit->data;
	u8 other[256];
	u32 i;

	for (i = 0; i < emit->len && i < sizeof(other); i++)
		other[i] = data[i ^ 1];
	swapped.data = other;
	ft_emit(ctx, dev, &swapped);
}

static void next_emit_elsewhere(struct ft_ctx *ctx, struct ft_device *dev,
				const struct ft_emit *emit)
{
	struct ft_emit moved = *emit;
	struct mb_key key = *next_key(emit);

	key.first++;
	moved.key = &key;
	ft_emit(ctx, dev, &moved);
}

static void next_emit(struct ft_ctx *ctx, struct ft_device *dev,
		      const struct ft_emit *emit)
{
	const bool here = next_key(emit)->table == MB_IR;

	if (here && next_has("drop"))
		return;
	if (here && next_has("swap")) {
		next_emit_swapped(ctx, dev, emit);
		return;
	}
	if (here && next_has("address")) {
		next_emit_elsewhere(ctx, dev, emit);
		return;
	}
	ft_emit(ctx, dev, emit);
	if (here && next_has("extra"))
		next_emit_elsewhere(ctx, dev, emit);
}

static bool next_is_read(const u8 *pdu, u32 len)
{
	return len > MB_HEADER_LEN && pdu[MB_HEADER_LEN] == 4;
}

static int next_decode(struct ft_ctx *ctx, const u8 *pdu, u32 len)
{
	int why = mb_decode(ctx, pdu, len);
	u8 unit = 99;

	if (!next_is_read(pdu, len))
		return why;
	if (next_has("request") && ctx->dir == FT_TO_SERVER)
		ft_request(ctx, ft_station(ctx, &pdu[6], sizeof(pdu[6])));
	if (next_has("station") && ctx->dir == FT_TO_SERVER)
		ft_request(ctx, ft_station(ctx, &unit, sizeof(unit)));
	return next_has("result") ? FIELDTAP_STAT_PDU_MALFORMED : why;
}

static int next_frame(const u8 *p, u32 len)
{
	int told = mb_frame(p, len);

	return next_has("frame") && next_is_read(p, len) ? told - 1 : told;
}

static void next_describe(const void *key, u32 key_len,
			  struct ft_image_desc *desc)
{
	const struct mb_key *k = key;

	mb_describe(key, key_len, desc);
	if (next_has("meaning") && k->table == MB_IR)
		desc->first += 40001;
}

static int next_register(const struct ft_decoder *dec)
{
	next = *dec;
	next.name = "modbus-next";
	next.protocol = "modbus";
	next.decode = next_decode;
	next.frame = next_frame;
	next.describe = next_describe;
	return ft_decoder_register(&next);
}

static void next_unregister(const struct ft_decoder *dec)
{
	ft_decoder_unregister(&next);
}
