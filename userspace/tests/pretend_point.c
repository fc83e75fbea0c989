// SPDX-License-Identifier: GPL-2.0
/* The points of the pretended kernel, their windows and events. */
#include <fnmatch.h>
#include <stdio.h>
#include <string.h>

#include <linux/fieldtap.h>
#include <linux/genetlink.h>

#include "pretend.h"

static const struct point {
	const char *name, *address, *scale, *offset, *unit;
	uint32_t state, type;
	bool has_value, has_previous;
	uint64_t raw, previous;
	const char *data;
	uint32_t quality, status, level;
	uint64_t generation;
} points[] = {
	{ "boiler1.temperature", "modbus:10.0.0.5:502/1/hr/100", "0.1", NULL,
	  "degC", FIELDTAP_POINT_STATE_FRESH, FIELDTAP_TYPE_I16, true, true, 3,
	  (uint64_t)-7, NULL, 0, 0, FIELDTAP_LEVEL_HI, 2 },
	{ "boiler1.name", "opcua:10.0.0.8:4840/ns=2;s=Name", NULL, NULL, NULL,
	  FIELDTAP_POINT_STATE_STALE, FIELDTAP_TYPE_STRING, true, false, 0, 0,
	  "Kessel\t\"1\"", FIELDTAP_QUALITY_UNCERTAIN, 0x40900000, 0, 3 },
	{ "boiler1.total", "opcua:10.0.0.8:4840/ns=2;i=7", NULL, NULL, NULL,
	  FIELDTAP_POINT_STATE_FRESH, FIELDTAP_TYPE_U64, true, false,
	  UINT64_MAX, 0, NULL, 0, 0, 0, 4 },
	{ "boiler10.flow", "hartip:10.0.0.7:5094/2605010203/pv", "1.8", "32",
	  "degF", FIELDTAP_POINT_STATE_FRESH, FIELDTAP_TYPE_F32, true, true,
	  0x41accccd, 0x7fc00000, NULL, 0, 0, 0, 6 },
	{ "valve.open", "modbus:10.0.0.5:502/1/hr/7", NULL, NULL, NULL,
	  FIELDTAP_POINT_STATE_FRESH, FIELDTAP_TYPE_BOOL, true, true, 1, 0,
	  NULL, 0, 0, 0, 7 },
	{ "spare", "mqtt:10.0.0.9:1883/a/b", NULL, NULL, "kg",
	  FIELDTAP_POINT_STATE_WAITING, 0, false, false, 0, 0, NULL, 0, 0, 0, 1 },
};

/* The same point comes twice: once on each side of a growth, say. */
static const int order[] = { 4, 0, 3, 1, 5, 2, 0 };

/* PRETEND=live: the first one rises with every look at all of them. */
static unsigned int looks;

static unsigned int rise_of(const struct point *p)
{
	return pretend("live") && p == &points[0] ? looks : 0;
}

/* Whatever the next look finds is newer. */
uint64_t pretend_live_generation(void)
{
	return looks + points[0].generation;
}

/* PRETEND=points: the last one changes while nobody listens. */
static uint64_t generation_of(const struct point *p)
{
	return pretend("points") && p == &points[4] ? 11 :
						      p->generation + rise_of(p);
}

static void put_optional(struct nl_msg *msg, int attr, const char *text)
{
	if (text)
		nla_put_string(msg, attr, text);
}

static void put_conf(struct nl_msg *msg, const struct point *p)
{
	struct nlattr *nest = nla_nest_start(msg, FIELDTAP_A_POINT_CONF);

	nla_put_string(msg, FIELDTAP_A_POINT_CONF_NAME, p->name);
	nla_put_string(msg, FIELDTAP_A_POINT_CONF_ADDRESS, p->address);
	put_optional(msg, FIELDTAP_A_POINT_CONF_SCALE, p->scale);
	put_optional(msg, FIELDTAP_A_POINT_CONF_OFFSET, p->offset);
	put_optional(msg, FIELDTAP_A_POINT_CONF_UNIT, p->unit);
	if (p == &points[0]) {
		nla_put_u32(msg, FIELDTAP_A_POINT_CONF_TYPE, FIELDTAP_TYPE_I16);
		nla_put_u32(msg, FIELDTAP_A_POINT_CONF_ORDER,
			    FIELDTAP_ORDER_BADC);
		nla_put_string(msg, FIELDTAP_A_POINT_CONF_DESC, "of the water");
		nla_put_string(msg, FIELDTAP_A_POINT_CONF_SOURCE, "plant");
		nla_put_string(msg, FIELDTAP_A_POINT_CONF_HI, "+0.20");
		nla_put_u32(msg, FIELDTAP_A_POINT_CONF_HEARTBEAT, 5000);
		nla_put_u32(msg, FIELDTAP_A_POINT_CONF_WINDOW, 4);
		/* Of a kernel that is newer. */
		nla_put_u32(msg, FIELDTAP_A_POINT_CONF_MAX + 1, 1);
	}
	if (!strcmp(p->name, "valve.open")) {
		nla_put_u32(msg, FIELDTAP_A_POINT_CONF_TYPE, FIELDTAP_TYPE_U16);
		nla_put_u32(msg, FIELDTAP_A_POINT_CONF_BIT, 3);
	}
	nla_nest_end(msg, nest);
}

