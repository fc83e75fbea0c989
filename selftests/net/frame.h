/* SPDX-License-Identifier: GPL-2.0 */
/* Ethernet frames with TCP segments, made by hand. */
#ifndef _FRAME_H
#define _FRAME_H

#include <stddef.h>
#include <stdint.h>
#include <netinet/in.h>

#define FRAME_MAX	65600
#define FRAME_VLANS_MAX	2

enum { TCP_FIN = 0x01, TCP_SYN = 0x02, TCP_RST = 0x04, TCP_PSH = 0x08,
	TCP_ACK = 0x10 };

/**
 * struct frame_end - one end of a conversation
 * @ip: its address, IPv4 as a mapped address
 * @port: its TCP port
 */
struct frame_end {
	struct in6_addr ip;
	uint16_t port;
};

/**
 * struct frame_spec - what a frame shall carry
 * @from: its sender
 * @to: its receiver
 * @vlan: VLAN ids, outermost first, 0 ends the list
 * @seq: sequence number
 * @ack: acknowledgement number
 * @flags: TCP_*
 * @data: payload
 * @len: octets of @data
 */
struct frame_spec {
	const struct frame_end *from;
	const struct frame_end *to;
	uint16_t vlan[FRAME_VLANS_MAX + 1];
	uint32_t seq;
	uint32_t ack;
	uint8_t flags;
	const uint8_t *data;
	size_t len;
};

/**
 * frame_end_parse() - read an address
 * @end: gets it
 * @text: IPv4 or IPv6
 *
 * Return: 0, or -1 when it is no address.
 */
int frame_end_parse(struct frame_end *end, const char *text);

/**
 * frame_build() - write a frame
 * @buf: room for FRAME_MAX octets
 * @spec: what it shall carry
 *
 * Checksums are right, link addresses are made up. A second VLAN tag makes
 * the first one a service tag (0x88a8).
 *
 * Return: its length.
 */
size_t frame_build(uint8_t *buf, const struct frame_spec *spec);

#endif /* _FRAME_H */
