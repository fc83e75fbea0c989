// SPDX-License-Identifier: GPL-2.0
#include <inttypes.h>
#include <stdio.h>

#include "../lib/device.h"
#include "../lib/json.h"
#include "cmd.h"
#include "layout.h"
#include "list.h"

/* Bucket 0 counts response times below this; each next one twice it. */
#define FIRST_BUCKET_NS	64000ull

static void print_histogram(const struct ft_device *d)
{
	char buf[OUT_TEXT];
	unsigned int i;

	printf("    histogram");
	for (i = 0; i < d->n_buckets; i++) {
		if (!d->buckets[i])
			continue;
		if (i + 1 == d->n_buckets)
			printf("  longer %" PRIu64, d->buckets[i]);
		else
			printf("  <%s %" PRIu64,
			       out_duration(buf, FIRST_BUCKET_NS << i),
			       d->buckets[i]);
	}
	putchar('\n');
}

static void print_response(const struct ft_device *d)
{
	char min[OUT_TEXT], avg[OUT_TEXT], max[OUT_TEXT];

	if (!d->response_max)
		return;
	printf("    response min %s avg %s max %s\n",
	       out_duration(min, d->response_min),
	       out_duration(avg, d->response_avg),
	       out_duration(max, d->response_max));
	print_histogram(d);
}

static void print_labels(const struct ft_device *d)
{
	unsigned int i;

	for (i = 0; i < d->n_labels; i++) {
		fputs(i ? ", " : "    ", stdout);
		out_safe(d->labels[i].name);
		fputs(" \"", stdout);
		out_safe(d->labels[i].value);
		putchar('"');
	}
	if (d->n_labels)
		putchar('\n');
}

static void print(const void *item)
{
	const struct ft_device *d = item;
	char buf[OUT_TEXT], age[OUT_TEXT];

	out_safe(d->device);
	printf("  decoder %s  %s\n", d->decoder,
	       out_word(buf, &ft_state_names, d->state));
	print_labels(d);
	printf("    requests %" PRIu64 " answers %" PRIu64 " exceptions %" PRIu64,
	       d->requests, d->answers, d->exceptions);
	if (d->has_exception)
		printf(" (last %u)", d->last_exception);
	printf(" timeouts %" PRIu64 "\n", d->timeouts);
	if (d->publications || d->lost || d->repeated || d->alarms)
		printf("    publications %" PRIu64 " lost %" PRIu64 " repeated %" PRIu64 " alarms %" PRIu64 "\n",
		       d->publications, d->lost, d->repeated, d->alarms);
	print_response(d);
	printf("    images %u retransmissions %" PRIu64 " gaps %" PRIu64 "\n",
	       d->images, d->retransmissions, d->gaps);
	printf("    first seen %s\n", out_time(buf, d->first_seen));
	printf("    last seen  %s (%s ago)\n", out_time(buf, d->last_seen),
	       out_age(age, out_now(), d->last_seen));
}

static int get(struct ft_conn *c, const void *which, struct ft_vec *items)
{
	return ft_device_list(c, which, items);
}

static json_t *json(const void *item)
{
	return ft_json_device(item);
}

static int show(const struct app *app, struct args *args)
{
	static const struct list devices = {
		.command = "device show",
		.size = sizeof(struct ft_device),
		.get = get,
		.json = json,
		.print = print,
	};
	struct ft_filter filter;
	struct ft_error err;

	if (ft_filter_parse(&filter, args_next(args), &err))
		return report(app, NULL, &err);
	return list_show(app, args, &devices, &filter);
}

static const struct command commands[] = {
	{ "show", show },
	{ "layout", layout_run },
	{ NULL, NULL },
};

const struct object device_object = {
	.name = "device",
	.help =
"usage: fieldtap device show [PREFIX]\n"
"       fieldtap device layout show [PREFIX]\n"
"       fieldtap device layout load FILE\n"
"       fieldtap device layout del DEVICE IMAGE\n"
"\n"
"  PREFIX   the beginning of the devices' addresses, such as\n"
"           modbus:10.0.0.5 or modbus:10.0.0.5:502/1; of layouts also of\n"
"           their images' addresses\n"
"  FILE     layouts as \"fieldtap -j device layout show\" prints them, - for the\n"
"           standard input; all of them are loaded or none\n"
"\n"
"A layout says how values stand in an image whose octets do not say it.\n",
	.commands = commands,
};
