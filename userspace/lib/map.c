// SPDX-License-Identifier: GPL-2.0
#include <string.h>

#include "map.h"

static const struct nla_policy policy[FIELDTAP_A_MAP_MAX + 1] = {
	[FIELDTAP_A_MAP_NAME] = { .type = NLA_STRING },
	[FIELDTAP_A_MAP_COUNT] = { .type = NLA_U32 },
	[FIELDTAP_A_MAP_LIMIT] = { .type = NLA_U32 },
	[FIELDTAP_A_MAP_LOG2_BUCKETS] = { .type = NLA_U32 },
	[FIELDTAP_A_MAP_OLD_LOG2_BUCKETS] = { .type = NLA_U32 },
	[FIELDTAP_A_MAP_NEVACUATE] = { .type = NLA_U32 },
	[FIELDTAP_A_MAP_NOVERFLOW] = { .type = NLA_U32 },
	[FIELDTAP_A_MAP_FLAGS] = { .type = NLA_U32 },
	[FIELDTAP_A_MAP_GROWTHS] = { .type = NLA_U64 },
	[FIELDTAP_A_MAP_PUT_OFF] = { .type = NLA_U64 },
	[FIELDTAP_A_MAP_MOVED_BY_WRITERS] = { .type = NLA_U64 },
	[FIELDTAP_A_MAP_MOVED_BY_WORKER] = { .type = NLA_U64 },
	[FIELDTAP_A_MAP_LONGEST_STEP] = { .type = NLA_U32 },
	[FIELDTAP_A_MAP_LONGEST_STEP_NS] = { .type = NLA_U64 },
	[FIELDTAP_A_MAP_REFUSED] = { .type = NLA_U64 },
	[FIELDTAP_A_MAP_OCCUPANCY] = { .type = NLA_U32 },
	[FIELDTAP_A_MAP_GROWTH] = { .type = NLA_U32 },
	[FIELDTAP_A_MAP_DURATION] = { .type = NLA_U64 },
	[FIELDTAP_A_MAP_SAME] = { .type = NLA_U64 },
	[FIELDTAP_A_MAP_SHRINKS] = { .type = NLA_U64 },
	[FIELDTAP_A_MAP_LONGEST_STEP_BUCKETS] = { .type = NLA_U32 },
	[FIELDTAP_A_MAP_DRAINERS] = { .type = NLA_U32 },
	[FIELDTAP_A_MAP_SHARE_SD] = { .type = NLA_U32 },
};

static void parse_growth(struct nlattr **tb, struct ft_map *m)
{
	m->growths = ft_get_u64(tb[FIELDTAP_A_MAP_GROWTHS]);
	m->put_off = ft_get_u64(tb[FIELDTAP_A_MAP_PUT_OFF]);
	m->moved_by_writers = ft_get_u64(tb[FIELDTAP_A_MAP_MOVED_BY_WRITERS]);
	m->moved_by_worker = ft_get_u64(tb[FIELDTAP_A_MAP_MOVED_BY_WORKER]);
	m->longest_step = ft_get_u32(tb[FIELDTAP_A_MAP_LONGEST_STEP]);
	m->longest_step_ns = ft_get_u64(tb[FIELDTAP_A_MAP_LONGEST_STEP_NS]);
	m->same = ft_get_u64(tb[FIELDTAP_A_MAP_SAME]);
	m->shrinks = ft_get_u64(tb[FIELDTAP_A_MAP_SHRINKS]);
	m->longest_step_buckets =
		ft_get_u32(tb[FIELDTAP_A_MAP_LONGEST_STEP_BUCKETS]);
	m->drainers = ft_get_u32(tb[FIELDTAP_A_MAP_DRAINERS]);
	m->share_sd = ft_get_u32(tb[FIELDTAP_A_MAP_SHARE_SD]);
	m->growth = ft_get_u32(tb[FIELDTAP_A_MAP_GROWTH]);
	m->duration = ft_get_u64(tb[FIELDTAP_A_MAP_DURATION]);
}

int ft_map_parse(struct ft_conn *c, struct nlattr *attrs, int len,
		 struct ft_map *m)
{
	struct nlattr *tb[FIELDTAP_A_MAP_MAX + 1], *a;
	int rest;

	memset(m, 0, sizeof(*m));
	if (nla_parse(tb, FIELDTAP_A_MAP_MAX, attrs, len, policy) ||
	    !tb[FIELDTAP_A_MAP_NAME])
		return ft_malformed(c, "map");
	ft_get_string(m->name, sizeof(m->name), tb[FIELDTAP_A_MAP_NAME]);
	m->count = ft_get_u32(tb[FIELDTAP_A_MAP_COUNT]);
	m->limit = ft_get_u32(tb[FIELDTAP_A_MAP_LIMIT]);
	m->log2_buckets = ft_get_u32(tb[FIELDTAP_A_MAP_LOG2_BUCKETS]);
	m->growing = tb[FIELDTAP_A_MAP_OLD_LOG2_BUCKETS];
	m->old_log2_buckets = ft_get_u32(tb[FIELDTAP_A_MAP_OLD_LOG2_BUCKETS]);
	m->nevacuate = ft_get_u32(tb[FIELDTAP_A_MAP_NEVACUATE]);
	m->noverflow = ft_get_u32(tb[FIELDTAP_A_MAP_NOVERFLOW]);
	m->refused = ft_get_u64(tb[FIELDTAP_A_MAP_REFUSED]);
	parse_growth(tb, m);
	nla_for_each_attr(a, attrs, len, rest) {
		if (nla_type(a) == FIELDTAP_A_MAP_OCCUPANCY &&
		    m->n_occupancy < FT_OCCUPANCY_MAX)
			m->occupancy[m->n_occupancy++] = nla_get_u32(a);
	}
	return 0;
}

static int add_map(struct ft_conn *c, struct nlattr *attrs, int len, void *arg)
{
	struct ft_map *m = ft_vec_add(arg, sizeof(*m));

	return m ? ft_map_parse(c, attrs, len, m) : ft_no_memory(c);
}

static void forget_maps(void *arg)
{
	ft_vec_free(arg);
}

int ft_map_list(struct ft_conn *c, const char *name, struct ft_vec *maps)
{
	const struct ft_reply reply = { add_map, forget_maps, maps };
	struct nl_msg *msg = ft_request(c, FIELDTAP_CMD_MAP_GET);

	if (!msg)
		return -1;
	if (!name)
		return ft_dump(c, msg, &ft_map_attrs, &reply);
	if (nla_put_string(msg, FIELDTAP_A_MAP_NAME, name)) {
		nlmsg_free(msg);
		return ft_no_memory(c);
	}
	return ft_do(c, msg, &ft_map_attrs, &reply);
}
