/* SPDX-License-Identifier: GPL-2.0 */
/* UADP: PubSub messages in UDP datagrams and Ethernet frames. */
#ifndef _FIELDTAP_OPCUA_UADP_H
#define _FIELDTAP_OPCUA_UADP_H

#include "opcua_item.h"

#define UA_UADP_ETHERTYPE	0xb62c

/**
 * ua_datagram() - &ft_decoder.datagram
 * @ctx: context of the callback
 * @p: the NetworkMessage
 * @len: its octets, padding included
 */
int ua_datagram(struct ft_ctx *ctx, const u8 *p, u32 len);

#endif /* _FIELDTAP_OPCUA_UADP_H */
