// SPDX-License-Identifier: GPL-2.0
/*
 * A Connect exchange: what will stand where in cyclic frames.
 *
 * The request names the controller's MAC (ARBlockReq), what frames there will be
 * (IOCRBlockReq: length, FrameID, times, and at which octet each submodule's
 * data and consumer status stand), and how long the data of each submodule is
 * (ExpectedSubmoduleBlockReq).  Provider status follows the data.  The answer
 * names the device's MAC (ARBlockRes) and the FrameIDs that it chose for what it
 * wants to get (IOCRBlockRes).
 *
 * Source: IEC 61158-6-10, coding of the blocks; IEC 61158-5-10, AR ASE.
 */
#include <linux/kernel.h>
#include <linux/slab.h>
#include <linux/string.h>

#include "profinet_connect.h"
#include "profinet_cyclic.h"

#define PN_BLOCK_AR_REQ		0x0101
#define PN_BLOCK_IOCR_REQ	0x0102
#define PN_BLOCK_SUBMODULES	0x0104
#define PN_BLOCK_AR_RES		0x8101
#define PN_BLOCK_IOCR_RES	0x8102

#define PN_IOCR_INPUT		1
#define PN_IOCR_OUTPUT		2
#define PN_IOCR_PROVIDER	3

/* Data of a frame without its FrameID and APDU status. */
#define PN_DATA_MAX		1440
/* Slot, subslot and frame offset. */
#define PN_PLACE_LEN		6
/* Send clocks are multiples of this. */
#define PN_TICK_NS		31250ULL
/* A cycle counter that rises by more is no help. */
#define PN_STEP_MAX		0xf000

#define PN_SUBMODULE_TYPE	0x03
#define PN_SUBMODULE_BOTH	0x03
#define PN_SUBMODULE_NO_INPUT	0x08
#define PN_SUBMODULE_NO_OUTPUT	0x10
#define PN_SUBMODULE_NO_STATUS	0x20

#define PN_SUBMODULES_MAX	256
#define PN_CRS_MAX		16

/**
 * struct pn_submodule - what a submodule has
 * @slot: slot
 * @subslot: subslot
 * @len: octets of its data, of inputs and of outputs
 * @status: octets of provider status behind them
 * @both: it has inputs and outputs
 */
struct pn_submodule {
	u16 slot;
	u16 subslot;
	u16 len[2];
	u8 status[2];
	bool both;
};

/**
 * struct pn_answer - an IOCRBlockRes
 * @type: IOCRType
 * @reference: IOCRReference
 * @frame_id: FrameID
 */
struct pn_answer {
	u16 type;
	u16 reference;
	u16 frame_id;
};

/**
 * struct pn_ar_cr - one image of an AR
 * @frame_id: FrameID
 * @output: as pn_key()
 */
struct pn_ar_cr {
	u16 frame_id;
	u16 output;
};

/**
 * struct pn_ar - PN_NOTE_AR: which images of a device have layouts
 * @kind: enum pn_note
 * @crs: how many
 * @cr: the images
 */
struct pn_ar {
	u32 kind;
	u32 crs;
	struct pn_ar_cr cr[PN_CRS_MAX];
};

/**
 * struct pn_connect - an exchange, taken apart
 * @dev: the device, NULL as long as only the request is there
 * @device: its MAC
 * @controller: the controller's
 * @name: what the controller is called
 * @requested: there was an ARBlockReq
 * @responded: there was an ARBlockRes
 * @answers: how many there are in @answer
 * @answer: FrameIDs
 * @submodules: how many there are in @submodule
 * @submodule: submodules
 * @ar: images that get layouts
 * @layout: a layout that is being made; FT_ITEMS_MAX items have room
 */
struct pn_connect {
	struct ft_device *dev;
	u8 device[PN_MAC_LEN];
	u8 controller[PN_MAC_LEN];
	char name[FIELDTAP_LABEL_VALUE_MAX];
	bool requested;
	bool responded;
	u32 answers;
	struct pn_answer answer[PN_CRS_MAX];
	u32 submodules;
	struct pn_submodule submodule[PN_SUBMODULES_MAX];
	struct pn_ar ar;
	struct ft_layout *layout;
};

/**
 * struct pn_iocr - an IOCRBlockReq
 * @type: IOCRType
 * @reference: IOCRReference
 * @frame_id: FrameID
 * @len: octets of data
 * @step: ticks from frame to frame
 * @hold: frames that may be missing before the data is stale
 * @apis: how many follow
 * @rest: the APIs
 */
struct pn_iocr {
	u16 type;
	u16 reference;
	u16 frame_id;
	u16 len;
	u32 step;
	u16 hold;
	u16 apis;
	struct pn_reader rest;
};

