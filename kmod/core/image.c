// SPDX-License-Identifier: GPL-2.0
#include <linux/prefetch.h>
#include <linux/rcupdate.h>
#include <linux/slab.h>
#include <linux/string.h>

#include "image.h"
#include "event.h"
#include "key.h"
#include "stats.h"
#include "walk.h"

/* Images of a device that ft_image_recall() looks at, those seen last. */
#define FT_RECALL_MAX	1024
/* Of longer contents the hardware sees the pattern itself. */
#define FT_PREFETCH_MAX	320
/* By then everybody knows that a device's images are to be kept in order. */
#define FT_ORDERED_LATER	NSEC_PER_MSEC

/*
 * What an image is looked up by.  A short key is a word; what a longer one looks
 * like as a word is of no interest.
 */
struct ft_image_key {
	const struct ft_device *dev;
	const void *key;
	u64 word;
	u32 key_len;
};

static struct ft_image_key ft_image_key_of(const struct ft_device *dev,
					   const void *key, u32 key_len)
{
	return (struct ft_image_key) {
		.dev = dev,
		.key = key,
		.key_len = key_len,
		.word = key_len <= FT_KEY_WORD ? ft_key_word(key, key_len) : 0,
	};
}

/*
 * The device's address stands for the device: an image holds a reference to
 * it, so that no other device can come to stand there meanwhile.
 */
static __always_inline u32 ft_image_hash(const void *key,
					 const siphash_key_t *seed)
{
	const hsiphash_key_t secret = ft_key_seed(seed);
	const struct ft_image_key *k = key;
	u64 dev = (uintptr_t)k->dev;
	u64 word = k->word;

	if (k->key_len > FT_KEY_WORD)
		word = hsiphash(k->key, k->key_len, &secret);
	return hsiphash_4u32(dev, dev >> 32, word, word >> 32, &secret);
}

static __always_inline bool ft_image_equal(const struct growmap_node *node,
					   const void *key)
{
	const struct ft_image *img = container_of(node, struct ft_image, node);
	const struct ft_image_key *k = key;

	return img->dev == k->dev && img->word == k->word &&
	       img->key_len == k->key_len &&
	       (k->key_len <= FT_KEY_WORD ||
		!memcmp(img->key, k->key, k->key_len));
}

static void ft_image_growth(struct growmap *map, const struct growmap_event *ev)
{
	ft_event_growth(container_of(map, struct ft_net, images), map, ev);
}

static const struct growmap_params ft_image_params = {
	.name = "images",
	.hash = ft_image_hash,
	.equal = ft_image_equal,
	.min_B = 6,
	.marks = true,
	.notify = ft_image_growth,
};

int ft_images_init(struct ft_net *fn)
{
	return growmap_init(&fn->images, &ft_image_params,
			    fn->config.max_images);
}

static struct ft_bytes *ft_image_bytes(const struct ft_image *img)
{
	return rcu_dereference_protected(img->bytes,
					 lockdep_is_held(&img->lock));
}

static void ft_bytes_retire(struct ft_image *img, struct ft_bytes *old)
{
	if (old != &img->own)
		kfree_rcu(old, rcu);
}

static void ft_image_free(struct rcu_head *rcu)
{
	struct ft_image *img = container_of(rcu, struct ft_image, rcu);
	struct ft_bytes *bytes = rcu_dereference_protected(img->bytes, true);

	if (bytes != &img->own)
		kfree(bytes);
	ft_watch_free(rcu_dereference_protected(img->watch, true));
	ft_layout_put_entry(rcu_dereference_protected(img->content.entry,
						      true));
	ft_device_put(img->dev);
	kfree(img);
}

static void ft_image_release(struct growmap_node *node, void *arg)
{
	ft_image_free(&container_of(node, struct ft_image, node)->rcu);
}

void ft_images_clean(struct ft_net *fn)
{
	/* Images that expired hold devices until their grace period is over. */
	rcu_barrier();
	growmap_destroy(&fn->images, ft_image_release, NULL);
}

/* Octets that were sent. */
static u32 ft_emit_total(const struct ft_emit *emit)
{
	return max(emit->len, emit->total);
}

static u32 ft_image_keep(struct ft_net *fn, u32 len)
{
	return min(len, READ_ONCE(fn->config.max_image_bytes));
}

