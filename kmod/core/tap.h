/* SPDX-License-Identifier: GPL-2.0 */
/* Taps: fieldtap's hooks on network devices. */
#ifndef _FT_TAP_H
#define _FT_TAP_H

#include <linux/netdevice.h>
#include <linux/netfilter.h>
#include <linux/skbuff.h>

#include "netns.h"

struct netlink_ext_ack;

/**
 * struct ft_tap_counters - one CPU's count of what passed a tap
 * @frames: frames
 * @bytes: octets
 */
struct ft_tap_counters {
	u64 frames;
	u64 bytes;
};

/**
 * struct ft_tap_spec - what somebody asks for
 * @decoders: bitmap of decoder slots
 * @named: the decoders were named; otherwise all, present and future
 * @promisc: put the device in promiscuous mode
 * @direction: which hooks
 */
struct ft_tap_spec {
	unsigned long decoders;
	bool named;
	bool promisc;
	enum fieldtap_direction direction;
};

/**
 * struct ft_tap - a tap
 * @list: link in &ft_net.taps, under RTNL
 * @fn: its namespace
 * @dev: its device; the tap goes before the device does
 * @spec: as asked for, constant
 * @hooks: its hooks
 * @n_hooks: their number
 * @counters: per CPU
 * @rcu: for the end
 */
struct ft_tap {
	struct list_head list;
	struct ft_net *fn;
	struct net_device *dev;
	struct ft_tap_spec spec;
	struct nf_hook_ops hooks[2];
	unsigned int n_hooks;
	struct ft_tap_counters __percpu *counters;
	struct rcu_head rcu;
};

/**
 * ft_tap_add() - tap a device
 * @fn: the device's namespace
 * @dev: the device
 * @spec: how
 * @extack: gets the reason of a failure
 *
 * Context: process, RTNL held.
 * Return: 0, -EEXIST when it is tapped already, -EOPNOTSUPP when the kernel
 * or the device has no such hook, -ENOMEM, or the device's own error.
 */
int ft_tap_add(struct ft_net *fn, struct net_device *dev,
	       const struct ft_tap_spec *spec, struct netlink_ext_ack *extack);

/**
 * ft_tap_find() - the tap of a device
 * @fn: the namespace
 * @dev: the device
 *
 * Context: process, RTNL held, which keeps the tap.
 * Return: the tap or NULL.
 */
struct ft_tap *ft_tap_find(const struct ft_net *fn,
			   const struct net_device *dev);

/**
 * ft_tap_del() - take a tap off its device
 * @tap: the tap; freed after a grace period
 *
 * Context: process, RTNL held.
 */
void ft_tap_del(struct ft_tap *tap);

/**
 * ft_tap_fill() - write a tap's attributes
 * @skb: the message
 * @tap: the tap
 *
 * Context: process, RTNL held.
 * Return: 0 or -EMSGSIZE.
 */
int ft_tap_fill(struct sk_buff *skb, const struct ft_tap *tap);

/**
 * ft_taps_clean() - take all taps of a namespace off
 * @fn: the namespace; no hook of it runs afterwards
 *
 * Context: process, sleeps.
 */
void ft_taps_clean(struct ft_net *fn);

/**
 * ft_taps_init() - watch for devices that go away
 *
 * Context: module init.
 * Return: 0 or an error.
 */
int ft_taps_init(void);

/**
 * ft_taps_exit() - stop watching; all taps are gone
 *
 * Context: module exit.
 */
void ft_taps_exit(void);

#endif /* _FT_TAP_H */