static int pn_bad(const struct pn_reader *r)
{
	return r->bad ? FIELDTAP_STAT_PDU_MALFORMED : 0;
}

/* Blocks of the answer */

static int pn_ar_res(struct pn_connect *c, struct pn_reader *r)
{
	const u8 *mac;

	pn_take(r, 2 + 16 + 2);
	mac = pn_take(r, PN_MAC_LEN);
	if (!mac)
		return pn_bad(r);
	memcpy(c->device, mac, PN_MAC_LEN);
	c->responded = true;
	return 0;
}

static int pn_iocr_res(struct pn_connect *c, struct pn_reader *r)
{
	struct pn_answer answer;

	answer.type = pn_u16(r);
	answer.reference = pn_u16(r);
	answer.frame_id = pn_u16(r);
	if (!r->bad && c->answers < PN_CRS_MAX)
		c->answer[c->answers++] = answer;
	return pn_bad(r);
}

static int pn_read_response(struct pn_connect *c, struct pn_reader r)
{
	struct pn_block block;
	int why = 0;

	while (!why && pn_block_next(&r, &block)) {
		if (block.type == PN_BLOCK_AR_RES)
			why = pn_ar_res(c, &block.body);
		else if (block.type == PN_BLOCK_IOCR_RES)
			why = pn_iocr_res(c, &block.body);
	}
	if (!why && !c->responded)
		why = FIELDTAP_STAT_PDU_MALFORMED;
	return why ?: pn_bad(&r);
}

/* Blocks of the request */

static int pn_ar_req(struct pn_connect *c, struct pn_reader *r)
{
	const u8 *mac, *name;
	u16 len;

	pn_take(r, 2 + 16 + 2);
	mac = pn_take(r, PN_MAC_LEN);
	pn_take(r, 16 + 4 + 2 + 2);
	len = pn_u16(r);
	name = pn_take(r, len);
	if (!mac || !name)
		return pn_bad(r);
	memcpy(c->controller, mac, PN_MAC_LEN);
	pn_text(name, len, c->name, sizeof(c->name));
	c->requested = true;
	return 0;
}

static void pn_data_description(struct pn_submodule *sub, u16 properties,
				struct pn_reader *r)
{
	u16 direction = pn_u16(r);
	u16 len = pn_u16(r);
	bool output = direction == PN_IOCR_OUTPUT;
	u16 none = output ? PN_SUBMODULE_NO_OUTPUT : PN_SUBMODULE_NO_INPUT;

	pn_u8(r);
	sub->len[output] = properties & none ? 0 : len;
	sub->status[output] = pn_u8(r);
	if (properties & PN_SUBMODULE_NO_STATUS)
		sub->status[output] = 0;
}

static void pn_expect(struct ft_ctx *ctx, struct pn_connect *c, u16 slot,
		      struct pn_reader *r)
{
	struct pn_submodule sub = { .slot = slot };
	u16 properties;

	sub.subslot = pn_u16(r);
	pn_u32(r);
	properties = pn_u16(r);
	sub.both = (properties & PN_SUBMODULE_TYPE) == PN_SUBMODULE_BOTH;
	pn_data_description(&sub, properties, r);
	if (sub.both)
		pn_data_description(&sub, properties, r);
	if (r->bad)
		return;
	if (c->submodules < PN_SUBMODULES_MAX)
		c->submodule[c->submodules++] = sub;
	else
		ft_count(ctx, FIELDTAP_STAT_LAYOUTS_REFUSED);
}

static int pn_expected(struct ft_ctx *ctx, struct pn_connect *c,
		       struct pn_reader *r)
{
	u16 apis = pn_u16(r);
	u16 slot, n;

	while (apis-- && !r->bad) {
		pn_u32(r);
		slot = pn_u16(r);
		pn_take(r, 4 + 2);
		n = pn_u16(r);
		while (n-- && !r->bad)
			pn_expect(ctx, c, slot, r);
	}
	return pn_bad(r);
}

static int pn_read_request(struct ft_ctx *ctx, struct pn_connect *c,
			   struct pn_reader r)
{
	struct pn_block block;
	int why = 0;

	while (!why && pn_block_next(&r, &block)) {
		if (block.type == PN_BLOCK_AR_REQ)
			why = pn_ar_req(c, &block.body);
		else if (block.type == PN_BLOCK_SUBMODULES)
			why = pn_expected(ctx, c, &block.body);
	}
	if (!why && !c->requested)
		why = FIELDTAP_STAT_PDU_MALFORMED;
	return why ?: pn_bad(&r);
}

/* Layouts */

