// SPDX-License-Identifier: GPL-2.0
#include <linux/bitmap.h>
#include <linux/rcupdate.h>
#include <linux/slab.h>
#include <linux/string.h>

#include "anchor.h"
#include "event.h"
#include "key.h"

/* FNV-1a, so that what items of one device share is hashed once. */
#define FT_FNV_BASIS	0xcbf29ce484222325ULL
#define FT_FNV_PRIME	0x00000100000001b3ULL

static u64 ft_fnv(u64 hash, char c)
{
	return (hash ^ (u8)c) * FT_FNV_PRIME;
}

static u64 ft_fnv_octets(u64 hash, const char *text, u32 len)
{
	u32 i;

	for (i = 0; i < len; i++)
		hash = ft_fnv(hash, text[i]);
	return hash;
}

/*
 * The keys in the map are an administrator's; what comes from the wire is only
 * looked up.  So it is enough that the last step is keyed.
 */
static u32 ft_anchor_hash(const void *key, const siphash_key_t *seed)
{
	const hsiphash_key_t secret = ft_key_seed(seed);
	const struct ft_address *address = key;

	return hsiphash_2u32(address->hash, address->hash >> 32, &secret);
}

static bool ft_anchor_equal(const struct growmap_node *node, const void *key)
{
	const char *have = container_of(node, struct ft_anchor, node)->address;
	const struct ft_address *want = key;

	if (strncmp(have, want->device, want->device_len))
		return false;
	have += want->device_len;
	if (!want->item)
		return !*have;
	return *have++ == '/' && !strncmp(have, want->item, want->item_len) &&
	       !strcmp(have + want->item_len, want->tail);
}

static void ft_anchor_growth(struct growmap *map,
			     const struct growmap_event *ev)
{
	ft_event_growth(container_of(map, struct ft_net, anchors), map, ev);
}

static const struct growmap_params ft_anchor_params = {
	.name = "anchors",
	.hash = ft_anchor_hash,
	.equal = ft_anchor_equal,
	.min_B = 2,
	.notify = ft_anchor_growth,
};

int ft_anchors_init(struct ft_net *fn)
{
	int err;

	fn->anchored = bitmap_zalloc(FT_ANCHORED_BITS, GFP_KERNEL);
	if (!fn->anchored)
		return -ENOMEM;
	err = growmap_init(&fn->anchors, &ft_anchor_params,
			   fn->config.max_points);
	if (err)
		bitmap_free(fn->anchored);
	return err;
}

void ft_anchors_clean(struct ft_net *fn)
{
	growmap_destroy(&fn->anchors, NULL, NULL);
	bitmap_free(fn->anchored);
}

static unsigned int ft_anchored_bit(u64 hash)
{
	return (hash ^ hash >> 32) % FT_ANCHORED_BITS;
}

/*
 * Where in an address its device ends only decoders know: every part of it that
 * may be one is noted.
 */
void ft_anchored_set(unsigned long *anchored, const char *address)
{
	u64 hash = FT_FNV_BASIS;

	for (; *address; address++) {
		if (*address == '/')
			set_bit(ft_anchored_bit(hash), anchored);
		hash = ft_fnv(hash, *address);
	}
}

static void ft_anchored_clear(struct ft_net *fn)
{
	unsigned int i;

	/* Partner: ft_anchored(), which may well see what was there. */
	for (i = 0; i < BITS_TO_LONGS(FT_ANCHORED_BITS); i++)
		WRITE_ONCE(fn->anchored[i], 0);
}

struct ft_address ft_address_device(const char *device)
{
	const u32 len = strlen(device);

	return (struct ft_address) {
		.device = device,
		.device_len = len,
		.hash = ft_fnv_octets(FT_FNV_BASIS, device, len),
	};
}

bool ft_anchored(const unsigned long *anchored,
		 const struct ft_address *device)
{
	return test_bit(ft_anchored_bit(device->hash), anchored);
}

static struct ft_anchor *ft_anchor_lookup(struct ft_net *fn,
					  const struct ft_address *address)
{
	struct growmap_node *node;

	node = growmap_lookup(&fn->anchors, address, ft_anchor_params);
	return node ? container_of(node, struct ft_anchor, node) : NULL;
}

struct ft_anchor *ft_anchor_find(struct ft_net *fn,
				 const struct ft_address *device,
				 const char *item, u32 item_len,
				 const char *tail)
{
	struct ft_address address = *device;

	address.item = item;
	address.item_len = item_len;
	address.tail = tail;
	address.hash = ft_fnv_octets(ft_fnv(address.hash, '/'), item, item_len);
	address.hash = ft_fnv_octets(address.hash, tail, strlen(tail));
	return ft_anchor_lookup(fn, &address);
}

static struct ft_anchor *ft_anchor_make(struct ft_net *fn,
					const struct ft_address *address)
{
	struct ft_anchor *anchor;
	struct growmap_node *old;

	anchor = kzalloc(struct_size(anchor, address,
				     address->device_len + 1), GFP_KERNEL);
	if (!anchor)
		return ERR_PTR(-ENOMEM);
	memcpy(anchor->address, address->device, address->device_len);
	/* Partner: ft_anchored(): before any point of it can be found. */
	ft_anchored_set(fn->anchored, anchor->address);
	old = growmap_insert(&fn->anchors, &anchor->node, address);
	if (IS_ERR(old)) {
		kfree(anchor);
		return ERR_CAST(old);
	}
	return anchor;
}

struct ft_anchor *ft_anchor_get(struct ft_net *fn, const char *address)
{
	const struct ft_address key = ft_address_device(address);
	struct ft_anchor *anchor;

	rcu_read_lock();
	anchor = ft_anchor_lookup(fn, &key);
	rcu_read_unlock();
	/* The mutex keeps it: only who holds that takes one away. */
	if (!anchor)
		anchor = ft_anchor_make(fn, &key);
	if (!IS_ERR(anchor))
		anchor->users++;
	return anchor;
}

void ft_anchor_put(struct ft_net *fn, struct ft_anchor *anchor)
{
	if (!anchor || --anchor->users)
		return;
	growmap_remove(&fn->anchors, &anchor->node);
	kfree_rcu(anchor, rcu);
	if (!growmap_count(&fn->anchors))
		ft_anchored_clear(fn);
}
