/* SPDX-License-Identifier: GPL-2.0 */
/* A spinlock of about what the kernel's costs when nobody else wants it. */
#ifndef SHIM_LINUX_SPINLOCK_H
#define SHIM_LINUX_SPINLOCK_H

#include <sched.h>
#include <linux/compiler.h>
#include <linux/types.h>

typedef struct {
	u32 locked;
} spinlock_t;

#define lockdep_is_held(lock)	true

static inline void spin_lock_init(spinlock_t *lock)
{
	lock->locked = 0;
}

static inline bool spin_trylock(spinlock_t *lock)
{
	return !__atomic_exchange_n(&lock->locked, 1, __ATOMIC_ACQUIRE);
}

/* The holder may have lost its CPU, which in the kernel it could not. */
static inline void spin_lock_bh(spinlock_t *lock)
{
	unsigned int spins = 0;

	while (unlikely(!spin_trylock(lock))) {
		while (READ_ONCE(lock->locked)) {
			if (++spins % 1024 == 0)
				sched_yield();
			else
				__builtin_ia32_pause();
		}
	}
}

static inline void spin_unlock_bh(spinlock_t *lock)
{
	__atomic_store_n(&lock->locked, 0, __ATOMIC_RELEASE);
}

#endif
