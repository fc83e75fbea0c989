/* SPDX-License-Identifier: GPL-2.0 */
/* What device maps say, as it stands in the files. */
#ifndef _LIBFIELDTAP_DEVICE_MAP_SPEC_H
#define _LIBFIELDTAP_DEVICE_MAP_SPEC_H

#include <sys/types.h>

#include "device_map.h"
#include "pool.h"

/**
 * struct map_setting - a parameter that a point sets
 * @attr: FIELDTAP_A_POINT_CONF_*
 * @none: what was inherited is taken away
 * @line: where its value stands
 * @column: likewise
 */
struct map_setting {
	uint8_t attr;
	bool none;
	uint32_t line;
	uint32_t column;
};

/**
 * struct map_spec - a point of a model, of a device, or of neither
 * @name: its name there
 * @place: where that stands
 * @conf: what it sets, and after map_inherit() also what it inherits; without
 *	name and source, in models and devices without address
 * @address: address within the device, NULL where it is inherited
 * @gone: what was inherited is left out
 * @setting: index of its first setting in the document
 * @settings: how many
 * @base: what it inherits from, NULL where from nothing
 */
struct map_spec {
	const char *name;
	struct ft_place place;
	struct ft_point_conf conf;
	const char *address;
	bool gone;
	size_t setting;
	size_t settings;
	const struct map_spec *base;
};

/**
 * struct map_word - a word and where it stands; @text NULL where there is none
 */
struct map_word {
	const char *text;
	struct ft_place place;
};

/**
 * struct map_group - points that belong together: a model's or a device's; or
 *	the points of a file that are neither
 * @name: the model's or the device's, of neither without text
 * @parent: model that it extends or is of
 * @protocol: of a model; what it inherits, too, after map_resolve()
 * @address: of a device
 * @spec: index of its first point in the document
 * @specs: how many
 * @all: pointers to its points and those that it inherits, after map_resolve()
 * @resolved: map_resolve() has been here
 */
struct map_group {
	struct map_word name;
	struct map_word parent;
	struct map_word protocol;
	struct map_word address;
	size_t spec;
	size_t specs;
	struct ft_vec all;
	bool resolved;
};

/**
 * struct map_file - a file that a document includes, or itself
 * @name: its name
 * @dev: what the system knows it by
 * @ino: likewise
 * @open: it is being read
 */
struct map_file {
	const char *name;
	dev_t dev;
	ino_t ino;
	bool open;
};

/**
 * struct map_document - a document and all that it includes
 * @next: the one that was read before
 * @source: what its points are loaded from
 * @pool: all its texts
 * @files: &struct map_file
 * @specs: &struct map_spec
 * @settings: &struct map_setting
 * @models: &struct map_group
 * @devices: &struct map_group, and those of points that are neither
 */
struct map_document {
	struct map_document *next;
	struct map_word source;
	struct ft_pool pool;
	struct ft_vec files;
	struct ft_vec specs;
	struct ft_vec settings;
	struct ft_vec models;
	struct ft_vec devices;
};

/**
 * map_conf_parse() - ft_point_conf_parse() for keys in any order
 * @conf: the point
 * @param: which parameter
 * @text: what it is
 * @err: why it makes no sense
 *
 * An octet that is set already stays when the address comes.
 *
 * Return: 0, or -1 and @err.
 */
int map_conf_parse(struct ft_point_conf *conf, const struct ft_param *param,
		   const char *text, struct ft_error *err);

/**
 * map_resolve() - make points of a document
 * @map: the map; gets them
 * @doc: the document
 * @err: what is wrong
 *
 * Return: 0, or -1 and @err.
 */
int map_resolve(struct ft_device_map *map, struct map_document *doc,
		struct ft_error *err);

#endif /* _LIBFIELDTAP_DEVICE_MAP_SPEC_H */
