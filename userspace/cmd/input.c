// SPDX-License-Identifier: GPL-2.0
#include <errno.h>
#include <stdbool.h>
#include <string.h>

#include "input.h"

int input_open(struct input *in, const char *name, struct ft_error *err)
{
	const bool is_stdin = !strcmp(name, "-");

	in->f = is_stdin ? stdin : fopen(name, "re");
	in->name = is_stdin ? "stdin" : name;
	return in->f ? 0 : ft_fail_errno(err, errno, "%.200s", name);
}

void input_close(struct input *in)
{
	if (in->f != stdin)
		fclose(in->f);
}
