// SPDX-License-Identifier: GPL-2.0
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "json.h"

void ft_hex(char *dst, const uint8_t *data, size_t n)
{
	static const char digits[] = "0123456789abcdef";
	size_t i;

	for (i = 0; i < n; i++) {
		*dst++ = digits[data[i] >> 4];
		*dst++ = digits[data[i] & 15];
	}
	*dst = '\0';
}

/*
 * Objects are built field by field.  A field that finds no memory takes the
 * whole object with it, *o is NULL from then on, so only the end needs to look.
 */
static void put(json_t **o, const char *key, json_t *value)
{
	if (!*o) {
		json_decref(value);
	} else if (json_object_set_new_nocheck(*o, key, value)) {
		json_decref(*o);
		*o = NULL;
	}
}

static void put_uint(json_t **o, const char *key, uint64_t value)
{
	put(o, key, json_integer((json_int_t)value));
}

/* Text off the wire may be no UTF-8, which JSON demands. */
static json_t *text(const char *s)
{
	json_t *j = json_string(s);
	size_t i, n = strlen(s);
	char *ascii;

	if (j)
		return j;
	ascii = malloc(n + 1);
	if (!ascii)
		return NULL;
	for (i = 0; i <= n; i++)
		ascii[i] = s[i] & 0x80 ? '?' : s[i];
	j = json_string(ascii);
	free(ascii);
	return j;
}

static void put_text(json_t **o, const char *key, const char *value)
{
	put(o, key, text(value));
}

/* A number that a newer kernel may know better stays a number. */
static void put_name(json_t **o, const char *key, const struct ft_names *names,
		     uint32_t value)
{
	const char *name = ft_name(names, value);

	put(o, key, name ? json_string(name) : json_integer(value));
}

static void put_hex(json_t **o, const char *key, const uint8_t *data, size_t n)
{
	char small[64], *hex = 2 * n < sizeof(small) ? small : malloc(2 * n + 1);

	if (hex)
		ft_hex(hex, data, n);
	put(o, key, hex ? json_string_nocheck(hex) : NULL);
	if (hex != small)
		free(hex);
}

static void append(json_t **array, json_t *value)
{
	if (!*array) {
		json_decref(value);
	} else if (json_array_append_new(*array, value)) {
		json_decref(*array);
		*array = NULL;
	}
}

json_t *ft_json_tap(const struct ft_tap *tap)
{
	json_t *o = json_object(), *decoders = json_array();
	unsigned int i;

	for (i = 0; i < tap->n_decoders; i++)
		append(&decoders, text(tap->decoders[i]));
	put_uint(&o, "ifindex", tap->ifindex);
	put_text(&o, "ifname", tap->ifname);
	put(&o, "decoder", decoders);
	put(&o, "promisc", json_boolean(tap->promisc));
	put_name(&o, "direction", &ft_direction_names, tap->direction);
	put_uint(&o, "frames", tap->frames);
	put_uint(&o, "bytes", tap->bytes);
	return o;
}

json_t *ft_json_decoder(const struct ft_decoder *d)
{
	json_t *o = json_object(), *ports = json_array();
	unsigned int i;

	for (i = 0; i < d->n_ports; i++)
		append(&ports, json_integer(d->ports[i]));
	put_text(&o, "name", d->name);
	put(&o, "loaded", json_boolean(d->loaded));
	put(&o, "tcp_port", ports);
	put_uint(&o, "pdus", d->pdus);
	put_uint(&o, "errors", d->errors);
	put_uint(&o, "abi", d->abi);
	return o;
}

json_t *ft_json_device(const struct ft_device *d)
{
	json_t *o = json_object(), *buckets = json_array();
	unsigned int i;

	for (i = 0; i < d->n_buckets; i++)
		append(&buckets, json_integer((json_int_t)d->buckets[i]));
	put_text(&o, "device", d->device);
	put_text(&o, "decoder", d->decoder);
	put_uint(&o, "requests", d->requests);
	put_uint(&o, "answers", d->answers);
	put_uint(&o, "exceptions", d->exceptions);
	put(&o, "last_exception",
	    d->has_exception ? json_integer(d->last_exception) : json_null());
	put_uint(&o, "timeouts", d->timeouts);
	put_uint(&o, "response_min", d->response_min);
	put_uint(&o, "response_avg", d->response_avg);
	put_uint(&o, "response_max", d->response_max);
	put(&o, "response_bucket", buckets);
	put_uint(&o, "retransmissions", d->retransmissions);
	put_uint(&o, "gaps", d->gaps);
	put_uint(&o, "images", d->images);
	put_uint(&o, "first_seen", d->first_seen);
	put_uint(&o, "last_seen", d->last_seen);
	put_name(&o, "state", &ft_state_names, d->state);
	return o;
}

static void put_image(json_t **o, const struct ft_image *im)
{
	put_text(o, "device", im->device);
	put_text(o, "image", im->image);
	put_text(o, "decoder", im->decoder);
	put_name(o, "layout", &ft_layout_names, im->layout);
	put_uint(o, "first", im->first);
	put_uint(o, "count", im->count);
	put_uint(o, "len", im->len);
	put_hex(o, "data", im->data, im->data_len);
	put_uint(o, "frames", im->frames);
	put_uint(o, "changes", im->changes);
	put_uint(o, "generation", im->generation);
	put_uint(o, "last_seen", im->last_seen);
	put_uint(o, "last_change", im->last_change);
	put_uint(o, "source_time", im->source_time);
	put_name(o, "state", &ft_state_names, im->state);
}

