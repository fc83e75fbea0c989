// SPDX-License-Identifier: GPL-2.0
/*
 * Source: MQTT Version 5.0 and MQTT Version 3.1.1 (OASIS Standards); clauses
 * are those of 5.0.  MQTT 3.1 differs in nothing that matters here but the
 * name of the protocol.
 */
#include <linux/kernel.h>
#include <linux/string.h>
#include <linux/unaligned.h>

#include "mqtt_packet.h"

/* No packet but a PUBLISH is longer; nor would a broker take it. */
#define MQTT_CONTROL_MAX	0x100000
/* What some brokers add to the level when they connect to another one. */
#define MQTT_BRIDGE		0x80

/* Properties, 2.2.2.2. */
#define MQTT_SUBSCRIPTION	0x0b
#define MQTT_ALIAS		0x23
#define MQTT_USER		0x26
#define MQTT_PROPERTIES		0x2b

#define P(id)			(1ULL << (id))
#define MQTT_REPEATABLE		(P(MQTT_SUBSCRIPTION) | P(MQTT_USER))
#define MQTT_IN_PUBLISH		(P(0x01) | P(0x02) | P(0x03) | P(0x08) | \
				 P(0x09) | P(MQTT_SUBSCRIPTION) | \
				 P(MQTT_ALIAS) | P(MQTT_USER))
#define MQTT_IN_CONNECT		(P(0x11) | P(0x15) | P(0x16) | P(0x17) | \
				 P(0x19) | P(0x21) | P(0x22) | P(MQTT_USER) | \
				 P(0x27))
#define MQTT_IN_WILL		(P(0x01) | P(0x02) | P(0x03) | P(0x08) | \
				 P(0x09) | P(0x18) | P(MQTT_USER))
#define MQTT_IN_ACK		(P(0x1f) | P(MQTT_USER))
#define MQTT_IN_SUBSCRIBE	(P(MQTT_SUBSCRIPTION) | P(MQTT_USER))
#define MQTT_IN_UNSUBSCRIBE	P(MQTT_USER)

/**
 * enum mqtt_kind - how a property's value stands in the packet
 * @MQTT_UNKNOWN: there is no such property
 * @MQTT_BYTE: 1 octet
 * @MQTT_TWO: 2 octets
 * @MQTT_FOUR: 4 octets
 * @MQTT_VARINT: variable byte integer
 * @MQTT_STRING: 2 octets of length, and as many
 * @MQTT_PAIR: two of these
 */
enum mqtt_kind {
	MQTT_UNKNOWN,
	MQTT_BYTE,
	MQTT_TWO,
	MQTT_FOUR,
	MQTT_VARINT,
	MQTT_STRING,
	MQTT_PAIR,
};

static const u8 mqtt_kinds[MQTT_PROPERTIES] = {
	[0x01] = MQTT_BYTE,	/* payload format indicator */
	[0x02] = MQTT_FOUR,	/* message expiry interval */
	[0x03] = MQTT_STRING,	/* content type */
	[0x08] = MQTT_STRING,	/* response topic */
	[0x09] = MQTT_STRING,	/* correlation data */
	[MQTT_SUBSCRIPTION] = MQTT_VARINT,
	[0x11] = MQTT_FOUR,	/* session expiry interval */
	[0x15] = MQTT_STRING,	/* authentication method */
	[0x16] = MQTT_STRING,	/* authentication data */
	[0x17] = MQTT_BYTE,	/* request problem information */
	[0x18] = MQTT_FOUR,	/* will delay interval */
	[0x19] = MQTT_BYTE,	/* request response information */
	[0x1f] = MQTT_STRING,	/* reason string */
	[0x21] = MQTT_TWO,	/* receive maximum */
	[0x22] = MQTT_TWO,	/* topic alias maximum */
	[MQTT_ALIAS] = MQTT_TWO,
	[MQTT_USER] = MQTT_PAIR,
	[0x27] = MQTT_FOUR,	/* maximum packet size */
};

/*
 * A place in a packet.  After the first thing that is wrong nothing is taken
 * any more: what it gives then is 0 or NULL.
 */
struct mqtt_cursor {
	const u8 *p;
	u32 left;
	u32 more;		/* octets behind those that are not there */
	int why;
};

static struct mqtt_cursor mqtt_cursor(const struct mqtt_packet *pkt)
{
	return (struct mqtt_cursor) {
		.p = pkt->body,
		.left = pkt->len,
		.more = pkt->total - pkt->len,
	};
}

static void mqtt_wrong(struct mqtt_cursor *c, int why)
{
	if (!c->why)
		c->why = why;
	c->left = 0;
	c->more = 0;
}

