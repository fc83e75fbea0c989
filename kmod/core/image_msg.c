// SPDX-License-Identifier: GPL-2.0
#include <net/netlink.h>

#include "event.h"
#include "image_msg.h"
#include "netlink_gen.h"
#include "registry.h"

struct ft_image_view {
	const struct ft_net *fn;
	struct ft_image *img;
};

static size_t ft_image_data_room(const struct ft_image *img)
{
	return rcu_dereference(img->bytes)->size;
}

size_t ft_image_msg_size(struct ft_image *img)
{
	return nla_total_size(FIELDTAP_PATH_MAX) +	/* DEVICE */
	       nla_total_size(FT_IMAGE_NAME_MAX) +	/* IMAGE */
	       nla_total_size(FIELDTAP_NAME_MAX) +	/* DECODER */
	       5 * nla_total_size(sizeof(u32)) +	/* LAYOUT .. STATE */
	       7 * nla_total_size_64bit(sizeof(u64)) +	/* FRAMES .. */
	       nla_total_size(ft_image_data_room(img));	/* DATA */
}

/*
 * Copies the content straight into the message and cuts off what is unused.
 * When it outgrew its room meanwhile there is more room now: at most a few
 * turns, since no content is longer than can be configured.
 */
static int ft_image_msg_data(struct sk_buff *skb, struct ft_image *img,
			     struct ft_content *c)
{
	const u32 before = skb->len;
	struct nlattr *nla;
	u32 room;

	do {
		skb_trim(skb, before);
		room = ft_image_data_room(img);
		nla = nla_reserve(skb, FIELDTAP_A_IMAGE_DATA, room);
		if (!nla)
			return -EMSGSIZE;
	} while (ft_image_read(img, c, nla_data(nla), room));
	nla->nla_len = nla_attr_size(c->kept);
	skb_trim(skb, (u8 *)nla + nla_total_size(c->kept) - skb->data);
	memset((u8 *)nla + nla->nla_len, 0, nla_padlen(c->kept));
	return 0;
}

int ft_image_msg_fill(struct sk_buff *skb, const struct ft_net *fn,
		      struct ft_image *img)
{
	const struct ft_device *dev = img->dev;
	struct ft_content c;

	if (nla_put_string(skb, FIELDTAP_A_IMAGE_DEVICE, dev->name) ||
	    nla_put_string(skb, FIELDTAP_A_IMAGE_IMAGE, img->name) ||
	    nla_put_string(skb, FIELDTAP_A_IMAGE_DECODER,
			   ft_registry_name(dev->key.slot)) ||
	    nla_put_u32(skb, FIELDTAP_A_IMAGE_LAYOUT, img->layout) ||
	    nla_put_u32(skb, FIELDTAP_A_IMAGE_FIRST, img->first) ||
	    nla_put_u32(skb, FIELDTAP_A_IMAGE_COUNT, img->count) ||
	    ft_image_msg_data(skb, img, &c) ||
	    nla_put_u32(skb, FIELDTAP_A_IMAGE_LEN, c.len) ||
	    nla_put_u64_64bit(skb, FIELDTAP_A_IMAGE_FRAMES, c.frames,
			      FIELDTAP_A_IMAGE_PAD) ||
	    nla_put_u64_64bit(skb, FIELDTAP_A_IMAGE_CHANGES, c.changes,
			      FIELDTAP_A_IMAGE_PAD) ||
	    nla_put_u64_64bit(skb, FIELDTAP_A_IMAGE_GENERATION, c.generation,
			      FIELDTAP_A_IMAGE_PAD) ||
	    nla_put_u64_64bit(skb, FIELDTAP_A_IMAGE_LAST_SEEN,
			      c.last_seen.real, FIELDTAP_A_IMAGE_PAD) ||
	    nla_put_u64_64bit(skb, FIELDTAP_A_IMAGE_LAST_CHANGE, c.last_change,
			      FIELDTAP_A_IMAGE_PAD) ||
	    nla_put_u64_64bit(skb, FIELDTAP_A_IMAGE_SOURCE_TIME, c.source_time,
			      FIELDTAP_A_IMAGE_PAD) ||
	    nla_put_u32(skb, FIELDTAP_A_IMAGE_STATE,
			ft_stale(fn, c.last_seen)))
		return -EMSGSIZE;
	return 0;
}

static int ft_image_msg_event(struct sk_buff *skb, const void *object)
{
	const struct ft_image_view *view = object;

	return ft_image_msg_fill(skb, view->fn, view->img);
}

void ft_image_msg_send(struct ft_net *fn, struct ft_image *img)
{
	const struct ft_image_view view = { .fn = fn, .img = img };
	struct ft_event ev = {
		.group = FIELDTAP_NLGRP_CHANGE,
		.cmd = FIELDTAP_CMD_IMAGE_CHANGE_NTF,
		.fill = ft_image_msg_event,
		.object = &view,
		.seq_attr = FIELDTAP_A_IMAGE_EVENT_SEQ,
		.pad_attr = FIELDTAP_A_IMAGE_PAD,
	};

	if (!ft_event_wanted(fn, FIELDTAP_NLGRP_CHANGE))
		return;
	ev.size = ft_image_msg_size(img);
	ft_event_send(fn, &ev);
}
