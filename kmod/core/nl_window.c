// SPDX-License-Identifier: GPL-2.0
/* Netlink operations on the windows of points. */
#include <linux/rcupdate.h>
#include <linux/string.h>

#include "dump.h"
#include "point.h"
#include "point_conf.h"
#include "point_event.h"
#include "window.h"

/* Samples that are copied out of a window at a time. */
#define FT_SAMPLES_BATCH	16

#define FT_WINDOW_MSG_SIZE						\
	(nla_total_size(FIELDTAP_POINT_NAME_MAX) +			\
	 nla_total_size(FIELDTAP_UNIT_MAX) +				\
	 2 * nla_total_size(FIELDTAP_NUMBER_MAX) +			\
	 2 * nla_total_size(sizeof(u32)) +				\
	 3 * nla_total_size_64bit(sizeof(u64)))

/**
 * struct ft_window_view - a window, while it is written into a message
 * @fn: the namespace
 * @name: the point's name
 * @from: number of the first sample wanted
 * @end: number of the first one not wanted, set to that of the next one to
 *	come if that is less
 * @samples: whether any are
 */
struct ft_window_view {
	struct ft_net *fn;
	const char *name;
	u64 from;
	u64 end;
	bool samples;
};

/**
 * struct ft_window_dump - where a dump of a window stands
 * @next: number of the next sample
 * @end: number that the next sample to come had when the dump began
 * @begun: the first message was written
 *
 * Lives in cb->ctx.
 */
struct ft_window_dump {
	u64 next;
	u64 end;
	bool begun;
};

static_assert(sizeof(struct ft_window_dump) <=
	      sizeof(((struct netlink_callback *)0)->ctx));

/* Of the type that the point has, or of that which the samples have. */
static int ft_window_fill_type(struct sk_buff *skb,
			       const struct ft_rule_state *st,
			       const struct ft_sample *first)
{
	if (first && first->value)
		return nla_put_u32(skb, FIELDTAP_A_WINDOW_TYPE, first->type);
	if (!st->value)
		return 0;
	return nla_put_u32(skb, FIELDTAP_A_WINDOW_TYPE, st->type);
}

static int ft_window_fill_head(struct sk_buff *skb, struct ft_point *point,
			       const struct ft_window *window,
			       const struct ft_sample *first)
{
	const char *scale, *offset, *unit;
	int err = -EMSGSIZE;

	spin_lock_bh(&point->lock);
	scale = ft_point_conf_text(point->conf, FIELDTAP_A_POINT_CONF_SCALE);
	offset = ft_point_conf_text(point->conf, FIELDTAP_A_POINT_CONF_OFFSET);
	unit = ft_point_unit_of(point);
	if (!nla_put_string(skb, FIELDTAP_A_WINDOW_NAME, point->name) &&
	    !nla_put_u32(skb, FIELDTAP_A_WINDOW_SIZE, window->size) &&
	    !(scale && nla_put_string(skb, FIELDTAP_A_WINDOW_SCALE, scale)) &&
	    !(offset &&
	      nla_put_string(skb, FIELDTAP_A_WINDOW_OFFSET, offset)) &&
	    !(unit && nla_put_string(skb, FIELDTAP_A_WINDOW_UNIT, unit)))
		err = ft_window_fill_type(skb, &point->state, first);
	spin_unlock_bh(&point->lock);
	return err;
}

static int ft_window_fill_numbers(struct sk_buff *skb, u64 first, u64 next,
				  u64 overwritten)
{
	if (nla_put_u64_64bit(skb, FIELDTAP_A_WINDOW_FIRST, first,
			      FIELDTAP_A_WINDOW_PAD) ||
	    nla_put_u64_64bit(skb, FIELDTAP_A_WINDOW_NEXT, next,
			      FIELDTAP_A_WINDOW_PAD) ||
	    (overwritten &&
	     nla_put_u64_64bit(skb, FIELDTAP_A_WINDOW_OVERWRITTEN, overwritten,
			       FIELDTAP_A_WINDOW_PAD)))
		return -EMSGSIZE;
	return 0;
}

static int ft_sample_fill(struct sk_buff *skb, const struct ft_sample *s)
{
	struct nlattr *nest = nla_nest_start(skb, FIELDTAP_A_WINDOW_SAMPLE);

	if (!nest ||
	    nla_put_u64_64bit(skb, FIELDTAP_A_SAMPLE_TIME, s->time,
			      FIELDTAP_A_SAMPLE_PAD) ||
	    (s->value && nla_put_u64_64bit(skb, FIELDTAP_A_SAMPLE_RAW, s->raw,
					   FIELDTAP_A_SAMPLE_PAD)) ||
	    (s->quality &&
	     nla_put_u32(skb, FIELDTAP_A_SAMPLE_QUALITY, s->quality)) ||
	    (s->missed &&
	     nla_put_u32(skb, FIELDTAP_A_SAMPLE_MISSED, s->missed))) {
		if (nest)
			nla_nest_cancel(skb, nest);
		return -EMSGSIZE;
	}
	nla_nest_end(skb, nest);
	return 0;
}

