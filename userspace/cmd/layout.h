/* SPDX-License-Identifier: GPL-2.0 */
/* Layouts, a part of what can be done with devices. */
#ifndef _FIELDTAP_LAYOUT_H
#define _FIELDTAP_LAYOUT_H

#include "cmd.h"

/**
 * layout_run() - the command "device layout"
 * @app: the run
 * @args: what follows these words
 *
 * Return: the exit status.
 */
int layout_run(const struct app *app, struct args *args);

#endif /* _FIELDTAP_LAYOUT_H */
