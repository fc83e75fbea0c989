// SPDX-License-Identifier: GPL-2.0
/*
 * kmod/core/stream.c against a model: whatever segments of a stream come in
 * whatever order, cut, repeated and overlapping, each PDU is decoded once, in
 * order, as soon as its last octet is there and nothing before it is missing.
 * A hole may be given up only where it has to be; then it goes on with the
 * first PDU behind it.
 *
 * An input is a header of 8 octets, then operations of 6.
 */
#include <assert.h>

#include "core.h"
#include "fuzz.h"
#include "stream_model.h"

#define HEADER		8
#define OP		6
#define OPS_MAX		256
#define HELD_MAX	16
#define HELD_BYTES_MAX	SZ_64K
#define PATIENCE	NSEC_PER_SEC
#define SEGMENT_MAX	1024

/**
 * struct side - one direction, as the model sees it
 * @got: octets that came, from @next on
 * @end: behind the last octet that came
 * @first: sequence number of the stream's octet 0
 * @next: first octet that did not come
 * @acked: octets acknowledged
 * @begun: @next is valid
 * @exact: nothing was given up with octets held behind it
 */
struct side {
	bool got[MODEL_SIZE + 1];
	u32 end;
	u32 first;
	u32 next;
	u32 acked;
	bool begun;
	bool exact;
};

static struct ft_stream stream;
static const struct ft_decoder *decoder;
static u64 priv[4];
static struct side sides[2];
static bool gaps[2];
/* Gaps that were counted before. */
static u64 counted;
/* No allocation failed and no hole was given up since the SYN. */
static bool lossless;

static void on_gap(enum ft_dir dir)
{
	const struct side *side = &sides[dir];
	struct model_seen *seen = &model_seen[dir];

	gaps[dir] = true;
	lossless = false;
	seen->next = model_pdu_from(seen->stream,
				    stream.half[dir].next - side->first);
}

static void side_reset(enum ft_dir dir, unsigned int kind, u32 first)
{
	struct side *side = &sides[dir];

	memset(side->got, 0, side->end);
	side->end = 0;
	side->first = first;
	side->next = 0;
	side->acked = 0;
	side->begun = false;
	side->exact = !world_fail_every;
	model_seen[dir] = (struct model_seen) {
		.stream = model_stream(kind, dir),
		.exact = !world_fail_every,
	};
}

static void side_got(struct side *side, u32 from, u32 len)
{
	memset(side->got + from, true, len);
	if (from + len > side->end)
		side->end = from + len;
	while (side->got[side->next])
		side->next++;
}

/* Whether a hole may be given up when a segment of so many octets comes. */
static bool may_give_up(enum ft_dir dir, u32 len)
{
	const struct ft_half *h = &stream.half[dir];

	return sides[dir].acked > sides[dir].next || h->n_held == HELD_MAX ||
	       h->held_bytes + len > HELD_BYTES_MAX ||
	       (h->n_held && world_mono - h->held_since > PATIENCE);
}

static void check_side(enum ft_dir dir, bool may)
{
	const struct ft_half *h = &stream.half[dir];
	const struct model_seen *seen = &model_seen[dir];
	struct side *side = &sides[dir];
	u32 next = h->next - side->first;

	if (!side->begun || stream.ignored)
		return;
	assert(next <= side->end || (!side->end && !next));
	/*
	 * The decoder is not told when octets are lost that it did not want. Where
	 * something was given up before @next is of no use: the gap may be the
	 * other direction's.
	 */
	if (core_net.stat[FIELDTAP_STAT_GAPS] != counted && side->exact &&
	    next > side->next)
		gaps[dir] = true;
	assert(!gaps[dir] || may || world_fail_every);
	if (gaps[dir])
		side->exact = false;
	if (side->exact)
		assert(next == side->next);
	/* What is held back now is known again: nothing. */
	if (!side->exact && !h->n_held && !world_fail_every) {
		memset(side->got + next, 0, max_t(u32, side->end, next) - next);
		side->end = next;
		side->next = next;
		side->exact = true;
	}
	if (!world_fail_every && seen->next < seen->stream->n)
		assert(model_pdu_end(seen->stream, seen->next) > next);
	gaps[dir] = false;
}

static void check_sides(const bool may[2])
{
	check_side(FT_TO_SERVER, may[0]);
	check_side(FT_TO_CLIENT, may[1]);
	if (core_net.stat[FIELDTAP_STAT_GAPS] != counted)
		lossless = false;
	counted = core_net.stat[FIELDTAP_STAT_GAPS];
}

static void segment(struct ft_frame *f, enum ft_dir dir, u32 from, u8 shape)
{
	struct side *side = &sides[dir];
	struct ft_frame seg = *f;
	const bool may[2] = {
		may_give_up(0, f->len), may_give_up(1, f->len),
	};
	const u8 *octets = model_seen[dir].stream->octets + from;

	seg.seq = side->first + from;
	seg.skb = world_skb(octets, f->len, shape % 8 * 5, shape / 8);
	seg.clock.mono = world_mono;
	seg.clock.real = world_mono;
	if (f->len && !stream.ignored) {
		if (!side->begun) {
			side->begun = true;
			side->next = from;
			model_seen[dir].next =
				model_pdu_from(model_seen[dir].stream, from);
		}
		side_got(side, from, f->len);
	}
	ft_stream_timed(&stream, &seg);
	ft_stream_segment(&stream, decoder, dir, &seg);
	world_skb_free(seg.skb);
	check_sides(may);
	core_check_stream(&stream);
	assert(!stream.ignored || !lossless);
}

