/* SPDX-License-Identifier: GPL-2.0 */
#ifndef SHIM_LINUX_WORKQUEUE_H
#define SHIM_LINUX_WORKQUEUE_H

#include <linux/kernel.h>

/* One queue, run by four threads or, where the test says so, by the test. */
struct workqueue_struct;
#define system_unbound_wq	((struct workqueue_struct *)NULL)

struct work_struct {
	void (*func)(struct work_struct *work);
	struct work_struct *next;
	bool pending;
	bool running;
	bool cancelled;
	u64 due;		/* CLOCK_MONOTONIC ns */
};

struct delayed_work {
	struct work_struct work;
};

#define INIT_WORK(w, f)		(*(w) = (struct work_struct){ .func = (f) })
#define INIT_DELAYED_WORK(w, f)	INIT_WORK(&(w)->work, f)
#define to_delayed_work(w)	container_of(w, struct delayed_work, work)

bool queue_work(struct workqueue_struct *wq, struct work_struct *work);
bool queue_delayed_work(struct workqueue_struct *wq, struct delayed_work *work,
			unsigned long delay);
bool mod_delayed_work(struct workqueue_struct *wq, struct delayed_work *work,
		      unsigned long delay);
bool cancel_delayed_work_sync(struct delayed_work *work);
bool cancel_work_sync(struct work_struct *work);
bool flush_work(struct work_struct *work);

#endif
