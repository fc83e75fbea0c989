/* SPDX-License-Identifier: GPL-2.0 */
/* Points as a device map, through libyaml's emitter. */
#ifndef _LIBFIELDTAP_MAP_SAVE_H
#define _LIBFIELDTAP_MAP_SAVE_H

#include <stdio.h>

#include "error.h"
#include "vec.h"

/**
 * ft_map_save() - write points so that ft_device_map_read() makes the same
 * @f: where to
 * @points: &struct ft_point, in any order
 * @err: why it failed
 *
 * There is a document for each source, its points in the order that they have
 * in @points; those without a source come first.
 *
 * Return: 0, or -1 and @err.
 */
int ft_map_save(FILE *f, const struct ft_vec *points, struct ft_error *err);

#endif /* _LIBFIELDTAP_MAP_SAVE_H */
