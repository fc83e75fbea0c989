// SPDX-License-Identifier: GPL-2.0
/* Netlink operations on layouts. */
#include <linux/rcupdate.h>
#include <linux/slab.h>
#include <linux/string.h>

#include "dump.h"
#include "image.h"
#include "image_msg.h"
#include "layout.h"
#include "walk.h"

/* The names that a request has. */
struct ft_layout_names {
	struct ft_net *fn;
	const char *device;
	const char *image;
};

static int ft_layout_item_fill(struct sk_buff *skb,
			       const struct ft_layout_item *item)
{
	struct nlattr *nest = nla_nest_start(skb, FIELDTAP_A_LAYOUT_ITEM);

	if (!nest ||
	    nla_put_string(skb, FIELDTAP_A_LAYOUT_ITEM_NAME, item->name) ||
	    nla_put_u32(skb, FIELDTAP_A_LAYOUT_ITEM_OFFSET, item->offset) ||
	    nla_put_u32(skb, FIELDTAP_A_LAYOUT_ITEM_LEN, item->len) ||
	    (item->status != FT_NO_STATUS &&
	     nla_put_u32(skb, FIELDTAP_A_LAYOUT_ITEM_STATUS, item->status)) ||
	    nla_put_u32(skb, FIELDTAP_A_LAYOUT_ITEM_TYPE, item->type) ||
	    (item->little && nla_put_u8(skb, FIELDTAP_A_LAYOUT_ITEM_LITTLE, 1)))
		return -EMSGSIZE;
	nla_nest_end(skb, nest);
	return 0;
}

static int ft_layout_fill(struct sk_buff *skb, void *arg)
{
	const struct ft_layout_entry *entry = arg;
	const struct ft_layout *layout = &entry->layout;
	u32 i;

	if (nla_put_string(skb, FIELDTAP_A_LAYOUT_DEVICE, entry->device) ||
	    nla_put_string(skb, FIELDTAP_A_LAYOUT_IMAGE, entry->image) ||
	    nla_put_u32(skb, FIELDTAP_A_LAYOUT_LEN, layout->len) ||
	    (layout->stale_after &&
	     nla_put_u64_64bit(skb, FIELDTAP_A_LAYOUT_STALE_AFTER,
			       layout->stale_after, FIELDTAP_A_LAYOUT_PAD)))
		return -EMSGSIZE;
	for (i = 0; i < layout->n; i++)
		if (ft_layout_item_fill(skb, &layout->item[i]))
			return -EMSGSIZE;
	return 0;
}

static int ft_layout_search(struct sk_buff *skb, void *arg)
{
	const struct ft_layout_names *names = arg;
	struct ft_layout_entry *entry;
	int err = -ENOENT;

	rcu_read_lock();
	entry = ft_layout_find(names->fn, names->device, names->image);
	if (entry)
		err = ft_layout_fill(skb, entry);
	rcu_read_unlock();
	return err;
}

static int ft_layout_parse_names(struct genl_info *info,
				 struct ft_layout_names *names)
{
	struct nlattr *device = info->attrs[FIELDTAP_A_LAYOUT_DEVICE];
	struct nlattr *image = info->attrs[FIELDTAP_A_LAYOUT_IMAGE];

	if (!device || !image) {
		NL_SET_ERR_MSG(info->extack,
			       "device and image have to name an image");
		return -EINVAL;
	}
	names->fn = ft_info_net(info);
	names->device = nla_data(device);
	names->image = nla_data(image);
	return 0;
}

static int ft_layout_unknown(struct genl_info *info, int err)
{
	if (err == -ENOENT)
		NL_SET_ERR_MSG_ATTR(info->extack,
				    info->attrs[FIELDTAP_A_LAYOUT_IMAGE],
				    "no such layout");
	return err;
}

int fieldtap_nl_layout_get_doit(struct sk_buff *skb, struct genl_info *info)
{
	struct ft_layout_names names;
	int err;

	err = ft_layout_parse_names(info, &names);
	if (err)
		return err;
	return ft_layout_unknown(info, ft_reply(info, NLMSG_GOODSIZE,
						ft_layout_search, &names));
}

static int ft_layout_deliver(struct sk_buff *skb, struct netlink_callback *cb,
			     struct growmap_node *node)
{
	struct ft_layout_entry *entry =
		container_of(node, struct ft_layout_entry, node);

	if (!ft_dump_wants(cb, entry->device))
		return 0;
	return ft_dump_one(skb, cb, FIELDTAP_CMD_LAYOUT_GET, ft_layout_fill,
			   entry);
}

int fieldtap_nl_layout_get_dumpit(struct sk_buff *skb,
				  struct netlink_callback *cb)
{
	ft_dump_prefix(cb, FIELDTAP_A_LAYOUT_PREFIX);
	return ft_dump_map(skb, cb, &ft_dump_net(cb)->layouts,
			   ft_layout_deliver);
}

static void ft_nl_layout_bind_one(struct growmap_node *node, void *arg)
{
	struct ft_image *img = container_of(node, struct ft_image, node);
	const struct ft_layout_names *names = arg;

	if (!strcmp(img->name, names->image) &&
	    !strcmp(img->dev->name, names->device) &&
	    ft_image_bind(names->fn, img))
		ft_image_msg_send(names->fn, img);
}

/* Have all images of these names take in what stands there now. */
static void ft_nl_layout_bind(struct ft_layout_names *names)
{
	/* Partner: ft_image_make(): one of the two sees the other. */
	smp_mb();
	ft_walk(&names->fn->images, ft_nl_layout_bind_one, names);
}

static int ft_layout_wrong(struct genl_info *info, const struct nlattr *attr,
			   const char *why)
{
	info->extack->_msg = why;
	info->extack->bad_attr = attr;
	return -EINVAL;
}

