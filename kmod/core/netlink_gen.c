// SPDX-License-Identifier: ((GPL-2.0 WITH Linux-syscall-note) OR BSD-3-Clause)
/* Do not edit directly, auto-generated from: */
/*	Documentation/netlink/specs/fieldtap.yaml */
/* YNL-GEN kernel source */

#include <net/netlink.h>
#include <net/genetlink.h>

#include "netlink_gen.h"

#include <uapi/linux/fieldtap.h>

/* Common nested types */
const struct nla_policy fieldtap_layout_item_nl_policy[FIELDTAP_A_LAYOUT_ITEM_LITTLE + 1] = {
	[FIELDTAP_A_LAYOUT_ITEM_NAME] = { .type = NLA_NUL_STRING, .len = 23, },
	[FIELDTAP_A_LAYOUT_ITEM_OFFSET] = { .type = NLA_U32, },
	[FIELDTAP_A_LAYOUT_ITEM_LEN] = { .type = NLA_U32, },
	[FIELDTAP_A_LAYOUT_ITEM_STATUS] = { .type = NLA_U32, },
	[FIELDTAP_A_LAYOUT_ITEM_TYPE] = NLA_POLICY_MAX(NLA_U32, 13),
	[FIELDTAP_A_LAYOUT_ITEM_LITTLE] = NLA_POLICY_MAX(NLA_U8, 1),
};

const struct nla_policy fieldtap_point_conf_nl_policy[FIELDTAP_A_POINT_CONF_WINDOW + 1] = {
	[FIELDTAP_A_POINT_CONF_NAME] = { .type = NLA_NUL_STRING, .len = 63, },
	[FIELDTAP_A_POINT_CONF_ADDRESS] = { .type = NLA_NUL_STRING, .len = 575, },
	[FIELDTAP_A_POINT_CONF_OCTET] = NLA_POLICY_MAX(NLA_U32, 32767),
	[FIELDTAP_A_POINT_CONF_TYPE] = NLA_POLICY_MAX(NLA_U32, 13),
	[FIELDTAP_A_POINT_CONF_ORDER] = NLA_POLICY_MAX(NLA_U32, 5),
	[FIELDTAP_A_POINT_CONF_BIT] = NLA_POLICY_MAX(NLA_U32, 63),
	[FIELDTAP_A_POINT_CONF_LEN] = NLA_POLICY_RANGE(NLA_U32, 1, 256),
	[FIELDTAP_A_POINT_CONF_SCALE] = { .type = NLA_NUL_STRING, .len = 31, },
	[FIELDTAP_A_POINT_CONF_OFFSET] = { .type = NLA_NUL_STRING, .len = 31, },
	[FIELDTAP_A_POINT_CONF_UNIT] = { .type = NLA_NUL_STRING, .len = 31, },
	[FIELDTAP_A_POINT_CONF_DESC] = { .type = NLA_NUL_STRING, .len = 127, },
	[FIELDTAP_A_POINT_CONF_SOURCE] = { .type = NLA_NUL_STRING, .len = 63, },
	[FIELDTAP_A_POINT_CONF_DEADBAND] = { .type = NLA_NUL_STRING, .len = 31, },
	[FIELDTAP_A_POINT_CONF_DEADBAND_PERCENT] = { .type = NLA_NUL_STRING, .len = 31, },
	[FIELDTAP_A_POINT_CONF_SPAN_LO] = { .type = NLA_NUL_STRING, .len = 31, },
	[FIELDTAP_A_POINT_CONF_SPAN_HI] = { .type = NLA_NUL_STRING, .len = 31, },
	[FIELDTAP_A_POINT_CONF_HEARTBEAT] = { .type = NLA_U32, },
	[FIELDTAP_A_POINT_CONF_MIN_INTERVAL] = { .type = NLA_U32, },
	[FIELDTAP_A_POINT_CONF_LOLO] = { .type = NLA_NUL_STRING, .len = 31, },
	[FIELDTAP_A_POINT_CONF_LO] = { .type = NLA_NUL_STRING, .len = 31, },
	[FIELDTAP_A_POINT_CONF_HI] = { .type = NLA_NUL_STRING, .len = 31, },
	[FIELDTAP_A_POINT_CONF_HIHI] = { .type = NLA_NUL_STRING, .len = 31, },
	[FIELDTAP_A_POINT_CONF_HYSTERESIS] = { .type = NLA_NUL_STRING, .len = 31, },
	[FIELDTAP_A_POINT_CONF_DEBOUNCE_COUNT] = NLA_POLICY_MAX(NLA_U32, 32767),
	[FIELDTAP_A_POINT_CONF_DEBOUNCE_TIME] = { .type = NLA_U32, },
	[FIELDTAP_A_POINT_CONF_RATE] = { .type = NLA_NUL_STRING, .len = 31, },
	[FIELDTAP_A_POINT_CONF_STALE_AFTER] = { .type = NLA_U32, },
	[FIELDTAP_A_POINT_CONF_STALE_PERIODS] = NLA_POLICY_RANGE(NLA_U32, 2, 1000),
	[FIELDTAP_A_POINT_CONF_WINDOW] = NLA_POLICY_RANGE(NLA_U32, 2, 4096),
};

