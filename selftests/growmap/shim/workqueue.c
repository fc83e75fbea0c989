// SPDX-License-Identifier: GPL-2.0
/*
 * The kernel's unbound workqueue, for user space: one list, worked off by four
 * threads or by the test itself. A work never runs twice at once.
 */
#include <pthread.h>
#include <time.h>

#include <linux/rcupdate.h>
#include <linux/timekeeping.h>
#include <linux/workqueue.h>

#include "shim.h"

#define SHIM_WORKERS	4
#define SHIM_JIFFY_NS	1000000ULL

static pthread_mutex_t shim_wq_lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t shim_wq_cond = PTHREAD_COND_INITIALIZER;
static struct work_struct *shim_wq_head;	/* pending ones */
static pthread_t shim_wq_thread[SHIM_WORKERS];
static bool shim_wq_started, shim_wq_stop, shim_wq_is_manual;

static void shim_wq_unlink(struct work_struct *work)
{
	struct work_struct **p;

	for (p = &shim_wq_head; *p != work; p = &(*p)->next)
		;
	*p = work->next;
	work->pending = false;
}

/* Lock held; dropped while the work runs. */
static void shim_wq_run(struct work_struct *work)
{
	shim_wq_unlink(work);
	work->running = true;
	pthread_mutex_unlock(&shim_wq_lock);
	work->func(work);
	pthread_mutex_lock(&shim_wq_lock);
	work->running = false;
	pthread_cond_broadcast(&shim_wq_cond);
}

/* The first work that may run now, else when to look again. */
static struct work_struct *shim_wq_next(u64 now, u64 *wake)
{
	struct work_struct *work;

	*wake = now + 1000 * SHIM_JIFFY_NS;
	for (work = shim_wq_head; work; work = work->next) {
		if (work->running)
			continue;
		if (work->due <= now)
			return work;
		*wake = min_t(u64, *wake, work->due);
	}
	return NULL;
}

static void *shim_wq_worker(void *arg)
{
	struct work_struct *work;
	struct timespec ts;
	u64 now, wake;

	shim_thread_begin();
	pthread_mutex_lock(&shim_wq_lock);
	while (!shim_wq_stop) {
		now = ktime_get_ns();
		work = shim_wq_next(now, &wake);
		if (work) {
			shim_wq_run(work);
			continue;
		}
		clock_gettime(CLOCK_REALTIME, &ts);
		wake = wake - now + ts.tv_nsec;
		ts.tv_sec += wake / 1000000000;
		ts.tv_nsec = wake % 1000000000;
		pthread_cond_timedwait(&shim_wq_cond, &shim_wq_lock, &ts);
	}
	pthread_mutex_unlock(&shim_wq_lock);
	shim_thread_end();
	return arg;
}

static void shim_wq_start(void)
{
	int i;

	if (shim_wq_started || shim_wq_is_manual)
		return;
	shim_wq_started = true;
	for (i = 0; i < SHIM_WORKERS; i++)
		pthread_create(&shim_wq_thread[i], NULL, shim_wq_worker, NULL);
}

static bool shim_wq_queue(struct work_struct *work, unsigned long delay,
			  bool modify)
{
	bool was;

	pthread_mutex_lock(&shim_wq_lock);
	was = work->pending;
	if (!work->cancelled && (modify || !was)) {
		work->due = ktime_get_ns() + delay * SHIM_JIFFY_NS;
		if (!was) {
			work->pending = true;
			work->next = shim_wq_head;
			shim_wq_head = work;
		}
		shim_wq_start();
		pthread_cond_broadcast(&shim_wq_cond);
	}
	pthread_mutex_unlock(&shim_wq_lock);
	return modify ? was : !was;
}

bool queue_work(struct workqueue_struct *wq, struct work_struct *work)
{
	(void)wq;
	return shim_wq_queue(work, 0, false);
}

bool queue_delayed_work(struct workqueue_struct *wq, struct delayed_work *work,
			unsigned long delay)
{
	(void)wq;
	return shim_wq_queue(&work->work, delay, false);
}

bool mod_delayed_work(struct workqueue_struct *wq, struct delayed_work *work,
		      unsigned long delay)
{
	(void)wq;
	return shim_wq_queue(&work->work, delay, true);
}

bool cancel_work_sync(struct work_struct *work)
{
	bool was;

	pthread_mutex_lock(&shim_wq_lock);
	was = work->pending;
	work->cancelled = true;
	if (was)
		shim_wq_unlink(work);
	while (work->running)
		pthread_cond_wait(&shim_wq_cond, &shim_wq_lock);
	work->cancelled = false;
	pthread_mutex_unlock(&shim_wq_lock);
	return was;
}

bool cancel_delayed_work_sync(struct delayed_work *delayed)
{
	return cancel_work_sync(&delayed->work);
}

bool flush_work(struct work_struct *work)
{
	bool was;

	pthread_mutex_lock(&shim_wq_lock);
	was = work->pending || work->running;
	while (work->pending || work->running) {
		if (shim_wq_is_manual)
			shim_wq_run(work);
		else
			pthread_cond_wait(&shim_wq_cond, &shim_wq_lock);
	}
	pthread_mutex_unlock(&shim_wq_lock);
	return was;
}

void shim_work_manual(void)
{
	shim_wq_is_manual = true;
}

unsigned int shim_work_run(void)
{
	struct work_struct *todo[16];
	unsigned int i, n = 0;
	struct work_struct *work;

	pthread_mutex_lock(&shim_wq_lock);
	for (work = shim_wq_head; work && n < ARRAY_SIZE(todo); work = work->next)
		if (!work->running)
			todo[n++] = work;
	for (i = 0; i < n; i++)
		if (todo[i]->pending)
			shim_wq_run(todo[i]);
	pthread_mutex_unlock(&shim_wq_lock);
	return n;
}

void shim_exit(void)
{
	int i;

	if (!shim_wq_started)
		return;
	pthread_mutex_lock(&shim_wq_lock);
	shim_wq_stop = true;
	pthread_cond_broadcast(&shim_wq_cond);
	pthread_mutex_unlock(&shim_wq_lock);
	for (i = 0; i < SHIM_WORKERS; i++)
		pthread_join(shim_wq_thread[i], NULL);
}
