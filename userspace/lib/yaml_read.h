/* SPDX-License-Identifier: GPL-2.0 */
/*
 * YAML files, read node by node on libyaml's events: the caller says what has
 * to come next, so that what is wrong is found where it stands, and neither
 * depth nor size of what nobody asked for matters.  Of YAML 1.1 there are
 * mappings, sequences and scalars; anchors, aliases and tags are refused.
 */
#ifndef _LIBFIELDTAP_YAML_READ_H
#define _LIBFIELDTAP_YAML_READ_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <yaml.h>

#include "error.h"

/* Longest scalar, in octets. */
#define FT_YAML_TEXT_MAX	4096

/**
 * struct ft_place - where something stands in a file
 * @file: the file's name, for messages
 * @line: from 1
 * @column: from 1, in characters
 */
struct ft_place {
	const char *file;
	uint32_t line;
	uint32_t column;
};

/**
 * struct ft_scalar_node - a scalar that was read
 * @text: it, ended by a NUL; valid until the next call, of a key until the
 *	next key
 * @len: octets before that NUL
 * @plain: it stood there without quotes
 * @place: where
 */
struct ft_scalar_node {
	const char *text;
	size_t len;
	bool plain;
	struct ft_place place;
};

/**
 * struct ft_yaml - a file that is being read
 * @file: its name, for messages
 * @err: why the last call failed
 * @parser: libyaml's
 * @event: the event at hand, which the next call takes or replaces
 * @key: the newest key
 * @data: the whole file
 * @len: its octets
 * @at: how many of them libyaml has got
 * @fence: how many it may have before the document begins or after its end
 */
struct ft_yaml {
	const char *file;
	struct ft_error *err;
	yaml_parser_t parser;
	yaml_event_t event;
	yaml_event_t key;
	char *data;
	size_t len;
	size_t at;
	size_t fence;
};

/**
 * ft_yaml_open() - begin to read a file
 * @y: the file; ft_yaml_close() is needed in either case
 * @f: where to read it from
 * @file: its name, for messages; has to outlive all places in it
 * @budget: octets that may be read, less those of this file afterwards
 * @err: why this or a later call failed
 *
 * The node at hand is then the document's root.
 *
 * Return: 0, or -1 and @err.
 */
int ft_yaml_open(struct ft_yaml *y, FILE *f, const char *file, size_t *budget,
		 struct ft_error *err);

/**
 * ft_yaml_close() - give all back
 * @y: the file, or all zero
 */
void ft_yaml_close(struct ft_yaml *y);

/**
 * ft_yaml_end() - go to the next document
 * @y: the file, the root of its document read
 *
 * Return: 1, the root of the next one is at hand; 0 when there is none; or -1
 * and @y->err.
 */
int ft_yaml_end(struct ft_yaml *y);

/**
 * ft_yaml_place() - where the node at hand stands
 * @y: the file
 *
 * Return: its place.
 */
struct ft_place ft_yaml_place(const struct ft_yaml *y);

/**
 * ft_yaml_mapping() - go into the node at hand, which has to be a mapping
 * @y: the file
 * @what: what it is called, for messages
 *
 * Return: 0, then ft_yaml_key() until that returns 0; or -1 and @y->err.
 */
int ft_yaml_mapping(struct ft_yaml *y, const char *what);

/**
 * ft_yaml_key() - read the next key of a mapping
 * @y: the file, in a mapping; the value of the key before has been read
 * @key: gets the key
 *
 * Return: 1, the key's value is at hand; 0 at the end of the mapping; or -1 and
 * @y->err.
 */
int ft_yaml_key(struct ft_yaml *y, struct ft_scalar_node *key);

/**
 * ft_yaml_sequence() - go into the node at hand, which has to be a sequence
 * @y: the file
 * @what: what it is called, for messages
 *
 * Return: 0, then ft_yaml_item() until that returns 0; or -1 and @y->err.
 */
int ft_yaml_sequence(struct ft_yaml *y, const char *what);

/**
 * ft_yaml_item() - go to the next item of a sequence
 * @y: the file, in a sequence; the item before has been read
 *
 * Return: 1, the item is at hand; 0 at the end; or -1 and @y->err.
 */
int ft_yaml_item(struct ft_yaml *y);

/**
 * ft_yaml_is_scalar() - is the node at hand a scalar
 * @y: the file
 *
 * Return: true when it is.
 */
bool ft_yaml_is_scalar(const struct ft_yaml *y);

/**
 * ft_yaml_scalar() - read the node at hand, which has to be a scalar
 * @y: the file
 * @what: what it is called, for messages
 * @node: gets the scalar
 *
 * Return: 0, or -1 and @y->err.
 */
int ft_yaml_scalar(struct ft_yaml *y, const char *what,
		   struct ft_scalar_node *node);

/**
 * ft_place_fail() - say what is wrong at a place
 * @err: where to note it, as "FILE:LINE:COLUMN: TEXT"
 * @at: the place
 * @fmt: what is wrong
 *
 * Return: -1.
 */
int ft_place_fail(struct ft_error *err, const struct ft_place *at,
		  const char *fmt, ...) __attribute__((format(printf, 3, 4)));

#endif /* _LIBFIELDTAP_YAML_READ_H */
