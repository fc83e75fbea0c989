// SPDX-License-Identifier: GPL-2.0
/*
 * HART-IP: HCF_SPEC-085, 7; the frame within a token-passing PDU: HCF_SPEC-081,
 * 5.  Both as Wireshark has them.
 */
#include "framing.h"

#define HEADER		8
#define ID_TOKEN	3
#define PREAMBLES_MAX	20
#define LONG_ADDRESS	0x80

/* The frame's byte count and its check octet, which ends the message. */
static void fix_frame(u8 *p, u32 len, bool count)
{
	u32 i = 0, at;
	u8 check = 0;

	while (i < len && i < PREAMBLES_MAX && p[i] == 0xff)
		i++;
	if (i + 1 >= len)
		return;
	/* Delimiter, address, expansion, command: then the byte count. */
	at = i + 1 + (p[i] & LONG_ADDRESS ? 5 : 1) + (p[i] >> 5 & 3) + 1;
	if (count && at + 1 < len)
		p[at] = len - at - 2;
	for (; i < len - 1; i++)
		check ^= p[i];
	p[len - 1] = check;
}

u32 framing_fix(const struct message *m)
{
	if (m->len < HEADER)
		return m->len;
	m->p[0] = 1 + (m->random % 8 == 0);
	framing_be16(m->p + 6, m->len);
	if (m->p[2] == ID_TOKEN && m->len > HEADER)
		fix_frame(m->p + HEADER, m->len - HEADER, m->random % 16);
	return m->len;
}
