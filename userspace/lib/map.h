/* SPDX-License-Identifier: GPL-2.0 */
/* Growmaps: the tables that hold flows, devices and images. */
#ifndef _LIBFIELDTAP_MAP_H
#define _LIBFIELDTAP_MAP_H

#include "nl.h"
#include "vec.h"

/* Most entries of an occupancy histogram that are kept. */
#define FT_OCCUPANCY_MAX	64

/**
 * struct ft_map - a growmap, or what a growmap's event tells
 * @name: flows, devices or images
 * @count: entries
 * @limit: most entries
 * @log2_buckets: the newest array has 2^B buckets
 * @growing: an older array is being evacuated
 * @old_log2_buckets: B of that array; valid while @growing
 * @nevacuate: old buckets below this one are evacuated
 * @noverflow: overflow buckets
 * @growths: growths finished, of every kind
 * @same: those to an array of the same size
 * @shrinks: those to an array of half the size
 * @put_off: growths put off for want of memory
 * @moved_by_writers: entries evacuated by writers
 * @moved_by_worker: entries evacuated by the worker
 * @longest_step: most entries evacuated by one writer's call
 * @longest_step_ns: longest time one writer's call spent evacuating
 * @longest_step_buckets: most old buckets evacuated by one call
 * @drainers: workers that drained the array of the last growth that took several
 * @share_sd: standard deviation of their shares, in permille of the mean
 * @refused: inserts refused at the limit
 * @n_occupancy: entries of @occupancy
 * @occupancy: buckets whose chain holds 0, 1, 2, ... entries
 * @growth: enum fieldtap_growth, of an event
 * @duration: nanoseconds from start to finish, of an event
 */
struct ft_map {
	char name[FIELDTAP_NAME_MAX];
	uint32_t count;
	uint32_t limit;
	uint32_t log2_buckets;
	bool growing;
	uint32_t old_log2_buckets;
	uint32_t nevacuate;
	uint32_t noverflow;
	uint64_t growths;
	uint64_t same;
	uint64_t shrinks;
	uint64_t put_off;
	uint64_t moved_by_writers;
	uint64_t moved_by_worker;
	uint32_t longest_step;
	uint64_t longest_step_ns;
	uint32_t longest_step_buckets;
	uint32_t drainers;
	uint32_t share_sd;
	uint64_t refused;
	unsigned int n_occupancy;
	uint32_t occupancy[FT_OCCUPANCY_MAX];
	uint32_t growth;
	uint64_t duration;
};

/**
 * ft_map_parse() - read a growmap from its attributes
 * @c: the connection, for its error
 * @attrs: the attributes
 * @len: their octets
 * @m: the growmap
 *
 * Return: 0, or -1 and @c->err.
 */
int ft_map_parse(struct ft_conn *c, struct nlattr *attrs, int len,
		 struct ft_map *m);

/**
 * ft_map_list() - get one growmap or all
 * @c: the connection
 * @name: its name, NULL for all
 * @maps: gets &struct ft_map; free it with ft_vec_free()
 *
 * Return: 0, or -1 and @c->err.
 */
int ft_map_list(struct ft_conn *c, const char *name, struct ft_vec *maps);

#endif /* _LIBFIELDTAP_MAP_H */