static void ft_image_describe(const struct ft_decoder *dec, const void *key,
			      u32 key_len, struct ft_image_desc *desc)
{
	memset(desc, 0, sizeof(*desc));
	dec->describe(key, key_len, desc);
	desc->name[sizeof(desc->name) - 1] = '\0';
}

static struct ft_image *ft_image_alloc(struct ft_device *dev,
				       const struct ft_decoder *dec,
				       const struct ft_image_key *key,
				       const struct ft_emit *emit, u32 room)
{
	struct ft_image_desc desc;
	struct ft_image *img;
	size_t names;

	ft_image_describe(dec, emit->key, emit->key_len, &desc);
	names = strlen(desc.name) + 1;
	img = kzalloc(struct_size(img, own.b, room + emit->key_len + names),
		      GFP_ATOMIC);
	if (!img)
		return NULL;

	spin_lock_init(&img->lock);
	seqcount_spinlock_init(&img->seq, &img->lock);
	img->own.size = room;
	RCU_INIT_POINTER(img->bytes, &img->own);
	img->key = img->own.b + room;
	img->key_len = emit->key_len;
	memcpy(img->key, emit->key, emit->key_len);
	img->name = (char *)img->key + emit->key_len;
	memcpy(img->name, desc.name, names);
	img->layout = desc.layout;
	img->first = desc.first;
	img->count = desc.count;
	img->word = key->word;
	img->dev = dev;
	refcount_inc(&dev->refs);
	return img;
}

static bool ft_image_join(struct ft_image *img)
{
	struct ft_device *dev = img->dev;
	bool alive;

	spin_lock(&dev->lock);
	alive = !dev->dead;
	if (alive) {
		list_add(&img->link, &dev->images);
		dev->n_images++;
	}
	spin_unlock(&dev->lock);
	return alive;
}

static void ft_image_leave(struct ft_image *img)
{
	struct ft_device *dev = img->dev;

	spin_lock_bh(&dev->lock);
	list_del_init(&img->link);
	dev->n_images--;
	spin_unlock_bh(&dev->lock);
}

/*
 * Few devices are ever asked for the image seen last, and to keep them in that
 * order touches two other images for each that is seen.
 */
static void ft_image_to_front(struct ft_image *img)
{
	struct ft_device *dev = img->dev;

	/* Partner: ft_image_recall(), which allows for a late look. */
	if (!READ_ONCE(dev->ordered) ||
	    READ_ONCE(dev->images.next) == &img->link)
		return;
	spin_lock(&dev->lock);
	/* Unless it left meanwhile. */
	if (!list_empty(&img->link))
		list_move(&img->link, &dev->images);
	spin_unlock(&dev->lock);
}

/* Nobody else saw the image yet, or its grace period is to be kept. */
static void ft_image_undo(struct ft_image *img)
{
	ft_image_leave(img);
	call_rcu(&img->rcu, ft_image_free);
}

/* Fetch all that is going to be needed at once, not one after another. */
static void ft_image_prefetch(struct ft_image *img, u32 len)
{
	u32 at;

	prefetchw(&img->content.last_seen);
	for (at = 0; at < min_t(u32, len, FT_PREFETCH_MAX);
	     at += L1_CACHE_BYTES)
		prefetch(img->own.b + at);
}

static struct ft_image *ft_image_find(struct ft_net *fn,
				      const struct ft_image_key *key, u32 len)
{
	struct growmap_node *node;
	struct ft_image *img;

	node = growmap_lookup(&fn->images, key, ft_image_params);
	if (!node)
		return NULL;
	img = container_of(node, struct ft_image, node);
	ft_image_prefetch(img, len);
	return img;
}

/*
 * Who changes the map of layouts comes here afterwards, so of several the last
 * one finds the newest. -EAGAIN when the map has to hear of the change before.
 */
static int ft_image_bind_locked(struct ft_net *fn, struct ft_image *img)
{
	struct ft_content *c = &img->content;
	struct ft_layout_entry *old, *entry;

	if (img->dead)
		return 0;
	old = rcu_dereference_protected(c->entry, lockdep_is_held(&img->lock));
	entry = ft_layout_find(fn, img->dev->name, img->name);
	if (entry == old)
		return 0;
	if (c->frames && !growmap_touched(&fn->images, &img->marked))
		return -EAGAIN;
	entry = ft_layout_get_entry(fn, img->dev->name, img->name);
	write_seqcount_begin(&img->seq);
	rcu_assign_pointer(c->entry, entry);
	if (c->frames)
		c->generation = atomic64_inc_return(&fn->generation);
	write_seqcount_end(&img->seq);
	ft_layout_put_entry(old);
	return c->frames > 0;
}

