// SPDX-License-Identifier: GPL-2.0
#include <stdlib.h>
#include <string.h>

#include "device.h"

static const struct nla_policy policy[FIELDTAP_A_DEVICE_MAX + 1] = {
	[FIELDTAP_A_DEVICE_DEVICE] = { .type = NLA_STRING },
	[FIELDTAP_A_DEVICE_DECODER] = { .type = NLA_STRING },
	[FIELDTAP_A_DEVICE_REQUESTS] = { .type = NLA_U64 },
	[FIELDTAP_A_DEVICE_ANSWERS] = { .type = NLA_U64 },
	[FIELDTAP_A_DEVICE_EXCEPTIONS] = { .type = NLA_U64 },
	[FIELDTAP_A_DEVICE_LAST_EXCEPTION] = { .type = NLA_U32 },
	[FIELDTAP_A_DEVICE_TIMEOUTS] = { .type = NLA_U64 },
	[FIELDTAP_A_DEVICE_RESPONSE_MIN] = { .type = NLA_U64 },
	[FIELDTAP_A_DEVICE_RESPONSE_AVG] = { .type = NLA_U64 },
	[FIELDTAP_A_DEVICE_RESPONSE_MAX] = { .type = NLA_U64 },
	[FIELDTAP_A_DEVICE_RESPONSE_BUCKET] = { .type = NLA_U64 },
	[FIELDTAP_A_DEVICE_RETRANSMISSIONS] = { .type = NLA_U64 },
	[FIELDTAP_A_DEVICE_GAPS] = { .type = NLA_U64 },
	[FIELDTAP_A_DEVICE_IMAGES] = { .type = NLA_U32 },
	[FIELDTAP_A_DEVICE_FIRST_SEEN] = { .type = NLA_U64 },
	[FIELDTAP_A_DEVICE_LAST_SEEN] = { .type = NLA_U64 },
	[FIELDTAP_A_DEVICE_STATE] = { .type = NLA_U32 },
	[FIELDTAP_A_DEVICE_LABEL] = { .type = NLA_NESTED },
	[FIELDTAP_A_DEVICE_PUBLICATIONS] = { .type = NLA_U64 },
	[FIELDTAP_A_DEVICE_ALARMS] = { .type = NLA_U64 },
	[FIELDTAP_A_DEVICE_LOST] = { .type = NLA_U64 },
	[FIELDTAP_A_DEVICE_REPEATED] = { .type = NLA_U64 },
};

static int parse_label(struct nlattr *nest, struct ft_label *l)
{
	static const struct nla_policy label_policy[FIELDTAP_A_LABEL_MAX + 1] = {
		[FIELDTAP_A_LABEL_NAME] = { .type = NLA_STRING },
		[FIELDTAP_A_LABEL_VALUE] = { .type = NLA_STRING },
	};
	struct nlattr *tb[FIELDTAP_A_LABEL_MAX + 1];

	if (nla_parse_nested(tb, FIELDTAP_A_LABEL_MAX, nest, label_policy) ||
	    !tb[FIELDTAP_A_LABEL_NAME])
		return -1;
	ft_get_string(l->name, sizeof(l->name), tb[FIELDTAP_A_LABEL_NAME]);
	ft_get_string(l->value, sizeof(l->value), tb[FIELDTAP_A_LABEL_VALUE]);
	return 0;
}

static int parse_labels(struct nlattr *attrs, int len, struct ft_device *d)
{
	struct nlattr *a;
	int rest;

	nla_for_each_attr(a, attrs, len, rest) {
		if (nla_type(a) == FIELDTAP_A_DEVICE_LABEL &&
		    d->n_labels < FT_LABELS_MAX &&
		    parse_label(a, &d->labels[d->n_labels++]))
			return -1;
	}
	return 0;
}

static void parse_response(struct nlattr **tb, struct nlattr *attrs, int len,
			   struct ft_device *d)
{
	struct nlattr *a;
	int rest;

	d->response_min = ft_get_u64(tb[FIELDTAP_A_DEVICE_RESPONSE_MIN]);
	d->response_avg = ft_get_u64(tb[FIELDTAP_A_DEVICE_RESPONSE_AVG]);
	d->response_max = ft_get_u64(tb[FIELDTAP_A_DEVICE_RESPONSE_MAX]);
	nla_for_each_attr(a, attrs, len, rest) {
		if (nla_type(a) == FIELDTAP_A_DEVICE_RESPONSE_BUCKET &&
		    d->n_buckets < FT_BUCKETS_MAX)
			d->buckets[d->n_buckets++] = nla_get_u64(a);
	}
}

