// SPDX-License-Identifier: GPL-2.0
/* Netlink operations on shadows. */
#include <linux/slab.h>

#include "netlink.h"
#include "registry.h"
#include "shadow.h"

#define FT_SAMPLE_MSG_SIZE						\
	(nla_total_size(0) + nla_total_size(sizeof(u32)) * 6 +		\
	 nla_total_size_64bit(sizeof(u64)) +				\
	 nla_total_size(FIELDTAP_PATH_MAX) * 2 +			\
	 nla_total_size(FT_SAMPLE_OCTETS) * 3)

#define FT_SHADOW_MSG_SIZE						\
	(nla_total_size(FIELDTAP_NAME_MAX) * 3 +			\
	 nla_total_size(sizeof(u32)) * 3 +				\
	 nla_total_size_64bit(sizeof(u64)) * 17 +			\
	 FT_SAMPLE_MSG_SIZE * FT_SAMPLES)

/* A copy of what changes, as the samples' lock must not be held for long. */
struct ft_shadow_view {
	const struct ft_shadow *sh;
	struct ft_tally sum;
	u32 n;
	struct ft_difference sample[FT_SAMPLES];
};

/* The newest last. */
static void ft_shadow_samples(struct ft_shadow_view *view)
{
	struct ft_shadow *sh = (struct ft_shadow *)view->sh;
	u32 i, first;

	spin_lock_bh(&sh->lock);
	view->n = min_t(u32, sh->samples, FT_SAMPLES);
	first = sh->samples - view->n;
	for (i = 0; i < view->n; i++)
		view->sample[i] = sh->sample[(first + i) % FT_SAMPLES];
	spin_unlock_bh(&sh->lock);
}

static int ft_excerpt_fill(struct sk_buff *skb, const struct ft_excerpt *e,
			   int data, int len)
{
	if (!e->there)
		return 0;
	if (nla_put(skb, data, e->kept, e->octet) ||
	    nla_put_u32(skb, len, e->len))
		return -EMSGSIZE;
	return 0;
}

static bool ft_sample_has_results(const struct ft_difference *s)
{
	return s->kind == FIELDTAP_SHADOW_KIND_FRAMING ||
	       s->kind == FIELDTAP_SHADOW_KIND_RESULT;
}

static int ft_sample_attrs(struct sk_buff *skb, const struct ft_difference *s)
{
	if (nla_put_u32(skb, FIELDTAP_A_SHADOW_SAMPLE_KIND, s->kind) ||
	    nla_put_u64_64bit(skb, FIELDTAP_A_SHADOW_SAMPLE_TIME, s->time,
			      FIELDTAP_A_SHADOW_SAMPLE_PAD) ||
	    (s->device[0] && nla_put_string(skb, FIELDTAP_A_SHADOW_SAMPLE_DEVICE,
					    s->device)) ||
	    (s->image[0] && nla_put_string(skb, FIELDTAP_A_SHADOW_SAMPLE_IMAGE,
					   s->image)) ||
	    ft_excerpt_fill(skb, &s->pdu, FIELDTAP_A_SHADOW_SAMPLE_PDU,
			    FIELDTAP_A_SHADOW_SAMPLE_PDU_LEN) ||
	    ft_excerpt_fill(skb, &s->said[FT_ACTIVE],
			    FIELDTAP_A_SHADOW_SAMPLE_ACTIVE_DATA,
			    FIELDTAP_A_SHADOW_SAMPLE_ACTIVE_LEN) ||
	    ft_excerpt_fill(skb, &s->said[FT_CANDIDATE],
			    FIELDTAP_A_SHADOW_SAMPLE_CANDIDATE_DATA,
			    FIELDTAP_A_SHADOW_SAMPLE_CANDIDATE_LEN))
		return -EMSGSIZE;
	if (ft_sample_has_results(s) &&
	    (nla_put_s32(skb, FIELDTAP_A_SHADOW_SAMPLE_ACTIVE_RESULT,
			 s->result[FT_ACTIVE]) ||
	     nla_put_s32(skb, FIELDTAP_A_SHADOW_SAMPLE_CANDIDATE_RESULT,
			 s->result[FT_CANDIDATE])))
		return -EMSGSIZE;
	return 0;
}

