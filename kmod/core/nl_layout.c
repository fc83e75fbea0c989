// SPDX-License-Identifier: GPL-2.0
/* Netlink operations on layouts: none are kept yet. */
#include "netlink.h"

int fieldtap_nl_layout_get_doit(struct sk_buff *skb, struct genl_info *info)
{
	return -EOPNOTSUPP;
}

int fieldtap_nl_layout_get_dumpit(struct sk_buff *skb,
				  struct netlink_callback *cb)
{
	return -EOPNOTSUPP;
}

int fieldtap_nl_layout_new_doit(struct sk_buff *skb, struct genl_info *info)
{
	return -EOPNOTSUPP;
}

int fieldtap_nl_layout_del_doit(struct sk_buff *skb, struct genl_info *info)
{
	return -EOPNOTSUPP;
}
