// SPDX-License-Identifier: GPL-2.0
#include <stdlib.h>
#include <string.h>

#include "layout.h"

static int parse_item(struct nlattr *nest, struct ft_layout_item *it)
{
	static const struct nla_policy policy[FIELDTAP_A_LAYOUT_ITEM_MAX + 1] = {
		[FIELDTAP_A_LAYOUT_ITEM_NAME] = { .type = NLA_STRING },
		[FIELDTAP_A_LAYOUT_ITEM_OFFSET] = { .type = NLA_U32 },
		[FIELDTAP_A_LAYOUT_ITEM_LEN] = { .type = NLA_U32 },
		[FIELDTAP_A_LAYOUT_ITEM_STATUS] = { .type = NLA_U32 },
		[FIELDTAP_A_LAYOUT_ITEM_TYPE] = { .type = NLA_U32 },
		[FIELDTAP_A_LAYOUT_ITEM_LITTLE] = { .type = NLA_U8 },
	};
	struct nlattr *tb[FIELDTAP_A_LAYOUT_ITEM_MAX + 1];

	if (nla_parse_nested(tb, FIELDTAP_A_LAYOUT_ITEM_MAX, nest, policy) ||
	    !tb[FIELDTAP_A_LAYOUT_ITEM_NAME])
		return -1;
	ft_get_string(it->name, sizeof(it->name),
		      tb[FIELDTAP_A_LAYOUT_ITEM_NAME]);
	it->offset = ft_get_u32(tb[FIELDTAP_A_LAYOUT_ITEM_OFFSET]);
	it->len = ft_get_u32(tb[FIELDTAP_A_LAYOUT_ITEM_LEN]);
	it->has_status = tb[FIELDTAP_A_LAYOUT_ITEM_STATUS];
	it->status = ft_get_u32(tb[FIELDTAP_A_LAYOUT_ITEM_STATUS]);
	it->type = ft_get_u32(tb[FIELDTAP_A_LAYOUT_ITEM_TYPE]);
	it->little = tb[FIELDTAP_A_LAYOUT_ITEM_LITTLE] &&
		     nla_get_u8(tb[FIELDTAP_A_LAYOUT_ITEM_LITTLE]);
	return 0;
}

static int parse_items(struct ft_conn *c, struct nlattr *attrs, int len,
		       struct ft_layout *l)
{
	struct ft_layout_item *it;
	struct nlattr *a;
	int rest;

	nla_for_each_attr(a, attrs, len, rest) {
		if (nla_type(a) != FIELDTAP_A_LAYOUT_ITEM)
			continue;
		it = ft_vec_add(&l->items, sizeof(*it));
		if (!it)
			return ft_no_memory(c);
		if (parse_item(a, it))
			return ft_malformed(c, "item of a layout");
	}
	return 0;
}

static int parse(struct ft_conn *c, struct nlattr *attrs, int len,
		 struct ft_layout *l)
{
	static const struct nla_policy policy[FIELDTAP_A_LAYOUT_MAX + 1] = {
		[FIELDTAP_A_LAYOUT_DEVICE] = { .type = NLA_STRING },
		[FIELDTAP_A_LAYOUT_IMAGE] = { .type = NLA_STRING },
		[FIELDTAP_A_LAYOUT_LEN] = { .type = NLA_U32 },
		[FIELDTAP_A_LAYOUT_STALE_AFTER] = { .type = NLA_U64 },
		[FIELDTAP_A_LAYOUT_ITEM] = { .type = NLA_NESTED },
	};
	struct nlattr *tb[FIELDTAP_A_LAYOUT_MAX + 1];

	if (nla_parse(tb, FIELDTAP_A_LAYOUT_MAX, attrs, len, policy) ||
	    !tb[FIELDTAP_A_LAYOUT_DEVICE] || !tb[FIELDTAP_A_LAYOUT_IMAGE])
		return ft_malformed(c, "layout");
	ft_get_string(l->device, sizeof(l->device),
		      tb[FIELDTAP_A_LAYOUT_DEVICE]);
	ft_get_string(l->image, sizeof(l->image), tb[FIELDTAP_A_LAYOUT_IMAGE]);
	l->len = ft_get_u32(tb[FIELDTAP_A_LAYOUT_LEN]);
	l->stale_after = ft_get_u64(tb[FIELDTAP_A_LAYOUT_STALE_AFTER]);
	return parse_items(c, attrs, len, l);
}

struct wanted {
	const struct ft_filter *filter;
	struct ft_vec *layouts;
};

static int add_layout(struct ft_conn *c, struct nlattr *attrs, int len,
		      void *arg)
{
	const struct wanted *w = arg;
	struct ft_layout *l = ft_vec_add(w->layouts, sizeof(*l));

	if (!l)
		return ft_no_memory(c);
	if (parse(c, attrs, len, l))
		return -1;
	if (!ft_filter_image(w->filter, l->device, l->image, 0, 0)) {
		ft_vec_free(&l->items);
		w->layouts->n--;
	}
	return 0;
}

static void forget_layouts(void *arg)
{
	const struct wanted *w = arg;

	ft_layouts_free(w->layouts);
}

void ft_layouts_free(struct ft_vec *layouts)
{
	struct ft_layout *l = layouts->data;
	size_t i;

	for (i = 0; i < layouts->n; i++)
		ft_vec_free(&l[i].items);
	ft_vec_free(layouts);
}