json_t *ft_json_image(const struct ft_image *im)
{
	json_t *o = json_object();

	put_image(&o, im);
	return o;
}

json_t *ft_json_value(const struct ft_value *v)
{
	json_t *o = json_object();

	put_text(&o, "address", v->address);
	put_text(&o, "device", v->image->device);
	put(&o, "type", json_string_nocheck(v->type));
	put_uint(&o, "value", v->value);
	put_hex(&o, "raw", v->raw, v->raw_len);
	put_uint(&o, "last_seen", v->image->last_seen);
	put_uint(&o, "last_change", v->image->last_change);
	put_name(&o, "state", &ft_state_names, v->image->state);
	return o;
}

json_t *ft_json_map(const struct ft_map *m)
{
	json_t *o = json_object(), *occupancy = json_array();
	unsigned int i;

	for (i = 0; i < m->n_occupancy; i++)
		append(&occupancy, json_integer(m->occupancy[i]));
	put_text(&o, "name", m->name);
	put_uint(&o, "count", m->count);
	put_uint(&o, "limit", m->limit);
	put_uint(&o, "B", m->log2_buckets);
	put_uint(&o, "log2_buckets", m->log2_buckets);
	put_uint(&o, "oldbuckets",
		 m->growing ? 1ull << (m->old_log2_buckets & 63) : 0);
	put(&o, "old_log2_buckets",
	    m->growing ? json_integer(m->old_log2_buckets) : json_null());
	put_uint(&o, "nevacuate", m->nevacuate);
	put_uint(&o, "noverflow", m->noverflow);
	put(&o, "growing", json_boolean(m->growing));
	put_uint(&o, "growths", m->growths);
	put_uint(&o, "same", m->same);
	put_uint(&o, "shrinks", m->shrinks);
	put_uint(&o, "put_off", m->put_off);
	put_uint(&o, "moved_by_writers", m->moved_by_writers);
	put_uint(&o, "moved_by_worker", m->moved_by_worker);
	put_uint(&o, "longest_step", m->longest_step);
	put_uint(&o, "longest_step_ns", m->longest_step_ns);
	put_uint(&o, "longest_step_buckets", m->longest_step_buckets);
	put_uint(&o, "drainers", m->drainers);
	put_uint(&o, "share_sd", m->share_sd);
	put_uint(&o, "refused", m->refused);
	put(&o, "occupancy", occupancy);
	return o;
}

json_t *ft_json_stat(const char *name, uint64_t value, const char *explain)
{
	json_t *o = json_object();

	put_text(&o, "name", name);
	put_uint(&o, "value", value);
	if (explain)
		put_text(&o, "explain", explain);
	return o;
}

json_t *ft_json_config(const struct ft_config *cfg)
{
	json_t *o = json_object();
	unsigned int i;

	for (i = 0; i <= FIELDTAP_A_CONFIG_MAX; i++) {
		const char *name = ft_name(&ft_config_attrs, i);
		char key[FIELDTAP_NAME_MAX], *dash;

		if (!name || !cfg->set[i])
			continue;
		snprintf(key, sizeof(key), "%s", name);
		while ((dash = strchr(key, '-')))
			*dash = '_';
		put_uint(&o, key, cfg->value[i]);
	}
	return o;
}

static void put_growth(json_t **o, const struct ft_map *m)
{
	put_text(o, "name", m->name);
	put_name(o, "growth", &ft_growth_names, m->growth);
	put_uint(o, "count", m->count);
	put_uint(o, "log2_buckets", m->log2_buckets);
	put_uint(o, "moved_by_writers", m->moved_by_writers);
	put_uint(o, "moved_by_worker", m->moved_by_worker);
	put_uint(o, "duration", m->duration);
}

static void put_lost(json_t **o, const struct ft_event *e)
{
	static const char *const groups[FT_GROUPS] = {
		[FT_GROUP_CHANGE] = FIELDTAP_MCGRP_CHANGE,
		[FT_GROUP_MAP] = FIELDTAP_MCGRP_MAP,
	};

	put(o, "group",
	    e->group < FT_GROUPS ? json_string(groups[e->group]) : json_null());
	put(o, "count",
	    e->lost ? json_integer((json_int_t)e->lost) : json_null());
}

json_t *ft_json_event(const struct ft_event *e)
{
	static const char *const kinds[] = {
		[FT_EVENT_IMAGE] = "image_change",
		[FT_EVENT_TAP_DEL] = "tap_del",
		[FT_EVENT_MAP] = "map",
		[FT_EVENT_LOST] = "lost",
	};
	json_t *o = json_object();

	put(&o, "event", json_string(kinds[e->kind]));
	if (e->kind == FT_EVENT_LOST) {
		put_lost(&o, e);
		return o;
	}
	put(&o, "event_seq",
	    e->has_seq ? json_integer((json_int_t)e->seq) : json_null());
	if (e->kind == FT_EVENT_IMAGE) {
		put_image(&o, e->image);
	} else if (e->kind == FT_EVENT_TAP_DEL) {
		put_uint(&o, "ifindex", e->tap.ifindex);
		put_text(&o, "ifname", e->tap.ifname);
	} else {
		put_growth(&o, &e->map);
	}
	return o;
}
