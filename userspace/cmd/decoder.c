// SPDX-License-Identifier: GPL-2.0
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../lib/decoder.h"
#include "../lib/json.h"
#include "cmd.h"
#include "list.h"
#include "shadow.h"

/* Room for a list of ports or EtherTypes. */
#define PORTS_TEXT	(FIELDTAP_PORTS_MAX * sizeof("0x8892,"))

/* What a decoder can be told to listen to. */
static const struct kind {
	const char *key;
	const char *what;
	unsigned long least;
	bool hex;
} kinds[] = {
	{ "tcp-port", "TCP ports (1 to 65535, separated by commas)", 1, false },
	{ "udp-port", "UDP ports (1 to 65535, separated by commas)", 1, false },
	{ "ethertype",
	  "EtherTypes (0x0600 to 0xffff or decimal, separated by commas)",
	  0x600, true },
};

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

/* Writes a list that take_ports() reads. */
static const char *port_list(char *buf, const struct ft_ports *p, bool hex)
{
	unsigned int i;
	size_t n = 0;

	strcpy(buf, "-");
	for (i = 0; i < p->n; i++) {
		if (i)
			buf[n++] = ',';
		n += snprintf(buf + n, PORTS_TEXT - n, hex ? "0x%04x" : "%u",
			      p->number[i]);
	}
	return buf;
}

static void print_row(struct out_table *t, const void *item)
{
	const struct ft_decoder *d = item;
	char tcp[PORTS_TEXT], udp[PORTS_TEXT], ether[PORTS_TEXT];

	out_row(t, "%s\t%s\t%s\t%s\t%s\t%" PRIu64 "\t%" PRIu64 "\t%u",
		d->name, d->loaded ? "yes" : "no",
		port_list(tcp, &d->tcp_ports, false),
		port_list(udp, &d->udp_ports, false),
		port_list(ether, &d->ethertypes, true), d->pdus, d->errors,
		d->abi);
}

static int get(struct ft_conn *c, const void *which, struct ft_vec *items)
{
	return ft_decoder_list(c, which, items);
}

static json_t *json(const void *item)
{
	return ft_json_decoder(item);
}

static int show(const struct app *app, struct args *args)
{
	static const struct list decoders = {
		.command = "decoder show",
		.size = sizeof(struct ft_decoder),
		.get = get,
		.json = json,
		.row = print_row,
		.head = "DECODER\tLOADED\tTCP-PORT\tUDP-PORT\tETHERTYPE\tPDUS\tERRORS\tABI",
		.columns = 8,
		.right = 1 << 5 | 1 << 6 | 1 << 7,
	};
	const char *name;
	int status = take_name(app, args, &name);

	return status ? status : list_show(app, args, &decoders, name);
}

/* Takes one number of a list; returns what follows it, or NULL. */
static const char *take_port(const struct kind *k, const char *list,
			     uint16_t *port)
{
	const bool hex = k->hex && list[0] == '0' && (list[1] | 32) == 'x';
	const char *digits = hex ? list + 2 : list;
	size_t n = strspn(digits, hex ? "0123456789abcdefABCDEF" : "0123456789");
	unsigned long value;

	/* Five digits are the most that a number has. */
	if (!n || n > 5 || (digits[n] && digits[n] != ','))
		return NULL;
	value = strtoul(digits, NULL, hex ? 16 : 10);
	if (value < k->least || value > UINT16_MAX ||
	    (digits[n] == ',' && !digits[n + 1]))
		return NULL;
	*port = value;
	return digits + n + (digits[n] == ',');
}

