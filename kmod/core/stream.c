// SPDX-License-Identifier: GPL-2.0
/*
 * Only the octet at half->next is ever handed on, so each octet of a stream
 * is decoded at most once, whatever was repeated, reordered, met at two taps
 * or merged on the way.
 */
#include <linux/skbuff.h>
#include <linux/slab.h>

#include "device.h"
#include "stats.h"
#include "stream.h"
#include "trace.h"

/* Segments and octets that may wait behind one hole. */
#define FT_HELD_MAX		16
#define FT_HELD_BYTES_MAX	SZ_64K
/* Octets that all streams of a namespace may hold back. */
#define FT_STREAM_BYTES_MAX	SZ_32M
/* Farther than any window in use here: another stream, not a hole. */
#define FT_JUMP			SZ_4M
/* Times in a row without a PDU before a flow is ignored. */
#define FT_NONSENSE_MAX		16
/* Octets of a search that count as such a time, or a quarter of a PDU. */
#define FT_NONSENSE_BYTES	256
/* A buffer above this is not kept for the next PDU. */
#define FT_ROOM_KEPT		SZ_4K
/*
 * How long a hole may stay that the receiver did not acknowledge.  Its octets
 * will be sent again, within TCP's patience; but where no acknowledgment is
 * ever seen nobody can tell.
 */
#define FT_HOLE_UNACKED		(30 * NSEC_PER_SEC)
#define FT_HOLE_UNKNOWN		NSEC_PER_SEC

/* A segment ahead of a hole. */
struct ft_held {
	struct list_head link;
	u32 seq;
	u32 len;
	u8 data[];
};

/* What the functions below pass on to each other. */
struct ft_turn {
	struct ft_stream *s;
	struct ft_half *half;
	const struct ft_decoder *dec;
	struct ft_moment at;
};

static struct ft_turn ft_turn_make(struct ft_stream *s,
				   const struct ft_decoder *dec,
				   enum ft_dir dir, struct ft_clock clock)
{
	return (struct ft_turn) {
		.s = s,
		.half = &s->half[dir],
		.dec = dec,
		.at = { .clock = clock, .dir = dir },
	};
}

static bool ft_stream_charge(struct ft_net *fn, long n)
{
	if (atomic_long_add_return(n, &fn->stream_bytes) <= FT_STREAM_BYTES_MAX)
		return true;
	atomic_long_sub(n, &fn->stream_bytes);
	return false;
}

static void ft_stream_uncharge(struct ft_net *fn, long n)
{
	atomic_long_sub(n, &fn->stream_bytes);
}

static void ft_half_free_buf(struct ft_net *fn, struct ft_half *h)
{
	ft_stream_uncharge(fn, h->room);
	kfree(h->buf);
	h->buf = NULL;
	h->room = 0;
	h->have = 0;
	h->want = 0;
}

static void ft_held_free(struct ft_net *fn, struct ft_half *h,
			 struct ft_held *held)
{
	list_del(&held->link);
	h->n_held--;
	h->held_bytes -= held->len;
	ft_stream_uncharge(fn, held->len);
	kfree(held);
}

static struct ft_held *ft_held_first(struct ft_half *h)
{
	return list_first_entry_or_null(&h->held, struct ft_held, link);
}

static void ft_half_clean(struct ft_net *fn, struct ft_half *h)
{
	struct ft_held *held;

	while ((held = ft_held_first(h)))
		ft_held_free(fn, h, held);
	ft_half_free_buf(fn, h);
	h->skip = 0;
}

void ft_stream_init(struct ft_stream *s)
{
	INIT_LIST_HEAD(&s->half[FT_TO_SERVER].held);
	INIT_LIST_HEAD(&s->half[FT_TO_CLIENT].held);
}

void ft_stream_clean(struct ft_stream *s)
{
	ft_half_clean(s->peer.fn, &s->half[FT_TO_SERVER]);
	ft_half_clean(s->peer.fn, &s->half[FT_TO_CLIENT]);
}

