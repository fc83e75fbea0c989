// SPDX-License-Identifier: GPL-2.0
/* From files to what they say; what that means is device_map.c's. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "device_map_spec.h"
#include "nearest.h"

#define ATTR(name)	FIELDTAP_A_POINT_CONF_##name

/* A file under way. */
struct reader {
	struct ft_yaml yaml;
	struct ft_device_map *map;
	struct map_document *doc;
	const char *file;
	unsigned int depth;
	struct ft_error *err;
};

/* A key of a mapping, and what reads its value. */
struct field {
	const char *key;
	int (*take)(struct reader *r, const struct ft_scalar_node *key,
		    void *arg);
};

static int read_into(struct reader *r, FILE *f, const char *name,
		     const struct ft_place *at);

static int no_memory(struct reader *r)
{
	return ft_fail_errno(r->err, ENOMEM, "%.200s", r->file);
}

static char *keep(struct reader *r, const char *text)
{
	char *copy = ft_pool_text(&r->doc->pool, text, strlen(text));

	if (!copy)
		no_memory(r);
	return copy;
}

/* As people take something away; not what is in quotes. */
static bool is_none(const struct ft_scalar_node *node)
{
	static const char *const words[] = { "none", "null", "~" };
	size_t i;

	for (i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
		if (node->plain && !strcmp(node->text, words[i]))
			return true;
	}
	return false;
}

static int unknown_key(struct reader *r, const struct ft_scalar_node *key,
		       const struct ft_nearest *near)
{
	char hint[FT_NEAREST_MAX + 4];

	return ft_place_fail(r->err, &key->place, "unknown key \"%.60s\"%s",
			     key->text,
			     ft_nearest_hint(near, hint, sizeof(hint)));
}

static int twice(struct reader *r, const struct ft_scalar_node *key)
{
	return ft_place_fail(r->err, &key->place, "\"%.60s\" is here twice",
			     key->text);
}

static int find_field(struct reader *r, const struct ft_scalar_node *key,
		      const struct field *fields)
{
	struct ft_nearest near;
	int i;

	for (i = 0; fields[i].key; i++) {
		if (!strcmp(key->text, fields[i].key))
			return i;
	}
	ft_nearest_begin(&near, key->text);
	for (i = 0; fields[i].key; i++)
		ft_nearest_try(&near, fields[i].key);
	return unknown_key(r, key, &near);
}

/* Reads a mapping whose keys are known, each at most once. */
static int take_fields(struct reader *r, const char *what,
		       const struct field *fields, void *arg)
{
	struct ft_scalar_node key;
	unsigned int seen = 0;
	int more, i;

	if (ft_yaml_mapping(&r->yaml, what))
		return -1;
	while ((more = ft_yaml_key(&r->yaml, &key)) > 0) {
		i = find_field(r, &key, fields);
		if (i < 0)
			return -1;
		if (seen >> i & 1)
			return twice(r, &key);
		seen |= 1u << i;
		if (fields[i].take(r, &key, arg))
			return -1;
	}
	return more;
}

/* Reads a single value that must not be empty. */
static int take_value(struct reader *r, const struct ft_scalar_node *key,
		      struct ft_scalar_node *value)
{
	char what[80];

	snprintf(what, sizeof(what), "%.60s", key->text);
	if (ft_yaml_scalar(&r->yaml, what, value))
		return -1;
	if (!value->len)
		return ft_place_fail(r->err, &value->place, "%s has no value",
				     what);
	return 0;
}

static int take_word(struct reader *r, const struct ft_scalar_node *key,
		     struct map_word *word)
{
	struct ft_scalar_node value;

	if (take_value(r, key, &value))
		return -1;
	word->place = value.place;
	word->text = keep(r, value.text);
	return word->text ? 0 : -1;
}

/* What is only for people. */
static int take_remark(struct reader *r, const struct ft_scalar_node *key,
		       void *arg)
{
	struct ft_scalar_node value;

	(void)arg;
	return take_value(r, key, &value);
}

