// SPDX-License-Identifier: GPL-2.0
/*
 * growmap_stress: the map, used by everybody at once.
 *
 * Loading it starts the actors: per CPU a writer and a reader, and some of each
 * of the others; interrupts come on top. The writers take "steps" steps each,
 * then all come to rest. Unloading it ends them, be they done or not, looks
 * whether all is as it must be and tells so in the log, with the token
 * "growmap_stress: PASS" if nothing was wrong. What was wrong was told at once.
 *
 * In debugfs, growmap_stress/steps is what the writers have done so far,
 * growmap_stress/working the number of actors that are not at rest.
 */
#include <linux/cpu.h>
#include <linux/debugfs.h>
#include <linux/kernel.h>
#include <linux/kthread.h>
#include <linux/module.h>
#include <linux/sched.h>
#include <linux/slab.h>

#include "actor.h"
#include "growmap_impl.h"
#include "memory.h"

#define LEAST		3	/* what even the slowest gets done */
#define TOLD		64	/* steps between looks at the debugfs counter */

static unsigned int steps = 20000;
module_param(steps, uint, 0444);
MODULE_PARM_DESC(steps, "of each writer");

static unsigned int stable = 200;
module_param(stable, uint, 0444);
MODULE_PARM_DESC(stable, "keys that are always there");

static unsigned int owned = 12000;
module_param(owned, uint, 0444);
MODULE_PARM_DESC(owned, "keys that come and go");

static unsigned int contested = 16;
module_param(contested, uint, 0444);
MODULE_PARM_DESC(contested, "keys that everybody changes");

static unsigned int fail_period = 1;
module_param(fail_period, uint, 0444);
MODULE_PARM_DESC(fail_period, "of so many allocations of the map ...");

static unsigned int fail_burst;
module_param(fail_burst, uint, 0444);
MODULE_PARM_DESC(fail_burst, "... so many fail, in a row");

static struct actor *actors;
static unsigned int n_actors;
static atomic_t working, deciding, stepped;
static struct dentry *debugfs;
static struct tally total;

void tally_add(struct tally *sum, const struct tally *tally)
{
	const u64 *from = (const u64 *)tally;
	u64 *to = (u64 *)sum;
	unsigned int i;

	for (i = 0; i < sizeof(*sum) / sizeof(u64); i++)
		to[i] += from[i];
}

static bool actor_is_done(const struct actor *a)
{
	if (a->kind->decides)
		return a->tally.steps >= steps;
	return a->tally.steps >= LEAST && !atomic_read(&deciding);
}

static int actor_thread(void *arg)
{
	struct actor *a = arg;

	while (!kthread_should_stop() && !actor_is_done(a)) {
		a->kind->step(a);
		a->tally.steps++;
		if (a->kind->decides && !(a->tally.steps % TOLD))
			atomic_add(TOLD, &stepped);
		cond_resched();
	}
	if (a->kind->decides)
		atomic_dec(&deciding);
	atomic_dec(&working);
	for (;;) {
		set_current_state(TASK_INTERRUPTIBLE);
		if (kthread_should_stop())
			break;
		schedule();
	}
	__set_current_state(TASK_RUNNING);
	return 0;
}

static int actor_add(const struct actor_kind *kind, u32 owner, int cpu)
{
	struct actor *a = &actors[n_actors];
	int err;

	a->kind = kind;
	a->owner = owner;
	a->random = n_actors + 1;
	err = kind == &walker_kind ? walk_create(a) :
	      kind == &catcher_kind ? catch_create(a) : 0;
	if (err)
		return err;
	a->task = kthread_create(actor_thread, a, "stress_%s/%u", kind->name,
				 n_actors);
	if (IS_ERR(a->task)) {
		walk_destroy(a);
		catch_destroy(a);
		return PTR_ERR(a->task);
	}
	set_user_nice(a->task, kind->nice);
	if (cpu >= 0)
		kthread_bind(a->task, cpu);
	n_actors++;
	return 0;
}

