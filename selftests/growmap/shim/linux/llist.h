/* SPDX-License-Identifier: GPL-2.0 */
#ifndef SHIM_LINUX_LLIST_H
#define SHIM_LINUX_LLIST_H

#include <linux/kernel.h>

struct llist_node {
	struct llist_node *next;
};

struct llist_head {
	struct llist_node *first;
};

static inline void init_llist_head(struct llist_head *list)
{
	list->first = NULL;
}

static inline void llist_add(struct llist_node *new, struct llist_head *list)
{
	new->next = __atomic_load_n(&list->first, __ATOMIC_RELAXED);
	while (!__atomic_compare_exchange_n(&list->first, &new->next, new, false,
					    __ATOMIC_ACQ_REL, __ATOMIC_RELAXED))
		;
}

static inline struct llist_node *llist_del_all(struct llist_head *list)
{
	return __atomic_exchange_n(&list->first, NULL, __ATOMIC_ACQ_REL);
}

#define shim_llist_entry(node, type, member) \
	((node) ? container_of(node, type, member) : NULL)

#define llist_for_each_entry_safe(pos, n, node, member)			\
	for (pos = shim_llist_entry((node), __typeof__(*pos), member);	\
	     pos && (n = shim_llist_entry(pos->member.next,		\
					  __typeof__(*n), member), true); \
	     pos = n)

#endif
