// SPDX-License-Identifier: GPL-2.0
/*
 * RTC-PDU: FrameID u16, data, APDU status {cycle counter u16 in units of 31.25
 * us, data status u8, transfer status u8}, all big-endian.
 *
 * Where no layout is known the APDU status is what the last four octets are:
 * a provider fills up the data of RT class 1 so that the frame has Ethernet's
 * minimal length.  A class 3 frame may be padded behind its APDU status
 * instead; then nobody can tell without a layout, and Wireshark does the same.
 *
 * Source: IEC 61158-6-10, RTC-PDU; APDU_Status.
 */
#include <linux/kernel.h>
#include <linux/string.h>

#include "profinet_cyclic.h"

#define PN_APDU_LEN		4
/* Octets behind the FrameID of a frame of minimal length without a tag. */
#define PN_PADDED		48
/* Octets that a mirror may leave behind a frame: the check sequence. */
#define PN_TRAILER		4

#define PN_DATA_PRIMARY		0x01
#define PN_DATA_REDUNDANT	0x02
#define PN_DATA_VALID		0x04
#define PN_DATA_RUN		0x10
#define PN_DATA_OK		0x20
#define PN_DATA_IGNORE		0x80

/* Steps up to this are ahead, larger ones behind. */
#define PN_AHEAD_MAX		0xf000
/* The counter says nothing after so many nanoseconds. */
#define PN_AHEAD_NS		(PN_AHEAD_MAX * 31250ULL)
/* Frames in a row behind the newest: its source began anew. */
#define PN_LATE_MAX		3
/* A step met so many times in a row is the one. */
#define PN_STEPS_SMALLER	2
#define PN_STEPS_LARGER		8

/**
 * struct pn_rtc - a cyclic frame, taken apart
 * @data: process data
 * @len: octets of @data
 * @counter: cycle counter
 * @status: data status, transfer status in bits 8 to 15
 */
struct pn_rtc {
	const u8 *data;
	u32 len;
	u16 counter;
	u16 status;
};

/**
 * struct pn_owner - whose process data a frame carries
 * @dev: the device
 * @layout: how it stands there, NULL when not known
 * @key: the image's key
 */
struct pn_owner {
	struct ft_device *dev;
	const struct ft_layout *layout;
	struct pn_key key;
};

/* Whose it is */

/* 0 or why the frame is not of this layout; len octets follow its FrameID. */
static int pn_fits(const struct ft_layout *layout, u32 len)
{
	u64 need = (u64)layout->len + PN_APDU_LEN;

	if (len < need)
		return FIELDTAP_STAT_PDU_TRUNCATED;
	if (len > PN_PADDED + PN_TRAILER && len > need + PN_TRAILER)
		return FIELDTAP_STAT_PDU_MISMATCHED;
	return 0;
}

static const u8 *pn_mac(const struct ft_addr *addr)
{
	return addr->octets + PN_MAC_AT;
}

static const struct pn_cr *pn_cr(struct ft_ctx *ctx, u16 frame_id)
{
	struct ft_note_id id = pn_cr_id(pn_mac(ctx->server), frame_id);
	u32 len;

	return pn_note_get(ctx, &id, PN_NOTE_CR, sizeof(struct pn_cr), &len);
}

/* The IO device that gets the frame, where it is known that one does. */
static struct ft_device *pn_receiver(struct ft_ctx *ctx, u16 frame_id)
{
	const struct pn_cr *cr;
	struct ft_addr addr;

	if (!(pn_mac(ctx->client)[0] & 1))
		return ft_station_known(ctx, ctx->client, NULL, 0);
	cr = pn_cr(ctx, frame_id);
	if (!cr || !cr->output)
		return NULL;
	addr = pn_mac_addr(cr->device);
	return ft_station_known(ctx, &addr, NULL, 0);
}

