// SPDX-License-Identifier: GPL-2.0
#include <assert.h>
#include <string.h>

#include <linux/unaligned.h>

#include "profinet_peer.h"

#define RPC_HEADER	80
#define FRAME_MIN	46

struct fake_flow *out, *in, *rpc;

void peer_begin(void)
{
	out = fake_flow_on(FT_ETHER, 0x8892, CONTROLLER, DEVICE, SECOND);
	in = fake_flow_on(FT_ETHER, 0x8892, DEVICE, CONTROLLER, SECOND);
	rpc = fake_flow_on(FT_UDP, 0, DEVICE_IP ":34964",
			   CONTROLLER_IP ":49153", SECOND);
}

void peer_end(void)
{
	fake_flow_free(out);
	fake_flow_free(in);
	fake_flow_free(rpc);
	fake_core_reset();
}

void put(struct bytes *b, const char *hex)
{
	b->len += peer_hex(hex, b->p + b->len, sizeof(b->p) - b->len);
}

void put16(struct bytes *b, u16 v)
{
	assert(b->len + 2 <= sizeof(b->p));
	put_unaligned_be16(v, b->p + b->len);
	b->len += 2;
}

static void put_bytes(struct bytes *b, const u8 *p, u32 len)
{
	assert(b->len + len <= sizeof(b->p));
	memcpy(b->p + b->len, p, len);
	b->len += len;
}

void put_block(struct bytes *b, u16 type, const char *body)
{
	struct bytes inner = { .len = 0 };

	put(&inner, body);
	put16(b, type);
	put16(b, inner.len + 2);
	put(b, "0100");
	put_bytes(b, inner.p, inner.len);
}

static int send_frame(struct fake_flow *flow, const char *hex, u32 min)
{
	struct bytes b = { .len = 0 };

	put(&b, hex);
	if (b.len < min)
		b.len = min;
	return fake_datagram(flow, FT_TO_CLIENT, b.p, b.len);
}

int frame(struct fake_flow *flow, const char *hex)
{
	return send_frame(flow, hex, 0);
}

int padded(struct fake_flow *flow, const char *hex)
{
	return send_frame(flow, hex, FRAME_MIN);
}

int cycle(struct fake_flow *flow, u16 frame_id, const char *data, u16 counter)
{
	struct bytes b = { .len = 0 };

	put16(&b, frame_id);
	put(&b, data);
	put16(&b, counter);
	put(&b, "3500");
	fake_pass(flow, MS);
	return fake_datagram(flow, FT_TO_CLIENT, b.p, b.len);
}

/* RPC */

static void put_order(struct bytes *b, u32 v, u32 octets, bool little)
{
	u32 i;

	for (i = 0; i < octets; i++)
		b->p[b->len++] = v >> 8 * (little ? i : octets - 1 - i);
}

static void put_uuid(struct bytes *b, u32 first, u16 second, u16 third,
		     const char *rest, bool little)
{
	put_order(b, first, 4, little);
	put_order(b, second, 2, little);
	put_order(b, third, 2, little);
	put(b, rest);
}

void rpc_put(struct bytes *b, const struct call *call, const u8 *body,
	     u32 len)
{
	const u8 head[] = {
		4, call->type, call->flags, 0, call->little ? 0x10 : 0, 0, 0, 0,
	};

	put_bytes(b, head, sizeof(head));
	put_uuid(b, 0xdea00000, 0x6c97, 0x11d1, "8271000100030001",
		 call->little);
	put_uuid(b, 0xdea00001, 0x6c97, 0x11d1, "827100a02442df7d",
		 call->little);
	put_uuid(b, 0x01020300 ^ call->activity, 0x0506, 0x0708,
		 "090a0b0c0d0e0f10", call->little);
	put_order(b, 0, 4, call->little);
	put_order(b, 1, 4, call->little);
	put_order(b, call->seq, 4, call->little);
	put_order(b, call->opnum, 2, call->little);
	put(b, "ffffffff");
	put_order(b, len, 2, call->little);
	put_order(b, call->fragment, 2, call->little);
	put(b, "0000");
	assert(b->len == RPC_HEADER);
	put_bytes(b, body, len);
}

int rpc_send(const struct call *call, const u8 *body, u32 len)
{
	struct bytes b = { .len = 0 };

	rpc_put(&b, call, body, len);
	fake_pass(rpc, MS);
	return fake_datagram(rpc, call->type == 2 ? FT_TO_CLIENT :
						    FT_TO_SERVER, b.p, b.len);
}

void ndr_request(struct bytes *b, const struct bytes *blocks, bool little)
{
	put_order(b, 4096, 4, little);
	put_order(b, blocks->len, 4, little);
	put_order(b, 4096, 4, little);
	put_order(b, 0, 4, little);
	put_order(b, blocks->len, 4, little);
	put_bytes(b, blocks->p, blocks->len);
}

