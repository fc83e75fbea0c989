/* SPDX-License-Identifier: GPL-2.0 */
/* Named network namespaces, as ip-netns(8) keeps them. */
#ifndef _LIBFIELDTAP_NETNS_H
#define _LIBFIELDTAP_NETNS_H

#include "error.h"

/**
 * ft_netns_open() - open a named network namespace
 * @name: name of a file in /run/netns
 * @err: why it failed
 *
 * Return: a file descriptor for setns(2), or -1 and @err.
 */
int ft_netns_open(const char *name, struct ft_error *err);

/**
 * ft_netns_enter() - go to a named network namespace
 * @name: name of a file in /run/netns
 * @err: why it failed
 *
 * Sockets opened from now on belong to that namespace.
 *
 * Return: 0, or -1 and @err.
 */
int ft_netns_enter(const char *name, struct ft_error *err);

#endif /* _LIBFIELDTAP_NETNS_H */
