// SPDX-License-Identifier: GPL-2.0
#include <assert.h>

#include "world.h"

u32 world_fail_every;
u32 world_allocations;
unsigned long jiffies = 1000;
u64 world_mono = 1000000000;

/* So many octets before the link header, for what follows to be aligned. */
#define ALIGN_HEADERS	2

static u8 *copy_of(const u8 *p, u32 len)
{
	u8 *copy = malloc(ALIGN_HEADERS + len);

	assert(copy);
	if (len)
		memcpy(copy + ALIGN_HEADERS, p, len);
	return copy + ALIGN_HEADERS;
}

static void copy_free(u8 *copy)
{
	free(copy - ALIGN_HEADERS);
}

struct sk_buff *world_skb(const u8 *p, u32 len, u32 head, u32 frag)
{
	struct sk_buff *skb = calloc(1, sizeof(*skb));
	u32 done, n;

	assert(skb);
	skb->len = len;
	skb->headlen = min(frag ? head : len, len);
	skb->data = copy_of(p, skb->headlen);
	for (done = skb->headlen; done < len; done += n) {
		n = len - done;
		if (skb->n_frags < WORLD_FRAGS - 1)
			n = min(n, frag);
		skb->frag[skb->n_frags].data = copy_of(p + done, n);
		skb->frag[skb->n_frags++].len = n;
	}
	return skb;
}

void world_skb_free(struct sk_buff *skb)
{
	u32 i;

	for (i = 0; i < skb->n_frags; i++)
		copy_free(skb->frag[i].data);
	copy_free(skb->data);
	free(skb);
}

/* The piece that octet @at is in, from there on. */
static unsigned int piece(const struct sk_buff *skb, unsigned int at,
			  const u8 **data)
{
	u32 i;

	if (at < skb->headlen) {
		*data = skb->data + at;
		return skb->headlen - at;
	}
	at -= skb->headlen;
	for (i = 0; i < skb->n_frags; i++) {
		if (at < skb->frag[i].len) {
			*data = skb->frag[i].data + at;
			return skb->frag[i].len - at;
		}
		at -= skb->frag[i].len;
	}
	return 0;
}

int skb_copy_bits(const struct sk_buff *skb, int offset, void *to, int len)
{
	const u8 *data;
	int done, n;

	if (offset < 0 || len < 0 || (long)offset + len > skb->len)
		return -EFAULT;
	for (done = 0; done < len; done += n) {
		n = min((int)piece(skb, offset + done, &data), len - done);
		memcpy((u8 *)to + done, data, n);
	}
	return 0;
}

void skb_prepare_seq_read(struct sk_buff *skb, unsigned int from,
			  unsigned int to, struct skb_seq_state *st)
{
	assert(from <= to && to <= skb->len);
	*st = (struct skb_seq_state) { .skb = skb, .from = from, .to = to };
}

unsigned int skb_seq_read(unsigned int done, const u8 **data,
			  struct skb_seq_state *st)
{
	unsigned int at = st->from + done;

	if (at >= st->to)
		return 0;
	return min(piece(st->skb, at, data), st->to - at);
}

/* Any hash will do. */
u32 jhash(const void *p, u32 len, u32 seed)
{
	const u8 *b = p;

	while (len--)
		seed = (seed ^ *b++) * 16777619;
	return seed;
}
