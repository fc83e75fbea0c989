// SPDX-License-Identifier: GPL-2.0
/*
 * Discovery and basic Configuration Protocol: what stations are called.
 *
 * ServiceID u8, ServiceType u8, Xid u32, response delay u16, DCPDataLength u16,
 * then blocks {option u8, suboption u8, length u16, octets}, each of them filled
 * up to an even length.  What a station says of itself has a BlockInfo u16 in
 * front, what somebody tells it to be a BlockQualifier u16.
 *
 * Source: IEC 61158-6-10, DCP.
 */
#include <linux/kernel.h>
#include <linux/slab.h>
#include <linux/string.h>

#include "profinet.h"

#define DCP_GET			3
#define DCP_SET			4
#define DCP_IDENTIFY		5
#define DCP_HELLO		6

#define DCP_REQUEST		0
#define DCP_SUCCESS		1
#define DCP_UNSUPPORTED		5

#define DCP_BLOCK(option, suboption)	((option) << 8 | (suboption))
#define DCP_IP			DCP_BLOCK(1, 2)
#define DCP_IP_SUITE		DCP_BLOCK(1, 3)
#define DCP_TYPE		DCP_BLOCK(2, 1)
#define DCP_NAME		DCP_BLOCK(2, 2)
#define DCP_VENDOR		DCP_BLOCK(2, 3)
#define DCP_ROLE		DCP_BLOCK(2, 4)
#define DCP_ALIAS		DCP_BLOCK(2, 6)
#define DCP_RESPONSE		DCP_BLOCK(5, 4)

/* IP address, mask and gateway. */
#define DCP_IP_LEN		12
/* A name of 240 octets, an IP suite and the end of a transaction. */
#define DCP_SET_MAX		316

/**
 * struct dcp_block - one block
 * @what: DCP_BLOCK()
 * @body: its octets
 */
struct dcp_block {
	u16 what;
	struct pn_reader body;
};

/**
 * struct dcp_set - PN_NOTE_SET: what somebody told a station to be
 * @kind: enum pn_note
 * @blocks: as on the wire
 */
struct dcp_set {
	u32 kind;
	u8 blocks[];
};

/* Whether there was one; when not, @r tells whether it was cut short. */
static bool dcp_block_next(struct pn_reader *r, struct dcp_block *block)
{
	u32 len;

	if (!r->left)
		return false;
	block->what = pn_u16(r);
	len = pn_u16(r);
	block->body.p = pn_take(r, len);
	block->body.left = len;
	block->body.bad = false;
	/* The last one may go without. */
	if (len % 2 && r->left)
		pn_take(r, 1);
	return !r->bad;
}

/* Labels */

static void dcp_label_text(struct ft_ctx *ctx, struct ft_device *dev,
			   const char *name, const struct pn_reader *r)
{
	char text[FIELDTAP_LABEL_VALUE_MAX];

	pn_text(r->p, r->left, text, sizeof(text));
	ft_label(ctx, dev, name, text);
}

static void dcp_label_ip(struct ft_ctx *ctx, struct ft_device *dev,
			 struct pn_reader *r)
{
	char text[sizeof("255.255.255.255")];
	const u8 *ip = pn_take(r, DCP_IP_LEN);

	if (!ip)
		return;
	scnprintf(text, sizeof(text), "%u.%u.%u.%u", ip[0], ip[1], ip[2],
		  ip[3]);
	ft_label(ctx, dev, "ip", text);
}

static void dcp_label_vendor(struct ft_ctx *ctx, struct ft_device *dev,
			     struct pn_reader *r)
{
	char text[sizeof("0x0000/0x0000")];
	u16 vendor = pn_u16(r);
	u16 device = pn_u16(r);

	if (r->bad)
		return;
	scnprintf(text, sizeof(text), "0x%04x/0x%04x", vendor, device);
	ft_label(ctx, dev, "vendor", text);
}

static void dcp_label_role(struct ft_ctx *ctx, struct ft_device *dev,
			   struct pn_reader *r)
{
	static const char * const roles[] = {
		"IO-Device", "IO-Controller", "IO-Multidevice", "PN-Supervisor",
	};
	char text[FIELDTAP_LABEL_VALUE_MAX] = "";
	u8 role = pn_u8(r);
	size_t i;
	int n = 0;

	if (r->bad)
		return;
	for (i = 0; i < ARRAY_SIZE(roles); i++)
		if (role & 1 << i)
			n += scnprintf(text + n, sizeof(text) - n, "%s%s",
				       n ? "," : "", roles[i]);
	ft_label(ctx, dev, "role", text);
}

/* Whether the block is as long as what it tells. */
static bool dcp_label(struct ft_ctx *ctx, struct ft_device *dev,
		      const struct dcp_block *block)
{
	struct pn_reader r = block->body;

	pn_u16(&r);
	if (r.bad)
		return false;
	switch (block->what) {
	case DCP_IP:
	case DCP_IP_SUITE:
		dcp_label_ip(ctx, dev, &r);
		break;
	case DCP_TYPE:
		dcp_label_text(ctx, dev, "type", &r);
		break;
	case DCP_NAME:
		dcp_label_text(ctx, dev, "name", &r);
		break;
	case DCP_VENDOR:
		dcp_label_vendor(ctx, dev, &r);
		break;
	case DCP_ROLE:
		dcp_label_role(ctx, dev, &r);
		break;
	case DCP_ALIAS:
		dcp_label_text(ctx, dev, "alias", &r);
		break;
	}
	return !r.bad;
}