static const struct pn_submodule *pn_submodule(const struct pn_connect *c,
					       u16 slot, u16 subslot)
{
	const struct pn_submodule *sub;
	u32 i;

	for (i = 0; i < c->submodules; i++) {
		sub = &c->submodule[i];
		if (sub->slot == slot && sub->subslot == subslot)
			return sub;
	}
	return NULL;
}

/*
 * Octets with their status must stand within the frame.  A submodule that has
 * neither is not in it at all.
 */
static bool pn_layout_add(struct ft_ctx *ctx, struct pn_connect *c,
			  const struct pn_submodule *sub, bool output,
			  u16 offset)
{
	struct ft_layout *layout = c->layout;
	const u32 end = (u32)offset + sub->len[output];
	struct ft_layout_item *item;

	if (end + sub->status[output] > layout->len)
		return false;
	if (!sub->len[output] && !sub->status[output])
		return true;
	if (layout->n == FT_ITEMS_MAX) {
		ft_count(ctx, FIELDTAP_STAT_LAYOUTS_REFUSED);
		return true;
	}
	item = &layout->item[layout->n++];
	*item = (struct ft_layout_item) {
		.offset = offset,
		.len = sub->len[output],
		.status = sub->status[output] ? end : FT_NO_STATUS,
		.type = FIELDTAP_TYPE_BYTES,
	};
	scnprintf(item->name, sizeof(item->name), "%u/%u%s", sub->slot,
		  sub->subslot, output && sub->both ? "/out" : "");
	return true;
}

static int pn_iocr_api(struct ft_ctx *ctx, struct pn_connect *c, bool output,
		       struct pn_reader *r)
{
	const struct pn_submodule *sub;
	u16 slot, subslot, offset, n;

	pn_u32(r);
	n = pn_u16(r);
	while (n-- && !r->bad) {
		slot = pn_u16(r);
		subslot = pn_u16(r);
		offset = pn_u16(r);
		sub = r->bad ? NULL : pn_submodule(c, slot, subslot);
		if (sub && !pn_layout_add(ctx, c, sub, output, offset))
			return FIELDTAP_STAT_PDU_MALFORMED;
	}
	/* Consumer status is the other end's opinion, not the process's. */
	n = pn_u16(r);
	pn_take(r, (u32)n * PN_PLACE_LEN);
	return pn_bad(r);
}

static int pn_iocr_read(struct pn_iocr *iocr, struct pn_reader *r)
{
	u16 clock, ratio;

	iocr->type = pn_u16(r);
	iocr->reference = pn_u16(r);
	pn_take(r, 2 + 4);
	iocr->len = pn_u16(r);
	iocr->frame_id = pn_u16(r);
	clock = pn_u16(r);
	ratio = pn_u16(r);
	pn_take(r, 2 + 2 + 4 + 2);
	iocr->hold = pn_u16(r);
	pn_take(r, 2 + PN_MAC_LEN);
	iocr->apis = pn_u16(r);
	iocr->step = (u32)clock * ratio;
	iocr->rest = *r;
	if (!r->bad && iocr->len > PN_DATA_MAX)
		return FIELDTAP_STAT_PDU_OVERSIZED;
	return pn_bad(r);
}

static int pn_layout_make(struct ft_ctx *ctx, struct pn_connect *c,
			  struct pn_iocr *iocr, bool output)
{
	u16 apis = iocr->apis;
	int why = 0;

	c->layout->len = iocr->len;
	c->layout->n = 0;
	c->layout->stale_after = PN_TICK_NS * iocr->step * iocr->hold;
	while (apis-- && !why)
		why = pn_iocr_api(ctx, c, output, &iocr->rest);
	return why;
}

/* The FrameID that the answer gave, or else the one that was asked for. */
static u16 pn_agreed(const struct pn_connect *c, const struct pn_iocr *iocr)
{
	u32 i;

	for (i = 0; i < c->answers; i++)
		if (c->answer[i].type == iocr->type &&
		    c->answer[i].reference == iocr->reference)
			return c->answer[i].frame_id;
	return iocr->frame_id;
}

static void pn_layout_keep(struct ft_ctx *ctx, struct pn_connect *c,
			   const struct pn_iocr *iocr, bool output)
{
	const u16 frame_id = pn_agreed(c, iocr);
	struct pn_key key = pn_key(frame_id, output);
	struct ft_note_id id = pn_cr_id(output ? c->controller : c->device,
					frame_id);
	struct pn_cr cr = {
		.kind = PN_NOTE_CR,
		.step = iocr->step <= PN_STEP_MAX ? iocr->step : 0,
		.output = output,
	};

	if (!pn_frame_is_cyclic(frame_id) || c->ar.crs == PN_CRS_MAX)
		return;
	memcpy(cr.device, c->device, PN_MAC_LEN);
	ft_note_set(ctx, &id, &cr, sizeof(cr));
	ft_layout_set(ctx, c->dev, key.octets, key.len, c->layout);
	c->ar.cr[c->ar.crs++] = (struct pn_ar_cr) { frame_id, output };
}

