// SPDX-License-Identifier: GPL-2.0
/* OPC 10000-6, 7.1.2.2: type, chunk, size.  UADP has no such frame. */
#include <string.h>

#include "framing.h"

#define HEADER	8

u32 framing_fix(const struct message *m)
{
	static const char types[] = "MSGMSGMSGMSGOPNCLOHELACKERRRHE";
	static const char chunks[] = "FFFFFFCA";

	if (m->datagram || m->len < HEADER)
		return m->len;
	if (m->random % 16 == 0)
		memcpy(m->p, types + m->random / 16 % 10 * 3, 3);
	if (m->random % 16 == 1)
		m->p[3] = chunks[m->random / 16 % 8];
	framing_le32(m->p + 4, m->len);
	return m->len;
}
