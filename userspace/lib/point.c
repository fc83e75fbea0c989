// SPDX-License-Identifier: GPL-2.0
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "address.h"
#include "point.h"

static const struct nla_policy policy[FIELDTAP_A_POINT_MAX + 1] = {
	[FIELDTAP_A_POINT_NAME] = { .type = NLA_STRING },
	[FIELDTAP_A_POINT_CONF] = { .type = NLA_NESTED },
	[FIELDTAP_A_POINT_SCALE] = { .type = NLA_STRING },
	[FIELDTAP_A_POINT_OFFSET] = { .type = NLA_STRING },
	[FIELDTAP_A_POINT_UNIT] = { .type = NLA_STRING },
	[FIELDTAP_A_POINT_STATE] = { .type = NLA_U32 },
	[FIELDTAP_A_POINT_VALUE_TYPE] = { .type = NLA_U32 },
	[FIELDTAP_A_POINT_RAW] = { .type = NLA_U64 },
	[FIELDTAP_A_POINT_DATA] = { .type = NLA_UNSPEC },
	[FIELDTAP_A_POINT_TIME] = { .type = NLA_U64 },
	[FIELDTAP_A_POINT_PREVIOUS_RAW] = { .type = NLA_U64 },
	[FIELDTAP_A_POINT_PREVIOUS_TIME] = { .type = NLA_U64 },
	[FIELDTAP_A_POINT_LAST_SEEN] = { .type = NLA_U64 },
	[FIELDTAP_A_POINT_QUALITY] = { .type = NLA_U32 },
	[FIELDTAP_A_POINT_STATUS] = { .type = NLA_U32 },
	[FIELDTAP_A_POINT_LEVEL] = { .type = NLA_U32 },
	[FIELDTAP_A_POINT_RATE_ALERT] = { .type = NLA_U8 },
	[FIELDTAP_A_POINT_PERIOD] = { .type = NLA_U64 },
	[FIELDTAP_A_POINT_IMAGES] = { .type = NLA_U32 },
	[FIELDTAP_A_POINT_SAMPLES] = { .type = NLA_U64 },
	[FIELDTAP_A_POINT_EVENTS] = { .type = NLA_U64 },
	[FIELDTAP_A_POINT_ALERTS] = { .type = NLA_U64 },
	[FIELDTAP_A_POINT_GENERATION] = { .type = NLA_U64 },
	[FIELDTAP_A_POINT_ALERT] = { .type = NLA_U32 },
	[FIELDTAP_A_POINT_RAISED] = { .type = NLA_U8 },
	[FIELDTAP_A_POINT_PREVIOUS_LEVEL] = { .type = NLA_U32 },
	[FIELDTAP_A_POINT_LIMIT] = { .type = NLA_STRING },
};

/* One parameter; those of a newer kernel are left out. */
static int take_param(struct ft_conn *c, const struct nlattr *a,
		      struct ft_point_conf *conf)
{
	const struct ft_param *p = ft_param_of(nla_type(a));
	char text[FIELDTAP_ADDRESS_MAX];

	if (!p)
		return 0;
	if (!ft_param_is_text(p)) {
		if (nla_len(a) != sizeof(uint32_t))
			return ft_malformed(c, "point");
		ft_point_conf_put_number(conf, p->attr, nla_get_u32(a));
		return 0;
	}
	nla_strlcpy(text, a, sizeof(text));
	/* Who speaks netlink may write numbers in other ways. */
	if (p->kind == FT_PARAM_DECIMAL) {
		char tidy[FIELDTAP_NUMBER_MAX];

		if (!ft_decimal_tidy(tidy, text))
			strcpy(text, tidy);
	}
	return ft_point_conf_put_text(conf, p->attr, text) ? ft_no_memory(c) : 0;
}

static int parse_conf(struct ft_conn *c, const struct nlattr *nest,
		      struct ft_point_conf *conf)
{
	struct nlattr *a;
	int rest;

	nla_for_each_nested(a, nest, rest) {
		if (take_param(c, a, conf))
			return -1;
	}
	return 0;
}

static int parse_value(struct ft_conn *c, struct nlattr **tb,
		       struct ft_point *p)
{
	const struct nlattr *data = tb[FIELDTAP_A_POINT_DATA];

