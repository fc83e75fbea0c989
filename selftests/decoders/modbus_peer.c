// SPDX-License-Identifier: GPL-2.0
#include <assert.h>
#include <string.h>

#include "modbus_peer.h"

struct fake_flow *peer;

void peer_connect(void)
{
	peer = fake_flow_new(PEER_SERVER, PEER_TIMEOUT);
}

void peer_close(void)
{
	fake_flow_free(peer);
	peer = NULL;
	fake_core_reset();
}

u32 peer_adu_bytes(u8 *out, u16 tid, u8 unit, const u8 *pdu, u32 len)
{
	u8 header[] = { tid >> 8, tid, 0, 0, (len + 1) >> 8, len + 1, unit };

	memcpy(out, header, sizeof(header));
	memcpy(out + sizeof(header), pdu, len);
	return sizeof(header) + len;
}

u32 peer_adu(u8 *out, u16 tid, u8 unit, const char *pdu)
{
	u8 bytes[280];

	return peer_adu_bytes(out, tid, unit, bytes,
			      peer_hex(pdu, bytes, sizeof(bytes)));
}

static int say(enum ft_dir dir, u16 tid, u8 unit, const char *pdu)
{
	u8 adu[300];
	u32 len = peer_adu(adu, tid, unit, pdu);

	assert(fake_decoder->frame(adu, len) == (int)len);
	return fake_decode(peer, dir, adu, len);
}

int ask(u16 tid, u8 unit, const char *pdu)
{
	return say(FT_TO_SERVER, tid, unit, pdu);
}

int answer(u16 tid, u8 unit, const char *pdu)
{
	return say(FT_TO_CLIENT, tid, unit, pdu);
}

void exchange(u8 unit, const char *request, const char *response)
{
	EXPECT(ask(1, unit, request) == 0);
	EXPECT(answer(1, unit, response) == 0);
}

const struct ft_device *peer_unit(u8 unit)
{
	static const struct ft_device none;
	const struct ft_device *dev = fake_device(PEER_SERVER, &unit, 1);

	return dev ? dev : &none;
}

bool has_image(u8 unit, const char *name, const char *content)
{
	const struct fake_image *img = fake_image(peer_unit(unit), name);
	u8 bytes[FAKE_DATA_MAX];
	u32 len = peer_hex(content, bytes, sizeof(bytes));

	return img && img->len == len && !memcmp(img->data, bytes, len);
}

bool no_image(u8 unit, const char *name)
{
	return !fake_image(peer_unit(unit), name);
}
