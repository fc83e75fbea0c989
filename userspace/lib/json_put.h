/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Building JSON.  Objects are built field by field; a field that finds no
 * memory takes the whole object with it, *o is NULL from then on, so only the
 * end needs to look.
 */
#ifndef _LIBFIELDTAP_JSON_PUT_H
#define _LIBFIELDTAP_JSON_PUT_H

#include <jansson.h>
#include <stddef.h>
#include <stdint.h>

#include "names.h"
#include "scalar.h"

struct ft_image;
struct ft_point;
struct ft_point_alert;
struct ft_point_conf;
struct ft_param;

/**
 * ft_put() - add a field
 * @o: the object
 * @key: name of the field
 * @value: what it is, freed here; NULL for "no memory"
 */
void ft_put(json_t **o, const char *key, json_t *value);

/**
 * ft_put_uint() - add a number
 * @o: the object
 * @key: name of the field
 * @value: the number
 */
void ft_put_uint(json_t **o, const char *key, uint64_t value);

/**
 * ft_put_text() - add text, off the wire perhaps
 * @o: the object
 * @key: name of the field
 * @value: the text
 */
void ft_put_text(json_t **o, const char *key, const char *value);

/**
 * ft_put_optional() - add text that may be absent
 * @o: the object
 * @key: name of the field
 * @value: the text; null is added where it is NULL or empty
 */
void ft_put_optional(json_t **o, const char *key, const char *value);

/**
 * ft_put_name() - add the name of a number of the wire
 * @o: the object
 * @key: name of the field
 * @names: the names; a number that a newer kernel may know better stays one
 * @value: the number
 */
void ft_put_name(json_t **o, const char *key, const struct ft_names *names,
		 uint32_t value);

/**
 * ft_put_status() - add what a status means, else its code if there is one
 * @o: the object, its field "status"
 * @meaning: what it means, NULL where nobody can tell
 * @code: the code, 0 for none
 */
void ft_put_status(json_t **o, const char *meaning, uint32_t code);

/**
 * ft_put_hex() - add octets as hexadecimal digits
 * @o: the object
 * @key: name of the field
 * @data: the octets
 * @n: how many
 */
void ft_put_hex(json_t **o, const char *key, const uint8_t *data, size_t n);

/**
 * ft_put_item() - add an item to an array
 * @array: the array
 * @value: the item, freed here; NULL for "no memory"
 */
void ft_put_item(json_t **array, json_t *value);

/**
 * ft_put_image() - add the fields of an image
 * @o: the object
 * @im: the image
 */
void ft_put_image(json_t **o, const struct ft_image *im);

/**
 * ft_put_point_event() - add the fields of an event of a point
 * @o: the object
 * @p: the point
 */
void ft_put_point_event(json_t **o, const struct ft_point *p);

/**
 * ft_put_alert_event() - add the fields of an alert of a point
 * @o: the object
 * @a: the alert
 */
void ft_put_alert_event(json_t **o, const struct ft_point_alert *a);

/**
 * ft_json_image_values() - the values of an image within an event
 * @im: the image
 *
 * Return: a new array, NULL without memory; so do the functions below.
 */
json_t *ft_json_image_values(const struct ft_image *im);

/**
 * ft_json_param() - a parameter of a point
 * @conf: the point
 * @p: a parameter that is set
 *
 * Return: a new number of a number, milliseconds of a time, else a string.
 */
json_t *ft_json_param(const struct ft_point_conf *conf,
		      const struct ft_param *p);

/**
 * ft_json_string() - text, off the wire perhaps
 * @s: the text
 *
 * Return: a new string.
 */
json_t *ft_json_string(const char *s);

/**
 * ft_json_octets() - octets as text, U+FFFD in it where it is no UTF-8
 * @s: the octets
 * @n: how many
 *
 * Return: a new string.
 */
json_t *ft_json_octets(const char *s, size_t n);

/**
 * ft_json_hex() - octets as hexadecimal digits
 * @data: the octets
 * @n: how many
 *
 * Return: a new string.
 */
json_t *ft_json_hex(const uint8_t *data, size_t n);

/**
 * ft_json_literal() - a number as it stands
 * @digits: the number, fewer than FT_DECIMAL_MAX octets
 *
 * Return: what ft_json_text() writes as that number.
 */
json_t *ft_json_literal(const char *digits);

/**
 * ft_json_scalar() - a number or time that has been written as text
 * @text: what ft_scalar_text() or ft_decimal_scale() wrote
 * @kind: what it returned
 *
 * Return: a new number, true, false or string; null of what JSON does not have.
 */
json_t *ft_json_scalar(const char *text, enum ft_scalar kind);

#endif /* _LIBFIELDTAP_JSON_PUT_H */