/* What follows the first ones without a gap and is of their type. */
static void ft_window_fill_samples(struct sk_buff *skb,
				   const struct ft_window *window,
				   struct ft_window_view *view,
				   struct ft_sample *s, u32 n)
{
	const u8 type = s->type;
	u64 from, head;
	u32 i;

	for (;;) {
		for (i = 0; i < n; i++) {
			if (view->from == view->end || s[i].type != type ||
			    ft_sample_fill(skb, &s[i]))
				return;
			view->from++;
		}
		from = view->from;
		n = ft_window_read(window, &from, s, FT_SAMPLES_BATCH, &head);
		if (!n || from != view->from)
			return;
	}
}

static int ft_window_fill_point(struct sk_buff *skb, struct ft_point *point,
				const struct ft_window *window,
				struct ft_window_view *view)
{
	struct ft_sample s[FT_SAMPLES_BATCH];
	const u64 wanted = view->from;
	u64 first, head;
	u32 n;

	n = ft_window_read(window, &view->from, s, FT_SAMPLES_BATCH, &head);
	view->end = min(view->end, head);
	first = min(view->from, view->end);
	/* All that was wanted may be overwritten by what is not. */
	if (first == view->end)
		n = 0;
	if (ft_window_fill_head(skb, point, window, n ? s : NULL) ||
	    ft_window_fill_numbers(skb, first, view->end,
				   view->samples && first > wanted ?
				   first - wanted : 0))
		return -EMSGSIZE;
	if (view->samples && n)
		ft_window_fill_samples(skb, window, view, s, n);
	return 0;
}

static int ft_window_fill(struct sk_buff *skb, void *arg)
{
	struct ft_window_view *view = arg;
	const struct ft_window *window;
	struct ft_point *point;
	int err = -ENOENT;

	rcu_read_lock();
	point = ft_point_find(view->fn, view->name);
	/* (L) of window.c, partner: ft_op_swap(). */
	if (point && smp_load_acquire(&point->live)) {
		/* (P), partner: ft_op_swap_window(). */
		window = rcu_dereference(point->window);
		err = window ? ft_window_fill_point(skb, point, window, view) :
			       -ENODATA;
	}
	rcu_read_unlock();
	return err;
}

static int ft_window_unknown(struct netlink_ext_ack *extack,
			     const struct nlattr *name, int err)
{
	if (err == -ENOENT)
		NL_SET_ERR_MSG_ATTR(extack, name, "no such point");
	if (err == -ENODATA)
		NL_SET_ERR_MSG_ATTR(extack, name, "the point keeps no window");
	return err;
}

int fieldtap_nl_window_get_doit(struct sk_buff *skb, struct genl_info *info)
{
	struct nlattr *name = info->attrs[FIELDTAP_A_WINDOW_NAME];
	struct ft_window_view view = {
		.fn = ft_info_net(info),
		.end = U64_MAX,
	};

	if (!name) {
		NL_SET_ERR_MSG(info->extack, "name has to name a point");
		return -EINVAL;
	}
	view.name = nla_data(name);
	return ft_window_unknown(info->extack, name,
				 ft_reply(info, FT_WINDOW_MSG_SIZE,
					  ft_window_fill, &view));
}

/*
 * Each message is as full of samples as it can be; samples that come meanwhile
 * are for the next dump, which begins where the messages of this one say that
 * it ends.
 */
int fieldtap_nl_window_get_dumpit(struct sk_buff *skb,
				  struct netlink_callback *cb)
{
	struct ft_window_dump *dump = (void *)cb->ctx;
	const struct nlattr *name = ft_dump_attr(cb, FIELDTAP_A_WINDOW_NAME);
	const struct nlattr *since = ft_dump_attr(cb, FIELDTAP_A_WINDOW_SINCE);
	struct ft_window_view view = {
		.fn = ft_dump_net(cb),
		.from = dump->next,
		.end = dump->end,
		.samples = true,
	};
	int err;

	if (!name) {
		NL_SET_ERR_MSG(cb->extack, "name has to name a point");
		return -EINVAL;
	}
	if (!dump->begun) {
		view.from = since ? nla_get_u64(since) : 0;
		view.end = U64_MAX;
	} else if (dump->next >= dump->end) {
		return 0;
	}
	view.name = nla_data(name);
	err = ft_dump_one(skb, cb, FIELDTAP_CMD_WINDOW_GET, ft_window_fill,
			  &view);
	if (err)
		return ft_window_unknown(cb->extack, name, err);
	dump->begun = true;
	dump->next = view.from;
	dump->end = view.end;
	return skb->len;
}
