// SPDX-License-Identifier: GPL-2.0
/* Netlink operations on counters, growmaps and configuration. */
#include <linux/mutex.h>
#include <linux/string.h>

#include "netlink.h"
#include "stats.h"

static int ft_stat_fill(struct sk_buff *skb, u32 id, u64 value)
{
	struct nlattr *nest = nla_nest_start(skb, FIELDTAP_A_STATS_STAT);

	if (!nest || nla_put_u32(skb, FIELDTAP_A_STAT_ENTRY_ID, id) ||
	    nla_put_u64_64bit(skb, FIELDTAP_A_STAT_ENTRY_VALUE, value,
			      FIELDTAP_A_STAT_ENTRY_PAD))
		return -EMSGSIZE;
	nla_nest_end(skb, nest);
	return 0;
}

static int ft_stats_fill(struct sk_buff *skb, void *arg)
{
	struct ft_net *fn = arg;
	struct ft_counters sum;
	u32 id;

	ft_stats_sum(fn, &sum);
	for (id = 0; id < FT_STATS; id++)
		if (ft_stat_fill(skb, id, sum.stat[id]))
			return -EMSGSIZE;
	/* Partner: ft_image_change(), whose write section is open by then. */
	return nla_put_u64_64bit(skb, FIELDTAP_A_STATS_GENERATION,
				 atomic64_read_acquire(&fn->generation),
				 FIELDTAP_A_STATS_PAD);
}

int fieldtap_nl_stats_get_doit(struct sk_buff *skb, struct genl_info *info)
{
	const size_t entry = nla_total_size(nla_total_size(sizeof(u32)) +
					    nla_total_size_64bit(sizeof(u64)));

	return ft_reply(info, (FT_STATS + 1) * entry, ft_stats_fill,
			ft_info_net(info));
}

/* Whoever adds to these is told that they are full, and nothing else counts it. */
#define FT_MAP_TELLS	FT_STATS

/*
 * The counter of refusals is the core's: at the limit it does not even build
 * the entry that the map would refuse.
 */
struct ft_map_view {
	struct growmap *map;
	struct ft_net *fn;
	u32 refused;
};

static bool ft_map_pick(struct ft_net *fn, unsigned int i,
			struct ft_map_view *view)
{
	const struct ft_map_view maps[] = {
		{ &fn->flows, fn, FIELDTAP_STAT_FLOWS_REFUSED },
		{ &fn->devices, fn, FIELDTAP_STAT_DEVICES_REFUSED },
		{ &fn->images, fn, FIELDTAP_STAT_IMAGES_REFUSED },
		{ &fn->notes, fn, FIELDTAP_STAT_NOTES_REFUSED },
		{ &fn->layouts, fn, FIELDTAP_STAT_LAYOUTS_REFUSED },
		{ &fn->points, fn, FT_MAP_TELLS },
		{ &fn->anchors, fn, FT_MAP_TELLS },
	};

	if (i >= ARRAY_SIZE(maps))
		return false;
	*view = maps[i];
	return true;
}

