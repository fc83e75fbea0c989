// SPDX-License-Identifier: GPL-2.0
/* Source: OPC 10000-6, 5.2.2; what the types are called in fieldtap is our own. */
#include <linux/kernel.h>
#include <linux/string.h>

#include "opcua_item.h"

enum fieldtap_quality ua_quality(u32 status)
{
	if (status & UA_STATUS_BAD)
		return FIELDTAP_QUALITY_BAD;
	if (status & UA_STATUS_UNCERTAIN)
		return FIELDTAP_QUALITY_UNCERTAIN;
	return FIELDTAP_QUALITY_GOOD;
}

void ua_emit(struct ft_ctx *ctx, struct ft_device *dev,
	     const struct ua_key *key, const struct ua_value *value,
	     u8 *scratch)
{
	static const u8 null[] = { UA_NULL };
	struct ua_cursor c = value->variant;
	struct ft_emit emit = {
		.key = key->octets,
		.key_len = key->len,
		.data = null,
		.len = sizeof(null),
		.source_time = value->source_time,
		.quality = ua_quality(value->status),
		.status = value->status,
	};

	if (key->refused)
		ft_count(ctx, FIELDTAP_STAT_NAMES_REFUSED);
	if (!key->len)
		return;
	if (value->len && value->len <= c.piece->len - c.at) {
		emit.data = c.piece->p + c.at;
		emit.len = min_t(u32, value->len, UA_CONTENT_MAX);
		emit.total = value->len;
	} else if (value->len) {
		emit.data = scratch;
		emit.len = min_t(u32, value->len, UA_SCRATCH);
		emit.total = value->len;
		ua_copy(&c, scratch, emit.len);
	}
	ft_emit(ctx, dev, &emit);
}

void ua_describe(const void *key, u32 key_len, struct ft_image_desc *desc)
{
	desc->layout = FIELDTAP_LAYOUT_ITEMS;
	desc->first = 0;
	desc->count = 0;
	ua_key_name(key, key_len, desc->name, sizeof(desc->name));
}

/* Items */

/* What is listed, and to whom. */
struct ua_list {
	const struct ft_view *view;
	bool (*item)(void *arg, const struct ft_item *item);
	void *arg;
	u32 listed;
	int name_len;
	char name[FT_IMAGE_NAME_MAX];
};

/* Only for octets that are there; the cursor is behind them. */
static bool ua_list(struct ua_list *list, const struct ua_cursor *c, u32 len,
		    enum fieldtap_type type, u32 count)
{
	const struct ft_item item = {
		.name = list->name,
		.offset = c->why ? 0 : c->at - len,
		.len = c->why ? 0 : len,
		.count = count,
		.type = type,
		.little = true,
		.quality = list->view->quality,
		.status = list->view->status,
	};

	if (c->why || list->listed++ == FT_ITEMS_MAX)
		return false;
	return list->item(list->arg, &item);
}

static enum fieldtap_type ua_fixed_type(u8 type)
{
	static const u8 types[] = {
		[UA_BOOLEAN] = FIELDTAP_TYPE_BOOL,
		[UA_SBYTE] = FIELDTAP_TYPE_I8,
		[UA_BYTE] = FIELDTAP_TYPE_U8,
		[UA_INT16] = FIELDTAP_TYPE_I16,
		[UA_UINT16] = FIELDTAP_TYPE_U16,
		[UA_INT32] = FIELDTAP_TYPE_I32,
		[UA_UINT32] = FIELDTAP_TYPE_U32,
		[UA_INT64] = FIELDTAP_TYPE_I64,
		[UA_UINT64] = FIELDTAP_TYPE_U64,
		[UA_FLOAT] = FIELDTAP_TYPE_F32,
		[UA_DOUBLE] = FIELDTAP_TYPE_F64,
		[UA_DATETIME] = FIELDTAP_TYPE_DATETIME,
		[UA_GUID] = FIELDTAP_TYPE_BYTES,
		[UA_STATUSCODE] = FIELDTAP_TYPE_U32,
	};

	return types[type];
}

/* As many octets of text as are there, no character cut in two. */
static u32 ua_kept(const struct ua_cursor *c, u32 len,
		   enum fieldtap_type type)
{
	if (len <= c->left)
		return len;
	len = c->left;
	while (type == FIELDTAP_TYPE_STRING && len &&
	       (c->piece->p[c->at + len - 1] & 0xc0) == 0x80)
		len--;
	if (type == FIELDTAP_TYPE_STRING && len &&
	    c->piece->p[c->at + len - 1] >= 0xc0)
		len--;
	return len;
}

