// SPDX-License-Identifier: GPL-2.0
#include <errno.h>
#include <fnmatch.h>
#include <search.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "event_filter.h"

/*
 * For so many seconds it is believed that a point has the address that it had:
 * nobody is told when it gets another.
 */
#define BELIEVED	10

struct known {
	char name[FIELDTAP_POINT_NAME_MAX];
	bool wanted;
	time_t until;
};

bool ft_event_filter_device(const struct ft_event_filter *f,
			    const char *device)
{
	return !f->devices || ft_filter_inside(f->devices, device);
}

static bool matches(const struct ft_event_filter *f, const char *name)
{
	const char *const *pattern = f->patterns.data;
	size_t i;

	for (i = 0; i < f->patterns.n; i++) {
		if (!fnmatch(pattern[i], name, 0))
			return true;
	}
	return !f->patterns.n;
}

static int by_name(const void *a, const void *b)
{
	const struct known *x = a, *y = b;

	return strcmp(x->name, y->name);
}

static struct known *known_of(struct ft_event_filter *f, const char *name)
{
	struct known *k = calloc(1, sizeof(*k)), **found;

	if (!k)
		return NULL;
	snprintf(k->name, sizeof(k->name), "%s", name);
	found = tsearch(k, &f->known, by_name);
	if (!found || *found != k)
		free(k);
	return found ? *found : NULL;
}

static time_t now(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return ts.tv_sec;
}

static bool is_inside(const struct ft_event_filter *f,
		      const struct ft_point_conf *conf)
{
	const char *address = ft_point_conf_text(conf,
						 FIELDTAP_A_POINT_CONF_ADDRESS);

	return address && ft_filter_inside(f->devices, address);
}

/* One that has gone meanwhile is of no device. */
static int look_up(struct ft_event_filter *f, struct ft_conn *c,
		   struct known *k)
{
	struct ft_point p;
	int err = ft_point_get(c, k->name, &p);

	if (err && c->err.code == ENOENT)
		err = 0;
	k->wanted = !err && is_inside(f, &p.conf);
	k->until = now() + BELIEVED;
	ft_point_clean(&p);
	return err;
}

int ft_event_filter_point(struct ft_event_filter *f, struct ft_conn *c,
			  const struct ft_point *p, bool *wanted)
{
	struct known *k;

	*wanted = matches(f, p->name);
	if (!f->devices || !*wanted)
		return 0;
	if (ft_point_conf_has(&p->conf, FIELDTAP_A_POINT_CONF_ADDRESS)) {
		*wanted = is_inside(f, &p->conf);
		return 0;
	}
	k = known_of(f, p->name);
	if (!k)
		return ft_no_memory(c);
	if (now() >= k->until && look_up(f, c, k))
		return -1;
	*wanted = k->wanted;
	return 0;
}

const char *ft_event_filter_pattern(const struct ft_event_filter *f)
{
	const char *const *pattern = f->patterns.data;

	return f->patterns.n == 1 ? *pattern : NULL;
}

void ft_event_filter_clean(struct ft_event_filter *f)
{
	ft_vec_free(&f->patterns);
	tdestroy(f->known, free);
	f->known = NULL;
}