/* FIELDTAP_CMD_TAP_GET - do */
const struct nla_policy fieldtap_tap_get_nl_policy[FIELDTAP_A_TAP_IFNAME + 1] = {
	[FIELDTAP_A_TAP_IFINDEX] = { .type = NLA_U32, },
	[FIELDTAP_A_TAP_IFNAME] = { .type = NLA_NUL_STRING, .len = 15, },
};

/* FIELDTAP_CMD_TAP_NEW - do */
const struct nla_policy fieldtap_tap_new_nl_policy[FIELDTAP_A_TAP_DIRECTION + 1] = {
	[FIELDTAP_A_TAP_IFINDEX] = { .type = NLA_U32, },
	[FIELDTAP_A_TAP_IFNAME] = { .type = NLA_NUL_STRING, .len = 15, },
	[FIELDTAP_A_TAP_DECODER] = { .type = NLA_STRING, .len = 63, },
	[FIELDTAP_A_TAP_PROMISC] = NLA_POLICY_MAX(NLA_U8, 1),
	[FIELDTAP_A_TAP_DIRECTION] = NLA_POLICY_MAX(NLA_U32, 2),
};

/* FIELDTAP_CMD_TAP_DEL - do */
const struct nla_policy fieldtap_tap_del_nl_policy[FIELDTAP_A_TAP_IFNAME + 1] = {
	[FIELDTAP_A_TAP_IFINDEX] = { .type = NLA_U32, },
	[FIELDTAP_A_TAP_IFNAME] = { .type = NLA_NUL_STRING, .len = 15, },
};

/* FIELDTAP_CMD_DECODER_GET - do */
const struct nla_policy fieldtap_decoder_get_nl_policy[FIELDTAP_A_DECODER_NAME + 1] = {
	[FIELDTAP_A_DECODER_NAME] = { .type = NLA_NUL_STRING, .len = 63, },
};

/* FIELDTAP_CMD_DECODER_SET - do */
const struct nla_policy fieldtap_decoder_set_nl_policy[FIELDTAP_A_DECODER_ETHERTYPE + 1] = {
	[FIELDTAP_A_DECODER_NAME] = { .type = NLA_NUL_STRING, .len = 63, },
	[FIELDTAP_A_DECODER_TCP_PORT] = NLA_POLICY_MIN(NLA_U16, 1),
	[FIELDTAP_A_DECODER_UDP_PORT] = NLA_POLICY_MIN(NLA_U16, 1),
	[FIELDTAP_A_DECODER_ETHERTYPE] = NLA_POLICY_MIN(NLA_U16, 1536),
};

/* FIELDTAP_CMD_DEVICE_GET - do */
const struct nla_policy fieldtap_device_get_nl_policy[FIELDTAP_A_DEVICE_PREFIX + 1] = {
	[FIELDTAP_A_DEVICE_DEVICE] = { .type = NLA_NUL_STRING, .len = 287, },
	[FIELDTAP_A_DEVICE_PREFIX] = { .type = NLA_NUL_STRING, .len = 287, },
};

