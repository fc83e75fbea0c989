/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Rules: what is told of a point's values, and when.
 *
 * The texts of a configuration are compiled once, into raw values: where a
 * limit of 0.3 stands with a scale of 0.1 is 3, exactly.  Nothing is locked
 * here: the caller sees to it that one at a time works on a point.
 */
#ifndef _FT_RULE_H
#define _FT_RULE_H

#include "number.h"

/* As a time: at no time. */
#define FT_NEVER	(~0ULL)

/**
 * struct ft_rule_conf - the rules of a point as they were given
 * @scale: decimal number, NULL: 1
 * @offset: decimal number, NULL: 0
 * @deadband: decimal number or NULL
 * @deadband_percent: decimal number or NULL, of the span
 * @span_lo: decimal number or NULL
 * @span_hi: decimal number or NULL
 * @lolo: limit, decimal number or NULL
 * @lo: likewise
 * @hi: likewise
 * @hihi: likewise
 * @hysteresis: decimal number or NULL
 * @rate: decimal number or NULL, in a second
 * @heartbeat: milliseconds or 0
 * @min_interval: milliseconds or 0
 * @debounce_count: samples or 0
 * @debounce_time: milliseconds or 0
 * @stale_after: milliseconds or 0
 * @stale_periods: periods or 0
 */
struct ft_rule_conf {
	const char *scale;
	const char *offset;
	const char *deadband;
	const char *deadband_percent;
	const char *span_lo;
	const char *span_hi;
	const char *lolo;
	const char *lo;
	const char *hi;
	const char *hihi;
	const char *hysteresis;
	const char *rate;
	u32 heartbeat;
	u32 min_interval;
	u32 debounce_count;
	u32 debounce_time;
	u32 stale_after;
	u32 stale_periods;
};

/**
 * struct ft_rule_error - what is wrong with a configuration
 * @attr: the FIELDTAP_A_POINT_CONF_ that is
 * @text: why, for people
 */
struct ft_rule_error {
	u32 attr;
	const char *text;
};

/**
 * struct ft_limit - one limit
 * @beyond: raw values beyond this are over the limit
 * @back: until they are no longer beyond this
 * @since: monotonic time of the first sample of those in a row that showed the
 *	other side
 * @count: how many these are; 0: the last one showed the side that holds
 * @level: enum fieldtap_level of values over it
 * @up: beyond is above, of raw values
 * @over: the side that holds
 */
struct ft_limit {
	struct ft_number beyond;
	struct ft_number back;
	u64 since;
	u32 count;
	u8 level;
	bool up;
	bool over;
};

/**
 * struct ft_rule - compiled rules, and what goes on with limits and rate
 * @deadband: raw values have to differ by more
 * @rate: numerator of the greatest rate of raw values in a nanosecond
 * @unit: its denominator
 * @last: raw value of the sample before
 * @last_mono: monotonic time of it, 0: there was none
 * @heartbeat: nanoseconds or 0
 * @min_interval: nanoseconds or 0
 * @debounce_time: nanoseconds
 * @stale_after: nanoseconds or 0
 * @debounce_count: samples
 * @stale_periods: periods or 0
 * @last_type: enum fieldtap_type of @last
 * @has_rate: there is a rate
 * @n: limits
 * @limit: the limits; of those of one side the nearest to normal first
 */
struct ft_rule {
	struct ft_number deadband;
	struct ft_number rate;
	struct ft_number unit;
	u64 last;
	u64 last_mono;
	u64 heartbeat;
	u64 min_interval;
	u64 debounce_time;
	u64 stale_after;
	u32 debounce_count;
	u32 stale_periods;
	u8 last_type;
	bool has_rate;
	u8 n;
	struct ft_limit limit[];
};

/**
 * struct ft_rule_value - a value and when it was seen first
 * @raw: the value, 0 of strings and octets
 * @time: nanoseconds since the epoch
 */
struct ft_rule_value {
	u64 raw;
	u64 time;
};

/**
 * struct ft_rule_state - what a point has seen and what of it was told
 * @now: newest value
 * @told: the one that was told last
 * @previous: the one that was told before that
 * @told_mono: monotonic time at which @told was told
 * @type: enum fieldtap_type of @now
 * @told_type: of @told
 * @previous_type: of @previous
 * @quality: newest quality; bad of a NaN
 * @told_quality: what was told of it
 * @level: enum fieldtap_level
 * @level_before: the level before this one
 * @value: there is a value, @now
 * @told_once: something was told
 * @told_value: there was a value then, @told
 * @previous_value: there was a value before, @previous
 * @waiting: there is something to tell when min-interval is over
 * @hungry: a heartbeat is due with the next sighting
 * @rate: it changes too fast
 * @stale: it was not seen for too long
 *
 * All zero of a point that saw nothing yet.
 */
struct ft_rule_state {
	struct ft_rule_value now;
	struct ft_rule_value told;
	struct ft_rule_value previous;
	u64 told_mono;
	u8 type;
	u8 told_type;
	u8 previous_type;
	u8 quality;
	u8 told_quality;
	u8 level;
	u8 level_before;
	bool value : 1;
	bool told_once : 1;
	bool told_value : 1;
	bool previous_value : 1;
	bool waiting : 1;
	bool hungry : 1;
	bool rate : 1;
	bool stale : 1;
};

