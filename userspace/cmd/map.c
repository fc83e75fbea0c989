// SPDX-License-Identifier: GPL-2.0
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "../lib/json.h"
#include "../lib/map.h"
#include "cmd.h"
#include "list.h"

static void print(const void *item)
{
	const struct ft_map *m = item;
	char buf[OUT_TEXT];
	unsigned int i;

	printf("%s  count %u limit %u refused %" PRIu64 "\n", m->name, m->count,
	       m->limit, m->refused);
	printf("    B %u noverflow %u", m->log2_buckets, m->noverflow);
	if (m->growing)
		printf(" oldbuckets %" PRIu64 " nevacuate %u growing",
		       (uint64_t)1 << (m->old_log2_buckets & 63), m->nevacuate);
	putchar('\n');
	printf("    growths %" PRIu64 " same size %" PRIu64 " shrinks %" PRIu64
	       " put off %" PRIu64 "\n", m->growths, m->same, m->shrinks,
	       m->put_off);
	printf("    moved by writers %" PRIu64 " by worker %" PRIu64,
	       m->moved_by_writers, m->moved_by_worker);
	printf(" longest step %u entries %s\n", m->longest_step,
	       out_duration(buf, m->longest_step_ns));
	printf("    occupancy");
	for (i = 0; i < m->n_occupancy; i++) {
		if (m->occupancy[i])
			printf(" %u%s:%u", i, i + 1 < m->n_occupancy ? "" : "+",
			       m->occupancy[i]);
	}
	putchar('\n');
}

static int get(struct ft_conn *c, const void *which, struct ft_vec *items)
{
	return ft_map_list(c, which, items);
}

static json_t *json(const void *item)
{
	return ft_json_map(item);
}

static int show(const struct app *app, struct args *args)
{
	static const struct list maps = {
		.command = "map show",
		.size = sizeof(struct ft_map),
		.get = get,
		.json = json,
		.print = print,
	};
	const char *name = args_next(args);

	if (name && strlen(name) >= FIELDTAP_NAME_MAX)
		return usage_error(app,
				   "\"%s\" is too long for a map, the limit is %d characters",
				   name, FIELDTAP_NAME_MAX - 1);
	return list_show(app, args, &maps, name);
}

static const struct command commands[] = {
	{ "show", show },
	{ NULL, NULL },
};

const struct object map_object = {
	.name = "map",
	.help =
"usage: fieldtap map show [NAME]\n"
"\n"
"  NAME   flows, devices, images, notes or layouts\n"
"\n"
"The tables in the kernel: their size, growth and occupancy (ENTRIES:BUCKETS).\n",
	.commands = commands,
};
