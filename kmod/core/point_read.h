/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What a point reads: which octets of an image, and the raw value that they
 * are.  Planned once for a point and an image, then quick.
 */
#ifndef _FT_POINT_READ_H
#define _FT_POINT_READ_H

#include <linux/types.h>
#include <uapi/linux/fieldtap.h>

/* No type of its own: as the image says. */
#define FT_TYPE_AUTO	0xff
/* No bit. */
#define FT_BIT_NONE	0xff
/* Most octets of a number as text. */
#define FT_TEXT_MAX	64

/**
 * struct ft_read_conf - how a point is to be read, as it was given
 * @octet: first octet within the value or image
 * @len: octets of a string or octets; 0: up to the end of the value
 * @type: enum fieldtap_type or FT_TYPE_AUTO
 * @order: enum fieldtap_order
 * @bit: bit of the unsigned integer there, or FT_BIT_NONE
 */
struct ft_read_conf {
	u32 octet;
	u16 len;
	u8 type;
	u8 order;
	u8 bit;
};

/**
 * struct ft_source - what stands at a point's address in an image
 * @offset: octet of the content at which it begins
 * @len: octets of it, or of all that may be read from there on: of a register
 *	those up to the end of the image, as values may be longer than it
 * @own: octets of it alone: 2 of a register, of an item those of one of its
 *	elements or all; 0 of a whole image
 * @type: what the image says it is; bytes of a whole image
 * @little: multi-octet values stand least significant octet first
 * @bit: where the image is bits: which of the octet, 0 the least significant;
 *	else FT_BIT_NONE
 */
struct ft_source {
	u32 offset;
	u32 len;
	u32 own;
	u8 type;
	bool little;
	u8 bit;
};

/**
 * enum ft_read_how - what is to be done to octets
 * @FT_READ_BE: integer, most significant octet first
 * @FT_READ_LE: integer, least significant octet first
 * @FT_READ_CDAB: integer, least significant word first, in each the most
 *	significant octet
 * @FT_READ_BADC: integer, most significant word first, in each the least
 *	significant octet
 * @FT_READ_TEXT: a decimal number
 * @FT_READ_DATA: none, they are the value
 */
enum ft_read_how {
	FT_READ_BE,
	FT_READ_LE,
	FT_READ_CDAB,
	FT_READ_BADC,
	FT_READ_TEXT,
	FT_READ_DATA,
};

/**
 * struct ft_reading - how a point is read of an image
 * @offset: octet of the content at which it begins
 * @len: octets that it reads
 * @type: of the raw value: enum fieldtap_type
 * @how: enum ft_read_how
 * @shift: octets as they stand are moved down by so many bits
 * @bits: of which so many are wanted; 0: all, and not 0 is 1 (a bool)
 * @sign: they are signed
 */
struct ft_reading {
	u32 offset;
	u32 len;
	u8 type;
	u8 how;
	u8 shift;
	u8 bits;
	bool sign;
};

/**
 * ft_read_check() - whether a point can be read in that way at all
 * @conf: how it is to be read
 * @attr: set to the FIELDTAP_A_POINT_CONF_ that is wrong
 *
 * Return: NULL or what is wrong with it.
 */
const char *ft_read_check(const struct ft_read_conf *conf, u32 *attr);

/**
 * ft_read_plan() - find out how a point is read of an image
 * @conf: how it is to be read, checked
 * @src: what stands at its address there
 * @r: filled in
 *
 * Return: whether it can; if not, the point is unfit.
 */
bool ft_read_plan(const struct ft_read_conf *conf, const struct ft_source *src,
		  struct ft_reading *r);

/**
 * ft_read_text() - the slow half of ft_read_raw()
 * @r: how the point is read
 * @p: the octets, @r->len of them
 * @raw: set to the value
 *
 * Return: as ft_read_raw().
 */
bool ft_read_text(const struct ft_reading *r, const u8 *p, u64 *raw);

/**
 * ft_read_integer() - an unsigned integer of up to 8 octets
 * @how: enum ft_read_how, one of the first four
 * @p: the octets
 * @len: how many, at most 8; for CDAB and BADC an even number
 */
u64 ft_read_integer(u8 how, const u8 *p, u32 len);

/**
 * ft_read_raw() - read a point
 * @r: how it is read; not FT_READ_DATA
 * @data: content of the image
 * @len: octets of it that are there
 * @raw: set to the value: integers extended to 64 bits by sign or zero, f32
 *	and f64 as IEEE 754 has them
 *
 * Context: any.
 * Return: false when the octets are not there or are no value of the type.
 */
static inline bool ft_read_raw(const struct ft_reading *r, const u8 *data,
			       u32 len, u64 *raw)
{
	u64 v;

	if (r->len > len || r->offset > len - r->len)
		return false;
	if (r->how == FT_READ_TEXT)
		return ft_read_text(r, data + r->offset, raw);
	v = ft_read_integer(r->how, data + r->offset, r->len) >> r->shift;
	if (!r->bits)
		v = !!v;
	else if (r->sign)
		v = (u64)((s64)(v << (64 - r->bits)) >> (64 - r->bits));
	else
		v &= ~0ULL >> (64 - r->bits);
	*raw = v;
	return true;
}

/**
 * ft_read_data() - read a point whose value is a string or octets
 * @r: how it is read: FT_READ_DATA
 * @data: content of the image
 * @len: octets of it that are there
 * @n: set to the octets of the value; NULs that end a string are none of it
 *
 * Context: any.
 * Return: where it begins, or NULL when the octets are not there.
 */
const u8 *ft_read_data(const struct ft_reading *r, const u8 *data, u32 len,
		       u32 *n);

#endif /* _FT_POINT_READ_H */