static int ft_map_fill_growth(struct sk_buff *skb,
			      const struct growmap_stats *st)
{
	if (st->oldbuckets &&
	    nla_put_u32(skb, FIELDTAP_A_MAP_OLD_LOG2_BUCKETS,
			ilog2(st->oldbuckets)))
		return -EMSGSIZE;
	if (nla_put_u32(skb, FIELDTAP_A_MAP_NEVACUATE, st->nevacuate) ||
	    nla_put_u64_64bit(skb, FIELDTAP_A_MAP_GROWTHS, st->growths,
			      FIELDTAP_A_MAP_PAD) ||
	    nla_put_u64_64bit(skb, FIELDTAP_A_MAP_PUT_OFF,
			      st->put_off + st->put_off_buckets,
			      FIELDTAP_A_MAP_PAD) ||
	    nla_put_u64_64bit(skb, FIELDTAP_A_MAP_MOVED_BY_WRITERS,
			      st->moved_writers, FIELDTAP_A_MAP_PAD) ||
	    nla_put_u64_64bit(skb, FIELDTAP_A_MAP_MOVED_BY_WORKER,
			      st->moved_worker, FIELDTAP_A_MAP_PAD) ||
	    nla_put_u32(skb, FIELDTAP_A_MAP_LONGEST_STEP,
			st->longest_entries) ||
	    nla_put_u64_64bit(skb, FIELDTAP_A_MAP_LONGEST_STEP_NS,
			      st->longest_ns, FIELDTAP_A_MAP_PAD) ||
	    nla_put_u64_64bit(skb, FIELDTAP_A_MAP_SAME, st->same,
			      FIELDTAP_A_MAP_PAD) ||
	    nla_put_u64_64bit(skb, FIELDTAP_A_MAP_SHRINKS, st->shrinks,
			      FIELDTAP_A_MAP_PAD) ||
	    nla_put_u32(skb, FIELDTAP_A_MAP_LONGEST_STEP_BUCKETS,
			st->longest_buckets) ||
	    nla_put_u32(skb, FIELDTAP_A_MAP_DRAINERS, st->drainers) ||
	    nla_put_u32(skb, FIELDTAP_A_MAP_SHARE_SD, st->share_sd))
		return -EMSGSIZE;
	return 0;
}

static int ft_map_fill(struct sk_buff *skb, void *arg)
{
	const struct ft_map_view *view = arg;
	struct growmap *map = view->map;
	u32 hist[GROWMAP_OCC_MAX];
	struct growmap_stats st;
	struct ft_counters sum;
	unsigned int i;

	ft_stats_sum(view->fn, &sum);
	growmap_stats(map, &st);
	growmap_occupancy(map, hist);
	if (nla_put_string(skb, FIELDTAP_A_MAP_NAME, map->params->name) ||
	    nla_put_u32(skb, FIELDTAP_A_MAP_COUNT, st.count) ||
	    nla_put_u32(skb, FIELDTAP_A_MAP_LIMIT, st.limit) ||
	    nla_put_u32(skb, FIELDTAP_A_MAP_LOG2_BUCKETS, st.B) ||
	    nla_put_u32(skb, FIELDTAP_A_MAP_NOVERFLOW, st.noverflow) ||
	    nla_put_u32(skb, FIELDTAP_A_MAP_FLAGS, st.flags) ||
	    nla_put_u64_64bit(skb, FIELDTAP_A_MAP_REFUSED,
			      view->refused < FT_STATS ?
			      sum.stat[view->refused] : st.refused,
			      FIELDTAP_A_MAP_PAD) ||
	    ft_map_fill_growth(skb, &st))
		return -EMSGSIZE;
	for (i = 0; i < GROWMAP_OCC_MAX; i++)
		if (nla_put_u32(skb, FIELDTAP_A_MAP_OCCUPANCY, hist[i]))
			return -EMSGSIZE;
	return 0;
}

int fieldtap_nl_map_get_doit(struct sk_buff *skb, struct genl_info *info)
{
	struct nlattr *name = info->attrs[FIELDTAP_A_MAP_NAME];
	struct ft_map_view view;
	unsigned int i;

	if (!name) {
		NL_SET_ERR_MSG(info->extack, "name has to name a growmap");
		return -EINVAL;
	}
	for (i = 0; ft_map_pick(ft_info_net(info), i, &view); i++)
		if (!strcmp(view.map->params->name, nla_data(name)))
			return ft_reply(info, NLMSG_GOODSIZE, ft_map_fill,
					&view);
	NL_SET_ERR_MSG_ATTR(info->extack, name,
			    "no such growmap; there are flows, devices, images, notes, layouts, points, anchors");
	return -ENOENT;
}

int fieldtap_nl_map_get_dumpit(struct sk_buff *skb, struct netlink_callback *cb)
{
	struct ft_map_view view;

	while (ft_map_pick(ft_dump_net(cb), cb->args[0], &view)) {
		if (ft_dump_one(skb, cb, FIELDTAP_CMD_MAP_GET, ft_map_fill,
				&view))
			break;
		cb->args[0]++;
	}
	return skb->len;
}

