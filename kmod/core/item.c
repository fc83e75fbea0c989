// SPDX-License-Identifier: GPL-2.0
#include <linux/string.h>
#include <net/netlink.h>

#include "item.h"

/* Octets of a message that items may take; the rest of it is for the image. */
#define FT_ITEMS_ROOM		(56 * SZ_1K)
/* Longest unit and longest text of a status, with its NUL. */
#define FT_ITEM_TEXT_MAX	64

/* What ft_item_add() has to know while a decoder calls it. */
struct ft_items {
	struct sk_buff *skb;
	const struct ft_decoder *dec;
	u32 kept;
	u32 begin;	/* where in the message they begin */
	u32 n;
	u32 cut;
	int err;
};

int ft_status_fill(struct sk_buff *skb, int attr, const struct ft_decoder *dec,
		   u32 status)
{
	char text[FT_ITEM_TEXT_MAX];

	if (!dec || !dec->status_name ||
	    dec->status_name(status, text, sizeof(text)) <= 0)
		return 0;
	return nla_put_string(skb, attr, text);
}

static int ft_item_fill_quality(struct sk_buff *skb,
				const struct ft_decoder *dec,
				const struct ft_item *item)
{
	if (item->quality == FIELDTAP_QUALITY_GOOD && !item->status)
		return 0;
	if ((item->quality != FIELDTAP_QUALITY_GOOD &&
	     nla_put_u32(skb, FIELDTAP_A_ITEM_QUALITY, item->quality)) ||
	    (item->status &&
	     nla_put_u32(skb, FIELDTAP_A_ITEM_STATUS, item->status)))
		return -EMSGSIZE;
	return ft_status_fill(skb, FIELDTAP_A_ITEM_STATUS_TEXT, dec,
			      item->status);
}

static int ft_item_fill(struct sk_buff *skb, const struct ft_decoder *dec,
			const struct ft_item *item)
{
	struct nlattr *nest = nla_nest_start(skb, FIELDTAP_A_IMAGE_ITEM);

	if (!nest || nla_put_string(skb, FIELDTAP_A_ITEM_NAME, item->name) ||
	    nla_put_u32(skb, FIELDTAP_A_ITEM_TYPE, item->type) ||
	    nla_put_u32(skb, FIELDTAP_A_ITEM_OFFSET, item->offset) ||
	    nla_put_u32(skb, FIELDTAP_A_ITEM_LEN, item->len) ||
	    (item->count != 1 &&
	     nla_put_u32(skb, FIELDTAP_A_ITEM_COUNT, item->count)) ||
	    (item->little && nla_put_u8(skb, FIELDTAP_A_ITEM_LITTLE, 1)) ||
	    (item->unit &&
	     nla_put_string(skb, FIELDTAP_A_ITEM_UNIT, item->unit)) ||
	    ft_item_fill_quality(skb, dec, item))
		return -EMSGSIZE;
	nla_nest_end(skb, nest);
	return 0;
}

static bool ft_item_is_text(const char *text, size_t size)
{
	return strnlen(text, size) < size;
}

/* Decoders are trusted to be right, but not to be modest. */
bool ft_item_fits(const struct ft_item *item, u32 kept)
{
	return item->offset <= kept && item->len <= kept - item->offset &&
	       ft_item_is_text(item->name, FT_IMAGE_NAME_MAX) &&
	       (!item->unit || ft_item_is_text(item->unit, FT_ITEM_TEXT_MAX));
}

static bool ft_item_add(void *arg, const struct ft_item *item)
{
	struct ft_items *items = arg;
	struct sk_buff *skb = items->skb;
	const u32 before = skb->len;

	if (items->n++ == FT_ITEMS_MAX)
		return false;
	if (!ft_item_fits(item, items->kept))
		return true;
	if (!items->cut) {
		if (ft_item_fill(skb, items->dec, item)) {
			items->err = -EMSGSIZE;
			return false;
		}
		if (skb->len - items->begin <= FT_ITEMS_ROOM)
			return true;
		skb_trim(skb, before);
	}
	items->cut++;
	return true;
}

/* Whether the octet that says so has nothing against the value. */
static void ft_item_judge(struct ft_item *item, const struct ft_layout_item *by,
			  const u8 *data, u32 kept)
{
	if (by->status == FT_NO_STATUS)
		return;
	if (by->status >= kept) {
		item->quality = FIELDTAP_QUALITY_UNCERTAIN;
	} else if (!(data[by->status] & 0x80)) {
		item->quality = FIELDTAP_QUALITY_BAD;
		item->status = data[by->status];
	}
}

static void ft_items_by_layout(const struct ft_layout *layout,
			       const struct ft_view *view,
			       bool (*add)(void *arg,
					   const struct ft_item *item),
			       void *arg)
{
	u32 i;

	for (i = 0; i < layout->n; i++) {
		const struct ft_layout_item *by = &layout->item[i];
		struct ft_item item = {
			.name = by->name,
			.offset = by->offset,
			.len = by->len,
			.count = 1,
			.type = by->type,
			.little = by->little,
		};

		ft_item_judge(&item, by, view->data, view->len);
		if (!add(arg, &item))
			break;
	}
}

bool ft_items_each(const struct ft_image *img, const struct ft_decoder *dec,
		   const struct ft_layout_entry *entry,
		   const struct ft_view *view,
		   bool (*add)(void *arg, const struct ft_item *item),
		   void *arg)
{
	if (entry)
		ft_items_by_layout(&entry->layout, view, add, arg);
	else if (img->layout != FIELDTAP_LAYOUT_ITEMS)
		return true;
	else if (dec && dec->items)
		dec->items(view, add, arg);
	else
		return false;
	return true;
}

int ft_items_fill(struct sk_buff *skb, struct ft_image *img,
		  const struct ft_decoder *dec, const struct ft_content *c,
		  const u8 *data)
{
	const struct ft_view view = {
		.key = img->key,
		.key_len = img->key_len,
		.data = data,
		.len = c->kept,
		.total = c->len,
		.quality = c->quality,
		.status = c->status,
	};
	const struct ft_layout_entry *entry = rcu_dereference(c->entry);
	struct ft_items items = {
		.skb = skb,
		/* What a layout's codes mean only their protocol knows. */
		.dec = entry ? NULL : dec,
		.kept = c->kept,
		.begin = skb->len,
	};

	ft_items_each(img, dec, entry, &view, ft_item_add, &items);
	if (items.err)
		return items.err;
	if (items.cut && nla_put_u32(skb, FIELDTAP_A_IMAGE_ITEMS_CUT, items.cut))
		return -EMSGSIZE;
	/* Partner: ft_image_msg_size(). */
	if (READ_ONCE(img->room) != skb->len - items.begin)
		WRITE_ONCE(img->room, skb->len - items.begin);
	return 0;
}
