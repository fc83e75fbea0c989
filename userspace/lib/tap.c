// SPDX-License-Identifier: GPL-2.0
#include <stdlib.h>
#include <string.h>

#include "tap.h"

int ft_tap_parse(struct ft_conn *c, struct nlattr *attrs, int len,
		 struct ft_tap *tap)
{
	static const struct nla_policy policy[FIELDTAP_A_TAP_MAX + 1] = {
		[FIELDTAP_A_TAP_IFINDEX] = { .type = NLA_U32 },
		[FIELDTAP_A_TAP_IFNAME] = { .type = NLA_STRING },
		[FIELDTAP_A_TAP_PROMISC] = { .type = NLA_U8 },
		[FIELDTAP_A_TAP_DIRECTION] = { .type = NLA_U32 },
		[FIELDTAP_A_TAP_FRAMES] = { .type = NLA_U64 },
		[FIELDTAP_A_TAP_BYTES] = { .type = NLA_U64 },
	};
	struct nlattr *tb[FIELDTAP_A_TAP_MAX + 1], *a;
	int rest;

	memset(tap, 0, sizeof(*tap));
	if (nla_parse(tb, FIELDTAP_A_TAP_MAX, attrs, len, policy) ||
	    !tb[FIELDTAP_A_TAP_IFNAME])
		return ft_malformed(c, "tap");
	tap->ifindex = ft_get_u32(tb[FIELDTAP_A_TAP_IFINDEX]);
	ft_get_string(tap->ifname, sizeof(tap->ifname),
		      tb[FIELDTAP_A_TAP_IFNAME]);
	if (tb[FIELDTAP_A_TAP_PROMISC])
		tap->promisc = nla_get_u8(tb[FIELDTAP_A_TAP_PROMISC]);
	tap->direction = ft_get_u32(tb[FIELDTAP_A_TAP_DIRECTION]);
	tap->frames = ft_get_u64(tb[FIELDTAP_A_TAP_FRAMES]);
	tap->bytes = ft_get_u64(tb[FIELDTAP_A_TAP_BYTES]);
	nla_for_each_attr(a, attrs, len, rest) {
		if (nla_type(a) == FIELDTAP_A_TAP_DECODER &&
		    tap->n_decoders < FIELDTAP_TAP_DECODERS_MAX)
			ft_get_string(tap->decoders[tap->n_decoders++],
				      FIELDTAP_NAME_MAX, a);
	}
	return 0;
}

static int add_tap(struct ft_conn *c, struct nlattr *attrs, int len, void *arg)
{
	struct ft_tap *tap = ft_vec_add(arg, sizeof(*tap));

	return tap ? ft_tap_parse(c, attrs, len, tap) : ft_no_memory(c);
}

static void forget_taps(void *arg)
{
	ft_vec_free(arg);
}

static int by_ifindex(const void *a, const void *b)
{
	const struct ft_tap *x = a, *y = b;

	return (x->ifindex > y->ifindex) - (x->ifindex < y->ifindex);
}

static struct nl_msg *request(struct ft_conn *c, uint8_t cmd,
			      const char *ifname)
{
	struct nl_msg *msg = ft_request(c, cmd);

	if (msg && ifname && nla_put_string(msg, FIELDTAP_A_TAP_IFNAME, ifname)) {
		nlmsg_free(msg);
		msg = NULL;
		ft_no_memory(c);
	}
	return msg;
}

int ft_tap_list(struct ft_conn *c, const char *ifname, struct ft_vec *taps)
{
	const struct ft_reply reply = { add_tap, forget_taps, taps };
	struct nl_msg *msg = request(c, FIELDTAP_CMD_TAP_GET, ifname);

	if (!msg)
		return -1;
	if (ifname)
		return ft_do(c, msg, &ft_tap_attrs, &reply);
	if (ft_dump(c, msg, &ft_tap_attrs, &reply))
		return -1;
	if (taps->n)
		qsort(taps->data, taps->n, sizeof(struct ft_tap), by_ifindex);
	return 0;
}

static int put_options(struct nl_msg *msg, const struct ft_tap_options *o)
{
	unsigned int i;
	int err = 0;

	for (i = 0; !err && i < o->n_decoders; i++)
		err = nla_put_string(msg, FIELDTAP_A_TAP_DECODER, o->decoders[i]);
	if (!err && o->promisc >= 0)
		err = nla_put_u8(msg, FIELDTAP_A_TAP_PROMISC, o->promisc);
	if (!err && o->direction >= 0)
		err = nla_put_u32(msg, FIELDTAP_A_TAP_DIRECTION, o->direction);
	return err;
}

int ft_tap_add(struct ft_conn *c, const char *ifname,
	       const struct ft_tap_options *o)
{
	struct nl_msg *msg = request(c, FIELDTAP_CMD_TAP_NEW, ifname);

	if (!msg)
		return -1;
	if (put_options(msg, o)) {
		nlmsg_free(msg);
		return ft_no_memory(c);
	}
	return ft_do(c, msg, &ft_tap_attrs, NULL);
}

int ft_tap_del(struct ft_conn *c, const char *ifname)
{
	struct nl_msg *msg = request(c, FIELDTAP_CMD_TAP_DEL, ifname);

	return msg ? ft_do(c, msg, &ft_tap_attrs, NULL) : -1;
}
