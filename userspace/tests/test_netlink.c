// SPDX-License-Identifier: GPL-2.0
/* What the library reads from netlink messages made by hand, and broken ones. */
#include <errno.h>
#include <stdlib.h>

#include <linux/genetlink.h>

#include "../lib/event.h"
#include "../lib/extack.h"
#include "../lib/json.h"
#include "ktap.h"

static struct ft_conn conn;

static struct nlattr *attrs_of(struct nl_msg *msg, int *len)
{
	*len = nlmsg_datalen(nlmsg_hdr(msg));
	return nlmsg_data(nlmsg_hdr(msg));
}

static void test_image(void)
{
	struct nl_msg *msg = nlmsg_alloc();
	struct ft_image im;
	struct nlattr *a;
	json_t *j;
	char *text;
	int len;

	nlmsg_put(msg, 0, 0, 20, 0, 0);
	nla_put_string(msg, FIELDTAP_A_IMAGE_DEVICE, "modbus:10.0.0.5:502/1");
	nla_put_string(msg, FIELDTAP_A_IMAGE_IMAGE, "hr/0+2");
	nla_put_string(msg, FIELDTAP_A_IMAGE_DECODER, "modbus");
	nla_put_u32(msg, FIELDTAP_A_IMAGE_LAYOUT, FIELDTAP_LAYOUT_BE16);
	nla_put_u32(msg, FIELDTAP_A_IMAGE_COUNT, 2);
	nla_put_u32(msg, FIELDTAP_A_IMAGE_LEN, 4);
	nla_put(msg, FIELDTAP_A_IMAGE_DATA, 4, "\xde\xad\xbe\xef");
	nla_put_u64(msg, FIELDTAP_A_IMAGE_GENERATION, 1ull << 40);
	nla_put_u32(msg, FIELDTAP_A_IMAGE_STATE, FIELDTAP_STATE_STALE);
	a = attrs_of(msg, &len);
	CHECK(!ft_image_parse(&conn, a, len, &im));
	CHECK_STR(im.device, "modbus:10.0.0.5:502/1");
	CHECK(im.data_len == 4 && im.generation == 1ull << 40);
	j = ft_json_image(&im);
	text = json_dumps(j, JSON_COMPACT);
	CHECK_STR(text,
		  "{\"device\":\"modbus:10.0.0.5:502/1\",\"image\":\"hr/0+2\","
		  "\"decoder\":\"modbus\",\"layout\":\"be16\",\"first\":0,\"count\":2,"
		  "\"len\":4,\"data\":\"deadbeef\",\"frames\":0,\"changes\":0,"
		  "\"generation\":1099511627776,\"last_seen\":0,\"last_change\":0,"
		  "\"source_time\":0,\"state\":\"stale\",\"quality\":\"good\"}");
	free(text);
	json_decref(j);
	ft_image_clean(&im);
	nlmsg_free(msg);
}

static void test_not_utf8(void)
{
	struct ft_image im = {
		.device = (char *)"x:\xff\xfe", .image = (char *)"i\"\n",
		.decoder = (char *)"d", .layout = 77, .data = (uint8_t *)"",
	};
	json_t *j = ft_json_image(&im);

	CHECK(j);
	CHECK_STR(json_string_value(json_object_get(j, "device")), "x:\xef\xbf\xbd\xef\xbf\xbd");
	CHECK(json_integer_value(json_object_get(j, "layout")) == 77);
	json_decref(j);
}

/* An image with one item, which @offset and @len place in four octets. */
static struct nl_msg *with_item(uint32_t offset, uint32_t length, bool named)
{
	struct nl_msg *msg = nlmsg_alloc();
	struct nlattr *nest;

