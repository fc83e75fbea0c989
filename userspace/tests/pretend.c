// SPDX-License-Identifier: GPL-2.0
/*
 * A pretended kernel: the tool is linked with this file instead of netlink, so
 * that everything above the socket can be tried anywhere.  PRETEND in the
 * environment says how it behaves, see below; PRETEND_LOG names a file that
 * gets a line for each request.
 */
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

#include <linux/fieldtap.h>
#include <linux/genetlink.h>
#include <linux/netlink.h>
#include <netlink/errno.h>
#include <netlink/genl/genl.h>
#include <netlink/netlink.h>

#include "pretend.h"

int __wrap_genl_connect(struct nl_sock *sk);
int __wrap_genl_ctrl_resolve_grp(struct nl_sock *sk, const char *family,
				 const char *group);
int __wrap_nl_socket_add_membership(struct nl_sock *sk, int group);
int __wrap_nl_socket_set_nonblocking(const struct nl_sock *sk);
int __wrap_nl_socket_get_fd(const struct nl_sock *sk);
int __wrap_nl_send_auto(struct nl_sock *sk, struct nl_msg *msg);
int __wrap_nl_recv(struct nl_sock *sk, struct sockaddr_nl *from,
		   unsigned char **buf, struct ucred **creds);
int __wrap_setsockopt(int fd, int level, int name, const void *value,
		      socklen_t len);

/* The answer under way, one datagram. */
static unsigned char *answer;
static size_t answer_len;
static size_t answer_room;

/* The socket that listens, and how far its script has come. */
static struct nl_sock *listener;
static int step;

static unsigned int dumps;

int pretend(const char *what)
{
	const char *how = getenv("PRETEND");

	return how && !strcmp(how, what);
}

static void append(const void *data, size_t len)
{
	if (answer_len + NLMSG_ALIGN(len) > answer_room) {
		answer_room = 2 * answer_room + NLMSG_ALIGN(len);
		answer = realloc(answer, answer_room);
	}
	memset(answer + answer_len, 0, NLMSG_ALIGN(len));
	memcpy(answer + answer_len, data, len);
	answer_len += NLMSG_ALIGN(len);
}

void pretend_finish(struct nl_msg *msg)
{
	append(nlmsg_hdr(msg), nlmsg_hdr(msg)->nlmsg_len);
	nlmsg_free(msg);
}

struct nl_msg *pretend_begin(uint32_t seq, int cmd, int flags)
{
	struct nl_msg *msg = nlmsg_alloc();

	genlmsg_put(msg, 1, seq, FAMILY, 0, flags, cmd, 1);
	return msg;
}

static void end(uint32_t seq, int type, int error, const char *text,
		uint32_t offset)
{
	struct nl_msg *msg = nlmsg_alloc();
	int flags = NLM_F_CAPPED | (text || offset ? NLM_F_ACK_TLVS : 0);

	nlmsg_put(msg, 1, seq, type, 0, flags);
	if (type == NLMSG_DONE) {
		nlmsg_append(msg, &error, sizeof(error), NLMSG_ALIGNTO);
	} else {
		struct nlmsgerr e = { .error = error };

		nlmsg_append(msg, &e, sizeof(e), NLMSG_ALIGNTO);
	}
	if (text)
		nla_put_string(msg, NLMSGERR_ATTR_MSG, text);
	if (offset)
		nla_put_u32(msg, NLMSGERR_ATTR_OFFS, offset);
	pretend_finish(msg);
}