static const u8 *mqtt_take(struct mqtt_cursor *c, u32 n)
{
	const u8 *p = c->p;

	if (c->why)
		return NULL;
	if (n > c->left) {
		mqtt_wrong(c, n > c->left + c->more ?
			   FIELDTAP_STAT_PDU_TRUNCATED :
			   FIELDTAP_STAT_PDU_OVERSIZED);
		return NULL;
	}
	c->p += n;
	c->left -= n;
	return p;
}

static u8 mqtt_u8(struct mqtt_cursor *c)
{
	const u8 *p = mqtt_take(c, 1);

	return p ? *p : 0;
}

static u16 mqtt_u16(struct mqtt_cursor *c)
{
	const u8 *p = mqtt_take(c, 2);

	return p ? get_unaligned_be16(p) : 0;
}

static const u8 *mqtt_string(struct mqtt_cursor *c, u32 *len)
{
	*len = mqtt_u16(c);
	return mqtt_take(c, *len);
}

static void mqtt_step_over(struct mqtt_cursor *c)
{
	u32 len;

	mqtt_string(c, &len);
}

/* 1.5.5: at most four octets. */
static u32 mqtt_varint(struct mqtt_cursor *c)
{
	u32 value = 0, shift;
	u8 octet;

	for (shift = 0; shift < 28; shift += 7) {
		octet = mqtt_u8(c);
		value |= (octet & 0x7f) << shift;
		if (!(octet & 0x80))
			return value;
	}
	mqtt_wrong(c, FIELDTAP_STAT_PDU_MALFORMED);
	return 0;
}

static u32 mqtt_value(struct mqtt_cursor *c, enum mqtt_kind kind)
{
	switch (kind) {
	case MQTT_BYTE:
		return mqtt_u8(c);
	case MQTT_TWO:
		return mqtt_u16(c);
	case MQTT_FOUR:
		mqtt_take(c, 4);
		break;
	case MQTT_VARINT:
		return mqtt_varint(c);
	case MQTT_PAIR:
		mqtt_step_over(c);
		mqtt_step_over(c);
		break;
	case MQTT_STRING:
		mqtt_step_over(c);
		break;
	case MQTT_UNKNOWN:
		mqtt_wrong(c, FIELDTAP_STAT_PDU_MALFORMED);
		break;
	}
	return 0;
}

/* One property.  0 is no alias, 3.3.2.3.4. */
static void mqtt_property(struct mqtt_cursor *c, u64 *allowed, u16 *alias)
{
	u8 id = mqtt_u8(c);
	u32 value;

	if (id >= MQTT_PROPERTIES || !(*allowed & P(id))) {
		mqtt_wrong(c, FIELDTAP_STAT_PDU_MALFORMED);
		return;
	}
	if (!(MQTT_REPEATABLE & P(id)))
		*allowed &= ~P(id);
	value = mqtt_value(c, mqtt_kinds[id]);
	if (id != MQTT_ALIAS)
		return;
	if (!value)
		mqtt_wrong(c, FIELDTAP_STAT_PDU_MALFORMED);
	*alias = value;
}

/* Properties and their length; returns their octets. */
static u32 mqtt_properties(struct mqtt_cursor *c, u64 allowed, u16 *alias)
{
	u32 len = mqtt_varint(c);
	struct mqtt_cursor in = { .p = mqtt_take(c, len) };

	if (c->why)
		return 0;
	in.left = len;
	while (in.left)
		mqtt_property(&in, &allowed, alias);
	if (in.why)
		mqtt_wrong(c, FIELDTAP_STAT_PDU_MALFORMED);
	return len;
}

static void mqtt_no_alias(struct mqtt_cursor *c, u64 allowed)
{
	u16 alias;

	mqtt_properties(c, allowed, &alias);
}

/* Nothing may follow. */
static void mqtt_end(struct mqtt_cursor *c)
{
	if (c->left)
		mqtt_wrong(c, FIELDTAP_STAT_PDU_MALFORMED);
	if (c->more)
		mqtt_wrong(c, FIELDTAP_STAT_PDU_OVERSIZED);
}

/* Packets */

/* TLS records of handshake, alert, cipher change and data, RFC 8446, 5.1. */
static bool mqtt_tls(const u8 *p)
{
	return p[0] >= 0x14 && p[0] <= 0x17 && p[1] == 3;
}

/* 2.1.2 and 2.1.3: the flags of most types are fixed. */
static bool mqtt_flags_legal(u8 type, u8 flags)
{
	switch (type) {
	case 0:
		return false;
	case MQTT_PUBLISH:
		return (flags >> 1 & 3) != 3;
	case MQTT_PUBREL:
	case MQTT_SUBSCRIBE:
	case MQTT_UNSUBSCRIBE:
		return flags == 2;
	default:
		return !flags;
	}
}