/* Bytes into PDUs. */

static void ft_stream_nonsense(const struct ft_turn *t)
{
	struct ft_stream *s = t->s;

	t->half->searching = true;
	if (++s->nonsense < FT_NONSENSE_MAX)
		return;
	s->ignored = true;
	ft_stat_inc(s->peer.fn, FIELDTAP_STAT_FLOWS_GIVEN_UP);
	ft_stream_clean(s);
}

/* @half->skip octets of it follow that the decoder does not get. */
static void ft_stream_pdu(const struct ft_turn *t, const u8 *p, u32 len)
{
	struct ft_stream *s = t->s;

	if (!ft_context_pdu(&s->peer, t->dec, &t->at, p, len, t->half->skip))
		return;
	s->pdus++;
	s->nonsense = 0;
}

static u32 ft_frame_error(int len)
{
	if (!len)
		return FIELDTAP_STAT_PDU_NONSENSE;
	return len < 0 ? -len : FIELDTAP_STAT_PDU_OVERSIZED;
}

/*
 * Octets of the PDU at @p that the decoder is to get, @half->skip then has
 * those that it is not; 0 when @n octets do not tell.
 */
static int ft_stream_frame(const struct ft_turn *t, const u8 *p, u32 n)
{
	const u32 max = t->dec->max_pdu;
	int len = t->dec->frame(p, n);

	if (!len && n < FT_HEADER_MAX)
		return 0;
	if (len > 0 && len <= max(max, t->dec->longest)) {
		t->half->skip = len > max ? len - max : 0;
		return len - t->half->skip;
	}
	ft_context_misframed(&t->s->peer, p, n, ft_frame_error(len));
	ft_stream_nonsense(t);
	return -EBADMSG;
}

static bool ft_half_reserve(const struct ft_turn *t, u32 need)
{
	struct ft_net *fn = t->s->peer.fn;
	struct ft_half *h = t->half;
	u8 *buf;

	if (need <= h->room)
		return true;
	if (!ft_stream_charge(fn, need - h->room))
		goto refused;
	buf = krealloc(h->buf, need, GFP_ATOMIC);
	if (!buf)
		goto uncharge;
	h->buf = buf;
	h->room = need;
	return true;

uncharge:
	ft_stream_uncharge(fn, need - h->room);
refused:
	ft_stat_inc(fn, FIELDTAP_STAT_NO_MEMORY);
	ft_half_free_buf(fn, h);
	h->skip = 0;
	h->searching = true;
	return false;
}

static u32 ft_stream_sync(const struct ft_turn *t, const u8 *p, u32 n)
{
	return ft_context_sync(&t->s->peer, t->dec, p, n);
}

static void ft_stream_found(const struct ft_turn *t, u32 skipped)
{
	struct ft_net *fn = t->s->peer.fn;

	t->half->searching = false;
	t->half->skipped = 0;
	ft_stat_add(fn, FIELDTAP_STAT_RESYNC_BYTES, skipped);
	ft_stat_inc(fn, FIELDTAP_STAT_RESYNCS);
	trace_fieldtap_resync(t->s->peer.slot, t->at.dir, skipped);
}

static void ft_stream_skipped(const struct ft_turn *t, u32 n)
{
	ft_stat_add(t->s->peer.fn, FIELDTAP_STAT_RESYNC_BYTES, n);
	t->half->skipped += n;
	if (t->half->skipped < max_t(u32, FT_NONSENSE_BYTES,
				     t->dec->max_pdu / 4))
		return;
	t->half->skipped = 0;
	ft_stream_nonsense(t);
}

/* Whether a PDU begins in what the search kept and goes on in @p. */
static bool ft_stream_search_kept(const struct ft_turn *t, const u8 *p, u32 n)
{
	struct ft_half *h = t->half;
	u32 kept = h->have, skip;

	n = min(n, t->dec->max_pdu);
	if (!kept || !ft_half_reserve(t, kept + n))
		return false;
	memcpy(h->buf + kept, p, n);
	skip = ft_stream_sync(t, h->buf, kept + n);
	if (skip >= kept)
		return false;
	h->have = kept - skip;
	memmove(h->buf, h->buf + skip, h->have);
	ft_stream_found(t, skip);
	return true;
}

