// SPDX-License-Identifier: GPL-2.0
#include <linux/module.h>

#include "event.h"
#include "netlink.h"

/* Process data is for administrators; what the maps do is for everybody. */
static const struct genl_multicast_group ft_groups[] = {
	[FIELDTAP_NLGRP_CHANGE] = {
		.name = "change",
		.flags = GENL_MCAST_CAP_NET_ADMIN,
	},
	[FIELDTAP_NLGRP_MAP] = { .name = "map" },
	[FIELDTAP_NLGRP_ALERT] = {
		.name = "alert",
		.flags = GENL_MCAST_CAP_NET_ADMIN,
	},
	[FIELDTAP_NLGRP_POINT] = {
		.name = "point",
		.flags = GENL_MCAST_CAP_NET_ADMIN,
	},
};

static_assert(ARRAY_SIZE(ft_groups) == FT_GROUPS);

static struct genl_family ft_family __ro_after_init = {
	.name = FIELDTAP_GENL_NAME,
	.version = FIELDTAP_GENL_VERSION,
	.netnsok = true,
	.parallel_ops = true,
	.module = THIS_MODULE,
	.ops = fieldtap_nl_ops,
	.n_ops = ARRAY_SIZE(fieldtap_nl_ops),
	.resv_start_op = FIELDTAP_CMD_MAX + 1,
	.mcgrps = ft_groups,
	.n_mcgrps = ARRAY_SIZE(ft_groups),
};

int __init ft_netlink_init(void)
{
	ft_event_init(&ft_family);
	return genl_register_family(&ft_family);
}

void ft_netlink_exit(void)
{
	genl_unregister_family(&ft_family);
}

static int ft_reply_by(struct genl_info *info, size_t size,
		       int (*fill)(struct sk_buff *skb, void *arg), void *arg)
{
	struct sk_buff *skb;
	void *hdr;
	int err;

	skb = genlmsg_new(size, GFP_KERNEL);
	if (!skb)
		return -ENOMEM;
	hdr = genlmsg_put_reply(skb, info, &ft_family, 0, info->genlhdr->cmd);
	err = hdr ? fill(skb, arg) : -EMSGSIZE;
	if (err) {
		nlmsg_free(skb);
		return err;
	}
	genlmsg_end(skb, hdr);
	return genlmsg_reply(skb, info);
}

int ft_reply(struct genl_info *info, size_t size,
	     int (*fill)(struct sk_buff *skb, void *arg), void *arg)
{
	int err;

	for (;;) {
		err = ft_reply_by(info, size, fill, arg);
		if (err != -EMSGSIZE || size >= FT_MESSAGE_ROOM)
			return err;
		size = min_t(size_t, 2 * size, FT_MESSAGE_ROOM);
	}
}

int ft_dump_one(struct sk_buff *skb, struct netlink_callback *cb, u8 cmd,
		int (*fill)(struct sk_buff *skb, void *arg), void *arg)
{
	void *hdr;
	int err;

	hdr = genlmsg_put(skb, NETLINK_CB(cb->skb).portid, cb->nlh->nlmsg_seq,
			  &ft_family, NLM_F_MULTI, cmd);
	if (!hdr)
		return -EMSGSIZE;
	genl_dump_check_consistent(cb, hdr);
	err = fill(skb, arg);
	if (err) {
		genlmsg_cancel(skb, hdr);
		return err;
	}
	genlmsg_end(skb, hdr);
	return 0;
}
