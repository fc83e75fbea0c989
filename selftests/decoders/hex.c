// SPDX-License-Identifier: GPL-2.0
#include <assert.h>
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "hex.h"

u32 peer_hex(const char *text, u8 *out, u32 max)
{
	char two[3] = "";
	u32 len = 0;

	while (*text) {
		if (*text == ' ') {
			text++;
			continue;
		}
		assert(isxdigit(text[0]) && isxdigit(text[1]) && len < max);
		memcpy(two, text, 2);
		out[len++] = strtoul(two, NULL, 16);
		text += 2;
	}
	return len;
}
