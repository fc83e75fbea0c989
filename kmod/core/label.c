// SPDX-License-Identifier: GPL-2.0
#include <linux/slab.h>
#include <linux/string.h>
#include <net/netlink.h>

#include "label.h"

struct ft_label {
	struct list_head link;
	char name[FIELDTAP_LABEL_NAME_MAX];
	char value[FIELDTAP_LABEL_VALUE_MAX];
};

void ft_labels_init(struct ft_labels *labels)
{
	INIT_LIST_HEAD(&labels->list);
	labels->n = 0;
}

static void ft_label_free(struct ft_labels *labels, struct ft_label *label)
{
	list_del(&label->link);
	labels->n--;
	kfree(label);
}

void ft_labels_clean(struct ft_labels *labels)
{
	struct ft_label *label, *next;

	list_for_each_entry_safe(label, next, &labels->list, link)
		ft_label_free(labels, label);
}

static struct ft_label *ft_label_find(const struct ft_labels *labels,
				      const char *name)
{
	struct ft_label *label;

	list_for_each_entry(label, &labels->list, link)
		if (!strcmp(label->name, name))
			return label;
	return NULL;
}

/* A character of several octets is not cut in the middle. */
static void ft_label_copy(char *to, const char *value)
{
	size_t len = strnlen(value, FIELDTAP_LABEL_VALUE_MAX);

	if (len == FIELDTAP_LABEL_VALUE_MAX) {
		len--;
		while (len && (value[len] & 0xc0) == 0x80)
			len--;
	}
	memcpy(to, value, len);
	to[len] = '\0';
}

static struct ft_label *ft_label_new(struct ft_labels *labels,
				     const char *name)
{
	struct ft_label *label;

	if (labels->n >= FT_LABELS_MAX)
		return ERR_PTR(-ENOSPC);
	label = kmalloc(sizeof(*label), GFP_ATOMIC);
	if (!label)
		return ERR_PTR(-ENOMEM);
	strscpy(label->name, name, sizeof(label->name));
	list_add_tail(&label->link, &labels->list);
	labels->n++;
	return label;
}

int ft_labels_set(struct ft_labels *labels, const char *name, const char *value)
{
	struct ft_label *label = ft_label_find(labels, name);

	if (!*value) {
		if (label)
			ft_label_free(labels, label);
		return 0;
	}
	if (!label)
		label = ft_label_new(labels, name);
	if (IS_ERR(label))
		return PTR_ERR(label);
	ft_label_copy(label->value, value);
	return 0;
}

static int ft_label_fill(struct sk_buff *skb, const struct ft_label *label)
{
	struct nlattr *nest = nla_nest_start(skb, FIELDTAP_A_DEVICE_LABEL);

	if (!nest || nla_put_string(skb, FIELDTAP_A_LABEL_NAME, label->name) ||
	    nla_put_string(skb, FIELDTAP_A_LABEL_VALUE, label->value))
		return -EMSGSIZE;
	nla_nest_end(skb, nest);
	return 0;
}

int ft_labels_fill(struct sk_buff *skb, const struct ft_labels *labels)
{
	const struct ft_label *label;

	list_for_each_entry(label, &labels->list, link)
		if (ft_label_fill(skb, label))
			return -EMSGSIZE;
	return 0;
}
