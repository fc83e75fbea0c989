// SPDX-License-Identifier: GPL-2.0
/*
 * DCE/RPC, connectionless, as far as a Connect exchange needs it.
 *
 * A header of 80 octets, its integers in the order that the upper nibble of the
 * data representation tells (0 big-endian, 1 little-endian), UUIDs included.
 * Request and response have the same activity UUID and sequence number; the
 * ends need not tell them apart, as both may own the port.  Then, in the same
 * order, NDR: a request has ArgsMaximum, a response PNIOStatus, both have
 * ArgsLength and the array's MaximumCount, Offset and ActualCount, u32 each.
 * The blocks in the array are big-endian.
 *
 * Source: C706, 12.5.2 (header), 12.5.3 (bodies), 14.2.5 (data representation);
 * IEC 61158-6-10, APDU of PNIO services.
 */
#include <linux/kernel.h>
#include <linux/slab.h>
#include <linux/string.h>

#include "profinet_connect.h"

#define RPC_HEADER_LEN		80
#define RPC_VERSION		4
#define RPC_NDR_LEN		20

#define RPC_REQUEST		0
#define RPC_RESPONSE		2
#define RPC_FAULT		3
#define RPC_REJECT		6
#define RPC_TYPE_LAST		10

#define RPC_FLAG_LAST		0x02
#define RPC_FLAG_FRAGMENT	0x04

#define RPC_CONNECT		0

/* DEA00001-6C97-11D1-8271-00A02442DF7D, the interface of an IO device. */
#define RPC_DEVICE_HI		0xdea000016c9711d1ULL
#define RPC_DEVICE_LO		0x827100a02442df7dULL

/**
 * struct rpc_uuid - a UUID whose octets are in order
 * @hi: the first eight
 * @lo: the others
 */
struct rpc_uuid {
	u64 hi;
	u64 lo;
};

/**
 * struct rpc_pdu - a PDU of DCE/RPC, taken apart
 * @activity: activity UUID
 * @seq: sequence number within it
 * @fragment: number of the fragment
 * @opnum: operation
 * @type: packet type
 * @flags: first set of flags
 * @little: integers of header and NDR are little-endian
 * @device: it is about the interface of an IO device
 * @body: what follows the header
 * @len: octets of @body
 */
struct rpc_pdu {
	struct rpc_uuid activity;
	u32 seq;
	u16 fragment;
	u16 opnum;
	u8 type;
	u8 flags;
	bool little;
	bool device;
	const u8 *body;
	u32 len;
};

/**
 * struct rpc_call - PN_NOTE_CALL: a request that waits for its answer
 * @kind: enum pn_note
 * @seq: sequence number
 * @asked: monotonic time
 * @blocks: its blocks
 */
struct rpc_call {
	u32 kind;
	u32 seq;
	u64 asked;
	u8 blocks[];
};

/**
 * struct rpc_pieces - PN_NOTE_REQUEST_PIECES, PN_NOTE_RESPONSE_PIECES
 * @kind: enum pn_note
 * @seq: sequence number
 * @fragments: how many there are, from the first one on
 * @zero: no padding
 * @octets: what they carry
 */
struct rpc_pieces {
	u32 kind;
	u32 seq;
	u16 fragments;
	u16 zero;
	u8 octets[];
};

/**
 * struct rpc_station - PN_NOTE_STATION: who answers at an IP address
 * @kind: enum pn_note
 * @mac: its MAC
 * @zero: no padding
 */
struct rpc_station {
	u32 kind;
	u8 mac[PN_MAC_LEN];
	u8 zero[2];
};

/* The header */

static u16 rpc_u16(const u8 *p, bool little)
{
	return little ? get_unaligned_le16(p) : get_unaligned_be16(p);
}

static u32 rpc_u32(const u8 *p, bool little)
{
	return little ? get_unaligned_le32(p) : get_unaligned_be32(p);
}