/* FIELDTAP_CMD_IMAGE_GET - do */
const struct nla_policy fieldtap_image_get_nl_policy[FIELDTAP_A_IMAGE_SINCE + 1] = {
	[FIELDTAP_A_IMAGE_DEVICE] = { .type = NLA_NUL_STRING, .len = 287, },
	[FIELDTAP_A_IMAGE_IMAGE] = { .type = NLA_NUL_STRING, .len = 287, },
	[FIELDTAP_A_IMAGE_PREFIX] = { .type = NLA_NUL_STRING, .len = 287, },
	[FIELDTAP_A_IMAGE_SINCE] = { .type = NLA_U64, },
};

/* FIELDTAP_CMD_STATS_GET - do */
const struct nla_policy fieldtap_stats_get_nl_policy[FIELDTAP_A_STATS_PAD + 1] = {
};

/* FIELDTAP_CMD_MAP_GET - do */
const struct nla_policy fieldtap_map_get_nl_policy[FIELDTAP_A_MAP_NAME + 1] = {
	[FIELDTAP_A_MAP_NAME] = { .type = NLA_NUL_STRING, .len = 63, },
};

/* FIELDTAP_CMD_CONFIG_GET - do */
const struct nla_policy fieldtap_config_get_nl_policy[FIELDTAP_A_CONFIG_PAD + 1] = {
};

/* FIELDTAP_CMD_CONFIG_SET - do */
const struct nla_policy fieldtap_config_set_nl_policy[FIELDTAP_A_CONFIG_MAX_SAMPLES + 1] = {
	[FIELDTAP_A_CONFIG_MAX_FLOWS] = NLA_POLICY_MIN(NLA_U32, 1),
	[FIELDTAP_A_CONFIG_MAX_DEVICES] = NLA_POLICY_MIN(NLA_U32, 1),
	[FIELDTAP_A_CONFIG_MAX_IMAGES] = NLA_POLICY_MIN(NLA_U32, 1),
	[FIELDTAP_A_CONFIG_MAX_IMAGE_BYTES] = NLA_POLICY_RANGE(NLA_U32, 16, 2048),
	[FIELDTAP_A_CONFIG_FLOW_TIMEOUT] = NLA_POLICY_MIN(NLA_U32, 1),
	[FIELDTAP_A_CONFIG_REQUEST_TIMEOUT] = NLA_POLICY_MIN(NLA_U32, 1),
	[FIELDTAP_A_CONFIG_STALE_TIMEOUT] = NLA_POLICY_MIN(NLA_U32, 1),
	[FIELDTAP_A_CONFIG_IDLE_TIMEOUT] = NLA_POLICY_MIN(NLA_U32, 1),
	[FIELDTAP_A_CONFIG_MAX_NOTES] = NLA_POLICY_MIN(NLA_U32, 1),
	[FIELDTAP_A_CONFIG_MAX_LAYOUTS] = NLA_POLICY_MIN(NLA_U32, 1),
	[FIELDTAP_A_CONFIG_MAX_POINTS] = NLA_POLICY_MIN(NLA_U32, 1),
	[FIELDTAP_A_CONFIG_MAX_SAMPLES] = NLA_POLICY_MIN(NLA_U32, 1),
};

/* FIELDTAP_CMD_LAYOUT_GET - do */
const struct nla_policy fieldtap_layout_get_nl_policy[FIELDTAP_A_LAYOUT_PREFIX + 1] = {
	[FIELDTAP_A_LAYOUT_DEVICE] = { .type = NLA_NUL_STRING, .len = 287, },
	[FIELDTAP_A_LAYOUT_IMAGE] = { .type = NLA_NUL_STRING, .len = 287, },
	[FIELDTAP_A_LAYOUT_PREFIX] = { .type = NLA_NUL_STRING, .len = 287, },
};

/* FIELDTAP_CMD_LAYOUT_NEW - do */
const struct nla_policy fieldtap_layout_new_nl_policy[FIELDTAP_A_LAYOUT_ITEM + 1] = {
	[FIELDTAP_A_LAYOUT_DEVICE] = { .type = NLA_NUL_STRING, .len = 287, },
	[FIELDTAP_A_LAYOUT_IMAGE] = { .type = NLA_NUL_STRING, .len = 287, },
	[FIELDTAP_A_LAYOUT_LEN] = { .type = NLA_U32, },
	[FIELDTAP_A_LAYOUT_STALE_AFTER] = { .type = NLA_U64, },
	[FIELDTAP_A_LAYOUT_ITEM] = NLA_POLICY_NESTED(fieldtap_layout_item_nl_policy),
};