void ndr_response(struct bytes *b, u32 status, const struct bytes *blocks,
		  bool little)
{
	put_order(b, status, 4, little);
	put_order(b, blocks->len, 4, little);
	put_order(b, 4096, 4, little);
	put_order(b, 0, 4, little);
	put_order(b, blocks->len, 4, little);
	put_bytes(b, blocks->p, blocks->len);
}

/*
 * Input: 0/1 (no data) at 0, 1/1 (2 octets) at 1, 2/1 (1 octet, has outputs,
 * too) at 4; consumer status at 6.  Output: 2/1 (3 octets) at 2, 3/32768 (2
 * octets) at 6; consumer status before them.
 */
static void put_iocr(struct bytes *b, bool output, u16 frame_id)
{
	char body[512];

	snprintf(body, sizeof(body),
		 "%s 8892 00000002 0028 %04x 0020 0008 0001 0000 ffffffff"
		 "0003 0003 c000 000000000000 0001 00000000 %s",
		 output ? "0002 0002" : "0001 0001", frame_id, output ?
		 "0002 00020001 0002 00038000 0006"
		 "0002 00000001 0000 00010001 0001" :
		 "0003 00000001 0000 00010001 0001 00020001 0004"
		 "0001 00038000 0006");
	put_block(b, 0x0102, body);
}

void connect_request(struct bytes *b, const struct connect *c)
{
	put_block(b, 0x0101, "0001" AR_REQUEST "0004 706c6331");
	put_iocr(b, false, c->input);
	put_iocr(b, true, 0xffff);
	put_block(b, 0x0104, "0001 00000000 0000 00000001 0000"
		  "0001 0001 00000001 0000 0001 0000 01 01");
	put_block(b, 0x0104, "0002"
		  "00000000 0001 00000010 0000"
		  "0001 0001 00000001 0001 0001 0002 01 01"
		  "00000000 0002 00000011 0000"
		  "0001 0001 00000001 0003 0001 0001 01 01 0002 0003 01 01");
	put_block(b, 0x0104, "0001 00000000 0003 00000012 0000"
		  "0001 8000 00000001 0002 0002 0002 01 01");
	put_block(b, 0x0103, "0001 8892 00000000 0001 0003 0001 00c8 c000 a000");
}

void connect_response(struct bytes *b, const struct connect *c)
{
	char body[128];

	snprintf(body, sizeof(body),
		 "0001" AR_UUID "0001 %s 8892",
		 c->device ? c->device : DEVICE_MAC);
	put_block(b, 0x8101, body);
	snprintf(body, sizeof(body), "0001 0001 %04x", c->input);
	put_block(b, 0x8102, body);
	snprintf(body, sizeof(body), "0002 0002 %04x", c->output);
	put_block(b, 0x8102, body);
	put_block(b, 0x8103, "0001 0001 00c8");
}

int connected(const struct connect *c, u32 seq)
{
	struct call call = { .seq = seq };
	struct bytes blocks = { .len = 0 }, body = { .len = 0 };

	connect_request(&blocks, c);
	ndr_request(&body, &blocks, false);
	EXPECT(rpc_send(&call, body.p, body.len) == 0);
	blocks.len = 0;
	body.len = 0;
	connect_response(&blocks, c);
	ndr_response(&body, 0, &blocks, c->little);
	call.type = 2;
	call.little = c->little;
	return rpc_send(&call, body.p, body.len);
}

/* What came of it */

static const char *name_of(const char *mac)
{
	static char name[64];

	snprintf(name, sizeof(name), "profinet:%s", mac);
	return name;
}

const struct ft_device *device(const char *mac)
{
	static const struct ft_device none;
	const struct ft_device *dev = fake_device_named(name_of(mac));

	return dev ? dev : &none;
}

const struct fake_image *image(const char *mac, const char *name)
{
	static const struct fake_image none;
	const struct fake_image *img = fake_image(device(mac), name);

	return img ? img : &none;
}

static const char *address_of(const char *mac, const char *name)
{
	static char address[128];

	snprintf(address, sizeof(address), "profinet:%s/%s", mac, name);
	return address;
}

bool is(const char *mac, const char *name, const char *text)
{
	const char *value = fake_value(address_of(mac, name));
	char quoted[256];

	snprintf(quoted, sizeof(quoted), "\"%s\"", text ? text : "");
	if (text ? value && !strcmp(value, quoted) : !value)
		return true;
	printf("# %s is %s\n", address_of(mac, name), value);
	return false;
}

bool label_is(const char *mac, const char *name, const char *text)
{
	const char *label = fake_label(device(mac), name);

	if (text ? label && !strcmp(label, text) : !label)
		return true;
	printf("# label %s of %s is %s\n", name, mac, label);
	return false;
}

enum fieldtap_quality quality(const char *mac, const char *name)
{
	const struct ft_item *item = fake_item(address_of(mac, name));

	assert(item);
	return item->quality;
}