static int wrong_value(struct reader *r, const struct ft_scalar_node *key,
		       const struct ft_scalar_node *value,
		       const struct ft_error *why)
{
	char name[80];

	if (why->kind == FT_REFUSED)
		return no_memory(r);
	/* What is said of an address names it. */
	if (!strcmp(key->text, "address"))
		return ft_place_fail(r->err, &value->place, "%s", why->text);
	snprintf(name, sizeof(name), "%.60s", key->text);
	return ft_place_fail(r->err, &value->place, "%s: %s", name, why->text);
}

/* In models and devices an address is one within the device. */
static int take_address(struct reader *r, const struct ft_scalar_node *key,
			const struct ft_scalar_node *value,
			struct map_spec *spec)
{
	if (!value->len || value->text[0] == '/')
		return ft_place_fail(r->err, &value->place,
				     "%s: \"%.60s\" is not an address within a device, such as hr/100",
				     key->text, value->text);
	spec->address = keep(r, value->text);
	return spec->address ? 0 : -1;
}

static int set_param(struct reader *r, const struct ft_scalar_node *key,
		     const struct ft_scalar_node *value,
		     const struct ft_param *param, const struct map_group *g,
		     struct map_spec *spec)
{
	const bool text = param->kind == FT_PARAM_TEXT;
	struct ft_error why;

	if (!text && !value->plain)
		return ft_place_fail(r->err, &value->place,
				     "%s must not be in quotes", key->text);
	if (param->attr == ATTR(ADDRESS) && g->name.text)
		return take_address(r, key, value, spec);
	if (map_conf_parse(&spec->conf, param, value->text, &why))
		return wrong_value(r, key, value, &why);
	return 0;
}

static int take_setting(struct reader *r, const struct ft_scalar_node *key,
			const struct ft_param *param, const struct map_group *g,
			struct map_spec *spec)
{
	struct ft_scalar_node value;
	struct map_setting *s;

	if (take_value(r, key, &value))
		return -1;
	if (param->attr == ATTR(ADDRESS) && is_none(&value))
		return ft_place_fail(r->err, &value.place,
				     "a point needs its address");
	s = ft_vec_add(&r->doc->settings, sizeof(*s));
	if (!s)
		return no_memory(r);
	spec->settings++;
	s->attr = param->attr;
	s->none = is_none(&value);
	s->line = value.place.line;
	s->column = value.place.column;
	return s->none ? 0 : set_param(r, key, &value, param, g, spec);
}

static const struct ft_param *find_param(struct reader *r,
					 const struct ft_scalar_node *key)
{
	const struct ft_param *p;
	struct ft_nearest near;

	for (p = ft_params; p->name; p++) {
		if (!strcmp(p->key, key->text))
			return p;
	}
	ft_nearest_begin(&near, key->text);
	for (p = ft_params; p->name; p++)
		ft_nearest_try(&near, p->key);
	unknown_key(r, key, &near);
	return NULL;
}

static int take_settings(struct reader *r, const struct map_group *g,
			 struct map_spec *spec)
{
	const struct ft_param *param;
	struct ft_scalar_node key;
	uint32_t seen = 0;
	int more;

	spec->setting = r->doc->settings.n;
	while ((more = ft_yaml_key(&r->yaml, &key)) > 0) {
		param = find_param(r, &key);
		if (!param)
			return -1;
		if (seen >> param->attr & 1)
			return twice(r, &key);
		seen |= 1u << param->attr;
		if (take_setting(r, &key, param, g, spec))
			return -1;
	}
	return more;
}

/* Makes sure that this can be the name, or a part of the name, of a point. */
static int check_name(struct reader *r, const char *what,
		      const struct ft_scalar_node *name)
{
	struct ft_point_conf scratch = { 0 };
	struct ft_error why;
	int err = ft_point_conf_name(&scratch, name->text, &why);

	ft_point_conf_clean(&scratch);
	if (!err)
		return 0;
	if (why.kind == FT_REFUSED)
		return no_memory(r);
	return ft_place_fail(r->err, &name->place, "%s%s", what, why.text);
}

static int take_point(struct reader *r, const struct ft_scalar_node *name,
		      struct map_group *g)
{
	struct ft_scalar_node value;
	struct map_spec *spec;

