// SPDX-License-Identifier: GPL-2.0
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "../lib/json.h"
#include "../lib/map.h"
#include "cmd.h"
#include "out.h"

static void print_map(const struct ft_map *m)
{
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

static void print_maps(const struct app *app, const struct ft_vec *maps)
{
	const struct ft_map *m = maps->data;
	struct out_array a;
	size_t i;

	if (!app->json) {
		for (i = 0; i < maps->n; i++)
			print_map(&m[i]);
		return;
	}
	out_array_begin(&a, app);
	for (i = 0; i < maps->n; i++)
		out_array_item(&a, ft_json_map(&m[i]));
	out_array_end();
}

static int show(const struct app *app, struct args *args)
{
	const char *name = args_next(args);
	struct ft_vec maps = { 0 };
	struct ft_conn c;
	int failed, status;

	if (name && strlen(name) >= FIELDTAP_NAME_MAX)
		return usage_error(app,
				   "\"%s\" is too long for a map, the limit is %d characters",
				   name, FIELDTAP_NAME_MAX - 1);
	status = args_done(app, args);
	if (!status)
		status = start(app, &c);
	if (status)
		return status;
	failed = ft_map_list(&c, name, &maps);
	if (!failed)
		print_maps(app, &maps);
	ft_vec_free(&maps);
	return finish(app, &c, "map show", failed);
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