/* Services */

/* What the sender says of itself. */
static int dcp_describe(struct ft_ctx *ctx, struct pn_reader *r)
{
	struct ft_device *dev = ft_station(ctx, NULL, 0);
	struct dcp_block block;
	bool good = true;

	while (dcp_block_next(r, &block))
		good &= dcp_label(ctx, dev, &block);
	return r->bad || !good ? FIELDTAP_STAT_PDU_MALFORMED : 0;
}

static struct ft_note_id dcp_set_id(const struct ft_addr *station, u32 xid)
{
	return pn_note_id(PN_NOTE_SET,
			  pn_mac_u64(station->octets + PN_MAC_AT), xid);
}

static int dcp_set_request(struct ft_ctx *ctx, struct pn_reader *r, u32 xid)
{
	struct ft_note_id id = dcp_set_id(ctx->client, xid);
	const u32 len = r->left;
	const u8 *blocks = r->p;
	struct dcp_block block;
	struct dcp_set *set;

	if (len > DCP_SET_MAX)
		return FIELDTAP_STAT_PDU_OVERSIZED;
	while (dcp_block_next(r, &block))
		;
	if (r->bad)
		return FIELDTAP_STAT_PDU_MALFORMED;
	set = kmalloc(sizeof(*set) + len, GFP_ATOMIC);
	if (!set) {
		ft_count(ctx, FIELDTAP_STAT_NO_MEMORY);
		return 0;
	}
	set->kind = PN_NOTE_SET;
	memcpy(set->blocks, blocks, len);
	ft_note_set(ctx, &id, set, sizeof(*set) + len);
	kfree(set);
	return 0;
}

static void dcp_set_done(struct ft_ctx *ctx, struct pn_reader asked, u16 what)
{
	struct ft_device *dev = ft_station(ctx, NULL, 0);
	struct dcp_block block;

	while (dcp_block_next(&asked, &block))
		if (block.what == what)
			dcp_label(ctx, dev, &block);
}

/* For each block that was asked for, an answer {option, suboption, error}. */
static int dcp_set_response(struct ft_ctx *ctx, struct pn_reader *r, u32 xid)
{
	struct ft_note_id id = dcp_set_id(ctx->server, xid);
	const struct dcp_set *set;
	struct pn_reader asked = {};
	struct dcp_block block;
	bool good = true;
	u32 len;

	set = pn_note_get(ctx, &id, PN_NOTE_SET, sizeof(*set), &len);
	if (set) {
		asked.p = set->blocks;
		asked.left = len - sizeof(*set);
	}
	while (dcp_block_next(r, &block)) {
		u16 what = pn_u16(&block.body);
		u8 error = pn_u8(&block.body);

		if (block.what != DCP_RESPONSE)
			continue;
		good &= !block.body.bad;
		if (!block.body.bad && !error)
			dcp_set_done(ctx, asked, what);
	}
	ft_note_drop(ctx, &id);
	if (r->bad || !good)
		return FIELDTAP_STAT_PDU_MALFORMED;
	return set ? 0 : FIELDTAP_STAT_PDU_UNMATCHED;
}

static int dcp_request(struct ft_ctx *ctx, u16 frame_id, u8 service,
		       struct pn_reader *r, u32 xid)
{
	struct dcp_block block;

	if (service == DCP_HELLO && frame_id == PN_FRAME_DCP_HELLO)
		return dcp_describe(ctx, r);
	if (service == DCP_SET)
		return dcp_set_request(ctx, r, xid);
	/* A Get names what it wants by options without a length. */
	if (service == DCP_GET)
		return 0;
	if (service != DCP_IDENTIFY)
		return FIELDTAP_STAT_PDU_UNSUPPORTED;
	while (dcp_block_next(r, &block))
		;
	return r->bad ? FIELDTAP_STAT_PDU_MALFORMED : 0;
}

static int dcp_success(struct ft_ctx *ctx, u8 service, struct pn_reader *r,
		       u32 xid)
{
	if (service == DCP_SET)
		return dcp_set_response(ctx, r, xid);
	if (service == DCP_GET || service == DCP_IDENTIFY)
		return dcp_describe(ctx, r);
	return FIELDTAP_STAT_PDU_UNSUPPORTED;
}

int pn_dcp(struct ft_ctx *ctx, u16 frame_id, const u8 *p, u32 len)
{
	struct pn_reader r = { .p = p, .left = len };
	u8 service, type;
	u32 xid, claimed;

	service = pn_u8(&r);
	type = pn_u8(&r);
	xid = pn_u32(&r);
	pn_u16(&r);
	claimed = pn_u16(&r);
	if (r.bad || claimed > r.left)
		return FIELDTAP_STAT_PDU_TRUNCATED;
	r.left = claimed;
	switch (type) {
	case DCP_REQUEST:
		return dcp_request(ctx, frame_id, service, &r, xid);
	case DCP_SUCCESS:
		return dcp_success(ctx, service, &r, xid);
	case DCP_UNSUPPORTED:
		return 0;
	default:
		return FIELDTAP_STAT_PDU_MALFORMED;
	}
}
