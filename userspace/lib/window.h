/* SPDX-License-Identifier: GPL-2.0 */
/* Windows: the newest samples of a point. */
#ifndef _LIBFIELDTAP_WINDOW_H
#define _LIBFIELDTAP_WINDOW_H

#include "decimal.h"
#include "nl.h"
#include "vec.h"

/* All samples that are kept. */
#define FT_WINDOW_ALL	UINT64_MAX

/**
 * struct ft_sample - one sample
 * @seq: its number
 * @time: when it was seen, nanoseconds since the epoch
 * @has_value: @raw is valid
 * @raw: the value before scale and offset, see ft_decimal_scale()
 * @quality: enum fieldtap_quality
 * @missed: samples that should stand before it and do not
 */
struct ft_sample {
	uint64_t seq;
	uint64_t time;
	bool has_value;
	uint64_t raw;
	uint32_t quality;
	uint32_t missed;
};

/**
 * struct ft_window - the samples that a point keeps
 * @name: its name
 * @size: samples that there is room for
 * @has_type: @type is valid
 * @type: enum fieldtap_type
 * @scale: empty for 1
 * @offset: empty for 0
 * @unit: engineering unit, empty where none is known
 * @first: number of the first of @samples; of an empty window, of the next
 * @next: number that the next sample gets
 * @overwritten: samples wanted that are not kept any more
 * @samples: &struct ft_sample, oldest first
 */
struct ft_window {
	char name[FIELDTAP_POINT_NAME_MAX];
	uint32_t size;
	bool has_type;
	uint32_t type;
	char scale[FIELDTAP_NUMBER_MAX];
	char offset[FIELDTAP_NUMBER_MAX];
	char unit[FIELDTAP_UNIT_MAX];
	uint64_t first;
	uint64_t next;
	uint64_t overwritten;
	struct ft_vec samples;
};

/**
 * ft_window_parse() - read a part of a window from its attributes
 * @c: the connection, for its error
 * @attrs: the attributes
 * @len: their octets
 * @w: the window, all zero in the beginning; samples are added to it
 *
 * Return: 0, or -1 and @c->err.
 */
int ft_window_parse(struct ft_conn *c, struct nlattr *attrs, int len,
		    struct ft_window *w);

/**
 * ft_window_read() - get the samples of a point
 * @c: the connection
 * @name: name of the point
 * @since: number of the first sample wanted, %FT_WINDOW_ALL for all; the @next
 *	of one reading is the @since of the following one
 * @w: the window; ft_window_clean() it in any case
 *
 * Return: 0, or -1 and @c->err.
 */
int ft_window_read(struct ft_conn *c, const char *name, uint64_t since,
		   struct ft_window *w);

/**
 * ft_window_clean() - give back what a window owns
 * @w: the window
 */
void ft_window_clean(struct ft_window *w);

#endif /* _LIBFIELDTAP_WINDOW_H */