	p->type = ft_get_u32(tb[FIELDTAP_A_POINT_VALUE_TYPE]);
	p->raw = ft_get_u64(tb[FIELDTAP_A_POINT_RAW]);
	p->has_value = tb[FIELDTAP_A_POINT_VALUE_TYPE] &&
		       (data || tb[FIELDTAP_A_POINT_RAW]);
	p->has_previous = tb[FIELDTAP_A_POINT_PREVIOUS_RAW];
	p->previous_raw = ft_get_u64(tb[FIELDTAP_A_POINT_PREVIOUS_RAW]);
	p->previous_time = ft_get_u64(tb[FIELDTAP_A_POINT_PREVIOUS_TIME]);
	if (!data)
		return 0;
	/* Never NULL, which stands for no data. */
	p->data = malloc(nla_len(data) + 1);
	if (!p->data)
		return ft_no_memory(c);
	p->data_len = nla_len(data);
	memcpy(p->data, nla_data(data), p->data_len);
	return 0;
}

static void parse_state(struct nlattr **tb, struct ft_point *p)
{
	p->state = ft_get_u32(tb[FIELDTAP_A_POINT_STATE]);
	p->time = ft_get_u64(tb[FIELDTAP_A_POINT_TIME]);
	p->last_seen = ft_get_u64(tb[FIELDTAP_A_POINT_LAST_SEEN]);
	p->quality = ft_get_u32(tb[FIELDTAP_A_POINT_QUALITY]);
	p->status = ft_get_u32(tb[FIELDTAP_A_POINT_STATUS]);
	p->level = ft_get_u32(tb[FIELDTAP_A_POINT_LEVEL]);
	p->rate_alert = tb[FIELDTAP_A_POINT_RATE_ALERT] &&
			nla_get_u8(tb[FIELDTAP_A_POINT_RATE_ALERT]);
	p->period = ft_get_u64(tb[FIELDTAP_A_POINT_PERIOD]);
	p->images = ft_get_u32(tb[FIELDTAP_A_POINT_IMAGES]);
	p->samples = ft_get_u64(tb[FIELDTAP_A_POINT_SAMPLES]);
	p->events = ft_get_u64(tb[FIELDTAP_A_POINT_EVENTS]);
	p->alerts = ft_get_u64(tb[FIELDTAP_A_POINT_ALERTS]);
	p->generation = ft_get_u64(tb[FIELDTAP_A_POINT_GENERATION]);
}

/* Where the whole configuration is told they are not told once more. */
static void take_scale(struct ft_point *p)
{
	const char *scale = ft_point_conf_text(&p->conf,
					       FIELDTAP_A_POINT_CONF_SCALE);
	const char *offset = ft_point_conf_text(&p->conf,
						FIELDTAP_A_POINT_CONF_OFFSET);

	if (scale)
		snprintf(p->scale, sizeof(p->scale), "%s", scale);
	if (offset)
		snprintf(p->offset, sizeof(p->offset), "%s", offset);
}

int ft_point_parse(struct ft_conn *c, struct nlattr *attrs, int len,
		   struct ft_point *p)
{
	struct nlattr *tb[FIELDTAP_A_POINT_MAX + 1];

	memset(p, 0, sizeof(*p));
	if (nla_parse(tb, FIELDTAP_A_POINT_MAX, attrs, len, policy) ||
	    !tb[FIELDTAP_A_POINT_NAME])
		return ft_malformed(c, "point");
	ft_get_string(p->name, sizeof(p->name), tb[FIELDTAP_A_POINT_NAME]);
	ft_get_string(p->scale, sizeof(p->scale), tb[FIELDTAP_A_POINT_SCALE]);
	ft_get_string(p->offset, sizeof(p->offset),
		      tb[FIELDTAP_A_POINT_OFFSET]);
	ft_get_string(p->unit, sizeof(p->unit), tb[FIELDTAP_A_POINT_UNIT]);
	parse_state(tb, p);
	if (parse_value(c, tb, p))
		return -1;
	if (!tb[FIELDTAP_A_POINT_CONF])
		return 0;
	if (parse_conf(c, tb[FIELDTAP_A_POINT_CONF], &p->conf))
		return -1;
	take_scale(p);
	return 0;
}

int ft_point_alert_parse(struct ft_conn *c, struct nlattr *attrs, int len,
			 struct ft_point_alert *a)
{
	struct nlattr *tb[FIELDTAP_A_POINT_MAX + 1];

