/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Canonical addresses: PROTOCOL:IP:PORT/UNIT and the like of a device,
 * DEVICE/IMAGE of an image, DEVICE/TABLE/NUMBER or DEVICE/NAME of a value.
 * People give the beginning of one, a Modicon number in the place of
 * TABLE/NUMBER, or one octet of a PROFINET submodule.
 */
#ifndef _LIBFIELDTAP_ADDRESS_H
#define _LIBFIELDTAP_ADDRESS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <linux/fieldtap.h>

#include "error.h"

/* Longest address of a value, with its NUL: DEVICE/TABLE/NUMBER, DEVICE/NAME+N. */
#define FT_ADDRESS_MAX	(2 * FIELDTAP_PATH_MAX + 24)

/**
 * struct ft_filter - what a person asked for
 * @text: beginning of the canonical addresses wanted; empty for all
 * @exact: a Modicon number was given, @table and @number are wanted of the
 *	device @text
 * @table: coil, di, ir or hr
 * @number: 0-based number in that table
 * @has_octet: one octet of the one item @text is meant, that at @octet
 * @octet: 0-based octet of the item
 */
struct ft_filter {
	char text[FT_ADDRESS_MAX];
	bool exact;
	const char *table;
	uint32_t number;
	bool has_octet;
	uint32_t octet;
};

/**
 * ft_filter_parse() - understand an address or the beginning of one
 * @f: what it means
 * @text: what a person wrote; NULL for everything
 * @err: why it makes no sense
 *
 * An IPv6 address in brackets is brought into canonical form.  A last part of
 * six digits after the unit of a Modbus device is a Modicon number, and "+N" at
 * the end of a PROFINET address one octet.
 *
 * Return: 0, or -1 and @err.
 */
int ft_filter_parse(struct ft_filter *f, const char *text,
		    struct ft_error *err);

/**
 * ft_filter_kernel() - what the kernel can sort out beforehand
 * @f: the filter
 * @prefix: gets the value of the attribute "prefix", at least
 *	FIELDTAP_PATH_MAX octets; empty for everything
 *
 * The kernel lets through every device that the filter could want, and more.
 */
void ft_filter_kernel(const struct ft_filter *f, char *prefix);

/**
 * ft_filter_device() - is a device wanted
 * @f: the filter; the name of a device, or the beginning of one
 * @device: canonical name
 *
 * Return: true when it is.
 */
bool ft_filter_device(const struct ft_filter *f, const char *device);

/**
 * ft_filter_inside() - could anything of a device be wanted
 * @f: the filter
 * @device: canonical name
 *
 * Return: false when certainly nothing is.
 */
bool ft_filter_inside(const struct ft_filter *f, const char *device);

/**
 * ft_filter_image() - is an image wanted
 * @f: the filter; with a Modicon number the images that hold it are wanted
 * @device: canonical name of its device
 * @image: its name
 * @first: number of its first item
 * @count: its items
 *
 * Return: true when it is.
 */
bool ft_filter_image(const struct ft_filter *f, const char *device,
		     const char *image, uint32_t first, uint32_t count);

/**
 * ft_filter_item() - is a named item wanted
 * @f: the filter
 * @device: canonical name of its device
 * @name: its name
 *
 * Return: true when it is.
 */
bool ft_filter_item(const struct ft_filter *f, const char *device,
		    const char *name);

/**
 * ft_table_len() - the table that an image is part of
 * @image: name of the image, TABLE/FIRST+COUNT
 *
 * Return: length of TABLE.
 */
size_t ft_table_len(const char *image);

/**
 * ft_modicon_parse() - understand a six-digit Modicon number
 * @digits: the number: 0 coil, 1 di, 3 ir, 4 hr, then 00001 to 65536
 * @table: gets the table
 * @number: gets the 0-based number within it
 *
 * Return: NULL, or what is wrong with it.
 */
const char *ft_modicon_parse(const char *digits, const char **table,
			     uint32_t *number);

/**
 * ft_natural_cmp() - order names as people do, numbers in them by value
 * @a: one name
 * @b: another
 *
 * Return: as strcmp().
 */
int ft_natural_cmp(const char *a, const char *b);

#endif /* _LIBFIELDTAP_ADDRESS_H */
