// SPDX-License-Identifier: GPL-2.0
#include <linux/bitops.h>
#include <net/netlink.h>

#include "event.h"
#include "netlink_gen.h"
#include "point_conf.h"
#include "point_event.h"
#include "stats.h"
#include "type.h"

/* Of events and alerts alike, but for the octets of a value. */
#define FT_POINT_MSG_SIZE						\
	(nla_total_size(FIELDTAP_POINT_NAME_MAX) + /* NAME */		\
	 nla_total_size(FIELDTAP_UNIT_MAX) +	/* UNIT */		\
	 3 * nla_total_size(FIELDTAP_NUMBER_MAX) + /* SCALE .. LIMIT */	\
	 8 * nla_total_size(sizeof(u32)) +	/* STATE .. RAISED */	\
	 6 * nla_total_size_64bit(sizeof(u64)))	/* RAW .. GENERATION */

/* The alerts that there are, and what tells of them. */
static const struct {
	u32 tell;
	u8 alert;
} ft_alerts[] = {
	{ FT_TELL_LIMIT, FIELDTAP_ALERT_LIMIT },
	{ FT_TELL_RATE, FIELDTAP_ALERT_RATE },
	{ FT_TELL_STALE, FIELDTAP_ALERT_STALE },
	{ FT_TELL_QUALITY, FIELDTAP_ALERT_QUALITY },
};

struct ft_point_view {
	const struct ft_net *fn;
	const struct ft_point *point;
	u8 alert;
};

const char *ft_point_unit_of(const struct ft_point *point)
{
	return ft_point_conf_text(point->conf, FIELDTAP_A_POINT_CONF_UNIT) ?:
	       point->unit;
}

static int ft_point_put_text(struct sk_buff *skb, int attr, const char *text)
{
	return text ? nla_put_string(skb, attr, text) : 0;
}

static int ft_point_put_time(struct sk_buff *skb, int attr, u64 value)
{
	return value ? nla_put_u64_64bit(skb, attr, value,
					 FIELDTAP_A_POINT_PAD) : 0;
}

static int ft_point_put_nonzero(struct sk_buff *skb, int attr, u32 value)
{
	return value ? nla_put_u32(skb, attr, value) : 0;
}

static int ft_point_fill_now(struct sk_buff *skb, const struct ft_point *point,
			     bool data)
{
	const struct ft_rule_state *st = &point->state;

	if (!st->value)
		return 0;
	if (nla_put_u32(skb, FIELDTAP_A_POINT_VALUE_TYPE, st->type) ||
	    nla_put_u64_64bit(skb, FIELDTAP_A_POINT_TIME, st->now.time,
			      FIELDTAP_A_POINT_PAD))
		return -EMSGSIZE;
	if (!ft_type_is_data(st->type))
		return nla_put_u64_64bit(skb, FIELDTAP_A_POINT_RAW,
					 st->now.raw, FIELDTAP_A_POINT_PAD);
	if (!data || !point->data)
		return 0;
	return nla_put(skb, FIELDTAP_A_POINT_DATA, point->data->len,
		       point->data->b);
}

static int ft_point_fill_previous(struct sk_buff *skb,
				  const struct ft_rule_state *st)
{
	if (!st->previous_value || st->previous_type != st->type)
		return 0;
	if (!ft_type_is_data(st->type) &&
	    nla_put_u64_64bit(skb, FIELDTAP_A_POINT_PREVIOUS_RAW,
			      st->previous.raw, FIELDTAP_A_POINT_PAD))
		return -EMSGSIZE;
	return ft_point_put_time(skb, FIELDTAP_A_POINT_PREVIOUS_TIME,
				 st->previous.time);
}

int ft_point_fill_value(struct sk_buff *skb, const struct ft_net *fn,
			const struct ft_point *point, bool data)
{
	const struct ft_rule_state *st = &point->state;
	u64 real;

	ft_point_seen(point, &real, NULL);
	if (nla_put_u32(skb, FIELDTAP_A_POINT_STATE,
			ft_point_state(fn, point)) ||
	    ft_point_fill_now(skb, point, data) ||
	    ft_point_fill_previous(skb, st) ||
	    ft_point_put_time(skb, FIELDTAP_A_POINT_LAST_SEEN, real) ||
	    nla_put_u32(skb, FIELDTAP_A_POINT_QUALITY, st->quality) ||
	    ft_point_put_nonzero(skb, FIELDTAP_A_POINT_STATUS,
				 point->status) ||
	    ft_point_put_nonzero(skb, FIELDTAP_A_POINT_LEVEL, st->level) ||
	    nla_put_u64_64bit(skb, FIELDTAP_A_POINT_GENERATION,
			      point->generation, FIELDTAP_A_POINT_PAD))
		return -EMSGSIZE;
	return 0;
}

