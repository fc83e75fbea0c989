// SPDX-License-Identifier: GPL-2.0
#include <string.h>

#include "window.h"

static const struct nla_policy policy[FIELDTAP_A_WINDOW_MAX + 1] = {
	[FIELDTAP_A_WINDOW_NAME] = { .type = NLA_STRING },
	[FIELDTAP_A_WINDOW_SIZE] = { .type = NLA_U32 },
	[FIELDTAP_A_WINDOW_TYPE] = { .type = NLA_U32 },
	[FIELDTAP_A_WINDOW_SCALE] = { .type = NLA_STRING },
	[FIELDTAP_A_WINDOW_OFFSET] = { .type = NLA_STRING },
	[FIELDTAP_A_WINDOW_UNIT] = { .type = NLA_STRING },
	[FIELDTAP_A_WINDOW_FIRST] = { .type = NLA_U64 },
	[FIELDTAP_A_WINDOW_NEXT] = { .type = NLA_U64 },
	[FIELDTAP_A_WINDOW_OVERWRITTEN] = { .type = NLA_U64 },
	[FIELDTAP_A_WINDOW_SAMPLE] = { .type = NLA_NESTED },
};

static const struct nla_policy sample_policy[FIELDTAP_A_SAMPLE_MAX + 1] = {
	[FIELDTAP_A_SAMPLE_TIME] = { .type = NLA_U64 },
	[FIELDTAP_A_SAMPLE_RAW] = { .type = NLA_U64 },
	[FIELDTAP_A_SAMPLE_QUALITY] = { .type = NLA_U32 },
	[FIELDTAP_A_SAMPLE_MISSED] = { .type = NLA_U32 },
};

static int take_sample(struct ft_conn *c, struct nlattr *nest, uint64_t seq,
		       struct ft_window *w)
{
	struct nlattr *tb[FIELDTAP_A_SAMPLE_MAX + 1];
	struct ft_sample *s;

	if (nla_parse_nested(tb, FIELDTAP_A_SAMPLE_MAX, nest, sample_policy))
		return ft_malformed(c, "sample");
	s = ft_vec_add(&w->samples, sizeof(*s));
	if (!s)
		return ft_no_memory(c);
	s->seq = seq;
	s->time = ft_get_u64(tb[FIELDTAP_A_SAMPLE_TIME]);
	s->has_value = tb[FIELDTAP_A_SAMPLE_RAW];
	s->raw = ft_get_u64(tb[FIELDTAP_A_SAMPLE_RAW]);
	s->quality = ft_get_u32(tb[FIELDTAP_A_SAMPLE_QUALITY]);
	s->missed = ft_get_u32(tb[FIELDTAP_A_SAMPLE_MISSED]);
	return 0;
}

static void take_head(struct nlattr **tb, struct ft_window *w)
{
	ft_get_string(w->name, sizeof(w->name), tb[FIELDTAP_A_WINDOW_NAME]);
	w->size = ft_get_u32(tb[FIELDTAP_A_WINDOW_SIZE]);
	w->has_type = tb[FIELDTAP_A_WINDOW_TYPE];
	w->type = ft_get_u32(tb[FIELDTAP_A_WINDOW_TYPE]);
	ft_get_string(w->scale, sizeof(w->scale), tb[FIELDTAP_A_WINDOW_SCALE]);
	ft_get_string(w->offset, sizeof(w->offset),
		      tb[FIELDTAP_A_WINDOW_OFFSET]);
	ft_get_string(w->unit, sizeof(w->unit), tb[FIELDTAP_A_WINDOW_UNIT]);
	w->next = ft_get_u64(tb[FIELDTAP_A_WINDOW_NEXT]);
	w->overwritten += ft_get_u64(tb[FIELDTAP_A_WINDOW_OVERWRITTEN]);
}

int ft_window_parse(struct ft_conn *c, struct nlattr *attrs, int len,
		    struct ft_window *w)
{
	struct nlattr *tb[FIELDTAP_A_WINDOW_MAX + 1], *a;
	uint64_t seq;
	int rest;

	if (nla_parse(tb, FIELDTAP_A_WINDOW_MAX, attrs, len, policy) ||
	    !tb[FIELDTAP_A_WINDOW_NAME])
		return ft_malformed(c, "window");
	take_head(tb, w);
	seq = ft_get_u64(tb[FIELDTAP_A_WINDOW_FIRST]);
	if (!w->samples.n)
		w->first = seq;
	nla_for_each_attr(a, attrs, len, rest) {
		if (nla_type(a) == FIELDTAP_A_WINDOW_SAMPLE &&
		    take_sample(c, a, seq++, w))
			return -1;
	}
	return 0;
}

static void forget(void *arg)
{
	struct ft_window *w = arg;

	ft_vec_free(&w->samples);
	w->overwritten = 0;
}

static int take_part(struct ft_conn *c, struct nlattr *attrs, int len,
		     void *arg)
{
	return ft_window_parse(c, attrs, len, arg);
}

int ft_window_read(struct ft_conn *c, const char *name, uint64_t since,
		   struct ft_window *w)
{
	const struct ft_reply reply = { take_part, forget, w };
	struct nl_msg *msg;

	memset(w, 0, sizeof(*w));
	msg = ft_request(c, FIELDTAP_CMD_WINDOW_GET);
	if (!msg)
		return -1;
	if (nla_put_string(msg, FIELDTAP_A_WINDOW_NAME, name) ||
	    (since != FT_WINDOW_ALL &&
	     nla_put_u64(msg, FIELDTAP_A_WINDOW_SINCE, since))) {
		nlmsg_free(msg);
		return ft_no_memory(c);
	}
	return ft_dump(c, msg, &ft_window_attrs, &reply);
}

void ft_window_clean(struct ft_window *w)
{
	ft_vec_free(&w->samples);
}
