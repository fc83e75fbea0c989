// SPDX-License-Identifier: GPL-2.0
#include <linux/jiffies.h>
#include <linux/rcupdate.h>
#include <linux/slab.h>
#include <linux/string.h>

#include "layout.h"
#include "event.h"
#include "key.h"
#include "type.h"
#include "walk.h"

/* Others may keep and forget the same layout again and again meanwhile. */
#define FT_LAYOUT_TRIES	8

/* Compared as a whole. */
static_assert(sizeof(struct ft_layout_item) == 32);

struct ft_layout_key {
	const char *device;
	const char *image;
};

static u32 ft_layout_hash(const void *key, const siphash_key_t *seed)
{
	const hsiphash_key_t secret = ft_key_seed(seed);
	const struct ft_layout_key *k = key;

	return hsiphash_2u32(hsiphash(k->device, strlen(k->device), &secret),
			     hsiphash(k->image, strlen(k->image), &secret),
			     &secret);
}

static bool ft_layout_equal(const struct growmap_node *node, const void *key)
{
	const struct ft_layout_entry *entry =
		container_of(node, struct ft_layout_entry, node);
	const struct ft_layout_key *k = key;

	return !strcmp(entry->image, k->image) &&
	       !strcmp(entry->device, k->device);
}

static void ft_layout_growth(struct growmap *map,
			     const struct growmap_event *ev)
{
	ft_event_growth(container_of(map, struct ft_net, layouts), map, ev);
}

static const struct growmap_params ft_layout_params = {
	.name = "layouts",
	.hash = ft_layout_hash,
	.equal = ft_layout_equal,
	.min_B = 2,
	.notify = ft_layout_growth,
};

int ft_layouts_init(struct ft_net *fn)
{
	return growmap_init(&fn->layouts, &ft_layout_params,
			    fn->config.max_layouts);
}

void ft_layout_put_entry(struct ft_layout_entry *entry)
{
	if (entry && refcount_dec_and_test(&entry->refs))
		kfree_rcu(entry, rcu);
}

static void ft_layout_release(struct growmap_node *node, void *arg)
{
	ft_layout_put_entry(container_of(node, struct ft_layout_entry, node));
}

void ft_layouts_clean(struct ft_net *fn)
{
	growmap_destroy(&fn->layouts, ft_layout_release, NULL);
}

static bool ft_name_is_printable(const char *name)
{
	for (; *name; name++)
		if ((u8)*name < ' ' || *name == 0x7f)
			return false;
	return true;
}

const char *ft_layout_item_wrong(const struct ft_layout_item *item, u32 len)
{
	u32 unit;

	if (!item->name[0] ||
	    strnlen(item->name, sizeof(item->name)) == sizeof(item->name))
		return "the item's name is empty or too long";
	if (!ft_name_is_printable(item->name))
		return "the item's name has control characters";
	if (item->type >= FT_TYPES)
		return "no such type";
	unit = ft_type_size(item->type);
	if (unit && item->len != unit)
		return "the item's len is not that of its type";
	if ((u32)item->offset + item->len > len)
		return "the item goes beyond len";
	if (item->status != FT_NO_STATUS && item->status >= len)
		return "the item's status is beyond len";
	return NULL;
}

static struct ft_layout_entry *ft_layout_alloc(const struct ft_layout_key *key,
					       const struct ft_layout *layout,
					       bool given)
{
	const size_t device = strlen(key->device) + 1;
	const size_t image = strlen(key->image) + 1;
	struct ft_layout_entry *entry;
	char *names;
	u32 i;

	entry = kmalloc(struct_size(entry, layout.item, layout->n) + device +
			image, GFP_ATOMIC);
	if (!entry)
		return NULL;
	refcount_set(&entry->refs, 1);
	entry->given = given;
	entry->last_used = jiffies;
	entry->layout.len = layout->len;
	entry->layout.n = layout->n;
	entry->layout.stale_after = layout->stale_after;
	for (i = 0; i < layout->n; i++) {
		struct ft_layout_item *item = &entry->layout.item[i];

		*item = layout->item[i];
		strscpy_pad(item->name, layout->item[i].name,
			    sizeof(item->name));
	}
	names = (char *)&entry->layout.item[layout->n];
	entry->device = memcpy(names, key->device, device);
	entry->image = memcpy(names + device, key->image, image);
	return entry;
}

