/* SPDX-License-Identifier: GPL-2.0 */
/* Going through a whole growmap from process context. */
#ifndef _FT_WALK_H
#define _FT_WALK_H

#include "../growmap/growmap.h"

/**
 * ft_walk() - visit every entry
 * @map: the map
 * @visit: called for each entry in an RCU read-side section, bottom halves on
 * @arg: for @visit
 *
 * Gives the processor away between a few entries and the next.
 *
 * Context: process, may sleep.
 */
void ft_walk(struct growmap *map,
	     void (*visit)(struct growmap_node *node, void *arg), void *arg);

#endif /* _FT_WALK_H */
