// SPDX-License-Identifier: GPL-2.0
#include <stdio.h>
#include <string.h>

#include "../lib/json.h"
#include "../lib/utf8.h"
#include "../lib/value.h"
#include "cmd.h"
#include "out.h"
#include "out_value.h"

/* What the walks over the values share; the columns' widths. */
struct listing {
	struct out_array array;
	uint64_t now;
	int address;
	int type;
	int value;
	int raw;
	bool any;
};

static int print_json(const struct ft_value *v, void *arg)
{
	struct listing *l = arg;

	out_array_item(&l->array, ft_json_value(v));
	return 0;
}

static void widen(int *width, const char *s)
{
	int n = ft_utf8_columns(s);

	if (n > *width)
		*width = n;
}

static const char *type_of(char *buf, const struct ft_value *v)
{
	char number[OUT_TEXT];
	const char *word = out_word(number, &ft_type_names, v->type);

	if (v->count == 1)
		strcpy(buf, word);
	else
		snprintf(buf, OUT_VALUE, "%s[%u]", word, v->count);
	return buf;
}

static int measure(const struct ft_value *v, void *arg)
{
	struct listing *l = arg;
	char buf[OUT_VALUE];

	widen(&l->address, v->address);
	widen(&l->type, type_of(buf, v));
	widen(&l->value, out_value(buf, v));
	widen(&l->raw, out_raw(buf, v));
	l->any = true;
	return 0;
}

/* Prints a cell and the blanks between it and the next. */
static void print_cell(const char *s, int width, bool right)
{
	const int blanks = width - (int)ft_utf8_columns(s);

	printf("%*s", right ? blanks : 0, "");
	out_safe(s);
	printf("%*s", (right ? 0 : blanks) + 2, "");
}

static int print_text(const struct ft_value *v, void *arg)
{
	const struct listing *l = arg;
	char seen[OUT_TEXT], age[OUT_TEXT], unchanged[OUT_TEXT];
	char state[OUT_TEXT], buf[OUT_VALUE];

	print_cell(v->address, l->address, false);
	print_cell(type_of(buf, v), l->type, false);
	print_cell(out_value(buf, v), l->value, !out_value_is_text(v));
	print_cell(out_raw(buf, v), l->raw, true);
	printf("%-23s  %9s  %9s  %s", out_time(seen, v->image->last_seen),
	       out_age(age, l->now, v->image->last_seen),
	       out_age(unchanged, l->now, v->image->last_change),
	       out_word(state, &ft_state_names, v->image->state));
	out_safe(out_judgement(buf, v->quality, v->status, v->status_text));
	putchar('\n');
	return 0;
}

/* Returns -1 without memory. */
static int print_values(const struct app *app, const struct ft_filter *filter,
			const struct ft_vec *images)
{
	struct listing l = {
		.now = out_now(),
		.address = strlen("ADDRESS"),
		.type = strlen("TYPE"),
		.value = strlen("VALUE"),
		.raw = strlen("0000"),
	};
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
	printf("%-*s  %-*s  %*s  %*s  %-23s  %9s  %9s  %s\n", l.address,
	       "ADDRESS", l.type, "TYPE", l.value, "VALUE", l.raw, "RAW",
	       "LAST SEEN", "AGE", "UNCHANGED", "STATE");
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
"           value by its Modicon number: modbus:10.0.0.5:502/1/400101,\n"
"           or one octet of a PROFINET submodule: its address and +OFFSET\n"
"\n"
"Where images overlap, or have values of one name, the newest wins.\n",
	.commands = commands,
};
