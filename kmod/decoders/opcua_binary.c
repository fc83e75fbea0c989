// SPDX-License-Identifier: GPL-2.0
/* Source: OPC 10000-6 (OPC UA Part 6: Mappings), 5.2 OPC UA Binary. */
#include <linux/kernel.h>
#include <linux/string.h>
#include <linux/unaligned.h>

#include "opcua_binary.h"

/* Variants and DataValues within each other that are followed. */
#define UA_LEVELS_MAX		32
/* Inner DiagnosticInfos that are followed; the specification asks for 100. */
#define UA_DIAGNOSTICS_MAX	100

/* DataValue (5.2.2.17). */
#define UA_HAS_VALUE		0x01
#define UA_HAS_STATUS		0x02
#define UA_HAS_SOURCE_TIME	0x04
#define UA_HAS_SERVER_TIME	0x08
#define UA_HAS_SOURCE_PICO	0x10
#define UA_HAS_SERVER_PICO	0x20
#define UA_VALUE_RESERVED	0xc0

/* DiagnosticInfo (5.2.2.12): four Int32, a String, a StatusCode, another one. */
#define UA_DIAG_INT32S		0x0f
#define UA_DIAG_TEXT		0x10
#define UA_DIAG_STATUS		0x20
#define UA_DIAG_INNER		0x40

/* Seconds from 1601 to 1970, in 100 ns intervals. */
#define UA_EPOCH		116444736000000000ULL
/* The last interval whose nanoseconds since 1970 fit 64 bits. */
#define UA_LAST			(UA_EPOCH + ~0ULL / 100)

void ua_begin(struct ua_cursor *c, const struct ua_piece *piece, u32 pieces)
{
	u32 i;

	c->piece = piece;
	c->at = 0;
	c->left = 0;
	c->why = 0;
	for (i = 0; i < pieces; i++)
		c->left += piece[i].len;
}

void ua_fail(struct ua_cursor *c, enum fieldtap_stat why)
{
	if (!c->why)
		c->why = -(int)why;
	c->left = 0;
}

/* Octets that can be read at once, at most n; there is one at least. */
static u32 ua_together(struct ua_cursor *c, u32 n)
{
	while (c->at == c->piece->len) {
		c->piece++;
		c->at = 0;
	}
	return min_t(u32, n, c->piece->len - c->at);
}

static bool ua_has(struct ua_cursor *c, u32 n)
{
	if (!c->why && n <= c->left)
		return true;
	ua_fail(c, FIELDTAP_STAT_PDU_TRUNCATED);
	return false;
}

void ua_copy(struct ua_cursor *c, void *to, u32 n)
{
	u8 *out = to;
	u32 part;

	if (!ua_has(c, n)) {
		memset(to, 0, n);
		return;
	}
	while (n) {
		part = ua_together(c, n);
		memcpy(out, c->piece->p + c->at, part);
		c->at += part;
		c->left -= part;
		out += part;
		n -= part;
	}
}

void ua_skip(struct ua_cursor *c, u32 n)
{
	u32 part;

	if (!ua_has(c, n))
		return;
	while (n) {
		part = ua_together(c, n);
		c->at += part;
		c->left -= part;
		n -= part;
	}
}

u8 ua_u8(struct ua_cursor *c)
{
	u8 v;

	ua_copy(c, &v, sizeof(v));
	return v;
}

u16 ua_u16(struct ua_cursor *c)
{
	u8 v[2];

	ua_copy(c, v, sizeof(v));
	return get_unaligned_le16(v);
}

u32 ua_u32(struct ua_cursor *c)
{
	u8 v[4];

	ua_copy(c, v, sizeof(v));
	return get_unaligned_le32(v);
}

u64 ua_u64(struct ua_cursor *c)
{
	u8 v[8];

	ua_copy(c, v, sizeof(v));
	return get_unaligned_le64(v);
}

/* -1 is null; other negative lengths are read as that, too (5.2.5). */
static u32 ua_signed_length(struct ua_cursor *c)
{
	u32 n = ua_u32(c);

	if (n > S32_MAX)
		return 0;
	return ua_has(c, n) ? n : 0;
}

u32 ua_length(struct ua_cursor *c)
{
	return ua_signed_length(c);
}

/* No element has less than one octet. */
u32 ua_count(struct ua_cursor *c)
{
	return ua_signed_length(c);
}

u64 ua_time(u64 ticks)
{
	if (ticks <= UA_EPOCH || ticks > UA_LAST)
		return 0;
	return (ticks - UA_EPOCH) * 100;
}