/* What is text is shown as that, of a ByteString the octets. */
static bool ua_list_string(struct ua_list *list, struct ua_cursor *c,
			   enum fieldtap_type type)
{
	u32 len = ua_u32(c);

	len = ua_kept(c, len > S32_MAX ? 0 : len, type);
	ua_skip(c, len);
	return ua_list(list, c, len, type, 1);
}

static bool ua_list_localized_text(struct ua_list *list, struct ua_cursor *c)
{
	u8 mask = ua_u8(c);

	if (mask & 0x01)
		ua_skip(c, ua_length(c));
	if (mask & 0x02)
		return ua_list_string(list, c, FIELDTAP_TYPE_STRING);
	return ua_list(list, c, 0, FIELDTAP_TYPE_STRING, 1);
}

/* A value as on the wire. */
static bool ua_list_raw(struct ua_list *list, struct ua_cursor *c, u8 type)
{
	u32 at = c->at;

	ua_skip_values(c, type, 1);
	return ua_list(list, c, c->at - at, FIELDTAP_TYPE_BYTES, 1);
}

/* One value that is not in an array, not a Variant. */
static bool ua_list_one(struct ua_list *list, struct ua_cursor *c, u8 type)
{
	u32 size = ua_fixed_size(type);

	if (size) {
		ua_skip(c, size);
		return ua_list(list, c, size, ua_fixed_type(type), 1);
	}
	switch (type) {
	case UA_STRING:
	case UA_XML:
		return ua_list_string(list, c, FIELDTAP_TYPE_STRING);
	case UA_QUALIFIED_NAME:
		ua_skip(c, 2);
		return ua_list_string(list, c, FIELDTAP_TYPE_STRING);
	case UA_LOCALIZED_TEXT:
		return ua_list_localized_text(list, c);
	case UA_BYTESTRING:
		return ua_list_string(list, c, FIELDTAP_TYPE_BYTES);
	default:
		return ua_list_raw(list, c, type);
	}
}

/* An element of an array of Variants. */
static bool ua_list_variant(struct ua_list *list, struct ua_cursor *c)
{
	struct ua_cursor look = *c;
	u8 mask = ua_u8(&look);

	if (mask & ~UA_VARIANT_TYPE || mask >= UA_DATA_VALUE)
		return ua_list_raw(list, c, UA_VARIANT);
	*c = look;
	return ua_list_one(list, c, mask);
}

static void ua_list_elements(struct ua_list *list, struct ua_cursor *c,
			     u8 type, u32 n)
{
	char *end = list->name + list->name_len;
	size_t size = sizeof(list->name) - list->name_len;
	bool more = true;
	u32 i;

	for (i = 0; i < n && more && !c->why; i++) {
		scnprintf(end, size, "[%u]", i);
		more = type == UA_VARIANT ? ua_list_variant(list, c) :
		       ua_list_one(list, c, type);
	}
}

/* Elements of n that are there whole. */
static void ua_list_array(struct ua_list *list, struct ua_cursor *c, u8 type)
{
	u32 size = ua_fixed_size(type);
	u32 n = ua_u32(c);

	if (n > S32_MAX)
		n = 0;
	if (size && type != UA_GUID) {
		n = min_t(u32, n, c->left / size);
		ua_skip(c, n * size);
		ua_list(list, c, n * size, ua_fixed_type(type), n);
	} else if (n) {
		ua_list_elements(list, c, type, n);
	} else {
		ua_list(list, c, 0, FIELDTAP_TYPE_BYTES, 1);
	}
}

void ua_items(const struct ft_view *view,
	      bool (*item)(void *arg, const struct ft_item *item), void *arg)
{
	const struct ua_piece piece = { .p = view->data, .len = view->len };
	struct ua_list list = { .view = view, .item = item, .arg = arg };
	struct ua_cursor c;
	u8 mask;

	list.name_len = ua_key_name(view->key, view->key_len, list.name,
				    sizeof(list.name));
	ua_begin(&c, &piece, 1);
	if (ua_key_is_raw(view->key, view->key_len)) {
		ua_skip(&c, view->len);
		ua_list(&list, &c, view->len, FIELDTAP_TYPE_BYTES, 1);
		return;
	}
	mask = ua_u8(&c);
	if (mask & UA_VARIANT_ARRAY)
		ua_list_array(&list, &c, mask & UA_VARIANT_TYPE);
	else
		ua_list_one(&list, &c, mask & UA_VARIANT_TYPE);
}
