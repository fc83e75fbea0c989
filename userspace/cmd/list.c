// SPDX-License-Identifier: GPL-2.0
#include "list.h"

static const void *item(const struct list *list, const struct ft_vec *items,
			size_t i)
{
	return (const char *)items->data + i * list->size;
}

static void print_json(const struct app *app, const struct list *list,
		       const struct ft_vec *items)
{
	struct out_array a;
	size_t i;

	out_array_begin(&a, app);
	for (i = 0; i < items->n; i++)
		out_array_item(&a, list->json(item(list, items, i)));
	out_array_end();
}

static void print_text(const struct list *list, const struct ft_vec *items)
{
	size_t i;

	for (i = 0; i < items->n; i++)
		list->print(item(list, items, i));
}

static void print_table(const struct list *list, const struct ft_vec *items)
{
	struct out_table t = { .columns = list->columns, .right = list->right };
	size_t i;

	if (!items->n)
		return;
	out_row(&t, "%s", list->head);
	for (i = 0; i < items->n; i++)
		list->row(&t, item(list, items, i));
	out_table(&t);
}

static void print_items(const struct app *app, const struct list *list,
			const struct ft_vec *items)
{
	if (app->json)
		print_json(app, list, items);
	else if (list->row)
		print_table(list, items);
	else
		print_text(list, items);
}

int list_show(const struct app *app, struct args *args, const struct list *list,
	      const void *which)
{
	struct ft_vec items = { 0 };
	struct ft_conn c;
	int failed, status;

	status = args_done(app, args);
	if (!status)
		status = start(app, &c);
	if (status)
		return status;
	failed = list->get(&c, which, &items);
	if (!failed)
		print_items(app, list, &items);
	if (list->free)
		list->free(&items);
	else
		ft_vec_free(&items);
	return finish(app, &c, list->command, failed);
}
