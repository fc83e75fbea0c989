// SPDX-License-Identifier: GPL-2.0
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "decimal.h"
#include "point_conf.h"
#include "utf8.h"

#define ATTR(name)	FIELDTAP_A_POINT_CONF_##name
#define MS_MAX		UINT32_MAX

#define TEXT(name, attr, max) \
	{ name, name, ATTR(attr), FT_PARAM_TEXT, 0, (max) - 1, NULL }
#define DECIMAL(name, key, attr) \
	{ name, key, ATTR(attr), FT_PARAM_DECIMAL, 0, FIELDTAP_NUMBER_MAX - 1, NULL }
#define NUMBER(name, key, attr, min, max) \
	{ name, key, ATTR(attr), FT_PARAM_NUMBER, min, max, NULL }
#define TIME(name, key, attr) \
	{ name, key, ATTR(attr), FT_PARAM_TIME, 1, MS_MAX, NULL }
#define WORD(name, attr, words) \
	{ name, name, ATTR(attr), FT_PARAM_WORD, 0, 0, &(words) }

const struct ft_param ft_params[] = {
	TEXT("address", ADDRESS, FIELDTAP_ADDRESS_MAX),
	WORD("type", TYPE, ft_type_names),
	WORD("order", ORDER, ft_order_names),
	NUMBER("bit", "bit", BIT, 0, 63),
	NUMBER("octet", "octet", OCTET, 0, INT16_MAX),
	NUMBER("len", "len", LEN, 1, FIELDTAP_POINT_DATA_MAX),
	DECIMAL("scale", "scale", SCALE),
	DECIMAL("offset", "offset", OFFSET),
	TEXT("unit", UNIT, FIELDTAP_UNIT_MAX),
	TEXT("desc", DESC, FIELDTAP_DESC_MAX),
	DECIMAL("deadband", "deadband", DEADBAND),
	DECIMAL("deadband-percent", "deadband_percent", DEADBAND_PERCENT),
	DECIMAL("span-lo", "span_lo", SPAN_LO),
	DECIMAL("span-hi", "span_hi", SPAN_HI),
	TIME("heartbeat", "heartbeat", HEARTBEAT),
	TIME("min-interval", "min_interval", MIN_INTERVAL),
	DECIMAL("lolo", "lolo", LOLO),
	DECIMAL("lo", "lo", LO),
	DECIMAL("hi", "hi", HI),
	DECIMAL("hihi", "hihi", HIHI),
	DECIMAL("hysteresis", "hysteresis", HYSTERESIS),
	NUMBER("debounce-count", "debounce_count", DEBOUNCE_COUNT, 1, INT16_MAX),
	TIME("debounce-time", "debounce_time", DEBOUNCE_TIME),
	DECIMAL("rate", "rate", RATE),
	TIME("stale-after", "stale_after", STALE_AFTER),
	NUMBER("stale-periods", "stale_periods", STALE_PERIODS, 2, 1000),
	NUMBER("window", "window", WINDOW, 2, FIELDTAP_WINDOW_MAX),
	{ NULL, NULL, 0, FT_PARAM_TEXT, 0, 0, NULL },
};

static const struct ft_param name_param =
	TEXT("name", NAME, FIELDTAP_POINT_NAME_MAX);
static const struct ft_param source_param =
	TEXT("source", SOURCE, FIELDTAP_POINT_NAME_MAX);

const struct ft_param *ft_param_find(const char *name)
{
	const struct ft_param *p;

	for (p = ft_params; p->name; p++) {
		if (!strcmp(p->name, name) || !strcmp(p->key, name))
			return p;
	}
	return NULL;
}

const struct ft_param *ft_param_of(unsigned int attr)
{
	const struct ft_param *p;

	if (attr == ATTR(NAME))
		return &name_param;
	if (attr == ATTR(SOURCE))
		return &source_param;
	for (p = ft_params; p->name; p++) {
		if (p->attr == attr)
			return p;
	}
	return NULL;
}

static bool owns_text(unsigned int attr)
{
	const struct ft_param *p = ft_param_of(attr);

	return p && ft_param_is_text(p);
}

static void clear_one(struct ft_point_conf *conf, unsigned int attr)
{
	if (ft_point_conf_has(conf, attr) && owns_text(attr))
		free(conf->field[attr].text);
	memset(&conf->field[attr], 0, sizeof(conf->field[attr]));
	conf->set &= ~(1u << attr);
}

/* What a parameter takes with it: one deadband holds, an octet is an address's. */
static void clear_company(struct ft_point_conf *conf, unsigned int attr)
{
	if (attr == ATTR(DEADBAND))
		clear_one(conf, ATTR(DEADBAND_PERCENT));
	if (attr == ATTR(DEADBAND_PERCENT))
		clear_one(conf, ATTR(DEADBAND));
	if (attr == ATTR(ADDRESS))
		clear_one(conf, ATTR(OCTET));
}

void ft_point_conf_clear(struct ft_point_conf *conf, unsigned int attr)
{
	clear_one(conf, attr);
	clear_company(conf, attr);
}

