// SPDX-License-Identifier: GPL-2.0
#include <stdio.h>
#include <string.h>

#include "../lib/json.h"
#include "../lib/value.h"
#include "cmd.h"
#include "out.h"

/* What the walks over the values share. */
struct listing {
	struct out_array array;
	uint64_t now;
	int width;
	bool any;
};

static int print_json(const struct ft_value *v, void *arg)
{
	struct listing *l = arg;

	out_array_item(&l->array, ft_json_value(v));
	return 0;
}

static int measure(const struct ft_value *v, void *arg)
{
	struct listing *l = arg;
	int n = strlen(v->address);

	if (n > l->width)
		l->width = n;
	l->any = true;
	return 0;
}

static int print_text(const struct ft_value *v, void *arg)
{
	const struct listing *l = arg;
	char raw[2 * sizeof(v->raw) + 1], seen[OUT_TEXT], age[OUT_TEXT];
	char unchanged[OUT_TEXT], state[OUT_TEXT];

	ft_hex(raw, v->raw, v->raw_len);
	out_safe(v->address);
	printf("%*s  %-4s  %5u  %4s  %-23s  %9s  %9s  %s\n",
	       l->width - (int)strlen(v->address), "", v->type, v->value, raw,
	       out_time(seen, v->image->last_seen),
	       out_age(age, l->now, v->image->last_seen),
	       out_age(unchanged, l->now, v->image->last_change),
	       out_word(state, &ft_state_names, v->image->state));
	return 0;
}

/* Returns -1 without memory. */
static int print_values(const struct app *app, const struct ft_filter *filter,
			const struct ft_vec *images)
{
	struct listing l = { .now = out_now(), .width = strlen("ADDRESS") };
	int err;

	if (app->json) {
		out_array_begin(&l.array, app);
		err = ft_value_each(images->data, images->n, filter, print_json,
				    &l);
		out_array_end();
		return err;
	}
	err = ft_value_each(images->data, images->n, filter, measure, &l);
	if (err || !l.any)
		return err;
	printf("%-*s  %-4s  %5s  %4s  %-23s  %9s  %9s  %s\n", l.width, "ADDRESS",
	       "TYPE", "VALUE", "RAW", "LAST SEEN", "AGE", "UNCHANGED", "STATE");
	return ft_value_each(images->data, images->n, filter, print_text, &l);
}

static int show(const struct app *app, struct args *args)
{
	struct ft_vec images = { 0 };
	struct ft_filter filter;
	struct ft_error err;
	struct ft_conn c;
	int failed, status;

	if (ft_filter_parse(&filter, args_next(args), &err))
		return report(app, NULL, &err);
	status = args_done(app, args);
	if (!status)
		status = start(app, &c);
	if (status)
		return status;
	failed = ft_image_list(&c, &filter, 0, &images);
	if (!failed && print_values(app, &filter, &images))
		failed = ft_no_memory(&c);
	ft_images_free(&images);
	return finish(app, &c, "value show", failed);
}

static const struct command commands[] = {
	{ "show", show },
	{ NULL, NULL },
};

const struct object value_object = {
	.name = "value",
	.help =
"usage: fieldtap value show [PREFIX]\n"
"\n"
"  PREFIX   the beginning of the values' addresses, such as\n"
"           modbus:10.0.0.5:502/1/hr/100 (which shows hr/1000 too), or one\n"
"           value by its Modicon number: modbus:10.0.0.5:502/1/400101\n"
"\n"
"Where images overlap the newest wins.\n",
	.commands = commands,
};
