// SPDX-License-Identifier: GPL-2.0
#include <stdio.h>
#include <string.h>

#include "json.h"
#include "json_put.h"
#include "scalar.h"

json_t *ft_json_tap(const struct ft_tap *tap)
{
	json_t *o = json_object(), *decoders = json_array();
	unsigned int i;

	for (i = 0; i < tap->n_decoders; i++)
		ft_put_item(&decoders, ft_json_string(tap->decoders[i]));
	ft_put_uint(&o, "ifindex", tap->ifindex);
	ft_put_text(&o, "ifname", tap->ifname);
	ft_put(&o, "decoder", decoders);
	ft_put(&o, "promisc", json_boolean(tap->promisc));
	ft_put_name(&o, "direction", &ft_direction_names, tap->direction);
	ft_put_uint(&o, "frames", tap->frames);
	ft_put_uint(&o, "bytes", tap->bytes);
	return o;
}

static json_t *port_list(const struct ft_ports *p)
{
	json_t *list = json_array();
	unsigned int i;

	for (i = 0; i < p->n; i++)
		ft_put_item(&list, json_integer(p->number[i]));
	return list;
}

json_t *ft_json_decoder(const struct ft_decoder *d)
{
	json_t *o = json_object();

	ft_put_text(&o, "name", d->name);
	ft_put(&o, "loaded", json_boolean(d->loaded));
	ft_put(&o, "tcp_port", port_list(&d->tcp_ports));
	ft_put(&o, "udp_port", port_list(&d->udp_ports));
	ft_put(&o, "ethertype", port_list(&d->ethertypes));
	ft_put_uint(&o, "pdus", d->pdus);
	ft_put_uint(&o, "errors", d->errors);
	ft_put_uint(&o, "abi", d->abi);
	if (*d->protocol)
		ft_put_text(&o, "protocol", d->protocol);
	if (*d->active)
		ft_put_text(&o, "active", d->active);
	if (*d->shadow)
		ft_put_text(&o, "shadow", d->shadow);
	return o;
}

json_t *ft_json_device(const struct ft_device *d)
{
	json_t *o = json_object(), *buckets = json_array();
	json_t *labels = json_object();
	unsigned int i;

	for (i = 0; i < d->n_buckets; i++)
		ft_put_item(&buckets, json_integer((json_int_t)d->buckets[i]));
	ft_put_text(&o, "device", d->device);
	ft_put_text(&o, "decoder", d->decoder);
	ft_put_uint(&o, "requests", d->requests);
	ft_put_uint(&o, "answers", d->answers);
	ft_put_uint(&o, "exceptions", d->exceptions);
	ft_put(&o, "last_exception",
	       d->has_exception ? json_integer(d->last_exception) : json_null());
	ft_put_uint(&o, "timeouts", d->timeouts);
	ft_put_uint(&o, "response_min", d->response_min);
	ft_put_uint(&o, "response_avg", d->response_avg);
	ft_put_uint(&o, "response_max", d->response_max);
	ft_put(&o, "response_bucket", buckets);
	ft_put_uint(&o, "retransmissions", d->retransmissions);
	ft_put_uint(&o, "gaps", d->gaps);
	ft_put_uint(&o, "images", d->images);
	ft_put_uint(&o, "first_seen", d->first_seen);
	ft_put_uint(&o, "last_seen", d->last_seen);
	ft_put_name(&o, "state", &ft_state_names, d->state);
	for (i = 0; i < d->n_labels; i++)
		ft_put_text(&labels, d->labels[i].name, d->labels[i].value);
	ft_put(&o, "labels", labels);
	ft_put_uint(&o, "publications", d->publications);
	ft_put_uint(&o, "lost", d->lost);
	ft_put_uint(&o, "repeated", d->repeated);
	ft_put_uint(&o, "alarms", d->alarms);
	return o;
}

void ft_put_image(json_t **o, const struct ft_image *im)
{
	ft_put_text(o, "device", im->device);
	ft_put_text(o, "image", im->image);
	ft_put_text(o, "decoder", im->decoder);
	ft_put_name(o, "layout", &ft_layout_names, im->layout);
	ft_put_uint(o, "first", im->first);
	ft_put_uint(o, "count", im->count);
	ft_put_uint(o, "len", im->len);
	ft_put_hex(o, "data", im->data, im->data_len);
	ft_put_uint(o, "frames", im->frames);
	ft_put_uint(o, "changes", im->changes);
	ft_put_uint(o, "generation", im->generation);
	ft_put_uint(o, "last_seen", im->last_seen);
	ft_put_uint(o, "last_change", im->last_change);
	ft_put_uint(o, "source_time", im->source_time);
	ft_put_name(o, "state", &ft_state_names, im->state);
	ft_put_name(o, "quality", &ft_quality_names, im->quality);
	ft_put_status(o, im->status_text, im->status);
	if (im->stale_after)
		ft_put_uint(o, "stale_after", im->stale_after);
	if (im->items_cut)
		ft_put_uint(o, "items_cut", im->items_cut);
}

json_t *ft_json_image(const struct ft_image *im)
{
	json_t *o = json_object();

	ft_put_image(&o, im);
	return o;
}

static json_t *element(const struct ft_value *v, uint32_t i)
{
	const uint8_t *p = v->raw + (size_t)i * ft_scalar_size(v->type);
	char buf[FT_SCALAR_MAX];

	return ft_json_scalar(buf, ft_scalar_text(buf, v->type, p, v->little));
}

