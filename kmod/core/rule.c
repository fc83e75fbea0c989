// SPDX-License-Identifier: GPL-2.0
#include <linux/kernel.h>

#include "rule.h"
#include "type.h"

/* Whether @x is where the limit does not hold it to be. */
static bool ft_limit_other(const struct ft_limit *limit,
			   const struct ft_number *x)
{
	int cmp = ft_number_cmp(x, limit->over ? &limit->back : &limit->beyond);

	return (limit->up ? cmp > 0 : cmp < 0) != limit->over;
}

/* Has the other side been shown often and long enough? */
static bool ft_limit_settled(const struct ft_rule *rule,
			     const struct ft_limit *limit, u64 mono)
{
	return limit->count && limit->count >= rule->debounce_count &&
	       mono >= limit->since + rule->debounce_time;
}

static void ft_limit_turn(struct ft_limit *limit)
{
	limit->over = !limit->over;
	limit->count = 0;
}

static u32 ft_level_set(const struct ft_rule *rule, struct ft_rule_state *st)
{
	u8 level = FIELDTAP_LEVEL_NORMAL;
	u32 i;

	for (i = 0; rule && i < rule->n; i++)
		if (rule->limit[i].over)
			level = rule->limit[i].level;
	if (level == st->level)
		return 0;
	st->level_before = st->level;
	st->level = level;
	return FT_TELL_LIMIT | FT_TELL_CHANGED;
}

static u32 ft_limits_sample(struct ft_rule *rule, struct ft_rule_state *st,
			    const struct ft_number *x, u64 mono)
{
	bool turned = false;
	u32 i;

	for (i = 0; i < rule->n; i++) {
		struct ft_limit *limit = &rule->limit[i];

		if (!ft_limit_other(limit, x)) {
			limit->count = 0;
			continue;
		}
		if (!limit->count)
			limit->since = mono;
		if (limit->count < U32_MAX)
			limit->count++;
		if (ft_limit_settled(rule, limit, mono)) {
			ft_limit_turn(limit);
			turned = true;
		}
	}
	return turned ? ft_level_set(rule, st) : 0;
}

static void ft_limits_break(struct ft_rule *rule)
{
	u32 i;

	for (i = 0; i < rule->n; i++)
		rule->limit[i].count = 0;
}

static u32 ft_limits_tick(struct ft_rule *rule, struct ft_rule_state *st,
			  u64 now)
{
	bool turned = false;
	u32 i;

	for (i = 0; i < rule->n; i++) {
		if (ft_limit_settled(rule, &rule->limit[i], now)) {
			ft_limit_turn(&rule->limit[i]);
			turned = true;
		}
	}
	return turned ? ft_level_set(rule, st) : 0;
}

static u32 ft_rate_sample(struct ft_rule *rule, struct ft_rule_state *st,
			  const struct ft_sighting *s)
{
	bool had = rule->last_mono && rule->last_type == s->type;
	u64 before = rule->last_mono, last = rule->last;
	struct ft_number distance, time;
	bool fast;

	/* Two at once tell nothing of a rate. */
	if (had && s->mono <= before)
		return 0;
	rule->last = s->raw;
	rule->last_mono = s->mono;
	rule->last_type = s->type;
	if (!had)
		return 0;
	distance = ft_raw_distance(s->type, s->raw, last);
	time = ft_number_u64(s->mono - before);
	fast = ft_number_cmp_product(&distance, &rule->unit, &rule->rate,
				     &time) > 0;
	if (fast == st->rate)
		return 0;
	st->rate = fast;
	return FT_TELL_RATE | FT_TELL_CHANGED;
}

