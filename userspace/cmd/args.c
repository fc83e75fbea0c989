// SPDX-License-Identifier: GPL-2.0
/* Understanding arguments, and saying why they were not understood. */
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../lib/netns.h"
#include "cmd.h"

char *args_next(struct args *args)
{
	if (!args->n)
		return NULL;
	args->n--;
	return *args->word++;
}

int args_match(const char *word, const char *(*name)(const void *words, int i),
	       const void *words)
{
	const char *candidate;
	int i, found = -1;

	for (i = 0; (candidate = name(words, i)); i++) {
		if (!strcmp(word, candidate))
			return i;
		if (*word && !strncmp(word, candidate, strlen(word)))
			found = found == -1 ? i : -2;
	}
	return found;
}

static const char *keyword(const void *words, int i)
{
	const char *const *w = words;

	return w[i];
}

int args_keyword(const char *word, const char *const *words)
{
	return args_match(word, keyword, words);
}

bool args_number(const char *word, uint64_t *value)
{
	const size_t n = strspn(word, "0123456789");

	errno = 0;
	*value = strtoull(word, NULL, 10);
	return n && !word[n] && !errno;
}

int args_u64(const struct app *app, struct args *args, const char *keyword,
	     const char *what, uint64_t *value)
{
	const char *word = args_next(args);

	if (!word)
		return usage_error(app, "\"%s\" needs a %s", keyword, what);
	if (!args_number(word, value))
		return usage_error(app, "\"%s\" is not a %s", word, what);
	return FT_DONE;
}

int args_done(const struct app *app, const struct args *args)
{
	if (args->n)
		return usage_error(app, "unknown argument \"%s\"", args->word[0]);
	return FT_DONE;
}

int usage_error(const struct app *app, const char *fmt, ...)
{
	va_list ap;

	fputs("fieldtap: ", stderr);
	va_start(ap, fmt);
	vfprintf(stderr, fmt, ap);
	va_end(ap);
	if (app->object)
		fprintf(stderr, "\nTry 'fieldtap %s help'.\n", app->object->name);
	else
		fputs("\nTry 'fieldtap help'.\n", stderr);
	return FT_USAGE;
}

int wrong_word(const struct app *app, const char *what, const char *word,
	       int match)
{
	return usage_error(app, "%s %s \"%s\"",
			   match == -2 ? "ambiguous" : "unknown", what, word);
}

int report(const struct app *app, const char *what, const struct ft_error *err)
{
	if (err->kind == FT_USAGE)
		return usage_error(app, "%s", err->text);
	/* Without the module it matters little what was tried. */
	if (what && err->kind != FT_NOT_LOADED)
		fprintf(stderr, "fieldtap: %s: %s\n", what, err->text);
	else
		fprintf(stderr, "fieldtap: %s\n", err->text);
	return err->kind;
}

int enter(const struct app *app)
{
	struct ft_error err;

	if (app->netns && ft_netns_enter(app->netns, &err))
		return report(app, NULL, &err);
	return FT_DONE;
}

int start(const struct app *app, struct ft_conn *c)
{
	int status = enter(app);

	if (status)
		return status;
	if (ft_connect(c))
		status = report(app, NULL, &c->err);
	if (status)
		ft_disconnect(c);
	return status;
}

int finish(const struct app *app, struct ft_conn *c, const char *what,
	   int failed)
{
	int status = failed ? report(app, what, &c->err) : FT_DONE;

	if (c->inconsistent)
		fprintf(stderr,
			"fieldtap: %s: the table kept changing; the list may miss some or be out of date\n",
			what);
	ft_disconnect(c);
	return status;
}