static json_t *content(const struct ft_value *v)
{
	json_t *list;
	uint32_t i;

	if (v->type == FIELDTAP_TYPE_STRING)
		return ft_json_octets((const char *)v->raw, v->raw_len);
	if (!ft_scalar_size(v->type))
		return ft_json_hex(v->raw, v->raw_len);
	/* A bit of a table is 0 or 1, as it always was. */
	if (!v->item && v->type == FIELDTAP_TYPE_BOOL)
		return json_integer(*v->raw);
	if (v->count == 1)
		return element(v, 0);
	list = json_array();
	for (i = 0; i < v->count; i++)
		ft_put_item(&list, element(v, i));
	return list;
}

static void put_content(json_t **o, const struct ft_value *v)
{
	ft_put_name(o, "type", &ft_type_names, v->type);
	ft_put(o, "value", content(v));
	ft_put_hex(o, "raw", v->raw, v->raw_len);
}

static void put_judgement(json_t **o, const struct ft_value *v)
{
	if (!v->item)
		return;
	if (v->item->unit)
		ft_put_text(o, "unit", v->item->unit);
	ft_put_name(o, "quality", &ft_quality_names, v->quality);
	ft_put_status(o, v->status_text, v->status);
}

json_t *ft_json_value(const struct ft_value *v)
{
	json_t *o = json_object();

	ft_put_text(&o, "address", v->address);
	ft_put_text(&o, "device", v->image->device);
	put_content(&o, v);
	ft_put_uint(&o, "last_seen", v->image->last_seen);
	ft_put_uint(&o, "last_change", v->image->last_change);
	ft_put_name(&o, "state", &ft_state_names, v->image->state);
	put_judgement(&o, v);
	return o;
}

/* The values of an image within an event, which says the rest. */
json_t *ft_json_image_values(const struct ft_image *im)
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
		ft_put_text(&o, "address", address);
		put_content(&o, &v);
		put_judgement(&o, &v);
		ft_put_item(&list, o);
	}
	return list;
}

static json_t *layout_item(const struct ft_layout_item *it)
{
	json_t *o = json_object();

	ft_put_text(&o, "name", it->name);
	ft_put_uint(&o, "offset", it->offset);
	ft_put_uint(&o, "len", it->len);
	ft_put(&o, "status",
	       it->has_status ? json_integer(it->status) : json_null());
	ft_put_name(&o, "type", &ft_type_names, it->type);
	ft_put(&o, "little", json_boolean(it->little));
	return o;
}

json_t *ft_json_layout(const struct ft_layout *l)
{
	json_t *o = json_object(), *items = json_array();
	const struct ft_layout_item *it = l->items.data;
	size_t i;

	for (i = 0; i < l->items.n; i++)
		ft_put_item(&items, layout_item(&it[i]));
	ft_put_text(&o, "device", l->device);
	ft_put_text(&o, "image", l->image);
	ft_put_uint(&o, "len", l->len);
	ft_put_uint(&o, "stale_after", l->stale_after);
	ft_put(&o, "items", items);
	return o;
}

json_t *ft_json_map(const struct ft_map *m)
{
	json_t *o = json_object(), *occupancy = json_array();
	unsigned int i;

	for (i = 0; i < m->n_occupancy; i++)
		ft_put_item(&occupancy, json_integer(m->occupancy[i]));
	ft_put_text(&o, "name", m->name);
	ft_put_uint(&o, "count", m->count);
	ft_put_uint(&o, "limit", m->limit);
	ft_put_uint(&o, "B", m->log2_buckets);
	ft_put_uint(&o, "log2_buckets", m->log2_buckets);
	ft_put_uint(&o, "oldbuckets",
		 m->growing ? 1ull << (m->old_log2_buckets & 63) : 0);
	ft_put(&o, "old_log2_buckets",
	       m->growing ? json_integer(m->old_log2_buckets) : json_null());
	ft_put_uint(&o, "nevacuate", m->nevacuate);
	ft_put_uint(&o, "noverflow", m->noverflow);
	ft_put(&o, "growing", json_boolean(m->growing));
	ft_put_uint(&o, "growths", m->growths);
	ft_put_uint(&o, "same", m->same);
	ft_put_uint(&o, "shrinks", m->shrinks);
	ft_put_uint(&o, "put_off", m->put_off);
	ft_put_uint(&o, "moved_by_writers", m->moved_by_writers);
	ft_put_uint(&o, "moved_by_worker", m->moved_by_worker);
	ft_put_uint(&o, "longest_step", m->longest_step);
	ft_put_uint(&o, "longest_step_ns", m->longest_step_ns);
	ft_put_uint(&o, "longest_step_buckets", m->longest_step_buckets);
	ft_put_uint(&o, "drainers", m->drainers);
	ft_put_uint(&o, "share_sd", m->share_sd);
	ft_put_uint(&o, "refused", m->refused);
	ft_put(&o, "occupancy", occupancy);
	return o;
}

json_t *ft_json_stat(const char *name, uint64_t value, const char *explain)
{
	json_t *o = json_object();

	ft_put_text(&o, "name", name);
	ft_put_uint(&o, "value", value);
	if (explain)
		ft_put_text(&o, "explain", explain);
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
		ft_put_uint(&o, key, cfg->value[i]);
	}
	return o;
}