static int mqtt_length_legal(u8 type, u32 total)
{
	if ((type == MQTT_PINGREQ || type == MQTT_PINGRESP) && total)
		return FIELDTAP_STAT_PDU_NONSENSE;
	if (type != MQTT_PUBLISH && total > MQTT_CONTROL_MAX)
		return FIELDTAP_STAT_PDU_OVERSIZED;
	return 0;
}

int mqtt_header(const u8 *p, u32 len, struct mqtt_packet *pkt)
{
	u32 i, total = 0;
	int why;

	pkt->type = p[0] >> 4;
	pkt->flags = p[0] & 0xf;
	if (len > 1 && mqtt_tls(p))
		return -FIELDTAP_STAT_PDU_ENCRYPTED;
	if (!mqtt_flags_legal(pkt->type, pkt->flags))
		return -FIELDTAP_STAT_PDU_NONSENSE;
	for (i = 1; i < MQTT_HEADER_MAX; i++) {
		if (i == len)
			return 0;
		total |= (u32)(p[i] & 0x7f) << (7 * (i - 1));
		if (!(p[i] & 0x80))
			break;
	}
	if (i == MQTT_HEADER_MAX)
		return -FIELDTAP_STAT_PDU_NONSENSE;
	why = mqtt_length_legal(pkt->type, total);
	if (why)
		return -why;
	pkt->total = total;
	pkt->body = p + i + 1;
	pkt->len = min(total, len - i - 1);
	return i + 1;
}

int mqtt_publish(const struct mqtt_packet *pkt, bool v5,
		 struct mqtt_publish *out)
{
	struct mqtt_cursor c = mqtt_cursor(pkt);
	u8 qos = mqtt_qos(pkt);

	memset(out, 0, sizeof(*out));
	out->topic = mqtt_string(&c, &out->topic_len);
	if (qos) {
		out->id = mqtt_u16(&c);
		if (!out->id)
			mqtt_wrong(&c, FIELDTAP_STAT_PDU_MALFORMED);
	}
	if (v5)
		out->properties = mqtt_properties(&c, MQTT_IN_PUBLISH,
						  &out->alias);
	/* 3.3.1.1, 3.3.2.1 */
	if ((!qos && pkt->flags & MQTT_DUP) ||
	    (!out->topic_len && !out->alias))
		mqtt_wrong(&c, FIELDTAP_STAT_PDU_MALFORMED);
	out->payload = c.p;
	out->len = c.left;
	out->total = c.left + c.more;
	return c.why;
}

/* The level, 0 with one that is not known here. */
static u8 mqtt_level(struct mqtt_cursor *c, bool *bridge)
{
	const u8 *name;
	u32 len;
	u8 level;

	name = mqtt_string(c, &len);
	level = mqtt_u8(c);
	if (c->why)
		return 0;
	*bridge = level & MQTT_BRIDGE;
	level &= ~MQTT_BRIDGE;
	if (len == 4 && !memcmp(name, "MQTT", 4))
		return level == MQTT_V311 || level == MQTT_V5 ? level : 0;
	if (len == 6 && !memcmp(name, "MQIsdp", 6))
		return level == MQTT_V3 ? level : 0;
	mqtt_wrong(c, FIELDTAP_STAT_PDU_MALFORMED);
	return 0;
}

int mqtt_connect(const struct mqtt_packet *pkt, struct mqtt_connect *out)
{
	struct mqtt_cursor c = mqtt_cursor(pkt);
	u8 flags;

	out->version = mqtt_level(&c, &out->bridge);
	if (!out->version)
		return c.why ?: FIELDTAP_STAT_PDU_UNSUPPORTED;
	flags = mqtt_u8(&c);
	/* 3.1.2.3 and 3.1.2.6: reserved, and the will's QoS. */
	if (flags & 1 || (flags & 0x18) == 0x18)
		mqtt_wrong(&c, FIELDTAP_STAT_PDU_MALFORMED);
	mqtt_u16(&c);
	if (out->version == MQTT_V5)
		mqtt_no_alias(&c, MQTT_IN_CONNECT);
	mqtt_step_over(&c);
	if (flags & 0x04) {
		if (out->version == MQTT_V5)
			mqtt_no_alias(&c, MQTT_IN_WILL);
		mqtt_step_over(&c);
		mqtt_step_over(&c);
	}
	if (flags & 0x80)
		mqtt_step_over(&c);
	if (flags & 0x40)
		mqtt_step_over(&c);
	mqtt_end(&c);
	return c.why;
}