static int pn_try(struct ft_ctx *ctx, struct pn_owner *owner, u16 frame_id,
		  bool output, u32 len)
{
	owner->key = pn_key(frame_id, output);
	owner->layout = ft_layout_get(ctx, owner->dev, owner->key.octets,
				      owner->key.len);
	return owner->layout ? pn_fits(owner->layout, len) : 0;
}

/*
 * The receiver chooses the FrameID, so what it said comes first: an IO device
 * may at the same time be the controller of others.  Returns 0, or why the
 * frame is not what it must be by its FrameID.
 */
static int pn_find_owner(struct ft_ctx *ctx, struct pn_owner *owner,
			 u16 frame_id, u32 len)
{
	int output, input;

	owner->dev = pn_receiver(ctx, frame_id);
	output = owner->dev ? pn_try(ctx, owner, frame_id, true, len) : 0;
	if (!output && owner->dev && owner->layout)
		return 0;
	owner->dev = ft_station(ctx, NULL, 0);
	input = pn_try(ctx, owner, frame_id, false, len);
	return owner->layout ? input : output;
}

/* When */

static struct pn_cycle *pn_cycle(struct ft_ctx *ctx, u16 frame_id)
{
	struct pn_flow *flow = ctx->priv;
	struct pn_cycle *cycle;
	u32 i;

	for (i = 0; i < PN_CYCLES; i++) {
		cycle = &flow->cycle[i];
		if (cycle->mono && cycle->frame_id == frame_id)
			return cycle;
	}
	cycle = &flow->cycle[flow->next_cycle++ % PN_CYCLES];
	*cycle = (struct pn_cycle) { .frame_id = frame_id };
	return cycle;
}

static void pn_cycle_begin(struct ft_ctx *ctx, struct pn_cycle *cycle)
{
	const struct pn_cr *cr = pn_cr(ctx, cycle->frame_id);

	cycle->step = cr ? cr->step : 0;
	cycle->others = 0;
}

/*
 * The Connect exchange tells the step, but may not have been seen: then it is
 * one that is met twice in a row.  A new connection may have another one, too.
 * Larger steps are lost frames at first.
 */
static void pn_cycle_step(struct ft_ctx *ctx, struct ft_device *dev,
			  struct pn_cycle *cycle, u16 step)
{
	const bool larger = cycle->step && step > cycle->step;

	if (step == cycle->step) {
		cycle->others = 0;
		return;
	}
	cycle->others = step == cycle->other && cycle->others ?
			cycle->others + 1 : 1;
	cycle->other = step;
	if (cycle->others >= (larger ? PN_STEPS_LARGER : PN_STEPS_SMALLER)) {
		cycle->step = step;
		cycle->others = 0;
	} else if (larger && !(step % cycle->step)) {
		ft_lost(ctx, dev, step / cycle->step - 1);
	}
}

/* Whether the frame is behind one that was seen, and its source goes on. */
static bool pn_cycle_is_late(struct pn_cycle *cycle, u16 step)
{
	return step > PN_AHEAD_MAX && ++cycle->late <= PN_LATE_MAX;
}

/* Whether the frame is not older than one that was already seen. */
static bool pn_cycle_goes_on(struct ft_ctx *ctx, struct ft_device *dev,
			     u16 frame_id, u16 counter)
{
	struct pn_cycle *cycle = pn_cycle(ctx, frame_id);
	const u16 step = counter - cycle->counter;
	const bool begins = !cycle->mono ||
			    ctx->mono - cycle->mono > PN_AHEAD_NS;

	if (!begins && pn_cycle_is_late(cycle, step)) {
		ft_repeated(ctx, dev);
		return false;
	}
	if (begins || step > PN_AHEAD_MAX)
		pn_cycle_begin(ctx, cycle);
	else if (step)
		pn_cycle_step(ctx, dev, cycle, step);
	else
		ft_repeated(ctx, dev);
	cycle->mono = ctx->mono;
	cycle->counter = counter;
	cycle->late = 0;
	return true;
}

/* What */

/*
 * A station with a problem may well have good values: which ones are bad is
 * said by the status octet of each submodule.
 */
