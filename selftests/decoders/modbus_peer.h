/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A Modbus client and a server on one connection, written in hexadecimal.
 * PDUs are given from the function code on; blanks do not matter.
 */
#ifndef _MODBUS_PEER_H
#define _MODBUS_PEER_H

#include "fake_core.h"
#include "hex.h"
#include "ktap.h"

#define PEER_SERVER	"10.0.0.1:502"
#define PEER_TIMEOUT	(5 * SECOND)
#define MS		1000000ULL
#define SECOND		(1000 * MS)

/* The connection that the functions below speak on. */
extern struct fake_flow *peer;

void peer_connect(void);
void peer_close(void);

/* A whole message in out, which has room for 300 octets; its length. */
u32 peer_adu(u8 *out, u16 tid, u8 unit, const char *pdu);
u32 peer_adu_bytes(u8 *out, u16 tid, u8 unit, const u8 *pdu, u32 len);

/* Send one message; what the decoder made of it. */
int ask(u16 tid, u8 unit, const char *pdu);
int answer(u16 tid, u8 unit, const char *pdu);
/* Request and answer of transaction 1, both understood. */
void exchange(u8 unit, const char *request, const char *response);

const struct ft_device *peer_unit(u8 unit);
/* Does the unit have this image with this content? */
bool has_image(u8 unit, const char *name, const char *content);
bool no_image(u8 unit, const char *name);

/* Groups of tests. */
extern const struct ktap_test function_tests[];
extern const struct ktap_test pairing_tests[];
extern const struct ktap_test hostile_tests[];

#endif /* _MODBUS_PEER_H */
