// SPDX-License-Identifier: GPL-2.0
#include <stdlib.h>
#include <string.h>

#include "image.h"

static const struct nla_policy policy[FIELDTAP_A_IMAGE_MAX + 1] = {
	[FIELDTAP_A_IMAGE_DEVICE] = {
		.type = NLA_STRING,
		.maxlen = FIELDTAP_PATH_MAX,
	},
	[FIELDTAP_A_IMAGE_IMAGE] = {
		.type = NLA_STRING,
		.maxlen = FIELDTAP_PATH_MAX,
	},
	[FIELDTAP_A_IMAGE_DECODER] = { .type = NLA_STRING },
	[FIELDTAP_A_IMAGE_LAYOUT] = { .type = NLA_U32 },
	[FIELDTAP_A_IMAGE_FIRST] = { .type = NLA_U32 },
	[FIELDTAP_A_IMAGE_COUNT] = { .type = NLA_U32 },
	[FIELDTAP_A_IMAGE_LEN] = { .type = NLA_U32 },
	[FIELDTAP_A_IMAGE_DATA] = { .type = NLA_UNSPEC },
	[FIELDTAP_A_IMAGE_FRAMES] = { .type = NLA_U64 },
	[FIELDTAP_A_IMAGE_CHANGES] = { .type = NLA_U64 },
	[FIELDTAP_A_IMAGE_GENERATION] = { .type = NLA_U64 },
	[FIELDTAP_A_IMAGE_LAST_SEEN] = { .type = NLA_U64 },
	[FIELDTAP_A_IMAGE_LAST_CHANGE] = { .type = NLA_U64 },
	[FIELDTAP_A_IMAGE_SOURCE_TIME] = { .type = NLA_U64 },
	[FIELDTAP_A_IMAGE_STATE] = { .type = NLA_U32 },
	[FIELDTAP_A_IMAGE_QUALITY] = { .type = NLA_U32 },
	[FIELDTAP_A_IMAGE_STATUS] = { .type = NLA_U32 },
	[FIELDTAP_A_IMAGE_STATUS_TEXT] = { .type = NLA_STRING },
	[FIELDTAP_A_IMAGE_STALE_AFTER] = { .type = NLA_U64 },
	[FIELDTAP_A_IMAGE_ITEM] = { .type = NLA_NESTED },
	[FIELDTAP_A_IMAGE_ITEMS_CUT] = { .type = NLA_U32 },
};

static const struct nla_policy item_policy[FIELDTAP_A_ITEM_MAX + 1] = {
	[FIELDTAP_A_ITEM_NAME] = { .type = NLA_STRING },
	[FIELDTAP_A_ITEM_TYPE] = { .type = NLA_U32 },
	[FIELDTAP_A_ITEM_OFFSET] = { .type = NLA_U32 },
	[FIELDTAP_A_ITEM_LEN] = { .type = NLA_U32 },
	[FIELDTAP_A_ITEM_COUNT] = { .type = NLA_U32 },
	[FIELDTAP_A_ITEM_LITTLE] = { .type = NLA_U8 },
	[FIELDTAP_A_ITEM_UNIT] = { .type = NLA_STRING },
	[FIELDTAP_A_ITEM_QUALITY] = { .type = NLA_U32 },
	[FIELDTAP_A_ITEM_STATUS] = { .type = NLA_U32 },
	[FIELDTAP_A_ITEM_STATUS_TEXT] = { .type = NLA_STRING },
};

/* An image's attributes, and where what they carry is copied to. */
struct parsing {
	struct nlattr **tb;
	struct nlattr *attrs;
	int len;
	char *p;
};

static size_t size_of(const struct nlattr *a)
{
	return a ? nla_len(a) : 0;
}

static bool is_item(const struct nlattr *a)
{
	return nla_type(a) == FIELDTAP_A_IMAGE_ITEM;
}

/* Copies a string attribute. */
static char *take_string(struct parsing *g, const struct nlattr *a)
{
	char *string = g->p;
	size_t size = size_of(a) + 1;

	ft_get_string(string, size, a);
	g->p += size;
	return string;
}

static const char *take_option(struct parsing *g, const struct nlattr *a)
{
	return a ? take_string(g, a) : NULL;
}

/* Room for everything; nested strings have headers that are as long as a NUL. */
static int make_room(struct parsing *g, struct ft_image *im)
{
	size_t room = size_of(g->tb[FIELDTAP_A_IMAGE_DEVICE]) +
		      size_of(g->tb[FIELDTAP_A_IMAGE_IMAGE]) +
		      size_of(g->tb[FIELDTAP_A_IMAGE_DECODER]) +
		      size_of(g->tb[FIELDTAP_A_IMAGE_STATUS_TEXT]) +
		      size_of(g->tb[FIELDTAP_A_IMAGE_DATA]) + 4;
	const struct nlattr *a;
	size_t items = 0;
	int rest;

	nla_for_each_attr(a, g->attrs, g->len, rest) {
		if (is_item(a)) {
			room += size_of(a);
			items++;
		}
	}
	im->memory = malloc(items * sizeof(*im->items) + room);
	if (!im->memory)
		return -1;
	im->items = im->memory;
	g->p = (char *)(im->items + items);
	return 0;
}

