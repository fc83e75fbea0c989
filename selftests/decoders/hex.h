/* SPDX-License-Identifier: GPL-2.0 */
/* Octets written in hexadecimal. */
#ifndef _HEX_H
#define _HEX_H

#include <linux/types.h>

/* Octets of text, in which blanks do not matter, into out; at most max. */
u32 peer_hex(const char *text, u8 *out, u32 max);

#endif /* _HEX_H */
