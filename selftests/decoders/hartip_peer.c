// SPDX-License-Identifier: GPL-2.0
#include <assert.h>
#include <string.h>

#include "hartip_peer.h"

struct fake_flow *peer;

void peer_connect(void)
{
	peer = fake_flow_on(FT_TCP, 0, PEER_SERVER, PEER_CLIENT, PEER_TIMEOUT);
}

void peer_close(void)
{
	fake_flow_free(peer);
	peer = NULL;
	fake_core_reset();
}

void peer_udp(const char *server, const char *client)
{
	fake_flow_free(peer);
	peer = fake_flow_on(FT_UDP, 0, server, client, PEER_TIMEOUT);
}

static u32 peer_bytes(u8 *out, u8 type, u8 id, u16 sequence, const u8 *body,
		      u32 len)
{
	u32 count = HEADER + len;
	u8 header[HEADER] = {
		1, type, id, 0, sequence >> 8, sequence & 0xff, count >> 8,
		count & 0xff,
	};

	assert(count <= MESSAGE_MAX);
	memcpy(out, header, HEADER);
	memcpy(out + HEADER, body, len);
	return count;
}

u32 peer_message(u8 *out, u8 type, u8 id, u16 sequence, const char *body)
{
	u8 bytes[MESSAGE_MAX];

	return peer_bytes(out, type, id, sequence, bytes,
			  peer_hex(body, bytes, sizeof(bytes)));
}

u32 peer_frame(u8 *out, u8 type, u16 sequence, const char *frame)
{
	u8 bytes[MESSAGE_MAX];
	u32 len = peer_hex(frame, bytes, sizeof(bytes) - 1);
	u32 i = 0;
	u8 check = 0;

	while (i < len && bytes[i] == 0xff)
		i++;
	while (i < len)
		check ^= bytes[i++];
	bytes[len++] = check;
	return peer_bytes(out, type, TOKEN, sequence, bytes, len);
}

int peer_send(const u8 *message, u32 len)
{
	enum ft_dir dir = message[1] == REQUEST ? FT_TO_SERVER : FT_TO_CLIENT;

	if (peer->ctx.transport == FT_UDP)
		return fake_datagram(peer, dir, message, len);
	assert(fake_decoder->frame(message, len) == (int)len);
	return fake_decode(peer, dir, message, len);
}

int say(u8 type, u8 id, u16 sequence, const char *body)
{
	u8 message[MESSAGE_MAX];

	return peer_send(message,
			 peer_message(message, type, id, sequence, body));
}

static int say_frame(u8 type, u16 sequence, const char *frame)
{
	u8 message[MESSAGE_MAX];

	return peer_send(message, peer_frame(message, type, sequence, frame));
}

int ask(u16 sequence, const char *frame)
{
	return say_frame(REQUEST, sequence, frame);
}

int answer(u16 sequence, const char *frame)
{
	return say_frame(RESPONSE, sequence, frame);
}

int publish(u16 sequence, const char *frame)
{
	return say_frame(PUBLISH, sequence, frame);
}

int told(u8 command, const char *data)
{
	static u16 sequence;
	u8 bytes[256];
	char frame[1024];
	u32 len = peer_hex(data, bytes, sizeof(bytes));
	int why;

	snprintf(frame, sizeof(frame), "82 " LONG " %02x 00", command);
	why = ask(++sequence, frame);
	if (why)
		return why;
	snprintf(frame, sizeof(frame), "86 " LONG " %02x %02x %s", command, len,
		 data);
	return answer(sequence, frame);
}

static const char *address_of(const char *name)
{
	static char address[2 * FIELDTAP_PATH_MAX];

	if (!strncmp(name, "hartip:", 7))
		return name;
	snprintf(address, sizeof(address), DEVICE "/%s", name);
	return address;
}

bool is(const char *name, const char *text)
{
	const char *value = fake_value(address_of(name));

	if (value && !strcmp(value, text))
		return true;
	printf("# %s is %s\n", name, value ? value : "not there");
	return false;
}

bool unit_is(const char *name, const char *unit)
{
	const struct ft_item *item = fake_item(address_of(name));

	return item && (item->unit ? unit && !strcmp(item->unit, unit) :
				     !unit);
}

bool none(const char *name)
{
	return !fake_item(address_of(name));
}

bool label_is(const char *device, const char *name, const char *text)
{
	const char *value = fake_label(peer_device(device), name);

	if (value && !strcmp(value, text))
		return true;
	printf("# %s is %s\n", name, value ? value : "not there");
	return false;
}

const struct ft_device *peer_device(const char *name)
{
	static const struct ft_device nobody;
	const struct ft_device *dev = fake_device_named(name);

	return dev ? dev : &nobody;
}
