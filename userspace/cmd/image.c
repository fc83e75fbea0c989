// SPDX-License-Identifier: GPL-2.0
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../lib/image.h"
#include "../lib/json.h"
#include "cmd.h"
#include "out.h"
#include "out_value.h"

/* A line of the hex dump is "    0000: 0011 2233 ...". */
#define DUMP_MARGIN	10
#define DUMP_MOST	32

static unsigned int octets_per_line(void)
{
	unsigned int width = out_width(), n = DUMP_MOST;

	while (n > 8 && DUMP_MARGIN + n / 2 * 5 > width)
		n /= 2;
	return n;
}

static void print_data(const struct ft_image *im, unsigned int per_line)
{
	uint32_t i;

	for (i = 0; i < im->data_len; i++) {
		if (i % per_line == 0)
			printf("%s    %04x:", i ? "\n" : "", i);
		printf("%s%02x", i % 2 ? "" : " ", im->data[i]);
	}
	if (im->data_len)
		putchar('\n');
	if (im->len > im->data_len)
		printf("    ... %u more octets were not kept\n",
		       im->len - im->data_len);
}

static void print_image(const struct ft_image *im, uint64_t now,
			unsigned int per_line)
{
	char layout[OUT_TEXT], state[OUT_TEXT], buf[OUT_TEXT], age[OUT_TEXT];
	char judgement[OUT_VALUE];

	out_safe(im->device);
	putchar('/');
	out_safe(im->image);
	printf("  %s  %u octets  %s",
	       out_word(layout, &ft_layout_names, im->layout), im->len,
	       out_word(state, &ft_state_names, im->state));
	out_safe(out_judgement(judgement, im->quality, im->status,
			       im->status_text));
	putchar('\n');
	printf("    decoder %s frames %" PRIu64 " changes %" PRIu64 " generation %" PRIu64 "\n",
	       im->decoder, im->frames, im->changes, im->generation);
	printf("    last seen   %s (%s ago)\n", out_time(buf, im->last_seen),
	       out_age(age, now, im->last_seen));
	printf("    last change %s (%s ago)\n", out_time(buf, im->last_change),
	       out_age(age, now, im->last_change));
	if (im->source_time)
		printf("    source time %s\n", out_time(buf, im->source_time));
	if (im->stale_after)
		printf("    stale after %s\n",
		       out_duration(buf, im->stale_after));
	if (im->items_cut)
		printf("    %u values are not shown, they were too many\n",
		       im->items_cut);
	print_data(im, per_line);
}

static void print_images(const struct app *app, const struct ft_filter *filter,
			 const struct ft_vec *images)
{
	const unsigned int per_line = octets_per_line();
	const struct ft_image *im = images->data;
	const uint64_t now = out_now();
	struct out_array a;
	size_t i;

	if (app->json)
		out_array_begin(&a, app);
	for (i = 0; i < images->n; i++) {
		if (!ft_image_wanted(filter, &im[i]))
			continue;
		if (app->json)
			out_array_item(&a, ft_json_image(&im[i]));
		else
			print_image(&im[i], now, per_line);
	}
	if (app->json)
		out_array_end();
}

/* [PREFIX] [since GEN] */
static int take_args(const struct app *app, struct args *args,
		     struct ft_filter *filter, uint64_t *since)
{
	const char *word = args_next(args), *prefix = NULL;
	struct ft_error err;
	int status;

	*since = 0;
	if (word && strcmp(word, "since")) {
		prefix = word;
		word = args_next(args);
	}
	if (ft_filter_parse(filter, prefix, &err))
		return report(app, NULL, &err);
	if (!word)
		return FT_DONE;
	if (strcmp(word, "since"))
		return usage_error(app, "unknown argument \"%s\"", word);
	status = args_u64(app, args, word, "generation", since);
	return status ? status : args_done(app, args);
}

static int show(const struct app *app, struct args *args)
{
	struct ft_vec images = { 0 };
	struct ft_filter filter;
	struct ft_conn c;
	uint64_t since;
	int failed, status;

	status = take_args(app, args, &filter, &since);
	if (!status)
		status = start(app, &c);
	if (status)
		return status;
	failed = ft_image_list(&c, &filter, since, &images);
	if (!failed)
		print_images(app, &filter, &images);
	ft_images_free(&images);
	return finish(app, &c, "image show", failed);
}

static const struct command commands[] = {
	{ "show", show },
	{ NULL, NULL },
};

const struct object image_object = {
	.name = "image",
	.help =
"usage: fieldtap image show [PREFIX] [since GEN]\n"
"\n"
"  PREFIX   the beginning of the images' addresses, such as\n"
"           modbus:10.0.0.5:502/1/hr, or the Modicon number of a value:\n"
"           modbus:10.0.0.5:502/1/400101 shows the images that hold it;\n"
"           or the beginning of the addresses of values that they hold\n"
"  since    only images that changed after this generation\n",
	.commands = commands,
};
