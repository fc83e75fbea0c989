// SPDX-License-Identifier: GPL-2.0
/* The images of the pretended kernel, their items and events. */
#include <stdio.h>
#include <string.h>

#include <linux/fieldtap.h>

#include "pretend.h"

static const struct image {
	const char *device, *image;
	uint32_t layout, first, count, len, data_len;
	const char *data;
	uint64_t generation, seen;
} images[] = {
	{ "modbus:10.0.0.10:502/1", "hr/0+2", FIELDTAP_LAYOUT_BE16, 0, 2, 4, 2,
	  "\x00\x07", 5, 3 },
	{ "modbus:10.0.0.5:502/1", "hr/100+3", FIELDTAP_LAYOUT_BE16, 100, 3, 6, 6,
	  "\x00\x01\x00\x02\x00\x03", 7, 1 },
	/* Found twice by the dump, and changed in between. */
	{ "modbus:10.0.0.5:502/1", "hr/101+1", FIELDTAP_LAYOUT_BE16, 101, 1, 2, 2,
	  "\x00\x08", 7, 1 },
	{ "modbus:10.0.0.5:502/1", "hr/101+1", FIELDTAP_LAYOUT_BE16, 101, 1, 2, 2,
	  "\x00\x09", 8, 2 },
	{ "modbus:10.0.0.5:502/1", "coil/0+10", FIELDTAP_LAYOUT_BITS, 0, 10, 2, 2,
	  "\x01\x02", 9, 4 },
	{ "modbus:10.0.0.5:502/1", "fc74/response", FIELDTAP_LAYOUT_RAW, 0, 0, 3, 3,
	  "\x4a\xca\xfe", 10, 4 },
	{ "modbus:[2001:db8::1]:502/1", "ir/0+1", FIELDTAP_LAYOUT_BE16, 0, 1, 2, 2,
	  "\xff\xff", 11, 4 },
};

static const struct item {
	const char *image, *name, *unit;
	uint32_t type, offset, len, count, quality, status;
	const char *status_text;
	uint8_t little;
} items[] = {
	{ "cmd3", "pv", "degC", FIELDTAP_TYPE_F32, 2, 4, 1, 0, 0, NULL, 0 },
	{ "cmd3", "sv", "mA", FIELDTAP_TYPE_F32, 6, 4, 1,
	  FIELDTAP_QUALITY_BAD, 3, "fixed", 0 },
	{ "cmd1", "pv", NULL, FIELDTAP_TYPE_F32, 0, 4, 1, FIELDTAP_QUALITY_BAD,
	  32, "cold start", 0 },
	{ "cmd1", "status", NULL, FIELDTAP_TYPE_U8, 4, 1, 1,
	  FIELDTAP_QUALITY_BAD, 1, NULL, 0 },
	{ "sub1", "ns=2;s=Line 1/A", NULL, FIELDTAP_TYPE_F64, 0, 16, 2,
	  FIELDTAP_QUALITY_UNCERTAIN, 0x40900000, NULL, 1 },
	{ "sub1", "ns=2;i=7", NULL, FIELDTAP_TYPE_U64, 16, 8, 1, 0, 0, NULL, 1 },
	{ "sub2", "ns=2;i=7", NULL, FIELDTAP_TYPE_U8, 0, 1, 1, 0, 0, NULL, 1 },
	{ "sub2", "ns=2;i=8", NULL, FIELDTAP_TYPE_STRING, 1, 4, 1, 0, 0, NULL, 0 },
	{ "0x8001", "1/1", NULL, FIELDTAP_TYPE_BYTES, 0, 3, 1, 0, 0x80, "good", 0 },
};

/* PRETEND=items: images with these. */
static const struct image item_images[] = {
	{ "hartip:10.0.0.7:5094/2605010203", "cmd3", FIELDTAP_LAYOUT_ITEMS, 0, 0,
	  10, 10, "\0\0\x41\xac\xcc\xcd\x7f\xa0\0\0", 1, 4 },
	{ "opcua:10.0.0.8:4840", "sub1", FIELDTAP_LAYOUT_ITEMS, 0, 0, 24, 24,
	  "\x9a\x99\x99\x99\x99\x99\xb9\x3f\x34\x33\x33\x33\x33\x33\xd3\x3f"
	  "\xff\xff\xff\xff\xff\xff\xff\xff", 2, 4 },
	{ "opcua:10.0.0.8:4840", "sub2", FIELDTAP_LAYOUT_ITEMS, 0, 0, 5, 5,
	  "\7on\n\xff", 1, 4 },
	{ "profinet:00:11:22:33:44:55", "0x8001", FIELDTAP_LAYOUT_RAW, 0, 0, 3, 3,
	  "\x01\xfe\x03", 2, 4 },
};

