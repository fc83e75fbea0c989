/* SPDX-License-Identifier: GPL-2.0 */
/* Items: the values in an image, one by one and as netlink attributes. */
#ifndef _FT_ITEM_H
#define _FT_ITEM_H

#include <linux/skbuff.h>

#include "image.h"

/**
 * ft_items_each() - go through the items of an image
 * @img: the image
 * @dec: its decoder, or NULL when that is not loaded
 * @entry: the layout that stands under its names, or NULL
 * @view: its content
 * @add: called for each item until it returns false; it has to check the item
 *	with ft_item_fits() and to stop after FT_ITEMS_MAX of them
 * @arg: for @add
 *
 * As the layout has them or, where there is none, as the decoder tells.
 *
 * Context: process or softirq, RCU read-side section.
 * Return: whether that could be told; false while the decoder is missing.
 */
bool ft_items_each(const struct ft_image *img, const struct ft_decoder *dec,
		   const struct ft_layout_entry *entry,
		   const struct ft_view *view,
		   bool (*add)(void *arg, const struct ft_item *item),
		   void *arg);

/**
 * ft_item_fits() - whether an item is in what was kept, and has a sane name
 * @item: the item
 * @kept: octets of the content
 */
bool ft_item_fits(const struct ft_item *item, u32 kept);

/**
 * ft_items_fill() - write the items of an image
 * @skb: the message
 * @img: the image
 * @dec: its decoder, or NULL when that is not loaded
 * @c: what the image was when @data was copied
 * @data: its octets, &ft_content.kept of them
 *
 * As the image's layout has them or, where it has none, as its decoder tells;
 * items that are not wholly in
 * @data are left out, and those that would make the message too long are
 * counted in it.
 *
 * Context: process or softirq, RCU read-side section.
 * Return: 0, or -EMSGSIZE when a longer message would have room for them.
 */
int ft_items_fill(struct sk_buff *skb, struct ft_image *img,
		  const struct ft_decoder *dec, const struct ft_content *c,
		  const u8 *data);

/**
 * ft_status_fill() - write what a decoder calls a status
 * @skb: the message
 * @attr: attribute that takes it
 * @dec: the decoder or NULL
 * @status: the status
 *
 * Context: as ft_items_fill().
 * Return: 0 or -EMSGSIZE.
 */
int ft_status_fill(struct sk_buff *skb, int attr, const struct ft_decoder *dec,
		   u32 status);

#endif /* _FT_ITEM_H */
