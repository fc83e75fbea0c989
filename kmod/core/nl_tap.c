// SPDX-License-Identifier: GPL-2.0
/* Netlink operations on taps. */
#include <linux/rtnetlink.h>

#include "netlink.h"
#include "registry.h"
#include "tap.h"

#define FT_TAP_MSG_SIZE							\
	(nla_total_size(sizeof(u32)) * 3 + nla_total_size(IFNAMSIZ) +	\
	 nla_total_size_64bit(sizeof(u64)) * 2 +			\
	 FT_SLOTS * nla_total_size(FIELDTAP_NAME_MAX))

/* The device that a request names.  Under RTNL, which keeps it. */
static struct net_device *ft_nl_dev(struct genl_info *info)
{
	struct nlattr *index = info->attrs[FIELDTAP_A_TAP_IFINDEX];
	struct nlattr *name = info->attrs[FIELDTAP_A_TAP_IFNAME];
	struct net *net = genl_info_net(info);
	struct net_device *dev;

	if (!index && !name) {
		NL_SET_ERR_MSG(info->extack,
			       "ifname or ifindex has to name a device");
		return ERR_PTR(-EINVAL);
	}
	if (index)
		dev = __dev_get_by_index(net, nla_get_u32(index));
	else
		dev = __dev_get_by_name(net, nla_data(name));
	if (!dev) {
		NL_SET_ERR_MSG_ATTR(info->extack, index ?: name,
				    "no such network device");
		return ERR_PTR(-ENODEV);
	}
	return dev;
}

static struct ft_tap *ft_nl_tap(struct genl_info *info)
{
	struct net_device *dev = ft_nl_dev(info);
	struct ft_tap *tap;

	if (IS_ERR(dev))
		return ERR_CAST(dev);
	tap = ft_tap_find(ft_info_net(info), dev);
	if (!tap) {
		NL_SET_ERR_MSG(info->extack, "the device is not tapped");
		return ERR_PTR(-ENOENT);
	}
	return tap;
}

static int ft_nl_tap_fill(struct sk_buff *skb, void *arg)
{
	return ft_tap_fill(skb, arg);
}

int fieldtap_nl_tap_get_doit(struct sk_buff *skb, struct genl_info *info)
{
	struct ft_tap *tap;
	int err;

	rtnl_lock();
	tap = ft_nl_tap(info);
	err = PTR_ERR_OR_ZERO(tap);
	if (!err)
		err = ft_reply(info, FT_TAP_MSG_SIZE, ft_nl_tap_fill, tap);
	rtnl_unlock();
	return err;
}

int fieldtap_nl_tap_get_dumpit(struct sk_buff *skb, struct netlink_callback *cb)
{
	struct ft_net *fn = ft_dump_net(cb);
	struct ft_tap *tap;
	long i = 0;

	rtnl_lock();
	cb->seq = fn->tap_changes;
	list_for_each_entry(tap, &fn->taps, list) {
		if (i++ < cb->args[0])
			continue;
		if (ft_dump_one(skb, cb, FIELDTAP_CMD_TAP_GET, ft_nl_tap_fill,
				tap))
			break;
		cb->args[0] = i;
	}
	rtnl_unlock();
	return skb->len;
}

/* Loads the modules that are named, so no lock is held here. */
static int ft_nl_decoders(struct genl_info *info, struct ft_tap_spec *spec)
{
	char name[FIELDTAP_NAME_MAX];
	const struct nlattr *attr;
	int rem, slot, n = 0;

	nlmsg_for_each_attr(attr, info->nlhdr, GENL_HDRLEN, rem) {
		if (nla_type(attr) != FIELDTAP_A_TAP_DECODER)
			continue;
		if (++n > FIELDTAP_TAP_DECODERS_MAX) {
			NL_SET_ERR_MSG_ATTR(info->extack, attr,
					    "too many decoders for one tap");
			return -E2BIG;
		}
		nla_strscpy(name, attr, sizeof(name));
		slot = ft_registry_find(name, info->extack);
		if (slot < 0) {
			NL_SET_BAD_ATTR(info->extack, attr);
			return slot;
		}
		spec->decoders |= BIT(slot);
		spec->named = true;
	}
	if (!spec->named)
		ft_registry_find(NULL, info->extack);
	return 0;
}

static int ft_nl_tap_new(struct genl_info *info, const struct ft_tap_spec *spec)
{
	struct net_device *dev;
	int err;

	rtnl_lock();
	dev = ft_nl_dev(info);
	err = PTR_ERR_OR_ZERO(dev);
	if (!err)
		err = ft_tap_add(ft_info_net(info), dev, spec, info->extack);
	rtnl_unlock();
	return err;
}

int fieldtap_nl_tap_new_doit(struct sk_buff *skb, struct genl_info *info)
{
	struct nlattr *promisc = info->attrs[FIELDTAP_A_TAP_PROMISC];
	struct nlattr *direction = info->attrs[FIELDTAP_A_TAP_DIRECTION];
	struct ft_tap_spec spec = {
		.promisc = promisc && nla_get_u8(promisc),
		.direction = direction ? nla_get_u32(direction) :
					 FIELDTAP_DIRECTION_BOTH,
	};
	int err;

	err = ft_nl_decoders(info, &spec);
	return err ?: ft_nl_tap_new(info, &spec);
}

int fieldtap_nl_tap_del_doit(struct sk_buff *skb, struct genl_info *info)
{
	struct ft_tap *tap;
	int err;

	rtnl_lock();
	tap = ft_nl_tap(info);
	err = PTR_ERR_OR_ZERO(tap);
	if (!err)
		ft_tap_del(tap);
	rtnl_unlock();
	return err;
}
