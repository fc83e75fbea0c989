/* SPDX-License-Identifier: GPL-2.0 */
/* Layouts: how values stand in images whose octets do not say. */
#ifndef _FT_LAYOUT_H
#define _FT_LAYOUT_H

#include <linux/refcount.h>
#include <fieldtap/decoder.h>

#include "netns.h"

/**
 * struct ft_layout_entry - a layout that is kept
 * @node: link in &ft_net.layouts
 * @refs: the map's and the images'
 * @given: by somebody through netlink; one that was learned goes when it was not
 *	used for config idle-timeout
 * @last_used: jiffies
 * @rcu: for the end
 * @device: canonical name of the images' device, behind @layout
 * @image: name of the images within it, likewise
 * @layout: the layout
 *
 * It is kept by names, since it may be there before its device was ever heard.
 * But for @given, which is set only, and @last_used it is constant.
 */
struct ft_layout_entry {
	struct growmap_node node;
	refcount_t refs;
	bool given;
	unsigned long last_used;
	struct rcu_head rcu;
	const char *device;
	const char *image;
	struct ft_layout layout;
};

/**
 * ft_layouts_init() - make a namespace's map of layouts
 * @fn: the namespace
 *
 * Context: process, may sleep.
 * Return: 0 or -ENOMEM.
 */
int ft_layouts_init(struct ft_net *fn);

/**
 * ft_layouts_clean() - forget all layouts
 * @fn: the namespace; no images are left
 *
 * Context: process, may sleep.
 */
void ft_layouts_clean(struct ft_net *fn);

/**
 * ft_layout_item_wrong() - whether an item can stand in a layout
 * @item: the item
 * @len: octets of the layout's content
 *
 * Return: what is wrong with it, or NULL.
 */
const char *ft_layout_item_wrong(const struct ft_layout_item *item, u32 len);

/**
 * ft_layout_keep() - keep a layout
 * @fn: the namespace
 * @device: name of the images' device
 * @image: name of the images within it
 * @layout: the layout, whose items are right; copied
 * @given: whether somebody gave it through netlink
 *
 * Replaces what stands under these names.  The caller has the images take it
 * in, see ft_image_bind().
 *
 * Context: process or softirq, RCU read-side section.
 * Return: 0, -ENOSPC at config max-layouts, -ENOMEM.
 */
int ft_layout_keep(struct ft_net *fn, const char *device, const char *image,
		   const struct ft_layout *layout, bool given);

/**
 * ft_layout_forget() - forget a layout
 * @fn: the namespace
 * @device: name of the images' device
 * @image: name of the images within it
 *
 * The caller has the images see that it is gone, see ft_image_bind().
 *
 * Context: process or softirq, RCU read-side section.
 * Return: 0 or -ENOENT.
 */
int ft_layout_forget(struct ft_net *fn, const char *device, const char *image);

/**
 * ft_layout_find() - the layout that stands under these names
 * @fn: the namespace
 * @device: name of the images' device
 * @image: name of the images within it
 *
 * Context: process or softirq, RCU read-side section, which keeps what is
 * returned.
 * Return: the layout or NULL.
 */
struct ft_layout_entry *ft_layout_find(struct ft_net *fn, const char *device,
				       const char *image);

/**
 * ft_layout_get_entry() - hold what ft_layout_find() finds
 * @fn: the namespace
 * @device: name of the images' device
 * @image: name of the images within it
 *
 * Context: as ft_layout_find().
 * Return: the layout with a reference for the caller, or NULL.
 */
struct ft_layout_entry *ft_layout_get_entry(struct ft_net *fn,
					    const char *device,
					    const char *image);

/**
 * ft_layout_put_entry() - give a reference back
 * @entry: the layout or NULL
 *
 * Context: any.
 */
void ft_layout_put_entry(struct ft_layout_entry *entry);

/**
 * ft_layout_touch() - it is in use
 * @entry: the layout
 *
 * Context: any.
 */
void ft_layout_touch(struct ft_layout_entry *entry);

/**
 * ft_layouts_expire() - forget learned layouts that nobody uses any more
 * @fn: the namespace
 *
 * Context: process, may sleep.
 */
void ft_layouts_expire(struct ft_net *fn);

#endif /* _FT_LAYOUT_H */
