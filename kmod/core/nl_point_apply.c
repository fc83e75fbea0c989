// SPDX-License-Identifier: GPL-2.0
/*
 * The netlink operation that adds, changes and takes away points.
 *
 * All that can fail is done first, for each point in turn: new points are in
 * the map by then, but nobody is shown them, and no image has them.  What then
 * is committed cannot fail.  At last the images of all devices concerned look
 * for their points, once.
 */
#include <linux/rcupdate.h>
#include <linux/sched.h>
#include <linux/slab.h>
#include <linux/string.h>

#include "anchor.h"
#include "image.h"
#include "netlink.h"
#include "point.h"
#include "point_conf.h"
#include "walk.h"
#include "window.h"

/* Points between two chances to reschedule. */
#define FT_APPLY_BATCH	256

/**
 * struct ft_op - what is done to one point
 * @attr: as the request has it
 * @point: the point
 * @anchor: its address, with a user for it, unless it stays where it is
 * @conf: its configuration; of one that was committed the former
 * @rule: its rules, likewise
 * @window: its window, likewise; NULL with @keeps
 * @timer: what it gets, if it has none and needs one
 * @type: FIELDTAP_A_POINTS_ of it
 * @same: it reads the same as before
 * @keeps: it keeps the window that it has
 * @samples: that its window is longer than the former
 */
struct ft_op {
	const struct nlattr *attr;
	struct ft_point *point;
	struct ft_anchor *anchor;
	struct ft_point_conf *conf;
	struct ft_rule *rule;
	struct ft_window *window;
	struct ft_point_timer *timer;
	u8 type;
	bool same;
	bool keeps;
	s32 samples;
};

/**
 * struct ft_apply - a request
 * @fn: the namespace
 * @extack: where to say what is wrong
 * @touched: devices whose images have to look for points
 * @op: what is to be done
 * @n: how much of it is prepared
 */
struct ft_apply {
	struct ft_net *fn;
	struct netlink_ext_ack *extack;
	unsigned long *touched;
	struct ft_op *op;
	u32 n;
};

static int ft_apply_wrong(struct ft_apply *apply, const struct nlattr *attr,
			  const char *why, int err)
{
	apply->extack->_msg = why;
	apply->extack->bad_attr = attr;
	return err;
}

static int ft_op_parse(struct ft_apply *apply, struct ft_op *op,
		       struct nlattr **tb)
{
	const char *why;
	int err;

	err = nla_parse_nested(tb, FIELDTAP_A_POINT_CONF_MAX, op->attr,
			       fieldtap_point_conf_nl_policy, apply->extack);
	if (err)
		return err;
	if (!tb[FIELDTAP_A_POINT_CONF_NAME])
		return ft_apply_wrong(apply, op->attr,
				      "a point has to have a name", -EINVAL);
	why = ft_point_conf_name(nla_data(tb[FIELDTAP_A_POINT_CONF_NAME]));
	if (why)
		return ft_apply_wrong(apply, tb[FIELDTAP_A_POINT_CONF_NAME],
				      why, -EINVAL);
	if (op->type == FIELDTAP_A_POINTS_DEL)
		return 0;
	if (!tb[FIELDTAP_A_POINT_CONF_ADDRESS])
		return ft_apply_wrong(apply, op->attr,
				      "a point has to have an address",
				      -EINVAL);
	why = ft_point_conf_address(nla_data(tb[FIELDTAP_A_POINT_CONF_ADDRESS]));
	if (why)
		return ft_apply_wrong(apply, tb[FIELDTAP_A_POINT_CONF_ADDRESS],
				      why, -EINVAL);
	return 0;
}

static int ft_op_make_point(struct ft_apply *apply, struct ft_op *op,
			    const struct nlattr *name)
{
	struct ft_point *point = ft_point_make(nla_data(name));
	int err;

	if (!point)
		return -ENOMEM;
	err = ft_point_insert(apply->fn, point);
	if (err) {
		ft_point_put(point);
		return ft_apply_wrong(apply, name, err == -EEXIST ?
				      "another point has that name" :
				      err == -ENOSPC ?
				      "config max-points reached" : NULL, err);
	}
	op->point = point;
	return 0;
}

static int ft_op_find_point(struct ft_apply *apply, struct ft_op *op,
			    const struct nlattr *name)
{
	struct ft_point *point;

	rcu_read_lock();
	point = ft_point_find(apply->fn, nla_data(name));
	rcu_read_unlock();
	/* The mutex keeps it: only who holds that takes one away. */
	if (!point)
		return ft_apply_wrong(apply, name, "no such point", -ENOENT);
	if (point->named)
		return ft_apply_wrong(apply, name,
				      "the request has that point twice",
				      -EINVAL);
	op->point = point;
	return 0;
}

