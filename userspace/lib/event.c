// SPDX-License-Identifier: GPL-2.0
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include <linux/genetlink.h>
#include <netlink/errno.h>
#include <netlink/genl/ctrl.h>
#include <netlink/genl/genl.h>
#include <netlink/netlink.h>
#include <netlink/socket.h>

#include "event.h"
#include "stats.h"

/* Room for a burst. */
#define EVENTS_ROOM	(8 << 20)

const char *const ft_group_names[FT_GROUPS] = {
	[FT_GROUP_CHANGE] = FIELDTAP_MCGRP_CHANGE,
	[FT_GROUP_ALERT] = FIELDTAP_MCGRP_ALERT,
	[FT_GROUP_MAP] = FIELDTAP_MCGRP_MAP,
	[FT_GROUP_POINT] = FIELDTAP_MCGRP_POINT,
};

uint64_t ft_sequence_next(struct ft_sequence *s, uint64_t seq)
{
	uint64_t lost = 0;

	if (s->known && seq > s->last)
		lost = seq - s->last - 1;
	s->known = true;
	s->last = seq;
	return lost;
}

static int join(struct ft_monitor *m, const char *family, const char *group)
{
	struct ft_conn *c = &m->events;
	int id = genl_ctrl_resolve_grp(c->sk, family, group);
	int err = id < 0 ? id : nl_socket_add_membership(c->sk, id);

	if (err == -NLE_PERM)
		return ft_fail(&c->err, FT_REFUSED, EPERM,
			       "group %s: %s; CAP_NET_ADMIN in the network namespace is needed",
			       group, strerror(EPERM));
	if (err < 0)
		return ft_fail(&c->err, FT_REFUSED, EIO,
			       "cannot listen to group %s: %s", group,
			       nl_geterror(err));
	return 0;
}

static int listen_to_all(struct ft_monitor *m)
{
	struct ft_conn *c = &m->events;
	int i;

	if (ft_connect(c))
		return -1;
	ft_room_to_receive(c, EVENTS_ROOM);
	if (join(m, "nlctrl", "notify"))
		return -1;
	for (i = 0; i < FT_GROUPS; i++) {
		if (m->groups[i] && join(m, FIELDTAP_GENL_NAME, ft_group_names[i]))
			return -1;
	}
	if (nl_socket_set_nonblocking(c->sk))
		return ft_fail_errno(&c->err, errno, "netlink socket");
	return 0;
}

static int newest_generation(struct ft_monitor *m, uint64_t *generation)
{
	struct ft_stats stats;

	if (ft_stats_get(&m->requests, &stats))
		return -1;
	*generation = stats.generation;
	ft_vec_free(&stats.stats);
	return 0;
}

int ft_monitor_open(struct ft_monitor *m, struct ft_error *err)
{
	uint64_t generation;
	int i;

	if (listen_to_all(m)) {
		*err = m->events.err;
		return -1;
	}
	/* Whatever changes from here on is either heard or dumped. */
	if (ft_connect(&m->requests) || newest_generation(m, &generation)) {
		*err = m->requests.err;
		return -1;
	}
	for (i = 0; i < FT_GROUPS; i++)
		m->generation[i] = generation;
	return 0;
}

int ft_monitor_fd(const struct ft_monitor *m)
{
	return nl_socket_get_fd(m->events.sk);
}

void ft_monitor_close(struct ft_monitor *m)
{
	ft_disconnect(&m->events);
	ft_disconnect(&m->requests);
	ft_event_filter_clean(&m->filter);
}

/* Growmaps are not told again. */
static bool can_resync(enum ft_group group)
{
	return group != FT_GROUP_MAP;
}

/* Notes that events of a group, or of any, were missed. */
static void miss(struct ft_monitor *m, enum ft_group group)
{
	int i;

	for (i = 0; i < FT_GROUPS; i++) {
		if (!m->groups[i] || !can_resync(i) ||
		    (group != FT_GROUPS && group != (enum ft_group)i))
			continue;
		m->missed[i] = true;
		m->resync = true;
	}
}

static int tell_lost(struct ft_monitor *m, enum ft_group group, uint64_t lost)
{
	struct ft_event e = {
		.kind = FT_EVENT_LOST, .group = group, .lost = lost,
	};

	miss(m, group);
	return m->fn(&e, m->arg);
}

/* Of what is not wanted nothing is told, and nothing is wrong. */
static int tell_of_device(struct ft_monitor *m, const struct ft_event *e,
			  const char *device)
{
	return ft_event_filter_device(&m->filter, device) ? m->fn(e, m->arg) : 0;
}

