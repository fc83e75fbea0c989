// SPDX-License-Identifier: GPL-2.0
#include <arpa/inet.h>
#include <assert.h>
#include <errno.h>
#include <math.h>
#include <sanitizer/asan_interface.h>
#include <stdlib.h>

#include <linux/module.h>
#include <linux/string.h>

#include "fake_core.h"
#include "fake_script.h"
#include "../../kmod/core/type.h"

#define BUCKETS	4096

const struct ft_decoder *fake_decoder;
u64 fake_stats[FAKE_STATS];
u64 fake_emits;

#define ROOM_FOR_ALL	{ .devices = ~0U, .notes = ~0U, .layouts = ~0U }

struct fake_room fake_room = ROOM_FOR_ALL;
/* What is there. */
static struct fake_room taken;

struct note {
	struct note *next;
	struct ft_addr server;
	struct ft_note_id id;
	u32 len;
	u8 data[] __attribute__((aligned(8)));
};

struct layout {
	struct layout *next;
	const struct ft_device *dev;
	u8 key[FT_KEY_MAX];
	u32 key_len;
	struct ft_layout *layout;
};

static struct note *notes;
static struct layout *layouts;
static u64 flows;
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
	assert(dec->station_name && dec->describe);
	if (dec->tcp_ports[0]) {
		assert(dec->frame && dec->sync && dec->decode);
		assert(dec->header_len && dec->header_len <= dec->max_pdu);
		assert(dec->max_pdu <= FT_PDU_MAX);
		assert(dec->header_len < FT_HEADER_MAX);
	}
	if (dec->udp_ports[0] || dec->ethertypes[0])
		assert(dec->datagram);
	fake_decoder = dec;
	return 0;
}

void ft_decoder_unregister(const struct ft_decoder *dec)
{
	assert(dec == fake_decoder);
	fake_decoder = NULL;
}

struct ft_addr fake_addr(const char *text)
{
	struct ft_addr addr = { .kind = FT_ADDR_IP };
	char ip[FAKE_SERVER_MAX];
	const char *port = strrchr(text, ':');
	u8 *m = addr.octets + 10;

	if (!*text) {
		addr.kind = FT_ADDR_NAMED;
		return addr;
	}
	if (sscanf(text, "%2hhx:%2hhx:%2hhx:%2hhx:%2hhx:%2hhx", &m[0], &m[1],
		   &m[2], &m[3], &m[4], &m[5]) == 6) {
		addr.kind = FT_ADDR_MAC;
		return addr;
	}
	assert(port && strlen(text) < sizeof(ip));
	memset(addr.octets, 0, sizeof(addr.octets));
	snprintf(ip, sizeof(ip), "%.*s", (int)(port - text), text);
	addr.port = atoi(port + 1);
	if (*text == '[') {
		ip[strlen(ip) - 1] = '\0';
		assert(inet_pton(AF_INET6, ip + 1, addr.octets) == 1);
		return addr;
	}
	addr.octets[10] = 0xff;
	addr.octets[11] = 0xff;
	assert(inet_pton(AF_INET, ip, addr.octets + 12) == 1);
	return addr;
}

static int addr_print(const struct ft_addr *addr, char *buf, size_t size)
{
	const u8 *o = addr->octets;
	char ip[INET6_ADDRSTRLEN];

	if (addr->kind == FT_ADDR_MAC)
		return scnprintf(buf, size, "%02x:%02x:%02x:%02x:%02x:%02x",
				 o[10], o[11], o[12], o[13], o[14], o[15]);
	if (IN6_IS_ADDR_V4MAPPED((const struct in6_addr *)o))
		return scnprintf(buf, size, "%u.%u.%u.%u:%u", o[12], o[13],
				 o[14], o[15], addr->port);
	inet_ntop(AF_INET6, o, ip, sizeof(ip));
	return scnprintf(buf, size, "[%s]:%u", ip, addr->port);
}

static void device_print(struct ft_device *dev)
{
	size_t size = sizeof(dev->name);
	char *buf = dev->name;
	int n;

	if (dev->addr.kind == FT_ADDR_NAMED) {
		fake_decoder->station_name(dev->id, dev->id_len, buf, size);
		return;
	}
	n = scnprintf(buf, size, "%s:", fake_decoder->name);
	n += addr_print(&dev->addr, buf + n, size - n);
	if (!dev->id_len)
		return;
	n += scnprintf(buf + n, size - n, "/");
	fake_decoder->station_name(dev->id, dev->id_len, buf + n, size - n);
}

