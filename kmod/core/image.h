/* SPDX-License-Identifier: GPL-2.0 */
/* Images: the newest content of every recurring frame of every device. */
#ifndef _FT_IMAGE_H
#define _FT_IMAGE_H

#include <linux/seqlock.h>

#include "device.h"
#include "layout.h"
#include "watch.h"

/**
 * struct ft_bytes - room for an image's content
 * @rcu: for the end of one that became too small
 * @size: octets in @b
 * @b: the content
 */
struct ft_bytes {
	struct rcu_head rcu;
	u32 size;
	u8 b[];
};

/**
 * struct ft_content - what changes in an image, a consistent copy of it
 * @len: octets on the wire
 * @kept: octets of them that are kept
 * @frames: times seen
 * @changes: times seen with other content
 * @generation: of the last change
 * @last_seen: when
 * @last_change: ns since the epoch
 * @source_time: ns since the epoch or 0
 * @stale_after: ns without the image after which it is stale, 0: as configured
 * @status: what the protocol says of it, its own code
 * @quality: the same, enum fieldtap_quality
 * @entry: the layout that stands under the image's names, a reference, or NULL
 *
 * What an update touches stands before @entry.
 */
struct ft_content {
	u32 len;
	u32 kept;
	u64 frames;
	u64 changes;
	u64 generation;
	struct ft_clock last_seen;
	u64 last_change;
	u64 source_time;
	u64 stale_after;
	u32 status;
	u32 quality;
	struct ft_layout_entry __rcu *entry;
};

/**
 * struct ft_image - an image
 * @node: link in &ft_net.images
 * @marked: the same, with the change mark
 * @key_len: octets of @key
 * @layout: how items stand in the content
 * @dead: taken out of the map, under @lock
 * @dev: the device, a reference
 * @word: a short key, see ft_key_word()
 * @bytes: under @lock and @seq, freed after a grace period; @own until
 *	something longer comes
 * @watch: its points, NULL: it has none.  Set once, under @lock
 * @lock: serialises writers; the innermost lock.  Whoever stores into the
 *	image while it has a watch holds that one's lock, too
 * @seq: lets readers see @content and @bytes of one moment; write side under
 *	@lock
 * @content: under @lock and @seq
 * @link: in the device's list, under the device's lock
 * @rcu: for the end
 * @first: address of the first item
 * @count: number of items
 * @room: octets that its items took in the last message
 * @key: identity within the device, behind @own
 * @name: name within the device, behind @key
 * @own: room for the first content
 *
 * What names and describes it is constant while the image is in the map. What
 * an update needs stands first, and @own at a fixed place, so that it can be
 * fetched before any of it is known.
 */
struct ft_image {
	union {
		struct growmap_node node;
		struct growmap_marked marked;
	};
	u8 key_len;
	u8 layout;
	bool dead;
	struct ft_device *dev;
	u64 word;
	struct ft_bytes __rcu *bytes;
	struct ft_watch __rcu *watch;
	spinlock_t lock;	/* serialises writers */
	seqcount_spinlock_t seq;
	struct ft_content content;
	struct list_head link;
	struct rcu_head rcu;
	u32 first;
	u32 count;
	u32 room;
	u8 *key;
	char *name;
	struct ft_bytes own;
};

/**
 * ft_images_init() - make a namespace's map of images
 * @fn: the namespace
 *
 * Context: process, may sleep.
 * Return: 0 or -ENOMEM.
 */
int ft_images_init(struct ft_net *fn);

/**
 * ft_images_clean() - forget all images
 * @fn: the namespace; nobody updates any more
 *
 * Context: process, may sleep.
 */
void ft_images_clean(struct ft_net *fn);

/**
 * ft_image_update() - take newest content in
 * @fn: the namespace
 * @dev: the image's device
 * @dec: decoder that describes a new image
 * @emit: key and content
 * @now: when
 * @missed: frames with it that should have been seen before
 *
 * Context: softirq or bottom halves off, RCU read-side section.
 * Return: the image when it is new or its content changed, else NULL.
 */