int ft_point_conf_put_text(struct ft_point_conf *conf, unsigned int attr,
			   const char *text)
{
	char *copy = strdup(text);

	if (!copy)
		return -1;
	clear_one(conf, attr);
	conf->field[attr].text = copy;
	conf->set |= 1u << attr;
	return 0;
}

void ft_point_conf_put_number(struct ft_point_conf *conf, unsigned int attr,
			      uint32_t number)
{
	conf->field[attr].number = number;
	conf->set |= 1u << attr;
}

static int put_text(struct ft_point_conf *conf, unsigned int attr,
		    const char *text, struct ft_error *err)
{
	if (ft_point_conf_put_text(conf, attr, text))
		return ft_fail(err, FT_REFUSED, ENOMEM, "out of memory");
	return 0;
}

static int parse_text(struct ft_point_conf *conf, const struct ft_param *p,
		      const char *text, struct ft_error *err)
{
	if (strlen(text) > p->max)
		return ft_fail(err, FT_USAGE, ENAMETOOLONG,
			       "is longer than %u octets", p->max);
	if (!ft_text_clean(text))
		return ft_fail(err, FT_USAGE, EINVAL,
			       "is no UTF-8 or has control characters");
	return put_text(conf, p->attr, text, err);
}

static int parse_decimal(struct ft_point_conf *conf, const struct ft_param *p,
			 const char *text, struct ft_error *err)
{
	char tidy[FIELDTAP_NUMBER_MAX], percent[64];
	unsigned int attr = p->attr;
	size_t n = strlen(text);
	const char *why;

	if (attr == ATTR(DEADBAND) && n > 1 && n < sizeof(percent) &&
	    text[n - 1] == '%') {
		snprintf(percent, sizeof(percent), "%.*s", (int)n - 1, text);
		attr = ATTR(DEADBAND_PERCENT);
		why = ft_decimal_tidy(tidy, percent);
	} else {
		why = ft_decimal_tidy(tidy, text);
	}
	if (why)
		return ft_fail(err, FT_USAGE, EINVAL, "\"%.60s\" %s", text, why);
	if (put_text(conf, attr, tidy, err))
		return -1;
	clear_company(conf, attr);
	return 0;
}

/* Digits, and what they are multiplied by; false when that makes no sense. */
static bool count(const char *text, bool time, uint64_t *number)
{
	static const struct {
		const char *suffix;
		uint32_t ms;
	} units[] = {
		{ "", 1 }, { "ms", 1 }, { "s", 1000 }, { "min", 60000 },
		{ "h", 3600000 },
	};
	const size_t n = strspn(text, "0123456789");
	unsigned int i;

	if (!n || n > 10)
		return false;
	*number = strtoull(text, NULL, 10);
	for (i = 0; i < (time ? sizeof(units) / sizeof(units[0]) : 1); i++) {
		if (!strcmp(text + n, units[i].suffix)) {
			*number *= units[i].ms;
			return true;
		}
	}
	return false;
}

static int parse_number(struct ft_point_conf *conf, const struct ft_param *p,
			const char *text, struct ft_error *err)
{
	const bool time = p->kind == FT_PARAM_TIME;
	uint64_t number;

	if (!count(text, time, &number))
		return ft_fail(err, FT_USAGE, EINVAL, "\"%.60s\" is not a %s",
			       text,
			       time ? "time such as 250ms, 5s or 2min" : "number");
	if (number < p->min || number > p->max)
		return ft_fail(err, FT_USAGE, ERANGE,
			       "\"%.60s\" is not between %u and %u%s", text,
			       p->min, p->max, time ? " ms" : "");
	ft_point_conf_put_number(conf, p->attr, number);
	return 0;
}

static int parse_word(struct ft_point_conf *conf, const struct ft_param *p,
		      const char *text, struct ft_error *err)
{
	char list[200] = "";
	unsigned int i, n = 0;

	for (i = 0; i < p->words->n; i++) {
		if (!strcmp(text, p->words->names[i].name)) {
			ft_point_conf_put_number(conf, p->attr, i);
			return 0;
		}
		n += snprintf(list + n, sizeof(list) - n, "%s%s", i ? ", " : "",
			      p->words->names[i].name);
	}
	return ft_fail(err, FT_USAGE, EINVAL, "\"%.60s\" is none of %s", text,
		       list);
}

int ft_point_conf_parse(struct ft_point_conf *conf,
			const struct ft_param *param, const char *text,
			struct ft_error *err)
{
	if (param->attr == ATTR(NAME))
		return ft_point_conf_name(conf, text, err);
	if (param->attr == ATTR(SOURCE))
		return ft_point_conf_source(conf, text, err);
	if (param->attr == ATTR(ADDRESS))
		return ft_point_conf_address(conf, text, err);
	switch (param->kind) {
	case FT_PARAM_TEXT:
		return parse_text(conf, param, text, err);
	case FT_PARAM_DECIMAL:
		return parse_decimal(conf, param, text, err);
	case FT_PARAM_WORD:
		return parse_word(conf, param, text, err);
	default:
		return parse_number(conf, param, text, err);
	}
}

