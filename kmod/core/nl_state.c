// SPDX-License-Identifier: GPL-2.0
/* Netlink operations on devices and images. */
#include <linux/math64.h>
#include <linux/rcupdate.h>
#include <linux/string.h>

#include "device.h"
#include "dump.h"
#include "image.h"
#include "image_msg.h"
#include "marks.h"
#include "registry.h"
#include "walk.h"

#define FT_LABEL_MSG_SIZE						\
	(nla_total_size(FIELDTAP_LABEL_NAME_MAX) +			\
	 nla_total_size(FIELDTAP_LABEL_VALUE_MAX))

#define FT_DEVICE_MSG_SIZE						\
	(nla_total_size(FIELDTAP_PATH_MAX) +				\
	 nla_total_size(FIELDTAP_NAME_MAX) +				\
	 nla_total_size(sizeof(u32)) * 3 +				\
	 nla_total_size_64bit(sizeof(u64)) * (15 + FT_RESPONSE_BUCKETS) + \
	 FT_LABELS_MAX * nla_total_size(FT_LABEL_MSG_SIZE))

struct ft_device_view {
	struct ft_net *fn;
	const char *name;
	struct ft_device *dev;
};

static int ft_health_fill(struct sk_buff *skb, const struct ft_health *h)
{
	u64 avg = h->responses ? div64_u64(h->response_sum, h->responses) : 0;
	int i;

	if (nla_put_u64_64bit(skb, FIELDTAP_A_DEVICE_REQUESTS, h->requests,
			      FIELDTAP_A_DEVICE_PAD) ||
	    nla_put_u64_64bit(skb, FIELDTAP_A_DEVICE_ANSWERS, h->answers,
			      FIELDTAP_A_DEVICE_PAD) ||
	    nla_put_u64_64bit(skb, FIELDTAP_A_DEVICE_EXCEPTIONS, h->exceptions,
			      FIELDTAP_A_DEVICE_PAD) ||
	    nla_put_u64_64bit(skb, FIELDTAP_A_DEVICE_TIMEOUTS, h->timeouts,
			      FIELDTAP_A_DEVICE_PAD) ||
	    nla_put_u64_64bit(skb, FIELDTAP_A_DEVICE_RESPONSE_MIN,
			      h->response_min, FIELDTAP_A_DEVICE_PAD) ||
	    nla_put_u64_64bit(skb, FIELDTAP_A_DEVICE_RESPONSE_AVG, avg,
			      FIELDTAP_A_DEVICE_PAD) ||
	    nla_put_u64_64bit(skb, FIELDTAP_A_DEVICE_RESPONSE_MAX,
			      h->response_max, FIELDTAP_A_DEVICE_PAD) ||
	    nla_put_u64_64bit(skb, FIELDTAP_A_DEVICE_RETRANSMISSIONS,
			      h->retransmissions, FIELDTAP_A_DEVICE_PAD) ||
	    nla_put_u64_64bit(skb, FIELDTAP_A_DEVICE_GAPS, h->gaps,
			      FIELDTAP_A_DEVICE_PAD) ||
	    nla_put_u64_64bit(skb, FIELDTAP_A_DEVICE_LAST_SEEN,
			      h->last_seen.real, FIELDTAP_A_DEVICE_PAD) ||
	    nla_put_u64_64bit(skb, FIELDTAP_A_DEVICE_PUBLICATIONS,
			      h->publications, FIELDTAP_A_DEVICE_PAD) ||
	    nla_put_u64_64bit(skb, FIELDTAP_A_DEVICE_ALARMS, h->alarms,
			      FIELDTAP_A_DEVICE_PAD) ||
	    nla_put_u64_64bit(skb, FIELDTAP_A_DEVICE_LOST, h->lost,
			      FIELDTAP_A_DEVICE_PAD) ||
	    nla_put_u64_64bit(skb, FIELDTAP_A_DEVICE_REPEATED, h->repeated,
			      FIELDTAP_A_DEVICE_PAD))
		return -EMSGSIZE;
	for (i = 0; i < FT_RESPONSE_BUCKETS; i++)
		if (nla_put_u64_64bit(skb, FIELDTAP_A_DEVICE_RESPONSE_BUCKET,
				      h->bucket[i], FIELDTAP_A_DEVICE_PAD))
			return -EMSGSIZE;
	if (h->exceptions && nla_put_u32(skb, FIELDTAP_A_DEVICE_LAST_EXCEPTION,
					 h->last_exception))
		return -EMSGSIZE;
	return 0;
}

static int ft_device_fill(struct sk_buff *skb, void *arg)
{
	const struct ft_device_view *view = arg;
	struct ft_device *dev = view->dev;
	struct ft_health health;
	u32 n_images;

	ft_device_health(dev, &health, &n_images);
	if (nla_put_string(skb, FIELDTAP_A_DEVICE_DEVICE, dev->name) ||
	    nla_put_string(skb, FIELDTAP_A_DEVICE_DECODER,
			   ft_registry_name(dev->key.slot)) ||
	    ft_health_fill(skb, &health) ||
	    nla_put_u32(skb, FIELDTAP_A_DEVICE_IMAGES, n_images) ||
	    nla_put_u64_64bit(skb, FIELDTAP_A_DEVICE_FIRST_SEEN,
			      dev->first_seen, FIELDTAP_A_DEVICE_PAD) ||
	    nla_put_u32(skb, FIELDTAP_A_DEVICE_STATE,
			ft_stale(view->fn, health.last_seen, 0)))
		return -EMSGSIZE;
	return ft_device_labels_fill(skb, dev);
}

