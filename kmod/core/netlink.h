/* SPDX-License-Identifier: GPL-2.0 */
/* The generic netlink family, and what its operations share. */
#ifndef _FT_NETLINK_H
#define _FT_NETLINK_H

#include <net/genetlink.h>
#include <net/sock.h>

#include "netns.h"
#include "netlink_gen.h"

/* Attributes of a message that is as long as one can be. */
#define FT_MESSAGE_ROOM	(SKB_WITH_OVERHEAD(FIELDTAP_MESSAGE_MAX) - GENL_HDRLEN - \
			 NLMSG_HDRLEN)

/**
 * ft_netlink_init() - offer the family
 *
 * Context: module init, last.
 * Return: 0 or an error.
 */
int ft_netlink_init(void);

/**
 * ft_netlink_exit() - take the family back
 *
 * Context: module exit, first; no operation runs afterwards.
 */
void ft_netlink_exit(void);

/**
 * ft_info_net() - the namespace that a request came from
 * @info: the request
 */
static inline struct ft_net *ft_info_net(struct genl_info *info)
{
	return ft_net(genl_info_net(info));
}

/**
 * ft_dump_net() - the namespace that a dump was asked from
 * @cb: the dump
 */
static inline struct ft_net *ft_dump_net(const struct netlink_callback *cb)
{
	return ft_net(sock_net(cb->skb->sk));
}

/**
 * ft_reply() - answer a request with one object
 * @info: the request
 * @size: room that the attributes need, as far as is known
 * @fill: writes them; 0 or a negative errno; called again with more room when
 *	it said -EMSGSIZE
 * @arg: for @fill
 *
 * Context: process, may sleep.
 * Return: 0 or a negative errno, also @fill's.
 */
int ft_reply(struct genl_info *info, size_t size,
	     int (*fill)(struct sk_buff *skb, void *arg), void *arg);

/**
 * ft_dump_one() - add one object to a dump
 * @skb: the dump's message
 * @cb: the dump
 * @cmd: command
 * @fill: writes the attributes; 0, -EMSGSIZE when they do not fit
 * @arg: for @fill
 *
 * Context: as @fill.
 * Return: 0 or -EMSGSIZE; then nothing was added.
 */
int ft_dump_one(struct sk_buff *skb, struct netlink_callback *cb, u8 cmd,
		int (*fill)(struct sk_buff *skb, void *arg), void *arg);

#endif /* _FT_NETLINK_H */
