// SPDX-License-Identifier: GPL-2.0
#include "hex.h"

void ft_hex(char *dst, const uint8_t *data, size_t n)
{
	static const char digits[] = "0123456789abcdef";
	size_t i;

	for (i = 0; i < n; i++) {
		*dst++ = digits[data[i] >> 4];
		*dst++ = digits[data[i] & 15];
	}
	*dst = '\0';
}