/* What a multicast consumer gets is told by its provider. */
static int pn_iocr_req(struct ft_ctx *ctx, struct pn_connect *c,
		       struct pn_reader *r)
{
	struct pn_iocr iocr;
	bool output;
	int why;

	why = pn_iocr_read(&iocr, r);
	if (why)
		return why;
	if (iocr.type < PN_IOCR_INPUT || iocr.type > PN_IOCR_PROVIDER)
		return 0;
	output = iocr.type == PN_IOCR_OUTPUT;
	why = pn_layout_make(ctx, c, &iocr, output);
	if (!why && c->dev)
		pn_layout_keep(ctx, c, &iocr, output);
	return why;
}

static int pn_read_iocrs(struct ft_ctx *ctx, struct pn_connect *c,
			 struct pn_reader r)
{
	struct pn_block block;
	int why = 0;

	while (!why && pn_block_next(&r, &block))
		if (block.type == PN_BLOCK_IOCR_REQ)
			why = pn_iocr_req(ctx, c, &block.body);
	return why;
}

/* The AR */

static bool pn_ar_has(const struct pn_ar *ar, const struct pn_ar_cr *cr)
{
	u32 i;

	for (i = 0; i < ar->crs; i++)
		if (ar->cr[i].frame_id == cr->frame_id &&
		    ar->cr[i].output == cr->output)
			return true;
	return false;
}

static void pn_ar_replace(struct ft_ctx *ctx, struct pn_connect *c)
{
	struct ft_note_id id = pn_note_id(PN_NOTE_AR, pn_mac_u64(c->device),
					  pn_mac_u64(c->controller));
	const struct pn_ar *old;
	struct pn_key key;
	u32 i, len;

	old = pn_note_get(ctx, &id, PN_NOTE_AR, sizeof(*old), &len);
	for (i = 0; old && i < old->crs; i++) {
		if (pn_ar_has(&c->ar, &old->cr[i]))
			continue;
		key = pn_key(old->cr[i].frame_id, old->cr[i].output);
		ft_layout_set(ctx, c->dev, key.octets, key.len, NULL);
	}
	c->ar.kind = PN_NOTE_AR;
	ft_note_set(ctx, &id, &c->ar, sizeof(c->ar));
	ft_label(ctx, c->dev, "controller", c->name);
}

/* An AR without process data, as of a tool, leaves the others alone. */
static int pn_learn(struct ft_ctx *ctx, struct pn_connect *c,
		    struct pn_exchange *ex)
{
	struct ft_addr addr;
	int why;

	why = pn_read_request(ctx, c, ex->request);
	if (!why)
		why = pn_read_response(c, ex->response);
	if (why)
		return why;
	memcpy(ex->device, c->device, PN_MAC_LEN);
	addr = pn_mac_addr(c->device);
	c->dev = ft_station_at(ctx, &addr, NULL, 0);
	why = pn_read_iocrs(ctx, c, ex->request);
	if (!why && c->ar.crs)
		pn_ar_replace(ctx, c);
	return why;
}

static int pn_check(struct ft_ctx *ctx, struct pn_connect *c,
		    struct pn_exchange *ex)
{
	int why = pn_read_request(ctx, c, ex->request);

	return why ?: pn_read_iocrs(ctx, c, ex->request);
}

/* An exchange is too large for the stack. */
static int pn_with_room(struct ft_ctx *ctx, struct pn_exchange *ex,
			int (*act)(struct ft_ctx *ctx, struct pn_connect *c,
				   struct pn_exchange *ex))
{
	struct pn_connect *c;
	int why = 0;

	c = kzalloc(sizeof(*c), GFP_ATOMIC);
	if (!c) {
		ft_count(ctx, FIELDTAP_STAT_NO_MEMORY);
		return 0;
	}
	c->layout = kmalloc(sizeof(*c->layout) +
			    FT_ITEMS_MAX * sizeof(c->layout->item[0]),
			    GFP_ATOMIC);
	if (c->layout)
		why = act(ctx, c, ex);
	else
		ft_count(ctx, FIELDTAP_STAT_NO_MEMORY);
	kfree(c->layout);
	kfree(c);
	return why;
}

int pn_connect_check(struct ft_ctx *ctx, struct pn_exchange *ex)
{
	return pn_with_room(ctx, ex, pn_check);
}

int pn_connect_learn(struct ft_ctx *ctx, struct pn_exchange *ex)
{
	return pn_with_room(ctx, ex, pn_learn);
}
