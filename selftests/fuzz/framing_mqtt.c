// SPDX-License-Identifier: GPL-2.0
/* MQTT 5.0, 2.1.1: a packet's type, then the length of the rest as varint. */
#include <string.h>

#include "framing.h"

#define VARINT_MAX	4

static u32 varint_len(const u8 *p, u32 len)
{
	u32 n;

	for (n = 0; n < len && n < VARINT_MAX; n++)
		if (!(p[n] & 0x80))
			return n + 1;
	return n;
}

static u32 varint_put(u8 *p, u32 v)
{
	u32 n = 0;

	do {
		p[n++] = (v & 0x7f) | (v > 0x7f ? 0x80 : 0);
		v >>= 7;
	} while (v);
	return n;
}

u32 framing_fix(const struct message *m)
{
	u32 was, is, rest;
	u8 length[VARINT_MAX + 1];

	if (m->datagram || m->len < 2)
		return m->len;
	was = varint_len(m->p + 1, m->len - 1);
	rest = m->len - 1 - was;
	is = varint_put(length, rest);
	if (1 + is + rest > m->room)
		return m->len;
	memmove(m->p + 1 + is, m->p + 1 + was, rest);
	memcpy(m->p + 1, length, is);
	return 1 + is + rest;
}
