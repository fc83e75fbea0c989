// SPDX-License-Identifier: GPL-2.0
/*
 * Addresses of HART devices.
 *
 * A device is known by its long address: 14 bits of expanded device type (in
 * HART 5 manufacturer and device type) and 24 bits of device identifier.  It
 * may also be asked by a polling address, by the path to it through a gateway,
 * or by nothing at all in a direct PDU.  Its answer to command 0 then tells the
 * long address, and what comes later is the same device's.
 *
 * Source: HART Token-Passing Data Link Layer Specification HCF_SPEC-081,
 * clause 5 (addresses); Universal Command Specification HCF_SPEC-127, command 0.
 */
#include <linux/kernel.h>
#include <linux/string.h>

#include "hartip_station.h"

/* First half of the name of a note that holds a long address. */
#define HIP_NOTE_LONG	1

void hip_station_long(struct hip_station *st, const u8 *p)
{
	st->len = HIP_LONG;
	memcpy(st->id, p, HIP_LONG);
	st->id[0] &= HIP_LONG_MASK;
}

bool hip_station_same(const struct hip_station *a, const struct hip_station *b)
{
	return a->len == b->len && !memcmp(a->id, b->id, sizeof(a->id));
}

bool hip_station_known(const struct hip_station *st)
{
	static const u8 everybody[HIP_LONG];

	return st->len == HIP_LONG &&
	       memcmp(st->id, everybody, sizeof(everybody));
}

static struct ft_note_id hip_station_note(const struct hip_station *st)
{
	struct ft_note_id note = { .a = HIP_NOTE_LONG, .b = st->len };
	u32 i;

	for (i = 0; i < HIP_LONG; i++)
		note.b = note.b << 8 | st->id[i];
	return note;
}

void hip_station_resolve(struct hip_turn *t, struct hip_station *st)
{
	struct ft_note_id note;
	const void *id;
	u32 len;

	if (st->len == HIP_LONG)
		return;
	note = hip_station_note(st);
	id = ft_note_get(t->ctx, &note, &len);
	if (id && len == HIP_LONG)
		hip_station_long(st, id);
}

void hip_station_learn(struct hip_turn *t, struct hip_station *st, const u8 *p)
{
	const struct ft_note_id note = hip_station_note(st);
	const bool everybody = st->len == HIP_LONG;
	struct hip_station told;

	hip_station_long(&told, p);
	if (!hip_station_known(&told))
		return;
	*st = told;
	if (!everybody)
		ft_note_set(t->ctx, &note, st->id, HIP_LONG);
}

struct ft_device *hip_station_device(struct hip_turn *t,
				     const struct hip_station *st)
{
	if (st->len == HIP_LONG && !hip_station_known(st))
		return NULL;
	return ft_station_at(t->ctx, t->server, st->id, st->len);
}

int hip_station_name(const void *id, u32 id_len, char *buf, size_t size)
{
	const u8 *p = id;

	switch (id_len) {
	case HIP_SHORT:
		return scnprintf(buf, size, "short-%u", p[0]);
	case HIP_SUB_SHORT:
		return scnprintf(buf, size, "short-%u.%u.%u", p[0], p[1], p[2]);
	case HIP_LONG:
		return scnprintf(buf, size, "%02x%02x%02x%02x%02x", p[0], p[1],
				 p[2], p[3], p[4]);
	default:
		return scnprintf(buf, size, "?");
	}
}
