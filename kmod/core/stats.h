/* SPDX-License-Identifier: GPL-2.0 */
/* Counters: one per reason, per CPU, per namespace. */
#ifndef _FT_STATS_H
#define _FT_STATS_H

#include <linux/percpu.h>
#include <uapi/linux/fieldtap.h>

#include "netns.h"

#define FT_STATS	(FIELDTAP_STAT_MAX + 1)

/**
 * struct ft_counters - one CPU's counters
 * @stat: by enum fieldtap_stat
 * @pdus: PDUs understood, by decoder slot
 * @errors: PDUs refused, by decoder slot
 */
struct ft_counters {
	u64 stat[FT_STATS];
	u64 pdus[FT_SLOTS];
	u64 errors[FT_SLOTS];
};

/**
 * ft_stat_add() - count
 * @fn: the namespace
 * @id: what
 * @n: how many
 *
 * Context: any.
 */
static inline void ft_stat_add(struct ft_net *fn, enum fieldtap_stat id, u64 n)
{
	this_cpu_add(fn->counters->stat[id], n);
}

/**
 * ft_stat_inc() - count one
 * @fn: the namespace
 * @id: what
 *
 * Context: any.
 */
static inline void ft_stat_inc(struct ft_net *fn, enum fieldtap_stat id)
{
	this_cpu_inc(fn->counters->stat[id]);
}

/**
 * ft_stats_init() - give a namespace its counters
 * @fn: the namespace
 *
 * Context: process, may sleep.
 * Return: 0 or -ENOMEM.
 */
int ft_stats_init(struct ft_net *fn);

/**
 * ft_stats_clean() - take them back
 * @fn: the namespace
 */
void ft_stats_clean(struct ft_net *fn);

/**
 * ft_stats_sum() - add up all CPUs
 * @fn: the namespace
 * @sum: filled in
 *
 * Context: any.  Counters go on meanwhile, so two of them need not belong to
 * the same moment.
 */
void ft_stats_sum(const struct ft_net *fn, struct ft_counters *sum);

#endif /* _FT_STATS_H */
