// SPDX-License-Identifier: GPL-2.0
/* What a candidate says to the core instead of its decoder, see next.h. */
#undef ft_decoder_register
#undef ft_decoder_unregister
#undef ft_emit
#undef ft_publish
#undef ft_lost
#undef ft_label
#undef ft_alarm
#undef ft_note_set
#undef ft_layout_set

static char *fault = "none";
module_param(fault, charp, 0444);
MODULE_PARM_DESC(fault,
		 "none, quality, item, publish, lost, label, alarm, note, layout or result");

static struct ft_decoder next;
static const struct ft_decoder *next_of;

static bool next_has(const char *name)
{
	return !strcmp(fault, name);
}

static void __maybe_unused next_emit(struct ft_ctx *ctx, struct ft_device *dev,
				     const struct ft_emit *emit)
{
	struct ft_emit other = *emit;

	if (next_has("quality"))
		other.quality = FIELDTAP_QUALITY_BAD;
	ft_emit(ctx, dev, &other);
}

static void __maybe_unused next_publish(struct ft_ctx *ctx,
					struct ft_device *dev)
{
	ft_publish(ctx, dev);
	if (next_has("publish"))
		ft_publish(ctx, dev);
}

static void __maybe_unused next_lost(struct ft_ctx *ctx, struct ft_device *dev,
				     u32 n)
{
	ft_lost(ctx, dev, n + next_has("lost"));
}

static void __maybe_unused next_label(struct ft_ctx *ctx, struct ft_device *dev,
				      const char *name, const char *value)
{
	ft_label(ctx, dev, name, next_has("label") ? "wrong" : value);
}

static void __maybe_unused next_alarm(struct ft_ctx *ctx, struct ft_device *dev,
				      const struct ft_alarm *alarm)
{
	struct ft_alarm other = *alarm;

	other.code += next_has("alarm");
	ft_alarm(ctx, dev, &other);
}

static int __maybe_unused next_note_set(struct ft_ctx *ctx,
					const struct ft_note_id *id,
					const void *data, u32 len)
{
	return next_has("note") ? 0 : ft_note_set(ctx, id, data, len);
}

static int __maybe_unused next_layout_set(struct ft_ctx *ctx,
					  struct ft_device *dev,
					  const void *key, u32 key_len,
					  const struct ft_layout *layout)
{
	struct ft_layout *other = NULL;
	int err;

	if (layout && layout->n && next_has("layout")) {
		other = kmemdup(layout, struct_size(layout, item, layout->n),
				GFP_ATOMIC);
		if (!other)
			return -ENOMEM;
		other->item[layout->n - 1].little ^= 1;
	}
	err = ft_layout_set(ctx, dev, key, key_len, other ?: layout);
	kfree(other);
	return err;
}

struct next_walk {
	bool (*item)(void *arg, const struct ft_item *item);
	void *arg;
};

static bool next_item(void *arg, const struct ft_item *item)
{
	const struct next_walk *walk = arg;
	struct ft_item other = *item;

	if (next_has("item"))
		other.unit = "furlong";
	return walk->item(walk->arg, &other);
}

static void next_items(const struct ft_view *view,
		       bool (*item)(void *arg, const struct ft_item *item),
		       void *arg)
{
	struct next_walk walk = { item, arg };

	next_of->items(view, next_item, &walk);
}

static int next_datagram(struct ft_ctx *ctx, const u8 *p, u32 len)
{
	int why = next_of->datagram(ctx, p, len);

	return next_has("result") ? FIELDTAP_STAT_PDU_MALFORMED : why;
}

static int next_register(const struct ft_decoder *dec)
{
	next_of = dec;
	next = *dec;
	next.name = NEXT_NAME;
	next.protocol = dec->name;
	next.items = next_items;
	next.datagram = next_datagram;
	return ft_decoder_register(&next);
}

static void next_unregister(const struct ft_decoder *dec)
{
	ft_decoder_unregister(&next);
}

MODULE_INFO(alias, "fieldtap-decoder-" NEXT_NAME);
