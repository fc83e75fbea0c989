// SPDX-License-Identifier: GPL-2.0
#include <linux/ctype.h>
#include <linux/slab.h>
#include <linux/string.h>

#include "point_conf.h"
#include "rule.h"
#include "type.h"

static const char *ft_conf_text(struct nlattr **tb, int attr)
{
	return tb[attr] ? nla_data(tb[attr]) : NULL;
}

static u32 ft_conf_u32(struct nlattr **tb, int attr, u32 otherwise)
{
	return tb[attr] ? nla_get_u32(tb[attr]) : otherwise;
}

static int ft_conf_wrong(struct ft_point_wrong *wrong, u32 attr,
			 const char *text)
{
	wrong->attr = attr;
	wrong->text = text;
	return -EINVAL;
}

const char *ft_point_conf_name(const char *name)
{
	const char *c;

	for (c = name; *c; c++) {
		if (*c == '.' && (c == name || c[-1] == '.' || !c[1]))
			return "a part of the name is empty";
		if (!isascii(*c) || (!isalnum(*c) && !strchr("_.-", *c)))
			return "the name has more than letters, digits, _, . and -";
	}
	return c == name ? "the name is empty" : NULL;
}

static bool ft_conf_printable(const char *text)
{
	for (; *text; text++)
		if (isascii(*text) && iscntrl(*text))
			return false;
	return true;
}

const char *ft_point_conf_address(const char *address)
{
	const char *slash = strchr(address, '/');

	if (!ft_conf_printable(address))
		return "the address has control characters";
	if (!slash || slash == address || !slash[1])
		return "the address is not DEVICE/ITEM";
	return NULL;
}

static int ft_conf_read(struct nlattr **tb, struct ft_read_conf *read,
			struct ft_point_wrong *wrong)
{
	*read = (struct ft_read_conf) {
		.octet = ft_conf_u32(tb, FIELDTAP_A_POINT_CONF_OCTET, 0),
		.len = ft_conf_u32(tb, FIELDTAP_A_POINT_CONF_LEN, 0),
		.type = ft_conf_u32(tb, FIELDTAP_A_POINT_CONF_TYPE,
				    FT_TYPE_AUTO),
		.order = ft_conf_u32(tb, FIELDTAP_A_POINT_CONF_ORDER,
				     FIELDTAP_ORDER_AUTO),
		.bit = ft_conf_u32(tb, FIELDTAP_A_POINT_CONF_BIT, FT_BIT_NONE),
	};
	wrong->text = ft_read_check(read, &wrong->attr);
	return wrong->text ? -EINVAL : 0;
}

static int ft_conf_rule(struct nlattr **tb, struct ft_rule **rule,
			struct ft_point_wrong *wrong)
{
	const struct ft_rule_conf conf = {
		.scale = ft_conf_text(tb, FIELDTAP_A_POINT_CONF_SCALE),
		.offset = ft_conf_text(tb, FIELDTAP_A_POINT_CONF_OFFSET),
		.deadband = ft_conf_text(tb, FIELDTAP_A_POINT_CONF_DEADBAND),
		.deadband_percent =
			ft_conf_text(tb, FIELDTAP_A_POINT_CONF_DEADBAND_PERCENT),
		.span_lo = ft_conf_text(tb, FIELDTAP_A_POINT_CONF_SPAN_LO),
		.span_hi = ft_conf_text(tb, FIELDTAP_A_POINT_CONF_SPAN_HI),
		.lolo = ft_conf_text(tb, FIELDTAP_A_POINT_CONF_LOLO),
		.lo = ft_conf_text(tb, FIELDTAP_A_POINT_CONF_LO),
		.hi = ft_conf_text(tb, FIELDTAP_A_POINT_CONF_HI),
		.hihi = ft_conf_text(tb, FIELDTAP_A_POINT_CONF_HIHI),
		.hysteresis =
			ft_conf_text(tb, FIELDTAP_A_POINT_CONF_HYSTERESIS),
		.rate = ft_conf_text(tb, FIELDTAP_A_POINT_CONF_RATE),
		.heartbeat = ft_conf_u32(tb, FIELDTAP_A_POINT_CONF_HEARTBEAT, 0),
		.min_interval =
			ft_conf_u32(tb, FIELDTAP_A_POINT_CONF_MIN_INTERVAL, 0),
		.debounce_count =
			ft_conf_u32(tb, FIELDTAP_A_POINT_CONF_DEBOUNCE_COUNT, 0),
		.debounce_time =
			ft_conf_u32(tb, FIELDTAP_A_POINT_CONF_DEBOUNCE_TIME, 0),
		.stale_after =
			ft_conf_u32(tb, FIELDTAP_A_POINT_CONF_STALE_AFTER, 0),
		.stale_periods =
			ft_conf_u32(tb, FIELDTAP_A_POINT_CONF_STALE_PERIODS, 0),
	};
	struct ft_rule_error error = {};
	int err;