static int take_ports(const struct app *app, const struct kind *k,
		      const char *list, struct ft_ports *p)
{
	const char *rest = list;
	unsigned int i;
	uint16_t port;

	do {
		rest = take_port(k, rest, &port);
		if (!rest)
			return usage_error(app, "\"%s\" is not a list of %s",
					   list, k->what);
		if (p->n == FIELDTAP_PORTS_MAX)
			return usage_error(app, "\"%s\": the limit is %d %ss",
					   list, FIELDTAP_PORTS_MAX, k->key);
		for (i = 0; i < p->n; i++) {
			if (p->number[i] == port)
				return usage_error(app, "\"%s\": %s %u is named twice",
						   list, k->key, port);
		}
		p->number[p->n++] = port;
	} while (*rest);
	return FT_DONE;
}

static const char *key_name(const void *words, int i)
{
	const struct kind *k = words;

	return i < (int)(sizeof(kinds) / sizeof(kinds[0])) ? k[i].key : NULL;
}

/* KEY LIST */
static int take_key(const struct app *app, struct args *args,
		    struct ft_decoder *d)
{
	struct ft_ports *const ports[] = {
		&d->tcp_ports, &d->udp_ports, &d->ethertypes,
	};
	const char *word = args_next(args), *list;
	int i = args_match(word, key_name, kinds);

	if (i < 0)
		return wrong_word(app, "argument", word, i);
	if (ports[i]->n)
		return usage_error(app, "\"%s\" is given twice", kinds[i].key);
	list = args_next(args);
	if (!list)
		return usage_error(app, "\"%s\" needs a list of %s",
				   kinds[i].key, kinds[i].what);
	return take_ports(app, &kinds[i], list, ports[i]);
}

static int set(const struct app *app, struct args *args)
{
	struct ft_decoder d = { 0 };
	const char *name;
	struct ft_conn c;
	int status;

	status = take_name(app, args, &name);
	if (status)
		return status;
	if (!name)
		return usage_error(app, "\"decoder set\" needs a decoder");
	if (!args->n)
		return usage_error(app,
				   "\"decoder set %s\" needs \"tcp-port\", \"udp-port\" or \"ethertype\"",
				   name);
	strcpy(d.name, name);
	do {
		status = take_key(app, args, &d);
	} while (!status && args->n);
	if (!status)
		status = start(app, &c);
	if (status)
		return status;
	return finish(app, &c, "decoder set", ft_decoder_set_ports(&c, &d));
}

static const struct command commands[] = {
	{ "show", show },
	{ "set", set },
	{ "shadow", shadow_set },
	{ "compare", shadow_compare },
	{ "promote", shadow_promote },
	{ "rollback", shadow_rollback },
	{ NULL, NULL },
};

const struct object decoder_object = {
	.name = "decoder",
	.help =
"usage: fieldtap decoder show [NAME]\n"
"       fieldtap decoder set NAME [tcp-port LIST] [udp-port LIST]\n"
"                                 [ethertype LIST]\n"
"       fieldtap decoder shadow NAME with CANDIDATE [share PERCENT] [after N]\n"
"       fieldtap decoder shadow NAME off\n"
"       fieldtap decoder compare [NAME]\n"
"       fieldtap decoder promote CANDIDATE [--after N]\n"
"       fieldtap decoder rollback NAME\n"
"\n"
"  NAME        a decoder, the first part of its addresses\n"
"  tcp-port    the TCP ports whose conversations it gets in this namespace,\n"
"              instead of those it has\n"
"  udp-port    likewise, UDP ports\n"
"  ethertype   likewise, EtherTypes, such as 0x8892\n"
"  LIST        numbers separated by commas\n"
"\n"
"  CANDIDATE   another decoder for the same protocol; as a shadow it gets what\n"
"              the decoder gets, and what both make of it is compared\n"
"  share       the conversations that it gets, in percent; 100 if none is given\n"
"  after       the PDUs in a row without any difference after which it takes\n"
"              the decoder's place by itself\n"
"  promote     it takes the decoder's place at once, or after so many PDUs\n"
"  rollback    the decoder that had the place before gets it back\n"
"\n"
"Which decoder is active is the same in all network namespaces.\n",
	.commands = commands,
};