static struct rpc_uuid rpc_uuid(const u8 *p, bool little)
{
	return (struct rpc_uuid) {
		.hi = (u64)rpc_u32(p, little) << 32 |
		      (u32)rpc_u16(p + 4, little) << 16 |
		      rpc_u16(p + 6, little),
		.lo = get_unaligned_be64(p + 8),
	};
}

static int rpc_read(struct rpc_pdu *pdu, const u8 *p, u32 len)
{
	struct rpc_uuid interface;

	if (len < RPC_HEADER_LEN)
		return FIELDTAP_STAT_PDU_TRUNCATED;
	if (p[0] != RPC_VERSION || p[1] > RPC_TYPE_LAST || p[4] >> 4 > 1)
		return FIELDTAP_STAT_PDU_NONSENSE;
	pdu->type = p[1];
	pdu->flags = p[2];
	pdu->little = p[4] >> 4;
	interface = rpc_uuid(p + 24, pdu->little);
	pdu->device = interface.hi == RPC_DEVICE_HI &&
		      interface.lo == RPC_DEVICE_LO;
	pdu->activity = rpc_uuid(p + 40, pdu->little);
	pdu->seq = rpc_u32(p + 64, pdu->little);
	pdu->opnum = rpc_u16(p + 68, pdu->little);
	pdu->len = rpc_u16(p + 74, pdu->little);
	pdu->fragment = rpc_u16(p + 76, pdu->little);
	pdu->body = p + RPC_HEADER_LEN;
	return pdu->len > len - RPC_HEADER_LEN ? FIELDTAP_STAT_PDU_TRUNCATED :
						 0;
}

/* The blocks behind the NDR header. */
static int rpc_blocks(const struct rpc_pdu *pdu, const u8 *body, u32 len,
		      struct pn_reader *blocks)
{
	u32 claimed;

	if (len < RPC_NDR_LEN)
		return FIELDTAP_STAT_PDU_TRUNCATED;
	claimed = rpc_u32(body + 16, pdu->little);
	if (claimed > len - RPC_NDR_LEN)
		return FIELDTAP_STAT_PDU_TRUNCATED;
	if (rpc_u32(body + 12, pdu->little) ||
	    claimed > rpc_u32(body + 8, pdu->little))
		return FIELDTAP_STAT_PDU_MALFORMED;
	*blocks = (struct pn_reader) {
		.p = body + RPC_NDR_LEN,
		.left = claimed,
	};
	return 0;
}

/* Calls */

static struct ft_note_id rpc_note_id(enum pn_note kind,
				     const struct rpc_pdu *pdu)
{
	return pn_note_id(kind, pdu->activity.hi, pdu->activity.lo);
}

/* The request that the PDU answers; len gets the octets of its blocks. */
static const struct rpc_call *rpc_call(struct ft_ctx *ctx,
				       const struct ft_note_id *id,
				       const struct rpc_pdu *pdu, u32 *len)
{
	const struct rpc_call *call;
	u32 all;

	call = pn_note_get(ctx, id, PN_NOTE_CALL, sizeof(*call), &all);
	if (!call || call->seq != pdu->seq)
		return NULL;
	if (len)
		*len = all - sizeof(*call);
	return call;
}

static int rpc_request(struct ft_ctx *ctx, const struct rpc_pdu *pdu,
		       const u8 *body, u32 len)
{
	struct ft_note_id id = rpc_note_id(PN_NOTE_CALL, pdu);
	struct pn_exchange ex = {};
	struct rpc_call *call;
	int why;

	why = rpc_blocks(pdu, body, len, &ex.request);
	if (!why)
		why = pn_connect_check(ctx, &ex);
	if (why)
		return why;
	len = ex.request.left;
	call = kmalloc(sizeof(*call) + len, GFP_ATOMIC);
	if (!call) {
		ft_count(ctx, FIELDTAP_STAT_NO_MEMORY);
		return 0;
	}
	call->kind = PN_NOTE_CALL;
	call->seq = pdu->seq;
	call->asked = ctx->mono;
	memcpy(call->blocks, ex.request.p, len);
	ft_note_set(ctx, &id, call, sizeof(*call) + len);
	kfree(call);
	return 0;
}

