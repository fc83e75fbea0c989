/* SPDX-License-Identifier: GPL-2.0 */
/* What the single-threaded tests have in common: two kinds of maps, failures. */
#ifndef FIXTURE_H
#define FIXTURE_H

#include "entry.h"

#define LIMIT	100000

/* Since unit_init(). */
extern u64 unit_events[GROWMAP_EV_RESEED + 1];
extern u64 unit_moved;		/* by EVACUATE events */
extern u64 unit_chains;		/* likewise */
extern bool unit_in_lock;	/* a notify came under a lock */

extern const struct growmap_params unit_params;	/* keyed hash, counts events */
extern const struct growmap_params unit_plain;	/* the key is the hash */

void unit_init(struct growmap *map, const struct growmap_params *params);

/* Checks that there are @left entries, which are freed. */
void unit_destroy(struct growmap *map, u64 left);

bool unit_has(struct growmap *map, u64 key);

/*
 * From now on allocations of at least @from octets fail, but for the first
 * @atomic that must not sleep and the first @kernel that may.
 */
void unit_fail_start(size_t from, unsigned int atomic, unsigned int kernel);
void unit_fail_growth(void);
void unit_fail_stop(void);

extern unsigned int unit_failed;	/* since unit_fail_start() */

#endif
