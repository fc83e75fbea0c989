/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What was done to a decoder, written down: the fuzzers' inputs.  Where the
 * environment names a directory FAKE_CORPUS, all that a program does through
 * fake_core.h is written below it, a file of a few KiB after the other, in a
 * directory of the decoder's name.
 *
 * A script is a row of records {octet: kind, FAKE_TO_CLIENT, number of the
 * conversation; u16, least significant octet first: length; octets}.
 */
#ifndef _FAKE_SCRIPT_H
#define _FAKE_SCRIPT_H

#include "fake_core.h"

/**
 * enum fake_kind - what a record says
 * @FAKE_OPEN: the conversation begins, its octets are struct fake_open
 * @FAKE_STREAM: octets of a TCP stream, in order
 * @FAKE_PDU: one PDU
 * @FAKE_DATAGRAM: one datagram
 * @FAKE_GAP: octets of a TCP stream were lost
 * @FAKE_PASS: time passes: u32, milliseconds
 * @FAKE_TICK: the tick comes
 * @FAKE_FORGET: notes were not used for long
 * @FAKE_LIMIT: from now on there is room for so many (three octets): devices,
 *	notes, layouts
 */
enum fake_kind {
	FAKE_OPEN,
	FAKE_STREAM,
	FAKE_PDU,
	FAKE_DATAGRAM,
	FAKE_GAP,
	FAKE_PASS,
	FAKE_TICK,
	FAKE_FORGET,
	FAKE_LIMIT,
	FAKE_KINDS,
};

#define FAKE_KIND_MASK		0x0f
#define FAKE_TO_CLIENT		0x10
#define FAKE_FLOW_SHIFT		5
/* Conversations of one script. */
#define FAKE_SCRIPT_FLOWS	8
#define FAKE_RECORD_HEADER	3

struct fake_record {
	enum fake_kind kind;
	enum ft_dir dir;
	u32 flow;
	u32 len;
	const u8 *data;
};

struct fake_open {
	u8 transport;
	u8 ethertype[2];	/* most significant octet first, as the ports */
	u8 request_timeout[4];	/* ms, likewise */
	u8 kind[2];		/* enum ft_addr_kind: the server, the client */
	u8 octets[2][16];
	u8 port[2][2];
};

/* Takes the record at p apart; octets of it, 0 where no record begins. */
u32 fake_record_read(const u8 *p, u32 len, struct fake_record *rec);
/* Writes a record; octets of it, 0 where there is no room. */
u32 fake_record_write(u8 *p, u32 room, const struct fake_record *rec);

/* Write down what is done to the decoder, where somebody wants it. */
void fake_script_record(struct fake_flow *flow, enum fake_kind kind,
			enum ft_dir dir, const void *data, u32 len);
/* What comes next is another test. */
void fake_script_end(void);

#endif /* _FAKE_SCRIPT_H */
