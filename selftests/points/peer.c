// SPDX-License-Identifier: GPL-2.0
/*
 * peer: does what oracle.py asks, one line of answer to each line.
 *
 *   raw TYPE TEXT              raw value of a decimal text, or "none"
 *   solve VALUE MINUS OFFSET SCALE, part PERCENT HI LO SCALE
 *                              "SIGN M E MORE"
 *   read TYPE ORDER BIT LEN OCTET | SRC OFFSET LEN OWN TYPE LITTLE BIT | HEX
 *                              "TYPE RAW", "TYPE =HEX" or "unfit"
 *   rule NAME VALUE...         "ok" or "error ATTR CODE"; forgets the state
 *   again NAME VALUE...        the same, and keeps it: TELL
 *   see TYPE RAW QUALITY VALUE OTHER MONO PERIOD DOUBT, tick MONO SEEN PERIOD
 *                              "TELL LEVEL BEFORE RATE STALE QUALITY TOLD
 *                              PREVIOUS EACH DUE"
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <linux/kernel.h>

#include "decimal.h"
#include "point_read.h"
#include "rule.h"

#define WORDS	64

static struct ft_rule *rule;
static struct ft_rule_state state;
static u64 seen, period;

static void die(const char *what)
{
	fprintf(stderr, "peer: %s\n", what);
	exit(1);
}

static u64 number(const char *word)
{
	return strtoull(word, NULL, 0);
}

static struct ft_decimal decimal(const char *text)
{
	struct ft_decimal d;

	if (ft_decimal_parse(text, strlen(text), &d))
		die("no decimal number");
	return d;
}

static void do_raw(char **word, int n)
{
	const char *text = n > 2 ? word[2] : "";
	struct ft_decimal d;
	u64 raw;
	int err = ft_decimal_parse(text, strlen(text), &d);

	if (err)
		printf("error %d\n", -err);
	else if (ft_decimal_to_raw(&d, number(word[1]), &raw))
		printf("%" PRIu64 "\n", (uint64_t)raw);
	else
		puts("none");
}

static void do_number(char **word, int n)
{
	struct ft_decimal a, b, c, d;
	struct ft_number x;

	if (n < 5)
		die("too few numbers");
	a = decimal(word[1]);
	b = decimal(word[2]);
	c = decimal(word[3]);
	d = decimal(word[4]);
	x = word[0][0] == 's' ? ft_decimal_solve(&a, &b, &c, &d) :
				ft_decimal_part(&a, &b, &c, &d);
	printf("%d %" PRIu64 " %d %d\n", x.neg, (uint64_t)x.m, x.e, x.more);
}

static u32 unhex(const char *text, u8 *buf)
{
	u32 len = strlen(text) / 2;
	unsigned int octet;
	u32 i;

	for (i = 0; i < len; i++) {
		if (sscanf(text + 2 * i, "%2x", &octet) != 1)
			die("no hex");
		buf[i] = octet;
	}
	return len;
}

static void do_read(char **word, int n)
{
	struct ft_read_conf conf;
	struct ft_source src;
	struct ft_reading r;
	const u8 *data;
	u8 *image;
	u32 len, attr, i;
	u64 raw;

	if (n < 12)
		die("too few words");
	conf = (struct ft_read_conf) {
		.type = number(word[1]), .order = number(word[2]),
		.bit = number(word[3]), .len = number(word[4]),
		.octet = number(word[5]),
	};
	src = (struct ft_source) {
		.offset = number(word[6]), .len = number(word[7]),
		.own = number(word[8]), .type = number(word[9]),
		.little = number(word[10]), .bit = number(word[11]),
	};
	/* As long as it is, so that one octet behind it is noticed. */
	image = malloc(n > 12 ? strlen(word[12]) / 2 + !*word[12] : 1);
	len = n > 12 ? unhex(word[12], image) : 0;
	if (ft_read_check(&conf, &attr)) {
		printf("error %u\n", attr);
	} else if (!ft_read_plan(&conf, &src, &r)) {
		puts("unfit");
	} else if (r.how == FT_READ_DATA) {
		data = ft_read_data(&r, image, len, &i);
		if (!data) {
			puts("unfit");
		} else {
			printf("%u =", r.type);
			for (; i; i--)
				printf("%02x", *data++);
			puts("");
		}
	} else if (ft_read_raw(&r, image, len, &raw)) {
		printf("%u %" PRIu64 "\n", r.type, (uint64_t)raw);
	} else {
		puts("unfit");
	}
	free(image);
}

