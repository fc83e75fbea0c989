// SPDX-License-Identifier: GPL-2.0
#include <linux/etherdevice.h>
#include <linux/if_arp.h>
#include <linux/netfilter_netdev.h>
#include <linux/netlink.h>
#include <linux/rtnetlink.h>
#include <linux/slab.h>
#include <net/netlink.h>

#include "event.h"
#include "flow.h"
#include "netlink_gen.h"
#include "registry.h"
#include "stats.h"
#include "tap.h"
#include "trace.h"

static bool ft_tap_has_link_header(const struct net_device *dev)
{
	return dev->type == ARPHRD_ETHER || dev->type == ARPHRD_LOOPBACK;
}

/*
 * On ingress skb->data stands behind the link header.  On egress it stands
 * before it, and only the header itself is sure to be right: whoever sends
 * through a packet socket need not set the skb's own idea of it.
 */
static int ft_tap_parse(const struct ft_tap *tap, struct sk_buff *skb,
			bool egress, struct ft_frame *f)
{
	const bool link = ft_tap_has_link_header(tap->dev);

	if (!egress || !link) {
		f->mac = link && skb_mac_header_was_set(skb) ? eth_hdr(skb) :
							       NULL;
		return ft_frame_parse(f, skb, skb_network_offset(skb),
				      skb->protocol);
	}
	if (skb_headlen(skb) < ETH_HLEN)
		return FIELDTAP_STAT_FRAMES_MALFORMED;
	f->mac = (const struct ethhdr *)skb->data;
	return ft_frame_parse(f, skb, ETH_HLEN, f->mac->h_proto);
}

static unsigned int ft_tap_hook(void *priv, struct sk_buff *skb,
				const struct nf_hook_state *state)
{
	bool egress = state->hook != NF_NETDEV_INGRESS;
	const struct ft_tap *tap = priv;
	u32 len = skb->len + (egress ? 0 : skb->mac_len);
	struct ft_net *fn = tap->fn;
	/* Once it is parsed all of it is written. */
	struct ft_frame f __uninitialized;
	int why;

	this_cpu_inc(tap->counters->frames);
	this_cpu_add(tap->counters->bytes, len);
	ft_stat_inc(fn, FIELDTAP_STAT_FRAMES);
	ft_stat_add(fn, FIELDTAP_STAT_BYTES, len);

	why = ft_tap_parse(tap, skb, egress, &f);
	if (why) {
		ft_stat_inc(fn, why);
		if (why != FIELDTAP_STAT_FRAMES_FOREIGN)
			trace_fieldtap_drop(why, len);
		return NF_ACCEPT;
	}
	f.source = (u32)tap->dev->ifindex << 1 | egress;
	ft_flows_frame(fn, tap->spec.decoders, &f);
	return NF_ACCEPT;
}

static void ft_tap_add_hook(struct ft_tap *tap, unsigned int hook, int priority)
{
	tap->hooks[tap->n_hooks++] = (struct nf_hook_ops) {
		.hook = ft_tap_hook,
		.dev = tap->dev,
		.priv = tap,
		.pf = NFPROTO_NETDEV,
		.hooknum = hook,
		.priority = priority,
	};
}

/*
 * Of all netfilter hooks first on the way in and last on the way out, nearest
 * to the wire.  Each frame that leaves through a loopback device comes in
 * again by it.
 */
static int ft_tap_hooks(struct ft_tap *tap, struct netlink_ext_ack *extack)
{
	enum fieldtap_direction dir = tap->spec.direction;

	if (tap->dev->flags & IFF_LOOPBACK)
		dir = FIELDTAP_DIRECTION_INGRESS;
	if (dir != FIELDTAP_DIRECTION_EGRESS)
		ft_tap_add_hook(tap, NF_NETDEV_INGRESS, INT_MIN);
	if (dir == FIELDTAP_DIRECTION_INGRESS)
		return 0;
	if (!IS_ENABLED(CONFIG_NETFILTER_EGRESS)) {
		NL_SET_ERR_MSG(extack, "this kernel has no egress hook");
		return -EOPNOTSUPP;
	}
	ft_tap_add_hook(tap, NF_NETDEV_EGRESS, INT_MAX);
	return 0;
}

static void ft_tap_free(struct rcu_head *rcu)
{
	struct ft_tap *tap = container_of(rcu, struct ft_tap, rcu);

	free_percpu(tap->counters);
	kfree(tap);
}

static struct ft_tap *ft_tap_alloc(struct ft_net *fn, struct net_device *dev,
				   const struct ft_tap_spec *spec)
{
	struct ft_tap *tap;

	tap = kzalloc(sizeof(*tap), GFP_KERNEL);
	if (!tap)
		return NULL;
	tap->counters = alloc_percpu(struct ft_tap_counters);
	if (!tap->counters) {
		kfree(tap);
		return NULL;
	}
	tap->fn = fn;
	tap->dev = dev;
	tap->spec = *spec;
	if (!spec->named)
		tap->spec.decoders = ~0UL;
	return tap;
}

struct ft_tap *ft_tap_find(const struct ft_net *fn,
			   const struct net_device *dev)
{
	struct ft_tap *tap;

	ASSERT_RTNL();
	list_for_each_entry(tap, &fn->taps, list)
		if (tap->dev == dev)
			return tap;
	return NULL;
}

