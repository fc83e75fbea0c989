// SPDX-License-Identifier: GPL-2.0
/* The resizer: growths of every kind, whether they are due or not. */
#include <linux/minmax.h>
#include <linux/rcupdate.h>

#include "actor.h"
#include "growmap_impl.h"

#define RESIZE_MAX_B	11
#define RESIZE_MAX_LOAD	13	/* entries per bucket after a shrink */
#define RESIZE_WAIT	32	/* growths whose arrays may wait to be freed */

/* One more, as many, or one less, as far as that makes sense. */
static u8 resize_to(struct actor *a, u8 B)
{
	const int to_B = B + (int)(stress_random(&a->random) % 3) - 1;

	if (to_B < B && growmap_count(&world.map) >> to_B > RESIZE_MAX_LOAD)
		return B;
	return clamp_t(int, to_B, stress_params.min_B, RESIZE_MAX_B);
}

static void resizer_run(struct actor *a)
{
	struct growmap *map = &world.map;
	struct growmap_table *tbl = growmap_table_get(map);

	if (!tbl->old) {
		if (growmap_start(map, tbl, resize_to(a, tbl->B), GFP_KERNEL) &&
		    !(++a->tally.resizes % RESIZE_WAIT))
			synchronize_rcu();
	} else if (stress_random(&a->random) % 2) {
		/* As the worker does it, and at once with it. */
		if (growmap_drain(map, tbl))
			growmap_finish(map, tbl, true);
	}
	growmap_table_put(tbl);
	reader_step(a);
}

const struct actor_kind resizer_kind = {
	.name = "resizer",
	.step = resizer_run,
};
