// SPDX-License-Identifier: GPL-2.0
#include <linux/kernel.h>
#include <linux/unaligned.h>

#include "decimal.h"
#include "point_read.h"
#include "type.h"

/* Octets of an unsigned integer. */
#define FT_INTEGER_MAX	8

/* A type whose octets do not matter to a bit of them. */
static bool ft_type_any(u8 type)
{
	return type == FT_TYPE_AUTO || type == FIELDTAP_TYPE_BOOL;
}

static bool ft_order_moves(u8 order)
{
	return order != FIELDTAP_ORDER_AUTO && order != FIELDTAP_ORDER_ABCD;
}

const char *ft_read_check(const struct ft_read_conf *conf, u32 *attr)
{
	*attr = FIELDTAP_A_POINT_CONF_BIT;
	if (conf->bit != FT_BIT_NONE) {
		if (!ft_type_any(conf->type) && !ft_type_integer(conf->type))
			return "only integers have bits";
		if (conf->order == FIELDTAP_ORDER_TEXT)
			return "text has no bits";
		if (ft_type_integer(conf->type) &&
		    conf->bit >= 8 * ft_type_size(conf->type))
			return "the type has fewer bits";
	}
	*attr = FIELDTAP_A_POINT_CONF_ORDER;
	if (ft_type_is_data(conf->type) && ft_order_moves(conf->order))
		return "strings and octets stand as they are";
	*attr = FIELDTAP_A_POINT_CONF_LEN;
	if (conf->len && conf->type != FT_TYPE_AUTO &&
	    !ft_type_is_data(conf->type) && conf->order != FIELDTAP_ORDER_TEXT &&
	    conf->order != FIELDTAP_ORDER_AUTO)
		return "the type has a length of its own";
	*attr = 0;
	return NULL;
}

/* How @len octets of an integer stand. Return: whether they can. */
static bool ft_read_order(u8 order, bool little, u32 len, u8 *how)
{
	*how = FT_READ_BE;
	if (len == 1)
		return true;
	switch (order) {
	case FIELDTAP_ORDER_AUTO:
		*how = little ? FT_READ_LE : FT_READ_BE;
		return true;
	case FIELDTAP_ORDER_ABCD:
		return true;
	case FIELDTAP_ORDER_DCBA:
		*how = FT_READ_LE;
		return true;
	case FIELDTAP_ORDER_CDAB:
		*how = FT_READ_CDAB;
		return !(len % 2);
	case FIELDTAP_ORDER_BADC:
		*how = FT_READ_BADC;
		return !(len % 2);
	default:
		return false;
	}
}

/* One bit of an image that is bits. */
static bool ft_read_plan_coil(const struct ft_read_conf *conf,
			      const struct ft_source *src,
			      struct ft_reading *r)
{
	if (!ft_type_any(conf->type) || conf->octet || conf->bit != FT_BIT_NONE)
		return false;
	r->len = 1;
	r->type = FIELDTAP_TYPE_BOOL;
	r->shift = src->bit;
	r->bits = 1;
	return true;
}

/* One bit of an integer, or whether any of its bits is set. */
static bool ft_read_plan_bool(const struct ft_read_conf *conf,
			      const struct ft_source *src,
			      struct ft_reading *r)
{
	r->type = FIELDTAP_TYPE_BOOL;
	if (ft_type_integer(conf->type))
		r->len = ft_type_size(conf->type);
	else if (src->own)
		r->len = src->own > conf->octet ? src->own - conf->octet : 0;
	else
		r->len = 1;
	if (!r->len || r->len > FT_INTEGER_MAX)
		return false;
	if (conf->bit == FT_BIT_NONE)
		return true;
	r->shift = conf->bit;
	r->bits = 1;
	return conf->bit < 8 * r->len &&
	       ft_read_order(conf->order, src->little, r->len, &r->how);
}

static bool ft_read_plan_number(const struct ft_read_conf *conf,
				const struct ft_source *src, u8 type,
				struct ft_reading *r)
{
	r->type = type;
	r->len = ft_type_size(type);
	r->bits = 8 * r->len;
	r->sign = ft_type_signed(type);
	return ft_read_order(conf->order, src->little, r->len, &r->how);
}

/* Octets of a string: those that are asked for, or all of it. */
static u32 ft_read_length(const struct ft_read_conf *conf,
			  const struct ft_source *src)
{
	u32 len = src->own ? src->own : src->len;

	if (conf->len)
		return conf->len;
	return len > conf->octet ? len - conf->octet : 0;
}

