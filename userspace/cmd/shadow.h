/* SPDX-License-Identifier: GPL-2.0 */
/* What "decoder" can do with a second decoder of a protocol. */
#ifndef _FIELDTAP_CMD_SHADOW_H
#define _FIELDTAP_CMD_SHADOW_H

#include "cmd.h"

/**
 * shadow_set() - "decoder shadow": begin or end one
 * @app: the run
 * @args: what follows
 *
 * Return: the exit status; so do all functions below.
 */
int shadow_set(const struct app *app, struct args *args);

/**
 * shadow_compare() - "decoder compare": show what came of it
 * @app: the run
 * @args: what follows
 *
 * Return: the exit status.
 */
int shadow_compare(const struct app *app, struct args *args);

/**
 * shadow_promote() - "decoder promote"
 * @app: the run
 * @args: what follows
 *
 * Return: the exit status.
 */
int shadow_promote(const struct app *app, struct args *args);

/**
 * shadow_rollback() - "decoder rollback"
 * @app: the run
 * @args: what follows
 *
 * Return: the exit status.
 */
int shadow_rollback(const struct app *app, struct args *args);

#endif /* _FIELDTAP_CMD_SHADOW_H */