/* Keep the last of the octets kept so far and of @p, less than a header. */
static void ft_stream_keep(const struct ft_turn *t, const u8 *p, u32 n)
{
	struct ft_half *h = t->half;
	u32 all = h->have + n;
	u32 keep = min(all, t->dec->header_len - 1);

	if (!ft_half_reserve(t, keep))
		return;
	if (keep > n) {
		memmove(h->buf, h->buf + all - keep, keep - n);
		memcpy(h->buf + keep - n, p, n);
	} else {
		memcpy(h->buf, p + n - keep, keep);
	}
	h->have = keep;
	ft_stream_skipped(t, all - keep);
}

/*
 * Look for the next PDU.  Its header may come in several segments, so the last
 * octets in which none was found are looked at once more with the next ones.
 * Returns octets used.
 */
static u32 ft_stream_search(const struct ft_turn *t, const u8 *p, u32 n)
{
	u32 skip;

	if (ft_stream_search_kept(t, p, n))
		return 0;
	skip = ft_stream_sync(t, p, n);
	if (skip == n) {
		ft_stream_keep(t, p, n);
		return n;
	}
	ft_stream_found(t, t->half->have + skip);
	t->half->have = 0;
	return skip;
}

/* Add octets to the partial PDU until it has @goal of them. */
static u32 ft_half_gather(const struct ft_turn *t, const u8 *p, u32 n, u32 goal)
{
	struct ft_half *h = t->half;

	n = min(n, goal - h->have);
	memcpy(h->buf + h->have, p, n);
	h->have += n;
	return n;
}

static void ft_half_gathered(const struct ft_turn *t)
{
	struct ft_half *h = t->half;

	ft_stream_pdu(t, h->buf, h->want);
	/* One that took another's place may take less than that one began. */
	if (h->have > h->want) {
		h->searching = true;
		h->skip = 0;
	}
	h->have = 0;
	h->want = 0;
	if (h->room > FT_ROOM_KEPT)
		ft_half_free_buf(t->s->peer.fn, h);
}

/*
 * Learn how long the PDU is whose beginning came before, where that is not
 * known.  Returns octets used; @half->want tells whether it is now.
 */
static u32 ft_stream_measure(const struct ft_turn *t, const u8 *p, u32 n)
{
	struct ft_half *h = t->half;
	u32 used = 0, goal;
	int len = 0;

	for (goal = t->dec->header_len; !len; goal = h->have + 1) {
		if (h->have < goal) {
			if (!ft_half_reserve(t, goal))
				return n;
			used += ft_half_gather(t, p + used, n - used, goal);
		}
		if (h->have < goal)
			return used;
		len = ft_stream_frame(t, h->buf, h->have);
	}
	if (len < 0) {
		h->have = 0;
		return used;
	}
	if (!ft_half_reserve(t, len))
		return n;
	h->want = len;
	return used;
}

/* Go on with a PDU whose beginning came before.  Returns octets used. */
static u32 ft_stream_continue(const struct ft_turn *t, const u8 *p, u32 n)
{
	struct ft_half *h = t->half;
	u32 used = 0;

	if (!h->want)
		used = ft_stream_measure(t, p, n);
	if (!h->want)
		return used;
	if (h->have < h->want)
		used += ft_half_gather(t, p + used, n - used, h->want);
	if (h->have >= h->want)
		ft_half_gathered(t);
	return used;
}

