/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Reading OPC UA binary encoding (OPC 10000-6, 5.2): a cursor over octets that
 * may lie in several pieces.  The first thing that goes wrong sticks: from then
 * on everything reads as 0 and nothing moves, so that a reader may look once,
 * at the end.
 */
#ifndef _FIELDTAP_OPCUA_BINARY_H
#define _FIELDTAP_OPCUA_BINARY_H

#include <fieldtap/decoder.h>

/* Built-in types (5.1.2), as a Variant names them. */
enum ua_type {
	UA_NULL,
	UA_BOOLEAN,
	UA_SBYTE,
	UA_BYTE,
	UA_INT16,
	UA_UINT16,
	UA_INT32,
	UA_UINT32,
	UA_INT64,
	UA_UINT64,
	UA_FLOAT,
	UA_DOUBLE,
	UA_STRING,
	UA_DATETIME,
	UA_GUID,
	UA_BYTESTRING,
	UA_XML,
	UA_NODEID,
	UA_EXPANDED_NODEID,
	UA_STATUSCODE,
	UA_QUALIFIED_NAME,
	UA_LOCALIZED_TEXT,
	UA_EXTENSION_OBJECT,
	UA_DATA_VALUE,
	UA_VARIANT,
	UA_DIAGNOSTIC_INFO,
};

/* What the first octet of a Variant says beside its type (5.2.2.16). */
#define UA_VARIANT_TYPE		0x3f
#define UA_VARIANT_DIMENSIONS	0x40
#define UA_VARIANT_ARRAY	0x80

/**
 * struct ua_piece - octets that lie together
 * @p: the octets
 * @len: how many
 */
struct ua_piece {
	const u8 *p;
	u32 len;
};

/**
 * struct ua_cursor - where a reader is
 * @piece: piece that the next octet is in
 * @at: octet of @piece that is next
 * @left: octets that may be read, in this piece and those behind it
 * @why: 0, or the negated enum fieldtap_stat of what went wrong first
 */
struct ua_cursor {
	const struct ua_piece *piece;
	u32 at;
	u32 left;
	int why;
};

/**
 * struct ua_value - a DataValue (5.2.2.17)
 * @variant: where its Variant begins
 * @len: octets of the Variant, 0 where there is none
 * @status: StatusCode
 * @source_time: nanoseconds since the epoch, 0 where there is none
 */
struct ua_value {
	struct ua_cursor variant;
	u32 len;
	u32 status;
	u64 source_time;
};

/**
 * ua_begin() - read from the first octet of some pieces
 * @c: the cursor
 * @piece: the pieces; must stay
 * @pieces: how many
 */
void ua_begin(struct ua_cursor *c, const struct ua_piece *piece, u32 pieces);

/**
 * ua_fail() - let the cursor stick
 * @c: the cursor
 * @why: what is wrong, unless something was before
 */
void ua_fail(struct ua_cursor *c, enum fieldtap_stat why);

/**
 * ua_copy() - read octets
 * @c: the cursor
 * @to: where they go; zeros where they are not there
 * @n: how many
 */
void ua_copy(struct ua_cursor *c, void *to, u32 n);

/**
 * ua_skip() - pass octets
 * @c: the cursor
 * @n: how many
 */
void ua_skip(struct ua_cursor *c, u32 n);

u8 ua_u8(struct ua_cursor *c);
u16 ua_u16(struct ua_cursor *c);
u32 ua_u32(struct ua_cursor *c);
u64 ua_u64(struct ua_cursor *c);

/**
 * ua_length() - read the length of a String or ByteString
 * @c: the cursor
 *
 * Return: its octets, all of which are there; 0 for a null one.
 */
u32 ua_length(struct ua_cursor *c);

/**
 * ua_count() - read the length of an array
 * @c: the cursor
 *
 * Return: its elements, not more than there are octets; 0 for a null one.
 */
u32 ua_count(struct ua_cursor *c);

/**
 * ua_time() - a DateTime in the tap's time
 * @ticks: 100 ns intervals since 1601-01-01 (5.2.2.5)
 *
 * Return: nanoseconds since the epoch, 0 for what is before it or too far.
 */
u64 ua_time(u64 ticks);

/**
 * ua_fixed_size() - octets of a type
 * @type: enum ua_type
 *
 * Return: 0 where they differ from value to value.
 */
u32 ua_fixed_size(u8 type);

/**
 * ua_skip_values() - pass values, whatever they nest
 * @c: the cursor
 * @type: their type, enum ua_type
 * @n: how many
 *
 * Values nested deeper than this decoder follows are FIELDTAP_STAT_PDU_UNSUPPORTED.
 */
void ua_skip_values(struct ua_cursor *c, u8 type, u32 n);

/**
 * ua_skip_array() - pass an array
 * @c: the cursor
 * @type: type of its elements
 */
void ua_skip_array(struct ua_cursor *c, u8 type);

/**
 * ua_read_variant() - pass a Variant and tell where it was
 * @c: the cursor
 * @value: gets @variant and @len; the rest is set to nothing
 */
void ua_read_variant(struct ua_cursor *c, struct ua_value *value);

/**
 * ua_read_value() - read a DataValue
 * @c: the cursor
 * @value: what it says
 */
void ua_read_value(struct ua_cursor *c, struct ua_value *value);

#endif /* _FIELDTAP_OPCUA_BINARY_H */
