// SPDX-License-Identifier: GPL-2.0
/*
 * Frames of HART commands.
 *
 * Token-passing PDU: preambles 0xFF, delimiter (bit 7 long address, bits 5-6
 * number of expansion octets, bits 0-2 who sends), address of 1 or 5 octets,
 * expansion, command u8, byte count u8, data, and the XOR of all from the
 * delimiter on.  Data of devices begins with response code and device status.
 *
 * List of commands: {number u16, byte count u8, response code u8, data}.
 */
#include <linux/kernel.h>
#include <linux/string.h>
#include <linux/unaligned.h>

#include "hartip_pdu.h"

#define HIP_PREAMBLE		0xff

#define HIP_DELIMITER_LONG	0x80
#define HIP_DELIMITER_EXPANSION	0x60
#define HIP_DELIMITER_TYPE	0x07

/* Number and byte count of a command in a list. */
#define HIP_LIST_HEAD		3

static bool hip_check_good(const u8 *p, u32 len)
{
	u8 sum = 0;

	while (len--)
		sum ^= *p++;
	return !sum;
}

static bool hip_frame_type_known(u8 type)
{
	return type == HIP_BURST || type == HIP_REQUEST || type == HIP_RESPONSE;
}

static void hip_frame_address(struct hip_frame *f, const u8 *p, bool is_long)
{
	memset(&f->station, 0, sizeof(f->station));
	if (is_long) {
		hip_station_long(&f->station, p);
		return;
	}
	f->station.len = HIP_SHORT;
	f->station.id[0] = *p & HIP_SHORT_MASK;
}

static int hip_parse(const u8 *p, u32 len, u32 check_len, struct hip_frame *f)
{
	bool is_long;
	u32 head;

	if (!len)
		return FIELDTAP_STAT_PDU_TRUNCATED;
	f->type = p[0] & HIP_DELIMITER_TYPE;
	if (!hip_frame_type_known(f->type))
		return FIELDTAP_STAT_PDU_MALFORMED;
	is_long = p[0] & HIP_DELIMITER_LONG;
	head = 1 + (is_long ? HIP_LONG : HIP_SHORT) +
	       (p[0] & HIP_DELIMITER_EXPANSION) / 0x20 + 2;
	if (len < head)
		return FIELDTAP_STAT_PDU_TRUNCATED;
	hip_frame_address(f, p + 1, is_long);
	f->command = p[head - 2];
	f->len = p[head - 1];
	f->data = p + head;
	f->size = head + f->len + check_len;
	return len < f->size ? FIELDTAP_STAT_PDU_TRUNCATED : 0;
}

int hip_frame_parse(const u8 *p, u32 len, struct hip_frame *f)
{
	u32 preambles = 0;
	int why;

	while (preambles < len && p[preambles] == HIP_PREAMBLE)
		preambles++;
	p += preambles;
	why = hip_parse(p, len - preambles, 1, f);
	if (why)
		return why;
	if (!hip_check_good(p, f->size))
		return FIELDTAP_STAT_PDU_MALFORMED;
	f->size += preambles;
	return 0;
}

int hip_embedded_parse(const u8 *p, u32 len, struct hip_frame *f)
{
	return hip_parse(p, len, 0, f);
}

int hip_frame_reply(const struct hip_frame *f, struct hip_reply *r)
{
	if (f->len < 2)
		return FIELDTAP_STAT_PDU_TRUNCATED;
	r->station = f->station;
	r->command = f->command;
	r->code = f->data[0];
	r->status = f->data[1];
	r->data = f->data + 2;
	r->len = f->len - 2;
	return 0;
}

int hip_list_next(const u8 **p, u32 *len, struct hip_reply *r)
{
	const u8 *at = *p;
	u32 count;

	if (*len < HIP_LIST_HEAD)
		return FIELDTAP_STAT_PDU_TRUNCATED;
	count = at[2];
	if (!count)
		return FIELDTAP_STAT_PDU_MALFORMED;
	if (*len - HIP_LIST_HEAD < count)
		return FIELDTAP_STAT_PDU_TRUNCATED;
	r->command = get_unaligned_be16(at);
	r->code = at[HIP_LIST_HEAD];
	r->data = at + HIP_LIST_HEAD + 1;
	r->len = count - 1;
	*p = at + HIP_LIST_HEAD + count;
	*len -= HIP_LIST_HEAD + count;
	return 0;
}
