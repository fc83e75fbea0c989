// SPDX-License-Identifier: GPL-2.0
/* MODBUS Messaging on TCP/IP Implementation Guide V1.0b, 3.1.3. */
#include "framing.h"

#define MBAP		6	/* up to the length's end */
#define ADU_MAX		260
#define BYTE_COUNT	8	/* of an answer to a read, behind the function */

u32 framing_fix(const struct message *m)
{
	u32 len = m->len < ADU_MAX ? m->len : ADU_MAX;

	if (len < MBAP)
		return len;
	framing_be16(m->p + 2, 0);
	framing_be16(m->p + 4, len - MBAP);
	if (len > BYTE_COUNT && m->random % 4 == 0)
		m->p[BYTE_COUNT] = len - BYTE_COUNT - 1;
	return len;
}