static void do_rule(char **word, int n, bool keep)
{
	struct ft_rule_conf conf = { .scale = NULL };
	const struct {
		const char *name;
		const char **text;
		u32 *count;
	} fields[] = {
		{ "scale", &conf.scale, NULL },
		{ "offset", &conf.offset, NULL },
		{ "deadband", &conf.deadband, NULL },
		{ "deadband_percent", &conf.deadband_percent, NULL },
		{ "span_lo", &conf.span_lo, NULL },
		{ "span_hi", &conf.span_hi, NULL },
		{ "lolo", &conf.lolo, NULL },
		{ "lo", &conf.lo, NULL },
		{ "hi", &conf.hi, NULL },
		{ "hihi", &conf.hihi, NULL },
		{ "hysteresis", &conf.hysteresis, NULL },
		{ "rate", &conf.rate, NULL },
		{ "heartbeat", NULL, &conf.heartbeat },
		{ "min_interval", NULL, &conf.min_interval },
		{ "debounce_count", NULL, &conf.debounce_count },
		{ "debounce_time", NULL, &conf.debounce_time },
		{ "stale_after", NULL, &conf.stale_after },
		{ "stale_periods", NULL, &conf.stale_periods },
	};
	struct ft_rule_error err = { .attr = 0 };
	struct ft_rule *new;
	size_t k;
	int i, code;

	for (i = 1; i + 1 < n; i += 2) {
		for (k = 0; k < ARRAY_SIZE(fields); k++)
			if (!strcmp(word[i], fields[k].name))
				break;
		if (k == ARRAY_SIZE(fields))
			die("no such field");
		if (fields[k].text)
			*fields[k].text = word[i + 1];
		else
			*fields[k].count = number(word[i + 1]);
	}
	code = ft_rule_new(&conf, &new, &err);
	if (code) {
		if (!err.attr || !err.text || new)
			die("an error without a reason");
		printf("error %u %d\n", err.attr, -code);
		return;
	}
	free(rule);
	rule = new;
	if (keep) {
		printf("%u\n", ft_rule_start(rule, &state));
	} else {
		memset(&state, 0, sizeof(state));
		puts("ok");
	}
}

static void answer(u32 tell)
{
	char told[32] = "-", previous[32] = "-";

	if (state.told_once && state.told_value)
		snprintf(told, sizeof(told), "%" PRIu64,
			 (uint64_t)state.told.raw);
	if (state.previous_value)
		snprintf(previous, sizeof(previous), "%" PRIu64,
			 (uint64_t)state.previous.raw);
	printf("%u %u %u %u %u %u %s %s %u %" PRIu64 "\n", tell, state.level,
	       state.level_before, state.rate, state.stale, state.quality,
	       told, previous, ft_rule_each(rule, &state),
	       (uint64_t)ft_rule_due(rule, &state, seen, period));
}

static void do_see(char **word, int n)
{
	struct ft_sighting s;

	if (n < 9)
		die("too few words");
	period = number(word[7]);
	s = (struct ft_sighting) {
		.type = number(word[1]), .raw = number(word[2]),
		.quality = number(word[3]), .value = number(word[4]),
		.other = number(word[5]), .mono = number(word[6]),
		.time = number(word[6]), .doubt = number(word[8]),
	};
	if (!s.doubt)
		seen = s.mono;
	answer(ft_rule_sample(rule, &state, &s));
}

static void do_tick(char **word, int n)
{
	if (n < 4)
		die("too few words");
	seen = number(word[2]);
	period = number(word[3]);
	answer(ft_rule_tick(rule, &state, number(word[1]), seen, period));
}

static void obey(char **word, int n)
{
	if (!strcmp(word[0], "raw"))
		do_raw(word, n);
	else if (!strcmp(word[0], "solve") || !strcmp(word[0], "part"))
		do_number(word, n);
	else if (!strcmp(word[0], "read"))
		do_read(word, n);
	else if (!strcmp(word[0], "rule"))
		do_rule(word, n, false);
	else if (!strcmp(word[0], "again"))
		do_rule(word, n, true);
	else if (!strcmp(word[0], "see"))
		do_see(word, n);
	else if (!strcmp(word[0], "tick"))
		do_tick(word, n);
	else
		die("no such command");
}

int main(void)
{
	static char line[65536];
	char *word[WORDS];

	while (fgets(line, sizeof(line), stdin)) {
		char *rest = line, *w;
		int n = 0;

		while (n < WORDS && (w = strsep(&rest, " \n")))
			if (*w)
				word[n++] = w;
		if (n)
			obey(word, n);
	}
	free(rule);
	return 0;
}
