// SPDX-License-Identifier: GPL-2.0
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "address.h"
#include "map_diff.h"

#define ATTR(name)	FIELDTAP_A_POINT_CONF_##name

static const char *name_of(const struct ft_point_conf *conf)
{
	const char *name = ft_point_conf_text(conf, ATTR(NAME));

	return name ? name : "";
}

static int add(struct ft_map_diff *diff, unsigned int action,
	       const struct ft_map_point *point,
	       const struct ft_point_conf *old, struct ft_error *err)
{
	struct ft_map_change *c = ft_vec_add(&diff->changes, sizeof(*c));

	if (!c)
		return ft_fail_errno(err, ENOMEM, "points");
	*c = (struct ft_map_change){ action, point, old };
	return 0;
}

static int add_new(struct ft_map_diff *diff, const struct ft_map_point *p,
		   struct ft_error *err)
{
	diff->added++;
	return add(diff, FIELDTAP_A_POINTS_NEW, p, NULL, err);
}

/* A point that is in the files and there. */
static int add_both(struct ft_map_diff *diff, const struct ft_device_map *map,
		    const struct ft_map_point *p,
		    const struct ft_point_conf *old, struct ft_error *err)
{
	const char *source = ft_point_conf_text(old, ATTR(SOURCE));
	struct ft_place at;

	if (source && !ft_device_map_has_source(map, source)) {
		at = ft_map_point_place(p, NULL);
		return ft_place_fail(err, &at,
				     "point \"%s\" is there already, loaded from \"%s\"",
				     name_of(old), source);
	}
	if (ft_point_conf_equal(&p->conf, old)) {
		diff->unchanged++;
		return 0;
	}
	diff->changed++;
	return add(diff, FIELDTAP_A_POINTS_SET, p, old, err);
}

/* A point that is there and not in the files. */
static int add_old(struct ft_map_diff *diff, const struct ft_device_map *map,
		   const struct ft_point_conf *old, struct ft_error *err)
{
	const char *source = ft_point_conf_text(old, ATTR(SOURCE));

	if (!source || !ft_device_map_has_source(map, source))
		return 0;
	diff->removed++;
	return add(diff, FIELDTAP_A_POINTS_DEL, NULL, old, err);
}

int ft_map_diff_make(struct ft_map_diff *diff, const struct ft_device_map *map,
		     const struct ft_vec *loaded, struct ft_error *err)
{
	const struct ft_map_point *p = map->points.data;
	const struct ft_point *old = loaded->data;
	size_t i = 0, k = 0;
	int c, ret = 0;

	memset(diff, 0, sizeof(*diff));
	while (!ret && (i < map->points.n || k < loaded->n)) {
		if (i == map->points.n)
			c = 1;
		else if (k == loaded->n)
			c = -1;
		else
			c = ft_natural_cmp(name_of(&p[i].conf),
					   name_of(&old[k].conf));
		if (c < 0)
			ret = add_new(diff, &p[i++], err);
		else if (c > 0)
			ret = add_old(diff, map, &old[k++].conf, err);
		else
			ret = add_both(diff, map, &p[i++], &old[k++].conf, err);
	}
	return ret;
}

/* The same changes as the kernel gets them, and where each comes from. */
struct submission {
	struct ft_point_change *changes;
	size_t *origin;
	size_t n;
};

static void collect(struct submission *s, const struct ft_map_diff *diff,
		    unsigned int action)
{
	const struct ft_map_change *c = diff->changes.data;
	size_t i;

	for (i = 0; i < diff->changes.n; i++) {
		if (c[i].action != action)
			continue;
		s->changes[s->n].action = action;
		s->changes[s->n].conf = c[i].point ? &c[i].point->conf : c[i].old;
		s->origin[s->n++] = i;
	}
}

/* Says where in the files the change is that was refused. */
static int locate(struct ft_conn *c, const struct ft_map_diff *diff,
		  const struct submission *s, const struct ft_point_fault *fault)
{
	const struct ft_map_change *change = diff->changes.data;
	const struct ft_error said = c->err;
	const struct ft_map_point *p;
	struct ft_place at;

	if (fault->change >= s->n)
		return -1;
	p = change[s->origin[fault->change]].point;
	if (!p)
		return -1;
	at = ft_map_point_place(p, fault->param);
	ft_place_fail(&c->err, &at, "point \"%s\"%s%s: %s", name_of(&p->conf),
		      fault->param ? ", " : "",
		      fault->param ? fault->param->key : "", fault->text);
	c->err.kind = said.kind;
	c->err.code = said.code;
	return -1;
}

static int submit(struct ft_conn *c, const struct ft_map_diff *diff,
		  int (*to)(struct ft_conn *c,
			    const struct ft_point_change *changes, size_t n,
			    struct ft_point_fault *fault))
{
	struct ft_point_fault fault = { .change = FT_NO_CHANGE };
	struct submission s = { 0 };
	int ret = -1;

	s.changes = calloc(diff->changes.n + 1, sizeof(*s.changes));
	s.origin = calloc(diff->changes.n + 1, sizeof(*s.origin));
	if (s.changes && s.origin) {
		/* What goes comes first: its room may be needed. */
		collect(&s, diff, FIELDTAP_A_POINTS_DEL);
		collect(&s, diff, FIELDTAP_A_POINTS_SET);
		collect(&s, diff, FIELDTAP_A_POINTS_NEW);
		ret = to(c, s.changes, s.n, &fault);
		if (ret)
			locate(c, diff, &s, &fault);
	} else {
		ft_no_memory(c);
	}
	free(s.changes);
	free(s.origin);
	return ret;
}

int ft_map_diff_check(struct ft_conn *c, const struct ft_map_diff *diff)
{
	return submit(c, diff, ft_point_check);
}

int ft_map_diff_apply(struct ft_conn *c, const struct ft_map_diff *diff)
{
	return diff->changes.n ? submit(c, diff, ft_point_apply) : 0;
}
