/* SPDX-License-Identifier: GPL-2.0 */
/* Anchors: the addresses that points have, whether there are images of them. */
#ifndef _FT_ANCHOR_H
#define _FT_ANCHOR_H

#include <linux/rculist.h>

#include "netns.h"

struct ft_point;

/**
 * struct ft_anchor - an address that points have
 * @node: link in &ft_net.anchors
 * @users: points that have it, and such as are being made; under the points
 *	mutex
 * @points: the points, RCU; written under the points mutex
 * @rcu: for the end
 * @address: the canonical address
 */
struct ft_anchor {
	struct growmap_node node;
	u32 users;
	struct hlist_head points;
	struct rcu_head rcu;
	char address[];
};

/**
 * struct ft_address - an address, or the beginning of one, to look up
 * @device: the device's name
 * @item: the name within it, or NULL where @device is all of it
 * @tail: what follows @item
 * @device_len: octets of @device
 * @item_len: octets of @item
 * @hash: of all
 */
struct ft_address {
	const char *device;
	const char *item;
	const char *tail;
	u32 device_len;
	u32 item_len;
	u64 hash;
};

/**
 * ft_anchors_init() - make a namespace's map of anchors
 * @fn: the namespace
 *
 * Context: process, may sleep.
 * Return: 0 or -ENOMEM.
 */
int ft_anchors_init(struct ft_net *fn);

/**
 * ft_anchors_clean() - free the map
 * @fn: the namespace; no points are left
 *
 * Context: process, may sleep.
 */
void ft_anchors_clean(struct ft_net *fn);

/**
 * ft_anchor_get() - the anchor of an address, made when there is none
 * @fn: the namespace
 * @address: the canonical address
 *
 * Context: process, under the points mutex.
 * Return: the anchor, with one user more, or an ERR_PTR().
 */
struct ft_anchor *ft_anchor_get(struct ft_net *fn, const char *address);

/**
 * ft_anchor_put() - one user less
 * @fn: the namespace
 * @anchor: the anchor or NULL; goes with its last user
 *
 * Context: process, under the points mutex.
 */
void ft_anchor_put(struct ft_net *fn, struct ft_anchor *anchor);

/**
 * ft_address_device() - begin to look for addresses of a device
 * @device: its name
 *
 * Return: what ft_anchored() and ft_anchor_find() want.
 */
struct ft_address ft_address_device(const char *device);

/**
 * ft_anchored_set() - note that the device of an address has points
 * @anchored: where, a bitmap of FT_ANCHORED_BITS
 * @address: the canonical address
 */
void ft_anchored_set(unsigned long *anchored, const char *address);

/**
 * ft_anchored() - whether a device may have points
 * @anchored: &ft_net.anchored, or another bitmap of FT_ANCHORED_BITS
 * @device: the device
 *
 * Context: any.  A full barrier has to stand between what makes an image of the
 * device visible and this, see ft_watch_bind().
 * Return: false when it has none; true when it has, and seldom when it has not.
 */
bool ft_anchored(const unsigned long *anchored,
		 const struct ft_address *device);

/**
 * ft_anchor_find() - the anchor of a value
 * @fn: the namespace
 * @device: its device
 * @item: its name within the device
 * @item_len: octets of @item
 * @tail: what follows them in its name
 *
 * Context: RCU read-side section.
 * Return: the anchor or NULL.
 */
struct ft_anchor *ft_anchor_find(struct ft_net *fn,
				 const struct ft_address *device,
				 const char *item, u32 item_len,
				 const char *tail);

#endif /* _FT_ANCHOR_H */
