// SPDX-License-Identifier: GPL-2.0
#include <stdlib.h>
#include <string.h>

#include <linux/module.h>
#include <uthash.h>

#include "core.h"

#define RESPONSE_BUCKETS	17
#define KEY_MAX			16
#define REQUEST_TIMEOUT		1000000000ULL

struct device_key {
	in_addr_t addr;
	__u16 port;
	__u8 id_len;
	__u8 id[FT_STATION_MAX + 2];
};

struct ft_device {
	struct device_key key;
	UT_hash_handle hh;
	__u64 requests;
	__u64 answers;
	__u64 exceptions;
	__u64 timeouts;
	__u64 response_min;
	__u64 response_max;
	__u64 response_sum;
	__u64 bucket[RESPONSE_BUCKETS];
	__u64 last_seen;
};

/* The device's address stands for the device: it stays for ever. */
struct image_key {
	struct ft_device *dev;
	__u8 key_len;
	__u8 key[KEY_MAX];
};

struct image {
	struct image_key key;
	UT_hash_handle hh;
	__u64 frames;
	__u64 changes;
	__u64 generation;
	__u64 last_seen;
	__u64 last_change;
	__u32 len;
	__u8 data[];
};

struct flow_key {
	in_addr_t server;
	in_addr_t client;
	__u16 server_port;
	__u16 client_port;
};

struct flow {
	struct ft_ctx ctx;
	struct flow_key key;
	UT_hash_handle hh;
	__u32 next[2];
	bool begun[2];
	struct ft_device *dev;
	__u64 priv[];
};

struct core_counters core_counters;

static const struct ft_decoder *decoder;
static struct flow *flows;
static struct ft_device *devices;
static struct image *images;
static __u64 generation;

static void *allocate(size_t size)
{
	void *p = calloc(1, size);

	if (!p)
		abort();
	return p;
}

static size_t image_key_size(__u32 key_len)
{
	return offsetof(struct image_key, key) + key_len;
}

/* What the decoder calls. */

int ft_decoder_register(const struct ft_decoder *dec)
{
	decoder = dec;
	return 0;
}

void ft_decoder_unregister(const struct ft_decoder *dec)
{
	(void)dec;
}

static struct flow *flow_of(struct ft_ctx *ctx)
{
	return (struct flow *)((char *)ctx - offsetof(struct flow, ctx));
}

static bool device_is(const struct ft_device *dev, const void *id, __u32 id_len)
{
	return dev && dev->key.id_len == id_len &&
	       !memcmp(dev->key.id, id, id_len);
}

struct ft_device *ft_station(struct ft_ctx *ctx, const void *id, __u32 id_len)
{
	struct flow *flow = flow_of(ctx);
	struct device_key key = {
		.addr = flow->key.server,
		.port = flow->key.server_port,
		.id_len = id_len,
	};

	if (device_is(flow->dev, id, id_len))
		return flow->dev;
	memcpy(key.id, id, id_len);
	HASH_FIND(hh, devices, &key, sizeof(key), flow->dev);
	if (!flow->dev) {
		flow->dev = allocate(sizeof(*flow->dev));
		flow->dev->key = key;
		HASH_ADD(hh, devices, key, sizeof(key), flow->dev);
	}
	return flow->dev;
}

void ft_request(struct ft_ctx *ctx, struct ft_device *dev)
{
	dev->requests++;
	dev->last_seen = ctx->now;
}

void ft_answer(struct ft_ctx *ctx, struct ft_device *dev, __u64 asked)
{
	__u64 response = ctx->mono - asked;
	__u64 us = response / 1000;
	unsigned int i = us < 64 ? 0 : 58 - __builtin_clzll(us);

	if (!dev->answers++ || response < dev->response_min)
		dev->response_min = response;
	if (response > dev->response_max)
		dev->response_max = response;
	dev->response_sum += response;
	dev->bucket[i < RESPONSE_BUCKETS ? i : RESPONSE_BUCKETS - 1]++;
	dev->last_seen = ctx->now;
}

void ft_exception(struct ft_ctx *ctx, struct ft_device *dev, __u64 asked,
		  __u32 code)
{
	(void)code;
	ft_answer(ctx, dev, asked);
	dev->exceptions++;
}