static struct ft_device *device_find(const struct ft_addr *addr,
				     const void *id, u32 id_len, u32 *bucket)
{
	struct ft_device *dev;
	u32 h = hash(hash(0, addr, sizeof(*addr)), id, id_len) % BUCKETS;

	*bucket = h;
	for (dev = devices[h]; dev; dev = dev->next)
		if (dev->id_len == id_len &&
		    (!id_len || !memcmp(dev->id, id, id_len)) &&
		    !memcmp(&dev->addr, addr, sizeof(*addr)))
			return dev;
	return NULL;
}

struct ft_device *ft_station_at(struct ft_ctx *ctx, const struct ft_addr *addr,
				const void *id, u32 id_len)
{
	struct ft_device *dev;
	u32 bucket;

	assert(ctx == &current->ctx && id_len <= FT_STATION_MAX);
	assert(!addr->zero && (addr->kind == FT_ADDR_IP || !addr->port));
	dev = device_find(addr, id, id_len, &bucket);
	if (dev)
		return dev;
	if (taken.devices >= fake_room.devices) {
		fake_stats[FIELDTAP_STAT_DEVICES_REFUSED]++;
		return NULL;
	}
	dev = calloc(1, sizeof(*dev));
	assert(dev);
	taken.devices++;
	dev->addr = *addr;
	if (id_len)
		memcpy(dev->id, id, id_len);
	dev->id_len = id_len;
	dev->next = devices[bucket];
	devices[bucket] = dev;
	device_print(dev);
	return dev;
}

struct ft_device *ft_station_known(struct ft_ctx *ctx,
				   const struct ft_addr *addr, const void *id,
				   u32 id_len)
{
	u32 bucket;

	assert(ctx == &current->ctx && id_len <= FT_STATION_MAX);
	return device_find(addr, id, id_len, &bucket);
}

struct ft_device *ft_station(struct ft_ctx *ctx, const void *id, u32 id_len)
{
	return ft_station_at(ctx, ctx->server, id, id_len);
}

void ft_publish(struct ft_ctx *ctx, struct ft_device *dev)
{
	assert(ctx == &current->ctx);
	if (dev)
		dev->publications++;
}

void ft_lost(struct ft_ctx *ctx, struct ft_device *dev, u32 n)
{
	assert(ctx == &current->ctx && n);
	if (!dev)
		return;
	dev->lost += n;
	fake_stats[FIELDTAP_STAT_CYCLES_LOST] += n;
}

void ft_repeated(struct ft_ctx *ctx, struct ft_device *dev)
{
	assert(ctx == &current->ctx);
	if (!dev)
		return;
	dev->repeated++;
	fake_stats[FIELDTAP_STAT_CYCLES_REPEATED]++;
}

static void text_check(const char *text)
{
	for (; *text; text++)
		assert((u8)*text >= ' ' && *text != 0x7f);
}

void ft_label(struct ft_ctx *ctx, struct ft_device *dev, const char *name,
	      const char *value)
{
	u32 i;

	assert(ctx == &current->ctx);
	assert(*name && strlen(name) < FIELDTAP_LABEL_NAME_MAX);
	text_check(value);
	if (!dev)
		return;
	for (i = 0; i < dev->labels; i++)
		if (!strcmp(dev->label[i].name, name))
			break;
	assert(i < FAKE_LABELS_MAX);
	strcpy(dev->label[i].name, name);
	scnprintf(dev->label[i].value, sizeof(dev->label[i].value), "%s",
		  value);
	if (i == dev->labels)
		dev->labels++;
}

void ft_alarm(struct ft_ctx *ctx, struct ft_device *dev,
	      const struct ft_alarm *alarm)
{
	assert(ctx == &current->ctx && (alarm->data || !alarm->len));
	text_check(alarm->what);
	text_check(alarm->item);
	if (!dev)
		return;
	dev->alarms++;
	scnprintf(dev->last_alarm, sizeof(dev->last_alarm), "%s|%s|%u",
		  alarm->what, alarm->item, alarm->code);
	fake_stats[FIELDTAP_STAT_ALARMS]++;
}

