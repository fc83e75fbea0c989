// SPDX-License-Identifier: GPL-2.0
#include <errno.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "yaml_read.h"

/*
 * What libyaml may read before a document begins and after it has ended: room
 * for comments, but not for so many directives that comparing each with all
 * before it takes minutes.
 */
#define FENCE	65536

int ft_place_fail(struct ft_error *err, const struct ft_place *at,
		  const char *fmt, ...)
{
	char text[300];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	return ft_fail(err, FT_USAGE, EINVAL, "%s%.120s:%u:%u: %s",
		       strlen(at->file) > 120 ? "..." : "",
		       at->file + (strlen(at->file) > 120 ?
				   strlen(at->file) - 120 : 0),
		       at->line, at->column, text);
}

static struct ft_place place_of(const struct ft_yaml *y,
				const yaml_mark_t *mark)
{
	return (struct ft_place){
		.file = y->file,
		.line = mark->line + 1,
		.column = mark->column + 1,
	};
}

struct ft_place ft_yaml_place(const struct ft_yaml *y)
{
	return place_of(y, &y->event.start_mark);
}

/* libyaml's read handler; 0 is its word for an error. */
static int give(void *data, unsigned char *buffer, size_t size, size_t *given)
{
	struct ft_yaml *y = data;

	if (size > y->len - y->at)
		size = y->len - y->at;
	if (size > y->fence)
		return 0;
	memcpy(buffer, y->data + y->at, size);
	y->at += size;
	y->fence -= size;
	*given = size;
	return 1;
}

/* Line and column of an octet; libyaml knows no mark for what is no text. */
static struct ft_place place_of_octet(const struct ft_yaml *y, size_t octet)
{
	struct ft_place at = { .file = y->file, .line = 1, .column = 1 };
	size_t i;

	for (i = 0; i < octet && i < y->len; i++) {
		if (y->data[i] == '\n') {
			at.line++;
			at.column = 1;
		} else if ((y->data[i] & 0xc0) != 0x80) {
			at.column++;
		}
	}
	return at;
}

/* Says what libyaml does not like. */
static int malformed(struct ft_yaml *y)
{
	const yaml_parser_t *p = &y->parser;
	struct ft_place at = place_of(y, &p->problem_mark);

	if (p->error == YAML_MEMORY_ERROR)
		return ft_fail_errno(y->err, ENOMEM, "%.200s", y->file);
	if (p->error == YAML_READER_ERROR) {
		if (y->at < y->len && !y->fence) {
			at = place_of(y, &p->mark);
			return ft_place_fail(y->err, &at,
					     "%d octets, and no document begins or ends",
					     FENCE);
		}
		at = place_of_octet(y, p->problem_offset);
		return ft_place_fail(y->err, &at, "this is no text: %s",
				     p->problem);
	}
	return ft_place_fail(y->err, &at, "%s%s%s", p->problem,
			     p->context ? " " : "", p->context ? p->context : "");
}

/* What of YAML has no meaning here, and would only hide something. */
static int check_properties(const struct ft_yaml *y, const yaml_char_t *anchor,
			    const yaml_char_t *tag)
{
	struct ft_place at = ft_yaml_place(y);

	if (anchor)
		return ft_place_fail(y->err, &at,
				     "anchors are not for device maps; a model says it once");
	if (tag)
		return ft_place_fail(y->err, &at,
				     "tags are not for device maps");
	return 0;
}

static int check_event(struct ft_yaml *y)
{
	const yaml_event_t *e = &y->event;
	struct ft_place at = ft_yaml_place(y);

	switch (e->type) {
	case YAML_ALIAS_EVENT:
		return ft_place_fail(y->err, &at,
				     "aliases are not for device maps; a model says it once");
	case YAML_SCALAR_EVENT:
		return check_properties(y, e->data.scalar.anchor,
					e->data.scalar.tag);
	case YAML_MAPPING_START_EVENT:
		return check_properties(y, e->data.mapping_start.anchor,
					e->data.mapping_start.tag);
	case YAML_SEQUENCE_START_EVENT:
		return check_properties(y, e->data.sequence_start.anchor,
					e->data.sequence_start.tag);
	default:
		return 0;
	}
}

/* Makes the next event the one at hand. */
static int next(struct ft_yaml *y)
{
	yaml_event_delete(&y->event);
	if (!yaml_parser_parse(&y->parser, &y->event)) {
		memset(&y->event, 0, sizeof(y->event));
		return malformed(y);
	}
	return check_event(y);
}

