// SPDX-License-Identifier: GPL-2.0
#include <arpa/inet.h>
#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <linux/fieldtap.h>

#include "address.h"
#include "point_address.h"
#include "point_conf.h"
#include "utf8.h"

#define DIGITS	"0123456789"

/* What is being understood: what is left of it, and its canonical form. */
struct reading {
	const char *whole;
	const char *s;
	char *dst;
	size_t n;
	bool has_octet;
	uint32_t octet;
	struct ft_error *err;
};

static int wrong(struct reading *r, const char *why)
{
	return ft_fail(r->err, FT_USAGE, EINVAL, "address \"%.120s\" %s",
		       r->whole, why);
}

static int put(struct reading *r, const char *s, size_t n)
{
	if (r->n + n >= FIELDTAP_ADDRESS_MAX)
		return ft_fail(r->err, FT_USAGE, ENAMETOOLONG,
			       "address \"%.40s...\" is too long", r->whole);
	memcpy(r->dst + r->n, s, n);
	r->n += n;
	r->dst[r->n] = '\0';
	return 0;
}

/* Takes as many octets as they are. */
static int copy(struct reading *r, size_t n)
{
	int err = put(r, r->s, n);

	r->s += n;
	return err;
}

/* Takes a decimal number up to @max, and writes it without zeros in front. */
static int number(struct reading *r, unsigned long max, const char *why)
{
	const size_t n = strspn(r->s, DIGITS);
	char buf[16];
	unsigned long v;

	if (!n || n > 9)
		return wrong(r, why);
	v = strtoul(r->s, NULL, 10);
	if (v > max)
		return wrong(r, why);
	r->s += n;
	return put(r, buf, snprintf(buf, sizeof(buf), "%lu", v));
}

static int ip(struct reading *r)
{
	const bool v6 = *r->s == '[';
	const size_t n = strcspn(r->s + v6, v6 ? "]" : ":/");
	char text[INET6_ADDRSTRLEN];
	struct in6_addr in;

	if (n >= sizeof(text))
		return wrong(r, "has no IP address");
	memcpy(text, r->s + v6, n);
	text[n] = '\0';
	if (inet_pton(v6 ? AF_INET6 : AF_INET, text, &in) != 1)
		return wrong(r, "has no IP address; one of version 6 stands in brackets");
	r->s += n + 2 * v6;
	inet_ntop(v6 ? AF_INET6 : AF_INET, &in, text, sizeof(text));
	if ((v6 && put(r, "[", 1)) || put(r, text, strlen(text)) ||
	    (v6 && put(r, "]", 1)))
		return -1;
	return 0;
}

static int ip_port(struct reading *r)
{
	if (ip(r))
		return -1;
	if (*r->s != ':')
		return wrong(r, "has no port");
	return copy(r, 1) ? -1 : number(r, UINT16_MAX, "has no port");
}

/* The slash behind a device and at least one character behind that. */
static int inside(struct reading *r)
{
	if (r->s[0] != '/' || !r->s[1])
		return wrong(r, "names a device, and nothing in it");
	return copy(r, 1);
}

static int modicon(struct reading *r)
{
	const char *table, *why;
	uint32_t at;
	char buf[32];

	why = ft_modicon_parse(r->s, &table, &at);
	if (why)
		return ft_fail(r->err, FT_USAGE, EINVAL, "\"%.120s\": %s",
			       r->whole, why);
	r->s += strlen(r->s);
	return put(r, buf, snprintf(buf, sizeof(buf), "%s/%u", table, at));
}

/* TABLE/NUMBER, or an image: TABLE/FIRST+COUNT or another one's name. */
static int register_part(struct reading *r)
{
	static const char *const tables[] = { "coil", "di", "ir", "hr" };
	const size_t n = strcspn(r->s, "/");
	unsigned int i;

	if (strspn(r->s, DIGITS) == strlen(r->s))
		return modicon(r);
	for (i = 0; i < sizeof(tables) / sizeof(tables[0]); i++) {
		if (n != strlen(tables[i]) || strncmp(r->s, tables[i], n))
			continue;
		if (copy(r, n) || inside(r) ||
		    number(r, UINT16_MAX, "has no register number from 0 to 65535"))
			return -1;
		/* The rest of an image's name. */
		if (*r->s == '+')
			return copy(r, 1) ||
			       number(r, UINT16_MAX + 1, "has no count") ? -1 : 0;
		return 0;
	}
	if (!strncmp(r->s, "fc", 2) && isdigit((unsigned char)r->s[2]) &&
	    strchr(r->s, '/'))
		return copy(r, strlen(r->s));
	return wrong(r, "has no table; coil, di, ir and hr are");
}

static int modbus(struct reading *r)
{
	if (ip_port(r))
		return -1;
	if (inside(r) || number(r, UINT8_MAX, "has no unit from 0 to 255") ||
	    inside(r))
		return -1;
	return register_part(r);
}

