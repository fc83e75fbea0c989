// SPDX-License-Identifier: GPL-2.0
#include <stdio.h>

#include "json.h"
#include "json_put.h"

static void put_growth(json_t **o, const struct ft_map *m)
{
	ft_put_text(o, "name", m->name);
	ft_put_name(o, "growth", &ft_growth_names, m->growth);
	ft_put_uint(o, "count", m->count);
	ft_put_uint(o, "log2_buckets", m->log2_buckets);
	ft_put_uint(o, "moved_by_writers", m->moved_by_writers);
	ft_put_uint(o, "moved_by_worker", m->moved_by_worker);
	ft_put_uint(o, "duration", m->duration);
}

static void put_alarm(json_t **o, const struct ft_alarm *a)
{
	ft_put_text(o, "device", a->device);
	ft_put_text(o, "what", a->what);
	ft_put_optional(o, "item", a->item);
	ft_put_uint(o, "code", a->code);
	ft_put_hex(o, "data", a->data, a->len);
	ft_put_uint(o, "time", a->time);
}

static void put_handover(json_t **o, const struct ft_handover *h)
{
	ft_put_text(o, "decoder", h->name);
	ft_put_optional(o, "active", h->active);
	ft_put_text(o, "former", h->former);
	ft_put_name(o, "why", &ft_handover_names, h->why);
}

static void put_lost(json_t **o, const struct ft_event *e)
{
	ft_put(o, "group",
	       e->group < FT_GROUPS ? json_string(ft_group_names[e->group]) :
				      json_null());
	ft_put(o, "count",
	       e->lost ? json_integer((json_int_t)e->lost) : json_null());
}

static void put_in_step(json_t **o, const struct ft_in_step *s)
{
	ft_put_uint(o, "generation", s->generation);
	ft_put_uint(o, "images", s->images);
	ft_put_uint(o, "points", s->points);
}

static bool is_of_point(const struct ft_event *e)
{
	return e->kind == FT_EVENT_POINT || e->kind == FT_EVENT_ALERT;
}

json_t *ft_json_event(const struct ft_event *e)
{
	static const char *const kinds[] = {
		[FT_EVENT_IMAGE] = "image_change",
		[FT_EVENT_TAP_DEL] = "tap_del",
		[FT_EVENT_ALARM] = "alarm",
		[FT_EVENT_MAP] = "map",
		[FT_EVENT_HANDOVER] = "handover",
		[FT_EVENT_POINT] = "point",
		[FT_EVENT_ALERT] = "alert",
		[FT_EVENT_LOST] = "lost",
		[FT_EVENT_IN_STEP] = "resync",
	};
	json_t *o = json_object();

	ft_put(&o, "event", json_string(kinds[e->kind]));
	if (e->kind == FT_EVENT_LOST) {
		put_lost(&o, e);
		return o;
	}
	if (e->kind == FT_EVENT_IN_STEP) {
		put_in_step(&o, &e->in_step);
		return o;
	}
	ft_put(&o, is_of_point(e) ? "seq" : "event_seq",
	       e->has_seq ? json_integer((json_int_t)e->seq) : json_null());
	/* An image's form is older than this word. */
	if (is_of_point(e) && !e->has_seq)
		ft_put(&o, "resync", json_true());
	if (e->kind == FT_EVENT_IMAGE) {
		ft_put_image(&o, e->image);
		if (e->image->n_items)
			ft_put(&o, "values", ft_json_image_values(e->image));
	} else if (e->kind == FT_EVENT_TAP_DEL) {
		ft_put_uint(&o, "ifindex", e->tap.ifindex);
		ft_put_text(&o, "ifname", e->tap.ifname);
	} else if (e->kind == FT_EVENT_ALARM) {
		put_alarm(&o, &e->alarm);
	} else if (e->kind == FT_EVENT_HANDOVER) {
		put_handover(&o, &e->handover);
	} else if (e->kind == FT_EVENT_POINT) {
		ft_put_point_event(&o, e->point);
	} else if (e->kind == FT_EVENT_ALERT) {
		ft_put_alert_event(&o, &e->alert);
	} else {
		put_growth(&o, &e->map);
	}
	return o;
}
