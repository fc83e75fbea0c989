// SPDX-License-Identifier: GPL-2.0
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../lib/decoder.h"
#include "../lib/json.h"
#include "cmd.h"
#include "out.h"

/* Takes the name of a decoder, *name NULL where there is none. */
static int take_name(const struct app *app, struct args *args,
		     const char **name)
{
	*name = args_next(args);
	if (*name && !**name)
		return usage_error(app, "name of the decoder is empty");
	if (*name && strlen(*name) >= FIELDTAP_NAME_MAX)
		return usage_error(app,
				   "\"%s\" is too long for a decoder, the limit is %d characters",
				   *name, FIELDTAP_NAME_MAX - 1);
	return FT_DONE;
}

static void print_decoder(struct out_table *t, const struct ft_decoder *d)
{
	char ports[FIELDTAP_PORTS_MAX * sizeof("65535,")] = "-";
	unsigned int i;
	size_t n = 0;

	for (i = 0; i < d->n_ports; i++)
		n += snprintf(ports + n, sizeof(ports) - n, "%s%u",
			      i ? "," : "", d->ports[i]);
	out_row(t, "%s\t%s\t%s\t%" PRIu64 "\t%" PRIu64 "\t%u", d->name,
		d->loaded ? "yes" : "no", ports, d->pdus, d->errors, d->abi);
}

static void print_decoders(const struct app *app, const struct ft_vec *decoders)
{
	struct out_table t = { .columns = 6, .right = 1 << 3 | 1 << 4 | 1 << 5 };
	const struct ft_decoder *d = decoders->data;
	struct out_array a;
	size_t i;

	if (app->json) {
		out_array_begin(&a, app);
		for (i = 0; i < decoders->n; i++)
			out_array_item(&a, ft_json_decoder(&d[i]));
		out_array_end();
		return;
	}
	if (!decoders->n)
		return;
	out_row(&t, "DECODER\tLOADED\tTCP-PORT\tPDUS\tERRORS\tABI");
	for (i = 0; i < decoders->n; i++)
		print_decoder(&t, &d[i]);
	out_table(&t);
}

static int show(const struct app *app, struct args *args)
{
	struct ft_vec decoders = { 0 };
	const char *name;
	struct ft_conn c;
	int failed, status;

	status = take_name(app, args, &name);
	if (!status)
		status = args_done(app, args);
	if (!status)
		status = start(app, &c);
	if (status)
		return status;
	failed = ft_decoder_list(&c, name, &decoders);
	if (!failed)
		print_decoders(app, &decoders);
	ft_vec_free(&decoders);
	return finish(app, &c, "decoder show", failed);
}

/* Takes one port of a list; returns what follows it, or NULL. */
static const char *take_port(const char *list, uint16_t *port)
{
	size_t n = strspn(list, "0123456789");
	unsigned long value;

	/* Five digits are the most that a port has. */
	if (!n || n > 5 || (list[n] && list[n] != ','))
		return NULL;
	value = strtoul(list, NULL, 10);
	if (!value || value > UINT16_MAX || (list[n] == ',' && !list[n + 1]))
		return NULL;
	*port = value;
	return list + n + (list[n] == ',');
}

static int take_ports(const struct app *app, const char *list, uint16_t *ports,
		      unsigned int *n)
{
	const char *rest = list;
	unsigned int i;
	uint16_t port;

	do {
		rest = take_port(rest, &port);
		if (!rest)
			return usage_error(app,
					   "\"%s\" is not a list of TCP ports (1 to 65535, separated by commas)",
					   list);
		if (*n == FIELDTAP_PORTS_MAX)
			return usage_error(app, "\"%s\": the limit is %d ports",
					   list, FIELDTAP_PORTS_MAX);
		for (i = 0; i < *n; i++) {
			if (ports[i] == port)
				return usage_error(app,
						   "\"%s\": port %u is named twice",
						   list, port);
		}
		ports[(*n)++] = port;
	} while (*rest);
	return FT_DONE;
}

static int set(const struct app *app, struct args *args)
{
	static const char *const keys[] = { "tcp-port", NULL };
	uint16_t ports[FIELDTAP_PORTS_MAX];
	const char *name, *key, *list;
	unsigned int n = 0;
	struct ft_conn c;
	int match, status;

	status = take_name(app, args, &name);
	if (status)
		return status;
	if (!name)
		return usage_error(app, "\"decoder set\" needs a decoder");
	key = args_next(args);
	if (!key)
		return usage_error(app, "\"decoder set %s\" needs \"tcp-port\"",
				   name);
	match = args_keyword(key, keys);
	if (match < 0)
		return wrong_word(app, "argument", key, match);
	list = args_next(args);
	if (!list)
		return usage_error(app, "\"tcp-port\" needs a list of ports");
	status = take_ports(app, list, ports, &n);
	if (!status)
		status = args_done(app, args);
	if (!status)
		status = start(app, &c);
	if (status)
		return status;
	return finish(app, &c, "decoder set",
		      ft_decoder_set_ports(&c, name, ports, n));
}

static const struct command commands[] = {
	{ "show", show },
	{ "set", set },
	{ NULL, NULL },
};

const struct object decoder_object = {
	.name = "decoder",
	.help =
"usage: fieldtap decoder show [NAME]\n"
"       fieldtap decoder set NAME tcp-port PORT[,PORT]...\n"
"\n"
"  NAME       a decoder, the first part of its addresses\n"
"  tcp-port   the TCP ports whose conversations it gets in this namespace,\n"
"             instead of those it has\n",
	.commands = commands,
};