static int by_name(const void *a, const void *b)
{
	const struct ft_layout *x = a, *y = b;
	int c = ft_natural_cmp(x->device, y->device);

	return c ? c : ft_natural_cmp(x->image, y->image);
}

static bool same(const void *a, const void *b)
{
	return !by_name(a, b);
}

static void clean(void *item)
{
	struct ft_layout *l = item;

	ft_vec_free(&l->items);
}

int ft_layout_list(struct ft_conn *c, const struct ft_filter *f,
		   struct ft_vec *layouts)
{
	struct wanted w = { f, layouts };
	const struct ft_reply reply = { add_layout, forget_layouts, &w };
	struct nl_msg *msg = ft_request(c, FIELDTAP_CMD_LAYOUT_GET);
	char prefix[FIELDTAP_PATH_MAX];

	if (!msg)
		return -1;
	ft_filter_kernel(f, prefix);
	if (*prefix && nla_put_string(msg, FIELDTAP_A_LAYOUT_PREFIX, prefix)) {
		nlmsg_free(msg);
		return ft_no_memory(c);
	}
	if (ft_dump(c, msg, &ft_layout_attrs, &reply))
		return -1;
	ft_vec_unite(layouts, sizeof(struct ft_layout), by_name, same, clean);
	return 0;
}

static int put_item(struct nl_msg *msg, const struct ft_layout_item *it)
{
	struct nlattr *nest = nla_nest_start(msg, FIELDTAP_A_LAYOUT_ITEM);

	if (!nest ||
	    nla_put_string(msg, FIELDTAP_A_LAYOUT_ITEM_NAME, it->name) ||
	    nla_put_u32(msg, FIELDTAP_A_LAYOUT_ITEM_OFFSET, it->offset) ||
	    nla_put_u32(msg, FIELDTAP_A_LAYOUT_ITEM_LEN, it->len) ||
	    nla_put_u32(msg, FIELDTAP_A_LAYOUT_ITEM_TYPE, it->type) ||
	    (it->has_status &&
	     nla_put_u32(msg, FIELDTAP_A_LAYOUT_ITEM_STATUS, it->status)) ||
	    (it->little && nla_put_u8(msg, FIELDTAP_A_LAYOUT_ITEM_LITTLE, 1)))
		return -1;
	nla_nest_end(msg, nest);
	return 0;
}

static struct nl_msg *request(struct ft_conn *c, uint8_t cmd,
			      const char *device, const char *image)
{
	struct nl_msg *msg = ft_request(c, cmd);

	if (msg && (nla_put_string(msg, FIELDTAP_A_LAYOUT_DEVICE, device) ||
		    nla_put_string(msg, FIELDTAP_A_LAYOUT_IMAGE, image))) {
		nlmsg_free(msg);
		msg = NULL;
		ft_no_memory(c);
	}
	return msg;
}

static int set(struct ft_conn *c, const struct ft_layout *l)
{
	struct nl_msg *msg = request(c, FIELDTAP_CMD_LAYOUT_NEW, l->device,
				     l->image);
	const struct ft_layout_item *it = l->items.data;
	size_t i;
	int err;

	if (!msg)
		return -1;
	err = nla_put_u32(msg, FIELDTAP_A_LAYOUT_LEN, l->len);
	if (!err && l->stale_after)
		err = nla_put_u64(msg, FIELDTAP_A_LAYOUT_STALE_AFTER,
				  l->stale_after);
	for (i = 0; !err && i < l->items.n; i++)
		err = put_item(msg, &it[i]);
	if (err) {
		nlmsg_free(msg);
		return ft_no_memory(c);
	}
	return ft_do(c, msg, &ft_layout_attrs, NULL);
}

int ft_layout_del(struct ft_conn *c, const char *device, const char *image)
{
	struct nl_msg *msg = request(c, FIELDTAP_CMD_LAYOUT_DEL, device, image);

	return msg ? ft_do(c, msg, &ft_layout_attrs, NULL) : -1;
}

/* Puts back what @l took the place of, if anything. */
static int undo(struct ft_conn *c, const struct ft_layout *l,
		const struct ft_vec *before)
{
	const struct ft_layout *old = NULL;

	if (before->n)
		old = bsearch(l, before->data, before->n, sizeof(*old),
			      by_name);
	return old ? set(c, old) : ft_layout_del(c, l->device, l->image);
}

static int load(struct ft_conn *c, const struct ft_vec *layouts,
		const struct ft_vec *before)
{
	const struct ft_layout *l = layouts->data;
	struct ft_error err;
	bool undone = true;
	size_t i, failed;

	for (i = 0; i < layouts->n; i++) {
		if (set(c, &l[i]))
			break;
	}
	if (i == layouts->n)
		return 0;
	failed = i;
	err = c->err;
	while (i--)
		undone &= !undo(c, &l[i], before);
	return ft_fail(&c->err, err.kind, err.code, "[%zu] %.80s/%.80s: %.160s; %s",
		       failed, l[failed].device, l[failed].image, err.text,
		       undone ? "nothing was changed" :
				"the others could not all be undone");
}

int ft_layout_load(struct ft_conn *c, const struct ft_vec *layouts)
{
	static const struct ft_filter all;
	struct ft_vec before = { 0 };
	int err = ft_layout_list(c, &all, &before);

	if (!err)
		err = load(c, layouts, &before);
	ft_layouts_free(&before);
	return err;
}