bool ft_image_bind(struct ft_net *fn, struct ft_image *img)
{
	int ret;

	for (;;) {
		spin_lock_bh(&img->lock);
		ret = ft_image_bind_locked(fn, img);
		spin_unlock_bh(&img->lock);
		if (ret != -EAGAIN)
			break;
		growmap_touch(&fn->images, &img->marked);
	}
	if (ret)
		ft_watch_bind(fn, img);
	return ret;
}

/* The image stays invisible to readers until its first content is in. */
static struct ft_image *ft_image_make(struct ft_net *fn, struct ft_device *dev,
				      const struct ft_decoder *dec,
				      const struct ft_image_key *key,
				      const struct ft_emit *emit)
{
	struct growmap_node *old;
	struct ft_image *img;

	if (growmap_count(&fn->images) >= READ_ONCE(fn->config.max_images)) {
		ft_stat_inc(fn, FIELDTAP_STAT_IMAGES_REFUSED);
		return NULL;
	}
	img = ft_image_alloc(dev, dec, key, emit, ft_image_keep(fn, emit->len));
	if (!img) {
		ft_stat_inc(fn, FIELDTAP_STAT_NO_MEMORY);
		return NULL;
	}
	if (!ft_image_join(img)) {
		ft_device_put(dev);
		kfree(img);
		return NULL;
	}
	old = growmap_insert(&fn->images, &img->node, key);
	if (!old) {
		/* Partners: ft_image_layout_set() and ft_nl_layout_bind(). */
		smp_mb();
		ft_image_bind(fn, img);
		ft_stat_inc(fn, FIELDTAP_STAT_IMAGES_CREATED);
		return img;
	}
	ft_image_undo(img);
	if (!IS_ERR(old))
		return container_of(old, struct ft_image, node);
	ft_stat_inc(fn, PTR_ERR(old) == -ENOSPC ?
		    FIELDTAP_STAT_IMAGES_REFUSED : FIELDTAP_STAT_NO_MEMORY);
	return NULL;
}

/* Room for @need octets; the old room stays valid for readers. */
static struct ft_bytes *ft_image_room(struct ft_net *fn, struct ft_image *img,
				      u32 need)
{
	struct ft_bytes *bytes = ft_image_bytes(img);

	if (need <= bytes->size)
		return bytes;
	bytes = kmalloc(struct_size(bytes, b, need), GFP_ATOMIC);
	if (!bytes) {
		ft_stat_inc(fn, FIELDTAP_STAT_NO_MEMORY);
		return NULL;
	}
	bytes->size = need;
	return bytes;
}

static bool ft_image_same(const struct ft_image *img,
			  const struct ft_emit *emit, u32 keep)
{
	const struct ft_content *c = &img->content;

	return c->frames && c->len == ft_emit_total(emit) && c->kept == keep &&
	       c->status == emit->status && c->quality == emit->quality &&
	       !memcmp(ft_image_bytes(img)->b, emit->data, keep);
}

/*
 * The generation is taken inside the write section: who read a generation at
 * least as new and then reads the image waits for the end of the section, so
 * "all, then all since the generation read before" misses nothing. The mark in
 * the map comes before the generation, see marks.c.
 */
static int ft_image_change(struct ft_net *fn, struct ft_image *img,
			   const struct ft_emit *emit, u32 keep,
			   struct ft_clock now)
{
	struct ft_bytes *old = ft_image_bytes(img);
	struct ft_bytes *bytes = ft_image_room(fn, img, keep);
	struct ft_content *c = &img->content;

	if (!bytes)
		return -ENOMEM;
	write_seqcount_begin(&img->seq);
	memcpy(bytes->b, emit->data, keep);
	rcu_assign_pointer(img->bytes, bytes);
	c->len = ft_emit_total(emit);
	c->kept = keep;
	c->frames++;
	c->changes++;
	c->generation = atomic64_inc_return(&fn->generation);
	c->last_seen = now;
	c->last_change = now.real;
	c->source_time = emit->source_time;
	c->stale_after = emit->stale_after;
	c->status = emit->status;
	c->quality = emit->quality;
	write_seqcount_end(&img->seq);
	if (bytes != old)
		ft_bytes_retire(img, old);
	return 0;
}

