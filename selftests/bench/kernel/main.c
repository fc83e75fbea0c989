// SPDX-License-Identifier: GPL-2.0
/*
 * growmap_bench: growmap against the kernel's rhashtable, in the kernel.
 *
 * Each read() of debugfs/growmap_bench makes one run of one map and returns its
 * results, so that "cat" makes all of them: map after map, run after run, size
 * after size.
 */
#include <linux/debugfs.h>
#include <linux/module.h>
#include <linux/mutex.h>
#include <linux/slab.h>
#include <linux/uaccess.h>

#include "bench.h"

#define BENCH_TEXT	4096

static unsigned int bench_n[16] = { 1000, 64000, 1000000, 4000000 };
static unsigned int bench_sizes = 4;
module_param_array_named(n, bench_n, uint, &bench_sizes, 0444);
MODULE_PARM_DESC(n, "entries, one or several sizes");

static unsigned int bench_runs = 11;
module_param_named(runs, bench_runs, uint, 0444);
MODULE_PARM_DESC(runs, "runs of each map and size");

static char *bench_only;
module_param_named(ops, bench_only, charp, 0444);
MODULE_PARM_DESC(ops, "operations to measure, by name; all if not given");

static const struct bench_map * const bench_maps[] = {
	&bench_growmap, &bench_rhashtable,
};

static DEFINE_MUTEX(bench_lock);	/* one run at a time, and of the set: */
static struct bench_set bench_set;
static struct dentry *bench_file;

/* Run number @i. Return: 0 or an error; @out is empty when there is none. */
static int bench_run(u64 i, struct bench_out *out)
{
	const u64 maps = ARRAY_SIZE(bench_maps);
	const u64 per_size = maps * bench_runs;
	u32 n;
	int err;

	if (i >= per_size * bench_sizes)
		return 0;
	n = bench_n[i / per_size];
	if (bench_set.n != n) {
		bench_set_free(&bench_set);
		err = bench_set_init(&bench_set, n);
		if (err)
			return err;
	}
	out->n = n;
	out->run = i % per_size / maps + 1;
	if (!(i % maps) && !bench_only)
		bench_hashes(&bench_set, out);
	return bench_measure(bench_maps[i % maps], &bench_set, bench_only, out);
}

static ssize_t bench_read(struct file *file, char __user *buf, size_t len,
			  loff_t *pos)
{
	struct bench_out out = { .size = BENCH_TEXT };
	ssize_t ret;

	if (len < BENCH_TEXT)
		return -EINVAL;
	out.text = kmalloc(out.size, GFP_KERNEL);
	if (!out.text)
		return -ENOMEM;
	mutex_lock(&bench_lock);
	ret = bench_run(*pos, &out);
	mutex_unlock(&bench_lock);
	if (!ret) {
		ret = copy_to_user(buf, out.text, out.used) ? -EFAULT : out.used;
		++*pos;
	}
	kfree(out.text);
	return ret;
}

static const struct file_operations bench_fops = {
	.owner = THIS_MODULE,
	.read = bench_read,
	.llseek = no_llseek,
};

static int __init bench_init(void)
{
	if (!bench_sizes || !bench_runs)
		return -EINVAL;
	bench_file = debugfs_create_file_unsafe("growmap_bench", 0400, NULL,
						NULL, &bench_fops);
	return PTR_ERR_OR_ZERO(bench_file);
}

static void __exit bench_exit(void)
{
	debugfs_remove(bench_file);
	bench_set_free(&bench_set);
}

module_init(bench_init);
module_exit(bench_exit);
MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("growmap against rhashtable");