static void put_tap(uint32_t seq, uint32_t ifindex, const char *name,
		    const char *decoder)
{
	struct nl_msg *msg = pretend_begin(seq, FIELDTAP_CMD_TAP_GET, 0);

	nla_put_u32(msg, FIELDTAP_A_TAP_IFINDEX, ifindex);
	nla_put_string(msg, FIELDTAP_A_TAP_IFNAME, name);
	if (decoder)
		nla_put_string(msg, FIELDTAP_A_TAP_DECODER, decoder);
	nla_put_u8(msg, FIELDTAP_A_TAP_PROMISC, !!decoder);
	nla_put_u32(msg, FIELDTAP_A_TAP_DIRECTION, FIELDTAP_DIRECTION_INGRESS);
	nla_put_u64(msg, FIELDTAP_A_TAP_FRAMES, 1000);
	nla_put_u64(msg, FIELDTAP_A_TAP_BYTES, 64000);
	pretend_finish(msg);
}

static void put_decoder(uint32_t seq)
{
	struct nl_msg *msg = pretend_begin(seq, FIELDTAP_CMD_DECODER_GET, 0);

	nla_put_string(msg, FIELDTAP_A_DECODER_NAME, "modbus");
	nla_put_u8(msg, FIELDTAP_A_DECODER_LOADED, 1);
	nla_put_u16(msg, FIELDTAP_A_DECODER_TCP_PORT, 502);
	nla_put_u16(msg, FIELDTAP_A_DECODER_TCP_PORT, 1502);
	nla_put_u16(msg, FIELDTAP_A_DECODER_UDP_PORT, 4840);
	nla_put_u16(msg, FIELDTAP_A_DECODER_ETHERTYPE, 0x8892);
	nla_put_u64(msg, FIELDTAP_A_DECODER_PDUS, 12);
	nla_put_u64(msg, FIELDTAP_A_DECODER_ERRORS, 1);
	nla_put_u32(msg, FIELDTAP_A_DECODER_ABI, 1);
	pretend_finish(msg);
}

static void put_label(struct nl_msg *msg, const char *name, const char *value)
{
	struct nlattr *nest = nla_nest_start(msg, FIELDTAP_A_DEVICE_LABEL);

	nla_put_string(msg, FIELDTAP_A_LABEL_NAME, name);
	nla_put_string(msg, FIELDTAP_A_LABEL_VALUE, value);
	nla_nest_end(msg, nest);
}

/* PRETEND=items: a device that tells about itself. */
static void put_labelled(uint32_t seq)
{
	struct nl_msg *msg = pretend_begin(seq, FIELDTAP_CMD_DEVICE_GET, 0);

	nla_put_string(msg, FIELDTAP_A_DEVICE_DEVICE,
		       "hartip:10.0.0.7:5094/2605010203");
	nla_put_string(msg, FIELDTAP_A_DEVICE_DECODER, "hartip");
	put_label(msg, "tag", "TT-101");
	put_label(msg, "vendor", "\"");
	nla_put_u64(msg, FIELDTAP_A_DEVICE_PUBLICATIONS, 5);
	nla_put_u64(msg, FIELDTAP_A_DEVICE_LOST, 6);
	nla_put_u64(msg, FIELDTAP_A_DEVICE_REPEATED, 7);
	nla_put_u64(msg, FIELDTAP_A_DEVICE_ALARMS, 8);
	pretend_finish(msg);
}

static void put_device(uint32_t seq, const char *name, int exception)
{
	struct nl_msg *msg = pretend_begin(seq, FIELDTAP_CMD_DEVICE_GET, 0);
	int i;

	nla_put_string(msg, FIELDTAP_A_DEVICE_DEVICE, name);
	nla_put_string(msg, FIELDTAP_A_DEVICE_DECODER, "modbus");
	nla_put_u64(msg, FIELDTAP_A_DEVICE_REQUESTS, 10);
	nla_put_u64(msg, FIELDTAP_A_DEVICE_ANSWERS, 9);
	if (exception)
		nla_put_u32(msg, FIELDTAP_A_DEVICE_LAST_EXCEPTION, exception);
	nla_put_u64(msg, FIELDTAP_A_DEVICE_RESPONSE_MIN, 50000);
	nla_put_u64(msg, FIELDTAP_A_DEVICE_RESPONSE_AVG, 1500000);
	nla_put_u64(msg, FIELDTAP_A_DEVICE_RESPONSE_MAX, 2 * SEC);
	for (i = 0; i < 8; i++)
		nla_put_u64(msg, FIELDTAP_A_DEVICE_RESPONSE_BUCKET, i % 3);
	nla_put_u32(msg, FIELDTAP_A_DEVICE_IMAGES, 2);
	nla_put_u64(msg, FIELDTAP_A_DEVICE_FIRST_SEEN, EPOCH * SEC);
	nla_put_u64(msg, FIELDTAP_A_DEVICE_LAST_SEEN, (EPOCH + 9) * SEC);
	nla_put_u32(msg, FIELDTAP_A_DEVICE_STATE, FIELDTAP_STATE_FRESH);
	pretend_finish(msg);
}

