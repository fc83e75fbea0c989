// SPDX-License-Identifier: GPL-2.0
/* Netlink operations on decoders. */
#include <linux/rcupdate.h>

#include "netlink.h"
#include "registry.h"
#include "shadow.h"
#include "stats.h"

#define FT_DECODER_MSG_SIZE						\
	(nla_total_size(FIELDTAP_NAME_MAX) * 4 +			\
	 nla_total_size(sizeof(u32)) *					\
	 (2 + FT_PORT_KINDS * FIELDTAP_PORTS_MAX) +			\
	 nla_total_size_64bit(sizeof(u64)) * 2)

struct ft_decoder_view {
	struct ft_net *fn;
	const struct ft_counters *sum;
	unsigned int slot;
};

/* 0 while no decoder is loaded, else the ABI it was built for. */
static u32 ft_decoder_abi(unsigned int slot)
{
	const struct ft_decoder *dec;
	u32 abi;

	rcu_read_lock();
	dec = ft_registry_decoder(slot);
	abi = dec ? dec->abi : 0;
	rcu_read_unlock();
	return abi;
}

static const u16 ft_port_attrs[FT_PORT_KINDS] = {
	[FT_TCP] = FIELDTAP_A_DECODER_TCP_PORT,
	[FT_UDP] = FIELDTAP_A_DECODER_UDP_PORT,
	[FT_ETHER] = FIELDTAP_A_DECODER_ETHERTYPE,
};

static int ft_decoder_fill_ports(struct sk_buff *skb,
				 const struct ft_decoder_view *view)
{
	u16 ports[FIELDTAP_PORTS_MAX];
	enum ft_transport kind;
	int i;

	for (kind = 0; kind < FT_PORT_KINDS; kind++) {
		ft_registry_ports(view->fn, view->slot, kind, ports);
		for (i = 0; i < FIELDTAP_PORTS_MAX && ports[i]; i++)
			if (nla_put_u16(skb, ft_port_attrs[kind], ports[i]))
				return -EMSGSIZE;
	}
	return 0;
}

/* Who stands in for whom. */
static int ft_decoder_fill_others(struct sk_buff *skb, unsigned int slot)
{
	const struct ft_decoder *own, *active;
	const struct ft_shadow *sh;
	int err = -EMSGSIZE;

	ft_registry_lock();
	own = ft_registry_own(slot);
	active = ft_registry_active(slot);
	sh = ft_shadow_result(slot);
	if (own && own->protocol &&
	    nla_put_string(skb, FIELDTAP_A_DECODER_PROTOCOL, own->protocol))
		goto out;
	if (active && active != own &&
	    nla_put_string(skb, FIELDTAP_A_DECODER_ACTIVE, active->name))
		goto out;
	if (sh && sh->state == FIELDTAP_SHADOW_STATE_RUNNING &&
	    nla_put_string(skb, FIELDTAP_A_DECODER_SHADOW,
			   ft_registry_name(sh->home[FT_CANDIDATE])))
		goto out;
	err = 0;
out:
	ft_registry_unlock();
	return err;
}

static int ft_decoder_fill(struct sk_buff *skb, void *arg)
{
	const struct ft_decoder_view *view = arg;
	u32 abi = ft_decoder_abi(view->slot);

	if (nla_put_string(skb, FIELDTAP_A_DECODER_NAME,
			   ft_registry_name(view->slot)) ||
	    nla_put_u8(skb, FIELDTAP_A_DECODER_LOADED, !!abi))
		return -EMSGSIZE;
	if (ft_decoder_fill_ports(skb, view))
		return -EMSGSIZE;
	if (nla_put_u64_64bit(skb, FIELDTAP_A_DECODER_PDUS,
			      view->sum->pdus[view->slot],
			      FIELDTAP_A_DECODER_PAD) ||
	    nla_put_u64_64bit(skb, FIELDTAP_A_DECODER_ERRORS,
			      view->sum->errors[view->slot],
			      FIELDTAP_A_DECODER_PAD))
		return -EMSGSIZE;
	if (abi && nla_put_u32(skb, FIELDTAP_A_DECODER_ABI, abi))
		return -EMSGSIZE;
	return ft_decoder_fill_others(skb, view->slot);
}

static int ft_nl_slot(struct genl_info *info)
{
	struct nlattr *name = info->attrs[FIELDTAP_A_DECODER_NAME];
	int slot;

	if (!name) {
		NL_SET_ERR_MSG(info->extack, "name has to name a decoder");
		return -EINVAL;
	}
	slot = ft_registry_slot(nla_data(name));
	if (slot < 0)
		NL_SET_ERR_MSG_ATTR(info->extack, name,
				    "no such decoder was ever loaded");
	return slot;
}

int fieldtap_nl_decoder_get_doit(struct sk_buff *skb, struct genl_info *info)
{
	struct ft_counters sum;
	struct ft_decoder_view view = {
		.fn = ft_info_net(info),
		.sum = &sum,
	};
	int slot = ft_nl_slot(info);

	if (slot < 0)
		return slot;
	view.slot = slot;
	ft_stats_sum(view.fn, &sum);
	return ft_reply(info, FT_DECODER_MSG_SIZE, ft_decoder_fill, &view);
}

int fieldtap_nl_decoder_get_dumpit(struct sk_buff *skb,
				   struct netlink_callback *cb)
{
	struct ft_counters sum;
	struct ft_decoder_view view = {
		.fn = ft_dump_net(cb),
		.sum = &sum,
	};

	ft_stats_sum(view.fn, &sum);
	for (; cb->args[0] < ft_registry_slots(); cb->args[0]++) {
		view.slot = cb->args[0];
		if (ft_dump_one(skb, cb, FIELDTAP_CMD_DECODER_GET,
				ft_decoder_fill, &view))
			break;
	}
	return skb->len;
}

static int ft_nl_ports_of(struct genl_info *info, u16 type,
			  u16 ports[FIELDTAP_PORTS_MAX])
{
	const struct nlattr *attr;
	int rem, n = 0;

	nlmsg_for_each_attr(attr, info->nlhdr, GENL_HDRLEN, rem) {
		if (nla_type(attr) != type)
			continue;
		if (n == FIELDTAP_PORTS_MAX) {
			NL_SET_ERR_MSG_ATTR(info->extack, attr,
					    "too many ports for one decoder");
			return -E2BIG;
		}
		ports[n++] = nla_get_u16(attr);
	}
	return n;
}

static int ft_nl_ports(struct genl_info *info, struct ft_port_lists *ports)
{
	enum ft_transport kind;
	int ret, n = 0;

	for (kind = 0; kind < FT_PORT_KINDS; kind++) {
		ret = ft_nl_ports_of(info, ft_port_attrs[kind],
				     ports->port[kind]);
		if (ret < 0)
			return ret;
		n += ret;
	}
	if (!n) {
		NL_SET_ERR_MSG(info->extack,
			       "tcp-port, udp-port or ethertype is missing");
		return -EINVAL;
	}
	return 0;
}

int fieldtap_nl_decoder_set_doit(struct sk_buff *skb, struct genl_info *info)
{
	struct ft_port_lists ports = {};
	int slot, err;

	slot = ft_nl_slot(info);
	if (slot < 0)
		return slot;
	err = ft_nl_ports(info, &ports);
	return err ?: ft_registry_set_ports(ft_info_net(info), slot, &ports,
					    info->extack);
}