	err = ft_rule_new(&conf, rule, &error);
	wrong->attr = error.attr;
	wrong->text = error.text;
	return err;
}

/* Whether an attribute says more than its absence would. */
static bool ft_conf_says(struct nlattr **tb, int attr)
{
	if (!tb[attr])
		return false;
	switch (attr) {
	case FIELDTAP_A_POINT_CONF_NAME:
	case FIELDTAP_A_POINT_CONF_ADDRESS:
		return false;
	case FIELDTAP_A_POINT_CONF_SCALE:
		return strcmp(nla_data(tb[attr]), "1");
	case FIELDTAP_A_POINT_CONF_OFFSET:
		return strcmp(nla_data(tb[attr]), "0");
	case FIELDTAP_A_POINT_CONF_UNIT:
	case FIELDTAP_A_POINT_CONF_DESC:
	case FIELDTAP_A_POINT_CONF_SOURCE:
		return *(const char *)nla_data(tb[attr]);
	case FIELDTAP_A_POINT_CONF_OCTET:
	case FIELDTAP_A_POINT_CONF_ORDER:
	case FIELDTAP_A_POINT_CONF_HEARTBEAT:
	case FIELDTAP_A_POINT_CONF_MIN_INTERVAL:
	case FIELDTAP_A_POINT_CONF_DEBOUNCE_COUNT:
	case FIELDTAP_A_POINT_CONF_DEBOUNCE_TIME:
	case FIELDTAP_A_POINT_CONF_STALE_AFTER:
		return nla_get_u32(tb[attr]);
	default:
		return true;
	}
}

static struct ft_point_conf *ft_conf_copy(struct nlattr **tb)
{
	struct ft_point_conf *conf;
	size_t len = 0;
	int i;

	for (i = 1; i <= FIELDTAP_A_POINT_CONF_MAX; i++)
		if (ft_conf_says(tb, i))
			len += NLA_ALIGN(tb[i]->nla_len);
	/* The policy has a longest length for each of them. */
	if (WARN_ON_ONCE(len > U16_MAX))
		return NULL;
	conf = kzalloc(struct_size(conf, attrs, len), GFP_KERNEL);
	if (!conf)
		return NULL;
	for (i = 1; i <= FIELDTAP_A_POINT_CONF_MAX; i++) {
		if (!ft_conf_says(tb, i))
			continue;
		memcpy(conf->attrs + conf->len, tb[i], tb[i]->nla_len);
		conf->len += NLA_ALIGN(tb[i]->nla_len);
	}
	return conf;
}

static int ft_conf_texts(struct nlattr **tb, struct ft_point_wrong *wrong)
{
	static const u8 texts[] = {
		FIELDTAP_A_POINT_CONF_UNIT, FIELDTAP_A_POINT_CONF_DESC,
		FIELDTAP_A_POINT_CONF_SOURCE,
	};
	const char *text;
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(texts); i++) {
		text = ft_conf_text(tb, texts[i]);
		if (text && !ft_conf_printable(text))
			return ft_conf_wrong(wrong, texts[i],
					     "control characters in a text");
	}
	return 0;
}

static int ft_conf_window(struct nlattr **tb, const struct ft_read_conf *read,
			  struct ft_point_wrong *wrong)
{
	if (!tb[FIELDTAP_A_POINT_CONF_WINDOW] ||
	    read->bit != FT_BIT_NONE || !ft_type_is_data(read->type))
		return 0;
	return ft_conf_wrong(wrong, FIELDTAP_A_POINT_CONF_WINDOW,
			     "a window keeps neither strings nor octets");
}

int ft_point_conf_make(struct nlattr **tb, struct ft_point_conf **conf,
		       struct ft_rule **rule, struct ft_point_wrong *wrong)
{
	struct ft_read_conf read;
	int err;

	err = ft_conf_texts(tb, wrong) ?: ft_conf_read(tb, &read, wrong) ?:
	      ft_conf_window(tb, &read, wrong) ?:
	      ft_conf_rule(tb, rule, wrong);
	if (err)
		return err;
	*conf = ft_conf_copy(tb);
	if (!*conf) {
		kfree(*rule);
		*rule = NULL;
		return -ENOMEM;
	}
	(*conf)->read = read;
	(*conf)->stale = ft_conf_says(tb, FIELDTAP_A_POINT_CONF_STALE_AFTER) ||
			 ft_conf_says(tb, FIELDTAP_A_POINT_CONF_STALE_PERIODS);
	return 0;
}

const struct nlattr *ft_point_conf_get(const struct ft_point_conf *conf,
				       int attr)
{
	return nla_find((const struct nlattr *)conf->attrs, conf->len, attr);
}

const char *ft_point_conf_text(const struct ft_point_conf *conf, int attr)
{
	const struct nlattr *nla = ft_point_conf_get(conf, attr);

	return nla ? nla_data(nla) : NULL;
}