	nlmsg_put(msg, 0, 0, 20, 0, 0);
	nla_put_string(msg, FIELDTAP_A_IMAGE_DEVICE, "hartip:10.0.0.7:5094/1");
	nla_put_string(msg, FIELDTAP_A_IMAGE_IMAGE, "cmd1");
	nla_put(msg, FIELDTAP_A_IMAGE_DATA, 4, "\x41\xac\0\0");
	nla_put_u32(msg, FIELDTAP_A_IMAGE_QUALITY, FIELDTAP_QUALITY_BAD);
	nla_put_u32(msg, FIELDTAP_A_IMAGE_STATUS, 64);
	nla_put_string(msg, FIELDTAP_A_IMAGE_STATUS_TEXT, "cold start");
	nest = nla_nest_start(msg, FIELDTAP_A_IMAGE_ITEM);
	if (named)
		nla_put_string(msg, FIELDTAP_A_ITEM_NAME, "pv");
	nla_put_u32(msg, FIELDTAP_A_ITEM_TYPE, FIELDTAP_TYPE_F32);
	nla_put_u32(msg, FIELDTAP_A_ITEM_OFFSET, offset);
	nla_put_u32(msg, FIELDTAP_A_ITEM_LEN, length);
	nla_put_string(msg, FIELDTAP_A_ITEM_UNIT, "degC");
	nla_nest_end(msg, nest);
	return msg;
}

static void test_item(void)
{
	struct nl_msg *msg = with_item(0, 4, true);
	struct ft_image im;
	struct nlattr *a;
	int len;

	a = attrs_of(msg, &len);
	CHECK(!ft_image_parse(&conn, a, len, &im));
	nlmsg_free(msg);
	CHECK(im.quality == FIELDTAP_QUALITY_BAD && im.status == 64);
	CHECK_STR(im.status_text, "cold start");
	CHECK(im.n_items == 1);
	CHECK_STR(im.items->name, "pv");
	CHECK_STR(im.items->unit, "degC");
	CHECK(!im.items->status_text && im.items->count == 1 &&
	      im.items->len == 4 && !im.items->little);
	ft_image_clean(&im);
}

static void test_malformed_item(void)
{
	static const struct { uint32_t offset, len; bool named; } bad[] = {
		{ 0, 5, true }, { 1, 4, true }, { 5, 0, true },
		{ UINT32_MAX, 2, true }, { 2, UINT32_MAX, true }, { 0, 4, false },
	};
	struct ft_image im;
	unsigned int i;

	for (i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		struct nl_msg *msg = with_item(bad[i].offset, bad[i].len,
					       bad[i].named);
		int len;
		struct nlattr *a = attrs_of(msg, &len);

		CHECK(ft_image_parse(&conn, a, len, &im));
		ft_image_clean(&im);
		nlmsg_free(msg);
	}
}

static void test_malformed(void)
{
	struct nl_msg *msg = nlmsg_alloc();
	char name[FIELDTAP_PATH_MAX + 2];
	struct ft_stats stats;
	struct ft_image im;
	struct ft_tap tap;
	struct nlattr *a;
	int len;

	nlmsg_put(msg, 0, 0, 20, 0, 0);
	nla_put_u32(msg, FIELDTAP_A_IMAGE_LAYOUT, 1);
	a = attrs_of(msg, &len);
	CHECK(ft_image_parse(&conn, a, len, &im));
	ft_image_clean(&im);
	CHECK(ft_tap_parse(&conn, a, len, &tap));
	CHECK(conn.err.kind == FT_REFUSED && conn.err.code == EBADMSG);
	nlmsg_free(msg);

	memset(name, 'n', sizeof(name) - 1);
	name[sizeof(name) - 1] = '\0';
	msg = nlmsg_alloc();
	nlmsg_put(msg, 0, 0, 20, 0, 0);
	nla_put_string(msg, FIELDTAP_A_IMAGE_DEVICE, name);
	nla_put_string(msg, FIELDTAP_A_IMAGE_IMAGE, "x");
	a = attrs_of(msg, &len);
	CHECK(ft_image_parse(&conn, a, len, &im));
	ft_image_clean(&im);
	nlmsg_free(msg);

	msg = nlmsg_alloc();
	nlmsg_put(msg, 0, 0, 20, 0, 0);
	a = nla_nest_start(msg, FIELDTAP_A_STATS_STAT);
	nla_put_u16(msg, FIELDTAP_A_STAT_ENTRY_ID, 1);
	nla_nest_end(msg, a);
	a = attrs_of(msg, &len);
	CHECK(ft_stats_parse(&conn, a, len, &stats));
	ft_vec_free(&stats.stats);
	nlmsg_free(msg);
}

