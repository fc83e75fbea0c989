// SPDX-License-Identifier: GPL-2.0
/* What device maps mean: models that extend others, devices of models. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "address.h"
#include "device_map_spec.h"
#include "nearest.h"
#include "point_rules.h"

#define ATTR(name)	FIELDTAP_A_POINT_CONF_##name

/* A document under way. */
struct resolver {
	struct ft_device_map *map;
	struct map_document *doc;
	const struct map_group **models;
	struct ft_error *err;
};

static int no_memory(const struct resolver *r)
{
	return ft_fail_errno(r->err, ENOMEM, "%.200s", r->doc->source.place.file);
}

static const struct map_setting *settings_of(const struct map_document *doc,
					     const struct map_spec *spec)
{
	const struct map_setting *all = doc->settings.data;

	return spec->settings ? all + spec->setting : NULL;
}

/* A deadband in percent may stand there as "deadband: 5%". */
static bool sets(const struct map_setting *s, unsigned int attr)
{
	return s->attr == attr || (s->attr == ATTR(DEADBAND) &&
				   attr == ATTR(DEADBAND_PERCENT));
}

/* Where a point, or the nearest that it inherits from, sets a parameter. */
static struct ft_place place_of(const struct map_document *doc,
				const struct map_spec *spec, unsigned int attr)
{
	const struct ft_place named = spec->place;
	const struct map_setting *s;
	size_t i;

	for (; spec; spec = spec->base) {
		s = settings_of(doc, spec);
		for (i = 0; i < spec->settings; i++) {
			if (sets(&s[i], attr))
				return (struct ft_place){ spec->place.file,
					s[i].line, s[i].column };
		}
	}
	return named;
}

static struct map_spec *specs_of(const struct map_document *doc,
				 const struct map_group *g)
{
	struct map_spec *all = doc->specs.data;

	return g->specs ? all + g->spec : NULL;
}

static int by_name(const void *a, const void *b)
{
	const struct map_spec *x = *(const struct map_spec *const *)a;
	const struct map_spec *y = *(const struct map_spec *const *)b;

	return strcmp(x->name, y->name);
}

/* Of those of one name the one that stands first comes first. */
static int by_name_and_place(const void *a, const void *b)
{
	const struct map_spec *x = *(const struct map_spec *const *)a;
	const struct map_spec *y = *(const struct map_spec *const *)b;
	int c = by_name(a, b);

	return c ? c : (x > y) - (x < y);
}

static int twice(const struct resolver *r, const char *what,
		 const struct ft_place *at, const char *name,
		 const struct ft_place *first)
{
	if (first->file == at->file)
		return ft_place_fail(r->err, at,
				     "%s\"%s\" is here twice, first in line %u",
				     what, name, first->line);
	return ft_place_fail(r->err, at, "%s\"%s\" is in %.80s:%u, too", what,
			     name, first->file, first->line);
}

/* The points that a group itself names, by name; NULL and an error if not. */
static struct map_spec **sort_specs(const struct resolver *r,
				    const struct map_group *g)
{
	struct map_spec **sorted = calloc(g->specs + 1, sizeof(*sorted));
	struct map_spec *specs = specs_of(r->doc, g);
	size_t i;

	if (!sorted) {
		no_memory(r);
		return NULL;
	}
	for (i = 0; i < g->specs; i++)
		sorted[i] = &specs[i];
	qsort(sorted, g->specs, sizeof(*sorted), by_name_and_place);
	for (i = 1; i < g->specs; i++) {
		if (strcmp(sorted[i - 1]->name, sorted[i]->name))
			continue;
		twice(r, "point ", &sorted[i]->place, sorted[i]->name,
		      &sorted[i - 1]->place);
		free(sorted);
		return NULL;
	}
	return sorted;
}

