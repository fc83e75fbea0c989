// SPDX-License-Identifier: GPL-2.0
/* Objects of the kernel as users of the library see them. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "hex.h"
#include "public.h"
#include "scalar.h"
#include "utf8.h"

/* Text without NUL, as it has to end with one. */
static void string_text(char *dst, const uint8_t *data, size_t n)
{
	const size_t end = strnlen((const char *)data, n);

	dst[ft_utf8_repair(dst, (const char *)data, end)] = '\0';
}

static void point_text(struct ft_public_point *dst, const struct ft_point *p)
{
	const size_t n = p->data_len < FIELDTAP_POINT_DATA_MAX ? p->data_len :
			 FIELDTAP_POINT_DATA_MAX;

	dst->pub.number = NAN;
	if (!p->has_value)
		return;
	dst->pub.type = ft_name(&ft_type_names, p->type);
	dst->pub.text = dst->text;
	if (p->data && p->type == FIELDTAP_TYPE_STRING) {
		string_text(dst->text, p->data, n);
	} else if (p->data) {
		ft_hex(dst->text, p->data, n);
	} else {
		ft_point_text(dst->text, p);
		dst->pub.number = ft_decimal_double(p->type, p->raw, p->scale,
						    p->offset);
	}
}

void ft_public_point(struct ft_public_point *dst, const struct ft_point *p)
{
	memset(&dst->pub, 0, sizeof(dst->pub));
	dst->pub.name = p->name;
	dst->pub.address = ft_point_conf_text(&p->conf,
					      FIELDTAP_A_POINT_CONF_ADDRESS);
	dst->pub.unit = ft_optional(p->unit);
	dst->pub.state = ft_name(&ft_point_state_names, p->state);
	dst->pub.quality = ft_name(&ft_quality_names, p->quality);
	dst->pub.status = p->status;
	dst->pub.level = ft_name(&ft_level_names, p->level);
	dst->pub.time = p->time;
	dst->pub.previous_time = p->previous_time;
	dst->pub.last_seen = p->last_seen;
	dst->pub.generation = p->generation;
	point_text(dst, p);
	if (p->has_previous) {
		ft_point_previous_text(dst->previous, p);
		dst->pub.previous = dst->previous;
	}
}

void ft_public_image(struct fieldtap_image *dst, const struct ft_image *im)
{
	memset(dst, 0, sizeof(*dst));
	dst->device = im->device;
	dst->name = im->image;
	dst->decoder = im->decoder;
	dst->octets = im->data;
	dst->len = im->data_len;
	dst->wire_len = im->len;
	dst->state = ft_name(&ft_state_names, im->state);
	dst->quality = ft_name(&ft_quality_names, im->quality);
	dst->frames = im->frames;
	dst->changes = im->changes;
	dst->generation = im->generation;
	dst->last_seen = im->last_seen;
	dst->last_change = im->last_change;
	dst->source_time = im->source_time;
}

/* Room for the text of a value at worst. */
static size_t text_room(const struct ft_value *v)
{
	if (!ft_scalar_size(v->type))
		return FT_UTF8_REPAIR * (size_t)v->raw_len + 1;
	return (size_t)v->count * (FT_SCALAR_MAX + 2) + 3;
}

static void element_text(char *dst, const struct ft_value *v, uint32_t i)
{
	ft_scalar_text(dst, v->type,
		       v->raw + (size_t)i * ft_scalar_size(v->type), v->little);
}

static void array_text(char *dst, const struct ft_value *v)
{
	uint32_t i;

	*dst++ = '[';
	for (i = 0; i < v->count; i++) {
		if (i)
			dst = stpcpy(dst, ", ");
		element_text(dst, v, i);
		dst += strlen(dst);
	}
	strcpy(dst, "]");
}

static void value_text(struct ft_public_value *dst, const struct ft_value *v)
{
	dst->pub.text = dst->text;
	dst->pub.number = NAN;
	if (v->type == FIELDTAP_TYPE_STRING) {
		string_text(dst->text, v->raw, v->raw_len);
	} else if (!ft_scalar_size(v->type)) {
		ft_hex(dst->text, v->raw, v->raw_len);
	} else if (v->count != 1) {
		array_text(dst->text, v);
	} else {
		element_text(dst->text, v, 0);
		if (v->type == FIELDTAP_TYPE_BOOL)
			dst->pub.number = *v->raw ? 1 : 0;
		else if (v->type != FIELDTAP_TYPE_DATETIME)
			dst->pub.number = strtod(dst->text, NULL);
	}
}

int ft_public_value(struct ft_public_value *dst, const struct ft_value *v)
{
	const size_t room = text_room(v);

	if (room > dst->room) {
		char *text = realloc(dst->text, room);

		if (!text)
			return -1;
		dst->text = text;
		dst->room = room;
	}
	memset(&dst->pub, 0, sizeof(dst->pub));
	strcpy(dst->address, v->address);
	dst->pub.address = dst->address;
	dst->pub.type = ft_name(&ft_type_names, v->type);
	dst->pub.octets = v->raw;
	dst->pub.len = v->raw_len;
	dst->pub.unit = v->item ? v->item->unit : NULL;
	dst->pub.quality = ft_name(&ft_quality_names, v->quality);
	dst->pub.state = ft_name(&ft_state_names, v->image->state);
	dst->pub.last_seen = v->image->last_seen;
	dst->pub.last_change = v->image->last_change;
	value_text(dst, v);
	return 0;
}

static void public_sample(struct fieldtap_sample *dst, char *text,
			  const struct ft_window *w, const struct ft_sample *s)
{
	dst->seq = s->seq;
	dst->time = s->time;
	dst->quality = ft_name(&ft_quality_names, s->quality);
	dst->missed = s->missed;
	dst->number = NAN;
	if (!s->has_value)
		return;
	ft_decimal_scale(text, w->type, s->raw, w->scale, w->offset);
	dst->text = text;
	dst->number = ft_decimal_double(w->type, s->raw, w->scale, w->offset);
}

int ft_public_window(struct ft_public_window *dst)
{
	const struct ft_window *w = &dst->window;
	const struct ft_sample *s = w->samples.data;
	const size_t n = w->samples.n;
	size_t i;

	/* One more, as there may be none. */
	dst->samples = calloc(n + 1, sizeof(*dst->samples));
	dst->list = calloc(n + 1, sizeof(*dst->list));
	dst->text = calloc(n + 1, FT_DECIMAL_MAX);
	if (!dst->samples || !dst->list || !dst->text)
		return -1;
	for (i = 0; i < n; i++) {
		dst->list[i] = &dst->samples[i];
		public_sample(&dst->samples[i], dst->text + i * FT_DECIMAL_MAX,
			      w, &s[i]);
	}
	memset(&dst->pub, 0, sizeof(dst->pub));
	dst->pub.name = w->name;
	dst->pub.unit = ft_optional(w->unit);
	dst->pub.type = w->has_type ? ft_name(&ft_type_names, w->type) : NULL;
	dst->pub.size = w->size;
	dst->pub.first = w->first;
	dst->pub.next = w->next;
	dst->pub.overwritten = w->overwritten;
	dst->pub.samples = dst->list;
	dst->pub.n_samples = n;
	return 0;
}

void ft_public_window_clean(struct ft_public_window *w)
{
	ft_window_clean(&w->window);
	free(w->samples);
	free(w->list);
	free(w->text);
	memset(w, 0, sizeof(*w));
}