/* Both SYNs; each direction begins at a number of its own. */
static void connect(unsigned int kind, u32 first)
{
	struct ft_frame f = { .syn = true };

	side_reset(FT_TO_SERVER, kind, first);
	side_reset(FT_TO_CLIENT, kind, ~first);
	lossless = !world_fail_every;
	sides[FT_TO_SERVER].begun = true;
	segment(&f, FT_TO_SERVER, 0, 0);
	sides[FT_TO_CLIENT].begun = true;
	f.has_ack = true;
	f.ack = first;
	segment(&f, FT_TO_CLIENT, 0, 0);
}

/* The other direction's acknowledgment, which comes with this one's frame. */
static void acknowledge(struct ft_frame *f, enum ft_dir dir, const u8 *op)
{
	struct side *other = &sides[!dir];
	u32 to = other->next;

	if (!other->begun)
		return;
	/* Seldom of octets that were not seen. */
	if (op[5] % 8 == 0)
		to = other->end;
	if (op[5] % 64 == 1)
		to = min_t(u32, other->end + op[1], MODEL_SIZE);
	f->has_ack = true;
	f->ack = other->first + to;
	if (to > other->acked)
		other->acked = to;
}

static void op_segment(const u8 *op, bool large)
{
	enum ft_dir dir = op[0] >> 3 & 1;
	struct ft_frame f = { .source = 2 + (op[0] >> 4 & 1) };
	struct side *side = &sides[dir];
	int from = (short)(op[1] | op[2] << 8);
	u32 len = op[3] | op[4] << 8;

	/* Mostly near what is to come next. */
	if (op[0] >> 5 & 1)
		from %= 64;
	from += (int)(side->begun ? side->next : 0);
	from = from < 0 ? 0 : min_t(int, from, MODEL_SIZE);
	if (!large)
		len %= SEGMENT_MAX;
	f.len = min_t(u32, len, MODEL_SIZE - from);
	f.fin = op[5] == 0xff;
	if (op[0] >> 6 & 1)
		acknowledge(&f, dir, op);
	segment(&f, dir, from, op[5]);
}

static void op_next(const u8 *op)
{
	enum ft_dir dir = op[0] >> 3 & 1;
	struct ft_frame f = { .source = 2 + (op[0] >> 4 & 1) };
	struct side *side = &sides[dir];

	f.len = min_t(u32, (op[3] | op[4] << 8) % (2 * SEGMENT_MAX),
		      MODEL_SIZE - side->next);
	segment(&f, dir, side->next, op[5]);
}

static void op_time(const u8 *op)
{
	const struct ft_clock clock = { .mono = world_mono };
	const bool may[2] = { true, true };

	world_mono += (u64)op[1] << (op[2] % 28);
	ft_stream_tick(&stream, decoder, clock);
	check_sides(may);
	core_check_stream(&stream);
}

static void op_flags(const u8 *op)
{
	enum ft_dir dir = op[0] >> 3 & 1;
	struct ft_frame f = { .rst = op[1] & 1 };
	struct side *side = &sides[dir];

	if (op[1] & 2) {
		connect(op[2], sides[0].first + 0x12345678 + op[3]);
		return;
	}
	/* The SYN once more. */
	if ((op[1] & 4) && side->begun && stream.half[dir].start == side->first) {
		f.syn = true;
		segment(&f, dir, 0, 0);
		return;
	}
	segment(&f, dir, side->next, 0);
}

static void run(const u8 *op)
{
	switch (op[0] & 7) {
	case 0:
	case 1:
	case 2:
		op_segment(op, false);
		break;
	case 3:
		op_segment(op, op[0] >> 7);
		break;
	case 4:
	case 5:
		op_next(op);
		break;
	case 6:
		op_time(op);
		break;
	case 7:
		op_flags(op);
		break;
	}
}

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
	(void)argc;
	(void)argv;
	model_init();
	model_gap = on_gap;
	return 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	u32 first, ops, i;

	if (size < HEADER)
		return 0;
	memset(&core_net, 0, sizeof(core_net));
	memset(&stream, 0, sizeof(stream));
	counted = 0;
	stream.peer.fn = &core_net;
	stream.peer.priv = priv;
	ft_stream_init(&stream);
	decoder = &model_decoder[data[0] >> 3 & 1];
	world_fail_every = data[0] & 2 ? data[1] : 0;
	world_allocations = 0;
	memcpy(&first, data + 2, sizeof(first));
	if (data[0] & 4) {
		/* Met in the middle. */
		lossless = false;
		side_reset(0, data[0], first);
		side_reset(1, data[0], ~first);
	} else {
		connect(data[0], first);
	}
	ops = min_t(size_t, (size - HEADER) / OP, OPS_MAX);
	for (i = 0; i < ops; i++)
		run(data + HEADER + i * OP);
	ft_stream_clean(&stream);
	assert(!core_net.stream_bytes.v);
	return 0;
}
