// SPDX-License-Identifier: GPL-2.0
/* Netlink operations that get points; nl_point_apply.c has that which sets. */

#include <linux/rcupdate.h>
#include <linux/string.h>

#include "anchor.h"
#include "dump.h"
#include "glob.h"
#include "point.h"
#include "point_conf.h"
#include "point_event.h"
#include "window.h"

struct ft_point_view {
	struct ft_net *fn;
	const char *name;
	struct ft_point *point;
};

static int ft_point_fill_conf(struct sk_buff *skb, const struct ft_point *point)
{
	const struct ft_point_conf *conf = point->conf;
	struct nlattr *nest = nla_nest_start(skb, FIELDTAP_A_POINT_CONF);

	if (!nest ||
	    nla_put_string(skb, FIELDTAP_A_POINT_CONF_NAME, point->name) ||
	    nla_put_string(skb, FIELDTAP_A_POINT_CONF_ADDRESS,
			   point->anchor->address) ||
	    nla_append(skb, conf->len, conf->attrs))
		return -EMSGSIZE;
	nla_nest_end(skb, nest);
	return 0;
}

static int ft_point_put_u64(struct sk_buff *skb, int attr, u64 value)
{
	return nla_put_u64_64bit(skb, attr, value, FIELDTAP_A_POINT_PAD);
}

static int ft_point_fill_counts(struct sk_buff *skb,
				const struct ft_point *point)
{
	const struct ft_window *window =
		rcu_dereference_protected(point->window,
					  lockdep_is_held(&point->lock));
	u64 period;

	ft_point_seen(point, NULL, &period);
	if ((point->state.rate &&
	     nla_put_u8(skb, FIELDTAP_A_POINT_RATE_ALERT, 1)) ||
	    (period && ft_point_put_u64(skb, FIELDTAP_A_POINT_PERIOD, period)) ||
	    nla_put_u32(skb, FIELDTAP_A_POINT_IMAGES, point->images) ||
	    ft_point_put_u64(skb, FIELDTAP_A_POINT_SAMPLES,
			     window ? window->head : 0) ||
	    ft_point_put_u64(skb, FIELDTAP_A_POINT_EVENTS, point->events) ||
	    ft_point_put_u64(skb, FIELDTAP_A_POINT_ALERTS, point->alerts))
		return -EMSGSIZE;
	return 0;
}

static int ft_point_fill_locked(struct sk_buff *skb,
				const struct ft_point_view *view)
{
	const struct ft_point *point = view->point;
	const char *unit;

	if (point->dead || !point->live)
		return -ENOENT;
	unit = ft_point_unit_of(point);
	if (nla_put_string(skb, FIELDTAP_A_POINT_NAME, point->name) ||
	    ft_point_fill_conf(skb, point) ||
	    (unit && nla_put_string(skb, FIELDTAP_A_POINT_UNIT, unit)) ||
	    ft_point_fill_value(skb, view->fn, point, true))
		return -EMSGSIZE;
	return ft_point_fill_counts(skb, point);
}

static int ft_point_fill(struct sk_buff *skb, void *arg)
{
	const struct ft_point_view *view = arg;
	int err;

	spin_lock_bh(&view->point->lock);
	err = ft_point_fill_locked(skb, view);
	spin_unlock_bh(&view->point->lock);
	return err;
}

static int ft_point_search(struct sk_buff *skb, void *arg)
{
	struct ft_point_view *view = arg;
	int err = -ENOENT;

	rcu_read_lock();
	view->point = ft_point_find(view->fn, view->name);
	if (view->point)
		err = ft_point_fill(skb, view);
	rcu_read_unlock();
	return err;
}

int fieldtap_nl_point_get_doit(struct sk_buff *skb, struct genl_info *info)
{
	struct nlattr *name = info->attrs[FIELDTAP_A_POINT_NAME];
	struct ft_point_view view = { .fn = ft_info_net(info) };
	int err;

	if (!name) {
		NL_SET_ERR_MSG(info->extack, "name has to name a point");
		return -EINVAL;
	}
	view.name = nla_data(name);
	err = ft_reply(info, NLMSG_GOODSIZE, ft_point_search, &view);
	if (err == -ENOENT)
		NL_SET_ERR_MSG_ATTR(info->extack, name, "no such point");
	return err;
}

static bool ft_point_since(struct ft_point *point, u64 since)
{
	bool newer;

	spin_lock_bh(&point->lock);
	newer = point->generation > since;
	spin_unlock_bh(&point->lock);
	return newer;
}

static int ft_point_deliver(struct sk_buff *skb, struct netlink_callback *cb,
			    struct growmap_node *node)
{
	struct ft_point_view view = {
		.fn = ft_dump_net(cb),
		.point = container_of(node, struct ft_point, node),
	};
	const struct ft_dump *dump = ft_dump_of(cb);
	int err;

	if ((dump->prefix && !ft_glob(dump->prefix, view.point->name)) ||
	    (dump->since && !ft_point_since(view.point, dump->since)))
		return 0;
	err = ft_dump_one(skb, cb, FIELDTAP_CMD_POINT_GET, ft_point_fill,
			  &view);
	/* It is on its way in or out. */
	return err == -ENOENT ? 0 : err;
}

int fieldtap_nl_point_get_dumpit(struct sk_buff *skb,
				 struct netlink_callback *cb)
{
	const struct nlattr *since = ft_dump_attr(cb, FIELDTAP_A_POINT_SINCE);

	ft_dump_prefix(cb, FIELDTAP_A_POINT_PATTERN);
	ft_dump_of(cb)->since = since ? nla_get_u64(since) : 0;
	return ft_dump_map(skb, cb, &ft_dump_net(cb)->points, ft_point_deliver);
}
