/* SPDX-License-Identifier: GPL-2.0 */
/* The commands of "point". */
#ifndef _FIELDTAP_POINT_H
#define _FIELDTAP_POINT_H

#include "../lib/vec.h"
#include "cmd.h"

/**
 * point_show() - "point show"
 * @app: the run
 * @args: what stands behind it
 *
 * Return: the exit status; so do all functions below that run a command.
 */
int point_show(const struct app *app, struct args *args);

/**
 * point_window() - "point window"
 * @app: the run
 * @args: what stands behind it
 *
 * Return: the exit status.
 */
int point_window(const struct app *app, struct args *args);

/**
 * point_find() - get the points that some globs mean
 * @c: the connection
 * @globs: the globs; none for all points
 * @since: only those that changed after this generation
 * @must: every glob has to mean at least one
 * @points: gets &struct ft_point; free it with ft_points_free() in any case
 *
 * Return: 0, or -1 and @c->err.
 */
int point_find(struct ft_conn *c, const struct args *globs, uint64_t since,
	       bool must, struct ft_vec *points);

#endif /* _FIELDTAP_POINT_H */
