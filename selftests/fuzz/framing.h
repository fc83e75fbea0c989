/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What would stop a blind fuzzer: lengths that have to fit, check octets.  Each
 * decoder's fuzzer is linked with the framing_NAME.c of its protocol, or with
 * framing_none.c.
 */
#ifndef _FRAMING_H
#define _FRAMING_H

#include <linux/types.h>

/**
 * struct message - octets that are to be one message
 * @p: the octets
 * @len: their number
 * @room: octets there are at p, more than @len
 * @datagram: it is a datagram or an Ethernet frame, not part of a stream
 * @random: any number, for what may be one way or another
 */
struct message {
	u8 *p;
	u32 len;
	u32 room;
	bool datagram;
	u32 random;
};

/* Octets by which framing_fix() may make a message longer. */
#define FRAMING_GROWS	8

/* Makes lengths and checks right; the message's new length. */
u32 framing_fix(const struct message *m);

static inline void framing_be16(u8 *p, u32 v)
{
	p[0] = v >> 8 & 0xff;
	p[1] = v & 0xff;
}

static inline void framing_le32(u8 *p, u32 v)
{
	p[0] = v & 0xff;
	p[1] = v >> 8 & 0xff;
	p[2] = v >> 16 & 0xff;
	p[3] = v >> 24 & 0xff;
}

#endif /* _FRAMING_H */
