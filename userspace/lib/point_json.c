// SPDX-License-Identifier: GPL-2.0
#include <string.h>

#include "json.h"
#include "json_put.h"

static json_t *value(const struct ft_point *p)
{
	char buf[FT_DECIMAL_MAX];

	if (!p->has_value)
		return json_null();
	if (p->data && p->type == FIELDTAP_TYPE_STRING)
		return ft_json_octets((const char *)p->data, p->data_len);
	if (p->data)
		return ft_json_hex(p->data, p->data_len);
	return ft_json_scalar(buf, ft_point_text(buf, p));
}

static json_t *raw(const struct ft_point *p)
{
	char buf[FT_DECIMAL_MAX];

	if (!p->has_value)
		return json_null();
	if (p->data)
		return ft_json_hex(p->data, p->data_len);
	return ft_json_scalar(buf, ft_decimal_scale(buf, p->type, p->raw, NULL,
						    NULL));
}

static json_t *previous(const struct ft_point *p)
{
	char buf[FT_DECIMAL_MAX];

	if (!p->has_previous)
		return json_null();
	return ft_json_scalar(buf, ft_point_previous_text(buf, p));
}

static void put_status(json_t **o, const struct ft_point *p)
{
	ft_put(o, "status",
	       p->status ? json_integer(p->status) : json_null());
}

/* A decimal of the kernel's that is none is a text. */
static json_t *decimal(const char *text)
{
	char tidy[FIELDTAP_NUMBER_MAX];

	return ft_decimal_tidy(tidy, text) ? ft_json_string(text) :
					     ft_json_literal(tidy);
}

json_t *ft_json_param(const struct ft_point_conf *conf,
		      const struct ft_param *p)
{
	const uint32_t n = conf->field[p->attr].number;
	const char *word;

	switch (p->kind) {
	case FT_PARAM_TEXT:
		return ft_json_string(conf->field[p->attr].text);
	case FT_PARAM_DECIMAL:
		return decimal(conf->field[p->attr].text);
	case FT_PARAM_WORD:
		word = ft_name(p->words, n);
		return word ? json_string(word) : json_integer(n);
	default:
		return json_integer(n);
	}
}

/* What is set, but for what stands elsewhere in the object. */
static void put_conf(json_t **o, const struct ft_point_conf *conf)
{
	const struct ft_param *p;

	for (p = ft_params; p->name; p++) {
		switch (p->attr) {
		case FIELDTAP_A_POINT_CONF_ADDRESS:
		case FIELDTAP_A_POINT_CONF_TYPE:
		case FIELDTAP_A_POINT_CONF_UNIT:
		case FIELDTAP_A_POINT_CONF_DESC:
			break;
		default:
			if (ft_point_conf_has(conf, p->attr))
				ft_put(o, p->key, ft_json_param(conf, p));
		}
	}
}

static json_t *type(const struct ft_point *p)
{
	const struct ft_param *t = ft_param_of(FIELDTAP_A_POINT_CONF_TYPE);
	const char *word;

	if (p->has_value) {
		word = ft_name(&ft_type_names, p->type);
		return word ? json_string(word) : json_integer(p->type);
	}
	return ft_point_conf_has(&p->conf, t->attr) ? ft_json_param(&p->conf, t) :
						      json_null();
}

static void put_counters(json_t **o, const struct ft_point *p)
{
	ft_put_uint(o, "last_seen", p->last_seen);
	ft_put_uint(o, "last_change", p->time);
	ft_put(o, "previous", previous(p));
	ft_put_uint(o, "previous_time", p->previous_time);
	ft_put_uint(o, "period", p->period);
	ft_put_uint(o, "images", p->images);
	ft_put_uint(o, "samples", p->samples);
	ft_put_uint(o, "events", p->events);
	ft_put_uint(o, "alerts", p->alerts);
	ft_put_uint(o, "generation", p->generation);
}

json_t *ft_json_point(const struct ft_point *p)
{
	json_t *o = json_object();

	ft_put_text(&o, "name", p->name);
	ft_put_optional(&o, "address",
			ft_point_conf_text(&p->conf, FIELDTAP_A_POINT_CONF_ADDRESS));
	ft_put(&o, "type", type(p));
	ft_put(&o, "value", value(p));
	ft_put(&o, "raw", raw(p));
	ft_put_optional(&o, "unit", p->unit);
	ft_put_optional(&o, "desc",
			ft_point_conf_text(&p->conf, FIELDTAP_A_POINT_CONF_DESC));
	ft_put_name(&o, "state", &ft_point_state_names, p->state);
	ft_put_name(&o, "quality", &ft_quality_names, p->quality);
	put_status(&o, p);
	ft_put_name(&o, "level", &ft_level_names, p->level);
	ft_put(&o, "rate_alert", json_boolean(p->rate_alert));
	put_counters(&o, p);
	ft_put_optional(&o, "source",
			ft_point_conf_text(&p->conf, FIELDTAP_A_POINT_CONF_SOURCE));
	put_conf(&o, &p->conf);
	return o;
}

void ft_put_point_event(json_t **o, const struct ft_point *p)
{
	ft_put_text(o, "name", p->name);
	ft_put(o, "value", value(p));
	ft_put(o, "raw", raw(p));
	ft_put(o, "previous", previous(p));
	ft_put_optional(o, "unit", p->unit);
	ft_put_name(o, "quality", &ft_quality_names, p->quality);
	put_status(o, p);
	ft_put_name(o, "state", &ft_point_state_names, p->state);
	ft_put_name(o, "level", &ft_level_names, p->level);
	ft_put_uint(o, "time", p->time);
	ft_put_uint(o, "previous_time", p->previous_time);
	ft_put_uint(o, "last_seen", p->last_seen);
	ft_put_uint(o, "generation", p->generation);
}

void ft_put_alert_event(json_t **o, const struct ft_point_alert *a)
{
	ft_put_name(o, "alert", &ft_alert_names, a->alert);
	ft_put(o, "raised", json_boolean(a->raised));
	ft_put_name(o, "previous_level", &ft_level_names, a->previous_level);
	ft_put(o, "limit", *a->limit ? decimal(a->limit) : json_null());
	ft_put_point_event(o, a->point);
}
