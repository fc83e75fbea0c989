// SPDX-License-Identifier: GPL-2.0
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <sched.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "netns.h"

#define NETNS_DIR "/run/netns"

int ft_netns_open(const char *name, struct ft_error *err)
{
	char path[sizeof(NETNS_DIR "/") + NAME_MAX];
	int fd;

	if (!*name || strchr(name, '/') || !strcmp(name, ".") ||
	    !strcmp(name, ".."))
		return ft_fail(err, FT_USAGE, EINVAL,
			       "\"%s\" is not the name of a network namespace", name);
	if (strlen(name) > NAME_MAX)
		return ft_fail(err, FT_USAGE, ENAMETOOLONG,
			       "name of the network namespace is too long");
	snprintf(path, sizeof(path), NETNS_DIR "/%s", name);

	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0 && errno == ENOENT)
		return ft_fail(err, FT_USAGE, ENOENT,
			       "there is no network namespace \"%s\"", name);
	if (fd < 0)
		return ft_fail_errno(err, errno, "network namespace \"%s\"", name);
	return fd;
}

int ft_netns_enter(const char *name, struct ft_error *err)
{
	int fd = ft_netns_open(name, err), code;

	if (fd < 0)
		return -1;
	code = setns(fd, CLONE_NEWNET) ? errno : 0;
	close(fd);
	if (code)
		return ft_fail_errno(err, code,
				     "cannot enter network namespace \"%s\"", name);
	return 0;
}