/* The newest value, against limits and rate. */
static u32 ft_rule_judge(struct ft_rule *rule, struct ft_rule_state *st,
			 const struct ft_sighting *s)
{
	struct ft_number x;
	u32 tell = 0;

	if (!rule->n && !rule->has_rate)
		return 0;
	if (!s->value || s->doubt || st->quality == FIELDTAP_QUALITY_BAD ||
	    !ft_type_numeric(s->type)) {
		ft_limits_break(rule);
		return 0;
	}
	x = ft_number_raw(s->type, s->raw);
	tell = ft_limits_sample(rule, st, &x, s->mono);
	if (rule->has_rate)
		tell |= ft_rate_sample(rule, st, s);
	return tell;
}

/* Are the newest value and the told one, of one type, farther apart? */
static bool ft_rule_apart(const struct ft_rule *rule,
			  const struct ft_rule_state *st)
{
	struct ft_number distance;

	if (ft_raw_same(st->type, st->now.raw, st->told.raw))
		return false;
	if (!rule || !rule->deadband.m || !ft_type_numeric(st->type) ||
	    ft_raw_nan(st->type, st->now.raw) ||
	    ft_raw_nan(st->type, st->told.raw))
		return true;
	distance = ft_raw_distance(st->type, st->now.raw, st->told.raw);
	return ft_number_cmp_abs(&distance, &rule->deadband) > 0;
}

/* Is there a value to tell, sooner or later? */
static bool ft_rule_other(const struct ft_rule *rule,
			  const struct ft_rule_state *st, bool changed)
{
	if (!st->value)
		return false;
	if (st->type != st->told_type)
		return true;
	/* Of strings and octets it is not known what they were when told. */
	if (ft_type_is_data(st->type))
		return changed || st->waiting;
	return ft_rule_apart(rule, st);
}

static u32 ft_rule_told(struct ft_rule_state *st, u64 mono)
{
	st->previous = st->told;
	st->previous_type = st->told_type;
	st->previous_value = st->told_value;
	st->told = st->now;
	st->told_type = st->type;
	st->told_value = st->value;
	st->told_quality = st->quality;
	st->told_once = true;
	st->told_mono = mono;
	st->waiting = false;
	st->hungry = false;
	return FT_TELL_POINT;
}

/* When an unchanged value may be told again. */
static u64 ft_rule_again(const struct ft_rule *rule,
			 const struct ft_rule_state *st)
{
	return st->told_mono + max(rule->heartbeat, rule->min_interval);
}

static u32 ft_rule_event(const struct ft_rule *rule, struct ft_rule_state *st,
			 const struct ft_sighting *s, bool changed)
{
	const u64 mono = s->mono;

	if (!st->told_once)
		return st->value ? ft_rule_told(st, mono) : 0;
	if (st->value != st->told_value || st->quality != st->told_quality)
		return ft_rule_told(st, mono);
	if (ft_rule_other(rule, st, changed)) {
		if (!rule || mono >= st->told_mono + rule->min_interval)
			return ft_rule_told(st, mono);
		st->waiting = true;
		return 0;
	}
	st->waiting = false;
	if (rule && rule->heartbeat && !s->doubt &&
	    mono >= ft_rule_again(rule, st))
		return ft_rule_told(st, mono);
	return 0;
}

/* Takes the value in. Return: whether it is another one. */
static bool ft_rule_take(struct ft_rule_state *st, const struct ft_sighting *s)
{
	if (s->value == st->value &&
	    (!s->value ||
	     (s->type == st->type &&
	      (ft_type_is_data(s->type) ? !s->other :
	       ft_raw_same(s->type, s->raw, st->now.raw)))))
		return false;
	st->value = s->value;
	if (s->value) {
		st->type = s->type;
		st->now.raw = s->raw;
		st->now.time = s->time;
	}
	return true;
}

u32 ft_rule_sample(struct ft_rule *rule, struct ft_rule_state *st,
		   const struct ft_sighting *s)
{
	bool changed = ft_rule_take(st, s);
	u8 quality = s->quality;
	u32 tell = changed ? FT_TELL_CHANGED : 0;

	if (s->value && ft_raw_nan(s->type, s->raw))
		quality = FIELDTAP_QUALITY_BAD;
	if (quality != st->quality) {
		st->quality = quality;
		tell |= FT_TELL_QUALITY | FT_TELL_CHANGED;
	}
	if (st->stale && !s->doubt) {
		st->stale = false;
		tell |= FT_TELL_STALE | FT_TELL_CHANGED;
	}
	if (rule)
		tell |= ft_rule_judge(rule, st, s);
	return tell | ft_rule_event(rule, st, s, changed);
}