/* 3.8.3.1: QoS and retain handling below 3, nothing in the reserved bits. */
static bool mqtt_options_legal(u8 options, bool v5)
{
	if ((options & 0x03) == 0x03)
		return false;
	if (!v5)
		return options <= 2;
	return !(options & 0xc0) && (options & 0x30) != 0x30;
}

int mqtt_filters(const struct mqtt_packet *pkt, bool v5, u8 *options)
{
	const bool subscribe = pkt->type == MQTT_SUBSCRIBE;
	struct mqtt_cursor c = mqtt_cursor(pkt);
	u8 one;

	*options = 0;
	if (!mqtt_u16(&c))
		mqtt_wrong(&c, FIELDTAP_STAT_PDU_MALFORMED);
	if (v5)
		mqtt_no_alias(&c, subscribe ? MQTT_IN_SUBSCRIBE :
			      MQTT_IN_UNSUBSCRIBE);
	do {
		mqtt_step_over(&c);
		if (!subscribe)
			continue;
		one = mqtt_u8(&c);
		if (!mqtt_options_legal(one, v5))
			mqtt_wrong(&c, FIELDTAP_STAT_PDU_MALFORMED);
		*options |= one;
	} while (c.left);
	mqtt_end(&c);
	return c.why;
}

/* A packet whose properties and reason may be left out, 3.4.2.1. */
static bool mqtt_short(const struct mqtt_packet *pkt)
{
	return pkt->type != MQTT_SUBACK && pkt->type != MQTT_UNSUBACK;
}

int mqtt_ack(const struct mqtt_packet *pkt, bool v5, u16 *id, u8 *reason)
{
	struct mqtt_cursor c = mqtt_cursor(pkt);
	u8 one;

	*reason = 0;
	*id = mqtt_u16(&c);
	if (!*id)
		mqtt_wrong(&c, FIELDTAP_STAT_PDU_MALFORMED);
	if (v5 && mqtt_short(pkt) && c.left) {
		*reason = mqtt_u8(&c);
		if (c.left)
			mqtt_no_alias(&c, MQTT_IN_ACK);
	} else if (!mqtt_short(pkt) &&
		   (v5 || pkt->type == MQTT_SUBACK)) {
		if (v5)
			mqtt_no_alias(&c, MQTT_IN_ACK);
		do {
			one = mqtt_u8(&c);
			*reason = max(*reason, one);
		} while (c.left);
	}
	mqtt_end(&c);
	return c.why;
}

/* Text */

/*
 * Octets of the character at @p, 0 when there is none, -1 when it is cut.
 * Table 3-7 of the Unicode Standard, the syntax of RFC 3629, 4.
 */
static int mqtt_char(const u8 *p, u32 len, u32 *ch)
{
	u8 least = 0x80, most = 0xbf;
	u32 i, n;

	*ch = p[0];
	if (p[0] < 0x80)
		return 1;
	if (p[0] < 0xc2 || p[0] > 0xf4)
		return 0;
	n = p[0] < 0xe0 ? 2 : p[0] < 0xf0 ? 3 : 4;
	if (p[0] == 0xe0)
		least = 0xa0;
	else if (p[0] == 0xed)
		most = 0x9f;
	else if (p[0] == 0xf0)
		least = 0x90;
	else if (p[0] == 0xf4)
		most = 0x8f;
	*ch &= 0x7f >> n;
	for (i = 1; i < n; i++) {
		if (i == len)
			return -1;
		if (p[i] < least || p[i] > most)
			return 0;
		*ch = *ch << 6 | (p[i] & 0x3f);
		least = 0x80;
		most = 0xbf;
	}
	return n;
}

static enum mqtt_text mqtt_char_text(u32 ch)
{
	if (ch == '\t' || ch == '\n' || ch == '\r')
		return MQTT_TEXT_LINES;
	if (ch < 0x20 || (ch >= 0x7f && ch < 0xa0))
		return MQTT_TEXT_CONTROL;
	return MQTT_TEXT;
}

enum mqtt_text mqtt_text(const u8 *p, u32 len, u32 *used)
{
	enum mqtt_text worst = MQTT_TEXT;
	u32 at = 0, ch;
	int n;

	while (at < len) {
		n = mqtt_char(p + at, len - at, &ch);
		if (!n || (n < 0 && !used))
			return MQTT_NO_TEXT;
		if (n < 0)
			break;
		worst = max(worst, mqtt_char_text(ch));
		at += n;
	}
	if (used)
		*used = at;
	return worst;
}

bool mqtt_topic_wrong(const u8 *p, u32 len)
{
	return memchr(p, '\0', len) || memchr(p, '#', len) ||
	       memchr(p, '+', len);
}
