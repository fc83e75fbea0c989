/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The frame cursor: finds what decoders want in an skb without touching it.
 * The skb may be shared, GRO-merged, GSO and scattered over fragments.
 */
#ifndef _FT_FRAME_H
#define _FT_FRAME_H

#include <linux/if_ether.h>
#include <linux/in6.h>
#include <linux/skbuff.h>
#include <linux/types.h>

#include "clock.h"

/**
 * struct ft_frame - one TCP segment, UDP datagram (GRO and GSO: several at
 *	once) or other Ethernet frame
 * @skb: where it stands; only read
 * @mac: Ethernet header, or NULL where there is none
 * @saddr: source, IPv4 as a mapped address; not of other Ethernet frames
 * @daddr: destination, likewise
 * @transport: enum ft_transport, says which of the following is filled in
 * @proto: EtherType behind all VLAN tags, host order
 * @sport: source port, host order
 * @dport: destination port, host order
 * @seq: sequence number of the first octet of the payload, behind a SYN
 * @ack: acknowledgment number
 * @syn: SYN is set
 * @has_ack: @ack is valid
 * @fin: FIN is set
 * @rst: RST is set
 * @offset: of the payload, from skb->data
 * @len: octets of payload, link padding excluded
 * @source: where it was met: interface index and hook; never 0
 * @clock: when, for segments that need it; read under the flow's lock
 */
struct ft_frame {
	struct sk_buff *skb;
	const struct ethhdr *mac;
	struct in6_addr saddr;
	struct in6_addr daddr;
	u8 transport;
	u16 proto;
	u16 sport;
	u16 dport;
	u32 seq;
	u32 ack;
	bool syn;
	bool has_ack;
	bool fin;
	bool rst;
	u32 offset;
	u32 len;
	u32 source;
	struct ft_clock clock;
};

/**
 * ft_frame_parse() - find the segment or the datagram in a frame
 * @f: filled in, but for mac, source and clock
 * @skb: the frame, only read
 * @offset: of the network header or of a VLAN tag, from skb->data
 * @proto: EtherType that belongs to @offset
 *
 * Context: any.
 * Return: 0, or the enum fieldtap_stat that says why there is none.
 */
int ft_frame_parse(struct ft_frame *f, struct sk_buff *skb, int offset,
		   __be16 proto);

#endif /* _FT_FRAME_H */