static int ft_tap_attach(struct ft_tap *tap, struct netlink_ext_ack *extack)
{
	int err;

	err = ft_tap_hooks(tap, extack);
	if (err)
		return err;
	if (tap->spec.promisc) {
		err = dev_set_promiscuity(tap->dev, 1);
		if (err) {
			NL_SET_ERR_MSG(extack,
				       "the device refuses promiscuous mode");
			return err;
		}
	}
	err = nf_register_net_hooks(tap->fn->net, tap->hooks, tap->n_hooks);
	if (err) {
		NL_SET_ERR_MSG(extack, "cannot hook the device");
		if (tap->spec.promisc)
			dev_set_promiscuity(tap->dev, -1);
	}
	return err;
}

int ft_tap_add(struct ft_net *fn, struct net_device *dev,
	       const struct ft_tap_spec *spec, struct netlink_ext_ack *extack)
{
	struct ft_tap *tap;
	int err;

	if (ft_tap_find(fn, dev)) {
		NL_SET_ERR_MSG(extack, "the device is tapped already");
		return -EEXIST;
	}
	tap = ft_tap_alloc(fn, dev, spec);
	if (!tap)
		return -ENOMEM;
	err = ft_tap_attach(tap, extack);
	if (err) {
		ft_tap_free(&tap->rcu);
		return err;
	}
	list_add_tail(&tap->list, &fn->taps);
	fn->tap_changes++;
	return 0;
}

static int ft_tap_fill_id(struct sk_buff *skb, const void *object)
{
	const struct ft_tap *tap = object;

	if (nla_put_u32(skb, FIELDTAP_A_TAP_IFINDEX, tap->dev->ifindex) ||
	    nla_put_string(skb, FIELDTAP_A_TAP_IFNAME, tap->dev->name))
		return -EMSGSIZE;
	return 0;
}

static void ft_tap_tell_end(const struct ft_tap *tap)
{
	const struct ft_event ev = {
		.group = FIELDTAP_NLGRP_CHANGE,
		.cmd = FIELDTAP_CMD_TAP_DEL_NTF,
		.size = nla_total_size(sizeof(u32)) + nla_total_size(IFNAMSIZ),
		.fill = ft_tap_fill_id,
		.object = tap,
		.seq_attr = FIELDTAP_A_TAP_EVENT_SEQ,
		.pad_attr = FIELDTAP_A_TAP_PAD,
	};

	if (ft_event_wanted(tap->fn, FIELDTAP_NLGRP_CHANGE))
		ft_event_send(tap->fn, &ev);
}

void ft_tap_del(struct ft_tap *tap)
{
	ASSERT_RTNL();
	list_del(&tap->list);
	tap->fn->tap_changes++;
	nf_unregister_net_hooks(tap->fn->net, tap->hooks, tap->n_hooks);
	if (tap->spec.promisc)
		dev_set_promiscuity(tap->dev, -1);
	ft_tap_tell_end(tap);
	call_rcu(&tap->rcu, ft_tap_free);
}

static int ft_tap_fill_decoders(struct sk_buff *skb, const struct ft_tap *tap)
{
	unsigned int slot;

	if (!tap->spec.named)
		return 0;
	for_each_set_bit(slot, &tap->spec.decoders, FT_SLOTS)
		if (nla_put_string(skb, FIELDTAP_A_TAP_DECODER,
				   ft_registry_name(slot)))
			return -EMSGSIZE;
	return 0;
}

int ft_tap_fill(struct sk_buff *skb, const struct ft_tap *tap)
{
	struct ft_tap_counters sum = {};
	unsigned int cpu;

	for_each_possible_cpu(cpu) {
		const struct ft_tap_counters *c =
			per_cpu_ptr(tap->counters, cpu);

		sum.frames += READ_ONCE(c->frames);
		sum.bytes += READ_ONCE(c->bytes);
	}
	if (ft_tap_fill_id(skb, tap) || ft_tap_fill_decoders(skb, tap) ||
	    nla_put_u8(skb, FIELDTAP_A_TAP_PROMISC, tap->spec.promisc) ||
	    nla_put_u32(skb, FIELDTAP_A_TAP_DIRECTION, tap->spec.direction) ||
	    nla_put_u64_64bit(skb, FIELDTAP_A_TAP_FRAMES, sum.frames,
			      FIELDTAP_A_TAP_PAD) ||
	    nla_put_u64_64bit(skb, FIELDTAP_A_TAP_BYTES, sum.bytes,
			      FIELDTAP_A_TAP_PAD))
		return -EMSGSIZE;
	return 0;
}

void ft_taps_clean(struct ft_net *fn)
{
	struct ft_tap *tap, *next;

	rtnl_lock();
	list_for_each_entry_safe(tap, next, &fn->taps, list)
		ft_tap_del(tap);
	rtnl_unlock();
	/* Hooks that still run use the namespace's maps. */
	synchronize_net();
}

static int ft_tap_netdev_event(struct notifier_block *nb, unsigned long event,
			       void *ptr)
{
	struct net_device *dev = netdev_notifier_info_to_dev(ptr);
	struct ft_tap *tap;

	if (event != NETDEV_UNREGISTER)
		return NOTIFY_DONE;
	tap = ft_tap_find(ft_net(dev_net(dev)), dev);
	if (tap)
		ft_tap_del(tap);
	return NOTIFY_DONE;
}

static struct notifier_block ft_tap_notifier = {
	.notifier_call = ft_tap_netdev_event,
};

int ft_taps_init(void)
{
	return register_netdevice_notifier(&ft_tap_notifier);
}

void ft_taps_exit(void)
{
	unregister_netdevice_notifier(&ft_tap_notifier);
}
