// SPDX-License-Identifier: GPL-2.0
/* Any decoder against the fake core, by scripts as fake_script.h has them. */
#include <assert.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <fake_script.h>

#include "fuzz.h"

#define RECORDS_MAX	1024
#define MS		1000000ULL
/* Nothing waits for longer. */
#define PASS_MAX_MS	600000

static const char *const server[] = {
	[FT_TCP] = "10.0.0.1:1", [FT_UDP] = "10.0.0.1:1",
	[FT_ETHER] = "02:00:00:00:00:01",
};

static const char *const client[] = {
	[FT_TCP] = "10.0.0.2:2", [FT_UDP] = "10.0.0.2:2",
	[FT_ETHER] = "02:00:00:00:00:02",
};

static struct fake_flow *flows[FAKE_SCRIPT_FLOWS];

static u32 take_be(const u8 *p, u32 octets)
{
	u32 v = 0;

	while (octets--)
		v = v << 8 | *p++;
	return v;
}

/* Whether the decoder is given anything by this transport. */
static bool is_spoken(enum ft_transport transport)
{
	switch (transport) {
	case FT_TCP:
		return fake_decoder->decode;
	case FT_UDP:
		return fake_decoder->udp_ports[0];
	default:
		return fake_decoder->ethertypes[0];
	}
}

static void end(u32 number)
{
	if (flows[number])
		fake_flow_free(flows[number]);
	flows[number] = NULL;
}

static void begin(u32 number, enum ft_transport transport)
{
	end(number);
	flows[number] = fake_flow_on(transport, transport == FT_ETHER ?
				     fake_decoder->ethertypes[0] : 0,
				     server[transport], client[transport],
				     1000 * MS);
}

static void set_addr(struct ft_addr *addr, const struct fake_open *open, u32 i)
{
	if (addr->kind == FT_ADDR_MAC) {
		memcpy(addr->octets + 10, open->octets[i] + 10, 6);
		return;
	}
	memcpy(addr->octets, open->octets[i], sizeof(addr->octets));
	addr->port = take_be(open->port[i], 2);
}

static void open_flow(const struct fake_record *rec)
{
	struct fake_open open = {};
	struct fake_flow *flow;

	memcpy(&open, rec->data, min_t(u32, rec->len, sizeof(open)));
	if (open.transport > FT_ETHER || !is_spoken(open.transport))
		return;
	begin(rec->flow, open.transport);
	flow = flows[rec->flow];
	if (open.transport == FT_ETHER && take_be(open.ethertype, 2))
		flow->ctx.ethertype = take_be(open.ethertype, 2);
	flow->ctx.request_timeout = take_be(open.request_timeout, 4) * MS;
	set_addr(&flow->server, &open, 0);
	set_addr(&flow->client, &open, 1);
}

/* A record that does not fit the conversation opens another one. */
static struct fake_flow *flow_for(const struct fake_record *rec,
				  bool datagrams)
{
	struct fake_flow *flow = flows[rec->flow];

	if (flow && (flow->ctx.transport != FT_TCP) == datagrams)
		return flow;
	if (!datagrams && is_spoken(FT_TCP))
		begin(rec->flow, FT_TCP);
	else if (datagrams && is_spoken(FT_UDP))
		begin(rec->flow, FT_UDP);
	else if (datagrams && is_spoken(FT_ETHER))
		begin(rec->flow, FT_ETHER);
	else
		return NULL;
	return flows[rec->flow];
}

static void stream(struct fake_flow *flow, const struct fake_record *rec)
{
	u32 done = 0, n;

	while (done < rec->len) {
		n = min_t(u32, rec->len - done,
			  FT_PDU_MAX - flow->held_len[rec->dir]);
		fake_stream(flow, rec->dir, rec->data + done, n);
		done += n;
		if (flow->given_up) {
			flow->given_up = false;
			flow->nonsense = 0;
		}
	}
}

static void octets(const struct fake_record *rec)
{
	struct fake_flow *flow = flow_for(rec, rec->kind == FAKE_DATAGRAM);
	int len;

	if (!flow)
		return;
	if (rec->kind == FAKE_STREAM) {
		stream(flow, rec);
	} else if (rec->kind == FAKE_DATAGRAM) {
		fake_datagram(flow, rec->dir, rec->data, rec->len);
	} else if (rec->len >= fake_decoder->header_len) {
		/* Only what frame() finds whole is handed to decode(). */
		len = fake_decoder->frame(rec->data, rec->len);
		if (len > 0 && (u32)len <= min(rec->len, fake_decoder->max_pdu))
			fake_decode(flow, rec->dir, rec->data, len);
	}
}

static void all_flows(void (*fn)(struct fake_flow *flow, u64 ms), u64 ms)
{
	u32 i;

	for (i = 0; i < FAKE_SCRIPT_FLOWS; i++)
		if (flows[i])
			fn(flows[i], ms);
}

static void pass(struct fake_flow *flow, u64 ms)
{
	fake_pass(flow, ms * MS);
}

static void tick(struct fake_flow *flow, u64 ms)
{
	(void)ms;
	fake_tick(flow);
}

static void limit(const struct fake_record *rec)
{
	if (rec->len < 3)
		return;
	fake_room.devices = rec->data[0];
	fake_room.notes = rec->data[1];
	fake_room.layouts = rec->data[2];
}

static void run(const struct fake_record *rec)
{
	struct fake_flow *flow = flows[rec->flow];
	u32 ms = 0;

	switch (rec->kind) {
	case FAKE_OPEN:
		open_flow(rec);
		break;
	case FAKE_GAP:
		if (flow && flow->ctx.transport == FT_TCP)
			fake_gap(flow, rec->dir);
		break;
	case FAKE_PASS:
		memcpy(&ms, rec->data, min_t(u32, rec->len, sizeof(ms)));
		all_flows(pass, min_t(u32, ms, PASS_MAX_MS));
		break;
	case FAKE_TICK:
		all_flows(tick, 0);
		break;
	case FAKE_FORGET:
		fake_forget();
		break;
	case FAKE_LIMIT:
		limit(rec);
		break;
	default:
		octets(rec);
	}
}

/* What netlink would ask for; the fake core looks at each answer. */
static void look_at(const char *address, const struct ft_item *item,
		    const u8 *data, void *arg)
{
	u32 *sum = arg, i;
	char text[64];

	for (i = 0; i < item->len; i++)
		*sum += data[i];
	*sum += strlen(address);
	if (item->unit)
		*sum += strlen(item->unit);
	if (fake_decoder->status_name) {
		i = fake_decoder->status_name(item->status, text, sizeof(text));
		assert(i < sizeof(text));
		fake_decoder->status_name(item->status, text, 1);
	}
}

static volatile u32 seen;

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
	(void)argc;
	(void)argv;
	/* Scripts of scripts are of no use. */
	unsetenv("FAKE_CORPUS");
	fake_core_start();
	return 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct fake_record rec;
	u32 done = 0, n, i, sum = 0;

	for (i = 0; i < RECORDS_MAX; i++) {
		n = fake_record_read(data + done, size - done, &rec);
		if (!n)
			break;
		run(&rec);
		done += n;
	}
	fake_each_item(look_at, &sum);
	seen = sum;
	all_flows(pass, PASS_MAX_MS);
	all_flows(tick, 0);
	for (i = 0; i < FAKE_SCRIPT_FLOWS; i++)
		end(i);
	fake_core_reset();
	return 0;
}
