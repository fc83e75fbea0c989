/* SPDX-License-Identifier: GPL-2.0 */
/* What the answers to HART commands tell, whoever carries them. */
#ifndef _FIELDTAP_HARTIP_COMMAND_H
#define _FIELDTAP_HARTIP_COMMAND_H

#include "hartip_pdu.h"

/* How deep answers may stand in answers (commands 31, 77 and 178). */
#define HIP_DEPTH_MAX	3

/**
 * hip_reply_refused() - why a device did not do what it was told
 * @r: its answer
 *
 * Of an aggregate the first command in it that was refused counts.
 *
 * Source: Command Response Code Specification HCF_SPEC-307: bit 7 is a
 * communication error; 8, 14, 24 to 27, 30, 31 and 96 to 127 are warnings.
 *
 * Return: the response code, 0 when it did.
 */
u8 hip_reply_refused(const struct hip_reply *r);

/**
 * hip_reply_identify() - whom an answer is from
 * @t: the turn
 * @r: the answer; its station becomes the long address where it tells that
 */
void hip_reply_identify(struct hip_turn *t, struct hip_reply *r);

/**
 * hip_reply_take() - images and labels of an answer and of those within it
 * @t: the turn
 * @r: the answer
 * @depth: 0; answers that contain it
 *
 * Return: 0 or the enum fieldtap_stat that tells why not all was understood.
 */
int hip_reply_take(struct hip_turn *t, const struct hip_reply *r, u32 depth);

#endif /* _FIELDTAP_HARTIP_COMMAND_H */