/* No octets, however random, may lead a parser astray (ASan watches). */
static void test_random(void)
{
	struct ft_alarm alarm;
	struct ft_decoder decoder;
	struct ft_device device;
	struct ft_stats stats;
	struct ft_config cfg;
	struct ft_image im;
	struct ft_tap tap;
	struct ft_map map;
	unsigned int i, k;

	srand(1);
	for (i = 0; i < 20000; i++) {
		size_t n = rand() % 200 & ~3u;
		uint8_t *octets = malloc(n + 1);
		struct nlattr *a = (struct nlattr *)octets;

		for (k = 0; k < n; k++)
			octets[k] = rand();
		/* Plausible headers go deeper. */
		for (k = 0; k + 8 <= n; k += 12) {
			octets[k] = rand() % 16;
			octets[k + 1] = 0;
			octets[k + 2] = rand() % 32;
			octets[k + 3] = 0;
		}
		ft_image_parse(&conn, a, n, &im);
		ft_image_clean(&im);
		ft_device_parse(&conn, a, n, &device);
		ft_decoder_parse(&conn, a, n, &decoder);
		ft_tap_parse(&conn, a, n, &tap);
		ft_map_parse(&conn, a, n, &map);
		ft_alarm_parse(&conn, a, n, &alarm);
		ft_config_parse(&conn, a, n, &cfg);
		ft_stats_parse(&conn, a, n, &stats);
		ft_vec_free(&stats.stats);
		free(octets);
	}
}

/* An NLMSG_ERROR with some attributes, the request not repeated. */
static struct nl_msg *refusal(int error, int flags)
{
	struct nl_msg *msg = nlmsg_alloc();
	struct nlmsgerr *e;

	nlmsg_put(msg, 0, 1, NLMSG_ERROR, 0, flags);
	e = nlmsg_reserve(msg, sizeof(*e), NLMSG_ALIGNTO);
	memset(e, 0, sizeof(*e));
	e->error = -error;
	e->msg.nlmsg_len = 100;
	return msg;
}

static void test_extack(void)
{
	struct nl_msg *msg = refusal(ENODEV, NLM_F_CAPPED | NLM_F_ACK_TLVS);
	struct nl_msg *request = nlmsg_alloc();
	struct ft_error err;
	struct ft_extack ack;
	struct genlmsghdr g = { .cmd = FIELDTAP_CMD_TAP_NEW };

	nlmsg_put(request, 0, 1, 20, 0, 0);
	nlmsg_append(request, &g, sizeof(g), NLMSG_ALIGNTO);
	nla_put_string(request, FIELDTAP_A_TAP_IFNAME, "eth9");
	nla_put_u8(request, FIELDTAP_A_TAP_PROMISC, 1);

	nla_put_string(msg, NLMSGERR_ATTR_MSG, "no such network device");
	nla_put_u32(msg, NLMSGERR_ATTR_OFFS, NLMSG_HDRLEN + GENL_HDRLEN);
	ft_extack_parse(nlmsg_hdr(msg), &ack);
	CHECK(ack.error == ENODEV && ack.offset == 20 && !ack.missing);
	CHECK(ft_extack_fail(&err, &ack, nlmsg_hdr(request), &ft_tap_attrs) == -1);
	CHECK_STR(err.text,
		  "no such network device (ifname \"eth9\"): No such device");

	ack.offset = NLMSG_HDRLEN + GENL_HDRLEN + 12;
	ft_extack_fail(&err, &ack, nlmsg_hdr(request), &ft_tap_attrs);
	CHECK_STR(err.text,
		  "no such network device (promisc 1): No such device");
	ack.offset = 1000;
	ft_extack_fail(&err, &ack, nlmsg_hdr(request), &ft_tap_attrs);
	CHECK_STR(err.text, "no such network device: No such device");
	ack.offset = 0;
	ack.missing = FIELDTAP_A_TAP_IFINDEX;
	ft_extack_fail(&err, &ack, nlmsg_hdr(request), &ft_tap_attrs);
	CHECK_STR(err.text,
		  "no such network device (ifindex is missing): No such device");
	nlmsg_free(msg);
	nlmsg_free(request);
}

