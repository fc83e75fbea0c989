// SPDX-License-Identifier: GPL-2.0
/* fieldtap device layout ... */
#include <inttypes.h>
#include <stdio.h>

#include "../lib/json.h"
#include "../lib/layout.h"
#include "input.h"
#include "layout.h"
#include "list.h"

static void print_item(struct out_table *t, const struct ft_layout_item *it)
{
	char status[OUT_TEXT] = "", type[OUT_TEXT];

	if (it->has_status)
		snprintf(status, sizeof(status), "status %u", it->status);
	out_row(t, "    \t%s\t%s%s\toctet %u\tlen %u\t%s", it->name,
		out_word(type, &ft_type_names, it->type),
		it->little ? " little" : "", it->offset, it->len, status);
}

static void print(const void *item)
{
	struct out_table t = { .columns = 6 };
	const struct ft_layout *l = item;
	const struct ft_layout_item *it = l->items.data;
	char buf[OUT_TEXT];
	size_t i;

	out_safe(l->device);
	putchar('/');
	out_safe(l->image);
	printf("  %u octets", l->len);
	if (l->stale_after)
		printf("  stale after %s", out_duration(buf, l->stale_after));
	putchar('\n');
	for (i = 0; i < l->items.n; i++)
		print_item(&t, &it[i]);
	out_table(&t);
}

static int get(struct ft_conn *c, const void *which, struct ft_vec *items)
{
	return ft_layout_list(c, which, items);
}

static json_t *json(const void *item)
{
	return ft_json_layout(item);
}

static int show(const struct app *app, struct args *args)
{
	static const struct list layouts = {
		.command = "device layout show",
		.size = sizeof(struct ft_layout),
		.get = get,
		.json = json,
		.print = print,
		.free = ft_layouts_free,
	};
	struct ft_filter filter;
	struct ft_error err;

	if (ft_filter_parse(&filter, args_next(args), &err))
		return report(app, NULL, &err);
	return list_show(app, args, &layouts, &filter);
}

static int read_file(const char *name, struct ft_vec *layouts,
		     struct ft_error *err)
{
	struct input in;
	int ret;

	if (input_open(&in, name, err))
		return -1;
	ret = ft_layouts_read(in.f, in.name, layouts, err);
	input_close(&in);
	return ret;
}

static int load(const struct app *app, struct args *args)
{
	const char *name = args_next(args);
	struct ft_vec layouts = { 0 };
	struct ft_error err;
	struct ft_conn c;
	int status;

	if (!name)
		return usage_error(app, "\"device layout load\" needs a file");
	status = args_done(app, args);
	if (status)
		return status;
	if (read_file(name, &layouts, &err))
		status = report(app, "device layout load", &err);
	else
		status = start(app, &c);
	if (!status)
		status = finish(app, &c, "device layout load",
				ft_layout_load(&c, &layouts));
	ft_layouts_free(&layouts);
	return status;
}

static int del(const struct app *app, struct args *args)
{
	const char *device = args_next(args), *image = args_next(args);
	struct ft_conn c;
	int status;

	if (!image)
		return usage_error(app,
				   "\"device layout del\" needs a device and an image");
	status = args_done(app, args);
	if (!status)
		status = start(app, &c);
	if (status)
		return status;
	return finish(app, &c, "device layout del",
		      ft_layout_del(&c, device, image));
}

int layout_run(const struct app *app, struct args *args)
{
	static const char *const words[] = { "show", "load", "del", NULL };
	static int (*const run[])(const struct app *app, struct args *args) = {
		show, load, del,
	};
	const char *word = args_next(args);
	int i = word ? args_keyword(word, words) : 0;

	if (i < 0)
		return wrong_word(app, "layout command", word, i);
	return run[i](app, args);
}
