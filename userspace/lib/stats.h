/* SPDX-License-Identifier: GPL-2.0 */
/* Counters of the namespace. */
#ifndef _LIBFIELDTAP_STATS_H
#define _LIBFIELDTAP_STATS_H

#include "nl.h"
#include "vec.h"

/**
 * struct ft_stat - one counter
 * @id: enum fieldtap_stat; names and reasons in ft_stat_names
 * @value: how often
 */
struct ft_stat {
	uint32_t id;
	uint64_t value;
};

/**
 * struct ft_stats - every counter
 * @stats: &struct ft_stat; free it with ft_vec_free()
 * @generation: newest generation of the namespace
 */
struct ft_stats {
	struct ft_vec stats;
	uint64_t generation;
};

/**
 * ft_stats_parse() - read the counters from their attributes
 * @c: the connection, for its error
 * @attrs: the attributes
 * @len: their octets
 * @s: the counters; free @s->stats in any case
 *
 * Return: 0, or -1 and @c->err.
 */
int ft_stats_parse(struct ft_conn *c, struct nlattr *attrs, int len,
		   struct ft_stats *s);

/**
 * ft_stats_get() - get every counter
 * @c: the connection
 * @s: the counters; free @s->stats in any case
 *
 * Return: 0, or -1 and @c->err.
 */
int ft_stats_get(struct ft_conn *c, struct ft_stats *s);

#endif /* _LIBFIELDTAP_STATS_H */
