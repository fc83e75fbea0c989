/* SPDX-License-Identifier: GPL-2.0 */
/* Signals for commands that wait for more than one thing. */
#ifndef _FIELDTAP_SIGNALS_H
#define _FIELDTAP_SIGNALS_H

#include "../lib/error.h"

/**
 * signals_open() - from here on have signals read from a file
 * @numbers: which signals, ended by 0
 * @err: why it failed
 *
 * Return: the file, which gives &struct signalfd_siginfo; or -1 and @err.
 */
int signals_open(const int *numbers, struct ft_error *err);

#endif /* _FIELDTAP_SIGNALS_H */
