// SPDX-License-Identifier: GPL-2.0
#include <linux/rcupdate.h>
#include <linux/sched.h>
#include <linux/string.h>

#include "dump.h"

/* Entries that are looked at before others get the processor. */
#define FT_DUMP_BATCH	64

static_assert(sizeof(struct ft_dump) <=
	      sizeof(((struct netlink_callback *)0)->ctx));

const struct nlattr *ft_dump_attr(const struct netlink_callback *cb, int type)
{
	return nla_find(nlmsg_attrdata(cb->nlh, GENL_HDRLEN),
			nlmsg_attrlen(cb->nlh, GENL_HDRLEN), type);
}

void ft_dump_prefix(struct netlink_callback *cb, int type)
{
	const struct nlattr *prefix = ft_dump_attr(cb, type);

	ft_dump_of(cb)->prefix = prefix ? nla_data(prefix) : NULL;
}

bool ft_dump_wants(struct netlink_callback *cb, const char *name)
{
	const char *prefix = ft_dump_of(cb)->prefix;

	return !prefix ||
	       !strncmp(prefix, name, min(strlen(prefix), strlen(name)));
}

static int ft_dump_next(const struct ft_dump *dump, struct growmap *map,
			struct growmap_cursor *cur, struct growmap_node **node)
{
	if (dump->marked)
		return growmap_walk_since(map, cur, dump->mark, node, 1);
	return growmap_walk(map, cur, node, 1);
}

/* Nobody else has the message yet; its owner is charged for what it was. */
static int ft_dump_lengthen(struct sk_buff *skb)
{
	const int room = skb_tailroom(skb);

	if (room >= FT_MESSAGE_ROOM)
		return -EMSGSIZE;
	return pskb_expand_head(skb, 0, min_t(int, room, FT_MESSAGE_ROOM - room),
				GFP_KERNEL);
}

/*
 * Deliver entry by entry, so that the cursor always stands behind the last
 * one that is in a message.
 */
int ft_dump_map(struct sk_buff *skb, struct netlink_callback *cb,
		struct growmap *map,
		int (*deliver)(struct sk_buff *skb,
			       struct netlink_callback *cb,
			       struct growmap_node *node))
{
	struct ft_dump *dump = ft_dump_of(cb);
	struct growmap_cursor cur;
	struct growmap_node *node;
	int i, n, err = 0;

	do {
		cur = dump->cursor;
		rcu_read_lock();
		for (i = 0; i < FT_DUMP_BATCH && !err; i++) {
			n = ft_dump_next(dump, map, &cur, &node);
			/* Told to the listener when it is not as promised. */
			cb->seq = 1 + !growmap_cursor_exact(&cur);
			if (n == 1)
				err = deliver(skb, cb, node);
			if (!n || err)
				break;
			dump->cursor = cur;
		}
		rcu_read_unlock();
		if (err == -EMSGSIZE && !skb->len)
			err = ft_dump_lengthen(skb);
		cond_resched();
	} while (n && !err);
	return skb->len ?: err;
}
