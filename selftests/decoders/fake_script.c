// SPDX-License-Identifier: GPL-2.0
#include <assert.h>
#include <errno.h>
#include <stdlib.h>
#include <sys/stat.h>

#include <linux/string.h>

#include "fake_script.h"

/* Octets at which another script begins. */
#define SCRIPT_SIZE	4096
/* Scripts that one test, and one program, writes; they have more of the same. */
#define SCRIPTS_OF_TEST	32
#define SCRIPTS_MAX	4096

static u8 script[SCRIPT_SIZE + 2 * (FAKE_RECORD_HEADER + FT_PDU_MAX)];
static u32 used;
static u32 flows;
static u32 written;
static u32 of_test;
/* Number of this script. */
static u64 number = 1;

u32 fake_record_read(const u8 *p, u32 len, struct fake_record *rec)
{
	if (len < FAKE_RECORD_HEADER)
		return 0;
	rec->kind = (p[0] & FAKE_KIND_MASK) % FAKE_KINDS;
	rec->dir = p[0] & FAKE_TO_CLIENT ? FT_TO_CLIENT : FT_TO_SERVER;
	rec->flow = p[0] >> FAKE_FLOW_SHIFT;
	rec->len = min_t(u32, p[1] | p[2] << 8, len - FAKE_RECORD_HEADER);
	rec->data = p + FAKE_RECORD_HEADER;
	return FAKE_RECORD_HEADER + rec->len;
}

u32 fake_record_write(u8 *p, u32 room, const struct fake_record *rec)
{
	assert(rec->len <= FT_PDU_MAX && rec->flow < FAKE_SCRIPT_FLOWS);
	if (room < FAKE_RECORD_HEADER + rec->len)
		return 0;
	p[0] = rec->kind | (rec->dir ? FAKE_TO_CLIENT : 0) |
	       rec->flow << FAKE_FLOW_SHIFT;
	p[1] = rec->len & 0xff;
	p[2] = rec->len >> 8;
	if (rec->len)
		memmove(p + FAKE_RECORD_HEADER, rec->data, rec->len);
	return FAKE_RECORD_HEADER + rec->len;
}

/* Equal scripts have equal names. */
static u64 script_hash(void)
{
	u64 h = 0xcbf29ce484222325;
	u32 i;

	for (i = 0; i < used; i++)
		h = (h ^ script[i]) * 0x100000001b3;
	return h;
}

static void script_write(const char *dir)
{
	char path[4096];
	FILE *file;
	int n;

	n = snprintf(path, sizeof(path), "%s/%s", dir, fake_decoder->name);
	assert(!mkdir(path, 0777) || errno == EEXIST);
	snprintf(path + n, sizeof(path) - n, "/%016llx",
		 (unsigned long long)script_hash());
	file = fopen(path, "w");
	assert(file && fwrite(script, used, 1, file) == 1);
	assert(!fclose(file));
	written++;
	of_test++;
}

static bool script_wanted(void)
{
	return getenv("FAKE_CORPUS") && written < SCRIPTS_MAX &&
	       of_test < SCRIPTS_OF_TEST;
}

static void script_end(void)
{
	if (used && fake_decoder && script_wanted())
		script_write(getenv("FAKE_CORPUS"));
	used = 0;
	flows = 0;
	number++;
}

void fake_script_end(void)
{
	script_end();
	of_test = 0;
}

static void script_add(const struct fake_record *rec)
{
	u32 n = fake_record_write(script + used, sizeof(script) - used, rec);

	assert(n);
	used += n;
}

static void put_be(u8 *p, u32 octets, u32 v)
{
	while (octets--) {
		p[octets] = v & 0xff;
		v >>= 8;
	}
}

static void script_open(struct fake_flow *flow)
{
	const struct ft_addr *end[2] = { &flow->server, &flow->client };
	struct fake_open open = { .transport = flow->ctx.transport };
	struct fake_record rec = {
		.kind = FAKE_OPEN,
		.data = (const u8 *)&open,
		.len = sizeof(open),
	};
	u32 i;

	put_be(open.ethertype, 2, flow->ctx.ethertype);
	put_be(open.request_timeout, 4, flow->ctx.request_timeout / 1000000);
	for (i = 0; i < 2; i++) {
		open.kind[i] = end[i]->kind;
		memcpy(open.octets[i], end[i]->octets, sizeof(open.octets[i]));
		put_be(open.port[i], 2, end[i]->port);
	}
	flow->script = number;
	flow->script_flow = flows++;
	rec.flow = flow->script_flow;
	script_add(&rec);
}

static void script_record(struct fake_flow *flow, enum fake_kind kind,
			  enum ft_dir dir, const u8 *data, u32 len)
{
	struct fake_record rec = {
		.kind = kind, .dir = dir, .data = data, .len = len,
	};

	if (!script_wanted())
		return;
	if (used + len > SCRIPT_SIZE || flows == FAKE_SCRIPT_FLOWS)
		script_end();
	if (flow->script != number)
		script_open(flow);
	rec.flow = flow->script_flow;
	script_add(&rec);
}

void fake_script_record(struct fake_flow *flow, enum fake_kind kind,
			enum ft_dir dir, const void *data, u32 len)
{
	const u8 *p = data;

	for (; kind == FAKE_STREAM && len > FT_PDU_MAX; len -= FT_PDU_MAX) {
		script_record(flow, kind, dir, p, FT_PDU_MAX);
		p += FT_PDU_MAX;
	}
	/* What else is longer than anything on the wire is no input. */
	if (len <= FT_PDU_MAX)
		script_record(flow, kind, dir, p, len);
}