/* The end that answers. */
static const struct ft_addr *rpc_answerer(const struct ft_ctx *ctx)
{
	return ctx->dir == FT_TO_CLIENT ? ctx->server : ctx->client;
}

static struct ft_note_id rpc_station_id(const struct ft_addr *addr)
{
	return pn_note_id(PN_NOTE_STATION, get_unaligned_be64(addr->octets),
			  get_unaligned_be64(addr->octets + 8));
}

/* A refusal does not tell the MAC, but an answer before it may have done. */
static void rpc_refused(struct ft_ctx *ctx, u64 asked, u32 status)
{
	struct ft_note_id id = rpc_station_id(rpc_answerer(ctx));
	const struct rpc_station *station;
	struct ft_device *dev;
	struct ft_addr addr;
	u32 len;

	station = pn_note_get(ctx, &id, PN_NOTE_STATION, sizeof(*station),
			      &len);
	if (!station)
		return;
	addr = pn_mac_addr(station->mac);
	dev = ft_station_at(ctx, &addr, NULL, 0);
	ft_request(ctx, dev);
	ft_exception(ctx, dev, asked, status);
}

/* PROFINET has IPv4 addresses only. */
static void rpc_label_ip(struct ft_ctx *ctx, struct ft_device *dev,
			 const u8 *octets)
{
	static const u8 mapped[12] = { [10] = 0xff, [11] = 0xff };
	const u8 *ip = octets + sizeof(mapped);
	char text[sizeof("255.255.255.255")];

	if (memcmp(octets, mapped, sizeof(mapped)))
		return;
	scnprintf(text, sizeof(text), "%u.%u.%u.%u", ip[0], ip[1], ip[2],
		  ip[3]);
	ft_label(ctx, dev, "ip", text);
}

static void rpc_answered(struct ft_ctx *ctx, u64 asked, const u8 *mac)
{
	const struct ft_addr *end = rpc_answerer(ctx);
	struct ft_note_id id = rpc_station_id(end);
	struct rpc_station station = { .kind = PN_NOTE_STATION };
	struct ft_addr addr = pn_mac_addr(mac);
	struct ft_device *dev = ft_station_at(ctx, &addr, NULL, 0);

	memcpy(station.mac, mac, PN_MAC_LEN);
	ft_note_set(ctx, &id, &station, sizeof(station));
	ft_request(ctx, dev);
	ft_answer(ctx, dev, asked);
	rpc_label_ip(ctx, dev, end->octets);
}

/* An answer to this call, positive or not. */
static int rpc_conclude(struct ft_ctx *ctx, const struct rpc_pdu *pdu,
			const struct rpc_call *call, struct pn_exchange *ex,
			const u8 *body, u32 len)
{
	const u64 asked = call->asked < ctx->mono ? call->asked : ctx->mono;
	u32 status;
	int why;

	why = rpc_blocks(pdu, body, len, &ex->response);
	if (why)
		return why;
	status = rpc_u32(body, pdu->little);
	if (status) {
		rpc_refused(ctx, asked, status);
		return 0;
	}
	why = pn_connect_learn(ctx, ex);
	if (!why)
		rpc_answered(ctx, asked, ex->device);
	return why;
}

static int rpc_response(struct ft_ctx *ctx, const struct rpc_pdu *pdu,
			const u8 *body, u32 len)
{
	struct ft_note_id id = rpc_note_id(PN_NOTE_CALL, pdu);
	const struct rpc_call *call;
	struct pn_exchange ex = {};
	int why;

	call = rpc_call(ctx, &id, pdu, &ex.request.left);
	if (!call)
		return FIELDTAP_STAT_PDU_UNMATCHED;
	ex.request.p = call->blocks;
	why = rpc_conclude(ctx, pdu, call, &ex, body, len);
	ft_note_drop(ctx, &id);
	return why;
}

static int rpc_whole(struct ft_ctx *ctx, const struct rpc_pdu *pdu,
		     const u8 *body, u32 len)
{
	if (pdu->type == RPC_REQUEST)
		return rpc_request(ctx, pdu, body, len);
	return rpc_response(ctx, pdu, body, len);
}

