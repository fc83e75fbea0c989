/* SPDX-License-Identifier: GPL-2.0 */
/* Octets as text. */
#ifndef _LIBFIELDTAP_HEX_H
#define _LIBFIELDTAP_HEX_H

#include <stddef.h>
#include <stdint.h>

/**
 * ft_hex() - octets as lower-case hexadecimal digits
 * @dst: gets 2 * @n digits and a NUL
 * @data: the octets
 * @n: how many
 */
void ft_hex(char *dst, const uint8_t *data, size_t n);

#endif /* _LIBFIELDTAP_HEX_H */