/* PRETEND=busy: the table changes under the first two dumps; always: under all. */
static int interrupted(void)
{
	return pretend("always") || (pretend("busy") && dumps <= 2) ?
		NLM_F_DUMP_INTR : 0;
}

static void put_layout_item(struct nl_msg *msg, const char *name,
			    uint32_t offset, uint32_t len, uint32_t type)
{
	struct nlattr *nest = nla_nest_start(msg, FIELDTAP_A_LAYOUT_ITEM);

	nla_put_string(msg, FIELDTAP_A_LAYOUT_ITEM_NAME, name);
	nla_put_u32(msg, FIELDTAP_A_LAYOUT_ITEM_OFFSET, offset);
	nla_put_u32(msg, FIELDTAP_A_LAYOUT_ITEM_LEN, len);
	nla_put_u32(msg, FIELDTAP_A_LAYOUT_ITEM_TYPE, type);
	if (type == FIELDTAP_TYPE_BYTES)
		nla_put_u32(msg, FIELDTAP_A_LAYOUT_ITEM_STATUS, offset + len);
	else
		nla_put_u8(msg, FIELDTAP_A_LAYOUT_ITEM_LITTLE, 1);
	nla_nest_end(msg, nest);
}

static void put_layout(uint32_t seq, const char *image, uint32_t len)
{
	struct nl_msg *msg = pretend_begin(seq, FIELDTAP_CMD_LAYOUT_GET, 0);

	nla_put_string(msg, FIELDTAP_A_LAYOUT_DEVICE,
		       "profinet:00:11:22:33:44:55");
	nla_put_string(msg, FIELDTAP_A_LAYOUT_IMAGE, image);
	nla_put_u32(msg, FIELDTAP_A_LAYOUT_LEN, len);
	if (len > 1) {
		nla_put_u64(msg, FIELDTAP_A_LAYOUT_STALE_AFTER, 6000000);
		put_layout_item(msg, "1/1", 0, 4, FIELDTAP_TYPE_BYTES);
		put_layout_item(msg, "2/1", 5, 4, FIELDTAP_TYPE_F32);
	}
	pretend_finish(msg);
}

static void put_stats(uint32_t seq)
{
	struct nl_msg *msg = pretend_begin(seq, FIELDTAP_CMD_STATS_GET, 0);
	struct nlattr *nest;
	uint32_t i;

	/* One more than the tool knows. */
	for (i = 0; i <= FIELDTAP_STAT_MAX + 1; i++) {
		nest = nla_nest_start(msg, FIELDTAP_A_STATS_STAT);
		nla_put_u32(msg, FIELDTAP_A_STAT_ENTRY_ID, i);
		nla_put_u64(msg, FIELDTAP_A_STAT_ENTRY_VALUE, 100 + i);
		nla_nest_end(msg, nest);
	}
	/* Where it stood before the first event, and after the last. */
	nla_put_u64(msg, FIELDTAP_A_STATS_GENERATION,
		    pretend("live") ? pretend_live_generation() :
		    step ? 11 : 8);
	pretend_finish(msg);
}

