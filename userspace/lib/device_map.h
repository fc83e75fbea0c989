/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Device maps: YAML files that say once what a model of a device offers, and
 * which devices of that model there are; Documentation/device-maps.rst.
 */
#ifndef _LIBFIELDTAP_DEVICE_MAP_H
#define _LIBFIELDTAP_DEVICE_MAP_H

#include <stdio.h>

#include "point_conf.h"
#include "vec.h"
#include "yaml_read.h"

/* Octets of all files of one load. */
#define FT_MAP_OCTETS_MAX	(128u << 20)

/* Files that one file includes, itself and through others. */
#define FT_MAP_FILES_MAX	256

/* Levels of include, and of extends. */
#define FT_MAP_DEPTH_MAX	16

struct map_document;
struct map_spec;
struct map_group;

/**
 * struct ft_map_point - a point that files describe
 * @conf: all of it, name and source too
 * @spec: where it is described
 * @group: the device that it belongs to
 * @doc: the document that they are in
 */
struct ft_map_point {
	struct ft_point_conf conf;
	const struct map_document *doc;
	const struct map_spec *spec;
	const struct map_group *group;
};

/**
 * struct ft_device_map - points that files describe
 * @points: &struct ft_map_point; by name in natural order after
 *	ft_device_map_finish()
 * @documents: what was read, newest first
 * @budget: octets that may still be read
 */
struct ft_device_map {
	struct ft_vec points;
	struct map_document *documents;
	size_t budget;
};

/**
 * ft_device_map_init() - begin without any points
 * @map: the map; ft_device_map_free() it
 */
void ft_device_map_init(struct ft_device_map *map);

/**
 * ft_device_map_free() - give all back
 * @map: the map
 */
void ft_device_map_free(struct ft_device_map *map);

/**
 * ft_device_map_read() - add the points of a file
 * @map: the map
 * @f: the file
 * @file: its name; what it includes is looked for beside it
 * @err: what is wrong, as "FILE:LINE:COLUMN: TEXT"
 *
 * Return: 0, or -1 and @err; @map is then good for nothing but
 * ft_device_map_free().
 */
int ft_device_map_read(struct ft_device_map *map, FILE *f, const char *file,
		       struct ft_error *err);

/**
 * ft_device_map_finish() - sort the points and see that each is there once
 * @map: the map, all its files read
 * @err: which is there twice, and where
 *
 * Return: 0, or -1 and @err.
 */
int ft_device_map_finish(struct ft_device_map *map, struct ft_error *err);

/**
 * ft_device_map_has_source() - is this the source of a file that was read
 * @map: the map
 * @source: name of a source
 *
 * Return: true when it is, even of a file without points.
 */
bool ft_device_map_has_source(const struct ft_device_map *map,
			      const char *source);

/**
 * ft_map_point_place() - where a point is described
 * @p: the point
 * @param: one of its parameters, NULL for the point itself
 *
 * Return: where the parameter is set, by the device or by a model; where the
 * point is named when none of them sets it.
 */
struct ft_place ft_map_point_place(const struct ft_map_point *p,
				   const struct ft_param *param);

#endif /* _LIBFIELDTAP_DEVICE_MAP_H */