u32 ua_fixed_size(u8 type)
{
	static const u8 sizes[] = {
		[UA_BOOLEAN] = 1, [UA_SBYTE] = 1, [UA_BYTE] = 1,
		[UA_INT16] = 2, [UA_UINT16] = 2,
		[UA_INT32] = 4, [UA_UINT32] = 4, [UA_FLOAT] = 4,
		[UA_INT64] = 8, [UA_UINT64] = 8, [UA_DOUBLE] = 8,
		[UA_DATETIME] = 8, [UA_GUID] = 16, [UA_STATUSCODE] = 4,
	};

	return type < ARRAY_SIZE(sizes) ? sizes[type] : 0;
}

static void ua_skip_string(struct ua_cursor *c)
{
	ua_skip(c, ua_length(c));
}

/* NodeId (5.2.2.9) and, with the flags, ExpandedNodeId (5.2.2.10). */
static void ua_skip_node(struct ua_cursor *c, bool expanded)
{
	u8 encoding = ua_u8(c);

	switch (expanded ? encoding & 0x3f : encoding) {
	case 0:
		ua_skip(c, 1);
		break;
	case 1:
		ua_skip(c, 3);
		break;
	case 2:
		ua_skip(c, 6);
		break;
	case 3:
	case 5:
		ua_skip(c, 2);
		ua_skip_string(c);
		break;
	case 4:
		ua_skip(c, 18);
		break;
	default:
		ua_fail(c, FIELDTAP_STAT_PDU_MALFORMED);
	}
	if (!expanded)
		return;
	if (encoding & 0x80)
		ua_skip_string(c);
	if (encoding & 0x40)
		ua_skip(c, 4);
}

static void ua_skip_localized_text(struct ua_cursor *c)
{
	u8 mask = ua_u8(c);

	if (mask & ~0x03)
		ua_fail(c, FIELDTAP_STAT_PDU_MALFORMED);
	if (mask & 0x01)
		ua_skip_string(c);
	if (mask & 0x02)
		ua_skip_string(c);
}

static void ua_skip_extension_object(struct ua_cursor *c)
{
	u8 encoding;

	ua_skip_node(c, false);
	encoding = ua_u8(c);
	if (encoding > 2)
		ua_fail(c, FIELDTAP_STAT_PDU_MALFORMED);
	if (encoding)
		ua_skip_string(c);
}

/* The inner one stands at the end: no need to come back from it. */
static void ua_skip_diagnostic_info(struct ua_cursor *c)
{
	u32 depth;
	u8 mask, bit;

	for (depth = 0; depth < UA_DIAGNOSTICS_MAX; depth++) {
		mask = ua_u8(c);
		if (mask & 0x80)
			ua_fail(c, FIELDTAP_STAT_PDU_MALFORMED);
		for (bit = 1; bit & UA_DIAG_INT32S; bit <<= 1)
			if (mask & bit)
				ua_skip(c, 4);
		if (mask & UA_DIAG_TEXT)
			ua_skip_string(c);
		if (mask & UA_DIAG_STATUS)
			ua_skip(c, 4);
		if (!(mask & UA_DIAG_INNER))
			return;
	}
	ua_fail(c, FIELDTAP_STAT_PDU_UNSUPPORTED);
}

/* One value of a type that nests no values. */
static void ua_skip_flat(struct ua_cursor *c, u8 type)
{
	switch (type) {
	case UA_NULL:
		break;
	case UA_NODEID:
		ua_skip_node(c, false);
		break;
	case UA_EXPANDED_NODEID:
		ua_skip_node(c, true);
		break;
	case UA_QUALIFIED_NAME:
		ua_skip(c, 2);
		ua_skip_string(c);
		break;
	case UA_LOCALIZED_TEXT:
		ua_skip_localized_text(c);
		break;
	case UA_EXTENSION_OBJECT:
		ua_skip_extension_object(c);
		break;
	case UA_DIAGNOSTIC_INFO:
		ua_skip_diagnostic_info(c);
		break;
	default:
		/* Types yet to be named are ByteStrings (5.2.2.16). */
		ua_skip_string(c);
	}
}

static void ua_skip_flats(struct ua_cursor *c, u8 type, u32 n)
{
	u32 size = ua_fixed_size(type);

	if (!size) {
		while (n-- && !c->why)
			ua_skip_flat(c, type);
	} else if (n > c->left / size) {
		ua_fail(c, FIELDTAP_STAT_PDU_TRUNCATED);
	} else {
		ua_skip(c, n * size);
	}
}

/* Values that are still to be passed, and what stands behind them. */
struct ua_level {
	u32 left;
	u8 type;
	u8 mask;
	bool in_value;
};

struct ua_levels {
	u32 depth;
	struct ua_level level[UA_LEVELS_MAX];
};

