/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What the parts of the PROFINET decoder share.
 *
 * Sources: IEC 61158-6-10 (Type 10: PDU encoding), DCE 1.1: Remote Procedure
 * Call, C706 (connectionless PDUs).
 */
#ifndef _FIELDTAP_PROFINET_H
#define _FIELDTAP_PROFINET_H

#include <linux/unaligned.h>

#include <fieldtap/decoder.h>

#define PN_MAC_LEN		6
/* Where the MAC stands in &ft_addr.octets. */
#define PN_MAC_AT		10

/* FrameIDs, IEC 61158-6-10, coding of the field FrameID. */
#define PN_FRAME_RTC3_FIRST	0x0100
#define PN_FRAME_RTC3_LAST	0x0fff
#define PN_FRAME_RTC1_FIRST	0x8000
#define PN_FRAME_RTC1_LAST	0xfbff
#define PN_FRAME_ALARM_HIGH	0xfc01
#define PN_FRAME_ALARM_LOW	0xfe01
#define PN_FRAME_DCP_HELLO	0xfefc
#define PN_FRAME_DCP_GET_SET	0xfefd
#define PN_FRAME_DCP_REQUEST	0xfefe
#define PN_FRAME_DCP_RESPONSE	0xfeff

/**
 * pn_frame_is_cyclic() - whether frames of this FrameID carry process data
 * @frame_id: FrameID
 *
 * Return: whether it is of RT class 3, 1 or one of the former classes 2 and UDP.
 */
static inline bool pn_frame_is_cyclic(u16 frame_id)
{
	return (frame_id >= PN_FRAME_RTC3_FIRST &&
		frame_id <= PN_FRAME_RTC3_LAST) ||
	       (frame_id >= PN_FRAME_RTC1_FIRST &&
		frame_id <= PN_FRAME_RTC1_LAST);
}

/* Octets that are read one field after the other */

/**
 * struct pn_reader - octets that are still to be read
 * @p: the next one
 * @left: how many there are
 * @bad: more were asked for than there were; then nothing is left
 */
struct pn_reader {
	const u8 *p;
	u32 left;
	bool bad;
};

/**
 * pn_take() - read octets
 * @r: what is left, moved on
 * @n: how many
 *
 * Return: the octets, NULL when there are fewer.
 */
static inline const u8 *pn_take(struct pn_reader *r, u32 n)
{
	const u8 *p = r->p;

	if (n > r->left) {
		r->left = 0;
		r->bad = true;
		return NULL;
	}
	r->p += n;
	r->left -= n;
	return p;
}

/**
 * pn_u8() - read an octet
 * @r: what is left, moved on
 *
 * Return: its value, 0 when there is none.
 */
static inline u8 pn_u8(struct pn_reader *r)
{
	const u8 *p = pn_take(r, 1);

	return p ? *p : 0;
}

/**
 * pn_u16() - read a big-endian u16
 * @r: what is left, moved on
 *
 * Return: its value, 0 when there is none.
 */
static inline u16 pn_u16(struct pn_reader *r)
{
	const u8 *p = pn_take(r, 2);

	return p ? get_unaligned_be16(p) : 0;
}

/**
 * pn_u32() - read a big-endian u32
 * @r: what is left, moved on
 *
 * Return: its value, 0 when there is none.
 */
static inline u32 pn_u32(struct pn_reader *r)
{
	const u8 *p = pn_take(r, 4);

	return p ? get_unaligned_be32(p) : 0;
}

/**
 * struct pn_block - one block of a PNIO service or an alarm
 * @type: BlockType
 * @body: what follows BlockVersion
 */
struct pn_block {
	u16 type;
	struct pn_reader body;
};

/**
 * pn_block_next() - read a block
 * @r: what is left, moved on
 * @block: filled in
 *
 * Blocks of another major version than 1 have fields that nobody here knows:
 * their type is given as 0, which none has.
 *
 * Return: whether there was one; when not, @r tells whether it was cut short.
 */
bool pn_block_next(struct pn_reader *r, struct pn_block *block);

/* What is remembered beside conversations */

/**
 * enum pn_note - what a note tells; its first u32
 * @PN_NOTE_CALL: a Connect request that waits for its answer
 * @PN_NOTE_REQUEST_PIECES: fragments of a request
 * @PN_NOTE_RESPONSE_PIECES: fragments of a response
 * @PN_NOTE_CR: what a source sends with a FrameID
 * @PN_NOTE_AR: which images have layouts by a Connect
 * @PN_NOTE_SET: a DCP Set request that waits for its answer
 * @PN_NOTE_STATION: the MAC behind an IP address
 */