/* Where a configuration attribute stands in struct ft_config. */
static const struct {
	u16 attr;
	u16 offset;
	u32 max;
} ft_config_fields[] = {
	{ FIELDTAP_A_CONFIG_MAX_FLOWS,
	  offsetof(struct ft_config, max_flows), GROWMAP_LIMIT_MAX },
	{ FIELDTAP_A_CONFIG_MAX_DEVICES,
	  offsetof(struct ft_config, max_devices), GROWMAP_LIMIT_MAX },
	{ FIELDTAP_A_CONFIG_MAX_IMAGES,
	  offsetof(struct ft_config, max_images), GROWMAP_LIMIT_MAX },
	{ FIELDTAP_A_CONFIG_MAX_IMAGE_BYTES,
	  offsetof(struct ft_config, max_image_bytes), U32_MAX },
	{ FIELDTAP_A_CONFIG_FLOW_TIMEOUT,
	  offsetof(struct ft_config, flow_timeout), U32_MAX },
	{ FIELDTAP_A_CONFIG_REQUEST_TIMEOUT,
	  offsetof(struct ft_config, request_timeout), U32_MAX },
	{ FIELDTAP_A_CONFIG_STALE_TIMEOUT,
	  offsetof(struct ft_config, stale_timeout), U32_MAX },
	{ FIELDTAP_A_CONFIG_IDLE_TIMEOUT,
	  offsetof(struct ft_config, idle_timeout), U32_MAX },
	{ FIELDTAP_A_CONFIG_MAX_NOTES,
	  offsetof(struct ft_config, max_notes), GROWMAP_LIMIT_MAX },
	{ FIELDTAP_A_CONFIG_MAX_LAYOUTS,
	  offsetof(struct ft_config, max_layouts), GROWMAP_LIMIT_MAX },
	{ FIELDTAP_A_CONFIG_MAX_POINTS,
	  offsetof(struct ft_config, max_points), GROWMAP_LIMIT_MAX },
	{ FIELDTAP_A_CONFIG_MAX_SAMPLES,
	  offsetof(struct ft_config, max_samples), U32_MAX },
};

static u32 *ft_config_field(struct ft_config *cfg, unsigned int i)
{
	return (void *)cfg + ft_config_fields[i].offset;
}

static int ft_config_fill(struct sk_buff *skb, void *arg)
{
	struct ft_net *fn = arg;
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(ft_config_fields); i++)
		if (nla_put_u32(skb, ft_config_fields[i].attr,
				READ_ONCE(*ft_config_field(&fn->config, i))))
			return -EMSGSIZE;
	return 0;
}

int fieldtap_nl_config_get_doit(struct sk_buff *skb, struct genl_info *info)
{
	return ft_reply(info, NLMSG_GOODSIZE, ft_config_fill,
			ft_info_net(info));
}

static int ft_config_parse(struct genl_info *info, struct ft_config *cfg)
{
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(ft_config_fields); i++) {
		struct nlattr *attr = info->attrs[ft_config_fields[i].attr];

		if (!attr)
			continue;
		if (nla_get_u32(attr) > ft_config_fields[i].max) {
			NL_SET_ERR_MSG_ATTR(info->extack, attr,
					    "more than a growmap can hold");
			return -ERANGE;
		}
		*ft_config_field(cfg, i) = nla_get_u32(attr);
	}
	return 0;
}

int fieldtap_nl_config_set_doit(struct sk_buff *skb, struct genl_info *info)
{
	/* Makes reading, changing and writing back one step. */
	static DEFINE_MUTEX(mutex);
	struct ft_net *fn = ft_info_net(info);
	struct ft_config cfg;
	int err;

	mutex_lock(&mutex);
	cfg = fn->config;
	err = ft_config_parse(info, &cfg);
	if (!err)
		ft_config_apply(fn, &cfg);
	mutex_unlock(&mutex);
	return err;
}