/* Told by an event only. */
static const struct image bad_image = {
	"hartip:10.0.0.7:5094/2605010203", "cmd1", FIELDTAP_LAYOUT_ITEMS, 0, 0,
	5, 5, "\x41\xac\xcc\xcd\x20", 2, 4
};

static void put_item(struct nl_msg *msg, const struct item *it)
{
	struct nlattr *nest = nla_nest_start(msg, FIELDTAP_A_IMAGE_ITEM);

	nla_put_string(msg, FIELDTAP_A_ITEM_NAME, it->name);
	nla_put_u32(msg, FIELDTAP_A_ITEM_TYPE, it->type);
	nla_put_u32(msg, FIELDTAP_A_ITEM_OFFSET, it->offset);
	nla_put_u32(msg, FIELDTAP_A_ITEM_LEN, it->len);
	if (it->count != 1)
		nla_put_u32(msg, FIELDTAP_A_ITEM_COUNT, it->count);
	if (it->little)
		nla_put_u8(msg, FIELDTAP_A_ITEM_LITTLE, 1);
	if (it->unit)
		nla_put_string(msg, FIELDTAP_A_ITEM_UNIT, it->unit);
	if (it->quality)
		nla_put_u32(msg, FIELDTAP_A_ITEM_QUALITY, it->quality);
	if (it->status)
		nla_put_u32(msg, FIELDTAP_A_ITEM_STATUS, it->status);
	if (it->status_text)
		nla_put_string(msg, FIELDTAP_A_ITEM_STATUS_TEXT,
			       it->status_text);
	nla_nest_end(msg, nest);
}

static void put_items(struct nl_msg *msg, const struct image *im)
{
	size_t i;

	for (i = 0; i < sizeof(items) / sizeof(items[0]); i++) {
		if (!strcmp(items[i].image, im->image))
			put_item(msg, &items[i]);
	}
	if (im == &bad_image) {
		nla_put_u32(msg, FIELDTAP_A_IMAGE_QUALITY,
			    FIELDTAP_QUALITY_BAD);
		nla_put_u32(msg, FIELDTAP_A_IMAGE_STATUS, 32);
		nla_put_string(msg, FIELDTAP_A_IMAGE_STATUS_TEXT, "cold start");
	}
	if (strcmp(im->image, "cmd3"))
		return;
	nla_put_u32(msg, FIELDTAP_A_IMAGE_STATUS, 16);
	nla_put_string(msg, FIELDTAP_A_IMAGE_STATUS_TEXT,
		       "more status available");
	nla_put_u64(msg, FIELDTAP_A_IMAGE_STALE_AFTER, 2 * SEC);
	nla_put_u32(msg, FIELDTAP_A_IMAGE_ITEMS_CUT, 3);
}

static void put_image(uint32_t seq, int cmd, const struct image *im,
		      uint64_t generation, uint64_t event_seq, int flags)
{
	struct nl_msg *msg = pretend_begin(seq, cmd, flags);

	nla_put_string(msg, FIELDTAP_A_IMAGE_DEVICE, im->device);
	nla_put_string(msg, FIELDTAP_A_IMAGE_IMAGE, im->image);
	nla_put_string(msg, FIELDTAP_A_IMAGE_DECODER, "modbus");
	nla_put_u32(msg, FIELDTAP_A_IMAGE_LAYOUT, im->layout);
	nla_put_u32(msg, FIELDTAP_A_IMAGE_FIRST, im->first);
	nla_put_u32(msg, FIELDTAP_A_IMAGE_COUNT, im->count);
	nla_put_u32(msg, FIELDTAP_A_IMAGE_LEN, im->len);
	nla_put(msg, FIELDTAP_A_IMAGE_DATA, im->data_len, im->data);
	nla_put_u64(msg, FIELDTAP_A_IMAGE_FRAMES, 20);
	nla_put_u64(msg, FIELDTAP_A_IMAGE_CHANGES, 2);
	nla_put_u64(msg, FIELDTAP_A_IMAGE_GENERATION, generation);
	nla_put_u64(msg, FIELDTAP_A_IMAGE_LAST_SEEN, (EPOCH + im->seen) * SEC);
	nla_put_u64(msg, FIELDTAP_A_IMAGE_LAST_CHANGE, EPOCH * SEC);
	nla_put_u64(msg, FIELDTAP_A_IMAGE_SOURCE_TIME, 0);
	nla_put_u32(msg, FIELDTAP_A_IMAGE_STATE, FIELDTAP_STATE_FRESH);
	nla_put_u32(msg, FIELDTAP_A_IMAGE_QUALITY, FIELDTAP_QUALITY_GOOD);
	put_items(msg, im);
	if (event_seq)
		nla_put_u64(msg, FIELDTAP_A_IMAGE_EVENT_SEQ, event_seq);
	pretend_finish(msg);
}

