// SPDX-License-Identifier: GPL-2.0
#include <stdio.h>

#include "monitor_point.h"
#include "out_point.h"

static void print_judgement(const struct ft_point *p)
{
	char buf[OUT_VALUE];

	if (p->quality != FIELDTAP_QUALITY_GOOD)
		fputs(out_judgement(buf, p->quality, p->status, NULL), stdout);
}

void monitor_point(const struct ft_point *p, bool resync)
{
	char buf[OUT_VALUE], word[OUT_TEXT];
	/* Of a value that is only looked up again this is when it was seen. */
	const uint64_t time = p->last_seen > p->time ? p->last_seen : p->time;

	printf("%s %s %s %s", out_clock(word, time),
	       resync ? "resync point" : "point", p->name, out_point(buf, p));
	if (p->has_previous)
		printf(" (was %s)", out_point_previous(buf, p));
	if (p->level != FIELDTAP_LEVEL_NORMAL)
		printf("  %s", out_word(word, &ft_level_names, p->level));
	if (p->state != FIELDTAP_POINT_STATE_FRESH)
		printf("  %s", out_word(word, &ft_point_state_names, p->state));
	print_judgement(p);
}

static void print_limit(const struct ft_point_alert *a, bool resync)
{
	const struct ft_point *p = a->point;
	char buf[OUT_VALUE], level[OUT_TEXT], before[OUT_TEXT];

	printf("%s: %s", out_word(level, &ft_level_names, p->level),
	       out_point(buf, p));
	if (*a->limit)
		printf(", limit %s", a->limit);
	if (!resync)
		printf(" (was %s)",
		       out_word(before, &ft_level_names, a->previous_level));
}

static void print_rate(const struct ft_point_alert *a)
{
	char buf[OUT_VALUE];

	printf("%s: %s", a->raised ? "changes too fast" :
	       "no longer changes too fast", out_point(buf, a->point));
	if (*a->limit)
		printf(", limit %s/s", a->limit);
}

static void print_stale(const struct ft_point_alert *a)
{
	char buf[OUT_VALUE], clock[OUT_TEXT];

	if (a->raised && a->point->last_seen)
		printf("stale: %s at %s", out_point(buf, a->point),
		       out_clock(clock, a->point->last_seen));
	else
		printf("%s: %s", a->raised ? "stale" : "not stale",
		       out_point(buf, a->point));
}

static void print_quality(const struct ft_point_alert *a)
{
	char buf[OUT_VALUE];

	printf("quality %s: %s", a->raised ? "not good" : "good",
	       out_point(buf, a->point));
	print_judgement(a->point);
}

void monitor_alert(const struct ft_point_alert *a, bool resync)
{
	char word[OUT_TEXT];

	/* A point grows stale when nothing is seen, so no time of its fits. */
	printf("%s %s %s ", out_clock(word, out_now()),
	       resync ? "resync alert" : "alert", a->point->name);
	switch (a->alert) {
	case FIELDTAP_ALERT_LIMIT:
		print_limit(a, resync);
		break;
	case FIELDTAP_ALERT_RATE:
		print_rate(a);
		break;
	case FIELDTAP_ALERT_STALE:
		print_stale(a);
		break;
	case FIELDTAP_ALERT_QUALITY:
		print_quality(a);
		break;
	default:
		printf("%s %s", out_word(word, &ft_alert_names, a->alert),
		       a->raised ? "raised" : "over");
		break;
	}
}