static int ft_sample_put(struct sk_buff *skb, const struct ft_difference *s)
{
	struct nlattr *nest = nla_nest_start(skb, FIELDTAP_A_SHADOW_SAMPLE);

	if (!nest || ft_sample_attrs(skb, s))
		return -EMSGSIZE;
	nla_nest_end(skb, nest);
	return 0;
}

static int ft_tally_fill(struct sk_buff *skb, const struct ft_shadow_view *view)
{
	const struct ft_tally *t = &view->sum;
	const struct {
		int attr;
		u64 value;
	} all[] = {
		{ FIELDTAP_A_SHADOW_IN_A_ROW,
		  atomic64_read(&view->sh->in_a_row) },
		{ FIELDTAP_A_SHADOW_PDUS, t->pdus },
		{ FIELDTAP_A_SHADOW_MATCHED, t->matched },
		{ FIELDTAP_A_SHADOW_DIFFERENT,
		  t->differ[FIELDTAP_SHADOW_KIND_DIFFERENT] },
		{ FIELDTAP_A_SHADOW_MISSING,
		  t->differ[FIELDTAP_SHADOW_KIND_MISSING] },
		{ FIELDTAP_A_SHADOW_EXTRA,
		  t->differ[FIELDTAP_SHADOW_KIND_EXTRA] },
		{ FIELDTAP_A_SHADOW_FRAMING,
		  t->differ[FIELDTAP_SHADOW_KIND_FRAMING] },
		{ FIELDTAP_A_SHADOW_RESULT,
		  t->differ[FIELDTAP_SHADOW_KIND_RESULT] },
		{ FIELDTAP_A_SHADOW_REPORT,
		  t->differ[FIELDTAP_SHADOW_KIND_REPORT] },
		{ FIELDTAP_A_SHADOW_LEARNING, t->learning },
		{ FIELDTAP_A_SHADOW_UNCHECKED, t->unchecked },
		{ FIELDTAP_A_SHADOW_ACTIVE_ERRORS, t->errors[FT_ACTIVE] },
		{ FIELDTAP_A_SHADOW_CANDIDATE_ERRORS, t->errors[FT_CANDIDATE] },
		{ FIELDTAP_A_SHADOW_ACTIVE_NS, t->ns[FT_ACTIVE] },
		{ FIELDTAP_A_SHADOW_CANDIDATE_NS, t->ns[FT_CANDIDATE] },
		{ FIELDTAP_A_SHADOW_ACTIVE_NS_MAX, t->ns_max[FT_ACTIVE] },
		{ FIELDTAP_A_SHADOW_CANDIDATE_NS_MAX, t->ns_max[FT_CANDIDATE] },
	};
	int i;

	for (i = 0; i < ARRAY_SIZE(all); i++)
		if (nla_put_u64_64bit(skb, all[i].attr, all[i].value,
				      FIELDTAP_A_SHADOW_PAD))
			return -EMSGSIZE;
	return 0;
}

static int ft_shadow_fill(struct sk_buff *skb, void *arg)
{
	const struct ft_shadow_view *view = arg;
	const struct ft_shadow *sh = view->sh;
	u32 i;

	if (nla_put_string(skb, FIELDTAP_A_SHADOW_DECODER,
			   ft_registry_name(sh->slot)) ||
	    nla_put_string(skb, FIELDTAP_A_SHADOW_ACTIVE,
			   ft_registry_name(sh->home[FT_ACTIVE])) ||
	    nla_put_string(skb, FIELDTAP_A_SHADOW_CANDIDATE,
			   ft_registry_name(sh->home[FT_CANDIDATE])) ||
	    nla_put_u32(skb, FIELDTAP_A_SHADOW_SHARE, sh->share) ||
	    (sh->after &&
	     nla_put_u32(skb, FIELDTAP_A_SHADOW_AFTER, sh->after)) ||
	    nla_put_u32(skb, FIELDTAP_A_SHADOW_STATE, sh->state) ||
	    ft_tally_fill(skb, view))
		return -EMSGSIZE;
	for (i = 0; i < view->n; i++)
		if (ft_sample_put(skb, &view->sample[i]))
			return -EMSGSIZE;
	return 0;
}

