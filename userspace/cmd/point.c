// SPDX-License-Identifier: GPL-2.0
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../lib/point.h"
#include "point.h"
#include "point_file.h"

static const char *param_name(const void *words, int i)
{
	const struct ft_param *params = words;

	return params[i].name;
}

static int take_param(const struct app *app, struct args *args, bool none,
		      uint32_t *given, struct ft_point_conf *conf)
{
	const char *word = args_next(args), *value;
	int i = args_match(word, param_name, ft_params);
	const struct ft_param *p = &ft_params[i];
	struct ft_error err;

	if (i < 0)
		return wrong_word(app, "parameter", word, i);
	if (*given >> p->attr & 1)
		return usage_error(app, "\"%s\" is given twice", p->name);
	*given |= 1u << p->attr;
	value = args_next(args);
	if (!value)
		return usage_error(app, "\"%s\" needs a value", p->name);
	if (none && !strcmp(value, "none") &&
	    p->attr != FIELDTAP_A_POINT_CONF_ADDRESS) {
		ft_point_conf_clear(conf, p->attr);
		return FT_DONE;
	}
	if (!ft_point_conf_parse(conf, p, value, &err))
		return FT_DONE;
	if (err.kind != FT_USAGE)
		return report(app, p->name, &err);
	return usage_error(app, "%s: %s", p->name, err.text);
}

/* [PARAM VALUE]... */
static int take_params(const struct app *app, struct args *args, bool none,
		       uint32_t given, struct ft_point_conf *conf)
{
	int status = FT_DONE;

	while (!status && args->n)
		status = take_param(app, args, none, &given, conf);
	return status;
}

/* Does one thing to one point. */
static int apply(struct ft_conn *c, unsigned int action,
		 const struct ft_point_conf *conf)
{
	const struct ft_point_change change = { action, conf };

	return ft_point_apply(c, &change, 1, NULL);
}

static int take_new(const struct app *app, struct args *args,
		    struct ft_point_conf *conf)
{
	const char *name = args_next(args), *address = args_next(args);
	struct ft_error err;

	if (!address)
		return usage_error(app, "\"point add\" needs a name and an address");
	if (ft_point_conf_name(conf, name, &err) ||
	    ft_point_conf_address(conf, address, &err))
		return report(app, "point add", &err);
	return take_params(app, args, false,
			   1u << FIELDTAP_A_POINT_CONF_ADDRESS, conf);
}

static int add(const struct app *app, struct args *args)
{
	struct ft_point_conf conf = { 0 };
	struct ft_conn c;
	int status;

	status = take_new(app, args, &conf);
	if (!status)
		status = start(app, &c);
	if (!status)
		status = finish(app, &c, "point add",
				apply(&c, FIELDTAP_A_POINTS_NEW, &conf));
	ft_point_conf_clean(&conf);
	return status;
}

/* The parameters have to make sense before there is a point to put them to. */
static int check_params(const struct app *app, const struct args *args)
{
	struct ft_point_conf conf = { 0 };
	struct args copy = *args;
	int status = take_params(app, &copy, true, 0, &conf);

	ft_point_conf_clean(&conf);
	return status;
}

static int set(const struct app *app, struct args *args)
{
	const char *name = args_next(args);
	struct ft_point p = { 0 };
	struct ft_conn c;
	int failed, status;

	if (!name || !args->n)
		return usage_error(app, "\"point set\" needs a name and a parameter");
	status = check_params(app, args);
	if (!status)
		status = start(app, &c);
	if (status)
		return status;
	failed = ft_point_get(&c, name, &p);
	if (!failed) {
		take_params(app, args, true, 0, &p.conf);
		failed = apply(&c, FIELDTAP_A_POINTS_SET, &p.conf);
	}
	ft_point_clean(&p);
	return finish(app, &c, "point set", failed);
}

static int del_points(struct ft_conn *c, const struct ft_vec *points)
{
	const struct ft_point *p = points->data;
	struct ft_point_change *changes;
	size_t i;
	int failed;

	changes = calloc(points->n, sizeof(*changes));
	if (!changes)
		return ft_no_memory(c);
	for (i = 0; i < points->n; i++) {
		changes[i].action = FIELDTAP_A_POINTS_DEL;
		changes[i].conf = &p[i].conf;
	}
	failed = ft_point_apply(c, changes, points->n, NULL);
	free(changes);
	return failed;
}

static int del(const struct app *app, struct args *args)
{
	struct ft_vec points = { 0 };
	struct ft_conn c;
	int failed, status;

	if (!args->n)
		return usage_error(app, "\"point del\" needs a name or a glob");
	status = start(app, &c);
	if (status)
		return status;
	failed = point_find(&c, args, 0, true, &points);
	if (!failed)
		failed = del_points(&c, &points);
	ft_points_free(&points);
	return finish(app, &c, "point del", failed);
}

static const struct command commands[] = {
	{ "show", point_show },
	{ "add", add },
	{ "set", set },
	{ "del", del },
	{ "load", point_load },
	{ "save", point_save },
	{ "window", point_window },
	{ NULL, NULL },
};

const struct object point_object = {
	.name = "point",
	.help =
"usage: fieldtap point show [GLOB]... [since GEN]\n"
"       fieldtap point add NAME ADDRESS [PARAM VALUE]...\n"
"       fieldtap point set NAME PARAM VALUE [PARAM VALUE]...\n"
"       fieldtap point del GLOB...\n"
"       fieldtap point load [--dry-run] FILE...\n"
"       fieldtap point save [GLOB]...\n"
"       fieldtap point window NAME [since N] [--csv | --plot]\n"
"\n"
"  GLOB     a name, or a pattern such as 'boiler*' or '*.temp?'\n"
"  NAME     letters, digits, _ and -, in parts with dots between\n"
"  ADDRESS  of a value, as \"value show\" tells it; Modicon numbers, and octets\n"
"           of PROFINET submodules with +OFFSET; or DEVICE/IMAGE\n"
"  FILE     a device map in YAML, or \"-\"; what it had before and has no more goes\n"
"  since    only points that changed after this generation; samples from this\n"
"           number on\n"
"  --csv    samples as a table for other programs\n"
"  --plot   samples drawn on the terminal\n"
"\n"
"PARAM is one of the following; VALUE none takes it away again.\n"
"  address         another address\n"
"  type            bool u8 i8 u16 i16 u32 i32 u64 i64 f32 f64 string bytes\n"
"  order           auto abcd cdab badc dcba, or text for a number as text\n"
"  bit             bit of the integer there, 0 the least significant\n"
"  octet           octet of the value or image at which it begins\n"
"  len             octets of a string or of octets\n"
"  scale, offset   the value is what stands there x scale + offset\n"
"  unit, desc      engineering unit, description\n"
"  deadband        events only of larger changes: 0.5, or 2% of the span\n"
"  span-lo, -hi    ends of the range\n"
"  heartbeat       tell it unchanged after this time\n"
"  min-interval    least time between two events\n"
"  lolo lo hi hihi limits\n"
"  hysteresis      how far behind a limit the value has to return\n"
"  debounce-count  samples in a row that have to show another level\n"
"  debounce-time   time for which they have to\n"
"  rate            most that it may change in a second\n"
"  stale-after     time unseen after which it is stale\n"
"  stale-periods   likewise, in periods of its image\n"
"  window          samples that it keeps, 2 to 4096\n"
"A time is in milliseconds, or 250ms, 5s, 2min, 1h.\n",
	.commands = commands,
};
