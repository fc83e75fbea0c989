// SPDX-License-Identifier: GPL-2.0
#include <errno.h>
#include <signal.h>
#include <sys/signalfd.h>

#include "signals.h"

int signals_open(const int *numbers, struct ft_error *err)
{
	sigset_t set;
	int fd;

	sigemptyset(&set);
	for (; *numbers; numbers++)
		sigaddset(&set, *numbers);
	sigprocmask(SIG_BLOCK, &set, NULL);
	fd = signalfd(-1, &set, SFD_CLOEXEC);
	return fd < 0 ? ft_fail_errno(err, errno, "signalfd") : fd;
}
