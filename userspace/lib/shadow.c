// SPDX-License-Identifier: GPL-2.0
#include <stdlib.h>
#include <string.h>

#include "shadow.h"

static void parse_excerpt(struct nlattr *data, struct nlattr *len,
			  struct ft_excerpt *e)
{
	if (!data)
		return;
	e->there = true;
	e->len = ft_get_u32(len);
	e->n = nla_len(data);
	if (e->n > sizeof(e->octet))
		e->n = sizeof(e->octet);
	memcpy(e->octet, nla_data(data), e->n);
}

static int parse_sample(struct nlattr *nest, struct ft_shadow_sample *s)
{
	static const struct nla_policy
	policy[FIELDTAP_A_SHADOW_SAMPLE_MAX + 1] = {
		[FIELDTAP_A_SHADOW_SAMPLE_KIND] = { .type = NLA_U32 },
		[FIELDTAP_A_SHADOW_SAMPLE_TIME] = { .type = NLA_U64 },
		[FIELDTAP_A_SHADOW_SAMPLE_DEVICE] = { .type = NLA_STRING },
		[FIELDTAP_A_SHADOW_SAMPLE_IMAGE] = { .type = NLA_STRING },
		[FIELDTAP_A_SHADOW_SAMPLE_PDU_LEN] = { .type = NLA_U32 },
		[FIELDTAP_A_SHADOW_SAMPLE_ACTIVE_LEN] = { .type = NLA_U32 },
		[FIELDTAP_A_SHADOW_SAMPLE_CANDIDATE_LEN] = { .type = NLA_U32 },
		[FIELDTAP_A_SHADOW_SAMPLE_ACTIVE_RESULT] = { .type = NLA_U32 },
		[FIELDTAP_A_SHADOW_SAMPLE_CANDIDATE_RESULT] = { .type = NLA_U32 },
	};
	struct nlattr *tb[FIELDTAP_A_SHADOW_SAMPLE_MAX + 1];

	if (nla_parse_nested(tb, FIELDTAP_A_SHADOW_SAMPLE_MAX, nest, policy))
		return -1;
	s->kind = ft_get_u32(tb[FIELDTAP_A_SHADOW_SAMPLE_KIND]);
	s->time = ft_get_u64(tb[FIELDTAP_A_SHADOW_SAMPLE_TIME]);
	ft_get_string(s->device, sizeof(s->device),
		      tb[FIELDTAP_A_SHADOW_SAMPLE_DEVICE]);
	ft_get_string(s->image, sizeof(s->image),
		      tb[FIELDTAP_A_SHADOW_SAMPLE_IMAGE]);
	parse_excerpt(tb[FIELDTAP_A_SHADOW_SAMPLE_PDU],
		      tb[FIELDTAP_A_SHADOW_SAMPLE_PDU_LEN], &s->pdu);
	parse_excerpt(tb[FIELDTAP_A_SHADOW_SAMPLE_ACTIVE_DATA],
		      tb[FIELDTAP_A_SHADOW_SAMPLE_ACTIVE_LEN], &s->active);
	parse_excerpt(tb[FIELDTAP_A_SHADOW_SAMPLE_CANDIDATE_DATA],
		      tb[FIELDTAP_A_SHADOW_SAMPLE_CANDIDATE_LEN],
		      &s->candidate);
	s->has_results = tb[FIELDTAP_A_SHADOW_SAMPLE_ACTIVE_RESULT];
	s->active_result = ft_get_u32(tb[FIELDTAP_A_SHADOW_SAMPLE_ACTIVE_RESULT]);
	s->candidate_result =
		ft_get_u32(tb[FIELDTAP_A_SHADOW_SAMPLE_CANDIDATE_RESULT]);
	return 0;
}

static int parse_samples(struct ft_conn *c, struct nlattr *attrs, int len,
			 struct ft_shadow *s)
{
	struct nlattr *a;
	int rest;

	nla_for_each_attr(a, attrs, len, rest) {
		if (nla_type(a) != FIELDTAP_A_SHADOW_SAMPLE ||
		    s->n_samples == FT_SAMPLES_MAX)
			continue;
		if (parse_sample(a, &s->sample[s->n_samples++]))
			return ft_malformed(c, "shadow");
	}
	return 0;
}

