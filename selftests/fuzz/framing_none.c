// SPDX-License-Identifier: GPL-2.0
#include "framing.h"

u32 framing_fix(const struct message *m)
{
	return m->len;
}
