// SPDX-License-Identifier: GPL-2.0
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "../lib/json.h"
#include "../lib/shadow.h"
#include "list.h"
#include "shadow.h"

/* Takes the name of a decoder, which has to be there. */
static int take_decoder(const struct app *app, struct args *args,
			const char *command, const char *what, char *name)
{
	const char *word = args_next(args);

	if (!word || !*word)
		return usage_error(app, "\"decoder %s\" needs %s", command,
				   what);
	if (strlen(word) >= FIELDTAP_NAME_MAX)
		return usage_error(app,
				   "\"%s\" is too long for a decoder, the limit is %d characters",
				   word, FIELDTAP_NAME_MAX - 1);
	strcpy(name, word);
	return FT_DONE;
}

static int take_number(const struct app *app, struct args *args,
		       const char *key, uint32_t max, uint32_t *number)
{
	const char *word = args_next(args);
	uint64_t value;

	if (!word)
		return usage_error(app, "\"%s\" needs a number", key);
	if (*number)
		return usage_error(app, "\"%s\" is given twice", key);
	if (!args_number(word, &value) || !value || value > max)
		return usage_error(app, "\"%s\" is not a number from 1 to %u",
				   word, max);
	*number = value;
	return FT_DONE;
}

/* [share PERCENT] [after N], or the latter alone where @share is NULL. */
static int take_limits(const struct app *app, struct args *args,
		       uint32_t *share, uint32_t *after)
{
	static const char *const keys[] = { "after", "--after", "share", NULL };
	const char *key;
	int match, status = FT_DONE;

	while (!status && (key = args_next(args))) {
		match = args_keyword(key, keys);
		if (match < 0 || (match == 2 && !share))
			return wrong_word(app, "argument", key,
					  match < 0 ? match : -1);
		if (match == 2)
			status = take_number(app, args, key, 100, share);
		else
			status = take_number(app, args, key, UINT32_MAX, after);
	}
	return status;
}

static int end_shadow(const struct app *app, struct args *args,
		      const char *decoder)
{
	struct ft_conn c;
	int status;

	status = args_done(app, args);
	if (!status)
		status = start(app, &c);
	if (status)
		return status;
	return finish(app, &c, "decoder shadow", ft_shadow_end(&c, decoder));
}

int shadow_set(const struct app *app, struct args *args)
{
	static const char *const keys[] = { "with", "off", NULL };
	struct ft_shadow s = { 0 };
	const char *key;
	struct ft_conn c;
	int match, status;

	status = take_decoder(app, args, "shadow", "a decoder", s.decoder);
	if (status)
		return status;
	key = args_next(args);
	if (!key)
		return usage_error(app,
				   "\"decoder shadow %s\" needs \"with\" or \"off\"",
				   s.decoder);
	match = args_keyword(key, keys);
	if (match < 0)
		return wrong_word(app, "argument", key, match);
	if (match == 1)
		return end_shadow(app, args, s.decoder);
	status = take_decoder(app, args, "shadow ... with", "a candidate",
			      s.candidate);
	if (!status)
		status = take_limits(app, args, &s.share, &s.after);
	if (!status)
		status = start(app, &c);
	if (status)
		return status;
	return finish(app, &c, "decoder shadow", ft_shadow_begin(&c, &s));
}

int shadow_promote(const struct app *app, struct args *args)
{
	char candidate[FIELDTAP_NAME_MAX];
	uint32_t after = 0;
	struct ft_conn c;
	int status;

	status = take_decoder(app, args, "promote", "a candidate", candidate);
	if (!status)
		status = take_limits(app, args, NULL, &after);
	if (!status)
		status = start(app, &c);
	if (status)
		return status;
	return finish(app, &c, "decoder promote",
		      ft_shadow_promote(&c, candidate, after));
}

int shadow_rollback(const struct app *app, struct args *args)
{
	char decoder[FIELDTAP_NAME_MAX];
	struct ft_conn c;
	int status;

	status = take_decoder(app, args, "rollback", "a decoder", decoder);
	if (!status)
		status = args_done(app, args);
	if (!status)
		status = start(app, &c);
	if (status)
		return status;
	return finish(app, &c, "decoder rollback",
		      ft_shadow_rollback(&c, decoder));
}

/* What came of it */

static void print_octets(const char *what, const struct ft_excerpt *e)
{
	char hex[2 * FT_SAMPLE_OCTETS_MAX + 1];

	if (!e->there)
		return;
	ft_hex(hex, e->octet, e->n);
	printf("      %-10s %s%s (%u octets)\n", what, hex,
	       e->n < e->len ? "..." : "", e->len);
}

