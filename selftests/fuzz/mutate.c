// SPDX-License-Identifier: GPL-2.0
/*
 * Mutates scripts record by record, and messages within records, and then
 * makes the messages' lengths right again: most of the time, for a decoder has
 * to stand wrong ones, too.
 */
#include <assert.h>
#include <stdint.h>
#include <string.h>

#include <fake_script.h>

#include "../random.h"
#include "framing.h"
#include "fuzz.h"

#define RECORDS_MAX	512
#define STEPS_MAX	4
/* Octets that the records of a script may have together. */
#define ARENA_SIZE	(1 << 20)

struct script {
	struct fake_record rec[RECORDS_MAX];
	u32 n;
};

static u8 arena[ARENA_SIZE];
static u32 arena_used;
static u64 state;

/* Below n. */
static u32 random_below(u32 n)
{
	const u32 next = random_next(&state);

	return n ? next % n : 0;
}

static bool one_in(u32 n)
{
	return random_below(n) == 0;
}

static void start(unsigned int seed)
{
	state = seed;
	arena_used = 0;
}

static void script_read(struct script *s, const u8 *p, u32 len)
{
	u32 done = 0, n;

	s->n = 0;
	while (s->n < RECORDS_MAX) {
		n = fake_record_read(p + done, len - done, &s->rec[s->n]);
		if (!n)
			break;
		done += n;
		s->n++;
	}
}

/* A record that does not fit is cut or left out. */
static u32 script_write(const struct script *s, u32 from, u32 to, u8 *p,
			u32 room)
{
	u32 done = 0, i;

	for (i = from; i < to; i++)
		done += fake_record_write(p + done, room - done, &s->rec[i]);
	return done;
}

/* Room for octets that a record can point to until the mutation is done. */
static u8 *arena_take(u32 len)
{
	u8 *p = arena + arena_used;

	if (arena_used + len > ARENA_SIZE)
		return NULL;
	arena_used += len;
	return p;
}

static bool has_octets(const struct fake_record *rec)
{
	return rec->kind == FAKE_STREAM || rec->kind == FAKE_PDU ||
	       rec->kind == FAKE_DATAGRAM;
}

/* Octets of the message that begins at p. */
static u32 message_len(const struct fake_record *rec, const u8 *p, u32 len)
{
	int n;

	if (rec->kind == FAKE_DATAGRAM || !fake_decoder->frame ||
	    len < fake_decoder->header_len)
		return len;
	n = fake_decoder->frame(p, len);
	return n > 0 && (u32)n < len ? (u32)n : len;
}

/* One of the messages in a record. */
static void message_pick(const struct fake_record *rec, u32 *from, u32 *len)
{
	u32 at = 0, n = 0, seen = 0;

	*from = 0;
	*len = rec->len;
	while (at < rec->len) {
		n = message_len(rec, rec->data + at, rec->len - at);
		if (one_in(++seen)) {
			*from = at;
			*len = n;
		}
		at += n;
	}
}

/* Writes somewhere how many octets follow there, as most protocols do. */
static void tell_length(u8 *p, u32 len)
{
	u32 octets = 1 << random_below(3), at, v, i;
	bool little = one_in(2);

	if (len < octets)
		return;
	at = random_below(len - octets + 1);
	v = len - at - octets;
	if (one_in(4))
		v = random_below(v + 1);
	for (i = 0; i < octets; i++) {
		p[at + (little ? i : octets - 1 - i)] = v & 0xff;
		v >>= 8;
	}
}

static u32 message_mutate(const struct fake_record *rec, u8 *p, u32 len,
			  u32 room)
{
	struct message m = { .p = p, .room = room };

	if (one_in(4))
		tell_length(p, len);
	else
		len = LLVMFuzzerMutate(p, len, room - FRAMING_GROWS);
	m.len = len;
	m.datagram = rec->kind == FAKE_DATAGRAM;
	m.random = random_below(1 << 30);
	return one_in(8) ? len : framing_fix(&m);
}

/* A message grows by as much at most. */
#define MESSAGE_GROWS	1024

static void octets_mutate(struct fake_record *rec)
{
	u32 from, len, room, rest, is;
	u8 *p;

	message_pick(rec, &from, &len);
	rest = rec->len - from - len;
	room = len + MESSAGE_GROWS;
	if (from + room + rest > FT_PDU_MAX)
		return;
	p = arena_take(from + room + rest);
	if (!p)
		return;
	memcpy(p, rec->data, from + len);
	is = message_mutate(rec, p + from, len, room);
	assert(is <= room);
	memcpy(p + from + is, rec->data + from + len, rest);
	rec->data = p;
	rec->len = from + is + rest;
}

