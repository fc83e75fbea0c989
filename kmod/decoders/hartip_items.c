// SPDX-License-Identifier: GPL-2.0
/*
 * Values within the images of HART commands.
 *
 * Content of an image: response code u8, device status u8, data of the command.
 * Numbers are big-endian, floats IEEE 754 binary32.
 */
#include <linux/kernel.h>
#include <linux/string.h>
#include <linux/unaligned.h>

#include "hartip_items.h"
#include "hartip_units.h"

#define HIP_FLOAT_LEN		4
/* Unit and value of a dynamic variable. */
#define HIP_DYNAMIC_LEN		5
#define HIP_DYNAMIC_MAX		4
#define HIP_NAME_MAX		32

/* Codes of variables that stand for what the device is made for. */
#define HIP_VAR_BATTERY		243
#define HIP_VAR_PERCENT		244
#define HIP_VAR_CURRENT		245
#define HIP_VAR_PV		246
#define HIP_VAR_QV		249
#define HIP_VAR_NOT_USED	250

#define HIP_UNIT_MA		39
#define HIP_UNIT_PERCENT	57

/* A status of one variable; without the bit it is the device's. */
#define HIP_STATUS_VARIABLE	0x100

/* Status of a variable: process data status, limit status, more. */
#define HIP_VARSTATUS_PROCESS	6
#define HIP_VARSTATUS_LIMIT	4
#define HIP_VARSTATUS_MORE	0x08

/**
 * struct hip_out - items of one image on their way out
 * @view: the image
 * @item: takes an item
 * @arg: for @item
 * @device: device status
 * @full: @item wants no more
 */
struct hip_out {
	const struct ft_view *view;
	bool (*item)(void *arg, const struct ft_item *item);
	void *arg;
	u8 device;
	bool full;
};

/**
 * struct hip_var - a variable in an image
 * @code: device variable code; one of HIP_VAR_* for those with a name
 * @unit: unit code
 * @class: classification, HIP_CLASS_NONE where it is not told
 * @at: octet of the content where its value begins
 * @status: its own status, or that of the device
 * @quality: what its own status says
 */
struct hip_var {
	u8 code;
	u8 unit;
	u8 class;
	u32 at;
	u32 status;
	enum fieldtap_quality quality;
};

static const char *const hip_named_vars[] = {
	"battery_life", "percent_range", "loop_current", "pv", "sv", "tv", "qv",
};

static bool hip_there(const struct hip_out *o, u32 at, u32 len)
{
	return !o->full && at + len <= o->view->len;
}

static void hip_out(struct hip_out *o, const struct ft_item *item)
{
	if (hip_there(o, item->offset, item->len))
		o->full = !o->item(o->arg, item);
}

static void hip_octets(struct hip_out *o, const char *name, u32 at, u32 len,
		       enum fieldtap_type type)
{
	const struct ft_item item = {
		.name = name,
		.offset = at,
		.len = len,
		.count = 1,
		.type = type,
		.status = o->device,
	};

	hip_out(o, &item);
}

/* Bits of the device status that say that a variable may be wrong. */
static u8 hip_doubts(u8 code)
{
	switch (code) {
	case HIP_VAR_PV:
	case HIP_VAR_PERCENT:
		return HIP_STATUS_PV_LIMITS;
	case HIP_VAR_CURRENT:
		return HIP_STATUS_CURRENT_SATURATED | HIP_STATUS_CURRENT_FIXED;
	default:
		return HIP_STATUS_OTHER_LIMITS;
	}
}

static enum fieldtap_quality hip_device_quality(u8 device, u8 doubts)
{
	if (device & HIP_STATUS_MALFUNCTION)
		return FIELDTAP_QUALITY_BAD;
	if (device & doubts)
		return FIELDTAP_QUALITY_UNCERTAIN;
	return FIELDTAP_QUALITY_GOOD;
}

static void hip_float(struct hip_out *o, const char *name,
		      const struct hip_var *var)
{
	char unit[HIP_UNIT_MAX];
	const struct ft_item item = {
		.name = name,
		.unit = hip_unit(var->unit, var->class, unit),
		.offset = var->at,
		.len = HIP_FLOAT_LEN,
		.count = 1,
		.type = FIELDTAP_TYPE_F32,
		.quality = var->quality,
		.status = var->status,
	};

	hip_out(o, &item);
}