	if (check_name(r, "", name))
		return -1;
	spec = ft_vec_add(&r->doc->specs, sizeof(*spec));
	if (!spec)
		return no_memory(r);
	g->specs++;
	spec->place = name->place;
	spec->name = keep(r, name->text);
	if (!spec->name)
		return -1;
	if (!ft_yaml_is_scalar(&r->yaml))
		return ft_yaml_mapping(&r->yaml, "a point") ? -1 :
			take_settings(r, g, spec);
	if (ft_yaml_scalar(&r->yaml, "a point", &value))
		return -1;
	if (!g->name.text || !is_none(&value))
		return ft_place_fail(r->err, &value.place,
				     "a point must be a mapping (KEY: VALUE)%s",
				     g->name.text ? " or none" : "");
	spec->gone = true;
	return 0;
}

static int take_points(struct reader *r, const struct ft_scalar_node *key,
		       void *arg)
{
	struct map_group *g = arg;
	struct ft_scalar_node name;
	int more;

	(void)key;
	g->spec = r->doc->specs.n;
	if (ft_yaml_mapping(&r->yaml, "points"))
		return -1;
	while ((more = ft_yaml_key(&r->yaml, &name)) > 0) {
		if (take_point(r, &name, g))
			return -1;
	}
	return more;
}

static int take_plain_points(struct reader *r, const struct ft_scalar_node *key,
			     void *arg)
{
	struct map_group *g = ft_vec_add(&r->doc->devices, sizeof(*g));

	(void)arg;
	return g ? take_points(r, key, g) : no_memory(r);
}

static int take_parent(struct reader *r, const struct ft_scalar_node *key,
		       void *arg)
{
	struct map_group *g = arg;

	return take_word(r, key, &g->parent);
}

static int take_protocol(struct reader *r, const struct ft_scalar_node *key,
			 void *arg)
{
	struct map_group *g = arg;

	if (take_word(r, key, &g->protocol))
		return -1;
	if (strspn(g->protocol.text, "abcdefghijklmnopqrstuvwxyz0123456789_-") !=
	    strlen(g->protocol.text))
		return ft_place_fail(r->err, &g->protocol.place,
				     "protocol: \"%.60s\" is not the name of a protocol, such as modbus",
				     g->protocol.text);
	return 0;
}

static int take_device_address(struct reader *r,
			       const struct ft_scalar_node *key, void *arg)
{
	struct map_group *g = arg;
	const char *text, *colon;

	if (take_word(r, key, &g->address))
		return -1;
	text = g->address.text;
	colon = strchr(text, ':');
	if (!colon || colon == text || text[strlen(text) - 1] == '/')
		return ft_place_fail(r->err, &g->address.place,
				     "address: \"%.60s\" is not a device, such as modbus:10.0.0.5:502/1",
				     text);
	return 0;
}

static const struct field model_fields[] = {
	{ "extends", take_parent },
	{ "protocol", take_protocol },
	{ "vendor", take_remark },
	{ "description", take_remark },
	{ "reference", take_remark },
	{ "points", take_points },
	{ NULL, NULL },
};

static const struct field device_fields[] = {
	{ "model", take_parent },
	{ "address", take_device_address },
	{ "description", take_remark },
	{ "points", take_points },
	{ NULL, NULL },
};

static int take_groups(struct reader *r, const struct ft_scalar_node *key,
		       struct ft_vec *groups, const char *what,
		       const struct field *fields)
{
	struct ft_scalar_node name;
	struct map_group *g;
	char quoted[120];
	int more;

	if (ft_yaml_mapping(&r->yaml, key->text))
		return -1;
	while ((more = ft_yaml_key(&r->yaml, &name)) > 0) {
		if (check_name(r, what, &name))
			return -1;
		g = ft_vec_add(groups, sizeof(*g));
		if (!g)
			return no_memory(r);
		g->name.place = name.place;
		g->name.text = keep(r, name.text);
		if (!g->name.text)
			return -1;
		snprintf(quoted, sizeof(quoted), "%s\"%s\"", what,
			 g->name.text);
		if (take_fields(r, quoted, fields, g))
			return -1;
	}
	return more;
}

