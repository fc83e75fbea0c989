// SPDX-License-Identifier: GPL-2.0
#include <linux/export.h>
#include <linux/string.h>

#include "alarm.h"
#include "compare.h"
#include "context.h"
#include "device.h"
#include "image.h"
#include "image_msg.h"
#include "note.h"
#include "room.h"
#include "saying.h"
#include "side.h"
#include "stand_in.h"
#include "stats.h"
#include "trace.h"

static struct ft_clock ft_context_clock(const struct ft_ctx *ctx)
{
	return (struct ft_clock) { .real = ctx->now, .mono = ctx->mono };
}

static struct ft_context ft_context_make(struct ft_peer *peer,
					 const struct ft_decoder *dec,
					 const struct ft_moment *at)
{
	const u32 ms = READ_ONCE(peer->fn->config.request_timeout);

	return (struct ft_context) {
		.pub = {
			.now = at->clock.real,
			.mono = at->clock.mono,
			.request_timeout = ms * NSEC_PER_MSEC,
			.flow = peer->flow,
			.server = &peer->server,
			.client = &peer->client,
			.dir = at->dir,
			.transport = peer->transport,
			.ethertype = peer->ethertype,
			.priv = peer->priv,
		},
		.peer = peer,
		.dec = dec,
		.home = peer->home,
	};
}

void ft_context_clean(struct ft_peer *peer)
{
	unsigned int i;

	ft_side_clean(peer);
	peer->dev = NULL;
	for (i = 0; i < FT_PEER_DEVICES; i++) {
		ft_device_put(peer->known[i]);
		peer->known[i] = NULL;
	}
	ft_scope_end(peer->fn, peer->scope);
	peer->scope = NULL;
}

void ft_context_renew(struct ft_peer *peer, const struct ft_decoder *dec)
{
	memset(peer->priv, 0, dec->priv_size);
	ft_side_restart(peer);
	ft_scope_end(peer->fn, peer->scope);
	peer->scope = NULL;
	peer->flow = atomic64_inc_return(&peer->fn->last_flow);
}

void ft_context_refuse(struct ft_peer *peer, u32 why, u32 len)
{
	if (WARN_ON_ONCE(why >= FT_STATS))
		why = FIELDTAP_STAT_PDU_MALFORMED;
	ft_stat_inc(peer->fn, why);
	this_cpu_inc(peer->fn->counters->errors[peer->slot]);
	trace_fieldtap_drop(why, len);
}

static bool ft_context_told(struct ft_peer *peer, const struct ft_moment *at,
			    int why, u32 len)
{
	if (why) {
		ft_context_refuse(peer, why, len);
		return false;
	}
	ft_stat_inc(peer->fn, FIELDTAP_STAT_PDUS);
	this_cpu_inc(peer->fn->counters->pdus[peer->slot]);
	trace_fieldtap_pdu(peer->slot, at->dir, len);
	return true;
}

static int ft_context_call(struct ft_context *c, enum ft_callback what,
			   const u8 *p, u32 len)
{
	struct ft_shadow *sh = ft_shadow_of(c->peer);
	int why;

	why = unlikely(sh) ? ft_compare(sh, c, what, p, len) :
			     ft_call(c, what, p, len);
	c->peer->told = true;
	return why;
}

bool ft_context_pdu(struct ft_peer *peer, const struct ft_decoder *dec,
		    const struct ft_moment *at, const u8 *pdu, u32 len,
		    u32 more)
{
	struct ft_context c = ft_context_make(peer, dec, at);

	c.pub.pdu_len = len + more;
	return ft_context_told(peer, at,
			       ft_context_call(&c, FT_CALL_PDU, pdu, len),
			       len + more);
}

