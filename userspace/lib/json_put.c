// SPDX-License-Identifier: GPL-2.0
#include <stdlib.h>
#include <string.h>

#include "decimal.h"
#include "json.h"
#include "json_put.h"
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

void ft_put(json_t **o, const char *key, json_t *value)
{
	if (!*o) {
		json_decref(value);
	} else if (json_object_set_new_nocheck(*o, key, value)) {
		json_decref(*o);
		*o = NULL;
	}
}

void ft_put_uint(json_t **o, const char *key, uint64_t value)
{
	ft_put(o, key, json_integer((json_int_t)value));
}

json_t *ft_json_octets(const char *s, size_t n)
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

json_t *ft_json_string(const char *s)
{
	json_t *j = json_string(s);

	return j ? j : ft_json_octets(s, strlen(s));
}

void ft_put_text(json_t **o, const char *key, const char *value)
{
	ft_put(o, key, ft_json_string(value));
}

void ft_put_optional(json_t **o, const char *key, const char *value)
{
	ft_put(o, key, ft_optional(value) ? ft_json_string(value) : json_null());
}

void ft_put_name(json_t **o, const char *key, const struct ft_names *names,
		 uint32_t value)
{
	const char *name = ft_name(names, value);

	ft_put(o, key, name ? json_string(name) : json_integer(value));
}

void ft_put_status(json_t **o, const char *meaning, uint32_t code)
{
	if (meaning)
		ft_put_text(o, "status", meaning);
	else if (code)
		ft_put_uint(o, "status", code);
}

json_t *ft_json_hex(const uint8_t *data, size_t n)
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

void ft_put_hex(json_t **o, const char *key, const uint8_t *data, size_t n)
{
	ft_put(o, key, ft_json_hex(data, n));
}

void ft_put_item(json_t **array, json_t *value)
{
	if (!*array) {
		json_decref(value);
	} else if (json_array_append_new(*array, value)) {
		json_decref(*array);
		*array = NULL;
	}
}

json_t *ft_json_literal(const char *digits)
{
	char marked[1 + FT_DECIMAL_MAX];
	size_t n = strlen(digits);

	marked[0] = '\0';
	memcpy(marked + 1, digits, n);
	return json_stringn_nocheck(marked, 1 + n);
}

json_t *ft_json_scalar(const char *text, enum ft_scalar kind)
{
	switch (kind) {
	case FT_SCALAR_LITERAL:
		return ft_json_literal(text);
	case FT_SCALAR_TEXT:
		return json_string_nocheck(text);
	default:
		return json_null();
	}
}
