// SPDX-License-Identifier: GPL-2.0
/* fieldtap point load ..., fieldtap point save ... */
#include <stdio.h>
#include <string.h>

#include "../lib/device_map.h"
#include "../lib/json_put.h"
#include "../lib/map_diff.h"
#include "../lib/map_save.h"
#include "../lib/point.h"
#include "input.h"
#include "out.h"
#include "point.h"
#include "point_file.h"

#define ATTR(name)	FIELDTAP_A_POINT_CONF_##name

/* What is wrong in a file is told as compilers do, without a hint to the help. */
static int refuse(const struct app *app, const struct ft_error *err)
{
	if (err->kind != FT_USAGE)
		return report(app, "point load", err);
	fprintf(stderr, "fieldtap: %s\n", err->text);
	return FT_USAGE;
}

static int read_file(struct ft_device_map *map, const char *name,
		     struct ft_error *err)
{
	struct input in;
	int ret;

	if (input_open(&in, name, err))
		return -1;
	ret = ft_device_map_read(map, in.f, in.name, err);
	input_close(&in);
	return ret;
}

static int read_files(struct ft_device_map *map, struct args *args,
		      struct ft_error *err)
{
	const char *name;

	while ((name = args_next(args))) {
		if (read_file(map, name, err))
			return -1;
	}
	return ft_device_map_finish(map, err);
}

static const struct ft_point_conf *conf_of(const struct ft_map_change *c)
{
	return c->point ? &c->point->conf : c->old;
}

static const char *name_of(const struct ft_map_change *c)
{
	const char *name = ft_point_conf_text(conf_of(c), ATTR(NAME));

	return name ? name : "";
}

/* The source too: a point that was added by hand gets one. */
static const struct ft_param *param_at(unsigned int i)
{
	unsigned int n = 0;

	while (n < i && ft_params[n].name)
		n++;
	if (ft_params[n].name)
		return &ft_params[n];
	return n == i ? ft_param_of(ATTR(SOURCE)) : NULL;
}

static void print_value(const struct ft_point_conf *conf,
			const struct ft_param *p)
{
	char buf[FT_PARAM_TEXT_MAX];

	out_safe(ft_point_conf_matters(conf, p->attr) ?
		 ft_point_conf_text_of(conf, p, buf) : "none");
}

/* + NAME  PARAM VALUE, PARAM VALUE */
static void print_new(const struct ft_map_change *c)
{
	const struct ft_param *p;
	const char *comma = "  ";
	unsigned int i;

	for (i = 0; (p = param_at(i)); i++) {
		if (!ft_point_conf_matters(conf_of(c), p->attr))
			continue;
		printf("%s%s ", comma, p->name);
		print_value(conf_of(c), p);
		comma = ", ";
	}
}

/* ~ NAME  PARAM OLD -> NEW, PARAM OLD -> NEW */
static void print_changed(const struct ft_map_change *c)
{
	const struct ft_param *p;
	const char *comma = "  ";
	unsigned int i;

	for (i = 0; (p = param_at(i)); i++) {
		if (!ft_point_conf_differs(c->old, conf_of(c), p->attr))
			continue;
		printf("%s%s ", comma, p->name);
		print_value(c->old, p);
		fputs(" -> ", stdout);
		print_value(conf_of(c), p);
		comma = ", ";
	}
}

static void print_change(const struct ft_map_change *c)
{
	putchar(c->action == FIELDTAP_A_POINTS_NEW ? '+' :
		c->action == FIELDTAP_A_POINTS_SET ? '~' : '-');
	putchar(' ');
	out_safe(name_of(c));
	if (c->action == FIELDTAP_A_POINTS_NEW)
		print_new(c);
	else if (c->action == FIELDTAP_A_POINTS_SET)
		print_changed(c);
	putchar('\n');
}