/* Makes a point all that it is: what it inherits, and then what it says. */
static int merge(const struct resolver *r, struct map_spec *spec,
		 const struct map_spec *base)
{
	const struct map_setting *s = settings_of(r->doc, spec);
	struct ft_point_conf conf;
	size_t i;

	spec->base = base;
	if (ft_point_conf_copy(&conf, &base->conf))
		return no_memory(r);
	/* Another octet of another address. */
	if (spec->address)
		ft_point_conf_clear(&conf, ATTR(OCTET));
	for (i = 0; i < spec->settings; i++) {
		if (s[i].none)
			ft_point_conf_clear(&conf, s[i].attr);
	}
	if (ft_point_conf_merge(&conf, &spec->conf)) {
		ft_point_conf_clean(&conf);
		return no_memory(r);
	}
	ft_point_conf_clean(&spec->conf);
	spec->conf = conf;
	if (!spec->address)
		spec->address = base->address;
	return 0;
}

static int add_spec(const struct resolver *r, struct map_group *g,
		    const struct map_spec *spec)
{
	const struct map_spec **room = ft_vec_add(&g->all, sizeof(*room));

	if (!room)
		return no_memory(r);
	*room = spec;
	return 0;
}

/* Takes over what a model has, changed or left out where the group says so. */
static int take_over(const struct resolver *r, struct map_group *g,
		     const struct map_group *parent, struct map_spec **own)
{
	const struct map_spec **all = parent->all.data;
	struct map_spec **found;
	size_t i;

	for (i = 0; i < parent->all.n; i++) {
		found = g->specs ? bsearch(&all[i], own, g->specs, sizeof(*own),
					   by_name) : NULL;
		if (!found) {
			if (add_spec(r, g, all[i]))
				return -1;
			continue;
		}
		/* What is left out notes so that there was something. */
		if ((*found)->gone)
			(*found)->base = all[i];
		else if (merge(r, *found, all[i]) || add_spec(r, g, *found))
			return -1;
	}
	return 0;
}

static int nothing_inherited(const struct resolver *r,
			     const struct map_group *parent,
			     const struct map_spec *spec, const char *why)
{
	char hint[FT_NEAREST_MAX + 4];
	const struct map_spec **all;
	struct ft_nearest near;
	size_t i;

	if (!parent)
		return ft_place_fail(r->err, &spec->place, "point \"%s\" %s",
				     spec->name, why);
	ft_nearest_begin(&near, spec->name);
	all = parent->all.data;
	for (i = 0; i < parent->all.n; i++)
		ft_nearest_try(&near, all[i]->name);
	return ft_place_fail(r->err, &spec->place,
			     "point \"%s\" %s, and model \"%.63s\" has none of that name%s",
			     spec->name, why, parent->name.text,
			     ft_nearest_hint(&near, hint, sizeof(hint)));
}

/* Adds the points that only the group itself has. */
static int add_own(const struct resolver *r, struct map_group *g,
		   const struct map_group *parent)
{
	struct map_spec *specs = specs_of(r->doc, g);
	size_t i;

	for (i = 0; i < g->specs; i++) {
		if (specs[i].base)
			continue;
		if (specs[i].gone)
			return nothing_inherited(r, parent, &specs[i],
						 "is none anyway");
		if (!specs[i].address &&
		    !ft_point_conf_has(&specs[i].conf, ATTR(ADDRESS)))
			return nothing_inherited(r, parent, &specs[i],
						 "has no address");
		if (add_spec(r, g, &specs[i]))
			return -1;
	}
	return 0;
}

/* Does a point make sense, as far as that can be seen without a device. */
static int check_spec(const struct resolver *r, const struct map_spec *spec)
{
	const struct ft_param *param;
	struct ft_place at;
	struct ft_error why;

	if (!ft_point_rules_check(&spec->conf, &param, &why))
		return 0;
	at = place_of(r->doc, spec, param->attr);
	return ft_place_fail(r->err, &at, "%s: %s", param->key, why.text);
}

static int inherit(const struct resolver *r, struct map_group *g,
		   const struct map_group *parent)
{
	struct map_spec **own = sort_specs(r, g);
	const struct map_spec *specs = specs_of(r->doc, g);
	size_t i;
	int err;

	if (!own)
		return -1;
	err = parent ? take_over(r, g, parent, own) : 0;
	free(own);
	if (err || add_own(r, g, parent))
		return -1;
	for (i = 0; i < g->specs; i++) {
		if (check_spec(r, &specs[i]))
			return -1;
	}
	return 0;
}