static void put_value(struct nl_msg *msg, const struct point *p)
{
	put_optional(msg, FIELDTAP_A_POINT_SCALE, p->scale);
	put_optional(msg, FIELDTAP_A_POINT_OFFSET, p->offset);
	put_optional(msg, FIELDTAP_A_POINT_UNIT, p->unit);
	nla_put_u32(msg, FIELDTAP_A_POINT_STATE, p->state);
	if (p->has_value) {
		nla_put_u32(msg, FIELDTAP_A_POINT_VALUE_TYPE, p->type);
		nla_put_u64(msg, FIELDTAP_A_POINT_TIME,
			    (EPOCH + rise_of(p)) * SEC);
		nla_put_u64(msg, FIELDTAP_A_POINT_LAST_SEEN, (EPOCH + 4) * SEC);
	}
	if (p->data)
		nla_put(msg, FIELDTAP_A_POINT_DATA, strlen(p->data), p->data);
	else if (p->has_value)
		nla_put_u64(msg, FIELDTAP_A_POINT_RAW, p->raw + rise_of(p));
	if (p->has_previous) {
		nla_put_u64(msg, FIELDTAP_A_POINT_PREVIOUS_RAW, p->previous);
		nla_put_u64(msg, FIELDTAP_A_POINT_PREVIOUS_TIME,
			    (EPOCH - 1) * SEC);
	}
	nla_put_u32(msg, FIELDTAP_A_POINT_QUALITY, p->quality);
	if (p->status)
		nla_put_u32(msg, FIELDTAP_A_POINT_STATUS, p->status);
	if (p->level)
		nla_put_u32(msg, FIELDTAP_A_POINT_LEVEL, p->level);
	nla_put_u64(msg, FIELDTAP_A_POINT_GENERATION, generation_of(p));
}

static void put_point(uint32_t seq, const struct point *p)
{
	struct nl_msg *msg = pretend_begin(seq, FIELDTAP_CMD_POINT_GET, 0);

	nla_put_string(msg, FIELDTAP_A_POINT_NAME, p->name);
	put_conf(msg, p);
	put_value(msg, p);
	nla_put_u64(msg, FIELDTAP_A_POINT_PERIOD, 5000000);
	nla_put_u32(msg, FIELDTAP_A_POINT_IMAGES, p->has_value);
	nla_put_u64(msg, FIELDTAP_A_POINT_SAMPLES, 6);
	nla_put_u64(msg, FIELDTAP_A_POINT_EVENTS, 2);
	nla_put_u64(msg, FIELDTAP_A_POINT_ALERTS, 1);
	pretend_finish(msg);
}

void pretend_points(uint32_t seq, struct nlattr **tb)
{
	const char *pattern = tb[FIELDTAP_A_POINT_PATTERN] ?
		nla_get_string(tb[FIELDTAP_A_POINT_PATTERN]) : "*";
	const uint64_t since = tb[FIELDTAP_A_POINT_SINCE] ?
		nla_get_u64(tb[FIELDTAP_A_POINT_SINCE]) : 0;
	size_t i;

	looks++;
	for (i = 0; i < sizeof(order) / sizeof(order[0]); i++) {
		const struct point *p = &points[order[i]];

		if (generation_of(p) > since && !fnmatch(pattern, p->name, 0))
			put_point(seq, p);
	}
}

bool pretend_point(uint32_t seq, struct nlattr **tb)
{
	const char *name = nla_get_string(tb[FIELDTAP_A_POINT_NAME]);
	size_t i;

	for (i = 0; i < sizeof(points) / sizeof(points[0]); i++) {
		if (strcmp(points[i].name, name))
			continue;
		put_point(seq, &points[i]);
		return true;
	}
	return false;
}

