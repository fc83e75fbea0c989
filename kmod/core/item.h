/* SPDX-License-Identifier: GPL-2.0 */
/* Items: the values in an image, as netlink attributes. */
#ifndef _FT_ITEM_H
#define _FT_ITEM_H

#include <linux/skbuff.h>

#include "image.h"

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
