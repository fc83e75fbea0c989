// SPDX-License-Identifier: GPL-2.0
/* Points: their parameters, and what is read of the kernel's messages. */
#include <errno.h>
#include <stdlib.h>

#include "../lib/point.h"
#include "../lib/window.h"
#include "ktap.h"

#define ATTR(name)	FIELDTAP_A_POINT_CONF_##name

static struct ft_conn conn;
static struct ft_error err;

static void parse(struct ft_point_conf *conf, const char *name,
		  const char *text)
{
	CHECK(!ft_point_conf_parse(conf, ft_param_find(name), text, &err));
}

/* Every attribute has its parameter, and is called as the wire calls it. */
static void test_table(void)
{
	unsigned int a, n = 0;
	const struct ft_param *p;

	for (a = 1; a <= FIELDTAP_A_POINT_CONF_MAX; a++) {
		p = ft_param_of(a);
		CHECK(p && p->attr == a);
		if (!p)
			continue;
		CHECK_STR(p->name, ft_name(&ft_point_conf_attrs, a));
		CHECK(strlen(p->key) == strlen(p->name) &&
		      !strchr(p->key, '-') && !strchr(p->name, '_'));
		CHECK((p->kind == FT_PARAM_TEXT || p->kind == FT_PARAM_DECIMAL)
		      == ft_point_conf_attrs.names[a].is_text);
	}
	for (p = ft_params; p->name; p++) {
		CHECK(ft_param_find(p->name) == p && ft_param_find(p->key) == p);
		n++;
	}
	/* All but the name and the source. */
	CHECK(n == FIELDTAP_A_POINT_CONF_MAX - 2);
	CHECK(!ft_param_of(0) && !ft_param_of(FIELDTAP_A_POINT_CONF_MAX + 1));
	CHECK(!ft_param_find("name") && !ft_param_find("h"));
}

static void test_text(void)
{
	static const struct { const char *name, *text, *again; } all[] = {
		{ "type", "f32", "f32" }, { "order", "cdab", "cdab" },
		{ "bit", "0", "0" }, { "len", "256", "256" },
		{ "scale", "+0.10", "0.1" }, { "unit", "\xc2\xb0" "C", "\xc2\xb0" "C" },
		{ "heartbeat", "1500", "1500ms" }, { "heartbeat", "2000", "2s" },
		{ "heartbeat", "120s", "2min" }, { "heartbeat", "1h", "60min" },
		{ "stale_after", "4294967295ms", "4294967295ms" },
	};
	char buf[FT_PARAM_TEXT_MAX];
	unsigned int i;

	for (i = 0; i < sizeof(all) / sizeof(all[0]); i++) {
		const struct ft_param *p = ft_param_find(all[i].name);
		struct ft_point_conf a = { 0 }, b = { 0 };

		parse(&a, all[i].name, all[i].text);
		CHECK_STR(ft_point_conf_text_of(&a, p, buf), all[i].again);
		parse(&b, all[i].name, ft_point_conf_text_of(&a, p, buf));
		CHECK(ft_point_conf_equal(&a, &b));
		ft_point_conf_clean(&a);
		ft_point_conf_clean(&b);
		CHECK(!a.set);
	}
}

static void test_exclusive(void)
{
	struct ft_point_conf a = { 0 }, b = { 0 };

	parse(&a, "deadband", "2");
	parse(&a, "deadband", "5%");
	CHECK(!ft_point_conf_has(&a, ATTR(DEADBAND)));
	CHECK_STR(ft_point_conf_text(&a, ATTR(DEADBAND_PERCENT)), "5");
	parse(&b, "deadband", "1");
	CHECK(!ft_point_conf_merge(&a, &b));
	CHECK(!ft_point_conf_has(&a, ATTR(DEADBAND_PERCENT)));
	parse(&a, "deadband_percent", "3");
	ft_point_conf_clear(&a, ATTR(DEADBAND));
	CHECK(!ft_point_conf_has(&a, ATTR(DEADBAND_PERCENT)));
	/* An octet goes with the address that it is of. */
	parse(&a, "address", "profinet:00:11:22:33:44:55/1/1+4");
	CHECK(a.field[ATTR(OCTET)].number == 4);
	parse(&b, "address", "modbus:10.0.0.5:502/1/hr/0");
	CHECK(!ft_point_conf_merge(&a, &b));
	CHECK(!ft_point_conf_has(&a, ATTR(OCTET)));
	ft_point_conf_clean(&a);
	ft_point_conf_clean(&b);
}

