/* SPDX-License-Identifier: GPL-2.0 */
/* Exact addresses of values and images, as points are given them. */
#ifndef _LIBFIELDTAP_POINT_ADDRESS_H
#define _LIBFIELDTAP_POINT_ADDRESS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "error.h"

/**
 * ft_protocol_known() - is the protocol of an address one of fieldtap's own
 * @address: the address
 *
 * Return: true when its form can be checked here.
 */
bool ft_protocol_known(const char *address);

/**
 * ft_address_exact() - understand an address of a value or of an image
 * @dst: gets its canonical form; at least FIELDTAP_ADDRESS_MAX octets
 * @has_octet: gets whether one octet of it is meant
 * @octet: gets that octet, counted from 0
 * @text: what a person wrote
 * @err: why it is none
 *
 * An IPv6 address is brought into canonical form, as is a MAC address; a
 * Modicon number becomes TABLE/NUMBER; "+N" at the end of a PROFINET address
 * is an octet.
 *
 * Return: 0, or -1 and @err.
 */
int ft_address_exact(char *dst, bool *has_octet, uint32_t *octet,
		     const char *text, struct ft_error *err);

#endif /* _LIBFIELDTAP_POINT_ADDRESS_H */
