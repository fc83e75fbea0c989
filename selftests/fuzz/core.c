// SPDX-License-Identifier: GPL-2.0
#include <assert.h>

#include "core.h"

/* As in stream.c. */
#define HELD_MAX	16
#define HELD_BYTES_MAX	SZ_64K

struct ft_net core_net;

static struct ft_ctx context(struct ft_peer *peer, const struct ft_moment *at,
			     u32 len)
{
	return (struct ft_ctx) {
		.pdu_len = len,
		.now = at->clock.real,
		.mono = at->clock.mono,
		.flow = peer->flow,
		.server = &peer->server,
		.client = &peer->client,
		.dir = at->dir,
		.transport = peer->transport,
		.priv = peer->priv,
	};
}

static bool told(struct ft_peer *peer, int why, u32 len)
{
	if (why)
		ft_context_refuse(peer, why, len);
	return !why;
}

bool ft_context_pdu(struct ft_peer *peer, const struct ft_decoder *dec,
		    const struct ft_moment *at, const u8 *pdu, u32 len,
		    u32 more)
{
	struct ft_ctx ctx = context(peer, at, len + more);

	return told(peer, dec->decode(&ctx, pdu, len), len);
}

bool ft_context_datagram(struct ft_peer *peer, const struct ft_decoder *dec,
			 const struct ft_moment *at, const u8 *p, u32 len)
{
	struct ft_ctx ctx = context(peer, at, len);

	return told(peer, dec->datagram(&ctx, p, len), len);
}

void ft_context_refuse(struct ft_peer *peer, u32 why, u32 len)
{
	(void)len;
	assert(why < WORLD_STATS);
	ft_stat_inc(peer->fn, why);
}

void ft_context_misframed(struct ft_peer *peer, const u8 *p, u32 len, u32 why)
{
	(void)p;
	ft_context_refuse(peer, why, len);
}

u32 ft_context_sync(struct ft_peer *peer, const struct ft_decoder *dec,
		    const u8 *p, u32 len)
{
	u32 skip = dec->sync(p, len);

	(void)peer;
	return skip < len ? skip : len;
}

void ft_context_renew(struct ft_peer *peer, const struct ft_decoder *dec)
{
	memset(peer->priv, 0, dec->priv_size);
	peer->flow++;
}

void ft_context_gap(struct ft_peer *peer, const struct ft_decoder *dec,
		    const struct ft_moment *at)
{
	struct ft_ctx ctx = context(peer, at, 0);

	ft_stat_inc(peer->fn, FIELDTAP_STAT_GAPS);
	if (dec->gap)
		dec->gap(&ctx);
}

void ft_context_tick(struct ft_peer *peer, const struct ft_decoder *dec,
		     const struct ft_moment *at)
{
	struct ft_ctx ctx = context(peer, at, 0);

	if (dec->tick)
		dec->tick(&ctx);
}

static long half_bytes(const struct ft_half *h)
{
	const struct list_head *l;
	u32 n = 0;

	for (l = h->held.next; l != &h->held; l = l->next)
		n++;
	assert(n == h->n_held && n <= HELD_MAX);
	assert(h->held_bytes <= HELD_BYTES_MAX);
	assert(h->have <= h->room && h->want <= h->room);
	return h->room + h->held_bytes;
}

void core_check_stream(const struct ft_stream *s)
{
	assert(core_net.stream_bytes.v ==
	       half_bytes(&s->half[0]) + half_bytes(&s->half[1]));
	assert(core_net.stream_bytes.v <= SZ_32M);
}
