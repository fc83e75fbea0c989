// SPDX-License-Identifier: GPL-2.0
#include <stdlib.h>
#include <string.h>

#include "decoder.h"

static void parse_ports(struct nlattr *attrs, int len, int type,
			struct ft_ports *p)
{
	struct nlattr *a;
	int rest;

	nla_for_each_attr(a, attrs, len, rest) {
		if (nla_type(a) == type && nla_len(a) >= 2 &&
		    p->n < FIELDTAP_PORTS_MAX)
			p->number[p->n++] = nla_get_u16(a);
	}
}

int ft_decoder_parse(struct ft_conn *c, struct nlattr *attrs, int len,
		     struct ft_decoder *d)
{
	static const struct nla_policy policy[FIELDTAP_A_DECODER_MAX + 1] = {
		[FIELDTAP_A_DECODER_NAME] = { .type = NLA_STRING },
		[FIELDTAP_A_DECODER_LOADED] = { .type = NLA_U8 },
		[FIELDTAP_A_DECODER_TCP_PORT] = { .type = NLA_U16 },
		[FIELDTAP_A_DECODER_UDP_PORT] = { .type = NLA_U16 },
		[FIELDTAP_A_DECODER_ETHERTYPE] = { .type = NLA_U16 },
		[FIELDTAP_A_DECODER_PDUS] = { .type = NLA_U64 },
		[FIELDTAP_A_DECODER_ERRORS] = { .type = NLA_U64 },
		[FIELDTAP_A_DECODER_ABI] = { .type = NLA_U32 },
		[FIELDTAP_A_DECODER_PROTOCOL] = { .type = NLA_STRING },
		[FIELDTAP_A_DECODER_ACTIVE] = { .type = NLA_STRING },
		[FIELDTAP_A_DECODER_SHADOW] = { .type = NLA_STRING },
	};
	struct nlattr *tb[FIELDTAP_A_DECODER_MAX + 1];

	memset(d, 0, sizeof(*d));
	if (nla_parse(tb, FIELDTAP_A_DECODER_MAX, attrs, len, policy) ||
	    !tb[FIELDTAP_A_DECODER_NAME])
		return ft_malformed(c, "decoder");
	ft_get_string(d->name, sizeof(d->name), tb[FIELDTAP_A_DECODER_NAME]);
	if (tb[FIELDTAP_A_DECODER_LOADED])
		d->loaded = nla_get_u8(tb[FIELDTAP_A_DECODER_LOADED]);
	d->pdus = ft_get_u64(tb[FIELDTAP_A_DECODER_PDUS]);
	d->errors = ft_get_u64(tb[FIELDTAP_A_DECODER_ERRORS]);
	d->abi = ft_get_u32(tb[FIELDTAP_A_DECODER_ABI]);
	ft_get_string(d->protocol, sizeof(d->protocol),
		      tb[FIELDTAP_A_DECODER_PROTOCOL]);
	ft_get_string(d->active, sizeof(d->active),
		      tb[FIELDTAP_A_DECODER_ACTIVE]);
	ft_get_string(d->shadow, sizeof(d->shadow),
		      tb[FIELDTAP_A_DECODER_SHADOW]);
	parse_ports(attrs, len, FIELDTAP_A_DECODER_TCP_PORT, &d->tcp_ports);
	parse_ports(attrs, len, FIELDTAP_A_DECODER_UDP_PORT, &d->udp_ports);
	parse_ports(attrs, len, FIELDTAP_A_DECODER_ETHERTYPE, &d->ethertypes);
	return 0;
}

int ft_handover_parse(struct ft_conn *c, struct nlattr *attrs, int len,
		      struct ft_handover *h)
{
	static const struct nla_policy policy[FIELDTAP_A_DECODER_MAX + 1] = {
		[FIELDTAP_A_DECODER_NAME] = { .type = NLA_STRING },
		[FIELDTAP_A_DECODER_ACTIVE] = { .type = NLA_STRING },
		[FIELDTAP_A_DECODER_FORMER] = { .type = NLA_STRING },
		[FIELDTAP_A_DECODER_HANDOVER] = { .type = NLA_U32 },
	};
	struct nlattr *tb[FIELDTAP_A_DECODER_MAX + 1];

	memset(h, 0, sizeof(*h));
	if (nla_parse(tb, FIELDTAP_A_DECODER_MAX, attrs, len, policy) ||
	    !tb[FIELDTAP_A_DECODER_NAME])
		return ft_malformed(c, "decoder");
	ft_get_string(h->name, sizeof(h->name), tb[FIELDTAP_A_DECODER_NAME]);
	ft_get_string(h->active, sizeof(h->active),
		      tb[FIELDTAP_A_DECODER_ACTIVE]);
	ft_get_string(h->former, sizeof(h->former),
		      tb[FIELDTAP_A_DECODER_FORMER]);
	h->why = ft_get_u32(tb[FIELDTAP_A_DECODER_HANDOVER]);
	return 0;
}

static int add_decoder(struct ft_conn *c, struct nlattr *attrs, int len,
		       void *arg)
{
	struct ft_decoder *d = ft_vec_add(arg, sizeof(*d));

	return d ? ft_decoder_parse(c, attrs, len, d) : ft_no_memory(c);
}

static void forget_decoders(void *arg)
{
	ft_vec_free(arg);
}

static int by_name(const void *a, const void *b)
{
	const struct ft_decoder *x = a, *y = b;

	return strcmp(x->name, y->name);
}

static struct nl_msg *request(struct ft_conn *c, uint8_t cmd, const char *name)
{
	struct nl_msg *msg = ft_request(c, cmd);

	if (msg && name && nla_put_string(msg, FIELDTAP_A_DECODER_NAME, name)) {
		nlmsg_free(msg);
		msg = NULL;
		ft_no_memory(c);
	}
	return msg;
}

int ft_decoder_list(struct ft_conn *c, const char *name,
		    struct ft_vec *decoders)
{
	const struct ft_reply reply = { add_decoder, forget_decoders, decoders };
	struct nl_msg *msg = request(c, FIELDTAP_CMD_DECODER_GET, name);

	if (!msg)
		return -1;
	if (name)
		return ft_do(c, msg, &ft_decoder_attrs, &reply);
	if (ft_dump(c, msg, &ft_decoder_attrs, &reply))
		return -1;
	if (decoders->n)
		qsort(decoders->data, decoders->n, sizeof(struct ft_decoder),
		      by_name);
	return 0;
}

static int put_ports(struct nl_msg *msg, int type, const struct ft_ports *p)
{
	unsigned int i;
	int err = 0;

	for (i = 0; !err && i < p->n; i++)
		err = nla_put_u16(msg, type, p->number[i]);
	return err;
}

int ft_decoder_set_ports(struct ft_conn *c, const struct ft_decoder *d)
{
	struct nl_msg *msg = request(c, FIELDTAP_CMD_DECODER_SET, d->name);

	if (!msg)
		return -1;
	if (put_ports(msg, FIELDTAP_A_DECODER_TCP_PORT, &d->tcp_ports) ||
	    put_ports(msg, FIELDTAP_A_DECODER_UDP_PORT, &d->udp_ports) ||
	    put_ports(msg, FIELDTAP_A_DECODER_ETHERTYPE, &d->ethertypes)) {
		nlmsg_free(msg);
		return ft_no_memory(c);
	}
	return ft_do(c, msg, &ft_decoder_attrs, NULL);
}