static int ft_op_point(struct ft_apply *apply, struct ft_op *op,
		       const struct nlattr *name)
{
	int err;

	if (op->type == FIELDTAP_A_POINTS_NEW)
		err = ft_op_make_point(apply, op, name);
	else
		err = ft_op_find_point(apply, op, name);
	if (!err)
		op->point->named = true;
	return err;
}

static int ft_op_anchor(struct ft_apply *apply, struct ft_op *op,
			const struct nlattr *address)
{
	struct ft_anchor *anchor = op->point->anchor;

	if (anchor && !strcmp(anchor->address, nla_data(address)))
		return 0;
	anchor = ft_anchor_get(apply->fn, nla_data(address));
	if (IS_ERR(anchor))
		return ft_apply_wrong(apply, address,
				      PTR_ERR(anchor) == -ENOSPC ?
				      "config max-points reached" : NULL,
				      PTR_ERR(anchor));
	op->anchor = anchor;
	return 0;
}

static int ft_op_conf(struct ft_apply *apply, struct ft_op *op,
		      struct nlattr **tb)
{
	struct ft_point *point = op->point;
	struct ft_point_wrong wrong = {};
	int err;

	err = ft_point_conf_make(tb, &op->conf, &op->rule, &wrong);
	if (err)
		return ft_apply_wrong(apply, wrong.attr && tb[wrong.attr] ?
				      tb[wrong.attr] : op->attr, wrong.text,
				      err);
	op->same = !op->anchor && point->conf &&
		   ft_point_conf_reads_same(point->conf, op->conf);
	if (!op->rule || point->timer)
		return 0;
	op->timer = ft_point_timer_make(apply->fn, point);
	return op->timer ? 0 : -ENOMEM;
}

static u32 ft_op_window_size(const struct ft_point *point)
{
	const struct ft_window *window =
		rcu_dereference_protected(point->window, true);

	return window ? window->size : 0;
}

static int ft_op_window(struct ft_apply *apply, struct ft_op *op,
			const struct nlattr *size)
{
	struct ft_net *fn = apply->fn;
	const u32 had = ft_op_window_size(op->point);
	const u32 want = size ? nla_get_u32(size) : 0;
	const u64 all = (u64)fn->samples - had + want;

	if (want > had && all > READ_ONCE(fn->config.max_samples))
		return ft_apply_wrong(apply, size, "config max-samples reached",
				      -ENOSPC);
	op->keeps = op->same && want == had;
	if (want && !op->keeps) {
		op->window = ft_window_alloc(want);
		if (!op->window)
			return -ENOMEM;
	}
	op->samples = want - had;
	fn->samples += op->samples;
	return 0;
}

/* What can fail.  What was done by then ft_op_undo() undoes. */
static int ft_op_prepare(struct ft_apply *apply, struct ft_op *op)
{
	struct nlattr *tb[FIELDTAP_A_POINT_CONF_MAX + 1];
	int err;

	err = ft_op_parse(apply, op, tb) ?:
	      ft_op_point(apply, op, tb[FIELDTAP_A_POINT_CONF_NAME]);
	if (err)
		return err;
	if (op->type == FIELDTAP_A_POINTS_DEL) {
		op->samples = -(s32)ft_op_window_size(op->point);
		apply->fn->samples += op->samples;
		return 0;
	}
	return ft_op_anchor(apply, op, tb[FIELDTAP_A_POINT_CONF_ADDRESS]) ?:
	       ft_op_conf(apply, op, tb) ?:
	       ft_op_window(apply, op, tb[FIELDTAP_A_POINT_CONF_WINDOW]);
}

/* Frees what an operation still has; a grace period ago readers had it. */
static void ft_op_free(struct ft_op *op)
{
	kfree(op->timer);
	ft_window_free(op->window);
	kfree(op->rule);
	kfree(op->conf);
}

static void ft_op_undo(struct ft_apply *apply, struct ft_op *op)
{
	struct ft_net *fn = apply->fn;

	fn->samples -= op->samples;
	ft_op_free(op);
	ft_anchor_put(fn, op->anchor);
	if (!op->point)
		return;
	op->point->named = false;
	if (op->type == FIELDTAP_A_POINTS_NEW)
		ft_point_remove(fn, op->point);
}

static void ft_op_touch(struct ft_apply *apply, const struct ft_anchor *anchor)
{
	if (anchor)
		ft_anchored_set(apply->touched, anchor->address);
}

/* The former window goes on in the new one. */
static void ft_op_swap_window(struct ft_op *op)
{
	struct ft_point *point = op->point;
	struct ft_window *old;

	if (op->keeps)
		return;
	old = rcu_dereference_protected(point->window,
					lockdep_is_held(&point->lock));
	if (old && op->window && op->same)
		ft_window_copy(op->window, old);
	/* (P) of window.c, partner: ft_window_fill(). */
	rcu_assign_pointer(point->window, op->window);
	op->window = old;
}