/* What one side of a change has and the other has not, or otherwise. */
static json_t *json_side(const struct ft_point_conf *conf,
			 const struct ft_point_conf *other)
{
	static const struct ft_point_conf nothing;
	json_t *o = json_object();
	const struct ft_param *p;
	unsigned int i;

	if (!other)
		other = &nothing;
	for (i = 0; (p = param_at(i)); i++) {
		if (!ft_point_conf_differs(conf, other, p->attr))
			continue;
		ft_put(&o, p->key, ft_point_conf_matters(conf, p->attr) ?
		       ft_json_param(conf, p) : json_null());
	}
	return o;
}

static json_t *json_change(const struct ft_map_change *c)
{
	const bool is_new = c->action == FIELDTAP_A_POINTS_NEW;
	const bool is_set = c->action == FIELDTAP_A_POINTS_SET;
	json_t *o = json_object();

	ft_put_text(&o, "action", is_new ? "add" : is_set ? "change" : "remove");
	ft_put_text(&o, "name", name_of(c));
	if (!is_new)
		ft_put(&o, "from", json_side(c->old, is_set ? conf_of(c) : NULL));
	if (is_new || is_set)
		ft_put(&o, "to", json_side(conf_of(c), c->old));
	return o;
}

static void print_diff(const struct app *app, const struct ft_map_diff *diff)
{
	const struct ft_map_change *c = diff->changes.data;
	struct out_array a;
	size_t i;

	if (!app->json) {
		for (i = 0; i < diff->changes.n; i++)
			print_change(&c[i]);
		return;
	}
	out_array_begin(&a, app);
	for (i = 0; i < diff->changes.n; i++)
		out_array_item(&a, json_change(&c[i]));
	out_array_end();
}

static void print_sum(const struct app *app, const struct ft_map_diff *diff)
{
	json_t *o;

	if (!app->json) {
		printf("%zu added, %zu changed, %zu removed, %zu unchanged\n",
		       diff->added, diff->changed, diff->removed,
		       diff->unchanged);
		return;
	}
	o = json_object();
	ft_put_uint(&o, "added", diff->added);
	ft_put_uint(&o, "changed", diff->changed);
	ft_put_uint(&o, "removed", diff->removed);
	ft_put_uint(&o, "unchanged", diff->unchanged);
	out_json_line(o);
}

static int change(const struct app *app, struct ft_conn *c, bool dry_run,
		  const struct ft_map_diff *diff)
{
	if (dry_run) {
		if (ft_map_diff_check(c, diff))
			return -1;
		print_diff(app, diff);
	} else if (ft_map_diff_apply(c, diff)) {
		return -1;
	}
	if (!dry_run || !app->json)
		print_sum(app, diff);
	return 0;
}

static int load(const struct app *app, bool dry_run,
		const struct ft_device_map *map)
{
	struct ft_map_diff diff = { 0 };
	struct ft_vec loaded = { 0 };
	struct ft_conn c;
	int status = start(app, &c);

	if (status)
		return status;
	if (ft_point_list(&c, NULL, 0, &loaded) ||
	    ft_map_diff_make(&diff, map, &loaded, &c.err) ||
	    change(app, &c, dry_run, &diff))
		status = refuse(app, &c.err);
	ft_vec_free(&diff.changes);
	ft_points_free(&loaded);
	/* What it has to say of a list that is not exact. */
	finish(app, &c, "point load", 0);
	return status;
}

int point_load(const struct app *app, struct args *args)
{
	struct ft_device_map map;
	struct ft_error err;
	bool dry_run = false;
	int status;

	if (args->n && !strcmp(args->word[0], "--dry-run")) {
		args_next(args);
		dry_run = true;
	}
	if (!args->n)
		return usage_error(app, "\"point load\" needs a file");
	ft_device_map_init(&map);
	if (read_files(&map, args, &err))
		status = refuse(app, &err);
	else
		status = load(app, dry_run, &map);
	ft_device_map_free(&map);
	return status;
}

int point_save(const struct app *app, struct args *args)
{
	struct ft_vec points = { 0 };
	struct ft_conn c;
	int failed, status = start(app, &c);

	if (status)
		return status;
	failed = point_find(&c, args, 0, true, &points);
	if (!failed)
		failed = ft_map_save(stdout, &points, &c.err);
	ft_points_free(&points);
	return finish(app, &c, "point save", failed);
}
