// SPDX-License-Identifier: GPL-2.0
/*
 * Where in the middle of a stream a packet begins.
 *
 * A payload may be anything, MQTT packets among them, and two octets make a
 * legal packet.  So one must be followed by others as far as there is any more,
 * and among them must be one that is hard to come by: a CONNECT, a SUBSCRIBE
 * that fits its length, a PUBLISH with a topic that is text or with an alias.
 * Others alone count only where they fill all that there is.
 */
#include <linux/kernel.h>
#include <linux/string.h>

#include "mqtt_packet.h"

/* Packets in a row that are enough. */
#define MQTT_CHAIN		8
/* Shorter topics are no proof where the packet's end is not in sight. */
#define MQTT_TOPIC_PROOF	4

enum mqtt_proof {
	MQTT_NO_PACKET,
	MQTT_WEAK,
	MQTT_STRONG,
};

static enum mqtt_proof mqtt_prove_publish(const struct mqtt_packet *pkt)
{
	struct mqtt_publish pub;

	if (!mqtt_publish(pkt, true, &pub) && !pub.topic_len)
		return MQTT_STRONG;
	if (mqtt_publish(pkt, false, &pub) || pub.topic_len > FT_KEY_MAX ||
	    mqtt_topic_wrong(pub.topic, pub.topic_len) ||
	    mqtt_text(pub.topic, pub.topic_len, NULL) != MQTT_TEXT)
		return MQTT_NO_PACKET;
	if (pkt->len < pkt->total && pub.topic_len < MQTT_TOPIC_PROOF)
		return MQTT_NO_PACKET;
	return MQTT_STRONG;
}

/* Of both versions; these packets are seldom cut, and then of no use. */
static enum mqtt_proof mqtt_prove_filters(const struct mqtt_packet *pkt)
{
	u8 options;

	if (mqtt_filters(pkt, false, &options) &&
	    mqtt_filters(pkt, true, &options))
		return MQTT_NO_PACKET;
	return MQTT_STRONG;
}

static enum mqtt_proof mqtt_prove_ack(const struct mqtt_packet *pkt)
{
	u8 reason;
	u16 id;

	if (mqtt_ack(pkt, false, &id, &reason) &&
	    mqtt_ack(pkt, true, &id, &reason))
		return MQTT_NO_PACKET;
	return MQTT_WEAK;
}

static enum mqtt_proof mqtt_prove(const struct mqtt_packet *pkt)
{
	struct mqtt_connect con;

	switch (pkt->type) {
	case MQTT_PUBLISH:
		return mqtt_prove_publish(pkt);
	case MQTT_CONNECT:
		return mqtt_connect(pkt, &con) ? MQTT_NO_PACKET : MQTT_STRONG;
	case MQTT_SUBSCRIBE:
	case MQTT_UNSUBSCRIBE:
		return mqtt_prove_filters(pkt);
	case MQTT_CONNACK:
		return pkt->len >= 2 && pkt->body[0] <= 1 ? MQTT_WEAK :
		       MQTT_NO_PACKET;
	case MQTT_PINGREQ:
	case MQTT_PINGRESP:
		return MQTT_WEAK;
	case MQTT_DISCONNECT:
	case MQTT_AUTH:
		return pkt->len == pkt->total ? MQTT_WEAK : MQTT_NO_PACKET;
	default:
		return mqtt_prove_ack(pkt);
	}
}

/* Octets of the packet at @p, more than @len when it is cut, 0 for none. */
static u32 mqtt_plausible(const u8 *p, u32 len, enum mqtt_proof *proof)
{
	struct mqtt_packet pkt;
	int header;

	*proof = MQTT_WEAK;
	header = mqtt_header(p, len, &pkt);
	if (!header)
		return len + 1;
	if (header < 0)
		return 0;
	*proof = mqtt_prove(&pkt);
	return *proof == MQTT_NO_PACKET ? 0 : header + pkt.total;
}

/* Whether packets begin at @p; @all: and nothing before it is left out. */
static bool mqtt_chain(const u8 *p, u32 len, bool all)
{
	enum mqtt_proof proof, best = MQTT_NO_PACKET;
	u32 at = 0, i, n;

	for (i = 0; i < MQTT_CHAIN && at < len; i++) {
		n = mqtt_plausible(p + at, len - at, &proof);
		if (!n)
			return false;
		best = max(best, proof);
		at += n;
	}
	return best == MQTT_STRONG || (all && at == len);
}

u32 mqtt_sync(const u8 *p, u32 len)
{
	u32 at;

	for (at = 0; at < len; at++)
		if (mqtt_chain(p + at, len - at, !at))
			return at;
	return len;
}