enum pn_note {
	PN_NOTE_CALL = 1,
	PN_NOTE_REQUEST_PIECES,
	PN_NOTE_RESPONSE_PIECES,
	PN_NOTE_CR,
	PN_NOTE_AR,
	PN_NOTE_SET,
	PN_NOTE_STATION,
};

/**
 * pn_note_id() - name of a note that all conversations share
 * @kind: what it tells
 * @a: of whom
 * @b: likewise
 *
 * Return: the name.  As @a and @b may be any octets from the wire two kinds may
 * have the same one; pn_note_get() tells.
 */
static inline struct ft_note_id pn_note_id(enum pn_note kind, u64 a, u64 b)
{
	return (struct ft_note_id) {
		.scope = FT_NOTE_ALL,
		.a = a ^ ((u64)kind << 56),
		.b = b,
	};
}

/**
 * pn_note_get() - content of a note
 * @ctx: context of the callback
 * @id: its name
 * @kind: what it has to tell
 * @min: octets that it has at least, with the kind
 * @len: gets the octets that it has
 *
 * Return: the content, valid until the callback returns, or NULL.
 */
const void *pn_note_get(struct ft_ctx *ctx, const struct ft_note_id *id,
			enum pn_note kind, u32 min, u32 *len);

/**
 * pn_mac_u64() - a MAC as a number
 * @mac: PN_MAC_LEN octets
 *
 * Return: below 2^48.
 */
static inline u64 pn_mac_u64(const u8 *mac)
{
	return (u64)get_unaligned_be16(mac) << 32 | get_unaligned_be32(mac + 2);
}

/**
 * pn_mac_addr() - a MAC as the address of a device
 * @mac: PN_MAC_LEN octets
 *
 * Return: the address.
 */
struct ft_addr pn_mac_addr(const u8 *mac);

/**
 * pn_text() - text from the wire, fit for a label
 * @p: octets of the text, up to a NUL if there is one
 * @len: how many
 * @buf: where the text goes; what is not printable ASCII becomes '?'
 * @size: octets of @buf, more than 0
 */
void pn_text(const u8 *p, u32 len, char *buf, size_t size);

/* State of a conversation */

/* FrameIDs of one source and destination whose cycles are watched. */
#define PN_CYCLES		8
/* Alarms of one source and destination that are known again. */
#define PN_ALARMS		4

/**
 * struct pn_cycle - the frames of one FrameID
 * @mono: monotonic time of the newest, 0 when there was none
 * @frame_id: FrameID
 * @counter: cycle counter of the newest
 * @step: by which the counter rises, 0 when not known
 * @other: another step that was met last
 * @others: how many times in a row
 * @late: frames in a row that were behind the newest one
 */
struct pn_cycle {
	u64 mono;
	u16 frame_id;
	u16 counter;
	u16 step;
	u16 other;
	u8 others;
	u8 late;
};

/**
 * struct pn_alarmed - an alarm that was told
 * @mono: monotonic time, 0 for none
 * @hash: of its octets
 * @source: AlarmSrcEndpoint
 * @destination: AlarmDstEndpoint
 * @seq: SendSeqNum
 */
struct pn_alarmed {
	u64 mono;
	u32 hash;
	u16 source;
	u16 destination;
	u16 seq;
};

/**
 * struct pn_flow - state of a conversation of Ethernet frames
 * @cycle: cyclic frames
 * @alarmed: alarms
 * @next_cycle: which of @cycle is the next to be given away
 * @next_alarmed: likewise of @alarmed
 */
struct pn_flow {
	struct pn_cycle cycle[PN_CYCLES];
	struct pn_alarmed alarmed[PN_ALARMS];
	u8 next_cycle;
	u8 next_alarmed;
};

/* The parts */

/**
 * pn_alarm() - an RTA-PDU
 * @ctx: context of the callback
 * @p: what follows the FrameID
 * @len: octets of @p
 *
 * Return: as &ft_decoder.datagram.
 */
int pn_alarm(struct ft_ctx *ctx, const u8 *p, u32 len);

/**
 * pn_dcp() - a DCP-PDU
 * @ctx: context of the callback
 * @frame_id: one of DCP
 * @p: what follows the FrameID
 * @len: octets of @p
 *
 * Return: as &ft_decoder.datagram.
 */
int pn_dcp(struct ft_ctx *ctx, u16 frame_id, const u8 *p, u32 len);

/**
 * pn_rpc() - a datagram of DCE/RPC
 * @ctx: context of the callback
 * @p: the datagram
 * @len: octets of @p
 *
 * Return: as &ft_decoder.datagram.
 */
int pn_rpc(struct ft_ctx *ctx, const u8 *p, u32 len);

#endif /* _FIELDTAP_PROFINET_H */
