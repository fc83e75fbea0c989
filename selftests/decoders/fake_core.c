// SPDX-License-Identifier: GPL-2.0
#include <assert.h>
#include <errno.h>
#include <stdlib.h>

#include <linux/module.h>
#include <linux/string.h>

#include "fake_core.h"

#define BUCKETS	4096

const struct ft_decoder *fake_decoder;
u64 fake_stats[FAKE_STATS];
u64 fake_emits;

static struct ft_device *devices[BUCKETS];
static struct fake_image *images[BUCKETS];
static u64 seq;
/* The flow whose callback runs. */
static struct fake_flow *current;

static u32 hash(u32 h, const void *p, u32 len)
{
	const u8 *b = p;

	while (len--)
		h = (h ^ *b++) * 16777619;
	return h;
}

/* What a decoder calls */

int ft_decoder_register(const struct ft_decoder *dec)
{
	assert(dec->abi == FT_DECODER_ABI);
	assert(dec->frame && dec->sync && dec->decode);
	assert(dec->station_name && dec->describe);
	assert(dec->header_len && dec->header_len <= dec->max_pdu);
	assert(dec->max_pdu <= FT_PDU_MAX);
	fake_decoder = dec;
	return 0;
}

void ft_decoder_unregister(const struct ft_decoder *dec)
{
	assert(dec == fake_decoder);
	fake_decoder = NULL;
}

static struct ft_device *device_find(const char *server, const void *id,
				     u32 id_len, u32 *bucket)
{
	struct ft_device *dev;
	u32 h = hash(hash(0, server, strlen(server)), id, id_len) % BUCKETS;

	*bucket = h;
	for (dev = devices[h]; dev; dev = dev->next)
		if (dev->id_len == id_len && !memcmp(dev->id, id, id_len) &&
		    !strcmp(dev->server, server))
			return dev;
	return NULL;
}

struct ft_device *ft_station(struct ft_ctx *ctx, const void *id, u32 id_len)
{
	struct ft_device *dev;
	u32 bucket;

	assert(ctx == &current->ctx && id_len <= FT_STATION_MAX);
	dev = device_find(current->server, id, id_len, &bucket);
	if (dev)
		return dev;
	dev = calloc(1, sizeof(*dev));
	assert(dev);
	memcpy(dev->server, current->server, sizeof(dev->server));
	memcpy(dev->id, id, id_len);
	dev->id_len = id_len;
	dev->next = devices[bucket];
	devices[bucket] = dev;
	return dev;
}

void ft_request(struct ft_ctx *ctx, struct ft_device *dev)
{
	assert(ctx == &current->ctx);
	dev->requests++;
}

void ft_answer(struct ft_ctx *ctx, struct ft_device *dev, u64 asked)
{
	assert(asked <= ctx->mono);
	dev->answers++;
	dev->last_response = ctx->mono - asked;
}

void ft_exception(struct ft_ctx *ctx, struct ft_device *dev, u64 asked,
		  u32 code)
{
	ft_answer(ctx, dev, asked);
	dev->exceptions++;
	dev->last_exception = code;
}

void ft_timeout(struct ft_ctx *ctx, struct ft_device *dev)
{
	assert(ctx == &current->ctx);
	dev->timeouts++;
}

void ft_count(struct ft_ctx *ctx, enum fieldtap_stat why)
{
	assert(ctx == &current->ctx && why < FAKE_STATS);
	fake_stats[why]++;
}

static void image_check(const struct fake_image *img)
{
	const struct ft_image_desc *desc = &img->desc;

	assert(strlen(desc->name) && strlen(desc->name) < FT_IMAGE_NAME_MAX);
	switch (desc->layout) {
	case FIELDTAP_LAYOUT_BITS:
		assert(desc->count && img->len == (desc->count + 7) / 8);
		break;
	case FIELDTAP_LAYOUT_BE16:
		assert(desc->count && img->len == 2 * desc->count);
		break;
	case FIELDTAP_LAYOUT_RAW:
		assert(!desc->count);
		break;
	}
}

