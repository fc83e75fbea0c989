/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What the tests may do to the kernel that the map believes to live in, and
 * which rules of that kernel the shims enforce: no lock inside another, nothing
 * that may sleep under a lock or in an RCU section, rcu_dereference() only in
 * an RCU section.
 */
#ifndef SHIM_H
#define SHIM_H

#include <linux/slab.h>
#include <linux/types.h>

/* Returns true to make this allocation fail. Any thread. */
extern bool (*shim_alloc_hook)(size_t size, gfp_t gfp);

/* Called where the worker may sleep, for a test to interleave work with it. */
extern void (*shim_resched_hook)(void);

/* Seed of get_random_bytes(), so that a run can be had again. */
extern u64 shim_random_state;

/*
 * With this set, a thread yields its CPU before every so-manieth access whose
 * order matters, on average: few CPUs then see the races of many.
 */
extern unsigned int shim_stumble_every;

/* What num_online_cpus() says: 1 unless a test sets it. */
extern unsigned int shim_cpus;

/* No worker threads: works wait for shim_work_run(). Before the first map. */
void shim_work_manual(void);

/* Manual: run once what is queued now, due or not. Returns how many. */
unsigned int shim_work_run(void);

/* Stop the worker threads. */
void shim_exit(void);

/* Every thread that uses RCU begins and ends with these. */
void shim_thread_begin(void);
void shim_thread_end(void);

/* Whether the calling thread holds a lock. */
bool shim_locked(void);

#endif