int ft_device_parse(struct ft_conn *c, struct nlattr *attrs, int len,
		    struct ft_device *d)
{
	struct nlattr *tb[FIELDTAP_A_DEVICE_MAX + 1];

	memset(d, 0, sizeof(*d));
	if (nla_parse(tb, FIELDTAP_A_DEVICE_MAX, attrs, len, policy) ||
	    !tb[FIELDTAP_A_DEVICE_DEVICE])
		return ft_malformed(c, "device");
	ft_get_string(d->device, sizeof(d->device),
		      tb[FIELDTAP_A_DEVICE_DEVICE]);
	ft_get_string(d->decoder, sizeof(d->decoder),
		      tb[FIELDTAP_A_DEVICE_DECODER]);
	d->requests = ft_get_u64(tb[FIELDTAP_A_DEVICE_REQUESTS]);
	d->answers = ft_get_u64(tb[FIELDTAP_A_DEVICE_ANSWERS]);
	d->exceptions = ft_get_u64(tb[FIELDTAP_A_DEVICE_EXCEPTIONS]);
	d->has_exception = tb[FIELDTAP_A_DEVICE_LAST_EXCEPTION];
	d->last_exception = ft_get_u32(tb[FIELDTAP_A_DEVICE_LAST_EXCEPTION]);
	d->timeouts = ft_get_u64(tb[FIELDTAP_A_DEVICE_TIMEOUTS]);
	d->retransmissions = ft_get_u64(tb[FIELDTAP_A_DEVICE_RETRANSMISSIONS]);
	d->gaps = ft_get_u64(tb[FIELDTAP_A_DEVICE_GAPS]);
	d->images = ft_get_u32(tb[FIELDTAP_A_DEVICE_IMAGES]);
	d->first_seen = ft_get_u64(tb[FIELDTAP_A_DEVICE_FIRST_SEEN]);
	d->last_seen = ft_get_u64(tb[FIELDTAP_A_DEVICE_LAST_SEEN]);
	d->state = ft_get_u32(tb[FIELDTAP_A_DEVICE_STATE]);
	d->publications = ft_get_u64(tb[FIELDTAP_A_DEVICE_PUBLICATIONS]);
	d->alarms = ft_get_u64(tb[FIELDTAP_A_DEVICE_ALARMS]);
	d->lost = ft_get_u64(tb[FIELDTAP_A_DEVICE_LOST]);
	d->repeated = ft_get_u64(tb[FIELDTAP_A_DEVICE_REPEATED]);
	parse_response(tb, attrs, len, d);
	return parse_labels(attrs, len, d) ? ft_malformed(c, "label") : 0;
}

struct wanted {
	const struct ft_filter *filter;
	struct ft_vec *devices;
};

static int add_device(struct ft_conn *c, struct nlattr *attrs, int len,
		      void *arg)
{
	const struct wanted *w = arg;
	struct ft_device *d = ft_vec_add(w->devices, sizeof(*d));

	if (!d)
		return ft_no_memory(c);
	if (ft_device_parse(c, attrs, len, d))
		return -1;
	if (!ft_filter_device(w->filter, d->device))
		w->devices->n--;
	return 0;
}

static void forget_devices(void *arg)
{
	const struct wanted *w = arg;

	ft_vec_free(w->devices);
}

static int by_name(const void *a, const void *b)
{
	const struct ft_device *x = a, *y = b;
	int c = ft_natural_cmp(x->device, y->device);

	/* Of one seen twice by the dump, the newer first. */
	return c ? c : (y->last_seen > x->last_seen) - (y->last_seen < x->last_seen);
}

static bool same(const void *a, const void *b)
{
	const struct ft_device *x = a, *y = b;

	return !strcmp(x->device, y->device);
}

int ft_device_list(struct ft_conn *c, const struct ft_filter *f,
		   struct ft_vec *devices)
{
	struct wanted w = { f, devices };
	const struct ft_reply reply = { add_device, forget_devices, &w };
	struct nl_msg *msg = ft_request(c, FIELDTAP_CMD_DEVICE_GET);
	char prefix[FIELDTAP_PATH_MAX];

	if (!msg)
		return -1;
	ft_filter_kernel(f, prefix);
	if (*prefix && nla_put_string(msg, FIELDTAP_A_DEVICE_PREFIX, prefix)) {
		nlmsg_free(msg);
		return ft_no_memory(c);
	}
	if (ft_dump(c, msg, &ft_device_attrs, &reply))
		return -1;
	ft_vec_unite(devices, sizeof(struct ft_device), by_name, same, NULL);
	return 0;
}
