// SPDX-License-Identifier: GPL-2.0
/*
 * Interrupts: each of them looks up in hard interrupt context, then reads,
 * writes and walks in softirq, on every CPU and in the middle of what the
 * threads there do.
 */
#include <linux/cpu.h>
#include <linux/gfp.h>
#include <linux/percpu.h>
#include <linux/smp.h>
#include <linux/timer.h>

#include "actor.h"

#define SOFTIRQ_CHANGES	32

struct interrupted {
	struct actor hard;
	struct actor soft;
	struct timer_list timer;
};

static DEFINE_PER_CPU(struct interrupted, interrupted);

static void interrupted_softirq(struct timer_list *timer)
{
	struct interrupted *it = container_of(timer, struct interrupted, timer);
	unsigned int i;

	for (i = 0; i < SOFTIRQ_CHANGES; i++)
		writer_step(&it->soft, GFP_ATOMIC);
	reader_step(&it->soft);
	walk_step(&it->soft);
	it->soft.tally.interrupts++;
}

static void interrupted_hardirq(void *unused)
{
	reader_step(&this_cpu_ptr(&interrupted)->hard);
}

int interrupts_create(void)
{
	struct interrupted *it;
	int cpu, err;

	for_each_possible_cpu(cpu) {
		it = per_cpu_ptr(&interrupted, cpu);
		it->hard.random = 1000 + cpu;
		it->soft.random = 2000 + cpu;
		it->soft.owner = 2 * cpu + 1;
		timer_setup(&it->timer, interrupted_softirq, TIMER_PINNED);
		err = walk_create(&it->soft);
		if (err)
			return err;
	}
	return 0;
}

void interrupts_destroy(struct tally *sum)
{
	struct interrupted *it;
	int cpu;

	for_each_possible_cpu(cpu) {
		it = per_cpu_ptr(&interrupted, cpu);
		del_timer_sync(&it->timer);
		walk_destroy(&it->soft);
		tally_add(sum, &it->hard.tally);
		tally_add(sum, &it->soft.tally);
	}
}

/*
 * With PREEMPT_RT a function that is called on another CPU may not raise a
 * softirq; a timer is one.
 */
static void interrupter_run(struct actor *a)
{
	struct timer_list *timer;
	int cpu;

	on_each_cpu(interrupted_hardirq, NULL, 1);
	cpus_read_lock();
	for_each_online_cpu(cpu) {
		timer = per_cpu_ptr(&interrupted.timer, cpu);
		if (timer_pending(timer))
			continue;
		timer->expires = jiffies;
		add_timer_on(timer, cpu);
	}
	cpus_read_unlock();
	reader_step(a);
}

const struct actor_kind interrupter_kind = {
	.name = "interrupter",
	.step = interrupter_run,
	.nice = -5,	/* one for all CPUs */
};
