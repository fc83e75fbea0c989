// SPDX-License-Identifier: GPL-2.0
#include <stdint.h>
#include <string.h>

#include "utf8.h"

/*
 * Octets of the well-formed sequence at @s, or minus those of what has to be
 * replaced.  The Unicode Standard 15.0, table 3-7.
 */
static int sequence(const uint8_t *s, size_t n)
{
	uint8_t low = 0x80, high = 0xbf;
	int i, len;

	if (s[0] < 0x80)
		return 1;
	if (s[0] < 0xc2 || s[0] > 0xf4)
		return -1;
	len = s[0] < 0xe0 ? 2 : s[0] < 0xf0 ? 3 : 4;
	if (s[0] == 0xe0)
		low = 0xa0;
	else if (s[0] == 0xed)
		high = 0x9f;
	else if (s[0] == 0xf0)
		low = 0x90;
	else if (s[0] == 0xf4)
		high = 0x8f;
	for (i = 1; i < len; i++) {
		if ((size_t)i >= n || s[i] < low || s[i] > high)
			return -i;
		low = 0x80;
		high = 0xbf;
	}
	return len;
}

size_t ft_utf8_repair(char *dst, const char *src, size_t n)
{
	static const char replacement[FT_UTF8_REPAIR] = "\xef\xbf\xbd";
	const char *const begin = dst;

	while (n) {
		int len = sequence((const uint8_t *)src, n);

		if (len > 0) {
			memcpy(dst, src, len);
			dst += len;
		} else {
			memcpy(dst, replacement, sizeof(replacement));
			dst += sizeof(replacement);
			len = -len;
		}
		src += len;
		n -= len;
	}
	return dst - begin;
}

size_t ft_utf8_columns(const char *s)
{
	size_t n = 0;

	for (; *s; s++)
		n += (*s & 0xc0) != 0x80;
	return n;
}

bool ft_text_clean(const char *s)
{
	const uint8_t *p = (const uint8_t *)s;

	while (*p) {
		/* The NUL at the end breaks off any sequence. */
		const int len = sequence(p, 4);

		/* C0, DEL, C1. */
		if (len < 0 || *p < ' ' || *p == 0x7f ||
		    (*p == 0xc2 && p[1] < 0xa0))
			return false;
		p += len;
	}
	return true;
}
