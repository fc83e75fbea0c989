/* SPDX-License-Identifier: GPL-2.0 */
/* What listeners and tracepoints are told, numbered and in order. */
#ifndef _FT_EVENT_H
#define _FT_EVENT_H

#include <net/genetlink.h>

#include "netns.h"

struct growmap_event;

/**
 * struct ft_event - how an event is written into a message
 * @group: multicast group
 * @cmd: netlink command
 * @size: room that the attributes need, as far as is known
 * @fill: writes all attributes but the number; 0 or -EMSGSIZE, then it is
 *	called again with more room
 * @object: for @fill
 * @seq_attr: attribute that takes the event's number
 * @pad_attr: padding attribute of the same set
 */
struct ft_event {
	unsigned int group;
	u8 cmd;
	size_t size;
	int (*fill)(struct sk_buff *skb, const void *object);
	const void *object;
	u8 seq_attr;
	u8 pad_attr;
};

/**
 * ft_event_init() - say which netlink family carries events
 * @family: the family; registered later
 *
 * Context: module init.
 */
void ft_event_init(const struct genl_family *family);

/**
 * ft_event_wanted() - whether anybody listens
 * @fn: the namespace
 * @group: multicast group
 *
 * Context: any.
 */
bool ft_event_wanted(const struct ft_net *fn, unsigned int group);

/**
 * ft_event_send() - number an event and hand it to all listeners
 * @fn: the namespace
 * @ev: the event
 *
 * Losses are counted; a listener sees them by the number.
 *
 * Context: process or softirq, no image lock held.
 */
void ft_event_send(struct ft_net *fn, const struct ft_event *ev);

/**
 * ft_event_growth() - pass on what a growmap did
 * @fn: the map's namespace
 * @map: the map
 * @ev: what it did
 *
 * Context: as growmap's notify().
 */
void ft_event_growth(struct ft_net *fn, struct growmap *map,
		     const struct growmap_event *ev);

#endif /* _FT_EVENT_H */
