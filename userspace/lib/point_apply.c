// SPDX-License-Identifier: GPL-2.0
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <linux/genetlink.h>
#include <netlink/netlink.h>

#include "decoder.h"
#include "point.h"
#include "point_address.h"

/* More than any number of points that fits into a machine. */
#define REQUEST_MAX	(1u << 30)

/* Which parameters of a change are sent: of one that goes, its name. */
static const struct ft_param *param_sent(const struct ft_point_change *ch,
					 unsigned int attr)
{
	if (ch->action == FIELDTAP_A_POINTS_DEL &&
	    attr != FIELDTAP_A_POINT_CONF_NAME)
		return NULL;
	return ft_point_conf_matters(ch->conf, attr) ? ft_param_of(attr) : NULL;
}

static size_t change_size(const struct ft_point_change *ch)
{
	size_t size = 0;
	unsigned int a;

	for (a = 1; a <= FIELDTAP_A_POINT_CONF_MAX; a++) {
		const struct ft_param *p = param_sent(ch, a);

		if (p)
			size += nla_total_size(ft_param_is_text(p) ?
				strlen(ch->conf->field[a].text) + 1 :
				sizeof(uint32_t));
	}
	return nla_total_size(size);
}

static int put_change(struct nl_msg *msg, const struct ft_point_change *ch)
{
	struct nlattr *nest = nla_nest_start(msg, ch->action);
	unsigned int a;
	int err = nest ? 0 : -1;

	for (a = 1; !err && a <= FIELDTAP_A_POINT_CONF_MAX; a++) {
		const struct ft_param *p = param_sent(ch, a);

		if (!p)
			continue;
		err = ft_param_is_text(p) ?
			nla_put_string(msg, a, ch->conf->field[a].text) :
			nla_put_u32(msg, a, ch->conf->field[a].number);
	}
	return err ? err : nla_nest_end(msg, nest);
}

static struct nl_msg *request(struct ft_conn *c,
			      const struct ft_point_change *changes, size_t n)
{
	struct nl_msg *msg;
	size_t i, size = 0;

	for (i = 0; i < n && size < REQUEST_MAX; i++)
		size += change_size(&changes[i]);
	if (size >= REQUEST_MAX) {
		ft_fail(&c->err, FT_USAGE, E2BIG, "too many points at once");
		return NULL;
	}
	msg = ft_request_sized(c, FIELDTAP_CMD_POINT_APPLY, size);
	for (i = 0; msg && i < n; i++) {
		if (put_change(msg, &changes[i])) {
			nlmsg_free(msg);
			ft_no_memory(c);
			return NULL;
		}
	}
	return msg;
}

/* Which change and which parameter of it stand at an octet of the request. */
static void locate(const struct nlmsghdr *h, uint32_t offset,
		   struct ft_point_fault *fault)
{
	const char *at = (const char *)h + offset;
	const struct nlattr *a, *b;
	size_t change = 0;
	int rest, left;

	nlmsg_for_each_attr(a, (struct nlmsghdr *)h, GENL_HDRLEN, rest) {
		if (at < (const char *)a + NLA_ALIGN(a->nla_len))
			break;
		change++;
	}
	if (!nla_ok(a, rest) || at < (const char *)a)
		return;
	fault->change = change;
	nla_for_each_nested(b, a, left) {
		if ((const char *)b == at)
			fault->param = ft_param_of(nla_type(b));
	}
}

/* The value that is wrong, for the error's text. */
static void describe(char *dst, size_t size, const struct ft_point_conf *conf,
		     const struct ft_param *p)
{
	char buf[FT_PARAM_TEXT_MAX];

	if (ft_point_conf_has(conf, p->attr))
		snprintf(dst, size, " (%s \"%.100s\")", p->name,
			 ft_point_conf_text_of(conf, p, buf));
	else
		snprintf(dst, size, " (%s is missing)", p->name);
}

static const char *name_of(const struct ft_point_change *ch)
{
	const char *name = ft_point_conf_text(ch->conf,
					      FIELDTAP_A_POINT_CONF_NAME);

	return name ? name : "?";
}

