// SPDX-License-Identifier: GPL-2.0
/*
 * A decoder whose datagrams say what it is to do: one octet names it, the rest
 * is what it needs. What came of it is the content of the image "result".
 */
#include <linux/kernel.h>
#include <linux/module.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/unaligned.h>

#include <fieldtap/decoder.h>

#define STATETEST_PORT		5999
#define STATETEST_RESULT	0xff
/* Images up to this one have items, as they say themselves. */
#define STATETEST_ITEMS		0x40
#define STATETEST_ITEMS_MAX	300
#define STATETEST_SLOTS		64

struct statetest {
	struct ft_ctx *ctx;
	struct ft_device *dev;
	const u8 *p;
	u32 len;
};

static void result(const struct statetest *s, s32 code, const void *data,
		   u32 len)
{
	u8 buf[36];
	const u8 key = STATETEST_RESULT;
	const struct ft_emit emit = {
		.key = &key,
		.key_len = 1,
		.data = buf,
		.len = 4 + min(len, 32U),
	};

	put_unaligned_be32(code, buf);
	memcpy(buf + 4, data, emit.len - 4);
	ft_emit(s->ctx, s->dev, &emit);
}

/* IMAGE QUALITY STATUS[4] STALE_MS[4] CONTENT */
static int op_emit(const struct statetest *s)
{
	struct ft_emit emit;

	if (s->len < 10)
		return FIELDTAP_STAT_PDU_TRUNCATED;
	emit = (struct ft_emit) {
		.key = s->p,
		.key_len = 1,
		.quality = s->p[1],
		.status = get_unaligned_be32(s->p + 2),
		.stale_after = (u64)get_unaligned_be32(s->p + 6) * 1000000,
		.data = s->p + 10,
		.len = s->len - 10,
	};
	ft_emit(s->ctx, s->dev, &emit);
	return 0;
}

static struct ft_note_id note_id(const struct statetest *s)
{
	const u64 scope[] = { 0, s->ctx->flow, FT_NOTE_ALL };

	return (struct ft_note_id) {
		.scope = scope[s->p[0] % ARRAY_SIZE(scope)],
		.a = get_unaligned_be16(s->p + 1),
	};
}

/* SCOPE A[2] LEN[2] OCTET: as often as LEN says */
static int op_note_set(const struct statetest *s)
{
	struct ft_note_id id;
	u8 *content;
	u32 len;
	int err;

	if (s->len < 6)
		return FIELDTAP_STAT_PDU_TRUNCATED;
	id = note_id(s);
	len = min_t(u32, get_unaligned_be16(s->p + 3), FT_NOTE_MAX + 1);
	content = kmalloc(len, GFP_ATOMIC);
	if (!content)
		return FIELDTAP_STAT_NO_MEMORY;
	memset(content, s->p[5], len);
	err = ft_note_set(s->ctx, &id, content, len);
	kfree(content);
	result(s, err, NULL, 0);
	return 0;
}

/* SCOPE A[2] */
static int op_note_get(const struct statetest *s)
{
	struct ft_note_id id;
	const void *note;
	u32 len = 0;

	if (s->len < 3)
		return FIELDTAP_STAT_PDU_TRUNCATED;
	id = note_id(s);
	note = ft_note_get(s->ctx, &id, &len);
	result(s, note ? (s32)len : -ENOENT, note, min(len, 4U));
	return 0;
}

/* SCOPE A[2] */
static int op_note_drop(const struct statetest *s)
{
	struct ft_note_id id;

	if (s->len < 3)
		return FIELDTAP_STAT_PDU_TRUNCATED;
	id = note_id(s);
	ft_note_drop(s->ctx, &id);
	return 0;
}

/* NAME NUL VALUE NUL */
static int op_label(const struct statetest *s)
{
	const char *name = (const char *)s->p;
	const u32 n = strnlen(name, s->len) + 1;

	if (n >= s->len || s->p[s->len - 1])
		return FIELDTAP_STAT_PDU_TRUNCATED;
	ft_label(s->ctx, s->dev, name, name + n);
	return 0;
}

/*
 * IMAGE N STALE_MS[4]: N values of two octets, then an octet that says whether
 * they are good; 0 forgets the layout, 255 is one that does not fit
 */
static int op_layout_set(const struct statetest *s)
{
	struct ft_layout *layout;
	u32 i, n;
	int err;

	if (s->len < 6)
		return FIELDTAP_STAT_PDU_TRUNCATED;
	n = min_t(u32, s->p[1], STATETEST_SLOTS);
	layout = kzalloc(struct_size(layout, item, n), GFP_ATOMIC);
	if (!layout)
		return FIELDTAP_STAT_NO_MEMORY;
	layout->n = n;
	layout->len = s->p[1] == 255 ? 1 : 2 * n + 1;
	layout->stale_after = (u64)get_unaligned_be32(s->p + 2) * 1000000;
	for (i = 0; i < n; i++) {
		struct ft_layout_item *item = &layout->item[i];

		snprintf(item->name, sizeof(item->name), "slot/%u", i);
		item->offset = 2 * i;
		item->len = 2;
		item->type = FIELDTAP_TYPE_U16;
		item->status = 2 * n;
	}
	err = ft_layout_set(s->ctx, s->dev, s->p, 1, n ? layout : NULL);
	kfree(layout);
	result(s, err, NULL, 0);
	return 0;
}