/* Begin a PDU; whole ones are decoded where they lie.  Returns octets used. */
static u32 ft_stream_begin(const struct ft_turn *t, const u8 *p, u32 n)
{
	const u32 header = t->dec->header_len;
	int len = 0;

	if (n >= header) {
		len = ft_stream_frame(t, p, n);
		if (len < 0) {
			/* The search goes on behind the first octet. */
			ft_stat_inc(t->s->peer.fn, FIELDTAP_STAT_RESYNC_BYTES);
			return 1;
		}
		if (len && len <= n) {
			ft_stream_pdu(t, p, len);
			return len;
		}
	}
	if (!ft_half_reserve(t, max3((u32)len, n, header)))
		return n;
	t->half->want = len;
	return ft_half_gather(t, p, n, n);
}

static u32 ft_half_skip(struct ft_half *h, u32 n)
{
	n = min(n, h->skip);
	h->skip -= n;
	return n;
}

/* Only a search may use no octet, and then a PDU is begun right there. */
static void ft_stream_bytes(const struct ft_turn *t, const u8 *p, u32 n)
{
	while (n && !t->s->ignored) {
		u32 used;

		if (t->half->searching)
			used = ft_stream_search(t, p, n);
		else if (t->half->have)
			used = ft_stream_continue(t, p, n);
		else if (t->half->skip)
			used = ft_half_skip(t->half, n);
		else
			used = ft_stream_begin(t, p, n);
		p += used;
		n -= used;
	}
}

/* Segments into bytes. */

static void ft_stream_skb(const struct ft_turn *t, const struct ft_frame *f,
			  u32 skip)
{
	u32 from = f->offset + skip, to = f->offset + f->len;
	struct skb_seq_state st;
	const u8 *data;
	u32 done = 0, n;

	if (to <= skb_headlen(f->skb)) {
		ft_stream_bytes(t, f->skb->data + from, to - from);
		return;
	}
	skb_prepare_seq_read(f->skb, from, to, &st);
	while ((n = skb_seq_read(done, &data, &st))) {
		ft_stream_bytes(t, data, n);
		done += n;
	}
}

/* Hand on what waited for the octets before @half->next. */
static void ft_stream_release(const struct ft_turn *t)
{
	struct ft_half *h = t->half;
	struct ft_held *held;

	while ((held = ft_held_first(h)) && (s32)(held->seq - h->next) <= 0) {
		u32 skip = h->next - held->seq;

		if (skip < held->len) {
			u32 next = held->seq + held->len;

			/* Off the list: giving the flow up frees all on it. */
			list_del_init(&held->link);
			ft_stream_bytes(t, held->data + skip, held->len - skip);
			h->next = next;
		}
		ft_held_free(t->s->peer.fn, h, held);
	}
	if (held)
		h->held_since = t->at.clock.mono;
}

/* Octets before @seq will not come. */
static void ft_stream_gap(const struct ft_turn *t, u32 seq)
{
	struct ft_half *h = t->half;
	u32 lost = seq - h->next;

	h->next = seq;
	if (!h->have && lost <= h->skip) {
		/* The decoder would not have got them anyway. */
		h->skip -= lost;
		ft_stat_inc(t->s->peer.fn, FIELDTAP_STAT_GAPS);
	} else {
		h->have = 0;
		h->want = 0;
		h->skip = 0;
		h->searching = true;
		ft_context_gap(&t->s->peer, t->dec, &t->at);
	}
	ft_stream_release(t);
}

/*
 * Octets before @seq that the receiver acknowledged will not come again.  To
 * know that at once matters: the answer to a request behind the hole may be
 * the very frame that brings the acknowledgment.
 */
static bool ft_hole_acked(const struct ft_half *h, u32 seq)
{
	return h->has_acked && (s32)(h->acked - seq) >= 0;
}

/* Give up the first hole when it was acknowledged or is too old. */
static void ft_stream_overdue(const struct ft_turn *t)
{
	struct ft_half *h = t->half;
	u64 patience = h->has_acked ? FT_HOLE_UNACKED : FT_HOLE_UNKNOWN;
	struct ft_held *first = ft_held_first(h);

	if (first && (ft_hole_acked(h, first->seq) ||
		      t->at.clock.mono - h->held_since > patience))
		ft_stream_gap(t, first->seq);
}

