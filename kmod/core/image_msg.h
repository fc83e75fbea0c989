/* SPDX-License-Identifier: GPL-2.0 */
/* Images as netlink attributes, for answers and events alike. */
#ifndef _FT_IMAGE_MSG_H
#define _FT_IMAGE_MSG_H

#include <linux/skbuff.h>

#include "image.h"

/**
 * ft_image_msg_size() - room that an image's attributes need
 * @img: the image
 *
 * Context: RCU read-side section.
 * Return: octets; more than enough even if the content grows meanwhile up to
 * what the image has room for, unless it has more items than last time.
 */
size_t ft_image_msg_size(struct ft_image *img);

/**
 * ft_image_msg_fill() - write an image's attributes
 * @skb: the message
 * @fn: the image's namespace
 * @img: the image
 *
 * Context: process or softirq, RCU read-side section.
 * Return: 0 or -EMSGSIZE.
 */
int ft_image_msg_fill(struct sk_buff *skb, const struct ft_net *fn,
		      struct ft_image *img);

/**
 * ft_image_msg_send() - tell all listeners that an image changed
 * @fn: the namespace
 * @img: the image
 *
 * Context: softirq or bottom halves off, RCU read-side section.
 */
void ft_image_msg_send(struct ft_net *fn, struct ft_image *img);

#endif /* _FT_IMAGE_MSG_H */