static int take_models(struct reader *r, const struct ft_scalar_node *key,
		       void *arg)
{
	(void)arg;
	return take_groups(r, key, &r->doc->models, "model ", model_fields);
}

static int take_devices(struct reader *r, const struct ft_scalar_node *key,
			void *arg)
{
	(void)arg;
	return take_groups(r, key, &r->doc->devices, "device ", device_fields);
}

static int check_source(struct reader *r, const struct map_word *source,
			const char *hint)
{
	struct ft_point_conf scratch = { 0 };
	struct ft_error why;
	int err = ft_point_conf_source(&scratch, source->text, &why);

	ft_point_conf_clean(&scratch);
	if (err)
		return ft_place_fail(r->err, &source->place, "%s%s", why.text,
				     hint);
	return 0;
}

static int take_plant(struct reader *r, const struct ft_scalar_node *key,
		      void *arg)
{
	struct map_word *source = &r->doc->source;

	(void)arg;
	if (r->depth)
		return ft_place_fail(r->err, &key->place,
				     "a file that is included has no plant of its own");
	if (take_word(r, key, source))
		return -1;
	return check_source(r, source, "");
}

/* The name of a file that stands beside the one at hand. */
static char *beside(struct reader *r, const char *name)
{
	const char *slash = *name == '/' ? NULL : strrchr(r->file, '/');
	char *path;

	if (!slash)
		return keep(r, name);
	if (asprintf(&path, "%.*s/%s", (int)(slash - r->file), r->file,
		     name) < 0) {
		no_memory(r);
		return NULL;
	}
	name = keep(r, path);
	free(path);
	return (char *)name;
}

static int take_include(struct reader *r, const struct ft_scalar_node *key,
			void *arg)
{
	struct ft_scalar_node value;
	struct ft_place at;
	char *path;
	FILE *f;
	int ret;

	(void)arg;
	if (take_value(r, key, &value))
		return -1;
	at = value.place;
	path = beside(r, value.text);
	if (!path)
		return -1;
	f = fopen(path, "re");
	if (!f)
		return ft_place_fail(r->err, &at, "%.120s: %s", path,
				     strerror(errno));
	ret = read_into(r, f, path, &at);
	fclose(f);
	return ret;
}

static int take_includes(struct reader *r, const struct ft_scalar_node *key,
			 void *arg)
{
	int more;

	if (ft_yaml_sequence(&r->yaml, "include"))
		return -1;
	while ((more = ft_yaml_item(&r->yaml)) > 0) {
		if (take_include(r, key, arg))
			return -1;
	}
	return more;
}

static const struct field map_fields[] = {
	{ "plant", take_plant },
	{ "description", take_remark },
	{ "include", take_includes },
	{ "models", take_models },
	{ "devices", take_devices },
	{ "points", take_plain_points },
	{ NULL, NULL },
};

/* Notes that a file is read; 1 when it has been before. */
static int enter(struct reader *r, FILE *f, const char *name,
		 const struct ft_place *at)
{
	struct map_file *files = r->doc->files.data, *file;
	struct stat st;
	size_t i;

	if (fstat(fileno(f), &st))
		memset(&st, 0, sizeof(st));
	for (i = 0; i < r->doc->files.n; i++) {
		if (!st.st_ino || files[i].ino != st.st_ino ||
		    files[i].dev != st.st_dev)
			continue;
		return files[i].open ?
			ft_place_fail(r->err, at, "%.120s includes itself",
				      name) : 1;
	}
	if (r->depth >= FT_MAP_DEPTH_MAX || r->doc->files.n >= FT_MAP_FILES_MAX)
		return ft_place_fail(r->err, at,
				     "more than %d files within each other, or %d in all",
				     FT_MAP_DEPTH_MAX, FT_MAP_FILES_MAX);
	file = ft_vec_add(&r->doc->files, sizeof(*file));
	if (!file)
		return no_memory(r);
	*file = (struct map_file){ name, st.st_dev, st.st_ino, true };
	return 0;
}

