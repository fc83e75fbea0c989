// SPDX-License-Identifier: GPL-2.0
/*
 * The functions of Modbus: which requests are legal, which answers fit them,
 * and which images they carry.
 *
 * Source: MODBUS Application Protocol Specification V1.1b3.
 */
#include <linux/errno.h>
#include <linux/kernel.h>
#include <linux/string.h>
#include <linux/unaligned.h>

#include "modbus_pdu.h"

/* Most items in one PDU, by function. */
#define MB_READ_REGS	125
#define MB_WRITE_BITS	1968
#define MB_WRITE_REGS	123
#define MB_RDWR_REGS	121
#define MB_FIFO_REGS	31
#define MB_ADDRESSES	0x10000

/* Emitting */

static void mb_emit(struct ft_ctx *ctx, struct ft_device *dev, u8 table,
		    u16 first, u16 count, const u8 *data, u32 len)
{
	struct mb_key key = { .table = table, .first = first, .count = count };
	struct ft_emit emit = {
		.key = &key,
		.key_len = sizeof(key),
		.data = data,
		.len = len,
	};

	ft_emit(ctx, dev, &emit);
}

/* What stands in the unused bits of the last octet is no change. */
static void mb_emit_bits(struct ft_ctx *ctx, struct ft_device *dev, u8 table,
			 u16 first, u16 count, const u8 *data)
{
	struct mb_scratch *scratch = ctx->priv;
	u8 *bits = scratch->bits;
	u32 len = DIV_ROUND_UP(count, 8);

	memcpy(bits, data, len);
	if (count % 8)
		bits[len - 1] &= (1 << count % 8) - 1;
	mb_emit(ctx, dev, table, first, count, bits, len);
}

static void mb_emit_regs(struct ft_ctx *ctx, struct ft_device *dev, u8 table,
			 u16 first, u16 count, const u8 *data)
{
	mb_emit(ctx, dev, table, first, count, data, 2 * count);
}

void mb_emit_raw(struct ft_ctx *ctx, struct ft_device *dev, u8 table,
		 const u8 *pdu, u32 len)
{
	mb_emit(ctx, dev, table, pdu[0], 0, pdu, len);
}

/* Functions: is a request legal? */

static bool mb_range_legal(const u8 *p, u32 max)
{
	u32 first = get_unaligned_be16(p);
	u32 count = get_unaligned_be16(p + 2);

	return count && count <= max && first + count <= MB_ADDRESSES;
}

static bool mb_legal_read(const struct mb_spec *spec, const u8 *ask)
{
	return mb_range_legal(ask + 1, spec->max);
}

static bool mb_legal_coil(const struct mb_spec *spec, const u8 *ask)
{
	u16 value = get_unaligned_be16(ask + 3);

	return value == 0x0000 || value == 0xff00;
}

static bool mb_legal_coils(const struct mb_spec *spec, const u8 *ask)
{
	return mb_range_legal(ask + 1, spec->max) &&
	       ask[5] == DIV_ROUND_UP(get_unaligned_be16(ask + 3), 8);
}

static bool mb_legal_regs(const struct mb_spec *spec, const u8 *ask)
{
	return mb_range_legal(ask + 1, spec->max) &&
	       ask[5] == 2 * get_unaligned_be16(ask + 3);
}

static bool mb_legal_rdwr(const struct mb_spec *spec, const u8 *ask)
{
	return mb_range_legal(ask + 1, MB_READ_REGS) &&
	       mb_range_legal(ask + 5, spec->max) &&
	       ask[9] == 2 * get_unaligned_be16(ask + 7);
}

static bool mb_legal_any(const struct mb_spec *spec, const u8 *ask)
{
	return true;
}

/* Functions: does an answer fit its request? */

static int mb_fit_bits(const struct mb_spec *spec, const u8 *ask,
		       const u8 *answer)
{
	if (answer[1] != DIV_ROUND_UP(get_unaligned_be16(ask + 3), 8))
		return FIELDTAP_STAT_PDU_MISMATCHED;
	return 0;
}

