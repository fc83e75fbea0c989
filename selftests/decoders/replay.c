// SPDX-License-Identifier: GPL-2.0
/*
 * Feed a decoder with streams and print what it found.
 *
 * usage: replay_modbus REQUEST_TIMEOUT_MS
 *
 * Each line of standard input is FLOW TIME SERVER WAY BYTES: a number,
 * nanoseconds, the server's IP:PORT, "c" for bytes of the client or "s" of the
 * server, hexadecimal.  BYTES "-" says that some were lost, WAY "x" that the
 * connection begins anew.
 * Prints "value ADDRESS TEXT", oldest first, then "stat NUMBER COUNT".
 */
#include <assert.h>
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

static void line(u64 timeout, u32 id, u64 time, const char *server, char way,
		 const char *text)
{
	static u8 bytes[FT_PDU_MAX];
	struct fake_flow *flow;
	enum ft_dir dir = way == 'c' ? FT_TO_SERVER : FT_TO_CLIENT;

	assert(id < FLOWS_MAX);
	if (!flows[id])
		flows[id] = fake_flow_new(server, timeout);
	flow = flows[id];
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
	if (*text == '-')
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
