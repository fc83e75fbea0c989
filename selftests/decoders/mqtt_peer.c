// SPDX-License-Identifier: GPL-2.0
#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "mqtt_peer.h"

#define OCTETS_MAX	1024

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

/* Up to the closing character, which is passed. */
static u32 quoted(const char **text, char end, u8 *out)
{
	const char *close = strchr(*text, end);
	u32 len;

	assert(close);
	len = close - *text;
	assert(len < OCTETS_MAX);
	memcpy(out, *text, len);
	*text = close + 1;
	return len;
}

static u32 octets(const char **text, u8 *out);

static u32 counted(const char **text, u8 *out)
{
	u8 in[OCTETS_MAX];
	u32 len = octets(text, in), rest = len, n = 0;

	do {
		out[n++] = rest % 128 | (rest > 127 ? 0x80 : 0);
		rest /= 128;
	} while (rest);
	memcpy(out + n, in, len);
	return n + len;
}

/* Up to a closing bracket, which is passed, or the end. */
static u32 octets(const char **text, u8 *out)
{
	u32 len = 0, n;
	char c;

	while ((c = **text) && c != ']') {
		if (c == ' ') {
			++*text;
		} else if (c == '[') {
			++*text;
			len += counted(text, out + len);
		} else if (c == '\'') {
			++*text;
			len += quoted(text, c, out + len);
		} else if (c == '{') {
			++*text;
			n = quoted(text, '}', out + len + 2);
			out[len++] = n >> 8;
			out[len++] = n;
			len += n;
		} else {
			n = sscanf(*text, "%2hhx", &out[len]);
			assert(n == 1);
			*text += 2;
			len++;
		}
	}
	*text += c == ']';
	return len;
}

u32 peer_octets(u8 *out, const char *text)
{
	u32 len = octets(&text, out);

	assert(!*text && len <= OCTETS_MAX);
	return len;
}

static int say(enum ft_dir dir, const char *text)
{
	u8 pdu[OCTETS_MAX];
	u32 len = peer_octets(pdu, text);
	int framed = fake_decoder->frame(pdu, len);

	assert(framed == (int)len);
	return fake_decode(peer, dir, pdu, len);
}

int to_broker(const char *text)
{
	return say(FT_TO_SERVER, text);
}

int to_client(const char *text)
{
	return say(FT_TO_CLIENT, text);
}

void session(const char *connect)
{
	EXPECT(to_broker(connect) == 0);
	EXPECT(to_client(!strcmp(connect, CONNECT_5) ? "20[0000 00]" :
			 "20[0000]") == 0);
}

const struct ft_device *broker(void)
{
	static const struct ft_device none;
	const struct ft_device *dev = fake_device_named(PEER_BROKER);

	return dev ? dev : &none;
}

bool topic_is(const char *topic, const char *value)
{
	char address[1024];
	const char *is;

	snprintf(address, sizeof(address), PEER_BROKER "/%s", topic);
	is = fake_value(address);
	if (is && value && strcmp(is, value))
		printf("# %s is %s\n", address, is);
	return is && value ? !strcmp(is, value) : !is && !value;
}

const struct fake_image *topic_image(const char *topic)
{
	static const struct fake_image none;
	const struct fake_image *img = fake_image(broker(), topic);

	return img ? img : &none;
}
