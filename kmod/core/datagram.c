// SPDX-License-Identifier: GPL-2.0
#include <linux/jhash.h>
#include <linux/jiffies.h>
#include <linux/skbuff.h>
#include <linux/slab.h>

#include "datagram.h"
#include "stats.h"

/* Longer than a frame takes from one tap of this host to another. */
#define FT_DATAGRAM_REPEAT	(HZ / 10)
/* Octets of each end of a datagram that its fingerprint is made of. */
#define FT_DATAGRAM_PRINTED	64

/*
 * Counters and sequence numbers stand in the first or the last octets of all
 * these protocols.  It need not be a secret: who can send a datagram that looks
 * like another can send the other one as well.
 */
static u32 ft_datagram_print(const u8 *p, u32 len)
{
	u32 head = min_t(u32, len, FT_DATAGRAM_PRINTED);
	u32 tail = min_t(u32, len - head, FT_DATAGRAM_PRINTED);

	return jhash(p + len - tail, tail, jhash(p, head, len));
}

/*
 * Whether the same octets were met elsewhere a moment ago.  Met again at the
 * same place they are a datagram of their own.
 */
static bool ft_datagram_known(struct ft_datagrams *d, enum ft_dir dir,
			      u32 print, u32 source)
{
	struct ft_datagram_met *met;
	unsigned int i;

	for (i = 0; i < FT_DATAGRAMS_KNOWN; i++) {
		met = &d->met[dir][i];
		if (met->source && met->print == print &&
		    jiffies - met->when <= FT_DATAGRAM_REPEAT) {
			if (met->source != source)
				return true;
			met->when = jiffies;
			return false;
		}
	}
	met = &d->met[dir][d->next[dir]++ % FT_DATAGRAMS_KNOWN];
	*met = (struct ft_datagram_met) {
		.print = print,
		.source = source,
		.when = jiffies,
	};
	return false;
}

static void ft_datagram_decode(struct ft_datagrams *d,
			       const struct ft_decoder *dec,
			       const struct ft_moment *at, u32 source,
			       const u8 *p, u32 len)
{
	if (ft_datagram_known(d, at->dir, ft_datagram_print(p, len), source)) {
		ft_stat_inc(d->peer.fn, FIELDTAP_STAT_FRAMES_REPEATED);
		return;
	}
	ft_stat_inc(d->peer.fn, FIELDTAP_STAT_DATAGRAMS);
	if (ft_context_datagram(&d->peer, dec, at, p, len))
		d->pdus++;
}

/* Octets of each datagram in a frame. */
static u32 ft_datagram_size(const struct ft_frame *f)
{
	const struct skb_shared_info *info = skb_shinfo(f->skb);

	if (f->transport == FT_UDP && (info->gso_type & SKB_GSO_UDP_L4) &&
	    info->gso_size)
		return info->gso_size;
	return max_t(u32, f->len, 1);
}

static void ft_datagrams_bytes(struct ft_datagrams *d,
			       const struct ft_decoder *dec,
			       const struct ft_moment *at,
			       const struct ft_frame *f, const u8 *p)
{
	const u32 size = ft_datagram_size(f);
	u32 done, n;

	for (done = 0; done < f->len; done += n) {
		n = min(size, f->len - done);
		ft_datagram_decode(d, dec, at, f->source, p + done, n);
	}
}

void ft_datagrams_frame(struct ft_datagrams *d, const struct ft_decoder *dec,
			enum ft_dir dir, const struct ft_frame *f)
{
	const struct ft_moment at = { .clock = f->clock, .dir = dir };
	u8 *copy;

	if (!dec->datagram)
		return;
	if (f->offset + f->len <= skb_headlen(f->skb)) {
		ft_datagrams_bytes(d, dec, &at, f, f->skb->data + f->offset);
		return;
	}
	copy = kmalloc(f->len, GFP_ATOMIC);
	if (!copy || skb_copy_bits(f->skb, f->offset, copy, f->len))
		ft_stat_inc(d->peer.fn, FIELDTAP_STAT_NO_MEMORY);
	else
		ft_datagrams_bytes(d, dec, &at, f, copy);
	kfree(copy);
}

void ft_datagrams_tick(struct ft_datagrams *d, const struct ft_decoder *dec,
		       struct ft_clock clock)
{
	const struct ft_moment at = { .clock = clock };

	ft_context_tick(&d->peer, dec, &at);
}
