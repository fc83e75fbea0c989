/* SPDX-License-Identifier: GPL-2.0 */
/* Points: named, typed, watched views of values. */
#ifndef _LIBFIELDTAP_POINT_H
#define _LIBFIELDTAP_POINT_H

#include "decimal.h"
#include "nl.h"
#include "point_conf.h"
#include "vec.h"

/**
 * struct ft_point - a point, or what an event tells of one; times in
 *	nanoseconds since the epoch
 * @name: its name
 * @conf: what it is; of an event empty
 * @scale: its value is raw x @scale + @offset; empty for 1
 * @offset: empty for 0
 * @unit: engineering unit, empty where none is known
 * @state: enum fieldtap_point_state
 * @has_value: @type and @raw or @data are valid
 * @type: enum fieldtap_type of the value
 * @raw: the value before scale and offset, see ft_decimal_scale(); not of
 *	strings and octets
 * @data: the value of a string or octets, NULL else
 * @data_len: octets of @data
 * @time: when it was seen first
 * @has_previous: @previous_raw is valid
 * @previous_raw: the value that was told before
 * @previous_time: time of that one, 0 if there was none
 * @last_seen: when it was seen last
 * @quality: enum fieldtap_quality
 * @status: the protocol's own code for that, 0 if none
 * @level: enum fieldtap_level
 * @rate_alert: it changes too fast
 * @period: nanoseconds between two sightings, 0 while unknown
 * @images: images that have its address
 * @samples: samples taken into its window
 * @events: events told of it
 * @alerts: alerts told of it
 * @generation: generation of the last change
 */
struct ft_point {
	char name[FIELDTAP_POINT_NAME_MAX];
	struct ft_point_conf conf;
	char scale[FIELDTAP_NUMBER_MAX];
	char offset[FIELDTAP_NUMBER_MAX];
	char unit[FIELDTAP_UNIT_MAX];
	uint32_t state;
	bool has_value;
	uint32_t type;
	uint64_t raw;
	uint8_t *data;
	uint32_t data_len;
	uint64_t time;
	bool has_previous;
	uint64_t previous_raw;
	uint64_t previous_time;
	uint64_t last_seen;
	uint32_t quality;
	uint32_t status;
	uint32_t level;
	bool rate_alert;
	uint64_t period;
	uint32_t images;
	uint64_t samples;
	uint64_t events;
	uint64_t alerts;
	uint64_t generation;
};

/**
 * struct ft_point_alert - an alert of a point
 * @point: the point at that moment
 * @alert: enum fieldtap_alert
 * @raised: it begins, else it is over
 * @previous_level: enum fieldtap_level before
 * @limit: the limit, empty where there is none
 */
struct ft_point_alert {
	const struct ft_point *point;
	uint32_t alert;
	bool raised;
	uint32_t previous_level;
	char limit[FIELDTAP_NUMBER_MAX];
};

/**
 * ft_point_parse() - read a point from its attributes
 * @c: the connection, for its error
 * @attrs: the attributes
 * @len: their octets
 * @p: the point; ft_point_clean() it
 *
 * Return: 0, or -1 and @c->err.
 */
int ft_point_parse(struct ft_conn *c, struct nlattr *attrs, int len,
		   struct ft_point *p);

/**
 * ft_point_alert_parse() - read what an alert adds to a point
 * @c: the connection, for its error
 * @attrs: the attributes
 * @len: their octets
 * @a: the alert; its point is not touched
 *
 * Return: 0, or -1 and @c->err.
 */
int ft_point_alert_parse(struct ft_conn *c, struct nlattr *attrs, int len,
			 struct ft_point_alert *a);

/**
 * ft_point_clean() - give back what a point owns
 * @p: the point, or all zero
 */
void ft_point_clean(struct ft_point *p);

/**
 * ft_point_text() - a point's value as text
 * @buf: gets the text of a number; at least %FT_DECIMAL_MAX octets
 * @p: a point that has a value, and no @data
 *
 * Return: what the text is.
 */
enum ft_scalar ft_point_text(char *buf, const struct ft_point *p);

/**
 * ft_point_previous_text() - the value that was told before as text
 * @buf: gets the text of a number; at least %FT_DECIMAL_MAX octets
 * @p: a point that has a previous value
 *
 * Return: what the text is.
 */
enum ft_scalar ft_point_previous_text(char *buf, const struct ft_point *p);

/**
 * ft_point_get() - get one point
 * @c: the connection
 * @name: its name
 * @p: the point; ft_point_clean() it in any case
 *
 * Return: 0, or -1 and @c->err, its code %ENOENT where there is none.
 */
int ft_point_get(struct ft_conn *c, const char *name, struct ft_point *p);

/**
 * ft_point_list() - get points
 * @c: the connection
 * @pattern: a glob that their names match, NULL for all
 * @since: only those that changed after this generation
 * @points: gets &struct ft_point, each once, in natural order; free it with
 *	ft_points_free() in any case
 *
 * Return: 0, or -1 and @c->err.
 */
int ft_point_list(struct ft_conn *c, const char *pattern, uint64_t since,
		  struct ft_vec *points);

/**
 * ft_points_join() - add the points of one list to another
 * @points: the list; sorted, each once
 * @more: the other; empty then
 *
 * Return: 0, or -1 without memory.
 */
int ft_points_join(struct ft_vec *points, struct ft_vec *more);

/**
 * ft_points_free() - free a list of points
 * @points: the list
 */
void ft_points_free(struct ft_vec *points);

/**
 * struct ft_point_change - one thing to do to a point
 * @action: FIELDTAP_A_POINTS_NEW, _SET or _DEL
 * @conf: the point; of _DEL only its name matters
 */
struct ft_point_change {
	unsigned int action;
	const struct ft_point_conf *conf;
};

/* A fault of no one change. */
#define FT_NO_CHANGE	SIZE_MAX

/**
 * struct ft_point_fault - which change was refused
 * @change: index of the change, %FT_NO_CHANGE where nobody can tell
 * @param: the parameter that is wrong, NULL where nobody can tell
 * @text: why, for a person, without the names of point and parameter
 */
struct ft_point_fault {
	size_t change;
	const struct ft_param *param;
	char text[256];
};

/**
 * ft_point_check() - would the kernel know the protocols of some changes
 * @c: the connection
 * @changes: the changes
 * @n: how many
 * @fault: what is wrong; may be NULL
 *
 * Return: 0, or -1, @fault and @c->err, which names the point.
 */
int ft_point_check(struct ft_conn *c, const struct ft_point_change *changes,
		   size_t n, struct ft_point_fault *fault);

/**
 * ft_point_apply() - add points, describe them anew, take them away
 * @c: the connection
 * @changes: what to do, done in this order, all of it or nothing
 * @n: how many; one message carries all
 * @fault: what is wrong; may be NULL
 *
 * Return: 0, or -1, @fault and @c->err, which names the point and the
 * parameter; nothing was changed then.
 */
int ft_point_apply(struct ft_conn *c, const struct ft_point_change *changes,
		   size_t n, struct ft_point_fault *fault);

#endif /* _LIBFIELDTAP_POINT_H */