static void test_extack_bare(void)
{
	struct nl_msg *msg = refusal(EPERM, NLM_F_CAPPED);
	struct nlmsghdr request = { .nlmsg_len = 20 };
	struct ft_error err;
	struct ft_extack ack;

	ft_extack_parse(nlmsg_hdr(msg), &ack);
	CHECK(ack.error == EPERM && !ack.text);
	ft_extack_fail(&err, &ack, &request, &ft_tap_attrs);
	CHECK(strstr(err.text, "CAP_NET_ADMIN") && err.kind == FT_REFUSED);
	nlmsg_free(msg);

	/* Without CAP_ACK the request's 84 octets come before the attributes. */
	msg = refusal(EINVAL, NLM_F_ACK_TLVS);
	nlmsg_reserve(msg, 84, 0);
	nla_put_string(msg, NLMSGERR_ATTR_MSG, "wrong");
	ft_extack_parse(nlmsg_hdr(msg), &ack);
	CHECK_STR(ack.text ? ack.text : "", "wrong");
	nlmsg_free(msg);

	/* A header that claims more than there is. */
	msg = refusal(EINVAL, NLM_F_ACK_TLVS);
	ft_extack_parse(nlmsg_hdr(msg), &ack);
	CHECK(ack.error == EINVAL && !ack.text);
	nlmsg_hdr(msg)->nlmsg_len = NLMSG_HDRLEN + 4;
	ft_extack_parse(nlmsg_hdr(msg), &ack);
	CHECK(ack.error == EBADMSG);
	nlmsg_free(msg);
}

static void test_sequence(void)
{
	struct ft_sequence s = { 0 };

	CHECK(ft_sequence_next(&s, 7) == 0);
	CHECK(ft_sequence_next(&s, 8) == 0);
	CHECK(ft_sequence_next(&s, 12) == 3);
	CHECK(ft_sequence_next(&s, 13) == 0);
	CHECK(ft_sequence_next(&s, 1) == 0);
	CHECK(ft_sequence_next(&s, 2) == 0);
}

static void test_names(void)
{
	CHECK_STR(ft_name(&ft_stat_names, FIELDTAP_STAT_FRAMES), "frames");
	CHECK_STR(ft_name(&ft_stat_names, FIELDTAP_STAT_EVENTS_LOST),
		  "events_lost");
	CHECK(ft_stat_names.n == FIELDTAP_STAT_MAX + 1);
	CHECK_STR(ft_name(&ft_config_attrs, FIELDTAP_A_CONFIG_IDLE_TIMEOUT),
		  "idle-timeout");
	CHECK(!ft_name(&ft_config_attrs, FIELDTAP_A_CONFIG_PAD));
	CHECK(!ft_name(&ft_config_attrs, FIELDTAP_A_CONFIG_MAX + 1));
	CHECK_STR(ft_name(&ft_growth_names, FIELDTAP_GROWTH_PUT_OFF), "put_off");
}

int main(void)
{
	static const struct ktap_test tests[] = {
		{ "image", test_image },
		{ "not_utf8", test_not_utf8 },
		{ "item", test_item },
		{ "malformed_item", test_malformed_item },
		{ "malformed", test_malformed },
		{ "random", test_random },
		{ "extack", test_extack },
		{ "extack_bare", test_extack_bare },
		{ "sequence", test_sequence },
		{ "names", test_names },
		{ NULL, NULL },
	};

	return ktap_run(tests);
}
