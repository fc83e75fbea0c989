// SPDX-License-Identifier: GPL-2.0
/*
 * Feed a decoder with streams and datagrams and print what it found.
 *
 * usage: replay_DECODER REQUEST_TIMEOUT_MS
 *
 * Each line of standard input is FLOW TIME SERVER WAY BYTES: a number,
 * nanoseconds, the server's IP:PORT, "c" for bytes of the client or "s" of the
 * server, hexadecimal.  BYTES "-" says that some were lost, WAY "x" that the
 * connection begins anew.  WAY "C" or "S" is a UDP datagram.  WAY "E" is what
 * follows the EtherType of a frame; then SERVER is SOURCE>DESTINATION>ETHERTYPE.
 * Prints "value ADDRESS TEXT", oldest first, of images with items once for each
 * address and "unit ADDRESS TEXT" where it has one, "quality ADDRESS NUMBER"
 * where it is not good; "label DEVICE NAME TEXT"; "layout DEVICE IMAGE OCTETS"
 * and "item DEVICE IMAGE NAME OFFSET OCTETS STATUS"; then "stat NUMBER COUNT".
 */
#include <assert.h>
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "fake_core.h"

#define FLOWS_MAX	65536

static struct fake_flow *flows[FLOWS_MAX];

struct list {
	const struct fake_image **images;
	size_t count;
};

static void collect(const struct fake_image *img, void *arg)
{
	struct list *list = arg;

	list->images = realloc(list->images, (list->count + 1) *
			       sizeof(*list->images));
	assert(list->images);
	list->images[list->count++] = img;
}

static int by_age(const void *a, const void *b)
{
	const struct fake_image *const *x = a, *const *y = b;

	return (*x)->seq < (*y)->seq ? -1 : 1;
}

static void print_image(const struct fake_image *img)
{
	const struct ft_image_desc *desc = &img->desc;
	int table = strcspn(desc->name, "/");
	u32 i, value;

	for (i = 0; i < desc->count; i++) {
		if (desc->layout == FIELDTAP_LAYOUT_BITS)
			value = img->data[i / 8] >> i % 8 & 1;
		else
			value = img->data[2 * i] << 8 | img->data[2 * i + 1];
		printf("value %s/%.*s/%u %u\n", img->dev->name, table,
		       desc->name, desc->first + i, value);
	}
}

static void print_item(const char *address, const struct ft_item *item,
		       const u8 *octets, void *arg)
{
	(void)item, (void)octets, (void)arg;
	printf("value %s %s\n", address, fake_value(address));
	item = fake_item(address);
	if (item->unit)
		printf("unit %s %s\n", address, item->unit);
	if (item->quality)
		printf("quality %s %u\n", address, item->quality);
}

static void print_labels(const struct ft_device *dev, void *arg)
{
	u32 i;

	(void)arg;
	for (i = 0; i < dev->labels; i++)
		printf("label %s %s %s\n", dev->name, dev->label[i].name,
		       dev->label[i].value);
}

static void print_layout(const struct ft_device *dev, const char *image,
			 const struct ft_layout *layout, void *arg)
{
	const struct ft_layout_item *item;
	u32 i;

	(void)arg;
	printf("layout %s %s %u\n", dev->name, image, layout->len);
	for (i = 0; i < layout->n; i++) {
		item = &layout->item[i];
		printf("item %s %s %s %u %u %d\n", dev->name, image, item->name,
		       item->offset, item->len,
		       item->status == FT_NO_STATUS ? -1 : item->status);
	}
}

static void print_all(void)
{
	struct list list = { 0 };
	size_t i;

	fake_each_image(collect, &list);
	if (list.count)
		qsort(list.images, list.count, sizeof(*list.images), by_age);
	for (i = 0; i < list.count; i++)
		print_image(list.images[i]);
	free(list.images);
	fake_each_item(print_item, NULL);
	fake_each_device(print_labels, NULL);
	fake_each_layout(print_layout, NULL);
	for (i = 0; i < FAKE_STATS; i++)
		if (fake_stats[i])
			printf("stat %zu %llu\n", i, fake_stats[i]);
}

static u32 from_hex(const char *text, u8 *out)
{
	u32 len = 0;
	int n;

	while (sscanf(text, "%2hhx%n", &out[len], &n) == 1) {
		text += n;
		len++;
	}
	return len;
}

static struct fake_flow *ether_flow(const char *ends, u64 timeout)
{
	char source[FAKE_SERVER_MAX], destination[FAKE_SERVER_MAX];
	u32 ethertype;

	assert(sscanf(ends, "%[^>]>%[^>]>%x", source, destination,
		      &ethertype) == 3);
	return fake_flow_on(FT_ETHER, ethertype, source, destination, timeout);
}

static struct fake_flow *flow_of(u32 id, const char *server, char way,
				 u64 timeout)
{
	assert(id < FLOWS_MAX);
	if (flows[id])
		return flows[id];
	if (way == 'E')
		flows[id] = ether_flow(server, timeout);
	else
		flows[id] = fake_flow_on(isupper(way) ? FT_UDP : FT_TCP, 0,
					 server, "192.0.2.1:40000", timeout);
	return flows[id];
}

static void line(u64 timeout, u32 id, u64 time, const char *server, char way,
		 const char *text)
{
	static u8 bytes[FT_PDU_MAX];
	struct fake_flow *flow = flow_of(id, server, way, timeout);
	enum ft_dir dir = tolower(way) == 'c' ? FT_TO_SERVER : FT_TO_CLIENT;

	if (way == 'x') {
		fake_flow_free(flow);
		flows[id] = NULL;
		return;
	}
	/* Like the core's timer, the tick comes about once a second. */
	if (time >= flow->ctx.mono + 1000000000) {
		flow->ctx.mono = time;
		fake_tick(flow);
	}
	flow->ctx.now = time;
	flow->ctx.mono = time;
	if (isupper(way))
		fake_datagram(flow, dir, bytes, from_hex(text, bytes));
	else if (*text == '-')
		fake_gap(flow, dir);
	else
		fake_stream(flow, dir, bytes, from_hex(text, bytes));
}

int main(int argc, char **argv)
{
	unsigned long long time, timeout;
	char server[FAKE_SERVER_MAX], way;
	char *text = NULL;
	size_t size = 0;
	u32 id, i;
	int n;

	timeout = argc == 2 ? strtoull(argv[1], NULL, 10) : 0;
	if (!timeout) {
		fprintf(stderr, "usage: %s REQUEST_TIMEOUT_MS\n", argv[0]);
		return 1;
	}
	fake_core_start();
	while (getline(&text, &size, stdin) > 0) {
		if (sscanf(text, "%u %llu %79s %c %n", &id, &time, server, &way,
			   &n) != 4) {
			fprintf(stderr, "%s: cannot read: %s", argv[0], text);
			return 1;
		}
		line(timeout * 1000000, id, time, server, way, text + n);
	}
	print_all();
	for (i = 0; i < FLOWS_MAX; i++)
		if (flows[i])
			fake_flow_free(flows[i]);
	free(text);
	fake_core_stop();
	return 0;
}
