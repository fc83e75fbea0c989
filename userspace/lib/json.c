// SPDX-License-Identifier: GPL-2.0
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "json.h"
#include "scalar.h"
#include "utf8.h"

/*
 * jansson has no unsigned 64-bit integers, and writes real numbers with more
 * digits than they need.  So a number that we write better ourselves is a
 * string here, NUL and then its text, until ft_json_text() takes the quotes
 * off.  A text of the wire that begins with NUL gets one more in front.
 */
#define LITERAL		"\"\\u0000"
#define LITERAL_LEN	(sizeof(LITERAL) - 1)
#define NUL_LEN		(LITERAL_LEN - 1)

/* The quote that ends the string beginning at @s. */
static const char *end_of_string(const char *s)
{
	for (s++; *s != '"'; s++) {
		if (*s == '\\')
			s++;
	}
	return s;
}

char *ft_json_text(const json_t *item, bool pretty)
{
	char *text = json_dumps(item, pretty ? JSON_INDENT(4) : JSON_COMPACT);
	const char *s = text, *end;
	char *d = text;

	while (s && *s) {
		if (*s != '"') {
			*d++ = *s++;
			continue;
		}
		end = end_of_string(s) + 1;
		if (strncmp(s, LITERAL, LITERAL_LEN)) {
			/* Any other string. */
		} else if (!strncmp(s + LITERAL_LEN, LITERAL + 1, NUL_LEN)) {
			*d++ = '"';
			s += LITERAL_LEN;
		} else {
			memmove(d, s + LITERAL_LEN, end - 1 - s - LITERAL_LEN);
			d += end - 1 - s - LITERAL_LEN;
			s = end;
		}
		memmove(d, s, end - s);
		d += end - s;
		s = end;
	}
	if (text)
		*d = '\0';
	return text;
}

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
static json_t *octets_text(const char *s, size_t n)
{
	char *repaired = malloc(1 + FT_UTF8_REPAIR * n), *p = repaired;
	json_t *j;

	if (!repaired)
		return NULL;
	if (n && !*s)
		*p++ = '\0';
	p += ft_utf8_repair(p, s, n);
	j = json_stringn_nocheck(repaired, p - repaired);
	free(repaired);
	return j;
}