static void ua_deeper(struct ua_cursor *c, struct ua_levels *levels,
		      struct ua_level level)
{
	if (levels->depth == UA_LEVELS_MAX)
		ua_fail(c, FIELDTAP_STAT_PDU_UNSUPPORTED);
	else
		levels->level[levels->depth++] = level;
}

static void ua_enter_variant(struct ua_cursor *c, struct ua_levels *levels)
{
	u8 mask = ua_u8(c);
	struct ua_level level = {
		.left = 1,
		.type = mask & UA_VARIANT_TYPE,
		.mask = mask,
	};

	if (mask & UA_VARIANT_ARRAY)
		level.left = ua_count(c);
	else if (mask & UA_VARIANT_DIMENSIONS || level.type == UA_VARIANT)
		ua_fail(c, FIELDTAP_STAT_PDU_MALFORMED);
	if (level.type == UA_NULL && mask)
		ua_fail(c, FIELDTAP_STAT_PDU_MALFORMED);
	ua_deeper(c, levels, level);
}

static void ua_enter_value(struct ua_cursor *c, struct ua_levels *levels)
{
	u8 mask = ua_u8(c);
	struct ua_level level = {
		.left = mask & UA_HAS_VALUE ? 1 : 0,
		.type = UA_VARIANT,
		.mask = mask,
		.in_value = true,
	};

	if (mask & UA_VALUE_RESERVED)
		ua_fail(c, FIELDTAP_STAT_PDU_MALFORMED);
	ua_deeper(c, levels, level);
}

/* What stands behind the values of a level. */
static void ua_leave(struct ua_cursor *c, const struct ua_level *level)
{
	u8 mask = level->mask;

	if (!level->in_value) {
		if (mask & UA_VARIANT_DIMENSIONS)
			ua_skip_flats(c, UA_INT32, ua_count(c));
		return;
	}
	if (mask & UA_HAS_STATUS)
		ua_skip(c, 4);
	if (mask & UA_HAS_SOURCE_TIME)
		ua_skip(c, 8);
	if (mask & UA_HAS_SOURCE_PICO)
		ua_skip(c, 2);
	if (mask & UA_HAS_SERVER_TIME)
		ua_skip(c, 8);
	if (mask & UA_HAS_SERVER_PICO)
		ua_skip(c, 2);
}

/* Ends: each turn reads an octet or leaves a level that was entered by one. */
void ua_skip_values(struct ua_cursor *c, u8 type, u32 n)
{
	struct ua_levels levels = {
		.depth = 1,
		.level = { { .left = n, .type = type } },
	};
	struct ua_level *level;

	while (levels.depth && !c->why) {
		level = &levels.level[levels.depth - 1];
		if (!level->left) {
			ua_leave(c, level);
			levels.depth--;
		} else if (level->type == UA_VARIANT) {
			level->left--;
			ua_enter_variant(c, &levels);
		} else if (level->type == UA_DATA_VALUE) {
			level->left--;
			ua_enter_value(c, &levels);
		} else {
			ua_skip_flats(c, level->type, level->left);
			level->left = 0;
		}
	}
}

void ua_skip_array(struct ua_cursor *c, u8 type)
{
	u32 n = ua_count(c);

	ua_skip_values(c, type, n);
}

void ua_read_variant(struct ua_cursor *c, struct ua_value *value)
{
	if (c->left)
		ua_together(c, 1);
	*value = (struct ua_value) { .variant = *c };
	ua_skip_values(c, UA_VARIANT, 1);
	value->len = c->why ? 0 : value->variant.left - c->left;
}

void ua_read_value(struct ua_cursor *c, struct ua_value *value)
{
	u8 mask = ua_u8(c);
	u64 pico = 0;

	if (mask & UA_VALUE_RESERVED)
		ua_fail(c, FIELDTAP_STAT_PDU_MALFORMED);
	if (mask & UA_HAS_VALUE)
		ua_read_variant(c, value);
	else
		*value = (struct ua_value) { .variant = *c };
	if (mask & UA_HAS_STATUS)
		value->status = ua_u32(c);
	if (mask & UA_HAS_SOURCE_TIME)
		value->source_time = ua_time(ua_u64(c));
	/* Of 10 ps each, within the 100 ns. */
	if (mask & UA_HAS_SOURCE_PICO)
		pico = ua_u16(c);
	if (value->source_time && pico < 10000)
		value->source_time += pico / 100;
	if (mask & UA_HAS_SERVER_TIME)
		ua_skip(c, 8);
	if (mask & UA_HAS_SERVER_PICO)
		ua_skip(c, 2);
}
