/* SPDX-License-Identifier: GPL-2.0 */
/* Values: single registers, bits and named items, seen through images. */
#ifndef _LIBFIELDTAP_VALUE_H
#define _LIBFIELDTAP_VALUE_H

#include "address.h"
#include "image.h"

/**
 * struct ft_value - one addressable item
 * @address: canonical address, DEVICE/TABLE/NUMBER or DEVICE/NAME
 * @image: the newest image that holds it; times and state are those of the
 *	whole image
 * @item: what the image says of it, NULL for a number of a table
 * @type: enum fieldtap_type; octets of no fixed length where they do not fit
 *	the type that was told
 * @raw: the item's octets; a bit is 0x00 or 0x01
 * @raw_len: octets of @raw
 * @count: elements; 1 unless it is an array
 * @little: the least significant octet of an element stands first
 * @quality: enum fieldtap_quality, of the item or its image, the worse
 * @status: the protocol's own code for that, 0 if none
 * @status_text: what @status means, NULL where nobody can tell
 */
struct ft_value {
	const char *address;
	const struct ft_image *image;
	const struct ft_item *item;
	uint32_t type;
	const uint8_t *raw;
	uint32_t raw_len;
	uint32_t count;
	bool little;
	uint32_t quality;
	uint32_t status;
	const char *status_text;
};

/**
 * ft_value_take() - an item as a value
 * @v: the value; gets everything but its address
 * @im: the image
 * @it: the item
 */
void ft_value_take(struct ft_value *v, const struct ft_image *im,
		   const struct ft_item *it);

/**
 * ft_value_each() - look at every value of some images
 * @images: the images
 * @n: how many
 * @f: which values are wanted
 * @fn: called for each, by device, table and number, and then name; what it
 *	gets is valid during the call only; a non-zero return ends the walk
 * @arg: passed to @fn
 *
 * Where images of one table overlap, or have items of one name, the newest
 * wins.  Takes time n log n + numbers of tables, n the images and their items,
 * and memory for these and one overlapping run of images.
 *
 * Return: 0, the non-zero return of @fn, or -1 without memory.
 */
int ft_value_each(const struct ft_image *images, size_t n,
		  const struct ft_filter *f,
		  int (*fn)(const struct ft_value *v, void *arg), void *arg);

#endif /* _LIBFIELDTAP_VALUE_H */
