/* SPDX-License-Identifier: GPL-2.0 */
/* What is told of points: events, alerts, and the attributes of both. */
#ifndef _FT_POINT_EVENT_H
#define _FT_POINT_EVENT_H

#include <linux/skbuff.h>

#include "point.h"

/**
 * ft_point_fill_value() - write what a point shows
 * @skb: the message
 * @fn: the namespace
 * @point: the point, locked
 * @data: with the value of a string or octets
 *
 * Return: 0 or -EMSGSIZE.
 */
int ft_point_fill_value(struct sk_buff *skb, const struct ft_net *fn,
			const struct ft_point *point, bool data);

/**
 * ft_point_unit_of() - a point's unit
 * @point: the point, locked
 *
 * Return: its own, that of its image, or NULL.
 */
const char *ft_point_unit_of(const struct ft_point *point);

/**
 * ft_point_event() - count and send what there is to tell
 * @fn: the namespace
 * @point: the point, locked
 * @tell: enum ft_tell
 *
 * Context: process or softirq.
 */
void ft_point_event(struct ft_net *fn, struct ft_point *point, u32 tell);

#endif /* _FT_POINT_EVENT_H */
