/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What a point is: its parameters by name, as a person, a file and the kernel
 * give them.  One table says what each is called, what it may be and which
 * attribute carries it.
 */
#ifndef _LIBFIELDTAP_POINT_CONF_H
#define _LIBFIELDTAP_POINT_CONF_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <linux/fieldtap.h>

#include "error.h"
#include "names.h"

/**
 * enum ft_param_kind - what a parameter holds
 * @FT_PARAM_TEXT: text without control characters
 * @FT_PARAM_DECIMAL: a decimal number, kept as text as ft_decimal_tidy()
 *	writes it
 * @FT_PARAM_NUMBER: an integer
 * @FT_PARAM_TIME: milliseconds
 * @FT_PARAM_WORD: one of some words, by its number
 */
enum ft_param_kind {
	FT_PARAM_TEXT,
	FT_PARAM_DECIMAL,
	FT_PARAM_NUMBER,
	FT_PARAM_TIME,
	FT_PARAM_WORD,
};

/**
 * struct ft_param - a parameter of a point
 * @name: its name on the command line, as in ft_point_conf_attrs
 * @key: its name in YAML and JSON, "_" for "-"
 * @attr: FIELDTAP_A_POINT_CONF_*
 * @kind: what it holds
 * @min: smallest number
 * @max: largest number, or most octets of a text
 * @words: of %FT_PARAM_WORD
 */
struct ft_param {
	const char *name;
	const char *key;
	unsigned int attr;
	enum ft_param_kind kind;
	uint32_t min;
	uint32_t max;
	const struct ft_names *words;
};

/**
 * ft_param_is_text() - is a parameter kept as text
 * @p: the parameter
 *
 * Return: true for texts and decimal numbers, false for what is a number.
 */
static inline bool ft_param_is_text(const struct ft_param *p)
{
	return p->kind == FT_PARAM_TEXT || p->kind == FT_PARAM_DECIMAL;
}

/**
 * ft_params - what may be set of a point, in the order of the help, ended by
 *	one without a name; not its name and source, but its address
 */
extern const struct ft_param ft_params[];

/**
 * ft_param_find() - a parameter by its name
 * @name: its name or key, in full
 *
 * Return: the parameter, NULL where there is none of that name.
 */
const struct ft_param *ft_param_find(const char *name);

/**
 * ft_param_of() - a parameter by its attribute
 * @attr: FIELDTAP_A_POINT_CONF_*
 *
 * Return: the parameter, of name and source too; NULL for an unknown one.
 */
const struct ft_param *ft_param_of(unsigned int attr);

/**
 * struct ft_point_conf - what a point is; all zero is empty
 * @set: bit a: @field[a] is set
 * @field: indexed by FIELDTAP_A_POINT_CONF_*
 *
 * Texts and decimal numbers are owned; use the functions below to change them.
 */
struct ft_point_conf {
	uint32_t set;
	union {
		char *text;
		uint32_t number;
	} field[FIELDTAP_A_POINT_CONF_MAX + 1];
};

_Static_assert(FIELDTAP_A_POINT_CONF_MAX < 32, "one bit for each in @set");

/**
 * ft_point_conf_has() - is a parameter set
 * @conf: the point
 * @attr: FIELDTAP_A_POINT_CONF_*
 *
 * Return: true when it is.
 */
static inline bool ft_point_conf_has(const struct ft_point_conf *conf,
				     unsigned int attr)
{
	return conf->set >> attr & 1;
}

/**
 * ft_point_conf_text() - a parameter that is text or a decimal number
 * @conf: the point
 * @attr: FIELDTAP_A_POINT_CONF_*
 *
 * Return: its text, NULL where it is not set.
 */
static inline const char *ft_point_conf_text(const struct ft_point_conf *conf,
					     unsigned int attr)
{
	return ft_point_conf_has(conf, attr) ? conf->field[attr].text : NULL;
}

/**
 * ft_point_conf_parse() - set a parameter to what a person wrote
 * @conf: the point
 * @param: which parameter
 * @text: "0.1", "5s", "f32", "cdab", ...; "5%" of a deadband sets
 *	deadband-percent instead; an address may end in "+N" or be a Modicon
 *	number, see ft_point_conf_address()
 * @err: why it makes no sense; names neither the point nor the parameter
 *
 * Return: 0, or -1 and @err; nothing is changed then.
 */
int ft_point_conf_parse(struct ft_point_conf *conf,
			const struct ft_param *param, const char *text,
			struct ft_error *err);

