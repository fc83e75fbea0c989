/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Growths of any kind whether they are due or not, for tests in the kernel and
 * in user space. The caller may sleep, as the map's worker may.
 */
#ifndef FORCE_H
#define FORCE_H

#include "growmap_impl.h"

/* Begin one. Returns false if another is under way, at an end, or no memory. */
static inline bool force_start(struct growmap *map,
			       enum growmap_growth_kind kind)
{
	struct growmap_table *tbl = growmap_table_get(map);
	const u8 to_B = tbl->B + (kind == GROWMAP_GROW_DOUBLE) -
			(kind == GROWMAP_GROW_SHRINK);
	bool ok = !tbl->old && to_B >= map->params->min_B &&
		  to_B <= GROWMAP_MAX_B;

	if (ok) {
		ok = growmap_start(map, tbl, to_B, GFP_KERNEL);
		growmap_kick(map);
	}
	growmap_table_put(tbl);
	return ok;
}

/* Drain and finish what is under way. Returns false without memory. */
static inline bool force_finish(struct growmap *map)
{
	struct growmap_table *tbl = growmap_table_get(map);
	bool ok = true;

	if (tbl->old) {
		ok = growmap_drain(map, tbl);
		if (ok)
			growmap_finish(map, tbl, true);
	}
	growmap_table_put(tbl);
	return ok;
}

#endif
