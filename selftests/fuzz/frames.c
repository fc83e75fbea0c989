// SPDX-License-Identifier: GPL-2.0
/*
 * kmod/core/frame.c, stream.c and datagram.c with frames that say anything.
 * An input is a row of frames {octet: shape; octet: tap and time; u16, least
 * significant octet first: length; octets from the Ethernet header on}.
 */
#include <assert.h>

#include "core.h"
#include "fuzz.h"

#define HEADER		4
#define PDU_HEADER	4
#define PDU_MAX		600
#define PDU_LONGEST	800
#define MAGIC		0x7e
#define FRAMES_MAX	256
/* In place of tap and time: there is no memory for this one. */
#define FAILS		0x10

static volatile u8 sum;

static void look(const u8 *p, u32 len)
{
	u8 s = 0;

	while (len--)
		s += *p++;
	sum = s;
}

static int pdu_frame(const u8 *p, u32 len)
{
	assert(len >= PDU_HEADER);
	look(p, len);
	if (p[0] != MAGIC)
		return -FIELDTAP_STAT_PDU_NONSENSE;
	if (p[1] & 0x40 && len < FT_HEADER_MAX && p[len - 1])
		return 0;
	/* A length that is nonsense must not be believed. */
	return (p[1] & 3) << 8 | p[2] | (p[1] & 0x80 ? 0x10000 : 0);
}

static u32 pdu_sync(const u8 *p, u32 len)
{
	u32 at;

	for (at = 0; at + PDU_HEADER <= len; at++)
		if (p[at] == MAGIC)
			return at;
	return len;
}

static int pdu_decode(struct ft_ctx *ctx, const u8 *pdu, u32 len)
{
	(void)ctx;
	assert(len);
	look(pdu, len);
	return pdu[0] & 0x80 ? FIELDTAP_STAT_PDU_MALFORMED : 0;
}

static int pdu_datagram(struct ft_ctx *ctx, const u8 *p, u32 len)
{
	(void)ctx;
	look(p, len);
	return 0;
}

static void pdu_gap(struct ft_ctx *ctx)
{
	(void)ctx;
}

static const struct ft_decoder decoder = {
	.header_len = PDU_HEADER,
	.max_pdu = PDU_MAX,
	.longest = PDU_LONGEST,
	.frame = pdu_frame,
	.sync = pdu_sync,
	.decode = pdu_decode,
	.datagram = pdu_datagram,
	.gap = pdu_gap,
};

static struct ft_stream stream;
static struct ft_datagrams datagrams[2];
static u64 priv;

static void take(struct ft_frame *f)
{
	enum ft_dir dir = f->sport < f->dport;

	assert(f->offset <= f->skb->len && f->len <= f->skb->len - f->offset);
	f->clock.mono = world_mono;
	if (f->transport == FT_TCP) {
		ft_stream_segment(&stream, &decoder, dir, f);
		core_check_stream(&stream);
	} else {
		ft_datagrams_frame(&datagrams[f->transport == FT_ETHER],
				   &decoder, dir, f);
	}
}

static void tick(void)
{
	const struct ft_clock clock = { .mono = world_mono };

	ft_stream_tick(&stream, &decoder, clock);
	ft_datagrams_tick(&datagrams[0], &decoder, clock);
	ft_datagrams_tick(&datagrams[1], &decoder, clock);
}

static void frame(const u8 *header, const u8 *p, u32 len)
{
	const u8 shape = header[0], when = header[1];
	struct ft_frame f = { .source = 2 + (when & 1) };
	struct sk_buff *skb;
	__be16 proto;

	world_mono += (u64)(when >> 2) << 24;
	jiffies += when >> 2;
	if (when & 2)
		tick();
	world_fail_every = when == FAILS;
	if (len < ETH_HLEN)
		return;
	memcpy(&proto, p + 2 * ETH_ALEN, sizeof(proto));
	skb = world_skb(p, len, ETH_HLEN + (shape & 7) * 8, shape >> 4);
	if (shape & 8) {
		skb->info.gso_size = 1 + (shape >> 4) * 9;
		skb->info.gso_type = SKB_GSO_UDP_L4;
	}
	if (!ft_frame_parse(&f, skb, ETH_HLEN, proto))
		take(&f);
	world_skb_free(skb);
}

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
	(void)argc;
	(void)argv;
	return 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	u32 at = 0, n, len;

	memset(&core_net, 0, sizeof(core_net));
	memset(&stream, 0, sizeof(stream));
	memset(datagrams, 0, sizeof(datagrams));
	stream.peer.fn = &core_net;
	stream.peer.priv = &priv;
	datagrams[0].peer.fn = &core_net;
	datagrams[1].peer.fn = &core_net;
	ft_stream_init(&stream);
	for (n = 0; n < FRAMES_MAX && size - at >= HEADER; n++) {
		len = min_t(u32, data[at + 2] | data[at + 3] << 8,
			    size - at - HEADER);
		frame(data + at, data + at + HEADER, len);
		at += HEADER + len;
	}
	ft_stream_clean(&stream);
	assert(!core_net.stream_bytes.v);
	return 0;
}