/* FIELDTAP_CMD_LAYOUT_DEL - do */
const struct nla_policy fieldtap_layout_del_nl_policy[FIELDTAP_A_LAYOUT_IMAGE + 1] = {
	[FIELDTAP_A_LAYOUT_DEVICE] = { .type = NLA_NUL_STRING, .len = 287, },
	[FIELDTAP_A_LAYOUT_IMAGE] = { .type = NLA_NUL_STRING, .len = 287, },
};

/* FIELDTAP_CMD_SHADOW_GET - do */
const struct nla_policy fieldtap_shadow_get_nl_policy[FIELDTAP_A_SHADOW_DECODER + 1] = {
	[FIELDTAP_A_SHADOW_DECODER] = { .type = NLA_NUL_STRING, .len = 63, },
};

/* FIELDTAP_CMD_SHADOW_NEW - do */
const struct nla_policy fieldtap_shadow_new_nl_policy[FIELDTAP_A_SHADOW_AFTER + 1] = {
	[FIELDTAP_A_SHADOW_DECODER] = { .type = NLA_NUL_STRING, .len = 63, },
	[FIELDTAP_A_SHADOW_CANDIDATE] = { .type = NLA_NUL_STRING, .len = 63, },
	[FIELDTAP_A_SHADOW_SHARE] = NLA_POLICY_RANGE(NLA_U32, 1, 100),
	[FIELDTAP_A_SHADOW_AFTER] = NLA_POLICY_MIN(NLA_U32, 1),
};

/* FIELDTAP_CMD_SHADOW_DEL - do */
const struct nla_policy fieldtap_shadow_del_nl_policy[FIELDTAP_A_SHADOW_DECODER + 1] = {
	[FIELDTAP_A_SHADOW_DECODER] = { .type = NLA_NUL_STRING, .len = 63, },
};

/* FIELDTAP_CMD_DECODER_PROMOTE - do */
const struct nla_policy fieldtap_decoder_promote_nl_policy[FIELDTAP_A_SHADOW_AFTER + 1] = {
	[FIELDTAP_A_SHADOW_CANDIDATE] = { .type = NLA_NUL_STRING, .len = 63, },
	[FIELDTAP_A_SHADOW_AFTER] = NLA_POLICY_MIN(NLA_U32, 1),
};

/* FIELDTAP_CMD_DECODER_ROLLBACK - do */
const struct nla_policy fieldtap_decoder_rollback_nl_policy[FIELDTAP_A_SHADOW_DECODER + 1] = {
	[FIELDTAP_A_SHADOW_DECODER] = { .type = NLA_NUL_STRING, .len = 63, },
};

/* FIELDTAP_CMD_POINT_GET - do */
const struct nla_policy fieldtap_point_get_nl_policy[FIELDTAP_A_POINT_PATTERN + 1] = {
	[FIELDTAP_A_POINT_NAME] = { .type = NLA_NUL_STRING, .len = 63, },
	[FIELDTAP_A_POINT_PATTERN] = { .type = NLA_NUL_STRING, .len = 63, },
	[FIELDTAP_A_POINT_SINCE] = { .type = NLA_U64, },
};

/* FIELDTAP_CMD_POINT_APPLY - do */
const struct nla_policy fieldtap_point_apply_nl_policy[FIELDTAP_A_POINTS_DEL + 1] = {
	[FIELDTAP_A_POINTS_NEW] = NLA_POLICY_NESTED(fieldtap_point_conf_nl_policy),
	[FIELDTAP_A_POINTS_SET] = NLA_POLICY_NESTED(fieldtap_point_conf_nl_policy),
	[FIELDTAP_A_POINTS_DEL] = NLA_POLICY_NESTED(fieldtap_point_conf_nl_policy),
};

