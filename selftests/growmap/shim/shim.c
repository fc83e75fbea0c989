// SPDX-License-Identifier: GPL-2.0
/* The kernel's memory, locks, RCU, time and chance, for user space. */
#include <sched.h>
#include <semaphore.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <linux/cpumask.h>
#include <linux/kernel.h>
#include <linux/rcupdate.h>
#include <linux/random.h>
#include <linux/sched.h>
#include <linux/siphash.h>
#include <linux/spinlock.h>
#include <linux/timekeeping.h>

#include "shim.h"

#if defined(__SANITIZE_THREAD__)
#define SHIM_TSAN 1
#elif defined(__has_feature)
#if __has_feature(thread_sanitizer)
#define SHIM_TSAN 1
#endif
#endif

/*
 * liburcu is not built with TSan, which therefore does not see that a grace
 * period orders what readers did before what comes after it.
 */
#ifdef SHIM_TSAN
#include <sanitizer/tsan_interface.h>

static char shim_gp;
#define shim_gp_acquire()	__tsan_acquire(&shim_gp)
#define shim_gp_release()	__tsan_release(&shim_gp)
#else
#define shim_gp_acquire()	do { } while (0)
#define shim_gp_release()	do { } while (0)
#endif

bool (*shim_alloc_hook)(size_t size, gfp_t gfp);
void (*shim_resched_hook)(void);
u64 shim_random_state = 1;
unsigned int shim_stumble_every;
unsigned int shim_cpus = 1;
__thread int shim_rcu_depth;
static __thread int shim_lock_depth;

static void shim_die(const char *why)
{
	fprintf(stderr, "shim: %s\n", why);
	abort();
}

bool shim_locked(void)
{
	return shim_lock_depth > 0;
}

static void shim_might_sleep(const char *who)
{
	if (!shim_lock_depth && !shim_rcu_depth)
		return;
	fprintf(stderr, "shim: %s under a lock or in an RCU section\n", who);
	abort();
}

/* Memory */

#define SHIM_GARBAGE	0x5b	/* what is in memory that is not zeroed */

void *kvmalloc(size_t size, gfp_t gfp)
{
	void *p;

	if (gfp & GFP_KERNEL)
		cond_resched();
	if (shim_alloc_hook && shim_alloc_hook(size, gfp))
		return NULL;
	p = aligned_alloc(64, (size + 63) & ~(size_t)63);
	if (!p)
		shim_die("out of memory");
	return memset(p, gfp & __GFP_ZERO ? 0 : SHIM_GARBAGE, size);
}

void kvfree(const void *p)
{
	free((void *)p);
}

/* Locks */

void spin_lock_init(spinlock_t *lock)
{
	pthread_mutex_init(&lock->mutex, NULL);
}

void spin_lock_bh(spinlock_t *lock)
{
	if (shim_lock_depth++)
		shim_die("a lock inside another");
	pthread_mutex_lock(&lock->mutex);
}

void spin_unlock_bh(spinlock_t *lock)
{
	pthread_mutex_unlock(&lock->mutex);
	shim_lock_depth--;
}

void cond_resched(void)
{
	shim_might_sleep(__func__);
	if (shim_resched_hook)
		shim_resched_hook();
}

/* RCU */

void shim_thread_begin(void)
{
	urcu_memb_register_thread();
}

void shim_thread_end(void)
{
	urcu_memb_unregister_thread();
}

void shim_rcu_must_hold(void)
{
	shim_die("rcu_dereference outside of an RCU section");
}

void rcu_read_lock(void)
{
	urcu_memb_read_lock();
	shim_rcu_depth++;
}

void rcu_read_unlock(void)
{
	shim_rcu_depth--;
	shim_gp_release();
	urcu_memb_read_unlock();
}

void synchronize_rcu(void)
{
	shim_might_sleep(__func__);
	urcu_memb_synchronize_rcu();
	shim_gp_acquire();
}

