/* SPDX-License-Identifier: GPL-2.0 */
/* Text off the wire, which need not be UTF-8. */
#ifndef _LIBFIELDTAP_UTF8_H
#define _LIBFIELDTAP_UTF8_H

#include <stdbool.h>
#include <stddef.h>

/* Most octets that ft_utf8_repair() makes of one. */
#define FT_UTF8_REPAIR	3

/**
 * ft_utf8_repair() - text with U+FFFD where it is no UTF-8
 * @dst: gets the text, without a NUL at its end; FT_UTF8_REPAIR * @n octets
 * @src: the text
 * @n: octets of @src
 *
 * What is replaced is each maximal subpart of an ill-formed sequence, as
 * The Unicode Standard 15.0, section 3.9, D93b recommends.
 *
 * Return: octets written.
 */
size_t ft_utf8_repair(char *dst, const char *src, size_t n);

/**
 * ft_utf8_columns() - room that text takes on a terminal
 * @s: UTF-8
 *
 * Return: its characters; wide and combining ones count as one.
 */
size_t ft_utf8_columns(const char *s);

/**
 * ft_text_clean() - is a text fit for terminals and for JSON
 * @s: the text
 *
 * Return: true when it is UTF-8 without control characters.
 */
bool ft_text_clean(const char *s);

#endif /* _LIBFIELDTAP_UTF8_H */
