// SPDX-License-Identifier: GPL-2.0
#include <stdlib.h>
#include <string.h>

#include "json.h"
#include "json_put.h"
#include "shadow.h"

static json_t *number(const struct ft_shadow *s, int attr)
{
	return json_integer((json_int_t)s->number[attr]);
}

/* The same of both. */
static void put_pair(json_t **o, const char *key, json_t *active,
		     json_t *candidate)
{
	json_t *pair = json_object();

	ft_put(&pair, "active", active);
	ft_put(&pair, "candidate", candidate);
	ft_put(o, key, pair);
}

static json_t *excerpt(const struct ft_excerpt *e)
{
	return e->there ? ft_json_hex(e->octet, e->n) : json_null();
}

static json_t *length(const struct ft_excerpt *e)
{
	return e->there ? json_integer(e->len) : json_null();
}

static json_t *sample(const struct ft_shadow_sample *s)
{
	json_t *o = json_object();

	ft_put_name(&o, "kind", &ft_shadow_kind_names, s->kind);
	ft_put(&o, "time", json_integer((json_int_t)s->time));
	ft_put_text(&o, "device", s->device);
	ft_put_text(&o, "image", s->image);
	ft_put(&o, "pdu", excerpt(&s->pdu));
	ft_put(&o, "pdu_len", length(&s->pdu));
	if (s->has_results) {
		put_pair(&o, "result", json_integer(s->active_result),
			 json_integer(s->candidate_result));
		return o;
	}
	put_pair(&o, "data", excerpt(&s->active), excerpt(&s->candidate));
	put_pair(&o, "len", length(&s->active), length(&s->candidate));
	return o;
}

/* A mean is of more use than a sum. */
static json_t *mean(const struct ft_shadow *s, int attr)
{
	uint64_t n = s->number[FIELDTAP_A_SHADOW_PDUS];

	return json_integer(n ? (json_int_t)(s->number[attr] / n) : 0);
}

static void put_numbers(json_t **o, const struct ft_shadow *s)
{
	static const struct {
		const char *key;
		int attr;
	} all[] = {
		{ "in_a_row", FIELDTAP_A_SHADOW_IN_A_ROW },
		{ "pdus", FIELDTAP_A_SHADOW_PDUS },
		{ "matched", FIELDTAP_A_SHADOW_MATCHED },
		{ "different", FIELDTAP_A_SHADOW_DIFFERENT },
		{ "missing", FIELDTAP_A_SHADOW_MISSING },
		{ "extra", FIELDTAP_A_SHADOW_EXTRA },
		{ "framing", FIELDTAP_A_SHADOW_FRAMING },
		{ "result", FIELDTAP_A_SHADOW_RESULT },
		{ "report", FIELDTAP_A_SHADOW_REPORT },
		{ "learning", FIELDTAP_A_SHADOW_LEARNING },
		{ "unchecked", FIELDTAP_A_SHADOW_UNCHECKED },
	};
	size_t i;

	for (i = 0; i < sizeof(all) / sizeof(all[0]); i++)
		ft_put(o, all[i].key, number(s, all[i].attr));
}

json_t *ft_json_shadow(const struct ft_shadow *s)
{
	json_t *o = json_object(), *samples = json_array();
	unsigned int i;

	for (i = 0; i < s->n_samples; i++)
		ft_put_item(&samples, sample(&s->sample[i]));
	ft_put_text(&o, "decoder", s->decoder);
	ft_put_text(&o, "active", s->active);
	ft_put_text(&o, "candidate", s->candidate);
	ft_put(&o, "share", json_integer(s->share));
	ft_put(&o, "after", s->after ? json_integer(s->after) : json_null());
	ft_put_name(&o, "state", &ft_shadow_state_names, s->state);
	ft_put(&o, "promoted",
	    json_boolean(s->state == FIELDTAP_SHADOW_STATE_PROMOTED));
	put_numbers(&o, s);
	put_pair(&o, "errors", number(s, FIELDTAP_A_SHADOW_ACTIVE_ERRORS),
		 number(s, FIELDTAP_A_SHADOW_CANDIDATE_ERRORS));
	put_pair(&o, "ns_per_pdu", mean(s, FIELDTAP_A_SHADOW_ACTIVE_NS),
		 mean(s, FIELDTAP_A_SHADOW_CANDIDATE_NS));
	put_pair(&o, "ns_max", number(s, FIELDTAP_A_SHADOW_ACTIVE_NS_MAX),
		 number(s, FIELDTAP_A_SHADOW_CANDIDATE_NS_MAX));
	ft_put(&o, "samples", samples);
	return o;
}