static json_t *text(const char *s)
{
	json_t *j = json_string(s);

	return j ? j : octets_text(s, strlen(s));
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

/* What a code means where somebody can tell, else the code if there is one. */
static void put_status(json_t **o, const char *meaning, uint32_t code)
{
	if (meaning)
		put_text(o, "status", meaning);
	else if (code)
		put_uint(o, "status", code);
}

static json_t *hex_text(const uint8_t *data, size_t n)
{
	char small[64], *hex = 2 * n < sizeof(small) ? small : malloc(2 * n + 1);
	json_t *j;

	if (!hex)
		return NULL;
	ft_hex(hex, data, n);
	j = json_string_nocheck(hex);
	if (hex != small)
		free(hex);
	return j;
}

static void put_hex(json_t **o, const char *key, const uint8_t *data, size_t n)
{
	put(o, key, hex_text(data, n));
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

static json_t *port_list(const struct ft_ports *p)
{
	json_t *list = json_array();
	unsigned int i;

	for (i = 0; i < p->n; i++)
		append(&list, json_integer(p->number[i]));
	return list;
}

json_t *ft_json_decoder(const struct ft_decoder *d)
{
	json_t *o = json_object();

	put_text(&o, "name", d->name);
	put(&o, "loaded", json_boolean(d->loaded));
	put(&o, "tcp_port", port_list(&d->tcp_ports));
	put(&o, "udp_port", port_list(&d->udp_ports));
	put(&o, "ethertype", port_list(&d->ethertypes));
	put_uint(&o, "pdus", d->pdus);
	put_uint(&o, "errors", d->errors);
	put_uint(&o, "abi", d->abi);
	if (*d->protocol)
		put_text(&o, "protocol", d->protocol);
	if (*d->active)
		put_text(&o, "active", d->active);
	if (*d->shadow)
		put_text(&o, "shadow", d->shadow);
	return o;
}

json_t *ft_json_device(const struct ft_device *d)
{
	json_t *o = json_object(), *buckets = json_array();
	json_t *labels = json_object();
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
	for (i = 0; i < d->n_labels; i++)
		put_text(&labels, d->labels[i].name, d->labels[i].value);
	put(&o, "labels", labels);
	put_uint(&o, "publications", d->publications);
	put_uint(&o, "lost", d->lost);
	put_uint(&o, "repeated", d->repeated);
	put_uint(&o, "alarms", d->alarms);
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
	put_name(o, "quality", &ft_quality_names, im->quality);
	put_status(o, im->status_text, im->status);
	if (im->stale_after)
		put_uint(o, "stale_after", im->stale_after);
	if (im->items_cut)
		put_uint(o, "items_cut", im->items_cut);
}

json_t *ft_json_image(const struct ft_image *im)
{
	json_t *o = json_object();

	put_image(&o, im);
	return o;
}

static json_t *literal(const char *digits)
{
	char marked[1 + FT_SCALAR_MAX];
	size_t n = strlen(digits);

	marked[0] = '\0';
	memcpy(marked + 1, digits, n);
	return json_stringn_nocheck(marked, 1 + n);
}

static json_t *element(const struct ft_value *v, uint32_t i)
{
	char buf[FT_SCALAR_MAX];

	switch (ft_scalar_text(buf, v->type,
			       v->raw + (size_t)i * ft_scalar_size(v->type),
			       v->little)) {
	case FT_SCALAR_LITERAL:
		return literal(buf);
	case FT_SCALAR_TEXT:
		return json_string_nocheck(buf);
	default:
		return json_null();
	}
}

static json_t *content(const struct ft_value *v)
{
	json_t *list;
	uint32_t i;

	if (v->type == FIELDTAP_TYPE_STRING)
		return octets_text((const char *)v->raw, v->raw_len);
	if (!ft_scalar_size(v->type))
		return hex_text(v->raw, v->raw_len);
	/* A bit of a table is 0 or 1, as it always was. */
	if (!v->item && v->type == FIELDTAP_TYPE_BOOL)
		return json_integer(*v->raw);
	if (v->count == 1)
		return element(v, 0);
	list = json_array();
	for (i = 0; i < v->count; i++)
		append(&list, element(v, i));
	return list;
}

static void put_content(json_t **o, const struct ft_value *v)
{
	put_name(o, "type", &ft_type_names, v->type);
	put(o, "value", content(v));
	put_hex(o, "raw", v->raw, v->raw_len);
}

static void put_judgement(json_t **o, const struct ft_value *v)
{
	if (!v->item)
		return;
	if (v->item->unit)
		put_text(o, "unit", v->item->unit);
	put_name(o, "quality", &ft_quality_names, v->quality);
	put_status(o, v->status_text, v->status);
}

json_t *ft_json_value(const struct ft_value *v)
{
	json_t *o = json_object();

	put_text(&o, "address", v->address);
	put_text(&o, "device", v->image->device);
	put_content(&o, v);
	put_uint(&o, "last_seen", v->image->last_seen);
	put_uint(&o, "last_change", v->image->last_change);
	put_name(&o, "state", &ft_state_names, v->image->state);
	put_judgement(&o, v);
	return o;
}

/* The values of an image within an event, which says the rest. */
static json_t *item_list(const struct ft_image *im)
{
	char address[FT_ADDRESS_MAX];
	json_t *list = json_array();
	uint32_t i;

	for (i = 0; i < im->n_items; i++) {
		struct ft_value v = { .address = address };
		json_t *o = json_object();

		snprintf(address, sizeof(address), "%.*s/%.*s",
			 FIELDTAP_PATH_MAX, im->device, FIELDTAP_PATH_MAX,
			 im->items[i].name);
		ft_value_take(&v, im, &im->items[i]);
		put_text(&o, "address", address);
		put_content(&o, &v);
		put_judgement(&o, &v);
		append(&list, o);
	}
	return list;
}

static json_t *layout_item(const struct ft_layout_item *it)
{
	json_t *o = json_object();

	put_text(&o, "name", it->name);
	put_uint(&o, "offset", it->offset);
	put_uint(&o, "len", it->len);
	put(&o, "status",
	    it->has_status ? json_integer(it->status) : json_null());
	put_name(&o, "type", &ft_type_names, it->type);
	put(&o, "little", json_boolean(it->little));
	return o;
}

json_t *ft_json_layout(const struct ft_layout *l)
{
	json_t *o = json_object(), *items = json_array();
	const struct ft_layout_item *it = l->items.data;
	size_t i;

	for (i = 0; i < l->items.n; i++)
		append(&items, layout_item(&it[i]));
	put_text(&o, "device", l->device);
	put_text(&o, "image", l->image);
	put_uint(&o, "len", l->len);
	put_uint(&o, "stale_after", l->stale_after);
	put(&o, "items", items);
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

static void put_alarm(json_t **o, const struct ft_alarm *a)
{
	put_text(o, "device", a->device);
	put_text(o, "what", a->what);
	put(o, "item", *a->item ? text(a->item) : json_null());
	put_uint(o, "code", a->code);
	put_hex(o, "data", a->data, a->len);
	put_uint(o, "time", a->time);
}

static void put_handover(json_t **o, const struct ft_handover *h)
{
	put_text(o, "decoder", h->name);
	put(o, "active", *h->active ? text(h->active) : json_null());
	put_text(o, "former", h->former);
	put_name(o, "why", &ft_handover_names, h->why);
}

static void put_lost(json_t **o, const struct ft_event *e)
{
	static const char *const groups[FT_GROUPS] = {
		[FT_GROUP_CHANGE] = FIELDTAP_MCGRP_CHANGE,
		[FT_GROUP_ALERT] = FIELDTAP_MCGRP_ALERT,
		[FT_GROUP_MAP] = FIELDTAP_MCGRP_MAP,
		[FT_GROUP_POINT] = FIELDTAP_MCGRP_POINT,
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
		[FT_EVENT_ALARM] = "alarm",
		[FT_EVENT_MAP] = "map",
		[FT_EVENT_HANDOVER] = "handover",
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
		if (e->image->n_items)
			put(&o, "values", item_list(e->image));
	} else if (e->kind == FT_EVENT_TAP_DEL) {
		put_uint(&o, "ifindex", e->tap.ifindex);
		put_text(&o, "ifname", e->tap.ifname);
	} else if (e->kind == FT_EVENT_ALARM) {
		put_alarm(&o, &e->alarm);
	} else if (e->kind == FT_EVENT_HANDOVER) {
		put_handover(&o, &e->handover);
	} else {
		put_growth(&o, &e->map);
	}
	return o;
}
