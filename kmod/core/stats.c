// SPDX-License-Identifier: GPL-2.0
#include <linux/string.h>

#include "stats.h"

int ft_stats_init(struct ft_net *fn)
{
	fn->counters = alloc_percpu(struct ft_counters);
	return fn->counters ? 0 : -ENOMEM;
}

void ft_stats_clean(struct ft_net *fn)
{
	free_percpu(fn->counters);
}

void ft_stats_sum(const struct ft_net *fn, struct ft_counters *sum)
{
	const size_t n = sizeof(*sum) / sizeof(u64);
	unsigned int cpu;
	size_t i;

	memset(sum, 0, sizeof(*sum));
	for_each_possible_cpu(cpu) {
		const u64 *from = (const u64 *)per_cpu_ptr(fn->counters, cpu);

		for (i = 0; i < n; i++)
			((u64 *)sum)[i] += READ_ONCE(from[i]);
	}
}
