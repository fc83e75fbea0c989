// SPDX-License-Identifier: GPL-2.0
#include "event.h"
#include "netlink.h"
#include "stats.h"
#include "trace.h"

static_assert(FIELDTAP_NLGRP_POINT < FT_GROUPS);

static const struct genl_family *ft_event_family;

void ft_event_init(const struct genl_family *family)
{
	ft_event_family = family;
}

bool ft_event_wanted(const struct ft_net *fn, unsigned int group)
{
	return genl_has_listeners(ft_event_family, fn->net, group);
}

static int ft_event_fill(const struct ft_event *ev, u64 seq,
			 struct sk_buff *skb)
{
	void *hdr = genlmsg_put(skb, 0, 0, ft_event_family, 0, ev->cmd);

	if (!hdr || ev->fill(skb, ev->object) ||
	    nla_put_u64_64bit(skb, ev->seq_attr, seq, ev->pad_attr))
		return -EMSGSIZE;
	genlmsg_end(skb, hdr);
	return 0;
}

static struct sk_buff *ft_event_make(const struct ft_event *ev, u64 seq)
{
	size_t size = ev->size + nla_total_size_64bit(sizeof(u64));
	struct sk_buff *skb;

	for (;;) {
		skb = genlmsg_new(size, GFP_ATOMIC);
		if (!skb || !ft_event_fill(ev, seq, skb))
			return skb;
		nlmsg_free(skb);
		if (size >= FT_MESSAGE_ROOM)
			return NULL;
		size = min_t(size_t, 2 * size, FT_MESSAGE_ROOM);
	}
}

void ft_event_send(struct ft_net *fn, const struct ft_event *ev)
{
	struct sk_buff *skb;
	int err = -ENOMEM;

	/* Numbers reach every socket in order; that of a lost one is missing. */
	spin_lock_bh(&fn->event_lock);
	skb = ft_event_make(ev, ++fn->event_seq[ev->group]);
	if (skb)
		err = genlmsg_multicast_netns(ft_event_family, fn->net, skb, 0,
					      ev->group, GFP_ATOMIC);
	spin_unlock_bh(&fn->event_lock);
	/* -ESRCH: the last listener left meanwhile. */
	if (err && err != -ESRCH)
		ft_stat_inc(fn, FIELDTAP_STAT_EVENTS_LOST);
	else
		ft_stat_inc(fn, FIELDTAP_STAT_EVENTS_SENT);
}

struct ft_growth_view {
	struct growmap *map;
	const struct growmap_event *ev;
	enum fieldtap_growth growth;
};

static int ft_growth_fill(struct sk_buff *skb, const void *object)
{
	const struct ft_growth_view *view = object;
	const struct growmap_event *ev = view->ev;

	if (nla_put_string(skb, FIELDTAP_A_MAP_NAME, view->map->params->name) ||
	    nla_put_u32(skb, FIELDTAP_A_MAP_GROWTH, view->growth) ||
	    nla_put_u32(skb, FIELDTAP_A_MAP_COUNT,
			growmap_count(view->map)) ||
	    nla_put_u32(skb, FIELDTAP_A_MAP_LOG2_BUCKETS, ev->to_B) ||
	    nla_put_u64_64bit(skb, FIELDTAP_A_MAP_MOVED_BY_WRITERS,
			      ev->moved - ev->moved_worker,
			      FIELDTAP_A_MAP_PAD) ||
	    nla_put_u64_64bit(skb, FIELDTAP_A_MAP_MOVED_BY_WORKER,
			      ev->moved_worker, FIELDTAP_A_MAP_PAD) ||
	    nla_put_u64_64bit(skb, FIELDTAP_A_MAP_DURATION, ev->ns,
			      FIELDTAP_A_MAP_PAD))
		return -EMSGSIZE;
	return 0;
}

static void ft_growth_send(struct ft_net *fn, struct growmap *map,
			   const struct growmap_event *ev,
			   enum fieldtap_growth growth)
{
	const struct ft_growth_view view = {
		.map = map,
		.ev = ev,
		.growth = growth,
	};
	const struct ft_event event = {
		.group = FIELDTAP_NLGRP_MAP,
		.cmd = FIELDTAP_CMD_MAP_NTF,
		.size = nla_total_size(FIELDTAP_NAME_MAX) +
			3 * nla_total_size(sizeof(u32)) +
			3 * nla_total_size_64bit(sizeof(u64)),
		.fill = ft_growth_fill,
		.object = &view,
		.seq_attr = FIELDTAP_A_MAP_EVENT_SEQ,
		.pad_attr = FIELDTAP_A_MAP_PAD,
	};

	if (ft_event_wanted(fn, FIELDTAP_NLGRP_MAP))
		ft_event_send(fn, &event);
}

void ft_event_growth(struct ft_net *fn, struct growmap *map,
		     const struct growmap_event *ev)
{
	const char *name = map->params->name;

	switch (ev->type) {
	case GROWMAP_EV_START:
		trace_fieldtap_grow_start(name, ev->from_B, ev->to_B);
		ft_growth_send(fn, map, ev, FIELDTAP_GROWTH_START);
		break;
	case GROWMAP_EV_EVACUATE:
		trace_fieldtap_grow_evacuate(name, ev->bucket, ev->moved,
					     ev->by_worker, ev->ns);
		break;
	case GROWMAP_EV_FINISH:
		trace_fieldtap_grow_finish(name, ev->from_B, ev->to_B,
					   ev->moved, ev->ns);
		ft_growth_send(fn, map, ev, FIELDTAP_GROWTH_FINISH);
		break;
	case GROWMAP_EV_PUT_OFF:
		trace_fieldtap_grow_put_off(name, ev->from_B, ev->to_B);
		ft_growth_send(fn, map, ev, FIELDTAP_GROWTH_PUT_OFF);
		break;
	case GROWMAP_EV_RESEED:
		break;
	}
}