/*
 * A segment of octets known already: TCP sent it again, or it is the same
 * frame met a second time elsewhere.
 */
static void ft_stream_again(const struct ft_turn *t, const struct ft_frame *f)
{
	struct ft_peer *peer = &t->s->peer;

	if (f->source != t->half->source) {
		ft_stat_inc(peer->fn, FIELDTAP_STAT_FRAMES_REPEATED);
		return;
	}
	/* RFC 9293, 3.8.4: a keep-alive may repeat one octet. */
	if (f->len == 1 && f->seq + 1 == t->half->next)
		return;
	ft_stat_inc(peer->fn, FIELDTAP_STAT_SEGMENTS_RETRANSMITTED);
	ft_device_repeated(peer->dev);
}

/* Where @f belongs among the held ones, NULL when it is among them. */
static struct list_head *ft_held_place(struct ft_half *h,
				       const struct ft_frame *f)
{
	struct ft_held *held;

	list_for_each_entry(held, &h->held, link) {
		s32 behind = f->seq - held->seq;

		if (behind < 0)
			break;
		if (behind + f->len <= held->len)
			return NULL;
	}
	return held->link.prev;
}

static struct ft_held *ft_held_copy(struct ft_net *fn, const struct ft_frame *f)
{
	struct ft_held *held;

	if (!ft_stream_charge(fn, f->len))
		return NULL;
	held = kmalloc(struct_size(held, data, f->len), GFP_ATOMIC);
	if (!held)
		goto uncharge;
	held->seq = f->seq;
	held->len = f->len;
	if (skb_copy_bits(f->skb, f->offset, held->data, f->len))
		goto free;
	return held;

free:
	kfree(held);
uncharge:
	ft_stream_uncharge(fn, f->len);
	return NULL;
}

/* Keep a segment that is ahead of a hole.  False when there is no room. */
static bool ft_stream_hold(const struct ft_turn *t, const struct ft_frame *f)
{
	struct ft_net *fn = t->s->peer.fn;
	struct ft_half *h = t->half;
	struct list_head *place = ft_held_place(h, f);
	struct ft_held *held;

	if (!place) {
		ft_stream_again(t, f);
		return true;
	}
	if (h->n_held == FT_HELD_MAX ||
	    h->held_bytes + f->len > FT_HELD_BYTES_MAX)
		return false;
	held = ft_held_copy(fn, f);
	if (!held)
		return false;
	if (!h->n_held)
		h->held_since = t->at.clock.mono;
	list_add(&held->link, place);
	h->n_held++;
	h->held_bytes += f->len;
	h->source = f->source;
	ft_stat_inc(fn, FIELDTAP_STAT_SEGMENTS_HELD);
	return true;
}

static void ft_stream_in_order(const struct ft_turn *t,
			       const struct ft_frame *f)
{
	struct ft_half *h = t->half;
	u32 skip = h->next - f->seq;

	if (skip >= f->len) {
		ft_stream_again(t, f);
		return;
	}
	h->source = f->source;
	ft_stream_skb(t, f, skip);
	h->next = f->seq + f->len;
	ft_stream_release(t);
}

static bool ft_stream_ahead(const struct ft_turn *t, const struct ft_frame *f)
{
	return (s32)(f->seq - t->half->next) > 0;
}

/*
 * Whether @f can be handed on now.  Where it is ahead of a hole it is held;
 * where the hole was acknowledged or the window is full the first hole is given
 * up, and where even that makes no room, all of them.
 */
static bool ft_stream_reach(const struct ft_turn *t, const struct ft_frame *f)
{
	struct ft_half *h = t->half;
	struct ft_held *first;
	u32 seq = f->seq;

	if (!ft_stream_ahead(t, f))
		return true;
	if (!ft_hole_acked(h, seq)) {
		if (ft_stream_hold(t, f))
			return false;
		ft_stat_inc(t->s->peer.fn, FIELDTAP_STAT_SEGMENTS_REFUSED);
	}
	first = ft_held_first(h);
	if (first && (s32)(first->seq - seq) < 0)
		seq = first->seq;
	ft_stream_gap(t, seq);
	if (t->s->ignored)
		return false;
	if (!ft_stream_ahead(t, f))
		return true;
	if (ft_stream_hold(t, f))
		return false;
	ft_half_clean(t->s->peer.fn, h);
	ft_stream_gap(t, f->seq);
	return true;
}

