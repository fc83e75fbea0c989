// SPDX-License-Identifier: GPL-2.0
#include <arpa/inet.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "address.h"

#define MODICON_DIGITS	6

/* isdigit() of a char, whatever its sign and the locale. */
static bool digit(char c)
{
	return c >= '0' && c <= '9';
}

int ft_natural_cmp(const char *a, const char *b)
{
	const char *const whole_a = a, *const whole_b = b;

	while (*a && *b) {
		size_t n, m;
		int c;

		if (!digit(*a) || !digit(*b)) {
			if (*a != *b)
				return (unsigned char)*a - (unsigned char)*b;
			a++;
			b++;
			continue;
		}
		a += strspn(a, "0");
		b += strspn(b, "0");
		n = strspn(a, "0123456789");
		m = strspn(b, "0123456789");
		if (n != m)
			return n < m ? -1 : 1;
		c = memcmp(a, b, n);
		if (c)
			return c;
		a += n;
		b += n;
	}
	if (*a || *b)
		return (unsigned char)*a - (unsigned char)*b;
	/* Names that differ in leading zeros only are different names. */
	return strcmp(whole_a, whole_b);
}

const char *ft_modicon_parse(const char *digits, const char **table,
			     uint32_t *number)
{
	static const char *const tables[10] = {
		[0] = "coil", [1] = "di", [3] = "ir", [4] = "hr",
	};
	unsigned long n;

	if (strspn(digits, "0123456789") != MODICON_DIGITS ||
	    digits[MODICON_DIGITS])
		return "a Modicon number has six digits";
	if (!tables[digits[0] - '0'])
		return "a Modicon number begins with 0, 1, 3 or 4";
	n = strtoul(digits + 1, NULL, 10);
	if (n < 1 || n > 65536)
		return "the last five digits of a Modicon number are 00001 to 65536";
	*table = tables[digits[0] - '0'];
	*number = n - 1;
	return NULL;
}

size_t ft_table_len(const char *image)
{
	const char *slash = strrchr(image, '/');

	return slash ? (size_t)(slash - image) : strlen(image);
}

/* Writes the address with a complete bracketed IPv6 in canonical form. */
static int canonical(char *dst, size_t size, const char *text,
		     struct ft_error *err)
{
	char v6[INET6_ADDRSTRLEN];
	const char *open = strchr(text, '[');
	const char *shut = open ? strchr(open, ']') : NULL;
	const char *slash = strchr(text, '/');
	struct in6_addr in6;
	int n;

	/* Brackets elsewhere belong to the name of something inside. */
	if (!shut || open == text || open[-1] != ':' || (slash && slash < shut)) {
		n = snprintf(dst, size, "%s", text);
	} else {
		n = snprintf(v6, sizeof(v6), "%.*s", (int)(shut - open - 1),
			     open + 1);
		if (n >= (int)sizeof(v6) || inet_pton(AF_INET6, v6, &in6) != 1)
			return ft_fail(err, FT_USAGE, EINVAL,
				       "\"%.*s\" is not an IPv6 address",
				       (int)(shut - open + 1), open);
		inet_ntop(AF_INET6, &in6, v6, sizeof(v6));
		n = snprintf(dst, size, "%.*s[%s%s", (int)(open - text), text,
			     v6, shut);
	}
	if (n >= (int)size)
		return ft_fail(err, FT_USAGE, ENAMETOOLONG,
			       "address \"%.40s...\" is too long", text);
	return 0;
}

/* The last part of modbus:IP:PORT/UNIT/DIGITS, or NULL. */
static char *modicon_part(char *text)
{
	char *unit, *last;

	if (strncmp(text, "modbus:", 7))
		return NULL;
	unit = strchr(text, '/');
	last = unit ? strchr(unit + 1, '/') : NULL;
	if (!last || strspn(last + 1, "0123456789") != strlen(last + 1) ||
	    !last[1])
		return NULL;
	return last + 1;
}

/*
 * Takes "+N" off the end of an address within a PROFINET device.  More digits
 * than the octets of any frame need are part of a name.
 */
static void take_octet(struct ft_filter *f)
{
	const char *slash = strchr(f->text, '/');
	char *plus = strrchr(f->text, '+');
	size_t n;

	if (strncmp(f->text, "profinet:", 9) || !slash || !plus || plus < slash)
		return;
	n = strspn(plus + 1, "0123456789");
	if (!n || n > 5 || plus[1 + n])
		return;
	f->has_octet = true;
	f->octet = strtoul(plus + 1, NULL, 10);
	*plus = '\0';
}

int ft_filter_parse(struct ft_filter *f, const char *text, struct ft_error *err)
{
	const char *wrong;
	char *modicon;

	memset(f, 0, sizeof(*f));
	if (!text)
		return 0;
	if (canonical(f->text, sizeof(f->text), text, err))
		return -1;
	take_octet(f);
	modicon = modicon_part(f->text);
	if (!modicon)
		return 0;
	wrong = ft_modicon_parse(modicon, &f->table, &f->number);
	if (wrong)
		return ft_fail(err, FT_USAGE, EINVAL, "\"%s\": %s", text, wrong);
	f->exact = true;
	modicon[-1] = '\0';
	return 0;
}

void ft_filter_kernel(const struct ft_filter *f, char *prefix)
{
	snprintf(prefix, FIELDTAP_PATH_MAX, "%.*s", FIELDTAP_PATH_MAX - 1,
		 f->text);
}

bool ft_filter_device(const struct ft_filter *f, const char *device)
{
	if (f->exact)
		return !strcmp(device, f->text);
	return !strncmp(device, f->text, strlen(f->text));
}

bool ft_filter_inside(const struct ft_filter *f, const char *device)
{
	size_t n = strlen(device), wanted = strlen(f->text);

	if (f->exact)
		return !strcmp(device, f->text);
	if (wanted <= n)
		return !strncmp(device, f->text, wanted);
	return !strncmp(device, f->text, n) && f->text[n] == '/';
}

bool ft_filter_image(const struct ft_filter *f, const char *device,
		     const char *image, uint32_t first, uint32_t count)
{
	size_t n = strlen(device), wanted = strlen(f->text);

	if (!ft_filter_inside(f, device))
		return false;
	if (f->exact)
		return ft_table_len(image) == strlen(f->table) &&
		       !strncmp(image, f->table, strlen(f->table)) &&
		       f->number >= first && f->number - first < count;
	/* What is left of the filter after "DEVICE/". */
	return wanted <= n + 1 ||
	       !strncmp(image, f->text + n + 1, wanted - n - 1);
}

bool ft_filter_item(const struct ft_filter *f, const char *device,
		    const char *name)
{
	size_t n = strlen(device), wanted = strlen(f->text);
	const char *rest;

	if (f->exact || !ft_filter_inside(f, device))
		return false;
	rest = wanted > n ? f->text + n + 1 : "";
	if (f->has_octet)
		return !strcmp(name, rest);
	return !strncmp(name, rest, strlen(rest));
}