static void put_map(uint32_t seq, int cmd, const char *name, int growth,
		    uint64_t event_seq)
{
	struct nl_msg *msg = pretend_begin(seq, cmd, 0);
	int i;

	nla_put_string(msg, FIELDTAP_A_MAP_NAME, name);
	/* PRETEND=items: nobody has named any. */
	nla_put_u32(msg, FIELDTAP_A_MAP_COUNT,
		    pretend("items") && !strcmp(name, "points") ? 0 : 60);
	nla_put_u32(msg, FIELDTAP_A_MAP_LIMIT, 65536);
	nla_put_u32(msg, FIELDTAP_A_MAP_LOG2_BUCKETS, 4);
	if (!strcmp(name, "images"))
		nla_put_u32(msg, FIELDTAP_A_MAP_OLD_LOG2_BUCKETS, 3);
	nla_put_u32(msg, FIELDTAP_A_MAP_NEVACUATE, 2);
	nla_put_u64(msg, FIELDTAP_A_MAP_GROWTHS, 1);
	nla_put_u64(msg, FIELDTAP_A_MAP_MOVED_BY_WORKER, 33);
	for (i = 0; i < 9; i++)
		nla_put_u32(msg, FIELDTAP_A_MAP_OCCUPANCY, i);
	nla_put_u64(msg, FIELDTAP_A_MAP_DURATION, 1234567);
	if (event_seq) {
		nla_put_u32(msg, FIELDTAP_A_MAP_GROWTH, growth);
		nla_put_u64(msg, FIELDTAP_A_MAP_EVENT_SEQ, event_seq);
	}
	pretend_finish(msg);
}

static void put_config(uint32_t seq)
{
	struct nl_msg *msg = pretend_begin(seq, FIELDTAP_CMD_CONFIG_GET, 0);
	int i;

	for (i = FIELDTAP_A_CONFIG_MAX_FLOWS; i <= FIELDTAP_A_CONFIG_MAX; i++)
		nla_put_u32(msg, i, 1000 + i);
	pretend_finish(msg);
}

static void put_all(const struct nlmsghdr *h, struct nlattr **tb, int cmd)
{
	uint32_t seq = h->nlmsg_seq;

	if (cmd == FIELDTAP_CMD_TAP_GET) {
		put_tap(seq, 7, "eth0", "modbus");
		put_tap(seq, 1, "lo", NULL);
	} else if (cmd == FIELDTAP_CMD_DECODER_GET) {
		put_decoder(seq);
	} else if (cmd == FIELDTAP_CMD_DEVICE_GET && pretend("items")) {
		put_labelled(seq);
	} else if (cmd == FIELDTAP_CMD_DEVICE_GET) {
		put_device(seq, "modbus:10.0.0.10:502/1", 0);
		put_device(seq, "modbus:10.0.0.5:502/1", 2);
		put_device(seq, "modbus:10.0.0.5:502/1", 2);
	} else if (cmd == FIELDTAP_CMD_IMAGE_GET) {
		pretend_images(seq, tb, interrupted());
	} else if (cmd == FIELDTAP_CMD_POINT_GET) {
		pretend_points(seq, tb);
	} else if (cmd == FIELDTAP_CMD_WINDOW_GET) {
		pretend_window(seq, tb);
	} else if (cmd == FIELDTAP_CMD_LAYOUT_GET) {
		put_layout(seq, "0x8002", 1);
		put_layout(seq, "0x8001", 40);
	} else if (cmd == FIELDTAP_CMD_MAP_GET) {
		put_map(seq, cmd, "flows", 0, 0);
		put_map(seq, cmd, "images", 0, 0);
	}
}

