// SPDX-License-Identifier: GPL-2.0
#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include <yaml.h>

#include "map_save.h"
#include "point.h"
#include "utf8.h"

#define ATTR(name)	FIELDTAP_A_POINT_CONF_##name

/* A point, its source, and its place in the list. */
struct entry {
	const struct ft_point_conf *conf;
	const char *source;
	size_t place;
};

static int by_source(const void *a, const void *b)
{
	const struct entry *x = a, *y = b;
	int c = strcmp(x->source, y->source);

	return c ? c : (x->place > y->place) - (x->place < y->place);
}

/* What no reader of YAML takes for a number, a bool or nothing. */
static bool is_word(const char *s)
{
	static const char *const others[] = {
		"y", "n", "yes", "no", "true", "false", "on", "off", "null",
		"none",
	};
	size_t i;

	if (strspn(s, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_.-") !=
	    strlen(s) || strspn(s, "0123456789.-"))
		return false;
	for (i = 0; i < sizeof(others) / sizeof(others[0]); i++) {
		if (!strcasecmp(s, others[i]))
			return false;
	}
	return true;
}

static bool scalar(yaml_emitter_t *out, const char *text, bool plain)
{
	const size_t n = strlen(text);
	char *clean = malloc(FT_UTF8_REPAIR * n + 1);
	yaml_event_t event;
	bool ok;

	if (!clean)
		return false;
	/* libyaml writes nothing but UTF-8. */
	ok = yaml_scalar_event_initialize(&event, NULL, NULL,
					  (yaml_char_t *)clean,
					  ft_utf8_repair(clean, text, n), 1, 1,
					  plain ? YAML_PLAIN_SCALAR_STYLE :
					  YAML_DOUBLE_QUOTED_SCALAR_STYLE) &&
	     yaml_emitter_emit(out, &event);
	free(clean);
	return ok;
}

static bool begin(yaml_emitter_t *out, yaml_mapping_style_t style)
{
	yaml_event_t event;

	return yaml_mapping_start_event_initialize(&event, NULL, NULL, 1,
						   style) &&
	       yaml_emitter_emit(out, &event);
}

static bool end(yaml_emitter_t *out)
{
	yaml_event_t event;

	return yaml_mapping_end_event_initialize(&event) &&
	       yaml_emitter_emit(out, &event);
}

static bool put_param(yaml_emitter_t *out, const struct ft_point_conf *conf,
		      const struct ft_param *p)
{
	char buf[FT_PARAM_TEXT_MAX];
	const char *text = ft_point_conf_text_of(conf, p, buf);

	return scalar(out, p->key, true) &&
	       scalar(out, text, p->kind != FT_PARAM_TEXT || is_word(text));
}

static bool put_point(yaml_emitter_t *out, const struct ft_point_conf *conf)
{
	const char *name = ft_point_conf_text(conf, ATTR(NAME));
	const struct ft_param *p;

	if (!scalar(out, name ? name : "", name && is_word(name)) ||
	    !begin(out, YAML_FLOW_MAPPING_STYLE))
		return false;
	for (p = ft_params; p->name; p++) {
		if (ft_point_conf_has(conf, p->attr) && !put_param(out, conf, p))
			return false;
	}
	return end(out);
}

/* Writes the points of one source as a document; how many they are. */
static bool put_document(yaml_emitter_t *out, const struct entry *e, size_t n)
{
	yaml_event_t event;
	size_t i;

	if (!yaml_document_start_event_initialize(&event, NULL, NULL, NULL, 0) ||
	    !yaml_emitter_emit(out, &event) ||
	    !begin(out, YAML_BLOCK_MAPPING_STYLE))
		return false;
	if (*e->source &&
	    !(scalar(out, "plant", true) &&
	      scalar(out, e->source, is_word(e->source))))
		return false;
	if (!scalar(out, "points", true) ||
	    !begin(out, YAML_BLOCK_MAPPING_STYLE))
		return false;
	for (i = 0; i < n; i++) {
		if (!put_point(out, e[i].conf))
			return false;
	}
	return end(out) && end(out) &&
	       yaml_document_end_event_initialize(&event, 1) &&
	       yaml_emitter_emit(out, &event);
}

static bool put_documents(yaml_emitter_t *out, const struct entry *e, size_t n)
{
	yaml_event_t event;
	size_t i, first;

	if (!yaml_stream_start_event_initialize(&event, YAML_UTF8_ENCODING) ||
	    !yaml_emitter_emit(out, &event))
		return false;
	/* Without points there is a document that says so. */
	for (first = 0; first < n || !first; first = i) {
		for (i = first + 1; i < n; i++) {
			if (strcmp(e[i].source, e[first].source))
				break;
		}
		if (!put_document(out, e + first, n ? i - first : 0))
			return false;
	}
	return yaml_stream_end_event_initialize(&event) &&
	       yaml_emitter_emit(out, &event);
}

static int emit(FILE *f, const struct entry *e, size_t n, struct ft_error *err)
{
	yaml_emitter_t out;
	bool ok;

	if (!yaml_emitter_initialize(&out))
		return ft_fail_errno(err, ENOMEM, "points");
	yaml_emitter_set_output_file(&out, f);
	yaml_emitter_set_unicode(&out, 1);
	/* A point a line. */
	yaml_emitter_set_width(&out, -1);
	ok = put_documents(&out, e, n);
	if (!ok && out.error == YAML_WRITER_ERROR)
		ft_fail_errno(err, errno, "write error");
	else if (!ok)
		ft_fail_errno(err, ENOMEM, "points");
	yaml_emitter_delete(&out);
	return ok ? 0 : -1;
}

int ft_map_save(FILE *f, const struct ft_vec *points, struct ft_error *err)
{
	struct entry *e = calloc(points->n + 1, sizeof(*e));
	const struct ft_point *p = points->data;
	size_t i;
	int ret;

	if (!e)
		return ft_fail_errno(err, ENOMEM, "points");
	for (i = 0; i < points->n; i++) {
		const char *source = ft_point_conf_text(&p[i].conf, ATTR(SOURCE));

		e[i] = (struct entry){ &p[i].conf, source ? source : "", i };
	}
	e[points->n].source = "";
	qsort(e, points->n, sizeof(*e), by_source);
	ret = emit(f, e, points->n, err);
	free(e);
	return ret;
}