static u32 ft_layout_u32(struct nlattr *attr, u32 otherwise)
{
	return attr ? nla_get_u32(attr) : otherwise;
}

static int ft_layout_parse_item(struct genl_info *info,
				const struct nlattr *attr, u32 len,
				struct ft_layout_item *item)
{
	struct nlattr *tb[FIELDTAP_A_LAYOUT_ITEM_MAX + 1];
	const char *why;
	u32 offset, octets, status;
	int err;

	err = nla_parse_nested(tb, FIELDTAP_A_LAYOUT_ITEM_LITTLE, attr,
			       fieldtap_layout_item_nl_policy, info->extack);
	if (err)
		return err;
	if (!tb[FIELDTAP_A_LAYOUT_ITEM_NAME] ||
	    !tb[FIELDTAP_A_LAYOUT_ITEM_OFFSET] ||
	    !tb[FIELDTAP_A_LAYOUT_ITEM_LEN])
		return ft_layout_wrong(info, attr,
				       "an item has to have a name, an offset and a len");
	nla_strscpy(item->name, tb[FIELDTAP_A_LAYOUT_ITEM_NAME],
		    sizeof(item->name));
	offset = nla_get_u32(tb[FIELDTAP_A_LAYOUT_ITEM_OFFSET]);
	octets = nla_get_u32(tb[FIELDTAP_A_LAYOUT_ITEM_LEN]);
	status = ft_layout_u32(tb[FIELDTAP_A_LAYOUT_ITEM_STATUS], FT_NO_STATUS);
	if (offset > len || octets > len)
		return ft_layout_wrong(info, attr, "the item goes beyond len");
	if (status > FT_NO_STATUS)
		return ft_layout_wrong(info, attr,
				       "the item's status is beyond len");
	item->offset = offset;
	item->len = octets;
	item->status = status;
	item->type = ft_layout_u32(tb[FIELDTAP_A_LAYOUT_ITEM_TYPE],
				   FIELDTAP_TYPE_BYTES);
	item->little = tb[FIELDTAP_A_LAYOUT_ITEM_LITTLE] &&
		       nla_get_u8(tb[FIELDTAP_A_LAYOUT_ITEM_LITTLE]);
	why = ft_layout_item_wrong(item, len);
	return why ? ft_layout_wrong(info, attr, why) : 0;
}

static bool ft_layout_has(const struct ft_layout *layout, const char *name)
{
	u32 i;

	for (i = 0; i < layout->n; i++)
		if (!strcmp(layout->item[i].name, name))
			return true;
	return false;
}

static int ft_layout_parse_items(struct genl_info *info,
				 struct ft_layout *layout)
{
	const struct nlattr *attr;
	int err, rest;

	nlmsg_for_each_attr(attr, info->nlhdr, GENL_HDRLEN, rest) {
		struct ft_layout_item item = {};

		if (nla_type(attr) != FIELDTAP_A_LAYOUT_ITEM)
			continue;
		if (layout->n == FT_ITEMS_MAX)
			return ft_layout_wrong(info, attr, "too many items");
		err = ft_layout_parse_item(info, attr, layout->len, &item);
		if (err)
			return err;
		if (ft_layout_has(layout, item.name))
			return ft_layout_wrong(info, attr,
					       "another item has that name");
		layout->item[layout->n++] = item;
	}
	return 0;
}

static int ft_layout_parse(struct genl_info *info, struct ft_layout *layout)
{
	struct nlattr *len = info->attrs[FIELDTAP_A_LAYOUT_LEN];
	struct nlattr *after = info->attrs[FIELDTAP_A_LAYOUT_STALE_AFTER];

	if (!len) {
		NL_SET_ERR_MSG(info->extack, "len is missing");
		return -EINVAL;
	}
	if (nla_get_u32(len) > FT_PDU_MAX)
		return ft_layout_wrong(info, len,
				       "longer than any content can be");
	layout->len = nla_get_u32(len);
	layout->stale_after = after ? nla_get_u64(after) : 0;
	layout->n = 0;
	return ft_layout_parse_items(info, layout);
}

static int ft_nl_layout_keep(struct genl_info *info,
			     struct ft_layout_names *names,
			     const struct ft_layout *layout)
{
	int err;

	rcu_read_lock();
	err = ft_layout_keep(names->fn, names->device, names->image, layout,
			     true);
	rcu_read_unlock();
	if (err == -ENOSPC)
		NL_SET_ERR_MSG(info->extack, "config max-layouts reached");
	if (!err)
		ft_nl_layout_bind(names);
	return err;
}

int fieldtap_nl_layout_new_doit(struct sk_buff *skb, struct genl_info *info)
{
	struct ft_layout_names names;
	struct ft_layout *layout;
	int err;

	err = ft_layout_parse_names(info, &names);
	if (err)
		return err;
	if (!*names.device || !*names.image) {
		NL_SET_ERR_MSG(info->extack, "no image has an empty name");
		return -EINVAL;
	}
	layout = kmalloc(struct_size(layout, item, FT_ITEMS_MAX), GFP_KERNEL);
	if (!layout)
		return -ENOMEM;
	err = ft_layout_parse(info, layout);
	if (!err)
		err = ft_nl_layout_keep(info, &names, layout);
	kfree(layout);
	return err;
}

int fieldtap_nl_layout_del_doit(struct sk_buff *skb, struct genl_info *info)
{
	struct ft_layout_names names;
	int err;

	err = ft_layout_parse_names(info, &names);
	if (err)
		return err;
	rcu_read_lock();
	err = ft_layout_forget(names.fn, names.device, names.image);
	rcu_read_unlock();
	if (!err)
		ft_nl_layout_bind(&names);
	return ft_layout_unknown(info, err);
}
