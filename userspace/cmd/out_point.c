// SPDX-License-Identifier: GPL-2.0
#include <stdio.h>
#include <string.h>

#include "../lib/json.h"
#include "out_point.h"

static const char *with_unit(char *buf, const struct ft_point *p)
{
	const size_t n = strlen(buf);

	if (*p->unit)
		snprintf(buf + n, OUT_VALUE - n, " %s", p->unit);
	out_clean(buf, strlen(buf));
	return buf;
}

const char *out_point_data(char *buf, const struct ft_point *p)
{
	const struct ft_item item = { .type = p->type };
	const struct ft_value v = {
		.item = &item, .type = p->type, .raw = p->data,
		.raw_len = p->data_len, .count = 1,
	};

	return out_value(buf, &v);
}

const char *out_point(char *buf, const struct ft_point *p)
{
	if (!p->has_value)
		return strcpy(buf, "-");
	if (p->data)
		out_point_data(buf, p);
	else
		ft_point_text(buf, p);
	return with_unit(buf, p);
}

const char *out_point_previous(char *buf, const struct ft_point *p)
{
	if (!p->has_previous)
		return strcpy(buf, "-");
	ft_point_previous_text(buf, p);
	return with_unit(buf, p);
}

bool out_point_is_text(const struct ft_point *p)
{
	return p->has_value && p->data;
}

const char *out_point_state(char *buf, const struct ft_point *p)
{
	char word[OUT_TEXT], level[OUT_TEXT], judgement[OUT_VALUE];

	out_judgement(judgement, p->quality, p->status, NULL);
	snprintf(buf, OUT_POINT_STATE, "%s%s%s%s%s",
		 out_word(word, &ft_point_state_names, p->state),
		 p->level ? "  " : "",
		 p->level ? out_word(level, &ft_level_names, p->level) : "",
		 p->rate_alert ? "  too fast" : "", judgement);
	return buf;
}
