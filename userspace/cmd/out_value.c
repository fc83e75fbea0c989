// SPDX-License-Identifier: GPL-2.0
#include <stdio.h>
#include <string.h>

#include "../lib/json.h"
#include "../lib/scalar.h"
#include "../lib/utf8.h"
#include "out_value.h"

/* Text that has room for so many characters. */
struct cell {
	char *p;
	unsigned int columns;
	bool cut;
};

/* Adds text that has no control characters, by whole characters. */
static void add(struct cell *c, const char *s)
{
	while (*s && !c->cut) {
		if (!c->columns) {
			c->cut = true;
			strcpy(c->p, "...");
			c->p += strlen(c->p);
			return;
		}
		do {
			*c->p++ = *s++;
		} while ((*s & 0xc0) == 0x80);
		c->columns--;
	}
	*c->p = '\0';
}

/* The beginning of a string; at least one character is too much for a cell. */
static void add_string(struct cell *c, const struct ft_value *v)
{
	char text[FT_UTF8_REPAIR * 4 * (OUT_VALUE_COLUMNS + 1) + 1];
	size_t n = v->raw_len, most = 4 * (OUT_VALUE_COLUMNS + 1);

	n = ft_utf8_repair(text, (const char *)v->raw, n < most ? n : most);
	out_clean(text, n);
	text[n] = '\0';
	add(c, "\"");
	add(c, text);
	add(c, "\"");
}

static void add_octets(struct cell *c, const struct ft_value *v)
{
	char hex[3];
	uint32_t i;

	for (i = 0; i < v->raw_len && !c->cut; i++) {
		ft_hex(hex, &v->raw[i], 1);
		add(c, hex);
	}
}

static void add_elements(struct cell *c, const struct ft_value *v)
{
	const unsigned int size = ft_scalar_size(v->type);
	char buf[FT_SCALAR_MAX];
	uint32_t i;

	if (v->count != 1)
		add(c, "[");
	for (i = 0; i < v->count && !c->cut; i++) {
		if (i)
			add(c, ", ");
		ft_scalar_text(buf, v->type, v->raw + (size_t)i * size,
			       v->little);
		add(c, buf);
	}
	if (v->count != 1)
		add(c, "]");
}

const char *out_value(char *buf, const struct ft_value *v)
{
	struct cell c = { .p = buf, .columns = OUT_VALUE_COLUMNS };

	*buf = '\0';
	if (!v->item && v->type == FIELDTAP_TYPE_BOOL)
		add(&c, *v->raw ? "1" : "0");
	else if (v->type == FIELDTAP_TYPE_STRING)
		add_string(&c, v);
	else if (!ft_scalar_size(v->type))
		add_octets(&c, v);
	else
		add_elements(&c, v);
	if (v->item && v->item->unit)
		snprintf(c.p, OUT_VALUE - (c.p - buf), " %s", v->item->unit);
	return buf;
}

bool out_value_is_text(const struct ft_value *v)
{
	return !ft_scalar_size(v->type) || v->type == FIELDTAP_TYPE_DATETIME;
}

const char *out_raw(char *buf, const struct ft_value *v)
{
	if (v->raw_len <= OUT_RAW_OCTETS) {
		ft_hex(buf, v->raw, v->raw_len);
	} else {
		ft_hex(buf, v->raw, OUT_RAW_OCTETS);
		strcat(buf, "...");
	}
	return buf;
}

const char *out_judgement(char *buf, uint32_t quality, uint32_t status,
			  const char *status_text)
{
	char word[OUT_TEXT] = "", number[OUT_TEXT] = "";

	*buf = '\0';
	if (quality == FIELDTAP_QUALITY_GOOD && !status)
		return buf;
	if (status && !status_text) {
		snprintf(number, sizeof(number), "status 0x%x", status);
		status_text = number;
	}
	snprintf(buf, OUT_VALUE, "  %s%s%s%s",
		 out_word(word, &ft_quality_names, quality),
		 status_text ? " (" : "", status_text ? status_text : "",
		 status_text ? ")" : "");
	return buf;
}