bool ft_context_datagram(struct ft_peer *peer, const struct ft_decoder *dec,
			 const struct ft_moment *at, const u8 *p, u32 len)
{
	struct ft_context c = ft_context_make(peer, dec, at);

	c.pub.pdu_len = len;
	return ft_context_told(peer, at,
			       ft_context_call(&c, FT_CALL_DATAGRAM, p, len),
			       len);
}

void ft_context_misframed(struct ft_peer *peer, const u8 *p, u32 len, u32 why)
{
	struct ft_shadow *sh = ft_shadow_of(peer);

	ft_context_refuse(peer, why, len);
	if (unlikely(sh))
		ft_compare_frame(sh, peer, p, len, -(int)why);
}

u32 ft_context_sync(struct ft_peer *peer, const struct ft_decoder *dec,
		    const u8 *p, u32 len)
{
	struct ft_shadow *sh = ft_shadow_of(peer);
	u32 skip = min(dec->sync(p, len), len);

	if (unlikely(sh))
		ft_compare_sync(sh, peer, p, len, skip);
	return skip;
}

void ft_context_gap(struct ft_peer *peer, const struct ft_decoder *dec,
		    const struct ft_moment *at)
{
	struct ft_context c = ft_context_make(peer, dec, at);

	ft_stat_inc(peer->fn, FIELDTAP_STAT_GAPS);
	ft_device_gap(peer->dev);
	ft_context_call(&c, FT_CALL_GAP, NULL, 0);
}

void ft_context_tick(struct ft_peer *peer, const struct ft_decoder *dec,
		     const struct ft_moment *at)
{
	struct ft_context c = ft_context_make(peer, dec, at);

	ft_context_call(&c, FT_CALL_TICK, NULL, 0);
}

/* Where a station of this identity is remembered, if it is. */
static struct ft_device **ft_peer_known(struct ft_peer *peer,
					const struct ft_addr *addr,
					const u8 *id, u32 id_len)
{
	u8 last = id_len ? id[id_len - 1] :
			   addr->octets[sizeof(addr->octets) - 1];

	return &peer->known[last % FT_PEER_DEVICES];
}

static bool ft_device_is(const struct ft_device *dev,
			 const struct ft_addr *addr, const void *id, u32 id_len)
{
	/* Partner: ft_device_expire(); a late look costs one lost count. */
	return dev && !READ_ONCE(dev->dead) && dev->key.id_len == id_len &&
	       !memcmp(dev->key.id, id, id_len) &&
	       !memcmp(&dev->key.addr, addr, sizeof(*addr));
}

static struct ft_device_key ft_peer_key(const struct ft_peer *peer,
					const struct ft_addr *addr,
					const void *id, u32 id_len)
{
	struct ft_device_key key = {
		.addr = *addr,
		.slot = peer->slot,
		.id_len = id_len,
	};

	memcpy(key.id, id, id_len);
	return key;
}

static struct ft_device *ft_peer_get(struct ft_context *c,
				     const struct ft_addr *addr,
				     const void *id, u32 id_len, bool make)
{
	const struct ft_device_key key = ft_peer_key(c->peer, addr, id, id_len);

	return ft_device_get(c->peer->fn, &key, make ? c->dec : NULL,
			     ft_context_clock(&c->pub));
}

static struct ft_device *ft_peer_station(struct ft_context *c,
					 const struct ft_addr *addr,
					 const void *id, u32 id_len, bool make)
{
	struct ft_peer *peer = c->peer;
	struct ft_device *dev, **known;

	known = ft_peer_known(peer, addr, id, id_len);
	dev = *known;
	if (!ft_device_is(dev, addr, id, id_len)) {
		dev = ft_peer_get(c, addr, id, id_len, make);
		if (!dev)
			return NULL;
		/* The RCU section keeps what the decoder may still hold. */
		ft_device_put(*known);
		*known = dev;
	}
	peer->dev = dev;
	return dev;
}