/* Says which change failed; what went wrong is in @c->err and @c->refusal. */
static int blame(struct ft_conn *c, const struct ft_point_change *changes,
		 const struct nlmsghdr *h, struct ft_point_fault *fault)
{
	const struct ft_refusal *said = &c->refusal;
	char where[160] = "";

	if (said->offset)
		locate(h, said->offset, fault);
	if (fault->change == FT_NO_CHANGE)
		return -1;
	if (said->missing)
		fault->param = ft_param_of(said->missing);
	if (*said->text)
		snprintf(fault->text, sizeof(fault->text), "%s", said->text);
	if (fault->param)
		describe(where, sizeof(where), changes[fault->change].conf,
			 fault->param);
	return ft_fail(&c->err, FT_REFUSED, c->err.code, "%s: %s%s%s%s",
		       name_of(&changes[fault->change]),
		       said->text, where, *said->text ? ": " : "",
		       strerror(c->err.code));
}

/* The kernel loads a decoder for nobody: it has to be there, or be ours. */
static int check_protocol(struct ft_conn *c, const struct ft_vec *decoders,
			  const struct ft_point_change *ch,
			  struct ft_point_fault *fault)
{
	const char *address = ch->conf->field[FIELDTAP_A_POINT_CONF_ADDRESS].text;
	const size_t n = strcspn(address, ":");
	const struct ft_decoder *d = decoders->data;
	size_t i;

	for (i = 0; i < decoders->n; i++) {
		if (strlen(d[i].name) == n && !strncmp(d[i].name, address, n))
			return 0;
	}
	fault->param = ft_param_of(FIELDTAP_A_POINT_CONF_ADDRESS);
	snprintf(fault->text, sizeof(fault->text),
		 "unknown protocol \"%.*s\"; no decoder of that name is loaded",
		 n < 60 ? (int)n : 60, address);
	return ft_fail(&c->err, FT_USAGE, EPROTONOSUPPORT, "%s: %s", name_of(ch),
		       fault->text);
}

static bool has_foreign_address(const struct ft_point_change *ch)
{
	const char *address = ft_point_conf_text(ch->conf,
						 FIELDTAP_A_POINT_CONF_ADDRESS);

	return ch->action != FIELDTAP_A_POINTS_DEL && address &&
	       !ft_protocol_known(address);
}

static void no_fault(struct ft_point_fault *fault)
{
	memset(fault, 0, sizeof(*fault));
	fault->change = FT_NO_CHANGE;
}

int ft_point_check(struct ft_conn *c, const struct ft_point_change *changes,
		   size_t n, struct ft_point_fault *fault)
{
	struct ft_vec decoders = { 0 };
	struct ft_point_fault own;
	bool asked = false;
	int err = 0;
	size_t i;

	fault = fault ? fault : &own;
	no_fault(fault);
	for (i = 0; !err && i < n; i++) {
		if (!has_foreign_address(&changes[i]))
			continue;
		if (!asked && ft_decoder_list(c, NULL, &decoders)) {
			err = -1;
			break;
		}
		asked = true;
		fault->change = i;
		err = check_protocol(c, &decoders, &changes[i], fault);
	}
	if (!err)
		no_fault(fault);
	ft_vec_free(&decoders);
	return err;
}

int ft_point_apply(struct ft_conn *c, const struct ft_point_change *changes,
		   size_t n, struct ft_point_fault *fault)
{
	static const struct ft_names no_names;
	struct ft_point_fault own;
	struct nl_msg *msg;
	int err;

	fault = fault ? fault : &own;
	if (ft_point_check(c, changes, n, fault))
		return -1;
	if (!n)
		return 0;
	msg = request(c, changes, n);
	if (!msg)
		return -1;
	ft_room_to_send(c, nlmsg_hdr(msg)->nlmsg_len);
	memset(&c->refusal, 0, sizeof(c->refusal));
	nlmsg_get(msg);
	err = ft_do(c, msg, &no_names, NULL);
	if (err) {
		snprintf(fault->text, sizeof(fault->text), "%.200s",
			 c->err.text);
		err = blame(c, changes, nlmsg_hdr(msg), fault);
	}
	nlmsg_free(msg);
	return err;
}
