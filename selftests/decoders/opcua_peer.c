// SPDX-License-Identifier: GPL-2.0
#include <assert.h>
#include <string.h>

#include <linux/unaligned.h>

#include "opcua_peer.h"

#define HEADER	24

struct fake_flow *peer;

static u32 sequence[2];

void peer_reconnect(void)
{
	if (peer)
		fake_flow_free(peer);
	peer = fake_flow_on(FT_TCP, 0, PEER_SERVER, PEER_CLIENT, PEER_TIMEOUT);
	sequence[0] = 1;
	sequence[1] = 1;
}

void peer_connect(void)
{
	peer_reconnect();
}

void peer_udp(void)
{
	fake_flow_free(peer);
	peer = fake_flow_on(FT_UDP, 0, "224.0.0.22:4840", PEER_CLIENT,
			    PEER_TIMEOUT);
}

void peer_ethernet(void)
{
	fake_flow_free(peer);
	peer = fake_flow_on(FT_ETHER, 0xb62c, "00:11:22:33:44:55",
			    "01:00:5e:00:00:01", PEER_TIMEOUT);
}

void peer_close(void)
{
	fake_flow_free(peer);
	peer = NULL;
	fake_core_reset();
}

u32 peer_chunk(u8 *out, enum ft_dir dir, const char *type, u32 request,
	       const u8 *body, u32 len)
{
	assert(HEADER + len <= CHUNK_MAX);
	memcpy(out, type, 4);
	put_unaligned_le32(HEADER + len, out + 4);
	put_unaligned_le32(7, out + 8);
	put_unaligned_le32(1, out + 12);
	put_unaligned_le32(sequence[dir]++, out + 16);
	put_unaligned_le32(request, out + 20);
	memcpy(out + HEADER, body, len);
	return HEADER + len;
}

void skip_sequence(enum ft_dir dir, u32 n)
{
	sequence[dir] += n;
}

int say_bytes(enum ft_dir dir, const char *type, u32 request, const u8 *body,
	      u32 len)
{
	static u8 chunk[CHUNK_MAX];

	len = peer_chunk(chunk, dir, type, request, body, len);
	assert(fake_decoder->frame(chunk, len) == (int)len);
	return fake_decode(peer, dir, chunk, len);
}

int say(enum ft_dir dir, const char *type, u32 request, const char *body)
{
	static u8 bytes[CHUNK_MAX];

	return say_bytes(dir, type, request, bytes,
			 peer_hex(body, bytes, sizeof(bytes)));
}

int ask(u32 request, const char *body)
{
	return say(FT_TO_SERVER, "MSGF", request, body);
}

int answer(u32 request, const char *body)
{
	return say(FT_TO_CLIENT, "MSGF", request, body);
}

void exchange(const char *request, const char *response)
{
	static u32 number = 1000;

	EXPECT(ask(++number, request) == 0);
	EXPECT(answer(number, response) == 0);
}

/* A message without the channel's header, of this type. */
static int whole(enum ft_dir dir, const char *type, const char *rest)
{
	u8 pdu[1000];
	u32 len = 8 + peer_hex(rest, pdu + 8, sizeof(pdu) - 8);

	memcpy(pdu, type, 4);
	put_unaligned_le32(len, pdu + 4);
	assert(fake_decoder->frame(pdu, len) == (int)len);
	return fake_decode(peer, dir, pdu, len);
}

int hello(void)
{
	/* opc.tcp://a */
	int why = whole(FT_TO_SERVER, "HELF", "00000000 00000100 00000100"
			"00000000 00000000 0b000000 6f70632e7463703a2f2f61");

	return why ? why : whole(FT_TO_CLIENT, "ACKF", "00000000 00000100"
				 "00000100 00000000 00000000");
}

void open_channel(const char *policy)
{
	static const char uri[] =
		"http://opcfoundation.org/UA/SecurityPolicy#";
	const bool plain = !strcmp(policy, "None");
	char head[400], text[1000];
	int n;
	u32 i;

	n = snprintf(head, sizeof(head), "00000000 %02x000000",
		     (u32)(strlen(uri) + strlen(policy)));
	for (i = 0; uri[i]; i++)
		n += snprintf(head + n, sizeof(head) - n, "%02x", uri[i]);
	for (i = 0; policy[i]; i++)
		n += snprintf(head + n, sizeof(head) - n, "%02x", policy[i]);
	snprintf(head + n, sizeof(head) - n, NONE NONE "01000000 01000000");
	snprintf(text, sizeof(text), "%s%s", head,
		 plain ? ASK("be01") "00000000 00000000 01000000" NONE
		 "80ee3600" : "a1b2c3d4e5f60718");
	EXPECT(whole(FT_TO_SERVER, "OPNF", text) ==
	       (plain ? 0 : FIELDTAP_STAT_PDU_ENCRYPTED));
	snprintf(text, sizeof(text), "%s%s", head,
		 plain ? SAY("c101") "00000000 07000000 01000000" TIME
		 "80ee3600" NONE : "a1b2c3d4e5f60718");
	EXPECT(whole(FT_TO_CLIENT, "OPNF", text) ==
	       (plain ? 0 : FIELDTAP_STAT_PDU_ENCRYPTED));
}

int datagram(const char *text)
{
	u8 bytes[4000];

	return fake_datagram(peer, peer->ctx.transport == FT_UDP ?
			     FT_TO_SERVER : FT_TO_CLIENT, bytes,
			     peer_hex(text, bytes, sizeof(bytes)));
}

static const char *address(const char *name)
{
	static char text[2 * FIELDTAP_PATH_MAX];
	const bool full = !strncmp(name, "opcua:", 6) ||
			  !strncmp(name, "uadp:", 5);

	snprintf(text, sizeof(text), "%s%s", full ? "" : DEVICE "/", name);
	return text;
}

bool is(const char *name, const char *text)
{
	const char *value = fake_value(address(name));

	if (value && !strcmp(value, text))
		return true;
	printf("# %s is %s, should be %s\n", name, value ? value : "not there",
	       text);
	return false;
}

bool none(const char *name)
{
	return !fake_item(address(name));
}

const struct ft_device *peer_device(const char *name)
{
	static const struct ft_device nobody;
	const struct ft_device *dev = fake_device_named(name);

	return dev ? dev : &nobody;
}

const struct fake_image *image(const char *name)
{
	static const struct fake_image nothing;
	const struct fake_image *img = fake_image(peer_device(DEVICE), name);

	return img ? img : &nothing;
}

bool label_is(const char *name, const char *text)
{
	const char *value = fake_label(peer_device(DEVICE), name);

	if (value && !strcmp(value, text))
		return true;
	printf("# label %s is %s, should be %s\n", name,
	       value ? value : "not there", text);
	return false;
}