static void ft_image_touch(struct ft_image *img, const struct ft_emit *emit,
			   struct ft_clock now)
{
	struct ft_content *c = &img->content;

	write_seqcount_begin(&img->seq);
	c->frames++;
	c->last_seen = now;
	c->source_time = emit->source_time;
	c->stale_after = emit->stale_after;
	write_seqcount_end(&img->seq);
}

/* The octets stay, and when they were seen. */
static int ft_image_doubt_locked(struct ft_net *fn, struct ft_image *img,
				 const struct ft_seen *seen)
{
	const struct ft_emit *emit = seen->emit;
	struct ft_content *c = &img->content;

	if (!c->frames ||
	    (c->quality == emit->quality && c->status == emit->status))
		return 0;
	if (!growmap_touched(&fn->images, &img->marked))
		return -EAGAIN;
	write_seqcount_begin(&img->seq);
	c->changes++;
	c->generation = atomic64_inc_return(&fn->generation);
	c->last_change = seen->now.real;
	c->status = emit->status;
	c->quality = emit->quality;
	write_seqcount_end(&img->seq);
	return 1;
}

/*
 * The same, and -EAGAIN when the map has to hear of the change before, or the
 * image has got a watch.
 */
static int ft_image_store_locked(struct ft_net *fn, struct ft_image *img,
				 const struct ft_watch *watch,
				 const struct ft_seen *seen)
{
	const struct ft_emit *emit = seen->emit;

	if (img->dead)
		return -ESTALE;
	/* Partner: ft_watch_make(). */
	if (unlikely(rcu_access_pointer(img->watch) != watch))
		return -EAGAIN;
	if (seen->doubt)
		return ft_image_doubt_locked(fn, img, seen);
	if (ft_image_same(img, emit, seen->keep)) {
		ft_image_touch(img, emit, seen->now);
		return 0;
	}
	if (!growmap_touched(&fn->images, &img->marked))
		return -EAGAIN;
	return ft_image_change(fn, img, emit, seen->keep, seen->now) ?: 1;
}

static int ft_image_try(struct ft_net *fn, struct ft_image *img,
			const struct ft_watch *watch,
			const struct ft_seen *seen)
{
	int ret;

	spin_lock(&img->lock);
	ret = ft_image_store_locked(fn, img, watch, seen);
	spin_unlock(&img->lock);
	return ret;
}

/* Of two that store one after the other, its points see that in this order. */
static int ft_image_try_watched(struct ft_net *fn, struct ft_image *img,
				struct ft_watch *watch,
				const struct ft_seen *seen)
{
	int ret;

	spin_lock(&watch->lock);
	ret = ft_image_try(fn, img, watch, seen);
	/* A doubt that the image has already is no sighting. */
	if (ret > 0 || (!ret && !seen->doubt))
		ft_watch_seen(fn, img, watch, seen, ret);
	spin_unlock(&watch->lock);
	return ret;
}

/* Returns 1 after a change, 0 without, or an error and nothing was done. */
static int ft_image_store(struct ft_net *fn, struct ft_image *img,
			  const struct ft_seen *seen)
{
	struct ft_watch *watch;
	int ret;

	/*
	 * Again only when a dump drew a mark or the image got a watch; the map's
	 * locks nest in no other.
	 */
	for (;;) {
		watch = rcu_dereference(img->watch);
		if (unlikely(watch))
			ret = ft_image_try_watched(fn, img, watch, seen);
		else
			ret = ft_image_try(fn, img, NULL, seen);
		if (ret != -EAGAIN)
			break;
		growmap_touch(&fn->images, &img->marked);
	}
	if (seen->keep < ft_emit_total(seen->emit))
		ft_stat_inc(fn, FIELDTAP_STAT_IMAGES_TRUNCATED);
	return ret;
}

/* Counts it; returns the image when it changed. */
static struct ft_image *ft_image_updated(struct ft_net *fn,
					 struct ft_image *img, int changed)
{
	ft_stat_inc(fn, FIELDTAP_STAT_IMAGE_UPDATES);
	if (!changed)
		return NULL;
	ft_stat_inc(fn, FIELDTAP_STAT_IMAGE_CHANGES);
	return img;
}