static int mb_fit_regs(const struct mb_spec *spec, const u8 *ask,
		       const u8 *answer)
{
	if (answer[1] != 2 * get_unaligned_be16(ask + 3))
		return FIELDTAP_STAT_PDU_MISMATCHED;
	return 0;
}

static int mb_fit_echo(const struct mb_spec *spec, const u8 *ask,
		       const u8 *answer)
{
	if (memcmp(ask, answer, spec->answer_len))
		return FIELDTAP_STAT_PDU_MISMATCHED;
	return 0;
}

/* The byte count has 16 bits here and includes the FIFO count. */
static int mb_fit_fifo(const struct mb_spec *spec, const u8 *ask,
		       const u8 *answer)
{
	u32 bytes = get_unaligned_be16(answer + 1);
	u32 count;

	if (bytes < 2 || bytes > 2 + 2 * MB_FIFO_REGS)
		return FIELDTAP_STAT_PDU_MALFORMED;
	count = get_unaligned_be16(answer + 3);
	return bytes == 2 + 2 * count ? 0 : FIELDTAP_STAT_PDU_MALFORMED;
}

/* Functions: what do request and answer tell? */

static int mb_take_bits(struct ft_ctx *ctx, struct ft_device *dev,
			const struct mb_spec *spec, const u8 *ask,
			const u8 *answer)
{
	mb_emit_bits(ctx, dev, spec->table, get_unaligned_be16(ask + 1),
		     get_unaligned_be16(ask + 3), answer + 2);
	return 0;
}

static int mb_take_regs(struct ft_ctx *ctx, struct ft_device *dev,
			const struct mb_spec *spec, const u8 *ask,
			const u8 *answer)
{
	mb_emit_regs(ctx, dev, spec->table, get_unaligned_be16(ask + 1),
		     get_unaligned_be16(ask + 3), answer + 2);
	return 0;
}

static int mb_take_coil(struct ft_ctx *ctx, struct ft_device *dev,
			const struct mb_spec *spec, const u8 *ask,
			const u8 *answer)
{
	u8 on = answer[3] == 0xff;

	mb_emit_bits(ctx, dev, spec->table, get_unaligned_be16(answer + 1), 1,
		     &on);
	return 0;
}

static int mb_take_reg(struct ft_ctx *ctx, struct ft_device *dev,
		       const struct mb_spec *spec, const u8 *ask,
		       const u8 *answer)
{
	mb_emit_regs(ctx, dev, spec->table, get_unaligned_be16(answer + 1), 1,
		     answer + 3);
	return 0;
}

static int mb_take_coils_written(struct ft_ctx *ctx, struct ft_device *dev,
				 const struct mb_spec *spec, const u8 *ask,
				 const u8 *answer)
{
	mb_emit_bits(ctx, dev, spec->table, get_unaligned_be16(ask + 1),
		     get_unaligned_be16(ask + 3), ask + 6);
	return 0;
}

static int mb_take_regs_written(struct ft_ctx *ctx, struct ft_device *dev,
				const struct mb_spec *spec, const u8 *ask,
				const u8 *answer)
{
	mb_emit_regs(ctx, dev, spec->table, get_unaligned_be16(ask + 1),
		     get_unaligned_be16(ask + 3), ask + 6);
	return 0;
}

/* Where in an image of holding registers the register *arg stands. */
static int mb_reg_offset(const void *key, u32 key_len, const void *arg)
{
	const struct mb_key *k = key;
	u16 reg = *(const u16 *)arg;

	if (key_len != sizeof(*k) || k->table != MB_HR || reg < k->first ||
	    reg - k->first >= k->count)
		return -ENOENT;
	return 2 * (reg - k->first);
}