static bool ft_read_plan_text(const struct ft_read_conf *conf,
			      const struct ft_source *src,
			      struct ft_reading *r)
{
	r->how = FT_READ_TEXT;
	r->type = conf->type == FT_TYPE_AUTO ? FIELDTAP_TYPE_F64 : conf->type;
	r->len = ft_read_length(conf, src);
	return !ft_type_is_data(r->type) && r->len && r->len <= FT_TEXT_MAX;
}

static bool ft_read_is_text(const struct ft_read_conf *conf,
			    const struct ft_source *src)
{
	if (conf->order == FIELDTAP_ORDER_TEXT)
		return true;
	return conf->order == FIELDTAP_ORDER_AUTO &&
	       conf->bit == FT_BIT_NONE &&
	       src->type == FIELDTAP_TYPE_STRING &&
	       conf->type != FT_TYPE_AUTO && !ft_type_is_data(conf->type);
}

static bool ft_read_plan_any(const struct ft_read_conf *conf,
			     const struct ft_source *src, struct ft_reading *r)
{
	u8 type = conf->type == FT_TYPE_AUTO ? src->type : conf->type;

	if (src->bit != FT_BIT_NONE)
		return ft_read_plan_coil(conf, src, r);
	if (ft_read_is_text(conf, src))
		return ft_read_plan_text(conf, src, r);
	if (conf->bit != FT_BIT_NONE || type == FIELDTAP_TYPE_BOOL)
		return ft_read_plan_bool(conf, src, r);
	if (!ft_type_is_data(type))
		return ft_read_plan_number(conf, src, type, r);
	r->how = FT_READ_DATA;
	r->type = type;
	r->len = ft_read_length(conf, src);
	return !ft_order_moves(conf->order);
}

bool ft_read_plan(const struct ft_read_conf *conf, const struct ft_source *src,
		  struct ft_reading *r)
{
	*r = (struct ft_reading) { .offset = src->offset + conf->octet };
	return conf->octet <= src->len && ft_read_plan_any(conf, src, r) &&
	       r->len <= src->len - conf->octet;
}

static u64 ft_read_words(u8 how, const u8 *p, u32 len)
{
	u64 v = 0;
	u32 i;

	for (i = 0; i < len; i += 2) {
		if (how == FT_READ_CDAB)
			v |= (u64)get_unaligned_be16(p + i) << 8 * i;
		else
			v = v << 16 | get_unaligned_le16(p + i);
	}
	return v;
}

static u64 ft_read_octets(bool little, const u8 *p, u32 len)
{
	u64 v = 0;
	u32 i;

	for (i = 0; i < len; i++) {
		if (little)
			v |= (u64)p[i] << 8 * i;
		else
			v = v << 8 | p[i];
	}
	return v;
}

u64 ft_read_integer(u8 how, const u8 *p, u32 len)
{
	bool little = how == FT_READ_LE;

	if (how == FT_READ_CDAB || how == FT_READ_BADC)
		return ft_read_words(how, p, len);
	switch (len) {
	case 1:
		return *p;
	case 2:
		return little ? get_unaligned_le16(p) : get_unaligned_be16(p);
	case 4:
		return little ? get_unaligned_le32(p) : get_unaligned_be32(p);
	case 8:
		return little ? get_unaligned_le64(p) : get_unaligned_be64(p);
	default:
		return ft_read_octets(little, p, len);
	}
}

static bool ft_read_blank(u8 c)
{
	return c == ' ' || (c >= '\t' && c <= '\r');
}

bool ft_read_text(const struct ft_reading *r, const u8 *p, u64 *raw)
{
	struct ft_decimal d;
	u32 len = r->len;

	while (len && !p[len - 1])
		len--;
	while (len && ft_read_blank(p[len - 1]))
		len--;
	for (; len && ft_read_blank(*p); len--)
		p++;
	if (ft_decimal_parse((const char *)p, len, &d))
		return false;
	if (r->type != FIELDTAP_TYPE_BOOL)
		return ft_decimal_to_raw(&d, r->type, raw);
	*raw = d.hi || d.lo;
	return true;
}

const u8 *ft_read_data(const struct ft_reading *r, const u8 *data, u32 len,
		       u32 *n)
{
	if (r->len > len || r->offset > len - r->len)
		return NULL;
	data += r->offset;
	*n = r->len;
	if (r->type == FIELDTAP_TYPE_STRING)
		while (*n && !data[*n - 1])
			--*n;
	return data;
}