void ft_timeout(struct ft_ctx *ctx, struct ft_device *dev)
{
	(void)ctx;
	dev->timeouts++;
}

static struct image *image_new(const struct image_key *key, __u32 len)
{
	struct image *img = allocate(sizeof(*img) + len);

	img->key = *key;
	img->len = len;
	HASH_ADD(hh, images, key, image_key_size(key->key_len), img);
	core_counters.images++;
	return img;
}

void ft_emit(struct ft_ctx *ctx, struct ft_device *dev,
	     const struct ft_emit *emit)
{
	struct image_key key = { .dev = dev, .key_len = emit->key_len };
	struct image *img;

	if (emit->key_len > KEY_MAX)
		abort();
	memcpy(key.key, emit->key, emit->key_len);
	HASH_FIND(hh, images, &key, image_key_size(emit->key_len), img);
	if (!img)
		img = image_new(&key, emit->len);
	core_counters.updates++;
	img->last_seen = ctx->now;
	if (img->frames++ && !memcmp(img->data, emit->data, emit->len))
		return;
	/* This benchmark's images keep their length. */
	if (img->len != emit->len)
		abort();
	memcpy(img->data, emit->data, emit->len);
	img->changes++;
	img->generation = ++generation;
	img->last_change = ctx->now;
	core_counters.changes++;
}

void ft_doubt(struct ft_ctx *ctx, struct ft_device *dev, const void *key,
	      __u32 key_len, enum fieldtap_quality quality, __u32 status)
{
	(void)ctx;
	(void)dev;
	(void)key;
	(void)key_len;
	(void)quality;
	(void)status;
	abort();	/* no exceptions here */
}

int ft_recall(struct ft_ctx *ctx, struct ft_device *dev,
	      int (*offset)(const void *key, __u32 key_len, const void *arg),
	      const void *arg, void *buf, __u32 len)
{
	(void)ctx;
	(void)dev;
	(void)offset;
	(void)arg;
	(void)buf;
	(void)len;
	abort();	/* no masked writes here */
}

void ft_count(struct ft_ctx *ctx, enum fieldtap_stat why)
{
	(void)ctx;
	(void)why;
}

/* What the listener calls. */

void core_start(void)
{
	shim_module_init();
}

static struct flow *flow_get(const struct segment *seg)
{
	const struct flow_key key = {
		.server = seg->server,
		.client = seg->client,
		.server_port = seg->server_port,
		.client_port = seg->client_port,
	};
	struct flow *flow;

	HASH_FIND(hh, flows, &key, sizeof(key), flow);
	if (flow)
		return flow;
	flow = allocate(sizeof(*flow) + decoder->priv_size);
	flow->key = key;
	flow->ctx.request_timeout = REQUEST_TIMEOUT;
	flow->ctx.priv = flow->priv;
	HASH_ADD(hh, flows, key, sizeof(key), flow);
	return flow;
}

static void flow_pdus(struct flow *flow, const __u8 *p, __u32 len)
{
	while (len >= decoder->header_len) {
		int n = decoder->frame(p, len);

		if (n <= 0 || (__u32)n > len)
			break;
		if (decoder->decode(&flow->ctx, p, n))
			core_counters.refused++;
		else
			core_counters.pdus++;
		p += n;
		len -= n;
	}
	/* This benchmark's segments have whole PDUs. */
	if (len)
		core_counters.refused++;
}

void core_segment(const struct segment *seg)
{
	struct flow *flow = flow_get(seg);

	if (seg->syn) {
		flow->begun[seg->dir] = true;
		flow->next[seg->dir] = seg->seq + 1;
		return;
	}
	if (!flow->begun[seg->dir] || flow->next[seg->dir] != seg->seq) {
		core_counters.refused++;
		return;
	}
	if (!seg->len)
		return;
	flow->next[seg->dir] += seg->len;
	flow->ctx.dir = seg->dir;
	flow->ctx.now = seg->time;
	flow->ctx.mono = seg->time;
	flow_pdus(flow, seg->payload, seg->len);
}
