// SPDX-License-Identifier: GPL-2.0
#include <net/netlink.h>

#include "event.h"
#include "image_msg.h"
#include "item.h"
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
	       7 * nla_total_size(sizeof(u32)) +	/* LAYOUT .. STATUS */
	       8 * nla_total_size_64bit(sizeof(u64)) +	/* FRAMES .. */
	       nla_total_size(FIELDTAP_NAME_MAX) +	/* STATUS_TEXT */
	       nla_total_size(ft_image_data_room(img)) + /* DATA */
	       READ_ONCE(img->room);			/* ITEM .. */
}

/*
 * Copies the content straight into the message and cuts off what is unused.
 * When it outgrew its room meanwhile there is more room now: at most a few
 * turns, since no content is longer than can be configured. Returns where it
 * stands, NULL when it does not fit.
 */
static const u8 *ft_image_msg_data(struct sk_buff *skb, struct ft_image *img,
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
			return NULL;
	} while (ft_image_read(img, c, nla_data(nla), room));
	nla->nla_len = nla_attr_size(c->kept);
	skb_trim(skb, (u8 *)nla + nla_total_size(c->kept) - skb->data);
	memset((u8 *)nla + nla->nla_len, 0, nla_padlen(c->kept));
	return nla_data(nla);
}

static int ft_image_msg_content(struct sk_buff *skb,
				const struct ft_content *c)
{
	if (nla_put_u32(skb, FIELDTAP_A_IMAGE_LEN, c->len) ||
	    nla_put_u64_64bit(skb, FIELDTAP_A_IMAGE_FRAMES, c->frames,
			      FIELDTAP_A_IMAGE_PAD) ||
	    nla_put_u64_64bit(skb, FIELDTAP_A_IMAGE_CHANGES, c->changes,
			      FIELDTAP_A_IMAGE_PAD) ||
	    nla_put_u64_64bit(skb, FIELDTAP_A_IMAGE_GENERATION, c->generation,
			      FIELDTAP_A_IMAGE_PAD) ||
	    nla_put_u64_64bit(skb, FIELDTAP_A_IMAGE_LAST_SEEN,
			      c->last_seen.real, FIELDTAP_A_IMAGE_PAD) ||
	    nla_put_u64_64bit(skb, FIELDTAP_A_IMAGE_LAST_CHANGE, c->last_change,
			      FIELDTAP_A_IMAGE_PAD) ||
	    nla_put_u64_64bit(skb, FIELDTAP_A_IMAGE_SOURCE_TIME, c->source_time,
			      FIELDTAP_A_IMAGE_PAD))
		return -EMSGSIZE;
	return 0;
}

static int ft_image_msg_state(struct sk_buff *skb, const struct ft_net *fn,
			      const struct ft_decoder *dec,
			      const struct ft_content *c)
{
	const struct ft_layout_entry *entry = rcu_dereference(c->entry);
	const u64 after = c->stale_after ?:
			  (entry ? entry->layout.stale_after : 0);

	if (nla_put_u32(skb, FIELDTAP_A_IMAGE_STATE,
			ft_stale(fn, c->last_seen, after)) ||
	    (after && nla_put_u64_64bit(skb, FIELDTAP_A_IMAGE_STALE_AFTER,
					after, FIELDTAP_A_IMAGE_PAD)) ||
	    nla_put_u32(skb, FIELDTAP_A_IMAGE_QUALITY, c->quality) ||
	    (c->status &&
	     nla_put_u32(skb, FIELDTAP_A_IMAGE_STATUS, c->status)))
		return -EMSGSIZE;
	if (c->quality == FIELDTAP_QUALITY_GOOD && !c->status)
		return 0;
	return ft_status_fill(skb, FIELDTAP_A_IMAGE_STATUS_TEXT, dec,
			      c->status);
}

int ft_image_msg_fill(struct sk_buff *skb, const struct ft_net *fn,
		      struct ft_image *img)
{
	const struct ft_device *dev = img->dev;
	const struct ft_decoder *dec = ft_registry_decoder(dev->key.slot);
	struct ft_content c;
	const u8 *data;

	if (nla_put_string(skb, FIELDTAP_A_IMAGE_DEVICE, dev->name) ||
	    nla_put_string(skb, FIELDTAP_A_IMAGE_IMAGE, img->name) ||
	    nla_put_string(skb, FIELDTAP_A_IMAGE_DECODER,
			   ft_registry_name(dev->key.slot)) ||
	    nla_put_u32(skb, FIELDTAP_A_IMAGE_FIRST, img->first) ||
	    nla_put_u32(skb, FIELDTAP_A_IMAGE_COUNT, img->count))
		return -EMSGSIZE;
	data = ft_image_msg_data(skb, img, &c);
	if (!data ||
	    nla_put_u32(skb, FIELDTAP_A_IMAGE_LAYOUT,
			rcu_access_pointer(c.entry) ? FIELDTAP_LAYOUT_ITEMS :
						      img->layout) ||
	    ft_image_msg_content(skb, &c) ||
	    ft_image_msg_state(skb, fn, dec, &c))
		return -EMSGSIZE;
	return ft_items_fill(skb, img, dec, &c, data);
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
