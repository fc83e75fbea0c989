/* SPDX-License-Identifier: GPL-2.0 */
/* What a load of device maps changes of the points that are there. */
#ifndef _LIBFIELDTAP_MAP_DIFF_H
#define _LIBFIELDTAP_MAP_DIFF_H

#include "device_map.h"
#include "point.h"

/**
 * struct ft_map_change - what becomes of one point
 * @action: FIELDTAP_A_POINTS_NEW, _SET or _DEL
 * @point: the point as files describe it, NULL of one that goes
 * @old: the point that is there, NULL of one that is new
 */
struct ft_map_change {
	unsigned int action;
	const struct ft_map_point *point;
	const struct ft_point_conf *old;
};

/**
 * struct ft_map_diff - what a load changes
 * @changes: &struct ft_map_change, by name
 * @added: how many points are new
 * @changed: how many are described anew
 * @removed: how many go
 * @unchanged: how many stay as they are
 */
struct ft_map_diff {
	struct ft_vec changes;
	size_t added;
	size_t changed;
	size_t removed;
	size_t unchanged;
};

/**
 * ft_map_diff_make() - compare files with the points that are there
 * @diff: the difference; points into @map and @loaded
 * @map: the files, finished
 * @loaded: &struct ft_point, by name as ft_point_list() sorts them
 * @err: a point is there already, from elsewhere
 *
 * Points that were loaded from the same sources and are in the files no longer
 * go.  A point without a source, one that somebody added by hand, is taken over
 * by the file that describes it.
 *
 * Return: 0, or -1 and @err; ft_vec_free() the changes in any case.
 */
int ft_map_diff_make(struct ft_map_diff *diff, const struct ft_device_map *map,
		     const struct ft_vec *loaded, struct ft_error *err);

/**
 * ft_map_diff_check() - would the kernel know the protocols
 * @c: the connection
 * @diff: what would be changed
 *
 * Return: 0, or -1 and @c->err, with the place in the file.
 */
int ft_map_diff_check(struct ft_conn *c, const struct ft_map_diff *diff);

/**
 * ft_map_diff_apply() - change it, all or nothing
 * @c: the connection
 * @diff: what to change
 *
 * Return: 0, or -1 and @c->err, with the place in the file of what the kernel
 * refused; nothing was changed then.
 */
int ft_map_diff_apply(struct ft_conn *c, const struct ft_map_diff *diff);

#endif /* _LIBFIELDTAP_MAP_DIFF_H */
