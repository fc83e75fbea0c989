// SPDX-License-Identifier: GPL-2.0
#include <linux/if_vlan.h>
#include <linux/ip.h>
#include <linux/ipv6.h>
#include <linux/tcp.h>
#include <linux/udp.h>
#include <linux/unaligned.h>
#include <net/ip.h>
#include <net/ipv6.h>
#include <fieldtap/decoder.h>

#include "frame.h"

/* 802.1Q in 802.1ad is the deepest nesting in use. */
#define FT_VLAN_MAX	2
/* More IPv6 extension headers than any sane sender strings together. */
#define FT_EXTHDR_MAX	6

/* Where the segment or the datagram stands within its IP packet. */
struct ft_packet {
	int transport;	/* offset of its header */
	int end;	/* offset behind the IP packet */
	u8 proto;
};

static int ft_frame_vlan(const struct sk_buff *skb, int *offset, __be16 *proto)
{
	int depth;

	for (depth = 0; eth_type_vlan(*proto); depth++) {
		struct vlan_hdr tag;
		const struct vlan_hdr *vh;

		if (depth == FT_VLAN_MAX)
			return FIELDTAP_STAT_FRAMES_FOREIGN;
		vh = skb_header_pointer(skb, *offset, sizeof(tag), &tag);
		if (!vh)
			return FIELDTAP_STAT_FRAMES_MALFORMED;
		*proto = vh->h_vlan_encapsulated_proto;
		*offset += VLAN_HLEN;
	}
	return 0;
}

/*
 * Packets above 64 KiB (BIG TCP) exist only inside the host and say 0; the skb
 * is then the truth.
 */
static int ft_frame_end(const struct sk_buff *skb, int offset, u32 len)
{
	if (!len && skb_is_gso(skb))
		return skb->len;
	return offset + len;
}

/*
 * As two words, for it is copied and compared as words: a load that meets two
 * smaller stores has to wait for both of them.
 */
static void ft_frame_v4mapped(__be32 addr, struct in6_addr *to)
{
	put_unaligned((__be64)0, (__be64 *)&to->s6_addr32[0]);
	put_unaligned(cpu_to_be64(0xffffULL << 32 | ntohl(addr)),
		      (__be64 *)&to->s6_addr32[2]);
}

/* RFC 791, section 3.1. */
static int ft_frame_ipv4(struct ft_frame *f, int offset, struct ft_packet *pkt)
{
	struct iphdr hdr;
	const struct iphdr *ih;

	ih = skb_header_pointer(f->skb, offset, sizeof(hdr), &hdr);
	if (!ih || ih->version != 4 || ih->ihl < 5)
		return FIELDTAP_STAT_FRAMES_MALFORMED;
	if (ih->protocol != IPPROTO_TCP && ih->protocol != IPPROTO_UDP)
		return FIELDTAP_STAT_FRAMES_FOREIGN;
	if (ip_is_fragment(ih))
		return FIELDTAP_STAT_FRAMES_FRAGMENT;
	ft_frame_v4mapped(ih->saddr, &f->saddr);
	ft_frame_v4mapped(ih->daddr, &f->daddr);
	pkt->proto = ih->protocol;
	pkt->transport = offset + ih->ihl * 4;
	pkt->end = ft_frame_end(f->skb, offset, ntohs(ih->tot_len));
	return 0;
}

/* RFC 8200, section 4: walk the extension headers up to TCP or UDP. */
static int ft_frame_exthdrs(const struct sk_buff *skb, u8 nexthdr,
			    struct ft_packet *pkt)
{
	int i;

	for (i = 0; i < FT_EXTHDR_MAX; i++) {
		struct ipv6_opt_hdr hdr;
		const struct ipv6_opt_hdr *oh;

		if (nexthdr == NEXTHDR_TCP || nexthdr == NEXTHDR_UDP) {
			pkt->proto = nexthdr;
			return 0;
		}
		if (nexthdr == NEXTHDR_FRAGMENT)
			return FIELDTAP_STAT_FRAMES_FRAGMENT;
		if (nexthdr != NEXTHDR_HOP && nexthdr != NEXTHDR_ROUTING &&
		    nexthdr != NEXTHDR_DEST)
			return FIELDTAP_STAT_FRAMES_FOREIGN;
		oh = skb_header_pointer(skb, pkt->transport, sizeof(hdr), &hdr);
		if (!oh)
			return FIELDTAP_STAT_FRAMES_MALFORMED;
		nexthdr = oh->nexthdr;
		pkt->transport += ipv6_optlen(oh);
	}
	return FIELDTAP_STAT_FRAMES_FOREIGN;
}

