/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Two streams of PDUs that are told apart from anything else, and the decoder
 * that knows them: {0xff, length and number by 7 bits an octet}, then octets
 * below 0x80.
 */
#ifndef _STREAM_MODEL_H
#define _STREAM_MODEL_H

#include <fieldtap/decoder.h>

#define MODEL_SIZE	(1 << 18)	/* octets of each direction */
#define MODEL_KINDS	2		/* only short PDUs; some long ones */
#define MODEL_WANTED	1000		/* octets of a PDU that are wanted */
#define MODEL_PDUS	(MODEL_SIZE / 8)

/**
 * struct model_stream - one direction
 * @octets: the stream
 * @start: where each PDU begins, and, behind the last one, MODEL_SIZE
 * @n: number of PDUs
 */
struct model_stream {
	u8 octets[MODEL_SIZE];
	u32 start[MODEL_PDUS + 1];
	u32 n;
};

/**
 * struct model_seen - what the decoder is to see next
 * @stream: of which stream
 * @next: number of the PDU
 * @exact: no other one; else a later one will do
 */
struct model_seen {
	const struct model_stream *stream;
	u32 next;
	bool exact;
};

/* Whose header has a fixed length; which has to look at it octet by octet. */
extern const struct ft_decoder model_decoder[2];
/* By enum ft_dir. */
extern struct model_seen model_seen[2];
/* Called for a gap. */
extern void (*model_gap)(enum ft_dir dir);

void model_init(void);
const struct model_stream *model_stream(unsigned int kind, enum ft_dir dir);
/* Number of the first PDU that does not begin before the octet. */
u32 model_pdu_from(const struct model_stream *stream, u32 octet);
/* Behind its last octet that is wanted. */
u32 model_pdu_end(const struct model_stream *stream, u32 number);

#endif /* _STREAM_MODEL_H */