static int group_by_name(const void *a, const void *b)
{
	const struct map_group *x = *(const struct map_group *const *)a;
	const struct map_group *y = *(const struct map_group *const *)b;

	return strcmp(x->name.text, y->name.text);
}

static int group_by_name_and_place(const void *a, const void *b)
{
	const struct map_group *x = *(const struct map_group *const *)a;
	const struct map_group *y = *(const struct map_group *const *)b;
	int c = group_by_name(a, b);

	return c ? c : (x > y) - (x < y);
}

/* Groups that have a name, by that; the caller frees them. */
static const struct map_group **sort_groups(const struct resolver *r,
					    const struct ft_vec *groups,
					    const char *what, size_t *n)
{
	const struct map_group **sorted = calloc(groups->n + 1, sizeof(*sorted));
	const struct map_group *g = groups->data;
	size_t i;

	if (!sorted) {
		no_memory(r);
		return NULL;
	}
	*n = 0;
	for (i = 0; i < groups->n; i++) {
		if (g[i].name.text)
			sorted[(*n)++] = &g[i];
	}
	qsort(sorted, *n, sizeof(*sorted), group_by_name_and_place);
	for (i = 1; i < *n; i++) {
		if (group_by_name(&sorted[i - 1], &sorted[i]))
			continue;
		twice(r, what, &sorted[i]->name.place, sorted[i]->name.text,
		      &sorted[i - 1]->name.place);
		free(sorted);
		return NULL;
	}
	return sorted;
}

/* The model of that name, or NULL. */
static struct map_group *find_model(const struct resolver *r,
				    const struct map_word *name)
{
	const struct map_group key = { .name = *name }, *wanted = &key, **found;

	found = bsearch(&wanted, r->models, r->doc->models.n,
			sizeof(*r->models), group_by_name);
	return found ? (struct map_group *)*found : NULL;
}

static int no_model(const struct resolver *r, const struct map_word *name)
{
	char hint[FT_NEAREST_MAX + 4];
	struct ft_nearest near;
	size_t i;

	ft_nearest_begin(&near, name->text);
	for (i = 0; i < r->doc->models.n; i++)
		ft_nearest_try(&near, r->models[i]->name.text);
	return ft_place_fail(r->err, &name->place,
			     "there is no model \"%.63s\"%s", name->text,
			     ft_nearest_hint(&near, hint, sizeof(hint)));
}

/*
 * A model, the one that it extends, and so on up to one that is resolved or
 * extends none; how many they are, or -1 and an error.
 */
static int ancestors(const struct resolver *r, struct map_group *g,
		     struct map_group **line)
{
	const struct map_word *name;
	int n = 0, i;

	line[n++] = g;
	while (!g->resolved && g->parent.text) {
		name = &g->parent;
		g = find_model(r, name);
		if (!g)
			return no_model(r, name);
		for (i = 0; i < n; i++) {
			if (line[i] == g)
				return ft_place_fail(r->err, &name->place,
						     "model \"%.63s\" extends itself",
						     g->name.text);
		}
		if (n == FT_MAP_DEPTH_MAX)
			return ft_place_fail(r->err, &line[0]->parent.place,
					     "more than %d models that extend each other",
					     FT_MAP_DEPTH_MAX);
		line[n++] = g;
	}
	return n;
}

static int take_protocol(const struct resolver *r, struct map_group *g,
			 const struct map_group *parent)
{
	if (!parent || !parent->protocol.text)
		return 0;
	if (!g->protocol.text) {
		g->protocol = parent->protocol;
		return 0;
	}
	if (!strcmp(g->protocol.text, parent->protocol.text))
		return 0;
	return ft_place_fail(r->err, &g->protocol.place,
			     "protocol %.40s, but model \"%.63s\" that it extends is for %.40s",
			     g->protocol.text, parent->name.text,
			     parent->protocol.text);
}