static void ft_op_swap(struct ft_net *fn, struct ft_op *op)
{
	struct ft_point *point = op->point;

	spin_lock_bh(&point->lock);
	if (op->anchor)
		swap(point->anchor, op->anchor);
	swap(point->conf, op->conf);
	swap(point->rule, op->rule);
	if (!point->timer)
		swap(point->timer, op->timer);
	ft_op_swap_window(op);
	if (!op->same)
		ft_point_forget(point);
	/* (L) of window.c, partner: ft_window_fill(). */
	smp_store_release(&point->live, true);
	ft_point_start(fn, point);
	spin_unlock_bh(&point->lock);
}

static void ft_op_commit_conf(struct ft_apply *apply, struct ft_op *op)
{
	struct ft_point *point = op->point;
	const bool moves = op->anchor;

	if (moves && point->anchor)
		hlist_del_init_rcu(&point->link);
	ft_op_swap(apply->fn, op);
	if (moves)
		hlist_add_head_rcu(&point->link, &point->anchor->points);
	if (!op->same)
		ft_op_touch(apply, point->anchor);
	/* Now the former one. */
	ft_op_touch(apply, op->anchor);
	ft_anchor_put(apply->fn, op->anchor);
	point->named = false;
}

static void ft_op_commit(struct ft_apply *apply, struct ft_op *op)
{
	struct ft_anchor *anchor;

	if (op->type != FIELDTAP_A_POINTS_DEL) {
		ft_op_commit_conf(apply, op);
		return;
	}
	anchor = op->point->anchor;
	ft_op_touch(apply, anchor);
	ft_point_remove(apply->fn, op->point);
	ft_anchor_put(apply->fn, anchor);
}

static void ft_points_bind_one(struct growmap_node *node, void *arg)
{
	struct ft_image *img = container_of(node, struct ft_image, node);
	const struct ft_address device = ft_address_device(img->dev->name);
	const struct ft_apply *apply = arg;

	if (ft_anchored(apply->touched, &device))
		ft_watch_bind(apply->fn, img);
}

/* Have the images of all devices concerned look for their points. */
static void ft_points_bind(struct ft_apply *apply)
{
	/* Partners: ft_image_begin() and ft_watch_bind(). */
	smp_mb();
	ft_walk(&apply->fn->images, ft_points_bind_one, apply);
}

static void ft_apply_commit(struct ft_apply *apply)
{
	bool windows = false;
	u32 i;

	for (i = 0; i < apply->n; i++) {
		ft_op_commit(apply, &apply->op[i]);
		windows |= !!apply->op[i].window;
		if (!(i % FT_APPLY_BATCH))
			cond_resched();
	}
	ft_points_bind(apply);
	/* Until now somebody may have been reading a window that is replaced. */
	if (windows)
		synchronize_rcu();
	for (i = 0; i < apply->n; i++) {
		ft_op_free(&apply->op[i]);
		if (!(i % FT_APPLY_BATCH))
			cond_resched();
	}
}

static int ft_apply_prepare(struct ft_apply *apply, const struct genl_info *info)
{
	const struct nlattr *attr;
	struct ft_op *op;
	int err, rest;

	nlmsg_for_each_attr(attr, info->nlhdr, GENL_HDRLEN, rest) {
		op = &apply->op[apply->n++];
		op->attr = attr;
		op->type = nla_type(attr);
		err = ft_op_prepare(apply, op);
		if (err)
			return err;
		if (!(apply->n % FT_APPLY_BATCH))
			cond_resched();
	}
	return 0;
}

static int ft_apply(struct ft_apply *apply, const struct genl_info *info)
{
	int err;

	mutex_lock(&apply->fn->points_mutex);
	err = ft_apply_prepare(apply, info);
	if (!err)
		ft_apply_commit(apply);
	else
		while (apply->n)
			ft_op_undo(apply, &apply->op[--apply->n]);
	mutex_unlock(&apply->fn->points_mutex);
	return err;
}

static u32 ft_apply_count(const struct genl_info *info)
{
	const struct nlattr *attr;
	u32 n = 0;
	int rest;

	nlmsg_for_each_attr(attr, info->nlhdr, GENL_HDRLEN, rest)
		n++;
	return n;
}

int fieldtap_nl_point_apply_doit(struct sk_buff *skb, struct genl_info *info)
{
	struct ft_apply apply = {
		.fn = ft_info_net(info),
		.extack = info->extack,
	};
	int err = -ENOMEM;

	apply.op = kvcalloc(ft_apply_count(info), sizeof(*apply.op),
			    GFP_KERNEL);
	apply.touched = bitmap_zalloc(FT_ANCHORED_BITS, GFP_KERNEL);
	if (apply.op && apply.touched)
		err = ft_apply(&apply, info);
	bitmap_free(apply.touched);
	kvfree(apply.op);
	return err;
}
