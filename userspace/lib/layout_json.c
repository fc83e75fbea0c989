// SPDX-License-Identifier: GPL-2.0
#include <errno.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <jansson.h>

#include "layout.h"
#include "scalar.h"

/* Where in the JSON we are, for errors. */
struct place {
	const char *file;
	size_t layout;
	bool in_item;
	size_t item;
	struct ft_error *err;
};

static int wrong(const struct place *at, const char *key, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));

/* Says what is wrong with a field, as in: FILE: [2].items[0].len: must be ... */
static int wrong(const struct place *at, const char *key, const char *fmt, ...)
{
	char item[40] = "", text[256];
	va_list ap;

	if (at->in_item)
		snprintf(item, sizeof(item), ".items[%zu]", at->item);
	va_start(ap, fmt);
	vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	return ft_fail(at->err, FT_USAGE, EINVAL, "%.80s: [%zu]%s%s%.40s: %s",
		       at->file, at->layout, item, *key ? "." : "", key, text);
}

/* Makes sure that @o is an object with no other fields than these. */
static int check_keys(const struct place *at, json_t *o,
		      const char *const *keys)
{
	const char *key;
	json_t *value;
	int i;

	if (!json_is_object(o))
		return wrong(at, "", "must be an object");
	json_object_foreach(o, key, value) {
		for (i = 0; keys[i] && strcmp(key, keys[i]); i++)
			;
		if (!keys[i])
			return wrong(at, key, "unknown field");
	}
	return 0;
}

static int take_text(const struct place *at, json_t *o, const char *key,
		     char *text, size_t size)
{
	json_t *value = json_object_get(o, key);
	const char *s = json_string_value(value), *p;

	if (!s)
		return wrong(at, key, "must be a string");
	if (!*s || json_string_length(value) >= size)
		return wrong(at, key, "must have 1 to %zu octets", size - 1);
	for (p = s; p < s + json_string_length(value); p++) {
		if ((unsigned char)*p < ' ' || *p == 0x7f)
			return wrong(at, key, "must have no control characters");
	}
	strcpy(text, s);
	return 0;
}

static int take_number(const struct place *at, json_t *o, const char *key,
		       int64_t least, int64_t most, uint64_t *number)
{
	json_t *value = json_object_get(o, key);
	json_int_t n = json_integer_value(value);

	if (!json_is_integer(value) || n < least || n > most)
		return wrong(at, key, "must be a number from %" PRId64 " to %" PRId64,
			     least, most);
	*number = n;
	return 0;
}

/* A field that may be absent or null. */
static bool is_absent(json_t *o, const char *key)
{
	json_t *value = json_object_get(o, key);

	return !value || json_is_null(value);
}

static int take_type(const struct place *at, json_t *o,
		     struct ft_layout_item *it)
{
	const char *s = json_string_value(json_object_get(o, "type"));
	unsigned int size;

	if (!s)
		return wrong(at, "type", "must be a string");
	for (it->type = 0; it->type < ft_type_names.n; it->type++) {
		if (!strcmp(s, ft_type_names.names[it->type].name))
			break;
	}
	if (it->type == ft_type_names.n)
		return wrong(at, "type", "there is no type \"%.40s\"", s);
	size = ft_scalar_size(it->type);
	if (size && it->len != size)
		return wrong(at, "len", "must be %u, the octets of %s", size, s);
	return 0;
}

static int take_status(const struct place *at, json_t *o, uint32_t len,
		       struct ft_layout_item *it)
{
	uint64_t n;

	if (is_absent(o, "status"))
		return 0;
	if (take_number(at, o, "status", 0, (int64_t)len - 1, &n))
		return -1;
	it->has_status = true;
	it->status = n;
	return 0;
}

static int take_item(const struct place *at, json_t *o, uint32_t len,
		     struct ft_layout_item *it)
{
	static const char *const keys[] = {
		"name", "offset", "len", "status", "type", "little", NULL
	};
	json_t *little = json_object_get(o, "little");
	uint64_t n;

	if (check_keys(at, o, keys) ||
	    take_text(at, o, "name", it->name, sizeof(it->name)) ||
	    take_number(at, o, "offset", 0, len, &n))
		return -1;
	it->offset = n;
	if (take_number(at, o, "len", 0, len - it->offset, &n))
		return -1;
	it->len = n;
	if (little && !json_is_boolean(little))
		return wrong(at, "little", "must be true or false");
	it->little = json_is_true(little);
	if (take_status(at, o, len, it))
		return -1;
	return take_type(at, o, it);
}