static bool note_is(const struct note *note, const struct ft_ctx *ctx,
		    const struct ft_note_id *id)
{
	if (memcmp(&note->id, id, sizeof(*id)))
		return false;
	return id->scope == FT_NOTE_ALL ||
	       !memcmp(&note->server, ctx->server, sizeof(*ctx->server));
}

static struct note **note_find(const struct ft_ctx *ctx,
			       const struct ft_note_id *id)
{
	struct note **n;

	assert(ctx == &current->ctx);
	assert(!id->scope || id->scope == ctx->flow ||
	       id->scope == FT_NOTE_ALL);
	for (n = &notes; *n; n = &(*n)->next)
		if (note_is(*n, ctx, id))
			break;
	return n;
}

void ft_note_drop(struct ft_ctx *ctx, const struct ft_note_id *id)
{
	struct note **n = note_find(ctx, id), *gone = *n;

	if (!gone)
		return;
	*n = gone->next;
	free(gone);
	taken.notes--;
}

int ft_note_set(struct ft_ctx *ctx, const struct ft_note_id *id,
		const void *data, u32 len)
{
	struct note *note;

	if (len > FT_NOTE_MAX) {
		fake_stats[FIELDTAP_STAT_NOTES_REFUSED]++;
		return -E2BIG;
	}
	ft_note_drop(ctx, id);
	if (taken.notes >= fake_room.notes) {
		fake_stats[FIELDTAP_STAT_NOTES_REFUSED]++;
		return -ENOSPC;
	}
	note = malloc(sizeof(*note) + len);
	assert(note);
	taken.notes++;
	note->server = *ctx->server;
	note->id = *id;
	note->len = len;
	if (len)
		memcpy(note->data, data, len);
	note->next = notes;
	notes = note;
	return 0;
}

const void *ft_note_get(struct ft_ctx *ctx, const struct ft_note_id *id,
			u32 *len)
{
	struct note *note = *note_find(ctx, id);

	if (!note)
		return NULL;
	*len = note->len;
	return note->data;
}

static struct layout **layout_find(const struct ft_device *dev,
				   const void *key, u32 key_len)
{
	struct layout **l;

	assert(key_len && key_len <= FT_KEY_MAX);
	for (l = &layouts; *l; l = &(*l)->next)
		if ((*l)->dev == dev && (*l)->key_len == key_len &&
		    !memcmp((*l)->key, key, key_len))
			break;
	return l;
}

static bool layout_fits(const struct ft_layout *layout)
{
	u32 i;

	if (layout->n > FT_ITEMS_MAX)
		return false;
	for (i = 0; i < layout->n; i++) {
		const struct ft_layout_item *item = &layout->item[i];

		text_check(item->name);
		if (item->offset + item->len > layout->len ||
		    (item->status != FT_NO_STATUS &&
		     item->status >= layout->len))
			return false;
	}
	return true;
}

int ft_layout_set(struct ft_ctx *ctx, struct ft_device *dev, const void *key,
		  u32 key_len, const struct ft_layout *layout)
{
	struct layout **l = layout_find(dev, key, key_len), *gone = *l, *new;
	size_t size;

	assert(ctx == &current->ctx);
	if (!dev)
		return 0;
	if (layout && !layout_fits(layout)) {
		fake_stats[FIELDTAP_STAT_LAYOUTS_REFUSED]++;
		return -EINVAL;
	}
	if (gone) {
		*l = gone->next;
		free(gone->layout);
		free(gone);
		taken.layouts--;
	}
	if (!layout)
		return 0;
	if (taken.layouts >= fake_room.layouts) {
		fake_stats[FIELDTAP_STAT_LAYOUTS_REFUSED]++;
		return -ENOSPC;
	}
	taken.layouts++;
	size = sizeof(*layout) + layout->n * sizeof(layout->item[0]);
	new = calloc(1, sizeof(*new));
	assert(new);
	new->layout = malloc(size);
	assert(new->layout);
	memcpy(new->layout, layout, size);
	new->dev = dev;
	memcpy(new->key, key, key_len);
	new->key_len = key_len;
	new->next = layouts;
	layouts = new;
	return 0;
}

const struct ft_layout *ft_layout_get(struct ft_ctx *ctx,
				      struct ft_device *dev, const void *key,
				      u32 key_len)
{
	struct layout *l = *layout_find(dev, key, key_len);

	assert(ctx == &current->ctx);
	return dev && l ? l->layout : NULL;
}

