// SPDX-License-Identifier: GPL-2.0
#include <string.h>

#include "stats.h"

static int parse_entry(struct ft_conn *c, struct nlattr *nest,
		       struct ft_vec *stats)
{
	static const struct nla_policy policy[FIELDTAP_A_STAT_ENTRY_MAX + 1] = {
		[FIELDTAP_A_STAT_ENTRY_ID] = { .type = NLA_U32 },
		[FIELDTAP_A_STAT_ENTRY_VALUE] = { .type = NLA_U64 },
	};
	struct nlattr *tb[FIELDTAP_A_STAT_ENTRY_MAX + 1];
	struct ft_stat *s;

	if (nla_parse_nested(tb, FIELDTAP_A_STAT_ENTRY_MAX, nest, policy) ||
	    !tb[FIELDTAP_A_STAT_ENTRY_ID] || !tb[FIELDTAP_A_STAT_ENTRY_VALUE])
		return ft_malformed(c, "counter");
	s = ft_vec_add(stats, sizeof(*s));
	if (!s)
		return ft_no_memory(c);
	s->id = nla_get_u32(tb[FIELDTAP_A_STAT_ENTRY_ID]);
	s->value = nla_get_u64(tb[FIELDTAP_A_STAT_ENTRY_VALUE]);
	return 0;
}

int ft_stats_parse(struct ft_conn *c, struct nlattr *attrs, int len,
		   struct ft_stats *s)
{
	static const struct nla_policy policy[FIELDTAP_A_STATS_MAX + 1] = {
		[FIELDTAP_A_STATS_STAT] = { .type = NLA_NESTED },
		[FIELDTAP_A_STATS_GENERATION] = { .type = NLA_U64 },
	};
	struct nlattr *tb[FIELDTAP_A_STATS_MAX + 1], *a;
	int rest;

	memset(s, 0, sizeof(*s));
	if (nla_parse(tb, FIELDTAP_A_STATS_MAX, attrs, len, policy))
		return ft_malformed(c, "counters");
	s->generation = ft_get_u64(tb[FIELDTAP_A_STATS_GENERATION]);
	nla_for_each_attr(a, attrs, len, rest) {
		if (nla_type(a) == FIELDTAP_A_STATS_STAT &&
		    parse_entry(c, a, &s->stats))
			return -1;
	}
	return 0;
}

static int take_stats(struct ft_conn *c, struct nlattr *attrs, int len,
		      void *arg)
{
	struct ft_stats *s = arg;

	ft_vec_free(&s->stats);
	return ft_stats_parse(c, attrs, len, s);
}

int ft_stats_get(struct ft_conn *c, struct ft_stats *s)
{
	const struct ft_reply reply = { take_stats, NULL, s };
	struct nl_msg *msg;

	memset(s, 0, sizeof(*s));
	msg = ft_request(c, FIELDTAP_CMD_STATS_GET);
	return msg ? ft_do(c, msg, &ft_stats_attrs, &reply) : -1;
}