static int tell_of_point(struct ft_monitor *m, const struct ft_event *e,
			 const struct ft_point *p)
{
	bool wanted;

	if (ft_event_filter_point(&m->filter, &m->requests, p, &wanted))
		return -1;
	return wanted ? m->fn(e, m->arg) : 0;
}

static int tell_image(struct ft_monitor *m, struct ft_event *e,
		      const struct ft_image *im)
{
	e->kind = FT_EVENT_IMAGE;
	e->group = FT_GROUP_CHANGE;
	e->image = im;
	return tell_of_device(m, e, im->device);
}

static int take_image(struct ft_monitor *m, struct ft_event *e,
		      struct nlattr *attrs, int len)
{
	struct ft_image im;
	int err = ft_image_parse(&m->events, attrs, len, &im);

	if (!err)
		err = tell_image(m, e, &im);
	ft_image_clean(&im);
	return err;
}

static int take_tap(struct ft_monitor *m, struct ft_event *e,
		    struct nlattr *attrs, int len)
{
	e->kind = FT_EVENT_TAP_DEL;
	e->group = FT_GROUP_CHANGE;
	if (ft_tap_parse(&m->events, attrs, len, &e->tap))
		return -1;
	return m->fn(e, m->arg);
}

static int take_alarm(struct ft_monitor *m, struct ft_event *e,
		      struct nlattr *attrs, int len)
{
	e->kind = FT_EVENT_ALARM;
	e->group = FT_GROUP_ALERT;
	if (ft_alarm_parse(&m->events, attrs, len, &e->alarm))
		return -1;
	return tell_of_device(m, e, e->alarm.device);
}

static int take_handover(struct ft_monitor *m, struct ft_event *e,
			 struct nlattr *attrs, int len)
{
	e->kind = FT_EVENT_HANDOVER;
	e->group = FT_GROUP_CHANGE;
	if (ft_handover_parse(&m->events, attrs, len, &e->handover))
		return -1;
	return m->fn(e, m->arg);
}

static int take_map(struct ft_monitor *m, struct ft_event *e,
		    struct nlattr *attrs, int len)
{
	e->kind = FT_EVENT_MAP;
	e->group = FT_GROUP_MAP;
	if (ft_map_parse(&m->events, attrs, len, &e->map))
		return -1;
	return m->fn(e, m->arg);
}

static int take_point(struct ft_monitor *m, struct ft_event *e,
		      struct nlattr *attrs, int len)
{
	struct ft_point p;
	int err = ft_point_parse(&m->events, attrs, len, &p);

	e->kind = FT_EVENT_POINT;
	e->group = FT_GROUP_POINT;
	e->point = &p;
	if (!err)
		err = tell_of_point(m, e, &p);
	ft_point_clean(&p);
	return err;
}

static int take_alert(struct ft_monitor *m, struct ft_event *e,
		      struct nlattr *attrs, int len)
{
	struct ft_point p;
	int err = ft_point_parse(&m->events, attrs, len, &p);

	e->kind = FT_EVENT_ALERT;
	e->group = FT_GROUP_ALERT;
	e->alert.point = &p;
	if (!err)
		err = ft_point_alert_parse(&m->events, attrs, len, &e->alert);
	if (!err)
		err = tell_of_point(m, e, &p);
	ft_point_clean(&p);
	return err;
}

/* How each notification is read. */
static const struct notification {
	uint8_t cmd;
	enum ft_group group;
	int seq;
	int (*take)(struct ft_monitor *m, struct ft_event *e,
		    struct nlattr *attrs, int len);
} notifications[] = {
	{ FIELDTAP_CMD_IMAGE_CHANGE_NTF, FT_GROUP_CHANGE,
	  FIELDTAP_A_IMAGE_EVENT_SEQ, take_image },
	{ FIELDTAP_CMD_TAP_DEL_NTF, FT_GROUP_CHANGE,
	  FIELDTAP_A_TAP_EVENT_SEQ, take_tap },
	{ FIELDTAP_CMD_DECODER_SWITCH_NTF, FT_GROUP_CHANGE,
	  FIELDTAP_A_DECODER_EVENT_SEQ, take_handover },
	{ FIELDTAP_CMD_ALARM_NTF, FT_GROUP_ALERT,
	  FIELDTAP_A_ALARM_EVENT_SEQ, take_alarm },
	{ FIELDTAP_CMD_MAP_NTF, FT_GROUP_MAP,
	  FIELDTAP_A_MAP_EVENT_SEQ, take_map },
	{ FIELDTAP_CMD_POINT_NTF, FT_GROUP_POINT,
	  FIELDTAP_A_POINT_EVENT_SEQ, take_point },
	{ FIELDTAP_CMD_ALERT_NTF, FT_GROUP_ALERT,
	  FIELDTAP_A_POINT_EVENT_SEQ, take_alert },
};