/**
 * struct ft_sighting - a point was seen
 * @raw: its value; 0 of strings and octets
 * @time: when, nanoseconds since the epoch
 * @mono: monotonic time
 * @type: enum fieldtap_type of @raw
 * @quality: the worst of image and item
 * @value: there is a value; not of a point that is unfit
 * @other: of strings and octets: they differ from those of the last sighting
 * @doubt: it was not seen at all, what was seen last has another quality: no
 *	sample for limits and rate, and what is stale stays so
 */
struct ft_sighting {
	u64 raw;
	u64 time;
	u64 mono;
	u8 type;
	u8 quality;
	bool value;
	bool other;
	bool doubt;
};

/**
 * enum ft_tell - what there is to tell, bits
 * @FT_TELL_POINT: an event: &ft_rule_state.told is the newest value now and
 *	&ft_rule_state.previous what was told before, if
 *	&ft_rule_state.previous_value and its type is the same
 * @FT_TELL_LIMIT: an alert, from &ft_rule_state.level_before to
 *	&ft_rule_state.level; raised unless that is normal
 * @FT_TELL_RATE: an alert, raised if &ft_rule_state.rate
 * @FT_TELL_STALE: an alert, raised if &ft_rule_state.stale
 * @FT_TELL_QUALITY: an alert, raised unless &ft_rule_state.quality is good
 * @FT_TELL_CHANGED: nothing to tell by itself: value, quality or one of the
 *	above is another
 */
enum ft_tell {
	FT_TELL_POINT = 1 << 0,
	FT_TELL_LIMIT = 1 << 1,
	FT_TELL_RATE = 1 << 2,
	FT_TELL_STALE = 1 << 3,
	FT_TELL_QUALITY = 1 << 4,
	FT_TELL_CHANGED = 1 << 5,
};

/**
 * ft_rule_new() - compile rules
 * @conf: as they were given
 * @rule: set to the rules, kfree() ends them; NULL when there are none, which
 *	the functions below take: then all that changes is told
 * @err: filled in when the configuration is wrong
 *
 * Checks scale and offset in any case.
 *
 * Context: process, may sleep.
 * Return: 0, -EINVAL or -ERANGE with @err, -ENOMEM.
 */
int ft_rule_new(const struct ft_rule_conf *conf, struct ft_rule **rule,
		struct ft_rule_error *err);

/**
 * ft_rule_start() - other rules for a point
 * @rule: the new ones or NULL, not yet used
 * @st: what the point has seen under the old ones
 *
 * What the new ones have no limit, rate or stale time for is over.  A level
 * that they have a limit for holds until a sample shows another one.
 *
 * Return: enum ft_tell.
 */
u32 ft_rule_start(struct ft_rule *rule, struct ft_rule_state *st);

/**
 * ft_rule_sample() - a point was seen
 * @rule: its rules or NULL
 * @st: its state
 * @s: what was seen
 *
 * To be called of every sighting with another value or quality; of the others
 * if ft_rule_each().
 *
 * Return: enum ft_tell.
 */
u32 ft_rule_sample(struct ft_rule *rule, struct ft_rule_state *st,
		   const struct ft_sighting *s);

/**
 * ft_rule_tick() - time went by
 * @rule: the point's rules or NULL
 * @st: its state
 * @now: monotonic time
 * @seen: monotonic time of the last sighting, changed or not; 0: none
 * @period: nanoseconds between two sightings, 0: unknown
 *
 * May be called at any time, and too often.
 *
 * Return: enum ft_tell.
 */
u32 ft_rule_tick(struct ft_rule *rule, struct ft_rule_state *st, u64 now,
		 u64 seen, u64 period);

/**
 * ft_rule_due() - when ft_rule_tick() is needed next
 * @rule: the point's rules or NULL
 * @st: its state
 * @seen: as of ft_rule_tick()
 * @period: likewise
 *
 * Later sightings may make it later; only what ft_rule_sample() sees, makes it
 * sooner.
 *
 * Return: monotonic time, perhaps in the past, or FT_NEVER.
 */
u64 ft_rule_due(const struct ft_rule *rule, const struct ft_rule_state *st,
		u64 seen, u64 period);

/**
 * ft_rule_each() - whether sightings without a change count, too
 * @rule: the point's rules or NULL
 * @st: its state
 *
 * Where samples are counted or timed always; else while the point is stale or
 * a heartbeat waits for the next sighting, so it may be another one after each
 * of the functions above.
 *
 * Return: whether ft_rule_sample() is to be called of each sighting.
 */
static inline bool ft_rule_each(const struct ft_rule *rule,
				const struct ft_rule_state *st)
{
	return st->stale || st->hungry ||
	       (rule && (rule->has_rate || (rule->n && rule->debounce_count > 1)));
}

#endif /* _FT_RULE_H */