void ft_request(struct ft_ctx *ctx, struct ft_device *dev)
{
	assert(ctx == &current->ctx);
	if (dev)
		dev->requests++;
}

void ft_answer(struct ft_ctx *ctx, struct ft_device *dev, u64 asked)
{
	assert(asked <= ctx->mono);
	if (!dev)
		return;
	dev->answers++;
	dev->last_response = ctx->mono - asked;
}

void ft_exception(struct ft_ctx *ctx, struct ft_device *dev, u64 asked,
		  u32 code)
{
	ft_answer(ctx, dev, asked);
	if (!dev)
		return;
	dev->exceptions++;
	dev->last_exception = code;
}

void ft_timeout(struct ft_ctx *ctx, struct ft_device *dev)
{
	assert(ctx == &current->ctx);
	if (dev)
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
	case FIELDTAP_LAYOUT_ITEMS:
		assert(!desc->count);
		break;
	}
	text_check(desc->name);
}

static struct fake_image **image_bucket(const struct ft_device *dev,
					const void *key, u32 key_len)
{
	return &images[hash(hash(0, &dev, sizeof(dev)), key, key_len) %
		       BUCKETS];
}

static struct fake_image *image_find(const struct ft_device *dev,
				     const void *key, u32 key_len)
{
	struct fake_image *img;

	for (img = *image_bucket(dev, key, key_len); img; img = img->next)
		if (img->dev == dev && img->key_len == key_len &&
		    !memcmp(img->key, key, key_len))
			return img;
	return NULL;
}

static struct fake_image *image_get(const struct ft_device *dev,
				    const struct ft_emit *emit)
{
	struct fake_image *img = image_find(dev, emit->key, emit->key_len);
	struct fake_image **bucket;

	if (img)
		return img;
	img = calloc(1, sizeof(*img));
	assert(img);
	img->dev = dev;
	memcpy(img->key, emit->key, emit->key_len);
	img->key_len = emit->key_len;
	fake_decoder->describe(img->key, img->key_len, &img->desc);
	bucket = image_bucket(dev, img->key, img->key_len);
	img->next = *bucket;
	*bucket = img;
	return img;
}

void ft_doubt(struct ft_ctx *ctx, struct ft_device *dev, const void *key,
	      u32 key_len, enum fieldtap_quality quality, u32 status)
{
	struct fake_image *img;

	assert(ctx == &current->ctx);
	assert(key_len && key_len <= FT_KEY_MAX);
	img = dev ? image_find(dev, key, key_len) : NULL;
	if (!img || (img->quality == quality && img->status == status))
		return;
	img->quality = quality;
	img->status = status;
	img->changes++;
}

