/* SPDX-License-Identifier: GPL-2.0 */
/* Those who use the map at once: what they share. */
#ifndef STRESS_ACTOR_H
#define STRESS_ACTOR_H

#include <linux/types.h>

#include "world.h"

struct task_struct;
struct walk;
struct catch;

/* What one actor did; only its own. */
struct tally {
	u64 steps, lookups, batched, hits, inserts, removes, replaces, again, refused;
	u64 nomem, contested, walks, walked, resizes, interrupts;
	u64 touches, catches, caught;
};

struct actor {
	const struct actor_kind *kind;
	struct task_struct *task;
	u64 random;
	u32 owner;			/* of keys: 2 * CPU, in softirq + 1 */
	struct walk *walk;
	struct catch *catch;
	struct tally tally;
};

/*
 * @step is called until @least times are over and the writers are done (theirs
 * are the only ones that decide), in process context with nothing held.
 */
struct actor_kind {
	const char *name;
	void (*step)(struct actor *a);
	int nice;
	bool decides;
};

extern const struct actor_kind writer_kind, contester_kind, reader_kind;
extern const struct actor_kind walker_kind, catcher_kind, resizer_kind;
extern const struct actor_kind interrupter_kind;

/* Whether writers take out more than they put in. */
extern bool stress_draining;

void tally_add(struct tally *sum, const struct tally *tally);

void writer_step(struct actor *a, gfp_t gfp);
void reader_step(struct actor *a);

int walk_create(struct actor *a);
void walk_destroy(struct actor *a);
/* One call of growmap_walk(). Return: whether a walk ended with it. */
bool walk_step(struct actor *a);

int catch_create(struct actor *a);
void catch_destroy(struct actor *a);

/* What runs in hard interrupts and in softirq, on each CPU. */
int interrupts_create(void);
void interrupts_destroy(struct tally *sum);

#endif /* STRESS_ACTOR_H */
