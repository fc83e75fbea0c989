/* SPDX-License-Identifier: GPL-2.0 */
/* Do not edit directly, auto-generated from: */
/*	Documentation/netlink/specs/fieldtap.yaml */

#ifndef _LIBFIELDTAP_NAMES_H
#define _LIBFIELDTAP_NAMES_H

#include <stdbool.h>
#include <stddef.h>

/**
 * struct ft_name - one number of the wire in words
 * @name: what it is called
 * @doc: what it means
 * @is_text: an attribute whose payload is a string
 */
struct ft_name {
	const char *name;
	const char *doc;
	bool is_text;
};

/**
 * struct ft_names - the names of one enum or attribute set
 * @n: how many
 * @names: indexed by the number on the wire; @name is NULL in a hole
 */
struct ft_names {
	unsigned int n;
	const struct ft_name *names;
};

extern const struct ft_names ft_direction_names;
extern const struct ft_names ft_state_names;
extern const struct ft_names ft_layout_names;
extern const struct ft_names ft_type_names;
extern const struct ft_names ft_quality_names;
extern const struct ft_names ft_growth_names;
extern const struct ft_names ft_stat_names;
extern const struct ft_names ft_shadow_state_names;
extern const struct ft_names ft_shadow_kind_names;
extern const struct ft_names ft_handover_names;
extern const struct ft_names ft_order_names;
extern const struct ft_names ft_point_state_names;
extern const struct ft_names ft_alert_names;
extern const struct ft_names ft_level_names;
extern const struct ft_names ft_tap_attrs;
extern const struct ft_names ft_decoder_attrs;
extern const struct ft_names ft_device_attrs;
extern const struct ft_names ft_label_attrs;
extern const struct ft_names ft_item_attrs;
extern const struct ft_names ft_image_attrs;
extern const struct ft_names ft_stat_entry_attrs;
extern const struct ft_names ft_stats_attrs;
extern const struct ft_names ft_map_attrs;
extern const struct ft_names ft_config_attrs;
extern const struct ft_names ft_alarm_attrs;
extern const struct ft_names ft_layout_item_attrs;
extern const struct ft_names ft_layout_attrs;
extern const struct ft_names ft_shadow_sample_attrs;
extern const struct ft_names ft_shadow_attrs;
extern const struct ft_names ft_point_conf_attrs;
extern const struct ft_names ft_point_attrs;
extern const struct ft_names ft_points_attrs;
extern const struct ft_names ft_sample_attrs;
extern const struct ft_names ft_window_attrs;

/**
 * ft_name() - the name of a number
 * @t: the enum or attribute set that it belongs to
 * @i: the number
 *
 * Return: its name, or NULL where the kernel is newer than the tool.
 */
static inline const char *ft_name(const struct ft_names *t, unsigned int i)
{
	return i < t->n ? t->names[i].name : NULL;
}

#endif /* _LIBFIELDTAP_NAMES_H */
