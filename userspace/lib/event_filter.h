/* SPDX-License-Identifier: GPL-2.0 */
/* Which events somebody wants to know of. */
#ifndef _LIBFIELDTAP_EVENT_FILTER_H
#define _LIBFIELDTAP_EVENT_FILTER_H

#include "address.h"
#include "point.h"
#include "vec.h"

/**
 * struct ft_event_filter - what is wanted
 * @patterns: globs as const char *, of which the name of a point has to match
 *	one; empty for all
 * @devices: what the names of devices begin with, and the addresses of points;
 *	NULL for all
 * @known: what was found out of points, whose events do not tell their
 *	address; by name, for tsearch()
 */
struct ft_event_filter {
	struct ft_vec patterns;
	const struct ft_filter *devices;
	void *known;
};

/**
 * ft_event_filter_device() - are events of a device wanted
 * @f: the filter
 * @device: its canonical name
 *
 * Return: true when they are.
 */
bool ft_event_filter_device(const struct ft_event_filter *f,
			    const char *device);

/**
 * ft_event_filter_point() - are events of a point wanted
 * @f: the filter
 * @c: for a request where it is not known what the point's address is, or only
 *	from long ago
 * @p: the point
 * @wanted: gets whether they are
 *
 * Return: 0, or -1 and @c->err.
 */
int ft_event_filter_point(struct ft_event_filter *f, struct ft_conn *c,
			  const struct ft_point *p, bool *wanted);

/**
 * ft_event_filter_pattern() - what the kernel can sort out
 * @f: the filter
 *
 * Return: the pattern that all names have to match, NULL where there is no
 * single one.
 */
const char *ft_event_filter_pattern(const struct ft_event_filter *f);

/**
 * ft_event_filter_clean() - give back what a filter took, but for @devices
 * @f: the filter, or all zero
 */
void ft_event_filter_clean(struct ft_event_filter *f);

#endif /* _LIBFIELDTAP_EVENT_FILTER_H */
