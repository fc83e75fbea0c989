/* SPDX-License-Identifier: GPL-2.0 */
/* How HART commands are framed in a HART-IP message. */
#ifndef _FIELDTAP_HARTIP_PDU_H
#define _FIELDTAP_HARTIP_PDU_H

#include "hartip_station.h"

/* Longest token-passing PDU: preambles, delimiter to count, data, check. */
#define HIP_PREAMBLES_MAX	20
#define HIP_FRAME_MAX		(HIP_PREAMBLES_MAX + 1 + 5 + 3 + 2 + 255 + 1)

/* Octets before the first command of a direct PDU. */
#define HIP_DIRECT_HEAD		2

/**
 * enum hip_frame_type - who sent a token-passing PDU
 * @HIP_BURST: a device, unasked
 * @HIP_REQUEST: a master
 * @HIP_RESPONSE: a device, asked
 */
enum hip_frame_type {
	HIP_BURST = 1,
	HIP_REQUEST = 2,
	HIP_RESPONSE = 6,
};

/**
 * struct hip_frame - a token-passing PDU, taken apart
 * @station: its address; everything but HIP_LONG is HIP_SHORT
 * @type: enum hip_frame_type
 * @command: command octet
 * @data: what follows the byte count
 * @len: octets of @data
 * @size: octets of the frame, with its check octet where it has one
 */
struct hip_frame {
	struct hip_station station;
	u8 type;
	u8 command;
	const u8 *data;
	u32 len;
	u32 size;
};

/**
 * struct hip_reply - one command that was answered or published
 * @station: who sent it, resolved
 * @command: number of the command
 * @code: response code
 * @status: device status
 * @data: what follows them
 * @len: octets of @data, at most 255
 */
struct hip_reply {
	struct hip_station station;
	u16 command;
	u8 code;
	u8 status;
	const u8 *data;
	u32 len;
};

/**
 * hip_frame_parse() - take a token-passing PDU apart
 * @p: preambles, if any, and the PDU
 * @len: octets of @p
 * @f: filled in
 *
 * Source: HCF_SPEC-081 clause 5; Network Management Specification HCF_SPEC-085
 * (HART-IP).
 *
 * Return: 0, or why it is none: FIELDTAP_STAT_PDU_TRUNCATED,
 * FIELDTAP_STAT_PDU_MALFORMED.  Octets behind it are not looked at.
 */
int hip_frame_parse(const u8 *p, u32 len, struct hip_frame *f);

/**
 * hip_embedded_parse() - the same for one inside command 77
 * @p: the PDU from its delimiter on; it has no check octet
 * @len: octets of @p
 * @f: filled in
 *
 * Return: as hip_frame_parse().
 */
int hip_embedded_parse(const u8 *p, u32 len, struct hip_frame *f);

/**
 * hip_frame_reply() - what a device said in a token-passing PDU
 * @f: a response or burst
 * @r: filled in but for &hip_reply.station, which is as in @f
 *
 * Return: 0, or FIELDTAP_STAT_PDU_TRUNCATED when the response code or the
 * device status is missing.
 */
int hip_frame_reply(const struct hip_frame *f, struct hip_reply *r);

/**
 * hip_list_next() - next command of a direct PDU or of an aggregate
 * @p: where its number begins; moved behind it
 * @len: octets that are left; likewise
 * @r: command, code, data and length are filled in
 *
 * Return: 0, FIELDTAP_STAT_PDU_TRUNCATED, or FIELDTAP_STAT_PDU_MALFORMED when
 * it has no response code.
 */
int hip_list_next(const u8 **p, u32 *len, struct hip_reply *r);

#endif /* _FIELDTAP_HARTIP_PDU_H */