static void print_sample(const struct ft_shadow_sample *s)
{
	char word[OUT_TEXT], clock[OUT_TEXT];

	printf("    %s %s ", out_clock(clock, s->time),
	       out_word(word, &ft_shadow_kind_names, s->kind));
	out_safe(s->device);
	if (*s->image) {
		putchar(' ');
		out_safe(s->image);
	}
	putchar('\n');
	print_octets("pdu", &s->pdu);
	print_octets("active", &s->active);
	print_octets("candidate", &s->candidate);
	if (s->has_results)
		printf("      active %" PRId32 ", candidate %" PRId32 "\n",
		       s->active_result, s->candidate_result);
}

static uint64_t mean(const struct ft_shadow *s, int attr)
{
	uint64_t n = s->number[FIELDTAP_A_SHADOW_PDUS];

	return n ? s->number[attr] / n : 0;
}

static void print_pair(const char *what, uint64_t active, uint64_t candidate)
{
	printf("  %-12s %20" PRIu64 " %20" PRIu64 "\n", what, active,
	       candidate);
}

static void print(const void *item)
{
	const struct ft_shadow *s = item;
	const uint64_t *n = s->number;
	char word[OUT_TEXT];
	unsigned int i;

	printf("%s: %s beside %s, %s, %u%% of the conversations", s->decoder,
	       s->candidate, s->active,
	       out_word(word, &ft_shadow_state_names, s->state), s->share);
	if (s->after)
		printf(", promoted after %u PDUs", s->after);
	printf("\n  PDUs compared %" PRIu64 " (the last %" PRIu64
	       " without difference), learning %" PRIu64 ", unchecked %" PRIu64
	       "\n", n[FIELDTAP_A_SHADOW_PDUS], n[FIELDTAP_A_SHADOW_IN_A_ROW],
	       n[FIELDTAP_A_SHADOW_LEARNING], n[FIELDTAP_A_SHADOW_UNCHECKED]);
	printf("  images matched %" PRIu64 ", different %" PRIu64 ", missing %"
	       PRIu64 ", extra %" PRIu64 "\n", n[FIELDTAP_A_SHADOW_MATCHED],
	       n[FIELDTAP_A_SHADOW_DIFFERENT], n[FIELDTAP_A_SHADOW_MISSING],
	       n[FIELDTAP_A_SHADOW_EXTRA]);
	printf("  other differences: framing %" PRIu64 ", result %" PRIu64
	       ", report %" PRIu64 "\n", n[FIELDTAP_A_SHADOW_FRAMING],
	       n[FIELDTAP_A_SHADOW_RESULT], n[FIELDTAP_A_SHADOW_REPORT]);
	printf("  %-12s %20s %20s\n", "", "ACTIVE", "CANDIDATE");
	print_pair("errors", n[FIELDTAP_A_SHADOW_ACTIVE_ERRORS],
		   n[FIELDTAP_A_SHADOW_CANDIDATE_ERRORS]);
	print_pair("ns per PDU", mean(s, FIELDTAP_A_SHADOW_ACTIVE_NS),
		   mean(s, FIELDTAP_A_SHADOW_CANDIDATE_NS));
	print_pair("ns at most", n[FIELDTAP_A_SHADOW_ACTIVE_NS_MAX],
		   n[FIELDTAP_A_SHADOW_CANDIDATE_NS_MAX]);
	if (s->n_samples)
		printf("  newest differences:\n");
	for (i = 0; i < s->n_samples; i++)
		print_sample(&s->sample[i]);
}

/* A dump has no samples, so each is asked for by name after it. */
static int list_all(struct ft_conn *c, struct ft_vec *shadows)
{
	struct ft_vec names = { 0 };
	const struct ft_shadow *s;
	int failed;
	size_t i;

	failed = ft_shadow_list(c, NULL, &names);
	s = names.data;
	for (i = 0; !failed && i < names.n; i++)
		failed = ft_shadow_list(c, s[i].decoder, shadows);
	ft_vec_free(&names);
	return failed;
}

static int get(struct ft_conn *c, const void *which, struct ft_vec *items)
{
	return which ? ft_shadow_list(c, which, items) : list_all(c, items);
}

static json_t *json(const void *item)
{
	return ft_json_shadow(item);
}

int shadow_compare(const struct app *app, struct args *args)
{
	static const struct list shadows = {
		.command = "decoder compare",
		.size = sizeof(struct ft_shadow),
		.get = get,
		.json = json,
		.print = print,
	};
	char decoder[FIELDTAP_NAME_MAX];
	int status;

	if (!args->n)
		return list_show(app, args, &shadows, NULL);
	status = take_decoder(app, args, "compare", "a decoder", decoder);
	return status ? status : list_show(app, args, &shadows, decoder);
}