static void hip_variable(struct hip_out *o, const struct hip_var *var)
{
	char name[HIP_NAME_MAX];

	if (var->code == HIP_VAR_NOT_USED)
		return;
	if (var->code >= HIP_VAR_BATTERY && var->code <= HIP_VAR_QV)
		scnprintf(name, sizeof(name), "%s",
			  hip_named_vars[var->code - HIP_VAR_BATTERY]);
	else
		scnprintf(name, sizeof(name), "dv%u", var->code);
	hip_float(o, name, var);
}

/* A variable that only the device status says something of. */
static void hip_plain(struct hip_out *o, u8 code, u8 unit, u32 at)
{
	const struct hip_var var = {
		.code = code,
		.unit = unit,
		.class = HIP_CLASS_NONE,
		.at = at,
		.status = o->device,
		.quality = hip_device_quality(o->device, hip_doubts(code)),
	};

	hip_variable(o, &var);
}

/* Unit and value of PV, SV, TV, QV, as far as they are there. */
static void hip_dynamics(struct hip_out *o, u32 at)
{
	u32 i;

	for (i = 0; i < HIP_DYNAMIC_MAX; i++, at += HIP_DYNAMIC_LEN) {
		if (!hip_there(o, at, HIP_DYNAMIC_LEN))
			return;
		hip_plain(o, HIP_VAR_PV + i, o->view->data[at], at + 1);
	}
}

static enum fieldtap_quality hip_own_quality(u8 status)
{
	switch (status >> HIP_VARSTATUS_PROCESS) {
	case 3:
		return FIELDTAP_QUALITY_GOOD;
	case 0:
		return FIELDTAP_QUALITY_BAD;
	default:
		return FIELDTAP_QUALITY_UNCERTAIN;
	}
}

/* Command 9: code, classification, unit, value, status. */
static void hip_with_status(struct hip_out *o)
{
	const u8 *data = o->view->data;
	u32 at = HIP_CONTENT_HEAD + 1;

	hip_octets(o, "extended_status", HIP_CONTENT_HEAD, 1,
		   FIELDTAP_TYPE_U8);
	for (; hip_there(o, at, HIP_VARIABLE_STATUS_LEN);
	     at += HIP_VARIABLE_STATUS_LEN) {
		const struct hip_var var = {
			.code = data[at],
			.class = data[at + 1],
			.unit = data[at + 2],
			.at = at + 3,
			.status = HIP_STATUS_VARIABLE | data[at + 7],
			.quality = max(hip_own_quality(data[at + 7]),
				       hip_device_quality(o->device, 0)),
		};

		hip_variable(o, &var);
	}
}

/* Command 33: code, unit, value. */
static void hip_without_status(struct hip_out *o)
{
	const u8 *data = o->view->data;
	u32 at = HIP_CONTENT_HEAD;

	for (; hip_there(o, at, HIP_VARIABLE_LEN); at += HIP_VARIABLE_LEN)
		hip_plain(o, data[at], data[at + 1], at + 2);
}

/* Command 48: six octets of the device's own, then standardized ones. */
static void hip_additional(struct hip_out *o)
{
	const u32 at = HIP_CONTENT_HEAD;

	if (o->view->len > at)
		hip_octets(o, "additional_status", at, o->view->len - at,
			   FIELDTAP_TYPE_BYTES);
	hip_octets(o, "extended_status", at + 6, 1, FIELDTAP_TYPE_U8);
	hip_octets(o, "operating_mode", at + 7, 1, FIELDTAP_TYPE_U8);
}

/* Command 60: channel, unit, level, percent of range. */
static void hip_channel(struct hip_out *o)
{
	const u32 at = HIP_CONTENT_HEAD;
	struct hip_var var = {
		.class = HIP_CLASS_NONE,
		.status = o->device,
		.quality = hip_device_quality(o->device, 0),
	};
	char name[HIP_NAME_MAX];

	if (!hip_there(o, at, 2 + 2 * HIP_FLOAT_LEN))
		return;
	scnprintf(name, sizeof(name), "channel%u", o->view->data[at]);
	var.unit = o->view->data[at + 1];
	var.at = at + 2;
	hip_float(o, name, &var);
	scnprintf(name, sizeof(name), "channel%u_percent", o->view->data[at]);
	var.unit = HIP_UNIT_PERCENT;
	var.at = at + 2 + HIP_FLOAT_LEN;
	hip_float(o, name, &var);
}

/* Command 61: unit and level of the PV's analog channel, then variables. */
static void hip_channel_dynamics(struct hip_out *o)
{
	const u32 at = HIP_CONTENT_HEAD;

	if (!hip_there(o, at, HIP_DYNAMIC_LEN))
		return;
	hip_plain(o, HIP_VAR_CURRENT, o->view->data[at], at + 1);
	hip_dynamics(o, at + HIP_DYNAMIC_LEN);
}