static int take_notification(struct ft_monitor *m,
			     const struct notification *n,
			     struct nlattr *attrs, int len)
{
	struct nlattr *seq = nla_find(attrs, len, n->seq);
	struct ft_event e = { 0 };
	uint64_t lost;
	int err = 0;

	if (!seq || nla_len(seq) < (int)sizeof(uint64_t))
		return ft_malformed(&m->events, "event");
	e.has_seq = true;
	e.seq = nla_get_u64(seq);
	lost = ft_sequence_next(&m->sequence[n->group], e.seq);
	if (lost)
		err = tell_lost(m, n->group, lost);
	return err ? err : n->take(m, &e, attrs, len);
}

/* Netlink's own family tells that ours went: nothing more will come. */
static int take_control(struct ft_monitor *m, struct nlmsghdr *h)
{
	const struct genlmsghdr *g = nlmsg_data(h);
	const struct nlattr *id = nlmsg_find_attr(h, GENL_HDRLEN,
						  CTRL_ATTR_FAMILY_ID);

	if (g->cmd != CTRL_CMD_DELFAMILY || !id || nla_len(id) < 2 ||
	    nla_get_u16(id) != m->events.family)
		return 0;
	return ft_fail(&m->events.err, FT_NOT_LOADED, ENODEV,
		       "kernel module was unloaded");
}

static int take_message(struct ft_monitor *m, struct nlmsghdr *h)
{
	const struct genlmsghdr *g = nlmsg_data(h);
	unsigned int i;

	if (!genlmsg_valid_hdr(h, 0))
		return 0;
	if (h->nlmsg_type == GENL_ID_CTRL)
		return take_control(m, h);
	if (h->nlmsg_type != m->events.family)
		return 0;
	for (i = 0; i < sizeof(notifications) / sizeof(notifications[0]); i++) {
		if (notifications[i].cmd == g->cmd)
			return take_notification(m, &notifications[i],
						 genlmsg_attrdata(g, 0),
						 genlmsg_attrlen(g, 0));
	}
	return 0;
}

/* Takes one datagram; @idle tells when none is waiting. */
static int receive(struct ft_monitor *m, bool *idle)
{
	struct sockaddr_nl from;
	unsigned char *buf = NULL;
	struct nlmsghdr *h;
	int left, err = 0;

	left = nl_recv(m->events.sk, &from, &buf, NULL);
	*idle = left == -NLE_AGAIN || !left;
	if (*idle)
		return 0;
	/* libnl's word for ENOBUFS: the socket's room was not enough. */
	if (left == -NLE_NOMEM)
		return tell_lost(m, FT_GROUPS, 0);
	if (left < 0)
		return ft_fail(&m->events.err, FT_REFUSED, EIO,
			       "cannot receive events: %s", nl_geterror(left));
	for (h = (struct nlmsghdr *)buf; !err && nlmsg_ok(h, left);
	     h = nlmsg_next(h, &left)) {
		if (from.nl_pid == 0)
			err = take_message(m, h);
	}
	free(buf);
	return err;
}

static int resync_images(struct ft_monitor *m, struct ft_in_step *done)
{
	static const struct ft_filter all;
	struct ft_vec images = { 0 };
	const struct ft_image *im;
	size_t i;
	int err;

	err = ft_image_list(&m->requests,
			    m->filter.devices ? m->filter.devices : &all,
			    m->generation[FT_GROUP_CHANGE], &images);
	m->resync |= m->requests.inconsistent;
	im = images.data;
	for (i = 0; !err && i < images.n; i++) {
		struct ft_event e = { 0 };

		err = tell_image(m, &e, &im[i]);
	}
	done->images = images.n;
	ft_images_free(&images);
	return err;
}

static int tell_alert(struct ft_monitor *m, const struct ft_point *p,
		      enum fieldtap_alert alert, bool raised)
{
	struct ft_event e = {
		.kind = FT_EVENT_ALERT, .group = FT_GROUP_ALERT,
		.alert = {
			.point = p, .alert = alert, .raised = raised,
			.previous_level = p->level,
		},
	};

	return m->fn(&e, m->arg);
}

static bool has_any(const struct ft_point *p, const unsigned int *attrs)
{
	for (; *attrs; attrs++) {
		if (ft_point_conf_has(&p->conf, *attrs))
			return true;
	}
	return false;
}

