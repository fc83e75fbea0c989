// SPDX-License-Identifier: GPL-2.0
/*
 * Catchers: a full copy, then again and again what changed since. What was
 * touched before a mark was drawn has come when the walk that began behind the
 * mark is over.
 */
#include <linux/mm.h>
#include <linux/sched.h>
#include <linux/slab.h>

#include "actor.h"

#define CATCH_MOST	16	/* entries per call */

struct catch {
	bool copied;
	u32 mark;
	u32 *owed;		/* content that must come, by key */
	u32 *known;		/* newest content that came */
};

int catch_create(struct actor *a)
{
	struct catch *catch = kzalloc(sizeof(*catch), GFP_KERNEL);

	if (!catch)
		return -ENOMEM;
	a->catch = catch;
	catch->owed = kvcalloc(world.stable, sizeof(*catch->owed), GFP_KERNEL);
	catch->known = kvcalloc(world.stable, sizeof(*catch->known), GFP_KERNEL);
	if (catch->owed && catch->known)
		return 0;
	catch_destroy(a);
	return -ENOMEM;
}

void catch_destroy(struct actor *a)
{
	if (!a->catch)
		return;
	kvfree(a->catch->owed);
	kvfree(a->catch->known);
	kfree(a->catch);
	a->catch = NULL;
}

static void catch_see(struct catch *catch, const struct entry *e)
{
	u32 content;

	if (!entry_alive(e) || !key_is_constant(e->key))
		return;
	content = READ_ONCE(e->content);
	if (content > catch->known[e->key])
		catch->known[e->key] = content;
}

static void catch_walk(struct actor *a)
{
	struct growmap_node *nodes[CATCH_MOST];
	struct catch *catch = a->catch;
	struct growmap_cursor cur;
	int got, i;

	growmap_cursor_init(&cur);
	do {
		rcu_read_lock();
		got = catch->copied ? growmap_walk_since(&world.map, &cur,
							 catch->mark, nodes,
							 CATCH_MOST) :
				      growmap_walk(&world.map, &cur, nodes,
						   CATCH_MOST);
		for (i = 0; i < got; i++)
			catch_see(catch, entry_of(nodes[i]));
		rcu_read_unlock();
		if (got > 0)
			a->tally.caught += got;
		cond_resched();
	} while (got > 0 || got == -EAGAIN);
	if (got)
		violation("walk of what changed returned %d", got);
}

static void catch_check(const struct catch *catch)
{
	u32 key;

	for (key = 0; key < world.stable; key++)
		if (catch->known[key] < catch->owed[key])
			violation("key %u was touched %u times before mark %u, %u times are known",
				  key, catch->owed[key], catch->mark,
				  catch->known[key]);
}

static void catcher_run(struct actor *a)
{
	struct catch *catch = a->catch;
	u32 key, next;

	for (key = 0; key < world.stable; key++)
		catch->owed[key] = key_touched(key);
	next = growmap_mark_next(&world.map);
	catch_walk(a);
	catch_check(catch);
	catch->copied = true;
	catch->mark = next;
	a->tally.catches++;
}

const struct actor_kind catcher_kind = {
	.name = "catcher",
	.step = catcher_run,
};