static void put_one(const struct nlmsghdr *h, struct nlattr **tb, int cmd)
{
	uint32_t seq = h->nlmsg_seq;

	if (cmd == FIELDTAP_CMD_STATS_GET)
		put_stats(seq);
	else if (cmd == FIELDTAP_CMD_CONFIG_GET)
		put_config(seq);
	else if (cmd == FIELDTAP_CMD_TAP_GET && tb[FIELDTAP_A_TAP_IFNAME])
		put_tap(seq, 7, nla_get_string(tb[FIELDTAP_A_TAP_IFNAME]), NULL);
	else if (cmd == FIELDTAP_CMD_DECODER_GET)
		put_decoder(seq);
	else if (cmd == FIELDTAP_CMD_MAP_GET)
		put_map(seq, cmd, nla_get_string(tb[FIELDTAP_A_MAP_NAME]), 0, 0);
}

static void put_family(uint32_t seq, uint16_t id, const char *name)
{
	struct nl_msg *msg = nlmsg_alloc();

	genlmsg_put(msg, 1, seq, GENL_ID_CTRL, 0, 0, CTRL_CMD_NEWFAMILY, 2);
	nla_put_string(msg, CTRL_ATTR_FAMILY_NAME, name);
	nla_put_u16(msg, CTRL_ATTR_FAMILY_ID, id);
	pretend_finish(msg);
}

static void put_families(uint32_t seq)
{
	put_family(seq, GENL_ID_CTRL, "nlctrl");
	if (!pretend("absent"))
		put_family(seq, FAMILY, "fieldtap");
	put_family(seq, FAMILY + 1, "fieldtap2");
	end(seq, NLMSG_DONE, 0, NULL, 0);
}

static void log_request(const struct nlmsghdr *h, int cmd)
{
	const char *path = getenv("PRETEND_LOG");
	FILE *f = path ? fopen(path, "a") : NULL;
	const struct nlattr *a;
	int rest, i;

	if (!f)
		return;
	fprintf(f, "cmd %d%s", cmd, h->nlmsg_flags & NLM_F_DUMP ? " dump" : "");
	nlmsg_for_each_attr(a, h, GENL_HDRLEN, rest) {
		fprintf(f, " %d=", nla_type(a));
		for (i = 0; i < nla_len(a); i++)
			fprintf(f, "%02x", ((unsigned char *)nla_data(a))[i]);
	}
	fputc('\n', f);
	fclose(f);
}

int __wrap_genl_connect(struct nl_sock *sk)
{
	(void)sk;
	return 0;
}

int __wrap_genl_ctrl_resolve_grp(struct nl_sock *sk, const char *family,
				 const char *group)
{
	(void)sk;
	(void)group;
	return strcmp(family, "nlctrl") ? 40 : GENL_ID_CTRL;
}

int __wrap_nl_socket_add_membership(struct nl_sock *sk, int group)
{
	listener = sk;
	return pretend("unprivileged") && group == 40 ? -NLE_PERM : 0;
}

int __wrap_nl_socket_set_nonblocking(const struct nl_sock *sk)
{
	(void)sk;
	return 0;
}

int __wrap_nl_socket_get_fd(const struct nl_sock *sk)
{
	static int fd = -1;

	(void)sk;
	/* Always readable. */
	if (fd < 0)
		fd = eventfd(1, 0);
	return fd;
}

int __wrap_setsockopt(int fd, int level, int name, const void *value,
		      socklen_t len)
{
	(void)fd;
	(void)level;
	(void)name;
	(void)value;
	(void)len;
	return 0;
}

/* PRETEND=third: of the layouts. */
static int refuses_layout(void)
{
	static int n;

	return pretend("third") && ++n == 3;
}

static uint32_t offset_of(const struct nlmsghdr *h, const struct nlattr *a)
{
	return (const char *)a - (const char *)h;
}

