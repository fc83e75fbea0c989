// SPDX-License-Identifier: GPL-2.0
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "../lib/json.h"
#include "list.h"
#include "out_point.h"
#include "point.h"

/* Which points are wanted. */
struct wanted {
	struct args globs;
	uint64_t since;
};

int point_find(struct ft_conn *c, const struct args *globs, uint64_t since,
	       bool must, struct ft_vec *points)
{
	struct ft_vec found = { 0 };
	int i, failed = 0;

	if (!globs->n)
		return ft_point_list(c, NULL, since, points);
	for (i = 0; !failed && i < globs->n; i++) {
		/* No name is that long. */
		if (strlen(globs->word[i]) >= FIELDTAP_POINT_NAME_MAX)
			return ft_fail(&c->err, FT_USAGE, ENAMETOOLONG,
				       "\"%.40s...\" is too long", globs->word[i]);
		failed = ft_point_list(c, globs->word[i], since, &found);
		if (!failed && must && !found.n)
			failed = ft_fail(&c->err, FT_REFUSED, ENOENT,
					 "there is no point \"%s\"",
					 globs->word[i]);
		if (!failed && ft_points_join(points, &found))
			failed = ft_no_memory(c);
		ft_points_free(&found);
	}
	return failed;
}

static int get(struct ft_conn *c, const void *which, struct ft_vec *points)
{
	const struct wanted *w = which;

	return point_find(c, &w->globs, w->since, false, points);
}

static json_t *json(const void *item)
{
	return ft_json_point(item);
}

static void row(struct out_table *t, const void *item)
{
	const struct ft_point *p = item;
	const char *address = ft_point_conf_text(&p->conf,
						 FIELDTAP_A_POINT_CONF_ADDRESS);
	const uint64_t now = out_now();
	char value[OUT_VALUE], state[OUT_POINT_STATE], age[OUT_TEXT], same[OUT_TEXT];

	out_row(t, "%s\t%s\t%s\t%s\t%s\t%s", p->name, out_point(value, p),
		out_age(age, now, p->last_seen), out_age(same, now, p->time),
		out_point_state(state, p), address ? address : "?");
}

static const struct list list = {
	.command = "point show",
	.size = sizeof(struct ft_point),
	.get = get,
	.json = json,
	.row = row,
	.free = ft_points_free,
	.head = "NAME\tVALUE\t" "AGE\tUNCHANGED\tSTATE\tADDRESS",
	.columns = 6,
	.right = 1 << 1 | 1 << 2 | 1 << 3,
};

/* [GLOB]... [since GEN] */
int point_show(const struct app *app, struct args *args)
{
	struct wanted w = { .globs = { 0, args->word } };
	int status = FT_DONE;

	while (args->n && strcmp(args->word[0], "since")) {
		args_next(args);
		w.globs.n++;
	}
	if (args_next(args))
		status = args_u64(app, args, "since", "generation", &w.since);
	return status ? status : list_show(app, args, &list, &w);
}
