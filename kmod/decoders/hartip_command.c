// SPDX-License-Identifier: GPL-2.0
/*
 * Answers to HART commands.
 *
 * An answer is kept as the image of its command with its device.  Those to
 * commands that name the device make labels.  Some have other answers in them:
 * 31 that to a command with a longer number, 77 that of a sub-device, 178
 * several.
 *
 * Source: Universal Command Specification HCF_SPEC-127, Common Practice Command
 * Specification HCF_SPEC-151.
 */
#include <linux/kernel.h>
#include <linux/string.h>
#include <linux/unaligned.h>

#include "hartip_command.h"
#include "hartip_items.h"
#include "hartip_label.h"

#define HIP_CODE_COMMUNICATION	0x80

/* Data of command 77 before the sub-device's PDU: I/O card, channel. */
#define HIP_SUB_HEAD		2

/* Fewest octets of data that an answer makes sense with. */
static u32 hip_least(u16 command)
{
	switch (command) {
	case HIP_CMD_IDENTITY:
	case HIP_CMD_IDENTITY_TAG:
	case HIP_CMD_IDENTITY_LONG_TAG:
		return HIP_IDENTITY_LEN;
	case HIP_CMD_PV:
		return 5;
	case HIP_CMD_CURRENT:
		return 8;
	case HIP_CMD_DYNAMIC:
	case HIP_CMD_VARIABLES_STATUS:
		return 9;
	case HIP_CMD_MESSAGE:
	case HIP_CMD_WRITE_MESSAGE:
		return HIP_MESSAGE_LEN;
	case HIP_CMD_TAG:
	case HIP_CMD_WRITE_TAG:
		return HIP_TAG_LEN;
	case HIP_CMD_LONG_TAG:
	case HIP_CMD_WRITE_LONG_TAG:
		return HIP_LONG_TAG_LEN;
	case HIP_CMD_VARIABLES:
		return HIP_VARIABLE_LEN;
	case HIP_CMD_STATUS:
		return 1;
	case HIP_CMD_CHANNEL:
	case HIP_CMD_CHANNEL_DYNAMIC:
		return 10;
	default:
		return 0;
	}
}

static bool hip_code_warns(u8 code)
{
	return code == 8 || code == 14 || (code >= 24 && code <= 27) ||
	       code == 30 || code == 31 || (code >= 96 && code <= 127);
}

static u8 hip_code_refused(u8 code)
{
	return code && !hip_code_warns(code) ? code : 0;
}

u8 hip_reply_refused(const struct hip_reply *r)
{
	u8 refused = hip_code_refused(r->code);
	struct hip_reply part;
	const u8 *p;
	u32 len, n;

	if (refused || r->command != HIP_CMD_AGGREGATE || !r->len)
		return refused;
	p = r->data + 1;
	len = r->len - 1;
	for (n = r->data[0]; n && !refused; n--) {
		if (hip_list_next(&p, &len, &part))
			break;
		refused = hip_code_refused(part.code);
	}
	return refused;
}

static bool hip_tells_identity(const struct hip_reply *r)
{
	return (r->command == HIP_CMD_IDENTITY ||
		r->command == HIP_CMD_IDENTITY_TAG ||
		r->command == HIP_CMD_IDENTITY_LONG_TAG) &&
	       r->len >= HIP_IDENTITY_LEN && !hip_code_refused(r->code);
}

void hip_reply_identify(struct hip_turn *t, struct hip_reply *r)
{
	u8 address[HIP_LONG];

	if (hip_tells_identity(r) && !hip_station_known(&r->station)) {
		hip_identity_address(r->data, address);
		hip_station_learn(t, &r->station, address);
		return;
	}
	hip_station_resolve(t, &r->station);
}

/* Images */

static enum fieldtap_quality hip_image_quality(u8 status)
{
	if (status & HIP_STATUS_MALFUNCTION)
		return FIELDTAP_QUALITY_BAD;
	if (status & (HIP_STATUS_PV_LIMITS | HIP_STATUS_OTHER_LIMITS))
		return FIELDTAP_QUALITY_UNCERTAIN;
	return FIELDTAP_QUALITY_GOOD;
}

/* Octets of a key that tell apart answers to the same command. */
static u32 hip_key_fill(const struct hip_reply *r, u8 *key)
{
	u32 len = HIP_KEY_HEAD;
	u32 at;

	put_unaligned_be16(r->command, key);
	switch (r->command) {
	case HIP_CMD_VARIABLES_STATUS:
		for (at = 1; at + HIP_VARIABLE_STATUS_LEN <= r->len;
		     at += HIP_VARIABLE_STATUS_LEN)
			key[len++] = r->data[at];
		break;
	case HIP_CMD_VARIABLES:
		for (at = 0; at + HIP_VARIABLE_LEN <= r->len;
		     at += HIP_VARIABLE_LEN)
			key[len++] = r->data[at];
		break;
	case HIP_CMD_CHANNEL:
		key[len++] = r->data[0];
		break;
	}
	return len;
}

