// SPDX-License-Identifier: GPL-2.0
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "../lib/json.h"
#include "../lib/tap.h"
#include "cmd.h"
#include "list.h"

/* Takes the name of a network device, *ifname NULL where there is none. */
static int take_ifname(const struct app *app, struct args *args,
		       const char **ifname)
{
	*ifname = args_next(args);
	if (*ifname && !**ifname)
		return usage_error(app, "name of the network device is empty");
	if (*ifname && strlen(*ifname) >= IF_NAMESIZE)
		return usage_error(app,
				   "\"%s\" is too long for a network device, the limit is %d characters",
				   *ifname, IF_NAMESIZE - 1);
	return FT_DONE;
}

static void print_row(struct out_table *t, const void *item)
{
	const struct ft_tap *tap = item;
	char decoders[FIELDTAP_TAP_DECODERS_MAX * (FIELDTAP_NAME_MAX + 1)] = "";
	char buf[OUT_TEXT];
	unsigned int i;
	size_t n = 0;

	for (i = 0; i < tap->n_decoders; i++)
		n += snprintf(decoders + n, sizeof(decoders) - n, "%s%s",
			      i ? "," : "", tap->decoders[i]);
	out_row(t, "%s\t%s\t%s\t%" PRIu64 "\t%" PRIu64 "\t%s", tap->ifname,
		out_word(buf, &ft_direction_names, tap->direction),
		tap->promisc ? "on" : "off", tap->frames, tap->bytes,
		n ? decoders : "all");
}

static int get(struct ft_conn *c, const void *which, struct ft_vec *items)
{
	return ft_tap_list(c, which, items);
}

static json_t *json(const void *item)
{
	return ft_json_tap(item);
}

static int show(const struct app *app, struct args *args)
{
	static const struct list taps = {
		.command = "tap show",
		.size = sizeof(struct ft_tap),
		.get = get,
		.json = json,
		.row = print_row,
		.head = "DEVICE\tDIRECTION\tPROMISC\tFRAMES\tBYTES\tDECODERS",
		.columns = 6,
		.right = 1 << 3 | 1 << 4,
	};
	const char *ifname;
	int status = take_ifname(app, args, &ifname);

	return status ? status : list_show(app, args, &taps, ifname);
}

static int take_decoder(const struct app *app, const char *name,
			struct ft_tap_options *o)
{
	unsigned int i;

	if (!*name)
		return usage_error(app, "name of the decoder is empty");
	if (strlen(name) >= FIELDTAP_NAME_MAX)
		return usage_error(app,
				   "\"%s\" is too long for a decoder, the limit is %d characters",
				   name, FIELDTAP_NAME_MAX - 1);
	for (i = 0; i < o->n_decoders; i++) {
		if (!strcmp(o->decoders[i], name))
			return usage_error(app, "decoder \"%s\" is named twice",
					   name);
	}
	if (o->n_decoders == FIELDTAP_TAP_DECODERS_MAX)
		return usage_error(app,
				   "decoder \"%s\" is one too many, the limit is %d",
				   name, FIELDTAP_TAP_DECODERS_MAX);
	o->decoders[o->n_decoders++] = name;
	return FT_DONE;
}

/* One of the words after a key that may stand once only. */
static int take_choice(const struct app *app, const char *key, const char *word,
		       const char *const *words, int *choice)
{
	int i = args_keyword(word, words);

	if (i < 0)
		return wrong_word(app, key, word, i);
	if (*choice >= 0)
		return usage_error(app, "\"%s\" is given twice", key);
	*choice = i;
	return FT_DONE;
}

static int take_options(const struct app *app, struct args *args,
			struct ft_tap_options *o)
{
	static const char *const keys[] = {
		"decoder", "promisc", "direction", NULL
	};
	static const char *const switches[] = { "off", "on", NULL };
	static const char *const directions[] = {
		[FIELDTAP_DIRECTION_BOTH] = "both",
		[FIELDTAP_DIRECTION_INGRESS] = "ingress",
		[FIELDTAP_DIRECTION_EGRESS] = "egress",
		NULL
	};
	const char *key, *word;
	int status = FT_DONE;

	while (!status && (key = args_next(args))) {
		int i = args_keyword(key, keys);

		if (i < 0)
			return wrong_word(app, "argument", key, i);
		word = args_next(args);
		if (!word)
			return usage_error(app, "\"%s\" needs an argument", key);
		if (i == 0)
			status = take_decoder(app, word, o);
		else if (i == 1)
			status = take_choice(app, keys[i], word, switches,
					     &o->promisc);
		else
			status = take_choice(app, keys[i], word, directions,
					     &o->direction);
	}
	return status;
}

static int add(const struct app *app, struct args *args)
{
	struct ft_tap_options o = { .promisc = -1, .direction = -1 };
	const char *ifname;
	struct ft_conn c;
	int status;

	status = take_ifname(app, args, &ifname);
	if (status)
		return status;
	if (!ifname)
		return usage_error(app, "\"tap add\" needs a network device");
	status = take_options(app, args, &o);
	if (!status)
		status = start(app, &c);
	if (status)
		return status;
	return finish(app, &c, "tap add", ft_tap_add(&c, ifname, &o));
}

static int del(const struct app *app, struct args *args)
{
	const char *ifname;
	struct ft_conn c;
	int status;

	status = take_ifname(app, args, &ifname);
	if (!status && !ifname)
		return usage_error(app, "\"tap del\" needs a network device");
	if (!status)
		status = args_done(app, args);
	if (!status)
		status = start(app, &c);
	if (status)
		return status;
	return finish(app, &c, "tap del", ft_tap_del(&c, ifname));
}

static const struct command commands[] = {
	{ "show", show },
	{ "add", add },
	{ "del", del },
	{ NULL, NULL },
};

const struct object tap_object = {
	.name = "tap",
	.help =
"usage: fieldtap tap show [DEV]\n"
"       fieldtap tap add DEV [decoder NAME]... [promisc on|off]\n"
"                            [direction both|ingress|egress]\n"
"       fieldtap tap del DEV\n"
"\n"
"  DEV         a network device\n"
"  decoder     load this decoder and feed it; without any, every decoder\n"
"  promisc     receive frames for other stations too (a mirror port)\n"
"  direction   what the device receives, sends, or both\n",
	.commands = commands,
};
