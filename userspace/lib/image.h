/* SPDX-License-Identifier: GPL-2.0 */
/* Images: the newest content of recurring frames. */
#ifndef _LIBFIELDTAP_IMAGE_H
#define _LIBFIELDTAP_IMAGE_H

#include "address.h"
#include "nl.h"
#include "vec.h"

/**
 * struct ft_item - one value within an image
 * @name: name within the device
 * @unit: engineering unit, NULL where none is known
 * @status_text: what @status means, NULL where nobody can tell
 * @type: enum fieldtap_type
 * @offset: octet of the image's data at which it begins
 * @len: octets of all its elements
 * @count: elements; 1 unless it is an array
 * @quality: enum fieldtap_quality
 * @status: the protocol's own code for that, 0 if none
 * @little: the least significant octet of an element stands first
 */
struct ft_item {
	const char *name;
	const char *unit;
	const char *status_text;
	uint32_t type;
	uint32_t offset;
	uint32_t len;
	uint32_t count;
	uint32_t quality;
	uint32_t status;
	bool little;
};

/**
 * struct ft_image - the newest content of one recurring frame; times in
 *	nanoseconds since the epoch
 * @device: canonical name of its device
 * @image: its name, TABLE/FIRST+COUNT where it has items
 * @decoder: the decoder that reported it
 * @data: content as on the wire
 * @data_len: octets of @data
 * @len: octets on the wire; more than @data_len when it was cut
 * @layout: enum fieldtap_layout
 * @first: number of the first item
 * @count: number of items
 * @frames: times it was seen
 * @changes: times it was seen with other content
 * @generation: generation of the last change
 * @last_seen: when it was seen last
 * @last_change: when its content changed last
 * @source_time: the sender's own time, 0 if none
 * @state: enum fieldtap_state
 * @quality: enum fieldtap_quality, of the content as a whole
 * @status: the protocol's own code for that, 0 if none
 * @status_text: what @status means, NULL where nobody can tell
 * @stale_after: nanoseconds after which it is stale, 0 for the configured ones
 * @n_items: entries of @items
 * @items_cut: items that the kernel had no room for
 * @items: values in @data
 * @memory: holds all that the pointers point at
 */
struct ft_image {
	char *device;
	char *image;
	char *decoder;
	uint8_t *data;
	uint32_t data_len;
	uint32_t len;
	uint32_t layout;
	uint32_t first;
	uint32_t count;
	uint32_t state;
	uint64_t frames;
	uint64_t changes;
	uint64_t generation;
	uint64_t last_seen;
	uint64_t last_change;
	uint64_t source_time;
	uint32_t quality;
	uint32_t status;
	const char *status_text;
	uint64_t stale_after;
	uint32_t n_items;
	uint32_t items_cut;
	struct ft_item *items;
	void *memory;
};

/**
 * ft_image_parse() - read an image from its attributes
 * @c: the connection, for its error
 * @attrs: the attributes
 * @len: their octets
 * @im: the image; ft_image_clean() it
 *
 * Return: 0, or -1 and @c->err.
 */
int ft_image_parse(struct ft_conn *c, struct nlattr *attrs, int len,
		   struct ft_image *im);

/**
 * ft_image_clean() - give back what an image points at
 * @im: the image, or all zero
 */
void ft_image_clean(struct ft_image *im);

/**
 * ft_image_numbers() - items of a table's image whose octets are there
 * @im: the image
 *
 * Return: at most @im->count, fewer where it was cut, 0 for one of no table.
 */
uint32_t ft_image_numbers(const struct ft_image *im);

/**
 * ft_image_wanted() - is an image wanted
 * @f: the filter, which may also mean items that it holds
 * @im: the image
 *
 * Return: true when it is.
 */
bool ft_image_wanted(const struct ft_filter *f, const struct ft_image *im);

/**
 * ft_image_newer() - which of two images tells the newest
 * @a: one image
 * @b: another
 *
 * Return: true when @a was seen later than @b, or at the same moment with a
 * later change.
 */
bool ft_image_newer(const struct ft_image *a, const struct ft_image *b);

/**
 * ft_image_get() - get one image
 * @c: the connection
 * @device: canonical name of its device
 * @image: its name
 * @im: the image; ft_image_clean() it in any case
 *
 * Return: 0, or -1 and @c->err, its code %ENOENT where there is none.
 */
int ft_image_get(struct ft_conn *c, const char *device, const char *image,
		 struct ft_image *im);

/**
 * ft_image_list() - get the images of the devices that somebody wants
 * @c: the connection
 * @f: which; the kernel sorts out by device, so more may come
 * @since: only those that changed after this generation
 * @images: gets &struct ft_image, each once, in natural order; free it with
 *	ft_images_free()
 *
 * Return: 0, or -1 and @c->err.
 */
int ft_image_list(struct ft_conn *c, const struct ft_filter *f, uint64_t since,
		  struct ft_vec *images);

/**
 * ft_images_free() - free a list of images
 * @images: the list
 */
void ft_images_free(struct ft_vec *images);

#endif /* _LIBFIELDTAP_IMAGE_H */
