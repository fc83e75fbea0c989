/* SPDX-License-Identifier: GPL-2.0 */
/* What the types of values have in common. */
#ifndef _FT_TYPE_H
#define _FT_TYPE_H

#include <linux/types.h>
#include <uapi/linux/fieldtap.h>

/* One more than the last of them. */
#define FT_TYPES	(FIELDTAP_TYPE_DATETIME + 1)

/**
 * ft_type_size() - octets of one value of a type
 * @type: enum fieldtap_type
 *
 * Return: that, or 0 where any number will do, and of what is no type.
 */
static inline u32 ft_type_size(u8 type)
{
	switch (type) {
	case FIELDTAP_TYPE_BOOL:
	case FIELDTAP_TYPE_U8:
	case FIELDTAP_TYPE_I8:
		return 1;
	case FIELDTAP_TYPE_U16:
	case FIELDTAP_TYPE_I16:
		return 2;
	case FIELDTAP_TYPE_U32:
	case FIELDTAP_TYPE_I32:
	case FIELDTAP_TYPE_F32:
		return 4;
	case FIELDTAP_TYPE_U64:
	case FIELDTAP_TYPE_I64:
	case FIELDTAP_TYPE_F64:
	case FIELDTAP_TYPE_DATETIME:
		return 8;
	default:
		return 0;
	}
}

/**
 * ft_type_is_data() - whether a value is octets rather than a number
 * @type: enum fieldtap_type
 *
 * Return: true of strings and octets.
 */
static inline bool ft_type_is_data(u8 type)
{
	return type == FIELDTAP_TYPE_BYTES || type == FIELDTAP_TYPE_STRING;
}

/**
 * ft_type_integer() - whether a type is one of the integers
 * @type: enum fieldtap_type
 *
 * Return: false of bools and dates as well.
 */
static inline bool ft_type_integer(u8 type)
{
	return type >= FIELDTAP_TYPE_U8 && type <= FIELDTAP_TYPE_I64;
}

/**
 * ft_type_signed() - whether a type is an integer with a sign
 * @type: enum fieldtap_type
 *
 * Return: false of floating point as well.
 */
static inline bool ft_type_signed(u8 type)
{
	return type == FIELDTAP_TYPE_I8 || type == FIELDTAP_TYPE_I16 ||
	       type == FIELDTAP_TYPE_I32 || type == FIELDTAP_TYPE_I64;
}

/**
 * ft_type_numeric() - whether values of a type have an order
 * @type: enum fieldtap_type
 *
 * Return: false of octets, strings and bools.
 */
static inline bool ft_type_numeric(u8 type)
{
	return type >= FIELDTAP_TYPE_U8 && type <= FIELDTAP_TYPE_DATETIME;
}

#endif /* _FT_TYPE_H */
