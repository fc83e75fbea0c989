// SPDX-License-Identifier: GPL-2.0
/*
 * Before a change the image has the map's mark (growmap_touched()), and then it
 * takes a generation, both in one RCU read-side section. So when a
 * mark is drawn, a grace period waited for and then the generation read, whoever
 * had found the mark before has taken its generation by then: changes of a
 * greater one carry the new mark. And as the mark comes first, who reads a
 * generation finds all images up to that one marked.
 *
 * Nobody waits: a dump begins the grace period, and one of the next ones finds
 * that it is over.
 */
#include <linux/jiffies.h>
#include <linux/rcupdate.h>

#include "marks.h"
#include "netns.h"

/* So that the ring reaches back for at least some seconds. */
#define FT_MARKS_INTERVAL	(HZ / 10)

void ft_marks_init(struct ft_net *fn)
{
	spin_lock_init(&fn->marks.lock);
	fn->marks.next = jiffies;
}

static void ft_marks_advance(struct ft_net *fn)
{
	struct ft_marks *m = &fn->marks;
	struct ft_mark *pair;

	if (m->waiting && poll_state_synchronize_rcu(m->grace)) {
		pair = &m->pair[m->n++ % FT_MARKS];
		pair->mark = m->drawn;
		pair->generation = atomic64_read(&fn->generation);
		m->waiting = false;
	}
	if (!m->waiting && time_after_eq(jiffies, m->next)) {
		m->drawn = growmap_mark_next(&fn->images);
		m->grace = start_poll_synchronize_rcu();
		m->waiting = true;
		m->next = jiffies + FT_MARKS_INTERVAL;
	}
}

bool ft_marks_since(struct ft_net *fn, u64 since, u32 *mark)
{
	struct ft_marks *m = &fn->marks;
	const struct ft_mark *pair;
	bool found = false;
	unsigned int i;

	spin_lock(&m->lock);
	ft_marks_advance(fn);
	for (i = 1; i <= min_t(unsigned int, m->n, FT_MARKS) && !found; i++) {
		pair = &m->pair[(m->n - i) % FT_MARKS];
		found = pair->generation <= since;
		*mark = pair->mark;
	}
	spin_unlock(&m->lock);
	return found;
}
