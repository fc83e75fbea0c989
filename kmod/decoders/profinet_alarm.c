// SPDX-License-Identifier: GPL-2.0
/*
 * RTA-PDU: AlarmDstEndpoint u16, AlarmSrcEndpoint u16, PDU type u8 (low nibble;
 * version 1 in the high one), flags u8, SendSeqNum u16, AckSeqNum u16,
 * VarPartLen u16; then, of a data PDU, one AlarmNotification block {AlarmType
 * u16, API u32, slot u16, subslot u16, module u32, submodule u32, specifier
 * u16, what the type has} or one AlarmAck block.
 *
 * Source: IEC 61158-6-10, RTA-PDU; AlarmNotification-PDU.
 */
#include <linux/kernel.h>
#include <linux/string.h>

#include "profinet.h"

#define RTA_VERSION		1
#define RTA_DATA		1
#define RTA_ERROR		4

#define ALARM_HIGH		0x0001
#define ALARM_LOW		0x0002
#define ALARM_ACK_HIGH		0x8001
#define ALARM_ACK_LOW		0x8002

/* A sender gives up well before, so the same number is another alarm then. */
#define ALARM_AGAIN_NS		(10ULL * 1000 * 1000 * 1000)

/**
 * struct rta - header of an RTA-PDU
 * @said: who sent which data
 * @type: PDU type
 * @var: the rest
 */
struct rta {
	struct pn_alarmed said;
	u8 type;
	struct pn_reader var;
};

static const char *alarm_text(u16 type)
{
	static const char * const texts[] = {
		[0x01] = "diagnosis appears",
		[0x02] = "process",
		[0x03] = "pull",
		[0x04] = "plug",
		[0x05] = "status",
		[0x06] = "update",
		[0x07] = "media redundancy",
		[0x08] = "controlled by supervisor",
		[0x09] = "released",
		[0x0a] = "plug wrong submodule",
		[0x0b] = "return of submodule",
		[0x0c] = "diagnosis disappears",
		[0x0d] = "multicast communication mismatch",
		[0x0e] = "port data change",
		[0x0f] = "sync data changed",
		[0x10] = "isochronous mode problem",
		[0x11] = "network component problem",
		[0x12] = "time data changed",
		[0x13] = "dynamic frame packing problem",
		[0x14] = "media redundancy with planned duplication problem",
		[0x15] = "system redundancy",
		[0x16] = "multiple interface mismatch",
		[0x1e] = "upload and retrieval",
		[0x1f] = "pull module",
	};

	if (type < ARRAY_SIZE(texts) && texts[type])
		return texts[type];
	if (type >= 0x20 && type <= 0x7f)
		return "manufacturer specific";
	if (type >= 0x80 && type <= 0xff)
		return "profile specific";
	return "reserved";
}

/* FNV-1a. */
static u32 alarm_hash(const u8 *p, u32 len)
{
	u32 hash = 2166136261U;

	while (len--)
		hash = (hash ^ *p++) * 16777619U;
	return hash;
}

static bool alarm_same(const struct pn_alarmed *a, const struct pn_alarmed *b)
{
	return a->mono && b->mono - a->mono <= ALARM_AGAIN_NS &&
	       a->source == b->source && a->destination == b->destination &&
	       a->seq == b->seq && a->hash == b->hash;
}

/* Whether it was told already: the receiver said nothing in time. */
static bool alarm_again(struct ft_ctx *ctx, const struct pn_alarmed *said)
{
	struct pn_flow *flow = ctx->priv;
	u32 i;

	for (i = 0; i < PN_ALARMS; i++)
		if (alarm_same(&flow->alarmed[i], said))
			return true;
	flow->alarmed[flow->next_alarmed++ % PN_ALARMS] = *said;
	return false;
}

static int alarm_notify(struct ft_ctx *ctx, const struct pn_alarmed *said,
			struct pn_reader *r)
{
	struct ft_device *dev;
	char item[sizeof("65535/65535")];
	struct ft_alarm alarm = { .item = item };
	u16 slot, subslot;

	alarm.code = pn_u16(r);
	pn_u32(r);
	slot = pn_u16(r);
	subslot = pn_u16(r);
	pn_take(r, 8);
	alarm.data = r->p;
	alarm.len = r->left;
	pn_u16(r);
	if (r->bad)
		return FIELDTAP_STAT_PDU_MALFORMED;

	dev = ft_station(ctx, NULL, 0);
	if (alarm_again(ctx, said)) {
		ft_repeated(ctx, dev);
		return 0;
	}
	scnprintf(item, sizeof(item), "%u/%u", slot, subslot);
	alarm.what = alarm_text(alarm.code);
	ft_alarm(ctx, dev, &alarm);
	return 0;
}

static int alarm_data(struct ft_ctx *ctx, struct rta *rta)
{
	struct pn_block block;

	rta->said.hash = alarm_hash(rta->var.p, rta->var.left);
	if (!pn_block_next(&rta->var, &block))
		return FIELDTAP_STAT_PDU_MALFORMED;
	switch (block.type) {
	case ALARM_HIGH:
	case ALARM_LOW:
		return alarm_notify(ctx, &rta->said, &block.body);
	case ALARM_ACK_HIGH:
	case ALARM_ACK_LOW:
		return 0;
	default:
		return FIELDTAP_STAT_PDU_UNSUPPORTED;
	}
}

int pn_alarm(struct ft_ctx *ctx, const u8 *p, u32 len)
{
	struct rta rta = { .said.mono = ctx->mono };
	struct pn_reader r = { .p = p, .left = len };
	u32 claimed;

	rta.said.destination = pn_u16(&r);
	rta.said.source = pn_u16(&r);
	rta.type = pn_u8(&r);
	pn_u8(&r);
	rta.said.seq = pn_u16(&r);
	pn_u16(&r);
	claimed = pn_u16(&r);
	if (r.bad || claimed > r.left)
		return FIELDTAP_STAT_PDU_TRUNCATED;
	if (rta.type >> 4 != RTA_VERSION)
		return FIELDTAP_STAT_PDU_UNSUPPORTED;
	rta.type &= 0x0f;
	rta.var = r;
	rta.var.left = claimed;
	if (rta.type == RTA_DATA)
		return alarm_data(ctx, &rta);
	return rta.type && rta.type <= RTA_ERROR ? 0 :
						   FIELDTAP_STAT_PDU_UNSUPPORTED;
}