static int resolve_model(const struct resolver *r, struct map_group *g)
{
	struct map_group *line[FT_MAP_DEPTH_MAX], *parent;
	int n = ancestors(r, g, line);

	/* The eldest first. */
	while (n-- > 0) {
		g = line[n];
		if (g->resolved)
			continue;
		parent = g->parent.text ? line[n + 1] : NULL;
		if (take_protocol(r, g, parent) || inherit(r, g, parent))
			return -1;
		g->resolved = true;
	}
	return n == -1 ? 0 : -1;
}

static int check_protocol(const struct resolver *r, const struct map_group *g,
			  const struct map_group *model)
{
	const char *protocol = model->protocol.text;
	size_t n;

	if (!protocol)
		return 0;
	n = strlen(protocol);
	if (!strncmp(g->address.text, protocol, n) && g->address.text[n] == ':')
		return 0;
	return ft_place_fail(r->err, &g->address.place,
			     "\"%.80s\" is not of protocol %.40s, which model \"%.63s\" is for",
			     g->address.text, protocol, model->name.text);
}

/* Where the name of a point comes from. */
static const struct ft_place *named_at(const struct map_document *doc,
				       const struct map_group *g,
				       const struct map_spec *spec)
{
	const struct map_spec *own = specs_of(doc, g);

	if (own && spec >= own && spec < own + g->specs)
		return &spec->place;
	return &g->name.place;
}

static int set_text(const struct resolver *r, struct ft_point_conf *conf,
		    const char *name, const char *source, const struct ft_place *at)
{
	struct ft_error why;

	if (!ft_point_conf_name(conf, name, &why) &&
	    !ft_point_conf_source(conf, source, &why))
		return 0;
	return ft_place_fail(r->err, at, "%s", why.text);
}

int map_conf_parse(struct ft_point_conf *conf, const struct ft_param *param,
		   const char *text, struct ft_error *err)
{
	const bool keep = param->attr == ATTR(ADDRESS) &&
			  ft_point_conf_has(conf, ATTR(OCTET));
	const uint32_t octet = conf->field[ATTR(OCTET)].number;

	if (ft_point_conf_parse(conf, param, text, err))
		return -1;
	if (keep)
		ft_point_conf_put_number(conf, ATTR(OCTET), octet);
	return 0;
}

static int set_address(const struct resolver *r, struct ft_point_conf *conf,
		       const struct map_group *g, const struct map_spec *spec)
{
	char text[2 * FT_ADDRESS_MAX];
	struct ft_place at;
	struct ft_error why;

	snprintf(text, sizeof(text), "%.*s/%.*s", FT_ADDRESS_MAX,
		 g->address.text, FT_ADDRESS_MAX - 2, spec->address);
	if (!map_conf_parse(conf, ft_param_of(ATTR(ADDRESS)), text, &why))
		return 0;
	at = place_of(r->doc, spec, ATTR(ADDRESS));
	return ft_place_fail(r->err, &at, "%s", why.text);
}

static int add_point(const struct resolver *r, const struct map_group *g,
		     const struct map_spec *spec)
{
	struct ft_map_point *p = ft_vec_add(&r->map->points, sizeof(*p));
	char name[2 * FIELDTAP_POINT_NAME_MAX];

	if (!p)
		return no_memory(r);
	p->spec = spec;
	p->group = g;
	p->doc = r->doc;
	if (ft_point_conf_copy(&p->conf, &spec->conf))
		return no_memory(r);
	snprintf(name, sizeof(name), "%s%s%s", g->name.text ? g->name.text : "",
		 g->name.text ? "." : "", spec->name);
	if (set_text(r, &p->conf, name, r->doc->source.text, named_at(r->doc, g, spec)))
		return -1;
	return g->name.text ? set_address(r, &p->conf, g, spec) : 0;
}

static int resolve_device(const struct resolver *r, struct map_group *g)
{
	const struct map_spec **all;
	struct map_group *model = NULL;
	size_t i;

	if (g->parent.text) {
		model = find_model(r, &g->parent);
		if (!model)
			return no_model(r, &g->parent);
	}
	if (g->name.text && !g->address.text)
		return ft_place_fail(r->err, &g->name.place,
				     "device \"%s\" has no address",
				     g->name.text);
	if ((model && check_protocol(r, g, model)) || inherit(r, g, model))
		return -1;
	all = g->all.data;
	for (i = 0; i < g->all.n; i++) {
		if (add_point(r, g, all[i]))
			return -1;
	}
	return 0;
}