static int parse_shadow(struct ft_conn *c, struct nlattr *attrs, int len,
			struct ft_shadow *s)
{
	static const struct nla_policy policy[FIELDTAP_A_SHADOW_MAX + 1] = {
		[FIELDTAP_A_SHADOW_DECODER] = { .type = NLA_STRING },
		[FIELDTAP_A_SHADOW_ACTIVE] = { .type = NLA_STRING },
		[FIELDTAP_A_SHADOW_CANDIDATE] = { .type = NLA_STRING },
		[FIELDTAP_A_SHADOW_SHARE] = { .type = NLA_U32 },
		[FIELDTAP_A_SHADOW_AFTER] = { .type = NLA_U32 },
		[FIELDTAP_A_SHADOW_STATE] = { .type = NLA_U32 },
	};
	struct nlattr *tb[FIELDTAP_A_SHADOW_MAX + 1];
	int i;

	if (nla_parse(tb, FIELDTAP_A_SHADOW_MAX, attrs, len, policy) ||
	    !tb[FIELDTAP_A_SHADOW_DECODER])
		return ft_malformed(c, "shadow");
	ft_get_string(s->decoder, sizeof(s->decoder),
		      tb[FIELDTAP_A_SHADOW_DECODER]);
	ft_get_string(s->active, sizeof(s->active),
		      tb[FIELDTAP_A_SHADOW_ACTIVE]);
	ft_get_string(s->candidate, sizeof(s->candidate),
		      tb[FIELDTAP_A_SHADOW_CANDIDATE]);
	s->share = ft_get_u32(tb[FIELDTAP_A_SHADOW_SHARE]);
	s->after = ft_get_u32(tb[FIELDTAP_A_SHADOW_AFTER]);
	s->state = ft_get_u32(tb[FIELDTAP_A_SHADOW_STATE]);
	for (i = FIELDTAP_A_SHADOW_IN_A_ROW;
	     i <= FIELDTAP_A_SHADOW_CANDIDATE_NS_MAX; i++) {
		if (tb[i] && nla_len(tb[i]) == sizeof(uint64_t))
			s->number[i] = nla_get_u64(tb[i]);
	}
	return parse_samples(c, attrs, len, s);
}

static int add_shadow(struct ft_conn *c, struct nlattr *attrs, int len,
		      void *arg)
{
	struct ft_shadow *s = ft_vec_add(arg, sizeof(*s));

	return s ? parse_shadow(c, attrs, len, s) : ft_no_memory(c);
}

static void forget_shadows(void *arg)
{
	ft_vec_free(arg);
}

/* A request of up to two names and two numbers; those that are 0 are left out. */
static struct nl_msg *request(struct ft_conn *c, uint8_t cmd,
			      const char *decoder, const char *candidate,
			      uint32_t share, uint32_t after)
{
	struct nl_msg *msg = ft_request(c, cmd);

	if (!msg)
		return NULL;
	if ((decoder &&
	     nla_put_string(msg, FIELDTAP_A_SHADOW_DECODER, decoder)) ||
	    (candidate &&
	     nla_put_string(msg, FIELDTAP_A_SHADOW_CANDIDATE, candidate)) ||
	    (share && nla_put_u32(msg, FIELDTAP_A_SHADOW_SHARE, share)) ||
	    (after && nla_put_u32(msg, FIELDTAP_A_SHADOW_AFTER, after))) {
		nlmsg_free(msg);
		ft_no_memory(c);
		return NULL;
	}
	return msg;
}

int ft_shadow_list(struct ft_conn *c, const char *decoder,
		   struct ft_vec *shadows)
{
	const struct ft_reply reply = { add_shadow, forget_shadows, shadows };
	struct nl_msg *msg = request(c, FIELDTAP_CMD_SHADOW_GET, decoder, NULL,
				     0, 0);

	if (!msg)
		return -1;
	if (decoder)
		return ft_do(c, msg, &ft_shadow_attrs, &reply);
	return ft_dump(c, msg, &ft_shadow_attrs, &reply);
}

static int send_request(struct ft_conn *c, struct nl_msg *msg)
{
	return msg ? ft_do(c, msg, &ft_shadow_attrs, NULL) : -1;
}

int ft_shadow_begin(struct ft_conn *c, const struct ft_shadow *s)
{
	return send_request(c, request(c, FIELDTAP_CMD_SHADOW_NEW, s->decoder,
				       s->candidate, s->share, s->after));
}

int ft_shadow_end(struct ft_conn *c, const char *decoder)
{
	return send_request(c, request(c, FIELDTAP_CMD_SHADOW_DEL, decoder,
				       NULL, 0, 0));
}

int ft_shadow_promote(struct ft_conn *c, const char *candidate, uint32_t after)
{
	return send_request(c, request(c, FIELDTAP_CMD_DECODER_PROMOTE, NULL,
				       candidate, 0, after));
}

int ft_shadow_rollback(struct ft_conn *c, const char *decoder)
{
	return send_request(c, request(c, FIELDTAP_CMD_DECODER_ROLLBACK,
				       decoder, NULL, 0, 0));
}