/* Fragments */

static struct rpc_pieces *rpc_pieces_join(struct ft_ctx *ctx,
					  const struct rpc_pdu *pdu,
					  const struct rpc_pieces *old,
					  u32 old_len)
{
	struct rpc_pieces *pieces;

	pieces = kmalloc(old_len + pdu->len, GFP_ATOMIC);
	if (!pieces) {
		ft_count(ctx, FIELDTAP_STAT_NO_MEMORY);
		return NULL;
	}
	memcpy(pieces, old, old_len);
	memcpy((u8 *)pieces + old_len, pdu->body, pdu->len);
	pieces->fragments++;
	return pieces;
}

/* pdu is the fragment that follows those in old. */
static int rpc_pieces_add(struct ft_ctx *ctx, const struct rpc_pdu *pdu,
			  const struct ft_note_id *id,
			  const struct rpc_pieces *old, u32 old_len)
{
	const u32 len = old_len + pdu->len;
	struct rpc_pieces *pieces;
	int why = 0;

	if (len > FT_NOTE_MAX) {
		ft_note_drop(ctx, id);
		return FIELDTAP_STAT_PDU_INCOMPLETE;
	}
	pieces = rpc_pieces_join(ctx, pdu, old, old_len);
	if (!pieces)
		return FIELDTAP_STAT_PDU_INCOMPLETE;
	if (pdu->flags & RPC_FLAG_LAST) {
		ft_note_drop(ctx, id);
		why = rpc_whole(ctx, pdu, pieces->octets,
				len - sizeof(*pieces));
	} else if (ft_note_set(ctx, id, pieces, len)) {
		why = FIELDTAP_STAT_PDU_INCOMPLETE;
	}
	kfree(pieces);
	return why;
}

/* In order; one that comes again changes nothing. */
static int rpc_fragment(struct ft_ctx *ctx, const struct rpc_pdu *pdu)
{
	const enum pn_note kind = pdu->type == RPC_REQUEST ?
				  PN_NOTE_REQUEST_PIECES :
				  PN_NOTE_RESPONSE_PIECES;
	struct ft_note_id id = rpc_note_id(kind, pdu);
	const struct rpc_pieces none = { .kind = kind, .seq = pdu->seq };
	const struct rpc_pieces *old;
	u32 len;

	old = pn_note_get(ctx, &id, kind, sizeof(*old), &len);
	if (!old || old->seq != pdu->seq) {
		old = &none;
		len = sizeof(none);
	}
	if (pdu->fragment < old->fragments)
		return 0;
	if (pdu->fragment > old->fragments) {
		ft_note_drop(ctx, &id);
		return FIELDTAP_STAT_PDU_INCOMPLETE;
	}
	return rpc_pieces_add(ctx, pdu, &id, old, len);
}

/* The server will not answer the call. */
static int rpc_failed(struct ft_ctx *ctx, const struct rpc_pdu *pdu)
{
	struct ft_note_id id = rpc_note_id(PN_NOTE_CALL, pdu);

	if (rpc_call(ctx, &id, pdu, NULL))
		ft_note_drop(ctx, &id);
	return 0;
}

/*
 * After a Release the values grow stale, and their layouts stay, for without
 * them nobody could read the last ones: so it leaves nothing to do.
 */
int pn_rpc(struct ft_ctx *ctx, const u8 *p, u32 len)
{
	struct rpc_pdu pdu;
	int why;

	why = rpc_read(&pdu, p, len);
	if (why)
		return why;
	if (pdu.type == RPC_FAULT || pdu.type == RPC_REJECT)
		return rpc_failed(ctx, &pdu);
	if ((pdu.type != RPC_REQUEST && pdu.type != RPC_RESPONSE) ||
	    !pdu.device || pdu.opnum != RPC_CONNECT)
		return 0;
	if (pdu.flags & RPC_FLAG_FRAGMENT)
		return rpc_fragment(ctx, &pdu);
	return rpc_whole(ctx, &pdu, pdu.body, pdu.len);
}
