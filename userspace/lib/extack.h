/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The kernel's extended acknowledgment: what is wrong with a request, in
 * words, and where.  Layout: Documentation/userspace-api/netlink/intro.rst of
 * the kernel; libnl 3.7 does not know it.
 */
#ifndef _LIBFIELDTAP_EXTACK_H
#define _LIBFIELDTAP_EXTACK_H

#include <linux/netlink.h>
#include <stdint.h>

#include "error.h"
#include "names.h"

/**
 * struct ft_extack - an acknowledgment taken apart
 * @error: positive errno; 0 when the request was done
 * @text: the kernel's own words, NULL if none; points into the message
 * @offset: where in the request the wrong attribute stands; 0 if not told
 * @missing: type of the attribute that the request lacks; 0 if not told
 */
struct ft_extack {
	int error;
	const char *text;
	uint32_t offset;
	uint32_t missing;
};

/**
 * ft_extack_parse() - take an acknowledgment apart
 * @h: a complete message of type NLMSG_ERROR or NLMSG_DONE
 * @ack: what it says
 *
 * A message too short to tell is an EBADMSG; broken attributes are left out.
 */
void ft_extack_parse(const struct nlmsghdr *h, struct ft_extack *ack);

/**
 * ft_extack_fail() - say why a request was refused
 * @err: where to note it
 * @ack: the acknowledgment, @ack->error not 0
 * @request: the request as it was sent
 * @attrs: the attribute set of the request
 *
 * Return: -1.
 */
int ft_extack_fail(struct ft_error *err, const struct ft_extack *ack,
		   const struct nlmsghdr *request, const struct ft_names *attrs);

#endif /* _LIBFIELDTAP_EXTACK_H */
