/* SPDX-License-Identifier: GPL-2.0 */
/* Limits and timeouts of the namespace. */
#ifndef _LIBFIELDTAP_CONFIG_H
#define _LIBFIELDTAP_CONFIG_H

#include "nl.h"

/**
 * struct ft_config - limits and timeouts; names in ft_config_attrs
 * @set: which of @value are meant
 * @value: indexed by FIELDTAP_A_CONFIG_*
 */
struct ft_config {
	bool set[FIELDTAP_A_CONFIG_MAX + 1];
	uint32_t value[FIELDTAP_A_CONFIG_MAX + 1];
};

/**
 * ft_config_parse() - read the configuration from its attributes
 * @c: the connection, for its error
 * @attrs: the attributes
 * @len: their octets
 * @cfg: the configuration
 *
 * Return: 0, or -1 and @c->err.
 */
int ft_config_parse(struct ft_conn *c, struct nlattr *attrs, int len,
		    struct ft_config *cfg);

/**
 * ft_config_get() - get the configuration
 * @c: the connection
 * @cfg: the configuration
 *
 * Return: 0, or -1 and @c->err.
 */
int ft_config_get(struct ft_conn *c, struct ft_config *cfg);

/**
 * ft_config_set() - change the configuration
 * @c: the connection
 * @cfg: what to change
 *
 * Return: 0, or -1 and @c->err; nothing is changed then.
 */
int ft_config_set(struct ft_conn *c, const struct ft_config *cfg);

#endif /* _LIBFIELDTAP_CONFIG_H */
