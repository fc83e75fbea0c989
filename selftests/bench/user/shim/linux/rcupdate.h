/* SPDX-License-Identifier: GPL-2.0 */
/*
 * RCU of liburcu's QSBR flavour, whose readers pay nothing, as in the kernel:
 * a thread says now and then that it is in no section.
 */
#ifndef SHIM_LINUX_RCUPDATE_H
#define SHIM_LINUX_RCUPDATE_H

#include <pthread.h>
#include <linux/compiler.h>
#include <urcu/urcu-qsbr.h>

/* liburcu's rcu_head, and the callback that it does not know. */
struct shim_rcu_head {
	struct rcu_head urcu;
	void (*func)(struct shim_rcu_head *head);
};

#define rcu_head shim_rcu_head

static inline void rcu_read_lock(void)
{
	__atomic_signal_fence(__ATOMIC_SEQ_CST);
}

static inline void rcu_read_unlock(void)
{
	__atomic_signal_fence(__ATOMIC_SEQ_CST);
}

void call_rcu(struct rcu_head *head, void (*func)(struct rcu_head *head));
void synchronize_rcu(void);
void rcu_barrier(void);

#undef rcu_dereference
#undef rcu_assign_pointer

#define rcu_dereference(p)	__atomic_load_n(&(p), __ATOMIC_CONSUME)
#define rcu_dereference_raw(p)	rcu_dereference(p)
#define rcu_dereference_protected(p, c) \
	((void)(c), __atomic_load_n(&(p), __ATOMIC_RELAXED))
#define rcu_access_pointer(p)	__atomic_load_n(&(p), __ATOMIC_RELAXED)
#define rcu_assign_pointer(p, v) __atomic_store_n(&(p), (v), __ATOMIC_RELEASE)
#define RCU_INIT_POINTER(p, v)	__atomic_store_n(&(p), (v), __ATOMIC_RELAXED)

/* Who waits for work is in no section. */
static inline int shim_cond_wait(pthread_cond_t *cond, pthread_mutex_t *mutex)
{
	int ret;

	urcu_qsbr_thread_offline();
	ret = pthread_cond_wait(cond, mutex);
	urcu_qsbr_thread_online();
	return ret;
}

static inline int shim_cond_timedwait(pthread_cond_t *cond,
				      pthread_mutex_t *mutex,
				      const struct timespec *until)
{
	int ret;

	urcu_qsbr_thread_offline();
	ret = pthread_cond_timedwait(cond, mutex, until);
	urcu_qsbr_thread_online();
	return ret;
}

#define pthread_cond_wait	shim_cond_wait
#define pthread_cond_timedwait	shim_cond_timedwait

#endif
