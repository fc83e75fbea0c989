/* SPDX-License-Identifier: GPL-2.0 */
/* What the commands share. */
#ifndef _FIELDTAP_CMD_H
#define _FIELDTAP_CMD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "../lib/error.h"
#include "../lib/nl.h"

/**
 * struct app - one run of the tool
 * @json: print JSON
 * @pretty: print it for people
 * @netns: name of a network namespace, NULL for our own
 * @object: what is talked about, for error messages
 */
struct app {
	bool json;
	bool pretty;
	const char *netns;
	const struct object *object;
};

/**
 * struct args - arguments not yet understood
 * @n: how many
 * @word: the arguments
 */
struct args {
	int n;
	char **word;
};

/**
 * struct command - what can be done with an object
 * @name: its word
 * @run: understands its arguments and does it; returns an exit status
 */
struct command {
	const char *name;
	int (*run)(const struct app *app, struct args *args);
};

/**
 * struct object - something that the tool talks about
 * @name: its word
 * @help: usage, and what the words mean
 * @commands: what can be done with it, ended by an empty one; the first is
 *	what happens when none is named.  NULL where @run does all
 * @run: understands everything after the object; returns an exit status
 */
struct object {
	const char *name;
	const char *help;
	const struct command *commands;
	int (*run)(const struct app *app, struct args *args);
};

extern const struct object tap_object;
extern const struct object decoder_object;
extern const struct object device_object;
extern const struct object image_object;
extern const struct object value_object;
extern const struct object point_object;
extern const struct object map_object;
extern const struct object stats_object;
extern const struct object config_object;
extern const struct object monitor_object;
extern const struct object top_object;

/**
 * args_next() - take the next argument
 * @args: the arguments
 *
 * Return: it, or NULL at the end.
 */
char *args_next(struct args *args);

/**
 * args_match() - which of some words an argument means
 * @word: the argument: one of the words, or the beginning of exactly one
 * @name: returns word number i, NULL after the last
 * @words: passed to @name
 *
 * Return: its index, -1 when it is none of them, -2 when it could be several.
 */
int args_match(const char *word, const char *(*name)(const void *words, int i),
	       const void *words);

/**
 * args_keyword() - args_match() for an array of words
 * @word: the argument
 * @words: the words, ended by NULL
 *
 * Return: as args_match().
 */
int args_keyword(const char *word, const char *const *words);

/**
 * args_number() - read a number
 * @word: the argument
 * @value: gets it
 *
 * Return: true when @word is decimal digits and nothing else, of a number that
 * fits.
 */
bool args_number(const char *word, uint64_t *value);

/**
 * args_u64() - take a number that stands behind a keyword
 * @app: the run
 * @args: the arguments
 * @keyword: the keyword
 * @what: what the number is
 * @value: gets it
 *
 * Return: %FT_DONE, or %FT_USAGE after saying what is wrong.
 */
int args_u64(const struct app *app, struct args *args, const char *keyword,
	     const char *what, uint64_t *value);

/**
 * args_done() - make sure that nothing is left
 * @app: the run
 * @args: the arguments
 *
 * Return: %FT_DONE, or %FT_USAGE after saying what is too much.
 */
int args_done(const struct app *app, const struct args *args);

/**
 * usage_error() - say what is wrong with the arguments
 * @app: the run
 * @fmt: what is wrong, naming the word
 *
 * Return: %FT_USAGE.
 */
int usage_error(const struct app *app, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));

/**
 * wrong_word() - say that a word is unknown or could mean several
 * @app: the run
 * @what: what it should have been: "object", "command", ...
 * @word: the word
 * @match: what args_match() said
 *
 * Return: %FT_USAGE.
 */
int wrong_word(const struct app *app, const char *what, const char *word,
	       int match);

/**
 * report() - say why something failed
 * @app: the run
 * @what: what was tried, NULL where @err says it all
 * @err: why it failed
 *
 * Return: the exit status.
 */
int report(const struct app *app, const char *what, const struct ft_error *err);

/**
 * enter() - go where the run belongs
 * @app: the run
 *
 * Return: %FT_DONE, or an exit status after saying what is wrong.
 */
int enter(const struct app *app);

/**
 * start() - enter() and find the module
 * @app: the run
 * @c: gets the connection
 *
 * Return: %FT_DONE, or an exit status after saying what is wrong; the
 * connection is closed then.
 */
int start(const struct app *app, struct ft_conn *c);

/**
 * finish() - close the connection and report what went wrong
 * @app: the run
 * @c: the connection
 * @what: what was tried
 * @failed: @c->err tells why it failed
 *
 * Return: the exit status.
 */
int finish(const struct app *app, struct ft_conn *c, const char *what,
	   int failed);

#endif /* _FIELDTAP_CMD_H */