static bool ft_layout_same(const struct ft_layout *a, const struct ft_layout *b)
{
	return a->len == b->len && a->n == b->n &&
	       a->stale_after == b->stale_after &&
	       !memcmp(a->item, b->item, a->n * sizeof(a->item[0]));
}

void ft_layout_touch(struct ft_layout_entry *entry)
{
	const unsigned long now = jiffies;

	if (READ_ONCE(entry->last_used) != now)
		WRITE_ONCE(entry->last_used, now);
}

/* What is there stays if it says the same. */
static int ft_layout_replace(struct ft_net *fn, struct ft_layout_entry *old,
			     struct ft_layout_entry *entry)
{
	if (ft_layout_same(&old->layout, &entry->layout)) {
		if (entry->given)
			WRITE_ONCE(old->given, true);
		ft_layout_touch(old);
		ft_layout_put_entry(entry);
		return 0;
	}
	if (growmap_replace(&fn->layouts, &old->node, &entry->node))
		return -EAGAIN;
	ft_layout_put_entry(old);
	return 0;
}

int ft_layout_keep(struct ft_net *fn, const char *device, const char *image,
		   const struct ft_layout *layout, bool given)
{
	const struct ft_layout_key key = { device, image };
	struct ft_layout_entry *entry;
	struct growmap_node *old;
	int i, err = -EAGAIN;

	entry = ft_layout_alloc(&key, layout, given);
	if (!entry)
		return -ENOMEM;
	for (i = 0; i < FT_LAYOUT_TRIES && err == -EAGAIN; i++) {
		old = growmap_insert(&fn->layouts, &entry->node, &key);
		if (IS_ERR_OR_NULL(old))
			err = PTR_ERR_OR_ZERO(old);
		else
			err = ft_layout_replace(fn,
						container_of(old, struct ft_layout_entry, node),
						entry);
	}
	if (err)
		ft_layout_put_entry(entry);
	return err == -EAGAIN ? -ENOSPC : err;
}

struct ft_layout_entry *ft_layout_find(struct ft_net *fn, const char *device,
				       const char *image)
{
	const struct ft_layout_key key = { device, image };
	struct growmap_node *node;

	node = growmap_lookup(&fn->layouts, &key, ft_layout_params);
	return node ? container_of(node, struct ft_layout_entry, node) : NULL;
}

struct ft_layout_entry *ft_layout_get_entry(struct ft_net *fn,
					    const char *device,
					    const char *image)
{
	struct ft_layout_entry *entry = ft_layout_find(fn, device, image);

	/* Who is just taking it out has the images look once more. */
	if (entry && !refcount_inc_not_zero(&entry->refs))
		return NULL;
	return entry;
}

static int ft_layout_remove(struct ft_net *fn, struct ft_layout_entry *entry)
{
	/* Of several that remove or replace it one is told 0. */
	if (growmap_remove(&fn->layouts, &entry->node))
		return -ENOENT;
	ft_layout_put_entry(entry);
	return 0;
}

int ft_layout_forget(struct ft_net *fn, const char *device, const char *image)
{
	struct ft_layout_entry *entry = ft_layout_find(fn, device, image);

	return entry ? ft_layout_remove(fn, entry) : -ENOENT;
}

static void ft_layout_expire(struct growmap_node *node, void *arg)
{
	struct ft_layout_entry *entry =
		container_of(node, struct ft_layout_entry, node);
	struct ft_net *fn = arg;
	const unsigned long idle =
		(unsigned long)READ_ONCE(fn->config.idle_timeout) * HZ;

	/* An image that takes it right now keeps it until it is set anew. */
	if (!READ_ONCE(entry->given) && refcount_read(&entry->refs) == 1 &&
	    time_after(jiffies, READ_ONCE(entry->last_used) + idle))
		ft_layout_remove(fn, entry);
}

void ft_layouts_expire(struct ft_net *fn)
{
	ft_walk(&fn->layouts, ft_layout_expire, fn);
}