static void ft_stream_payload(const struct ft_turn *t, const struct ft_frame *f)
{
	struct ft_half *h = t->half;

	if (h->begun && f->seq - h->next + FT_JUMP > 2 * FT_JUMP) {
		ft_half_clean(t->s->peer.fn, h);
		ft_stream_gap(t, f->seq);
	}
	if (!h->begun) {
		h->begun = true;
		h->searching = true;
		h->next = f->seq;
		h->source = f->source;
	}
	ft_stream_overdue(t);
	if (ft_stream_reach(t, f))
		ft_stream_in_order(t, f);
}

/* A SYN begins the stream anew, but not when it is only sent or met again. */
static void ft_stream_syn(const struct ft_turn *t, u32 start)
{
	struct ft_stream *s = t->s;
	struct ft_half *h = t->half;

	if (h->begun && h->start == start)
		return;
	ft_half_clean(s->peer.fn, h);
	if (t->at.dir == FT_TO_SERVER)
		ft_context_renew(&s->peer, t->dec);
	h->begun = true;
	h->searching = false;
	h->fin = false;
	h->has_acked = false;
	h->start = start;
	h->next = start;
	s->ignored = false;
	s->closed = false;
	s->nonsense = 0;
}

static void ft_half_adopted(struct ft_half *h)
{
	if (h->want)
		h->skip = 0;
	h->want = 0;
}

void ft_stream_adopted(struct ft_stream *s)
{
	ft_half_adopted(&s->half[FT_TO_SERVER]);
	ft_half_adopted(&s->half[FT_TO_CLIENT]);
}

static void ft_stream_acked(struct ft_half *other, u32 ack)
{
	if (other->has_acked && (s32)(ack - other->acked) <= 0)
		return;
	other->has_acked = true;
	other->acked = ack;
}

bool ft_stream_timed(const struct ft_stream *s, const struct ft_frame *f)
{
	return f->len || s->half[FT_TO_SERVER].n_held ||
	       s->half[FT_TO_CLIENT].n_held;
}

void ft_stream_segment(struct ft_stream *s, const struct ft_decoder *dec,
		       enum ft_dir dir, const struct ft_frame *f)
{
	const struct ft_turn turn = ft_turn_make(s, dec, dir, f->clock);
	const struct ft_turn other = ft_turn_make(s, dec, !dir, f->clock);

	if (f->syn)
		ft_stream_syn(&turn, f->seq);
	/* It tells where the client's stream begins, whose SYN made no flow. */
	if (f->syn && f->has_ack)
		ft_stream_syn(&other, f->ack);
	if (f->has_ack) {
		ft_stream_acked(&s->half[!dir], f->ack);
		ft_stream_overdue(&other);
	}
	if (f->len && !s->ignored) {
		ft_stat_inc(s->peer.fn, FIELDTAP_STAT_SEGMENTS);
		ft_stream_payload(&turn, f);
	}
	if (f->fin)
		turn.half->fin = true;
	if (f->rst || (s->half[0].fin && s->half[1].fin))
		s->closed = true;
}

void ft_stream_tick(struct ft_stream *s, const struct ft_decoder *dec,
		    struct ft_clock clock)
{
	enum ft_dir dir;

	if (s->ignored)
		return;
	for (dir = FT_TO_SERVER; dir <= FT_TO_CLIENT; dir++) {
		const struct ft_turn turn = ft_turn_make(s, dec, dir, clock);

		ft_stream_overdue(&turn);
		if (!dir)
			ft_context_tick(&s->peer, dec, &turn.at);
	}
}
