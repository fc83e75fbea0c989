// SPDX-License-Identifier: GPL-2.0
/*
 * Source: OPC 10000-14 (OPC UA Part 14: PubSub), 7.2.4 (UADP message mapping).
 *
 * A NetworkMessage has DataSetMessages, a DataSetMessage has fields.  Each field
 * is an image of its own, so that a delta frame, which brings some of them,
 * needs nothing of what came before.  Names of fields are not on the wire:
 * they are WRITERGROUP/WRITER/INDEX.
 */
#include <linux/kernel.h>
#include <linux/string.h>
#include <linux/unaligned.h>

#include "opcua_uadp.h"

/* First octet (7.2.4.4.2): version, flags. */
#define UA_UADP_VERSION		0x0f
#define UA_UADP_PUBLISHER	0x10
#define UA_UADP_GROUP		0x20
#define UA_UADP_PAYLOAD		0x40
#define UA_UADP_EXTENDED	0x80

/* ExtendedFlags1 */
#define UA_EXT1_PUBLISHER	0x07
#define UA_EXT1_CLASS		0x08
#define UA_EXT1_SECURITY	0x10
#define UA_EXT1_TIME		0x20
#define UA_EXT1_PICO		0x40
#define UA_EXT1_EXTENDED	0x80

/* ExtendedFlags2 */
#define UA_EXT2_CHUNK		0x01
#define UA_EXT2_PROMOTED	0x02
#define UA_EXT2_TYPE		0x1c
#define UA_EXT2_RESERVED	0xe0
/* Of 4 and 8, probes and announcements; above nothing is defined. */
#define UA_EXT2_TYPE_MAX	0x08

/* GroupFlags */
#define UA_GROUP_ID		0x01
#define UA_GROUP_VERSION	0x02
#define UA_GROUP_NUMBER		0x04
#define UA_GROUP_SEQUENCE	0x08

/* SecurityFlags */
#define UA_SEC_SIGNED		0x01
#define UA_SEC_ENCRYPTED	0x02
#define UA_SEC_FOOTER		0x04

/* DataSetFlags1 and 2 (7.2.4.5.4) */
#define UA_SET1_VALID		0x01
#define UA_SET1_ENCODING	0x06
#define UA_SET1_VARIANT		0x00
#define UA_SET1_RAW		0x02
#define UA_SET1_DATA_VALUE	0x04
#define UA_SET1_SEQUENCE	0x08
#define UA_SET1_STATUS		0x10
#define UA_SET1_MAJOR		0x20
#define UA_SET1_MINOR		0x40
#define UA_SET1_EXTENDED	0x80
#define UA_SET2_TYPE		0x0f
#define UA_SET2_TIME		0x10
#define UA_SET2_PICO		0x20

enum ua_set_type {
	UA_SET_KEY,
	UA_SET_DELTA,
	UA_SET_EVENT,
	UA_SET_ALIVE,
};

/**
 * struct ua_network - a NetworkMessage
 * @ctx: context of the callback
 * @dev: the publisher; NULL while the message is only looked at
 * @publisher: who it is
 * @flags: first octet, ExtendedFlags1 and 2
 * @group: WriterGroupId, 0 where it is not said
 * @count: DataSetMessages
 * @writers: where their writers' ids stand, if they do
 * @sizes: where their sizes stand, if they do
 * @time: nanoseconds since the epoch or 0
 * @rest: octets behind the payload are a signature or padding
 */
struct ua_network {
	struct ft_ctx *ctx;
	struct ft_device *dev;
	struct ua_publisher publisher;
	u8 flags[3];
	u16 group;
	u8 count;
	struct ua_cursor writers;
	struct ua_cursor sizes;
	u64 time;
	bool rest;
};

/**
 * struct ua_set - a DataSetMessage
 * @flags: DataSetFlags1
 * @type: enum ua_set_type
 * @writer: DataSetWriterId, 0 where it is not said
 * @status: StatusCode
 * @time: nanoseconds since the epoch or 0
 */
struct ua_set {
	u8 flags;
	u8 type;
	u16 writer;
	u32 status;
	u64 time;
};

/* Headers of the NetworkMessage */

static void ua_read_publisher(struct ua_cursor *c, u8 type,
			      struct ua_publisher *publisher)
{
	u64 id = 0;
	u32 len;

	switch (type) {
	case 0:
		id = ua_u8(c);
		break;
	case 1:
		id = ua_u16(c);
		break;
	case 2:
		id = ua_u32(c);
		break;
	case 3:
		id = ua_u64(c);
		break;
	case 4:
		len = ua_length(c);
		if (len > UA_PUBLISHER_TEXT_MAX) {
			ua_skip(c, len);
			return;
		}
		publisher->id[0] = 1;
		ua_copy(c, publisher->id + 1, len);
		publisher->len = 1 + len;
		return;
	default:
		ua_fail(c, FIELDTAP_STAT_PDU_MALFORMED);
	}
	publisher->id[0] = 0;
	put_unaligned_le64(id, publisher->id + 1);
	publisher->len = 1 + sizeof(id);
}

