/* SPDX-License-Identifier: GPL-2.0 */
/* Dumps of what stands in a growmap. */
#ifndef _FT_DUMP_H
#define _FT_DUMP_H

#include "netlink.h"

/**
 * struct ft_dump - what a dump is to deliver, and where it stands
 * @cursor: behind the last entry that is in a message
 * @since: what changed up to this generation is not wanted
 * @prefix: begin of the names that are, or NULL; in cb->nlh, which the dump
 *	keeps
 * @mark: of the images' map, if @marked
 * @marked: whatever is wanted has @mark or a later one
 * @begun: the first message was written
 *
 * Lives in cb->ctx.
 */
struct ft_dump {
	struct growmap_cursor cursor;
	u64 since;
	const char *prefix;
	u32 mark;
	bool marked;
	bool begun;
};

/**
 * ft_dump_of() - the state of a dump
 * @cb: the dump
 */
static inline struct ft_dump *ft_dump_of(struct netlink_callback *cb)
{
	return (struct ft_dump *)cb->ctx;
}

/**
 * ft_dump_attr() - an attribute of the request
 * @cb: the dump
 * @type: which one
 *
 * Return: the attribute, checked by its policy, or NULL.
 */
const struct nlattr *ft_dump_attr(const struct netlink_callback *cb, int type);

/**
 * ft_dump_prefix() - take a filter by name from the request
 * @cb: the dump
 * @type: attribute that has it
 */
void ft_dump_prefix(struct netlink_callback *cb, int type);

/**
 * ft_dump_wants() - whether a name passes the filter
 * @cb: the dump
 * @name: the name
 *
 * Return: whether what begins with @name can begin with the prefix.
 */
bool ft_dump_wants(struct netlink_callback *cb, const char *name);

/**
 * ft_dump_map() - go on with a dump
 * @skb: the message
 * @cb: the dump
 * @map: what is dumped
 * @deliver: adds one entry, or nothing; 0, or -EMSGSIZE when it does not fit;
 *	called in an RCU read-side section
 *
 * An entry that does not fit an empty message gets a longer one.
 *
 * Context: process, may sleep.
 * Return: what a dump function returns.
 */
int ft_dump_map(struct sk_buff *skb, struct netlink_callback *cb,
		struct growmap *map,
		int (*deliver)(struct sk_buff *skb,
			       struct netlink_callback *cb,
			       struct growmap_node *node));

#endif /* _FT_DUMP_H */
