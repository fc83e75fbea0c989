/* SPDX-License-Identifier: GPL-2.0 */
/* TCP segments of a conversation, put in order and cut into PDUs. */
#ifndef _FT_STREAM_H
#define _FT_STREAM_H

#include <linux/list.h>

#include "context.h"
#include "frame.h"

/**
 * struct ft_half - one direction
 * @held: segments ahead of a hole, by sequence number
 * @next: sequence number of the next octet to decode
 * @acked: highest acknowledgment of the other side, when @has_acked
 * @source: where its octets are met first, &ft_frame.source
 * @have: octets in @buf
 * @begun: @next is valid
 * @has_acked: @acked is valid
 * @searching: looking for the beginning of a PDU
 * @fin: the sender has finished
 * @want: length of the PDU in @buf, 0 while that is not known
 * @buf: a PDU of which only the first octets came; in a search, the last
 *	octets in which none was found
 * @room: size of @buf
 * @skip: octets that nobody wants: behind the PDU in @buf, or, with none
 *	there, from @next on
 * @skipped: octets of this search since it was last counted as nonsense
 * @start: sequence number of the first octet, when @begun by a SYN
 * @n_held: number of segments in @held
 * @held_bytes: their payload
 * @held_since: monotonic ns when the hole was met
 *
 * What a segment in order needs stands first.
 */
struct ft_half {
	struct list_head held;
	u32 next;
	u32 acked;
	u32 source;
	u32 have;
	bool begun;
	bool has_acked;
	bool searching;
	bool fin;
	u32 want;
	u8 *buf;
	u32 room;
	u32 skip;
	u32 skipped;
	u32 start;
	u32 n_held;
	u32 held_bytes;
	u64 held_since;
};

/**
 * struct ft_stream - both directions of a TCP connection
 * @peer: what the decoder sees of it
 * @half: by enum ft_dir
 * @pdus: PDUs understood
 * @nonsense: times in a row that no PDU was to be found
 * @ignored: given up, until the next SYN
 * @closed: reset, or finished both ways
 *
 * Guarded by the flow's lock.
 */
struct ft_stream {
	struct ft_peer peer;
	struct ft_half half[2];
	u64 pdus;
	u32 nonsense;
	bool ignored;
	bool closed;
};

/**
 * ft_stream_init() - begin
 * @s: zeroed, but for its peer
 */
void ft_stream_init(struct ft_stream *s);

/**
 * ft_stream_clean() - give back what it holds
 * @s: the stream
 *
 * Context: any.
 */
void ft_stream_clean(struct ft_stream *s);

/**
 * ft_stream_timed() - whether a segment's time is of use
 * @s: the stream
 * @f: the segment, its clock not read yet
 *
 * An acknowledgment alone has none, unless segments wait behind a hole.
 *
 * Context: as ft_stream_segment().
 * Return: whether it is.
 */
bool ft_stream_timed(const struct ft_stream *s, const struct ft_frame *f);

/**
 * ft_stream_segment() - take a segment in
 * @s: the stream
 * @dec: its decoder
 * @dir: direction of the segment
 * @f: the segment
 *
 * Context: softirq or bottom halves off, RCU read-side section, the flow's
 * lock held.
 */
void ft_stream_segment(struct ft_stream *s, const struct ft_decoder *dec,
		       enum ft_dir dir, const struct ft_frame *f);

/**
 * ft_stream_adopted() - another decoder goes on with the stream
 * @s: the stream
 *
 * The length of a PDU of which only the first octets came is asked for again.
 *
 * Context: as ft_stream_segment().
 */
void ft_stream_adopted(struct ft_stream *s);

/**
 * ft_stream_tick() - give up holes that are too old, expire requests
 * @s: the stream
 * @dec: its decoder
 * @clock: now, not before any segment that was taken in
 *
 * Context: as ft_stream_segment().
 */
void ft_stream_tick(struct ft_stream *s, const struct ft_decoder *dec,
		    struct ft_clock clock);

#endif /* _FT_STREAM_H */
