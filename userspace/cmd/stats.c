// SPDX-License-Identifier: GPL-2.0
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "../lib/json.h"
#include "../lib/stats.h"
#include "cmd.h"
#include "out.h"

struct listing {
	const struct app *app;
	bool explain;
	struct out_array array;
	struct out_table table;
};

static void print_stat(struct listing *l, const char *name, uint64_t value,
		       const char *doc)
{
	if (!l->explain)
		doc = NULL;
	if (l->app->json)
		out_array_item(&l->array, ft_json_stat(name, value, doc));
	else
		out_row(&l->table, "%s\t%" PRIu64 "\t%s", name, value,
			doc ? doc : "");
}

static void print_stats(struct listing *l, const struct ft_stats *s)
{
	const struct ft_stat *stat = s->stats.data;
	char number[OUT_TEXT];
	size_t i;

	if (l->app->json)
		out_array_begin(&l->array, l->app);
	for (i = 0; i < s->stats.n; i++) {
		const char *name = ft_name(&ft_stat_names, stat[i].id);

		if (name) {
			print_stat(l, name, stat[i].value,
				   ft_stat_names.names[stat[i].id].doc);
		} else {
			snprintf(number, sizeof(number), "stat_%u", stat[i].id);
			print_stat(l, number, stat[i].value,
				   "unknown to this version of the tool");
		}
	}
	print_stat(l, "generation", s->generation,
		   ft_stats_attrs.names[FIELDTAP_A_STATS_GENERATION].doc);
	if (l->app->json)
		out_array_end();
	else
		out_table(&l->table);
}

static int show(const struct app *app, struct args *args)
{
	struct listing l = {
		.app = app, .table = { .columns = 3, .right = 1 << 1 },
	};
	struct ft_stats stats;
	struct ft_conn c;
	int failed, status;

	if (args->n && !strcmp(args->word[0], "--explain")) {
		l.explain = true;
		args_next(args);
	}
	status = args_done(app, args);
	if (!status)
		status = start(app, &c);
	if (status)
		return status;
	failed = ft_stats_get(&c, &stats);
	if (!failed)
		print_stats(&l, &stats);
	ft_vec_free(&stats.stats);
	return finish(app, &c, "stats show", failed);
}

static const struct command commands[] = {
	{ "show", show },
	{ NULL, NULL },
};

const struct object stats_object = {
	.name = "stats",
	.help =
"usage: fieldtap stats show [--explain]\n"
"\n"
"  --explain   say what each counter counts\n",
	.commands = commands,
};