/* Nanoseconds after which a point is stale, FT_NEVER: not known. */
static u64 ft_rule_stale_after(const struct ft_rule *rule, u64 period)
{
	u64 after = FT_NEVER;

	if (rule->stale_after)
		after = rule->stale_after;
	if (rule->stale_periods && period && period < FT_NEVER >> 16)
		after = min(after, period * rule->stale_periods);
	return after;
}

static u64 ft_rule_stale_at(const struct ft_rule *rule,
			    const struct ft_rule_state *st, u64 seen,
			    u64 period)
{
	u64 after;

	if (!seen || st->stale)
		return FT_NEVER;
	after = ft_rule_stale_after(rule, period);
	return after < FT_NEVER - seen ? seen + after : FT_NEVER;
}

u32 ft_rule_tick(struct ft_rule *rule, struct ft_rule_state *st, u64 now,
		 u64 seen, u64 period)
{
	u32 tell;

	if (!rule)
		return 0;
	tell = ft_limits_tick(rule, st, now);
	if (now >= ft_rule_stale_at(rule, st, seen, period)) {
		st->stale = true;
		tell |= FT_TELL_STALE | FT_TELL_CHANGED;
	}
	if (st->waiting) {
		if (now >= st->told_mono + rule->min_interval)
			tell |= ft_rule_told(st, now);
	} else if (st->told_once && rule->heartbeat &&
		   now >= ft_rule_again(rule, st)) {
		if (seen > st->told_mono)
			tell |= ft_rule_told(st, now);
		else
			st->hungry = true;
	}
	return tell;
}

u64 ft_rule_due(const struct ft_rule *rule, const struct ft_rule_state *st,
		u64 seen, u64 period)
{
	u64 due;
	u32 i;

	if (!rule)
		return FT_NEVER;
	due = ft_rule_stale_at(rule, st, seen, period);
	for (i = 0; i < rule->n; i++) {
		const struct ft_limit *limit = &rule->limit[i];

		if (limit->count && limit->count >= rule->debounce_count)
			due = min(due, limit->since + rule->debounce_time);
	}
	if (st->waiting)
		due = min(due, st->told_mono + rule->min_interval);
	else if (st->told_once && rule->heartbeat && !st->hungry)
		due = min(due, ft_rule_again(rule, st));
	return due;
}

/* Does a level mean that a limit is passed? */
static bool ft_level_over(u8 limit, u8 level)
{
	return limit == level ||
	       (limit == FIELDTAP_LEVEL_HI && level == FIELDTAP_LEVEL_HIHI) ||
	       (limit == FIELDTAP_LEVEL_LO && level == FIELDTAP_LEVEL_LOLO);
}

u32 ft_rule_start(struct ft_rule *rule, struct ft_rule_state *st)
{
	u32 tell = 0;
	u32 i;

	for (i = 0; rule && i < rule->n; i++)
		rule->limit[i].over = ft_level_over(rule->limit[i].level,
						    st->level);
	tell = ft_level_set(rule, st);
	if (st->rate && !(rule && rule->has_rate)) {
		st->rate = false;
		tell |= FT_TELL_RATE | FT_TELL_CHANGED;
	}
	if (st->stale &&
	    !(rule && (rule->stale_after || rule->stale_periods))) {
		st->stale = false;
		tell |= FT_TELL_STALE | FT_TELL_CHANGED;
	}
	if (st->waiting && !(rule && rule->min_interval))
		tell |= ft_rule_told(st, st->told_mono);
	st->hungry = st->hungry && rule && rule->heartbeat;
	return tell;
}
