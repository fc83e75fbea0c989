/* SPDX-License-Identifier: GPL-2.0 */
/* Numbers and times off the wire as text, the same for people and in JSON. */
#ifndef _LIBFIELDTAP_SCALAR_H
#define _LIBFIELDTAP_SCALAR_H

#include <stdbool.h>
#include <stdint.h>

/* Room for the text of one. */
#define FT_SCALAR_MAX	40

/**
 * enum ft_scalar - what a text is
 * @FT_SCALAR_LITERAL: JSON as it stands: a number, true or false
 * @FT_SCALAR_TEXT: a JSON string when put in quotes
 * @FT_SCALAR_NONE: a number that JSON does not have
 */
enum ft_scalar {
	FT_SCALAR_LITERAL,
	FT_SCALAR_TEXT,
	FT_SCALAR_NONE,
};

/**
 * ft_scalar_size() - octets of one element
 * @type: enum fieldtap_type
 *
 * Return: octets, 0 for those of no fixed length and for an unknown type.
 */
unsigned int ft_scalar_size(uint32_t type);

/**
 * ft_scalar_text() - one element as text
 * @buf: gets the text; at least %FT_SCALAR_MAX octets
 * @type: enum fieldtap_type, of a fixed length
 * @p: ft_scalar_size() octets
 * @little: the least significant octet stands first
 *
 * A floating-point number is the shortest decimal that reads back as the same
 * number of its own size, always with a point or an exponent; a date and time
 * is ISO 8601 in UTC.
 *
 * Return: what the text is.
 */
enum ft_scalar ft_scalar_text(char *buf, uint32_t type, const uint8_t *p,
			      bool little);

#endif /* _LIBFIELDTAP_SCALAR_H */