/*
 * A name is found by looking at all of them: it is asked for by people, and
 * the maps are keyed by what stands in frames.
 */
struct ft_search {
	struct sk_buff *skb;
	struct ft_net *fn;
	const char *device;
	const char *image;
	int found;	/* -ENOENT, or what the filling returned */
};

static void ft_device_match(struct growmap_node *node, void *arg)
{
	struct ft_device *dev = container_of(node, struct ft_device, node);
	struct ft_search *search = arg;
	struct ft_device_view view = { .fn = search->fn, .dev = dev };

	if (search->found == -ENOENT && !strcmp(dev->name, search->device))
		search->found = ft_device_fill(search->skb, &view);
}

static int ft_device_search(struct sk_buff *skb, void *arg)
{
	struct ft_search *search = arg;

	search->skb = skb;
	search->found = -ENOENT;
	ft_walk(&search->fn->devices, ft_device_match, search);
	return search->found;
}

int fieldtap_nl_device_get_doit(struct sk_buff *skb, struct genl_info *info)
{
	struct nlattr *device = info->attrs[FIELDTAP_A_DEVICE_DEVICE];
	struct ft_search search = { .fn = ft_info_net(info) };
	int err;

	if (!device) {
		NL_SET_ERR_MSG(info->extack, "device has to name a device");
		return -EINVAL;
	}
	search.device = nla_data(device);
	err = ft_reply(info, FT_DEVICE_MSG_SIZE, ft_device_search, &search);
	if (err == -ENOENT)
		NL_SET_ERR_MSG_ATTR(info->extack, device, "no such device");
	return err;
}

static int ft_device_deliver(struct sk_buff *skb, struct netlink_callback *cb,
			     struct growmap_node *node)
{
	struct ft_device_view view = {
		.fn = ft_dump_net(cb),
		.dev = container_of(node, struct ft_device, node),
	};

	if (!ft_dump_wants(cb, view.dev->name))
		return 0;
	return ft_dump_one(skb, cb, FIELDTAP_CMD_DEVICE_GET, ft_device_fill,
			   &view);
}

int fieldtap_nl_device_get_dumpit(struct sk_buff *skb,
				  struct netlink_callback *cb)
{
	ft_dump_prefix(cb, FIELDTAP_A_DEVICE_PREFIX);
	return ft_dump_map(skb, cb, &ft_dump_net(cb)->devices,
			   ft_device_deliver);
}

struct ft_image_view {
	struct ft_net *fn;
	struct ft_image *img;
};

static int ft_image_fill(struct sk_buff *skb, void *arg)
{
	const struct ft_image_view *view = arg;

	return ft_image_msg_fill(skb, view->fn, view->img);
}

/* One that waits for its first content is not there yet. */
static bool ft_image_since(struct ft_image *img, u64 since)
{
	struct ft_content c;

	ft_image_read(img, &c, NULL, 0);
	return c.frames && c.generation > since;
}

static void ft_image_match(struct growmap_node *node, void *arg)
{
	struct ft_image *img = container_of(node, struct ft_image, node);
	struct ft_search *search = arg;

	if (search->found == -ENOENT && !strcmp(img->name, search->image) &&
	    !strcmp(img->dev->name, search->device) && ft_image_since(img, 0))
		search->found = ft_image_msg_fill(search->skb, search->fn, img);
}

static int ft_image_search(struct sk_buff *skb, void *arg)
{
	struct ft_search *search = arg;

	search->skb = skb;
	search->found = -ENOENT;
	ft_walk(&search->fn->images, ft_image_match, search);
	return search->found;
}

int fieldtap_nl_image_get_doit(struct sk_buff *skb, struct genl_info *info)
{
	struct nlattr *device = info->attrs[FIELDTAP_A_IMAGE_DEVICE];
	struct nlattr *image = info->attrs[FIELDTAP_A_IMAGE_IMAGE];
	struct ft_search search = { .fn = ft_info_net(info) };
	int err;

	if (!device || !image) {
		NL_SET_ERR_MSG(info->extack,
			       "device and image have to name an image");
		return -EINVAL;
	}
	search.device = nla_data(device);
	search.image = nla_data(image);
	err = ft_reply(info, NLMSG_GOODSIZE, ft_image_search, &search);
	if (err == -ENOENT)
		NL_SET_ERR_MSG_ATTR(info->extack, image, "no such image");
	return err;
}

static int ft_image_deliver(struct sk_buff *skb, struct netlink_callback *cb,
			    struct growmap_node *node)
{
	struct ft_image_view view = {
		.fn = ft_dump_net(cb),
		.img = container_of(node, struct ft_image, node),
	};

	if (!ft_dump_wants(cb, view.img->dev->name) ||
	    !ft_image_since(view.img, ft_dump_of(cb)->since))
		return 0;
	return ft_dump_one(skb, cb, FIELDTAP_CMD_IMAGE_GET, ft_image_fill,
			   &view);
}

int fieldtap_nl_image_get_dumpit(struct sk_buff *skb,
				 struct netlink_callback *cb)
{
	const struct nlattr *since = ft_dump_attr(cb, FIELDTAP_A_IMAGE_SINCE);
	struct ft_dump *dump = ft_dump_of(cb);

	ft_dump_prefix(cb, FIELDTAP_A_IMAGE_PREFIX);
	dump->since = since ? nla_get_u64(since) : 0;
	if (!dump->begun)
		dump->marked = ft_marks_since(ft_dump_net(cb), dump->since,
					      &dump->mark);
	dump->begun = true;
	return ft_dump_map(skb, cb, &ft_dump_net(cb)->images, ft_image_deliver);
}
