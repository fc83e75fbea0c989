/* SPDX-License-Identifier: GPL-2.0 */
/* Layouts: how values stand in images whose octets do not say. */
#ifndef _LIBFIELDTAP_LAYOUT_H
#define _LIBFIELDTAP_LAYOUT_H

#include <stdio.h>

#include "address.h"
#include "nl.h"
#include "vec.h"

/* Longest name of a layout's item, with its NUL. */
#define FT_LAYOUT_NAME_MAX	24
/* Most items of a layout. */
#define FT_LAYOUT_ITEMS_MAX	256
/* Longest content that a layout describes. */
#define FT_LAYOUT_LEN_MAX	65535

/**
 * struct ft_layout_item - one value in the content
 * @name: name within the device
 * @offset: octet at which it begins
 * @len: octets
 * @has_status: @status is valid
 * @status: octet whose top bit says that the value is good
 * @type: enum fieldtap_type
 * @little: the least significant octet stands first
 */
struct ft_layout_item {
	char name[FT_LAYOUT_NAME_MAX];
	uint32_t offset;
	uint32_t len;
	bool has_status;
	uint32_t status;
	uint32_t type;
	bool little;
};

/**
 * struct ft_layout - the layout of one image
 * @device: canonical name of its device
 * @image: its name
 * @len: octets of content
 * @stale_after: nanoseconds after which the image is stale, 0 where the layout
 *	does not say
 * @items: &struct ft_layout_item
 */
struct ft_layout {
	char device[FIELDTAP_PATH_MAX];
	char image[FIELDTAP_PATH_MAX];
	uint32_t len;
	uint64_t stale_after;
	struct ft_vec items;
};

/**
 * ft_layout_list() - get the layouts that somebody wants
 * @c: the connection
 * @f: which
 * @layouts: gets &struct ft_layout, each once, in natural order; free it with
 *	ft_layouts_free()
 *
 * Return: 0, or -1 and @c->err.
 */
int ft_layout_list(struct ft_conn *c, const struct ft_filter *f,
		   struct ft_vec *layouts);

/**
 * ft_layout_load() - give images layouts, to all of them or to none
 * @c: the connection
 * @layouts: &struct ft_layout, at most one of an image
 *
 * When the kernel refuses one, those before it are undone.
 *
 * Return: 0, or -1 and @c->err, which names the layout.
 */
int ft_layout_load(struct ft_conn *c, const struct ft_vec *layouts);

/**
 * ft_layout_del() - forget the layout of an image
 * @c: the connection
 * @device: canonical name of its device
 * @image: its name
 *
 * Return: 0, or -1 and @c->err.
 */
int ft_layout_del(struct ft_conn *c, const char *device, const char *image);

/**
 * ft_layouts_read() - read layouts from JSON, as ft_json_layout() writes it
 * @f: an array of them
 * @name: what to call @f in errors
 * @layouts: gets &struct ft_layout, at most one of an image; free it with
 *	ft_layouts_free() in any case
 * @err: what is wrong, and where
 *
 * Return: 0, or -1 and @err.
 */
int ft_layouts_read(FILE *f, const char *name, struct ft_vec *layouts,
		    struct ft_error *err);

/**
 * ft_layouts_free() - free a list of layouts
 * @layouts: the list
 */
void ft_layouts_free(struct ft_vec *layouts);

#endif /* _LIBFIELDTAP_LAYOUT_H */