/* How each alert stands that the point may have told. */
static int tell_alerts(struct ft_monitor *m, const struct ft_point *p)
{
	static const unsigned int limits[] = {
		FIELDTAP_A_POINT_CONF_LOLO, FIELDTAP_A_POINT_CONF_LO,
		FIELDTAP_A_POINT_CONF_HI, FIELDTAP_A_POINT_CONF_HIHI, 0,
	}, rates[] = {
		FIELDTAP_A_POINT_CONF_RATE, 0,
	}, stales[] = {
		FIELDTAP_A_POINT_CONF_STALE_AFTER,
		FIELDTAP_A_POINT_CONF_STALE_PERIODS, 0,
	};
	int err = 0;

	if (!p->alerts)
		return 0;
	if (has_any(p, limits))
		err = tell_alert(m, p, FIELDTAP_ALERT_LIMIT,
				 p->level != FIELDTAP_LEVEL_NORMAL);
	if (!err && has_any(p, rates))
		err = tell_alert(m, p, FIELDTAP_ALERT_RATE, p->rate_alert);
	if (!err && has_any(p, stales))
		err = tell_alert(m, p, FIELDTAP_ALERT_STALE,
				 p->state == FIELDTAP_POINT_STATE_STALE);
	return err ? err : tell_alert(m, p, FIELDTAP_ALERT_QUALITY,
				      p->quality != FIELDTAP_QUALITY_GOOD);
}

static int tell_point(struct ft_monitor *m, const struct ft_point *p)
{
	struct ft_event e = {
		.kind = FT_EVENT_POINT, .group = FT_GROUP_POINT, .point = p,
	};
	bool wanted;
	int err;

	err = ft_event_filter_point(&m->filter, &m->requests, p, &wanted);
	if (!err && wanted && m->missed[FT_GROUP_POINT])
		err = m->fn(&e, m->arg);
	if (!err && wanted && m->missed[FT_GROUP_ALERT])
		err = tell_alerts(m, p);
	return err;
}

/* Where to begin so that neither of both groups lacks anything. */
static uint64_t points_since(const struct ft_monitor *m)
{
	const uint64_t point = m->generation[FT_GROUP_POINT];
	const uint64_t alert = m->generation[FT_GROUP_ALERT];

	if (!m->missed[FT_GROUP_POINT])
		return alert;
	if (!m->missed[FT_GROUP_ALERT])
		return point;
	return point < alert ? point : alert;
}

static int resync_points(struct ft_monitor *m, struct ft_in_step *done)
{
	struct ft_vec points = { 0 };
	const struct ft_point *p;
	size_t i;
	int err;

	err = ft_point_list(&m->requests, ft_event_filter_pattern(&m->filter),
			    points_since(m), &points);
	m->resync |= m->requests.inconsistent;
	p = points.data;
	for (i = 0; !err && i < points.n; i++)
		err = tell_point(m, &p[i]);
	done->points = points.n;
	ft_points_free(&points);
	return err;
}

static int tell_in_step(struct ft_monitor *m, const struct ft_in_step *done)
{
	struct ft_event e = {
		.kind = FT_EVENT_IN_STEP, .group = FT_GROUPS, .in_step = *done,
	};
	int i;

	for (i = 0; i < FT_GROUPS; i++) {
		if (m->missed[i])
			m->generation[i] = done->generation;
		m->missed[i] = false;
	}
	return m->fn(&e, m->arg);
}

/*
 * The next dump begins where the generation stood before this one: neither an
 * event nor an object of a dump says that no older change is still to come.  So
 * what changed meanwhile may be told twice, which is better than not at all;
 * the generation tells which is newer.
 */
static int resync(struct ft_monitor *m)
{
	struct ft_in_step done = { 0 };
	int err;

	err = newest_generation(m, &done.generation);
	m->resync = false;
	if (!err && m->missed[FT_GROUP_CHANGE])
		err = resync_images(m, &done);
	if (!err && (m->missed[FT_GROUP_POINT] || m->missed[FT_GROUP_ALERT]))
		err = resync_points(m, &done);
	return err || m->resync ? err : tell_in_step(m, &done);
}

static int result(const struct ft_monitor *m, int ret, struct ft_error *err)
{
	if (ret < 0)
		*err = m->events.err.kind ? m->events.err : m->requests.err;
	return ret;
}

int ft_monitor_read(struct ft_monitor *m, struct ft_error *err)
{
	bool idle;
	int ret = receive(m, &idle);

	if (!ret && idle && m->resync)
		ret = resync(m);
	return result(m, ret, err);
}

int ft_monitor_resync(struct ft_monitor *m, struct ft_error *err)
{
	miss(m, FT_GROUPS);
	return result(m, resync(m), err);
}
