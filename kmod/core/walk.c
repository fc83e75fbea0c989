// SPDX-License-Identifier: GPL-2.0
#include <linux/rcupdate.h>
#include <linux/sched.h>

#include "walk.h"

/* Entries between two chances to reschedule. */
#define FT_WALK_BATCH	32

void ft_walk(struct growmap *map,
	     void (*visit)(struct growmap_node *node, void *arg), void *arg)
{
	struct growmap_node *nodes[FT_WALK_BATCH];
	struct growmap_cursor cur;
	int i, n;

	growmap_cursor_init(&cur);
	do {
		rcu_read_lock();
		n = growmap_walk(map, &cur, nodes, FT_WALK_BATCH);
		for (i = 0; i < n; i++)
			visit(nodes[i], arg);
		rcu_read_unlock();
		cond_resched();
	} while (n > 0 || n == -EAGAIN);
}