int __wrap_nl_send_auto(struct nl_sock *sk, struct nl_msg *msg)
{
	struct nlmsghdr *h = nlmsg_hdr(msg);
	struct genlmsghdr *g = nlmsg_data(h);
	struct nlattr *tb[32];
	static uint32_t seq;
	int dump = (h->nlmsg_flags & NLM_F_DUMP) == NLM_F_DUMP;

	(void)sk;
	h->nlmsg_seq = ++seq;
	if (h->nlmsg_type == GENL_ID_CTRL) {
		put_families(seq);
		return 0;
	}
	nlmsg_parse(h, GENL_HDRLEN, tb, 31, NULL);
	log_request(h, g->cmd);
	dumps += dump;
	/* Something late of an older request. */
	put_tap(seq - 1, 9, "stray", NULL);
	if (pretend("unprivileged")) {
		end(seq, NLMSG_ERROR, -EPERM, NULL, 0);
	} else if (pretend("refuse")) {
		end(seq, dump ? NLMSG_DONE : NLMSG_ERROR, -ENODEV,
		    "no such thing", NLMSG_HDRLEN + GENL_HDRLEN);
	} else if (g->cmd == FIELDTAP_CMD_LAYOUT_NEW && refuses_layout()) {
		end(seq, NLMSG_ERROR, -EINVAL, "item does not fit",
		    NLMSG_HDRLEN + GENL_HDRLEN);
	} else if (g->cmd == FIELDTAP_CMD_POINT_GET && !dump &&
		   !pretend_point(seq, tb)) {
		end(seq, NLMSG_ERROR, -ENOENT, "no such point", offset_of(h,
		    tb[FIELDTAP_A_POINT_NAME]));
	} else if (g->cmd == FIELDTAP_CMD_IMAGE_GET && !dump &&
		   !pretend_image(seq, tb)) {
		end(seq, NLMSG_ERROR, -ENOENT, "no such image", 0);
	} else if (g->cmd == FIELDTAP_CMD_POINT_APPLY && pretend_wrong(h)) {
		end(seq, NLMSG_ERROR, -EINVAL, "limits are out of order",
		    offset_of(h, pretend_wrong(h)));
	} else if (dump) {
		put_all(h, tb, g->cmd);
		end(seq, NLMSG_DONE, 0, NULL, 0);
	} else {
		put_one(h, tb, g->cmd);
		end(seq, NLMSG_ERROR, 0, NULL, 0);
	}
	return 0;
}

static void put_alarm(uint64_t event_seq, const char *item)
{
	struct nl_msg *msg = pretend_begin(0, FIELDTAP_CMD_ALARM_NTF, 0);

	nla_put_string(msg, FIELDTAP_A_ALARM_DEVICE,
		       "profinet:00:11:22:33:44:55");
	nla_put_string(msg, FIELDTAP_A_ALARM_WHAT, "diagnosis appears");
	if (item) {
		nla_put_string(msg, FIELDTAP_A_ALARM_ITEM, item);
		nla_put(msg, FIELDTAP_A_ALARM_DATA, 2, "\xca\xfe");
	}
	nla_put_u32(msg, FIELDTAP_A_ALARM_CODE, 0x8001);
	nla_put_u64(msg, FIELDTAP_A_ALARM_TIME, (EPOCH + 5) * SEC);
	nla_put_u64(msg, FIELDTAP_A_ALARM_EVENT_SEQ, event_seq);
	pretend_finish(msg);
}

/* PRETEND=items: values that change, and alarms, one of which is lost. */
static int next_item_event(void)
{
	switch (step++) {
	case 0:
		pretend_image_event("cmd3", 9, 5);
		pretend_image_event("cmd1", 10, 6);
		return 0;
	case 1:
		put_alarm(1, NULL);
		return 0;
	case 2:
		put_alarm(3, "1/1");
		return 0;
	case 3:
		/* Nothing that a dump could make good was missed. */
		return -NLE_AGAIN;
	default:
		kill(getpid(), SIGTERM);
		return -NLE_AGAIN;
	}
}

