/* SPDX-License-Identifier: GPL-2.0 */
/* Cyclic frames, and what a Connect exchange leaves for them. */
#ifndef _FIELDTAP_PROFINET_CYCLIC_H
#define _FIELDTAP_PROFINET_CYCLIC_H

#include "profinet.h"

#define PN_KEY_MAX		3

/**
 * struct pn_key - what repeats on the wire: the key of an image
 * @octets: the FrameID, big-endian; a 1 behind it where the image is what an IO
 *	device gets, which may have the same FrameID as what it sends
 * @len: how many
 */
struct pn_key {
	u8 octets[PN_KEY_MAX];
	u32 len;
};

/**
 * pn_key() - the key of an image
 * @frame_id: FrameID
 * @output: whether it is what an IO device gets
 *
 * Return: the key.
 */
struct pn_key pn_key(u16 frame_id, bool output);

/**
 * struct pn_cr - PN_NOTE_CR: what a source sends with a FrameID
 * @kind: enum pn_note
 * @step: by which the cycle counter rises from frame to frame
 * @output: whether a controller sends it to an IO device
 * @device: MAC of the IO device
 * @zero: no padding from the stack
 */
struct pn_cr {
	u32 kind;
	u16 step;
	u8 output;
	u8 device[PN_MAC_LEN];
	u8 zero[3];
};

/**
 * pn_cr_id() - name of such a note
 * @source: MAC of who sends it
 * @frame_id: FrameID
 *
 * Return: the name.
 */
static inline struct ft_note_id pn_cr_id(const u8 *source, u16 frame_id)
{
	return pn_note_id(PN_NOTE_CR, pn_mac_u64(source), frame_id);
}

/**
 * pn_cyclic() - a frame with process data
 * @ctx: context of the callback
 * @frame_id: FrameID
 * @p: what follows it, padding included
 * @len: octets of @p
 *
 * Return: as &ft_decoder.datagram.
 */
int pn_cyclic(struct ft_ctx *ctx, u16 frame_id, const u8 *p, u32 len);

/**
 * pn_describe() - &ft_decoder.describe
 * @key: &pn_key.octets
 * @key_len: &pn_key.len
 * @desc: filled in
 */
void pn_describe(const void *key, u32 key_len, struct ft_image_desc *desc);

/**
 * pn_items() - &ft_decoder.items
 * @view: content of an image without a layout
 * @item: called once, for all octets
 * @arg: passed on
 */
void pn_items(const struct ft_view *view,
	      bool (*item)(void *arg, const struct ft_item *item), void *arg);

/**
 * pn_status_name() - &ft_decoder.status_name
 * @status: data status, transfer status in bits 8 to 15
 * @buf: where the text goes
 * @size: octets of @buf
 *
 * Return: as scnprintf().
 */
int pn_status_name(u32 status, char *buf, size_t size);

#endif /* _FIELDTAP_PROFINET_CYCLIC_H */