static struct fake_image *image_get(const struct ft_device *dev,
				    const struct ft_emit *emit)
{
	struct fake_image *img;
	u32 h = hash(hash(0, &dev, sizeof(dev)), emit->key, emit->key_len);

	h %= BUCKETS;
	for (img = images[h]; img; img = img->next)
		if (img->dev == dev && img->key_len == emit->key_len &&
		    !memcmp(img->key, emit->key, emit->key_len))
			return img;
	img = calloc(1, sizeof(*img));
	assert(img);
	img->dev = dev;
	memcpy(img->key, emit->key, emit->key_len);
	img->key_len = emit->key_len;
	fake_decoder->describe(img->key, img->key_len, &img->desc);
	img->next = images[h];
	images[h] = img;
	return img;
}

void ft_emit(struct ft_ctx *ctx, struct ft_device *dev,
	     const struct ft_emit *emit)
{
	struct fake_image *img;

	assert(ctx == &current->ctx && dev);
	assert(emit->key_len && emit->key_len <= FT_KEY_MAX);
	assert(emit->len <= FAKE_DATA_MAX);

	img = image_get(dev, emit);
	if (img->updates && (img->len != emit->len ||
			     memcmp(img->data, emit->data, emit->len)))
		img->changes++;
	memcpy(img->data, emit->data, emit->len);
	img->len = emit->len;
	img->seq = ++seq;
	img->updates++;
	image_check(img);
	fake_emits++;
}

struct recall {
	const struct ft_device *dev;
	int (*offset)(const void *key, u32 key_len, const void *arg);
	const void *arg;
	u32 len;
	const struct fake_image *newest;
	int at;
};

static void recall_one(const struct fake_image *img, void *arg)
{
	struct recall *r = arg;
	int at;

	if (img->dev != r->dev || (r->newest && r->newest->seq > img->seq))
		return;
	at = r->offset(img->key, img->key_len, r->arg);
	if (at < 0)
		return;
	assert(at + r->len <= img->len);
	r->newest = img;
	r->at = at;
}

int ft_recall(struct ft_ctx *ctx, struct ft_device *dev,
	      int (*offset)(const void *key, u32 key_len, const void *arg),
	      const void *arg, void *buf, u32 len)
{
	struct recall r = {
		.dev = dev, .offset = offset, .arg = arg, .len = len,
	};

	assert(ctx == &current->ctx);
	fake_each_image(recall_one, &r);
	if (!r.newest)
		return -ENOENT;
	memcpy(buf, r.newest->data + r.at, len);
	return 0;
}

/* What a test calls */

void fake_core_start(void)
{
	assert(!shim_module_init());
	assert(fake_decoder);
}

void fake_core_reset(void)
{
	struct ft_device *dev;
	struct fake_image *img;
	u32 i;

	for (i = 0; i < BUCKETS; i++) {
		while ((dev = devices[i])) {
			devices[i] = dev->next;
			free(dev);
		}
		while ((img = images[i])) {
			images[i] = img->next;
			free(img);
		}
	}
	memset(fake_stats, 0, sizeof(fake_stats));
	fake_emits = 0;
}

void fake_core_stop(void)
{
	fake_core_reset();
	shim_module_exit();
	assert(!fake_decoder);
}

struct fake_flow *fake_flow_new(const char *server, u64 request_timeout)
{
	struct fake_flow *flow = calloc(1, sizeof(*flow));

	assert(flow && strlen(server) < sizeof(flow->server));
	memcpy(flow->server, server, strlen(server) + 1);
	flow->ctx.request_timeout = request_timeout;
	flow->ctx.mono = 1000000000;
	flow->ctx.now = 1700000000000000000;
	flow->ctx.priv = calloc(1, fake_decoder->priv_size);
	flow->held[0] = malloc(FT_PDU_MAX);
	flow->held[1] = malloc(FT_PDU_MAX);
	assert(flow->ctx.priv && flow->held[0] && flow->held[1]);
	return flow;
}

void fake_flow_free(struct fake_flow *flow)
{
	free(flow->ctx.priv);
	free(flow->held[0]);
	free(flow->held[1]);
	free(flow);
}

