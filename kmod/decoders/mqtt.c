// SPDX-License-Identifier: GPL-2.0
/*
 * MQTT 3.1, 3.1.1 and 5.0.
 *
 * The broker, which is the side with the port, is the device; a topic is an
 * image, and its payload the value.  Whoever sends a message, publisher to
 * broker or broker to each subscriber, it is the same topic of the same broker:
 * frames are counted as they pass, and what passed last is what is shown.
 *
 * A message that the broker kept and sends because of a new subscription is
 * the newest that was to be kept, so it counts like any other, and has a
 * status that says so.
 *
 * Topic aliases (MQTT 5.0, 3.3.2.3.4) are notes of the connection, named by
 * direction, era and alias.  They are forgotten, by a new era, when octets of
 * that direction are lost: one of them may have been given another topic.
 *
 * Source: MQTT Version 5.0 and MQTT Version 3.1.1 (OASIS Standards).
 */
#include <linux/kernel.h>
#include <linux/module.h>
#include <linux/string.h>

#include "mqtt_flow.h"

/* An image keeps less; what is before the payload seldom needs as much. */
#define MQTT_PDU_KEPT	0x4000

/* Status of an image: the broker had kept it for new subscribers. */
#define MQTT_STATUS_RETAINED	1

/* Subscription option Retain As Published, MQTT 5.0, 3.8.3.1. */
#define MQTT_AS_PUBLISHED	0x08

/* Messages */

static struct ft_note_id mqtt_alias_note(const struct ft_ctx *ctx, u16 alias)
{
	const struct mqtt_flow *flow = ctx->priv;

	return (struct ft_note_id) {
		.scope = ctx->flow,
		.a = (u64)flow->era[ctx->dir] << 1 | ctx->dir,
		.b = alias,
	};
}

/* What cannot be a name is remembered as an empty one. */
static void mqtt_alias_set(struct ft_ctx *ctx, const struct mqtt_publish *pub)
{
	const struct ft_note_id id = mqtt_alias_note(ctx, pub->alias);
	u32 len = pub->topic_len > FT_KEY_MAX ? 0 : pub->topic_len;

	/* An alias that means something else by now is worse than none. */
	if (ft_note_set(ctx, &id, pub->topic, len))
		ft_note_drop(ctx, &id);
}

static int mqtt_alias_get(struct ft_ctx *ctx, struct mqtt_publish *pub)
{
	const struct ft_note_id id = mqtt_alias_note(ctx, pub->alias);

	pub->topic = ft_note_get(ctx, &id, &pub->topic_len);
	return pub->topic ? 0 : FIELDTAP_STAT_PDU_UNMATCHED;
}

/* Whether the topic can be the name of a value; counted if not. */
static bool mqtt_nameable(struct ft_ctx *ctx, const struct mqtt_publish *pub)
{
	if (pub->topic_len && pub->topic_len <= FT_KEY_MAX &&
	    mqtt_text(pub->topic, pub->topic_len, NULL) == MQTT_TEXT)
		return true;
	ft_count(ctx, FIELDTAP_STAT_NAMES_REFUSED);
	return false;
}

static void mqtt_emit(struct ft_ctx *ctx, const struct mqtt_packet *pkt,
		      const struct mqtt_publish *pub)
{
	const struct mqtt_flow *flow = ctx->priv;
	bool retained = ctx->dir == FT_TO_CLIENT && !flow->as_published &&
			pkt->flags & MQTT_RETAIN;
	const struct ft_emit emit = {
		.key = pub->topic,
		.key_len = pub->topic_len,
		.data = pub->payload,
		.len = pub->len,
		.total = pub->total,
		.status = retained ? MQTT_STATUS_RETAINED : 0,
	};

	if (mqtt_nameable(ctx, pub))
		ft_emit(ctx, ft_station(ctx, NULL, 0), &emit);
}

/* Whether the message was sent before; with QoS it is in flight from now on. */
static bool mqtt_again(struct ft_ctx *ctx, const struct mqtt_packet *pkt, u16 id)
{
	struct ft_device *dev = ft_station(ctx, NULL, 0);

	if (id && pkt->flags & MQTT_DUP &&
	    mqtt_in_flight(ctx, MQTT_PUBLISH, id)) {
		ft_repeated(ctx, dev);
		return true;
	}
	if (id)
		mqtt_asked(ctx, MQTT_PUBLISH, id);
	if (ctx->dir == FT_TO_CLIENT)
		ft_publish(ctx, dev);
	return false;
}

static int mqtt_take_publish(struct ft_ctx *ctx, const struct mqtt_packet *pkt)
{
	struct mqtt_publish pub;
	int why = mqtt_read_publish(ctx->priv, pkt, &pub);

	if (why)
		return why;
	if (pub.topic_len &&
	    (mqtt_topic_wrong(pub.topic, pub.topic_len) ||
	     mqtt_text(pub.topic, pub.topic_len, NULL) == MQTT_NO_TEXT))
		return FIELDTAP_STAT_PDU_MALFORMED;
	if (mqtt_again(ctx, pkt, pub.id))
		return 0;
	if (pub.topic_len && pub.alias)
		mqtt_alias_set(ctx, &pub);
	else if (pub.alias)
		why = mqtt_alias_get(ctx, &pub);
	if (!why)
		mqtt_emit(ctx, pkt, &pub);
	return why;
}