static int mb_take_mask(struct ft_ctx *ctx, struct ft_device *dev,
			const struct mb_spec *spec, const u8 *ask,
			const u8 *answer)
{
	u16 reg = get_unaligned_be16(answer + 1);
	u16 and = get_unaligned_be16(answer + 3);
	u16 or = get_unaligned_be16(answer + 5);
	u8 value[2];

	if (ft_recall(ctx, dev, mb_reg_offset, &reg, value, sizeof(value)))
		return FIELDTAP_STAT_PDU_NO_BASE;
	put_unaligned_be16((get_unaligned_be16(value) & and) | (or & ~and),
			   value);
	mb_emit_regs(ctx, dev, spec->table, reg, 1, value);
	return 0;
}

/* The server writes before it reads, so where both overlap the read is newer. */
static int mb_take_rdwr(struct ft_ctx *ctx, struct ft_device *dev,
			const struct mb_spec *spec, const u8 *ask,
			const u8 *answer)
{
	mb_emit_regs(ctx, dev, spec->table, get_unaligned_be16(ask + 5),
		     get_unaligned_be16(ask + 7), ask + 10);
	return mb_take_regs(ctx, dev, spec, ask, answer);
}

/*
 * The address names a queue, not a register, and its length changes from read
 * to read: one raw image, from the FIFO count on.
 */
static int mb_take_fifo(struct ft_ctx *ctx, struct ft_device *dev,
			const struct mb_spec *spec, const u8 *ask,
			const u8 *answer)
{
	mb_emit(ctx, dev, spec->table, get_unaligned_be16(ask + 1), 0,
		answer + 3, get_unaligned_be16(answer + 1));
	return 0;
}

static const struct mb_spec mb_specs[] = {
	[1] = {
		.table = MB_COIL, .max = MB_READ_BITS,
		.ask_len = 5, .answer_len = 2, .answer_bytes_at = 1,
		.reads = true,
		.legal = mb_legal_read, .fit = mb_fit_bits,
		.take = mb_take_bits,
	},
	[2] = {
		.table = MB_DI, .max = MB_READ_BITS,
		.ask_len = 5, .answer_len = 2, .answer_bytes_at = 1,
		.reads = true,
		.legal = mb_legal_read, .fit = mb_fit_bits,
		.take = mb_take_bits,
	},
	[3] = {
		.table = MB_HR, .max = MB_READ_REGS,
		.ask_len = 5, .answer_len = 2, .answer_bytes_at = 1,
		.reads = true,
		.legal = mb_legal_read, .fit = mb_fit_regs,
		.take = mb_take_regs,
	},
	[4] = {
		.table = MB_IR, .max = MB_READ_REGS,
		.ask_len = 5, .answer_len = 2, .answer_bytes_at = 1,
		.reads = true,
		.legal = mb_legal_read, .fit = mb_fit_regs,
		.take = mb_take_regs,
	},
	[5] = {
		.table = MB_COIL, .ask_len = 5, .answer_len = 5, .echo = true,
		.legal = mb_legal_coil, .fit = mb_fit_echo,
		.take = mb_take_coil,
	},
	[6] = {
		.table = MB_HR, .ask_len = 5, .answer_len = 5, .echo = true,
		.legal = mb_legal_any, .fit = mb_fit_echo,
		.take = mb_take_reg,
	},
	[15] = {
		.table = MB_COIL, .max = MB_WRITE_BITS,
		.ask_len = 6, .ask_bytes_at = 5, .answer_len = 5,
		.legal = mb_legal_coils, .fit = mb_fit_echo,
		.take = mb_take_coils_written,
	},
	[16] = {
		.table = MB_HR, .max = MB_WRITE_REGS,
		.ask_len = 6, .ask_bytes_at = 5, .answer_len = 5,
		.legal = mb_legal_regs, .fit = mb_fit_echo,
		.take = mb_take_regs_written,
	},
	[22] = {
		.table = MB_HR, .ask_len = 7, .answer_len = 7, .echo = true,
		.legal = mb_legal_any, .fit = mb_fit_echo,
		.take = mb_take_mask,
	},
	[23] = {
		.table = MB_HR, .max = MB_RDWR_REGS,
		.ask_len = 10, .ask_bytes_at = 9, .reads = true,
		.answer_len = 2, .answer_bytes_at = 1,
		.legal = mb_legal_rdwr, .fit = mb_fit_regs,
		.take = mb_take_rdwr,
	},
	[24] = {
		.table = MB_FIFO, .ask_len = 3, .reads = true,
		.answer_len = 3, .answer_bytes_at = 2,
		.legal = mb_legal_any, .fit = mb_fit_fifo,
		.take = mb_take_fifo,
	},
};

