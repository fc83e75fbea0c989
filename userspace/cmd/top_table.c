// SPDX-License-Identifier: GPL-2.0
#include <fnmatch.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "../lib/address.h"
#include "../lib/utf8.h"
#include "top_table.h"

#define LEAST_ROOM	64

/* FNV-1a, 32 bits. */
static uint32_t hash_of(const char *name)
{
	uint32_t h = 2166136261u;

	for (; *name; name++)
		h = (h ^ (unsigned char)*name) * 16777619u;
	return h;
}

static struct top_row *find(const struct top_table *t, const char *name,
			    uint32_t hash)
{
	struct top_row *row;

	if (!t->buckets)
		return NULL;
	row = t->bucket[hash & (t->buckets - 1)];
	while (row && (row->hash != hash || strcmp(row->name, name)))
		row = row->next;
	return row;
}

struct top_row *top_table_find(const struct top_table *t, const char *name)
{
	return find(t, name, hash_of(name));
}

static void link_row(struct top_table *t, struct top_row *row)
{
	struct top_row **head = &t->bucket[row->hash & (t->buckets - 1)];

	row->next = *head;
	*head = row;
}

static void unlink_row(struct top_table *t, const struct top_row *row)
{
	struct top_row **p = &t->bucket[row->hash & (t->buckets - 1)];

	while (*p != row)
		p = &(*p)->next;
	*p = row->next;
}

/* Returns -1 without memory, and the table is as it was. */
static int grow(struct top_table *t)
{
	const size_t room = t->room ? 2 * t->room : LEAST_ROOM;
	struct top_row **rows, **view, **bucket;
	size_t i;

	rows = reallocarray(t->rows, room, sizeof(*rows));
	if (rows)
		t->rows = rows;
	view = reallocarray(t->view, room, sizeof(*view));
	if (view)
		t->view = view;
	bucket = calloc(room, sizeof(*bucket));
	if (!rows || !view || !bucket) {
		free(bucket);
		return -1;
	}
	free(t->bucket);
	t->bucket = bucket;
	t->buckets = room;
	t->room = room;
	for (i = 0; i < t->n; i++)
		link_row(t, t->rows[i]);
	return 0;
}

static void free_row(struct top_row *row)
{
	free(row->name);
	free(row->unit);
	free(row->text);
	free(row->scale);
	free(row->offset);
	free(row->history);
	free(row);
}

struct top_row *top_table_add(struct top_table *t, const char *name)
{
	const uint32_t hash = hash_of(name);
	struct top_row *row = find(t, name, hash);

	if (!row) {
		if (t->n == t->room && grow(t))
			return NULL;
		row = calloc(1, sizeof(*row));
		if (!row)
			return NULL;
		row->name = strdup(name);
		if (!row->name) {
			free(row);
			return NULL;
		}
		row->columns = ft_utf8_columns(name);
		row->hash = hash;
		row->number = NAN;
		row->before = NAN;
		row->change = NAN;
		row->updates = NAN;
		link_row(t, row);
		t->rows[t->n++] = row;
		t->named = false;
		t->arranged = false;
	}
	row->round = t->round;
	return row;
}

void top_table_begin(struct top_table *t)
{
	t->round++;
}

void top_table_end(struct top_table *t)
{
	size_t i, n = 0;

	for (i = 0; i < t->n; i++) {
		if (t->rows[i]->round == t->round) {
			t->rows[n++] = t->rows[i];
			continue;
		}
		unlink_row(t, t->rows[i]);
		free_row(t->rows[i]);
	}
	if (n == t->n)
		return;
	t->n = n;
	t->n_view = 0;
	t->named = false;
	t->arranged = false;
}

static size_t take_out(struct top_row **rows, size_t n,
		       const struct top_row *row)
{
	size_t i;

	for (i = 0; i < n; i++) {
		if (rows[i] == row) {
			n--;
			memmove(&rows[i], &rows[i + 1],
				(n - i) * sizeof(*rows));
			break;
		}
	}
	return n;
}

void top_table_del(struct top_table *t, struct top_row *row)
{
	unlink_row(t, row);
	t->n = take_out(t->rows, t->n, row);
	t->n_view = take_out(t->view, t->n_view, row);
	free_row(row);
}

void top_table_free(struct top_table *t)
{
	size_t i;

	for (i = 0; i < t->n; i++)
		free_row(t->rows[i]);
	free(t->rows);
	free(t->bucket);
	free(t->view);
	memset(t, 0, sizeof(*t));
}

int top_row_set(char **text, const char *value)
{
	char *copy;

	if (!value || !*value) {
		free(*text);
		*text = NULL;
		return 0;
	}
	/* Most are told again and again. */
	if (*text && !strcmp(*text, value))
		return 0;
	copy = strdup(value);
	if (!copy)
		return -1;
	free(*text);
	*text = copy;
	return 0;
}

int top_row_sample(struct top_row *row, uint64_t time, double number)
{
	const double last = row->number;
	const bool first = !row->time, again = time == row->time;

	row->number = number;
	row->time = time;
	if (first || again)
		return 0;
	if (!row->history) {
		row->history = calloc(1, sizeof(*row->history));
		if (!row->history)
			return -1;
		top_history_add(row->history, last);
	}
	top_history_add(row->history, number);
	return 0;
}

void top_table_tick(struct top_table *t, uint64_t ns)
{
	size_t i;

	for (i = 0; i < t->n; i++) {
		struct top_row *row = t->rows[i];

		row->change = (row->number - row->before) / (ns / 1e9);
		row->before = row->number;
	}
}

