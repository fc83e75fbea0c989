// SPDX-License-Identifier: GPL-2.0
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include <linux/genetlink.h>
#include <netlink/attr.h>
#include <netlink/msg.h>

#include "extack.h"

static const char *string_of(const struct nlattr *a)
{
	const char *s = nla_data(a);
	int len = nla_len(a);

	return len > 0 && !s[len - 1] && *s ? s : NULL;
}

static void parse_attrs(const struct nlmsghdr *h, size_t start,
			struct ft_extack *ack)
{
	const struct nlattr *a;
	int rest;

	if (start >= h->nlmsg_len)
		return;
	nla_for_each_attr(a, (struct nlattr *)((char *)h + start),
			  (int)(h->nlmsg_len - start), rest) {
		if (nla_type(a) == NLMSGERR_ATTR_MSG)
			ack->text = string_of(a);
		else if (nla_type(a) == NLMSGERR_ATTR_OFFS && nla_len(a) >= 4)
			ack->offset = nla_get_u32(a);
		else if (nla_type(a) == NLMSGERR_ATTR_MISS_TYPE && nla_len(a) >= 4)
			ack->missing = nla_get_u32(a);
	}
}

void ft_extack_parse(const struct nlmsghdr *h, struct ft_extack *ack)
{
	const struct nlmsgerr *e = nlmsg_data(h);
	size_t start;

	memset(ack, 0, sizeof(*ack));
	if (h->nlmsg_type == NLMSG_DONE) {
		/* A dump that ends well may carry no error number at all. */
		if (h->nlmsg_len < NLMSG_LENGTH(sizeof(int)))
			return;
		start = NLMSG_ALIGN(NLMSG_LENGTH(sizeof(int)));
	} else {
		if (h->nlmsg_len < NLMSG_LENGTH(sizeof(*e))) {
			ack->error = EBADMSG;
			return;
		}
		start = NLMSG_LENGTH(sizeof(*e));
		/* Unless capped, the request's payload comes before. */
		if (!(h->nlmsg_flags & NLM_F_CAPPED) &&
		    e->msg.nlmsg_len > sizeof(e->msg))
			start += NLMSG_ALIGN((size_t)e->msg.nlmsg_len - sizeof(e->msg));
	}
	/* Both kinds begin with the negative errno. */
	ack->error = e->error < 0 ? -e->error : 0;
	if (h->nlmsg_flags & NLM_F_ACK_TLVS)
		parse_attrs(h, start, ack);
}

/* Says which attribute the kernel points at, and what it was given. */
static void point_at(char *where, size_t size, const struct nlmsghdr *request,
		     uint32_t offset, const struct ft_names *attrs)
{
	const struct nlattr *a;
	const char *name;
	int len;

	if (offset < NLMSG_HDRLEN + GENL_HDRLEN ||
	    offset + sizeof(*a) > request->nlmsg_len)
		return;
	a = (const struct nlattr *)((const char *)request + offset);
	name = ft_name(attrs, nla_type(a));
	if (!name || offset + a->nla_len > request->nlmsg_len)
		return;
	len = nla_len(a);
	if (attrs->names[nla_type(a)].is_text)
		snprintf(where, size, " (%s \"%.*s\")", name, len,
			 (const char *)nla_data(a));
	else if (len == sizeof(uint8_t))
		snprintf(where, size, " (%s %u)", name, nla_get_u8(a));
	else if (len == sizeof(uint16_t))
		snprintf(where, size, " (%s %u)", name, nla_get_u16(a));
	else if (len == sizeof(uint32_t))
		snprintf(where, size, " (%s %u)", name, nla_get_u32(a));
	else
		snprintf(where, size, " (%s)", name);
}

int ft_extack_fail(struct ft_error *err, const struct ft_extack *ack,
		   const struct nlmsghdr *request, const struct ft_names *attrs)
{
	const char *missing = NULL;
	char where[256] = "";

	if (ack->missing)
		missing = ft_name(attrs, ack->missing);
	if (missing)
		snprintf(where, sizeof(where), " (%s is missing)", missing);
	else if (ack->offset)
		point_at(where, sizeof(where), request, ack->offset, attrs);

	if (ack->text)
		return ft_fail(err, FT_REFUSED, ack->error, "%s%s: %s",
			       ack->text, where, strerror(ack->error));
	if (ack->error == EPERM)
		return ft_fail(err, FT_REFUSED, EPERM,
			       "%s%s; CAP_NET_ADMIN in the network namespace is needed",
			       strerror(EPERM), where);
	return ft_fail(err, FT_REFUSED, ack->error, "%s%s",
		       strerror(ack->error), where);
}
