// SPDX-License-Identifier: GPL-2.0
/*
 * PROFINET IO.
 *
 * Cyclic frames have a FrameID and octets without any description: what stands
 * where is said once, when controller and device connect by DCE/RPC, and that
 * exchange says which MACs will send what.  So the parts of this decoder meet
 * in layouts and notes that all conversations share.
 */
#include <linux/kernel.h>
#include <linux/module.h>
#include <linux/string.h>

#include "profinet_cyclic.h"

#define PN_FRAME_ID_LEN		2
#define PN_BLOCK_VERSION_LEN	2

struct pn_key pn_key(u16 frame_id, bool output)
{
	return (struct pn_key) {
		.octets = { frame_id >> 8, frame_id & 0xff, output },
		.len = output ? PN_KEY_MAX : PN_KEY_MAX - 1,
	};
}

bool pn_block_next(struct pn_reader *r, struct pn_block *block)
{
	u32 len;

	if (!r->left)
		return false;
	block->type = pn_u16(r);
	len = pn_u16(r);
	block->body.p = pn_take(r, len);
	block->body.left = len;
	block->body.bad = false;
	if (r->bad)
		return false;
	if (pn_u8(&block->body) != 1)
		block->type = 0;
	pn_u8(&block->body);
	r->bad = block->body.bad;
	return !r->bad;
}

const void *pn_note_get(struct ft_ctx *ctx, const struct ft_note_id *id,
			enum pn_note kind, u32 min, u32 *len)
{
	const u32 *note = ft_note_get(ctx, id, len);

	if (!note || *len < min || *note != kind)
		return NULL;
	return note;
}

struct ft_addr pn_mac_addr(const u8 *mac)
{
	struct ft_addr addr = { .kind = FT_ADDR_MAC };

	memcpy(addr.octets + PN_MAC_AT, mac, PN_MAC_LEN);
	return addr;
}

void pn_text(const u8 *p, u32 len, char *buf, size_t size)
{
	size_t i;

	for (i = 0; i < len && i + 1 < size && p[i]; i++)
		buf[i] = p[i] >= ' ' && p[i] <= '~' ? p[i] : '?';
	buf[i] = '\0';
}

/*
 * What is neither process data nor DCP nor an alarm keeps the network itself
 * going (clocks, pieces of IP traffic) and says nothing of a process.
 */
static int pn_frame(struct ft_ctx *ctx, const u8 *p, u32 len)
{
	u16 frame_id;

	if (len < PN_FRAME_ID_LEN)
		return FIELDTAP_STAT_PDU_TRUNCATED;
	frame_id = get_unaligned_be16(p);
	p += PN_FRAME_ID_LEN;
	len -= PN_FRAME_ID_LEN;
	if (pn_frame_is_cyclic(frame_id))
		return pn_cyclic(ctx, frame_id, p, len);
	switch (frame_id) {
	case PN_FRAME_ALARM_HIGH:
	case PN_FRAME_ALARM_LOW:
		return pn_alarm(ctx, p, len);
	case PN_FRAME_DCP_HELLO:
	case PN_FRAME_DCP_GET_SET:
	case PN_FRAME_DCP_REQUEST:
	case PN_FRAME_DCP_RESPONSE:
		return pn_dcp(ctx, frame_id, p, len);
	default:
		return 0;
	}
}

static int pn_datagram(struct ft_ctx *ctx, const u8 *p, u32 len)
{
	if (ctx->transport == FT_ETHER)
		return pn_frame(ctx, p, len);
	return pn_rpc(ctx, p, len);
}

/* A device is a MAC; there is nothing behind it. */
static int pn_station_name(const void *id, u32 id_len, char *buf, size_t size)
{
	return scnprintf(buf, size, "?");
}

static const struct ft_decoder pn_decoder = {
	.abi = FT_DECODER_ABI,
	.name = "profinet",
	.udp_ports = { 34964 },
	.ethertypes = { 0x8892 },
	.priv_size = sizeof(struct pn_flow),
	.datagram = pn_datagram,
	.station_name = pn_station_name,
	.describe = pn_describe,
	.items = pn_items,
	.status_name = pn_status_name,
};

ft_module_decoder(pn_decoder);

MODULE_DESCRIPTION("fieldtap decoder: PROFINET IO");
MODULE_AUTHOR("fieldtap maintainers");
MODULE_LICENSE("GPL");
MODULE_ALIAS("fieldtap-decoder");
MODULE_ALIAS("fieldtap-decoder-profinet");
