/* SPDX-License-Identifier: GPL-2.0 */
/* What somebody said of a point, as it was given and as it is used. */
#ifndef _FT_POINT_CONF_H
#define _FT_POINT_CONF_H

#include <net/netlink.h>

#include "netlink_gen.h"
#include "point_read.h"

struct ft_rule;

/**
 * struct ft_point_conf - a point's configuration
 * @read: how it is read
 * @len: octets of @attrs
 * @stale: it says when the point is stale
 * @attrs: FIELDTAP_A_POINT_CONF_ attributes as they were given, but for the
 *	name, the address and what is no other than its absence; in the order
 *	of their numbers
 */
struct ft_point_conf {
	struct ft_read_conf read;
	u16 len;
	bool stale;
	u8 attrs[] __aligned(NLA_ALIGNTO);
};

/**
 * struct ft_point_wrong - what is wrong with a configuration
 * @text: for people
 * @attr: the FIELDTAP_A_POINT_CONF_ that is, or 0
 */
struct ft_point_wrong {
	const char *text;
	u32 attr;
};

/**
 * ft_point_conf_make() - take a configuration in
 * @tb: FIELDTAP_A_POINT_CONF_ attributes, of which each is right by itself
 * @conf: set to the configuration, kfree() ends it
 * @rule: set to its rules or to NULL, kfree() ends them
 * @wrong: filled in after an error other than -ENOMEM
 *
 * Context: process, may sleep.
 * Return: 0, -EINVAL, -ERANGE, -ENOMEM.
 */
int ft_point_conf_make(struct nlattr **tb, struct ft_point_conf **conf,
		       struct ft_rule **rule, struct ft_point_wrong *wrong);

/**
 * ft_point_conf_name() - what is wrong with a point's name
 * @name: the name
 *
 * Return: NULL or that.
 */
const char *ft_point_conf_name(const char *name);

/**
 * ft_point_conf_address() - what is wrong with a point's address
 * @address: the address
 *
 * Return: NULL or that.
 */
const char *ft_point_conf_address(const char *address);

/**
 * ft_point_conf_get() - an attribute of a configuration
 * @conf: the configuration
 * @attr: FIELDTAP_A_POINT_CONF_ of it
 *
 * Return: the attribute, or NULL.
 */
const struct nlattr *ft_point_conf_get(const struct ft_point_conf *conf,
				       int attr);

/**
 * ft_point_conf_text() - a text of a configuration
 * @conf: the configuration
 * @attr: FIELDTAP_A_POINT_CONF_ of it
 *
 * Return: the text, or NULL.
 */
const char *ft_point_conf_text(const struct ft_point_conf *conf, int attr);

/**
 * ft_point_conf_reads_same() - whether two points of one address read the same
 * @a: configuration of one
 * @b: of the other
 */
static inline bool ft_point_conf_reads_same(const struct ft_point_conf *a,
					    const struct ft_point_conf *b)
{
	return a->read.octet == b->read.octet && a->read.len == b->read.len &&
	       a->read.type == b->read.type && a->read.order == b->read.order &&
	       a->read.bit == b->read.bit;
}

#endif /* _FT_POINT_CONF_H */