static int read_all(struct ft_yaml *y, FILE *f, size_t *budget)
{
	size_t room = 65536, n;
	char *data;

	do {
		if (y->len == room || !y->data) {
			room *= 2;
			data = realloc(y->data, room);
			if (!data)
				return ft_fail_errno(y->err, ENOMEM, "%.200s",
						     y->file);
			y->data = data;
		}
		n = fread(y->data + y->len, 1, room - y->len, f);
		y->len += n;
		if (y->len > *budget)
			return ft_fail(y->err, FT_USAGE, EFBIG,
				       "%.200s: too large", y->file);
	} while (n);
	if (ferror(f))
		return ft_fail_errno(y->err, errno, "%.200s", y->file);
	*budget -= y->len;
	return 0;
}

int ft_yaml_open(struct ft_yaml *y, FILE *f, const char *file, size_t *budget,
		 struct ft_error *err)
{
	struct ft_place at;

	memset(y, 0, sizeof(*y));
	y->file = file;
	y->err = err;
	y->fence = FENCE;
	if (read_all(y, f, budget))
		return -1;
	if (!yaml_parser_initialize(&y->parser))
		return ft_fail_errno(err, ENOMEM, "%.200s", file);
	yaml_parser_set_input(&y->parser, give, y);
	/* The stream's start, the document's. */
	if (next(y) || next(y))
		return -1;
	at = ft_yaml_place(y);
	if (y->event.type == YAML_STREAM_END_EVENT)
		return ft_place_fail(err, &at, "the file is empty");
	y->fence = SIZE_MAX;
	return next(y);
}

void ft_yaml_close(struct ft_yaml *y)
{
	yaml_event_delete(&y->event);
	yaml_event_delete(&y->key);
	yaml_parser_delete(&y->parser);
	free(y->data);
	memset(y, 0, sizeof(*y));
}

int ft_yaml_end(struct ft_yaml *y)
{
	if (next(y))
		return -1;
	y->fence = FENCE;
	if (next(y))
		return -1;
	if (y->event.type == YAML_STREAM_END_EVENT)
		return 0;
	y->fence = SIZE_MAX;
	return next(y) ? -1 : 1;
}

static int must_be(const struct ft_yaml *y, const char *what, const char *kind)
{
	struct ft_place at = ft_yaml_place(y);

	return ft_place_fail(y->err, &at, "%.80s must be %s", what, kind);
}

int ft_yaml_mapping(struct ft_yaml *y, const char *what)
{
	if (y->event.type != YAML_MAPPING_START_EVENT)
		return must_be(y, what, "a mapping (KEY: VALUE)");
	return 0;
}

int ft_yaml_sequence(struct ft_yaml *y, const char *what)
{
	if (y->event.type != YAML_SEQUENCE_START_EVENT)
		return must_be(y, what, "a sequence ([A, B])");
	return 0;
}

bool ft_yaml_is_scalar(const struct ft_yaml *y)
{
	return y->event.type == YAML_SCALAR_EVENT;
}

int ft_yaml_scalar(struct ft_yaml *y, const char *what,
		   struct ft_scalar_node *node)
{
	if (!ft_yaml_is_scalar(y))
		return must_be(y, what, "a single value");
	node->text = (const char *)y->event.data.scalar.value;
	node->len = y->event.data.scalar.length;
	node->plain = y->event.data.scalar.style == YAML_PLAIN_SCALAR_STYLE;
	node->place = ft_yaml_place(y);
	if (node->len > FT_YAML_TEXT_MAX)
		return ft_place_fail(y->err, &node->place,
				     "%.80s is longer than %d octets", what,
				     FT_YAML_TEXT_MAX);
	/* Later everything is read up to its NUL. */
	if (strlen(node->text) != node->len)
		return ft_place_fail(y->err, &node->place,
				     "%.80s has a NUL in it", what);
	return 0;
}

int ft_yaml_key(struct ft_yaml *y, struct ft_scalar_node *key)
{
	if (next(y))
		return -1;
	if (y->event.type == YAML_MAPPING_END_EVENT)
		return 0;
	if (ft_yaml_scalar(y, "a key", key))
		return -1;
	/* Its text stays while the value is read. */
	yaml_event_delete(&y->key);
	y->key = y->event;
	memset(&y->event, 0, sizeof(y->event));
	return next(y) ? -1 : 1;
}

int ft_yaml_item(struct ft_yaml *y)
{
	if (next(y))
		return -1;
	return y->event.type != YAML_SEQUENCE_END_EVENT;
}