/* As the kernel filters: either name may be the beginning of the other. */
static int wanted(const char *device, const char *prefix)
{
	size_t n = strlen(device), m = prefix ? strlen(prefix) : 0;

	return !prefix || !strncmp(device, prefix, n < m ? n : m);
}

/* PRETEND=large: 100000 images of ten registers. */
static void put_large(uint32_t seq)
{
	char device[40], name[20], data[20] = "";
	struct image im = { device, name, FIELDTAP_LAYOUT_BE16, 0, 10, 20, 20,
			    data, 1, 1 };
	int i;

	for (i = 0; i < 100000; i++) {
		im.first = i / 100 * 10;
		snprintf(device, sizeof(device), "modbus:10.0.0.%d:502/1", i % 100);
		snprintf(name, sizeof(name), "hr/%u+10", im.first);
		put_image(seq, FIELDTAP_CMD_IMAGE_GET, &im, 1, 0, 0);
	}
}

static void put_images(uint32_t seq, const char *prefix, uint64_t since,
		       int flags)
{
	size_t i;

	if (pretend("large"))
		put_large(seq);
	for (i = 0; i < sizeof(images) / sizeof(images[0]); i++) {
		if (images[i].generation > since &&
		    wanted(images[i].device, prefix))
			put_image(seq, FIELDTAP_CMD_IMAGE_GET, &images[i],
				  images[i].generation, 0, flags);
	}
}

static void put_item_images(uint32_t seq, const char *prefix)
{
	size_t i;

	for (i = 0; i < sizeof(item_images) / sizeof(item_images[0]); i++) {
		if (wanted(item_images[i].device, prefix))
			put_image(seq, FIELDTAP_CMD_IMAGE_GET, &item_images[i],
				  item_images[i].generation, 0, 0);
	}
}

void pretend_images(uint32_t seq, struct nlattr **tb, int flags)
{
	const char *prefix = tb[FIELDTAP_A_IMAGE_PREFIX] ?
		nla_get_string(tb[FIELDTAP_A_IMAGE_PREFIX]) : NULL;

	if (pretend("items"))
		put_item_images(seq, prefix);
	else
		put_images(seq, prefix, tb[FIELDTAP_A_IMAGE_SINCE] ?
			   nla_get_u64(tb[FIELDTAP_A_IMAGE_SINCE]) : 0, flags);
}

/* The first of that name. */
bool pretend_image(uint32_t seq, struct nlattr **tb)
{
	size_t i;

	for (i = 0; i < sizeof(images) / sizeof(images[0]); i++) {
		if (nla_strcmp(tb[FIELDTAP_A_IMAGE_DEVICE], images[i].device) ||
		    nla_strcmp(tb[FIELDTAP_A_IMAGE_IMAGE], images[i].image))
			continue;
		put_image(seq, FIELDTAP_CMD_IMAGE_GET, &images[i],
			  images[i].generation, 0, 0);
		return true;
	}
	return false;
}

void pretend_image_event(const char *name, uint64_t generation, uint64_t seq)
{
	static const struct image *const told[] = {
		&images[4], &images[5], &item_images[0], &bad_image,
	};
	size_t i;

	for (i = 0; i < sizeof(told) / sizeof(told[0]); i++) {
		if (!strcmp(told[i]->image, name))
			put_image(0, FIELDTAP_CMD_IMAGE_CHANGE_NTF, told[i],
				  generation, seq, 0);
	}
}