/* Once more, or not at all. */
static void octets_repeat(struct fake_record *rec)
{
	u32 from, len, times = one_in(3) ? 0 : 2;
	u8 *p;

	message_pick(rec, &from, &len);
	if (rec->len + len > FT_PDU_MAX)
		return;
	p = arena_take(rec->len + len);
	if (!p)
		return;
	memcpy(p, rec->data, from);
	memcpy(p + from, rec->data + from, len);
	memcpy(p + from + len, rec->data + from, len);
	memcpy(p + from + times * len, rec->data + from + len,
	       rec->len - from - len);
	rec->data = p;
	rec->len += times * len - len;
}

static void record_mutate(struct fake_record *rec)
{
	u8 *p;

	if (has_octets(rec)) {
		if (one_in(8))
			octets_repeat(rec);
		else
			octets_mutate(rec);
		return;
	}
	p = arena_take(rec->len + 8);
	if (!p)
		return;
	memcpy(p, rec->data, rec->len);
	rec->len = LLVMFuzzerMutate(p, rec->len, rec->len + 8);
	rec->data = p;
}

/* Makes room at @at. */
static bool script_open(struct script *s, u32 at)
{
	if (s->n == RECORDS_MAX)
		return false;
	memmove(&s->rec[at + 1], &s->rec[at], (s->n - at) * sizeof(s->rec[0]));
	s->n++;
	return true;
}

static void script_remove(struct script *s, u32 at)
{
	s->n--;
	memmove(&s->rec[at], &s->rec[at + 1], (s->n - at) * sizeof(s->rec[0]));
}

static void script_copy(struct script *s, u32 from)
{
	struct fake_record rec = s->rec[from];
	u32 at = random_below(s->n + 1);

	if (script_open(s, at))
		s->rec[at] = rec;
}

static void script_split(struct script *s, u32 at)
{
	u32 n = random_below(s->rec[at].len + 1);

	if (s->rec[at].kind != FAKE_STREAM || !script_open(s, at))
		return;
	s->rec[at].len = n;
	s->rec[at + 1].data += n;
	s->rec[at + 1].len -= n;
}

/* What is no message. */
static void script_event(struct script *s, u32 at)
{
	static const enum fake_kind kinds[] = {
		FAKE_GAP, FAKE_GAP, FAKE_PASS, FAKE_PASS, FAKE_TICK,
		FAKE_FORGET, FAKE_LIMIT,
	};
	struct fake_record rec = {
		.kind = kinds[random_below(ARRAY_SIZE(kinds))],
		.dir = random_below(2),
		.flow = s->n ? s->rec[random_below(s->n)].flow : 0,
		.len = 4,
	};
	u32 ms = 1 << random_below(20);
	u8 *p = arena_take(sizeof(ms));

	if (!p || !script_open(s, at))
		return;
	memcpy(p, &ms, sizeof(ms));
	rec.data = p;
	if (rec.kind == FAKE_LIMIT) {
		p[0] = random_below(4);
		p[1] = random_below(4);
		p[2] = random_below(4);
	}
	s->rec[at] = rec;
}

static void script_swap(struct script *s, u32 at)
{
	struct fake_record rec = s->rec[at];
	u32 other = random_below(s->n);

	s->rec[at] = s->rec[other];
	s->rec[other] = rec;
}

static void script_mutate(struct script *s)
{
	u32 at = random_below(s->n);
	struct fake_record *rec = &s->rec[at];

	switch (random_below(16)) {
	case 0:
		script_event(s, random_below(s->n + 1));
		break;
	case 1:
		script_copy(s, at);
		break;
	case 2:
		script_remove(s, at);
		break;
	case 3:
		script_split(s, at);
		break;
	case 4:
		script_swap(s, at);
		break;
	case 5:
		if (one_in(2))
			rec->dir = !rec->dir;
		else
			rec->flow = random_below(FAKE_SCRIPT_FLOWS);
		break;
	case 6:
		if (has_octets(rec))
			rec->kind = FAKE_STREAM + random_below(3);
		break;
	default:
		record_mutate(rec);
	}
}

size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t max_size,
			       unsigned int seed)
{
	static struct script s;
	static u8 out[ARENA_SIZE];
	u32 steps, len;

	start(seed);
	script_read(&s, data, size);
	steps = 1 + random_below(STEPS_MAX);
	if (!s.n || one_in(64))
		return LLVMFuzzerMutate(data, size, max_size);
	while (steps-- && s.n)
		script_mutate(&s);
	/* The records still point into what is to be written. */
	len = script_write(&s, 0, s.n, out,
			   min_t(u32, max_size, sizeof(out)));
	memcpy(data, out, len);
	return len;
}

/* What begins as the one goes on as the other. */
size_t LLVMFuzzerCustomCrossOver(const uint8_t *a, size_t a_size,
				 const uint8_t *b, size_t b_size, uint8_t *out,
				 size_t max_size, unsigned int seed)
{
	static struct script first, second;
	u32 len;

	start(seed);
	script_read(&first, a, a_size);
	script_read(&second, b, b_size);
	len = script_write(&first, 0, random_below(first.n + 1), out, max_size);
	return len + script_write(&second, random_below(second.n), second.n,
				  out + len, max_size - len);
}
