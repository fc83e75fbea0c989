/* SPDX-License-Identifier: GPL-2.0 */
/*
 * An OPC UA client and a server on one connection, written in hexadecimal, and
 * publishers of UADP.  Messages are given from the id of their encoding on;
 * blanks do not matter.
 */
#ifndef _OPCUA_PEER_H
#define _OPCUA_PEER_H

#include "fake_core.h"
#include "hex.h"
#include "ktap.h"

#define PEER_SERVER	"10.0.0.1:4840"
#define PEER_CLIENT	"10.0.0.2:40000"
#define PEER_TIMEOUT	(5 * SECOND)
#define DEVICE		"opcua:" PEER_SERVER
#define MS		1000000ULL
#define SECOND		(1000 * MS)

#define CHUNK_MAX	60000

/* 2023-11-23 12:00:00 UTC, and the same in nanoseconds since the epoch. */
#define TIME		"0060a295041eda01"
#define TIME_NS		1700740800000000000ULL
/* Headers of requests and responses: their id, in hexadecimal, comes first. */
#define ASK(id)		"0100" id "0000" TIME "01000000 00000000 ffffffff" \
			"10270000 000000"
#define SAY(id)		"0100" id TIME "01000000 00000000 00 ffffffff 000000"
#define FAULT(status)	"0100 8d01" TIME "01000000" status "00 ffffffff 000000"
#define NONE		"ffffffff"

#define READ		ASK("7702") "0000000000000000 03000000"
#define READ_SAID	SAY("7a02")
#define WRITE		ASK("a102")
#define WRITE_SAID	SAY("a402")
#define CREATE_ITEMS	ASK("ef02")
#define CREATED_ITEMS	SAY("f202")
#define MODIFY_ITEMS	ASK("fb02")
#define MODIFIED_ITEMS	SAY("fe02")
#define DELETE_ITEMS	ASK("0d03")
#define DELETED_ITEMS	SAY("1003")
#define CREATE_SUB	ASK("1303") "000000000000f03f 0a000000 0a000000" \
			"00000000 01 00"
#define CREATED_SUB(id)	SAY("1603") id "000000000000f03f 0a000000 0a000000"
#define DELETE_SUBS	ASK("4f03")
#define DELETED_SUBS	SAY("5203")
#define PUBLISH		ASK("3a03") "ffffffff"
#define PUBLISHED	SAY("3d03")
#define REPUBLISH	ASK("4003")
#define REPUBLISHED	SAY("4303")

/* Value attribute of a node: no range, no encoding. */
#define VALUE		"0d000000 ffffffff 0000 ffffffff"
/* ns=2;s=T */
#define NODE_T		"03 0200 01000000 54"
/* ns=2;i=5 */
#define NODE_5		"01 02 0500"
/* i=2258 */
#define NODE_CLOCK	"01 00 d208"

/* The conversation that the functions below speak on: TCP, or PubSub. */
extern struct fake_flow *peer;

void peer_connect(void);
void peer_close(void);
/* Another connection to the same server. */
void peer_reconnect(void);
/* Go on by UDP or Ethernet. */
void peer_udp(void);
void peer_ethernet(void);

/* A whole chunk in out (CHUNK_MAX octets) with the next sequence number. */
u32 peer_chunk(u8 *out, enum ft_dir dir, const char *type, u32 request,
	       const u8 *body, u32 len);

/* Send one chunk; what the decoder made of it. */
int say(enum ft_dir dir, const char *type, u32 request, const char *body);
int say_bytes(enum ft_dir dir, const char *type, u32 request, const u8 *body,
	      u32 len);
int ask(u32 request, const char *body);
int answer(u32 request, const char *body);
/* Request and answer, both understood. */
void exchange(const char *request, const char *response);
/* A hello, and the opening of a channel with this SecurityPolicy (OPN). */
int hello(void);
void open_channel(const char *policy);
/* The next sequence number is another one. */
void skip_sequence(enum ft_dir dir, u32 n);
int datagram(const char *text);

/* Is the item of the server of that name, or of the whole address, that text? */
bool is(const char *name, const char *text);
bool none(const char *name);
const struct fake_image *image(const char *name);
bool label_is(const char *name, const char *text);
const struct ft_device *peer_device(const char *name);

/* Groups of tests. */
extern const struct ktap_test opcua_service_tests[];
extern const struct ktap_test opcua_channel_tests[];
extern const struct ktap_test opcua_value_tests[];
extern const struct ktap_test opcua_uadp_tests[];
extern const struct ktap_test opcua_hostile_tests[];

#endif /* _OPCUA_PEER_H */