/* Where what is said is compared. */
static struct ft_device *ft_room_peer_station(struct ft_context *c,
					      const struct ft_addr *addr,
					      const void *id, u32 id_len,
					      bool make)
{
	const struct ft_device_key key = ft_peer_key(c->peer, addr, id, id_len);
	const u64 paused = ft_room_pause(c);
	struct ft_device *dev;

	if (ft_room_is_candidate(c->room)) {
		dev = ft_room_station(c, &key, !make);
	} else {
		dev = ft_peer_station(c, addr, id, id_len, make);
		if (!dev)
			ft_room_no_station(c, &key, !make);
	}
	ft_room_resume(c, paused);
	return dev;
}

static struct ft_device *ft_context_station(struct ft_ctx *ctx,
					    const struct ft_addr *addr,
					    const void *id, u32 id_len,
					    bool make)
{
	struct ft_context *c = ft_context(ctx);

	if (WARN_ON_ONCE(id_len > FT_STATION_MAX))
		return NULL;
	if (unlikely(c->room))
		return ft_room_peer_station(c, addr, id, id_len, make);
	return ft_peer_station(c, addr, id, id_len, make);
}

struct ft_device *ft_station_at(struct ft_ctx *ctx, const struct ft_addr *addr,
				const void *id, u32 id_len)
{
	return ft_context_station(ctx, addr, id, id_len, true);
}
EXPORT_SYMBOL_GPL(ft_station_at);

struct ft_device *ft_station_known(struct ft_ctx *ctx,
				   const struct ft_addr *addr, const void *id,
				   u32 id_len)
{
	return ft_context_station(ctx, addr, id, id_len, false);
}
EXPORT_SYMBOL_GPL(ft_station_known);

struct ft_device *ft_station(struct ft_ctx *ctx, const void *id, u32 id_len)
{
	return ft_station_at(ctx, ctx->server, id, id_len);
}
EXPORT_SYMBOL_GPL(ft_station);

void ft_request(struct ft_ctx *ctx, struct ft_device *dev)
{
	if (dev && !ft_heard(ctx, FT_SAID_REQUEST, dev, 0, 0))
		ft_device_request(dev, ft_context_clock(ctx));
}
EXPORT_SYMBOL_GPL(ft_request);

void ft_answer(struct ft_ctx *ctx, struct ft_device *dev, u64 asked)
{
	if (dev && !ft_heard(ctx, FT_SAID_ANSWER, dev, asked, 0))
		ft_device_answer(dev, ft_context_clock(ctx), asked, NULL);
}
EXPORT_SYMBOL_GPL(ft_answer);

void ft_exception(struct ft_ctx *ctx, struct ft_device *dev, u64 asked,
		  u32 code)
{
	if (dev && !ft_heard(ctx, FT_SAID_EXCEPTION, dev, asked, code))
		ft_device_answer(dev, ft_context_clock(ctx), asked, &code);
}
EXPORT_SYMBOL_GPL(ft_exception);

void ft_timeout(struct ft_ctx *ctx, struct ft_device *dev)
{
	if (dev && !ft_heard(ctx, FT_SAID_TIMEOUT, dev, 0, 0))
		ft_device_timeout(dev);
}
EXPORT_SYMBOL_GPL(ft_timeout);

void ft_publish(struct ft_ctx *ctx, struct ft_device *dev)
{
	if (dev && !ft_heard(ctx, FT_SAID_PUBLISH, dev, 0, 0))
		ft_device_publish(dev, ft_context_clock(ctx));
}
EXPORT_SYMBOL_GPL(ft_publish);

void ft_lost(struct ft_ctx *ctx, struct ft_device *dev, u32 n)
{
	if (!dev || ft_heard(ctx, FT_SAID_LOST, dev, n, 0))
		return;
	ft_device_cycles(dev, n, 0);
	ft_context(ctx)->lost = n;
	ft_stat_add(ft_context(ctx)->peer->fn, FIELDTAP_STAT_CYCLES_LOST, n);
}
EXPORT_SYMBOL_GPL(ft_lost);