int fake_decode(struct fake_flow *flow, enum ft_dir dir, const u8 *pdu,
		u32 len)
{
	u8 *copy = malloc(len);
	int why;

	assert(copy || !len);
	if (len)
		memcpy(copy, pdu, len);
	current = flow;
	flow->ctx.dir = dir;
	why = fake_decoder->decode(&flow->ctx, copy, len);
	assert(!why ||
	       (why >= FIELDTAP_STAT_PDU_TRUNCATED &&
		why <= FIELDTAP_STAT_PDU_NO_BASE));
	fake_stats[why ? why : FIELDTAP_STAT_PDUS]++;
	free(copy);
	return why;
}

/* Octets of held bytes that are done with, 0 when more are needed first. */
static u32 stream_step(struct fake_flow *flow, enum ft_dir dir, const u8 *p,
		       u32 len)
{
	u8 *copy;
	u32 skip;
	int n;

	if (flow->lost[dir]) {
		copy = malloc(len);
		assert(copy);
		memcpy(copy, p, len);
		skip = fake_decoder->sync(copy, len);
		free(copy);
		assert(skip <= len);
		fake_stats[FIELDTAP_STAT_RESYNC_BYTES] += skip;
		if (skip == len)
			return len;
		fake_stats[FIELDTAP_STAT_RESYNCS]++;
		flow->lost[dir] = false;
		if (skip)
			return skip;
	}
	if (len < fake_decoder->header_len)
		return 0;
	n = fake_decoder->frame(p, len);
	assert(n);
	if (n < 0) {
		fake_stats[-n]++;
		flow->lost[dir] = true;
		if (++flow->nonsense >= FAKE_NONSENSE_MAX)
			flow->given_up = true;
		return 1;
	}
	assert((u32)n <= fake_decoder->max_pdu);
	if ((u32)n > len)
		return 0;
	fake_decode(flow, dir, p, n);
	return n;
}

void fake_stream(struct fake_flow *flow, enum ft_dir dir, const u8 *p, u32 len)
{
	u8 *held = flow->held[dir];
	u32 done = 0, step;

	if (flow->given_up)
		return;
	assert(flow->held_len[dir] + len <= FT_PDU_MAX);
	memcpy(held + flow->held_len[dir], p, len);
	len += flow->held_len[dir];
	while (done < len && !flow->given_up) {
		step = stream_step(flow, dir, held + done, len - done);
		if (!step)
			break;
		done += step;
	}
	memmove(held, held + done, len - done);
	flow->held_len[dir] = len - done;
}

void fake_gap(struct fake_flow *flow, enum ft_dir dir)
{
	current = flow;
	flow->held_len[dir] = 0;
	flow->lost[dir] = true;
	flow->ctx.dir = dir;
	fake_stats[FIELDTAP_STAT_GAPS]++;
	if (fake_decoder->gap)
		fake_decoder->gap(&flow->ctx);
}

void fake_tick(struct fake_flow *flow)
{
	current = flow;
	if (fake_decoder->tick)
		fake_decoder->tick(&flow->ctx);
}

void fake_pass(struct fake_flow *flow, u64 ns)
{
	flow->ctx.mono += ns;
	flow->ctx.now += ns;
}

const struct ft_device *fake_device(const char *server, const void *id,
				    u32 id_len)
{
	u32 bucket;

	return device_find(server, id, id_len, &bucket);
}

const struct fake_image *fake_image(const struct ft_device *dev,
				    const char *name)
{
	const struct fake_image *img;
	u32 i;

	for (i = 0; i < BUCKETS; i++)
		for (img = images[i]; img; img = img->next)
			if (img->dev == dev && !strcmp(img->desc.name, name))
				return img;
	return NULL;
}

void fake_each_image(void (*fn)(const struct fake_image *img, void *arg),
		     void *arg)
{
	const struct fake_image *img;
	u32 i;

	for (i = 0; i < BUCKETS; i++)
		for (img = images[i]; img; img = img->next)
			fn(img, arg);
}