/**
 * ft_point_conf_put_text() - set a parameter to a text as it is
 * @conf: the point
 * @attr: FIELDTAP_A_POINT_CONF_*, of a text or decimal number
 * @text: the text
 *
 * Return: 0, or -1 without memory; nothing is changed then.
 */
int ft_point_conf_put_text(struct ft_point_conf *conf, unsigned int attr,
			   const char *text);

/**
 * ft_point_conf_put_number() - set a parameter to a number as it is
 * @conf: the point
 * @attr: FIELDTAP_A_POINT_CONF_*, of a number, time or word
 * @number: the number
 */
void ft_point_conf_put_number(struct ft_point_conf *conf, unsigned int attr,
			      uint32_t number);

/**
 * ft_point_conf_name() - name a point
 * @conf: the point
 * @name: dotted name
 * @err: why it is none
 *
 * Return: 0, or -1 and @err.
 */
int ft_point_conf_name(struct ft_point_conf *conf, const char *name,
		       struct ft_error *err);

/**
 * ft_point_conf_source() - note what a point was loaded from
 * @conf: the point
 * @source: a name as of a point
 * @err: why it is none
 *
 * Return: 0, or -1 and @err.
 */
int ft_point_conf_source(struct ft_point_conf *conf, const char *source,
			 struct ft_error *err);

/**
 * ft_point_conf_clear() - take a parameter away
 * @conf: the point
 * @attr: FIELDTAP_A_POINT_CONF_*; of deadband and deadband-percent both go,
 *	of address octet too
 */
void ft_point_conf_clear(struct ft_point_conf *conf, unsigned int attr);

/**
 * ft_point_conf_text_of() - a parameter as text that ft_point_conf_parse() reads
 * @conf: the point
 * @param: a parameter that is set
 * @buf: used for numbers; at least %FT_PARAM_TEXT_MAX octets
 *
 * Return: the text: itself of a text or decimal number, "250ms" or "5s" of a
 * time.
 */
const char *ft_point_conf_text_of(const struct ft_point_conf *conf,
				  const struct ft_param *param, char *buf);

/* Room for the text of a number, a time or a word. */
#define FT_PARAM_TEXT_MAX	40

/**
 * ft_point_conf_copy() - copy a point
 * @dst: the copy; overwritten
 * @src: the point
 *
 * Return: 0, or -1 without memory; @dst is empty then.
 */
int ft_point_conf_copy(struct ft_point_conf *dst,
		       const struct ft_point_conf *src);

/**
 * ft_point_conf_merge() - set what another point has set
 * @dst: the point; what only it has set stays
 * @src: the other; its deadband replaces a deadband-percent and the other way
 *	round, its address an octet
 *
 * Return: 0, or -1 without memory.
 */
int ft_point_conf_merge(struct ft_point_conf *dst,
			const struct ft_point_conf *src);

/**
 * ft_point_conf_matters() - does a parameter say anything
 * @conf: the point
 * @attr: FIELDTAP_A_POINT_CONF_*
 *
 * Return: false where it is not set, or set to what it is without: octet 0,
 * order auto, scale 1, offset 0.
 */
bool ft_point_conf_matters(const struct ft_point_conf *conf, unsigned int attr);

/**
 * ft_point_conf_equal() - are two points the same
 * @a: one
 * @b: the other
 *
 * Return: true when the same parameters matter and are set to the same.
 */
bool ft_point_conf_equal(const struct ft_point_conf *a,
			 const struct ft_point_conf *b);

/**
 * ft_point_conf_differs() - do two points differ in a parameter
 * @a: one
 * @b: the other
 * @attr: FIELDTAP_A_POINT_CONF_*
 *
 * Return: true when it matters in one and not in the other, or they are set to
 * different values.
 */
bool ft_point_conf_differs(const struct ft_point_conf *a,
			   const struct ft_point_conf *b, unsigned int attr);

/**
 * ft_point_conf_clean() - free what a point owns; it is empty then
 * @conf: the point
 */
void ft_point_conf_clean(struct ft_point_conf *conf);

/**
 * ft_point_conf_address() - say where a point's octets are
 * @conf: the point; gets its address in canonical form, and octet where "+N"
 *	says so
 * @text: an exact address of a value, or DEVICE/IMAGE; of Modbus also with a
 *	Modicon number, of PROFINET with "+N" at its end
 * @err: why it is none
 *
 * A protocol that this library does not know is not refused here, but by
 * ft_point_apply() unless the kernel has a decoder for it.
 *
 * Return: 0, or -1 and @err.
 */
int ft_point_conf_address(struct ft_point_conf *conf, const char *text,
			  struct ft_error *err);

#endif /* _LIBFIELDTAP_POINT_CONF_H */