/* Which items a new image has may only show in its content. */
static struct ft_image *ft_image_begin(struct ft_net *fn,
				       const struct ft_image_key *key,
				       struct ft_device *dev,
				       const struct ft_decoder *dec,
				       const struct ft_seen *seen)
{
	struct ft_image *img;
	int ret;

	img = ft_image_make(fn, dev, dec, key, seen->emit);
	if (!img)
		return NULL;
	ret = ft_image_store(fn, img, seen);
	if (ret < 0)
		return NULL;
	ft_image_to_front(img);
	/* Partner: ft_points_bind(): one of the two sees the other. */
	smp_mb();
	if (growmap_count(&fn->anchors))
		ft_watch_bind(fn, img);
	return ft_image_updated(fn, img, ret);
}

struct ft_image *ft_image_update(struct ft_net *fn, struct ft_device *dev,
				 const struct ft_decoder *dec,
				 const struct ft_emit *emit,
				 struct ft_clock now, u32 missed)
{
	const struct ft_seen seen = {
		.emit = emit,
		.keep = ft_image_keep(fn, emit->len),
		.now = now,
		.missed = missed,
	};
	struct ft_image_key key;
	struct ft_image *img;
	int ret;

	if (WARN_ON_ONCE(!emit->key_len || emit->key_len > FT_KEY_MAX))
		return NULL;
	key = ft_image_key_of(dev, emit->key, emit->key_len);
	img = ft_image_find(fn, &key, emit->len);
	if (unlikely(!img))
		return ft_image_begin(fn, &key, dev, dec, &seen);
	/* -ESTALE: it is just being forgotten and comes back with the next. */
	ret = ft_image_store(fn, img, &seen);
	if (ret < 0)
		return NULL;
	ft_image_to_front(img);
	return ft_image_updated(fn, img, ret);
}

static struct ft_image *ft_image_keyed(struct ft_net *fn,
				       struct ft_device *dev, const void *key,
				       u32 key_len)
{
	const struct ft_image_key k = ft_image_key_of(dev, key, key_len);
	struct growmap_node *node;

	node = growmap_lookup(&fn->images, &k, ft_image_params);
	return node ? container_of(node, struct ft_image, node) : NULL;
}

struct ft_image *ft_image_doubt(struct ft_net *fn, struct ft_device *dev,
				const void *key, u32 key_len, u32 quality,
				u32 status, struct ft_clock now)
{
	const struct ft_emit emit = { .quality = quality, .status = status };
	const struct ft_seen seen = { .emit = &emit, .now = now, .doubt = true };
	struct ft_image *img;

	if (WARN_ON_ONCE(!key_len || key_len > FT_KEY_MAX))
		return NULL;
	img = ft_image_keyed(fn, dev, key, key_len);
	if (!img || ft_image_store(fn, img, &seen) <= 0)
		return NULL;
	ft_stat_inc(fn, FIELDTAP_STAT_IMAGE_CHANGES);
	return img;
}

static int ft_image_layout_put(struct ft_net *fn, const char *device,
			       const char *image,
			       const struct ft_layout *layout)
{
	u32 i;

	if (!layout) {
		ft_layout_forget(fn, device, image);
		return 0;
	}
	if (layout->n > FT_ITEMS_MAX || layout->len > FT_PDU_MAX)
		return -EINVAL;
	for (i = 0; i < layout->n; i++)
		if (ft_layout_item_wrong(&layout->item[i], layout->len))
			return -EINVAL;
	return ft_layout_keep(fn, device, image, layout, false);
}

int ft_image_layout_set(struct ft_net *fn, struct ft_device *dev,
			const struct ft_decoder *dec, const void *key,
			u32 key_len, const struct ft_layout *layout,
			struct ft_image **changed)
{
	struct ft_image_desc desc;
	struct ft_image *img;
	int err;

	*changed = NULL;
	if (WARN_ON_ONCE(!key_len || key_len > FT_KEY_MAX))
		return -EINVAL;
	ft_image_describe(dec, key, key_len, &desc);
	err = ft_image_layout_put(fn, dev->name, desc.name, layout);
	if (err)
		return err;
	/* Partner: ft_image_make(): one of the two sees the other. */
	smp_mb();
	img = ft_image_keyed(fn, dev, key, key_len);
	if (img && ft_image_bind(fn, img))
		*changed = img;
	return 0;
}