static void take_content(struct parsing *g, struct ft_image *im)
{
	const struct nlattr *data = g->tb[FIELDTAP_A_IMAGE_DATA];

	im->device = take_string(g, g->tb[FIELDTAP_A_IMAGE_DEVICE]);
	im->image = take_string(g, g->tb[FIELDTAP_A_IMAGE_IMAGE]);
	im->decoder = take_string(g, g->tb[FIELDTAP_A_IMAGE_DECODER]);
	im->status_text = take_option(g, g->tb[FIELDTAP_A_IMAGE_STATUS_TEXT]);
	im->data = (uint8_t *)g->p;
	im->data_len = size_of(data);
	if (im->data_len)
		memcpy(im->data, nla_data(data), im->data_len);
	g->p += im->data_len;
}

/* Takes an item whose octets are there. */
static int take_item(struct parsing *g, struct nlattr *nest,
		     struct ft_image *im)
{
	struct nlattr *tb[FIELDTAP_A_ITEM_MAX + 1];
	struct ft_item *it = &im->items[im->n_items];

	if (nla_parse_nested(tb, FIELDTAP_A_ITEM_MAX, nest, item_policy) ||
	    !tb[FIELDTAP_A_ITEM_NAME])
		return -1;
	it->offset = ft_get_u32(tb[FIELDTAP_A_ITEM_OFFSET]);
	it->len = ft_get_u32(tb[FIELDTAP_A_ITEM_LEN]);
	if (it->offset > im->data_len || it->len > im->data_len - it->offset)
		return -1;
	it->name = take_string(g, tb[FIELDTAP_A_ITEM_NAME]);
	it->unit = take_option(g, tb[FIELDTAP_A_ITEM_UNIT]);
	it->status_text = take_option(g, tb[FIELDTAP_A_ITEM_STATUS_TEXT]);
	it->type = ft_get_u32(tb[FIELDTAP_A_ITEM_TYPE]);
	it->count = tb[FIELDTAP_A_ITEM_COUNT] ?
		nla_get_u32(tb[FIELDTAP_A_ITEM_COUNT]) : 1;
	it->quality = ft_get_u32(tb[FIELDTAP_A_ITEM_QUALITY]);
	it->status = ft_get_u32(tb[FIELDTAP_A_ITEM_STATUS]);
	it->little = tb[FIELDTAP_A_ITEM_LITTLE] &&
		     nla_get_u8(tb[FIELDTAP_A_ITEM_LITTLE]);
	im->n_items++;
	return 0;
}

static int take_items(struct parsing *g, struct ft_image *im)
{
	struct nlattr *a;
	int rest;

	nla_for_each_attr(a, g->attrs, g->len, rest) {
		if (is_item(a) && take_item(g, a, im))
			return -1;
	}
	return 0;
}

int ft_image_parse(struct ft_conn *c, struct nlattr *attrs, int len,
		   struct ft_image *im)
{
	struct nlattr *tb[FIELDTAP_A_IMAGE_MAX + 1];
	struct parsing g = { .tb = tb, .attrs = attrs, .len = len };

	memset(im, 0, sizeof(*im));
	if (nla_parse(tb, FIELDTAP_A_IMAGE_MAX, attrs, len, policy) ||
	    !tb[FIELDTAP_A_IMAGE_DEVICE] || !tb[FIELDTAP_A_IMAGE_IMAGE])
		return ft_malformed(c, "image");
	if (make_room(&g, im))
		return ft_no_memory(c);
	take_content(&g, im);
	if (take_items(&g, im))
		return ft_malformed(c, "item of an image");
	im->layout = ft_get_u32(tb[FIELDTAP_A_IMAGE_LAYOUT]);
	im->first = ft_get_u32(tb[FIELDTAP_A_IMAGE_FIRST]);
	im->count = ft_get_u32(tb[FIELDTAP_A_IMAGE_COUNT]);
	im->len = ft_get_u32(tb[FIELDTAP_A_IMAGE_LEN]);
	im->frames = ft_get_u64(tb[FIELDTAP_A_IMAGE_FRAMES]);
	im->changes = ft_get_u64(tb[FIELDTAP_A_IMAGE_CHANGES]);
	im->generation = ft_get_u64(tb[FIELDTAP_A_IMAGE_GENERATION]);
	im->last_seen = ft_get_u64(tb[FIELDTAP_A_IMAGE_LAST_SEEN]);
	im->last_change = ft_get_u64(tb[FIELDTAP_A_IMAGE_LAST_CHANGE]);
	im->source_time = ft_get_u64(tb[FIELDTAP_A_IMAGE_SOURCE_TIME]);
	im->state = ft_get_u32(tb[FIELDTAP_A_IMAGE_STATE]);
	im->quality = ft_get_u32(tb[FIELDTAP_A_IMAGE_QUALITY]);
	im->status = ft_get_u32(tb[FIELDTAP_A_IMAGE_STATUS]);
	im->stale_after = ft_get_u64(tb[FIELDTAP_A_IMAGE_STALE_AFTER]);
	im->items_cut = ft_get_u32(tb[FIELDTAP_A_IMAGE_ITEMS_CUT]);
	return 0;
}

