/* SPDX-License-Identifier: ((GPL-2.0 WITH Linux-syscall-note) OR BSD-3-Clause) */
/* Do not edit directly, auto-generated from: */
/*	Documentation/netlink/specs/fieldtap.yaml */
/* YNL-GEN kernel header */

#ifndef _LINUX_FIELDTAP_GEN_H
#define _LINUX_FIELDTAP_GEN_H

#include <net/netlink.h>
#include <net/genetlink.h>

#include <uapi/linux/fieldtap.h>

/* Common nested types */
extern const struct nla_policy fieldtap_layout_item_nl_policy[FIELDTAP_A_LAYOUT_ITEM_LITTLE + 1];
extern const struct nla_policy fieldtap_point_conf_nl_policy[FIELDTAP_A_POINT_CONF_WINDOW + 1];

extern const struct nla_policy fieldtap_tap_get_nl_policy[FIELDTAP_A_TAP_IFNAME + 1];

extern const struct nla_policy fieldtap_tap_new_nl_policy[FIELDTAP_A_TAP_DIRECTION + 1];

extern const struct nla_policy fieldtap_tap_del_nl_policy[FIELDTAP_A_TAP_IFNAME + 1];

extern const struct nla_policy fieldtap_decoder_get_nl_policy[FIELDTAP_A_DECODER_NAME + 1];

extern const struct nla_policy fieldtap_decoder_set_nl_policy[FIELDTAP_A_DECODER_ETHERTYPE + 1];

extern const struct nla_policy fieldtap_device_get_nl_policy[FIELDTAP_A_DEVICE_PREFIX + 1];

extern const struct nla_policy fieldtap_image_get_nl_policy[FIELDTAP_A_IMAGE_SINCE + 1];

extern const struct nla_policy fieldtap_stats_get_nl_policy[FIELDTAP_A_STATS_PAD + 1];

extern const struct nla_policy fieldtap_map_get_nl_policy[FIELDTAP_A_MAP_NAME + 1];

extern const struct nla_policy fieldtap_config_get_nl_policy[FIELDTAP_A_CONFIG_PAD + 1];

extern const struct nla_policy fieldtap_config_set_nl_policy[FIELDTAP_A_CONFIG_MAX_SAMPLES + 1];

extern const struct nla_policy fieldtap_layout_get_nl_policy[FIELDTAP_A_LAYOUT_PREFIX + 1];

extern const struct nla_policy fieldtap_layout_new_nl_policy[FIELDTAP_A_LAYOUT_ITEM + 1];

extern const struct nla_policy fieldtap_layout_del_nl_policy[FIELDTAP_A_LAYOUT_IMAGE + 1];

extern const struct nla_policy fieldtap_shadow_get_nl_policy[FIELDTAP_A_SHADOW_DECODER + 1];

extern const struct nla_policy fieldtap_shadow_new_nl_policy[FIELDTAP_A_SHADOW_AFTER + 1];

extern const struct nla_policy fieldtap_shadow_del_nl_policy[FIELDTAP_A_SHADOW_DECODER + 1];

extern const struct nla_policy fieldtap_decoder_promote_nl_policy[FIELDTAP_A_SHADOW_AFTER + 1];

extern const struct nla_policy fieldtap_decoder_rollback_nl_policy[FIELDTAP_A_SHADOW_DECODER + 1];

extern const struct nla_policy fieldtap_point_get_nl_policy[FIELDTAP_A_POINT_PATTERN + 1];

extern const struct nla_policy fieldtap_point_apply_nl_policy[FIELDTAP_A_POINTS_DEL + 1];

extern const struct nla_policy fieldtap_window_get_nl_policy[FIELDTAP_A_WINDOW_SINCE + 1];

/* Ops table for fieldtap */
extern const struct genl_ops fieldtap_nl_ops[22];

int fieldtap_nl_tap_get_doit(struct sk_buff *skb, struct genl_info *info);
int fieldtap_nl_tap_get_dumpit(struct sk_buff *skb,
			       struct netlink_callback *cb);
int fieldtap_nl_tap_new_doit(struct sk_buff *skb, struct genl_info *info);
int fieldtap_nl_tap_del_doit(struct sk_buff *skb, struct genl_info *info);
int fieldtap_nl_decoder_get_doit(struct sk_buff *skb, struct genl_info *info);
int fieldtap_nl_decoder_get_dumpit(struct sk_buff *skb,
				   struct netlink_callback *cb);
int fieldtap_nl_decoder_set_doit(struct sk_buff *skb, struct genl_info *info);
int fieldtap_nl_device_get_doit(struct sk_buff *skb, struct genl_info *info);
int fieldtap_nl_device_get_dumpit(struct sk_buff *skb,
				  struct netlink_callback *cb);
int fieldtap_nl_image_get_doit(struct sk_buff *skb, struct genl_info *info);
int fieldtap_nl_image_get_dumpit(struct sk_buff *skb,
				 struct netlink_callback *cb);
int fieldtap_nl_stats_get_doit(struct sk_buff *skb, struct genl_info *info);
int fieldtap_nl_map_get_doit(struct sk_buff *skb, struct genl_info *info);
int fieldtap_nl_map_get_dumpit(struct sk_buff *skb,
			       struct netlink_callback *cb);
int fieldtap_nl_config_get_doit(struct sk_buff *skb, struct genl_info *info);
int fieldtap_nl_config_set_doit(struct sk_buff *skb, struct genl_info *info);
int fieldtap_nl_layout_get_doit(struct sk_buff *skb, struct genl_info *info);
int fieldtap_nl_layout_get_dumpit(struct sk_buff *skb,
				  struct netlink_callback *cb);
int fieldtap_nl_layout_new_doit(struct sk_buff *skb, struct genl_info *info);
int fieldtap_nl_layout_del_doit(struct sk_buff *skb, struct genl_info *info);
int fieldtap_nl_shadow_get_doit(struct sk_buff *skb, struct genl_info *info);
int fieldtap_nl_shadow_get_dumpit(struct sk_buff *skb,
				  struct netlink_callback *cb);
int fieldtap_nl_shadow_new_doit(struct sk_buff *skb, struct genl_info *info);
int fieldtap_nl_shadow_del_doit(struct sk_buff *skb, struct genl_info *info);
int fieldtap_nl_decoder_promote_doit(struct sk_buff *skb,
				     struct genl_info *info);
int fieldtap_nl_decoder_rollback_doit(struct sk_buff *skb,
				      struct genl_info *info);
int fieldtap_nl_point_get_doit(struct sk_buff *skb, struct genl_info *info);
int fieldtap_nl_point_get_dumpit(struct sk_buff *skb,
				 struct netlink_callback *cb);
int fieldtap_nl_point_apply_doit(struct sk_buff *skb, struct genl_info *info);
int fieldtap_nl_window_get_doit(struct sk_buff *skb, struct genl_info *info);
int fieldtap_nl_window_get_dumpit(struct sk_buff *skb,
				  struct netlink_callback *cb);

enum {
	FIELDTAP_NLGRP_CHANGE,
	FIELDTAP_NLGRP_MAP,
	FIELDTAP_NLGRP_ALERT,
	FIELDTAP_NLGRP_POINT,
};

#endif /* _LINUX_FIELDTAP_GEN_H */