#undef rcu_head
static void shim_rcu_callback(struct rcu_head *urcu)
{
	struct shim_rcu_head *head = container_of(urcu, struct shim_rcu_head,
						  urcu);

	shim_gp_acquire();
	head->func(head);
	shim_gp_release();
}

void call_rcu(struct shim_rcu_head *head,
	      void (*func)(struct shim_rcu_head *head))
{
	head->func = func;
	shim_gp_release();
	urcu_memb_call_rcu(&head->urcu, shim_rcu_callback);
}

struct shim_barrier {
	struct shim_rcu_head head;
	sem_t done;
};

static void shim_barrier_reached(struct shim_rcu_head *head)
{
	sem_post(&container_of(head, struct shim_barrier, head)->done);
}

/*
 * liburcu's one callback thread works first in, first out. Its own barrier
 * does the same as this, but out of TSan's sight.
 */
void rcu_barrier(void)
{
	struct shim_barrier barrier;

	shim_might_sleep(__func__);
	sem_init(&barrier.done, 0, 0);
	call_rcu(&barrier.head, shim_barrier_reached);
	while (sem_wait(&barrier.done))
		;
	shim_gp_acquire();
	sem_destroy(&barrier.done);
}

/* Numbers, time and chance */

unsigned int num_online_cpus(void)
{
	return shim_cpus;
}

void shim_stumble(void)
{
	const unsigned int every = READ_ONCE(shim_stumble_every);
	static __thread u32 x;

	if (!every)
		return;
	x = x * 1664525 + 1013904223 + (x ? 0 : (uintptr_t)&x);
	if ((x >> 8) % every == 0)
		sched_yield();
}

u64 ktime_get_ns(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return (u64)ts.tv_sec * 1000000000 + ts.tv_nsec;
}

void get_random_bytes(void *buf, size_t len)
{
	u8 *p = buf;
	u64 x;

	while (len--) {
		x = __atomic_add_fetch(&shim_random_state, 0x9e3779b97f4a7c15,
				       __ATOMIC_RELAXED);
		x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9;
		x = (x ^ (x >> 27)) * 0x94d049bb133111eb;
		*p++ = x >> 56;
	}
}

/* SipHash-2-4 (Aumasson, Bernstein), for input of any length. */

static u64 shim_rol(u64 x, int n)
{
	return (x << n) | (x >> (64 - n));
}

static void shim_sipround(u64 v[4])
{
	v[0] += v[1];
	v[1] = shim_rol(v[1], 13) ^ v[0];
	v[0] = shim_rol(v[0], 32);
	v[2] += v[3];
	v[3] = shim_rol(v[3], 16) ^ v[2];
	v[0] += v[3];
	v[3] = shim_rol(v[3], 21) ^ v[0];
	v[2] += v[1];
	v[1] = shim_rol(v[1], 17) ^ v[2];
	v[2] = shim_rol(v[2], 32);
}

static void shim_sipword(u64 v[4], u64 m)
{
	v[3] ^= m;
	shim_sipround(v);
	shim_sipround(v);
	v[0] ^= m;
}

u64 siphash(const void *data, size_t len, const siphash_key_t *key)
{
	u64 v[4] = {
		key->key[0] ^ 0x736f6d6570736575, key->key[1] ^ 0x646f72616e646f6d,
		key->key[0] ^ 0x6c7967656e657261, key->key[1] ^ 0x7465646279746573,
	};
	const u8 *p = data;
	u64 tail = (u64)len << 56;
	size_t i, j;

	for (i = 0; i + 8 <= len; i += 8) {
		u64 m = 0;

		for (j = 0; j < 8; j++)
			m |= (u64)p[i + j] << (8 * j);
		shim_sipword(v, m);
	}
	for (j = 0; i + j < len; j++)
		tail |= (u64)p[i + j] << (8 * j);
	shim_sipword(v, tail);
	v[2] ^= 0xff;
	for (i = 0; i < 4; i++)
		shim_sipround(v);
	return v[0] ^ v[1] ^ v[2] ^ v[3];
}
