// SPDX-License-Identifier: GPL-2.0
/*
 * The input is a device map.  Whatever it says, it is refused with a place in
 * the file or loaded; what was loaded is saved, and loads to the same points.
 */
#include <assert.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "device_map.h"
#include "map_save.h"
#include "point.h"

#include "fuzz.h"

/* The only file that there is to include, and it includes the input's. */
static const char included[] =
	"include: [m]\n"
	"models:\n"
	"  m: {protocol: modbus, points: {v: {address: ir/0, type: f32, lo: 1}}}\n";

/* Called in the place of fopen() by what reads device maps. */
FILE *fuzz_fopen(const char *name, const char *mode);

FILE *fuzz_fopen(const char *name, const char *mode)
{
	if (!strcmp(name, "m"))
		return fmemopen((void *)included, strlen(included), mode);
	errno = ENOENT;
	return NULL;
}

static int load(struct ft_device_map *map, const void *data, size_t size,
		struct ft_error *err)
{
	FILE *f = fmemopen((void *)data, size, "r");
	int ret;

	assert(f);
	ft_device_map_init(map);
	ret = ft_device_map_read(map, f, "f", err);
	fclose(f);
	return ret ? ret : ft_device_map_finish(map, err);
}

/* "FILE:LINE:COLUMN: TEXT" */
static void check_error(const struct ft_error *err)
{
	unsigned int line = 0, column = 0;
	int n = 0;

	assert(strlen(err->text) < sizeof(err->text) - 1);
	sscanf(err->text, "%*[fm]:%u:%u: %n", &line, &column, &n);
	assert(line && column && n && err->text[n]);
}

static char *save(const struct ft_device_map *map, size_t *size)
{
	const struct ft_map_point *p = map->points.data;
	struct ft_vec points = { 0 };
	struct ft_point *copy;
	struct ft_error err;
	char *text;
	size_t i;
	FILE *f = open_memstream(&text, size);

	assert(f);
	for (i = 0; i < map->points.n; i++) {
		copy = ft_vec_add(&points, sizeof(*copy));
		assert(copy);
		copy->conf = p[i].conf;
	}
	i = ft_map_save(f, &points, &err);
	assert(!i);
	fclose(f);
	ft_vec_free(&points);
	return text;
}

static void check_again(const struct ft_device_map *map)
{
	const struct ft_map_point *p = map->points.data, *q;
	struct ft_device_map again;
	struct ft_error err;
	size_t size, i;
	char *text = save(map, &size);

	i = load(&again, text, size, &err);
	assert(!i);
	assert(again.points.n == map->points.n);
	q = again.points.data;
	for (i = 0; i < map->points.n; i++)
		assert(ft_point_conf_equal(&p[i].conf, &q[i].conf));
	ft_device_map_free(&again);
	free(text);
}

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
	(void)argc;
	(void)argv;
	return 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct ft_device_map map;
	struct ft_error err = { 0 };

	/* fmemopen() of nothing fails. */
	if (!size)
		return 0;
	if (load(&map, data, size, &err))
		check_error(&err);
	else
		check_again(&map);
	ft_device_map_free(&map);
	return 0;
}