static void hip_emit(struct hip_turn *t, const struct hip_reply *r)
{
	u8 key[HIP_KEY_HEAD + 255 / HIP_VARIABLE_LEN];
	struct ft_emit emit = {
		.key = key,
		.key_len = hip_key_fill(r, key),
		.data = t->content,
		.len = HIP_CONTENT_HEAD + r->len,
		.quality = hip_image_quality(r->status),
		.status = r->status,
	};
	struct ft_device *dev = hip_station_device(t, &r->station);

	if (!dev)
		return;
	t->content[0] = r->code;
	t->content[1] = r->status;
	memcpy(t->content + HIP_CONTENT_HEAD, r->data, r->len);
	ft_emit(t->ctx, dev, &emit);
}

static void hip_labels(struct hip_turn *t, const struct hip_reply *r)
{
	struct ft_device *dev = hip_station_device(t, &r->station);

	if (!dev)
		return;
	switch (r->command) {
	case HIP_CMD_IDENTITY:
	case HIP_CMD_IDENTITY_TAG:
	case HIP_CMD_IDENTITY_LONG_TAG:
		hip_label_identity(t->ctx, dev, r->data, r->len);
		break;
	case HIP_CMD_MESSAGE:
	case HIP_CMD_WRITE_MESSAGE:
		hip_label_message(t->ctx, dev, r->data);
		break;
	case HIP_CMD_TAG:
	case HIP_CMD_WRITE_TAG:
		hip_label_tag(t->ctx, dev, r->data);
		break;
	case HIP_CMD_LONG_TAG:
	case HIP_CMD_WRITE_LONG_TAG:
		hip_label_long_tag(t->ctx, dev, r->data);
		break;
	}
}

/* Answers within answers */

/* 31: the number of the command that was meant, and its data. */
static int hip_take_extended(struct hip_turn *t, const struct hip_reply *r,
			     u32 depth)
{
	struct hip_reply inner = *r;

	if (r->len < 2)
		return FIELDTAP_STAT_PDU_TRUNCATED;
	inner.command = get_unaligned_be16(r->data);
	inner.data = r->data + 2;
	inner.len = r->len - 2;
	return hip_reply_take(t, &inner, depth + 1);
}

/* 178: how many, and a list. */
static int hip_take_aggregate(struct hip_turn *t, const struct hip_reply *r,
			      u32 depth)
{
	struct hip_reply part = *r;
	const u8 *p = r->data + 1;
	u32 n, len;
	int why = 0, one;

	if (!r->len)
		return FIELDTAP_STAT_PDU_TRUNCATED;
	len = r->len - 1;
	for (n = r->data[0]; n; n--) {
		one = hip_list_next(&p, &len, &part);
		if (one)
			return one;
		one = hip_reply_take(t, &part, depth + 1);
		if (!why)
			why = one;
	}
	return why;
}

/* A sub-device is asked when its gateway is, so it has no open requests. */
static void hip_sub_health(struct hip_turn *t, const struct hip_reply *r)
{
	struct ft_device *dev = hip_station_device(t, &r->station);
	u8 refused = hip_reply_refused(r);

	if (!dev)
		return;
	if (!t->answers) {
		ft_publish(t->ctx, dev);
		return;
	}
	ft_request(t->ctx, dev);
	if (refused)
		ft_exception(t->ctx, dev, t->asked, refused);
	else
		ft_answer(t->ctx, dev, t->asked);
}

/* 77: I/O card, channel, and the PDU of a sub-device without check octet. */
static int hip_take_sub_device(struct hip_turn *t, const struct hip_reply *r,
			       u32 depth)
{
	struct hip_reply inner;
	struct hip_frame f;
	int why;

	if (r->len < HIP_SUB_HEAD)
		return FIELDTAP_STAT_PDU_TRUNCATED;
	why = hip_embedded_parse(r->data + HIP_SUB_HEAD, r->len - HIP_SUB_HEAD,
				 &f);
	if (!why && f.type == HIP_REQUEST)
		why = FIELDTAP_STAT_PDU_MALFORMED;
	if (!why)
		why = hip_frame_reply(&f, &inner);
	if (why)
		return why;
	if (inner.station.len == HIP_SHORT) {
		inner.station.len = HIP_SUB_SHORT;
		inner.station.id[2] = inner.station.id[0];
		inner.station.id[0] = r->data[0];
		inner.station.id[1] = r->data[1];
	}
	hip_reply_identify(t, &inner);
	hip_sub_health(t, &inner);
	return hip_reply_take(t, &inner, depth + 1);
}

int hip_reply_take(struct hip_turn *t, const struct hip_reply *r, u32 depth)
{
	if (hip_code_refused(r->code))
		return 0;
	if (depth > HIP_DEPTH_MAX)
		return FIELDTAP_STAT_PDU_MALFORMED;
	switch (r->command) {
	case HIP_CMD_EXTENDED:
		return hip_take_extended(t, r, depth);
	case HIP_CMD_SUB_DEVICE:
		return hip_take_sub_device(t, r, depth);
	case HIP_CMD_AGGREGATE:
		return hip_take_aggregate(t, r, depth);
	}
	if (r->len < hip_least(r->command))
		return FIELDTAP_STAT_PDU_TRUNCATED;
	hip_labels(t, r);
	hip_emit(t, r);
	return 0;
}