void ft_image_clean(struct ft_image *im)
{
	free(im->memory);
	memset(im, 0, sizeof(*im));
}

uint32_t ft_image_numbers(const struct ft_image *im)
{
	uint64_t room;

	if (im->layout == FIELDTAP_LAYOUT_BITS)
		room = (uint64_t)im->data_len * 8;
	else if (im->layout == FIELDTAP_LAYOUT_BE16)
		room = im->data_len / 2;
	else
		room = 0;
	return room < im->count ? room : im->count;
}

bool ft_image_wanted(const struct ft_filter *f, const struct ft_image *im)
{
	uint32_t i;

	if (ft_filter_image(f, im->device, im->image, im->first, im->count))
		return true;
	for (i = 0; i < im->n_items; i++) {
		if (ft_filter_item(f, im->device, im->items[i].name))
			return true;
	}
	return false;
}

bool ft_image_newer(const struct ft_image *a, const struct ft_image *b)
{
	if (a->last_seen != b->last_seen)
		return a->last_seen > b->last_seen;
	return a->generation > b->generation;
}

static int take_image(struct ft_conn *c, struct nlattr *attrs, int len,
		      void *arg)
{
	ft_image_clean(arg);
	return ft_image_parse(c, attrs, len, arg);
}

int ft_image_get(struct ft_conn *c, const char *device, const char *image,
		 struct ft_image *im)
{
	const struct ft_reply reply = { take_image, NULL, im };
	struct nl_msg *msg;

	memset(im, 0, sizeof(*im));
	msg = ft_request(c, FIELDTAP_CMD_IMAGE_GET);
	if (!msg)
		return -1;
	if (nla_put_string(msg, FIELDTAP_A_IMAGE_DEVICE, device) ||
	    nla_put_string(msg, FIELDTAP_A_IMAGE_IMAGE, image)) {
		nlmsg_free(msg);
		return ft_no_memory(c);
	}
	return ft_do(c, msg, &ft_image_attrs, &reply);
}

struct wanted {
	const struct ft_filter *filter;
	struct ft_vec *images;
};

static int add_image(struct ft_conn *c, struct nlattr *attrs, int len,
		     void *arg)
{
	const struct wanted *w = arg;
	struct ft_image *im = ft_vec_add(w->images, sizeof(*im));

	if (!im)
		return ft_no_memory(c);
	if (ft_image_parse(c, attrs, len, im))
		return -1;
	if (!ft_filter_inside(w->filter, im->device)) {
		ft_image_clean(im);
		w->images->n--;
	}
	return 0;
}

static void forget_images(void *arg)
{
	const struct wanted *w = arg;

	ft_images_free(w->images);
}

void ft_images_free(struct ft_vec *images)
{
	struct ft_image *im = images->data;
	size_t i;

	for (i = 0; i < images->n; i++)
		ft_image_clean(&im[i]);
	ft_vec_free(images);
}

static int by_name(const void *a, const void *b)
{
	const struct ft_image *x = a, *y = b;
	int c = ft_natural_cmp(x->device, y->device);

	if (!c)
		c = ft_natural_cmp(x->image, y->image);
	/* Of one seen twice by the dump, the newer first. */
	return c ? c : ft_image_newer(y, x) - ft_image_newer(x, y);
}

static bool same(const void *a, const void *b)
{
	const struct ft_image *x = a, *y = b;

	return !strcmp(x->device, y->device) && !strcmp(x->image, y->image);
}

static void clean(void *item)
{
	ft_image_clean(item);
}

static int put_filter(struct nl_msg *msg, const struct ft_filter *f,
		      uint64_t since)
{
	char prefix[FIELDTAP_PATH_MAX];
	int err = 0;

	ft_filter_kernel(f, prefix);
	if (*prefix)
		err = nla_put_string(msg, FIELDTAP_A_IMAGE_PREFIX, prefix);
	if (!err && since)
		err = nla_put_u64(msg, FIELDTAP_A_IMAGE_SINCE, since);
	return err;
}

int ft_image_list(struct ft_conn *c, const struct ft_filter *f, uint64_t since,
		  struct ft_vec *images)
{
	struct wanted w = { f, images };
	const struct ft_reply reply = { add_image, forget_images, &w };
	struct nl_msg *msg = ft_request(c, FIELDTAP_CMD_IMAGE_GET);

	if (!msg)
		return -1;
	if (put_filter(msg, f, since)) {
		nlmsg_free(msg);
		return ft_no_memory(c);
	}
	if (ft_dump(c, msg, &ft_image_attrs, &reply))
		return -1;
	ft_vec_unite(images, sizeof(struct ft_image), by_name, same, clean);
	return 0;
}