	if (nla_parse(tb, FIELDTAP_A_POINT_MAX, attrs, len, policy) ||
	    !tb[FIELDTAP_A_POINT_ALERT])
		return ft_malformed(c, "alert");
	a->alert = ft_get_u32(tb[FIELDTAP_A_POINT_ALERT]);
	a->raised = tb[FIELDTAP_A_POINT_RAISED] &&
		    nla_get_u8(tb[FIELDTAP_A_POINT_RAISED]);
	a->previous_level = ft_get_u32(tb[FIELDTAP_A_POINT_PREVIOUS_LEVEL]);
	ft_get_string(a->limit, sizeof(a->limit), tb[FIELDTAP_A_POINT_LIMIT]);
	return 0;
}

void ft_point_clean(struct ft_point *p)
{
	ft_point_conf_clean(&p->conf);
	free(p->data);
	p->data = NULL;
}

enum ft_scalar ft_point_text(char *buf, const struct ft_point *p)
{
	return ft_decimal_scale(buf, p->type, p->raw, p->scale, p->offset);
}

enum ft_scalar ft_point_previous_text(char *buf, const struct ft_point *p)
{
	return ft_decimal_scale(buf, p->type, p->previous_raw, p->scale,
				p->offset);
}

static int take_point(struct ft_conn *c, struct nlattr *attrs, int len,
		      void *arg)
{
	ft_point_clean(arg);
	return ft_point_parse(c, attrs, len, arg);
}

int ft_point_get(struct ft_conn *c, const char *name, struct ft_point *p)
{
	const struct ft_reply reply = { take_point, NULL, p };
	struct nl_msg *msg;

	memset(p, 0, sizeof(*p));
	msg = ft_request(c, FIELDTAP_CMD_POINT_GET);
	if (!msg)
		return -1;
	if (nla_put_string(msg, FIELDTAP_A_POINT_NAME, name)) {
		nlmsg_free(msg);
		return ft_no_memory(c);
	}
	return ft_do(c, msg, &ft_point_attrs, &reply);
}

static int add_point(struct ft_conn *c, struct nlattr *attrs, int len,
		     void *arg)
{
	struct ft_point *p = ft_vec_add(arg, sizeof(*p));

	if (!p)
		return ft_no_memory(c);
	return ft_point_parse(c, attrs, len, p);
}

static void forget_points(void *arg)
{
	ft_points_free(arg);
}

static int by_name(const void *a, const void *b)
{
	const struct ft_point *x = a, *y = b;
	int c = ft_natural_cmp(x->name, y->name);

	/* Of one found twice, the newer first. */
	return c ? c : (y->generation > x->generation) -
		       (y->generation < x->generation);
}

static bool same(const void *a, const void *b)
{
	const struct ft_point *x = a, *y = b;

	return !strcmp(x->name, y->name);
}

static void clean(void *item)
{
	ft_point_clean(item);
}

static void sort(struct ft_vec *points)
{
	ft_vec_unite(points, sizeof(struct ft_point), by_name, same, clean);
}

int ft_point_list(struct ft_conn *c, const char *pattern, uint64_t since,
		  struct ft_vec *points)
{
	const struct ft_reply reply = { add_point, forget_points, points };
	struct nl_msg *msg = ft_request(c, FIELDTAP_CMD_POINT_GET);

	if (!msg)
		return -1;
	if ((pattern && nla_put_string(msg, FIELDTAP_A_POINT_PATTERN, pattern)) ||
	    (since && nla_put_u64(msg, FIELDTAP_A_POINT_SINCE, since))) {
		nlmsg_free(msg);
		return ft_no_memory(c);
	}
	if (ft_dump(c, msg, &ft_point_attrs, &reply))
		return -1;
	sort(points);
	return 0;
}

int ft_points_join(struct ft_vec *points, struct ft_vec *more)
{
	struct ft_point *from = more->data, *p;

	while (more->n) {
		p = ft_vec_add(points, sizeof(*p));
		if (!p)
			return -1;
		*p = from[--more->n];
	}
	sort(points);
	return 0;
}

void ft_points_free(struct ft_vec *points)
{
	struct ft_point *p = points->data;
	size_t i;

	for (i = 0; i < points->n; i++)
		ft_point_clean(&p[i]);
	ft_vec_free(points);
}
