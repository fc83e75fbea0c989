// SPDX-License-Identifier: GPL-2.0
#include <assert.h>
#include <string.h>

#include <fieldtap/decoder.h>

#include "stream_model.h"

#define HEADER		8
#define HEADER_LEAST	2
#define MAGIC		0xff
#define SHORT_MAX	40
#define LONG_MAX	2000

static struct model_stream streams[MODEL_KINDS][2];

struct model_seen model_seen[2];
void (*model_gap)(enum ft_dir dir);

/* Any numbers, but the same ones each time. */
static u32 scatter(u32 v)
{
	v *= 0x9e3779b1;
	v ^= v >> 15;
	v *= 0x85ebca6b;
	return v ^ v >> 13;
}

static u32 pdu_len(unsigned int kind, enum ft_dir dir, u32 number)
{
	u32 any = scatter(number * 4 + dir * 2 + kind);

	if (kind && any % 8 == 0)
		return HEADER + (any >> 8) % (LONG_MAX - HEADER + 1);
	return HEADER + (any >> 8) % (SHORT_MAX - HEADER + 1);
}

static void pdu_write(u8 *p, u32 len, u32 number)
{
	u32 i;

	p[0] = MAGIC;
	p[1] = len >> 7;
	p[2] = len & 0x7f;
	for (i = 0; i < 4; i++)
		p[3 + i] = number >> (7 * i) & 0x7f;
	for (i = 7; i < len; i++)
		p[i] = scatter(number + i) & 0x7f;
}

static void stream_write(struct model_stream *s, unsigned int kind,
			 enum ft_dir dir)
{
	u32 at = 0, len;

	while (at < MODEL_SIZE) {
		len = pdu_len(kind, dir, s->n);
		/* The last one ends with the stream. */
		if (at + len + HEADER > MODEL_SIZE)
			len = MODEL_SIZE - at;
		s->start[s->n] = at;
		pdu_write(s->octets + at, len, s->n);
		at += len;
		s->n++;
	}
	s->start[s->n] = MODEL_SIZE;
}

void model_init(void)
{
	unsigned int kind;
	enum ft_dir dir;

	for (kind = 0; kind < MODEL_KINDS; kind++)
		for (dir = FT_TO_SERVER; dir <= FT_TO_CLIENT; dir++)
			stream_write(&streams[kind][dir], kind, dir);
}

const struct model_stream *model_stream(unsigned int kind, enum ft_dir dir)
{
	return &streams[kind % MODEL_KINDS][dir];
}

u32 model_pdu_from(const struct model_stream *stream, u32 octet)
{
	u32 low = 0, high = stream->n, middle;

	while (low < high) {
		middle = (low + high) / 2;
		if (stream->start[middle] < octet)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

u32 model_pdu_end(const struct model_stream *stream, u32 number)
{
	return min(stream->start[number + 1],
		   stream->start[number] + MODEL_WANTED);
}

static bool is_header(const u8 *p, u32 len)
{
	u32 i;

	for (i = 1; i < len; i++)
		if (p[i] & 0x80)
			return false;
	return p[0] == MAGIC;
}

/* Does as if it could not tell before all of the header is there. */
static int frame_by_and_by(const u8 *p, u32 len)
{
	assert(len >= HEADER_LEAST);
	if (!is_header(p, min_t(u32, len, HEADER)))
		return -FIELDTAP_STAT_PDU_NONSENSE;
	return len < HEADER ? 0 : p[1] << 7 | p[2];
}

static u32 sync_by_and_by(const u8 *p, u32 len)
{
	u32 at;

	for (at = 0; at + HEADER_LEAST <= len; at++)
		if (is_header(p + at, min_t(u32, len - at, HEADER)))
			return at;
	return len;
}

static int frame(const u8 *p, u32 len)
{
	assert(len >= HEADER);
	return frame_by_and_by(p, len);
}

static u32 sync(const u8 *p, u32 len)
{
	u32 at;

	for (at = 0; at + HEADER <= len; at++)
		if (is_header(p + at, HEADER))
			return at;
	return len;
}

static int decode(struct ft_ctx *ctx, const u8 *pdu, u32 len)
{
	struct model_seen *seen = &model_seen[ctx->dir];
	const struct model_stream *s = seen->stream;
	u32 number = 0, i;

	for (i = 0; i < 4; i++)
		number |= pdu[3 + i] << (7 * i);
	assert(number < s->n);
	assert(seen->exact ? number == seen->next : number >= seen->next);
	assert(ctx->pdu_len == s->start[number + 1] - s->start[number]);
	assert(len == min_t(u32, ctx->pdu_len, MODEL_WANTED));
	assert(!memcmp(pdu, s->octets + s->start[number], len));
	seen->next = number + 1;
	return 0;
}

static void gap(struct ft_ctx *ctx)
{
	model_gap(ctx->dir);
}

const struct ft_decoder model_decoder[2] = {
	{
		.header_len = HEADER,
		.max_pdu = MODEL_WANTED,
		.longest = LONG_MAX + HEADER,
		.frame = frame,
		.sync = sync,
		.decode = decode,
		.gap = gap,
	},
	{
		.header_len = HEADER_LEAST,
		.max_pdu = MODEL_WANTED,
		.longest = LONG_MAX + HEADER,
		.frame = frame_by_and_by,
		.sync = sync_by_and_by,
		.decode = decode,
		.gap = gap,
	},
};