void ft_repeated(struct ft_ctx *ctx, struct ft_device *dev)
{
	if (!dev || ft_heard(ctx, FT_SAID_REPEATED, dev, 0, 0))
		return;
	ft_device_cycles(dev, 0, 1);
	ft_stat_inc(ft_context(ctx)->peer->fn, FIELDTAP_STAT_CYCLES_REPEATED);
}
EXPORT_SYMBOL_GPL(ft_repeated);

void ft_label(struct ft_ctx *ctx, struct ft_device *dev, const char *name,
	      const char *value)
{
	struct ft_context *c = ft_context(ctx);
	int err;

	if (!dev || WARN_ON_ONCE(strlen(name) >= FIELDTAP_LABEL_NAME_MAX))
		return;
	if (unlikely(c->room) && ft_room_label(c, dev, name, value))
		return;
	err = ft_device_label(dev, name, value);
	if (err)
		ft_stat_inc(c->peer->fn, err == -ENOMEM ?
			    FIELDTAP_STAT_NO_MEMORY :
			    FIELDTAP_STAT_LABELS_REFUSED);
}
EXPORT_SYMBOL_GPL(ft_label);

void ft_alarm(struct ft_ctx *ctx, struct ft_device *dev,
	      const struct ft_alarm *alarm)
{
	struct ft_context *c = ft_context(ctx);
	struct ft_net *fn = c->peer->fn;

	if (!dev || (unlikely(c->room) && ft_room_alarm(c, dev, alarm)))
		return;
	ft_device_alarm(dev, ft_context_clock(ctx));
	ft_stat_inc(fn, FIELDTAP_STAT_ALARMS);
	ft_alarm_send(fn, dev, alarm, ctx->now);
}
EXPORT_SYMBOL_GPL(ft_alarm);

static struct ft_note_key ft_note_key(struct ft_ctx *ctx,
				      const struct ft_note_id *id)
{
	struct ft_note_key key = {
		.slot = ft_context(ctx)->home,
		.id = *id,
	};

	if (id->scope != FT_NOTE_ALL)
		key.server = *ctx->server;
	return key;
}

static bool ft_note_is_own(const struct ft_note_id *id)
{
	return id->scope && id->scope != FT_NOTE_ALL;
}

int ft_note_set(struct ft_ctx *ctx, const struct ft_note_id *id,
		const void *data, u32 len)
{
	const struct ft_note_key key = ft_note_key(ctx, id);
	struct ft_peer *peer = ft_context(ctx)->peer;

	if (WARN_ON_ONCE(ft_note_is_own(id) && id->scope != ctx->flow))
		return -EINVAL;
	return ft_note_keep(peer->fn, &key, &peer->scope, ft_note_is_own(id),
			    data, len);
}
EXPORT_SYMBOL_GPL(ft_note_set);

const void *ft_note_get(struct ft_ctx *ctx, const struct ft_note_id *id,
			u32 *len)
{
	const struct ft_note_key key = ft_note_key(ctx, id);

	return ft_note_find(ft_context(ctx)->peer->fn, &key, len);
}
EXPORT_SYMBOL_GPL(ft_note_get);

void ft_note_drop(struct ft_ctx *ctx, const struct ft_note_id *id)
{
	const struct ft_note_key key = ft_note_key(ctx, id);

	ft_note_forget(ft_context(ctx)->peer->fn, &key);
}
EXPORT_SYMBOL_GPL(ft_note_drop);

int ft_layout_set(struct ft_ctx *ctx, struct ft_device *dev, const void *key,
		  u32 key_len, const struct ft_layout *layout)
{
	struct ft_context *c = ft_context(ctx);
	struct ft_net *fn = c->peer->fn;
	struct ft_image *img;
	int err;

	if (!dev || (unlikely(c->room) &&
		     ft_room_layout(c, dev, key, key_len, layout)))
		return 0;
	err = ft_image_layout_set(fn, dev, c->dec, key, key_len, layout, &img);
	if (err)
		ft_stat_inc(fn, err == -ENOMEM ? FIELDTAP_STAT_NO_MEMORY :
						 FIELDTAP_STAT_LAYOUTS_REFUSED);
	if (img)
		ft_image_msg_send(fn, img);
	return err;
}
EXPORT_SYMBOL_GPL(ft_layout_set);

