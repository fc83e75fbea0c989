/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A HART-IP client and a server on one conversation, written in hexadecimal.
 * Token-passing PDUs are given from the delimiter on, without their check octet;
 * blanks do not matter.
 */
#ifndef _HARTIP_PEER_H
#define _HARTIP_PEER_H

#include "fake_core.h"
#include "hex.h"
#include "ktap.h"

#define PEER_SERVER	"10.0.0.1:5094"
#define PEER_CLIENT	"10.0.0.2:40000"
#define PEER_TIMEOUT	(5 * SECOND)
#define MS		1000000ULL
#define SECOND		(1000 * MS)

/* Long address that most tests use, and the device's name. */
#define LONG		"264e0000d2"
#define DEVICE		"hartip:" PEER_SERVER "/" LONG

/* Message types and ids. */
enum { REQUEST = 0, RESPONSE = 1, PUBLISH = 2, NAK = 15 };
enum { INITIATE, CLOSE, KEEP_ALIVE, TOKEN, DIRECT, AUDIT };

#define HEADER		8
#define MESSAGE_MAX	5000

/* The conversation that the functions below speak on: TCP, or UDP. */
extern struct fake_flow *peer;

void peer_connect(void);
void peer_close(void);
/* Go on by UDP, from this end to that one. */
void peer_udp(const char *server, const char *client);

/* A whole message with this body in out (MESSAGE_MAX octets); its length. */
u32 peer_message(u8 *out, u8 type, u8 id, u16 sequence, const char *body);
/* The same with a token-passing PDU, whose check octet is appended. */
u32 peer_frame(u8 *out, u8 type, u16 sequence, const char *frame);

/* Send one message; what the decoder made of it. */
int peer_send(const u8 *message, u32 len);
int say(u8 type, u8 id, u16 sequence, const char *body);
int ask(u16 sequence, const char *frame);
int answer(u16 sequence, const char *frame);
int publish(u16 sequence, const char *frame);
/* Request without data and answer by the device LONG: its data in hex. */
int told(u8 command, const char *data);

/* Is the item of LONG of that name, or of the whole address, that text? */
bool is(const char *name, const char *text);
bool unit_is(const char *name, const char *unit);
bool none(const char *name);
bool label_is(const char *device, const char *name, const char *text);
const struct ft_device *peer_device(const char *name);

/* Groups of tests. */
extern const struct ktap_test hartip_command_tests[];
extern const struct ktap_test hartip_session_tests[];
extern const struct ktap_test hartip_hostile_tests[];

#endif /* _HARTIP_PEER_H */
