/* SPDX-License-Identifier: GPL-2.0 */
#ifndef SHIM_LINUX_RCUPDATE_H
#define SHIM_LINUX_RCUPDATE_H

#include <linux/compiler.h>
#include <urcu/urcu-memb.h>

/* liburcu's rcu_head, and the callback that it does not know. */
struct shim_rcu_head {
	struct rcu_head urcu;
	void (*func)(struct shim_rcu_head *head);
};

#define rcu_head shim_rcu_head

extern __thread int shim_rcu_depth;
void shim_rcu_must_hold(void);

/* Out of line, with what TSan has to be told about liburcu. */
void rcu_read_lock(void);
void rcu_read_unlock(void);
void call_rcu(struct rcu_head *head, void (*func)(struct rcu_head *head));
void synchronize_rcu(void);
void rcu_barrier(void);

#undef rcu_dereference
#undef rcu_assign_pointer

#define rcu_dereference(p) ({				\
	if (!shim_rcu_depth)				\
		shim_rcu_must_hold();			\
	shim_stumble();					\
	__atomic_load_n(&(p), __ATOMIC_ACQUIRE);	\
})
/* For who is in an RCU section or has it all to himself. */
#define rcu_dereference_raw(p) __atomic_load_n(&(p), __ATOMIC_ACQUIRE)
#define rcu_dereference_protected(p, c) \
	((void)(c), __atomic_load_n(&(p), __ATOMIC_RELAXED))
#define rcu_access_pointer(p)		__atomic_load_n(&(p), __ATOMIC_RELAXED)
#define rcu_assign_pointer(p, v) \
	(shim_stumble(), __atomic_store_n(&(p), (v), __ATOMIC_RELEASE))
#define RCU_INIT_POINTER(p, v)		__atomic_store_n(&(p), (v), __ATOMIC_RELAXED)

#endif