const struct mb_spec *mb_spec_of(u8 function)
{
	if (function >= ARRAY_SIZE(mb_specs) || !mb_specs[function].take)
		return NULL;
	return &mb_specs[function];
}

/* Octets that a PDU claims to have; more than len when it is cut short. */
static u32 mb_claimed(const u8 *pdu, u32 len, u8 fixed, u8 bytes_at)
{
	if (len < fixed || !bytes_at)
		return fixed;
	return fixed + pdu[bytes_at];
}

u32 mb_ask_claims(const struct mb_spec *spec, const u8 *pdu, u32 len)
{
	return mb_claimed(pdu, len, spec->ask_len, spec->ask_bytes_at);
}

u32 mb_answer_claims(const struct mb_spec *spec, const u8 *pdu, u32 len)
{
	return mb_claimed(pdu, len, spec->answer_len, spec->answer_bytes_at);
}

void mb_doubt(struct ft_ctx *ctx, struct ft_device *dev,
	      const struct mb_spec *spec, const u8 *ask, u8 code)
{
	struct mb_key key = {
		.table = spec->table,
		.first = get_unaligned_be16(ask + 1),
		.count = spec->max ? get_unaligned_be16(ask + 3) : 0,
	};

	if (spec->reads)
		ft_doubt(ctx, dev, &key, sizeof(key), FIELDTAP_QUALITY_BAD,
			 code);
}

int mb_status_name(u32 status, char *buf, size_t size)
{
	static const char *const names[] = {
		[1] = "illegal function",
		[2] = "illegal data address",
		[3] = "illegal data value",
		[4] = "server device failure",
		[5] = "acknowledge",
		[6] = "server device busy",
		[8] = "memory parity error",
		[10] = "gateway path unavailable",
		[11] = "gateway target device failed to respond",
	};

	if (status < ARRAY_SIZE(names) && names[status])
		return scnprintf(buf, size, "%s", names[status]);
	return scnprintf(buf, size, "exception %u", status);
}

void mb_describe(const void *key, u32 key_len, struct ft_image_desc *desc)
{
	static const struct {
		const char *name;
		enum fieldtap_layout layout;
	} tables[] = {
		[MB_COIL] = { "coil", FIELDTAP_LAYOUT_BITS },
		[MB_DI] = { "di", FIELDTAP_LAYOUT_BITS },
		[MB_IR] = { "ir", FIELDTAP_LAYOUT_BE16 },
		[MB_HR] = { "hr", FIELDTAP_LAYOUT_BE16 },
	};
	const struct mb_key *k = key;
	size_t size = sizeof(desc->name);

	desc->layout = FIELDTAP_LAYOUT_RAW;
	desc->first = 0;
	desc->count = 0;
	if (key_len != sizeof(*k) || k->table > MB_RESPONSE) {
		scnprintf(desc->name, size, "?");
	} else if (k->table == MB_FIFO) {
		scnprintf(desc->name, size, "fifo/%u", k->first);
	} else if (k->table == MB_REQUEST || k->table == MB_RESPONSE) {
		scnprintf(desc->name, size, "fc%u/%s", k->first,
			  k->table == MB_REQUEST ? "request" : "response");
	} else {
		desc->layout = tables[k->table].layout;
		desc->first = k->first;
		desc->count = k->count;
		scnprintf(desc->name, size, "%s/%u+%u", tables[k->table].name,
			  k->first, k->count);
	}
}