static void test_equal(void)
{
	struct ft_point_conf a = { 0 }, b = { 0 };

	parse(&a, "scale", "1.0");
	parse(&a, "offset", "0");
	parse(&a, "octet", "0");
	parse(&a, "order", "auto");
	CHECK(ft_point_conf_equal(&a, &b) && ft_point_conf_equal(&b, &a));
	CHECK(!ft_point_conf_copy(&b, &a));
	CHECK(a.set == b.set && ft_point_conf_equal(&a, &b));
	parse(&b, "bit", "0");
	CHECK(!ft_point_conf_equal(&a, &b) &&
	      ft_point_conf_differs(&a, &b, ATTR(BIT)));
	parse(&b, "hi", "0.30");
	parse(&a, "hi", "3e-1");
	CHECK(!ft_point_conf_differs(&a, &b, ATTR(HI)));
	/* What is refused changes nothing. */
	CHECK(ft_point_conf_parse(&a, ft_param_find("hi"), "x", &err));
	CHECK_STR(ft_point_conf_text(&a, ATTR(HI)), "0.3");
	ft_point_conf_clean(&a);
	ft_point_conf_clean(&b);
}

/* Octets that no kernel sends, with headers that make sense. */
static void test_random(void)
{
	struct ft_point_alert alert;
	struct ft_point point;
	unsigned int i, k;

	srand(1);
	for (i = 0; i < 20000; i++) {
		size_t n = rand() % 300 & ~3u;
		uint8_t *octets = malloc(n + 1);
		struct nlattr *a = (struct nlattr *)octets;
		struct ft_window window = { 0 };

		for (k = 0; k < n; k++)
			octets[k] = rand();
		for (k = 0; k + 8 <= n; k += 4 + rand() % 3 * 4) {
			octets[k] = rand() % 16 + 4;
			octets[k + 1] = 0;
			octets[k + 2] = rand() % 32;
			octets[k + 3] = 0;
		}
		ft_point_parse(&conn, a, n, &point);
		ft_point_clean(&point);
		ft_point_alert_parse(&conn, a, n, &alert);
		ft_window_parse(&conn, a, n, &window);
		ft_window_clean(&window);
		free(octets);
	}
}

/* A point whose attributes are of any length. */
static void test_lengths(void)
{
	unsigned int attr, len;

	for (attr = 1; attr <= FIELDTAP_A_POINT_CONF_MAX + 1; attr++) {
		for (len = 0; len < 12; len++) {
			struct nl_msg *msg = nlmsg_alloc();
			struct ft_point p;
			struct nlattr *nest;

			nlmsg_put(msg, 0, 0, 20, 0, 0);
			nla_put_string(msg, FIELDTAP_A_POINT_NAME, "a");
			nest = nla_nest_start(msg, FIELDTAP_A_POINT_CONF);
			nla_put(msg, attr, len, "11111111111");
			nla_nest_end(msg, nest);
			if (!ft_point_parse(&conn, nlmsg_data(nlmsg_hdr(msg)),
					    nlmsg_datalen(nlmsg_hdr(msg)), &p))
				CHECK(ft_point_conf_has(&p.conf, attr) ==
				      (attr <= FIELDTAP_A_POINT_CONF_MAX));
			ft_point_clean(&p);
			nlmsg_free(msg);
		}
	}
}

int main(void)
{
	static const struct ktap_test tests[] = {
		{ "table", test_table },
		{ "text", test_text },
		{ "exclusive", test_exclusive },
		{ "equal", test_equal },
		{ "random", test_random },
		{ "lengths", test_lengths },
		{ NULL, NULL },
	};

	return ktap_run(tests);
}