static int ft_frame_ipv6(struct ft_frame *f, int offset, struct ft_packet *pkt)
{
	struct ipv6hdr hdr;
	const struct ipv6hdr *ih;
	u32 len;

	ih = skb_header_pointer(f->skb, offset, sizeof(hdr), &hdr);
	if (!ih || ih->version != 6)
		return FIELDTAP_STAT_FRAMES_MALFORMED;
	f->saddr = ih->saddr;
	f->daddr = ih->daddr;
	len = ntohs(ih->payload_len);
	pkt->transport = offset + sizeof(hdr);
	pkt->end = ft_frame_end(f->skb, offset, len ? sizeof(hdr) + len : 0);
	return ft_frame_exthdrs(f->skb, ih->nexthdr, pkt);
}

/* RFC 9293, section 3.1. */
static int ft_frame_tcp(struct ft_frame *f, const struct ft_packet *pkt)
{
	struct tcphdr hdr;
	const struct tcphdr *th;

	th = skb_header_pointer(f->skb, pkt->transport, sizeof(hdr), &hdr);
	if (!th || th->doff < 5)
		return FIELDTAP_STAT_FRAMES_MALFORMED;
	f->offset = pkt->transport + th->doff * 4;
	if (f->offset > pkt->end || pkt->end > f->skb->len)
		return FIELDTAP_STAT_FRAMES_MALFORMED;
	f->len = pkt->end - f->offset;
	f->sport = ntohs(th->source);
	f->dport = ntohs(th->dest);
	f->seq = ntohl(th->seq) + th->syn;
	f->ack = ntohl(th->ack_seq);
	f->syn = th->syn;
	f->has_ack = th->ack;
	f->fin = th->fin;
	f->rst = th->rst;
	return 0;
}

/* RFC 768; a jumbo datagram (RFC 2675) exists only inside the host. */
static int ft_frame_udp(struct ft_frame *f, const struct ft_packet *pkt)
{
	struct udphdr hdr;
	const struct udphdr *uh;
	int end;

	uh = skb_header_pointer(f->skb, pkt->transport, sizeof(hdr), &hdr);
	if (!uh)
		return FIELDTAP_STAT_FRAMES_MALFORMED;
	/* Of datagrams that were merged the length may be the first one's. */
	end = skb_is_gso(f->skb) ? pkt->end :
				   pkt->transport + ntohs(uh->len);
	f->offset = pkt->transport + sizeof(hdr);
	if (f->offset > end || end > pkt->end || pkt->end > f->skb->len)
		return FIELDTAP_STAT_FRAMES_MALFORMED;
	f->len = end - f->offset;
	f->sport = ntohs(uh->source);
	f->dport = ntohs(uh->dest);
	return 0;
}

static int ft_frame_other(struct ft_frame *f, int offset)
{
	if (offset > f->skb->len)
		return FIELDTAP_STAT_FRAMES_MALFORMED;
	f->transport = FT_ETHER;
	f->offset = offset;
	f->len = f->skb->len - offset;
	return 0;
}

static int ft_frame_transport(struct ft_frame *f, const struct ft_packet *pkt)
{
	f->transport = pkt->proto == IPPROTO_TCP ? FT_TCP : FT_UDP;
	return f->transport == FT_TCP ? ft_frame_tcp(f, pkt) :
					ft_frame_udp(f, pkt);
}

int ft_frame_parse(struct ft_frame *f, struct sk_buff *skb, int offset,
		   __be16 proto)
{
	struct ft_packet pkt;
	int why;

	f->skb = skb;
	why = ft_frame_vlan(skb, &offset, &proto);
	if (why)
		return why;
	f->proto = ntohs(proto);
	if (proto == htons(ETH_P_IP))
		why = ft_frame_ipv4(f, offset, &pkt);
	else if (proto == htons(ETH_P_IPV6))
		why = ft_frame_ipv6(f, offset, &pkt);
	else
		return ft_frame_other(f, offset);
	return why ?: ft_frame_transport(f, &pkt);
}
