// SPDX-License-Identifier: GPL-2.0
/* The public interface: subscriptions. */
#include <errno.h>
#include <string.h>

#include "public.h"

/* Any return of the user's ends the reading, and is not an error of ours. */
static int tell(struct fieldtap *ft, const struct fieldtap_event *pub)
{
	ft->ret = ft->fn(pub, ft->arg);
	return ft->ret ? 1 : 0;
}

static int tell_point(struct fieldtap *ft, struct fieldtap_event *pub,
		      const struct ft_point *p)
{
	struct ft_public_point point;

	ft_public_point(&point, p);
	pub->point = &point.pub;
	return tell(ft, pub);
}

static int tell_alert(struct fieldtap *ft, struct fieldtap_event *pub,
		      const struct ft_point_alert *a)
{
	pub->alert = ft_name(&ft_alert_names, a->alert);
	pub->raised = a->raised;
	if (a->alert == FIELDTAP_ALERT_LIMIT)
		pub->previous_level = ft_name(&ft_level_names,
					      a->previous_level);
	pub->limit = ft_optional(a->limit);
	return tell_point(ft, pub, a->point);
}

static int tell_alarm(struct fieldtap *ft, struct fieldtap_event *pub,
		      const struct ft_alarm *a)
{
	pub->device = a->device;
	pub->item = ft_optional(a->item);
	pub->what = a->what;
	pub->time = a->time;
	return tell(ft, pub);
}

static int tell_image(struct fieldtap *ft, struct fieldtap_event *pub,
		      const struct ft_image *im)
{
	struct fieldtap_image image;

	ft_public_image(&image, im);
	pub->image = &image;
	return tell(ft, pub);
}

static int take_event(const struct ft_event *e, void *arg)
{
	struct fieldtap *ft = arg;
	struct fieldtap_event pub = {
		.again = !e->has_seq, .seq = e->seq, .lost = e->lost,
	};

	switch (e->kind) {
	case FT_EVENT_POINT:
		pub.kind = FIELDTAP_EVENT_POINT;
		return tell_point(ft, &pub, e->point);
	case FT_EVENT_ALERT:
		pub.kind = FIELDTAP_EVENT_ALERT;
		return tell_alert(ft, &pub, &e->alert);
	case FT_EVENT_ALARM:
		pub.kind = FIELDTAP_EVENT_ALARM;
		return tell_alarm(ft, &pub, &e->alarm);
	case FT_EVENT_IMAGE:
		pub.kind = FIELDTAP_EVENT_IMAGE;
		return tell_image(ft, &pub, e->image);
	case FT_EVENT_LOST:
		pub.kind = FIELDTAP_EVENT_LOST;
		pub.again = 0;
		return tell(ft, &pub);
	default:
		return 0;
	}
}

static int listen_here(struct fieldtap *ft)
{
	return ft_monitor_open(&ft->monitor, &ft->err);
}

int fieldtap_subscribe(struct fieldtap *ft, unsigned int what)
{
	const unsigned int all = FIELDTAP_SUBSCRIBE_POINTS |
		FIELDTAP_SUBSCRIBE_ALERTS | FIELDTAP_SUBSCRIBE_IMAGES;

	if (!what || what & ~all || ft->subscribed) {
		ft_fail(&ft->err, FT_USAGE, EINVAL,
			ft->subscribed ? "there is a subscription already" :
					 "nothing that could be subscribed to");
		return ft_public_fail(ft, &ft->err);
	}
	ft->monitor.groups[FT_GROUP_POINT] = what & FIELDTAP_SUBSCRIBE_POINTS;
	ft->monitor.groups[FT_GROUP_ALERT] = what & FIELDTAP_SUBSCRIBE_ALERTS;
	ft->monitor.groups[FT_GROUP_CHANGE] = what & FIELDTAP_SUBSCRIBE_IMAGES;
	ft->monitor.fn = take_event;
	ft->monitor.arg = ft;
	if (ft_public_visit(ft, listen_here)) {
		ft_monitor_close(&ft->monitor);
		memset(&ft->monitor, 0, sizeof(ft->monitor));
		return ft_public_fail(ft, &ft->err);
	}
	ft->subscribed = true;
	return 0;
}

int fieldtap_fd(const struct fieldtap *ft)
{
	return ft->subscribed ? ft_monitor_fd(&ft->monitor) : -EINVAL;
}

int fieldtap_read(struct fieldtap *ft,
		  int (*fn)(const struct fieldtap_event *e, void *arg),
		  void *arg)
{
	struct ft_error err;
	int ret;

	if (!ft->subscribed) {
		ft_fail(&ft->err, FT_USAGE, EINVAL, "there is no subscription");
		return ft_public_fail(ft, &ft->err);
	}
	ft->fn = fn;
	ft->arg = arg;
	/* What was lost is got when all has come in; nobody wakes us for that. */
	do {
		ret = ft_monitor_read(&ft->monitor, &err);
	} while (!ret && ft->monitor.resync);
	return ret < 0 ? ft_public_fail(ft, &err) : ret ? ft->ret : 0;
}