const struct ft_layout *ft_image_layout_get(struct ft_net *fn,
					    struct ft_device *dev,
					    const struct ft_decoder *dec,
					    const void *key, u32 key_len)
{
	struct ft_layout_entry *entry;
	struct ft_image_desc desc;
	struct ft_image *img;

	if (WARN_ON_ONCE(!key_len || key_len > FT_KEY_MAX))
		return NULL;
	img = ft_image_keyed(fn, dev, key, key_len);
	if (img) {
		entry = rcu_dereference(img->content.entry);
	} else {
		ft_image_describe(dec, key, key_len, &desc);
		entry = ft_layout_find(fn, dev->name, desc.name);
	}
	if (!entry)
		return NULL;
	ft_layout_touch(entry);
	return &entry->layout;
}

int ft_image_read(struct ft_image *img, struct ft_content *content, u8 *buf,
		  u32 size)
{
	const struct ft_bytes *bytes;
	unsigned int seq;

	do {
		seq = read_seqcount_begin(&img->seq);
		*content = img->content;
		bytes = rcu_dereference(img->bytes);
		/* Content and room may be of two moments: trust neither. */
		if (buf)
			memcpy(buf, bytes->b,
			       min3(content->kept, bytes->size, size));
	} while (read_seqcount_retry(&img->seq, seq));
	return buf && content->kept > size ? -ENOSPC : 0;
}

/* 0, or -ENOENT when the item was cut off. */
static int ft_image_item(struct ft_image *img, u32 at, void *buf, u32 len)
{
	const struct ft_bytes *bytes;
	unsigned int seq;
	int ret;

	do {
		seq = read_seqcount_begin(&img->seq);
		bytes = rcu_dereference(img->bytes);
		ret = -ENOENT;
		if (at + len > min(img->content.kept, bytes->size))
			continue;
		memcpy(buf, bytes->b + at, len);
		ret = 0;
	} while (read_seqcount_retry(&img->seq, seq));
	return ret;
}

/* Whether the image was seen at @newest or later; when it was becomes @newest. */
static bool ft_image_newer(struct ft_image *img, u64 *newest)
{
	struct ft_content c;

	ft_image_read(img, &c, NULL, 0);
	if (!c.frames || c.last_seen.mono < *newest)
		return false;
	*newest = c.last_seen.mono;
	return true;
}

/*
 * Of all images that cover the item the one that was seen last decides.  Those
 * that were seen since the device's images are ordered stand in front, newest
 * first, so that the first of them that covers it needs no more looking.
 */
static struct ft_image *ft_image_covering(struct ft_device *dev,
					  int (*offset)(const void *key,
							u32 key_len,
							const void *arg),
					  const void *arg)
{
	u64 ordered = dev->ordered ?: U64_MAX, newest = 0;
	struct ft_image *img, *found = NULL;
	int left = FT_RECALL_MAX;

	list_for_each_entry(img, &dev->images, link) {
		if (offset(img->key, img->key_len, arg) >= 0 &&
		    ft_image_newer(img, &newest))
			found = img;
		if ((found && newest >= ordered) || !--left)
			break;
	}
	return found;
}

int ft_image_recall(struct ft_device *dev,
		    int (*offset)(const void *key, u32 key_len,
				  const void *arg),
		    const void *arg, void *buf, u32 len)
{
	struct ft_image *img;
	int ret = -ENOENT;

	spin_lock(&dev->lock);
	img = ft_image_covering(dev, offset, arg);
	if (img)
		ret = ft_image_item(img, offset(img->key, img->key_len, arg),
				    buf, len);
	/*
	 * Partner: ft_image_to_front().  Whoever does not see it yet has a
	 * clock of before this moment, or of little later.
	 */
	if (!dev->ordered)
		WRITE_ONCE(dev->ordered, ktime_get_ns() + FT_ORDERED_LATER);
	spin_unlock(&dev->lock);
	return ret;
}

static void ft_image_expire(struct growmap_node *node, void *arg)
{
	struct ft_image *img = container_of(node, struct ft_image, node);
	struct ft_net *fn = arg;
	bool dead;

	spin_lock_bh(&img->lock);
	dead = !img->dead && img->content.frames &&
	       ft_idle(fn, img->content.last_seen);
	if (dead)
		img->dead = true;
	spin_unlock_bh(&img->lock);
	if (!dead)
		return;
	growmap_remove(&fn->images, node);
	ft_watch_end(img);
	ft_stat_inc(fn, FIELDTAP_STAT_IMAGES_EXPIRED);
	ft_image_undo(img);
}

void ft_images_expire(struct ft_net *fn)
{
	ft_walk(&fn->images, ft_image_expire, fn);
}