/* The actors that are on all CPUs, and those that are not. */
static int actors_create(void)
{
	static const struct actor_kind *const others[] = {
		&walker_kind, &walker_kind, &catcher_kind, &contester_kind,
		&contester_kind, &resizer_kind, &interrupter_kind,
	};
	unsigned int i;
	int cpu, err;

	actors = kcalloc(2 * num_possible_cpus() + ARRAY_SIZE(others),
			 sizeof(*actors), GFP_KERNEL);
	if (!actors)
		return -ENOMEM;
	for_each_online_cpu(cpu) {
		err = actor_add(&writer_kind, 2 * cpu, cpu);
		if (!err)
			err = actor_add(&reader_kind, 0, cpu);
		if (err)
			return err;
	}
	for (i = 0; i < ARRAY_SIZE(others); i++) {
		if (others[i] == &contester_kind && !contested)
			continue;
		err = actor_add(others[i], 0, -1);
		if (err)
			return err;
	}
	return 0;
}

static void actors_start(void)
{
	unsigned int i;

	atomic_set(&working, n_actors);
	for (i = 0; i < n_actors; i++)
		atomic_add(actors[i].kind->decides, &deciding);
	for (i = 0; i < n_actors; i++)
		wake_up_process(actors[i].task);
}

static void actors_destroy(void)
{
	unsigned int i;

	for (i = 0; i < n_actors; i++)
		kthread_stop(actors[i].task);
	for (i = 0; i < n_actors; i++) {
		tally_add(&total, &actors[i].tally);
		walk_destroy(&actors[i]);
		catch_destroy(&actors[i]);
	}
	kfree(actors);
	interrupts_destroy(&total);
}

static void report(const struct growmap_stats *st)
{
	pr_info("growmap_stress: lookups=%llu batched=%llu hits=%llu inserts=%llu removes=%llu replaces=%llu again=%llu\n",
		total.lookups, total.batched, total.hits, total.inserts,
		total.removes, total.replaces, total.again);
	pr_info("growmap_stress: contested=%llu walks=%llu walked=%llu interrupts=%llu resizes=%llu\n",
		total.contested, total.walks, total.walked, total.interrupts,
		total.resizes);
	pr_info("growmap_stress: touches=%llu catches=%llu caught=%llu\n",
		total.touches, total.catches, total.caught);
	pr_info("growmap_stress: failed=%llu refused=%llu nomem=%llu put_off=%llu put_off_buckets=%llu\n",
		memory_failed(), total.refused, total.nomem, st->put_off,
		st->put_off_buckets);
	pr_info("growmap_stress: growths=%llu same=%llu shrinks=%llu reseeds=%llu\n",
		st->growths, st->same, st->shrinks, st->reseeds);
	pr_info("growmap_stress: moved_writers=%llu moved_worker=%llu longest_buckets=%u longest_entries=%u\n",
		st->moved_writers, st->moved_worker, st->longest_buckets,
		st->longest_entries);
}

static int __init stress_init(void)
{
	int err;

	err = world_create(stable, owned, contested, 2 * nr_cpu_ids);
	if (err)
		return err;
	memory_set_failing(fail_period, fail_burst);
	err = interrupts_create();
	if (!err)
		err = actors_create();
	if (err) {
		actors_destroy();
		world_destroy();
		return err;
	}
	debugfs = debugfs_create_dir("growmap_stress", NULL);
	debugfs_create_atomic_t("steps", 0444, debugfs, &stepped);
	debugfs_create_atomic_t("working", 0444, debugfs, &working);
	actors_start();
	return 0;
}

static void __exit stress_exit(void)
{
	const bool interrupted = atomic_read(&working);
	struct growmap_stats st;

	debugfs_remove(debugfs);
	actors_destroy();
	memory_set_failing(1, 0);
	world_check();
	growmap_stats(&world.map, &st);
	world_destroy();
	report(&st);
	if (violations())
		pr_err("growmap_stress: FAIL: %llu violations\n", violations());
	else
		pr_info("growmap_stress: PASS%s\n",
			interrupted ? " (interrupted)" : "");
}

module_init(stress_init);
module_exit(stress_exit);
MODULE_DESCRIPTION("growmap, used by everybody at once");
MODULE_LICENSE("GPL");
