/* SPDX-License-Identifier: GPL-2.0 */
/* Points in files, a part of what can be done with points. */
#ifndef _FIELDTAP_POINT_FILE_H
#define _FIELDTAP_POINT_FILE_H

#include "cmd.h"

/**
 * point_load() - the command "point load"
 * @app: the run
 * @args: what follows these words
 *
 * Return: the exit status.
 */
int point_load(const struct app *app, struct args *args);

/**
 * point_save() - the command "point save"
 * @app: the run
 * @args: what follows these words
 *
 * Return: the exit status.
 */
int point_save(const struct app *app, struct args *args);

#endif /* _FIELDTAP_POINT_FILE_H */