static enum fieldtap_quality pn_quality(u16 status)
{
	if (!(status & PN_DATA_VALID) || !(status & PN_DATA_RUN) ||
	    status >> 8)
		return FIELDTAP_QUALITY_BAD;
	return FIELDTAP_QUALITY_GOOD;
}

/* A backup has the values that its primary had once, or none. */
static bool pn_speaks(u16 status)
{
	return (status & PN_DATA_PRIMARY) && !(status & PN_DATA_IGNORE);
}

static void pn_rtc_take(struct pn_rtc *rtc, const struct ft_layout *layout,
			const u8 *p, u32 len)
{
	rtc->data = p;
	rtc->len = layout ? layout->len : len - PN_APDU_LEN;
	p += rtc->len;
	rtc->counter = get_unaligned_be16(p);
	rtc->status = p[2] | p[3] << 8;
}

int pn_cyclic(struct ft_ctx *ctx, u16 frame_id, const u8 *p, u32 len)
{
	struct pn_owner owner = {};
	struct ft_emit emit = {};
	struct pn_rtc rtc;
	int why;

	if (len <= PN_APDU_LEN)
		return FIELDTAP_STAT_PDU_TRUNCATED;
	why = pn_find_owner(ctx, &owner, frame_id, len);
	if (why)
		return why;
	pn_rtc_take(&rtc, owner.layout, p, len);
	ft_publish(ctx, owner.dev);
	if (!pn_cycle_goes_on(ctx, owner.dev, frame_id, rtc.counter) ||
	    !pn_speaks(rtc.status))
		return 0;

	emit.key = owner.key.octets;
	emit.key_len = owner.key.len;
	emit.data = rtc.data;
	emit.len = rtc.len;
	emit.stale_after = owner.layout ? owner.layout->stale_after : 0;
	emit.quality = pn_quality(rtc.status);
	emit.status = rtc.status;
	ft_emit(ctx, owner.dev, &emit);
	return 0;
}

/* Names */

static bool pn_key_print(const u8 *key, u32 key_len, char *buf, size_t size)
{
	if (key_len != PN_KEY_MAX && key_len != PN_KEY_MAX - 1)
		return false;
	scnprintf(buf, size, "0x%02x%02x%s", key[0], key[1],
		  key_len == PN_KEY_MAX ? "/out" : "");
	return true;
}

void pn_describe(const void *key, u32 key_len, struct ft_image_desc *desc)
{
	desc->layout = FIELDTAP_LAYOUT_ITEMS;
	desc->first = 0;
	desc->count = 0;
	if (!pn_key_print(key, key_len, desc->name, sizeof(desc->name)))
		scnprintf(desc->name, sizeof(desc->name), "?");
}

void pn_items(const struct ft_view *view,
	      bool (*item)(void *arg, const struct ft_item *item), void *arg)
{
	char name[sizeof("0x0000/out")];
	const struct ft_item all = {
		.name = name,
		.len = view->len,
		.count = 1,
		.type = FIELDTAP_TYPE_BYTES,
		.quality = view->quality,
		.status = view->status,
	};

	if (pn_key_print(view->key, view->key_len, name, sizeof(name)))
		item(arg, &all);
}

int pn_status_name(u32 status, char *buf, size_t size)
{
	int n;

	n = scnprintf(buf, size, "%s,%s,%s,%s",
		      status & PN_DATA_PRIMARY ? "primary" : "backup",
		      status & PN_DATA_VALID ? "valid" : "invalid",
		      status & PN_DATA_RUN ? "run" : "stop",
		      status & PN_DATA_OK ? "ok" : "problem");
	if (status & PN_DATA_REDUNDANT)
		n += scnprintf(buf + n, size - n, ",redundancy");
	if (status & PN_DATA_IGNORE)
		n += scnprintf(buf + n, size - n, ",ignore");
	if (status >> 8)
		n += scnprintf(buf + n, size - n, ",transfer 0x%02x",
			       status >> 8 & 0xff);
	return n;
}