static void ua_read_flags(struct ua_cursor *c, u8 *flags)
{
	flags[0] = ua_u8(c);
	flags[1] = flags[0] & UA_UADP_EXTENDED ? ua_u8(c) : 0;
	flags[2] = flags[1] & UA_EXT1_EXTENDED ? ua_u8(c) : 0;
	if ((flags[0] & UA_UADP_VERSION) != 1 || flags[2] & UA_EXT2_RESERVED ||
	    (flags[2] & UA_EXT2_TYPE) > UA_EXT2_TYPE_MAX)
		ua_fail(c, FIELDTAP_STAT_PDU_NONSENSE);
}

static void ua_read_group(struct ua_cursor *c, struct ua_network *net)
{
	u8 flags = ua_u8(c);

	if (flags & UA_GROUP_ID)
		net->group = ua_u16(c);
	if (flags & UA_GROUP_VERSION)
		ua_skip(c, 4);
	if (flags & UA_GROUP_NUMBER)
		ua_skip(c, 2);
	if (flags & UA_GROUP_SEQUENCE)
		ua_skip(c, 2);
}

/* 7.2.4.4.3; what stands behind the payload is taken away. */
static void ua_read_security(struct ua_cursor *c, struct ua_network *net)
{
	u8 flags = ua_u8(c);
	u32 footer = 0;

	ua_skip(c, 4);				/* SecurityTokenId */
	ua_skip(c, ua_u8(c));			/* MessageNonce */
	if (flags & UA_SEC_FOOTER)
		footer = ua_u16(c);
	if (flags & UA_SEC_ENCRYPTED)
		ua_fail(c, FIELDTAP_STAT_PDU_ENCRYPTED);
	if (footer > c->left)
		ua_fail(c, FIELDTAP_STAT_PDU_TRUNCATED);
	if (flags & UA_SEC_SIGNED || footer)
		net->rest = true;
}

static void ua_read_network(struct ua_cursor *c, struct ua_network *net)
{
	const u8 *flags = net->flags;

	ua_read_flags(c, net->flags);
	if (flags[0] & UA_UADP_PUBLISHER)
		ua_read_publisher(c, flags[1] & UA_EXT1_PUBLISHER,
				  &net->publisher);
	if (flags[1] & UA_EXT1_CLASS)
		ua_skip(c, 16);
	if (flags[0] & UA_UADP_GROUP)
		ua_read_group(c, net);
	if (flags[2] & UA_EXT2_TYPE)
		return;
	if (flags[2] & UA_EXT2_CHUNK)
		ua_fail(c, FIELDTAP_STAT_PDU_UNSUPPORTED);
	net->count = 1;
	if (flags[0] & UA_UADP_PAYLOAD) {
		net->count = ua_u8(c);
		net->writers = *c;
		ua_skip(c, 2 * net->count);
	}
	if (flags[1] & UA_EXT1_TIME)
		net->time = ua_time(ua_u64(c));
	if (flags[1] & UA_EXT1_PICO)
		ua_skip(c, 2);
	if (flags[2] & UA_EXT2_PROMOTED)
		ua_skip(c, ua_u16(c));
	if (flags[1] & UA_EXT1_SECURITY)
		ua_read_security(c, net);
	net->sizes = *c;
	if (flags[0] & UA_UADP_PAYLOAD && net->count > 1)
		ua_skip(c, 2 * net->count);
}

/* DataSetMessages */

static void ua_read_set(struct ua_cursor *c, struct ua_set *set, u64 time)
{
	u8 more;

	set->flags = ua_u8(c);
	more = set->flags & UA_SET1_EXTENDED ? ua_u8(c) : 0;
	set->type = more & UA_SET2_TYPE;
	set->time = time;
	set->status = 0;
	if (set->flags & UA_SET1_SEQUENCE)
		ua_skip(c, 2);
	if (more & UA_SET2_TIME)
		set->time = ua_time(ua_u64(c));
	if (more & UA_SET2_PICO)
		ua_skip(c, 2);
	if (set->flags & UA_SET1_STATUS)
		set->status = (u32)ua_u16(c) << 16;
	if (set->flags & UA_SET1_MAJOR)
		ua_skip(c, 4);
	if (set->flags & UA_SET1_MINOR)
		ua_skip(c, 4);
	if (set->type > UA_SET_ALIVE ||
	    (set->flags & UA_SET1_ENCODING) == UA_SET1_ENCODING)
		ua_fail(c, FIELDTAP_STAT_PDU_MALFORMED);
}

static void ua_read_field(struct ua_cursor *c, const struct ua_set *set,
			  struct ua_value *value)
{
	if ((set->flags & UA_SET1_ENCODING) == UA_SET1_DATA_VALUE) {
		ua_read_value(c, value);
	} else {
		ua_read_variant(c, value);
		value->status = set->status;
	}
	if (!value->source_time)
		value->source_time = set->time;
}

