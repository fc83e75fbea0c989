/* SPDX-License-Identifier: GPL-2.0 */
/* For people who look inside: each growmap's header, occupancy and growths. */
#ifndef _FT_DEBUGFS_H
#define _FT_DEBUGFS_H

#include "netns.h"

/**
 * ft_debugfs_init() - make /sys/kernel/debug/fieldtap
 *
 * Context: module init.
 */
void ft_debugfs_init(void);

/**
 * ft_debugfs_exit() - remove it
 *
 * Context: module exit.
 */
void ft_debugfs_exit(void);

/**
 * ft_debugfs_net_init() - make a namespace's directory, named by its inode
 * @fn: the namespace
 *
 * Context: process, may sleep.
 */
void ft_debugfs_net_init(struct ft_net *fn);

/**
 * ft_debugfs_net_clean() - remove it; nobody reads in it afterwards
 * @fn: the namespace
 *
 * Context: process, may sleep.
 */
void ft_debugfs_net_clean(struct ft_net *fn);

#endif /* _FT_DEBUGFS_H */