struct ft_image *ft_image_update(struct ft_net *fn, struct ft_device *dev,
				 const struct ft_decoder *dec,
				 const struct ft_emit *emit,
				 struct ft_clock now, u32 missed);

/**
 * ft_image_doubt() - take in that the content is of another quality
 * @fn: the namespace
 * @dev: the image's device
 * @key: the image's key
 * @key_len: octets of @key
 * @quality: enum fieldtap_quality
 * @status: the protocol's own code for that
 * @now: when
 *
 * Context: as ft_image_update().
 * Return: the image when there is one and its quality or status changed, else
 * NULL.
 */
struct ft_image *ft_image_doubt(struct ft_net *fn, struct ft_device *dev,
				const void *key, u32 key_len, u32 quality,
				u32 status, struct ft_clock now);

/**
 * ft_image_bind() - take in the layout that stands under the image's names
 * @fn: the namespace
 * @img: the image
 *
 * For whoever changed that.  Another layout is a change of the image.
 *
 * Context: process or softirq, RCU read-side section.
 * Return: whether listeners are to be told.
 */
bool ft_image_bind(struct ft_net *fn, struct ft_image *img);

/**
 * ft_image_layout_set() - say how values stand in an image
 * @fn: the namespace
 * @dev: the image's device
 * @dec: decoder that names the image
 * @key: the image's key; it need not exist yet
 * @key_len: octets of @key
 * @layout: its layout, copied; NULL forgets it
 * @changed: set to the image that listeners are to be told of, or NULL
 *
 * Context: softirq or bottom halves off, RCU read-side section.
 * Return: 0, -EINVAL when an item cannot stand in @layout, -ENOSPC at config
 * max-layouts, -ENOMEM.
 */
int ft_image_layout_set(struct ft_net *fn, struct ft_device *dev,
			const struct ft_decoder *dec, const void *key,
			u32 key_len, const struct ft_layout *layout,
			struct ft_image **changed);

/**
 * ft_image_layout_get() - the layout of an image
 * @fn: the namespace
 * @dev: the image's device
 * @dec: decoder that names the image
 * @key: the image's key; it need not exist yet
 * @key_len: octets of @key
 *
 * Context: as ft_image_layout_set(); the section keeps what is returned.
 * Return: the layout or NULL.
 */
const struct ft_layout *ft_image_layout_get(struct ft_net *fn,
					    struct ft_device *dev,
					    const struct ft_decoder *dec,
					    const void *key, u32 key_len);

/**
 * ft_image_read() - copy what changes in an image, consistent
 * @img: the image
 * @content: filled in
 * @buf: gets the octets, or NULL
 * @size: of @buf
 *
 * Context: process or softirq, RCU read-side section; waits for no lock but
 * (PREEMPT_RT) a writer in the middle of its update.
 * Return: 0, or -ENOSPC when the octets do not fit; @content is right then.
 */
int ft_image_read(struct ft_image *img, struct ft_content *content, u8 *buf,
		  u32 size);

/**
 * ft_image_recall() - newest bytes of a device that cover an item
 * @dev: the device
 * @offset: see ft_recall()
 * @arg: for @offset
 * @buf: where the octets go
 * @len: how many
 *
 * Context: softirq or bottom halves off, RCU read-side section.
 * Return: 0 or -ENOENT.
 */
int ft_image_recall(struct ft_device *dev,
		    int (*offset)(const void *key, u32 key_len,
				  const void *arg),
		    const void *arg, void *buf, u32 len);

/**
 * ft_images_expire() - forget images that are idle
 * @fn: the namespace
 *
 * Context: process, may sleep.
 */
void ft_images_expire(struct ft_net *fn);

#endif /* _FT_IMAGE_H */
