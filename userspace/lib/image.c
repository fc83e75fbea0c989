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
};

static size_t size_of(const struct nlattr *a)
{
	return a ? nla_len(a) : 0;
}

/* Puts a string attribute at @p and returns the octet after its NUL. */
static char *take_string(char **string, char *p, const struct nlattr *a)
{
	size_t size = size_of(a) + 1;

	*string = p;
	ft_get_string(p, size, a);
	return p + size;
}

static int take_content(struct nlattr **tb, struct ft_image *im)
{
	const struct nlattr *device = tb[FIELDTAP_A_IMAGE_DEVICE];
	const struct nlattr *image = tb[FIELDTAP_A_IMAGE_IMAGE];
	const struct nlattr *decoder = tb[FIELDTAP_A_IMAGE_DECODER];
	const struct nlattr *data = tb[FIELDTAP_A_IMAGE_DATA];
	char *p = malloc(size_of(device) + size_of(image) + size_of(decoder) +
			 size_of(data) + 3);

	if (!p)
		return -1;
	p = take_string(&im->device, p, device);
	p = take_string(&im->image, p, image);
	p = take_string(&im->decoder, p, decoder);
	im->data = (uint8_t *)p;
	im->data_len = size_of(data);
	if (im->data_len)
		memcpy(im->data, nla_data(data), im->data_len);
	return 0;
}

int ft_image_parse(struct ft_conn *c, struct nlattr *attrs, int len,
		   struct ft_image *im)
{
	struct nlattr *tb[FIELDTAP_A_IMAGE_MAX + 1];

	memset(im, 0, sizeof(*im));
	if (nla_parse(tb, FIELDTAP_A_IMAGE_MAX, attrs, len, policy) ||
	    !tb[FIELDTAP_A_IMAGE_DEVICE] || !tb[FIELDTAP_A_IMAGE_IMAGE])
		return ft_malformed(c, "image");
	if (take_content(tb, im))
		return ft_no_memory(c);
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
	return 0;
}

void ft_image_clean(struct ft_image *im)
{
	free(im->device);
	memset(im, 0, sizeof(*im));
}

uint32_t ft_image_items(const struct ft_image *im)
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

bool ft_image_newer(const struct ft_image *a, const struct ft_image *b)
{
	if (a->last_seen != b->last_seen)
		return a->last_seen > b->last_seen;
	return a->generation > b->generation;
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

static void sort(struct ft_vec *v)
{
	struct ft_image *im = v->data;
	size_t i, n = 0;

	if (!v->n)
		return;
	qsort(im, v->n, sizeof(*im), by_name);
	for (i = 1; i < v->n; i++) {
		if (!strcmp(im[n].device, im[i].device) &&
		    !strcmp(im[n].image, im[i].image))
			ft_image_clean(&im[i]);
		else if (++n != i)
			im[n] = im[i];
	}
	v->n = n + 1;
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
	sort(images);
	return 0;
}