static void put_sample(struct nl_msg *msg, unsigned int i)
{
	struct nlattr *nest = nla_nest_start(msg, FIELDTAP_A_WINDOW_SAMPLE);

	nla_put_u64(msg, FIELDTAP_A_SAMPLE_TIME,
		    EPOCH * SEC + i * 5000000ull);
	if (i != 8)
		nla_put_u64(msg, FIELDTAP_A_SAMPLE_RAW, i % 8);
	else
		nla_put_u32(msg, FIELDTAP_A_SAMPLE_QUALITY,
			    FIELDTAP_QUALITY_BAD);
	if (i == 11)
		nla_put_u32(msg, FIELDTAP_A_SAMPLE_MISSED, 2);
	nla_nest_end(msg, nest);
}

/* Samples 6 to 19 are kept, and come in parts. */
void pretend_window(uint32_t seq, struct nlattr **tb)
{
	const uint64_t since = tb[FIELDTAP_A_WINDOW_SINCE] ?
		nla_get_u64(tb[FIELDTAP_A_WINDOW_SINCE]) : 6;
	uint64_t first = since > 6 ? since : 6;
	struct nl_msg *msg;
	unsigned int i;

	do {
		msg = pretend_begin(seq, FIELDTAP_CMD_WINDOW_GET, 0);
		nla_put_string(msg, FIELDTAP_A_WINDOW_NAME,
			       nla_get_string(tb[FIELDTAP_A_WINDOW_NAME]));
		nla_put_u32(msg, FIELDTAP_A_WINDOW_SIZE, 14);
		nla_put_u32(msg, FIELDTAP_A_WINDOW_TYPE, FIELDTAP_TYPE_I16);
		nla_put_string(msg, FIELDTAP_A_WINDOW_SCALE, "0.1");
		nla_put_string(msg, FIELDTAP_A_WINDOW_UNIT, "degC");
		nla_put_u64(msg, FIELDTAP_A_WINDOW_FIRST, first);
		nla_put_u64(msg, FIELDTAP_A_WINDOW_NEXT, 20);
		if (since < 6 && first == 6)
			nla_put_u64(msg, FIELDTAP_A_WINDOW_OVERWRITTEN,
				    6 - since);
		for (i = 0; i < 5 && first < 20; i++)
			put_sample(msg, first++);
		pretend_finish(msg);
	} while (first < 20);
}

const struct nlattr *pretend_wrong(const struct nlmsghdr *h)
{
	const struct nlattr *a, *b;
	int rest, left;

	nlmsg_for_each_attr(a, (struct nlmsghdr *)h, GENL_HDRLEN, rest) {
		nla_for_each_nested(b, (struct nlattr *)a, left) {
			if (nla_type(b) == FIELDTAP_A_POINT_CONF_HI &&
			    !strcmp(nla_data(b), "13"))
				return b;
		}
	}
	return NULL;
}

static void put_event(const struct point *p, int cmd, uint64_t event_seq)
{
	struct nl_msg *msg = pretend_begin(0, cmd, 0);

	nla_put_string(msg, FIELDTAP_A_POINT_NAME, p->name);
	put_value(msg, p);
	nla_put_u64(msg, FIELDTAP_A_POINT_EVENT_SEQ, event_seq);
	if (cmd == FIELDTAP_CMD_ALERT_NTF && p->level) {
		nla_put_u32(msg, FIELDTAP_A_POINT_ALERT, FIELDTAP_ALERT_LIMIT);
		nla_put_u8(msg, FIELDTAP_A_POINT_RAISED, 1);
		nla_put_u32(msg, FIELDTAP_A_POINT_PREVIOUS_LEVEL,
			    FIELDTAP_LEVEL_LO);
		nla_put_string(msg, FIELDTAP_A_POINT_LIMIT, "0.2");
	} else if (cmd == FIELDTAP_CMD_ALERT_NTF) {
		nla_put_u32(msg, FIELDTAP_A_POINT_ALERT, FIELDTAP_ALERT_STALE);
		nla_put_u8(msg, FIELDTAP_A_POINT_RAISED, 0);
	}
	pretend_finish(msg);
}

bool pretend_point_event(int step)
{
	switch (step) {
	case 0:
		put_event(&points[0], FIELDTAP_CMD_POINT_NTF, 5);
		return true;
	case 1:
		put_event(&points[0], FIELDTAP_CMD_ALERT_NTF, 1);
		put_event(&points[1], FIELDTAP_CMD_ALERT_NTF, 2);
		return true;
	case 2:
		/* Number 6 is lost. */
		put_event(&points[3], FIELDTAP_CMD_POINT_NTF, 7);
		return true;
	case 3:
		return true;
	default:
		return false;
	}
}