static int resolve_groups(const struct resolver *r, const struct ft_vec *groups,
			  int (*resolve)(const struct resolver *r,
					 struct map_group *g))
{
	struct map_group *g = groups->data;
	size_t i;

	for (i = 0; i < groups->n; i++) {
		if (resolve(r, &g[i]))
			return -1;
	}
	return 0;
}

int map_resolve(struct ft_device_map *map, struct map_document *doc,
		struct ft_error *err)
{
	struct resolver r = { .map = map, .doc = doc, .err = err };
	const struct map_group **devices;
	size_t n;
	int ret = -1;

	r.models = sort_groups(&r, &doc->models, "model ", &n);
	devices = r.models ? sort_groups(&r, &doc->devices, "device ", &n) : NULL;
	if (devices)
		ret = resolve_groups(&r, &doc->models, resolve_model);
	if (!ret)
		ret = resolve_groups(&r, &doc->devices, resolve_device);
	free(devices);
	free(r.models);
	return ret;
}

void ft_device_map_init(struct ft_device_map *map)
{
	memset(map, 0, sizeof(*map));
	map->budget = FT_MAP_OCTETS_MAX;
}

static void free_groups(struct ft_vec *groups)
{
	struct map_group *g = groups->data;
	size_t i;

	for (i = 0; i < groups->n; i++)
		ft_vec_free(&g[i].all);
	ft_vec_free(groups);
}

static void free_document(struct map_document *doc)
{
	struct map_spec *specs = doc->specs.data;
	size_t i;

	for (i = 0; i < doc->specs.n; i++)
		ft_point_conf_clean(&specs[i].conf);
	ft_vec_free(&doc->specs);
	ft_vec_free(&doc->settings);
	ft_vec_free(&doc->files);
	free_groups(&doc->models);
	free_groups(&doc->devices);
	ft_pool_free(&doc->pool);
	free(doc);
}

void ft_device_map_free(struct ft_device_map *map)
{
	struct ft_map_point *points = map->points.data;
	struct map_document *doc;
	size_t i;

	for (i = 0; i < map->points.n; i++)
		ft_point_conf_clean(&points[i].conf);
	ft_vec_free(&map->points);
	while ((doc = map->documents)) {
		map->documents = doc->next;
		free_document(doc);
	}
}

static const char *name_of(const struct ft_map_point *p)
{
	return ft_point_conf_text(&p->conf, ATTR(NAME));
}

static int points_by_name(const void *a, const void *b)
{
	return ft_natural_cmp(name_of(a), name_of(b));
}

int ft_device_map_finish(struct ft_device_map *map, struct ft_error *err)
{
	const struct resolver r = { .map = map, .err = err };
	struct ft_map_point *p = map->points.data;
	size_t i;

	if (!map->points.n)
		return 0;
	qsort(p, map->points.n, sizeof(*p), points_by_name);
	for (i = 1; i < map->points.n; i++) {
		if (!strcmp(name_of(&p[i - 1]), name_of(&p[i])))
			return twice(&r, "point ",
				     named_at(p[i].doc, p[i].group, p[i].spec),
				     name_of(&p[i]),
				     named_at(p[i - 1].doc, p[i - 1].group,
					      p[i - 1].spec));
	}
	return 0;
}

bool ft_device_map_has_source(const struct ft_device_map *map,
			      const char *source)
{
	const struct map_document *doc;

	for (doc = map->documents; doc; doc = doc->next) {
		if (!strcmp(doc->source.text, source))
			return true;
	}
	return false;
}

struct ft_place ft_map_point_place(const struct ft_map_point *p,
				   const struct ft_param *param)
{
	if (param && param->attr == ATTR(ADDRESS) && p->group->address.text)
		return p->group->address.place;
	if (!param)
		return *named_at(p->doc, p->group, p->spec);
	return place_of(p->doc, p->spec, param->attr);
}