static void ua_emit_field(const struct ua_network *net,
			  const struct ua_set *set, u16 field,
			  const struct ua_value *value)
{
	struct ua_key key;

	if (!net->dev)
		return;
	ua_field_key(&key, net->group, set->writer, field);
	/* One piece: nothing has to be put together. */
	ua_emit(net->ctx, net->dev, &key, value, NULL);
}

static void ua_read_fields(struct ua_cursor *c, const struct ua_network *net,
			   const struct ua_set *set)
{
	u32 n = ua_u16(c), i;
	struct ua_value value;
	u16 field;

	for (i = 0; i < n && !c->why; i++) {
		field = set->type == UA_SET_DELTA ? ua_u16(c) : i;
		ua_read_field(c, set, &value);
		/* Events are no values that last. */
		if (!c->why && set->type != UA_SET_EVENT)
			ua_emit_field(net, set, field, &value);
	}
}

/* Where one field ends only those know who have the publisher's configuration. */
static void ua_read_raw(struct ua_cursor *c, const struct ua_network *net,
			const struct ua_set *set)
{
	struct ua_key key;
	struct ft_emit emit = {
		.key = key.octets,
		.data = c->piece->p + c->at,
		.len = min_t(u32, c->left, UA_CONTENT_MAX),
		.total = c->left,
		.source_time = set->time,
		.quality = ua_quality(set->status),
		.status = set->status,
	};

	/* Nor where the signature begins. */
	if (set->type != UA_SET_KEY ||
	    (net->count == 1 && net->flags[1] & UA_EXT1_SECURITY))
		ua_fail(c, FIELDTAP_STAT_PDU_UNSUPPORTED);
	ua_skip(c, c->left);
	if (!net->dev || c->why)
		return;
	ua_raw_key(&key, net->group, set->writer);
	emit.key_len = key.len;
	ft_emit(net->ctx, net->dev, &emit);
}

static void ua_read_message(struct ua_cursor *c, const struct ua_network *net,
			    u16 writer)
{
	struct ua_set set = { .writer = writer };

	ua_read_set(c, &set, net->time);
	if (!(set.flags & UA_SET1_VALID) || set.type == UA_SET_ALIVE || c->why)
		return;
	if ((set.flags & UA_SET1_ENCODING) == UA_SET1_RAW)
		ua_read_raw(c, net, &set);
	else
		ua_read_fields(c, net, &set);
}

/* One of a size that is told. */
static void ua_read_sized(struct ua_cursor *c, const struct ua_network *net,
			  u16 writer, u32 size)
{
	u32 rest;

	if (size > c->left)
		ua_fail(c, FIELDTAP_STAT_PDU_TRUNCATED);
	rest = c->left - size;
	c->left = size;
	ua_read_message(c, net, writer);
	ua_skip(c, c->left);
	if (!c->why)
		c->left = rest;
}

static void ua_read_payload(struct ua_cursor *c, const struct ua_network *net)
{
	struct ua_cursor writers = net->writers;
	struct ua_cursor sizes = net->sizes;
	u16 writer = 0;
	u32 i;

	for (i = 0; i < net->count && !c->why; i++) {
		if (net->flags[0] & UA_UADP_PAYLOAD)
			writer = ua_u16(&writers);
		if (net->count > 1)
			ua_read_sized(c, net, writer, ua_u16(&sizes));
		else
			ua_read_message(c, net, writer);
	}
}

/* A publisher that does not name itself is known by where it sends from. */
static struct ft_device *ua_publisher(const struct ua_network *net)
{
	static const struct ft_addr named = { .kind = FT_ADDR_NAMED };
	struct ft_ctx *ctx = net->ctx;

	if (net->publisher.len)
		return ft_station_at(ctx, &named, net->publisher.id,
				     net->publisher.len);
	if (ctx->dir == FT_TO_SERVER)
		return ft_station_at(ctx, ctx->client, NULL, 0);
	return ft_station(ctx, NULL, 0);
}

int ua_datagram(struct ft_ctx *ctx, const u8 *p, u32 len)
{
	const struct ua_piece piece = { .p = p, .len = len };
	struct ua_network net = {
		.ctx = ctx,
		.rest = ctx->transport == FT_ETHER,
	};
	struct ua_cursor c, payload;

	ua_begin(&c, &piece, 1);
	ua_read_network(&c, &net);
	if (c.why || net.flags[2] & UA_EXT2_TYPE)
		return -c.why;
	payload = c;
	ua_read_payload(&c, &net);
	if (!c.why && c.left && !net.rest)
		ua_fail(&c, FIELDTAP_STAT_PDU_MALFORMED);
	if (c.why)
		return -c.why;
	if (net.flags[0] & UA_UADP_PUBLISHER && !net.publisher.len) {
		ft_count(ctx, FIELDTAP_STAT_NAMES_REFUSED);
		return 0;
	}
	net.dev = ua_publisher(&net);
	ft_publish(ctx, net.dev);
	ua_read_payload(&payload, &net);
	return 0;
}
