/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A PROFINET controller and an IO device, written in hexadecimal; blanks do not
 * matter.  Frames are given from the FrameID on.
 */
#ifndef _PROFINET_PEER_H
#define _PROFINET_PEER_H

#include "fake_core.h"
#include "hex.h"
#include "ktap.h"

#define CONTROLLER	"00:0a:00:00:00:01"
#define DEVICE		"00:0d:00:00:00:02"
#define CONTROLLER_MAC	"000a00000001"
#define DEVICE_MAC	"000d00000002"
#define MULTICAST	"01:0e:cf:00:00:00"
#define CONTROLLER_IP	"192.168.0.1"
#define DEVICE_IP	"192.168.0.2"
#define MS		1000000ULL
#define SECOND		(1000 * MS)

/* The ARs' UUID, and what follows the type in the block that asks for one. */
#define AR_UUID		"11111111222233334444555555555555"
#define AR_REQUEST	AR_UUID "0001" CONTROLLER_MAC \
			"dea000006c9711d18271000100030001 00000011 0258 8892"

#define PEER_MAX	4096

/* Octets that are put together. */
struct bytes {
	u8 p[PEER_MAX];
	u32 len;
};

/* What the controller and the device send each other by Ethernet, and by RPC. */
extern struct fake_flow *out, *in, *rpc;

void peer_begin(void);
void peer_end(void);

void put(struct bytes *b, const char *hex);
void put16(struct bytes *b, u16 v);
/* A block of version 1.0 with that body. */
void put_block(struct bytes *b, u16 type, const char *body);

/* Send one frame; what the decoder made of it. */
int frame(struct fake_flow *flow, const char *hex);
/* The same, filled up to the minimal length of a frame. */
int padded(struct fake_flow *flow, const char *hex);
/* A cyclic frame with a good data status; time passes. */
int cycle(struct fake_flow *flow, u16 frame_id, const char *data, u16 counter);

/* A PDU of DCE/RPC with those octets behind its header. */
struct call {
	u8 type;
	u8 flags;
	bool little;
	u16 opnum;
	u32 seq;
	u16 fragment;
	u32 activity;	/* changes the first u32 of its UUID */
};

void rpc_put(struct bytes *b, const struct call *call, const u8 *body,
	     u32 len);
int rpc_send(const struct call *call, const u8 *body, u32 len);

/* A Connect exchange of a device with a digital module and an analog one. */
struct connect {
	u16 input;	/* FrameIDs; the output's is that of the answer */
	u16 output;
	const char *device;	/* MAC in hex, or NULL */
	bool little;	/* what the device sends */
};

void connect_request(struct bytes *b, const struct connect *c);
void connect_response(struct bytes *b, const struct connect *c);
/* Put blocks behind an NDR header. */
void ndr_request(struct bytes *b, const struct bytes *blocks, bool little);
void ndr_response(struct bytes *b, u32 status, const struct bytes *blocks,
		  bool little);
/* Both; what the decoder made of the answer. */
int connected(const struct connect *c, u32 seq);

const struct ft_device *device(const char *mac);
const struct fake_image *image(const char *mac, const char *name);
/* Is the value of that name of the station that text? */
bool is(const char *mac, const char *name, const char *text);
bool label_is(const char *mac, const char *name, const char *text);
enum fieldtap_quality quality(const char *mac, const char *name);

/* Groups of tests. */
extern const struct ktap_test profinet_cyclic_tests[];
extern const struct ktap_test profinet_connect_tests[];
extern const struct ktap_test profinet_acyclic_tests[];
extern const struct ktap_test profinet_hostile_tests[];

#endif /* _PROFINET_PEER_H */
