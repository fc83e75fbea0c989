// SPDX-License-Identifier: GPL-2.0
#include <arpa/inet.h>
#include <string.h>

#include "frame.h"

#define TCP_HEADER_LEN	20

int frame_end_parse(struct frame_end *end, const char *text)
{
	char mapped[INET6_ADDRSTRLEN + 8] = "::ffff:";

	if (inet_pton(AF_INET6, text, &end->ip) == 1)
		return 0;
	strncat(mapped, text, INET6_ADDRSTRLEN);
	return inet_pton(AF_INET6, mapped, &end->ip) == 1 ? 0 : -1;
}

static uint8_t *put16(uint8_t *p, uint32_t value)
{
	p[0] = value >> 8;
	p[1] = value;
	return p + 2;
}

static uint8_t *put32(uint8_t *p, uint32_t value)
{
	return put16(put16(p, value >> 16), value);
}

static uint32_t sum(uint32_t start, const uint8_t *p, size_t n)
{
	size_t i;

	for (i = 0; i < n; i++)
		start += i % 2 ? p[i] : p[i] << 8;
	return start;
}

static uint16_t fold(uint32_t value)
{
	while (value >> 16)
		value = (value & 0xffff) + (value >> 16);
	return ~value;
}

static uint8_t *put_ethernet(uint8_t *p, const struct frame_spec *spec,
			     uint16_t proto)
{
	int i;

	/* Multicast, so that every device takes it in. */
	memset(p, 0x03, 6);
	memset(p + 6, 0x02, 6);
	p += 12;
	for (i = 0; spec->vlan[i]; i++) {
		p = put16(p, spec->vlan[i + 1] ? 0x88a8 : 0x8100);
		p = put16(p, spec->vlan[i]);
	}
	return put16(p, proto);
}

static uint8_t *put_ipv4(uint8_t *p, const struct frame_spec *spec, size_t len)
{
	uint8_t *start = p;

	p = put16(p, 0x4500);
	p = put16(p, 20 + len);
	p = put32(p, 0x00004000);
	p = put32(p, 0x40060000);
	memcpy(p, spec->from->ip.s6_addr + 12, 4);
	memcpy(p + 4, spec->to->ip.s6_addr + 12, 4);
	put16(start + 10, fold(sum(0, start, 20)));
	return p + 8;
}

static uint8_t *put_ipv6(uint8_t *p, const struct frame_spec *spec, size_t len)
{
	p = put32(p, 0x60000000);
	p = put16(p, len);
	p = put16(p, 0x0640);
	memcpy(p, &spec->from->ip, 16);
	memcpy(p + 16, &spec->to->ip, 16);
	return p + 32;
}

static uint8_t *put_tcp(uint8_t *p, const struct frame_spec *spec)
{
	size_t len = TCP_HEADER_LEN + spec->len;
	uint8_t *start = p;
	uint32_t pseudo;

	p = put16(p, spec->from->port);
	p = put16(p, spec->to->port);
	p = put32(p, spec->seq);
	p = put32(p, spec->ack);
	p = put16(p, 0x5000 | spec->flags);
	p = put32(put16(p, 0xffff), 0);
	memcpy(p, spec->data, spec->len);
	pseudo = sum(6 + len, spec->from->ip.s6_addr, 16);
	pseudo = sum(pseudo, spec->to->ip.s6_addr, 16);
	/* A mapped address adds 0xffff, that is nothing, to either end. */
	put16(start + 16, fold(sum(pseudo, start, len)));
	return p + spec->len;
}

size_t frame_build(uint8_t *buf, const struct frame_spec *spec)
{
	size_t len = TCP_HEADER_LEN + spec->len;
	uint8_t *p;

	if (IN6_IS_ADDR_V4MAPPED(&spec->to->ip)) {
		p = put_ethernet(buf, spec, 0x0800);
		p = put_ipv4(p, spec, len);
	} else {
		p = put_ethernet(buf, spec, 0x86dd);
		p = put_ipv6(p, spec, len);
	}
	return put_tcp(p, spec) - buf;
}