void top_table_filter(struct top_table *t, const char *filter)
{
	strncpy(t->filter, filter, sizeof(t->filter) - 1);
	t->filter[sizeof(t->filter) - 1] = '\0';
	t->arranged = false;
}

void top_table_sort(struct top_table *t, enum top_column column, bool reverse)
{
	t->sort = column;
	t->reverse = reverse;
	t->arranged = false;
}

static int by_name(const void *a, const void *b)
{
	const struct top_row *const *x = a, *const *y = b;

	return ft_natural_cmp((*x)->name, (*y)->name);
}

static void order_names(struct top_table *t)
{
	size_t i;

	if (t->named || !t->n)
		return;
	qsort(t->rows, t->n, sizeof(*t->rows), by_name);
	for (i = 0; i < t->n; i++)
		t->rows[i]->rank = i;
	t->named = true;
}

static bool passes(const struct top_table *t, const struct top_row *row)
{
	if (!*t->filter)
		return true;
	if (strpbrk(t->filter, "*?["))
		return !fnmatch(t->filter, row->name, FNM_CASEFOLD);
	return strcasestr(row->name, t->filter);
}

static void choose(struct top_table *t)
{
	size_t i;

	t->n_view = 0;
	t->widest = 0;
	for (i = 0; i < t->n; i++) {
		struct top_row *row = t->rows[i];

		if (!passes(t, row))
			continue;
		t->view[t->n_view++] = row;
		if (row->columns > t->widest)
			t->widest = row->columns;
	}
	t->arranged = true;
}

/* What a row is ordered by: numbers first, then texts, then nothing. */
struct key {
	enum { NUMBER, TEXT, NOTHING } kind;
	double number;
	const char *text;
	struct top_row *row;
};

static int severity(const struct top_row *row)
{
	switch (row->level) {
	case FIELDTAP_LEVEL_LOLO:
	case FIELDTAP_LEVEL_HIHI:
		return 3;
	case FIELDTAP_LEVEL_LO:
	case FIELDTAP_LEVEL_HI:
		return 2;
	default:
		return row->rate_alert;
	}
}

static int trouble(const struct top_row *row)
{
	static const int states[] = {
		[FIELDTAP_POINT_STATE_FRESH] = 0,
		[FIELDTAP_POINT_STATE_STALE] = 10,
		[FIELDTAP_POINT_STATE_UNFIT] = 20,
		[FIELDTAP_POINT_STATE_WAITING] = 30,
	};
	const unsigned int n = sizeof(states) / sizeof(states[0]);

	return (row->state < n ? states[row->state] : 40) + row->quality;
}

static double number_of(const struct top_row *row, enum top_column column)
{
	switch (column) {
	case TOP_VALUE:
		return row->number;
	case TOP_STATE:
		return trouble(row);
	case TOP_LEVEL:
		return severity(row);
	case TOP_AGE:
		/* The younger, the later it was seen. */
		return row->seen ? -(double)row->seen : NAN;
	case TOP_CHANGE:
		return fabs(row->change);
	case TOP_UPDATES:
		return row->updates;
	default:
		return NAN;
	}
}

static struct key key_of(struct top_row *row, enum top_column column)
{
	struct key k = { .kind = NOTHING, .row = row };

	k.number = number_of(row, column);
	if (!isnan(k.number))
		k.kind = NUMBER;
	else if (column == TOP_VALUE)
		k.text = row->text;
	else if (column == TOP_UNIT)
		k.text = row->unit;
	if (k.text)
		k.kind = TEXT;
	return k;
}

static int by_key(const void *a, const void *b, void *arg)
{
	const struct top_table *t = arg;
	const struct key *x = a, *y = b;
	int c = 0;

	if (x->kind != y->kind)
		return x->kind < y->kind ? -1 : 1;
	if (x->kind == NUMBER)
		c = (x->number > y->number) - (x->number < y->number);
	else if (x->kind == TEXT)
		c = strcmp(x->text, y->text);
	if (c)
		return t->reverse ? -c : c;
	return x->row->rank < y->row->rank ? -1 : 1;
}

static int order(struct top_table *t)
{
	struct key *keys = malloc((t->n_view + 1) * sizeof(*keys));
	size_t i;

	if (!keys)
		return -1;
	for (i = 0; i < t->n_view; i++)
		keys[i] = key_of(t->view[i], t->sort);
	qsort_r(keys, t->n_view, sizeof(*keys), by_key, t);
	for (i = 0; i < t->n_view; i++)
		t->view[i] = keys[i].row;
	free(keys);
	return 0;
}

static void turn_round(struct top_row **rows, size_t n)
{
	size_t i;

	for (i = 0; i < n / 2; i++) {
		struct top_row *row = rows[i];

		rows[i] = rows[n - 1 - i];
		rows[n - 1 - i] = row;
	}
}

int top_table_arrange(struct top_table *t)
{
	if (t->arranged && t->sort == TOP_NAME)
		return 0;
	if (!t->arranged) {
		order_names(t);
		choose(t);
		if (t->sort == TOP_NAME && t->reverse)
			turn_round(t->view, t->n_view);
	}
	return t->sort == TOP_NAME ? 0 : order(t);
}

void top_table_count(const struct top_table *t, struct top_count *c)
{
	size_t i;

	memset(c, 0, sizeof(*c));
	for (i = 0; i < t->n_view; i++) {
		const struct top_row *row = t->view[i];

		if (row->state <= FIELDTAP_POINT_STATE_STALE)
			c->state[row->state]++;
		if (row->quality != FIELDTAP_QUALITY_GOOD && row->time)
			c->bad++;
		if (row->level != FIELDTAP_LEVEL_NORMAL || row->rate_alert)
			c->beyond++;
	}
}
