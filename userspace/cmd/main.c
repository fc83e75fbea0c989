// SPDX-License-Identifier: GPL-2.0
/* The tool's options and its table of objects. */
#include <getopt.h>
#include <stdio.h>
#include <string.h>

#include "cmd.h"
#include "out.h"

static const struct object *const objects[] = {
	&tap_object, &decoder_object, &device_object, &image_object,
	&value_object, &point_object, &map_object, &stats_object, &config_object,
	&monitor_object, &top_object, NULL,
};

static const char help[] =
"usage: fieldtap [-j] [-p] [-n NETNS] OBJECT COMMAND [...]\n"
"       fieldtap help [OBJECT]\n"
"\n"
"OBJECT is one of\n"
"  tap        network devices listened to\n"
"  decoder    protocols understood\n"
"  device     stations heard, their health, layouts of their images\n"
"  image      newest content of every recurring frame\n"
"  value      newest value of every register, bit, node, variable or topic\n"
"  point      values with a name, a type, limits and a history\n"
"  map        the tables in the kernel\n"
"  stats      counters, and why something was counted\n"
"  config     limits and timeouts\n"
"  monitor    events as they happen\n"
"  top        points or values in a table that lives\n"
"\n"
"  -j, --json          print JSON\n"
"  -p, --pretty        print it for people\n"
"  -n, --netns NETNS   act in a named network namespace\n"
"  -V, --version       print the version\n"
"  -h, --help          print this\n"
"\n"
"Objects and commands may be shortened as long as they are unambiguous.\n"
"Exit status: 0 done, 1 wrong usage, 2 the kernel said no, 3 module not loaded.\n";

static const char *object_name(const void *words, int i)
{
	const struct object *const *o = words;

	return o[i] ? o[i]->name : NULL;
}

static const char *command_name(const void *words, int i)
{
	const struct command *c = words;

	return c[i].name;
}

static bool is_help(const char *word)
{
	return !strcmp(word, "help") || !strcmp(word, "--help") ||
	       !strcmp(word, "-h");
}

static const struct object *find_object(const struct app *app,
					const char *word)
{
	int i = args_match(word, object_name, objects);

	if (i >= 0)
		return objects[i];
	wrong_word(app, "object", word, i);
	return NULL;
}

static int run_object(struct app *app, struct args *args)
{
	const struct object *o = app->object;
	int i;

	/* "help" of a command is the help of its object. */
	for (i = 0; i < args->n && i < 2; i++) {
		if (is_help(args->word[i]) && (i == 0 || o->commands)) {
			fputs(o->help, stdout);
			return FT_DONE;
		}
	}
	if (!o->commands)
		return o->run(app, args);
	if (!args->n)
		return o->commands[0].run(app, args);
	i = args_match(args->word[0], command_name, o->commands);
	if (i < 0)
		return wrong_word(app, "command", args->word[0], i);
	args_next(args);
	return o->commands[i].run(app, args);
}

static int run_help(struct app *app, struct args *args)
{
	const struct object *o;
	const char *word = args_next(args);

	if (!word) {
		fputs(help, stdout);
		return FT_DONE;
	}
	o = find_object(app, word);
	if (!o)
		return FT_USAGE;
	if (args->n)
		return args_done(app, args);
	fputs(o->help, stdout);
	return FT_DONE;
}

static int run(struct app *app, struct args *args)
{
	const char *word = args_next(args);

	if (!word) {
		fputs(help, stderr);
		return FT_USAGE;
	}
	if (!strcmp(word, "help"))
		return run_help(app, args);
	app->object = find_object(app, word);
	return app->object ? run_object(app, args) : FT_USAGE;
}

/* Returns 0 to go on, or what is wrong; *done when there is nothing to do. */
static int parse_options(struct app *app, int argc, char **argv, bool *done)
{
	static const struct option options[] = {
		{ "json", no_argument, NULL, 'j' },
		{ "pretty", no_argument, NULL, 'p' },
		{ "netns", required_argument, NULL, 'n' },
		{ "version", no_argument, NULL, 'V' },
		{ "help", no_argument, NULL, 'h' },
		{ NULL, 0, NULL, 0 },
	};
	int c;

	*done = true;
	opterr = 0;
	while ((c = getopt_long(argc, argv, "+:jpn:Vh", options, NULL)) != -1) {
		switch (c) {
		case 'j':
			app->json = true;
			break;
		case 'p':
			app->pretty = true;
			break;
		case 'n':
			app->netns = optarg;
			break;
		case 'V':
			puts("fieldtap " FIELDTAP_VERSION);
			return FT_DONE;
		case 'h':
			fputs(help, stdout);
			return FT_DONE;
		case ':':
			return usage_error(app, "option \"%s\" needs an argument",
					   argv[optind - 1]);
		default:
			if (!strncmp(argv[optind - 1], "--", 2))
				return usage_error(app, "unknown option \"%s\"",
						   argv[optind - 1]);
			return usage_error(app, "unknown option \"-%c\"", optopt);
		}
	}
	*done = false;
	return FT_DONE;
}

int main(int argc, char **argv)
{
	struct app app = { 0 };
	struct args args;
	bool done;
	int status, wrote;

	status = parse_options(&app, argc, argv, &done);
	if (!done) {
		args.n = argc - optind;
		args.word = argv + optind;
		status = run(&app, &args);
	}
	wrote = out_flush();
	return status ? status : wrote;
}