static int take_items(struct place *at, json_t *o, struct ft_layout *l)
{
	json_t *list = json_object_get(o, "items");
	struct ft_layout_item *it, *other;
	size_t n = json_array_size(list), k;

	if (!json_is_array(list) || n > FT_LAYOUT_ITEMS_MAX)
		return wrong(at, "items", "must be an array of at most %d items",
			     FT_LAYOUT_ITEMS_MAX);
	at->in_item = true;
	for (at->item = 0; at->item < n; at->item++) {
		it = ft_vec_add(&l->items, sizeof(*it));
		if (!it)
			return ft_fail_errno(at->err, ENOMEM, "%.80s", at->file);
		if (take_item(at, json_array_get(list, at->item), l->len, it))
			return -1;
		other = l->items.data;
		for (k = 0; k < at->item; k++) {
			if (!strcmp(other[k].name, it->name))
				return wrong(at, "name", "\"%s\" is items[%zu], too",
					     it->name, k);
		}
	}
	at->in_item = false;
	return 0;
}

static int take_layout(struct place *at, json_t *o, struct ft_layout *l)
{
	static const char *const keys[] = {
		"device", "image", "len", "stale_after", "items", NULL
	};
	uint64_t n;

	if (check_keys(at, o, keys) ||
	    take_text(at, o, "device", l->device, sizeof(l->device)) ||
	    take_text(at, o, "image", l->image, sizeof(l->image)) ||
	    take_number(at, o, "len", 0, FT_LAYOUT_LEN_MAX, &n))
		return -1;
	l->len = n;
	if (!is_absent(o, "stale_after") &&
	    take_number(at, o, "stale_after", 0, INT64_MAX, &l->stale_after))
		return -1;
	return take_items(at, o, l);
}

/* A layout and its place in the file, for finding equals. */
struct indexed {
	const struct ft_layout *layout;
	size_t place;
};

static int by_image(const void *a, const void *b)
{
	const struct indexed *x = a, *y = b;
	int c = strcmp(x->layout->device, y->layout->device);

	if (!c)
		c = strcmp(x->layout->image, y->layout->image);
	return c ? c : (x->place > y->place) - (x->place < y->place);
}

static int check_unique(struct place *at, const struct ft_vec *layouts)
{
	const struct ft_layout *l = layouts->data;
	struct indexed *sorted = calloc(layouts->n, sizeof(*sorted));
	size_t i;
	int err = 0;

	if (!sorted)
		return ft_fail_errno(at->err, ENOMEM, "%.80s", at->file);
	for (i = 0; i < layouts->n; i++)
		sorted[i] = (struct indexed){ &l[i], i };
	qsort(sorted, layouts->n, sizeof(*sorted), by_image);
	for (i = 1; !err && i < layouts->n; i++) {
		const struct ft_layout *a = sorted[i - 1].layout;
		const struct ft_layout *b = sorted[i].layout;

		at->layout = sorted[i].place;
		if (!strcmp(a->device, b->device) && !strcmp(a->image, b->image))
			err = wrong(at, "image", "[%zu] is the same image",
				    sorted[i - 1].place);
	}
	free(sorted);
	return err;
}

static int take_layouts(struct place *at, json_t *root, struct ft_vec *layouts)
{
	struct ft_layout *l;
	size_t n = json_array_size(root);

	if (!json_is_array(root))
		return ft_fail(at->err, FT_USAGE, EINVAL,
			       "%.80s: must be an array of layouts", at->file);
	for (at->layout = 0; at->layout < n; at->layout++) {
		l = ft_vec_add(layouts, sizeof(*l));
		if (!l)
			return ft_fail_errno(at->err, ENOMEM, "%.80s", at->file);
		if (take_layout(at, json_array_get(root, at->layout), l))
			return -1;
	}
	return n ? check_unique(at, layouts) : 0;
}

int ft_layouts_read(FILE *f, const char *name, struct ft_vec *layouts,
		    struct ft_error *err)
{
	struct place at = { .file = name, .err = err };
	json_error_t why;
	json_t *root = json_loadf(f, JSON_REJECT_DUPLICATES, &why);
	int ret;

	if (!root && ferror(f))
		return ft_fail_errno(err, errno, "%.80s", name);
	if (!root)
		return ft_fail(err, FT_USAGE, EINVAL, "%.80s:%d:%d: %s", name,
			       why.line, why.column, why.text);
	ret = take_layouts(&at, root, layouts);
	json_decref(root);
	return ret;
}
