// SPDX-License-Identifier: GPL-2.0
/* The kernel's memory, RCU, time and chance, for a benchmark in user space. */
#define _GNU_SOURCE
#include <sched.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <linux/cpumask.h>
#include <linux/kernel.h>
#include <linux/random.h>
#include <linux/rcupdate.h>
#include <linux/sched.h>
#include <linux/slab.h>
#include <linux/timekeeping.h>

#include "bench.h"
#include "shim.h"

#define SHIM_PAGE	4096

/*
 * Small ones as kmalloc() would, without a header between them; of large ones
 * the pages are there when they are handed out, as after vmalloc().
 */
void *kvmalloc(size_t size, gfp_t gfp)
{
	size_t i;
	char *p;

	if (size < SHIM_PAGE)
		return gfp & __GFP_ZERO ? calloc(1, size) : malloc(size);
	p = aligned_alloc(BENCH_LINE, (size + BENCH_LINE - 1) & -(size_t)BENCH_LINE);
	if (p && gfp & __GFP_ZERO)
		return memset(p, 0, size);
	for (i = 0; p && i < size; i += SHIM_PAGE)
		((volatile char *)p)[i] = 0;
	return p;
}

void kvfree(const void *p)
{
	free((void *)p);
}

void cond_resched(void)
{
	urcu_qsbr_quiescent_state();
}

/*
 * The thread that runs callbacks looks for them every few milliseconds, as the
 * kernel does at its ticks: else each call_rcu() would pay for waking it.
 */
void shim_rcu_register(void)
{
	static struct call_rcu_data *callbacks;

	urcu_qsbr_register_thread();
	if (!callbacks)
		callbacks = urcu_qsbr_create_call_rcu_data(URCU_CALL_RCU_RT, -1);
	urcu_qsbr_set_thread_call_rcu_data(callbacks);
}

void shim_rcu_unregister(void)
{
	urcu_qsbr_set_thread_call_rcu_data(NULL);
	urcu_qsbr_unregister_thread();
}

void shim_thread_begin(void)
{
	bench_helper();
	shim_rcu_register();
}

void shim_thread_end(void)
{
	shim_rcu_unregister();
}

void synchronize_rcu(void)
{
	urcu_qsbr_synchronize_rcu();
}

void rcu_barrier(void)
{
	urcu_qsbr_barrier();
}

#undef rcu_head
static void shim_rcu_callback(struct rcu_head *urcu)
{
	struct shim_rcu_head *head = container_of(urcu, struct shim_rcu_head,
						  urcu);

	head->func(head);
}

void call_rcu(struct shim_rcu_head *head,
	      void (*func)(struct shim_rcu_head *head))
{
	head->func = func;
	urcu_qsbr_call_rcu(&head->urcu, shim_rcu_callback);
}

unsigned int num_online_cpus(void)
{
	return sysconf(_SC_NPROCESSORS_ONLN);
}

u64 ktime_get_ns(void)
{
	return bench_now();
}

void get_random_bytes(void *buf, size_t len)
{
	static uint64_t state = BENCH_SEED0;
	uint64_t x;
	u8 *p = buf;

	for (; len; len--) {
		x = bench_random(&state);
		*p++ = x >> 56;
	}
}