static int open_included(struct reader *r, FILE *f, const struct ft_place *at)
{
	struct ft_error why;

	if (!ft_yaml_open(&r->yaml, f, r->file, &r->map->budget, &why)) {
		r->yaml.err = r->err;
		return 0;
	}
	/* It is no file, say; else there is a place in it that is wrong. */
	if (why.kind == FT_REFUSED && why.code != ENOMEM)
		return ft_place_fail(r->err, at, "%.200s", why.text);
	*r->err = why;
	return -1;
}

static int read_included(struct reader *r, FILE *f, const struct ft_place *at)
{
	struct ft_place second;
	int more;

	if (open_included(r, f, at) ||
	    take_fields(r, "a device map", map_fields, NULL))
		return -1;
	more = ft_yaml_end(&r->yaml);
	if (more <= 0)
		return more;
	second = ft_yaml_place(&r->yaml);
	return ft_place_fail(r->err, &second,
			     "a file that is included has one document; this begins another");
}

/* Reads a file that another one includes. */
static int read_into(struct reader *outer, FILE *f, const char *name,
		     const struct ft_place *at)
{
	struct reader r = {
		.map = outer->map,
		.doc = outer->doc,
		.file = name,
		.depth = outer->depth + 1,
		.err = outer->err,
	};
	size_t index = r.doc->files.n;
	int ret = enter(&r, f, name, at);

	if (ret)
		return ret < 0 ? -1 : 0;
	ret = read_included(&r, f, at);
	ft_yaml_close(&r.yaml);
	((struct map_file *)r.doc->files.data)[index].open = false;
	return ret;
}

/* A file's name without directory and ending. */
static int name_source(struct reader *r)
{
	struct map_word *source = &r->doc->source;
	const char *slash = strrchr(r->file, '/');
	char *dot;

	source->place = (struct ft_place){ r->file, 1, 1 };
	source->text = keep(r, slash ? slash + 1 : r->file);
	if (!source->text)
		return -1;
	dot = strrchr(source->text, '.');
	if (dot && (!strcmp(dot, ".yaml") || !strcmp(dot, ".yml")))
		*dot = '\0';
	return check_source(r, source, "; name one by \"plant: NAME\"");
}

static int add_document(struct reader *r, FILE *f, const char *file)
{
	struct map_document *doc = calloc(1, sizeof(*doc));
	static const struct ft_place nowhere;

	if (!doc)
		return no_memory(r);
	doc->next = r->map->documents;
	r->map->documents = doc;
	r->doc = doc;
	/* Places point at it, so it has to live as long as the document. */
	r->file = keep(r, file);
	if (!r->file)
		return -1;
	return enter(r, f, r->file, &nowhere);
}

static int take_document(struct reader *r)
{
	if (take_fields(r, "a device map", map_fields, NULL))
		return -1;
	if (!r->doc->source.text && name_source(r))
		return -1;
	return map_resolve(r->map, r->doc, r->err);
}

static int next_document(struct reader *r, FILE *f, const char *file,
			 unsigned int n)
{
	struct ft_place at = ft_yaml_place(&r->yaml);

	if (n > FT_MAP_FILES_MAX)
		return ft_place_fail(r->err, &at, "more than %d documents",
				     FT_MAP_FILES_MAX);
	if (add_document(r, f, file))
		return -1;
	r->yaml.file = r->file;
	return 0;
}

int ft_device_map_read(struct ft_device_map *map, FILE *f, const char *file,
		       struct ft_error *err)
{
	struct reader r = { .map = map, .file = file, .err = err };
	unsigned int n = 1;
	int more;

	if (add_document(&r, f, file))
		return -1;
	more = ft_yaml_open(&r.yaml, f, r.file, &map->budget, err) ? -1 : 1;
	while (more > 0) {
		more = take_document(&r) ? -1 : ft_yaml_end(&r.yaml);
		if (more > 0 && next_document(&r, f, file, ++n))
			more = -1;
	}
	ft_yaml_close(&r.yaml);
	return more;
}
