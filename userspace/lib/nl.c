// SPDX-License-Identifier: GPL-2.0
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include <linux/genetlink.h>
#include <linux/netlink.h>
#include <netlink/errno.h>
#include <netlink/genl/genl.h>
#include <netlink/netlink.h>
#include <netlink/socket.h>

#include "extack.h"
#include "nl.h"

int ft_no_memory(struct ft_conn *c)
{
	return ft_fail(&c->err, FT_REFUSED, ENOMEM, "out of memory");
}

int ft_malformed(struct ft_conn *c, const char *what)
{
	return ft_fail(&c->err, FT_REFUSED, EBADMSG,
		       "malformed %s from the kernel; is the module of another version?",
		       what);
}

static int fail_nl(struct ft_conn *c, const char *what, int err)
{
	return ft_fail(&c->err, FT_REFUSED, EIO, "%s: %s", what,
		       nl_geterror(err));
}

/* A socket with every strictness that the kernel offers. */
static int open_socket(struct ft_conn *c)
{
	static const int options[] = {
		NETLINK_EXT_ACK, NETLINK_CAP_ACK, NETLINK_GET_STRICT_CHK,
	};
	const int one = 1;
	unsigned int i;
	int err;

	c->sk = nl_socket_alloc();
	if (!c->sk)
		return ft_no_memory(c);
	err = genl_connect(c->sk);
	if (err)
		return fail_nl(c, "cannot open a netlink socket", err);
	/* A kernel without one of these only says less. */
	for (i = 0; i < sizeof(options) / sizeof(options[0]); i++)
		setsockopt(nl_socket_get_fd(c->sk), SOL_NETLINK, options[i],
			   &one, sizeof(one));
	nl_socket_disable_auto_ack(c->sk);
	nl_socket_set_msg_buf_size(c->sk, FIELDTAP_MESSAGE_MAX);
	return 0;
}

void ft_disconnect(struct ft_conn *c)
{
	if (c->sk)
		nl_socket_free(c->sk);
	c->sk = NULL;
}

/* Forcing needs a privilege that a namespace's own root lacks. */
static void set_room(struct ft_conn *c, int force, int ask, int octets)
{
	const int fd = nl_socket_get_fd(c->sk);

	if (setsockopt(fd, SOL_SOCKET, force, &octets, sizeof(octets)))
		setsockopt(fd, SOL_SOCKET, ask, &octets, sizeof(octets));
}

void ft_room_to_send(struct ft_conn *c, int octets)
{
	set_room(c, SO_SNDBUFFORCE, SO_SNDBUF, octets);
}

void ft_room_to_receive(struct ft_conn *c, int octets)
{
	set_room(c, SO_RCVBUFFORCE, SO_RCVBUF, octets);
}

struct nl_msg *ft_request(struct ft_conn *c, uint8_t cmd)
{
	return ft_request_sized(c, cmd, FIELDTAP_MESSAGE_MAX);
}

struct nl_msg *ft_request_sized(struct ft_conn *c, uint8_t cmd, size_t size)
{
	struct nl_msg *msg = nlmsg_alloc_size(NLMSG_HDRLEN + GENL_HDRLEN + size);

	if (msg && genlmsg_put(msg, NL_AUTO_PORT, NL_AUTO_SEQ, c->family, 0,
			       NLM_F_REQUEST, cmd, FIELDTAP_GENL_VERSION))
		return msg;
	nlmsg_free(msg);
	ft_no_memory(c);
	return NULL;
}

/* One request on its way: what was sent and what came of it. */
struct exchange {
	const struct nlmsghdr *request;
	const struct ft_names *attrs;
	const struct ft_reply *reply;
	bool interrupted;
	bool done;
};

static int take_end(struct ft_conn *c, struct exchange *x,
		    const struct nlmsghdr *h)
{
	struct ft_extack ack;

	ft_extack_parse(h, &ack);
	x->done = true;
	c->refusal = (struct ft_refusal){ ack.offset, ack.missing, "" };
	if (ack.text)
		snprintf(c->refusal.text, sizeof(c->refusal.text), "%s",
			 ack.text);
	if (ack.error)
		return ft_extack_fail(&c->err, &ack, x->request, x->attrs);
	return 0;
}

static int take_message(struct ft_conn *c, struct exchange *x,
			struct nlmsghdr *h)
{
	struct genlmsghdr *g = nlmsg_data(h);

