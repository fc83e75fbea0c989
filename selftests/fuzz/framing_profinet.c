// SPDX-License-Identifier: GPL-2.0
/*
 * PROFINET: connectionless DCE/RPC (C706, 12.5.2) with NDR data of PNIO blocks
 * by UDP, DCP by Ethernet (IEC 61158-6-10, 4.3).  Which of them it is the
 * message itself tells: a frame begins with its FrameID.
 */
#include "framing.h"

#define RPC_VERSION	4
#define RPC_HEADER	80
#define RPC_LITTLE	0x10	/* in the data representation's first octet */
#define NDR_HEADER	20
#define BLOCK_HEADER	4	/* type and length, which counts what follows */
#define DCP_HEADER	12	/* FrameID included */
#define DCP_FIRST	0xfefc
#define DCP_LAST	0xfeff

static void put16(const struct message *m, u32 at, u32 v, bool little)
{
	framing_be16(m->p + at, little ? (v & 0xff) << 8 | (v >> 8 & 0xff) : v);
}

static void put32(const struct message *m, u32 at, u32 v, bool little)
{
	framing_le32(m->p + at, little ? v : __builtin_bswap32(v));
}

/* The last block ends where the message does. */
static void fix_blocks(const struct message *m, u32 at)
{
	u32 len;

	while (at + BLOCK_HEADER <= m->len) {
		len = m->p[at + 2] << 8 | m->p[at + 3];
		if (at + BLOCK_HEADER + len + BLOCK_HEADER > m->len)
			framing_be16(m->p + at + 2, m->len - at - BLOCK_HEADER);
		at += BLOCK_HEADER + len;
	}
}

static void fix_rpc(const struct message *m)
{
	bool little = m->p[4] & RPC_LITTLE;
	u32 args;

	m->p[0] = RPC_VERSION;
	put16(m, 74, m->len - RPC_HEADER, little);
	if (m->len < RPC_HEADER + NDR_HEADER)
		return;
	args = m->len - RPC_HEADER - NDR_HEADER;
	put32(m, RPC_HEADER + 4, args, little);
	if (m->random % 2)
		put32(m, RPC_HEADER + 8, args, little);
	put32(m, RPC_HEADER + 12, 0, little);
	put32(m, RPC_HEADER + 16, args, little);
	fix_blocks(m, RPC_HEADER + NDR_HEADER);
}

/* Blocks of DCP begin at even octets. */
static void fix_dcp(const struct message *m)
{
	u32 at = DCP_HEADER, len;

	framing_be16(m->p + 10, m->len - DCP_HEADER);
	while (at + BLOCK_HEADER <= m->len) {
		len = m->p[at + 2] << 8 | m->p[at + 3];
		if (at + BLOCK_HEADER + len > m->len)
			framing_be16(m->p + at + 2, m->len - at - BLOCK_HEADER);
		at += BLOCK_HEADER + len + len % 2;
	}
}

u32 framing_fix(const struct message *m)
{
	u32 id = m->len >= 2 ? m->p[0] << 8 | m->p[1] : 0;

	if (m->len >= DCP_HEADER && id >= DCP_FIRST && id <= DCP_LAST)
		fix_dcp(m);
	else if (m->len >= RPC_HEADER && m->p[0] == RPC_VERSION)
		fix_rpc(m);
	return m->len;
}
