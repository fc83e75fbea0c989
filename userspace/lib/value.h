/* SPDX-License-Identifier: GPL-2.0 */
/* Values: single registers and bits, seen through images. */
#ifndef _LIBFIELDTAP_VALUE_H
#define _LIBFIELDTAP_VALUE_H

#include "address.h"
#include "image.h"

/**
 * struct ft_value - one addressable item
 * @address: canonical address, DEVICE/TABLE/NUMBER
 * @image: the newest image that holds it; times and state are those of the
 *	whole image
 * @type: "bool" or "u16"
 * @value: what it is
 * @raw: the item's octets; a bit is 0x00 or 0x01
 * @raw_len: octets of @raw
 */
struct ft_value {
	const char *address;
	const struct ft_image *image;
	const char *type;
	uint16_t value;
	uint8_t raw[2];
	unsigned int raw_len;
};

/**
 * ft_value_each() - look at every value of some images
 * @images: the images
 * @n: how many
 * @f: which values are wanted
 * @fn: called for each, by device, table and number; what it gets is valid
 *	during the call only; a non-zero return ends the walk
 * @arg: passed to @fn
 *
 * Where images of one table overlap the newest wins.  Takes time
 * n log n + items, and memory for the images and one overlapping run of them.
 *
 * Return: 0, the non-zero return of @fn, or -1 without memory.
 */
int ft_value_each(const struct ft_image *images, size_t n,
		  const struct ft_filter *f,
		  int (*fn)(const struct ft_value *v, void *arg), void *arg);

#endif /* _LIBFIELDTAP_VALUE_H */