/* Slot of the decoder that an attribute names, loaded now or once. */
static int ft_nl_shadow_slot(struct genl_info *info, int attr)
{
	struct nlattr *name = info->attrs[attr];
	int slot;

	if (!name) {
		NL_SET_ERR_MSG(info->extack, "the decoder's name is missing");
		return -EINVAL;
	}
	slot = ft_registry_slot(nla_data(name));
	if (slot < 0)
		NL_SET_ERR_MSG_ATTR(info->extack, name,
				    "no such decoder was ever loaded");
	return slot;
}

/* The same, of a candidate, which is loaded if need be. */
static int ft_nl_shadow_candidate(struct genl_info *info)
{
	struct nlattr *name = info->attrs[FIELDTAP_A_SHADOW_CANDIDATE];

	if (!name)
		return ft_nl_shadow_slot(info, FIELDTAP_A_SHADOW_CANDIDATE);
	return ft_registry_find(nla_data(name), info->extack);
}

static u32 ft_nl_u32(const struct genl_info *info, int attr, u32 otherwise)
{
	return info->attrs[attr] ? nla_get_u32(info->attrs[attr]) : otherwise;
}

int fieldtap_nl_shadow_get_doit(struct sk_buff *skb, struct genl_info *info)
{
	int slot = ft_nl_shadow_slot(info, FIELDTAP_A_SHADOW_DECODER);
	struct ft_shadow_view *view;
	int err = -ENOENT;

	if (slot < 0)
		return slot;
	view = kvzalloc(sizeof(*view), GFP_KERNEL);
	if (!view)
		return -ENOMEM;
	ft_registry_lock();
	view->sh = ft_shadow_result(slot);
	if (view->sh) {
		ft_shadow_tally(view->sh, &view->sum);
		ft_shadow_samples(view);
		err = ft_reply(info, FT_SHADOW_MSG_SIZE, ft_shadow_fill, view);
	} else {
		NL_SET_ERR_MSG(info->extack, "the decoder has had no shadow");
	}
	ft_registry_unlock();
	kvfree(view);
	return err;
}

/* Without samples, so that any message is long enough. */
int fieldtap_nl_shadow_get_dumpit(struct sk_buff *skb,
				  struct netlink_callback *cb)
{
	struct ft_shadow_view *view = kvzalloc(sizeof(*view), GFP_KERNEL);

	if (!view)
		return -ENOMEM;
	ft_registry_lock();
	for (; cb->args[0] < ft_registry_slots(); cb->args[0]++) {
		view->sh = ft_shadow_result(cb->args[0]);
		if (!view->sh)
			continue;
		ft_shadow_tally(view->sh, &view->sum);
		if (ft_dump_one(skb, cb, FIELDTAP_CMD_SHADOW_GET,
				ft_shadow_fill, view))
			break;
	}
	ft_registry_unlock();
	kvfree(view);
	return skb->len;
}

int fieldtap_nl_shadow_new_doit(struct sk_buff *skb, struct genl_info *info)
{
	int slot = ft_nl_shadow_slot(info, FIELDTAP_A_SHADOW_DECODER);
	struct ft_shadow_set set = {
		.slot = slot,
		.share = ft_nl_u32(info, FIELDTAP_A_SHADOW_SHARE, 100),
		.after = ft_nl_u32(info, FIELDTAP_A_SHADOW_AFTER, 0),
	};
	int candidate;

	if (slot < 0)
		return slot;
	candidate = ft_nl_shadow_candidate(info);
	if (candidate < 0)
		return candidate;
	set.candidate = candidate;
	return ft_shadow_begin(&set, info->extack);
}

int fieldtap_nl_shadow_del_doit(struct sk_buff *skb, struct genl_info *info)
{
	int slot = ft_nl_shadow_slot(info, FIELDTAP_A_SHADOW_DECODER);

	return slot < 0 ? slot : ft_shadow_end(slot, info->extack);
}

int fieldtap_nl_decoder_promote_doit(struct sk_buff *skb,
				     struct genl_info *info)
{
	int candidate = ft_nl_shadow_candidate(info);

	if (candidate < 0)
		return candidate;
	return ft_shadow_promote(candidate,
				 ft_nl_u32(info, FIELDTAP_A_SHADOW_AFTER, 0),
				 info->extack);
}

int fieldtap_nl_decoder_rollback_doit(struct sk_buff *skb,
				      struct genl_info *info)
{
	int slot = ft_nl_shadow_slot(info, FIELDTAP_A_SHADOW_DECODER);

	return slot < 0 ? slot : ft_shadow_rollback(slot, info->extack);
}