void hip_items(const struct ft_view *view,
	       bool (*item)(void *arg, const struct ft_item *item), void *arg)
{
	struct hip_out o = { .view = view, .item = item, .arg = arg };
	const u32 at = HIP_CONTENT_HEAD;

	if (view->key_len < HIP_KEY_HEAD || view->len < HIP_CONTENT_HEAD)
		return;
	o.device = view->data[1];
	hip_octets(&o, "device_status", 1, 1, FIELDTAP_TYPE_U8);
	switch (get_unaligned_be16(view->key)) {
	case HIP_CMD_PV:
		if (hip_there(&o, at, HIP_DYNAMIC_LEN))
			hip_plain(&o, HIP_VAR_PV, view->data[at], at + 1);
		break;
	case HIP_CMD_CURRENT:
		hip_plain(&o, HIP_VAR_CURRENT, HIP_UNIT_MA, at);
		hip_plain(&o, HIP_VAR_PERCENT, HIP_UNIT_PERCENT,
			  at + HIP_FLOAT_LEN);
		break;
	case HIP_CMD_DYNAMIC:
		hip_plain(&o, HIP_VAR_CURRENT, HIP_UNIT_MA, at);
		hip_dynamics(&o, at + HIP_FLOAT_LEN);
		break;
	case HIP_CMD_VARIABLES_STATUS:
		hip_with_status(&o);
		break;
	case HIP_CMD_VARIABLES:
		hip_without_status(&o);
		break;
	case HIP_CMD_STATUS:
		hip_additional(&o);
		break;
	case HIP_CMD_CHANNEL:
		hip_channel(&o);
		break;
	case HIP_CMD_CHANNEL_DYNAMIC:
		hip_channel_dynamics(&o);
		break;
	}
}

static bool hip_has_items(u16 command)
{
	switch (command) {
	case HIP_CMD_PV:
	case HIP_CMD_CURRENT:
	case HIP_CMD_DYNAMIC:
	case HIP_CMD_VARIABLES_STATUS:
	case HIP_CMD_VARIABLES:
	case HIP_CMD_STATUS:
	case HIP_CMD_CHANNEL:
	case HIP_CMD_CHANNEL_DYNAMIC:
		return true;
	default:
		return false;
	}
}

void hip_describe(const void *key, u32 key_len, struct ft_image_desc *desc)
{
	const u8 *k = key;
	size_t size = sizeof(desc->name);
	u16 command;
	u32 i;
	int n;

	desc->layout = FIELDTAP_LAYOUT_RAW;
	desc->first = 0;
	desc->count = 0;
	if (key_len < HIP_KEY_HEAD) {
		scnprintf(desc->name, size, "?");
		return;
	}
	command = get_unaligned_be16(k);
	if (hip_has_items(command))
		desc->layout = FIELDTAP_LAYOUT_ITEMS;
	n = scnprintf(desc->name, size, "cmd%u", command);
	for (i = HIP_KEY_HEAD; i < key_len; i++)
		n += scnprintf(desc->name + n, size - n, "%c%u",
			       i == HIP_KEY_HEAD ? '/' : ',', k[i]);
}

static int hip_variable_status_name(u32 status, char *buf, size_t size)
{
	static const char *const process[] = {
		"bad", "poor accuracy", "manual or fixed", "good",
	};
	static const char *const limit[] = {
		"", ", low limited", ", high limited", ", constant",
	};

	return scnprintf(buf, size, "%s%s%s",
			 process[status >> HIP_VARSTATUS_PROCESS & 3],
			 limit[status >> HIP_VARSTATUS_LIMIT & 3],
			 status & HIP_VARSTATUS_MORE ? ", more status" : "");
}

int hip_status_name(u32 status, char *buf, size_t size)
{
	static const char *const bits[] = {
		"PV out of limits", "non-PV out of limits",
		"loop current saturated", "loop current fixed",
		"more status available", "cold start",
		"configuration changed", "device malfunction",
	};
	int n = 0;
	u32 i;

	if (status & HIP_STATUS_VARIABLE)
		return hip_variable_status_name(status, buf, size);
	if (!status)
		return scnprintf(buf, size, "ok");
	for (i = 0; i < ARRAY_SIZE(bits); i++)
		if (status & 1U << i)
			n += scnprintf(buf + n, size - n, "%s%s",
				       n ? ", " : "", bits[i]);
	return n;
}