/* FIELDTAP_CMD_WINDOW_GET - do */
const struct nla_policy fieldtap_window_get_nl_policy[FIELDTAP_A_WINDOW_SINCE + 1] = {
	[FIELDTAP_A_WINDOW_NAME] = { .type = NLA_NUL_STRING, .len = 63, },
	[FIELDTAP_A_WINDOW_SINCE] = { .type = NLA_U64, },
};

/* Ops table for fieldtap */
const struct genl_ops fieldtap_nl_ops[22] = {
	{
		.cmd		= FIELDTAP_CMD_TAP_GET,
		.doit		= fieldtap_nl_tap_get_doit,
		.dumpit		= fieldtap_nl_tap_get_dumpit,
		.policy		= fieldtap_tap_get_nl_policy,
		.maxattr	= FIELDTAP_A_TAP_IFNAME,
		.flags		= GENL_UNS_ADMIN_PERM,
	},
	{
		.cmd		= FIELDTAP_CMD_TAP_NEW,
		.doit		= fieldtap_nl_tap_new_doit,
		.policy		= fieldtap_tap_new_nl_policy,
		.maxattr	= FIELDTAP_A_TAP_DIRECTION,
		.flags		= GENL_UNS_ADMIN_PERM,
	},
	{
		.cmd		= FIELDTAP_CMD_TAP_DEL,
		.doit		= fieldtap_nl_tap_del_doit,
		.policy		= fieldtap_tap_del_nl_policy,
		.maxattr	= FIELDTAP_A_TAP_IFNAME,
		.flags		= GENL_UNS_ADMIN_PERM,
	},
	{
		.cmd		= FIELDTAP_CMD_DECODER_GET,
		.doit		= fieldtap_nl_decoder_get_doit,
		.dumpit		= fieldtap_nl_decoder_get_dumpit,
		.policy		= fieldtap_decoder_get_nl_policy,
		.maxattr	= FIELDTAP_A_DECODER_NAME,
		.flags		= GENL_UNS_ADMIN_PERM,
	},
	{
		.cmd		= FIELDTAP_CMD_DECODER_SET,
		.doit		= fieldtap_nl_decoder_set_doit,
		.policy		= fieldtap_decoder_set_nl_policy,
		.maxattr	= FIELDTAP_A_DECODER_ETHERTYPE,
		.flags		= GENL_UNS_ADMIN_PERM,
	},
	{
		.cmd		= FIELDTAP_CMD_DEVICE_GET,
		.doit		= fieldtap_nl_device_get_doit,
		.dumpit		= fieldtap_nl_device_get_dumpit,
		.policy		= fieldtap_device_get_nl_policy,
		.maxattr	= FIELDTAP_A_DEVICE_PREFIX,
		.flags		= GENL_UNS_ADMIN_PERM,
	},
	{
		.cmd		= FIELDTAP_CMD_IMAGE_GET,
		.doit		= fieldtap_nl_image_get_doit,
		.dumpit		= fieldtap_nl_image_get_dumpit,
		.policy		= fieldtap_image_get_nl_policy,
		.maxattr	= FIELDTAP_A_IMAGE_SINCE,
		.flags		= GENL_UNS_ADMIN_PERM,
	},
	{
		.cmd		= FIELDTAP_CMD_STATS_GET,
		.doit		= fieldtap_nl_stats_get_doit,
		.policy		= fieldtap_stats_get_nl_policy,
		.maxattr	= FIELDTAP_A_STATS_PAD,
	},
	{
		.cmd		= FIELDTAP_CMD_MAP_GET,
		.doit		= fieldtap_nl_map_get_doit,
		.dumpit		= fieldtap_nl_map_get_dumpit,
		.policy		= fieldtap_map_get_nl_policy,
		.maxattr	= FIELDTAP_A_MAP_NAME,
	},
	{
		.cmd		= FIELDTAP_CMD_CONFIG_GET,
		.doit		= fieldtap_nl_config_get_doit,
		.policy		= fieldtap_config_get_nl_policy,
		.maxattr	= FIELDTAP_A_CONFIG_PAD,
	},
	{
		.cmd		= FIELDTAP_CMD_CONFIG_SET,
		.doit		= fieldtap_nl_config_set_doit,
		.policy		= fieldtap_config_set_nl_policy,
		.maxattr	= FIELDTAP_A_CONFIG_MAX_SAMPLES,
		.flags		= GENL_UNS_ADMIN_PERM,
	},
	{
		.cmd		= FIELDTAP_CMD_LAYOUT_GET,
		.doit		= fieldtap_nl_layout_get_doit,
		.dumpit		= fieldtap_nl_layout_get_dumpit,
		.policy		= fieldtap_layout_get_nl_policy,
		.maxattr	= FIELDTAP_A_LAYOUT_PREFIX,
		.flags		= GENL_UNS_ADMIN_PERM,
	},
	{
		.cmd		= FIELDTAP_CMD_LAYOUT_NEW,
		.doit		= fieldtap_nl_layout_new_doit,
		.policy		= fieldtap_layout_new_nl_policy,
		.maxattr	= FIELDTAP_A_LAYOUT_ITEM,
		.flags		= GENL_UNS_ADMIN_PERM,
	},
	{
		.cmd		= FIELDTAP_CMD_LAYOUT_DEL,
		.doit		= fieldtap_nl_layout_del_doit,
		.policy		= fieldtap_layout_del_nl_policy,
		.maxattr	= FIELDTAP_A_LAYOUT_IMAGE,
		.flags		= GENL_UNS_ADMIN_PERM,
	},
	{
		.cmd		= FIELDTAP_CMD_SHADOW_GET,
		.doit		= fieldtap_nl_shadow_get_doit,
		.dumpit		= fieldtap_nl_shadow_get_dumpit,
		.policy		= fieldtap_shadow_get_nl_policy,
		.maxattr	= FIELDTAP_A_SHADOW_DECODER,
		.flags		= GENL_ADMIN_PERM,
	},
	{
		.cmd		= FIELDTAP_CMD_SHADOW_NEW,
		.doit		= fieldtap_nl_shadow_new_doit,
		.policy		= fieldtap_shadow_new_nl_policy,
		.maxattr	= FIELDTAP_A_SHADOW_AFTER,
		.flags		= GENL_ADMIN_PERM,
	},
	{
		.cmd		= FIELDTAP_CMD_SHADOW_DEL,
		.doit		= fieldtap_nl_shadow_del_doit,
		.policy		= fieldtap_shadow_del_nl_policy,
		.maxattr	= FIELDTAP_A_SHADOW_DECODER,
		.flags		= GENL_ADMIN_PERM,
	},
	{
		.cmd		= FIELDTAP_CMD_DECODER_PROMOTE,
		.doit		= fieldtap_nl_decoder_promote_doit,
		.policy		= fieldtap_decoder_promote_nl_policy,
		.maxattr	= FIELDTAP_A_SHADOW_AFTER,
		.flags		= GENL_ADMIN_PERM,
	},
	{
		.cmd		= FIELDTAP_CMD_DECODER_ROLLBACK,
		.doit		= fieldtap_nl_decoder_rollback_doit,
		.policy		= fieldtap_decoder_rollback_nl_policy,
		.maxattr	= FIELDTAP_A_SHADOW_DECODER,
		.flags		= GENL_ADMIN_PERM,
	},
	{
		.cmd		= FIELDTAP_CMD_POINT_GET,
		.doit		= fieldtap_nl_point_get_doit,
		.dumpit		= fieldtap_nl_point_get_dumpit,
		.policy		= fieldtap_point_get_nl_policy,
		.maxattr	= FIELDTAP_A_POINT_PATTERN,
		.flags		= GENL_UNS_ADMIN_PERM,
	},
	{
		.cmd		= FIELDTAP_CMD_POINT_APPLY,
		.doit		= fieldtap_nl_point_apply_doit,
		.policy		= fieldtap_point_apply_nl_policy,
		.maxattr	= FIELDTAP_A_POINTS_DEL,
		.flags		= GENL_UNS_ADMIN_PERM,
	},
	{
		.cmd		= FIELDTAP_CMD_WINDOW_GET,
		.doit		= fieldtap_nl_window_get_doit,
		.dumpit		= fieldtap_nl_window_get_dumpit,
		.policy		= fieldtap_window_get_nl_policy,
		.maxattr	= FIELDTAP_A_WINDOW_SINCE,
		.flags		= GENL_UNS_ADMIN_PERM,
	},
};

