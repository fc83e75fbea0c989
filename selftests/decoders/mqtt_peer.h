/* SPDX-License-Identifier: GPL-2.0 */
/*
 * An MQTT client and a broker on one connection.  Packets are written as
 * hexadecimal octets, blanks do not matter, and
 *	'text'		as it is
 *	{text}		behind two octets of its length
 *	[ ... ]		behind its length as a variable byte integer
 */
#ifndef _MQTT_PEER_H
#define _MQTT_PEER_H

#include "fake_core.h"
#include "ktap.h"

#define PEER_SERVER	"10.0.0.1:1883"
#define PEER_BROKER	"mqtt:10.0.0.1:1883"
#define PEER_TIMEOUT	(5 * SECOND)
#define MS		1000000ULL
#define SECOND		(1000 * MS)

#define CONNECT_311	"10[{MQTT}04 02 003c {me}]"
#define CONNECT_5	"10[{MQTT}05 02 003c 00 {me}]"

#define TRUNCATED	FIELDTAP_STAT_PDU_TRUNCATED
#define MALFORMED	FIELDTAP_STAT_PDU_MALFORMED
#define OVERSIZED	FIELDTAP_STAT_PDU_OVERSIZED
#define UNMATCHED	FIELDTAP_STAT_PDU_UNMATCHED
#define NONSENSE	FIELDTAP_STAT_PDU_NONSENSE
#define ENCRYPTED	FIELDTAP_STAT_PDU_ENCRYPTED
#define UNSUPPORTED	FIELDTAP_STAT_PDU_UNSUPPORTED

/* The connection that the functions below speak on. */
extern struct fake_flow *peer;

void peer_connect(void);
void peer_close(void);

/* Octets of text; out has room for 1024. */
u32 peer_octets(u8 *out, const char *text);
/* Send one packet from the client or from the broker; what became of it. */
int to_broker(const char *text);
int to_client(const char *text);
/* CONNECT and CONNACK, both understood. */
void session(const char *connect);

/* The broker, or one that never did anything. */
const struct ft_device *broker(void);
/* Is the topic's value this, as JSON?  NULL: there is none. */
bool topic_is(const char *topic, const char *value);
/* The topic's image, or one that is empty. */
const struct fake_image *topic_image(const char *topic);

/* Groups of tests. */
extern const struct ktap_test message_tests[];
extern const struct ktap_test session_tests[];
extern const struct ktap_test hostile_tests[];

#endif /* _MQTT_PEER_H */