static const char *name_fault(const char *name)
{
	static const char allowed[] =
		"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_.-";
	const size_t n = strlen(name);

	if (!n)
		return "is empty";
	if (n >= FIELDTAP_POINT_NAME_MAX)
		return "is too long, 63 characters are the most";
	if (strspn(name, allowed) != n)
		return "has other characters than letters, digits, \"_\", \"-\" and \".\"";
	if (name[0] == '.' || name[n - 1] == '.' || strstr(name, ".."))
		return "has an empty part";
	return NULL;
}

int ft_point_conf_name(struct ft_point_conf *conf, const char *name,
		       struct ft_error *err)
{
	const char *fault = name_fault(name);

	if (fault)
		return ft_fail(err, FT_USAGE, EINVAL, "name \"%.80s\" %s", name,
			       fault);
	return put_text(conf, ATTR(NAME), name, err);
}

int ft_point_conf_source(struct ft_point_conf *conf, const char *source,
			 struct ft_error *err)
{
	const char *fault = name_fault(source);

	if (fault)
		return ft_fail(err, FT_USAGE, EINVAL, "source \"%.80s\" %s",
			       source, fault);
	return put_text(conf, ATTR(SOURCE), source, err);
}

static const char *time_text(char *buf, uint32_t ms)
{
	if (ms % 60000 == 0)
		snprintf(buf, FT_PARAM_TEXT_MAX, "%umin", ms / 60000);
	else if (ms % 1000 == 0)
		snprintf(buf, FT_PARAM_TEXT_MAX, "%us", ms / 1000);
	else
		snprintf(buf, FT_PARAM_TEXT_MAX, "%ums", ms);
	return buf;
}

const char *ft_point_conf_text_of(const struct ft_point_conf *conf,
				  const struct ft_param *param, char *buf)
{
	const uint32_t number = conf->field[param->attr].number;
	const char *word;

	switch (param->kind) {
	case FT_PARAM_TEXT:
	case FT_PARAM_DECIMAL:
		return conf->field[param->attr].text;
	case FT_PARAM_TIME:
		return time_text(buf, number);
	case FT_PARAM_WORD:
		word = ft_name(param->words, number);
		if (word)
			return word;
		break;
	default:
		break;
	}
	snprintf(buf, FT_PARAM_TEXT_MAX, "%u", number);
	return buf;
}

static int copy_one(struct ft_point_conf *dst, const struct ft_point_conf *src,
		    unsigned int attr)
{
	if (owns_text(attr))
		return ft_point_conf_put_text(dst, attr, src->field[attr].text);
	ft_point_conf_put_number(dst, attr, src->field[attr].number);
	return 0;
}

int ft_point_conf_merge(struct ft_point_conf *dst,
			const struct ft_point_conf *src)
{
	unsigned int a;

	for (a = 1; a <= FIELDTAP_A_POINT_CONF_MAX; a++) {
		if (!ft_point_conf_has(src, a))
			continue;
		/* What it replaces may be more than the same parameter. */
		ft_point_conf_clear(dst, a);
		if (copy_one(dst, src, a))
			return -1;
	}
	return 0;
}

int ft_point_conf_copy(struct ft_point_conf *dst,
		       const struct ft_point_conf *src)
{
	unsigned int a;

	memset(dst, 0, sizeof(*dst));
	for (a = 1; a <= FIELDTAP_A_POINT_CONF_MAX; a++) {
		if (ft_point_conf_has(src, a) && copy_one(dst, src, a)) {
			ft_point_conf_clean(dst);
			return -1;
		}
	}
	return 0;
}

bool ft_point_conf_matters(const struct ft_point_conf *conf, unsigned int attr)
{
	if (!ft_point_conf_has(conf, attr))
		return false;
	switch (attr) {
	case ATTR(OCTET):
	case ATTR(ORDER):
		return conf->field[attr].number;
	case ATTR(SCALE):
		return strcmp(conf->field[attr].text, "1");
	case ATTR(OFFSET):
		return strcmp(conf->field[attr].text, "0");
	default:
		return true;
	}
}

bool ft_point_conf_differs(const struct ft_point_conf *a,
			   const struct ft_point_conf *b, unsigned int attr)
{
	const bool matters = ft_point_conf_matters(a, attr);

	if (matters != ft_point_conf_matters(b, attr))
		return true;
	if (!matters)
		return false;
	if (owns_text(attr))
		return strcmp(a->field[attr].text, b->field[attr].text);
	return a->field[attr].number != b->field[attr].number;
}

bool ft_point_conf_equal(const struct ft_point_conf *a,
			 const struct ft_point_conf *b)
{
	unsigned int i;

	for (i = 1; i <= FIELDTAP_A_POINT_CONF_MAX; i++) {
		if (ft_point_conf_differs(a, b, i))
			return false;
	}
	return true;
}

void ft_point_conf_clean(struct ft_point_conf *conf)
{
	unsigned int i;

	for (i = 1; i <= FIELDTAP_A_POINT_CONF_MAX; i++)
		clear_one(conf, i);
}