/* Other packets */

/* Nothing of an earlier session is in flight, and aliases begin anew. */
static int mqtt_take_connect(struct ft_ctx *ctx, const struct mqtt_packet *pkt)
{
	struct mqtt_flow *flow = ctx->priv;
	struct mqtt_connect con;
	int why = mqtt_connect(pkt, &con);

	if (!con.version)
		return why;
	flow->ring[FT_TO_SERVER].n = 0;
	flow->ring[FT_TO_CLIENT].n = 0;
	flow->era[FT_TO_SERVER]++;
	flow->era[FT_TO_CLIENT]++;
	flow->version = con.version;
	flow->told = true;
	flow->as_published = con.bridge;
	mqtt_asked(ctx, MQTT_CONNECT, 0);
	return why;
}

/* 3.2: MQTT 5 always has properties behind the code. */
static int mqtt_take_connack(struct ft_ctx *ctx, const struct mqtt_packet *pkt)
{
	struct mqtt_flow *flow = ctx->priv;

	if (pkt->len < 2)
		return FIELDTAP_STAT_PDU_TRUNCATED;
	if (pkt->body[0] > 1)
		return FIELDTAP_STAT_PDU_MALFORMED;
	mqtt_learn(flow, pkt->total > 2 ? MQTT_V5 : MQTT_V311);
	return mqtt_answered(ctx, MQTT_CONNECT, 0, pkt->body[1], true);
}

static int mqtt_take_filters(struct ft_ctx *ctx, const struct mqtt_packet *pkt)
{
	struct mqtt_flow *flow = ctx->priv;
	bool v5 = flow->version == MQTT_V5;
	int why, other_why;
	u8 options, other;

	why = mqtt_filters(pkt, v5, &options);
	other_why = mqtt_filters(pkt, !v5, &other);
	if (!flow->told && !why != !other_why) {
		v5 ^= !!why;
		mqtt_learn(flow, v5 ? MQTT_V5 : MQTT_V311);
		options = why ? other : options;
		why = 0;
	}
	if (why)
		return why;
	if (v5 && pkt->type == MQTT_SUBSCRIBE && options & MQTT_AS_PUBLISHED)
		flow->as_published = true;
	mqtt_asked(ctx, pkt->type, pkt->body[0] << 8 | pkt->body[1]);
	return 0;
}

/* The type of the packet that an answer of this type is to. */
static u8 mqtt_question(u8 type)
{
	switch (type) {
	case MQTT_SUBACK:
		return MQTT_SUBSCRIBE;
	case MQTT_UNSUBACK:
		return MQTT_UNSUBSCRIBE;
	default:
		return MQTT_PUBLISH;
	}
}

static int mqtt_take_ack(struct ft_ctx *ctx, const struct mqtt_packet *pkt)
{
	struct mqtt_flow *flow = ctx->priv;
	bool v5 = flow->version == MQTT_V5, last;
	u8 reason;
	u16 id;
	int why;

	/* 3.11: only MQTT 5 has codes there; 3.4.2.1: and perhaps here. */
	if (pkt->type != MQTT_SUBACK && pkt->total > 2 && !flow->told)
		v5 = true;
	why = mqtt_ack(pkt, v5, &id, &reason);
	if (why)
		return why;
	if (v5)
		mqtt_learn(flow, MQTT_V5);
	/* The second half of QoS 2 goes the other way, 4.3.3. */
	if (pkt->type == MQTT_PUBREL)
		return 0;
	if (reason < MQTT_REFUSED)
		reason = 0;
	last = pkt->type != MQTT_PUBREC || reason;
	return mqtt_answered(ctx, mqtt_question(pkt->type), id, reason, last);
}

/* The server's DISCONNECT and any with a reason are new in MQTT 5. */
static int mqtt_take_end(struct ft_ctx *ctx, const struct mqtt_packet *pkt)
{
	struct mqtt_flow *flow = ctx->priv;

	if (!pkt->total && ctx->dir == FT_TO_SERVER &&
	    pkt->type == MQTT_DISCONNECT)
		return 0;
	if (flow->told && flow->version != MQTT_V5)
		return FIELDTAP_STAT_PDU_MALFORMED;
	mqtt_learn(flow, MQTT_V5);
	return 0;
}

/* 2.1.2: who sends packets of this type; PUBLISH to PUBCOMP go both ways. */
static bool mqtt_way_legal(u8 type, enum ft_dir dir)
{
	switch (type) {
	case MQTT_CONNECT:
	case MQTT_SUBSCRIBE:
	case MQTT_UNSUBSCRIBE:
	case MQTT_PINGREQ:
		return dir == FT_TO_SERVER;
	case MQTT_CONNACK:
	case MQTT_SUBACK:
	case MQTT_UNSUBACK:
	case MQTT_PINGRESP:
		return dir == FT_TO_CLIENT;
	default:
		return true;
	}
}