/* What makes a value of the raw one. */
static int ft_point_fill_scale(struct sk_buff *skb,
			       const struct ft_point *point)
{
	const struct ft_point_conf *conf = point->conf;

	if (ft_point_put_text(skb, FIELDTAP_A_POINT_UNIT,
			      ft_point_unit_of(point)) ||
	    ft_point_put_text(skb, FIELDTAP_A_POINT_SCALE,
			      ft_point_conf_text(conf,
						 FIELDTAP_A_POINT_CONF_SCALE)))
		return -EMSGSIZE;
	return ft_point_put_text(skb, FIELDTAP_A_POINT_OFFSET,
				 ft_point_conf_text(conf,
						    FIELDTAP_A_POINT_CONF_OFFSET));
}

static int ft_point_event_fill(struct sk_buff *skb, const void *object)
{
	const struct ft_point_view *view = object;
	const struct ft_point *point = view->point;

	if (nla_put_string(skb, FIELDTAP_A_POINT_NAME, point->name) ||
	    ft_point_fill_scale(skb, point))
		return -EMSGSIZE;
	return ft_point_fill_value(skb, view->fn, point, true);
}

/* The limit that was passed, of a value that is back the last one. */
static const char *ft_point_limit(const struct ft_point *point)
{
	static const u8 limits[] = {
		[FIELDTAP_LEVEL_LOLO] = FIELDTAP_A_POINT_CONF_LOLO,
		[FIELDTAP_LEVEL_LO] = FIELDTAP_A_POINT_CONF_LO,
		[FIELDTAP_LEVEL_HI] = FIELDTAP_A_POINT_CONF_HI,
		[FIELDTAP_LEVEL_HIHI] = FIELDTAP_A_POINT_CONF_HIHI,
	};
	const struct ft_rule_state *st = &point->state;

	return ft_point_conf_text(point->conf,
				  limits[st->level ?: st->level_before]);
}

static int ft_point_fill_limit(struct sk_buff *skb,
			       const struct ft_point *point, u8 alert)
{
	const struct ft_rule_state *st = &point->state;

	if (alert == FIELDTAP_ALERT_RATE)
		return ft_point_put_text(skb, FIELDTAP_A_POINT_LIMIT,
					 ft_point_conf_text(point->conf,
							    FIELDTAP_A_POINT_CONF_RATE));
	if (alert != FIELDTAP_ALERT_LIMIT)
		return 0;
	if (nla_put_u32(skb, FIELDTAP_A_POINT_PREVIOUS_LEVEL,
			st->level_before))
		return -EMSGSIZE;
	return ft_point_put_text(skb, FIELDTAP_A_POINT_LIMIT,
				 ft_point_limit(point));
}

static bool ft_point_raised(const struct ft_rule_state *st, u8 alert)
{
	switch (alert) {
	case FIELDTAP_ALERT_LIMIT:
		return st->level != FIELDTAP_LEVEL_NORMAL;
	case FIELDTAP_ALERT_RATE:
		return st->rate;
	case FIELDTAP_ALERT_STALE:
		return st->stale;
	default:
		return st->quality != FIELDTAP_QUALITY_GOOD;
	}
}

static int ft_point_alert_fill(struct sk_buff *skb, const void *object)
{
	const struct ft_point_view *view = object;
	const struct ft_point *point = view->point;

	if (nla_put_string(skb, FIELDTAP_A_POINT_NAME, point->name) ||
	    nla_put_u32(skb, FIELDTAP_A_POINT_ALERT, view->alert) ||
	    nla_put_u8(skb, FIELDTAP_A_POINT_RAISED,
		       ft_point_raised(&point->state, view->alert)) ||
	    ft_point_fill_limit(skb, point, view->alert) ||
	    ft_point_fill_scale(skb, point))
		return -EMSGSIZE;
	return ft_point_fill_value(skb, view->fn, point, false);
}

static void ft_point_send(struct ft_net *fn, const struct ft_point_view *view,
			  bool alert)
{
	const struct ft_point_data *data = view->point->data;
	const struct ft_event ev = {
		.group = alert ? FIELDTAP_NLGRP_ALERT : FIELDTAP_NLGRP_POINT,
		.cmd = alert ? FIELDTAP_CMD_ALERT_NTF : FIELDTAP_CMD_POINT_NTF,
		.size = FT_POINT_MSG_SIZE +
			(data ? nla_total_size(data->len) : 0),
		.fill = alert ? ft_point_alert_fill : ft_point_event_fill,
		.object = view,
		.seq_attr = FIELDTAP_A_POINT_EVENT_SEQ,
		.pad_attr = FIELDTAP_A_POINT_PAD,
	};

	if (ft_event_wanted(fn, ev.group))
		ft_event_send(fn, &ev);
}

void ft_point_event(struct ft_net *fn, struct ft_point *point, u32 tell)
{
	struct ft_point_view view = { .fn = fn, .point = point };
	unsigned int i;

	if (tell & FT_TELL_POINT) {
		point->events++;
		ft_stat_inc(fn, FIELDTAP_STAT_POINT_EVENTS);
		ft_point_send(fn, &view, false);
	}
	for (i = 0; i < ARRAY_SIZE(ft_alerts); i++) {
		if (!(tell & ft_alerts[i].tell))
			continue;
		view.alert = ft_alerts[i].alert;
		point->alerts++;
		ft_stat_inc(fn, FIELDTAP_STAT_POINT_ALERTS);
		ft_point_send(fn, &view, true);
	}
}