void ft_emit(struct ft_ctx *ctx, struct ft_device *dev,
	     const struct ft_emit *emit)
{
	u32 total = max(emit->len, emit->total);
	struct fake_image *img;

	assert(ctx == &current->ctx);
	assert(!emit->total || emit->total >= emit->len);
	assert(emit->key_len && emit->key_len <= FT_KEY_MAX);
	assert(emit->len <= FAKE_DATA_MAX);
	if (!dev)
		return;

	img = image_get(dev, emit);
	if (img->updates && (img->len != emit->len || img->total != total ||
			     img->quality != emit->quality ||
			     img->status != emit->status ||
			     memcmp(img->data, emit->data, emit->len)))
		img->changes++;
	img->source_time = emit->source_time;
	img->stale_after = emit->stale_after;
	img->quality = emit->quality;
	img->status = emit->status;
	memcpy(img->data, emit->data, emit->len);
	img->len = emit->len;
	img->total = total;
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
	if (!dev)
		return -ENOENT;
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

void fake_forget(void)
{
	struct note *note;

	while ((note = notes)) {
		notes = note->next;
		free(note);
		taken.notes--;
	}
}

void fake_core_reset(void)
{
	struct ft_device *dev;
	struct fake_image *img;
	struct layout *layout;
	u32 i;

	fake_script_end();
	fake_forget();
	while ((layout = layouts)) {
		layouts = layout->next;
		free(layout->layout);
		free(layout);
	}
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
	fake_room = (struct fake_room)ROOM_FOR_ALL;
	taken = (struct fake_room) {};
}

void fake_core_stop(void)
{
	fake_core_reset();
	shim_module_exit();
	assert(!fake_decoder);
}

struct fake_flow *fake_flow_new(const char *server, u64 request_timeout)
{
	return fake_flow_on(FT_TCP, 0, server, "192.0.2.1:40000",
			    request_timeout);
}

struct fake_flow *fake_flow_on(enum ft_transport transport, u16 ethertype,
			       const char *server, const char *client,
			       u64 request_timeout)
{
	struct fake_flow *flow = calloc(1, sizeof(*flow));

	assert(flow);
	flow->server = fake_addr(server);
	flow->client = fake_addr(client);
	flow->ctx.server = &flow->server;
	flow->ctx.client = &flow->client;
	flow->ctx.transport = transport;
	flow->ctx.ethertype = ethertype;
	flow->ctx.flow = ++flows;
	flow->ctx.request_timeout = request_timeout;
	flow->ctx.mono = 1000000000;
	flow->ctx.now = 1700000000000000000;
	flow->ctx.priv = calloc(1, fake_decoder->priv_size + 1);
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

/* @more octets of it the decoder does not get. */
static int decode_copy(struct fake_flow *flow, enum ft_dir dir, const u8 *pdu,
		       u32 len, u32 more, int (*decode)(struct ft_ctx *ctx,
					      const u8 *pdu, u32 len))
{
	u8 *copy = malloc(len);
	int why;

	assert(copy || !len);
	if (len)
		memcpy(copy, pdu, len);
	current = flow;
	flow->ctx.dir = dir;
	flow->ctx.pdu_len = len + more;
	why = decode(&flow->ctx, copy, len);
	assert(!why ||
	       (why >= FIELDTAP_STAT_PDU_TRUNCATED &&
		why <= FIELDTAP_STAT_PDU_NO_BASE));
	fake_stats[why ? why : FIELDTAP_STAT_PDUS]++;
	free(copy);
	return why;
}

int fake_decode(struct fake_flow *flow, enum ft_dir dir, const u8 *pdu,
		u32 len)
{
	const u32 most = fake_decoder->max_pdu;
	u32 more = fake_decoder->longest && len > most ? len - most : 0;

	fake_script_record(flow, FAKE_PDU, dir, pdu, len);
	return decode_copy(flow, dir, pdu, len - more, more,
			   fake_decoder->decode);
}

int fake_datagram(struct fake_flow *flow, enum ft_dir dir, const u8 *p,
		  u32 len)
{
	fake_stats[FIELDTAP_STAT_DATAGRAMS]++;
	fake_script_record(flow, FAKE_DATAGRAM, dir, p, len);
	return decode_copy(flow, dir, p, len, 0, fake_decoder->datagram);
}

/* Octets of held bytes that are done with, 0 when more are needed first. */
static u32 stream_step(struct fake_flow *flow, enum ft_dir dir, const u8 *p,
		       u32 len)
{
	const u32 most = fake_decoder->max_pdu;
	u32 skip, take;
	u8 *copy;
	int n;

	if (flow->skip[dir]) {
		skip = min(len, flow->skip[dir]);
		flow->skip[dir] -= skip;
		return skip;
	}
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
	if (!n) {
		assert(len < FT_HEADER_MAX);
		return 0;
	}
	if (n < 0) {
		fake_stats[-n]++;
		flow->lost[dir] = true;
		if (++flow->nonsense >= FAKE_NONSENSE_MAX)
			flow->given_up = true;
		return 1;
	}
	assert((u32)n <= max(most, fake_decoder->longest));
	take = min((u32)n, most);
	if (take > len)
		return 0;
	decode_copy(flow, dir, p, take, n - take, fake_decoder->decode);
	flow->skip[dir] = n - take;
	return take;
}

void fake_stream(struct fake_flow *flow, enum ft_dir dir, const u8 *p, u32 len)
{
	u8 *held = flow->held[dir];
	u32 done = 0, step;

	fake_script_record(flow, FAKE_STREAM, dir, p, len);
	if (flow->given_up)
		return;
	assert(flow->held_len[dir] + len <= FT_PDU_MAX);
	ASAN_UNPOISON_MEMORY_REGION(held, FT_PDU_MAX);
	memcpy(held + flow->held_len[dir], p, len);
	len += flow->held_len[dir];
	ASAN_POISON_MEMORY_REGION(held + len, FT_PDU_MAX - len);
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
	fake_script_record(flow, FAKE_GAP, dir, NULL, 0);
	current = flow;
	flow->held_len[dir] = 0;
	flow->skip[dir] = 0;
	flow->lost[dir] = true;
	flow->ctx.dir = dir;
	fake_stats[FIELDTAP_STAT_GAPS]++;
	if (fake_decoder->gap)
		fake_decoder->gap(&flow->ctx);
}

void fake_tick(struct fake_flow *flow)
{
	fake_script_record(flow, FAKE_TICK, 0, NULL, 0);
	current = flow;
	if (fake_decoder->tick)
		fake_decoder->tick(&flow->ctx);
}

void fake_pass(struct fake_flow *flow, u64 ns)
{
	u32 ms = ns / 1000000;

	fake_script_record(flow, FAKE_PASS, 0, &ms, sizeof(ms));
	flow->ctx.mono += ns;
	flow->ctx.now += ns;
}

const struct ft_device *fake_device(const char *server, const void *id,
				    u32 id_len)
{
	struct ft_addr addr = fake_addr(server);
	u32 bucket;

	return device_find(&addr, id, id_len, &bucket);
}

const struct ft_device *fake_device_named(const char *name)
{
	const struct ft_device *dev;
	u32 i;

	for (i = 0; i < BUCKETS; i++)
		for (dev = devices[i]; dev; dev = dev->next)
			if (!strcmp(dev->name, name))
				return dev;
	return NULL;
}

const char *fake_label(const struct ft_device *dev, const char *name)
{
	u32 i;

	for (i = 0; i < dev->labels; i++)
		if (!strcmp(dev->label[i].name, name))
			return dev->label[i].value;
	return NULL;
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

void fake_each_device(void (*fn)(const struct ft_device *dev, void *arg),
		      void *arg)
{
	const struct ft_device *dev;
	u32 i;

	for (i = 0; i < BUCKETS; i++)
		for (dev = devices[i]; dev; dev = dev->next)
			fn(dev, arg);
}

void fake_each_layout(void (*fn)(const struct ft_device *dev, const char *image,
				 const struct ft_layout *layout, void *arg),
		      void *arg)
{
	struct ft_image_desc desc;
	const struct layout *l;

	for (l = layouts; l; l = l->next) {
		fake_decoder->describe(l->key, l->key_len, &desc);
		fn(l->dev, desc.name, l->layout, arg);
	}
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

/* Items */

struct items {
	const struct fake_image *img;
	u32 n;
	void (*fn)(const char *address, const struct ft_item *item,
		   const u8 *octets, void *arg);
	void *arg;
};

static bool one_item(void *arg, const struct ft_item *item)
{
	char address[2 * FIELDTAP_PATH_MAX];
	struct items *items = arg;
	u32 size = ft_type_size(item->type);

	assert(++items->n <= FT_ITEMS_MAX);
	assert(*item->name && strlen(item->name) < FT_IMAGE_NAME_MAX);
	text_check(item->name);
	assert(item->offset + item->len <= items->img->len);
	assert(size ? item->len == size * item->count : item->count == 1);
	snprintf(address, sizeof(address), "%s/%s", items->img->dev->name,
		 item->name);
	items->fn(address, item, items->img->data + item->offset, items->arg);
	return true;
}

static void layout_items(struct items *items, const struct ft_layout *layout)
{
	const struct fake_image *img = items->img;
	const struct ft_layout_item *from;
	u32 i;

	for (i = 0; i < layout->n; i++) {
		struct ft_item item = { .count = 1 };

		from = &layout->item[i];
		if (from->offset + from->len > img->len)
			continue;
		item.name = from->name;
		item.offset = from->offset;
		item.len = from->len;
		item.type = from->type;
		item.little = from->little;
		if (from->status != FT_NO_STATUS && from->status < img->len &&
		    !(img->data[from->status] & 0x80))
			item.quality = FIELDTAP_QUALITY_BAD;
		one_item(items, &item);
	}
}

static void image_items(const struct fake_image *img, void *arg)
{
	struct items *items = arg;
	const struct layout *l = *layout_find(img->dev, img->key, img->key_len);
	const struct ft_view view = {
		.key = img->key,
		.key_len = img->key_len,
		.data = img->data,
		.len = img->len,
		.total = img->total,
		.quality = img->quality,
		.status = img->status,
	};

	items->img = img;
	items->n = 0;
	if (l)
		layout_items(items, l->layout);
	else if (img->desc.layout == FIELDTAP_LAYOUT_ITEMS)
		fake_decoder->items(&view, one_item, items);
}

void fake_each_item(void (*fn)(const char *address, const struct ft_item *item,
			       const u8 *octets, void *arg), void *arg)
{
	struct items items = { .fn = fn, .arg = arg };

	fake_each_image(image_items, &items);
}

struct search {
	const char *address;
	u64 seq;
	struct items *items;
	struct ft_item item;
	char name[FT_IMAGE_NAME_MAX];
	char unit[FIELDTAP_NAME_MAX];
	u8 octets[FAKE_DATA_MAX];
	bool found;
};

static struct search search;

static void search_item(const char *address, const struct ft_item *item,
			const u8 *octets, void *arg)
{
	struct items *items = arg;

	if (strcmp(address, search.address) || items->img->seq < search.seq)
		return;
	search.seq = items->img->seq;
	search.item = *item;
	/* The decoder's texts last no longer than this call. */
	scnprintf(search.name, sizeof(search.name), "%s", item->name);
	search.item.name = search.name;
	if (item->unit) {
		scnprintf(search.unit, sizeof(search.unit), "%s", item->unit);
		search.item.unit = search.unit;
	}
	memcpy(search.octets, octets, item->len);
	search.found = true;
}

const struct ft_item *fake_item(const char *address)
{
	struct items items = { .fn = search_item };

	items.arg = &items;
	search.address = address;
	search.seq = 0;
	search.found = false;
	fake_each_image(image_items, &items);
	return search.found ? &search.item : NULL;
}

static u64 take_integer(const u8 *p, u32 size, bool little)
{
	u64 v = 0;
	u32 i;

	for (i = 0; i < size; i++)
		v = v << 8 | p[little ? size - 1 - i : i];
	return v;
}

static int print_float(char *buf, size_t size, double v, int digits)
{
	return isfinite(v) ? scnprintf(buf, size, "%.*g", digits, v) :
			     scnprintf(buf, size, "null");
}

static int print_one(char *buf, size_t size, const struct ft_item *item,
		     const u8 *p)
{
	u32 octets = ft_type_size(item->type);
	u64 v = take_integer(p, octets, item->little);
	u32 low = v;
	double d;
	float f;

	switch (item->type) {
	case FIELDTAP_TYPE_BOOL:
		return scnprintf(buf, size, v ? "true" : "false");
	case FIELDTAP_TYPE_I8:
		return scnprintf(buf, size, "%d", (signed char)v);
	case FIELDTAP_TYPE_I16:
		return scnprintf(buf, size, "%d", (short)v);
	case FIELDTAP_TYPE_I32:
		return scnprintf(buf, size, "%d", (int)v);
	case FIELDTAP_TYPE_I64:
	case FIELDTAP_TYPE_DATETIME:
		return scnprintf(buf, size, "%lld", (long long)v);
	case FIELDTAP_TYPE_F32:
		memcpy(&f, &low, sizeof(f));
		return print_float(buf, size, f, 9);
	case FIELDTAP_TYPE_F64:
		memcpy(&d, &v, sizeof(d));
		return print_float(buf, size, d, 17);
	default:
		return scnprintf(buf, size, "%llu", (unsigned long long)v);
	}
}

static int print_octets(char *buf, size_t size, const struct ft_item *item)
{
	bool text = item->type == FIELDTAP_TYPE_STRING;
	int n = scnprintf(buf, size, "\"");
	u32 i;

	for (i = 0; i < item->len; i++)
		n += scnprintf(buf + n, size - n, text ? "%c" : "%02x",
			       search.octets[i]);
	return n + scnprintf(buf + n, size - n, "\"");
}

const char *fake_value(const char *address)
{
	static char buf[4 * FAKE_DATA_MAX];
	const struct ft_item *item = fake_item(address);
	u32 i, octets;
	int n = 0;

	if (!item)
		return NULL;
	octets = ft_type_size(item->type);
	if (!octets) {
		print_octets(buf, sizeof(buf), item);
		return buf;
	}
	if (item->count != 1)
		n += scnprintf(buf + n, sizeof(buf) - n, "[");
	for (i = 0; i < item->count; i++) {
		if (i)
			n += scnprintf(buf + n, sizeof(buf) - n, ",");
		n += print_one(buf + n, sizeof(buf) - n, item,
			       search.octets + i * octets);
	}
	if (item->count != 1)
		scnprintf(buf + n, sizeof(buf) - n, "]");
	return buf;
}