/* PRETEND=live: alerts, a loss, and then no end. */
static int next_live_event(void)
{
	if (step++ == 0 && pretend_point_event(1))
		return 0;
	if (step == 2)
		return -NLE_NOMEM;
	/* It is readable all the time. */
	usleep(10000);
	return -NLE_AGAIN;
}

/* PRETEND=points: points that change and alert, one of which is lost. */
static int next_point_event(void)
{
	if (pretend_point_event(step))
		return step++ == 3 ? -NLE_NOMEM : 0;
	if (step++ > 5)
		kill(getpid(), SIGTERM);
	return -NLE_AGAIN;
}

static void put_unloaded(void)
{
	struct nl_msg *msg = nlmsg_alloc();

	genlmsg_put(msg, 0, 0, GENL_ID_CTRL, 0, 0, CTRL_CMD_DELFAMILY, 2);
	nla_put_u16(msg, CTRL_ATTR_FAMILY_ID, FAMILY);
	pretend_finish(msg);
}

static void put_tap_gone(uint64_t event_seq)
{
	struct nl_msg *msg = pretend_begin(0, FIELDTAP_CMD_TAP_DEL_NTF, 0);

	nla_put_u32(msg, FIELDTAP_A_TAP_IFINDEX, 7);
	nla_put_string(msg, FIELDTAP_A_TAP_IFNAME, "eth0");
	nla_put_u64(msg, FIELDTAP_A_TAP_EVENT_SEQ, event_seq);
	pretend_finish(msg);
}

static void put_handover(uint64_t event_seq)
{
	struct nl_msg *msg = pretend_begin(0, FIELDTAP_CMD_DECODER_SWITCH_NTF, 0);

	nla_put_string(msg, FIELDTAP_A_DECODER_NAME, "modbus");
	nla_put_string(msg, FIELDTAP_A_DECODER_ACTIVE, "modbus-next");
	nla_put_string(msg, FIELDTAP_A_DECODER_FORMER, "modbus");
	nla_put_u32(msg, FIELDTAP_A_DECODER_HANDOVER,
		    FIELDTAP_HANDOVER_PROVEN);
	nla_put_u64(msg, FIELDTAP_A_DECODER_EVENT_SEQ, event_seq);
	pretend_finish(msg);
}

/* What a listener hears; returns libnl's error, 0 for a datagram. */
static int next_event(void)
{
	switch (step++) {
	case 0:
		pretend_image_event("coil/0+10", 9, 5);
		return 0;
	case 1:
		put_map(0, FIELDTAP_CMD_MAP_NTF, "images",
			FIELDTAP_GROWTH_START, 1);
		put_map(0, FIELDTAP_CMD_MAP_NTF, "images",
			FIELDTAP_GROWTH_FINISH, 2);
		return 0;
	case 2:
		return -NLE_NOMEM;
	case 3:
		pretend_image_event("fc74/response", 10, 6);
		return 0;
	case 4:
		/* Here the tool gets what it missed: generation 11. */
		return -NLE_AGAIN;
	case 5:
		put_tap_gone(9);
		put_handover(10);
		return 0;
	case 6:
		return -NLE_AGAIN;
	default:
		if (pretend("unload")) {
			put_unloaded();
			return 0;
		}
		kill(getpid(), SIGTERM);
		return -NLE_AGAIN;
	}
}

int __wrap_nl_recv(struct nl_sock *sk, struct sockaddr_nl *from,
		   unsigned char **buf, struct ucred **creds)
{
	int len;

	(void)creds;
	memset(from, 0, sizeof(*from));
	if (sk == listener) {
		int err = pretend("items") ? next_item_event() :
			  pretend("points") ? next_point_event() :
			  pretend("live") ? next_live_event() : next_event();

		if (err)
			return err;
	}
	*buf = answer;
	len = answer_len;
	answer = NULL;
	answer_len = 0;
	answer_room = 0;
	return len;
}
