/* SPDX-License-Identifier: GPL-2.0 */
/* Labels: what devices say of themselves that lasts. */
#ifndef _FT_LABEL_H
#define _FT_LABEL_H

#include <linux/list.h>
#include <linux/skbuff.h>
#include <uapi/linux/fieldtap.h>

/* Labels that a device may have. */
#define FT_LABELS_MAX	16

/**
 * struct ft_labels - labels of one device, oldest first
 * @list: the labels
 * @n: their number
 *
 * Whoever has them guards them with a lock of its own.
 */
struct ft_labels {
	struct list_head list;
	u32 n;
};

/**
 * ft_labels_init() - no labels yet
 * @labels: the labels
 */
void ft_labels_init(struct ft_labels *labels);

/**
 * ft_labels_clean() - forget all labels
 * @labels: the labels
 *
 * Context: any.
 */
void ft_labels_clean(struct ft_labels *labels);

/**
 * ft_labels_set() - give a label its text
 * @labels: the labels
 * @name: which one, at most FIELDTAP_LABEL_NAME_MAX with its NUL
 * @value: its text, cut to FIELDTAP_LABEL_VALUE_MAX with its NUL; an empty one
 *	takes the label away
 *
 * Context: any; does not sleep.
 * Return: 0, -ENOSPC when there are FT_LABELS_MAX others, -ENOMEM.
 */
int ft_labels_set(struct ft_labels *labels, const char *name,
		  const char *value);

/**
 * ft_labels_fill() - write labels as attributes of their device
 * @skb: the message
 * @labels: the labels
 *
 * Return: 0 or -EMSGSIZE.
 */
int ft_labels_fill(struct sk_buff *skb, const struct ft_labels *labels);

#endif /* _FT_LABEL_H */