static int mac(struct reading *r)
{
	int i;

	for (i = 0; i < 6; i++) {
		char octet[3] = { tolower((unsigned char)r->s[0]), ':', ':' };

		if (!isxdigit((unsigned char)r->s[0]) ||
		    !isxdigit((unsigned char)r->s[1]) ||
		    (i < 5 && r->s[2] != ':'))
			return wrong(r, "has no MAC address such as 00:11:22:33:44:55");
		octet[1] = tolower((unsigned char)r->s[1]);
		if (put(r, octet, i < 5 ? 3 : 2))
			return -1;
		r->s += i < 5 ? 3 : 2;
	}
	return 0;
}

/* More digits than the octets of any frame need are part of a name. */
static int profinet(struct reading *r)
{
	const char *plus;
	size_t n;

	if (mac(r) || inside(r))
		return -1;
	plus = strrchr(r->s, '+');
	n = plus ? strspn(plus + 1, DIGITS) : 0;
	if (!n || n > 5 || plus[1 + n])
		return copy(r, strlen(r->s));
	if (plus == r->s)
		return wrong(r, "names a device, and nothing in it");
	r->has_octet = true;
	r->octet = strtoul(plus + 1, NULL, 10);
	if (r->octet > INT16_MAX)
		return wrong(r, "has no octet from 0 to 32767");
	if (copy(r, plus - r->s))
		return -1;
	r->s += strlen(r->s);
	return 0;
}

/* IP:PORT/NAME, whatever the name. */
static int named(struct reading *r)
{
	return ip_port(r) || inside(r) || copy(r, strlen(r->s)) ? -1 : 0;
}

/* A server, or a publisher without a name, which its MAC address tells. */
static int opcua(struct reading *r)
{
	const bool has_mac = strspn(r->s, DIGITS "abcdefABCDEF") == 2 &&
			     r->s[2] == ':';

	if (!has_mac)
		return named(r);
	return mac(r) || inside(r) || copy(r, strlen(r->s)) ? -1 : 0;
}

/* DEVICE/NAME, whatever both are. */
static int other(struct reading *r)
{
	if (*r->s == '/' || copy(r, strcspn(r->s, "/")) || inside(r))
		return *r->s == '/' ? wrong(r, "has no device") : -1;
	return copy(r, strlen(r->s));
}

static const struct protocol {
	const char *name;
	int (*read)(struct reading *r);
} protocols[] = {
	{ "modbus", modbus },
	{ "profinet", profinet },
	{ "hartip", named },
	{ "opcua", opcua },
	{ "uadp", other },
	{ "mqtt", named },
};

static const struct protocol *find(const char *address)
{
	const size_t n = strcspn(address, ":");
	unsigned int i;

	for (i = 0; i < sizeof(protocols) / sizeof(protocols[0]); i++) {
		if (address[n] && strlen(protocols[i].name) == n &&
		    !strncmp(protocols[i].name, address, n))
			return &protocols[i];
	}
	return NULL;
}

bool ft_protocol_known(const char *address)
{
	return find(address);
}

static bool is_word(const char *s, size_t n)
{
	size_t i;

	for (i = 0; i < n; i++) {
		if (!isalnum((unsigned char)s[i]) && s[i] != '_' && s[i] != '-')
			return false;
	}
	return n;
}

int ft_address_exact(char *dst, bool *has_octet, uint32_t *octet,
		     const char *text, struct ft_error *err)
{
	const struct protocol *p = find(text);
	const size_t n = strcspn(text, ":");
	struct reading r = { .whole = text, .s = text, .dst = dst, .err = err };

	*dst = '\0';
	if (!is_word(text, n) || text[n] != ':' || n >= FIELDTAP_NAME_MAX)
		return wrong(&r, "does not begin with a protocol, such as modbus:");
	if (!ft_text_clean(text))
		return ft_fail(err, FT_USAGE, EINVAL,
			       "address is no UTF-8 or has control characters");
	if (copy(&r, n + 1) || (p ? p->read(&r) : other(&r)))
		return -1;
	if (*r.s)
		return wrong(&r, "goes on where it should end");
	*has_octet = r.has_octet;
	*octet = r.octet;
	return 0;
}

int ft_point_conf_address(struct ft_point_conf *conf, const char *text,
			  struct ft_error *err)
{
	char address[FIELDTAP_ADDRESS_MAX];
	uint32_t octet;
	bool has_octet;

	if (ft_address_exact(address, &has_octet, &octet, text, err))
		return -1;
	ft_point_conf_clear(conf, FIELDTAP_A_POINT_CONF_ADDRESS);
	if (ft_point_conf_put_text(conf, FIELDTAP_A_POINT_CONF_ADDRESS, address))
		return ft_fail(err, FT_REFUSED, ENOMEM, "out of memory");
	if (has_octet)
		ft_point_conf_put_number(conf, FIELDTAP_A_POINT_CONF_OCTET,
					 octet);
	return 0;
}
