// SPDX-License-Identifier: GPL-2.0
#include <linux/debugfs.h>
#include <linux/math64.h>
#include <linux/seq_file.h>

#include "debugfs.h"

static struct dentry *ft_debugfs_root;

static int ft_header_show(struct seq_file *m, void *v)
{
	struct growmap *map = m->private;
	struct growmap_stats st;

	growmap_stats(map, &st);
	seq_printf(m, "count       %u\n", st.count);
	seq_printf(m, "flags       %#x%s%s%s\n", st.flags,
		   st.flags & GROWMAP_F_GROWING ? " growing" : "",
		   st.flags & GROWMAP_F_QUEUED ? " queued" : "",
		   st.flags & GROWMAP_F_PUT_OFF ? " put-off" : "");
	seq_printf(m, "B           %u\n", st.B);
	seq_printf(m, "noverflow   %u\n", st.noverflow);
	seq_printf(m, "hash0       %s\n", st.hash0 ? "set" : "unset");
	seq_printf(m, "buckets     %u\n", st.buckets);
	seq_printf(m, "oldbuckets  %u\n", st.oldbuckets);
	seq_printf(m, "nevacuate   %u\n", st.nevacuate);
	seq_printf(m, "limit       %u\n", st.limit);
	seq_printf(m, "growths     %llu\n", st.growths);
	seq_printf(m, "same        %llu\n", st.same);
	seq_printf(m, "shrinks     %llu\n", st.shrinks);
	seq_printf(m, "put_off     %llu arrays, %llu buckets\n", st.put_off,
		   st.put_off_buckets);
	seq_printf(m, "moved       %llu by writers, %llu by worker\n",
		   st.moved_writers, st.moved_worker);
	seq_printf(m, "longest     %u entries, %llu ns, %u buckets\n",
		   st.longest_entries, st.longest_ns, st.longest_buckets);
	seq_printf(m, "drainers    %u, share sd %u permille\n", st.drainers,
		   st.share_sd);
	seq_printf(m, "refused     %llu\n", st.refused);
	seq_printf(m, "bytes       %llu\n", st.bytes);
	seq_printf(m, "layout      bucket %zu octets, %u slots; node %zu\n",
		   sizeof(struct growmap_bucket), GROWMAP_SLOTS,
		   sizeof(struct growmap_node));
	return 0;
}
DEFINE_SHOW_ATTRIBUTE(ft_header);

static int ft_occupancy_show(struct seq_file *m, void *v)
{
	u32 hist[GROWMAP_OCC_MAX];
	unsigned int i;

	growmap_occupancy(m->private, hist);
	seq_puts(m, "entries  chains\n");
	for (i = 0; i < GROWMAP_OCC_MAX; i++)
		if (hist[i])
			seq_printf(m, "%6u%s  %u\n", i,
				   i == GROWMAP_OCC_MAX - 1 ? "+" : " ",
				   hist[i]);
	return 0;
}
DEFINE_SHOW_ATTRIBUTE(ft_occupancy);

static const char *const ft_growth_kinds[] = {
	[GROWMAP_GROW_DOUBLE] = "double",
	[GROWMAP_GROW_SAME] = "same",
	[GROWMAP_GROW_SHRINK] = "shrink",
};

static int ft_growths_show(struct seq_file *m, void *v)
{
	struct growmap_growth log[GROWMAP_LOG_SIZE];
	unsigned int i, n;

	n = growmap_log(m->private, log, ARRAY_SIZE(log));
	for (i = 0; i < n; i++) {
		const struct growmap_growth *g = &log[i];

		seq_printf(m, "%s B %u -> %u at %llu us, took %llu us, moved %llu by writers %llu by worker, longest step %u entries %llu ns %u buckets, %u drainers share sd %u permille\n",
			   ft_growth_kinds[g->kind], g->from_B, g->to_B,
			   div_u64(g->started, NSEC_PER_USEC),
			   div_u64(g->duration, NSEC_PER_USEC),
			   g->moved_writers, g->moved_worker,
			   g->longest_entries, g->longest_ns,
			   g->longest_buckets, g->drainers, g->share_sd);
	}
	return 0;
}
DEFINE_SHOW_ATTRIBUTE(ft_growths);

static void ft_debugfs_map(struct dentry *parent, struct growmap *map)
{
	struct dentry *dir = debugfs_create_dir(map->params->name, parent);

	debugfs_create_file("header", 0400, dir, map, &ft_header_fops);
	debugfs_create_file("occupancy", 0400, dir, map, &ft_occupancy_fops);
	debugfs_create_file("growths", 0400, dir, map, &ft_growths_fops);
}

void ft_debugfs_net_init(struct ft_net *fn)
{
	char name[16];

	scnprintf(name, sizeof(name), "%u", fn->net->ns.inum);
	fn->debugfs = debugfs_create_dir(name, ft_debugfs_root);
	ft_debugfs_map(fn->debugfs, &fn->flows);
	ft_debugfs_map(fn->debugfs, &fn->devices);
	ft_debugfs_map(fn->debugfs, &fn->images);
	ft_debugfs_map(fn->debugfs, &fn->notes);
	ft_debugfs_map(fn->debugfs, &fn->layouts);
	ft_debugfs_map(fn->debugfs, &fn->points);
	ft_debugfs_map(fn->debugfs, &fn->anchors);
}

void ft_debugfs_net_clean(struct ft_net *fn)
{
	debugfs_remove_recursive(fn->debugfs);
}

void __init ft_debugfs_init(void)
{
	ft_debugfs_root = debugfs_create_dir("fieldtap", NULL);
}

void ft_debugfs_exit(void)
{
	debugfs_remove_recursive(ft_debugfs_root);
}
