/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Which images changed since a generation, without a look at all of them: pairs
 * of a change mark of the images' map and a generation.
 */
#ifndef _FT_MARKS_H
#define _FT_MARKS_H

#include <linux/spinlock.h>
#include <linux/types.h>

struct ft_net;

#define FT_MARKS	128

/**
 * struct ft_mark - a line between changes before and after
 * @generation: every change of a greater one carries
 * @mark: this mark of the images' map, or a later one
 */
struct ft_mark {
	u64 generation;
	u32 mark;
};

/**
 * struct ft_marks - the last of these of a namespace
 * @lock: guards all below
 * @pair: the pairs, a ring, both members rising
 * @n: how many there have been
 * @drawn: the mark of the pair to come
 * @grace: when its generation can be read, see start_poll_synchronize_rcu()
 * @waiting: there is one to come
 * @next: jiffies from which on the next one may be begun
 */
struct ft_marks {
	spinlock_t lock;	/* dumps only */
	struct ft_mark pair[FT_MARKS];
	unsigned int n;
	u32 drawn;
	unsigned long grace;
	bool waiting;
	unsigned long next;
};

/**
 * ft_marks_init() - no pairs yet
 * @fn: the namespace
 *
 * Context: any.
 */
void ft_marks_init(struct ft_net *fn);

/**
 * ft_marks_since() - the mark that a dump needs
 * @fn: the namespace
 * @since: the generation that whoever asks knows
 * @mark: set
 *
 * Also goes on with the pair to come, which later dumps may use.
 *
 * Context: process.
 * Return: whether all images changed after @since have @mark or a later one, as
 * soon as their generation can be read anywhere; false when that is too long ago
 * to be known.
 */
bool ft_marks_since(struct ft_net *fn, u64 since, u32 *mark);

#endif /* _FT_MARKS_H */