static int mqtt_take(struct ft_ctx *ctx, const struct mqtt_packet *pkt)
{
	switch (pkt->type) {
	case MQTT_CONNECT:
		return mqtt_take_connect(ctx, pkt);
	case MQTT_CONNACK:
		return mqtt_take_connack(ctx, pkt);
	case MQTT_PUBLISH:
		return mqtt_take_publish(ctx, pkt);
	case MQTT_SUBSCRIBE:
	case MQTT_UNSUBSCRIBE:
		return mqtt_take_filters(ctx, pkt);
	case MQTT_PINGREQ:
		mqtt_asked(ctx, MQTT_PINGREQ, 0);
		return 0;
	case MQTT_PINGRESP:
		return mqtt_answered(ctx, MQTT_PINGREQ, 0, 0, true);
	case MQTT_DISCONNECT:
	case MQTT_AUTH:
		return mqtt_take_end(ctx, pkt);
	default:
		return mqtt_take_ack(ctx, pkt);
	}
}

/* The decoder */

static int mqtt_frame(const u8 *p, u32 len)
{
	struct mqtt_packet pkt;
	int header = mqtt_header(p, len, &pkt);

	if (header <= 0)
		return header;
	return header + pkt.total;
}

static int mqtt_decode(struct ft_ctx *ctx, const u8 *pdu, u32 len)
{
	struct mqtt_packet pkt;
	int header;

	if (!len)
		return FIELDTAP_STAT_PDU_TRUNCATED;
	header = mqtt_header(pdu, len, &pkt);
	if (header < 0)
		return -header;
	if (!header || header + pkt.total > ctx->pdu_len)
		return FIELDTAP_STAT_PDU_TRUNCATED;
	mqtt_expire(ctx);
	if (!mqtt_way_legal(pkt.type, ctx->dir))
		return FIELDTAP_STAT_PDU_MALFORMED;
	return mqtt_take(ctx, &pkt);
}

/*
 * Answers may be among what was lost, so nothing that is open says anything of
 * the device's health any more.
 */
static void mqtt_gap(struct ft_ctx *ctx)
{
	struct mqtt_flow *flow = ctx->priv;

	flow->ring[FT_TO_SERVER].n = 0;
	flow->ring[FT_TO_CLIENT].n = 0;
	flow->era[ctx->dir]++;
}

/* The broker is the only station, so there is nothing to tell it by. */
static int mqtt_station_name(const void *id, u32 id_len, char *buf, size_t size)
{
	return scnprintf(buf, size, "?");
}

static void mqtt_describe(const void *key, u32 key_len,
			  struct ft_image_desc *desc)
{
	desc->layout = FIELDTAP_LAYOUT_ITEMS;
	memcpy(desc->name, key, key_len);
	desc->name[key_len] = '\0';
}

/* The whole payload; of text that was cut, as many characters as are whole. */
static void mqtt_items(const struct ft_view *view,
		       bool (*item)(void *arg, const struct ft_item *item),
		       void *arg)
{
	bool cut = view->len < view->total;
	char name[FT_KEY_MAX + 1];
	struct ft_item it = {
		.name = name,
		.len = view->len,
		.count = 1,
		.type = FIELDTAP_TYPE_STRING,
		.quality = view->quality,
		.status = view->status,
	};

	memcpy(name, view->key, view->key_len);
	name[view->key_len] = '\0';
	if (mqtt_text(view->data, view->len, cut ? &it.len : NULL) >
	    MQTT_TEXT_LINES) {
		it.type = FIELDTAP_TYPE_BYTES;
		it.len = view->len;
	}
	item(arg, &it);
}

static int mqtt_status_name(u32 status, char *buf, size_t size)
{
	return scnprintf(buf, size, "%s",
			 status == MQTT_STATUS_RETAINED ? "retained" : "");
}

static const struct ft_decoder mqtt_decoder = {
	.abi = FT_DECODER_ABI,
	.name = "mqtt",
	.tcp_ports = { 1883 },
	.header_len = MQTT_HEADER_MIN,
	.max_pdu = MQTT_PDU_KEPT,
	.longest = MQTT_HEADER_MAX + MQTT_REMAINING_MAX,
	.priv_size = sizeof(struct mqtt_flow),
	.frame = mqtt_frame,
	.sync = mqtt_sync,
	.decode = mqtt_decode,
	.gap = mqtt_gap,
	.tick = mqtt_expire,
	.station_name = mqtt_station_name,
	.describe = mqtt_describe,
	.items = mqtt_items,
	.status_name = mqtt_status_name,
};

ft_module_decoder(mqtt_decoder);

MODULE_DESCRIPTION("fieldtap decoder: MQTT");
MODULE_AUTHOR("fieldtap maintainers");
MODULE_LICENSE("GPL");
MODULE_ALIAS("fieldtap-decoder");
MODULE_ALIAS("fieldtap-decoder-mqtt");
