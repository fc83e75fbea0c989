/* SPDX-License-Identifier: GPL-2.0 */
/* Values for people: numbers and text with their unit, cut where too long. */
#ifndef _FIELDTAP_OUT_VALUE_H
#define _FIELDTAP_OUT_VALUE_H

#include "../lib/value.h"
#include "out.h"

/* Most characters of a value without its unit. */
#define OUT_VALUE_COLUMNS	48
/* Most octets of its raw form. */
#define OUT_RAW_OCTETS		8

/* Room for what the functions below write; a character has up to 4 octets. */
#define OUT_VALUE	640

/**
 * out_value() - what a value is
 * @buf: gets the text, its unit behind it; at least %OUT_VALUE octets
 * @v: the value
 *
 * Return: @buf.
 */
const char *out_value(char *buf, const struct ft_value *v);

/**
 * out_value_is_text() - belongs a value to the left of its column
 * @v: the value
 *
 * Return: true for text, octets and times, false for numbers.
 */
bool out_value_is_text(const struct ft_value *v);

/**
 * out_raw() - the octets of a value
 * @buf: gets the text; at least %OUT_TEXT octets
 * @v: the value
 *
 * Return: @buf.
 */
const char *out_raw(char *buf, const struct ft_value *v);

/**
 * out_judgement() - what the protocol says against something
 * @buf: gets the text: nothing where it is good and has no status, else two
 *	blanks and then what there is; at least %OUT_VALUE octets
 * @quality: enum fieldtap_quality
 * @status: the protocol's own code, 0 if none
 * @status_text: what it means, or NULL
 *
 * Return: @buf.
 */
const char *out_judgement(char *buf, uint32_t quality, uint32_t status,
			  const char *status_text);

#endif /* _FIELDTAP_OUT_VALUE_H */
