/* SPDX-License-Identifier: GPL-2.0 */
/* Points for people. */
#ifndef _FIELDTAP_OUT_POINT_H
#define _FIELDTAP_OUT_POINT_H

#include "../lib/point.h"
#include "out_value.h"

/**
 * out_point() - the value of a point
 * @buf: gets the text, its unit behind it, "-" where there is none; at least
 *	%OUT_VALUE octets
 * @p: the point
 *
 * Return: @buf.
 */
const char *out_point(char *buf, const struct ft_point *p);

/**
 * out_point_data() - the value of a point whose value is text or octets
 * @buf: gets the text as out_value() has it, without a unit; at least
 *	%OUT_VALUE octets
 * @p: the point; has data
 *
 * Return: @buf.
 */
const char *out_point_data(char *buf, const struct ft_point *p);

/**
 * out_point_previous() - the value of a point that was told before
 * @buf: gets the text, its unit behind it, "-" where there is none; at least
 *	%OUT_VALUE octets
 * @p: the point
 *
 * Return: @buf.
 */
const char *out_point_previous(char *buf, const struct ft_point *p);

/**
 * out_point_is_text() - belongs a point's value to the left of its column
 * @p: the point
 *
 * Return: true for text and octets, false for numbers.
 */
bool out_point_is_text(const struct ft_point *p);

/* Room for what out_point_state() writes. */
#define OUT_POINT_STATE	(OUT_VALUE + 3 * OUT_TEXT)

/**
 * out_point_state() - the state of a point, and what else is wrong with it
 * @buf: gets the text; at least %OUT_POINT_STATE octets
 * @p: the point
 *
 * Return: @buf.
 */
const char *out_point_state(char *buf, const struct ft_point *p);

#endif /* _FIELDTAP_OUT_POINT_H */