const struct ft_layout *ft_layout_get(struct ft_ctx *ctx,
				      struct ft_device *dev, const void *key,
				      u32 key_len)
{
	struct ft_context *c = ft_context(ctx);

	dev = ft_room_device(c, dev);
	if (!dev)
		return NULL;
	return ft_image_layout_get(c->peer->fn, dev, c->dec, key, key_len);
}
EXPORT_SYMBOL_GPL(ft_layout_get);

/*
 * Several PDUs come in one frame, and several images in one PDU.  Each gets a
 * moment of its own, so that of two that overlap one is the newer.
 */
static struct ft_clock ft_emit_clock(struct ft_ctx *ctx)
{
	struct ft_peer *peer = ft_context(ctx)->peer;
	struct ft_clock clock = ft_context_clock(ctx);

	if (peer->emitted != clock.mono) {
		peer->emitted = clock.mono;
		peer->emits = 0;
	}
	clock.real += peer->emits;
	clock.mono += peer->emits++;
	return clock;
}

static void ft_context_emit(struct ft_context *c, struct ft_device *dev,
			    const struct ft_emit *emit)
{
	struct ft_net *fn = c->peer->fn;
	struct ft_image *img;

	img = ft_image_update(fn, dev, c->dec, emit, ft_emit_clock(&c->pub),
			      c->lost);
	if (img)
		ft_image_msg_send(fn, img);
}

void ft_emit(struct ft_ctx *ctx, struct ft_device *dev,
	     const struct ft_emit *emit)
{
	struct ft_context *c = ft_context(ctx);
	u64 paused;

	if (!dev || (unlikely(c->room) && ft_room_emit(c, dev, emit)))
		return;
	paused = ft_room_pause(c);
	ft_context_emit(c, dev, emit);
	ft_room_resume(c, paused);
}
EXPORT_SYMBOL_GPL(ft_emit);

void ft_doubt(struct ft_ctx *ctx, struct ft_device *dev, const void *key,
	      u32 key_len, enum fieldtap_quality quality, u32 status)
{
	struct ft_context *c = ft_context(ctx);
	struct ft_net *fn = c->peer->fn;
	struct ft_image *img;
	u64 paused;

	if (!dev || (unlikely(c->room) &&
		     ft_room_doubt(c, dev, key, key_len, quality, status)))
		return;
	paused = ft_room_pause(c);
	img = ft_image_doubt(fn, dev, key, key_len, quality, status,
			     ft_context_clock(ctx));
	if (img)
		ft_image_msg_send(fn, img);
	ft_room_resume(c, paused);
}
EXPORT_SYMBOL_GPL(ft_doubt);

int ft_recall(struct ft_ctx *ctx, struct ft_device *dev,
	      int (*offset)(const void *key, u32 key_len, const void *arg),
	      const void *arg, void *buf, u32 len)
{
	dev = ft_room_device(ft_context(ctx), dev);
	if (!dev)
		return -ENOENT;
	return ft_image_recall(dev, offset, arg, buf, len);
}
EXPORT_SYMBOL_GPL(ft_recall);

void ft_count(struct ft_ctx *ctx, enum fieldtap_stat why)
{
	if (!WARN_ON_ONCE(why >= FT_STATS) &&
	    !ft_heard(ctx, FT_SAID_COUNT, NULL, why, 0))
		ft_stat_inc(ft_context(ctx)->peer->fn, why);
}
EXPORT_SYMBOL_GPL(ft_count);
