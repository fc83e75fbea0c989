/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Objects as JSON.  Field names are the specification's attribute names in
 * snake_case; times are nanoseconds since the epoch, durations nanoseconds.
 */
#ifndef _LIBFIELDTAP_JSON_H
#define _LIBFIELDTAP_JSON_H

#include <jansson.h>

#include "config.h"
#include "decoder.h"
#include "device.h"
#include "event.h"
#include "hex.h"
#include "image.h"
#include "layout.h"
#include "map.h"
#include "point.h"
#include "stats.h"
#include "tap.h"
#include "value.h"

/**
 * ft_json_text() - JSON as text
 * @item: what one of the functions below made, or an array of such
 * @pretty: for people
 *
 * It has to be written by this function, which alone knows of the numbers that
 * jansson cannot write.
 *
 * Return: the text, for free(); NULL without memory.
 */
char *ft_json_text(const json_t *item, bool pretty);

/**
 * ft_json_tap() - a tap as JSON
 * @tap: the tap
 *
 * Return: a new object, NULL without memory; so do all functions below.
 */
json_t *ft_json_tap(const struct ft_tap *tap);

/**
 * ft_json_decoder() - a decoder as JSON
 * @d: the decoder
 *
 * Return: a new object.
 */
json_t *ft_json_decoder(const struct ft_decoder *d);

/**
 * ft_json_device() - a device as JSON
 * @d: the device
 *
 * Return: a new object.
 */
json_t *ft_json_device(const struct ft_device *d);

/**
 * ft_json_image() - an image as JSON
 * @im: the image
 *
 * Return: a new object.
 */
json_t *ft_json_image(const struct ft_image *im);

/**
 * ft_json_value() - a value as JSON
 * @v: the value
 *
 * Return: a new object.
 */
json_t *ft_json_value(const struct ft_value *v);

/**
 * ft_json_layout() - a layout as JSON, as ft_layouts_read() reads it
 * @l: the layout
 *
 * Return: a new object.
 */
json_t *ft_json_layout(const struct ft_layout *l);

/**
 * ft_json_point() - a point as JSON
 * @p: the point
 *
 * Return: a new object: the point's state, and of its description what is set.
 */
json_t *ft_json_point(const struct ft_point *p);

/**
 * ft_json_map() - a growmap as JSON
 * @m: the growmap
 *
 * Return: a new object, with B and oldbuckets in the model's words too.
 */
json_t *ft_json_map(const struct ft_map *m);

/**
 * ft_json_stat() - a counter as JSON
 * @name: its name
 * @value: its value
 * @explain: what is counted, NULL to leave that out
 *
 * Return: a new object.
 */
json_t *ft_json_stat(const char *name, uint64_t value, const char *explain);

/**
 * ft_json_config() - limits and timeouts as JSON
 * @cfg: the configuration
 *
 * Return: a new object.
 */
json_t *ft_json_config(const struct ft_config *cfg);

/**
 * ft_json_event() - an event as JSON
 * @e: the event
 *
 * Return: a new object.
 */
json_t *ft_json_event(const struct ft_event *e);

#endif /* _LIBFIELDTAP_JSON_H */
