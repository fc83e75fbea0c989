// SPDX-License-Identifier: GPL-2.0
#include <stdio.h>

#include "../lib/config.h"
#include "../lib/json.h"
#include "cmd.h"
#include "out.h"

static void print_config(const struct app *app, const struct ft_config *cfg)
{
	struct out_table t = { .columns = 3, .right = 1 << 1 };
	struct out_array a;
	unsigned int i;

	if (app->json) {
		out_array_begin(&a, app);
		out_array_item(&a, ft_json_config(cfg));
		out_array_end();
		return;
	}
	for (i = 0; i < ft_config_attrs.n; i++) {
		const struct ft_name *key = &ft_config_attrs.names[i];

		if (cfg->set[i])
			out_row(&t, "%s\t%u\t%s", key->name, cfg->value[i],
				key->doc);
	}
	out_table(&t);
}

static int show(const struct app *app, struct args *args)
{
	struct ft_config cfg;
	struct ft_conn c;
	int failed, status;

	status = args_done(app, args);
	if (!status)
		status = start(app, &c);
	if (status)
		return status;
	failed = ft_config_get(&c, &cfg);
	if (!failed)
		print_config(app, &cfg);
	return finish(app, &c, "config show", failed);
}

static const char *key_name(const void *words, int i)
{
	const struct ft_names *keys = words;

	/* The padding comes first and has no name. */
	return ft_name(keys, FIELDTAP_A_CONFIG_PAD + 1 + i);
}

static int take_value(const struct app *app, const char *key, const char *word,
		      uint32_t *value)
{
	uint64_t v;

	if (!args_number(word, &v) || v > UINT32_MAX)
		return usage_error(app, "%s: \"%s\" is not a number from 0 to %u",
				   key, word, UINT32_MAX);
	*value = v;
	return FT_DONE;
}

static int take_setting(const struct app *app, struct args *args,
			struct ft_config *cfg)
{
	const char *word = args_next(args), *value;
	int key = args_match(word, key_name, &ft_config_attrs);

	if (key < 0)
		return wrong_word(app, "key", word, key);
	word = key_name(&ft_config_attrs, key);
	key += FIELDTAP_A_CONFIG_PAD + 1;
	if (cfg->set[key])
		return usage_error(app, "\"%s\" is given twice", word);
	value = args_next(args);
	if (!value)
		return usage_error(app, "\"%s\" needs a value", word);
	cfg->set[key] = true;
	return take_value(app, word, value, &cfg->value[key]);
}

static int set(const struct app *app, struct args *args)
{
	struct ft_config cfg = { 0 };
	struct ft_conn c;
	int status;

	if (!args->n)
		return usage_error(app, "\"config set\" needs a key and a value");
	do {
		status = take_setting(app, args, &cfg);
	} while (!status && args->n);
	if (!status)
		status = start(app, &c);
	if (status)
		return status;
	return finish(app, &c, "config set", ft_config_set(&c, &cfg));
}

static const struct command commands[] = {
	{ "show", show },
	{ "set", set },
	{ NULL, NULL },
};

const struct object config_object = {
	.name = "config",
	.help =
"usage: fieldtap config show\n"
"       fieldtap config set KEY VALUE [KEY VALUE]...\n"
"\n"
"KEY is one of\n"
"  max-flows         most conversations followed\n"
"  max-devices       most devices\n"
"  max-images        most images\n"
"  max-image-bytes   most octets kept of one image\n"
"  flow-timeout      seconds until an idle conversation is forgotten\n"
"  request-timeout   milliseconds until a request counts as unanswered\n"
"  stale-timeout     milliseconds until a device or an image counts as stale\n"
"  idle-timeout      seconds until an unseen device or image is forgotten\n"
"  max-notes         most notes that decoders keep beside conversations\n"
"  max-layouts       most layouts of images\n"
"  max-points        most points\n"
"  max-samples       most samples that the windows of all points have room for\n",
	.commands = commands,
};