/* IMAGE */
static int op_layout_get(const struct statetest *s)
{
	const struct ft_layout *layout;

	if (s->len < 1)
		return FIELDTAP_STAT_PDU_TRUNCATED;
	layout = ft_layout_get(s->ctx, s->dev, s->p, 1);
	result(s, layout ? (s32)layout->n : -ENOENT, NULL, 0);
	return 0;
}

/* CODE[4] ITEM NUL DATA */
static int op_alarm(const struct statetest *s)
{
	struct ft_alarm alarm = { .what = "alarm of the test" };
	u32 n;

	if (s->len < 5)
		return FIELDTAP_STAT_PDU_TRUNCATED;
	alarm.code = get_unaligned_be32(s->p);
	alarm.item = (const char *)s->p + 4;
	n = 4 + strnlen(alarm.item, s->len - 4) + 1;
	if (n > s->len)
		return FIELDTAP_STAT_PDU_TRUNCATED;
	alarm.data = s->p + n;
	alarm.len = s->len - n;
	ft_alarm(s->ctx, s->dev, &alarm);
	return 0;
}

/* LOST: a publication, so many lost before, and the last one sent again */
static int op_publish(const struct statetest *s)
{
	if (s->len < 1)
		return FIELDTAP_STAT_PDU_TRUNCATED;
	ft_publish(s->ctx, s->dev);
	ft_lost(s->ctx, s->dev, s->p[0]);
	ft_repeated(s->ctx, s->dev);
	return 0;
}

static int statetest_datagram(struct ft_ctx *ctx, const u8 *p, u32 len)
{
	static int (*const ops[256])(const struct statetest *s) = {
		['E'] = op_emit,
		['S'] = op_note_set,
		['G'] = op_note_get,
		['D'] = op_note_drop,
		['L'] = op_label,
		['Y'] = op_layout_set,
		['Q'] = op_layout_get,
		['A'] = op_alarm,
		['P'] = op_publish,
	};
	struct statetest s = {
		.ctx = ctx,
		.dev = ft_station(ctx, NULL, 0),
		.p = p + 1,
		.len = len - 1,
	};

	if (!len || !ops[p[0]])
		return FIELDTAP_STAT_PDU_NONSENSE;
	return ops[p[0]](&s);
}

static int statetest_station_name(const void *id, u32 id_len, char *buf,
				  size_t size)
{
	return scnprintf(buf, size, "station");
}

static void statetest_describe(const void *key, u32 key_len,
			       struct ft_image_desc *desc)
{
	const u8 image = *(const u8 *)key;

	desc->layout = image < STATETEST_ITEMS ? FIELDTAP_LAYOUT_ITEMS :
						 FIELDTAP_LAYOUT_RAW;
	if (image == STATETEST_RESULT)
		scnprintf(desc->name, sizeof(desc->name), "result");
	else
		scnprintf(desc->name, sizeof(desc->name), "image/%u", image);
}

/*
 * N[2] LEN: N items of two octets behind these, with names of LEN octets. Of
 * each four the first has a unit, the second little endian order, the third a
 * quality, and the last is an array of one octet each.
 */
static void statetest_items(const struct ft_view *view,
			    bool (*add)(void *arg, const struct ft_item *item),
			    void *arg)
{
	char name[256];
	u32 i, n;

	if (view->len < 3)
		return;
	n = min_t(u32, get_unaligned_be16(view->data), STATETEST_ITEMS_MAX);
	for (i = 0; i < n; i++) {
		struct ft_item item = {
			.name = name,
			.offset = 3 + 2 * i,
			.len = 2,
			.count = i % 4 == 3 ? 2 : 1,
			.type = i % 4 == 3 ? FIELDTAP_TYPE_U8 : FIELDTAP_TYPE_U16,
			.little = i % 4 == 1,
			.unit = i % 4 == 0 ? "bar" : NULL,
			.quality = i % 4 == 2 ? FIELDTAP_QUALITY_UNCERTAIN :
						FIELDTAP_QUALITY_GOOD,
			.status = i % 4 == 2 ? 7 : 0,
		};

		scnprintf(name, sizeof(name), "i%0*u",
			  min_t(int, view->data[2], 250), i);
		if (!add(arg, &item))
			return;
	}
}

static int statetest_status_name(u32 status, char *buf, size_t size)
{
	return scnprintf(buf, size, "status %u", status);
}

static const struct ft_decoder statetest = {
	.abi = FT_DECODER_ABI,
	.name = "statetest",
	.udp_ports = { STATETEST_PORT },
	.datagram = statetest_datagram,
	.station_name = statetest_station_name,
	.describe = statetest_describe,
	.items = statetest_items,
	.status_name = statetest_status_name,
};

ft_module_decoder(statetest);

MODULE_DESCRIPTION("A decoder that does what its datagrams say");
MODULE_AUTHOR("fieldtap maintainers");
MODULE_LICENSE("GPL");
MODULE_ALIAS("fieldtap-decoder-statetest");