	if (h->nlmsg_flags & NLM_F_DUMP_INTR)
		x->interrupted = true;
	if (h->nlmsg_type == NLMSG_ERROR || h->nlmsg_type == NLMSG_DONE)
		return take_end(c, x, h);
	if (h->nlmsg_type != c->family || !x->reply)
		return 0;
	if (!genlmsg_valid_hdr(h, 0))
		return ft_malformed(c, "message");
	return x->reply->message(c, genlmsg_attrdata(g, 0),
				 genlmsg_attrlen(g, 0), x->reply->arg);
}

static int receive(struct ft_conn *c, struct exchange *x)
{
	struct sockaddr_nl from;
	unsigned char *buf = NULL;
	struct nlmsghdr *h;
	int left, err = 0;

	left = nl_recv(c->sk, &from, &buf, NULL);
	if (left < 0)
		return fail_nl(c, "cannot receive from the kernel", left);
	if (!left)
		return ft_fail(&c->err, FT_REFUSED, EIO,
			       "the kernel closed the connection");
	for (h = (struct nlmsghdr *)buf; !err && nlmsg_ok(h, left);
	     h = nlmsg_next(h, &left)) {
		if (from.nl_pid == 0 && h->nlmsg_seq == x->request->nlmsg_seq)
			err = take_message(c, x, h);
	}
	free(buf);
	return err;
}

static int exchange(struct ft_conn *c, struct nl_msg *msg, struct exchange *x)
{
	int err;

	nlmsg_hdr(msg)->nlmsg_seq = NL_AUTO_SEQ;
	err = nl_send_auto(c->sk, msg);
	if (err < 0)
		return fail_nl(c, "cannot send to the kernel", err);
	x->request = nlmsg_hdr(msg);
	x->interrupted = false;
	x->done = false;
	do {
		err = receive(c, x);
	} while (!err && !x->done);
	return err;
}

int ft_do(struct ft_conn *c, struct nl_msg *msg, const struct ft_names *attrs,
	  const struct ft_reply *reply)
{
	struct exchange x = { .attrs = attrs, .reply = reply };
	int err;

	nlmsg_hdr(msg)->nlmsg_flags |= NLM_F_ACK;
	err = exchange(c, msg, &x);
	nlmsg_free(msg);
	return err;
}

int ft_dump(struct ft_conn *c, struct nl_msg *msg, const struct ft_names *attrs,
	    const struct ft_reply *reply)
{
	struct exchange x = { .attrs = attrs, .reply = reply };
	int err, tries = 0;

	nlmsg_hdr(msg)->nlmsg_flags |= NLM_F_DUMP;
	do {
		reply->reset(reply->arg);
		err = exchange(c, msg, &x);
	} while (!err && x.interrupted && ++tries < FT_DUMP_TRIES);
	c->inconsistent = !err && x.interrupted;
	nlmsg_free(msg);
	return err;
}

/* Looks for our family among all that there are. */
static int take_family(struct ft_conn *c, struct nlattr *attrs, int len,
		       void *arg)
{
	static const struct nla_policy policy[CTRL_ATTR_FAMILY_NAME + 1] = {
		[CTRL_ATTR_FAMILY_ID] = { .type = NLA_U16 },
		[CTRL_ATTR_FAMILY_NAME] = { .type = NLA_STRING },
	};
	struct nlattr *tb[CTRL_ATTR_FAMILY_NAME + 1];
	int *family = arg;

	if (nla_parse(tb, CTRL_ATTR_FAMILY_NAME, attrs, len, policy) ||
	    !tb[CTRL_ATTR_FAMILY_ID] || !tb[CTRL_ATTR_FAMILY_NAME])
		return ft_malformed(c, "family");
	if (!nla_strcmp(tb[CTRL_ATTR_FAMILY_NAME], FIELDTAP_GENL_NAME))
		*family = nla_get_u16(tb[CTRL_ATTR_FAMILY_ID]);
	return 0;
}

static void forget_family(void *arg)
{
	int *family = arg;

	*family = 0;
}

/* Asking for the family by name could load the module behind our back. */
static int find_family(struct ft_conn *c, int *family)
{
	const struct ft_reply reply = { take_family, forget_family, family };
	static const struct ft_names no_names;
	struct nl_msg *msg;

	c->family = GENL_ID_CTRL;
	msg = ft_request(c, CTRL_CMD_GETFAMILY);
	return msg ? ft_dump(c, msg, &no_names, &reply) : -1;
}

int ft_connect(struct ft_conn *c)
{
	int family;

	memset(c, 0, sizeof(*c));
	if (open_socket(c) || find_family(c, &family))
		return -1;
	if (!family)
		return ft_fail(&c->err, FT_NOT_LOADED, ENOENT,
			       "kernel module is not loaded; try: modprobe fieldtap");
	c->inconsistent = false;
	c->family = family;
	return 0;
}
